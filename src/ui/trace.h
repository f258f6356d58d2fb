/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trace view, and the session graph that the screen holds once. */
#ifndef UI_TRACE_H
#define UI_TRACE_H

#include "lineage/holder.h"
#include "ui/screen.h"

/* Borrowed; lives as long as the screen. */
struct lineage_holder *trace_lineage(struct ui *ui);
/* Show where the credential of ROW comes from. */
void trace_show(struct ui *ui, row_t row);

#endif
