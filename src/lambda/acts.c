/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a function did: events made with its credentials, by the strongest evidence each has.
 */
#include "lambda/acting.h"

#include "lang/expr.h"
#include "util/bits.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

const char *const lambda_evidence_words[EVIDENCE_COUNT] = {
#define E(id, words, strength) words,
	LAMBDA_EVIDENCE_LIST(E)
#undef E
};
const char *const lambda_evidence_strength[EVIDENCE_COUNT] = {
#define E(id, words, strength) strength,
	LAMBDA_EVIDENCE_LIST(E)
#undef E
};

/* Calls that a function's role has little reason to make. */
static const struct {
	const char *source, *event, *words;
} remarkable[] = {
	{ "iam", "CreateUser", "creates users" },
	{ "iam", "CreateAccessKey", "creates access keys" },
	{ "iam", "CreateLoginProfile", "creates console passwords" },
	{ "iam", "UpdateLoginProfile", "changes console passwords" },
	{ "iam", "CreateRole", "creates roles" },
	{ "iam", "AttachRolePolicy", "gives permissions" },
	{ "iam", "AttachUserPolicy", "gives permissions" },
	{ "iam", "PutRolePolicy", "gives permissions" },
	{ "iam", "PutUserPolicy", "gives permissions" },
	{ "iam", "CreatePolicyVersion", "gives permissions" },
	{ "iam", "SetDefaultPolicyVersion", "gives permissions" },
	{ "iam", "UpdateAssumeRolePolicy", "changes who may assume a role" },
	{ "iam", "AddUserToGroup", "gives permissions" },
	{ "lambda", "UpdateFunctionCode", "changes code of functions" },
	{ "lambda", "UpdateFunctionConfiguration", "changes functions" },
	{ "lambda", "CreateFunction", "creates functions" },
	{ "lambda", "AddPermission", "opens functions" },
	{ "cloudtrail", "StopLogging", "stops the trail" },
	{ "cloudtrail", "DeleteTrail", "deletes the trail" },
	{ "cloudtrail", "PutEventSelectors", "changes what is logged" },
	{ "sts", "GetFederationToken", "makes further credentials" },
};

static struct sv remark_of(struct sv source, struct sv event)
{
	for (size_t i = 0; i < ARRAY_SIZE(remarkable); i++)
		if (sv_eqs(source, remarkable[i].source) &&
		    sv_eqs(event, remarkable[i].event))
			return sv_str(remarkable[i].words);
	return SV_NULL;
}

static struct lambda_act *act_of(struct lambda_acting *a, enum lambda_evidence evidence,
				 const struct count_row *r, struct sv expr)
{
	struct lambda_draft *m = a->m;
	struct lambda_page *p = m->p;
	AUTO_BUF struct buf open = BUF_INIT;
	struct lambda_act *act;
	size_t at;

	for (size_t i = 0; i < 2; i++) {
		buf_addc(&open, r->keys[i].ptr ? 't' : '-');
		buf_addsv(&open, r->keys[i]);
		buf_addc(&open, '\0');
	}
	at = a->first + names_add(&a->keys, buf_sv(&open), false);
	if (at < p->nacts)
		return &p->acts[at];
	buf_clear(&open);
	ALLOC_GROW(p->acts, p->nacts + 1, a->cap);
	act = &p->acts[p->nacts++];
	*act = (struct lambda_act){ .evidence = evidence,
				    .first = TICK_NONE,
				    .last = TICK_NONE };
	act->source = lambda_keep(m, r->keys[0]);
	act->event = lambda_keep(m, r->keys[1]);
	act->flag = remark_of(act->source, act->event);
	expr_for_value(&open, SV_LIT("source"), act->source);
	buf_addc(&open, ' ');
	expr_for_value(&open, SV_LIT("event"), act->event);
	buf_addc(&open, ' ');
	buf_addsv(&open, expr);
	act->open = lambda_keep(m, buf_sv(&open));
	return act;
}

static void add_row(struct lambda_acting *a, enum lambda_evidence evidence,
		    const struct count_row *r, struct sv expr, bool whole)
{
	struct lambda_act *act = act_of(a, evidence, r, expr);

	if (whole) {
		act->all += r->count;
		if (act->count)
			return;
	} else {
		act->count += r->count;
		if (!sv_eqs(r->keys[2], result_names[RES_OK]))
			act->failed += r->count;
	}
	act->first = MIN(act->first, r->first);
	if (r->last != TICK_NONE)
		act->last = act->last == TICK_NONE ? r->last : MAX(act->last, r->last);
}

enum st lambda_acting_count(struct lambda_acting *a, const uint64_t *bits,
			    const struct fieldref *by, size_t nby, struct counts *ret)
{
	enum st rc = count_by(a->m->env, bits, a->m->p->index->nsegs, by, nby, ret);

	if (rc == ST_OK)
		counts_spell(ret);
	return rc;
}

/* WHOLE: BITS are of all loaded events; the selected ones were added before. */
static enum st add_acts(struct lambda_acting *a, const uint64_t *bits,
			enum lambda_evidence evidence, struct sv expr, bool whole)
{
	const struct fieldref by[3] = { fieldref_of(FLD_SOURCE), fieldref_of(FLD_EVENT),
					fieldref_of(FLD_RESULT) };
	struct counts counts = { 0 };
	enum st rc = lambda_acting_count(a, bits, by, ARRAY_SIZE(by), &counts);

	for (size_t i = 0; rc == ST_OK && i < counts.n; i++)
		add_row(a, evidence, &counts.rows[i], expr, whole);
	if (rc == ST_OK)
		counts_release(&counts);
	return rc;
}

/* Leave, of BITS, what has no better evidence. True when something had. */
static bool leave_rest(struct lambda_acting *a, uint64_t *bits, unsigned better)
{
	uint64_t both = 0;

	for (size_t i = 0; a->taken[better].bits && i < a->words; i++) {
		both |= bits[i] & a->taken[better].bits[i];
		bits[i] &= ~a->taken[better].bits[i];
	}
	return both != 0;
}

static bool any_of(const struct lambda_acting *a, const uint64_t *bits)
{
	uint64_t any = 0;

	for (size_t i = 0; i < a->words; i++)
		any |= bits[i];
	return any != 0;
}

/*
 * Take BITS (owned), which EXPR selects, less what has better evidence: the filter of each act
 * opens what it counts.
 */
static enum st take(struct lambda_acting *a, uint64_t *bits, enum lambda_evidence evidence,
		    struct sv expr)
{
	AUTO_BUF struct buf open = BUF_INIT;
	const uint64_t *selected = a->m->sel->rows;
	uint64_t *shown = xcalloc(MAX(a->words, 1), sizeof(*shown));
	enum st rc = ST_OK;

	buf_addc(&open, '(');
	buf_addsv(&open, expr);
	buf_addc(&open, ')');
	for (unsigned k = 0; k < evidence; k++) {
		if (!leave_rest(a, bits, k))
			continue;
		buf_adds(&open, " not (");
		buf_addsv(&open, a->taken[k].expr);
		buf_addc(&open, ')');
	}
	for (size_t i = 0; i < a->words; i++)
		shown[i] = bits[i] & selected[i];
	a->taken[evidence].bits = bits;
	a->taken[evidence].expr = lambda_keep(a->m, expr);
	a->first = a->m->p->nacts;
	names_init(&a->keys);
	if (any_of(a, bits)) {
		rc = add_acts(a, shown, evidence, buf_sv(&open), false);
		if (rc == ST_OK)
			rc = add_acts(a, bits, evidence, buf_sv(&open), true);
	}
	names_release(&a->keys);
	free(shown);
	return rc;
}

enum st lambda_acting_take(struct lambda_acting *a, enum lambda_evidence evidence,
			   struct buf *expr)
{
	uint64_t *bits = lambda_rows_of(a->m, buf_str(expr));

	return bits ? take(a, bits, evidence, buf_sv(expr)) : ST_CANCELED;
}

/* What of the selected BITS nothing has taken. */
static size_t count_rest(struct lambda_acting *a, const uint64_t *bits)
{
	size_t n = 0;

	for (size_t i = 0; i < a->words; i++) {
		uint64_t left = bits[i] & a->m->sel->rows[i];

		for (unsigned k = 0; k < EVIDENCE_COUNT; k++)
			if (a->taken[k].bits)
				left &= ~a->taken[k].bits[i];
		n += (size_t)__builtin_popcountll(left);
	}
	return n;
}

enum st lambda_acting_note(struct lambda_acting *a, struct buf *expr, const char *words)
{
	uint64_t *bits = lambda_rows_of(a->m, buf_str(expr));
	size_t n;

	if (!bits)
		return ST_CANCELED;
	n = count_rest(a, bits);
	free(bits);
	if (n)
		lambda_texts_add(a->m, &a->m->p->notes,
				 lambda_keepf(a->m, "%zu event%s %s (-f '" SV_FMT "')", n,
					      n == 1 ? "" : "s", words,
					      SV_ARG(lambda_cut(buf_sv(expr), 600))),
				 LAMBDA_TEXTS_MAX);
	return ST_OK;
}

static int act_cmp(const void *pa, const void *pb)
{
	const struct lambda_act *a = pa, *b = pb;
	int c;

	if (!a->flag.ptr != !b->flag.ptr)
		return a->flag.ptr ? -1 : 1;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	if (a->all != b->all)
		return a->all > b->all ? -1 : 1;
	c = sv_cmp(a->event, b->event);
	if (!c)
		c = sv_cmp(a->source, b->source);
	return c ? c : (int)a->evidence - (int)b->evidence;
}

enum st lambda_acts_fill(struct lambda_draft *m)
{
	struct lambda_acting a = { .m = m,
				   .words = (size_t)m->p->index->nsegs * SEG_WORDS };
	struct buf acted = BUF_INIT;
	enum st rc;

	if (m->p->id.unknown)
		return ST_OK;
	names_init(&a.sessions);
	rc = lambda_evidence_find(&a);
	for (unsigned k = 0; k < EVIDENCE_COUNT; k++) {
		if (!a.taken[k].bits || !any_of(&a, a.taken[k].bits)) {
			free(a.taken[k].bits);
			continue;
		}
		buf_adds(&acted, acted.len ? " or (" : "(");
		buf_addsv(&acted, a.taken[k].expr);
		buf_addc(&acted, ')');
		free(a.taken[k].bits);
	}
	if (acted.len)
		m->p->acted = lambda_keep(m, buf_sv(&acted));
	names_release(&a.sessions);
	buf_release(&acted);
	if (rc == ST_OK && m->p->nacts)
		qsort(m->p->acts, m->p->nacts, sizeof(*m->p->acts), act_cmp);
	return rc;
}
