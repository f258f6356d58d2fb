/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From keys to actions; going from pane to pane; filters from what is under the cursor. */
#ifndef UI_ACT_H
#define UI_ACT_H

#include "conf/action.h"
#include "term/tty.h"
#include "ui/screen.h"

void ui_act(struct ui *ui, enum action a);
/* Does the whole screen carry A out (whatever pane is shown)? For tests. */
bool ui_has_action(enum action a);
/* Keys become actions; PASTED text goes to the prompt. */
void ui_key(struct ui *ui, const struct tty_key *key);
void ui_paste(struct ui *ui, struct sv text);
/*
 * Make ROW current and show it: in the pane we are in, when that shows events, else in the
 * timeline.
 */
void ui_go_row(struct ui *ui, row_t row);
/* Go to pane ID; BACK: remember where we were. False: no such pane (a message says so). */
bool ui_show(struct ui *ui, enum pane_id id, bool back);
/* One step back; false when there is none. */
bool ui_back(struct ui *ui);
void *ui_pane_state(struct ui *ui, enum pane_id id);
/* N events were marked (ON) or unmarked. */
void ui_say_marked(struct ui *ui, size_t n, bool on);
/* Keep or drop the value under the cursor. */
void ui_keep(struct ui *ui, bool drop);
/* Add a filter line; errors go to the message line. */
bool ui_add_filter(struct ui *ui, struct sv text, bool drop, const char *origin);

#endif
