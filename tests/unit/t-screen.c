/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of cmd against what the screen carries out; the panes against their rules. */
#include "conf/command.h"
#include "ui/screen.h"

#include "tap.h"
#include "ui/act.h"
#include "ui/command.h"

/* Actions that only lists, trees and certain panes know. */
static const enum action of_panes[] = {
	ACT_DOWN,    ACT_UP,         ACT_LEFT,       ACT_RIGHT,      ACT_FIRST,
	ACT_LAST,    ACT_HALF_DOWN,  ACT_HALF_UP,    ACT_PAGE_DOWN,  ACT_PAGE_UP,
	ACT_ROW_TOP, ACT_ROW_MIDDLE, ACT_ROW_BOTTOM, ACT_NEXT_PART,  ACT_PREV_PART,
	ACT_SORT,    ACT_REVERSE,    ACT_DIFF,       ACT_NEXT_VALUE,
};

static bool is_of_panes(enum action a)
{
	for (size_t i = 0; i < ARRAY_SIZE(of_panes); i++)
		if (of_panes[i] == a)
			return true;
	return false;
}

static void test_actions(void)
{
	for (int i = 1; i < ACT_COUNT; i++) {
		enum action a = (enum action)i;
		bool prompt = strncmp(actions[i].name, "line-", 5) == 0;

		OK(prompt || is_of_panes(a) || ui_has_action(a), "action %s is carried out",
		   actions[i].name);
	}
}

static void test_commands(void)
{
	for (int i = 0; i < CMD_COUNT; i++)
		OK(ui_has_command(i), "command %s is carried out", commands[i].name);
}

/* Digits never shift, and each pane says what its keys are. */
static void test_panes(void)
{
	static const int digits[PANE_COUNT] = {
		[PANE_TIMELINE] = 1, [PANE_FUNCTIONS] = 2, [PANE_IDENTITIES] = 3,
		[PANE_SOURCES] = 4,  [PANE_VALUES] = 5,    [PANE_EVENT] = 6,
	};

	for (int i = 1; i < PANE_COUNT; i++) {
		const struct pane_ops *ops = pane_ops((enum pane_id)i);
		size_t n = 0;

		if (!ops)
			continue;
		IS_INT(pane_digit((enum pane_id)i), digits[i], "%s: its digit", ops->title);
		OK(ops->draw && ops->act && ops->title && ops->size, "%s: draws and acts",
		   ops->title);
		while (ops->hints[n].a) {
			OK(ops->hints[n].word && strlen(ops->hints[n].word) <= 16,
			   "%s: hint '%s'", ops->title, ops->hints[n].word);
			n++;
		}
		OK(n, "%s has hints", ops->title);
	}
}

static void test_history(void)
{
	struct history h = { NULL, 0 };
	char text[32];

	history_add(&h, SV_LIT("a"));
	history_add(&h, SV_LIT("b"));
	history_add(&h, SV_LIT("a"));
	history_add(&h, SV_LIT(""));
	IS_INT(h.n, 2, "the same line twice is one");
	IS_STR(h.v[1], "a", "and the newest");
	for (int i = 0; i < HISTORY_MAX + 10; i++) {
		snprintf(text, sizeof(text), "line %d", i);
		history_add(&h, sv_str(text));
	}
	IS_INT(h.n, HISTORY_MAX, "no more than so many");
	IS_STR(h.v[HISTORY_MAX - 1], text, "the newest is last");
	history_release(&h);
}

int main(void)
{
	test_actions();
	test_commands();
	test_panes();
	test_history();
	return DONE();
}
