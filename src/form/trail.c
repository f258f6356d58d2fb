/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trail files, and what scripts make of them: {"Records":[...]}, arrays, records in lines.
 * Their shapes are the grammar of ingest/split.c itself; all that is told here is the key
 * of the wrapper. What is no event though it stands there (digests, notifications) is
 * settled by the keys it has (form_frame()).
 */
#include "form/rows.h"

static const struct form_key keys[] = { { "Records", KEY_LIST }, { NULL, 0 } };

const struct form form_trail = { .kind = FK_TRAIL, .keys = keys };
