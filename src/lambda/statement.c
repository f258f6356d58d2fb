/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A statement from JSON text, or from the parameters of the request. */
#include "lambda/statement.h"

#include "json/tree.h"

#include <stdio.h>
#include <strings.h>

#define DEPTH    32u
#define LIST_MAX 64u /* principals, actions of one request that are kept */

static bool same_nocase(struct sv a, const char *b)
{
	return a.len == strlen(b) && strncasecmp(a.ptr, b, a.len) == 0;
}

static struct sv keep(struct arena *arena, struct sv v)
{
	return sv_make(arena_str(arena, v), v.len);
}

static struct sv node_text(const struct json_tree *t, uint32_t i, struct arena *arena)
{
	AUTO_BUF struct buf b = BUF_INIT;

	json_node_add_text(t, i, &b);
	return keep(arena, buf_sv(&b));
}

static struct sv node_key(const struct json_tree *t, uint32_t i, struct arena *arena)
{
	AUTO_BUF struct buf b = BUF_INIT;

	json_node_add_key(t, i, &b);
	return keep(arena, buf_sv(&b));
}

/* Texts at or below node I. */
static struct sv *texts_below(const struct json_tree *t, uint32_t i, size_t *ret_n,
			      struct arena *arena)
{
	uint32_t end = json_node_end(t, i);
	struct sv *v = arena_alloc(arena, (end - i) * sizeof(*v));

	*ret_n = 0;
	for (; i < end; i++)
		if (!json_node_is_inner(&t->nodes[i]))
			v[(*ret_n)++] = node_text(t, i, arena);
	return v;
}

static struct sv join(const struct sv *v, size_t n, struct arena *arena)
{
	AUTO_BUF struct buf b = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_addc(&b, ' ');
		buf_addsv(&b, v[i]);
	}
	return n ? keep(arena, buf_sv(&b)) : SV_NULL;
}

/* Conditions that have a place of their own. */
static const struct {
	const char *key;
	size_t at;
} known_conditions[] = {
	{ "AWS:SourceArn", offsetof(struct lambda_statement, source_arn) },
	{ "AWS:SourceAccount", offsetof(struct lambda_statement, source_account) },
	{ "aws:PrincipalOrgID", offsetof(struct lambda_statement, org) },
	{ "lambda:FunctionUrlAuthType", offsetof(struct lambda_statement, url_auth) },
};

static struct sv *condition_place(struct lambda_statement *st, struct sv op, struct sv key,
				  struct sv value)
{
	/* "StringNotEquals" and the like limit in another way; a star in text is a star */
	if (same_nocase(op, "StringEquals") &&
	    (sv_chr(value, '*') >= 0 || sv_chr(value, '?') >= 0))
		return NULL;
	if (!same_nocase(op, "ArnLike") && !same_nocase(op, "ArnEquals") &&
	    !same_nocase(op, "StringEquals") && !same_nocase(op, "StringLike"))
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(known_conditions); i++)
		if (same_nocase(key, known_conditions[i].key))
			return (struct sv *)(void *)((char *)st + known_conditions[i].at);
	return NULL;
}

static void add_condition(struct lambda_statement *st, struct sv op, struct sv key,
			  const struct sv *v, size_t n, struct arena *arena)
{
	struct sv values = join(v, n, arena), *place = condition_place(st, op, key, values);
	AUTO_BUF struct buf b = BUF_INIT;

	if (same_nocase(key, "lambda:InvokedViaFunctionUrl") && same_nocase(op, "Bool") &&
	    same_nocase(values, "true")) {
		st->url_only = true;
		return;
	}
	if (place && n == 1) {
		*place = values;
		return;
	}
	if (st->others.ptr) {
		buf_addsv(&b, st->others);
		buf_adds(&b, ", ");
	}
	buf_addsv(&b, op);
	buf_addc(&b, ' ');
	buf_addsv(&b, key);
	buf_adds(&b, " = ");
	buf_addsv(&b, values.ptr ? values : SV_LIT("?"));
	st->others = keep(arena, buf_sv(&b));
}

static void read_conditions(struct lambda_statement *st, const struct json_tree *t,
			    uint32_t cond, struct arena *arena)
{
	for (uint32_t op = json_node_first(t, cond); op != JT_NONE;
	     op = t->nodes[op].next) {
		if (t->nodes[op].kind != JT_OBJECT)
			continue;
		for (uint32_t k = json_node_first(t, op); k != JT_NONE;
		     k = t->nodes[k].next) {
			size_t n;
			struct sv *v = texts_below(t, k, &n, arena);

			add_condition(st, node_key(t, op, arena), node_key(t, k, arena), v,
				      n, arena);
		}
	}
}

struct sv lambda_name_qualifier(struct sv v)
{
	struct function_spelling s;

	return rule_function_spelled(v, &s) && s.qualifier.len ? s.qualifier : SV_NULL;
}

static void read_object(struct lambda_statement *st, const struct json_tree *t, uint32_t at,
			struct arena *arena)
{
	static const char *const inverse[] = { "NotPrincipal", "NotAction", "NotResource" };
	const struct sv none = SV_LIT("?");
	uint32_t i;

#define CHILD(key) ((i = json_node_child(t, at, SV_LIT(key), 0)) != JT_NONE)
	if (CHILD("Sid"))
		st->sid = node_text(t, i, arena);
	if (CHILD("Effect"))
		st->effect = node_text(t, i, arena);
	if (CHILD("Principal"))
		st->principals = texts_below(t, i, &st->nprincipals, arena);
	if (CHILD("Action"))
		st->actions = texts_below(t, i, &st->nactions, arena);
	if (CHILD("Resource"))
		st->qualifier = lambda_name_qualifier(node_text(t, i, arena));
	if (CHILD("Condition"))
		read_conditions(st, t, i, arena);
#undef CHILD
	for (size_t k = 0; k < ARRAY_SIZE(inverse); k++)
		if (json_node_child(t, at, sv_str(inverse[k]), 0) != JT_NONE)
			add_condition(st, sv_str(inverse[k]), SV_LIT("all but"), &none, 1,
				      arena);
	if (!st->nprincipals && st->others.ptr) { /* all but some: perhaps anyone */
		st->principals = arena_alloc(arena, sizeof(*st->principals));
		st->principals[st->nprincipals++] = SV_LIT("*");
	}
}

bool lambda_statement_parse(struct lambda_statement *st, struct sv json,
			    struct arena *arena)
{
	struct json_tree t;

	*st = (struct lambda_statement){ .nprincipals = 0 };
	if (json_tree_parse(json, DEPTH, &t, NULL) != ST_OK)
		return false;
	if (t.nodes[0].kind == JT_OBJECT)
		read_object(st, &t, 0, arena);
	json_tree_release(&t);
	return st->nprincipals > 0;
}

bool lambda_policy_parse(struct sv json, lambda_statement_fn fn, void *arg,
			 struct arena *arena)
{
	struct json_tree t;
	uint32_t list;

	if (json_tree_parse(json, DEPTH, &t, NULL) != ST_OK)
		return false;
	list = t.nodes[0].kind == JT_OBJECT ? json_node_child(&t, 0, SV_LIT("Statement"), 0)
					    : JT_NONE;
	for (uint32_t i = list == JT_NONE                   ? JT_NONE
			  : t.nodes[list].kind == JT_OBJECT ? list
							    : json_node_first(&t, list);
	     i != JT_NONE; i = i == list ? JT_NONE : t.nodes[i].next) {
		struct lambda_statement st = { .nprincipals = 0 };

		if (t.nodes[i].kind != JT_OBJECT)
			continue;
		read_object(&st, &t, i, arena);
		fn(arg, &st);
	}
	json_tree_release(&t);
	return list != JT_NONE;
}

static void copy_list(struct rowread *rr, row_t row, const char *field, struct sv **ret,
		      size_t *ret_n, struct arena *arena)
{
	size_t n;
	const struct sv *v = rowread_all(rr, row, field, &n);

	n = MIN(n, LIST_MAX);
	*ret = arena_alloc(arena, MAX(n, 1) * sizeof(**ret));
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = keep(arena, v[i]);
	*ret_n = n;
}

void lambda_statement_read(struct lambda_statement *st, struct rowread *rr, row_t row,
			   struct arena *arena)
{
	static const struct {
		const char *path;
		size_t at;
	} parts[] = {
		{ "requestParameters.statementId", offsetof(struct lambda_statement, sid) },
		{ "requestParameters.sourceArn",
		  offsetof(struct lambda_statement, source_arn) },
		{ "requestParameters.sourceAccount",
		  offsetof(struct lambda_statement, source_account) },
		{ "requestParameters.principalOrgID",
		  offsetof(struct lambda_statement, org) },
		{ "requestParameters.organizationId",
		  offsetof(struct lambda_statement, org) },
		{ "requestParameters.functionUrlAuthType",
		  offsetof(struct lambda_statement, url_auth) },
		{ "requestParameters.qualifier",
		  offsetof(struct lambda_statement, qualifier) },
	};
	bool parsed = lambda_statement_parse(
		st, rowread_peek(rr, row, "responseElements.statement"), arena);
	struct sv token = rowread_peek(rr, row, "requestParameters.eventSourceToken");

	if (!st->nprincipals)
		copy_list(rr, row, "requestParameters.principal", &st->principals,
			  &st->nprincipals, arena);
	if (!st->nactions)
		copy_list(rr, row, "requestParameters.action", &st->actions, &st->nactions,
			  arena);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		struct sv *place = (struct sv *)(void *)((char *)st + parts[i].at);

		if (!place->ptr &&
		    (!parsed || place == &st->sid || place == &st->qualifier))
			*place = rowread_text(rr, row, parts[i].path, arena);
	}
	if (!parsed && token.len)
		add_condition(st, SV_LIT("StringEquals"), SV_LIT("lambda:EventSourceToken"),
			      &token, 1, arena);
	if (sv_eqs(rowread_peek(rr, row, "requestParameters.invokedViaFunctionUrl"),
		   "true"))
		st->url_only = true;
	if (!st->qualifier.ptr)
		st->qualifier = lambda_name_qualifier(
			rowread_text(rr, row, "requestParameters.functionName", arena));
}

enum lambda_principal lambda_principal_kind(struct sv p)
{
	if (sv_eqs(p, "*"))
		return PRINCIPAL_ANY;
	if (account_of(p).ptr)
		return PRINCIPAL_ACCOUNT;
	return sv_find(p, SV_LIT(".amazonaws.com")) >= 0 ||
			       sv_find(p, SV_LIT(".amazon.com")) >= 0
		       ? PRINCIPAL_SERVICE
		       : PRINCIPAL_OTHER;
}

static bool all_digits(struct sv v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.ptr[i] < '0' || v.ptr[i] > '9')
			return false;
	return v.len > 0;
}

struct sv account_of(struct sv v)
{
	if (v.len == 12 && all_digits(v))
		return v;
	if (!sv_starts(v, SV_LIT("arn:")))
		return SV_NULL;
	for (unsigned k = 0; k < 4; k++) {
		ptrdiff_t colon = sv_chr(v, ':');

		if (colon < 0)
			return SV_NULL;
		v = sv_from(v, (size_t)colon + 1);
	}
	v = sv_head(v, sv_chr(v, ':') < 0 ? v.len : (size_t)sv_chr(v, ':'));
	return all_digits(v) ? v : SV_NULL;
}

bool glob_match(struct sv pattern, struct sv text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, mark = 0;

	while (t < text.len) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			mark = t;
		} else if (p < pattern.len &&
			   (pattern.ptr[p] == '?' || pattern.ptr[p] == text.ptr[t])) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			t = ++mark;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}

bool lambda_statement_denies(const struct lambda_statement *st)
{
	return st->effect.ptr && !same_nocase(st->effect, "Allow");
}

bool lambda_statement_allows(const struct lambda_statement *st, const char *action)
{
	return !lambda_statement_denies(st) && lambda_statement_covers(st, action);
}

bool lambda_statement_covers(const struct lambda_statement *st, const char *action)
{
	char want[64], have[128];
	size_t n = strlen(action);

	for (size_t i = 0; i <= n && i < sizeof(want) - 1; i++)
		want[i] = (char)(action[i] >= 'A' && action[i] <= 'Z' ? action[i] | 0x20
								      : action[i]);
	for (size_t k = 0; k < st->nactions; k++) {
		struct sv a = st->actions[k];

		if (a.len >= sizeof(have))
			continue;
		for (size_t i = 0; i < a.len; i++)
			have[i] =
				(char)(a.ptr[i] >= 'A' && a.ptr[i] <= 'Z' ? a.ptr[i] | 0x20
									  : a.ptr[i]);
		if (glob_match(sv_make(have, a.len), sv_make(want, n)))
			return true;
	}
	return st->nactions == 0; /* not logged: taken for the usual one */
}

static void add_list(struct buf *out, const struct sv *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_adds(out, ", ");
		buf_addsv(out, v[i]);
	}
}

static void add_part(struct buf *out, const char *word, struct sv v)
{
	if (!v.ptr)
		return;
	buf_addf(out, " %s ", word);
	buf_addsv(out, v);
}

void lambda_statement_text(const struct lambda_statement *st, struct buf *out)
{
	if (st->nprincipals)
		add_list(out, st->principals, st->nprincipals);
	else
		buf_adds(out, "principal not logged");
	add_part(out, "from", st->source_arn);
	add_part(out, "of account", st->source_account);
	add_part(out, "of organization", st->org);
	add_part(out, "with URL auth", st->url_auth);
	if (st->url_only)
		buf_adds(out, " by its URL only");
	add_part(out, "on", st->qualifier);
	add_part(out, "if", st->others);
	if (st->nactions) {
		buf_adds(out, " (");
		add_list(out, st->actions, st->nactions);
		buf_addc(out, ')');
	}
}

/* ---- what is dangerous ---- */

struct flagging {
	const struct lambda_statement *st;
	const struct lambda_id *id;
	lambda_flag_fn fn;
	void *arg;
};

static void flag(const struct flagging *f, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void flag(const struct flagging *f, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	f->fn(f->arg, text);
}

static void flag_any(const struct flagging *f)
{
	const struct lambda_statement *st = f->st;

	if (st->org.ptr)
		flag(f, "principal * limited to organization %.*s",
		     SV_ARG(sv_head(st->org, 64)));
	else if (st->source_account.ptr || st->source_arn.ptr)
		flag(f, "principal * limited by its source");
	else if (st->url_auth.ptr && !same_nocase(st->url_auth, "NONE"))
		flag(f, "principal * by function URL with auth %.*s",
		     SV_ARG(sv_head(st->url_auth, 32)));
	else if (st->url_auth.ptr)
		flag(f, "anyone may call the function URL: principal *, auth NONE");
	else if (st->others.ptr)
		flag(f, "principal * with conditions");
	else
		flag(f, "anyone may invoke: principal * without condition");
}

static void flag_service(const struct flagging *f, struct sv service)
{
	const struct lambda_statement *st = f->st;

	if (st->source_account.ptr || st->org.ptr)
		return;
	if (!st->source_arn.ptr)
		flag(f,
		     "no source condition: %.*s may act for any account (confused deputy)",
		     SV_ARG(sv_head(service, 100)));
	else if (!account_of(st->source_arn).ptr)
		flag(f, "the source ARN names no account: source account missing "
			"(confused deputy)");
}

void lambda_statement_flags(const struct lambda_statement *st, const struct lambda_id *id,
			    lambda_flag_fn fn, void *arg)
{
	const struct flagging f = { st, id, fn, arg };
	struct sv source = st->source_arn.ptr ? account_of(st->source_arn) : SV_NULL;

	if (lambda_statement_denies(st))
		return;
	for (size_t i = 0; i < st->nprincipals; i++) {
		struct sv p = st->principals[i], account = account_of(p);

		switch (lambda_principal_kind(p)) {
		case PRINCIPAL_ANY:
			flag_any(&f);
			break;
		case PRINCIPAL_SERVICE:
			flag_service(&f, p);
			break;
		case PRINCIPAL_ACCOUNT:
			if (id->account.ptr && !sv_eq(account, id->account))
				flag(&f, "foreign account " SV_FMT, SV_ARG(account));
			break;
		case PRINCIPAL_OTHER:
			break;
		}
	}
	if (source.ptr && id->account.ptr && !sv_eq(source, id->account))
		flag(&f, "source in foreign account " SV_FMT, SV_ARG(source));
	if (st->source_account.ptr && id->account.ptr &&
	    !sv_eq(st->source_account, id->account))
		flag(&f, "source account %.*s is foreign",
		     SV_ARG(sv_head(st->source_account, 64)));
	if (!lambda_statement_allows(st, "lambda:InvokeFunction") &&
	    !lambda_statement_allows(st, "lambda:InvokeFunctionUrl"))
		flag(&f, "allows more or other than invoking");
}
