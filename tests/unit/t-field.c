/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "event/field.h"

#include "util/buf.h"
#include "util/termesc.h"

#include "tap.h"

/* Fields that filters of others rely on, by name; PATH where it is another name of one. */
static const struct {
	const char *name, *path;
} known[] = {
	{ "time", "eventTime" },
	{ "event", NULL },
	{ "source", NULL },
	{ "identity", NULL },
	{ "session", NULL },
	{ "key", "userIdentity.accessKeyId" },
	{ "type", "userIdentity.type" },
	{ "caller", NULL },
	{ "function", NULL },
	{ "function.arn", NULL },
	{ "resource", NULL },
	{ "ip", "sourceIPAddress" },
	{ "agent", "userAgent" },
	{ "region", "awsRegion" },
	{ "account", "recipientAccountId" },
	{ "error", "errorCode" },
	{ "result", NULL },
	{ "kind", NULL },
	{ "mfa", NULL },
	{ "readonly", NULL },
	{ "category", "eventCategory" },
	{ "id", "eventID" },
	{ "request", "requestID" },
	{ "shared", "sharedEventID" },
	{ "file", NULL },
	{ "text", NULL },
	{ "raw", NULL },
};

/* Is each word of the list LIST, separated by commas, a field? */
static unsigned words_of(const char *list, unsigned *ret_unknown)
{
	struct sv rest = sv_str(list);
	unsigned n = 0;

	*ret_unknown = 0;
	while (rest.len) {
		ptrdiff_t comma = sv_chr(rest, ',');
		struct sv word = comma < 0 ? rest : sv_head(rest, (size_t)comma);

		*ret_unknown += field_find(word) == FLD_NONE;
		n++;
		rest = comma < 0 ? SV_NULL : sv_from(rest, (size_t)comma + 1);
	}
	return n;
}

int main(void)
{
	AUTO_BUF struct buf joined = BUF_INIT;
	unsigned unknown;

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		enum field_id id = field_find(sv_str(known[i].name));
		const struct field *f = id < FLD_COUNT ? &fields[id] : NULL;

		IS_STR(f ? f->name : NULL, known[i].name, "field %zu", i);
		if (known[i].path)
			IS_STR(f ? f->path : NULL, known[i].path, "its path");
	}
	for (unsigned i = 0; i < FLD_COUNT; i++) {
		const struct field *f = &fields[i];
		bool has_path = f->src == FS_PATH || f->src == FS_TIME;

		IS_INT(field_find(sv_str(f->name)), i, "%s has a name of its own", f->name);
		OK(has_path == (f->path != NULL), "%s has a path or needs none", f->name);
		buf_clear(&joined);
		for (size_t k = 0; k < f->nkeys; k++) {
			buf_adds(&joined, k ? "." : "");
			buf_addsv(&joined, f->keys[k]);
		}
		IS_SV(buf_sv(&joined), f->path ? f->path : "", "the keys of %s", f->name);
		OK(f->title && *f->title && f->width > 0, "%s has a title and a width",
		   f->name);
		OK(f->help && *f->help && termesc_width(sv_str(f->help)) <= 60,
		   "%s is explained in at most 60 columns", f->name);
	}
	IS_INT(field_find(SV_LIT("Event")), FLD_NONE, "case counts");
	IS_INT(field_find(SV_LIT("eventName")), FLD_NONE, "a path is no field");
	IS_INT(field_find(SV_LIT("func")), FLD_NONE, "no abbreviations");
	IS_INT(field_find(SV_NULL), FLD_NONE, "nothing");
	IS_STR(events_csv_columns,
	       "time,event,source,identity,type,function,ip,region,account,error,id",
	       "columns of CSV");
	IS_INT(words_of(events_csv_columns, &unknown), 11, "eleven of them");
	IS_INT(unknown, 0, "all known");
	IS_INT(words_of(events_table_columns, &unknown), 9, "nine in tables");
	IS_INT(unknown, 0, "all known");
	IS_STR(events_table_columns,
	       "time,event,source,identity,type,function,ip,region,error",
	       "tables go without account and id");
	return DONE();
}
