/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events for the tests of functions: a store of records written as JSON with ' for ", and what
 * is needed to ask it.
 */
#ifndef TESTS_FNFIX_H
#define TESTS_FNFIX_H

#include "lambda/page.h"

#include "jstore.h"
#include "tap.h"

#define FN_ACCOUNT   "111122223333"
#define FN_ARN(name) "arn:aws:lambda:eu-west-1:" FN_ACCOUNT ":function:" name

struct fnfix {
	struct jstore js;
	uint32_t file;
	unsigned n; /* records so far */
	struct eval_env env;
	struct selection *sel;
	struct lambda_cache cache;
};

UNUSED static void fnfix_init(struct fnfix *f)
{
	memset(f, 0, sizeof(*f));
	jstore_init(&f->js);
	f->file = store_add_file(f->js.s, "fixture", 0);
}

/*
 * One event at "2024-05-14T" TIME "Z". BODY is JSON without braces and with ' for "; what it does
 * not say of account, region, eventID and eventSource (of Lambda) is added.
 */
UNUSED static void fnfix_add(struct fnfix *f, const char *time, const char *name,
			     const char *body)
{
	char text[8192], head[512];
	json_error_t err;
	json_t *rec;

	snprintf(head, sizeof(head),
		 "'eventName':'%s','eventTime':'2024-05-14T%sZ','eventID':'id-%u'%s%s%s%s",
		 name, time, f->n++,
		 strstr(body, "'eventSource'") ? ""
					       : ",'eventSource':'lambda.amazonaws.com'",
		 strstr(body, "'recipientAccountId'") ? ""
						      : ",'recipientAccountId':'" FN_ACCOUNT
							"'",
		 strstr(body, "'awsRegion'") ? "" : ",'awsRegion':'eu-west-1'",
		 *body ? "," : "");
	snprintf(text, sizeof(text), "{%s%s}", head, body);
	for (char *p = text; *p; p++)
		if (*p == '\'')
			*p = '"';
	rec = json_loads(text, 0, &err);
	if (!rec)
		BAIL("bad fixture %s: %s", err.text, text);
	jstore_add(&f->js, f->file, rec);
}

/* No more events; everything is selected. */
UNUSED static void fnfix_finish(struct fnfix *f)
{
	jstore_finish(&f->js);
	f->env = (struct eval_env){ .store = f->js.s, .threads = 2 };
	f->sel = selection_make(f->js.s, store_order(f->js.s), NULL, 0, 0, TICK_NONE, NULL);
	if (lambda_cache_update(&f->cache, &f->env, f->sel, true) != ST_OK)
		BAIL("no index");
}

UNUSED static void fnfix_release(struct fnfix *f)
{
	selection_unref(f->sel);
	lambda_cache_release(&f->cache);
	jstore_release(&f->js);
}

/* Those that match EXPR instead. */
UNUSED static void fnfix_select(struct fnfix *f, const char *expr, tick_t from, tick_t to)
{
	struct order *o = store_order(f->js.s);
	uint64_t *bits = xcalloc((size_t)o->nsegs * SEG_WORDS + 1, sizeof(*bits));
	const struct filter_times none = { TICK_NONE, TICK_NONE };
	const uint64_t *sets[1] = { bits };
	struct filter *filter = NULL;
	struct eval *e;

	if (filter_parse(sv_str(expr), &filter, NULL) != ST_OK ||
	    filter_bind(filter, &none, NULL) != ST_OK)
		BAIL("bad filter %s", expr);
	e = eval_new(&f->env, filter);
	if (eval_run(e, 0, o->nsegs, bits) != ST_OK)
		BAIL("not evaluated");
	selection_unref(f->sel);
	f->sel = selection_make(f->js.s, o, sets, 1, from, to, NULL);
	eval_free(e);
	filter_free(filter);
	free(bits);
}

UNUSED static struct lambda_rows *fnfix_rows(struct fnfix *f)
{
	return lambda_rows_new(&f->cache, &f->env, f->sel, (struct span){ 0, TICK_NONE });
}

/* The page of the one function that NAME means. */
UNUSED static struct lambda_page *fnfix_page(struct fnfix *f, const char *name,
					     struct span window)
{
	uint32_t *fns = NULL;
	size_t n = lambda_index_find(f->cache.index, sv_str(name), &fns);
	struct lambda_page *p = NULL;

	if (OK(n == 1, "one function is meant by %s", name))
		p = lambda_page_new(&f->cache, &f->env, f->sel, window, fns[0]);
	free(fns);
	return p;
}

UNUSED static struct span fnfix_all(void)
{
	return (struct span){ 0, TICK_NONE };
}

/* 2024-05-14T hh:mm:ss */
UNUSED static tick_t fnfix_time(const char *time)
{
	char text[32];

	snprintf(text, sizeof(text), "2024-05-14T%sZ", time);
	return time_parse(sv_str(text));
}

#endif
