/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Codecs: how the bytes that stand in a file become a record. A place is (file, offset,
 * length) and a codec, up to four steps, the first one in the lowest four bits. As it
 * stands is no step at all.
 */
#ifndef FORM_CODEC_H
#define FORM_CODEC_H

#include "form/table.h"
#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"

enum codec_step {
	STEP_NONE,
	STEP_STRING, /* inside the quotes of a JSON string */
	STEP_CELL,   /* inside the quotes of a cell of a table: "" stands for " */
	STEP_MAP     /* composed by the form (form.compose); always the last one */
};
#define CODEC_STEPS 4
typedef uint16_t codec_t;
#define CODEC_NONE 0

/* CODEC with STEP behind its steps; false: there are four already. */
bool codec_add(codec_t *codec, enum codec_step step);
/* The step N of CODEC, STEP_NONE behind the last one. */
static inline enum codec_step codec_step(codec_t codec, unsigned n)
{
	return (enum codec_step)(n < CODEC_STEPS ? codec >> (4 * n) & 15 : 0);
}

/* Bytes behind what codec_decode_step() and codec_decode() make that are zero. */
#define CODEC_PAD 64

/*
 * Replace OUT by what IN stands for; CODEC_PAD zero bytes follow. False: it is not so
 * encoded. Not for STEP_MAP.
 */
bool codec_decode_step(enum codec_step step, struct sv in, struct buf *out);
/*
 * Bytes of IN that the first LEN decoded ones are made of. LEN must be where a decoded
 * character begins, or the end.
 */
size_t codec_stored(enum codec_step step, struct sv in, size_t len);

/* Room for a record that is decoded; zero it first. */
struct decoder {
	struct buf text[2], record;
	struct table *table; /* of the rows to be decoded, or NULL */
	struct cell_ctx ctx;
};
void decoder_release(struct decoder *d);
/* Rows of the table whose header is HEADER are to be decoded. False: it is none. */
bool decoder_table(struct decoder *d, struct sv header, enum day_order days);
/*
 * The record that CODEC makes of IN, a place of the form FORM (a number of form/form.h):
 * without the blanks around it, good until the next call with D, and followed by CODEC_PAD
 * bytes that can be read. False: the steps do not fit, the bytes are others.
 */
bool codec_decode(struct decoder *d, codec_t codec, unsigned form, struct sv in,
		  struct sv *ret);

#endif
