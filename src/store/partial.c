/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares what both rows know; values are never mixed. */
#include "store/partial.h"

#include "store/value.h"

bool row_is_partial(const struct store *s, row_t row)
{
	const struct segment *seg = store_seg(s, row_seg(row));

	return segment_run(seg, row_in_seg(row))->how.partial;
}

static bool same_time(const struct store *s, row_t a, row_t b)
{
	tick_t x = store_time(s, a), y = store_time(s, b);

	/* not all forms have fractions; an unreadable one says nothing */
	return x == TICK_NONE || y == TICK_NONE || x / TICKS_PER_SEC == y / TICKS_PER_SEC;
}

/* Do the rows say something else of one field where both have it? */
static bool contradict(const struct store *s, row_t a, row_t b)
{
	static const char *const keys[] = { "eventName", "eventSource", "awsRegion",
					    "sourceIPAddress", "errorCode" };
	struct arena arena = ARENA_INIT;
	bool differs = !same_time(s, a, b);

	for (size_t i = 0; i < ARRAY_SIZE(keys) && !differs; i++) {
		path_t p = path_find_child(store_paths_ro(s), PATH_ROOT, sv_str(keys[i]));
		struct value x, y;

		if (p == PATH_NONE)
			continue;
		x = value_first(s, a, p, &arena);
		y = value_first(s, b, p, &arena);
		differs = x.text.len && y.text.len && !sv_eq(x.text, y.text);
	}
	arena_release(&arena);
	return differs;
}

static bool count_leaf(void *arg, path_t path UNUSED, const struct value *v)
{
	*(uint32_t *)arg += v->text.len > 0;
	return true;
}

static void look_at(const struct store *s, struct row_group *g)
{
	const struct segment *seg = store_seg(s, row_seg(g->row));
	struct arena arena = ARENA_INIT;

	g->partial = row_is_partial(s, g->row);
	g->form = segment_run(seg, row_in_seg(g->row))->how.form;
	if (g->partial)
		value_leaves(s, g->row, &arena, count_leaf, &g->fields);
	arena_release(&arena);
}

/* Is A the fuller one? Of two that know as much, the form that stands first. */
static bool is_fuller(const struct row_group *a, const struct row_group *b)
{
	if (!a->partial != !b->partial)
		return !a->partial;
	if (a->fields != b->fields)
		return a->fields > b->fields;
	return a->form < b->form;
}

void partial_settle(const struct store *s, struct row_group *g, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		g[i].into = (uint32_t)i;
		look_at(s, &g[i]);
	}
	for (size_t i = 0; i < n; i++) {
		size_t best = i;

		if (!g[i].partial)
			continue;
		for (size_t k = 0; k < n; k++)
			if (k != i && is_fuller(&g[k], &g[best]) &&
			    !contradict(s, g[i].row, g[k].row))
				best = k;
		g[i].into = (uint32_t)best;
	}
	/* a partial one may have found another before that found its whole one */
	for (size_t i = 0; i < n; i++)
		while (g[g[i].into].into != g[i].into)
			g[i].into = g[g[i].into].into;
}
