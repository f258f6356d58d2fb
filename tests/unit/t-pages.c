/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/pages.h"

#include "tap.h"

static bool all(const unsigned char *p, size_t n, unsigned char c)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != c)
			return false;
	return true;
}

int main(void)
{
	static const size_t sizes[] = { 0,
					1,
					64,
					65,
					4096,
					((size_t)128 << 10) - 1,
					(size_t)128 << 10,
					((size_t)128 << 10) + 1,
					PAGES_BIG - 1,
					PAGES_BIG,
					PAGES_BIG + 1,
					3 * PAGES_BIG };
	unsigned dirty = 0, lines = 0, big = 0, lost = 0, changed = 0;

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t n = sizes[i], kept = pages_kept(n);
		unsigned char *p = pages_calloc(n), *q = pages_calloc(n);

		dirty += !all(p, n, 0);
		lines += (uintptr_t)p % PAGES_LINE != 0;
		big += n >= PAGES_BIG && (uintptr_t)p % PAGES_BIG != 0;
		memset(p, 0xff, n);
		memset(q, 0x55, n);
		changed += !all(p, n, 0xff);
		pages_idle(p, n);
		lost += !all(p, n, kept ? 0xff : 0);
		changed += !all(q, n, 0x55);
		OK(kept == 0 || kept == n, "%zu bytes: kept whole or not at all", n);
		pages_free(p, n);
		pages_free(q, n);
	}
	IS_INT(dirty, 0, "zeroed");
	IS_INT(lines, 0, "at the start of a cache line");
	IS_INT(big, 0, "big ones at the start of a big page");
	IS_INT(changed, 0, "no two overlap");
	IS_INT(lost, 0, "idle: as it was where it is kept, else zeros");
	OK(pages_kept(64) == 64, "small pieces are kept");
	IS_INT(pages_kept(PAGES_BIG), 0, "big ones go back");
	pages_free(NULL, 64);
	pages_free(NULL, PAGES_BIG);
	PASS("nothing is freed");
	return DONE();
}
