/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events of EventBridge: {"version":"0","detail-type":"AWS API Call via CloudTrail", ...,
 * "detail":{record}}, one by one, in lines, in arrays, replayed from an archive.
 *
 * Other services send events of their own, whose detail may speak of API calls too
 * (GuardDuty): only the detail-type tells. Where a script has dropped it, the detail must
 * be a record beyond doubt.
 */
#include "form/rows.h"

static const struct form_key keys[] = {
	{ "detail-type", KEY_ITEM },
	{ "detail", KEY_ITEM },
	{ NULL, 0 },
};

static void object(const struct object *o, struct form_hit *hit)
{
	const struct member *detail = object_get_as(o, "detail", '{');
	const struct member *type = object_get(o, "detail-type");
	struct object inner;

	if (!type && !object_enter(detail, &inner))
		return;
	if (detail && (type ? member_ends(type, "via CloudTrail")
			    : object_get(&inner, "eventVersion") != NULL)) {
		hit->what = FORM_OBJECT;
		hit->at = detail->val;
		hit->end = detail->end;
		hit->strict = !type;
		return;
	}
	hit->what = FORM_SKIP;
	hit->skip =
		!type && object_get(&inner, "eventName") ? FK_UNSUPPORTED : FK_NOTIFICATION;
}

const struct form form_eventbridge = {
	.kind = FK_EVENTBRIDGE,
	.keys = keys,
	.object = object,
};
