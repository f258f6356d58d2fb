/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small trails for unit tests: events as JSON, written as files of a folder of the run.
 */
#ifndef TESTS_TRAIL_H
#define TESTS_TRAIL_H

#include "tap.h"
#include "util/buf.h"
#include "util/timefmt.h"

/* 2024-05-14T10:00:00Z */
#define TRAIL_T0 (INT64_C(1715680800) * TICKS_PER_SEC)

struct trail_event {
	const char *id; /* NULL: none */
	int64_t second; /* after TRAIL_T0 */
	const char *event;
	const char *user; /* of account 111122223333 */
	const char *ip;
	const char *error; /* or NULL */
	const char *more;  /* members with a comma in front, or NULL */
};

UNUSED static void trail_add(struct buf *out, const struct trail_event *e)
{
	buf_adds(out, "{\"eventVersion\":\"1.08\",\"eventTime\":\"");
	time_format(out, TRAIL_T0 + e->second * TICKS_PER_SEC);
	buf_addf(out,
		 "\",\"eventName\":\"%s\",\"eventSource\":\"lambda.amazonaws.com\","
		 "\"awsRegion\":\"eu-west-1\",\"recipientAccountId\":\"111122223333\","
		 "\"sourceIPAddress\":\"%s\",\"userIdentity\":{\"type\":\"IAMUser\","
		 "\"arn\":\"arn:aws:iam::111122223333:user/%s\",\"accountId\":"
		 "\"111122223333\",\"accessKeyId\":\"AKIA%s\",\"userName\":\"%s\"}",
		 e->event, e->ip, e->user, e->user, e->user);
	if (e->id)
		buf_addf(out, ",\"eventID\":\"%s\"", e->id);
	if (e->error)
		buf_addf(out, ",\"errorCode\":\"%s\"", e->error);
	if (e->more)
		buf_adds(out, e->more);
	buf_addc(out, '}');
}

/* The path of NAME in the folder of this run; the caller frees. */
UNUSED static char *trail_path(const char *name)
{
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s/%s", tap_tmpdir(), name);
	return buf_detach(&path, NULL);
}

UNUSED static void trail_write_bytes(const char *name, struct sv bytes)
{
	char *path = trail_path(name);
	FILE *f = fopen(path, "w");

	if (!f || fwrite(bytes.ptr, 1, bytes.len, f) != bytes.len || fclose(f))
		BAIL("cannot write a trail");
	free(path);
}

/* {"Records":[...]} of N events in file NAME. */
UNUSED static void trail_write(const char *name, const struct trail_event *e, size_t n)
{
	struct buf out = BUF_INIT;

	buf_adds(&out, "{\"Records\":[");
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_addc(&out, ',');
		trail_add(&out, &e[i]);
	}
	buf_adds(&out, "]}");
	trail_write_bytes(name, buf_sv(&out));
	buf_release(&out);
}

#endif
