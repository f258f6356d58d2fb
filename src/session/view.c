/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References, and the line of a view by number. */
#include "session/view.h"

#include <stdlib.h>

struct view *view_ref(struct view *v)
{
	atomic_fetch_add(&v->refs, 1);
	return v;
}

void view_unref(struct view *v)
{
	if (!v || atomic_fetch_sub(&v->refs, 1) != 1)
		return;
	selection_unref(v->sel);
	for (size_t i = 0; i < v->nlines; i++)
		free(v->lines[i].problem);
	free(v->lines);
	free(v);
}

uint64_t view_unread(const struct view *v)
{
	uint64_t n = 0;

	for (size_t i = 0; i < v->nlines; i++)
		n = MAX(n, v->lines[i].unread);
	return n;
}

const struct line_result *view_line(const struct view *v, uint32_t id)
{
	for (size_t i = 0; i < v->nlines; i++) {
		if (v->lines[i].id == id)
			return &v->lines[i];
	}
	return NULL;
}
