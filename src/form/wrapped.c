/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records as they are, in an envelope of some program: alerts of Wazuh (data.aws), the Logs API
 * of Datadog (attributes.attributes), Cribl and Sumo Logic (_raw).
 */
#include "form/mapping.h"
#include "form/rows.h"

static const struct form_key keys[] = {
	{ "data", KEY_LIST },
	{ "data", KEY_ITEM },
	{ "integration", KEY_ITEM },
	{ "attributes", KEY_ITEM },
	{ "_raw", KEY_ITEM },
	{ "_messagetime", KEY_ITEM },
	{ NULL, 0 },
};

/* Where the record stands; one that is laid out under "aws" only where a sensor says so. */
static const char *const places[] = { "data.aws", "attributes.attributes", "_raw" };

static void object(const struct object *o, struct form_hit *hit)
{
	const struct member *integration = object_get(o, "integration");
	struct sv v = SV_NULL;

	if (!integration || !mapping_find(o, "aws", &v)) {
		size_t i = 0;

		while (i < ARRAY_SIZE(places) && !mapping_find(o, places[i], &v))
			i++;
		if (i == ARRAY_SIZE(places))
			return;
	}
	if (v.ptr[0] != '{' && v.ptr[0] != '"')
		return;
	hit->what = v.ptr[0] == '{' ? FORM_OBJECT : FORM_TEXT;
	hit->at = v.ptr;
	hit->end = v.ptr + v.len;
	hit->strict = true;
}

static bool header(struct table *t, const struct table_row *row)
{
	if (table_column(row, "_messagetime") >= 0)
		t->record = table_column(row, "_raw");
	return t->record >= 0;
}

const struct form form_wrapped = {
	.kind = FK_WRAPPED,
	.keys = keys,
	.object = object,
	.header = header,
};
