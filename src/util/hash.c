/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key of the hashes. */
#include "util/hash.h"

#include <sys/random.h>

uint64_t hash_key[2] = { UINT64_C(0xa0761d6478bd642f), UINT64_C(0xe7037ed1a0b428db) };

void hash_seed(void)
{
	uint64_t k[2];

	if (getrandom(k, sizeof(k), 0) != (ssize_t)sizeof(k))
		return;
	hash_key[0] = k[0] | 1;
	hash_key[1] = k[1] | 1;
}
