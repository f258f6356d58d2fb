/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts stored in a column as they are (VK_RAW, VK_RAWLIT, VK_BIG). Where it pays, a text
 * is cut behind its last '/' or ':' and the head, which many values of a segment share, is
 * stored once.
 *
 * Laid out behind the rows of the column, each part padded to 8 bytes: struct raw_head,
 * ends of the heads, number of each value's head, place of each 64th value, lengths, heads,
 * tails.
 */
#ifndef STORE_RAWCOL_H
#define STORE_RAWCOL_H

#include "store/stage.h"

#define RAW_BLOCK 64u

struct raw_head {
	uint32_t n, nheads; /* values; heads, 0: texts are stored whole */
	uint32_t head_bytes,
		len; /* of all heads; LEN: length of every text when len_width is 0 */
	uint8_t num_width, len_width; /* 0, 1, 2 or 4 */
	uint8_t pad[6];
};

/* How a staged column will be packed. */
struct rawcol_plan {
	struct raw_head head;
	size_t tail_bytes, bytes;
	/* NULL when nheads is 0 */
	uint32_t *ids;  /* head of each value */
	uint32_t *cuts; /* bytes of each value's head */
	uint32_t *ends; /* of each head in HEADS */
	char *heads;
};

/* What the plan needs is taken from SCRATCH. */
void rawcol_plan(struct rawcol_plan *p, const struct stage_col *c, struct arena *scratch);
/* Pack C at TO (p->bytes bytes). */
void rawcol_pack(const struct rawcol_plan *p, const struct stage_col *c, char *to);

#endif
