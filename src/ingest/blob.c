/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a string to the bytes it stands for. */
#include "ingest/blob.h"

#include "form/codec.h"
#include "util/base64.h"

void blob_release(struct blob *b)
{
	buf_release(&b->text);
	buf_release(&b->bytes);
	slab_release(&b->out);
	inflater_free(b->inf);
}

bool blob_decode(struct blob *b, struct sv stored, struct sv *ret)
{
	struct gzip_info info;

	/* an escape, such as \/ */
	if (sv_chr(stored, '\\') >= 0) {
		if (!codec_decode_step(STEP_STRING, stored, &b->text))
			return false;
		stored = buf_sv(&b->text);
	}
	buf_clear(&b->bytes);
	if (!base64_decode(&b->bytes, stored))
		return false;
	memset(buf_reserve(&b->bytes, SLAB_PAD), 0, SLAB_PAD);
	*ret = buf_sv(&b->bytes);
	if (ret->len < 2 || !GZIP_MAGIC(ret->ptr))
		return true;
	if (!b->inf)
		b->inf = inflater_new();
	if (inflate_memory(b->inf, *ret, BLOB_MAX, &b->out, &info) != ST_OK)
		return false;
	*ret = sv_make(b->out.ptr, b->out.len);
	return !info.damage && !info.limit;
}
