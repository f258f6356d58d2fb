/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that edit the line, the history and the completion. */
#include "ui/prompt.h"

#include "ui/screen.h"
#include "util/termesc.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void history_add(struct history *h, struct sv line)
{
	if (!line.len)
		return;
	for (size_t i = 0; i < h->n; i++)
		if (sv_eqs(line, h->v[i])) {
			free(h->v[i]);
			memmove(h->v + i, h->v + i + 1, (--h->n - i) * sizeof(*h->v));
			break;
		}
	if (h->n == HISTORY_MAX) {
		free(h->v[0]);
		memmove(h->v, h->v + 1, --h->n * sizeof(*h->v));
	}
	if (!h->v)
		h->v = xcalloc(HISTORY_MAX, sizeof(*h->v));
	h->v[h->n++] = xmemdup0(line.ptr, line.len);
}

void history_release(struct history *h)
{
	for (size_t i = 0; i < h->n; i++)
		free(h->v[i]);
	free(h->v);
	*h = (struct history){ NULL, 0 };
}

void completion_add(struct completion *c, struct sv word, struct sv prefix)
{
	if (!sv_starts(word, prefix))
		return;
	if (c->n >= COMPLETION_MAX) {
		c->more++;
		return;
	}
	ALLOC_GROW(c->v, c->n + 1, c->cap);
	c->v[c->n++] = xmemdup0(word.ptr, word.len);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* In order of the alphabet, each once. */
static void completion_sort(struct completion *c)
{
	size_t n = 0;

	if (c->n)
		qsort(c->v, c->n, sizeof(*c->v), by_text);
	for (size_t i = 0; i < c->n; i++) {
		if (n && strcmp(c->v[n - 1], c->v[i]) == 0)
			free(c->v[i]);
		else
			c->v[n++] = c->v[i];
	}
	c->n = n;
}

void completion_clear(struct completion *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->v[i]);
	free(c->v);
	*c = (struct completion){ .n = 0 };
}

static void set_text(struct prompt *p, struct sv text)
{
	struct buf now = BUF_INIT;

	buf_addsv(&now, text);
	buf_release(&p->text);
	p->text = now;
	p->at = now.len;
}

static void changed(struct ui *ui)
{
	struct prompt *p = &ui->prompt;

	completion_clear(&p->comp);
	p->comp_at = 0;
	buf_clear(&p->status);
	p->has_caret = false;
	p->ops->changed(ui);
}

void prompt_open(struct ui *ui, const struct prompt_ops *ops, struct sv text)
{
	struct prompt *p = &ui->prompt;

	p->ops = ops;
	set_text(p, text);
	buf_clear(&p->typed);
	p->hist_at = 0;
	p->finding = p->proposed = false;
	changed(ui);
}

void prompt_propose(struct ui *ui, const struct prompt_ops *ops, struct sv text)
{
	prompt_open(ui, ops, text);
	ui->prompt.proposed = text.len > 0;
}

void prompt_close(struct ui *ui)
{
	struct prompt *p = &ui->prompt;

	p->ops = NULL;
	completion_clear(&p->comp);
	buf_clear(&p->status);
	p->has_caret = p->finding = false;
}

void prompt_release(struct prompt *p)
{
	completion_clear(&p->comp);
	buf_release(&p->text);
	buf_release(&p->status);
	buf_release(&p->typed);
	buf_release(&p->killed);
	buf_release(&p->needle);
}

void prompt_status(struct prompt *p, enum role role, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_clear(&p->status);
	buf_adds(&p->status, text);
	p->status_role = role;
}

static size_t left_of(const struct prompt *p, size_t at)
{
	if (!at)
		return 0;
	for (at--; at && ((unsigned char)p->text.ptr[at] & 0xc0) == 0x80; at--)
		;
	return at;
}

static size_t right_of(const struct prompt *p, size_t at)
{
	if (at >= p->text.len)
		return p->text.len;
	for (at++; at < p->text.len && ((unsigned char)p->text.ptr[at] & 0xc0) == 0x80;
	     at++)
		;
	return at;
}

static bool is_word(const struct prompt *p, size_t at)
{
	unsigned char c = (unsigned char)p->text.ptr[at];

	return c >= 0x80 || (c | 32u) - (unsigned)'a' < 26 || c - (unsigned)'0' < 10 ||
	       c == '_';
}

static size_t word_left(const struct prompt *p)
{
	size_t at = p->at;

	while (at && !is_word(p, at - 1))
		at--;
	while (at && is_word(p, at - 1))
		at--;
	return at;
}

static size_t word_right(const struct prompt *p)
{
	size_t at = p->at;

	while (at < p->text.len && !is_word(p, at))
		at++;
	while (at < p->text.len && is_word(p, at))
		at++;
	return at;
}

static void replace(struct prompt *p, size_t from, size_t to, struct sv with)
{
	struct buf now = BUF_INIT;

	buf_add(&now, p->text.ptr, from);
	buf_addsv(&now, with);
	buf_addsv(&now, sv_from(buf_sv(&p->text), to));
	buf_release(&p->text);
	p->text = now;
	p->at = from + with.len;
}

static void kill_range(struct ui *ui, size_t from, size_t to)
{
	struct prompt *p = &ui->prompt;

	if (from == to)
		return;
	buf_clear(&p->killed);
	buf_add(&p->killed, p->text.ptr + from, to - from);
	replace(p, from, to, SV_NULL);
	changed(ui);
}

void prompt_insert(struct ui *ui, struct sv text)
{
	struct prompt *p = &ui->prompt;
	struct buf clean = BUF_INIT;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		buf_addc(&clean, c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
	}
	if (p->finding) {
		buf_addsv(&p->needle, buf_sv(&clean));
		p->hist_at = 0;
		prompt_act(ui, ACT_LINE_FIND);
	} else if (p->text.len + clean.len <= 65536) {
		replace(p, p->proposed ? 0 : p->at, p->at, buf_sv(&clean));
		p->proposed = false;
		changed(ui);
	}
	buf_release(&clean);
}

/* Show entry number AT from the newest; 0: what was typed. */
static void show_history(struct ui *ui, size_t at)
{
	struct prompt *p = &ui->prompt;
	struct history *h = &ui->hist[p->ops->hist];

	if (at > h->n)
		return;
	if (!p->hist_at && at) {
		buf_clear(&p->typed);
		buf_addsv(&p->typed, buf_sv(&p->text));
	}
	p->hist_at = at;
	set_text(p, at ? sv_str(h->v[h->n - at]) : buf_sv(&p->typed));
	changed(ui);
}

/* The next older entry with the needle in it. */
static void find_older(struct ui *ui)
{
	struct prompt *p = &ui->prompt;
	struct history *h = &ui->hist[p->ops->hist];
	size_t at = p->hist_at;

	while (++at <= h->n)
		if (sv_find(sv_str(h->v[h->n - at]), buf_sv(&p->needle)) >= 0) {
			show_history(ui, at);
			break;
		}
	if (at > h->n)
		prompt_status(p, ROLE_WARNING, "history: nothing older with '%s'",
			      buf_str(&p->needle));
	else
		prompt_status(p, ROLE_HINT, "history: with '%s'  (C-r older)",
			      buf_str(&p->needle));
}

static size_t common_start(const struct completion *c)
{
	size_t n = strlen(c->v[0]);

	for (size_t i = 1; i < c->n; i++) {
		size_t k = 0;

		while (k < n && c->v[i][k] == c->v[0][k])
			k++;
		n = k;
	}
	/* Not inside of a character. */
	while (n && ((unsigned char)c->v[0][n] & 0xc0) == 0x80)
		n--;
	return n;
}

static void list_completions(struct prompt *p)
{
	struct completion *c = &p->comp;

	buf_clear(&p->status);
	buf_addf(&p->status, "%zu: ", c->n + c->more);
	for (size_t i = 0; i < c->n && p->status.len < 1000; i++)
		buf_addf(&p->status, "%s%s", i ? "  " : "",
			 c->v[(i + p->comp_at - 1) % c->n]);
	p->status_role = ROLE_GHOST;
	p->has_caret = false;
}

static void complete(struct ui *ui)
{
	struct prompt *p = &ui->prompt;
	struct completion comp = { .n = 0 };
	size_t len;

	if (!p->ops->complete) {
		prompt_status(p, ROLE_HINT, "nothing is completed here");
		return;
	}
	if (p->comp.n > 1 && p->comp_at) {
		/* Again: one after the other. */
		size_t next = p->comp_at % p->comp.n + 1;

		comp = p->comp;
		p->comp = (struct completion){ .n = 0 };
		replace(p, comp.from, p->at, sv_str(comp.v[p->comp_at - 1]));
		changed(ui);
		p->comp = comp;
		p->comp_at = next;
		list_completions(p);
		return;
	}
	comp.from = p->at;
	p->ops->complete(ui, &comp);
	completion_sort(&comp);
	if (!comp.n) {
		prompt_status(p, ROLE_HINT, "nothing begins like this");
		completion_clear(&comp);
		return;
	}
	len = common_start(&comp);
	if (len > p->at - comp.from || comp.n == 1) {
		replace(p, comp.from, p->at, sv_make(comp.v[0], len));
		changed(ui);
	}
	completion_clear(&p->comp);
	if (comp.n > 1) {
		p->comp = comp;
		p->comp_at = 1;
		list_completions(p);
	} else {
		completion_clear(&comp);
	}
}

static void accept(struct ui *ui)
{
	struct prompt *p = &ui->prompt;
	enum history_kind kind = p->ops->hist;
	struct buf line = BUF_INIT;

	buf_addsv(&line, buf_sv(&p->text));
	p->finding = false;
	if (p->ops->accept(ui))
		history_add(&ui->hist[kind], buf_sv(&line));
	buf_release(&line);
}

static void cancel(struct ui *ui)
{
	const struct prompt_ops *ops = ui->prompt.ops;

	if (ui->prompt.finding) {
		ui->prompt.finding = false;
		show_history(ui, 0);
		return;
	}
	prompt_close(ui);
	ops->cancel(ui);
}

static void move_to(struct prompt *p, size_t at)
{
	p->at = at;
	completion_clear(&p->comp);
	p->comp_at = 0;
}

/* Erasing with nothing left to erase leaves the prompt, as in vi and less. */
static void erase(struct ui *ui)
{
	struct prompt *p = &ui->prompt;

	if (p->finding) {
		if (p->needle.len)
			p->needle.len--;
		p->hist_at = 0;
		find_older(ui);
	} else if (!p->text.len) {
		cancel(ui);
	} else if (p->at) {
		replace(p, left_of(p, p->at), p->at, SV_NULL);
		changed(ui);
	}
}

void prompt_act(struct ui *ui, enum action a)
{
	struct prompt *p = &ui->prompt;

	p->proposed = false;
	if (p->finding && a != ACT_LINE_FIND && a != ACT_LINE_ERASE && a != ACT_LINE_CANCEL)
		p->finding = false;
	switch ((int)a) {
	case ACT_LINE_ACCEPT:
		accept(ui);
		break;
	case ACT_LINE_CANCEL:
		cancel(ui);
		break;
	case ACT_LINE_LEFT:
		move_to(p, left_of(p, p->at));
		break;
	case ACT_LINE_RIGHT:
		move_to(p, right_of(p, p->at));
		break;
	case ACT_LINE_WORD_LEFT:
		move_to(p, word_left(p));
		break;
	case ACT_LINE_WORD_RIGHT:
		move_to(p, word_right(p));
		break;
	case ACT_LINE_START:
		move_to(p, 0);
		break;
	case ACT_LINE_END:
		move_to(p, p->text.len);
		break;
	case ACT_LINE_ERASE:
		erase(ui);
		break;
	case ACT_LINE_DELETE:
		if (p->at < p->text.len) {
			size_t at = p->at;

			replace(p, at, right_of(p, at), SV_NULL);
			changed(ui);
		}
		break;
	case ACT_LINE_ERASE_WORD:
		kill_range(ui, word_left(p), p->at);
		break;
	case ACT_LINE_KILL: {
		size_t at = p->at;

		kill_range(ui, at, p->text.len);
		break;
	}
	case ACT_LINE_KILL_START:
		kill_range(ui, 0, p->at);
		break;
	case ACT_LINE_YANK:
		if (p->killed.len)
			prompt_insert(ui, buf_sv(&p->killed));
		break;
	case ACT_LINE_OLDER:
		show_history(ui, p->hist_at + 1);
		break;
	case ACT_LINE_NEWER:
		if (p->hist_at)
			show_history(ui, p->hist_at - 1);
		break;
	case ACT_LINE_FIND:
		if (!p->finding) {
			p->finding = true;
			buf_clear(&p->needle);
			prompt_status(p, ROLE_HINT,
				      "history: type what the line has in it");
		} else {
			find_older(ui);
		}
		break;
	case ACT_LINE_COMPLETE:
		complete(ui);
		break;
	default:
		break;
	}
}

/* Columns of the first CHARS characters of the text, as they are shown. */
static size_t columns_of(struct sv text, uint64_t chars)
{
	size_t at = 0;

	while (chars-- && at < text.len) {
		uint32_t cp;

		at += utf8_decode(text.ptr + at, text.len - at, &cp);
	}
	return termesc_width(sv_head(text, at));
}

void prompt_draw(struct ui *ui, struct rect line, struct rect status)
{
	struct prompt *p = &ui->prompt;
	struct sv text = buf_sv(&p->text), shown;
	struct pen pen = pen_row(line, 0);
	size_t before, skip = 0;
	int room, x0;

	pen_str(&pen, ROLE_PROMPT, p->ops->label);
	x0 = pen.x;
	room = MAX(pen_left(&pen) - 1, 1);
	/* The cursor is always seen: what is too far left is cut by whole characters. */
	while (termesc_width(sv_make(text.ptr + skip, p->at - skip)) > (size_t)room) {
		uint32_t cp;

		skip += utf8_decode(text.ptr + skip, text.len - skip, &cp);
	}
	shown = sv_from(text, skip);
	before = termesc_width(sv_make(text.ptr + skip, p->at - skip));
	pen_sv(&pen, p->proposed ? ROLE_GHOST : ROLE_PROMPT, shown);
	if (p->at == p->text.len && p->ops->ghost && pen_left(&pen) > 4) {
		struct buf ghost = BUF_INIT;

		p->ops->ghost(ui, &ghost);
		if (ghost.len) {
			pen_str(&pen, ROLE_GHOST, "  ");
			pen_sv(&pen, ROLE_GHOST, buf_sv(&ghost));
		}
		buf_release(&ghost);
	}
	pen_rest(&pen, ROLE_TEXT);
	paint_cursor(line.y, MIN(x0 + (int)before, line.x + line.w - 1), true);

	pen = pen_row(status, 0);
	if (p->has_caret) {
		size_t cols = columns_of(text, p->caret),
		       cut = termesc_width(sv_head(text, skip));
		int x = x0 + (int)(cols > cut ? cols - cut : 0);
		int len = (int)termesc_width(buf_sv(&p->status)) + 2;

		/* The words go right of the caret, or left when there is no room. */
		if (x + len <= status.w || x < len) {
			pen_skip(&pen, MIN(x, status.w - 1));
			pen_glyph(&pen, ROLE_ERROR, GLYPH_CARET);
			pen_str(&pen, ROLE_ERROR, " ");
			pen_sv(&pen, p->status_role, buf_sv(&p->status));
		} else {
			pen_skip(&pen, x - len + 1);
			pen_sv(&pen, p->status_role, buf_sv(&p->status));
			pen_str(&pen, ROLE_ERROR, " ");
			pen_glyph(&pen, ROLE_ERROR, GLYPH_CARET);
		}
	} else {
		pen_str(&pen, ROLE_TEXT, " ");
		pen_sv(&pen, p->status_role, buf_sv(&p->status));
	}
	pen_rest(&pen, ROLE_TEXT);
}
