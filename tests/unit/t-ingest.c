/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From bytes to events: forms of files, broken records, gzip in every condition. */
#include "ingest/raw.h"
#include "loaded.h"

#define EV(name) "{\"eventName\":\"" name "\",\"eventTime\":\"2024-05-01T10:00:00Z\"}"

#define BRIDGE(record)                                                                     \
	"{\"version\":\"0\",\"detail-type\":\"AWS API Call via "                           \
	"CloudTrail\",\"detail\":" record "}"
/* A record beyond doubt, as the text of a string; the same as it stands. */
#define STRICT "{\\\"eventVersion\\\":1,\\\"eventName\\\":\\\"A\\\"}"
#define EV2    "{\"eventVersion\":1,\"eventName\":\"A\"}"

#define ITEM(record)                                                                       \
	"{\"EventId\":\"1\",\"EventTime\":\"2024-05-01T10:00:00Z\","                       \
	"\"CloudTrailEvent\":" record "}"
#define TEN(x) x x x x x x x x x x

static const struct form {
	const char *name, *text;
	enum file_kind kind;
	enum file_state state;
	unsigned events, skipped, refused;
} forms[] = {
	{ "trail", "{\"Records\":[" EV("A") "," EV("B") "]}", FK_TRAIL, FSTATE_OK, 2, 0,
	  0 },
	{ "trail with other members",
	  "{\"a\":[1,{\"b\":\"]}\"}],\"Records\":[" EV("A") "],\"z\":{}}", FK_TRAIL,
	  FSTATE_OK, 1, 0, 0 },
	{ "Records twice", "{\"Records\":[" EV("A") "],\"Records\":[" EV("B") "]}",
	  FK_TRAIL, FSTATE_OK, 2, 0, 0 },
	{ "no records", "{\"Records\":[]}", FK_TRAIL, FSTATE_OK, 0, 0, 0 },
	{ "empty array", " [ ] ", FK_ARRAY, FSTATE_OK, 0, 0, 0 },
	{ "array", "[" EV("A") ",\n" EV("B") "]", FK_ARRAY, FSTATE_OK, 2, 0, 0 },
	{ "array of trails",
	  "[{\"Records\":[" EV("A") "]},{\"Records\":[" EV("B") "]}," EV("C") "]", FK_ARRAY,
	  FSTATE_OK, 3, 0, 0 },
	{ "one record", EV("A"), FK_RECORD, FSTATE_OK, 1, 0, 0 },
	{ "byte order mark", "\xef\xbb\xbf" EV("A"), FK_RECORD, FSTATE_OK, 1, 0, 0 },
	{ "lines", EV("A") "\n\n" EV("B") "\r\n" EV("C") "\n", FK_NDJSON, FSTATE_OK, 3, 0,
	  0 },
	{ "a batch a line", "{\"Records\":[" EV("A") "]}\n{\"Records\":[" EV("B") "]}",
	  FK_NDJSON, FSTATE_OK, 2, 0, 0 },
	{ "concatenated", EV("A") EV("B") "[" EV("C") "]", FK_NDJSON, FSTATE_OK, 3, 0, 0 },
	{ "pretty",
	  "{\n  \"Records\" : [\n {\n \"eventName\" :\t\"A\" ,\n \"x\" : [ ] }\n ]\n}\n",
	  FK_TRAIL, FSTATE_OK, 1, 0, 0 },
	{ "Insight", "[{\"insightDetails\":{\"state\":\"Start\"}}]", FK_ARRAY, FSTATE_OK, 1,
	  0, 0 },
	{ "Records is null", "{\"Records\":null}", FK_RECORD, FSTATE_UNREADABLE, 0, 0, 1 },
	{ "odd elements", "{\"Records\":[null,42,\"str\",[]," EV("A") ",{},[{}]]}",
	  FK_TRAIL, FSTATE_OK, 1, 6, 0 },
	{ "digest", "{\"digestS3Object\":\"x\",\"logFiles\":[{\"a\":1}]}", FK_DIGEST,
	  FSTATE_SKIPPED, 0, 1, 0 },
	{ "S3 notification",
	  "{\"Records\":[{\"eventSource\":\"aws:s3\",\"eventName\":\"ObjectCreated:Put\","
	  "\"eventTime\":\"2024-05-01T10:00:00Z\",\"s3\":{\"bucket\":{}}}]}",
	  FK_NOTIFICATION, FSTATE_SKIPPED, 0, 1, 0 },
	{ "an event with s3 that is no object",
	  "{\"eventName\":\"A\",\"s3\":\"x\"}\n{\"eventName\":\"A\",\"s3\":null}\n"
	  "{\"eventName\":\"A\",\"s3\":{\"a\":1}}",
	  FK_NDJSON, FSTATE_OK, 2, 1, 0 },
	{ "lookup-events",
	  "{\"Events\":[" ITEM("\"{\\\"eventName\\\":\\\"A\\\"}\"") "," ITEM(
		  EV("B")) "],"
			   "\"NextToken\":\"x\"}{\"Events\":[" ITEM(
				   "\" {\\\"eventTime\\\":1}\"") "]}",
	  FK_LOOKUP, FSTATE_OK, 3, 0, 0 },
	{ "lookup-events without events", "{\"Events\":[],\"NextToken\":\"x\"}", FK_LOOKUP,
	  FSTATE_OK, 0, 0, 0 },
	{ "items of lookup-events, alone", ITEM(EV("A")) "\n" ITEM(EV("A")) "\n", FK_LOOKUP,
	  FSTATE_OK, 2, 0, 0 },
	{ "items without a record",
	  "[{\"EventId\":\"1\",\"EventName\":\"A\",\"EventSource\":\"s\",\"EventTime\":1."
	  "5e9,"
	  "\"Username\":\"u\\n\"}]",
	  FK_LOOKUP, FSTATE_OK, 1, 0, 0 },
	{ "events of something else",
	  "{\"Events\":[{\"EventId\":\"1\",\"EventName\":\"A\"}]}", FK_OTHER,
	  FSTATE_SKIPPED, 0, 1, 0 },
	{ "a broken record in a string",
	  "{\"Events\":[" ITEM("\"{\\\"eventName\\\":tru\"") "," ITEM(EV("B")) "]}",
	  FK_LOOKUP, FSTATE_DAMAGED, 1, 0, 1 },
	{ "strings", "[\"{\\\"eventVersion\\\":1,\\\"eventName\\\":\\\"A\\\"}\",\"x\"]",
	  FK_LOOKUP, FSTATE_OK, 1, 1, 0 },
	{ "TABs between", EV("A") "\t" EV("B") "\t" EV("C") "\n", FK_LOOKUP, FSTATE_OK, 3,
	  0, 0 },
	{ "lines of --output text",
	  "EVENTS\tAKIA\t{\"eventVersion\":1,\"eventName\":\"A\"}\tx\nRESOURCES\ta\tb\n"
	  "EVENTS\t{\"eventVersion\":1,\"eventName\":\"A\"}\tx\n",
	  FK_LOOKUP, FSTATE_OK, 2, 0, 0 },
	{ "EventBridge", "{\"version\":\"0\",\"detail\":" EV("A") "}", FK_UNSUPPORTED,
	  FSTATE_SKIPPED, 0, 1, 0 },
	{ "EventBridge, read",
	  "[" BRIDGE(EV("A")) "," BRIDGE(EV("B")) "]\n" BRIDGE(EV("C")), FK_EVENTBRIDGE,
	  FSTATE_OK, 3, 0, 0 },
	{ "EventBridge among records",
	  EV("A") BRIDGE(EV("B")) EV("C") "{\"detail-type\":\"x\",\"detail\":1}", FK_NDJSON,
	  FSTATE_OK, 3, 1, 0 },
	{ "EventBridge, broken inside",
	  "[" BRIDGE("{\"eventName\":tru}") "," BRIDGE(EV("B")) "]", FK_EVENTBRIDGE,
	  FSTATE_DAMAGED, 1, 0, 1 },
	{ "EventBridge in EventBridge, a hundred times",
	  TEN(TEN("{\"detail-type\":\"via CloudTrail\",\"detail\":")) EV("A") TEN(TEN("}")),
	  FK_OTHER, FSTATE_SKIPPED, 0, 1, 0 },
	{ "an event with the keys of a form",
	  "[{\"eventName\":\"A\",\"detail-type\":\"x\",\"detail\":{\"a\":1}},"
	  "{\"detail-type\":\"x\",\"detail\":{\"a\":1},\"eventName\":\"A\"}]",
	  FK_ARRAY, FSTATE_OK, 2, 0, 0 },
	{ "a batch cut inside, the next one behind",
	  "{\"Records\":[" EV("A") "," EV("B") ",{\"eventName\":\"C\n{\"Records\":[" EV(
		  "D") "]}",
	  FK_NDJSON, FSTATE_DAMAGED, 3, 0, 1 },
	{ "a batch cut behind a record, the next one behind",
	  "{\"Records\":[" EV("A") "," EV("B") ",\n{\"Records\":[" EV("D") "]}", FK_NDJSON,
	  FSTATE_DAMAGED, 3, 0, 1 },
	{ "a batch cut in an array of batches",
	  "[{\"Records\":[" EV("A") "," EV("B") ",{\"Records\":[" EV("D") "]}]", FK_ARRAY,
	  FSTATE_DAMAGED, 3, 0, 1 },
	{ "a line cut behind a colon",
	  EV("A") "\n{\"eventName\":\"B\",\"userAgent\":\n" EV("C") "\n" EV("D"), FK_NDJSON,
	  FSTATE_DAMAGED, 3, 0, 1 },
	{ "arrays of records in an array", "[[" EV("A") "],[" EV("B") "]]", FK_ARRAY,
	  FSTATE_OK, 2, 0, 0 },
	{ "record separators", "\x1e" EV("A") "\n\x1e" EV("B") "\n", FK_NDJSON, FSTATE_OK,
	  2, 0, 0 },
	{ "aggregated", "{\"eventCategory\":\"Aggregated\",\"eventId\":\"x\"}", FK_RECORD,
	  FSTATE_OK, 1, 0, 0 },
	{ "EventBridge, of another service",
	  "{\"version\":\"0\",\"detail-type\":\"x\",\"detail\":{\"a\":{\"eventName\":\"A\"}"
	  "}}",
	  FK_NOTIFICATION, FSTATE_SKIPPED, 0, 1, 0 },
	{ "CloudWatch, an answer",
	  "{\"events\":[{\"timestamp\":1,\"message\":\"" STRICT "\",\"eventId\":\"1\"},"
	  "{\"timestamp\":1,\"message\":\"START\",\"eventId\":\"2\"}]}",
	  FK_CLOUDWATCH, FSTATE_OK, 1, 1, 0 },
	{ "CloudWatch, a subscription",
	  "{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[{\"id\":\"1\","
	  "\"timestamp\":1,\"message\":\"" STRICT "\"}]}",
	  FK_CLOUDWATCH, FSTATE_OK, 1, 0, 0 },
	{ "CloudWatch, a control message",
	  "{\"messageType\":\"CONTROL_MESSAGE\",\"logEvents\":[{\"id\":\"\","
	  "\"timestamp\":1,\"message\":\"CWL CONTROL MESSAGE: x\"}]}",
	  FK_CLOUDWATCH, FSTATE_SKIPPED, 0, 1, 0 },
	{ "CloudWatch, logs of an application",
	  "{\"events\":[{\"timestamp\":1,\"message\":\"{\\\"eventName\\\":\\\"click\\\"}\","
	  "\"eventId\":\"1\"}]}",
	  FK_OTHER, FSTATE_SKIPPED, 0, 1, 0 },
	{ "CloudWatch, a table of Insights",
	  "@timestamp,@message\n1,\"{\"\"eventVersion\"\":1,\"\"eventName\"\":\"\"A\"\"}"
	  "\"\n",
	  FK_CLOUDWATCH, FSTATE_OK, 1, 0, 0 },
	{ "CloudWatch, what a function is given",
	  "{\"awslogs\":{\"data\":\"H4sIAAAAAAAC/"
	  "zWMsQqAIBiE3+XmllY3IWmqpWjJCKGfELIiJQjx3fuFGu+"
	  "77y7Ckfdmpf45CQKV7OXcqK6TtUKB7VjVTXvwEGOEXdgoGQfLq2DcCVEW/"
	  "wN3UYOyPtDl7bHrXH+oNY44a0iNhDSlFy7hrNp6AAAA\"}}",
	  FK_CLOUDWATCH, FSTATE_OK, 1, 0, 0 },
	{ "Kinesis",
	  "{\"Records\":[{\"eventID\":\"shard:1\",\"eventName\":\"aws:kinesis:record\","
	  "\"eventVersion\":\"1.0\",\"kinesis\":{\"data\":"
	  "\"eyJldmVudFZlcnNpb24iOjEsImV2ZW50TmFtZSI6IkEifQ==\"}}]}",
	  FK_WRAPPED, FSTATE_OK, 1, 0, 0 },
	{ "Firehose, what a function is given",
	  "{\"records\":[{\"recordId\":\"1\",\"data\":"
	  "\"eyJldmVudFZlcnNpb24iOjEsImV2ZW50TmFtZSI6IkEifQ==\"}]}",
	  FK_WRAPPED, FSTATE_OK, 1, 0, 0 },
	{ "SQS with EventBridge inside",
	  "{\"Messages\":[{\"MessageId\":\"1\",\"Body\":\"{\\\"detail-type\\\":"
	  "\\\"x via CloudTrail\\\",\\\"detail\\\":" STRICT "}\"},"
	  "{\"MessageId\":\"2\",\"Body\":\"hello\"}]}",
	  FK_EVENTBRIDGE, FSTATE_OK, 1, 1, 0 },
	{ "SNS in SQS, three levels",
	  "{\"MessageId\":\"1\",\"Body\":\"{\\\"Type\\\":\\\"Notification\\\","
	  "\\\"MessageId\\\":\\\"2\\\",\\\"Message\\\":\\\""
	  "{\\\\\\\"eventVersion\\\\\\\":1,\\\\\\\"eventName\\\\\\\":\\\\\\\"A\\\\\\\"}"
	  "\\\"}\"}",
	  FK_WRAPPED, FSTATE_OK, 1, 0, 0 },
	{ "SNS that names a file",
	  "{\"Type\":\"Notification\",\"MessageId\":\"1\",\"Message\":"
	  "\"{\\\"s3Bucket\\\":\\\"b\\\",\\\"s3ObjectKey\\\":[]}\"}",
	  FK_NOTIFICATION, FSTATE_SKIPPED, 0, 1, 0 },
	{ "Elastic, the original",
	  "{\"hits\":{\"total\":1,\"hits\":[{\"_id\":\"1\",\"_source\":{\"event\":"
	  "{\"original\":\"" STRICT "\"}}},{\"_source\":{\"event.original\":\"" STRICT
	  "\"}}]}}",
	  FK_ELASTIC, FSTATE_OK, 2, 0, 0 },
	{ "Elastic, mapped back",
	  "{\"_source\":{\"@timestamp\":\"2024-05-01T10:00:00Z\",\"event\":{\"action\":"
	  "\"A\"},\"aws\":{\"cloudtrail\":{\"event_version\":\"1\"}}}}",
	  FK_ELASTIC, FSTATE_OK, 1, 0, 0 },
	{ "Elastic, of something else", "{\"_source\":{\"event\":{\"action\":\"A\"}}}",
	  FK_OTHER, FSTATE_SKIPPED, 0, 1, 0 },
	{ "Splunk, lines",
	  "{\"preview\":true,\"result\":{\"_raw\":\"" STRICT "\"}}\n"
	  "{\"_raw\":\"" STRICT "\",\"eventName\":\"A\"}\n"
	  "{\"preview\":false,\"lastrow\":true}\n",
	  FK_SPLUNK, FSTATE_OK, 2, 1, 0 },
	{ "Splunk, a table",
	  "_time,_raw\n1,\"{\"\"eventVersion\"\":1,\"\"eventName\"\":\"\"A\"\"}\"\n"
	  "2,Jan 1 sshd\n",
	  FK_SPLUNK, FSTATE_OK, 1, 1, 0 },
	{ "Wazuh", "{\"rule\":{},\"data\":{\"integration\":\"aws\",\"aws\":" EV2 "}}",
	  FK_WRAPPED, FSTATE_OK, 1, 0, 0 },
	{ "Datadog", "{\"data\":[{\"attributes\":{\"attributes\":" EV2 "}}]}", FK_WRAPPED,
	  FSTATE_OK, 1, 0, 0 },
	{ "Cribl", "{\"_raw\":\"" STRICT "\",\"cribl_pipe\":\"x\"}", FK_WRAPPED, FSTATE_OK,
	  1, 0, 0 },
	{ "Timesketch", "{\"message\":\"x\",\"cloud_trail_event\":\"" STRICT "\"}",
	  FK_TIMESKETCH, FSTATE_OK, 1, 0, 0 },
	{ "OCSF",
	  "{\"class_uid\":6003,\"time\":1688990116000,\"metadata\":{\"uid\":\"1\","
	  "\"product\":"
	  "{\"name\":\"CloudTrail\"}},\"api\":{\"operation\":\"A\"}}",
	  FK_OCSF, FSTATE_OK, 1, 0, 0 },
	{ "OCSF, of another product",
	  "{\"class_uid\":4001,\"metadata\":{\"product\":{\"name\":\"Amazon VPC\"}}}",
	  FK_OTHER, FSTATE_SKIPPED, 0, 1, 0 },
	{ "OCSF, column by column",
	  "{\"class_uid\":{\"0\":6003},\"metadata\":{\"0\":{\"uid\":\"1\"}}}",
	  FK_UNSUPPORTED, FSTATE_SKIPPED, 0, 1, 0 },
	{ "Sentinel",
	  "AwsEventId,EventName,EventSource,AWSRegion,\"TimeGenerated [UTC]\"\n"
	  "1,A,s,r,\"21/04/2025, 09:45:54.000\"\n2,B,s,r,\"11/04/2025, 09:45:54.000\"\n",
	  FK_SENTINEL, FSTATE_OK, 2, 0, 0 },
	{ "EventBridge, both",
	  "{\"detail\":{\"a\":1}}\n{\"detail\":" EV("A") "}\n{\"detail\":null}",
	  FK_UNSUPPORTED, FSTATE_SKIPPED, 0, 3, 0 },
	{ "console table",
	  "User name,AWS access key,Event time,Event source,Event name\na,b\n"
	  "a,b,2024-05-01T10:00:00Z,c,\"D \"\"e\"\",\n\"\n\n",
	  FK_CONSOLE_CSV, FSTATE_OK, 1, 1, 0 },
	{ "console table without rows",
	  "User name;AWS access key;Event time;Event source;Event name\r\n", FK_CONSOLE_CSV,
	  FSTATE_OK, 0, 0, 0 },
	{ "table of Athena",
	  "eventname,eventtime,awsregion\nA,2024-05-01T10:00:00Z,c\nB,,c\n", FK_ATHENA,
	  FSTATE_OK, 1, 1, 0 },
	{ "counts of Athena", "eventname,eventsource,n\nA,b,3\n", FK_OTHER, FSTATE_SKIPPED,
	  0, 1, 0 },
	{ "answer of Athena",
	  "{\"ResultSet\":{\"Rows\":[{\"Data\":[{\"VarCharValue\":\"eventname\"},"
	  "{\"VarCharValue\":\"eventid\"}]},{\"Data\":[{\"VarCharValue\":\"A\\u0041\"},"
	  "{\"VarCharValue\":\"1\"}]},{\"Data\":[{},{}]}]}}",
	  FK_ATHENA, FSTATE_OK, 1, 1, 0 },
	{ "answer of Lake",
	  "{\"QueryResultRows\":[[{\"eventName\":\"A\"},{\"eventTime\":\"2024-05-01 "
	  "10:00:00.000\"}],[{\"n\":\"3\"}]]}",
	  FK_LAKE, FSTATE_OK, 1, 1, 0 },
	{ "table of records",
	  "eventName,eventTime,userIdentity.arn\nA,2024-05-01T10:00:00Z,x\n", FK_TABLE,
	  FSTATE_OK, 1, 0, 0 },
	{ "lines of CloudWatch Logs",
	  "2024-05-01T10:00:00Z {\"eventVersion\":\"1\",\"eventName\":\"A\"}\n"
	  "2024-05-01T10:00:00.000+00:00 s {\"a\":1}\nSTART\n",
	  FK_CLOUDWATCH, FSTATE_OK, 1, 1, 0 },
	{ "another table", "a,b,c\n1,2,3\n", FK_OTHER, FSTATE_SKIPPED, 0, 0, 0 },
	{ "other JSON", "{\"a\":1}", FK_OTHER, FSTATE_SKIPPED, 0, 1, 0 },
	{ "text", "hello", FK_OTHER, FSTATE_SKIPPED, 0, 0, 0 },
	{ "nothing", "", FK_EMPTY, FSTATE_SKIPPED, 0, 0, 0 },
	{ "blanks", " \n\t ", FK_EMPTY, FSTATE_SKIPPED, 0, 0, 0 },
	/* broken records cost themselves alone */
	{ "double comma", "{\"Records\":[" EV("A") ",{\"eventName\":\"X\",,}," EV("B") "]}",
	  FK_TRAIL, FSTATE_DAMAGED, 2, 0, 1 },
	{ "control character", "[" EV("A") ",{\"eventName\":\"X\x01\"}," EV("B") "]",
	  FK_ARRAY, FSTATE_DAMAGED, 2, 0, 1 },
	{ "bad UTF-8", "[" EV("A") ",{\"eventName\":\"X\xff\"}," EV("B") "]", FK_ARRAY,
	  FSTATE_DAMAGED, 2, 0, 1 },
	{ "bad escape", "[" EV("A") ",{\"eventName\":\"\\q\"}," EV("B") "]", FK_ARRAY,
	  FSTATE_DAMAGED, 2, 0, 1 },
	{ "bad number", "[" EV("A") ",{\"eventName\":\"X\",\"n\":01}," EV("B") "]",
	  FK_ARRAY, FSTATE_DAMAGED, 2, 0, 1 },
	{ "unquoted keys", "[{eventName:\"X\"}," EV("B") "]", FK_ARRAY, FSTATE_DAMAGED, 1,
	  0, 1 },
	{ "brace missing", "[{\"eventName\":\"X\",\"a\":{\"b\":1 ," EV("B") "," EV("C") "]",
	  FK_ARRAY, FSTATE_DAMAGED, 2, 0, 1 },
	{ "quote missing", "[{\"eventName\":\"X,\"a\":1}," EV("B") "," EV("C") "]",
	  FK_ARRAY, FSTATE_DAMAGED, 2, 0, 1 },
	{ "text between", "[" EV("A") ", ... " EV("B") "]", FK_ARRAY, FSTATE_DAMAGED, 2, 0,
	  1 },
	{ "comma missing", "[" EV("A") EV("B") "]", FK_ARRAY, FSTATE_DAMAGED, 2, 0, 1 },
	{ "comma too many", "[" EV("A") ",]", FK_ARRAY, FSTATE_DAMAGED, 1, 0, 1 },
	{ "array not closed", "[" EV("A"), FK_ARRAY, FSTATE_DAMAGED, 1, 0, 1 },
	{ "record cut", EV("A") "\n{\"eventName\":\"B", FK_NDJSON, FSTATE_DAMAGED, 1, 0,
	  1 },
	{ "braces", "}}}}", FK_OTHER, FSTATE_SKIPPED, 0, 0, 0 },
	{ "braces behind", EV("A") "}}]],:", FK_NDJSON, FSTATE_DAMAGED, 1, 0, 5 },
	{ "only broken", "{\"eventName\":}", FK_RECORD, FSTATE_UNREADABLE, 0, 0, 1 },
	{ "truex", "[{\"eventName\":\"A\",\"b\":true},{\"eventName\":\"A\",\"b\":truex}]",
	  FK_ARRAY, FSTATE_DAMAGED, 1, 0, 1 },
	{ "number or string",
	  "[{\"eventName\":\"A\",\"b\":1},{\"eventName\":\"A\",\"b\":\"1\"}]", FK_ARRAY,
	  FSTATE_OK, 2, 0, 0 },
};

static void check_form(const struct form *f, struct store *s, const char *how)
{
	const struct file *e = store_file(s, 0);

	IS_STR(file_kind_names[e->kind], file_kind_names[f->kind], "%s: kind, %s", f->name,
	       how);
	IS_STR(file_state_names[e->state], file_state_names[f->state], "%s: state, %s",
	       f->name, how);
	IS_INT(e->events, f->events, "%s: events, %s", f->name, how);
	IS_INT(e->skipped, f->skipped, "%s: skipped, %s", f->name, how);
	OK(f->refused >= 5 ? e->refused > 0 : e->refused == f->refused, "%s: refused, %s",
	   f->name, how);
	OK((e->problem == NULL) == (f->state == FSTATE_OK), "%s: problem, %s", f->name,
	   how);
}

static void all_forms(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		const struct form *f = &forms[i];
		struct load_options opt = LOAD_OPTIONS_INIT;
		struct buf gz = BUF_INIT;
		const char *path;
		struct store *s = trail_store(f->text);
		char *plain = trail_dump(s), *other;

		check_form(f, s, "plain");
		store_free(s);
		opt.no_memo = true;
		path = trail_text("trail.json", f->text);
		s = trail_load_opt(&path, 1, &opt);
		other = trail_dump(s);
		IS_STR(other, plain, "%s: the same without the memo", f->name);
		free(other);
		store_free(s);
		trail_gzip(&gz, f->text, strlen(f->text));
		s = trail_load(trail_file("trail.json", gz.ptr, gz.len));
		if (f->kind != FK_OTHER)
			check_form(f, s, "gzip");
		other = trail_dump(s);
		IS_STR(other, plain, "%s: the same from gzip", f->name);
		free(other);
		free(plain);
		store_free(s);
		buf_release(&gz);
	}
}

/* ---- gzip ---- */

/* Something else is no fault of anybody, unless it is named as a file of a trail. */
static void gzip_of_text(void)
{
	struct buf gz = BUF_INIT;
	struct store *s;

	trail_gzip(&gz, "hello", 5);
	s = trail_load(trail_file("hello.gz", gz.ptr, gz.len));
	IS_INT(store_file(s, 0)->state, FSTATE_SKIPPED,
	       "gzip of something else is skipped");
	store_free(s);
	s = trail_load(
		trail_file("111122223333_CloudTrail_eu-west-1_20240501T1000Z_x.json.gz",
			   gz.ptr, gz.len));
	IS_INT(store_file(s, 0)->state, FSTATE_UNREADABLE,
	       "under the name of a trail file it is unreadable");
	store_free(s);
	buf_release(&gz);
}

static void make_text(struct buf *b, unsigned n)
{
	buf_adds(b, "{\"Records\":[");
	for (unsigned i = 0; i < n; i++)
		buf_addf(b,
			 "%s{\"eventName\":\"E%u\",\"eventTime\":\"2024-05-01T%02u:%02u:%"
			 "02uZ\","
			 "\"eventID\":\"%08x-1111-4222-8333-444455556666\",\"x\":\"%u\"}",
			 i ? "," : "", i % 17, i / 3600 % 24, i / 60 % 60, i % 60, i,
			 i * 2654435761u);
	buf_adds(b, "]}");
}

static void gzip_conditions(void)
{
	struct buf text = BUF_INIT, gz = BUF_INIT;
	const struct file *f;
	struct store *s;
	size_t one;

	make_text(&text, 500);
	trail_gzip(&gz, text.ptr, text.len);
	one = gz.len;
	s = trail_load(trail_file("trunc.json.gz", gz.ptr, one / 2));
	f = store_file(s, 0);
	OK(f->state == FSTATE_DAMAGED && f->events > 100 && f->events < 400,
	   "truncated: the records before the break (%u)", (unsigned)f->events);
	OK(strstr(f->problem, "truncated"), "truncated: said so");
	store_free(s);

	gz.ptr[one - 6] ^= 0x55;
	s = trail_load(trail_file("crc.json.gz", gz.ptr, one));
	f = store_file(s, 0);
	IS_INT(f->events, 500, "wrong CRC: all records");
	OK(f->state == FSTATE_DAMAGED && strstr(f->problem, "CRC"), "wrong CRC: said so");
	store_free(s);
	gz.ptr[one - 6] ^= 0x55;

	buf_adds(&gz, "some bytes that are no gzip");
	s = trail_load(trail_file("tail.json.gz", gz.ptr, gz.len));
	f = store_file(s, 0);
	OK(f->state == FSTATE_SUSPECT && f->events == 500,
	   "bytes behind: suspect, all records");
	OK(strstr(f->problem, "27 bytes after"), "bytes behind: counted");
	store_free(s);

	gz.len = one;
	trail_gzip(&gz, EV("FORGED"), strlen(EV("FORGED")));
	s = trail_load(trail_file("two.json.gz", gz.ptr, gz.len));
	f = store_file(s, 0);
	OK(f->state == FSTATE_SUSPECT && f->events == 501, "second member: suspect, read");
	{
		unsigned marked = 0;

		for (uint32_t i = 0; i < store_order(s)->n; i++)
			marked += (store_row_marks(s, store_order(s)->rows[i]) &
				   MARK_LATER_MEMBER) != 0;
		IS_INT(marked, 1, "second member: its event is marked");
	}
	store_free(s);
	buf_release(&text);
	buf_release(&gz);
}

/* A member that is broken costs itself; what stands behind it is read, and read again. */
static void broken_member(void)
{
	struct buf text = BUF_INIT, gz = BUF_INIT, out = BUF_INIT;
	const struct file *f;
	struct err err = ERR_INIT;
	struct store *s;
	struct raw *r;
	size_t one, two;
	unsigned last = 0;

	make_text(&text, 500);
	trail_gzip(&gz, EV("FIRST"), strlen(EV("FIRST")));
	one = gz.len;
	trail_gzip(&gz, text.ptr, text.len);
	two = gz.len;
	for (size_t i = one + 12; i < two - 12; i += 40)
		gz.ptr[i] ^= 0x5a;
	trail_gzip(&gz, EV("LAST"), strlen(EV("LAST")));
	s = trail_load(trail_file("broken.json.gz", gz.ptr, gz.len));
	f = store_file(s, 0);
	OK(f->state == FSTATE_DAMAGED && strstr(f->problem, "broken member"), "said so");
	r = raw_new(s, 1u << 20);
	for (uint32_t i = 0; i < store_order(s)->n; i++) {
		buf_clear(&out);
		IS_ST(raw_get(r, store_order(s)->rows[i], &out, &err), ST_OK, "read again");
		last += strcmp(buf_str(&out), EV("FIRST")) == 0 ||
			strcmp(buf_str(&out), EV("LAST")) == 0;
	}
	IS_INT(last, 2, "the members before and behind are whole");
	raw_free(r);
	store_free(s);
	buf_release(&text);
	buf_release(&gz);
	buf_release(&out);
}

static void bomb(void)
{
	struct load_options opt = LOAD_OPTIONS_INIT;
	struct buf text = BUF_INIT, gz = BUF_INIT;
	const char *path;
	struct store *s;

	buf_adds(&text, "{\"Records\":[" EV("A") ",");
	memset(buf_reserve(&text, 9u << 20), ' ', 9u << 20);
	text.len += 9u << 20;
	buf_adds(&text, EV("B") "]}");
	trail_gzip(&gz, text.ptr, text.len);
	path = trail_file("bomb.json.gz", gz.ptr, gz.len);
	opt.limit_ratio = 1100; /* deflate reaches 1030 */
	s = trail_load_opt(&path, 1, &opt);
	IS_INT(store_file(s, 0)->events, 2, "within the ratio: read");
	store_free(s);
	opt.limit_ratio = 100;
	s = trail_load_opt(&path, 1, &opt);
	IS_INT(store_file(s, 0)->events, 1, "beyond the ratio: what came before is kept");
	OK(strstr(store_file(s, 0)->problem, "inflates to more than"), "beyond: said so");
	store_free(s);
	opt.limit_ratio = 1100;
	opt.limit_file = 1u << 20;
	s = trail_load_opt(&path, 1, &opt);
	IS_INT(store_file(s, 0)->events, 1, "beyond the size: what came before is kept");
	store_free(s);
	buf_release(&text);
	buf_release(&gz);
}

static void limits(void)
{
	struct load_options opt = LOAD_OPTIONS_INIT;
	struct buf b = BUF_INIT;
	const char *path;
	struct store *s;

	buf_adds(&b, "[" EV("A") ",{\"eventName\":\"deep\",\"v\":");
	for (int i = 0; i < 511; i++)
		buf_addc(&b, '[');
	for (int i = 0; i < 511; i++)
		buf_addc(&b, ']');
	buf_adds(&b, "}," EV("B") "]");
	s = trail_store(buf_str(&b));
	IS_INT(store_file(s, 0)->events, 3, "512 levels are read");
	store_free(s);
	opt.limit_depth = 511;
	path = trail_text("trail.json", buf_str(&b));
	s = trail_load_opt(&path, 1, &opt);
	IS_INT(store_file(s, 0)->events, 2, "one more than the limit costs the record");
	OK(strstr(store_file(s, 0)->problem, "deeper"), "and is named");
	store_free(s);
	opt = (struct load_options)LOAD_OPTIONS_INIT;
	opt.limit_record = 400;
	s = trail_load_opt(&path, 1, &opt);
	IS_INT(store_file(s, 0)->events, 2, "a record over the size limit costs itself");
	OK(strstr(store_file(s, 0)->problem, "longer"), "and is named");
	store_free(s);
	buf_release(&b);
}

/* ---- reading again ---- */

static void expect_raw(struct raw *r, const struct store *s, uint32_t pos, const char *want)
{
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;

	IS_ST(raw_get(r, store_order(s)->rows[pos], &b, &err), ST_OK, "read again: %s",
	      err.text);
	IS_STR(buf_str(&b), want, "the record's own bytes");
	buf_release(&b);
}

static void raw_bytes(void)
{
	const char *odd =
		"{ \"eventName\" : \"A\\u00e9\\/\",\"n\":1E2,\"n\":-0, \"eventTime\":0}";
	char text[512];
	struct store *s;
	struct raw *r;
	struct buf gz = BUF_INIT, b = BUF_INIT;
	struct err err = ERR_INIT;
	const char *path;

	snprintf(text, sizeof(text), "[%s,%s]", odd, EV("B"));
	path = trail_text("raw.json", text);
	s = trail_load(path);
	r = raw_new(s, 1u << 20);
	expect_raw(r, s, 0, odd);
	expect_raw(r, s, 1, EV("B"));
	/* other bytes of the same length under the same times: found out by their values */
	text[20] ^= 1;
	{
		struct stat sb;
		struct timespec t[2];
		int fd = open(path, O_WRONLY);

		fstat(fd, &sb);
		if (pwrite(fd, text, strlen(text), 0) < 0)
			BAIL("pwrite");
		t[0] = sb.st_atim;
		t[1] = sb.st_mtim;
		futimens(fd, t);
		close(fd);
	}
	IS_ST(raw_get(r, store_order(s)->rows[0], &b, &err), ST_CHANGED,
	      "overwritten in place");
	IS_INT(b.len, 0, "no bytes are given");
	raw_free(r);
	store_free(s);

	trail_gzip(&gz, text, strlen(text));
	path = trail_file("raw.json.gz", gz.ptr, gz.len);
	s = trail_load(path);
	r = raw_new(s, 1u << 20);
	expect_raw(r, s, 1, EV("B"));
	unlink(path);
	IS_ST(raw_get(r, store_order(s)->rows[1], &b, &err), ST_CHANGED, "removed");
	trail_file("raw.json.gz", gz.ptr, gz.len);
	IS_ST(raw_get(r, store_order(s)->rows[1], &b, &err), ST_CHANGED,
	      "another file there");
	raw_free(r);
	store_free(s);
	buf_release(&gz);
}

static bool each(void *arg, row_t row UNUSED, struct sv bytes, const struct err *err UNUSED)
{
	struct buf *b = arg;

	buf_addsv(b, bytes);
	buf_addc(b, '\n');
	return true;
}

/* A file that is streamed: restart points give the same bytes as reading from the start. */
static void big_stream(void)
{
	struct buf text = BUF_INIT, gz = BUF_INIT, out = BUF_INIT;
	struct store *s;
	struct raw *r;
	uint32_t bad = 0;
	unsigned n = 0;

	buf_adds(&text, "[");
	while (text.len < (66u << 20)) {
		buf_addf(&text, "%s{\"eventName\":\"E\",\"eventTime\":%u,\"v\":\"",
			 n ? "," : "", n);
		for (int i = 0; i < 4000; i++)
			buf_addc(&text,
				 (char)('a' + (n * 7 + (unsigned)i * (n % 13 + 1)) % 26));
		buf_adds(&text, "\"}");
		n++;
	}
	buf_adds(&text, "]");
	trail_gzip(&gz, text.ptr, text.len);
	s = trail_load(trail_file("big.json.gz", gz.ptr, gz.len));
	IS_INT(store_order(s)->n, n, "a file over 64 MiB is read whole");
	OK(store_file(s, 0)->source.zindex != NULL, "with restart points");
	r = raw_new(s, 8u << 20);
	for (uint32_t i = 0; i < n; i += n / 7) {
		struct buf b = BUF_INIT;
		uint64_t off;
		uint32_t len;

		store_row_file(s, store_order(s)->rows[i], &off, &len);
		bad += raw_get(r, store_order(s)->rows[i], &b, NULL) != ST_OK ||
		       b.len != len || memcmp(b.ptr, text.ptr + off, len) != 0;
		buf_release(&b);
	}
	IS_INT(bad, 0, "records from anywhere in it are its own bytes");
	IS_ST(raw_each(r, store_order(s)->rows, 50, 20000, 1, each, &out), ST_OK,
	      "in order");
	OK(out.len > 50 * 4000 && memcmp(out.ptr, text.ptr + 1, 4000) == 0,
	   "batch by batch");
	raw_free(r);
	store_free(s);
	buf_release(&text);
	buf_release(&gz);
	buf_release(&out);
}

int main(void)
{
	all_forms();
	gzip_of_text();
	gzip_conditions();
	broken_member();
	bomb();
	limits();
	raw_bytes();
	big_stream();
	return DONE();
}
