/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts are looked at once for each entry of a dictionary: the ARN in userIdentity.inScopeOf, and
 * user agents of the Lambda environment, whose session is named like the function. Such a session
 * may have been made by the function's own code: then its AssumeRole is by somebody else.
 */
#include "lambda/named.h"

#include "columns/rowread.h"
#include "event/field.h"
#include "lambda/priv.h"
#include "util/bits.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* Sessions that are taken for functions: each costs a search of all events. */
#define SESSIONS_MAX 64u

struct finding {
	struct lambda_named *l;
	struct lambda_index *x;
	const struct eval_env *env;
	uint32_t nlambda; /* functions of events of Lambda: they are known by these */
};

static void add(struct finding *f, struct sv name, row_t row)
{
	uint32_t fn = names_find(&f->x->fns, name);

	if (fn != NUMBER_NONE && fn < f->nlambda)
		return;
	fn = lambda_index_add(f->x, name);
	ALLOC_GROW(f->l->v, f->l->n + 1, f->l->cap);
	f->l->v[f->l->n++] = (struct lambda_naming){ fn, row };
}

static enum st rows_of(struct finding *f, const char *expr, uint64_t **ret)
{
	*ret = lambda_rows_matching(f->env, f->x->nsegs, expr);
	return *ret ? ST_OK : ST_CANCELED;
}

/* ---- inScopeOf ---- */

static enum st by_scope(struct finding *f)
{
	static const char field[] = "userIdentity.inScopeOf.credentialsIssuedTo";
	const struct store *s = f->env->store;
	struct rowread rr;
	uint64_t *bits;

	if (path_of(store_paths_ro(s), field) == PATH_NONE)
		return ST_OK;
	if (rows_of(f, "has userIdentity.inScopeOf.credentialsIssuedTo", &bits) != ST_OK)
		return ST_CANCELED;
	rowread_init(&rr, s);
	BITS_FOREACH(bits, (size_t)f->x->nsegs * SEG_WORDS, row) {
		struct sv name, arn;

		if (!segment_is_dup(store_seg(s, row_seg((row_t)row)),
				    row_in_seg((row_t)row)) &&
		    rule_function_arn(rowread_peek(&rr, (row_t)row, field), &name, &arn))
			add(f, arn, (row_t)row);
	}
	rowread_release(&rr);
	free(bits);
	return ST_OK;
}

/* ---- sessions of the Lambda environment ---- */

/* Could a function have this name, and is it none that clients give to sessions? */
static bool is_function_name(struct sv v)
{
	bool letters = false;

	if (!v.len || v.len > 64 || sv_starts(v, SV_LIT("botocore-session-")) ||
	    sv_starts(v, SV_LIT("awslambda_")))
		return false;
	for (size_t i = 0; i < v.len; i++) {
		char c = v.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '-' && c != '_')
			return false;
		letters |= c > '9';
	}
	return letters;
}

/* Did somebody other than Lambda begin a session of that name? */
static enum st is_someones(struct finding *f, struct sv session, bool *ret)
{
	AUTO_BUF struct buf e = BUF_INIT;
	uint64_t *bits;

	buf_addf(&e,
		 "source=sts event=AssumeRole* result=ok "
		 "requestParameters.roleSessionName=\"" SV_FMT
		 "\" identity!=\"service:lambda.amazonaws.com\"",
		 SV_ARG(session));
	if (rows_of(f, buf_str(&e), &bits) != ST_OK)
		return ST_CANCELED;
	*ret = bits_count(bits, (size_t)f->x->nsegs * SEG_WORDS) > 0;
	free(bits);
	return ST_OK;
}

/* Is a function of that name and account known, in whatever region? */
static bool is_known(const struct finding *f, struct sv session, struct sv account)
{
	for (uint32_t i = 0; i < f->x->fns.n; i++) {
		struct lambda_id id = lambda_index_id(f->x, i);

		if (sv_eq(id.name, session) &&
		    (!id.account.ptr || !account.ptr || sv_eq(id.account, account)))
			return true;
	}
	return false;
}

struct session {
	bool function;
};

static enum st by_agent(struct finding *f)
{
	const struct store *s = f->env->store;
	struct session of[SESSIONS_MAX];
	struct names seen;
	struct rowread rr;
	enum st rc = ST_OK;
	uint64_t *bits;

	if (rows_of(f, "type=AssumedRole agent ~ \"exec-env/AWS_Lambda_\" has session",
		    &bits) != ST_OK)
		return ST_CANCELED;
	names_init(&seen);
	rowread_init(&rr, s);
	BITS_FOREACH(bits, (size_t)f->x->nsegs * SEG_WORDS, row) {
		struct sv session = rowread_peek(&rr, (row_t)row, "session");
		uint32_t n = seen.n, i;

		if (rc != ST_OK || !is_function_name(session) ||
		    segment_is_dup(store_seg(s, row_seg((row_t)row)),
				   row_in_seg((row_t)row)) ||
		    (n == SESSIONS_MAX && names_find(&seen, session) == NUMBER_NONE))
			continue;
		i = names_add(&seen, session, false);
		if (i == n) {
			bool someones = is_known(f, session,
						 rowread_peek(&rr, (row_t)row, "caller"));

			if (!someones)
				rc = is_someones(f, session, &someones);
			of[i].function = !someones;
		}
		if (of[i].function)
			add(f, session, (row_t)row);
	}
	names_release(&seen);
	rowread_release(&rr);
	free(bits);
	return rc;
}

/* ---- all of it ---- */

static int naming_cmp(const void *pa, const void *pb)
{
	const struct lambda_naming *a = pa, *b = pb;

	if (a->fn != b->fn)
		return a->fn < b->fn ? -1 : 1;
	return a->row < b->row ? -1 : a->row > b->row;
}

struct wire_arg {
	struct finding *f;
	struct rowread rr;
};

/* What was refused wired nothing. */
static void add_wire(void *arg, struct sv arn, row_t row)
{
	struct wire_arg *a = arg;
	uint32_t fn = names_find(&a->f->x->fns, arn);

	if (fn != NUMBER_NONE && fn < a->f->nlambda)
		return;
	if (sv_eqs(rowread_peek(&a->rr, row, "result"), result_names[RES_OK]))
		add(a->f, arn, row);
}

enum st lambda_named_find(struct lambda_named *l, struct lambda_index *x,
			  const struct lambda_wiring *w, const struct eval_env *env)
{
	struct finding f = { l, x, env, x->fns.n };
	struct wire_arg a = { .f = &f };
	enum st rc;

	rowread_init(&a.rr, env->store);
	lambda_wiring_each(w, add_wire, &a);
	rowread_release(&a.rr);
	rc = by_scope(&f);
	if (rc == ST_OK)
		rc = by_agent(&f);
	if (l->n)
		qsort(l->v, l->n, sizeof(*l->v), naming_cmp);
	lambda_index_settle(x);
	return rc;
}

void lambda_named_release(struct lambda_named *l)
{
	free(l->v);
	*l = (struct lambda_named){ .v = NULL };
}
