/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorts keys of counts, numbers by value and all else by bytes. */
#include "eval/textmap.h"
#include "util/radix.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define RADIX_ABOVE 2048u
#define MAX_DEPTH   1024u /* bytes in common beyond which texts are compared as they are */

/* Items: .key = eight bytes of the text, the first on top; .value = its number. */
struct sorter {
	const struct sv *texts;
	struct radix_item *spare;
};

static uint64_t load_key(struct sv v, size_t depth)
{
	unsigned char b[8] = { 0 };
	uint64_t k = 0;

	if (v.len > depth)
		memcpy(b, v.ptr + depth, MIN(v.len - depth, 8u));
	for (unsigned i = 0; i < 8; i++)
		k = k << 8 | b[i];
	return k;
}

static int item_cmp(const void *a, const void *b)
{
	const struct radix_item *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

static int text_cmp(const void *a, const void *b, void *texts)
{
	const struct radix_item *x = a, *y = b;
	const struct sv *t = texts;

	return sv_cmp(t[x->value], t[y->value]);
}

void numbersort(const uint64_t *keys, uint32_t *idx, size_t n)
{
	struct radix_item *items = xreallocarray(NULL, n + 1, sizeof(*items));
	struct radix_item *spare = xreallocarray(NULL, n + 1, sizeof(*spare));

	for (size_t i = 0; i < n; i++)
		items[i] = (struct radix_item){ keys[idx[i]], idx[i] };
	radix_sort(items, spare, n);
	for (size_t i = 0; i < n; i++)
		idx[i] = items[i].value;
	free(spare);
	free(items);
}

/* Bytes that all N texts share from DEPTH on. */
static size_t common(const struct sv *texts, const struct radix_item *items, size_t n,
		     size_t depth)
{
	struct sv first = sv_from(texts[items[0].value], depth);
	size_t len = first.len;

	for (size_t i = 1; i < n && len; i++) {
		struct sv v = sv_from(texts[items[i].value], depth);
		size_t k = 0, max = MIN(len, v.len);

		while (k < max && v.ptr[k] == first.ptr[k])
			k++;
		len = k;
	}
	return len;
}

static void sort_items(struct sorter *s, struct radix_item *items, size_t n, size_t depth)
{
	if (n < 2)
		return;
	depth += common(s->texts, items, n, depth);
	if (depth > MAX_DEPTH) {
		qsort_r(items, n, sizeof(*items), text_cmp, (void *)(uintptr_t)s->texts);
		return;
	}
	for (size_t i = 0; i < n; i++)
		items[i].key = load_key(s->texts[items[i].value], depth);
	if (n > RADIX_ABOVE)
		radix_sort(items, s->spare, n);
	else
		qsort(items, n, sizeof(*items), item_cmp);
	for (size_t from = 0, to; from < n; from = to) {
		bool ended = false;

		for (to = from; to < n && items[to].key == items[from].key; to++)
			ended |= s->texts[items[to].value].len < depth + 8;
		if (to - from == 1)
			continue;
		if (ended) /* NUL bytes: the end and a NUL look alike in a key */
			qsort_r(items + from, to - from, sizeof(*items), text_cmp,
				(void *)(uintptr_t)s->texts);
		else
			sort_items(s, items + from, to - from, depth + 8);
	}
}

void keysort(const struct sv *texts, uint32_t *idx, size_t n)
{
	struct sorter s = { .texts = texts };
	struct radix_item *items = xreallocarray(NULL, n + 1, sizeof(*items));

	for (size_t i = 0; i < n; i++)
		items[i].value = idx[i];
	s.spare = n > RADIX_ABOVE ? xreallocarray(NULL, n, sizeof(*items)) : NULL;
	sort_items(&s, items, n, 0);
	for (size_t i = 0; i < n; i++)
		idx[i] = items[i].value;
	free(s.spare);
	free(items);
}
