/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `:log`: the messages so far. */
#include "ui/screen.h"
#include "ui/textview.h"

struct log_pane {
	struct textview tv;
	size_t shown;
};

static void log_fill(struct ui *ui, struct log_pane *lp)
{
	textview_clear(&lp->tv);
	for (size_t i = 0; i < ui->nlog; i++)
		textview_add(&lp->tv, ROLE_TEXT, 1, sv_str(ui->log[i]));
	if (!ui->nlog)
		textview_add(&lp->tv, ROLE_DIM, 1, SV_LIT("no messages so far"));
	lp->shown = ui->nlog;
	lp->tv.list.cur = UINT32_MAX; /* the newest */
}

static void log_enter(struct ui *ui, void *state)
{
	log_fill(ui, state);
}

static void log_release(struct ui *ui UNUSED, void *state)
{
	struct log_pane *lp = state;

	textview_release(&lp->tv);
}

static void log_draw(struct ui *ui, void *state, struct rect body)
{
	struct log_pane *lp = state;
	struct rect rule = rect_take_top(&body, 1);

	paint_rule(rule, 0, "messages, oldest first");
	textview_draw(&lp->tv, body, ui->wrap, NULL);
}

static bool log_act(struct ui *ui UNUSED, void *state, enum action a)
{
	struct log_pane *lp = state;

	return textview_act(&lp->tv, a) != LIST_NOT;
}

static void log_print(struct ui *ui UNUSED, void *state, struct buf *out)
{
	struct log_pane *lp = state;

	textview_print(&lp->tv, out);
}

static const struct pane_hint log_hints[] = {
	{ ACT_CLOSE, 0, "back" },
	{ ACT_PRINT, 0, "print plainly" },
	{ ACT_WRAP, 0, "wrap" },
	{ ACT_NONE, 0, NULL },
};

const struct pane_ops pane_log_ops = {
	.title = "Messages",
	.ctx = KC_ANY,
	.size = sizeof(struct log_pane),
	.enter = log_enter,
	.release = log_release,
	.draw = log_draw,
	.act = log_act,
	.print = log_print,
	.hints = log_hints,
};
