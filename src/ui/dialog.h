/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions in a box. */
#ifndef UI_DIALOG_H
#define UI_DIALOG_H

#include "ui/screen.h"
#include "ui/take.h"

void ui_ask_quit(struct ui *ui, bool interrupted);
void ui_ask_export(struct ui *ui);
/* The file name in the export dialog. */
void ui_dialog_file(struct ui *ui, struct sv name);
struct sv ui_dialog_path(void);
void ui_ask_overwrite(struct ui *ui, enum export_what what, enum export_format format,
		      const char *path);

#endif
