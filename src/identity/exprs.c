/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filters of the rows of a page: each selects exactly the events that its row counts. */
#include "event/denial.h"
#include "identity/identity.h"
#include "lang/expr.h"

/* Texts that count as no value in a credential: see lineage_known(). */
#define UNKNOWN   "\"\", \"HIDDEN_DUE_TO_SECURITY_REASONS\""
#define PRINCIPAL "userIdentity.principalId"
#define CREATED   "userIdentity.sessionContext.attributes.creationDate"

static void and_value(struct buf *out, const char *field, struct sv v)
{
	buf_adds(out, out->len ? " " : "");
	expr_for_value(out, sv_str(field), v);
}

/* Of events known in part only it is not said that they have none. */
static void and_unknown(const struct identity_session *s, struct buf *out,
			const char *field)
{
	buf_adds(out, out->len ? " " : "");
	buf_addf(out, "(%snot has %s or %s in (\"\", \"HIDDEN_DUE_TO_SECURITY_REASONS\"))",
		 s->partial ? "partial=true or " : "", field, field);
}

static void and_known(const struct identity_session *s, struct buf *out, const char *field,
		      struct sv v)
{
	if (v.ptr)
		and_value(out, field, v);
	else
		and_unknown(s, out, field);
}

/* The creation date in each form that it was written in. */
static void and_created(const struct identity_session *s, struct buf *out)
{
	if (!s->nwritten) {
		and_unknown(s, out, CREATED);
		return;
	}
	buf_adds(out, out->len ? " " : "");
	if (s->unwritten)
		buf_addf(out, "(%snot has " CREATED " or ",
			 s->partial ? "partial=true or " : "");
	buf_adds(out, CREATED " in (");
	buf_adds(out, s->unwritten ? UNKNOWN ", " : "");
	for (unsigned i = 0; i < s->nwritten; i++) {
		buf_adds(out, i ? ", " : "");
		expr_quote(out, s->written[i]);
	}
	buf_adds(out, s->unwritten ? "))" : ")");
}

static void and_window(const struct identity_session *s, struct buf *out)
{
	if (s->first == TICK_NONE) {
		buf_adds(out, " not has time");
		return;
	}
	buf_adds(out, s->untimed ? " (" : " ");
	expr_for_window(out, s->first, s->last + TICKS_PER_SEC);
	if (s->untimed)
		buf_adds(out, " or not has time)");
}

void identity_session_expr(const struct identity_session *s, struct buf *out)
{
	and_known(s, out, s->key.ptr || s->keyless ? "key" : PRINCIPAL,
		  s->key.ptr || s->keyless ? s->key : s->principal);
	if (s->kind == IDS_WINDOW) {
		if (!sv_starts(s->key, SV_LIT("AKIA")))
			and_created(s, out);
		and_window(s, out);
		return;
	}
	if (s->key.ptr || s->keyless)
		and_known(s, out, PRINCIPAL, s->principal);
	and_created(s, out);
}

void identity_action_expr(const struct identity_action *a, struct buf *out)
{
	and_value(out, "source", a->source);
	and_value(out, "event", a->event);
}

void identity_denial_expr(const struct identity_denial *d, struct buf *out)
{
	const struct denial what = { .action = d->action,
				     .policy = d->policy,
				     .explicit_deny = d->explicit_deny,
				     .policy_arn = d->policy_arn };
	AUTO_BUF struct buf pattern = BUF_INIT;

	and_value(out, "source", d->source);
	and_value(out, "event", d->event);
	buf_adds(out, " result=denied ");
	rule_denial_pattern(&what, &pattern);
	if (!d->action.ptr && !d->policy && !d->explicit_deny)
		/* rows of the console have an error, but never its message */
		buf_adds(out, "(form=console-csv or not has errorMessage or ");
	buf_adds(out, "errorMessage ~ \"");
	for (size_t i = 0; i < pattern.len; i++) {
		if (pattern.ptr[i] == '"')
			buf_addc(out, '\\');
		buf_addc(out, pattern.ptr[i]);
	}
	buf_addc(out, '"');
	if (!d->action.ptr && !d->policy && !d->explicit_deny)
		buf_addc(out, ')');
}

void identity_value_expr(const char *field, const struct identity_value *v, struct buf *out)
{
	and_value(out, field, v->text);
	if (strcmp(field, identity_list_fields[IDL_ROLE]) == 0)
		buf_adds(out, " event=AssumeRole*");
}
