/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of the bitmap with their differences, and renumbering. */
#include "session/marks.h"

#include "util/xalloc.h"

#include <stdlib.h>

void marks_release(struct marks *m)
{
	free(m->w);
	*m = (struct marks){ 0 };
}

void marks_diff_release(struct marks_diff *d)
{
	free(d->v);
	*d = (struct marks_diff){ 0 };
}

static void marks_grow(struct marks *m, size_t words)
{
	if (words <= m->words)
		return;
	words = MAX(words, m->words * 2);
	m->w = xreallocarray(m->w, words, sizeof(*m->w));
	memset(m->w + m->words, 0, (words - m->words) * sizeof(*m->w));
	m->words = words;
}

size_t marks_apply(struct marks *m, const struct marks_diff *d)
{
	size_t changed = 0;

	for (size_t i = 0; i < d->n; i++) {
		const struct marks_word *x = &d->v[i];
		uint64_t before;

		marks_grow(m, (size_t)x->at + 1);
		before = m->w[x->at];
		m->w[x->at] = before ^ x->flip;
		m->count -= (uint64_t)__builtin_popcountll(before);
		m->count += (uint64_t)__builtin_popcountll(m->w[x->at]);
		changed += (size_t)__builtin_popcountll(x->flip);
	}
	return changed;
}

static void marks_diff_word(struct marks_diff *d, size_t at, uint64_t flip)
{
	ALLOC_GROW(d->v, d->n + 1, d->cap);
	d->v[d->n++] = (struct marks_word){ .at = (uint32_t)at, .flip = flip };
}

void marks_diff_row(struct marks_diff *d, const struct marks *m, row_t row, bool on)
{
	size_t at = row >> 6;
	uint64_t bit = UINT64_C(1) << (row & 63);

	if (marks_has(m, row) == on)
		return;
	for (size_t i = 0; i < d->n; i++) {
		if (d->v[i].at == at) {
			d->v[i].flip |= bit;
			return;
		}
	}
	marks_diff_word(d, at, bit);
}

void marks_diff_bits(struct marks_diff *d, const struct marks *m, const uint64_t *rows,
		     size_t words, bool on)
{
	for (size_t i = 0; i < words; i++) {
		uint64_t have = i < m->words ? m->w[i] : 0;
		uint64_t flip = on ? rows[i] & ~have : rows[i] & have;

		if (flip)
			marks_diff_word(d, i, flip);
	}
}

uint64_t marks_count_in(const struct marks *m, const uint64_t *bits, size_t words)
{
	uint64_t n = 0;

	words = MIN(words, m->words);
	for (size_t i = 0; m->count && i < words; i++)
		n += (uint64_t)__builtin_popcountll(m->w[i] & bits[i]);
	return n;
}

size_t marks_rows(const struct marks *m, row_t **ret)
{
	row_t *rows = xmalloc(m->count * sizeof(*rows));
	size_t n = 0;

	BITS_FOREACH(m->w, m->words, i)
		rows[n++] = (row_t)i;
	*ret = rows;
	return n;
}

/* M as it is when each mark stands on the row that was kept. */
struct marks marks_moved(const struct marks *m, kept_fn kept, void *arg)
{
	struct marks_diff d = { 0 };
	struct marks moved = { 0 };
	row_t *rows, top = 0;
	size_t all = marks_rows(m, &rows), n = 0;
	uint64_t *bits;

	for (size_t i = 0; i < all; i++) {
		row_t row = kept(arg, rows[i]);

		if (row == ROW_NONE)
			continue;
		rows[n++] = row;
		top = MAX(top, row);
	}
	bits = xcalloc(BITS_WORDS((size_t)top + 1), sizeof(*bits));
	for (size_t i = 0; i < n; i++)
		bit_set(bits, rows[i]);
	if (n)
		marks_diff_bits(&d, &moved, bits, BITS_WORDS((size_t)top + 1), true);
	marks_apply(&moved, &d);
	marks_diff_release(&d);
	free(bits);
	free(rows);
	return moved;
}

/* What leads from A to B. */
struct marks_diff marks_between(const struct marks *a, const struct marks *b)
{
	struct marks_diff d = { 0 };

	marks_diff_bits(&d, a, b->w, b->words, true);
	for (size_t i = 0; i < a->words; i++) {
		uint64_t gone = a->w[i] & ~(i < b->words ? b->w[i] : 0);

		if (gone)
			marks_diff_word(&d, i, gone);
	}
	return d;
}
