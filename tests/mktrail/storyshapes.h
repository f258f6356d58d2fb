/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that several parts of the sample trail's story share. */
#ifndef MKTRAIL_STORYSHAPES_H
#define MKTRAIL_STORYSHAPES_H

#define PROD  "111122223333"
#define TOOLS "444455556666"
#define OTHER "999988887777"

#define FN_ARN(name)            "arn:aws:lambda:us-east-1:" PROD ":function:" name
#define ROLE_ARN(account, name) "arn:aws:iam::" account ":role/" name

/* An item of resources[] for data events of a function. */
#define FN_RES_OF(arn, account)                                                            \
	"[{\"accountId\":\"" account                                                       \
	"\",\"type\":\"AWS::Lambda::Function\",\"ARN\":\"" arn "\"}]"
#define FN_RES(name) FN_RES_OF(FN_ARN(name), PROD)
#define S3_RES(bucket, key)                                                                \
	"[{\"type\":\"AWS::S3::Object\",\"ARN\":\"arn:aws:s3:::" bucket "/" key "\"},"     \
	"{\"accountId\":\"" PROD                                                           \
	"\",\"type\":\"AWS::S3::Bucket\",\"ARN\":\"arn:aws:s3:::" bucket "\"}]"
#define S3_ADD                                                                             \
	"{\"SignatureVersion\":\"SigV4\",\"CipherSuite\":\"TLS_AES_128_GCM_SHA256\","      \
	"\"bytesTransferredIn\":0,\"AuthenticationMethod\":\"AuthHeader\",\"x-amz-id-2\":" \
	"\"<id2>\",\"bytesTransferredOut\":48213}"
#define S3_REQ(bucket, key)                                                                \
	"{\"bucketName\":\"" bucket "\",\"Host\":\"" bucket                                \
	".s3.us-east-1.amazonaws.com\",\"key\":\"" key "\"}"

/* The answer of AssumeRole*; KEY is the key of the session that begins. */
#define ISSUED(key, account, role, session)                                                \
	"{\"credentials\":{\"accessKeyId\":\"<key:" key                                    \
	">\",\"sessionToken\":\"<token>\","                                                \
	"\"expiration\":\"<exp>\"},\"assumedRoleUser\":{\"assumedRoleId\":\"<"             \
	"aroa:" account "/" role ">:" session "\",\"arn\":\"arn:aws:sts::" account         \
	":assumed-role/" role "/" session "\"}}"
#define ASSUME(account, role, session)                                                     \
	"{\"roleArn\":\"" ROLE_ARN(account, role) "\",\"roleSessionName\":\"" session "\"" \
						  "}"
#define ROLE_RES(account, role)                                                            \
	"[{\"accountId\":\"" account                                                       \
	"\",\"type\":\"AWS::IAM::Role\",\"ARN\":\"" ROLE_ARN(account, role) "\"}]"

/* What Lambda answers to CreateFunction, UpdateFunctionCode and UpdateFunctionConfiguration. */
#define STATE(name, version, role, sha, size, memory, timeout, layers)                     \
	"{\"functionName\":\"" name "\",\"functionArn\":\"" FN_ARN(                        \
		name) "\",\"runtime\":\"python3.11\",\"role\":"                            \
		      "\"" ROLE_ARN(PROD, role) "\",\"handler\":\"app."                    \
						"handler\",\"codeSize\":" size             \
						",\"description\":\"\","                   \
						"\"timeout\":" timeout                     \
						",\"memorySize\":" memory                  \
						",\"lastModified\":\"<time>\","            \
						"\"codeSha256\":\"<sha:" sha               \
						">\",\"version\":\"" version               \
						"\",\"environment\":{},"                   \
						"\"tracingConfig\":{\"mode\":"             \
						"\"PassThrough\"},"                        \
						"\"revisionId\":\"<new>"                   \
						"\"," layers "\"state\":\"Active\","       \
						"\"lastUpdateStatus\":"                    \
						"\"InProgress\","                          \
						"\"lastUpdateStatusReason\":"              \
						"\"The function is being "                 \
						"created.\","                              \
						"\"lastUpdateStatusReasonCode"             \
						"\":\"Creating\","                         \
						"\"packageType\":\"Zip\","                 \
						"\"architectures\":[\"x86_"                \
						"64\"],\"ephemeralStorage\":{"             \
						"\"size\":512},\"snapStart\":"             \
						"{\"applyOn\":\"None\","                   \
						"\"optimizationStatus\":"                  \
						"\"Off\"},\"loggingConfig\":{"             \
						"\"logFormat\":"                           \
						"\"Text\",\"logGroup\":\"/aws/"            \
						"lambda/" name "\"}}"
#define UPDATE_CODE(name, spelled, code)                                                   \
	"{\"fullyQualifiedArn\":{\"arnPrefix\":{\"partition\":\"aws\",\"region\":\"us-"    \
	"east-1\","                                                                        \
	"\"account\":\"" PROD "\"},\"relativeId\":{\"functionName\":\"" name               \
	"\"},\"functionQualifier\":{}},\"functionName\":\"" spelled "\"," code             \
	"\"publish\":false,\"dryRun\":false}"

/* A statement of a function's policy as AddPermission answers it: JSON in a string. */
#define STATEMENT(sid, principal, action, fn, condition)                                   \
	"{\"statement\":\"{\\\"Sid\\\":\\\"" sid "\\\",\\\"Effect\\\":\\\"Allow\\\","      \
	"\\\"Principal\\\":" principal ",\\\"Action\\\":\\\"" action                       \
	"\\\",\\\"Resource\\\":\\\"" FN_ARN(fn) "\\\"" condition "}\"}"
#define IF_SOURCE_ARN(arn)                                                                 \
	",\\\"Condition\\\":{\\\"ArnLike\\\":{\\\"AWS:SourceArn\\\":\\\"" arn "\\\"}}"
#define SERVICE(host) "{\\\"Service\\\":\\\"" host "\\\"}"

#endif
