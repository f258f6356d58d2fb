/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Splunk: exports of a search, as lines of JSON or as CSV. The record is the text of _raw. A row
 * of the preview comes again as a final one: a copy like any other.
 */
#include "form/mapping.h"
#include "form/rows.h"

static const struct form_key keys[] = {
	{ "results", KEY_LIST },
	{ "result", KEY_ITEM },
	{ "lastrow", KEY_ITEM },
	{ "_raw", KEY_ITEM },
	{ NULL, 0 },
};

/* Others keep the text under the same name, beside what tells them. */
static bool is_other(const struct object *o)
{
	return object_get(o, "_messagetime") || object_get(o, "cribl_pipe") ||
	       object_get(o, "cribl_breaker") || object_get(o, "cribl");
}

static void object(const struct object *o, struct form_hit *hit)
{
	struct sv v;

	if (is_other(o))
		return;
	if (mapping_find(o, "result._raw|_raw", &v) && v.ptr[0] == '"') {
		hit->what = FORM_TEXT;
		hit->at = v.ptr;
		hit->end = v.ptr + v.len;
		hit->strict = true;
	} else if (object_get(o, "lastrow") && !object_get(o, "result")) {
		/* {"preview":false,"lastrow":true}: the end, no row */
		hit->what = FORM_SKIP;
		hit->skip = FK_SPLUNK;
		hit->why = "the end of an export";
	}
}

static bool header(struct table *t, const struct table_row *row)
{
	if (table_column(row, "_messagetime") >= 0)
		return false;
	t->record = table_column(row, "_raw");
	return t->record >= 0;
}

const struct form form_splunk = {
	.kind = FK_SPLUNK,
	.keys = keys,
	.over_event = true, /* fields that were extracted stand beside _raw */
	.object = object,
	.header = header,
};
