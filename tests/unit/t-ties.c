/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ties that look sure and are not: what stands in several records, failed, or came too late. */
#include "linfix.h"

static const struct trace_case doubts[] = {
	{ "a key issued twice: the role decides",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1")))
		  ASSUMES("one", "10:00:00", ANN, "ASIA1", "ops", "s", "")
			  ASSUMES("two", "10:00:00", BOB, "ASIA1", "dev", "s", ""),
	  "use", "use two/key/exact =key-not-in-log" },
	{ "a key issued twice: the creation date decides",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:03:00"), KEY("ASIA1")))
		  ASSUMES("one", "10:00:00", ANN, "ASIA1", "dev", "s", "")
			  ASSUMES("two", "10:03:00", BOB, "ASIA1", "dev", "s", ""),
	  "use", "use two/key/exact =key-not-in-log" },
	{ "a key issued twice: the session decides",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1")))
		  ASSUMES("one", "10:00:00", ANN, "ASIA1", "dev", "t", "")
			  ASSUMES("two", "10:00:01", BOB, "ASIA1", "dev", "s", ""),
	  "use", "use two/key/exact =key-not-in-log" },
	{ "a key issued twice: nothing decides",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1")))
		  ASSUMES("two", "10:00:01", BOB, "ASIA1", "dev", "s", "")
			  ASSUMES("one", "10:00:00", ANN, "ASIA1", "dev", "s", ""),
	  "use", "use (one two)/key/ambiguous =ambiguous" },
	{ "a key issued twice by one caller: whichever it was",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1")))
		  ASSUMES("two", "10:00:01", ANN, "ASIA1", "dev", "s", "")
			  ASSUMES("one", "10:00:00", ANN, "ASIA1", "dev", "s", ""),
	  "use", "use (one two)/key/ambiguous =key-not-in-log" },
	{ "a key issued twice by one caller with two keys",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1")))
		  ASSUMES("one", "10:00:00", ANN, "ASIA1", "dev", "s", "")
			  ASSUMES("two", "10:00:01", USER("ann", KEY("AKIA9")), "ASIA1",
				  "dev", "s", ""),
	  "use", "use (one two)/key/ambiguous =ambiguous" },
	{ "a placeholder in another role",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1")))
		  ASSUMES("one", "10:00:00", ANN, "ASIA1", "ops", "s", ""),
	  "use", "use =not-in-log" },
	{ "a placeholder at another time",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:03"), KEY("ASIA1")))
		  ASSUMES("one", "10:00:00", ANN, "ASIA1", "dev", "s", ""),
	  "use", "use =not-in-log" },
	{ "a role that was made anew has another id",
	  USE("10:05:00",
	      "'userIdentity':{'type':'AssumedRole','principalId':'AROANEW:s','arn':'arn:"
	      "aws:sts::" ACC ":assumed-role/dev/s','accessKeyId':'ASIA1','sessionContext'"
	      ":{'attributes':{'creationDate':'2024-05-14T10:00:00Z'}}}")
		  ASSUMES("one", "10:00:00", ANN, "ASIA1", "dev", "s", ""),
	  "use", "use =not-in-log" },
	{ "a key, and no creation date: probable",
	  USE("10:05:00",
	      "'userIdentity':{'type':'AssumedRole','principalId':'AROAdev:s','arn':'arn:"
	      "aws:sts::" ACC ":assumed-role/dev/s','accessKeyId':'ASIA1'}")
		  ASSUMES("one", "10:00:00", ANN, "ASIA1", "dev", "s", ""),
	  "use", "use one/key/probable =key-not-in-log" },
	{ "a key, and nobody it was issued to: probable",
	  USE("10:05:00", "'userIdentity':{'type':'AssumedRole','accessKeyId':'ASIA1','"
			  "sessionContext':{'attributes':{'creationDate':'2024-05-14T10:"
			  "00:00Z'}}}")
		  ASSUMES("one", "10:00:00", ANN, "ASIA1", "dev", "s", ""),
	  "use", "use one/key/probable =key-not-in-log" },
	{ "only the request names the role",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1")))
		  EV("one", "10:00:00", "sts", "AssumeRole",
		     ANN ",'requestParameters':{'roleArn':'arn:aws:iam::" ACC
			 ":role/dev','roleSessionName':'s'},'responseElements':{'"
			 "credentials':{'accessKeyId':'ASIA1'}}"),
	  "use", "use one/key/exact =key-not-in-log" },
	{ "only the request names the session, another one",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1")))
		  EV("one", "10:00:00", "sts", "AssumeRole",
		     ANN ",'requestParameters':{'roleArn':'arn:aws:iam::" ACC
			 ":role/dev','roleSessionName':'t'},'responseElements':{'"
			 "credentials':{'accessKeyId':'ASIA1'}}"),
	  "use", "use =not-in-log" },
	{ "GetSessionToken of another user",
	  USE("10:05:00", USER("bob", KEY("ASIA1") CTX(DAY("10:00:00"))))
		  EV("token", "10:00:00", "sts", "GetSessionToken",
		     ANN ",'responseElements':{'credentials':{'accessKeyId':'ASIA1'}}"),
	  "use", "use =not-in-log" },
	{ "Cognito, of another second",
	  USE("10:05:00", ROLE("pool", "Cognito", DAY("10:04:00"), KEY("ASIA1")))
		  EV("cognito", "10:00:00", "cognito-identity", "GetCredentialsForIdentity",
		     "'userIdentity':{'type':'Unknown'},'responseElements':{'credentials':{"
		     "'accessKeyId':'ASIA1'}}"),
	  "use", "use =not-in-log" },
	{ "AssumeRoot",
	  USE("10:05:00", "'userIdentity':{'type':'Root','principalId':'" ACC
			  "','arn':'arn:aws:iam::" ACC ":root','accountId':'" ACC
			  "'" KEY("ASIA1") CTX(DAY("10:00:00")) "}")
		  EV("root", "10:00:00", "sts", "AssumeRoot",
		     ANN ",'requestParameters':{'targetPrincipal':'" ACC
			 "'},'responseElements':{'credentials':{'accessKeyId':'ASIA1'}}"),
	  "use", "use root/key/exact =key-not-in-log" },
	{ "AssumeRoot of another account",
	  USE("10:05:00", "'userIdentity':{'type':'Root','principalId':'" ACC
			  "','arn':'arn:aws:iam::" ACC ":root','accountId':'" ACC
			  "'" KEY("ASIA1") CTX(DAY("10:00:00")) "}")
		  EV("root", "10:00:00", "sts", "AssumeRoot",
		     ANN ",'requestParameters':{'targetPrincipal':'999999999999'},'"
			 "responseElements':{'credentials':{'accessKeyId':'ASIA1'}}"),
	  "use", "use =not-in-log" },
	{ "two people, one role, one second, no key",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA9")))
		  ASSUMES_HIDDEN("one", "10:00:00", ANN, "dev", "s", "")
			  ASSUMES_HIDDEN("two", "10:00:01", BOB, "dev", "s", ""),
	  "use", "use (one two)/role-id/ambiguous =ambiguous" },
	{ "two people, one role, two seconds apart",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), ""))
		  ASSUMES_HIDDEN("two", "10:00:02", BOB, "dev", "s", "")
			  ASSUMES_HIDDEN("one", "10:00:00", ANN, "dev", "s", ""),
	  "use", "use (one two)/role-id/ambiguous =ambiguous" },
	{ "two people, one was given another key: never exact",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA9")))
		  ASSUMES_HIDDEN("one", "10:00:00", ANN, "dev", "s", "")
			  ASSUMES("two", "10:00:00", BOB, "ASIA2", "dev", "s", ""),
	  "use", "use one/role-id/probable =key-not-in-log" },
	{ "two people, one was refused",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA9")))
		  ASSUMES_HIDDEN("one", "10:00:00", ANN, "dev", "s", REFUSED)
			  ASSUMES_HIDDEN("two", "10:00:00", BOB, "dev", "s", ""),
	  "use", "use two/role-id/exact =key-not-in-log" },
	{ "one call in three records is no doubt",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1"))) ASSUMES(
		  "a", "10:00:00", ONLY_ID("x"), "ASIA1", "dev", "s",
		  ",'sharedEventID':'same'")
		  ASSUMES("b", "10:00:00", ROLE("dev", "x", DAY("09:00:00"), KEY("ASIA0")),
			  "ASIA1", "dev", "s", ",'sharedEventID':'same'")
			  ASSUMES("b", "10:00:00",
				  ROLE("dev", "x", DAY("09:00:00"), KEY("ASIA0")), "ASIA1",
				  "dev", "s", ",'addendum':{'reason':'x'}"),
	  "use", "use b/key/exact =not-in-log" },
	{ "an addendum under an id of its own is the call it adds to",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1")))
		  ASSUMES("a", "10:00:00", ANN, "ASIA1", "dev", "s", "")
			  ASSUMES("b", "10:00:00", ANN, "ASIA1", "dev", "s",
				  ",'addendum':{'originalEventID':'a'}"),
	  "use", "use a/key/exact =key-not-in-log" },
	{ "copies of two calls, with one id for all",
	  USE("10:05:00", ONLY_ID("x") ",'sharedEventID':'same'")
		  EV("one", "10:05:00", "s3", "ListBuckets",
		     ROLE("dev", "x", DAY("09:00:00"), KEY("ASIA1")) ",'sharedEventID':'"
								     "same'")
			  EV("two", "10:05:00", "s3", "ListBuckets",
			     ROLE("ops", "x", DAY("09:00:00"), KEY("ASIA2")) ",'"
									     "sharedEventI"
									     "D':'same'"),
	  "use", "use one/shared/exact =not-in-log" },
	{ "a refused AssumeRole issues nothing, whatever stands in it",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1")))
		  ASSUMES("one", "10:00:00", ANN, "ASIA1", "dev", "s", REFUSED),
	  "use", "use =not-in-log" },
	{ "a failed one neither",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1"))) ASSUMES(
		  "one", "10:00:00", ANN, "ASIA1", "dev", "s", ",'errorMessage':'no'"),
	  "use", "use =not-in-log" },
	{ "a refused GetFederationToken",
	  USE("10:05:00", FED("bob", KEY("ASIA1") CTX(DAY("10:00:00"))))
		  FED_TOKEN("fed", "10:00:00", ANN, "ASIA1", "bob", REFUSED),
	  "use", "use =not-in-log" },
	{ "two who asked for one federated user in one second",
	  USE("10:05:00", FED("bob", KEY("ASIA9") CTX(DAY("10:00:00"))) CONSOLE)
		  FED_TOKEN("one", "10:00:00", ANN, "ASIA1", "bob", "")
			  FED_TOKEN("two", "10:00:01", BOB, "ASIA2", "bob", ""),
	  "use", "use (one two)/federated/ambiguous =ambiguous" },
	{ "a refused SwitchRole",
	  USE("10:05:00", ROLE("ops", "ann", DAY("10:03:00"), KEY("ASIA8")) CONSOLE)
		  SWITCH("switch", "10:03:00", USER("ann", ""),
			 "arn:aws:iam::" ACC ":user/ann", REFUSED),
	  "use", "use =not-in-log" },
	{ "a SwitchRole that says that it failed",
	  USE("10:05:00", ROLE("ops", "ann", DAY("10:03:00"), KEY("ASIA8")) CONSOLE)
		  SWITCH("switch", "10:03:00", ROLE("ops", "ann", DAY("10:03:00"), ""),
			 "arn:aws:iam::" ACC ":user/ann",
			 ",'responseElements':{'SwitchRole':'Failure'}"),
	  "use", "use =not-in-log" },
	{ "a SwitchRole to another role",
	  USE("10:05:00", ROLE("ops", "ann", DAY("10:03:00"), KEY("ASIA8")) CONSOLE)
		  SWITCH("switch", "10:03:00", ROLE("dev", "ann", DAY("10:03:00"), ""),
			 "arn:aws:iam::" ACC ":user/ann", ""),
	  "use", "use =not-in-log" },
	{ "two who switched in one second, by their name",
	  USE("10:05:00", ROLE("ops", "ann", DAY("10:03:00"), KEY("ASIA8")) CONSOLE) SWITCH(
		  "one", "10:03:00", USER("ann", ""), "arn:aws:iam::" ACC ":user/ann", "")
		  SWITCH("two", "10:03:01", USER("x/ann", ""),
			 "arn:aws:iam::" ACC ":user/x/ann", ""),
	  "use", "use (one two)/switch-role/ambiguous =ambiguous" },
	{ "an AssumeRole after the use",
	  USE("10:00:00", ROLE("dev", "s", DAY("10:00:03"), KEY("ASIA1")))
		  ASSUMES("one", "10:00:03", ANN, "ASIA1", "dev", "s", ""),
	  "use", "use =not-in-log" },
	{ "an AssumeRole two seconds after the use is the same second at most",
	  USE("10:00:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1")))
		  ASSUMES("one", "10:00:02", ANN, "ASIA1", "dev", "s", ""),
	  "use", "use one/key/same-second =key-not-in-log" },
	{ "the same by role id",
	  USE("10:00:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA9")))
		  ASSUMES_HIDDEN("one", "10:00:01", ANN, "dev", "s", ""),
	  "use", "use one/role-id/same-second =key-not-in-log" },
	{ "an AssumeRole in the second of the use",
	  USE("10:00:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1")))
		  ASSUMES("one", "10:00:00", ANN, "ASIA1", "dev", "s", ""),
	  "use", "use one/key/exact =key-not-in-log" },
	{ "a login after the use",
	  USE("10:00:00", USER("ann", KEY("ASIA7") CTX(DAY("10:00:00"))) CONSOLE)
		  EV("login", "10:00:03", "signin", "ConsoleLogin",
		     USER("ann", "") "," LOGIN_OK),
	  "use", "use =not-in-log" },
	{ "two logins in one second are one person's",
	  USE("10:05:00", USER("ann", KEY("ASIA7") CTX(DAY("10:00:00"))) CONSOLE) EV(
		  "one", "10:00:00", "signin", "ConsoleLogin", USER("ann", "") "," LOGIN_OK)
		  EV("two", "10:00:01", "signin", "ConsoleLogin",
		     USER("ann", "") "," LOGIN_OK),
	  "use", "use (one two)/login/ambiguous =login" },
	{ "a login that was refused",
	  USE("10:05:00", USER("ann", KEY("ASIA7") CTX(DAY("10:00:00"))) CONSOLE)
		  EV("one", "10:00:00", "signin", "ConsoleLogin",
		     USER("ann", "") "," LOGIN_OK REFUSED),
	  "use", "use =not-in-log" },
	{ "a long-lived key, made after its use",
	  USE("10:00:00", USER("eve", KEY("AKIA9")))
		  MAKES_KEY("make", "10:00:03", ANN, "AKIA9", "eve", ""),
	  "use", "use =key-not-in-log" },
	{ "a long-lived key, made in the second after its use",
	  USE("10:00:00", USER("eve", KEY("AKIA9")))
		  MAKES_KEY("make", "10:00:01", ANN, "AKIA9", "eve", ""),
	  "use", "use make/created/same-second =key-created" },
	{ "a long-lived key of that name, made for somebody else",
	  USE("10:05:00", USER("eve", KEY("AKIA9")))
		  MAKES_KEY("make", "10:00:00", ANN, "AKIA9", "mallory", ""),
	  "use", "use =key-not-in-log" },
	{ "a long-lived key, refused",
	  USE("10:05:00", USER("eve", KEY("AKIA9")))
		  MAKES_KEY("make", "10:00:00", ANN, "AKIA9", "eve", REFUSED),
	  "use", "use =key-not-in-log" },
	{ "a long-lived key, made twice",
	  USE("10:05:00", USER("eve", KEY("AKIA9")))
		  MAKES_KEY("two", "10:01:00", BOB, "AKIA9", "eve", "")
			  MAKES_KEY("one", "10:00:00", ANN, "AKIA9", "eve", ""),
	  "use", "use (one two)/created/ambiguous =ambiguous" },
	{ "a long-lived key in a role's hands is none",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("AKIA9")))
		  MAKES_KEY("make", "10:00:00", ANN, "AKIA9", "s", ""),
	  "use", "use =not-in-log" },
	{ "root's own key",
	  USE("10:05:00",
	      "'userIdentity':{'type':'Root','principalId':'" ACC
	      "','arn':'arn:aws:iam::" ACC ":root','accountId':'" ACC "'" KEY("AKIA9") "}")
		  EV("make", "10:00:00", "iam", "CreateAccessKey",
		     "'userIdentity':{'type':'Root','principalId':'" ACC
		     "','arn':'arn:aws:iam::" ACC ":root','accountId':'" ACC
		     "'},'responseElements':{'accessKey':{'accessKeyId':'AKIA9'}}"),
	  "use", "use make/created/exact =key-created" },
	{ "7: a foreign session of one name, begun by two",
	  USE("10:05:00", ONLY_ID("s"))
		  ASSUMES_HIDDEN("one", "09:00:00", ANN, "dev", "s", "")
			  ASSUMES_HIDDEN("two", "10:00:00", BOB, "dev", "s", ""),
	  "use", "use (one two)/role-id/ambiguous =ambiguous" },
	{ "7: begun twice by one: the nearest before",
	  USE("10:05:00", ONLY_ID("s"))
		  ASSUMES_HIDDEN("one", "09:00:00", ANN, "dev", "s", "")
			  ASSUMES_HIDDEN("two", "10:00:00", ANN, "dev", "s", ""),
	  "use", "use two/role-id/probable =key-not-in-log" },
	{ "8: two who set one source identity",
	  USE("10:05:00", ROLE_CTX("deep", "s", DAY("10:04:00"),
				   ",'sourceIdentity':'ann@corp'") KEY("ASIA5") "}")
		  EV("one", "10:01:00", "sts", "AssumeRole",
		     ANN ",'requestParameters':{'sourceIdentity':'ann@corp'}")
			  EV("two", "10:02:00", "sts", "AssumeRole",
			     BOB ",'requestParameters':{'sourceIdentity':'ann@corp'}"),
	  "use", "use (one two)/source-identity/ambiguous =ambiguous" },
	{ "8: who was refused set none",
	  USE("10:05:00", ROLE_CTX("deep", "s", DAY("10:04:00"),
				   ",'sourceIdentity':'ann@corp'") KEY("ASIA5") "}")
		  EV("one", "10:01:00", "sts", "AssumeRole",
		     ANN ",'requestParameters':{'sourceIdentity':'ann@corp'}" REFUSED),
	  "use", "use =not-in-log" },
	{ "10: a step of the portal that failed",
	  EV("creds", "10:00:00", "sso", "GetRoleCredentials",
	     "'userIdentity':{'type':'IdentityCenterUser','onBehalfOf':{'userId':'u-1'}}")
		  EV("step", "09:58:00", "signin", "CredentialVerification",
		     "'userIdentity':{'type':'IdentityCenterUser','onBehalfOf':{'userId':'"
		     "u-1'}},'serviceEventDetails':{'CredentialVerification':'Failure'}"),
	  "creds", "creds -/idc/exact =identity-provider" },
	{ "10: a person of another session that has the same placeholder",
	  USE("10:05:00", ROLE("dev", "s", DAY("10:00:00"), KEY("ASIA1")))
		  EV("named", "10:06:00", "s3", "ListBuckets",
		     ROLE("ops", "t", DAY("10:00:00"),
			  KEY("ASIA1") ",'onBehalfOf':{'userId':'u-1'}")),
	  "use", "use =not-in-log" },
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(doubts); i++)
		test_case(&doubts[i]);
	return DONE();
}
