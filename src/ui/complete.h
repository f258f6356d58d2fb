/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion of what is typed in prompts: fields, paths, values, commands, files. */
#ifndef UI_COMPLETE_H
#define UI_COMPLETE_H

#include "store/store.h"
#include "ui/prompt.h"

/* All take LINE up to the cursor and fill C. */
void complete_filter(const struct store *s, struct sv line, struct completion *c);
/* Names of fields and paths; LIST: after the last comma. */
void complete_field(const struct store *s, struct sv line, bool list, struct completion *c);
void complete_command(const struct store *s, struct sv line, struct completion *c);
void complete_file(struct sv line, size_t from, struct completion *c);

#endif
