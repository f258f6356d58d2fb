/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines and their history: each change knows how to be undone. */
#include "session/stack.h"

#include "util/xalloc.h"

#include <stdlib.h>

struct line *line_ref(struct line *l)
{
	atomic_fetch_add(&l->refs, 1);
	return l;
}

void line_unref(struct line *l)
{
	if (!l || atomic_fetch_sub(&l->refs, 1) != 1)
		return;
	free(l->text);
	free(l->expr);
	free(l->origin);
	free(l);
}

static struct line *line_new(struct stack *st, struct sv text, bool drop,
			     const char *origin)
{
	struct line *l = xcalloc(1, sizeof(*l));
	struct buf expr = BUF_INIT;

	atomic_init(&l->refs, 1);
	l->id = st->next_id++;
	l->drop = drop;
	l->text = xmemdup0(text.ptr, text.len);
	l->origin = xstrdup(origin ? origin : "");
	l->added = time_now();
	l->to = TICK_NONE;
	if (drop)
		expr_negate(&expr, text);
	else
		buf_addsv(&expr, text);
	l->expr = buf_detach(&expr, NULL);
	return l;
}

/* The checked line for TEXT; bare hours get their day. */
static enum st line_parse(struct stack *st, struct sv text, bool drop, const char *origin,
			  const struct filter_times *times, struct line **ret,
			  struct err *err)
{
	struct buf whole = BUF_INIT;
	struct filter *f = NULL;
	struct err second = ERR_INIT;
	enum st rc = filter_parse(text, &f, err);

	if (rc != ST_OK)
		return rc;
	filter_free(f);
	expr_whole_times(&whole, text, times ? times->day : TICK_NONE);
	/* what was made of it must stand too; if not, the text as typed is kept */
	if (filter_parse(buf_sv(&whole), &f, &second) == ST_OK)
		filter_free(f);
	else
		whole.len = 0, buf_addsv(&whole, text);
	*ret = line_new(st, buf_sv(&whole), drop, origin);
	buf_release(&whole);
	return ST_OK;
}

static void lines_release(struct lines *l)
{
	for (size_t i = 0; i < l->n; i++)
		line_unref(l->v[i].line);
	free(l->v);
	*l = (struct lines){ 0 };
}

static struct lines lines_copy(const struct lines *l)
{
	struct lines c = { .n = l->n, .all_off = l->all_off };

	c.v = xcalloc(MAX(l->n, 1), sizeof(*c.v));
	for (size_t i = 0; i < l->n; i++) {
		c.v[i] = l->v[i];
		line_ref(c.v[i].line);
	}
	return c;
}

static ptrdiff_t lines_find(const struct lines *l, uint32_t id)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i].line->id == id)
			return (ptrdiff_t)i;
	}
	return -1;
}

static ptrdiff_t lines_window(const struct lines *l)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i].line->window)
			return (ptrdiff_t)i;
	}
	return -1;
}

static void lines_append(struct lines *l, struct line *line)
{
	l->v = xreallocarray(l->v, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = (struct slot){ line, true };
}

static void lines_remove(struct lines *l, size_t i)
{
	line_unref(l->v[i].line);
	memmove(l->v + i, l->v + i + 1, (l->n - i - 1) * sizeof(*l->v));
	l->n--;
}

static void lines_put(struct lines *l, size_t i, struct line *line)
{
	line_unref(l->v[i].line);
	l->v[i] = (struct slot){ line, true };
}

static void change_release(struct change *c)
{
	free(c->text);
	free(c->origin);
	lines_release(&c->lines);
	marks_diff_release(&c->marks);
}

/* The present state becomes a step of the history; what could be redone is forgotten. */
static struct change *stack_log(struct stack *st, const char *text, const char *origin)
{
	struct change *c;

	while (st->nlog && st->nlog - 1 > st->at)
		change_release(&st->log[--st->nlog]);
	ALLOC_GROW(st->log, st->nlog + 1, st->caplog);
	c = &st->log[st->nlog];
	*c = (struct change){
		.text = xstrdup(text),
		.origin = xstrdup(origin ? origin : ""),
		.when = time_now(),
		.before = COUNT_UNKNOWN,
		.after = COUNT_UNKNOWN,
		.lines = lines_copy(&st->now),
	};
	st->at = st->nlog++;
	return c;
}

/* As stack_log() for a change of the lines: another generation. */
static void stack_changed(struct stack *st, const char *text, const char *origin)
{
	struct change *c = stack_log(st, text, origin);

	c->gen = ++st->gen;
	c->before = st->shown;
	st->shown = COUNT_UNKNOWN;
}

void stack_init(struct stack *st)
{
	*st = (struct stack){ .next_id = 1, .shown = COUNT_UNKNOWN };
	stack_changed(st, "start", NULL);
}

void stack_release(struct stack *st)
{
	for (size_t i = 0; i < st->nlog; i++)
		change_release(&st->log[i]);
	free(st->log);
	lines_release(&st->now);
	marks_release(&st->marks);
	line_unref(st->draft);
	*st = (struct stack){ 0 };
}

/* "PREFIX+ event=x SUFFIX" as a step of the history. */
static void stack_changed_line(struct stack *st, const char *prefix, const struct line *l,
			       const char *suffix, const char *origin)
{
	struct buf text = BUF_INIT;

	buf_adds(&text, prefix);
	line_label(l, &text);
	buf_adds(&text, suffix);
	stack_changed(st, buf_str(&text), origin);
	buf_release(&text);
}

/* The draft, when it says the same: what was evaluated for it is still good. */
static struct line *take_draft(struct stack *st, const struct line *l)
{
	struct line *d = st->draft;

	if (!d || d->drop != l->drop || strcmp(d->text, l->text) != 0)
		return NULL;
	st->draft = NULL;
	free(d->origin);
	d->origin = xstrdup(l->origin);
	d->added = l->added;
	return d;
}

static void forget_draft(struct stack *st)
{
	line_unref(st->draft);
	st->draft = NULL;
	st->draft_for = 0;
}

/* The line that is entered for L, and no draft any more. */
static struct line *settle_draft(struct stack *st, struct line *l)
{
	struct line *d = take_draft(st, l);

	if (d) {
		line_unref(l);
		l = d;
	}
	forget_draft(st);
	return l;
}

enum st stack_add(struct stack *st, struct sv text, bool drop, const char *origin,
		  const struct filter_times *times, struct err *err)
{
	struct line *l = NULL;
	enum st rc = line_parse(st, text, drop, origin, times, &l, err);

	if (rc != ST_OK)
		return rc;
	l = settle_draft(st, l);
	lines_append(&st->now, l);
	stack_changed_line(st, "", l, "", origin);
	return ST_OK;
}

enum st stack_edit(struct stack *st, uint32_t id, struct sv text, bool drop,
		   const struct filter_times *times, struct err *err)
{
	ptrdiff_t i = lines_find(&st->now, id);
	struct line *l = NULL;
	enum st rc;

	if (i < 0 || st->now.v[i].line->window)
		return err_set(err, ST_MISSING, "no such filter line");
	rc = line_parse(st, text, drop, st->now.v[i].line->origin, times, &l, err);
	if (rc != ST_OK)
		return rc;
	l = settle_draft(st, l);
	lines_put(&st->now, (size_t)i, l);
	stack_changed_line(st, "edit: ", l, "", NULL);
	return ST_OK;
}

bool stack_delete(struct stack *st, uint32_t id)
{
	ptrdiff_t i = lines_find(&st->now, id);
	struct line *l;

	if (i < 0)
		return false;
	l = line_ref(st->now.v[i].line);
	lines_remove(&st->now, (size_t)i);
	stack_changed_line(st, "delete: ", l, "", NULL);
	line_unref(l);
	return true;
}

bool stack_clear(struct stack *st)
{
	if (st->now.n == 0)
		return false;
	lines_release(&st->now);
	stack_changed(st, "delete all filters", NULL);
	return true;
}

bool stack_invert(struct stack *st, uint32_t id)
{
	ptrdiff_t i = lines_find(&st->now, id);
	const struct line *old;
	struct line *l;

	if (i < 0 || st->now.v[i].line->window)
		return false;
	old = st->now.v[i].line;
	l = line_new(st, sv_str(old->text), !old->drop, old->origin);
	lines_put(&st->now, (size_t)i, l);
	stack_changed_line(st, "invert: ", l, "", NULL);
	return true;
}

bool stack_toggle(struct stack *st, uint32_t id)
{
	ptrdiff_t i = lines_find(&st->now, id);
	struct slot *s;

	if (i < 0)
		return false;
	s = &st->now.v[i];
	s->on = !s->on;
	stack_changed_line(st, "", s->line, s->on ? " (switched on)" : " (switched off)",
			   NULL);
	return true;
}

bool stack_toggle_all(struct stack *st)
{
	if (st->now.n == 0)
		return false;
	st->now.all_off = !st->now.all_off;
	stack_changed(st, st->now.all_off ? "all filters off" : "all filters on again",
		      NULL);
	return true;
}

static void remove_window(struct stack *st, size_t i)
{
	struct line *l = line_ref(st->now.v[i].line);

	lines_remove(&st->now, i);
	stack_changed_line(st, "delete: ", l, "", NULL);
	line_unref(l);
}

/* Windows begin and end on whole seconds, so that the command line can say the same. */
static tick_t second_down(tick_t t)
{
	return t - t % TICKS_PER_SEC;
}

bool stack_window(struct stack *st, tick_t from, tick_t to, const char *origin)
{
	ptrdiff_t i = lines_window(&st->now);
	struct buf text = BUF_INIT;
	struct line *l;

	from = second_down(MAX(from, 0));
	if (to != TICK_NONE)
		to = second_down(to + TICKS_PER_SEC - 1);
	if (from == 0 && to == TICK_NONE) {
		if (i < 0)
			return false;
		remove_window(st, (size_t)i);
		return true;
	}
	if (i >= 0 && st->now.v[i].on && !st->now.all_off &&
	    st->now.v[i].line->from == from && st->now.v[i].line->to == to)
		return false;
	expr_for_window(&text, from, to);
	l = line_new(st, buf_sv(&text), false, origin);
	buf_release(&text);
	l->window = true;
	l->from = from;
	l->to = to;
	if (i >= 0)
		lines_put(&st->now, (size_t)i, l);
	else
		lines_append(&st->now, l);
	stack_changed_line(st, "", l, "", origin);
	return true;
}

void stack_window_get(const struct stack *st, tick_t *ret_from, tick_t *ret_to)
{
	ptrdiff_t i = lines_window(&st->now);
	bool on = i >= 0 && st->now.v[i].on && !st->now.all_off;

	*ret_from = on ? st->now.v[i].line->from : 0;
	*ret_to = on ? st->now.v[i].line->to : TICK_NONE;
}

enum st stack_draft(struct stack *st, uint32_t for_id, struct sv text, bool drop,
		    const struct filter_times *times, struct err *err)
{
	struct line *l = NULL;
	enum st rc = line_parse(st, text, drop, "&", times, &l, err);

	if (rc != ST_OK)
		return rc;
	if (st->draft && st->draft_for == for_id && st->draft->drop == drop &&
	    strcmp(st->draft->text, l->text) == 0) {
		line_unref(l);
		return ST_OK;
	}
	line_unref(st->draft);
	st->draft = l;
	st->draft_for = for_id;
	st->gen++;
	return ST_OK;
}

void stack_draft_drop(struct stack *st)
{
	if (!st->draft)
		return;
	forget_draft(st);
	st->gen++;
	st->log[st->at].gen = st->gen;
}

/* A difference of the marks becomes a step; takes D over. */
static size_t mark_change(struct stack *st, struct marks_diff *d, const char *text)
{
	size_t changed = marks_apply(&st->marks, d);
	struct buf full = BUF_INIT;
	struct change *c;

	if (!changed) {
		marks_diff_release(d);
		return 0;
	}
	buf_addf(&full, "%s (%zu event%s)", text, changed, changed == 1 ? "" : "s");
	c = stack_log(st, buf_str(&full), NULL);
	buf_release(&full);
	c->marks = *d;
	c->gen = st->gen;
	st->marks_gen++;
	return changed;
}

size_t stack_mark(struct stack *st, row_t row, bool on)
{
	struct marks_diff d = { 0 };

	marks_diff_row(&d, &st->marks, row, on);
	return mark_change(st, &d, on ? "mark" : "unmark");
}

size_t stack_mark_bits(struct stack *st, const uint64_t *rows, size_t words, bool on,
		       const char *text)
{
	struct marks_diff d = { 0 };

	marks_diff_bits(&d, &st->marks, rows, words, on);
	return mark_change(st, &d, text);
}

size_t stack_mark_rows(struct stack *st, const row_t *rows, size_t n, bool on,
		       const char *text)
{
	row_t top = 0;
	uint64_t *bits;
	size_t changed;

	if (n == 0)
		return 0;
	for (size_t i = 0; i < n; i++)
		top = MAX(top, rows[i]);
	bits = xcalloc(BITS_WORDS((size_t)top + 1), sizeof(*bits));
	for (size_t i = 0; i < n; i++)
		bit_set(bits, rows[i]);
	changed = stack_mark_bits(st, bits, BITS_WORDS((size_t)top + 1), on, text);
	free(bits);
	return changed;
}

size_t stack_unmark_all(struct stack *st)
{
	return stack_mark_bits(st, st->marks.w, st->marks.words, false, "unmark all");
}

static bool lines_equal(const struct lines *a, const struct lines *b)
{
	if (a->n != b->n || a->all_off != b->all_off)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		if (a->v[i].line != b->v[i].line || a->v[i].on != b->v[i].on)
			return false;
	}
	return true;
}

/* Make log[AT] the present. */
static void stack_go(struct stack *st, size_t at)
{
	struct change *c = &st->log[at];

	st->at = at;
	if (st->draft || !lines_equal(&st->now, &c->lines)) {
		forget_draft(st);
		lines_release(&st->now);
		st->now = lines_copy(&c->lines);
		st->gen++;
		st->shown = COUNT_UNKNOWN;
	}
	c->gen = st->gen;
}

static void stack_flip_marks(struct stack *st, const struct change *c)
{
	if (marks_apply(&st->marks, &c->marks))
		st->marks_gen++;
}

const char *stack_undo(struct stack *st)
{
	const struct change *c = &st->log[st->at];

	if (st->at == 0)
		return NULL;
	stack_flip_marks(st, c);
	stack_go(st, st->at - 1);
	return c->text;
}

const char *stack_redo(struct stack *st)
{
	const struct change *c;

	if (st->at + 1 >= st->nlog)
		return NULL;
	c = &st->log[st->at + 1];
	stack_flip_marks(st, c);
	stack_go(st, st->at + 1);
	return c->text;
}

void stack_note_count(struct stack *st, uint64_t gen, uint64_t count)
{
	size_t i = st->at;

	if (gen != st->gen || st->draft)
		return;
	st->shown = count;
	while (i && st->log[i].marks.n)
		i--;
	st->log[i].after = count;
}

size_t stack_in_force(const struct stack *st, struct slot **ret)
{
	struct slot *v = xcalloc(st->now.n + 1, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < st->now.n; i++) {
		v[n] = st->now.v[i];
		line_ref(v[n].line);
		v[n].on = v[n].on && !st->now.all_off &&
			  !(st->draft && st->draft_for == v[n].line->id);
		n++;
	}
	if (st->draft)
		v[n++] = (struct slot){ line_ref(st->draft), true };
	*ret = v;
	return n;
}

const struct slot *stack_find(const struct stack *st, uint32_t id)
{
	ptrdiff_t i = lines_find(&st->now, id);

	return i < 0 ? NULL : &st->now.v[i];
}

/* Is any row that was ever marked a copy? */
static bool ever_marked_moves(const struct stack *st, kept_fn kept, void *arg)
{
	for (size_t i = 1; i < st->nlog; i++) {
		const struct marks_diff *d = &st->log[i].marks;

		for (size_t k = 0; k < d->n; k++) {
			for (uint64_t m = d->v[k].flip; m; m &= m - 1) {
				row_t row = d->v[k].at * 64 + (row_t)__builtin_ctzll(m);

				if (kept(arg, row) != row)
					return true;
			}
		}
	}
	return false;
}

bool stack_move_marks(struct stack *st, kept_fn kept, void *arg)
{
	struct marks was = { 0 }, moved_was = { 0 }, present = { 0 };
	bool any = false;

	if (!ever_marked_moves(st, kept, arg))
		return false;

	/* the history is replayed from its beginning, where nothing was marked */
	for (size_t i = 1; i < st->nlog; i++) {
		struct marks_diff *d = &st->log[i].marks;
		struct marks moved;

		if (d->n) {
			marks_apply(&was, d);
			moved = marks_moved(&was, kept, arg);
			any = any || moved.count != was.count ||
			      marks_count_in(&moved, was.w, was.words) != was.count;
			marks_diff_release(d);
			*d = marks_between(&moved_was, &moved);
			marks_release(&moved_was);
			moved_was = moved;
		}
		if (i <= st->at && d->n)
			marks_apply(&present, d);
	}
	marks_release(&was);
	marks_release(&moved_was);
	marks_release(&st->marks);
	st->marks = present;
	st->marks_gen += any;
	return any;
}
