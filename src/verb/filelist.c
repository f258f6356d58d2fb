/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files in their order, with sums. */
#include "verb/filelist.h"

#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

const char *const mark_words[NMARKS] = {
	"without a readable time",           /* MARK_BAD_TIME */
	"with a key named twice",            /* MARK_KEY_TWICE */
	"with a part of an unexpected type", /* MARK_WRONG_TYPE */
	"with a value of more than 64 KiB",  /* MARK_BIG_VALUE */
	"from a gzip member after the first" /* MARK_LATER_MEMBER */
};

static int by_order(const void *pa, const void *pb, void *arg)
{
	const struct file *a = store_file(arg, *(const uint32_t *)pa);
	const struct file *b = store_file(arg, *(const uint32_t *)pb);

	return a->order < b->order ? -1 : a->order > b->order;
}

void file_list_make(struct file_list *l, const struct store *s)
{
	uint32_t n = store_nfiles(s);

	l->v = xcalloc(MAX(n, 1), sizeof(*l->v));
	l->n = 0;
	for (uint32_t i = 0; i < n; i++)
		if (store_file(s, i)->alias_of == UINT32_MAX)
			l->v[l->n++] = i;
	qsort_r(l->v, l->n, sizeof(*l->v), by_order, (void *)(uintptr_t)s);
}

void file_list_release(struct file_list *l)
{
	free(l->v);
	*l = (struct file_list){ NULL, 0 };
}

struct file_marks *file_marks_count(const struct store *s)
{
	struct file_marks *m = xcalloc(MAX(store_nfiles(s), 1), sizeof(*m));

	for (uint32_t i = 0; i < store_nsegs(s); i++) {
		const struct segment *seg = store_seg(s, i);

		for (uint32_t k = 0; k < seg->nmarks; k++) {
			uint32_t f = segment_place(seg, seg->marks[k].row, NULL);

			for (unsigned b = 0; b < NMARKS; b++)
				m[f].of[b] += seg->marks[k].bits >> b & 1;
		}
	}
	return m;
}

struct file_names *file_names_count(const struct store *s)
{
	struct file_names *names = xcalloc(MAX(store_nfiles(s), 1), sizeof(*names));

	for (uint32_t i = 0; i < store_nfiles(s); i++) {
		const struct file *f = store_file(s, i);

		if (f->alias_of == UINT32_MAX ||
		    strcmp(f->path, store_file(s, f->alias_of)->path) == 0)
			continue;
		if (!names[f->alias_of].count++)
			names[f->alias_of].first = i;
	}
	return names;
}
