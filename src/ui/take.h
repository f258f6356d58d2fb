/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking things along: copies, plain print, export. */
#ifndef UI_TAKE_H
#define UI_TAKE_H

#include "conf/action.h"
#include "output/export.h"
#include "ui/screen.h"

enum export_what { EXPORT_MARKED, EXPORT_SHOWN, EXPORT_THIS };

void ui_copy(struct ui *ui, struct sv text, const char *what);
bool ui_act_take(struct ui *ui, enum action a);
void ui_print(struct ui *ui, struct sv text);
void ui_export(struct ui *ui, enum export_what what, enum export_format format,
	       const char *path, bool overwrite);
/* The export that runs is over? Then say so. */
void ui_export_step(struct ui *ui);
/* Ends a running export; used before leaving. */
void ui_export_stop(struct ui *ui);

#endif
