/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row of the lists of an identity's page stands for: in words, as a filter, as a value. */
#include "identity/lists.h"

#include "lang/expr.h"
#include "store/value.h"

static const struct identity_page *page_of(const struct rows *r)
{
	return ((const struct identity_lists *)r->data)->page;
}

const struct identity_value *identity_value_at(const struct rows *r, size_t i,
					       const char **ret_field)
{
	static const enum identity_list lists[IL_COUNT] = {
		[IL_ADDRESSES] = IDL_ADDRESS,
		[IL_AGENTS] = IDL_AGENT,
		[IL_REGIONS] = IDL_REGION,
		[IL_ROLES] = IDL_ROLE,
	};
	enum identity_list list = lists[r->of->tag];

	if (ret_field)
		*ret_field = identity_list_fields[list];
	return &page_of(r)->lists[list].v[i];
}

static void add_part(struct buf *out, const char *word, struct sv v)
{
	if (!v.ptr)
		return;
	buf_adds(out, out->len ? "; " : "");
	buf_adds(out, word);
	buf_addsv(out, v);
}

static void session_detail(const struct identity_session *s, struct buf *out)
{
	add_part(out, "key ", s->key);
	add_part(out, "principal ", s->principal);
	if (s->created != TICK_NONE) {
		buf_adds(out, "; issued at ");
		time_format(out, s->created);
	}
	add_part(out, "mfa ", s->mfa);
	if (s->has_issuer)
		buf_addf(out, "; %s: %s, ", lineage_confidences[s->issuer.confidence],
			 lineage_rules[s->issuer.rule].words);
	if (s->has_issuer)
		buf_addsv(out, s->issuer_identity.ptr ? s->issuer_identity
						      : SV_LIT("one of several"));
}

static void denial_detail(const struct identity_denial *d, struct buf *out)
{
	add_part(out, "", d->event);
	add_part(out, "on ", d->resource);
	if (d->resources > 1)
		buf_addf(out, " and %u more", d->resources - 1);
	add_part(out, "", sv_str(d->policy));
	add_part(out, "", d->policy_arn);
}

void identity_lists_words(const struct rows *r, size_t i, struct buf *out)
{
	switch (r->of->tag) {
	case IL_SESSIONS:
		session_detail(&page_of(r)->sessions[i], out);
		break;
	case IL_DENIALS:
		denial_detail(&page_of(r)->denials[i], out);
		break;
	case IL_ACTIONS:
	case IL_MADE:
		break;
	default:
		add_part(out, "", identity_value_at(r, i, NULL)->text);
		break;
	}
}

static void id_expr(const struct rows *r, size_t i, struct buf *out)
{
	const struct identity_lists *l = r->data;
	const struct store *s = l->page->index->store;
	struct arena arena = ARENA_INIT;

	if (l->id != PATH_NONE)
		expr_for_value(out, SV_LIT("id"),
			       value_first(s, l->page->made[i], l->id, &arena).text);
	arena_release(&arena);
}

bool identity_lists_expr(const struct rows *r, size_t i, struct buf *out)
{
	const struct identity_page *p = page_of(r);
	const struct identity_value *v;
	const char *field;

	if (r->of->tag == IL_MADE) {
		id_expr(r, i, out);
		return out->len > 0;
	}
	identity_row_expr(p->index->by, p->name, p->session, out);
	switch (r->of->tag) {
	case IL_SESSIONS:
		identity_session_expr(&p->sessions[i], out);
		break;
	case IL_ACTIONS:
		identity_action_expr(&p->actions[i], out);
		break;
	case IL_DENIALS:
		identity_denial_expr(&p->denials[i], out);
		break;
	default:
		v = identity_value_at(r, i, &field);
		identity_value_expr(field, v, out);
		break;
	}
	return true;
}

static void session_value(const struct identity_session *s, const char **ret_field,
			  struct sv *ret_value)
{
	*ret_field = s->key.ptr ? "key" : "userIdentity.principalId";
	*ret_value = s->key.ptr ? s->key : s->principal;
}

bool identity_lists_value(const struct rows *r, size_t i, const char **ret_field,
			  struct sv *ret_value)
{
	const struct identity_page *p = page_of(r);

	*ret_field = "event";
	switch (r->of->tag) {
	case IL_SESSIONS:
		session_value(&p->sessions[i], ret_field, ret_value);
		return true;
	case IL_ACTIONS:
		*ret_value = p->actions[i].event;
		return true;
	case IL_DENIALS:
		*ret_value = p->denials[i].event;
		return true;
	case IL_MADE:
		return false;
	default:
		*ret_value = identity_value_at(r, i, ret_field)->text;
		return true;
	}
}

row_t identity_lists_event(const struct rows *r, size_t i)
{
	const struct identity_page *p = page_of(r);

	return r->of->tag == IL_SESSIONS ? p->sessions[i].row
	       : r->of->tag == IL_MADE   ? p->made[i]
					 : ROW_NONE;
}
