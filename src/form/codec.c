/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps from stored bytes to a record, and back from one to the other's place. */
#include "form/codec.h"

#include "form/form.h"
#include "json/text.h"
#include "util/xalloc.h"

#include <stdlib.h>

bool codec_add(codec_t *codec, enum codec_step step)
{
	for (unsigned n = 0; n < CODEC_STEPS; n++) {
		if (codec_step(*codec, n) != STEP_NONE)
			continue;
		*codec |= (codec_t)((unsigned)step << (4 * n));
		return true;
	}
	return false;
}

static void pad(struct buf *out)
{
	memset(buf_reserve(out, CODEC_PAD), 0, CODEC_PAD);
}

/* ---- JSON strings ---- */

static bool string_decode(struct sv in, struct buf *out)
{
	size_t bad, n;

	buf_clear(out);
	buf_reserve(out, in.len + CODEC_PAD);
	n = json_decode(in, out->ptr, &bad);
	if (n == SIZE_MAX)
		return false;
	out->len = n;
	pad(out);
	return true;
}

/* Decoded bytes of the escape at P, and how many it has itself. */
static size_t escape_len(struct sv in, size_t at, size_t *ret_taken)
{
	size_t left = in.len - at, bad, n;
	char tmp[8];

	*ret_taken = left > 1 && in.ptr[at + 1] == 'u' ? MIN(left, (size_t)6) : 2;
	/* two that make one character */
	if (*ret_taken == 6 && left >= 12 && in.ptr[at + 6] == '\\') {
		n = json_decode(sv_make(in.ptr + at, 12), tmp, &bad);
		if (n == 4) {
			*ret_taken = 12;
			return 4;
		}
	}
	n = json_decode(sv_make(in.ptr + at, *ret_taken), tmp, &bad);
	return n == SIZE_MAX ? 1 : n;
}

static size_t string_stored(struct sv in, size_t len)
{
	size_t i = 0, taken;

	while (len && i < in.len) {
		const char *back = memchr(in.ptr + i, '\\', in.len - i);
		size_t plain = (back ? (size_t)(back - in.ptr) : in.len) - i, n;

		if (plain >= len)
			return i + len;
		i += plain;
		len -= plain;
		if (!back)
			break;
		n = escape_len(in, i, &taken);
		i += taken;
		len -= MIN(n, len);
	}
	return i;
}

/* ---- cells ---- */

static bool cell_decode(struct sv in, struct buf *out)
{
	buf_clear(out);
	buf_reserve(out, in.len + CODEC_PAD);
	while (in.len) {
		const char *q = memchr(in.ptr, '"', in.len);
		size_t n = q ? (size_t)(q - in.ptr) + 1 : in.len;

		buf_add(out, in.ptr, n);
		/* a quote that stands alone is kept: spreadsheets write them */
		if (q && n < in.len && in.ptr[n] == '"')
			n++;
		in = sv_from(in, n);
	}
	pad(out);
	return true;
}

static size_t cell_stored(struct sv in, size_t len)
{
	size_t i = 0;

	for (; len && i < in.len; len--) {
		bool twice = in.ptr[i] == '"' && i + 1 < in.len && in.ptr[i + 1] == '"';

		i += twice ? 2 : 1;
	}
	return i;
}

/* ---- all of them ---- */

static const struct {
	bool (*decode)(struct sv in, struct buf *out);
	size_t (*stored)(struct sv in, size_t len);
} steps[] = {
	[STEP_STRING] = { string_decode, string_stored },
	[STEP_CELL] = { cell_decode, cell_stored },
};

bool codec_decode_step(enum codec_step step, struct sv in, struct buf *out)
{
	return steps[step].decode(in, out);
}

size_t codec_stored(enum codec_step step, struct sv in, size_t len)
{
	return steps[step].stored(in, len);
}

void decoder_release(struct decoder *d)
{
	buf_release(&d->text[0]);
	buf_release(&d->text[1]);
	buf_release(&d->record);
	cell_ctx_release(&d->ctx);
	free(d->table);
}

bool decoder_table(struct decoder *d, struct sv header, enum day_order days)
{
	struct table_row row;
	char delim = table_delim(header);

	if (!d->table)
		d->table = xmalloc(sizeof(*d->table));
	d->ctx.days = days;
	table_row(&row, header.ptr, header.ptr + header.len, delim, true);
	return form_of_header(d->table, &row, delim);
}

/* The record that FORM composes of IN. */
static bool compose(struct decoder *d, unsigned form, struct sv in)
{
	struct table_row row;
	struct object o;

	if (form >= form_count)
		return false;
	buf_clear(&d->record);
	if (in.len && *in.ptr == '[' && forms[form]->compose_array)
		return forms[form]->compose_array(in, &d->ctx, &d->record);
	if (forms[form]->compose)
		return object_scan(&o, in.ptr, in.ptr + in.len) &&
		       forms[form]->compose(&o, &d->ctx, &d->record);
	if (!d->table || d->table->form != form)
		return false;
	table_row(&row, in.ptr, in.ptr + in.len, d->table->delim, true);
	return table_compose(d->table, &row, file_kind_names[forms[form]->kind], &d->ctx,
			     &d->record);
}

static struct sv trim(struct sv v)
{
	while (v.len && strchr(" \t\r\n", *v.ptr))
		v = sv_from(v, 1);
	while (v.len && strchr(" \t\r\n", v.ptr[v.len - 1]))
		v.len--;
	return v;
}

bool codec_decode(struct decoder *d, codec_t codec, unsigned form, struct sv in,
		  struct sv *ret)
{
	for (unsigned n = 0;; n++) {
		enum codec_step step = codec_step(codec, n);

		if (step == STEP_NONE)
			break;
		if (step == STEP_MAP) {
			if (!compose(d, form, in))
				return false;
			pad(&d->record);
			in = buf_sv(&d->record);
			break;
		}
		if (!codec_decode_step(step, in, &d->text[n & 1]))
			return false;
		in = buf_sv(&d->text[n & 1]);
	}
	*ret = trim(in);
	return true;
}
