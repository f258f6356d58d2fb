/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Invoked by: invocations of one function among the selected events, by identity and source.
 * Invoke and its InvokeExecutions are one, of the caller of Invoke; further runs are retries.
 */
#include "lambda/priv.h"

#include "event/field.h"
#include "util/bits.h"
#include "util/hash.h"
#include "util/workers.h"
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
	_(PRINCIPAL, "userIdentity.principalId")                                           \
	_(ARN, "userIdentity.arn")                                                         \
	_(EVENT, "eventName")                                                              \
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
	struct hour_calls {
		uint64_t key;
		uint32_t calls;
	} * v;
	uint32_t n, cap;
	struct hashtab by_key;
};

struct calling {
	struct lambda_draft *m;
	const struct lambda_index *x;
	struct names texts; /* of all fields */
	struct numberer fields[CF_COUNT];
	struct lambda_caller *v;
	size_t n, cap;
	struct names keys;   /* identity, source, account: number is the place in v */
	struct names noted;  /* caller, list and text */
	row_t *lead;         /* by invocation: the event that it is counted at */
	uint32_t *owner;     /* by invocation: caller + 1 */
	uint64_t *lead_ran;  /* by invocation: the lead is a run */
	uint64_t *bad, *ran; /* by invocation: counted as failed; one run seen */
	struct hours hours;
	struct lambda_judge *judges;  /* by caller, in the second pass */
	struct lambda_invoke *worst;  /* by caller: of the verdict */
	uint32_t *texts_of[CF_COUNT]; /* by call of the segment */
	uint16_t rows[SEG_ROWS];
	uint32_t at[SEG_ROWS]; /* place in struct lambda_seg */
	uint32_t nrows;
};

static struct sv text_of(const struct calling *c, enum call_field f, uint32_t i)
{
	uint32_t number = c->texts_of[f][i];

	return number == NUMBER_NONE ? SV_NULL : c->texts.v[number];
}

static struct hour_calls *hour_find(const struct hours *h, uint64_t hash, uint64_t key)
{
	HASHTAB_EACH(&h->by_key, hash, i)
		if (h->v[i].key == key)
			return &h->v[i];
	return NULL;
}

static void hours_add(struct hours *h, size_t caller, tick_t t)
{
	uint64_t key = (uint64_t)caller << 32 | (uint32_t)(t / HOUR), hash = hash_u64(key);
	struct hour_calls *known;

	if (t == TICK_NONE)
		return;
	known = hour_find(h, hash, key);
	if (known) {
		known->calls++;
		return;
	}
	ALLOC_GROW(h->v, h->n + 1, h->cap);
	h->v[h->n] = (struct hour_calls){ key, 1 };
	hashtab_add(&h->by_key, hash, h->n++);
}

/* The calls of the function among the selected rows of segment INDEX. */
static void read_segment(struct calling *c, uint32_t index, bool whole)
{
	const struct lambda_seg *s = &c->x->segs[index];
	const uint64_t *bits = c->m->sel->rows + (size_t)index * SEG_WORDS;
	const struct segment *seg = store_seg(c->x->store, index);

	c->nrows = 0;
	for (uint32_t i = 0; i < s->n; i++) {
		if (!(s->flags[i] & FNE_CALL) ||
		    c->x->callers.v[s->pair[i]].a != c->m->p->fn ||
		    !bit_get(bits, s->row[i]))
			continue;
		c->rows[c->nrows] = s->row[i];
		c->at[c->nrows++] = i;
	}
	for (unsigned f = 0; whole && c->nrows && f < CF_COUNT; f++)
		numberer_rows(&c->fields[f], seg, c->rows, c->nrows, c->texts_of[f]);
}

/* Who called: of a copy of the call in another account the caller's own record says it. */
static const struct pair *pair_of(const struct calling *c, const struct lambda_seg *s,
				  uint32_t i)
{
	const struct lambda_index *x = c->x;
	uint32_t seg = (uint32_t)(s - x->segs), own;

	if (s->flags[c->at[i]] & FNE_TWIN) {
		own = lambda_logged_twin(&x->logged, seg << SEG_SHIFT | c->at[i]);
		s = &x->segs[row_seg(own)];
		if (bit_get(c->m->sel->rows + (size_t)row_seg(own) * SEG_WORDS,
			    s->row[row_in_seg(own)]))
			return &x->callers.v[s->pair[row_in_seg(own)]];
		s = &x->segs[seg];
	}
	return &x->callers.v[s->pair[c->at[i]]];
}

static size_t caller_of(struct calling *c, const struct lambda_seg *s, uint32_t i)
{
	const struct pair *pair = pair_of(c, s, i);
	uint32_t key[3] = { pair->b, c->texts_of[CF_SOURCE_ARN][i],
			    c->texts_of[CF_SOURCE_ACCOUNT][i] };
	struct lambda_caller *v;
	uint32_t at = names_add(&c->keys, sv_make((const char *)key, sizeof(key)), false);

	if (at < c->n)
		return at;
	ALLOC_GROW(c->v, c->n + 1, c->cap);
	v = &c->v[c->n++];
	*v = (struct lambda_caller){ .first = TICK_NONE,
				     .last = TICK_NONE,
				     .first_row = ROW_NONE,
				     .last_row = ROW_NONE };
	v->identity = c->x->who.v[pair->b];
	v->source_arn = text_of(c, CF_SOURCE_ARN, i);
	v->source_account = text_of(c, CF_SOURCE_ACCOUNT, i);
	v->is_new = c->m->window.from > 0 && pair->first >= c->m->window.from &&
		    pair->first != TICK_NONE;
	return at;
}

static struct sv qualifier_of(const struct calling *c, uint32_t i)
{
	struct sv q = text_of(c, CF_QUALIFIER, i);

	return q.len ? q : lambda_name_qualifier(text_of(c, CF_NAME, i));
}

/* The qualifier of an ARN, or the version itself. */
static struct sv version_of(const struct calling *c, uint32_t i)
{
	struct sv v = text_of(c, CF_VERSION, i);

	return v.ptr && sv_chr(v, ':') >= 0 ? lambda_name_qualifier(v) : v;
}

static bool is_version(struct sv v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.ptr[i] < '0' || v.ptr[i] > '9')
			return v.ptr[0] == '$';
	return true;
}

/* What the call in place I of the segment logs. */
static void read_call(const struct calling *c, uint32_t i, tick_t t,
		      struct lambda_invoke *ret)
{
	static const enum call_field of_key[LAMBDA_KEY_COUNT] = {
		[LAMBDA_KEY_NAME] = CF_NAME,
		[LAMBDA_KEY_QUALIFIER] = CF_QUALIFIER,
		[LAMBDA_KEY_VERSION] = CF_VERSION,
		[LAMBDA_KEY_ARN] = CF_ARN,
		[LAMBDA_KEY_PRINCIPAL] = CF_PRINCIPAL,
		[LAMBDA_KEY_EVENT] = CF_EVENT,
	};
	struct sv event = text_of(c, CF_EVENT, i);

	*ret = (struct lambda_invoke){ .t = t,
				       .named = qualifier_of(c, i),
				       .version = version_of(c, i),
				       .principal_id = text_of(c, CF_PRINCIPAL, i),
				       .arn = text_of(c, CF_ARN, i),
				       .url = sv_starts(event,
							SV_LIT("InvokeFunctionUrl")) };
	if (!ret->named.ptr && ret->version.ptr && !is_version(ret->version))
		ret->named = ret->version; /* an alias */
	for (size_t k = 0; k < LAMBDA_KEY_COUNT; k++)
		ret->key[k] = c->texts_of[of_key[k]][i];
}

/* Keep the first LAMBDA_TEXTS_MAX texts by bytes: which ones must not depend on who read first. */
static void note_text(struct calling *c, size_t caller, unsigned which,
		      struct lambda_texts *t, struct sv v)
{
	AUTO_BUF struct buf key = BUF_INIT;
	uint32_t before = c->noted.n;
	size_t at;

	for (at = 0; at < t->n; at++)
		if (sv_eq(t->v[at], v))
			return;
	buf_addf(&key, "%zu %u ", caller, which);
	buf_addsv(&key, v);
	if (names_add(&c->noted, buf_sv(&key), false) != before)
		return;
	if (t->n == LAMBDA_TEXTS_MAX) {
		t->more++;
		if (sv_cmp(v, t->v[t->n - 1]) >= 0)
			return;
		t->n--;
	}
	if (!t->v)
		t->v = arena_alloc(&c->m->p->arena, LAMBDA_TEXTS_MAX * sizeof(*t->v));
	for (at = t->n++; at && sv_cmp(v, t->v[at - 1]) < 0; at--)
		t->v[at] = t->v[at - 1];
	t->v[at] = lambda_keep(c->m, v);
}

static void note_values(struct calling *c, size_t caller, uint32_t i)
{
	struct lambda_caller *v = &c->v[caller];
	struct sv via = text_of(c, CF_VIA, i), account = text_of(c, CF_ACCOUNT, i);
	struct sv values[] = { qualifier_of(c, i), text_of(c, CF_TYPE, i),
			       text_of(c, CF_ADDRESS, i), text_of(c, CF_VPC, i),
			       sv_starts(v->identity, SV_LIT("service:")) ? SV_NULL : via };
	struct lambda_texts *lists[] = { &v->qualifiers, &v->types, &v->addresses, &v->vpc,
					 &v->via };

	if (!values[0].ptr)
		values[0] = version_of(c, i);
	for (unsigned k = 0; k < ARRAY_SIZE(lists); k++)
		if (values[k].len)
			note_text(c, caller, k, lists[k], values[k]);
	if (account.ptr && (!v->account.ptr || sv_cmp(account, v->account) < 0))
		v->account = account;
}

/* Is the event at T in ROW before the one at T2 in ROW2? Ties are broken as everywhere. */
static bool is_before(const struct calling *c, tick_t t, row_t row, tick_t t2, row_t row2)
{
	return t != t2 ? t < t2 : store_row_cmp(c->x->store, row, row2) < 0;
}

static void note_time(const struct calling *c, struct lambda_caller *v, tick_t t, row_t row)
{
	if (v->first_row == ROW_NONE || is_before(c, t, row, v->first, v->first_row)) {
		v->first = t;
		v->first_row = row;
	}
	if (v->last_row == ROW_NONE ||
	    (t != TICK_NONE &&
	     (v->last == TICK_NONE || is_before(c, v->last, v->last_row, t, row)))) {
		v->last = t;
		v->last_row = row;
	}
}

static void judge(struct calling *c, size_t caller, const struct lambda_invoke *call,
		  row_t row)
{
	struct lambda_caller *v = &c->v[caller];
	enum lambda_verdict verdict = lambda_judge_fast(&c->judges[caller], call);

	v->verdicts[verdict]++;
	if (v->verdict_row != ROW_NONE &&
	    (verdict < v->verdict ||
	     (verdict == v->verdict &&
	      !is_before(c, call->t, row, store_time(c->x->store, v->verdict_row),
			 v->verdict_row))))
		return;
	v->verdict = verdict;
	v->verdict_row = row;
	c->worst[caller] = *call;
}

static void count_bad(struct calling *c, size_t caller, uint32_t group, unsigned flags)
{
	if (!(flags & FNE_BAD))
		return;
	if (group != LAMBDA_ALONE) {
		if (bit_get(c->bad, group))
			return;
		bit_set(c->bad, group);
	}
	c->v[caller].failed++;
}

/* One call of the segment that was read. */
struct call {
	const struct lambda_seg *s;
	uint32_t i, group; /* place among the rows read; invocation */
	unsigned flags;
	bool run; /* an InvokeExecution with a request */
	row_t row;
	tick_t t;
};

/* An invocation is counted at its first Invoke, or, where there is none, at its first run. */
static void find_lead(struct calling *c, const struct call *e)
{
	row_t *lead;

	if (e->group == LAMBDA_ALONE)
		return;
	lead = &c->lead[e->group];
	if (*lead != ROW_NONE) {
		bool was_run = bit_get(c->lead_ran, e->group);

		if (was_run != e->run ? e->run
				      : store_row_cmp(c->x->store, e->row, *lead) >= 0)
			return;
	}
	*lead = e->row;
	if (e->run)
		bit_set(c->lead_ran, e->group);
	else
		bit_clear(c->lead_ran, e->group);
}

static void take_lead(struct calling *c, const struct call *e)
{
	struct lambda_caller *v;
	size_t caller;

	if (e->group != LAMBDA_ALONE && c->lead[e->group] != e->row)
		return;
	caller = caller_of(c, e->s, e->i);
	note_values(c, caller, e->i);
	if (e->group == LAMBDA_ALONE)
		count_bad(c, caller, e->group, e->flags);
	else
		c->owner[e->group] = (uint32_t)caller + 1;
	v = &c->v[caller];
	v->calls++;
	v->async += sv_eqs(text_of(c, CF_TYPE, e->i), "Event");
	note_time(c, v, e->t, e->row);
	hours_add(&c->hours, caller, e->t);
}

/* What else there is of an invocation. */
static void take_rest(struct calling *c, const struct call *e)
{
	if (e->group == LAMBDA_ALONE)
		return;
	if (!e->run && c->lead[e->group] != e->row) {
		/* a copy, perhaps of another account, whose caller then has no call of its own */
		size_t caller = caller_of(c, e->s, e->i);

		note_values(c, caller, e->i);
		note_time(c, &c->v[caller], e->t, e->row);
	}
	if (e->run) {
		if (bit_get(c->ran, e->group))
			c->v[c->owner[e->group] - 1].retries++;
		bit_set(c->ran, e->group);
	}
	count_bad(c, c->owner[e->group] - 1, e->group, e->flags);
}

static void take_verdict(struct calling *c, const struct call *e)
{
	struct lambda_invoke call;
	size_t caller;

	if (e->run)
		return;
	caller = caller_of(c, e->s, e->i);
	if (e->group != LAMBDA_ALONE && c->lead[e->group] != e->row &&
	    c->owner[e->group] == caller + 1)
		return; /* a copy of what was judged */
	read_call(c, e->i, e->t, &call);
	judge(c, caller, &call, e->row);
}

typedef void (*pass_fn)(struct calling *c, const struct call *e);

static void each_call(struct calling *c, uint32_t index, pass_fn pass)
{
	const struct segment *seg = store_seg(c->x->store, index);
	struct call e = { .s = &c->x->segs[index] };

	for (e.i = 0; e.i < c->nrows; e.i++) {
		e.group = e.s->group[c->at[e.i]];
		e.flags = e.s->flags[c->at[e.i]];
		e.run = (e.flags & FNE_RUN) && e.group != LAMBDA_ALONE;
		e.row = row_make(index, c->rows[e.i]);
		e.t = segment_time(seg, c->rows[e.i]);
		pass(c, &e);
	}
}

static enum st each_segment(struct calling *c, pass_fn pass)
{
	for (uint32_t i = 0; i < c->x->nsegs; i++) {
		if (is_canceled(c->m->env->cancel))
			return ST_CANCELED;
		if (!c->x->segs[i].n)
			continue;
		read_segment(c, i, pass != find_lead);
		if (c->nrows)
			each_call(c, i, pass);
	}
	return ST_OK;
}

static int hour_cmp(const void *a, const void *b)
{
	int64_t x = ((const struct lambda_hour *)a)->hour,
		y = ((const struct lambda_hour *)b)->hour;

	return x < y ? -1 : x > y;
}

static void set_hours(struct calling *c)
{
	struct arena *arena = &c->m->p->arena;
	const struct hours *h = &c->hours;

	for (uint32_t i = 0; i < h->n; i++)
		c->v[h->v[i].key >> 32].nhours++;
	for (size_t i = 0; i < c->n; i++) {
		c->v[i].hours = arena_alloc(arena, (c->v[i].nhours + 1) *
							   sizeof(struct lambda_hour));
		c->v[i].nhours = 0;
	}
	for (uint32_t i = 0; i < h->n; i++) {
		struct lambda_caller *v = &c->v[h->v[i].key >> 32];

		v->hours[v->nhours++] =
			(struct lambda_hour){ (uint32_t)h->v[i].key, h->v[i].calls };
	}
	for (size_t i = 0; i < c->n; i++)
		qsort(c->v[i].hours, c->v[i].nhours, sizeof(struct lambda_hour), hour_cmp);
}

static enum st judge_all(struct calling *c)
{
	enum st rc;

	c->judges = xcalloc(MAX(c->n, 1), sizeof(*c->judges));
	c->worst = xcalloc(MAX(c->n, 1), sizeof(*c->worst));
	for (size_t i = 0; i < c->n; i++) {
		lambda_judge_init(&c->judges[i], c->m, &c->v[i]);
		c->v[i].verdict_row = ROW_NONE;
	}
	rc = each_segment(c, take_verdict);
	for (size_t i = 0; i < c->n; i++) {
		struct lambda_caller *v = &c->v[i];

		if (v->verdict_row == ROW_NONE) { /* only runs are there */
			v->verdict = VERDICT_UNKNOWN;
			v->verdicts[VERDICT_UNKNOWN] = v->calls;
			v->why = SV_LIT(
				"the asynchronous Invoke of these runs is not shown");
		} else {
			v->why = lambda_judge_why(&c->judges[i], &c->worst[i]);
		}
		lambda_judge_release(&c->judges[i]);
	}
	free(c->judges);
	free(c->worst);
	return rc;
}

/* A field by which callers are told apart. */
static void add_field(const struct calling *c, enum call_field f, struct sv value,
		      struct buf *out)
{
	if (value.ptr) {
		buf_addc(out, ' ');
		lambda_add_test(out, call_paths[f], value);
	} else if (c->fields[f].path != PATH_NONE) {
		buf_addf(out, " not has %s", call_paths[f]);
	}
}

static void set_texts(struct calling *c)
{
	struct lambda_draft *m = c->m;

	for (size_t i = 0; i < c->n; i++) {
		struct lambda_caller *v = &c->v[i];
		AUTO_BUF struct buf b = BUF_INIT;

		v->identity = lambda_keep(m, v->identity);
		v->source_arn = lambda_keep(m, v->source_arn);
		v->source_account = lambda_keep(m, v->source_account);
		v->account = lambda_keep(m, v->account);
		v->first_id = lambda_text(m, v->first_row, "id");
		v->last_id = lambda_text(m, v->last_row, "id");
		lambda_expr(&b, &m->p->id);
		buf_adds(&b, " event=Invoke* ");
		lambda_add_test(&b, "identity", v->identity);
		add_field(c, CF_SOURCE_ARN, v->source_arn, &b);
		add_field(c, CF_SOURCE_ACCOUNT, v->source_account, &b);
		v->open = lambda_keep(m, buf_sv(&b));
	}
}

static int caller_cmp(const void *pa, const void *pb)
{
	const struct lambda_caller *a = pa, *b = pb;
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
	names_init(&c->noted);
	for (unsigned f = 0; f < CF_COUNT; f++) {
		path_t path = call_paths[f] ? path_of(t, call_paths[f])
					    : path_derived(t, FLD_CALLER);

		numberer_init(&c->fields[f], s, path, names_number, &c->texts);
		c->texts_of[f] = xcalloc(SEG_ROWS, sizeof(uint32_t));
	}
	c->lead = xreallocarray(NULL, MAX(c->x->ngroups, 1), sizeof(*c->lead));
	memset(c->lead, 0xff, MAX(c->x->ngroups, 1) * sizeof(*c->lead));
	c->owner = xcalloc(MAX(c->x->ngroups, 1), sizeof(*c->owner));
	c->lead_ran = xcalloc(words, sizeof(*c->lead_ran));
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
	names_release(&c->noted);
	free(c->lead);
	free(c->lead_ran);
	free(c->owner);
	free(c->bad);
	free(c->ran);
	free(c->hours.v);
	hashtab_release(&c->hours.by_key);
}

enum st lambda_callers_fill(struct lambda_draft *m)
{
	struct calling *c = xcalloc(1, sizeof(*c));
	enum st rc;

	c->m = m;
	c->x = m->p->index;
	calling_init(c);
	rc = each_segment(c, find_lead);
	if (rc == ST_OK)
		rc = each_segment(c, take_lead);
	if (rc == ST_OK)
		rc = each_segment(c, take_rest);
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
