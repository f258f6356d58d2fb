/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Growing byte buffer. PTR is never NULL once something was added and is NUL-terminated for
 * convenience (the NUL is not counted). BUF_INIT needs no call before use; buf_release()
 * frees and leaves the buffer empty and usable.
 */
#ifndef UTIL_BUF_H
#define UTIL_BUF_H

#include "util/base.h"
#include "util/sv.h"

#include <stdarg.h>

struct buf {
	char *ptr;
	size_t len, cap;
};

#define BUF_INIT                                                                           \
	{                                                                                  \
		NULL, 0, 0                                                                 \
	}

void buf_release(struct buf *buf);
void auto_buf(struct buf *buf);
#define AUTO_BUF __attribute__((cleanup(auto_buf)))

/* Empty without giving memory back. */
void buf_clear(struct buf *buf);
/*
 * Room for N more bytes; returns where they go. buf_grow() then counts what was put there.
 */
char *buf_reserve(struct buf *buf, size_t n);
void buf_grow(struct buf *buf, size_t n);
void buf_add(struct buf *buf, const void *p, size_t n);
void buf_addsv(struct buf *buf, struct sv v);
void buf_adds(struct buf *buf, const char *s);
void buf_addc(struct buf *buf, char c);
void buf_addf(struct buf *buf, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_addu64(struct buf *buf, uint64_t v);
/* The text, "" when empty; valid until the next call on BUF. */
const char *buf_str(struct buf *buf);
/* The caller owns the returned NUL-terminated bytes; BUF is empty again. */
char *buf_detach(struct buf *buf, size_t *ret_len);

static inline struct sv buf_sv(const struct buf *buf)
{
	return sv_make(buf->ptr ? buf->ptr : "", buf->len);
}

#endif
