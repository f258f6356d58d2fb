/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the current event where it is while the view changes. */
#include "ui/events.h"

#include "session/sorted.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

static void forget_sorted(struct events *ev)
{
	free(ev->sorted);
	ev->sorted = NULL;
	ev->nsorted = 0;
}

void events_release(struct events *ev)
{
	forget_sorted(ev);
	free(ev->sort);
	ev->sort = NULL;
}

/* The sorted rows are of the view that is shown now. */
static bool is_sorted(const struct events *ev, const struct session *sn)
{
	return ev->sorted && ev->sorted_serial == session_view(sn)->serial;
}

row_t events_at(const struct events *ev, const struct session *sn, uint32_t i)
{
	if (is_sorted(ev, sn))
		return i < ev->nsorted ? ev->sorted[i] : ROW_NONE;
	return session_row(sn, i);
}

uint32_t events_index(const struct events *ev, const struct session *sn, row_t row,
		      bool *ret_exact)
{
	uint32_t at = session_index(sn, row, ret_exact);

	if (!is_sorted(ev, sn))
		return at;
	row = session_row(sn, at);
	for (size_t i = 0; i < ev->nsorted; i++)
		if (ev->sorted[i] == row)
			return (uint32_t)i;
	return 0;
}

/* The list has other entries: put the cursor where its event is now. */
static void relocate(struct events *ev, struct session *sn)
{
	uint32_t n = session_view(sn)->sel->count, cur = 0;
	bool exact = false;

	if (ev->touched && ev->anchor != ROW_NONE)
		cur = events_index(ev, sn, ev->anchor, &exact);
	list_renumber(&ev->list, cur, n);
	ev->row = events_at(ev, sn, ev->list.cur);
	if (!ev->touched || ev->anchor == ROW_NONE)
		ev->anchor = ev->row;
}

void events_sync(struct events *ev, struct session *sn)
{
	const struct view *v = session_view(sn);

	if (v->serial == ev->serial)
		return;
	ev->serial = v->serial;
	relocate(ev, sn);
}

bool events_take_sorted(struct events *ev, struct session *sn)
{
	struct sorted *so = session_answer(sn, &sorted_question);

	if (!so)
		return false;
	if (ev->sort) {
		forget_sorted(ev);
		ev->sorted = so->rows;
		ev->nsorted = so->n;
		ev->sorted_serial = so->serial;
		so->rows = NULL;
		relocate(ev, sn);
	}
	sorted_free(so);
	return true;
}

enum st events_sort(struct events *ev, struct session *sn, const char *keys,
		    struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct sort_key *key;
	size_t nkeys;
	enum st st = ST_OK;

	if (keys && *keys)
		st = sort_parse(sv_str(keys), &arena, &key, &nkeys, err);
	/* Before anything is loaded no path is known. */
	for (size_t i = 0; st == ST_OK && keys && *keys && i < nkeys; i++)
		if (session_view(sn)->sel->total &&
		    !fieldref_known(&key[i].field, session_store(sn)))
			st = err_set(err, ST_USAGE,
				     "cannot sort: no event has '" SV_FMT "'",
				     SV_ARG(key[i].field.spelling));
	arena_release(&arena);
	if (st != ST_OK)
		return st;
	free(ev->sort);
	ev->sort = keys && *keys ? xstrdup(keys) : NULL;
	forget_sorted(ev);
	if (ev->sort)
		sorted_ask(sn, ev->sort);
	else
		session_ask_no_more(sn, &sorted_question);
	relocate(ev, sn);
	return ST_OK;
}

void events_go(struct events *ev, struct session *sn, row_t row)
{
	bool exact;

	if (row == ROW_NONE)
		return;
	ev->touched = true;
	list_go(&ev->list, events_index(ev, sn, row, &exact));
	ev->anchor = row;
	ev->row = events_at(ev, sn, ev->list.cur);
}

enum list_moved events_act(struct events *ev, struct session *sn, enum action a)
{
	enum list_moved moved = list_act(&ev->list, a);

	if (moved == LIST_NOT)
		return moved;
	ev->touched = true;
	ev->row = events_at(ev, sn, ev->list.cur);
	ev->anchor = ev->row;
	return moved;
}

size_t events_shown(const struct events *ev, const struct session *sn, row_t **ret)
{
	const struct selection *sel = session_view(sn)->sel;
	row_t *rows = xreallocarray(NULL, MAX(sel->count, 1u), sizeof(*rows));
	size_t n = 0;

	if (is_sorted(ev, sn)) {
		memcpy(rows, ev->sorted, ev->nsorted * sizeof(*rows));
		n = ev->nsorted;
	} else {
		for (uint32_t i = 0; i < sel->order->n && n < sel->count; i++)
			if (sel->bits[i >> 6] >> (i & 63) & 1)
				rows[n++] = sel->order->rows[i];
	}
	*ret = rows;
	return n;
}

size_t events_marked(struct session *sn, row_t **ret)
{
	const struct order *o = session_view(sn)->sel->order;
	const struct marks *m = &session_stack(sn)->marks;
	row_t *rows = xreallocarray(NULL, MAX(m->count, 1u), sizeof(*rows));
	size_t n = 0;

	for (uint32_t i = 0; i < o->n && n < m->count; i++)
		if (marks_has(m, o->rows[i]))
			rows[n++] = o->rows[i];
	*ret = rows;
	return n;
}
