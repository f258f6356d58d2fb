/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the command line asks of the browser, from the start. */
#ifndef UI_START_H
#define UI_START_H

#include "conf/option.h"
#include "ui/screen.h"

bool ui_check_options(const struct options *opt);
/* Filters, window, sort and columns of the command line hold from the start. */
void ui_apply_options(struct ui *ui);

#endif
