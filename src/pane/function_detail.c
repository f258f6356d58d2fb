/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row of the lists of the functions pane stands for: in words, as a filter, as a value. */
#include "pane/function_lists.h"

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

void function_list_detail(const struct function_lists *l, enum function_list_id id,
			  struct buf *out)
{
	uint32_t i = l->list[id].cur;

	if (i >= function_list_size(l, id))
		return;
	switch (id) {
	case FNL_CALLERS:
		caller_detail(&l->page->callers[i], out);
		break;
	case FNL_CHANGES: {
		const struct lambda_change *c = &l->page->changes[l->changes[i]];

		buf_addsv(out, c->identity);
		if (c->mfa.ptr)
			buf_adds(out,
				 sv_eqs(c->mfa, "true") ? ", with MFA" : ", without MFA");
		buf_adds(out, "; ");
		buf_addsv(out, c->agent);
		buf_adds(out, "; ");
		lambda_change_text(c, out);
		break;
	}
	case FNL_GRANTS:
		grant_detail(&l->page->grants[i], out);
		break;
	case FNL_TRIGGERS: {
		const struct lambda_trigger *t = &l->page->triggers[i];

		buf_addsv(out, t->mapping ? t->uuid : t->where);
		if (t->what.ptr) {
			buf_adds(out, "; ");
			buf_addsv(out, t->what);
		}
		break;
	}
	default: {
		const struct lambda_act *a = &l->page->acts[i];

		buf_addf(out,
			 "%s evidence: %s; %" PRIu64 " of %" PRIu64 " events shown; -f '",
			 lambda_evidence_strength[a->evidence],
			 lambda_evidence_words[a->evidence], a->count, a->all);
		buf_addsv(out, a->open);
		buf_addc(out, '\'');
		break;
	}
	}
}

static void ids_expr(struct buf *out, struct sv a, struct sv b)
{
	buf_adds(out, "id in (");
	expr_quote(out, a.ptr ? a : b);
	if (a.ptr && b.ptr) {
		buf_adds(out, ", ");
		expr_quote(out, b);
	}
	buf_addc(out, ')');
}

bool function_list_expr(const struct function_lists *l, enum function_list_id id,
			struct buf *out)
{
	uint32_t i = l->list[id].cur;

	if (i >= function_list_size(l, id))
		return false;
	switch (id) {
	case FNL_CALLERS:
		buf_addsv(out, l->page->callers[i].open);
		break;
	case FNL_CHANGES:
		if (l->page->changes[l->changes[i]].id.ptr)
			ids_expr(out, l->page->changes[l->changes[i]].id, SV_NULL);
		break;
	case FNL_GRANTS: {
		const struct lambda_grant *g = &l->page->grants[i];

		if (g->added_id.ptr || g->removed_id.ptr)
			ids_expr(out, g->added_id, g->removed_id);
		break;
	}
	case FNL_TRIGGERS:
		buf_addsv(out, l->page->triggers[i].open);
		break;
	default:
		buf_addsv(out, l->page->acts[i].open);
		break;
	}
	return out->len > 0;
}

bool function_list_value(const struct function_lists *l, enum function_list_id id,
			 struct pane_value *ret)
{
	uint32_t i = l->list[id].cur;
	const char *field = "identity";
	struct sv value = SV_NULL;

	if (i >= function_list_size(l, id))
		return false;
	switch (id) {
	case FNL_CALLERS:
		value = l->page->callers[i].identity;
		break;
	case FNL_CHANGES:
		value = l->page->changes[l->changes[i]].identity;
		break;
	case FNL_GRANTS:
		value = l->page->grants[i].added_by;
		break;
	case FNL_TRIGGERS:
		value = l->page->triggers[i].identity;
		break;
	default:
		field = "event";
		value = l->page->acts[i].event;
		break;
	}
	if (!value.ptr)
		return false;
	buf_adds(&ret->field, field);
	buf_addsv(&ret->value, value);
	return true;
}

void function_flow(struct rect r, int *row, enum role role, struct sv text)
{
	while (*row < r.h) {
		struct pen pen = pen_row(r, *row);
		size_t n;

		pen_str(&pen, ROLE_TEXT, " ");
		n = *row + 1 < r.h ? paint_fit(text, pen_left(&pen) - 1) : text.len;
		pen_sv(&pen, role, sv_head(text, n));
		pen_rest(&pen, ROLE_TEXT);
		text = sv_from(text, n);
		(*row)++;
		if (!text.len)
			break;
	}
}
