/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A field found by its name. */
#include "event/field.h"

const struct field fields[FLD_COUNT] = {
#define FIELD_ROW(id, name, src, place, title, width, help)                                \
	[FLD_##id] = { name, src, place, title, width, help },
	FIELD_LIST(FIELD_ROW)
#undef FIELD_ROW
};

enum field_id field_find(struct sv name)
{
	for (unsigned i = 0; i < FLD_COUNT; i++)
		if (sv_eqs(name, fields[i].name))
			return (enum field_id)i;
	return FLD_NONE;
}

const char events_csv_columns[] =
	"time,event,source,identity,type,function,ip,region,account,error,id";
const char events_table_columns[] =
	"time,event,source,identity,type,function,ip,region,error";
