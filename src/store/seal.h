/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packing a staged segment into its immutable form. */
#ifndef STORE_SEAL_H
#define STORE_SEAL_H

#include "store/stage.h"

/* ROWS rows of ST, packed; NULL when memory ran out. ST is left as it is. */
struct segment *seal_segment(struct stage *st, uint32_t rows);

#endif
