/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Invoked by: invocations of one function among the selected events, by identity and source.
 * Invoke and its InvokeExecutions are one, of the caller of Invoke; further runs are retries.
 */
#include "model/fn_priv.h"

#include "event/field.h"
#include "query/workers.h"
#include "util/bits.h"
#include "util/hash.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* What is read of a call. */
#define CALL_FIELD_LIST(_)                                                                 \
	_(SOURCE_ARN, "requestParameters.sourceArn")                                       \
	_(SOURCE_ACCOUNT, "requestParameters.sourceAccount")                               \
	_(NAME, "requestParameters.functionName")                                          \
	_(QUALIFIER, "requestParameters.qualifier")                                        \
	_(VERSION, "additionalEventData.functionVersion")                                  \
	_(TYPE, "requestParameters.invocationType")                                        \
	_(ADDRESS, "sourceIPAddress")                                                      \
	_(VPC, "additionalEventData.customerEniId")                                        \
	_(VIA, "userIdentity.invokedBy")                                                   \
	_(ACCOUNT, NULL)
enum call_field {
#define E(id, path) CF_##id,
	CALL_FIELD_LIST(E) CF_COUNT
#undef E
};
static const char *const call_paths[CF_COUNT] = {
#define E(id, path) path,
	CALL_FIELD_LIST(E)
#undef E
};

/* Calls of each hour: key caller << 32 | hour. */
struct hours {
	uint64_t *keys; /* + 1 */
	uint32_t *calls;
	size_t n, used;
};

struct calling {
	struct fn_making *m;
	const struct fn_index *x;
	struct names texts; /* of all fields */
	struct numberer fields[CF_COUNT];
	struct fn_caller *v;
	size_t n, cap;
	struct names keys;    /* identity, source, account: number is the place in v */
	uint32_t *owner;      /* by invocation: caller + 1 */
	uint64_t *bad, *ran;  /* by invocation: counted as failed; one run seen */
	struct hours hours;
	struct fn_judge *judges; /* by caller, in the second pass */
	uint32_t *texts_of[CF_COUNT]; /* by call of the segment */
	uint16_t rows[SEG_ROWS];
	uint32_t at[SEG_ROWS]; /* place in struct fn_seg */
	uint32_t nrows;
};

static struct sv text_of(const struct calling *c, enum call_field f, uint32_t i)
{
	uint32_t number = c->texts_of[f][i];

	return number == NUMBER_NONE ? SV_NULL : c->texts.v[number].text;
}

static void hours_grow(struct hours *h)
{
	struct hours old = *h;

	h->n = old.n ? old.n * 2 : 1024;
	h->keys = xcalloc(h->n, sizeof(*h->keys));
	h->calls = xcalloc(h->n, sizeof(*h->calls));
	for (size_t k = 0; k < old.n; k++) {
		size_t i = (size_t)hash_u64(old.keys[k]) & (h->n - 1);

		if (!old.keys[k])
			continue;
		while (h->keys[i])
			i = (i + 1) & (h->n - 1);
		h->keys[i] = old.keys[k];
		h->calls[i] = old.calls[k];
	}
	free(old.keys);
	free(old.calls);
}

static void hours_add(struct hours *h, size_t caller, tick_t t)
{
	uint64_t key;
	size_t i;

	if (t == TICK_NONE)
		return;
	key = ((uint64_t)caller << 32 | (uint32_t)(t / HOUR)) + 1;
	if ((h->used + 1) * 2 > h->n)
		hours_grow(h);
	i = (size_t)hash_u64(key) & (h->n - 1);
	while (h->keys[i] && h->keys[i] != key)
		i = (i + 1) & (h->n - 1);
	h->used += !h->keys[i];
	h->keys[i] = key;
	h->calls[i]++;
}

/* The calls of the function among the selected rows of segment INDEX. */
static void read_segment(struct calling *c, uint32_t index)
{
	const struct fn_seg *s = &c->x->segs[index];
	const uint64_t *bits = c->m->sel->rows + (size_t)index * SEG_WORDS;
	const struct segment *seg = store_seg(c->x->store, index);

	c->nrows = 0;
	for (uint32_t i = 0; i < s->n; i++) {
		if (!(s->flags[i] & FNE_CALL) || c->x->callers.v[s->pair[i]].a != c->m->p->fn ||
		    !bit_get(bits, s->row[i]))
			continue;
		c->rows[c->nrows] = s->row[i];
		c->at[c->nrows++] = i;
	}
	for (unsigned f = 0; c->nrows && f < CF_COUNT; f++)
		numberer_rows(&c->fields[f], seg, c->rows, c->nrows, c->texts_of[f]);
}

static size_t caller_of(struct calling *c, const struct fn_seg *s, uint32_t i)
{
	const struct pair *pair = &c->x->callers.v[s->pair[c->at[i]]];
	uint32_t key[3] = { pair->b, c->texts_of[CF_SOURCE_ARN][i],
			    c->texts_of[CF_SOURCE_ACCOUNT][i] };
	struct fn_caller *v;
	uint32_t at = names_add(&c->keys, sv_make((const char *)key, sizeof(key)), false);

	if (at < c->n)
		return at;
	ALLOC_GROW(c->v, c->n + 1, c->cap);
	v = &c->v[c->n++];
	*v = (struct fn_caller){ .first = TICK_NONE, .last = TICK_NONE,
				 .first_row = ROW_NONE, .last_row = ROW_NONE };
	v->identity = c->x->who.v[pair->b].text;
	v->source_arn = text_of(c, CF_SOURCE_ARN, i);
	v->source_account = text_of(c, CF_SOURCE_ACCOUNT, i);
	v->account = text_of(c, CF_ACCOUNT, i);
	v->is_new = c->m->window.from > 0 && pair->first >= c->m->window.from &&
		    pair->first != TICK_NONE;
	return at;
}

/* The alias or version behind the name. */
static struct sv qualifier_of(const struct calling *c, uint32_t i)
{
	struct sv q = text_of(c, CF_QUALIFIER, i), v = text_of(c, CF_NAME, i), name, arn;
	ptrdiff_t colon;

	if (q.len)
		return q;
	if (v.ptr && rule_function_arn(v, &name, &arn))
		return v.len > arn.len + 1 ? sv_from(v, arn.len + 1) : SV_NULL;
	if (v.ptr) {
		ptrdiff_t mark = sv_find(v, SV_LIT("function:"));

		if (mark >= 0)
			v = sv_from(v, (size_t)mark + 9);
		colon = sv_chr(v, ':');
		if (colon >= 0)
			return sv_from(v, (size_t)colon + 1);
	}
	return SV_NULL;
}

static struct sv version_of(const struct calling *c, uint32_t i)
{
	struct sv v = text_of(c, CF_VERSION, i), name, arn;

	if (!v.ptr || !rule_function_arn(v, &name, &arn) || v.len <= arn.len + 1)
		return SV_NULL;
	return sv_from(v, arn.len + 1);
}

static void note_values(struct calling *c, struct fn_caller *v, uint32_t i)
{
	struct fn_making *m = c->m;
	struct sv via = text_of(c, CF_VIA, i);
	struct sv values[] = { qualifier_of(c, i), text_of(c, CF_TYPE, i),
			       text_of(c, CF_ADDRESS, i), text_of(c, CF_VPC, i),
			       sv_starts(v->identity, SV_LIT("service:")) ? SV_NULL : via };
	struct fn_texts *lists[] = { &v->qualifiers, &v->types, &v->addresses, &v->vpc,
				     &v->via };

	if (!values[0].ptr)
		values[0] = version_of(c, i);
	for (size_t k = 0; k < ARRAY_SIZE(lists); k++)
		if (values[k].len)
			fn_texts_add(m, lists[k], values[k], FN_TEXTS_MAX);
}

static void note_time(struct fn_caller *v, tick_t t, row_t row)
{
	if (v->first_row == ROW_NONE || t < v->first) {
		v->first = t;
		v->first_row = row;
	}
	if (v->last_row == ROW_NONE || (t != TICK_NONE && (v->last == TICK_NONE || t >= v->last))) {
		v->last = t;
		v->last_row = row;
	}
}

static void judge(struct calling *c, size_t caller, tick_t t, row_t row)
{
	struct fn_caller *v = &c->v[caller];
	enum fn_verdict verdict;

	if (!c->judges)
		return;
	verdict = fn_judge_fast(&c->judges[caller], t);
	if (!v->verdicts[verdict]++ && (verdict > v->verdict || v->verdict_row == ROW_NONE)) {
		v->verdict = verdict;
		v->verdict_row = row;
	}
}

/* One more invocation by CALLER. */
static void count_call(struct calling *c, size_t caller, uint32_t i, tick_t t, row_t row)
{
	struct fn_caller *v = &c->v[caller];

	v->calls++;
	v->async += sv_eqs(text_of(c, CF_TYPE, i), "Event");
	note_time(v, t, row);
	hours_add(&c->hours, caller, t);
}

static void count_bad(struct calling *c, size_t caller, uint32_t group, unsigned flags)
{
	if (!(flags & FNE_BAD))
		return;
	if (group != FN_ALONE) {
		if (bit_get(c->bad, group))
			return;
		bit_set(c->bad, group);
	}
	c->v[caller].failed++;
}

/* What calls of a segment, without their runs, say; JUDGING: only the verdicts. */
static void take_calls(struct calling *c, uint32_t index, bool judging)
{
	const struct fn_seg *s = &c->x->segs[index];
	const struct segment *seg = store_seg(c->x->store, index);

	for (uint32_t i = 0; i < c->nrows; i++) {
		uint32_t group = s->group[c->at[i]];
		unsigned flags = s->flags[c->at[i]];
		row_t row = row_make(index, c->rows[i]);
		tick_t t = segment_time(seg, c->rows[i]);
		size_t caller;

		if (flags & FNE_RUN && group != FN_ALONE)
			continue;
		caller = caller_of(c, s, i);
		if (judging) {
			judge(c, caller, t, row);
			continue;
		}
		note_values(c, &c->v[caller], i);
		if (group == FN_ALONE || !c->owner[group])
			count_call(c, caller, i, t, row);
		if (group != FN_ALONE && !c->owner[group])
			c->owner[group] = (uint32_t)caller + 1;
		count_bad(c, caller, group, flags);
	}
}

/* The runs: of an invocation that is known already, or the only trace of one. */
static void take_runs(struct calling *c, uint32_t index)
{
	const struct fn_seg *s = &c->x->segs[index];
	const struct segment *seg = store_seg(c->x->store, index);

	for (uint32_t i = 0; i < c->nrows; i++) {
		uint32_t group = s->group[c->at[i]];
		unsigned flags = s->flags[c->at[i]];
		size_t caller;

		if (!(flags & FNE_RUN) || group == FN_ALONE)
			continue;
		if (!c->owner[group]) {
			caller = caller_of(c, s, i);
			note_values(c, &c->v[caller], i);
			count_call(c, caller, i, segment_time(seg, c->rows[i]),
				   row_make(index, c->rows[i]));
			c->owner[group] = (uint32_t)caller + 1;
		}
		caller = c->owner[group] - 1;
		if (bit_get(c->ran, group))
			c->v[caller].retries++;
		bit_set(c->ran, group);
		count_bad(c, caller, group, flags);
	}
}

enum pass { PASS_CALLS, PASS_RUNS, PASS_JUDGE };

static enum st each_segment(struct calling *c, enum pass pass)
{
	for (uint32_t i = 0; i < c->x->nsegs; i++) {
		if (is_canceled(c->m->env->cancel))
			return ST_CANCELED;
		if (!c->x->segs[i].n)
			continue;
		read_segment(c, i);
		if (!c->nrows)
			continue;
		if (pass == PASS_RUNS)
			take_runs(c, i);
		else
			take_calls(c, i, pass == PASS_JUDGE);
	}
	return ST_OK;
}

static int hour_cmp(const void *a, const void *b)
{
	int64_t x = ((const struct fn_hour *)a)->hour, y = ((const struct fn_hour *)b)->hour;

	return x < y ? -1 : x > y;
}

static void set_hours(struct calling *c)
{
	struct arena *arena = &c->m->p->arena;
	struct hours *h = &c->hours;

	for (size_t i = 0; i < h->n; i++)
		if (h->keys[i])
			c->v[(h->keys[i] - 1) >> 32].nhours++;
	for (size_t i = 0; i < c->n; i++) {
		c->v[i].hours = arena_alloc(arena, (c->v[i].nhours + 1) * sizeof(struct fn_hour));
		c->v[i].nhours = 0;
	}
	for (size_t i = 0; i < h->n; i++) {
		struct fn_caller *v;

		if (!h->keys[i])
			continue;
		v = &c->v[(h->keys[i] - 1) >> 32];
		v->hours[v->nhours++] = (struct fn_hour){ (uint32_t)(h->keys[i] - 1),
							  h->calls[i] };
	}
	for (size_t i = 0; i < c->n; i++)
		qsort(c->v[i].hours, c->v[i].nhours, sizeof(struct fn_hour), hour_cmp);
}

static enum st judge_all(struct calling *c)
{
	enum st rc;

	c->judges = xcalloc(MAX(c->n, 1), sizeof(*c->judges));
	for (size_t i = 0; i < c->n; i++) {
		fn_judge_init(&c->judges[i], c->m, &c->v[i]);
		c->v[i].verdict_row = ROW_NONE;
	}
	rc = each_segment(c, PASS_JUDGE);
	for (size_t i = 0; i < c->n; i++) {
		struct fn_caller *v = &c->v[i];

		if (v->verdict_row == ROW_NONE) { /* only runs are there */
			v->verdict = VERDICT_UNKNOWN;
			v->verdicts[VERDICT_UNKNOWN] = v->calls;
			v->why = SV_LIT("the asynchronous Invoke of these runs is not shown");
		} else {
			v->why = fn_judge_why(c->m, &c->judges[i],
					      store_time(c->x->store, v->verdict_row));
		}
		fn_judge_release(&c->judges[i]);
	}
	free(c->judges);
	return rc;
}

static void set_texts(struct calling *c)
{
	struct fn_making *m = c->m;

	for (size_t i = 0; i < c->n; i++) {
		struct fn_caller *v = &c->v[i];
		AUTO_BUF struct buf b = BUF_INIT;

		v->identity = fn_keep(m, v->identity);
		v->source_arn = fn_keep(m, v->source_arn);
		v->source_account = fn_keep(m, v->source_account);
		v->account = fn_keep(m, v->account);
		v->first_id = fn_text(m, v->first_row, "id");
		v->last_id = fn_text(m, v->last_row, "id");
		fn_expr(&b, &m->p->id);
		buf_adds(&b, " event=Invoke* ");
		fn_add_test(&b, "identity", v->identity);
		if (v->source_arn.ptr) {
			buf_addc(&b, ' ');
			fn_add_test(&b, "requestParameters.sourceArn", v->source_arn);
		} else if (c->fields[CF_SOURCE_ARN].path != PATH_NONE) {
			buf_adds(&b, " not has requestParameters.sourceArn");
		}
		v->open = fn_keep(m, buf_sv(&b));
	}
}

static int caller_cmp(const void *pa, const void *pb)
{
	const struct fn_caller *a = pa, *b = pb;
	int c;

	if (a->calls != b->calls)
		return a->calls > b->calls ? -1 : 1;
	c = sv_cmp(a->identity, b->identity);
	if (!c)
		c = sv_cmp(a->source_arn, b->source_arn);
	return c ? c : sv_cmp(a->source_account, b->source_account);
}

static void calling_init(struct calling *c)
{
	const struct store *s = c->x->store;
	const struct path_trie *t = store_paths_ro(s);
	size_t words = BITS_WORDS(c->x->ngroups) + 1;

	names_init(&c->texts);
	names_init(&c->keys);
	for (unsigned f = 0; f < CF_COUNT; f++) {
		path_t path = call_paths[f] ? path_of(t, call_paths[f]) :
					      path_derived(t, FLD_CALLER);

		numberer_init(&c->fields[f], s, path, names_number, &c->texts);
		c->texts_of[f] = xcalloc(SEG_ROWS, sizeof(uint32_t));
	}
	c->owner = xcalloc(MAX(c->x->ngroups, 1), sizeof(*c->owner));
	c->bad = xcalloc(words, sizeof(*c->bad));
	c->ran = xcalloc(words, sizeof(*c->ran));
}

static void calling_release(struct calling *c)
{
	for (unsigned f = 0; f < CF_COUNT; f++) {
		numberer_release(&c->fields[f]);
		free(c->texts_of[f]);
	}
	names_release(&c->texts);
	names_release(&c->keys);
	free(c->owner);
	free(c->bad);
	free(c->ran);
	free(c->hours.keys);
	free(c->hours.calls);
}

enum st fn_callers_make(struct fn_making *m)
{
	struct calling *c = xcalloc(1, sizeof(*c));
	enum st rc;

	c->m = m;
	c->x = m->p->index;
	calling_init(c);
	rc = each_segment(c, PASS_CALLS);
	if (rc == ST_OK)
		rc = each_segment(c, PASS_RUNS);
	if (rc == ST_OK) {
		set_texts(c);
		set_hours(c);
		rc = judge_all(c);
		if (c->n)
			qsort(c->v, c->n, sizeof(*c->v), caller_cmp);
	}
	m->p->callers = c->v;
	m->p->ncallers = c->n;
	calling_release(c);
	free(c);
	return rc;
}
