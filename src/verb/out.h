/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Standard output of a verb: gathered, written in big pieces, and every failure kept. A
 * reader that went away (EPIPE) is a quiet end, all else is status 74.
 */
#ifndef VERB_OUT_H
#define VERB_OUT_H

#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"

struct out {
	struct buf buf; /* what is to be written */
	int error;      /* errno of the first failure; then nothing more is written */
	bool terminal;  /* standard output is one */
	bool ascii;     /* and shows no characters beyond ASCII, by the locale */
	unsigned width; /* its columns, 0 when it is none or its size is not known */
};

#define OUT_FLUSH_AT (1u << 20)

void out_init(struct out *o);
/* Write what is gathered; false when the output failed, now or before. */
bool out_flush(struct out *o) WARN_UNUSED;
/* The same once there is much. */
bool out_step(struct out *o) WARN_UNUSED;
/* A writer_flush_fn; ARG is the struct out, BUF its own buffer. */
bool out_writer(void *arg, struct buf *buf) WARN_UNUSED;
/* Flush, close, free. The failure is said on stderr (but EPIPE); returns 0, 74 or 141. */
int out_close(struct out *o) WARN_UNUSED;
/* Append V, escaped when the output is a terminal; line ends and tabs stay. */
void out_add_json(struct out *o, struct sv v);

#endif
