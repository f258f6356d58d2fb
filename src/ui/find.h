/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search in the entries of a list. */
#ifndef UI_FIND_H
#define UI_FIND_H

#include "ui/screen.h"

void ui_ask_find(struct ui *ui);
/* n and N: false when this pane has no such search. */
bool ui_find_next(struct ui *ui, bool back);
/* "/pattern 2 of 5" of this pane; nothing when there is no search. */
void ui_find_remark(const struct ui *ui, struct buf *out);
/* End the search of this pane; false when there is none. */
bool ui_find_end(struct ui *ui);

#endif
