/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timesketch: lines and tables of plaso's events with the record in cloud_trail_event. */
#include "form/rows.h"

static const struct form_key keys[] = {
	{ "cloud_trail_event", KEY_ITEM },
	{ NULL, 0 },
};

static void object(const struct object *o, struct form_hit *hit)
{
	const struct member *m = object_get_as(o, "cloud_trail_event", '"');

	if (!m)
		return;
	hit->what = FORM_TEXT;
	hit->at = m->val;
	hit->end = m->end;
	hit->strict = true;
}

static bool header(struct table *t, const struct table_row *row)
{
	t->record = table_column(row, "cloud_trail_event");
	return t->record >= 0;
}

const struct form form_timesketch = {
	.kind = FK_TIMESKETCH,
	.keys = keys,
	.object = object,
	.header = header,
};
