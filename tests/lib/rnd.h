/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that look like chance and are the same in every run (xorshift64). */
#ifndef TESTS_RND_H
#define TESTS_RND_H

#include <stdint.h>

#define RND_SEED UINT64_C(88172645463325252)

static uint64_t rnd_seed = RND_SEED; /* not 0; a test may set its own */

static inline uint64_t rnd_next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Below N. */
static inline uint32_t rnd(uint32_t n)
{
	return (uint32_t)(rnd_next(&rnd_seed) >> 20) % n;
}

#endif
