/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sessions of one identity. Events are of one session when they share their group of
 * credentials; those of a long-lived key and of root, which have no session, are cut at pauses.
 */
#include "columns/segtext.h"
#include "event/field.h"
#include "event/rules.h"
#include "identity/identity.h"
#include "store/value.h"
#include "util/bits.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* An event of a long-lived key. */
struct item {
	uint32_t group;
	uint32_t address;
	row_t row;
	tick_t time;
	bool denied;
};

/* The first event, in the order of events, that says each fact of a session. */
struct said {
	row_t principal, name, created, mfa;
};

struct gathering {
	struct identity_page *p;
	const struct identity_bits *bits;
	struct names names;     /* groups */
	struct pairs addresses; /* session and address */
	struct pair_cache seen;
	struct identity_session *v; /* by number of the group; long-lived keys: a pattern */
	struct said *said;          /* by number of the group */
	size_t n, cap, saidcap;
	struct item *items;
	size_t nitems, itemcap;
	struct segtext part[LP_COUNT];
	struct segtext mfa;
};

/* What is read of each event. */
static const uint8_t parts[] = { LP_KEY,     LP_PRINCIPAL, LP_CREATED,
				 LP_CONSOLE, LP_TYPE,      LP_ARN };

static struct sv keep(struct gathering *g, struct sv v)
{
	return v.ptr ? sv_make(arena_text(&g->p->arena, v), v.len) : SV_NULL;
}

static void add_event(struct identity_session *s, row_t row, tick_t t, bool denied,
		      const struct store *store)
{
	s->events++;
	s->denied += denied;
	if (s->row == ROW_NONE || store_row_cmp(store, row, s->row) < 0)
		s->row = row;
	s->untimed |= t == TICK_NONE;
	if (t == TICK_NONE)
		return;
	s->first = MIN(s->first, t);
	s->last = s->last == TICK_NONE ? t : MAX(s->last, t);
}

/* Its name tells a long-lived key; of keys of another name, that no session has them. */
static bool is_long_lived(const struct lineage_cred *c)
{
	struct sv key = c->part[LP_KEY];

	return sv_starts(key, SV_LIT("AKIA")) ||
	       (c->created == TICK_NONE && !sv_starts(key, SV_LIT("ASIA")));
}

/* A session that nothing calls a console session is of the events without a key alone. */
static bool is_keyless(const struct gathering *g, enum lineage_group_kind kind,
		       const struct lineage_cred *c)
{
	if (kind != LG_SESSION)
		return kind == LG_NONE;
	return !lineage_first(g->p->lineage,
			      lineage_hash_session(LT_CONSOLE, c->part[LP_PRINCIPAL],
						   c->created));
}

/* The group of an event, as a number; NUMBER_NONE: it has none. */
static uint32_t group_of(struct gathering *g, struct lineage_cred *c)
{
	AUTO_BUF struct buf name = BUF_INIT;
	enum lineage_group_kind kind = lineage_group(g->p->lineage, c);
	bool window = kind == LG_NONE || (kind == LG_KEY && is_long_lived(c));
	struct identity_session *s;
	uint32_t n;

	if (kind == LG_NONE && !sv_eqs(c->part[LP_TYPE], "Root"))
		return NUMBER_NONE;
	/* a placeholder is the key of many sessions: they differ in whose it is, and since when */
	buf_addc(&name, window && kind == LG_KEY ? 'w' : "rks"[kind]);
	if (kind == LG_KEY)
		buf_addsv(&name, c->part[LP_KEY]);
	buf_addc(&name, '\0');
	if (!window || kind != LG_KEY)
		buf_addsv(&name, c->part[LP_PRINCIPAL]);
	if (!window)
		buf_addf(&name, "@%lld", (long long)c->created);
	n = names_add(&g->names, buf_sv(&name), false);
	if (n < g->n)
		return n;
	ALLOC_GROW(g->v, g->n + 1, g->cap);
	ALLOC_GROW(g->said, g->n + 1, g->saidcap);
	g->said[g->n] = (struct said){ ROW_NONE, ROW_NONE, ROW_NONE, ROW_NONE };
	s = &g->v[g->n++];
	*s = (struct identity_session){ .kind = window               ? IDS_WINDOW
						: kind == LG_SESSION ? IDS_CONSOLE
								     : IDS_KEY,
					.key = kind == LG_KEY ? keep(g, c->part[LP_KEY])
							      : SV_NULL,
					.keyless = is_keyless(g, kind, c),
					.created = TICK_NONE,
					.first = TICK_NONE,
					.last = TICK_NONE,
					.row = ROW_NONE };
	return n;
}

/* Does ROW come before the one that said a fact so far? Then it is the one. */
static bool says_first(const struct gathering *g, row_t row, row_t *said)
{
	if (*said != ROW_NONE && store_row_cmp(g->p->index->store, row, *said) >= 0)
		return false;
	*said = row;
	return true;
}

static void learn(struct gathering *g, row_t row, row_t *said, struct sv v, struct sv *ret)
{
	if (v.ptr && says_first(g, row, said) && !sv_eq(v, *ret))
		*ret = keep(g, v);
}

/* How its creation date is written: all ways, by bytes, as long as there is room. */
static void learn_written(struct gathering *g, struct identity_session *s, struct sv text)
{
	unsigned i = 0;

	if (!text.ptr) {
		s->unwritten = true;
		return;
	}
	while (i < s->nwritten && sv_cmp(s->written[i], text) < 0)
		i++;
	if (i < s->nwritten && sv_eq(s->written[i], text))
		return;
	if (i == IDENTITY_WRITTEN)
		return;
	s->nwritten += s->nwritten < IDENTITY_WRITTEN;
	memmove(s->written + i + 1, s->written + i,
		(s->nwritten - i - 1) * sizeof(*s->written));
	s->written[i] = keep(g, text);
}

/* Segments come in the order the threads made them: the order of events decides what counts. */
static void learn_facts(struct gathering *g, uint32_t n, const struct lineage_cred *c,
			row_t row, struct sv mfa)
{
	struct identity_session *s = &g->v[n];
	struct said *said = &g->said[n];

	learn(g, row, &said->principal, c->part[LP_PRINCIPAL], &s->principal);
	learn(g, row, &said->name, lineage_session(c), &s->name);
	learn_written(g, s, c->part[LP_CREATED]);
	if (s->kind == IDS_WINDOW)
		return;
	learn(g, row, &said->mfa, mfa, &s->mfa);
	if (c->created != TICK_NONE && says_first(g, row, &said->created))
		s->created = c->created;
}

static void take_row(struct gathering *g, const struct segment *seg,
		     const struct identity_seg *s, uint32_t r)
{
	row_t row = row_make(seg->index, r);
	tick_t t = segment_time(seg, r);
	bool denied = bit_get(g->bits->denied, row);
	uint32_t address = s->combos[s->of[r]].pair[IDF_ADDRESS], n;
	struct lineage_cred c = { .row = row };

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		c.part[parts[i]] = lineage_known(segtext_get(&g->part[parts[i]], r));
	c.created = lineage_time(c.part[LP_CREATED]);
	c.console = lineage_true(c.part[LP_CONSOLE]);
	n = group_of(g, &c);
	if (n == NUMBER_NONE) {
		g->p->apart++;
		return;
	}
	g->v[n].partial |= segment_run(seg, r)->how.partial;
	learn_facts(g, n, &c, row, segtext_get(&g->mfa, r));
	if (g->v[n].kind == IDS_WINDOW) {
		ALLOC_GROW(g->items, g->nitems + 1, g->itemcap);
		g->items[g->nitems++] = (struct item){ n, address, row, t, denied };
		return;
	}
	add_event(&g->v[n], row, t, denied, g->p->index->store);
	if (address != NUMBER_NONE)
		pair_cache_see(&g->seen, n, address, t);
}

static void take_segment(struct gathering *g, uint32_t item)
{
	const struct segment *seg = store_seg(g->p->index->store, item);
	const uint64_t *bits = g->bits->shown + (size_t)item * SEG_WORDS;
	bool open = false;

	BITS_FOREACH(bits, SEG_WORDS, r) {
		if (!open) {
			for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
				segtext_open(&g->part[parts[i]], seg);
			segtext_open(&g->mfa, seg);
			open = true;
		}
		take_row(g, seg, &g->p->index->segs[item], (uint32_t)r);
	}
}

static int by_time(const void *pa, const void *pb, void *arg)
{
	const struct item *a = pa, *b = pb;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return store_row_cmp(arg, a->row, b->row);
}

/* Cut the events of long-lived keys into windows; the patterns of their groups are left empty. */
static void cut_windows(struct gathering *g)
{
	const struct store *s = g->p->index->store;
	size_t now = 0;

	if (g->nitems)
		qsort_r(g->items, g->nitems, sizeof(*g->items), by_time,
			(void *)(uintptr_t)s);
	for (size_t i = 0; i < g->nitems; i++) {
		const struct item *it = &g->items[i], *before = i ? it - 1 : NULL;

		if (!before || before->group != it->group ||
		    (it->time != TICK_NONE && it->time - before->time > IDENTITY_IDLE)) {
			ALLOC_GROW(g->v, g->n + 1, g->cap);
			now = g->n++;
			g->v[now] = g->v[it->group];
		}
		add_event(&g->v[now], it->row, it->time, it->denied, s);
		if (it->address != NUMBER_NONE)
			pair_cache_see(&g->seen, (uint32_t)now, it->address, it->time);
	}
}

static int by_first(const void *pa, const void *pb, void *arg)
{
	const struct identity_session *a = pa, *b = pb;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return store_row_cmp(arg, a->row, b->row);
}

/* Who issued the credential of a session, as far as its first event tells. */
static void add_issuer(struct identity_page *p, struct identity_session *s)
{
	const struct lineage_index *x = p->lineage;
	struct arena arena = ARENA_INIT;
	struct lineage_cred c;
	struct sv who;

	lineage_cred_read(x->store, &x->paths, s->row, &arena, &c);
	s->has_issuer = lineage_issuer(x, &c, &arena, &s->issuer);
	if (s->has_issuer) {
		who = s->issuer.row == ROW_NONE ? s->issuer.identity
						: value_first(x->store, s->issuer.row,
							      x->paths.identity, &arena)
							  .text;
		if (s->issuer.confidence != LINEAGE_AMBIGUOUS || s->issuer.one_caller)
			s->issuer_identity = sv_make(arena_text(&p->arena, who), who.len);
		s->issuer.candidates = NULL; /* of the arena that goes */
		s->issuer.identity = s->issuer.issued = s->issuer.note = SV_NULL;
	}
	arena_release(&arena);
}

/* Hand the sessions with events over to the page. */
static enum st finish(struct gathering *g, const struct eval_env *env)
{
	struct identity_page *p = g->p;
	size_t n = 0;

	pair_cache_merge(&g->seen);
	for (uint32_t i = 0; i < g->addresses.n; i++)
		g->v[g->addresses.v[i].a].addresses++;
	for (size_t i = 0; i < g->n; i++)
		if (g->v[i].events)
			g->v[n++] = g->v[i];
	p->sessions = g->v;
	p->nsessions = n;
	g->v = NULL;
	if (n)
		qsort_r(p->sessions, n, sizeof(*p->sessions), by_first,
			(void *)(uintptr_t)p->index->store);
	for (size_t i = 0; i < n; i++) {
		if (is_canceled(env->cancel))
			return ST_CANCELED;
		add_issuer(p, &p->sessions[i]);
	}
	return ST_OK;
}

enum st identity_sessions_fill(struct identity_page *p, const struct eval_env *env,
			       const struct identity_bits *bits)
{
	struct gathering g = { .p = p, .bits = bits };
	const struct store *s = p->index->store;
	enum st st = ST_OK;

	names_init(&g.names);
	pairs_init(&g.addresses);
	pair_cache_init(&g.seen, &g.addresses);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		segtext_init(&g.part[parts[i]], s, p->lineage->paths.part[parts[i]]);
	segtext_init(&g.mfa, s, path_derived(store_paths_ro(s), FLD_MFA));
	for (uint32_t i = 0; i < p->index->nsegs && st == ST_OK; i++) {
		if (is_canceled(env->cancel))
			st = ST_CANCELED;
		else
			take_segment(&g, i);
	}
	if (st == ST_OK) {
		cut_windows(&g);
		st = finish(&g, env);
	}
	pair_cache_merge(&g.seen);
	pairs_release(&g.addresses);
	names_release(&g.names);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		segtext_release(&g.part[parts[i]]);
	segtext_release(&g.mfa);
	free(g.items);
	free(g.said);
	free(g.v);
	return st;
}
