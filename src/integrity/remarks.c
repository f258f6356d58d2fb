/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file holds events of one account and region, delivered by the time in its name, and a
 * digest says from when to when they are. Counted by file, account and region, all events
 * of a file need not be looked at.
 */
#include "integrity/integrity_priv.h"

#include "count/count.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdlib.h>

#define LATE (300 * TICKS_PER_SEC) /* names are rounded: to the next five minutes */

/* What the events of a file are. */
struct seen {
	uint64_t events, foreign_account, foreign_region;
	struct sv account, region; /* the first foreign ones */
	tick_t first, last;        /* TICK_NONE: none is readable */
};

static struct trail_name expected(const struct check *c, uint32_t file)
{
	uint32_t m = c->claim_of[file];

	if (m != NO_NODE && c->claims[m].good)
		return name_parse(c->claims[m].entry->key);
	return name_parse(sv_str(store_file(c->store, file)->path));
}

static void see(const struct check *c, uint32_t file, const struct count_row *r,
		struct seen *s)
{
	struct trail_name name = expected(c, file);
	struct sv account = r->keys[1], region = r->keys[2];

	if (!s->events)
		s->first = s->last = TICK_NONE;
	s->events += r->count;
	if (r->first != TICK_NONE && (s->first == TICK_NONE || r->first < s->first))
		s->first = r->first;
	if (r->last != TICK_NONE && (s->last == TICK_NONE || r->last > s->last))
		s->last = r->last;
	if (name.kind != NAME_LOG)
		return;
	if (account.ptr && !sv_eq(account, name.account)) {
		s->account = s->foreign_account ? s->account : account;
		s->foreign_account += r->count;
	}
	if (region.ptr && !sv_eq(region, name.region)) {
		s->region = s->foreign_region ? s->region : region;
		s->foreign_region += r->count;
	}
}

static void say_foreign(struct buf *out, uint64_t n, const char *what, struct sv example)
{
	if (n)
		add_problem(out, "%" PRIu64 " event%s of another %s, '" SV_FMT "'", n,
			    n == 1 ? "" : "s", what, SV_ARG(example));
}

static void say_times(struct buf *out, const struct seen *s, tick_t from, tick_t to,
		      const char *whose)
{
	AUTO_BUF struct buf text = BUF_INIT;

	if (s->first == TICK_NONE)
		return;
	if ((from == TICK_NONE || s->first / TICKS_PER_SEC >= from / TICKS_PER_SEC) &&
	    (to == TICK_NONE || s->last / TICKS_PER_SEC <= to / TICKS_PER_SEC))
		return;
	buf_adds(&text, "events from ");
	time_format(&text, s->first);
	buf_adds(&text, " to ");
	time_format(&text, s->last);
	buf_adds(&text, ", outside of the time that its ");
	buf_adds(&text, whose);
	buf_adds(&text, " says");
	add_problem(out, "%s", buf_str(&text));
}

static void say(const struct check *c, uint32_t file, const struct seen *s, struct buf *out)
{
	const struct claim *m =
		c->claim_of[file] == NO_NODE ? NULL : &c->claims[c->claim_of[file]];
	struct trail_name name = expected(c, file);

	if (!s->events)
		return;
	say_foreign(out, s->foreign_account, "account", s->account);
	say_foreign(out, s->foreign_region, "region", s->region);
	if (m && m->good)
		say_times(out, s, m->entry->oldest, m->entry->newest, "digest");
	else if (name.kind == NAME_LOG)
		say_times(out, s, TICK_NONE, name.stamp + LATE, "name");
}

static uint64_t *all_rows(const struct check *c)
{
	uint32_t nsegs = store_nsegs(c->store);
	uint64_t *bits = xcalloc((size_t)MAX(nsegs, 1u) * SEG_WORDS, sizeof(*bits));

	for (uint32_t i = 0; i < nsegs; i++)
		for (uint32_t r = 0; r < store_seg(c->store, i)->rows; r++)
			bits[(size_t)i * SEG_WORDS + r / 64] |= UINT64_C(1) << r % 64;
	return bits;
}

static void spread(const struct check *c, struct counts *counts, struct seen *seen)
{
	struct hashtab by_path = { 0 };

	for (uint32_t i = 0; i < store_nfiles(c->store); i++)
		if (store_file(c->store, i)->alias_of == UINT32_MAX)
			hashtab_add(&by_path,
				    hash_sv(sv_str(store_file(c->store, i)->path)), i);
	for (size_t i = 0; i < counts->n; i++) {
		const struct count_row *r = &counts->rows[i];

		if (!r->keys[0].ptr)
			continue;
		HASHTAB_EACH(&by_path, hash_sv(r->keys[0]), k)
			if (sv_eqs(r->keys[0], store_file(c->store, k)->path)) {
				see(c, k, r, &seen[k]);
				break;
			}
	}
	hashtab_release(&by_path);
}

enum st remark_events(const struct check *c, struct buf *problems)
{
	static const char *const names[] = { "file", "account", "region" };
	struct fieldref by[ARRAY_SIZE(names)];
	struct arena arena = ARENA_INIT;
	struct counts counts = { 0 };
	struct seen *seen;
	uint64_t *bits;
	enum st st = ST_OK;

	for (size_t i = 0; i < ARRAY_SIZE(by) && st == ST_OK; i++)
		st = fieldref_parse(sv_str(names[i]), &arena, &by[i], NULL);
	bits = all_rows(c);
	if (st == ST_OK)
		st = count_by(c->env, bits, store_nsegs(c->store), by, ARRAY_SIZE(by),
			      &counts);
	free(bits);
	if (st == ST_OK) {
		seen = xcalloc(MAX(store_nfiles(c->store), 1u), sizeof(*seen));
		counts_spell(&counts);
		spread(c, &counts, seen);
		for (uint32_t i = 0; i < store_nfiles(c->store); i++)
			say(c, i, &seen[i], &problems[i]);
		free(seen);
		counts_release(&counts);
	}
	arena_release(&arena);
	return st;
}
