/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CloudWatch Logs: answers of filter-log-events and get-log-events, what a subscription is
 * given, and tables of Logs Insights. A record is the text of a message; as any program may
 * log there, it counts only when it is a record beyond doubt.
 */
#include "form/rows.h"

#include "util/timefmt.h"

static const struct form_key keys[] = {
	{ "events", KEY_LIST },   { "logEvents", KEY_LIST }, { "message", KEY_ITEM },
	{ "@message", KEY_ITEM }, { "awslogs", KEY_ITEM },   { NULL, 0 },
};

/* May a record begin in the text of M? */
static bool is_json(const struct member *m)
{
	struct sv text = member_inside(m);
	size_t i = 0;

	while (i < text.len && text.ptr[i] == ' ')
		i++;
	return i < text.len && text.ptr[i] == '{';
}

/* What CloudWatch sends to see whether somebody is there. */
static bool is_control(const struct member *m)
{
	struct sv text = member_inside(m);

	return text.ptr && sv_starts(text, SV_LIT("CWL CONTROL MESSAGE"));
}

static void object(const struct object *o, struct form_hit *hit)
{
	const struct member *m = object_get(o, "@message");
	struct object inner;

	if (object_enter(object_get(o, "awslogs"), &inner)) {
		/* what a subscribed function is given: a subscription's text, gzip, base64 */
		m = object_get_as(&inner, "data", '"');
		if (m) {
			hit->what = FORM_BLOB;
			hit->at = m->val;
			hit->end = m->end;
		}
		return;
	}
	if (!m) {
		m = object_get(o, "message");
		/* any log has messages: those of this one have their time in milliseconds */
		if (!object_get(o, "timestamp") ||
		    !(object_get(o, "id") || object_get(o, "ingestionTime") ||
		      object_get(o, "logStreamName") || object_get(o, "eventId") ||
		      o->n == 2))
			return;
	}
	if (is_json(m)) {
		hit->what = FORM_TEXT;
		hit->at = m->val;
		hit->end = m->end;
		hit->strict = true;
	} else if (is_control(m)) {
		hit->what = FORM_SKIP;
		hit->skip = FK_CLOUDWATCH;
		hit->why = "a control message of CloudWatch Logs: no events";
	}
}

static bool header(struct table *t, const struct table_row *row)
{
	t->record = table_column(row, "@message");
	if (t->record < 0 && table_column(row, "timestamp") >= 0)
		t->record = table_column(row, "message");
	return t->record >= 0;
}

/*
 * TIME {record}, TIME STREAM {record}: `aws logs tail`, files of an export. Messages of other
 * kinds stand there too.
 */
static void line(struct sv text, struct form_hit *hit)
{
	struct object o;
	ptrdiff_t blank = sv_chr(text, ' '), at = sv_chr(text, '{');
	tick_t t = blank > 0 ? time_parse(sv_head(text, (size_t)blank)) : TICK_NONE;

	if (t == TICK_NONE || at < 0)
		return;
	hit->what = FORM_SKIP;
	hit->skip = FK_OTHER;
	hit->why = "lines of CloudWatch Logs, but no CloudTrail events";
	hit->at = text.ptr + at;
	hit->end = object_scan(&o, hit->at, text.ptr + text.len);
	hit->strict = true;
	if (hit->end)
		hit->what = FORM_OBJECT;
}

const struct form form_cloudwatch = {
	.kind = FK_CLOUDWATCH,
	.keys = keys,
	.object = object,
	.line = line,
	.header = header,
};
