/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row of the lists of a function's page stands for: in words, as a filter, as a value. */
#include "lambda/lists.h"

#include "lang/expr.h"

#include <inttypes.h>

static void add_texts(struct buf *out, const char *word, const struct lambda_texts *t)
{
	if (!t->n)
		return;
	buf_addf(out, "; %s", word);
	for (size_t i = 0; i < t->n; i++) {
		buf_adds(out, i ? ", " : " ");
		buf_addsv(out, t->v[i]);
	}
	if (t->more)
		buf_addf(out, " and %zu more", t->more);
}

static void add_counts(struct buf *out, uint64_t n, const char *words)
{
	if (n)
		buf_addf(out, "; %" PRIu64 " %s", n, words);
}

static void caller_detail(const struct lambda_caller *v, struct buf *out)
{
	buf_addsv(out, v->identity);
	buf_addf(out, ": %s, ", lambda_verdict_names[v->verdict]);
	buf_addsv(out, v->why);
	if (v->verdict >= VERDICT_NO_GRANT)
		buf_addf(out, " (%" PRIu64 " of %" PRIu64 " calls)",
			 v->verdicts[v->verdict], v->calls);
	add_texts(out, "from", &v->addresses);
	add_texts(out, "on", &v->qualifiers);
	add_texts(out, "type", &v->types);
	add_texts(out, "via", &v->via);
	add_texts(out, "interface", &v->vpc);
	add_counts(out, v->async, "asynchronous");
	add_counts(out, v->retries, "further runs");
	if (v->source_account.ptr) {
		buf_adds(out, "; source of account ");
		buf_addsv(out, v->source_account);
	}
}

static void add_who(struct buf *out, const char *word, struct sv who, tick_t t)
{
	if (!who.ptr)
		return;
	buf_addf(out, "; %s by ", word);
	buf_addsv(out, who);
	buf_addc(out, ' ');
	time_format(out, t);
}

static void grant_detail(const struct lambda_grant *g, struct buf *out)
{
	if (g->kind == GRANT_STATEMENT || g->kind == GRANT_LAYER)
		lambda_statement_text(&g->st, out);
	else
		buf_addf(out, "%s ", lambda_grant_kind_names[g->kind]);
	if (g->kind == GRANT_URL)
		buf_addsv(out, g->st.others);
	add_who(out, "added", g->added_by, g->from);
	add_who(out, g->ended.ptr ? g->ended.ptr : "removed", g->removed_by, g->to);
	add_texts(out, "flags:", &g->flags);
}

static const struct lambda_change *change_at(const struct lambda_lists *l, size_t i)
{
	return &l->page->changes[l->changes[i]];
}

static void change_detail(const struct lambda_change *c, struct buf *out)
{
	buf_addsv(out, c->identity);
	if (c->mfa.ptr)
		buf_adds(out, sv_eqs(c->mfa, "true") ? ", with MFA" : ", without MFA");
	buf_adds(out, "; ");
	buf_addsv(out, c->agent);
	buf_adds(out, "; ");
	lambda_change_text(c, out);
}

static void trigger_detail(const struct lambda_trigger *t, struct buf *out)
{
	buf_addsv(out, t->mapping ? t->uuid : t->where);
	if (t->what.ptr) {
		buf_adds(out, "; ");
		buf_addsv(out, t->what);
	}
}

static void act_detail(const struct lambda_act *a, struct buf *out)
{
	buf_addf(out, "%s evidence: %s; %" PRIu64 " of %" PRIu64 " events shown; -f '",
		 lambda_evidence_strength[a->evidence], lambda_evidence_words[a->evidence],
		 a->count, a->all);
	buf_addsv(out, a->open);
	buf_addc(out, '\'');
}

void lambda_lists_words(const struct rows *r, size_t i, struct buf *out)
{
	const struct lambda_lists *l = r->data;

	switch (r->of->tag) {
	case LL_CALLERS:
		caller_detail(&l->page->callers[i], out);
		break;
	case LL_CHANGES:
		change_detail(change_at(l, i), out);
		break;
	case LL_GRANTS:
		grant_detail(&l->page->grants[i], out);
		break;
	case LL_TRIGGERS:
		trigger_detail(&l->page->triggers[i], out);
		break;
	case LL_ACTS:
		act_detail(&l->page->acts[i], out);
		break;
	default:
		break;
	}
}

static void ids_expr(struct buf *out, struct sv a, struct sv b)
{
	if (!a.ptr && !b.ptr)
		return;
	buf_adds(out, "id in (");
	expr_quote(out, a.ptr ? a : b);
	if (a.ptr && b.ptr) {
		buf_adds(out, ", ");
		expr_quote(out, b);
	}
	buf_addc(out, ')');
}

bool lambda_lists_expr(const struct rows *r, size_t i, struct buf *out)
{
	const struct lambda_lists *l = r->data;
	const struct lambda_page *p = l->page;

	switch (r->of->tag) {
	case LL_CALLERS:
		buf_addsv(out, p->callers[i].open);
		break;
	case LL_CHANGES:
		ids_expr(out, change_at(l, i)->id, SV_NULL);
		break;
	case LL_GRANTS:
		ids_expr(out, p->grants[i].added_id, p->grants[i].removed_id);
		break;
	case LL_TRIGGERS:
		buf_addsv(out, p->triggers[i].open);
		break;
	case LL_ACTS:
		buf_addsv(out, p->acts[i].open);
		break;
	default:
		break;
	}
	return out->len > 0;
}

bool lambda_lists_value(const struct rows *r, size_t i, const char **ret_field,
			struct sv *ret_value)
{
	const struct lambda_lists *l = r->data;
	const struct lambda_page *p = l->page;
	const char *field = "identity";
	struct sv value = SV_NULL;

	switch (r->of->tag) {
	case LL_CALLERS:
		value = p->callers[i].identity;
		break;
	case LL_CHANGES:
		value = change_at(l, i)->identity;
		break;
	case LL_GRANTS:
		value = p->grants[i].added_by;
		break;
	case LL_TRIGGERS:
		value = p->triggers[i].identity;
		break;
	case LL_ACTS:
		field = "event";
		value = p->acts[i].event;
		break;
	default:
		break;
	}
	if (!value.ptr)
		return false;
	*ret_field = field;
	*ret_value = value;
	return true;
}

row_t lambda_lists_event(const struct rows *r, size_t i)
{
	const struct lambda_lists *l = r->data;
	const struct lambda_page *p = l->page;

	switch (r->of->tag) {
	case LL_CALLERS:
		return p->callers[i].first_row;
	case LL_CHANGES:
		return change_at(l, i)->row;
	case LL_GRANTS:
		return p->grants[i].added;
	case LL_TRIGGERS:
		return p->triggers[i].last_row;
	default:
		return ROW_NONE;
	}
}
