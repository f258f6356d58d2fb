/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/arena.h"

#include "tap.h"

#define N 2000

/* Objects of many sizes keep their place and their content. */
static void objects(void)
{
	static unsigned char *at[N];
	struct arena a = ARENA_INIT;
	unsigned odd = 0, changed = 0;

	for (size_t i = 0; i < N; i++) {
		size_t n = i % 97 == 0 ? 9000 : i % 61;

		at[i] = arena_alloc(&a, n);
		odd += (uintptr_t)at[i] % 8 != 0;
		memset(at[i], (int)(i & 0xff), n);
	}
	for (size_t i = 0; i < N; i++) {
		size_t n = i % 97 == 0 ? 9000 : i % 61;

		for (size_t k = 0; k < n; k++)
			changed += at[i][k] != (i & 0xff);
	}
	IS_INT(odd, 0, "aligned to 8 bytes");
	IS_INT(changed, 0, "no two overlap");
	OK(a.total >= 9000 * (N / 97), "what was taken is counted");
	memset(arena_alloc(&a, 10000000), 1, 10000000);
	PASS("more than a chunk");
	arena_release(&a);
	OK(a.head == NULL && a.total == 0, "released");
	arena_release(&a);
	PASS("released twice");
}

static void texts(void)
{
	struct arena a = ARENA_INIT;
	const char *t[3];
	char *s;

	t[0] = arena_text(&a, SV_LIT("one"));
	t[1] = arena_text(&a, SV_LIT("tw\0o"));
	s = arena_str(&a, SV_LIT("three"));
	t[2] = arena_text(&a, SV_NULL);
	OK(t[2] != NULL, "an empty text has a place");
	IS_BYTES(t[0], 3, "one", 3, "a text");
	IS_BYTES(t[1], 4, "tw\0o", 4, "a text with a NUL");
	IS_STR(s, "three", "a string");
	IS_STR(arena_str(&a, SV_NULL), "", "an empty string");
	OK((uintptr_t)arena_alloc(&a, 1) % 8 == 0, "objects after texts are aligned");
	arena_release(&a);
}

static void adopting(void)
{
	struct arena a = ARENA_INIT, b = ARENA_INIT, none = ARENA_INIT;
	char *x = arena_str(&a, SV_LIT("of a")), *y = arena_str(&b, SV_LIT("of b"));
	size_t total = a.total + b.total;
	unsigned changed = 0;
	char *more[100];

	arena_adopt(&a, &b);
	IS_INT(a.total, total, "all of it is counted");
	OK(b.head == NULL && b.total == 0 && b.at == NULL, "the other is empty");
	arena_adopt(&a, &none);
	IS_INT(a.total, total, "adopting nothing");
	for (int i = 0; i < 100; i++) {
		more[i] = arena_alloc(&a, 100);
		memset(more[i], i, 100);
	}
	for (int i = 0; i < 100; i++)
		changed += more[i][0] != i || more[i][99] != i;
	IS_INT(changed, 0, "used on");
	IS_STR(x, "of a", "its own");
	IS_STR(y, "of b", "the adopted");
	arena_adopt(&none, &a);
	IS_STR(y, "of b", "adopted by an empty one");
	OK(arena_str(&a, SV_LIT("again")) != NULL, "the emptied one is usable");
	arena_release(&a);
	arena_release(&none);
}

int main(void)
{
	objects();
	texts();
	adopting();
	return DONE();
}
