/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Triggers: what ends one, what disables it, and what speaks of another one. */
#include "lambda/priv.h"

#include "fnfix.h"

#define ARN             FN_ARN("f")
#define OTHER           FN_ARN("g")
#define S(service)      "'eventSource':'" service ".amazonaws.com',"
#define R(members)      "'requestParameters':{" members "}"
#define TARGET(id, arn) "{'id':'" id "','arn':'" arn "'}"
#define PUT(time, more, targets)                                                           \
	{                                                                                  \
		time, "PutTargets",                                                        \
			S("events") R("'rule':'r','targets':[" targets "]" more)           \
	}
#define RULE(time, event, name, more)                                                      \
	{                                                                                  \
		time, event, S("events") R("'name':'" name "'" more)                       \
	}
#define REMOVE(time, rule, id, more)                                                       \
	{                                                                                  \
		time, "RemoveTargets",                                                     \
			S("events") R("'rule':'" rule "','ids':['" id "']" more)           \
	}
#define SUBSCRIBE                                                                          \
	{                                                                                  \
		"09:00:00", "Subscribe",                                                   \
			S("sns") R(                                                        \
				"'topicArn':'arn:t','protocol':'lambda','endpoint':'" ARN  \
				"'") ",'responseElements':{'subscriptionArn':'arn:t:1'}"   \
	}
#define FILTER(time, name, arn)                                                            \
	{                                                                                  \
		time, "PutSubscriptionFilter",                                             \
			S("logs") R("'logGroupName':'g','filterName':'" name               \
				    "','destinationArn':'" arn "'")                        \
	}
#define NOTIFY(time, bucket, arn)                                                          \
	{                                                                                  \
		time, "PutBucketNotification",                                             \
			S("s3") R("'bucketName':'" bucket                                  \
				  "','NotificationConfiguration':{'CloudFunction':'" arn   \
				  "'}")                                                    \
	}
#define SCHEDULE(time, event, arn, more)                                                   \
	{                                                                                  \
		time, event,                                                               \
			S("scheduler") R("'name':'s','target':{'arn':'" arn "'}" more)     \
	}
#define SET PUT("09:00:00", "", TARGET("1", ARN) "," TARGET("2", OTHER))

static const struct {
	const char *name;
	const char *events[5][3];
	const char *states; /* of the triggers, joined by a comma */
} cases[] = {
	{ "a target", { SET }, "set" },
	{ "two targets",
	  { PUT("09:00:00", "", TARGET("1", ARN) "," TARGET("2", ARN ":live")) },
	  "set,set" },
	{ "removed", { SET, REMOVE("10:00:00", "r", "1", "") }, "targets removed" },
	{ "another id", { SET, REMOVE("10:00:00", "r", "2", "") }, "set" },
	{ "another rule", { SET, REMOVE("10:00:00", "q", "1", "") }, "set" },
	{ "another bus",
	  { SET, REMOVE("10:00:00", "r", "1", ",'eventBusName':'b'") },
	  "set" },
	{ "the bus by its ARN",
	  { PUT("09:00:00", ",'eventBusName':'b'", TARGET("1", ARN)),
	    REMOVE("10:00:00", "r", "1",
		   ",'eventBusName':'arn:aws:events:eu-west-1:" FN_ACCOUNT
		   ":event-bus/b'") },
	  "targets removed" },
	{ "the default bus by its name",
	  { SET, REMOVE("10:00:00", "r", "1", ",'eventBusName':'default'") },
	  "targets removed" },
	{ "removed before it was set", { SET, REMOVE("08:00:00", "r", "1", "") }, "set" },
	{ "a removal that was refused",
	  { SET,
	    { "10:00:00", "RemoveTargets",
	      "'errorCode':'AccessDenied'," S("events") R("'rule':'r','ids':['1']") } },
	  "set" },
	{ "a removal that failed for this one",
	  { SET,
	    { "10:00:00", "RemoveTargets",
	      S("events")
		      R("'rule':'r','ids':['1']") ",'responseElements':{"
						  "'failedEntryCount':1,'failedEntries':[{'"
						  "targetId':'1','errorCode':'x'}]}" } },
	  "set" },
	{ "a target that was refused",
	  { { "09:00:00", "PutTargets",
	      S("events") R("'rule':'r','targets':[" TARGET(
		      "1", ARN) "]") ",'responseElements'"
				     ":{'failedEntries':[{'targetId':'1'}]}" } },
	  "" },
	{ "a request that was refused",
	  { { "09:00:00", "PutTargets",
	      "'errorCode':'AccessDenied'," S("events")
		      R("'rule':'r','targets':[" TARGET("1", ARN) "]") } },
	  "denied" },
	{ "set again",
	  { SET, REMOVE("10:00:00", "r", "1", ""), PUT("11:00:00", "", TARGET("1", ARN)) },
	  "set" },
	{ "the id is another function's now",
	  { SET, PUT("10:00:00", "", TARGET("1", OTHER)) },
	  "re-pointed" },
	{ "another id is another function's",
	  { SET, PUT("10:00:00", "", TARGET("3", OTHER)) },
	  "set" },
	{ "the rule is disabled",
	  { SET, RULE("10:00:00", "DisableRule", "r", "") },
	  "disabled" },
	{ "and enabled",
	  { SET, RULE("10:00:00", "DisableRule", "r", ""),
	    RULE("11:00:00", "EnableRule", "r", "") },
	  "set" },
	{ "put disabled",
	  { SET, RULE("10:00:00", "PutRule", "r", ",'state':'DISABLED'") },
	  "disabled" },
	{ "disabled before the target was set",
	  { RULE("08:00:00", "PutRule", "r", ",'state':'DISABLED'"), SET },
	  "disabled" },
	{ "removing other targets enables nothing",
	  { RULE("08:00:00", "DisableRule", "r", ""), REMOVE("08:30:00", "r", "9", ""),
	    SET },
	  "disabled" },
	{ "a rule of that name in another region",
	  { SET,
	    { "10:00:00", "DisableRule",
	      "'awsRegion':'us-east-1'," S("events") R("'name':'r'") } },
	  "set" },
	{ "in another account",
	  { SET,
	    { "10:00:00", "DeleteRule",
	      "'recipientAccountId':'999988887777'," S("events") R("'name':'r'") } },
	  "set" },
	{ "the rule is deleted",
	  { SET, RULE("10:00:00", "DeleteRule", "r", "") },
	  "rule deleted" },
	{ "a deletion that was refused",
	  { SET,
	    { "10:00:00", "DeleteRule",
	      "'errorCode':'Boom'," S("events") R("'name':'r'") } },
	  "set" },
	{ "a subscription", { SUBSCRIBE }, "set" },
	{ "ended",
	  { SUBSCRIBE,
	    { "10:00:00", "Unsubscribe", S("sns") R("'subscriptionArn':'arn:t:1'") } },
	  "unsubscribed" },
	{ "another subscription",
	  { SUBSCRIBE,
	    { "10:00:00", "Unsubscribe", S("sns") R("'subscriptionArn':'arn:t:2'") } },
	  "set" },
	{ "the topic is deleted",
	  { SUBSCRIBE, { "10:00:00", "DeleteTopic", S("sns") R("'topicArn':'arn:t'") } },
	  "topic deleted" },
	{ "a filter of logs ended",
	  { FILTER("09:00:00", "a", ARN),
	    { "10:00:00", "DeleteSubscriptionFilter",
	      S("logs") R("'logGroupName':'g','filterName':'a'") } },
	  "deleted" },
	{ "another filter of the group",
	  { FILTER("09:00:00", "a", ARN),
	    { "10:00:00", "DeleteSubscriptionFilter",
	      S("logs") R("'logGroupName':'g','filterName':'b'") } },
	  "set" },
	{ "that filter sends to another function",
	  { FILTER("09:00:00", "a", ARN), FILTER("10:00:00", "a", OTHER) },
	  "re-pointed" },
	{ "another filter does",
	  { FILTER("09:00:00", "a", ARN), FILTER("10:00:00", "b", OTHER) },
	  "set" },
	{ "a bucket", { NOTIFY("09:00:00", "b", ARN) }, "set" },
	{ "its notification is another",
	  { NOTIFY("09:00:00", "b", ARN), NOTIFY("10:00:00", "b", OTHER) },
	  "replaced" },
	{ "it is the same again",
	  { NOTIFY("09:00:00", "b", ARN), NOTIFY("10:00:00", "b", ARN) },
	  "set" },
	{ "another bucket",
	  { NOTIFY("09:00:00", "b", ARN), NOTIFY("10:00:00", "c", OTHER) },
	  "set" },
	{ "a schedule made disabled",
	  { SCHEDULE("09:00:00", "CreateSchedule", ARN, ",'state':'DISABLED'") },
	  "disabled" },
	{ "a schedule of another group",
	  { SCHEDULE("09:00:00", "CreateSchedule", ARN, ""),
	    SCHEDULE("10:00:00", "UpdateSchedule", OTHER, ",'groupName':'h'") },
	  "set" },
	{ "a schedule of another function now",
	  { SCHEDULE("09:00:00", "CreateSchedule", ARN, ""),
	    SCHEDULE("10:00:00", "UpdateSchedule", OTHER, ",'groupName':'default'") },
	  "replaced" },
	{ "the group of the schedule is deleted",
	  { SCHEDULE("09:00:00", "CreateSchedule", ARN, ",'groupName':'h'"),
	    { "10:00:00", "DeleteScheduleGroup", S("scheduler") R("'name':'h'") } },
	  "group deleted" },
	{ "a state machine by name and by ARN",
	  { { "09:00:00", "CreateStateMachine",
	      S("states") R("'name':'m','definition':'... " ARN " ...'") },
	    { "10:00:00", "DeleteStateMachine",
	      S("states") R("'stateMachineArn':'arn:aws:states:eu-west-1:" FN_ACCOUNT
			    ":stateMachine:m'") } },
	  "deleted" },
	{ "an integration of another method",
	  { { "09:00:00", "PutIntegration",
	      S("apigateway")
		      R("'restApiId':'a','resourceId':'b','httpMethod':'GET','uri':'" ARN
			"'") },
	    { "10:00:00", "DeleteMethod",
	      S("apigateway") R("'restApiId':'a','resourceId':'b','httpMethod':'PUT'") } },
	  "set" },
	{ "an integration whose method is deleted",
	  { { "09:00:00", "PutIntegration",
	      S("apigateway")
		      R("'restApiId':'a','resourceId':'b','httpMethod':'GET','uri':'" ARN
			"'") },
	    { "10:00:00", "DeleteMethod",
	      S("apigateway") R("'restApiId':'a','resourceId':'b','httpMethod':'GET'") } },
	  "method deleted" },
	{ "a pipe stopped and started",
	  { { "09:00:00", "CreatePipe", S("pipes") R("'name':'p','target':'" ARN "'") },
	    { "10:00:00", "StopPipe", S("pipes") R("'name':'p'") },
	    { "11:00:00", "StartPipe", S("pipes") R("'name':'p'") } },
	  "set" },
};

/* The filter of a trigger opens as many events as it counts. */
static void test_opens(struct fnfix *f, const struct lambda_page *p, const char *name)
{
	for (size_t i = 0; i < p->ntriggers; i++) {
		AUTO_BUF struct buf expr = BUF_INIT;

		buf_addsv(&expr, p->triggers[i].open);
		fnfix_select(f, buf_str(&expr), 0, TICK_NONE);
		IS_INT(f->sel->count, p->triggers[i].count, "%s: opens what it counts",
		       name);
	}
}

static void test(size_t i)
{
	struct buf states = BUF_INIT;
	struct lambda_page *p;
	struct fnfix f;

	fnfix_init(&f);
	fnfix_add(&f, "07:00:00", "GetFunction", R("'functionName':'f'"));
	for (size_t k = 0; k < 5 && cases[i].events[k][0]; k++)
		fnfix_add(&f, cases[i].events[k][0], cases[i].events[k][1],
			  cases[i].events[k][2]);
	fnfix_finish(&f);
	p = fnfix_page(&f, "f", fnfix_all());
	for (size_t k = 0; p && k < p->ntriggers; k++) {
		if (k)
			buf_addc(&states, ',');
		buf_addsv(&states, p->triggers[k].state);
	}
	IS_STR(buf_str(&states), cases[i].states, "%s", cases[i].name);
	if (p)
		test_opens(&f, p, cases[i].name);
	buf_release(&states);
	lambda_page_free(p);
	fnfix_release(&f);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		test(i);
	return DONE();
}
