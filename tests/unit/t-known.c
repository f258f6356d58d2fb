/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths that no record has, and the names offered instead. */
#include "lang/filter.h"

#include "jstore.h"
#include "tap.h"

static struct jstore js;

static void fill(void)
{
	static const char *const recs[] = {
		"{\"eventName\":\"A\",\"requestParameters\":{\"bucketName\":\"b\",\"key\":"
		"\"k\"}}",
		"{\"eventName\":\"B\",\"userIdentity\":{\"arn\":\"x\",\"userName\":\"u\"}}",
		"{\"eventName\":\"C\",\"requestParameters\":{\"filter\":[{\"name\":1}],"
		"\"nothing\":null}}",
		"{\"eventName\":\"D\",\"requestParameters\":{\"a b\":{\"c\":\"1\"}}}",
		"{\"eventName\":\"E\",\"responseElements\":{\"bucketName\":\"b\"}}",
	};
	uint32_t file;

	jstore_init(&js);
	file = store_add_file(js.s, "a", 0);
	for (size_t i = 0; i < ARRAY_SIZE(recs); i++)
		jstore_add(&js, file, json_loads(recs[i], 0, NULL));
	jstore_finish(&js);
}

static void note(void *arg, struct sv path, const char *nearest)
{
	struct buf *out = arg;

	buf_addsv(out, path);
	buf_addf(out, "->%s;", nearest ? nearest : "?");
}

int main(void)
{
	static const struct {
		const char *filter, *notes;
	} t[] = {
		{ "event=A", "" },
		{ "error=x", "" },
		{ "eventName=A", "" },
		{ "requestParameters=x", "" },
		{ "requestParameters.filter.name=1", "" },
		{ "has requestParameters.filter", "" },
		{ "requestParameters.nothing=x", "" },
		{ "word \"quoted\" /re/", "" },
		{ "eventname=A", "eventname->eventName;" },
		{ "evnt=A", "evnt->event;" },
		{ "requestParameters.bucketname=b",
		  "requestParameters.bucketname->requestParameters.bucketName;" },
		{ "requestParameter.bucketName=b",
		  "requestParameter.bucketName->requestParameters.bucketName;" },
		{ "userName=u", "userName->userIdentity.userName;" },
		{ "bucketName=b", "bucketName->responseElements.bucketName;" },
		{ ".event=A", ".event->event;" },
		{ "\"a b\".c=1", "\"a b\".c->requestParameters.\"a b\".c;" },
		{ "completelyDifferent=x", "completelyDifferent->?;" },
		{ "nope=x or nope=y and has nope and zip ~ z", "nope->?;zip->ip;" },
		{ "not has eventnam", "eventnam->eventName;" },
		{ "eventName.deeper=x", "eventName.deeper->?;" },
	};

	fill();
	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		struct filter *f = NULL;
		struct buf out = BUF_INIT;

		if (!IS_ST(filter_parse(sv_make(t[i].filter, strlen(t[i].filter)), &f,
					NULL),
			   ST_OK, "%s", t[i].filter))
			continue;
		filter_unknown_paths(f, js.s, note, &out);
		IS_STR(buf_str(&out), t[i].notes, "%s: unknown", t[i].filter);
		buf_release(&out);
		filter_free(f);
	}
	{
		/* a very long name costs nothing much */
		char *p = malloc(60000);
		struct filter *f = NULL;
		struct buf out = BUF_INIT;

		memset(p, 'a', 60000);
		memcpy(p + 59998, "=x", 2);
		OK(!filter_parse(sv_make(p, 60000), &f, NULL), "a long name");
		filter_unknown_paths(f, js.s, note, &out);
		OK(sv_ends(buf_sv(&out), SV_LIT("->?;")), "has no near one");
		buf_release(&out);
		filter_free(f);
		free(p);
	}
	jstore_release(&js);
	return DONE();
}
