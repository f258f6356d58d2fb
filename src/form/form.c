/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FORM TABLE, and the keys by which its rows are found. */
#include "form/form.h"

#include "form/rows.h"
#include "util/hash.h"

#include <pthread.h>

/* In the order in which they are asked (form_of_object()). */
/* clang-format off */
const struct form *const forms[] = {
	&form_trail,
	&form_lookup,
	&form_eventbridge,
	&form_console,
	&form_queue,
	&form_cloudwatch,
	&form_elastic,
	&form_splunk,
	&form_timesketch,
	&form_wrapped,
	&form_sentinel,
	&form_athena,
	&form_lake,
	&form_table,
	&form_ocsf,
};
/* clang-format on */
const unsigned form_count = ARRAY_SIZE(forms);

/* What the keys of records, and of things that are none, say. */
static const struct {
	const char *key;
	uint16_t bit;
} frame_keys[] = {
	{ "insightDetails", FRAME_INSIGHT },
	{ "eventName", FRAME_NAME },
	{ "eventTime", FRAME_TIME },
	{ "eventVersion", FRAME_VERSION },
	{ "eventSource", FRAME_SOURCE },
	{ "userIdentity", FRAME_IDENTITY },
	{ "eventCategory", FRAME_CATEGORY },
	{ "s3", FRAME_S3 },
	{ "digestS3Object", FRAME_DIGEST },
	{ "logFiles", FRAME_LOG_FILES },
	/* the sign file beside a result of Lake is of the same sort */
	{ "queryCompleteTime", FRAME_DIGEST },
	{ "Records", FRAME_RECORDS },
	{ "s3Bucket", FRAME_NOTICE },
	{ "s3ObjectKey", FRAME_NOTICE },
	{ "TopicArn", FRAME_NOTICE },
	{ "ReceiptHandle", FRAME_NOTICE },
	{ "receiptHandle", FRAME_NOTICE },
	{ "Sns", FRAME_NOTICE },
	/* forms that are not read yet */
	{ "QueryResults", FRAME_UNREAD },
};

uint16_t form_frame(struct sv key)
{
	uint16_t bits = form_key(key) ? FRAME_FORM : 0;

	for (size_t i = 0; i < ARRAY_SIZE(frame_keys); i++)
		if (sv_eqs(key, frame_keys[i].key))
			bits |= frame_keys[i].bit;
	return bits;
}

bool form_is_strict(unsigned frame)
{
	if (frame & FRAME_VERSION && frame & (FRAME_NAME | FRAME_INSIGHT))
		return true;
	return frame & FRAME_SOURCE && frame & FRAME_NAME &&
	       frame & (FRAME_TIME | FRAME_IDENTITY);
}

/* ---- keys ---- */

#define KEY_SLOTS 512u /* a power of two, at least twice as many as there are keys */

static struct key_info slots[KEY_SLOTS];
static pthread_once_t keys_once = PTHREAD_ONCE_INIT;

static struct key_info *key_slot(struct sv key)
{
	size_t i = hash_bytes(key.ptr, key.len) & (KEY_SLOTS - 1);

	while (slots[i].key && !sv_eqs(key, slots[i].key))
		i = (i + 1) & (KEY_SLOTS - 1);
	return &slots[i];
}

static void keys_fill(void)
{
	for (unsigned f = 0; f < form_count; f++)
		for (const struct form_key *k = forms[f]->keys; k && k->key; k++) {
			struct key_info *info = key_slot(sv_str(k->key));

			if (k->role != KEY_ITEM && !(info->roles & ~(unsigned)KEY_ITEM))
				info->list = (uint8_t)f;
			info->key = k->key;
			info->roles |= k->role;
			info->forms |= UINT64_C(1) << f;
		}
}

const struct key_info *form_key(struct sv key)
{
	const struct key_info *info;

	pthread_once(&keys_once, keys_fill);
	info = key_slot(key);
	return info->key ? info : NULL;
}

/* ---- objects ---- */

bool object_is_event(const struct object *o)
{
	return object_get(o, "eventName") || object_get(o, "eventTime") ||
	       object_get(o, "insightDetails");
}

unsigned form_of_object(const struct object *o, struct form_hit *ret)
{
	bool event = object_is_event(o);

	for (uint64_t left = o->forms; left; left &= left - 1) {
		unsigned f = (unsigned)__builtin_ctzll(left);
		const struct form *form = forms[f];

		if (!form->object || (event && !form->over_event))
			continue;
		*ret = (struct form_hit){ .what = FORM_PASS };
		form->object(o, ret);
		if (ret->what != FORM_PASS)
			return f;
	}
	ret->what = FORM_PASS;
	return FORM_NONE;
}

/* ---- tables ---- */

bool form_of_header(struct table *t, const struct table_row *row, char delim)
{
	for (unsigned f = 0; f < form_count; f++) {
		if (!forms[f]->header)
			continue;
		*t = (struct table){ .delim = delim, .form = f, .record = -1 };
		if (forms[f]->header(t, row))
			return true;
	}
	return false;
}

/* ---- texts ---- */

unsigned form_of_line(struct sv line)
{
	for (unsigned f = 0; f < form_count; f++) {
		struct form_hit hit = { .what = FORM_PASS };

		if (!forms[f]->line)
			continue;
		forms[f]->line(line, &hit);
		if (hit.what != FORM_PASS)
			return f;
	}
	return FORM_NONE;
}

unsigned form_of_strings(void)
{
	unsigned f = 0;

	while (f < form_count && !forms[f]->strings)
		f++;
	return f < form_count ? f : FORM_NONE;
}

/* ---- what is known ---- */

/* Does PATH begin with KEYS, or they with it? */
static bool path_meets(struct sv path, const struct sv *keys, size_t nkeys)
{
	for (size_t i = 0; i < nkeys; i++) {
		ptrdiff_t dot = sv_chr(path, '.');

		if (!sv_eq(dot < 0 ? path : sv_head(path, (size_t)dot), keys[i]))
			return false;
		if (dot < 0)
			return true;
		path = sv_from(path, (size_t)dot + 1);
	}
	return true;
}

bool form_knows(const struct row_how *how, const struct file *f, const struct sv *keys,
		size_t nkeys)
{
	const char *const *paths = forms[how->form]->paths;
	struct sv list = SV_NULL;

	if (how->part != PART_NONE)
		list = sv_str(file_part(f, how->part)->paths);
	for (ptrdiff_t nl; (nl = sv_chr(list, '\n')) >= 0;
	     list = sv_from(list, (size_t)nl + 1))
		if (path_meets(sv_head(list, (size_t)nl), keys, nkeys))
			return true;
	for (; !list.ptr && paths && *paths; paths++)
		if (path_meets(sv_str(*paths), keys, nkeys))
			return true;
	return false;
}
