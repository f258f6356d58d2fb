/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `aws cloudtrail lookup-events`: {"Events":[item, ...],"NextToken":...}, pages one after
 * another, items alone (JSON lines), and what --query makes of them: an array of the records
 * as strings, or with --output text the records with TABs between, or lines that begin with
 * EVENTS.
 *
 * The record is the string CloudTrailEvent. An item without it (--query again) is partial.
 * What an item says beside its record may disagree with it (an EventTime of the client's
 * zone): the record counts.
 */
#include "form/rows.h"

#include "form/compose.h"
#include "json/text.h"
#include "util/timefmt.h"

static const struct form_key keys[] = {
	{ "Events", KEY_LIST },
	{ "CloudTrailEvent", KEY_ITEM },
	{ "EventId", KEY_ITEM },
	{ NULL, 0 },
};

static tick_t item_time(const struct member *m)
{
	struct sv text = member_inside(m);

	if (text.ptr)
		return time_parse(text);
	return m ? time_parse_epoch(sv_make(m->val, (size_t)(m->end - m->val))) : TICK_NONE;
}

/* Does the item have another time, to the second, than the record in the string RECORD? */
static bool disagrees(const struct object *o, const struct member *record)
{
	static const struct sv key = { "\\\"eventTime\\\":", 14 };
	tick_t item = item_time(object_get(o, "EventTime")), time;
	struct sv text = member_inside(record);
	ptrdiff_t at = text.ptr ? sv_find(text, key) : -1;

	if (at < 0 || item == TICK_NONE)
		return false;
	text = sv_from(text, (size_t)at + key.len);
	while (text.len && (*text.ptr == ' ' || *text.ptr == '\\' || *text.ptr == '"'))
		text = sv_from(text, 1);
	time = time_parse(sv_head(text, 20));
	return time != TICK_NONE && time / TICKS_PER_SEC != item / TICKS_PER_SEC;
}

static void object(const struct object *o, struct form_hit *hit)
{
	const struct member *record = object_get(o, "CloudTrailEvent");

	if (record && (*record->val == '"' || *record->val == '{')) {
		hit->what = *record->val == '"' ? FORM_TEXT : FORM_OBJECT;
		hit->at = record->val;
		hit->end = record->end;
		if (disagrees(o, record))
			hit->remarks |= REMARK_DISAGREES;
	} else if (object_get_as(o, "EventId", '"') &&
		   object_get_as(o, "EventSource", '"')) {
		hit->what = FORM_COMPOSE;
	}
}

/* ---- items without a record ---- */

static const struct {
	const char *key, *path;
	as_fn fn;
} fields[] = {
	{ "EventId", "eventID", as_text },
	{ "EventName", "eventName", as_text },
	{ "EventSource", "eventSource", as_text },
	{ "EventTime", "eventTime", as_time },
	{ "ReadOnly", "readOnly", as_bool },
	{ "Resources", "resources", as_resources },
	{ "AccessKeyId", "userIdentity.accessKeyId", as_text },
	{ "Username", "userIdentity.userName", as_text },
};

static const char *const paths[] = {
	"eventID",
	"eventName",
	"eventSource",
	"eventTime",
	"readOnly",
	"resources",
	"userIdentity.accessKeyId",
	"userIdentity.userName",
	NULL,
};

static bool compose(const struct object *o, struct cell_ctx *ctx, struct buf *out)
{
	struct compose c;

	compose_begin(&c, out);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		struct sv text = member_text(object_get(o, fields[i].key), &ctx->cell);

		buf_clear(&ctx->value);
		if (!text.len || !fields[i].fn(text, ctx, &ctx->value))
			continue;
		compose_key(&c, fields[i].path);
		buf_addsv(out, buf_sv(&ctx->value));
	}
	compose_end(&c, "lookup");
	return true;
}

/* ---- texts ---- */

/* EVENTS, TAB, ..., {record}, TAB, ... : --output text of whole items. */
static void line(struct sv text, struct form_hit *hit)
{
	struct object o;
	ptrdiff_t at = sv_find(text, SV_LIT("\t{"));

	if (!sv_starts(text, SV_LIT("EVENTS\t")) || at < 0)
		return;
	hit->at = text.ptr + at + 1;
	hit->end = object_scan(&o, hit->at, text.ptr + text.len);
	hit->what = hit->end ? FORM_OBJECT : FORM_SKIP;
	hit->skip = FK_OTHER;
	hit->strict = true;
}

const struct form form_lookup = {
	.kind = FK_LOOKUP,
	.keys = keys,
	.strings = true,
	.object = object,
	.compose = compose,
	.paths = paths,
	.line = line,
};
