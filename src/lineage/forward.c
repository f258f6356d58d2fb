/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph the other way: what was done with a credential, and with those it led to. */
#include "lang/expr.h"
#include "lineage/lineage.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

#define MAX_GROUPS 256u

/* A group of credentials: a key, or a session by principal and creation time. */
struct group {
	struct sv key, principal;
	tick_t created;
	struct sv
		text; /* creationDate as a record has it; .ptr NULL: of the time CREATED */
	unsigned depth;
};

struct forward {
	const struct lineage_index *x;
	struct arena arena;
	struct group *v;
	size_t n, cap;
	bool cut;
};

static bool same(const struct group *a, const struct group *b)
{
	return sv_eq(a->key, b->key) && sv_eq(a->principal, b->principal) &&
	       a->created == b->created;
}

static void add_group(struct forward *f, struct group g)
{
	for (size_t i = 0; i < f->n; i++)
		if (same(&f->v[i], &g))
			return;
	if (f->n == MAX_GROUPS || g.depth > LINEAGE_MAX_HOPS) {
		f->cut = true;
		return;
	}
	ALLOC_GROW(f->v, f->n + 1, f->cap);
	f->v[f->n++] = g;
}

/*
 * The console session that the console's AssumeRole C began: its creation may be logged a second
 * or two away.
 */
static struct group switched_to(struct forward *f, const struct lineage_cred *c,
				unsigned depth)
{
	static const int away[] = { 0, 1, -1, 2, -2 };
	struct group g = { SV_NULL, c->part[LP_ROLE_ID], c->time, SV_NULL, depth };

	for (size_t i = 0; i < ARRAY_SIZE(away); i++) {
		tick_t t = c->time + away[i] * TICKS_PER_SEC;
		uint32_t at = lineage_first(f->x, lineage_hash_session(LT_CONSOLE,
								       g.principal, t));
		struct lineage_cred o;

		if (!at)
			continue;
		lineage_cred_read(f->x->store, &f->x->paths, f->x->v[at - 1].row, &f->arena,
				  &o);
		if (o.created != t || !sv_eq(o.part[LP_PRINCIPAL], g.principal))
			continue;
		g.created = t;
		g.text = o.part[LP_CREATED];
		break;
	}
	return g;
}

/* What the event C issued, when it is one that issues. */
static void add_issued(struct forward *f, const struct lineage_cred *c, unsigned depth)
{
	struct sv key = c->part[LP_ISSUED_KEY].ptr ? c->part[LP_ISSUED_KEY]
						   : c->part[LP_CREATED_KEY];
	bool console = lineage_group(f->x, c) == LG_SESSION;

	if (key.ptr)
		add_group(f, (struct group){ key, SV_NULL, TICK_NONE, SV_NULL, depth });
	/* the console makes keys of its own for the session that begins */
	if (c->part[LP_ROLE_ID].ptr && (console || !key.ptr) && c->time != TICK_NONE)
		add_group(f, switched_to(f, c, depth));
}

/* Issuing events made by group G. */
static void add_next(struct forward *f, struct group g)
{
	const struct lineage_index *x = f->x;
	uint64_t hash = g.key.ptr ? lineage_hash(LT_CALLER, g.key)
				  : lineage_hash_session(LT_CALLER, g.principal, g.created);

	for (uint32_t i = lineage_first(x, hash); i; i = lineage_next(x, i)) {
		struct lineage_cred c;

		lineage_cred_read(x->store, &x->paths, x->v[i - 1].row, &f->arena, &c);
		if (g.key.ptr ? !sv_eq(c.part[LP_KEY], g.key)
			      : !sv_eq(c.part[LP_PRINCIPAL], g.principal) ||
					c.created != g.created)
			continue;
		add_issued(f, &c, g.depth + 1);
		if (f->cut)
			return;
	}
}

static int by_text(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	int c = !x->key.ptr - !y->key.ptr;

	if (!c)
		c = x->key.ptr ? sv_cmp(x->key, y->key)
			       : sv_cmp(x->principal, y->principal);
	if (!c && !x->key.ptr)
		c = x->created < y->created ? -1 : x->created > y->created;
	return c;
}

static void put_session(struct buf *out, const struct group *g)
{
	buf_adds(out, "(userIdentity.principalId=");
	expr_quote(out, g->principal);
	if (g->created != TICK_NONE) {
		buf_adds(out, " userIdentity.sessionContext.attributes.creationDate=");
		if (g->text.ptr)
			expr_quote(out, g->text);
		else
			time_format(out, g->created);
	}
	buf_addc(out, ')');
}

static void put_groups(struct forward *f, struct buf *out)
{
	size_t keys = 0;

	qsort(f->v, f->n, sizeof(*f->v), by_text);
	while (keys < f->n && f->v[keys].key.ptr)
		keys++;
	if (keys == 1) {
		buf_adds(out, "key=");
		expr_quote(out, f->v[0].key);
	} else if (keys) {
		buf_adds(out, "key in (");
		for (size_t i = 0; i < keys; i++) {
			buf_adds(out, i ? ", " : "");
			expr_quote(out, f->v[i].key);
		}
		buf_addc(out, ')');
	}
	for (size_t i = keys; i < f->n; i++) {
		buf_adds(out, i ? " or " : "");
		put_session(out, &f->v[i]);
	}
}

/* The group that the event ROW was made in. SIGNED_IN: its session, whatever keys it had. */
static void add_group_of(struct forward *f, row_t row, bool signed_in)
{
	struct lineage_cred c;
	enum lineage_group_kind kind;

	lineage_cred_read(f->x->store, &f->x->paths, row, &f->arena, &c);
	kind = lineage_group(f->x, &c);
	if (c.part[LP_PRINCIPAL].ptr && c.created != TICK_NONE &&
	    (signed_in || kind == LG_SESSION))
		add_group(f, (struct group){ SV_NULL, c.part[LP_PRINCIPAL], c.created,
					     c.part[LP_CREATED], 0 });
	else if (kind == LG_KEY)
		add_group(f,
			  (struct group){ c.part[LP_KEY], SV_NULL, TICK_NONE, SV_NULL, 0 });
}

bool lineage_forward(const struct lineage_index *x, const struct lineage_trace *t, size_t k,
		     struct buf *out, bool *ret_cut)
{
	struct forward f = { .x = x };
	const struct lineage_hop *h = &t->hops[k];
	struct lineage_cred c;

	if (h->row != ROW_NONE) {
		lineage_cred_read(x->store, &x->paths, h->row, &f.arena, &c);
		add_issued(&f, &c, 0);
	}
	if (!f.n && k == 0)
		add_group_of(&f, h->row, false);
	else if (!f.n && h->issued.ptr)
		add_group_of(&f, t->hops[k - 1].row, h->rule != LINEAGE_SERVICE);
	for (size_t i = 0; i < f.n && !f.cut; i++)
		add_next(&f, f.v[i]);
	*ret_cut = f.cut;
	if (f.n)
		put_groups(&f, out);
	free(f.v);
	arena_release(&f.arena);
	return f.n > 0;
}
