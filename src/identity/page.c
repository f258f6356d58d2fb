/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page: actions, denied calls, lists of values, and who made the identity. */
#include "count/count.h"
#include "eval/scan.h"
#include "event/denial.h"
#include "identity/identity.h"
#include "store/value.h"
#include "util/xalloc.h"

#include <stdlib.h>

const char *const identity_session_kinds[] = { "key", "console", "window" };
const char *const identity_list_fields[IDL_COUNT] = { "ip", "agent", "region",
						      "requestParameters.roleArn" };

/* Reads of secrets: by name, or by how it begins. */
static const struct {
	const char *name;
	bool begins;
} sensitive[] = {
	{ "GetSecretValue", false },        { "BatchGetSecretValue", false },
	{ "GetParameter", true },           { "GetCredentialReport", false },
	{ "GetPasswordData", false },       { "Decrypt", false },
	{ "GetAuthorizationToken", false },
};

static bool is_sensitive(struct sv event)
{
	for (size_t i = 0; i < ARRAY_SIZE(sensitive); i++)
		if (sensitive[i].begins ? sv_starts(event, sv_str(sensitive[i].name))
					: sv_eqs(event, sensitive[i].name))
			return true;
	return false;
}

static void bits_make(struct identity_bits *b, const struct identity_page *p,
		      const struct selection *sel)
{
	const struct identity_index *x = p->index;
	uint32_t nsegs = sel->order->nsegs;
	size_t words = (size_t)MAX(nsegs, 1u) * SEG_WORDS;
	uint8_t is[SEG_ROWS];

	b->shown = xcalloc(words, sizeof(uint64_t));
	b->all = xcalloc(words, sizeof(uint64_t));
	b->denied = xcalloc(words, sizeof(uint64_t));
	for (uint32_t i = 0; i < nsegs; i++) {
		const struct identity_seg *s = &x->segs[i];
		const struct segment *seg = store_seg(x->store, i);
		uint64_t *all = b->all + (size_t)i * SEG_WORDS;
		uint64_t *denied = b->denied + (size_t)i * SEG_WORDS;
		bool any = false;

		for (uint32_t k = 0; k < s->n; k++) {
			uint32_t group = s->combos[k].group;

			is[k] = (group & ~IDENTITY_DENIED) == p->group;
			any |= is[k];
			is[k] |= is[k] && (group & IDENTITY_DENIED) ? 2 : 0;
		}
		if (!any)
			continue;
		for (uint32_t r = 0; r < seg->rows; r++) {
			all[r >> 6] |= (uint64_t)(is[s->of[r]] & 1) << (r & 63);
			denied[r >> 6] |= (uint64_t)(is[s->of[r]] >> 1) << (r & 63);
		}
		for (unsigned w = 0; w < SEG_WORDS; w++) {
			uint64_t shown = sel->rows[(size_t)i * SEG_WORDS + w];

			all[w] &= ~atomic_load_explicit(&seg->dup[w], memory_order_relaxed);
			b->shown[(size_t)i * SEG_WORDS + w] = all[w] & shown;
			denied[w] &= shown;
		}
	}
}

static void bits_release(struct identity_bits *b)
{
	free(b->shown);
	free(b->all);
	free(b->denied);
}

/* A copy that lives as long as the page. */
static struct sv keep(struct identity_page *p, struct sv v)
{
	return v.ptr ? sv_make(arena_text(&p->arena, v), v.len) : SV_NULL;
}

static enum st count_fields(struct identity_page *p, const struct eval_env *env,
			    const uint64_t *bits, uint32_t nsegs, const char *names,
			    struct counts *ret)
{
	struct fieldref *by;
	struct err err = ERR_INIT;
	size_t n;
	enum st st = fieldref_parse_list(sv_str(names), &p->arena, &by, &n, &err);

	if (st == ST_OK)
		st = count_by(env, bits, nsegs, by, n, ret);
	if (st == ST_OK)
		counts_spell(ret);
	return st;
}

static int cmp_text(struct sv a, struct sv b)
{
	if (!a.ptr || !b.ptr)
		return !a.ptr - !b.ptr;
	return sv_cmp(a, b);
}

static int by_action(const void *pa, const void *pb)
{
	const struct identity_action *a = pa, *b = pb;
	int c = cmp_text(a->source, b->source);

	return c ? c : cmp_text(a->event, b->event);
}

static int by_action_count(const void *pa, const void *pb)
{
	const struct identity_action *a = pa, *b = pb;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return by_action(pa, pb);
}

static unsigned result_number(struct sv v)
{
	for (unsigned i = 0; i < RES_COUNT; i++)
		if (sv_eqs(v, result_names[i]))
			return i;
	return RES_OK;
}

static enum st make_actions(struct identity_page *p, const struct eval_env *env,
			    const struct identity_bits *bits, uint32_t nsegs)
{
	struct counts c;
	size_t n = 0;
	enum st st =
		count_fields(p, env, bits->shown, nsegs, "source,event,kind,result", &c);

	if (st != ST_OK)
		return st;
	p->actions = xcalloc(MAX(c.n, 1u), sizeof(*p->actions));
	for (size_t i = 0; i < c.n; i++) {
		const struct count_row *r = &c.rows[i];
		struct identity_action *a = &p->actions[i];

		*a = (struct identity_action){ .source = r->keys[0],
					       .event = r->keys[1],
					       .kind = r->keys[2],
					       .count = r->count,
					       .first = r->first,
					       .last = r->last };
		a->result[result_number(r->keys[3])] = r->count;
	}
	qsort(p->actions, c.n, sizeof(*p->actions), by_action);
	for (size_t i = 0; i < c.n; i++) {
		struct identity_action *a = &p->actions[i],
				       *to = n ? &p->actions[n - 1] : NULL;

		if (!to || by_action(a, to) != 0) {
			p->actions[n++] = *a;
			continue;
		}
		to->count += a->count;
		for (unsigned k = 0; k < RES_COUNT; k++)
			to->result[k] += a->result[k];
		to->first = MIN(to->first, a->first);
		if (a->last != TICK_NONE && (to->last == TICK_NONE || a->last > to->last))
			to->last = a->last;
		if (cmp_text(a->kind, to->kind) > 0)
			to->kind = a->kind; /* write rather than read, when it is both */
	}
	for (size_t i = 0; i < n; i++) {
		struct identity_action *a = &p->actions[i];

		a->source = keep(p, a->source);
		a->event = keep(p, a->event);
		a->kind = keep(p, a->kind);
		a->sensitive = is_sensitive(a->event);
	}
	p->nactions = n;
	qsort(p->actions, n, sizeof(*p->actions), by_action_count);
	counts_release(&c);
	return ST_OK;
}

/* Rows of C by their text; .n of the answer is the number of the row. */
static void index_counts(const struct counts *c, struct names *ret, size_t *none)
{
	names_init(ret);
	*none = SIZE_MAX;
	for (size_t i = 0; i < c->n; i++)
		if (c->rows[i].keys[0].ptr)
			names_add(ret, c->rows[i].keys[0], true);
		else
			*none = i;
}

/* Leave, of BITS, the events by which a role was assumed. Returns a new bitmap. */
static uint64_t *only_assuming(const struct identity_page *p, const uint64_t *bits,
			       uint32_t nsegs)
{
	const struct store *s = p->index->store;
	path_t path = path_derived(store_paths_ro(s), FLD_EVENT);
	const struct dict *d = store_dict(s, path, VK_STR);
	uint32_t n = d ? dict_count(d) : 0;
	uint8_t *lut = xcalloc((size_t)n + 1, 1);
	uint64_t *ret = xcalloc((size_t)MAX(nsegs, 1u) * SEG_WORDS, sizeof(*ret));

	for (uint32_t i = 0; i < n; i++)
		lut[i] = sv_starts(dict_text(d, i), SV_LIT("AssumeRole"));
	for (uint32_t i = 0; i < nsegs; i++) {
		const struct segment *seg = store_seg(s, i);
		uint64_t *to = ret + (size_t)i * SEG_WORDS;

		for (uint32_t k = segment_find(seg, path);
		     k < seg->ncols && seg->cols[k].path == path; k++) {
			struct column_view v;

			column_view(seg, &seg->cols[k], &v);
			if (v.kind == VK_STR)
				scan_lut(&v, lut, to);
		}
		for (unsigned w = 0; w < SEG_WORDS; w++)
			to[w] &= bits[(size_t)i * SEG_WORDS + w];
	}
	free(lut);
	return ret;
}

static enum st make_list(struct identity_page *p, const struct eval_env *env,
			 const struct identity_bits *bits, uint32_t nsegs,
			 enum identity_list list, struct span window)
{
	struct counts shown, all;
	struct names index;
	struct identity_list_values *l = &p->lists[list];
	size_t none;
	bool before = false;
	enum st st = count_fields(p, env, bits->shown, nsegs, identity_list_fields[list],
				  &shown);

	if (st != ST_OK)
		return st;
	st = count_fields(p, env, bits->all, nsegs, identity_list_fields[list], &all);
	if (st != ST_OK) {
		counts_release(&shown);
		return st;
	}
	index_counts(&all, &index, &none);
	for (size_t i = 0; i < all.n; i++)
		before |= all.rows[i].first < window.from;
	l->v = xcalloc(MAX(shown.n, 1u), sizeof(*l->v));
	for (size_t i = 0; i < shown.n; i++) {
		const struct count_row *r = &shown.rows[i], *a;
		size_t at = none;

		if (r->keys[0].ptr) {
			/* numbers were given in the order of the rows; the one without a
			   text has none */
			at = names_find(&index, r->keys[0]);
			at += none != SIZE_MAX && at >= none;
		}
		a = &all.rows[at];
		l->v[l->n++] = (struct identity_value){
			.text = keep(p, r->keys[0]),
			.count = r->count,
			.first = r->first,
			.last = r->last,
			.total = a->count,
			.total_first = a->first,
			.total_last = a->last,
			.fresh = before && a->first >= window.from && a->first < window.to,
		};
	}
	names_release(&index);
	counts_release(&shown);
	counts_release(&all);
	return ST_OK;
}

struct denial_list {
	struct identity_page *p;
	struct names names, resources;
	struct pairs met; /* denial and resource */
	struct pair_cache seen;
	size_t cap;
};

static void add_resource(struct denial_list *l, uint32_t n, struct identity_denial *to,
			 struct sv resource)
{
	uint32_t r = names_add(&l->resources, resource, false), before = l->met.n;

	pair_cache_see(&l->seen, n, r, TICK_NONE);
	if (l->met.n == before)
		return;
	to->resources++;
	if (!to->resource.ptr || sv_cmp(resource, to->resource) < 0)
		to->resource = keep(l->p, resource);
}

static void add_denial(struct denial_list *l, const struct identity_denial *d, tick_t t)
{
	AUTO_BUF struct buf key = BUF_INIT;
	const struct sv parts[] = { d->source, d->event, d->action, sv_str(d->policy),
				    d->policy_arn };
	struct identity_page *p = l->p;
	struct identity_denial *to;
	uint32_t n;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		buf_addsv(&key, parts[i]);
		buf_addc(&key, '\x1f');
	}
	buf_addc(&key, d->explicit_deny ? 'd' : 'a');
	n = names_add(&l->names, buf_sv(&key), false);
	if (n == p->ndenials) {
		ALLOC_GROW(p->denials, p->ndenials + 1, l->cap);
		to = &p->denials[p->ndenials++];
		*to = *d;
		to->source = keep(p, d->source);
		to->event = keep(p, d->event);
		to->action = keep(p, d->action);
		to->resource = SV_NULL;
		to->policy_arn = keep(p, d->policy_arn);
		to->first = to->last = TICK_NONE;
	}
	to = &p->denials[n];
	to->count++;
	if (d->resource.ptr)
		add_resource(l, n, to, d->resource);
	if (t == TICK_NONE)
		return;
	to->first = MIN(to->first, t);
	to->last = to->last == TICK_NONE ? t : MAX(to->last, t);
}

static int by_denials(const void *pa, const void *pb)
{
	const struct identity_denial *a = pa, *b = pb;
	int c;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	c = cmp_text(a->source, b->source);
	c = c ? c : cmp_text(a->event, b->event);
	c = c ? c : cmp_text(a->action, b->action);
	c = c ? c : cmp_text(sv_str(a->policy), sv_str(b->policy));
	c = c ? c : cmp_text(a->policy_arn, b->policy_arn);
	return c ? c : a->explicit_deny - b->explicit_deny;
}

void identity_denials_fill(struct identity_page *p, const struct identity_bits *bits)
{
	const struct store *s = p->index->store;
	const struct path_trie *t = store_paths_ro(s);
	const path_t event = path_derived(t, FLD_EVENT),
		     source = path_derived(t, FLD_SOURCE);
	const path_t message = path_of(t, "errorMessage");
	struct denial_list l = { .p = p };

	names_init(&l.names);
	names_init(&l.resources);
	pairs_init(&l.met);
	pair_cache_init(&l.seen, &l.met);
	BITS_FOREACH(bits->denied, (size_t)p->index->nsegs * SEG_WORDS, i) {
		struct arena arena = ARENA_INIT;
		row_t row = (row_t)i;
		struct identity_denial d = { .policy = NULL };
		struct denial what;

		d.event = value_first(s, row, event, &arena).text;
		d.source = value_first(s, row, source, &arena).text;
		rule_denial(message == PATH_NONE
				    ? SV_NULL
				    : value_first(s, row, message, &arena).text,
			    &what);
		d.action = what.action;
		d.resource = what.resource;
		d.policy = what.policy;
		d.policy_arn = what.policy_arn;
		d.explicit_deny = what.explicit_deny;
		add_denial(&l, &d, store_time(s, row));
		arena_release(&arena);
	}
	names_release(&l.names);
	names_release(&l.resources);
	pair_cache_merge(&l.seen);
	pairs_release(&l.met);
	if (p->ndenials)
		qsort(p->denials, p->ndenials, sizeof(*p->denials), by_denials);
}

static int by_order(const void *a, const void *b, void *arg)
{
	return store_row_cmp(arg, *(const row_t *)a, *(const row_t *)b);
}

void identity_made_fill(struct identity_page *p)
{
	const struct lineage_index *x = p->lineage;
	struct sv v = p->name, type = identity_type(v);
	struct sv account = SV_NULL, name;
	size_t cap = 0, at = v.len;
	uint64_t hash;

	if (p->index->by != IDENTITY_BY_IDENTITY ||
	    !(sv_eqs(type, "user") || sv_eqs(type, "role")))
		return;
	/* "user:arn:aws:iam::ACCOUNT:user/PATH/NAME" */
	for (unsigned k = 0; k < 5; k++) {
		ptrdiff_t colon = sv_chr(v, ':');

		if (colon < 0)
			return;
		v = sv_from(v, (size_t)colon + 1);
	}
	if (sv_chr(v, ':') < 0)
		return;
	account = sv_head(v, (size_t)sv_chr(v, ':'));
	while (at && p->name.ptr[at - 1] != '/')
		at--;
	name = sv_from(p->name, at);
	hash = lineage_hash_made(account, sv_eqs(type, "user") ? "user" : "role", name);
	for (uint32_t i = lineage_first(x, hash); i; i = lineage_next(x, i)) {
		ALLOC_GROW(p->made, p->nmade + 1, cap);
		p->made[p->nmade++] = x->v[i - 1].row;
	}
	if (p->nmade)
		qsort_r(p->made, p->nmade, sizeof(*p->made), by_order,
			(void *)(uintptr_t)x->store);
}

struct identity_page *identity_page_new(struct identity_index *x,
					struct lineage_index *lineage,
					const struct eval_env *env,
					const struct selection *sel, uint32_t group,
					struct span window)
{
	struct identity_page *p = xcalloc(1, sizeof(*p));
	uint32_t nsegs = sel->order->nsegs;
	struct identity_bits bits;
	enum st st;

	p->index = identity_index_ref(x);
	p->lineage = lineage_index_ref(lineage);
	p->group = group;
	p->name = identity_group_name(x, group, &p->session);
	bits_make(&bits, p, sel);
	st = make_actions(p, env, &bits, nsegs);
	for (unsigned k = 0; k < IDL_ROLE && st == ST_OK; k++)
		st = make_list(p, env, &bits, nsegs, (enum identity_list)k, window);
	if (st == ST_OK) {
		struct identity_bits b = { only_assuming(p, bits.shown, nsegs),
					   only_assuming(p, bits.all, nsegs), NULL };

		st = make_list(p, env, &b, nsegs, IDL_ROLE, window);
		bits_release(&b);
	}
	if (st == ST_OK)
		st = identity_sessions_fill(p, env, &bits);
	if (st == ST_OK) {
		identity_denials_fill(p, &bits);
		identity_made_fill(p);
	}
	bits_release(&bits);
	if (st == ST_OK)
		return p;
	identity_page_free(p);
	return NULL;
}

void identity_page_free(struct identity_page *p)
{
	if (!p)
		return;
	for (unsigned k = 0; k < IDL_COUNT; k++)
		free(p->lists[k].v);
	free(p->sessions);
	free(p->actions);
	free(p->denials);
	free(p->made);
	identity_index_unref(p->index);
	lineage_index_unref(p->lineage);
	arena_release(&p->arena);
	free(p);
}
