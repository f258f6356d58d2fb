/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations with a shape of their own, most frequent first (the rank decides how frequent). */
#include "util/base.h"

#include "ops.h"

#define S3_ADD                                                                             \
	"{\"SignatureVersion\":\"SigV4\",\"CipherSuite\":\"ECDHE-RSA-AES128-GCM-SHA256\"," \
	"\"bytesTransferredIn\":$N,\"AuthenticationMethod\":\"AuthHeader\","               \
	"\"x-amz-id-2\":\"$M\",\"bytesTransferredOut\":$N}"
#define S3_OBJECT                                                                          \
	"[{\"type\":\"AWS::S3::Object\",\"ARN\":\"arn:aws:s3:::$B/$K\"},"                  \
	"{\"accountId\":\"$A\",\"type\":\"AWS::S3::Bucket\",\"ARN\":\"arn:aws:s3:::$B\"}]"
#define S3_BUCKET                                                                          \
	"[{\"accountId\":\"$A\",\"type\":\"AWS::S3::Bucket\",\"ARN\":\"arn:aws:s3:::$B\"}" \
	"]"
#define KMS_KEY                                                                            \
	"[{\"accountId\":\"$A\",\"type\":\"AWS::KMS::Key\","                               \
	"\"ARN\":\"arn:aws:kms:$R:$A:key/$G\"}]"
#define HOST "\"Host\":\"$B.s3.$R.amazonaws.com\""
#define FILTER(name, value)                                                                \
	"{\"filterSet\":{\"items\":[{\"name\":\"" name                                     \
	"\",\"valueSet\":{\"items\":[{\"value\":\"" value "\"}]}}]}}"
#define INSTANCES                                                                          \
	"{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-$I\"}]},\"filterSet\":{}}"
#define QUEUE "https://sqs.$R.amazonaws.com/$A/$S"
#define TABLE(res)                                                                         \
	"[{\"accountId\":\"$A\",\"type\":\"AWS::DynamoDB::Table\",\"ARN\":\"" res "\"}]"
#define TABLE_ARN "arn:aws:dynamodb:$R:$A:table/$S"
/* What Lambda answers to a change; the state of a function at that time. */
#define FN_STATE                                                                           \
	"{\"functionName\":\"$F\",\"functionArn\":\"$g\",\"runtime\":\"python3.11\","      \
	"\"role\":\"$r\",\"handler\":\"app.handler\",\"codeSize\":48$N,\"description\":"   \
	"\"\","                                                                            \
	"\"timeout\":30,\"memorySize\":256,\"lastModified\":\"$T\",\"codeSha256\":\"$c\"," \
	"\"version\":\"$$LATEST\",\"environment\":{},\"tracingConfig\":{\"mode\":"         \
	"\"PassThrough\"},\"revisionId\":\"$U\",\"state\":\"Active\","                     \
	"\"lastUpdateStatus\":"                                                            \
	"\"InProgress\",\"lastUpdateStatusReasonCode\":\"Creating\",\"packageType\":"      \
	"\"Zip\","                                                                         \
	"\"architectures\":[\"x86_64\"],\"ephemeralStorage\":{\"size\":512},"              \
	"\"snapStart\":"                                                                   \
	"{\"applyOn\":\"None\",\"optimizationStatus\":\"Off\"},\"loggingConfig\":"         \
	"{\"logFormat\":\"Text\",\"logGroup\":\"/aws/lambda/$F\"}}"

#define LAMBDA "lambda.amazonaws.com"
#define EC2    "ec2.amazonaws.com"
#define S3     "s3.amazonaws.com"
#define IAM    "iam.amazonaws.com"
#define KMS    "kms.amazonaws.com"

const struct op_shape op_shapes[] = {
	{ S3, "PutObject", OP_DATA | OP_S3 | OP_SERVICE,
	  "{\"bucketName\":\"$B\"," HOST ",\"key\":\"$K\",\"x-amz-server-side-encryption\":"
	  "\"aws:kms\",\"x-amz-server-side-encryption-aws-kms-key-id\":\"arn:aws:kms:$R:$A:"
	  "key/$G\"}",
	  "{\"x-amz-server-side-encryption\":\"aws:kms\",\"x-amz-version-id\":\"$v\"}",
	  S3_ADD, S3_OBJECT },
	{ S3, "GetObject", OP_READ | OP_DATA | OP_S3 | OP_FOREIGN,
	  "{\"bucketName\":\"$B\"," HOST ",\"key\":\"$K\"}", NULL, S3_ADD, S3_OBJECT },
	{ KMS, "GenerateDataKey", OP_READ | OP_SERVICE,
	  "{\"keyId\":\"arn:aws:kms:$R:$A:key/$G\",\"encryptionContext\":{\"aws:s3:arn\":"
	  "\"arn:aws:s3:::$B/$K\"},\"keySpec\":\"AES_256\"}",
	  NULL, NULL, KMS_KEY },
	{ KMS, "Decrypt", OP_READ | OP_FOREIGN | OP_SERVICE,
	  "{\"encryptionContext\":{\"aws:lambda:FunctionArn\":\"arn:aws:lambda:$R:$A:"
	  "function:$S\"},"
	  "\"encryptionAlgorithm\":\"SYMMETRIC_DEFAULT\"}",
	  NULL, NULL, KMS_KEY },
	{ S3, "GetBucketAcl", OP_READ | OP_S3 | OP_SERVICE,
	  "{\"bucketName\":\"$B\",\"acl\":\"\"," HOST "}", NULL, S3_ADD, S3_BUCKET },
	{ EC2, "DescribeInstances", OP_READ, INSTANCES, NULL, NULL, NULL },
	{ "dynamodb.amazonaws.com", "GetItem", OP_READ | OP_DATA,
	  "{\"tableName\":\"$S\",\"key\":{\"id\":\"$U\"},\"consistentRead\":false}", NULL,
	  NULL, TABLE(TABLE_ARN) },
	{ "logs.amazonaws.com", "CreateLogStream", OP_SERVICE,
	  "{\"logStreamName\":\"app/app/$u\",\"logGroupName\":\"/ecs/$S\"}", NULL, NULL,
	  NULL },
	{ "sts.amazonaws.com", "GetCallerIdentity", OP_READ, NULL,
	  "{\"userId\":\"AIDA$X\",\"account\":\"$A\",\"arn\":\"arn:aws:iam::$A:user/$y\"}",
	  NULL, NULL },
	{ "ssm.amazonaws.com", "GetParameter", OP_READ,
	  "{\"name\":\"/$S/config/$W\",\"withDecryption\":true}", NULL, NULL,
	  "[{\"accountId\":\"$A\",\"ARN\":\"arn:aws:ssm:$R:$A:parameter/$S/config\"}]" },
	{ S3, "HeadObject", OP_READ | OP_DATA | OP_S3,
	  "{\"bucketName\":\"$B\"," HOST ",\"key\":\"$K\"}", NULL, S3_ADD, S3_OBJECT },
	{ "secretsmanager.amazonaws.com", "GetSecretValue", OP_READ,
	  "{\"secretId\":\"arn:aws:secretsmanager:$R:$A:secret:$S\",\"versionStage\":"
	  "\"AWSCURRENT\"}",
	  NULL, NULL, NULL },
	{ EC2, "DescribeSecurityGroups", OP_READ,
	  "{\"securityGroupSet\":{\"items\":[{\"groupId\":\"sg-$I\"}]},"
	  "\"securityGroupIdSet\":{},\"filterSet\":{}}",
	  NULL, NULL, NULL },
	{ EC2, "DescribeVolumes", OP_READ, FILTER("attachment.instance-id", "i-$I"), NULL,
	  NULL, NULL },
	{ "monitoring.amazonaws.com", "DescribeAlarms", OP_READ,
	  "{\"alarmNamePrefix\":\"$S\",\"maxRecords\":100}", NULL, NULL, NULL },
	{ "dynamodb.amazonaws.com", "PutItem", OP_DATA,
	  "{\"tableName\":\"$S\",\"key\":{\"id\":\"$U\"},\"items\":[{\"id\":\"$u\"}]}",
	  NULL, NULL, TABLE(TABLE_ARN) },
	{ EC2, "DescribeNetworkInterfaces", OP_READ,
	  "{\"networkInterfaceIdSet\":{\"items\":[{\"networkInterfaceId\":\"eni-$I\"}]},"
	  "\"filterSet\":{}}",
	  NULL, NULL, NULL },
	{ EC2, "DescribeSubnets", OP_READ, FILTER("vpc-id", "vpc-$I"), NULL, NULL, NULL },
	{ IAM, "GetRole", OP_READ, "{\"roleName\":\"$o\"}", NULL, NULL, NULL },
	{ "sqs.amazonaws.com", "ReceiveMessage", OP_READ | OP_DATA,
	  "{\"queueUrl\":\"" QUEUE "\",\"maxNumberOfMessages\":10,\"waitTimeSeconds\":20}",
	  NULL, NULL,
	  "[{\"accountId\":\"$A\",\"type\":\"AWS::SQS::Queue\","
	  "\"ARN\":\"arn:aws:sqs:$R:$A:$S\"}]" },
	{ EC2, "DescribeRouteTables", OP_READ,
	  "{\"routeTableIdSet\":{\"items\":[{\"routeTableId\":\"rtb-$I\"}]},\"filterSet\":{"
	  "}}",
	  NULL, NULL, NULL },
	{ EC2, "DescribeImages", OP_READ,
	  "{\"executableBySet\":{},\"imagesSet\":{\"items\":[{\"imageId\":\"ami-$I\"}]},"
	  "\"ownersSet\":{\"items\":[{\"owner\":\"self\"}]},\"filterSet\":{}}",
	  NULL, NULL, NULL },
	{ "ecr.amazonaws.com", "BatchGetImage", OP_READ,
	  "{\"registryId\":\"$A\",\"repositoryName\":\"$S\",\"imageIds\":[{\"imageTag\":\"$"
	  "X\"}],"
	  "\"acceptedMediaTypes\":[\"application/vnd.oci.image.manifest.v1+json\"]}",
	  NULL, NULL,
	  "[{\"accountId\":\"$A\",\"ARN\":\"arn:aws:ecr:$R:$A:repository/$S\"}]" },
	{ EC2, "DescribeTags", OP_READ, FILTER("resource-id", "i-$I"), NULL, NULL, NULL },
	{ LAMBDA, "GetFunction20150331v2", OP_READ | OP_LAMBDA, "{\"functionName\":\"$L\"}",
	  NULL, NULL, NULL },
	{ EC2, "DescribeVpcs", OP_READ, "{\"vpcSet\":{},\"filterSet\":{}}", NULL, NULL,
	  NULL },
	{ "sns.amazonaws.com", "Publish", OP_DATA,
	  "{\"topicArn\":\"arn:aws:sns:$R:$A:$S\",\"message\":\"HIDDEN_DUE_TO_SECURITY_"
	  "REASONS\"}",
	  "{\"messageId\":\"$U\"}", NULL,
	  "[{\"accountId\":\"$A\",\"type\":\"AWS::SNS::Topic\","
	  "\"ARN\":\"arn:aws:sns:$R:$A:$S\"}]" },
	{ S3, "ListObjects", OP_READ | OP_DATA | OP_S3 | OP_FOREIGN,
	  "{\"list-type\":\"2\",\"bucketName\":\"$B\",\"prefix\":\"$W/"
	  "\",\"max-keys\":\"1000\"," HOST "}",
	  NULL, S3_ADD,
	  "[{\"type\":\"AWS::S3::Object\",\"ARNPrefix\":\"arn:aws:s3:::$B/$W/"
	  "\"},{\"accountId\":"
	  "\"$A\",\"type\":\"AWS::S3::Bucket\",\"ARN\":\"arn:aws:s3:::$B\"}]" },
	{ IAM, "ListAttachedRolePolicies", OP_READ, "{\"roleName\":\"$o\"}", NULL, NULL,
	  NULL },
	{ S3, "DeleteObject", OP_DATA | OP_S3,
	  "{\"bucketName\":\"$B\"," HOST ",\"key\":\"$K\"}", NULL, S3_ADD, S3_OBJECT },
	{ "ecs.amazonaws.com", "DescribeTasks", OP_READ,
	  "{\"cluster\":\"$S\",\"tasks\":[\"arn:aws:ecs:$R:$A:task/$S/$H\"]}", NULL, NULL,
	  NULL },
	{ KMS, "Encrypt", OP_READ,
	  "{\"keyId\":\"arn:aws:kms:$R:$A:key/"
	  "$G\",\"encryptionAlgorithm\":\"SYMMETRIC_DEFAULT\"}",
	  NULL, NULL, KMS_KEY },
	{ LAMBDA, "ListFunctions20150331", OP_READ, "{\"maxItems\":50}", NULL, NULL, NULL },
	{ "cloudformation.amazonaws.com", "DescribeStackEvents", OP_READ,
	  "{\"stackName\":\"arn:aws:cloudformation:$R:$A:stack/$S/$U\"}", NULL, NULL,
	  NULL },
	{ LAMBDA, "UpdateFunctionCode20150331v2", OP_LAMBDA | OP_CHANGE,
	  "{\"fullyQualifiedArn\":{\"arnPrefix\":{\"partition\":\"aws\",\"region\":\"$R\","
	  "\"account\":\"$A\"},\"relativeId\":{\"functionName\":\"$F\"},"
	  "\"functionQualifier\":{}},"
	  "\"functionName\":\"$L\",\"s3Bucket\":\"$B\",\"s3Key\":\"build/$F/$X.zip\","
	  "\"publish\":false,\"dryRun\":false}",
	  FN_STATE, NULL, NULL },
	{ LAMBDA, "UpdateFunctionConfiguration20150331v2", OP_LAMBDA | OP_CHANGE,
	  "{\"functionName\":\"$L\",\"memorySize\":256,\"timeout\":30,\"environment\":{}}",
	  FN_STATE, NULL, NULL },
	{ LAMBDA, "GetPolicy20150331v2", OP_READ | OP_LAMBDA, "{\"functionName\":\"$L\"}",
	  NULL, NULL, NULL },
	{ LAMBDA, "AddPermission20150331v2", OP_LAMBDA | OP_CHANGE,
	  "{\"functionName\":\"$L\",\"statementId\":\"allow-$X\",\"action\":"
	  "\"lambda:InvokeFunction\",\"principal\":\"events.amazonaws.com\",\"sourceArn\":"
	  "\"arn:aws:events:$R:$A:rule/$S\"}",
	  "{\"statement\":\"{\\\"Sid\\\":\\\"allow\\\",\\\"Effect\\\":\\\"Allow\\\","
	  "\\\"Principal\\\":{\\\"Service\\\":\\\"events.amazonaws.com\\\"},\\\"Action\\\":"
	  "\\\"lambda:InvokeFunction\\\",\\\"Resource\\\":\\\"$g\\\",\\\"Condition\\\":"
	  "{\\\"ArnLike\\\":{\\\"AWS:SourceArn\\\":\\\"arn:aws:events:$R:$A:rule/"
	  "$S\\\"}}}\"}",
	  NULL, NULL },
	{ LAMBDA, "PublishVersion20150331", OP_LAMBDA | OP_CHANGE,
	  "{\"functionName\":\"$L\"}", FN_STATE, NULL, NULL },
	{ LAMBDA, "RemovePermission20150331v2", OP_LAMBDA | OP_CHANGE,
	  "{\"functionName\":\"$F\",\"statementId\":\"allow-$X\"}", NULL, NULL, NULL },
	{ LAMBDA, "UpdateAlias20150331", OP_LAMBDA | OP_CHANGE,
	  "{\"functionName\":\"$F\",\"name\":\"live\",\"functionVersion\":\"$N\"}",
	  "{\"aliasArn\":\"$g:live\",\"name\":\"live\",\"functionVersion\":\"$N\","
	  "\"description\":\"\",\"revisionId\":\"$U\"}",
	  NULL, NULL },
	{ EC2, "CreateNetworkInterface", 0,
	  "{\"subnetId\":\"subnet-$I\",\"description\":\"AWS Lambda VPC ENI-$S\","
	  "\"groupSet\":{\"items\":[{\"groupId\":\"sg-$J\"}]},\"privateIpAddressesSet\":{},"
	  "\"clientToken\":\"$U\"}",
	  "{\"requestId\":\"$U\",\"networkInterface\":{\"networkInterfaceId\":\"eni-$I\","
	  "\"subnetId\":\"subnet-$J\",\"vpcId\":\"vpc-$J\",\"availabilityZone\":\"$R$V\","
	  "\"ownerId\":\"$A\",\"requesterManaged\":false,\"status\":\"pending\","
	  "\"macAddress\":\"0a:$X\",\"privateIpAddress\":\"$P\",\"sourceDestCheck\":true,"
	  "\"interfaceType\":\"interface\",\"groupSet\":{\"items\":[{\"groupId\":\"sg-$J\","
	  "\"groupName\":\"$S\"}]},\"tagSet\":{}}}",
	  NULL, NULL },
	{ IAM, "CreateRole", 0,
	  "{\"roleName\":\"$S-$X\",\"path\":\"/\",\"assumeRolePolicyDocument\":"
	  "\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":"
	  "\\\"Allow\\\","
	  "\\\"Principal\\\":{\\\"Service\\\":\\\"lambda.amazonaws.com\\\"},\\\"Action\\\":"
	  "\\\"sts:AssumeRole\\\"}]}\",\"tags\":[{\"key\":\"team\",\"value\":\"$W\"}]}",
	  "{\"role\":{\"path\":\"/\",\"roleName\":\"$S-$X\",\"roleId\":\"AROA$X\",\"arn\":"
	  "\"arn:aws:iam::$A:role/$S\",\"createDate\":\"$D\",\"assumeRolePolicyDocument\":"
	  "\"%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%"
	  "22"
	  "Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%"
	  "2C%22"
	  "Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D\"}}",
	  NULL, NULL },
	{ IAM, "PutRolePolicy", 0,
	  "{\"roleName\":\"$o\",\"policyName\":\"$S\",\"policyDocument\":\"{\\n  "
	  "\\\"Version\\\": "
	  "\\\"2012-10-17\\\",\\n  \\\"Statement\\\": [{\\\"Effect\\\": \\\"Allow\\\", "
	  "\\\"Action\\\": [\\\"s3:GetObject\\\", \\\"s3:PutObject\\\"], \\\"Resource\\\": "
	  "\\\"arn:aws:s3:::$B/*\\\"}]\\n}\"}",
	  NULL, NULL, NULL },
	{ "ecs.amazonaws.com", "RunTask", 0,
	  "{\"cluster\":\"$S\",\"taskDefinition\":\"$S:$N\",\"count\":1,\"launchType\":"
	  "\"FARGATE\","
	  "\"networkConfiguration\":{\"awsvpcConfiguration\":{\"subnets\":[\"subnet-$I\","
	  "\"subnet-$J\"],\"securityGroups\":[\"sg-$J\"],\"assignPublicIp\":\"DISABLED\"}},"
	  "\"overrides\":{\"containerOverrides\":[{\"name\":\"app\",\"environment\":"
	  "[{\"name\":\"JOB\",\"value\":\"$u\"}]}]},\"startedBy\":\"$W\"}",
	  "{\"tasks\":[{\"taskArn\":\"arn:aws:ecs:$R:$A:task/$S/$H\",\"clusterArn\":"
	  "\"arn:aws:ecs:$R:$A:cluster/"
	  "$S\",\"lastStatus\":\"PROVISIONING\",\"desiredStatus\":"
	  "\"RUNNING\",\"cpu\":\"256\",\"memory\":\"512\",\"containers\":[{"
	  "\"containerArn\":"
	  "\"arn:aws:ecs:$R:$A:container/$S/"
	  "$U\",\"name\":\"app\",\"lastStatus\":\"PENDING\"}],"
	  "\"version\":1,\"createdAt\":\"$D\",\"group\":\"family:$S\"}],\"failures\":[]}",
	  NULL, NULL },
	{ "events.amazonaws.com", "PutTargets", 0,
	  "{\"rule\":\"$S\",\"targets\":[{\"id\":\"1\",\"arn\":"
	  "\"arn:aws:lambda:$R:$A:function:$S\"}]}",
	  "{\"failedEntryCount\":0,\"failedEntries\":[]}", NULL, NULL },
};
const unsigned n_op_shapes = ARRAY_SIZE(op_shapes);
