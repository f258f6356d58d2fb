/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session graph: each rule, each end of a chain, whatever order the records came in. */
#include "eval/select.h"
#include "lang/expr.h"
#include "lang/filter.h"

#include "linfix.h"

static const struct trace_case cases[] = {
	{ "1: a key that was issued in the log",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("dev", "ann", DAY("10:00:00"), KEY("ASIA1"))) ANN_ASSUMES,
	  "use", "use assume/key/exact =key-not-in-log" },
	{ "1: GetSessionToken",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     USER("ann", KEY("ASIA1") CTX(DAY("10:00:00"))))
		  EV("token", "10:00:00", "sts", "GetSessionToken",
		     USER("ann", KEY("AKIA1")) ",'responseElements':{'credentials':{'"
					       "accessKeyId':'ASIA1'}}"),
	  "use", "use token/key/exact =key-not-in-log" },
	{ "1: Cognito",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("pool", "CognitoIdentityCredentials", DAY("10:00:00"), KEY("ASIA1")))
		  EV("cognito", "10:00:00", "cognito-identity", "GetCredentialsForIdentity",
		     "'userIdentity':{'type':'Unknown'},'responseElements':{'credentials':{"
		     "'accessKeyId':'ASIA1'}}"),
	  "use", "use cognito/key/exact =not-in-log" },
	{ "1: a key that was used before it was issued",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("dev", "ann", DAY("10:30:00"), KEY("ASIA1")))
		  EV("assume", "10:30:00", "sts", "AssumeRole",
		     USER("ann", KEY("AKIA1")) "," ISSUES("ASIA1", "dev", "ann")),
	  "use", "use =not-in-log" },
	{ "2: the key is hidden, the role id says it all",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("dev", "ann", DAY("10:00:01"), KEY("ASIA9")))
		  EV("assume", "10:00:00", "sts", "AssumeRole",
		     USER("ann", KEY("AKIA1")) "," ISSUES("HIDDEN_DUE_TO_SECURITY_REASONS",
							  "dev", "ann")),
	  "use", "use assume/role-id/exact =key-not-in-log" },
	{ "2: an old console session says nothing of itself: probable",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("dev", "ann", DAY("10:00:00"), KEY("ASIA9"))) ANN_ASSUMES,
	  "use", "use assume/role-id/probable =key-not-in-log" },
	{ "2: another second is another session (P7: two people, one session name)",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("dev", "x", DAY("10:00:00"), KEY("ASIA9")))
		  EV("assume", "09:30:00", "sts", "AssumeRole",
		     USER("bob", KEY("AKIA2")) "," ISSUES("ASIA2", "dev", "x")),
	  "use", "use =not-in-log" },
	{ "P7: two people, one session name: by key",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("dev", "x", DAY("10:00:00"), KEY("ASIA1")))
		  EV("bob", "10:00:00", "sts", "AssumeRole",
		     USER("bob", KEY("AKIA2")) "," ISSUES("ASIA2", "dev", "x"))
			  EV("ann", "10:00:00", "sts", "AssumeRole",
			     USER("ann", KEY("AKIA1")) "," ISSUES("ASIA1", "dev", "x")),
	  "use", "use ann/key/exact =key-not-in-log" },
	{ "2: the basic form of creationDate (P3)",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("dev", "ann", "20240514T100000Z", "")) ANN_ASSUMES,
	  "use", "use assume/role-id/exact =key-not-in-log" },
	{ "4: a console session and its login",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     USER("ann", KEY("ASIA7") CTX(DAY("10:00:00"))) CONSOLE)
		  EV("early", "09:00:00", "signin", "ConsoleLogin",
		     USER("ann", "") "," LOGIN_OK) EV("login", "10:00:00", "signin",
						      "ConsoleLogin",
						      USER("ann", "") "," LOGIN_OK)
			  EV("failed", "10:00:00", "signin", "ConsoleLogin",
			     USER("ann",
				  "") ",'responseElements':{'ConsoleLogin':'Failure'}"),
	  "use", "use login/login/same-second =login" },
	{ "4: without the flag, by ARN and second",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     USER("ann", KEY("ASIA7") CTX(DAY("10:00:02"))))
		  EV("login", "10:00:00", "signin", "ConsoleLogin",
		     USER("ann", "") "," LOGIN_OK),
	  "use", "use login/login/same-second =login" },
	{ "4: another second: the nearest earlier login, probable",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     USER("ann", KEY("ASIA7") CTX(DAY("10:02:00"))) CONSOLE)
		  EV("early", "08:00:00", "signin", "ConsoleLogin",
		     USER("ann", "") "," LOGIN_OK)
			  EV("login", "10:00:00", "signin", "ConsoleLogin",
			     USER("ann", "") "," LOGIN_OK)
				  EV("later", "10:03:00", "signin", "ConsoleLogin",
				     USER("ann", "") "," LOGIN_OK),
	  "use", "use login/login/probable =login" },
	{ "4: a key that is no console session is not guessed at",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     USER("ann", KEY("ASIA7") CTX(DAY("10:02:00"))))
		  EV("login", "10:00:00", "signin", "ConsoleLogin",
		     USER("ann", "") "," LOGIN_OK),
	  "use", "use =not-in-log" },
	{ "3: one event of the session says that it is a console session (P6, P11)",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     USER("ann", KEY("ASIA7") CTX(DAY("10:02:00"))))
		  EV("flag", "10:06:00", "s3", "ListBuckets",
		     USER("ann", KEY("ASIA8") CTX(DAY("10:02:00"))) CONSOLE)
			  EV("login", "10:00:00", "signin", "ConsoleLogin",
			     USER("ann", "") "," LOGIN_OK),
	  "use", "use login/login/probable =login" },
	{ "4: root",
	  EV("use", "10:05:00", "iam", "CreateUser",
	     "'userIdentity':{'type':'Root','principalId':'" ACC
	     "','arn':'arn:aws:iam::" ACC ":root','accountId':'" ACC
	     "','accessKeyId':''" CTX(DAY("10:00:00")) "}")
		  EV("login", "10:00:00", "signin", "ConsoleLogin",
		     "'userIdentity':{'type':'Root','principalId':'" ACC
		     "','arn':'arn:aws:iam::" ACC ":root','accountId':'" ACC
		     "'}," LOGIN_OK),
	  "use", "use login/login/same-second =login" },
	{ "2, 4: a role switched to in the console, from its login on (P6, P13)",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("ops", "ann", DAY("10:03:00"), KEY("ASIA8")) CONSOLE)
		  EV("assume", "10:03:00", "sts", "AssumeRole",
		     USER("ann", KEY("ASIA7") CTX(DAY("10:00:00"))) CONSOLE
		     "," ISSUES("ASIA1", "ops", "ann"))
			  EV("login", "10:00:00", "signin", "ConsoleLogin",
			     USER("ann", "") "," LOGIN_OK),
	  "use", "use assume/role-id/exact login/login/same-second =login" },
	{ "5: SwitchRole where AssumeRole is missing, told by who switched",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("ops", "ann", DAY("10:03:00"), KEY("ASIA8")) CONSOLE)
		  EV("switch", "10:03:00", "signin", "SwitchRole",
		     USER("ann",
			  "") ",'additionalEventData':{'SwitchFrom':'arn:aws:iam::" ACC
			      ":user/ann'}")
			  EV("login", "10:00:00", "signin", "ConsoleLogin",
			     USER("ann", "") "," LOGIN_OK),
	  "use", "use switch/switch-role/same-second login/login/probable =login" },
	{ "5: told by the role that was switched to",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("ops", "ann", DAY("10:03:00"), KEY("ASIA8")) CONSOLE)
		  EV("switch", "10:03:01", "signin", "SwitchRole",
		     ROLE("ops", "ann", DAY("10:03:00"),
			  "") ",'additionalEventData':{'SwitchFrom':'arn:aws:iam::" ACC
			      ":user/ann'}")
			  EV("login", "10:00:00", "signin", "ConsoleLogin",
			     USER("ann", "") "," LOGIN_OK),
	  "use", "use switch/switch-role/same-second login/login/probable =login" },
	{ "6: the copy of the account whose role it was",
	  EV("theirs", "10:00:00", "sts", "AssumeRole",
	     "'sharedEventID':'5e3a1a52-3a63-4f4e-9d2e-0a1b2c3d4e5f','userIdentity':{'type'"
	     ":'AWSAccount','principalId':'AIDAann','accountId':'" ACC
	     "'}," ISSUES("ASIA1", "dev", "ann"))
		  EV("ours", "10:00:00", "sts", "AssumeRole",
		     "'sharedEventID':'5e3a1a52-3a63-4f4e-9d2e-0a1b2c3d4e5f'," USER(
			     "ann", KEY("AKIA1")) "," ISSUES("ASIA1", "dev", "ann")),
	  "theirs", "theirs ours/shared/exact =key-not-in-log" },
	{ "6: of two copies that issue a key the one that knows who",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("dev", "ann", DAY("10:00:00"), KEY("ASIA1")))
		  EV("a-theirs", "10:00:00", "sts", "AssumeRole",
		     "'sharedEventID':'same','userIdentity':{'type':'AWSAccount','"
		     "principalId':'AIDAann','accountId':'" ACC
		     "'}," ISSUES("ASIA1", "dev", "ann"))
			  EV("b-ours", "10:00:00", "sts", "AssumeRole",
			     "'sharedEventID':'same'," USER("ann", KEY("AKIA1")) "," ISSUES(
				     "ASIA1", "dev", "ann")),
	  "use", "use b-ours/key/exact =key-not-in-log" },
	{ "6: only the copy that hides who",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("dev", "ann", DAY("10:00:00"), KEY("ASIA1")))
		  EV("theirs", "10:00:00", "sts", "AssumeRole",
		     "'sharedEventID':'alone','userIdentity':{'type':'AWSAccount','"
		     "principalId':'AIDAann','accountId':'999999999999'}," ISSUES(
			     "ASIA1", "dev", "ann")),
	  "use", "use theirs/key/exact =other-account" },
	{ "6: an Insight shares its id with another Insight, not with a caller",
	  EV("theirs", "10:00:00", "s3", "GetObject",
	     "'sharedEventID':'ins','userIdentity':{'type':'AWSAccount','principalId':'"
	     "AIDAann','accountId':'999999999999'}") "{'eventID':'insight','eventTime':'"
						     "2024-05-14T10:00:00Z','sharedEventID'"
						     ":'ins','insightDetails':{'state':'"
						     "Start','eventName':'GetObject','"
						     "eventSource':'s3.amazonaws.com'}}\n",
	  "theirs", "theirs =other-account" },
	{ "7: a foreign role session, joined by its role id",
	  EV("theirs", "10:05:00", "s3", "GetObject",
	     "'userIdentity':{'type':'AWSAccount','principalId':'AROAdev:ann','accountId':"
	     "'" ACC "'}") ANN_ASSUMES,
	  "theirs", "theirs assume/role-id/probable =key-not-in-log" },
	{ "8: who set the source identity, when the issuer is missing",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE_CTX("deep", "s", DAY("10:04:00"), ",'sourceIdentity':'ann@corp'")
		     KEY("ASIA5") "}")
		  EV("middle", "10:02:00", "sts", "AssumeRole",
		     ROLE_CTX("first", "s", DAY("10:01:00"), ",'sourceIdentity':'ann@corp'")
			     KEY("ASIA4") "},'requestParameters':{'sourceIdentity':'ann@"
					  "corp'}")
			  EV("origin", "10:01:00", "sts", "AssumeRole",
			     USER("ann", KEY("AKIA1")) ",'requestParameters':{'"
						       "sourceIdentity':'ann@corp'}"),
	  "use", "use origin/source-identity/probable =key-not-in-log" },
	{ "9: SAML",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("sso", "ann", DAY("10:00:00"), KEY("ASIA1")))
		  EV("saml", "10:00:00", "sts", "AssumeRoleWithSAML",
		     "'userIdentity':{'type':'SAMLUser','principalId':'idp:ann','userName':"
		     "'ann','identityProvider':'idp'}," ISSUES("ASIA1", "sso", "ann")),
	  "use", "use saml/key/exact -/saml/exact =identity-provider" },
	{ "9: OpenID",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("ci", "run", DAY("10:00:00"), KEY("ASIA1")))
		  EV("web", "10:00:00", "sts", "AssumeRoleWithWebIdentity",
		     "'userIdentity':{'type':'WebIdentityUser','principalId':'p:sub','"
		     "userName':'sub','identityProvider':'p'}," ISSUES("ASIA1", "ci",
								       "run")),
	  "use", "use web/key/exact -/oidc/exact =identity-provider" },
	{ "10: Identity Center, a person named by another event of the session (P11)",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("AWSReservedSSO_Admin_0123456789abcdef", "ann@corp", DAY("10:00:00"),
		  KEY("ASIA1")))
		  EV("named", "10:06:00", "s3", "ListBuckets",
		     ROLE("AWSReservedSSO_Admin_0123456789abcdef", "ann@corp",
			  DAY("10:00:00"),
			  KEY("ASIA1") ",'onBehalfOf':{'userId':'u-1','identityStoreArn':'"
				       "arn:aws:identitystore::1:identitystore/d-1'}")),
	  "use", "use -/idc/exact =identity-provider" },
	{ "10: only the session's name tells the person: probable",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("AWSReservedSSO_Admin_0123456789abcdef", "ann@corp", DAY("10:00:00"),
		  KEY("ASIA1"))),
	  "use", "use -/idc/probable =identity-provider" },
	{ "10: the credentials of the portal, and the sign-in before them",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("AWSReservedSSO_Admin_0123456789abcdef", "ann@corp", DAY("10:00:00"),
		  KEY("ASIA1") ",'onBehalfOf':{'userId':'u-1'}"))
		  EV("creds", "10:00:00", "sso", "GetRoleCredentials",
		     "'userIdentity':{'type':'IdentityCenterUser','onBehalfOf':{'userId':'"
		     "u-1'}},'serviceEventDetails':{'role_name':'Admin'}")
			  EV("other", "10:00:00", "sso", "GetRoleCredentials",
			     "'userIdentity':{'type':'IdentityCenterUser','onBehalfOf':{'"
			     "userId':'u-1'}},'serviceEventDetails':{'role_name':'Reader'}")
				  EV("signin", "09:58:00", "sso", "Authenticate",
				     "'userIdentity':{'type':'IdentityCenterUser','"
				     "onBehalfOf':{'userId':'u-1'}}"),
	  "use", "use creds/idc/exact signin/login/probable =login" },
	{ "11: sign-in sessions have names",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     "'userIdentity':{'type':'IAMUser','principalId':'AIDAann','arn':'arn:aws:iam:"
	     ":" ACC ":user/ann','accountId':'" ACC
	     "','accessKeyId':'ASIA3','sessionContext':{'attributes':{'creationDate':'2024-"
	     "05-14T09:00:00Z'},'signInSessionArn':'arn:aws:signin:us-east-1:" ACC
	     ":session/x'}}")
		  EV("oauth", "09:59:00", "signin", "CreateOAuth2Token",
		     "'userIdentity':{'type':'IAMUser','principalId':'AIDAann','arn':'arn:"
		     "aws:iam::" ACC ":user/ann','accountId':'" ACC
		     "','sessionContext':{'signInSessionArn':'arn:aws:signin:us-east-1:" ACC
		     ":session/x'}}"),
	  "use", "use oauth/console/exact =login" },
	{ "11: the function that holds the credential",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("fn", "f", DAY("10:00:00"),
		  KEY("ASIA1") ",'inScopeOf':{'issuerType':'AWS::Lambda::Function','"
			       "credentialsIssuedTo':'arn:aws:lambda:us-east-1:" ACC
			       ":function:f'}")),
	  "use", "use -/service/exact =service" },
	{ "12: a service assumed the role",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("fn", "f", DAY("10:00:00"), KEY("ASIA1")))
		  EV("assume", "10:00:00", "sts", "AssumeRole",
		     SERVICE("lambda.amazonaws.com") "," ISSUES("ASIA1", "fn", "f")),
	  "use", "use assume/key/exact -/service/exact =service" },
	{ "12: what a service does is a service's",
	  EV("use", "10:05:00", "kms", "Decrypt", SERVICE("s3.amazonaws.com")), "use",
	  "use -/service/exact =service" },
	{ "12: a machine, told by its session name: probable",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("web", "i-0123456789abcdef0", DAY("10:00:00"), KEY("ASIA1"))),
	  "use", "use -/service/probable =service" },
	{ "12: a role that is linked to a service",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig", "c",
		  DAY("10:00:00"), KEY("ASIA1"))),
	  "use", "use -/service/exact =service" },
	{ "13: chaining",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("c", "s", DAY("10:02:00"),
		  KEY("ASIA3"))) EV("third", "10:02:00", "sts", "AssumeRole",
				    ROLE("b", "s", DAY("10:01:00"),
					 KEY("ASIA2")) "," ISSUES("ASIA3", "c", "s"))
		  EV("second", "10:01:00", "sts", "AssumeRole",
		     ROLE("a", "s", DAY("10:00:00"), KEY("ASIA1")) "," ISSUES("ASIA2", "b",
									      "s"))
			  EV("first", "10:00:00", "sts", "AssumeRole",
			     USER("ann", KEY("AKIA1")) "," ISSUES("ASIA1", "a", "s")),
	  "use", "use third/key/exact second/key/exact first/key/exact =key-not-in-log" },
	{ "14: a key whose creation is in the log",
	  EV("use", "10:05:00", "s3", "ListBuckets", USER("eve", KEY("AKIA9")))
		  EV("create", "10:00:00", "iam", "CreateAccessKey",
		     USER("ann", KEY("AKIA1")) ",'responseElements':{'accessKey':{'"
					       "accessKeyId':'AKIA9','userName':'eve'}}"),
	  "use", "use create/created/exact =key-created" },
	{ "15: a federated user, by key: when it began is not said",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     "'userIdentity':{'type':'FederatedUser','principalId':'" ACC
	     ":bob','arn':'arn:aws:sts::" ACC ":federated-user/bob','accountId':'" ACC
	     "','accessKeyId':'ASIA1'}")
		  EV("fed", "10:00:00", "sts", "GetFederationToken",
		     USER("ann",
			  KEY("AKIA1")) ",'responseElements':{'credentials':{'accessKeyId':"
					"'ASIA1'},'federatedUser':{'arn':'arn:aws:sts::" ACC
					":federated-user/bob'}}"),
	  "use", "use fed/key/probable =key-not-in-log" },
	{ "15: a federated user, by key and creation date",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     FED("bob", KEY("ASIA1") CTX(DAY("10:00:00"))))
		  FED_TOKEN("fed", "10:00:00", USER("ann", KEY("AKIA1")), "ASIA1", "bob",
			    ""),
	  "use", "use fed/key/exact =key-not-in-log" },
	{ "15: a federated user, another key: perhaps an old console session",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     FED("bob", KEY("ASIA8") CTX(DAY("10:00:00"))))
		  FED_TOKEN("fed", "10:00:00", USER("ann", KEY("AKIA1")), "ASIA1", "bob",
			    ""),
	  "use", "use fed/federated/probable =key-not-in-log" },
	{ "15: a federated user in the console, by ARN and second",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     "'userIdentity':{'type':'FederatedUser','principalId':'" ACC
	     ":bob','arn':'arn:aws:sts::" ACC ":federated-user/bob','accountId':'" ACC
	     "','accessKeyId':'ASIA8'" CTX(DAY("10:00:00")) "}" CONSOLE)
		  EV("fed", "10:00:00", "sts", "GetFederationToken",
		     USER("ann",
			  KEY("AKIA1")) ",'responseElements':{'credentials':{'accessKeyId':"
					"'ASIA1'},'federatedUser':{'arn':'arn:aws:sts::" ACC
					":federated-user/bob'}}"),
	  "use", "use fed/federated/exact =key-not-in-log" },
	{ "P2, P10: copies and addenda of the issuing event",
	  EV("use", "10:05:00", "s3", "ListBuckets",
	     ROLE("dev", "ann", DAY("10:00:00"), KEY("ASIA1"))) ANN_ASSUMES ANN_ASSUMES
		  EV("assume", "10:00:00", "sts", "AssumeRole",
		     USER("ann", KEY("AKIA1")) "," ISSUES(
			     "ASIA1", "dev",
			     "ann") ",'addendum':{'reason':'UPDATED_DATA'}"),
	  "use", "use assume/key/exact =key-not-in-log" },
	{ "a circle of keys ends",
	  EV("a", "10:00:00", "sts", "AssumeRole",
	     ROLE("x", "s", DAY("10:00:00"), KEY("ASIA2")) "," ISSUES("ASIA1", "y", "s"))
		  EV("b", "10:00:00", "sts", "AssumeRole",
		     ROLE("y", "s", DAY("10:00:00"), KEY("ASIA1")) "," ISSUES("ASIA2", "x",
									      "s")),
	  "a", "a b/key/exact =limit" },
	{ "an event that issues its own key",
	  EV("a", "10:00:00", "sts", "AssumeRole",
	     ROLE("x", "s", DAY("10:00:00"), KEY("ASIA1")) "," ISSUES("ASIA1", "x", "s")),
	  "a", "a =not-in-log" },
	{ "a login is its own end",
	  EV("login", "10:00:00", "signin", "ConsoleLogin", USER("ann", "") "," LOGIN_OK),
	  "login", "login =login" },
	{ "no key at all (P5)",
	  EV("use", "10:05:00", "s3", "ListBuckets", USER("ann", KEY(""))), "use",
	  "use =not-in-log" },
	{ "no identity at all",
	  EV("use", "10:05:00", "s3", "ListBuckets", "'readOnly':true"), "use",
	  "use =not-in-log" },
	{ "ANONYMOUS_PRINCIPAL",
	  EV("use", "10:05:00", "s3", "GetObject",
	     "'userIdentity':{'type':'AWSAccount','principalId':'','accountId':'ANONYMOUS_"
	     "PRINCIPAL'}"),
	  "use", "use =other-account" },
	{ "forward access keeps the caller's identity (P8)",
	  EV("use", "10:05:00", "iam", "CreateRole",
	     USER("ann",
		  KEY("ASIA7") ",'invokedBy':'cloudformation.amazonaws.com'" CTX(DAY(
			  "10:00:00"))) ",'sourceIPAddress':'cloudformation.amazonaws.com'")
		  EV("login", "10:00:00", "signin", "ConsoleLogin",
		     USER("ann", "") "," LOGIN_OK),
	  "use", "use login/login/same-second =login" },
	{ "an event in the second of a session, by a record without time",
	  "{'eventID':'use','eventName':'ListBuckets','eventSource':'s3.amazonaws.com'"
	  "," ROLE("dev", "ann", DAY("10:00:00"), KEY("ASIA1")) "}\n" EV(
		  "assume", "10:00:00", "sts", "AssumeRole",
		  USER("ann", KEY("AKIA1")) "," ISSUES("ASIA1", "dev", "ann")),
	  "use", "use assume/key/exact =key-not-in-log" },
};

/* More steps than are followed. */
static void test_depth(void)
{
	AUTO_BUF struct buf text = BUF_INIT;
	struct lineage_trace t = { .n = 0 };
	struct store *s;
	struct lineage_index *x;

	for (int i = 0; i < 40; i++)
		buf_addf(
			&text,
			"{\"eventID\":\"e%d\",\"eventTime\":\"2024-05-14T10:%02d:00Z\","
			"\"eventName\":\"AssumeRole\",\"userIdentity\":{\"type\":"
			"\"AssumedRole\",\"accessKeyId\":\"ASIA%d\"},\"responseElements\":{"
			"\"credentials\":{\"accessKeyId\":\"ASIA%d\"}}}\n",
			i, i, i, i + 1);
	s = trail_store(buf_str(&text));
	x = index_of(s, 2);
	lineage_trace(x, row_of(s, "e39"), &t);
	IS_INT(t.n, LINEAGE_MAX_HOPS, "at most so many hops");
	IS_INT(t.stop, LINEAGE_STOP_LIMIT, "and it is said");
	lineage_trace(x, row_of(s, "e10"), &t);
	IS_INT(t.n, 11, "a trace is used again");
	IS_INT(t.stop, LINEAGE_STOP_NOT_IN_LOG, "its end");
	lineage_release(&t);
	lineage_index_unref(x);
	store_free(s);
}

/* Ids of the events that EXPR matches, in order. */
static void matching(const struct store *s, const char *expr, struct buf *out)
{
	const struct eval_env env = { .store = s, .threads = 1 };
	struct filter *f;
	struct err err = ERR_INIT;
	struct eval *e;
	struct selection *sel;
	struct arena arena = ARENA_INIT;
	uint64_t *bits = xcalloc((size_t)store_nsegs(s) * SEG_WORDS, sizeof(*bits));
	const uint64_t *set = bits;

	if (!IS_ST(filter_parse(sv_str(expr), &f, &err), ST_OK, "a filter: %s", expr))
		return;
	e = eval_new(&env, f);
	IS_ST(eval_run(e, 0, store_nsegs(s), bits), ST_OK, "it is evaluated");
	sel = selection_make(s, store_order(s), &set, 1, 0, TICK_NONE, NULL);
	for (uint32_t k = 0; k < sel->count; k++) {
		buf_adds(out, k ? " " : "");
		buf_addsv(out, id_of(s, selection_nth(sel, k), &arena));
	}
	selection_unref(sel);
	arena_release(&arena);
	eval_free(e);
	filter_free(f);
	free(bits);
}

static const char forward_records[] = EV(
	"login", "10:00:00", "signin", "ConsoleLogin",
	USER("ann", "") "," LOGIN_OK) EV("look", "10:01:00", "s3", "ListBuckets",
					 USER("ann", KEY("ASIA7") CTX(DAY("10:00:00")))
						 CONSOLE)
	EV("assume", "10:03:00", "sts", "AssumeRole",
	   USER("ann", KEY("ASIA6") CTX(DAY("10:00:00"))) CONSOLE
	   "," ISSUES("ASIA1", "ops",
		      "ann")) EV("switched", "10:04:00", "s3", "ListBuckets",
				 ROLE("ops", "ann", DAY("10:03:01"), KEY("ASIA8")) CONSOLE)
		EV("create", "10:05:00", "iam", "CreateAccessKey",
		   ROLE("ops", "ann", DAY("10:03:01"), KEY("ASIA9")) CONSOLE
		   ",'responseElements':{'accessKey':{'accessKeyId':'AKIA9','userName':'"
		   "eve'}}") EV("eve", "10:06:00", "s3", "GetObject",
				USER("eve", KEY("AKIA9")))
			EV("chain", "10:07:00", "sts", "AssumeRole",
			   USER("eve", KEY("AKIA9")) "," ISSUES("ASIA5", "deep", "eve"))
				EV("deep", "10:08:00", "s3", "GetObject",
				   ROLE("deep", "eve", DAY("10:07:00"), KEY("ASIA5")))
					EV("bystander", "10:09:00", "s3", "GetObject",
					   USER("bob", KEY("AKIA2")));

static void test_forward(void)
{
	static const struct {
		const char *event;
		size_t hop;
		const char *want;
	} forward[] = {
		{ "look", 1, "look assume switched create eve chain deep" },
		{ "switched", 1, "switched create eve chain deep" },
		{ "switched", 0, "switched create eve chain deep" },
		{ "eve", 1, "eve chain deep" },
		{ "deep", 1, "deep" },
		{ "bystander", 0, "bystander" },
	};
	char *text = json_of(forward_records);
	struct store *s = trail_store(text);
	struct lineage_index *x = index_of(s, 2);
	struct lineage_trace t = { .n = 0 };

	for (size_t i = 0; i < ARRAY_SIZE(forward); i++) {
		AUTO_BUF struct buf expr = BUF_INIT, got = BUF_INIT;
		bool cut;

		lineage_trace(x, row_of(s, forward[i].event), &t);
		if (!OK(t.n > forward[i].hop, "%s has such a hop", forward[i].event) ||
		    !OK(lineage_forward(x, &t, forward[i].hop, &expr, &cut),
			"%s, hop %zu led to something", forward[i].event, forward[i].hop))
			continue;
		OK(!cut, "all of it");
		matching(s, buf_str(&expr), &got);
		IS_STR(buf_str(&got), forward[i].want, "forward from hop %zu of %s",
		       forward[i].hop, forward[i].event);
	}
	lineage_release(&t);
	lineage_index_unref(x);
	store_free(s);
	free(text);
}

/* Who made a user, and which events prove a hop. */
static void test_proof(void)
{
	char *text = json_of(
		EV("use", "10:05:00", "s3", "ListBuckets",
		   ROLE("dev", "ann", DAY("10:00:00"), KEY("ASIA1")))
			EV("ours", "10:00:00", "sts", "AssumeRole",
			   USER("ann", KEY("AKIA1")) "," ISSUES("ASIA1", "dev", "ann"))
				EV("theirs", "10:00:00", "sts", "AssumeRole",
				   "'userIdentity':{'type':'AWSAccount','principalId':'"
				   "AIDAann','accountId':'" ACC
				   "'}," ISSUES("ASIA1", "dev", "ann")));
	struct store *s = trail_store(text);
	struct lineage_index *x = index_of(s, 2);
	struct lineage_trace t = { .n = 0 };
	struct arena arena = ARENA_INIT;
	AUTO_BUF struct buf why = BUF_INIT;

	lineage_trace(x, row_of(s, "use"), &t);
	IS_INT(t.hops[1].nproof, 2, "two records show the hop");
	IS_SV(id_of(s, t.hops[1].proof[0], &arena), "ours", "the better one first");
	IS_SV(id_of(s, t.hops[1].proof[1], &arena), "theirs", "then the other");
	IS_SV(t.hops[1].issued, "ASIA1", "what was issued");
	IS_SV(t.hops[1].action, "AssumeRole", "by what");
	IS_SV(t.hops[1].identity, "user:arn:aws:iam::" ACC ":user/ann", "by whom");
	lineage_stop_words(x, &t, &why);
	OK(strstr(buf_str(&why), "AKIA1"), "the end names the key: %s", buf_str(&why));
	lineage_release(&t);
	arena_release(&arena);
	lineage_index_unref(x);
	store_free(s);
	free(text);
}

static void test_time(void)
{
	static const struct {
		const char *text, *want;
	} times[] = {
		{ "2015-01-02T03:04:05Z", "2015-01-02T03:04:05Z" },
		{ "20131102T010628Z", "2013-11-02T01:06:28Z" },
		{ "20131302T010628Z", NULL },
		{ "2013110XT010628Z", NULL },
		{ "", NULL },
		{ "yesterday", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
		tick_t t = lineage_time(sv_str(times[i].text));
		tick_t want = times[i].want ? time_parse(sv_str(times[i].want)) : TICK_NONE;

		OK(t == want, "creationDate '%s'", times[i].text);
	}
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		test_case(&cases[i]);
	test_depth();
	test_forward();
	test_proof();
	test_time();
	return DONE();
}
