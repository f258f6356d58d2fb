/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stable sort by a number. */
#ifndef UTIL_RADIX_H
#define UTIL_RADIX_H

#include "util/base.h"

struct radix_item {
	uint64_t key;
	uint32_t value;
};

/* By key; those of one key stay as they are. SPARE: room for N, its content is lost. */
void radix_sort(struct radix_item *items, struct radix_item *spare, size_t n);

#endif
