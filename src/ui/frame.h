/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame around a pane, and times and highlights as it shows them. */
#ifndef UI_FRAME_H
#define UI_FRAME_H

#include "term/fmt.h"
#include "term/layout.h"
#include "term/paint.h"
#include "ui/screen.h"

void ui_draw(struct ui *ui);
/* Body of the panes at the present size. */
struct rect ui_body(const struct ui *ui);
/* Time, in the zone of the screen; DELTA shows the difference to the reference event. */
void ui_time_text(const struct ui *ui, tick_t t, enum clock_form form, struct buf *out);
enum clock_form ui_clock_form(const struct ui *ui);
/* The event differences are counted from: the last one marked, else the first shown. */
row_t ui_reference(const struct ui *ui);
/* Highlights of the search. */
struct highlight ui_highlight(const struct ui *ui);

#endif
