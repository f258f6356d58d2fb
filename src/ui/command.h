/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines typed after a colon. */
#ifndef UI_COMMAND_H
#define UI_COMMAND_H

#include "ui/screen.h"

void ui_command(struct ui *ui, struct sv line);
/* Is ID carried out? For tests. */
bool ui_has_command(int id);

#endif
