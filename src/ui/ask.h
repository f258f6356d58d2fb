/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The prompts. */
#ifndef UI_ASK_H
#define UI_ASK_H

#include "ui/screen.h"

void ui_ask_search(struct ui *ui);
void ui_ask_filter(struct ui *ui);
/* Edit filter line ID. */
void ui_ask_edit(struct ui *ui, uint32_t id);
void ui_ask_time(struct ui *ui);
void ui_ask_command(struct ui *ui);
void ui_ask_field(struct ui *ui);
void ui_ask_file(struct ui *ui);
/* Something arrived while a prompt is open. */
void ui_ask_news(struct ui *ui);

#endif
