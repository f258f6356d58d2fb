/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared ids under their hashes: a UUID as its bytes, whatever else as its text. */
#include "lineage/shared.h"

#include "eval/scan.h"
#include "util/xalloc.h"

#include <stdlib.h>

void lineage_twice_note(struct lineage_twice *t, uint64_t hash)
{
	uint64_t at = hash & t->mask, bit = UINT64_C(1) << (at & 63);

	if (atomic_fetch_or_explicit(&t->once[at >> 6], bit, memory_order_relaxed) & bit)
		atomic_fetch_or_explicit(&t->again[at >> 6], bit, memory_order_relaxed);
}

bool lineage_twice_is(const struct lineage_twice *t, uint64_t hash)
{
	uint64_t at = hash & t->mask;

	return atomic_load_explicit(&t->again[at >> 6], memory_order_relaxed) >> (at & 63) &
	       1;
}

void lineage_twice_init(struct lineage_twice *t, uint64_t rows)
{
	uint64_t bits = 1024;

	while (bits < rows * 8)
		bits *= 2;
	t->mask = bits - 1;
	t->once = xcalloc(bits / 64, sizeof(*t->once));
	t->again = xcalloc(bits / 64, sizeof(*t->again));
}

void lineage_twice_release(struct lineage_twice *t)
{
	free(t->once);
	free(t->again);
}

void lineage_each_shared(const struct lineage_index *x, const struct segment *seg,
			 void (*fn)(void *arg, uint64_t hash, uint32_t row), void *arg)
{
	path_t path = x->paths.part[LP_SHARED];

	if (path == PATH_NONE)
		return;
	for (uint32_t k = segment_find(seg, path);
	     k < seg->ncols && seg->cols[k].path == path; k++) {
		struct column_view v;
		struct column_iter it;
		AUTO_TEXT struct column_text text = { 0 };

		column_view(seg, &seg->cols[k], &v);
		it = column_iter(&v);
		while (column_next(&it)) {
			uint64_t hash;

			if (v.kind == VK_UUID)
				hash = hash_bytes((const char *)v.uuid[it.i], 16);
			else if (v.kind == VK_STR)
				hash = hash_sv(dict_text(store_dict(x->store, path, VK_STR),
							 column_id(&v, it.i)));
			else if (v.kind == VK_RAW)
				hash = hash_sv(column_text(&v, it.i, &text));
			else
				break;
			if (!segment_is_dup(seg, it.row))
				fn(arg, hash_mix(hash, LT_SHARED), it.row);
		}
	}
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

uint64_t lineage_hash_shared(struct sv id)
{
	uint8_t raw[16] = { 0 };
	unsigned n = 0;

	for (size_t i = 0; i < id.len; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		int d = hex_digit(id.ptr[i]);

		if (id.len != 36 || (dash ? id.ptr[i] != '-' : d < 0))
			return lineage_hash(LT_SHARED, id);
		if (dash)
			continue;
		raw[n / 2] = (uint8_t)(raw[n / 2] << 4 | d);
		n++;
	}
	return hash_mix(n == 32 ? hash_bytes((const char *)raw, 16) : hash_sv(id),
			LT_SHARED);
}
