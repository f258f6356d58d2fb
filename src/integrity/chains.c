/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the first digest at hand of a trail in a region to the last one, and what is between. */
#include "integrity/integrity_priv.h"

#include "util/xalloc.h"

#include <inttypes.h>

#define HOUR (3600 * TICKS_PER_SEC)

static struct sv keep(struct check *c, struct sv v)
{
	return v.ptr ? sv_make(arena_text(&c->x->arena, v), v.len) : SV_NULL;
}

/* Is there a file of the time of a missing digest, or of an earlier one? */
static bool has_older_file(const struct check *c, const struct node *first, tick_t before)
{
	for (uint32_t i = 0; i < store_nfiles(c->store); i++) {
		const struct file *f = store_file(c->store, i);
		struct trail_name name;

		if (f->alias_of != UINT32_MAX || c->claim_of[i] != NO_NODE)
			continue;
		name = name_parse(sv_str(f->path));
		if (name.kind == NAME_LOG && name.stamp <= before &&
		    sv_eq(name.account, first->name.account) &&
		    sv_eq(name.region, first->name.region))
			return true;
	}
	return false;
}

/*
 * What a first digest names before it is missing when files of that time are at hand; else the
 * copy only begins later, and the digest says so.
 */
static void settle_beginning(struct check *c, uint32_t *from, uint32_t to)
{
	struct node *n = &c->nodes[c->order[*from]], *next;

	if (n->file != NO_NODE || *from + 1 == to)
		return;
	next = &c->nodes[c->order[*from + 1]];
	if (n->next != c->order[*from + 1] || has_older_file(c, n, next->d.start))
		return;
	add_problem(&next->problem,
		    "the chain begins here: '" SV_FMT "' before it is not at hand",
		    SV_ARG(n->key));
	n->outside = true;
	(*from)++;
}

static void add_gap(struct proof_chain *ch, size_t *cap, tick_t from, tick_t to)
{
	if (from >= to)
		return;
	ALLOC_GROW(ch->gaps, ch->ngaps + 1, *cap);
	ch->gaps[ch->ngaps++] = (struct proof_gap){ from, to };
}

static void say_gap(struct node *n, tick_t from, tick_t to)
{
	if (n->d.prev.key.ptr || from >= to)
		return;
	add_problem(&n->problem,
		    "logging began anew here, after %" PRId64 " h without a digest",
		    (int64_t)((to - from + HOUR / 2) / HOUR));
}

static bool is_trusted(const struct node *n)
{
	return n->state == PROOF_VALID || n->state == PROOF_UNSIGNED;
}

/* How many digests of an hour have gone with those that are known to be missing. */
static void say_lost(struct check *c, const struct node *before, const struct node *after)
{
	struct node *m = after->prev == NO_NODE ? NULL : &c->nodes[after->prev];
	int64_t hours = (after->d.start - before->d.end + HOUR / 2) / HOUR;

	if (m && m->state == PROOF_MISSING && hours > 1)
		add_problem(&m->problem, "and about %" PRId64 " before it", hours - 1);
}

static void make_chain(struct check *c, uint32_t from, uint32_t to)
{
	struct proof_chain ch = { .from = TICK_NONE, .to = TICK_NONE };
	const struct node *last = NULL, *first = &c->nodes[c->order[from]];
	size_t cap = 0;

	for (uint32_t i = from; i < to; i++) {
		struct node *n = &c->nodes[c->order[i]];

		if (!n->parsed || n->outside)
			continue;
		if (ch.from == TICK_NONE)
			ch.from = n->d.start;
		/* what an altered digest says of its time counts only where no link does */
		if (last && (n->prev != (uint32_t)(last - c->nodes) ||
			     (is_trusted(n) && is_trusted(last)))) {
			add_gap(&ch, &cap, last->d.end, n->d.start);
			say_gap(n, last->d.end, n->d.start);
			say_lost(c, last, n);
		}
		ch.to = MAX(n->d.end, last ? ch.to : n->d.end);
		last = n;
	}
	if (!last)
		return;
	ch.account = keep(c, first->name.kind == NAME_DIGEST ? first->name.account
							     : first->d.account);
	ch.region = keep(c, first->name.region);
	ch.trail = keep(c, first->name.trail);
	if (first->name.backfill) {
		AUTO_BUF struct buf text = BUF_INIT;

		buf_addsv(&text, ch.trail);
		buf_adds(&text, " (backfill)");
		ch.trail = keep(c, buf_sv(&text));
	}
	c->x->chains[c->x->nchains++] = ch;
}

void make_chains(struct check *c)
{
	c->x->chains = xcalloc(MAX(c->norder, 1u), sizeof(*c->x->chains));
	for (uint32_t i = 0, to; i < c->norder; i = to) {
		uint32_t from = i;

		to = chain_end(c, i);
		settle_beginning(c, &from, to);
		make_chain(c, from, to);
	}
}
