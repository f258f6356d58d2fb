/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jumps from event to event, and the time window. */
#ifndef UI_JUMP_H
#define UI_JUMP_H

#include "conf/action.h"
#include "ui/screen.h"

bool ui_act_jump(struct ui *ui, enum action a);
bool ui_act_time(struct ui *ui, enum action a);
void ui_jump_news(struct ui *ui);
/* To the next event that matches EXPR. */
void ui_jump_expr(struct ui *ui, const char *expr);
/* Go to a row number, an event id, or a time. */
void ui_goto(struct ui *ui, struct sv place);
/* What `t` takes: a range sets the window, "@T" or "goto" jumps. */
enum st ui_time(struct ui *ui, struct sv text, struct err *err) WARN_UNUSED;

#endif
