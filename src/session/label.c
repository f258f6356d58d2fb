/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack in words: for the screen, and as a command line. */
#include "session/stack.h"

/* "2024-05-14 10:00", without the date when it is that of AFTER; seconds where there are
 * some. */
static void add_moment(struct buf *out, tick_t t, tick_t after)
{
	struct civil c, a = { 0 };

	time_civil(t, &c);
	if (after > 0)
		time_civil(after, &a);
	if (a.year != c.year || a.month != c.month || a.day != c.day)
		buf_addf(out, "%04d-%02d-%02d ", c.year, c.month, c.day);
	buf_addf(out, "%02d:%02d", c.hour, c.minute);
	if (c.second)
		buf_addf(out, ":%02d", c.second);
}

void line_label(const struct line *l, struct buf *out)
{
	if (!l->window) {
		buf_adds(out, l->drop ? "- " : "+ ");
		buf_adds(out, l->text);
		return;
	}
	buf_adds(out, "+ time ");
	if (l->from > 0)
		add_moment(out, l->from, 0);
	buf_adds(out, "..");
	if (l->to != TICK_NONE)
		add_moment(out, l->to, l->from);
}

static void add_option(struct buf *out, const char *option, struct sv value)
{
	buf_adds(out, option);
	shell_quote(out, value);
}

static void add_time_option(struct buf *out, const char *option, tick_t t)
{
	struct buf text = BUF_INIT;

	time_format(&text, t);
	add_option(out, option, buf_sv(&text));
	buf_release(&text);
}

void stack_command(const struct stack *st, const char *verb, const char *rest,
		   const char *const *paths, size_t npaths, struct buf *out)
{
	bool dash = false;
	tick_t from, to;

	buf_addf(out, "trailsift %s", verb);
	for (size_t i = 0; i < st->now.n; i++) {
		const struct slot *s = &st->now.v[i];

		if (s->on && !st->now.all_off && !s->line->window)
			add_option(out, " -f ", sv_str(s->line->expr));
	}
	stack_window_get(st, &from, &to);
	if (from > 0)
		add_time_option(out, " --since ", from);
	if (to != TICK_NONE)
		add_time_option(out, " --until ", to);
	if (rest && *rest)
		buf_addf(out, " %s", rest);
	for (size_t i = 0; i < npaths; i++)
		dash = dash || (paths[i][0] == '-' && paths[i][1]);
	if (dash)
		buf_adds(out, " --");
	for (size_t i = 0; i < npaths; i++)
		add_option(out, " ", sv_str(paths[i]));
}
