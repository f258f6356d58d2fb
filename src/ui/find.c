/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `/` in a pane of a list: among its entries, as one types. */
#include "ui/find.h"

#include <inttypes.h>

/* Entries looked at for one key: a list may have millions. */
#define FIND_MAX 2000000u

static struct list *list_of(struct ui *ui)
{
	const struct pane_ops *ops = pane_ops(ui->at);

	return ops->list ? ops->list(ui, ui->state[ui->at]) : NULL;
}

static bool entry_matches(struct ui *ui, uint32_t i, struct buf *text)
{
	buf_clear(text);
	pane_ops(ui->at)->entry(ui, ui->state[ui->at], i, text);
	return regex_match(ui->find.re, ui->scratch, buf_sv(text)) == RE_YES;
}

static void go(struct ui *ui, struct list *l, uint32_t i)
{
	const struct pane_ops *ops = pane_ops(ui->at);

	list_go(l, i);
	if (ops->found)
		ops->found(ui, ui->state[ui->at]);
}

/*
 * Count the matches, and go to the first one from entry FROM on (BACK: the last one before
 * it), around the end when there is none. False when nothing matches.
 */
static bool find_from(struct ui *ui, uint32_t from, bool back, bool *ret_wrapped)
{
	struct list *l = list_of(ui);
	struct find *f = &ui->find;
	uint32_t n = l ? MIN(l->n, FIND_MAX) : 0, first = n, last = n, next = n, before = n;
	uint32_t nth_next = 0, nth_before = 0, to;
	struct buf text = BUF_INIT;

	f->of = f->nth = 0;
	f->more = l && l->n > n;
	for (uint32_t i = 0; i < n; i++) {
		if (!entry_matches(ui, i, &text))
			continue;
		f->of++;
		if (first == n)
			first = i;
		if (i < from) {
			before = i;
			nth_before = f->of;
		} else if (next == n) {
			next = i;
			nth_next = f->of;
		}
		last = i;
	}
	buf_release(&text);
	if (!f->of)
		return false;
	*ret_wrapped = back ? before == n : next == n;
	to = back ? (*ret_wrapped ? last : before) : (*ret_wrapped ? first : next);
	f->nth = back ? (*ret_wrapped ? f->of : nth_before) : (*ret_wrapped ? 1 : nth_next);
	go(ui, l, to);
	return true;
}

static void say_match(struct ui *ui, bool found, bool wrapped, bool back)
{
	if (!found)
		ui_say(ui, ROLE_WARNING, "no entry matches '%s'",
		       buf_str(&ui->find.pattern));
	else
		ui_say(ui, ROLE_MESSAGE, "match %" PRIu32 " of %" PRIu32 "%s%s",
		       ui->find.nth, ui->find.of, ui->find.more ? "+" : "",
		       !wrapped ? ""
		       : back   ? "  first entry reached, going on from the last"
				: "  last entry reached, going on from the first");
}

bool ui_find_next(struct ui *ui, bool back)
{
	struct list *l = list_of(ui);
	bool wrapped = false, found;

	if (!pane_ops(ui->at)->list)
		return false;
	if (ui->find.pane != ui->at || !ui->find.re || !l) {
		ui_say(ui, ROLE_WARNING, "no search: / begins one");
		return true;
	}
	found = find_from(ui, back ? l->cur : l->cur + 1, back, &wrapped);
	say_match(ui, found, wrapped, back);
	return true;
}

bool ui_find_end(struct ui *ui)
{
	if (ui->find.pane != ui->at || !ui->find.re)
		return false;
	regex_free(ui->find.re);
	ui->find.re = NULL;
	ui->find.pane = PANE_NONE;
	return true;
}

void ui_find_remark(const struct ui *ui, struct buf *out)
{
	const struct find *f = &ui->find;

	if (f->pane == ui->at && f->re)
		buf_addf(out, "/%.*s %" PRIu32 " of %" PRIu32 "%s", (int)f->pattern.len,
			 f->pattern.ptr ? f->pattern.ptr : "", f->nth, f->of,
			 f->more ? "+" : "");
}

static void find_changed(struct ui *ui)
{
	struct prompt *p = &ui->prompt;
	struct find *f = &ui->find;
	struct err err = ERR_INIT;
	struct regex *re = NULL;
	bool wrapped;

	if (!p->text.len) {
		ui_find_end(ui);
		prompt_status(p, ROLE_HINT,
			      "a regular expression over the entries of this pane");
		return;
	}
	if (regex_compile(buf_sv(&p->text), false, &re, &err) != ST_OK) {
		p->has_caret = true;
		p->caret = err.off;
		prompt_status(p, ROLE_ERROR, "%s", err.text);
		return;
	}
	regex_free(f->re);
	f->re = re;
	f->pane = ui->at;
	buf_clear(&f->pattern);
	buf_addsv(&f->pattern, buf_sv(&p->text));
	if (find_from(ui, f->from, false, &wrapped))
		prompt_status(p, ROLE_HINT, "match %" PRIu32 " of %" PRIu32 "%s", f->nth,
			      f->of, f->more ? "+" : "");
	else
		prompt_status(p, ROLE_WARNING, "no entry matches");
}

static bool find_accept(struct ui *ui)
{
	if (ui->prompt.has_caret)
		return false;
	prompt_close(ui);
	return true;
}

static void find_cancel(struct ui *ui)
{
	struct list *l = list_of(ui);

	ui_find_end(ui);
	if (l)
		go(ui, l, ui->find.from);
}

static const struct prompt_ops find_ops = {
	.label = " /",
	.hist = HIST_SEARCH,
	.changed = find_changed,
	.accept = find_accept,
	.cancel = find_cancel,
};

void ui_ask_find(struct ui *ui)
{
	struct list *l = list_of(ui);

	ui->find.from = l ? l->cur : 0;
	prompt_open(ui, &find_ops, SV_NULL);
}
