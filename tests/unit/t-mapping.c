/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "form/mapping.h"

#include "form/rows.h"

#include "tap.h"

/* TEXT with the room behind it that scanning may look at. */
static const char *padded(const char *text)
{
	static char room[1024 + CODEC_PAD];

	if (strlen(text) >= 1024)
		BAIL("too long: %s", text);
	memset(room, 0, sizeof(room));
	memcpy(room, text, strlen(text));
	return room;
}

/* The record that FORM makes of TEXT. */
static void composes(const struct form *form, const char *text, const char *want,
		     const char *name)
{
	struct cell_ctx ctx = { 0 };
	AUTO_BUF struct buf out = BUF_INIT;
	struct object o;

	text = padded(text);
	OK(object_scan(&o, text, text + strlen(text)) && form->compose(&o, &ctx, &out),
	   "%s: a record", name);
	IS_SV(buf_sv(&out), want, "%s: its fields", name);
	cell_ctx_release(&ctx);
}

static void finds(const char *text, const char *path, const char *want)
{
	struct object o;
	struct sv v = SV_NULL;

	text = padded(text);
	OK(object_scan(&o, text, text + strlen(text)), "%s is an object", text);
	if (want && mapping_find(&o, path, &v))
		IS_SV(v, want, "%s of %s", path, text);
	else
		OK(!want && !mapping_find(&o, path, &v), "nothing at %s of %s", path, text);
}

int main(void)
{
	finds("{\"a\":{\"b\":{\"c\":1}}}", "a.b.c", "1");
	finds("{\"a\":{\"b.c\":2}}", "a.b.c", "2");
	finds("{\"a.b.c\":3}", "a.b.c", "3");
	finds("{\"a\":null,\"b\":\"x\"}", "a|b", "\"x\"");
	finds("{\"a\":null}", "a", NULL);
	finds("{\"a\":{ }}", "a", NULL);
	finds("{\"a\":[]}", "a", NULL);
	finds("{\"a\":\"text\"}", "a.b", NULL);
	composes(&form_ocsf,
		 "{\"class_uid\":6003,\"time\":1688990116500,\"metadata\":{\"uid\":\"1\","
		 "\"product\":{\"name\":\"CloudTrail\"}},\"api\":{\"operation\":\"A\","
		 "\"request\":{\"data\":\"{\\\"a\\\":[1]}\"},\"response\":{\"data\":null}},"
		 "\"unmapped\":{\"key\":[\"readOnly\",\"x\"],\"value\":[\"false\",\"y\"]}}",
		 "{\"eventTime\":\"2023-07-10T11:55:16.5Z\",\"eventName\":\"A\","
		 "\"requestParameters\":{\"a\":[1]},\"eventID\":\"1\",\"readOnly\":false,"
		 "\"partialRecord\":{\"form\":\"ocsf\"}}",
		 "OCSF with pairs");
	composes(&form_elastic,
		 "{\"_source\":{\"event\":{\"action\":\"A\",\"id\":\"1\"},\"aws\":{"
		 "\"cloudtrail\":"
		 "{\"flattened\":{\"request_parameters\":{\"b\":1}},\"request_parameters\":"
		 "\"{b=1}\"}}}}",
		 "{\"eventName\":\"A\",\"requestParameters\":{\"b\":1},\"eventID\":\"1\","
		 "\"partialRecord\":{\"form\":\"elastic\"}}",
		 "Elastic, with the parameters kept whole");
	return DONE();
}
