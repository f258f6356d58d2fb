/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages of SQS and SNS, records of Kinesis and Firehose as functions are given them: what is
 * inside has a form of its own, which counts. Many messages only name files; those are
 * notifications.
 */
#include "form/mapping.h"
#include "form/rows.h"

static const struct form_key keys[] = {
	{ "Messages", KEY_LIST }, { "Body", KEY_ITEM },     { "body", KEY_ITEM },
	{ "Sns", KEY_ITEM },      { "Message", KEY_ITEM },  { "kinesis", KEY_ITEM },
	{ "records", KEY_LIST },  { "recordId", KEY_ITEM }, { NULL, 0 },
};

static bool is_notice(struct sv text)
{
	size_t i = 0;

	while (i < text.len && strchr(" \t", text.ptr[i]))
		i++;
	return i == text.len || (text.ptr[i] != '{' && text.ptr[i] != '[');
}

/* The text of the message O, quotes included; ptr NULL: it is none. */
static struct sv text_of(const struct object *o)
{
	struct sv v = SV_NULL;

	if (object_get(o, "MessageId") || object_get(o, "ReceiptHandle") ||
	    object_get(o, "receiptHandle") || object_get(o, "messageId")) {
		if (mapping_find(o, "Body|body", &v))
			return v;
		/* an envelope of SNS */
		if (!member_is(object_get(o, "Type"), "Notification"))
			return SV_NULL;
		return mapping_find(o, "Message", &v) ? v : SV_NULL;
	}
	return mapping_find(o, "Sns.Message", &v) ? v : SV_NULL;
}

/* The blob of the record O, quotes included; ptr NULL: it is none. */
static struct sv blob_of(const struct object *o)
{
	struct sv v = SV_NULL;

	if (mapping_find(o, "kinesis.data", &v) ||
	    (object_get(o, "recordId") && mapping_find(o, "data", &v)))
		return v;
	return SV_NULL;
}

static void object(const struct object *o, struct form_hit *hit)
{
	struct sv v = blob_of(o);

	if (v.ptr && v.ptr[0] == '"') {
		hit->what = FORM_BLOB;
		hit->at = v.ptr;
		hit->end = v.ptr + v.len;
		hit->strict = true;
		return;
	}
	v = text_of(o);

	if (!v.ptr || v.ptr[0] != '"')
		return;
	if (is_notice(sv_make(v.ptr + 1, v.len - 2))) {
		hit->what = FORM_SKIP;
		hit->skip = FK_NOTIFICATION;
		return;
	}
	hit->what = FORM_TEXT;
	hit->at = v.ptr;
	hit->end = v.ptr + v.len;
	hit->strict = true;
}

const struct form form_queue = {
	.kind = FK_WRAPPED,
	.keys = keys,
	.over_event = true,
	.transport = true,
	.object = object,
};
