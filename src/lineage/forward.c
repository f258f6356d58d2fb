/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph the other way: what was done with a credential, and with those it led to. */
#include "lang/expr.h"
#include "lineage/lineage.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

#define MAX_GROUPS 256u

/*
 * A group of credentials: a key, with the principal or the user that it was issued to as far as
 * that is known (a placeholder is the key of many), or a session by principal and creation time.
 */
struct group {
	struct sv key, principal, user;
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
	       sv_eq(a->user, b->user) && a->created == b->created;
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
	struct group g = { .principal = c->part[LP_ROLE_ID],
			   .created = c->time,
			   .depth = depth };

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

	if (!c->ok)
		return;
	if (key.ptr)
		add_group(f, (struct group){ .key = key,
					     .principal = c->part[LP_ROLE_ID],
					     .user = c->part[LP_KEY_USER],
					     .created = TICK_NONE,
					     .depth = depth });
	/* the console makes keys of its own for the session that begins */
	if (c->part[LP_ROLE_ID].ptr && (console || !key.ptr) && c->time != TICK_NONE)
		add_group(f, switched_to(f, c, depth));
}

/* Is C made with the credential of group G? */
static bool is_of(const struct lineage_cred *c, const struct group *g)
{
	if (g->principal.ptr && !sv_eq(c->part[LP_PRINCIPAL], g->principal))
		return false;
	if (g->user.ptr && c->part[LP_USER].ptr && !sv_eq(c->part[LP_USER], g->user))
		return false;
	return g->key.ptr ? sv_eq(c->part[LP_KEY], g->key) : c->created == g->created;
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
		if (!is_of(&c, &g))
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

	if (!c && x->key.ptr)
		c = sv_cmp(x->key, y->key);
	if (!c)
		c = sv_cmp(x->principal, y->principal);
	if (!c)
		c = sv_cmp(x->user, y->user);
	return c ? c : x->created < y->created ? -1 : x->created > y->created;
}

static void put_test(struct buf *out, const char *field, struct sv value)
{
	buf_adds(out, field);
	buf_addc(out, '=');
	expr_quote(out, value);
}

/* Everything done with the credential of G. */
static void put_group(struct buf *out, const struct group *g, bool alone)
{
	bool several = g->principal.ptr || g->user.ptr;

	if (several && !alone)
		buf_addc(out, '(');
	if (g->key.ptr)
		put_test(out, "key", g->key);
	if (g->principal.ptr) {
		buf_adds(out, g->key.ptr ? " " : "");
		put_test(out, "userIdentity.principalId", g->principal);
	}
	if (g->user.ptr) { /* records that were cut down do not name it */
		buf_adds(out, " (");
		put_test(out, "userIdentity.userName", g->user);
		buf_adds(out, " or not has userIdentity.userName)");
	}
	if (!g->key.ptr && g->created != TICK_NONE) {
		buf_adds(out, " userIdentity.sessionContext.attributes.creationDate=");
		if (g->text.ptr)
			expr_quote(out, g->text);
		else
			time_format(out, g->created);
	}
	if (several && !alone)
		buf_addc(out, ')');
}

static void put_groups(struct forward *f, struct buf *out)
{
	qsort(f->v, f->n, sizeof(*f->v), by_text);
	for (size_t i = 0; i < f->n; i++) {
		buf_adds(out, i ? " or " : "");
		put_group(out, &f->v[i], f->n == 1);
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
		add_group(f, (struct group){ .principal = c.part[LP_PRINCIPAL],
					     .created = c.created,
					     .text = c.part[LP_CREATED] });
	else if (kind == LG_KEY)
		add_group(f, (struct group){ .key = c.part[LP_KEY],
					     .principal = c.part[LP_PRINCIPAL],
					     .created = TICK_NONE });
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
