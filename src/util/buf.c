/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grows by doubling; formats into its own room. */
#include "util/buf.h"

#include "util/xalloc.h"

#include <stdio.h>
#include <stdlib.h>

void buf_release(struct buf *buf)
{
	free(buf->ptr);
	*buf = (struct buf)BUF_INIT;
}

void auto_buf(struct buf *buf)
{
	free(buf->ptr);
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	if (buf->ptr)
		buf->ptr[0] = '\0';
}

char *buf_reserve(struct buf *buf, size_t n)
{
	size_t need = buf->len + n + 1;

	if (need < n)
		xalloc_oom(n);
	if (need > buf->cap) {
		buf->cap = MAX(need, buf->cap * 2);
		if (buf->cap < 64)
			buf->cap = 64;
		buf->ptr = xrealloc(buf->ptr, buf->cap);
	}
	return buf->ptr + buf->len;
}

void buf_grow(struct buf *buf, size_t n)
{
	buf->len += n;
	buf->ptr[buf->len] = '\0';
}

void buf_add(struct buf *buf, const void *p, size_t n)
{
	char *to = buf_reserve(buf, n);

	if (n)
		memcpy(to, p, n);
	buf->len += n;
	buf->ptr[buf->len] = '\0';
}

void buf_addsv(struct buf *buf, struct sv v)
{
	buf_add(buf, v.ptr, v.len);
}

void buf_adds(struct buf *buf, const char *s)
{
	buf_add(buf, s, strlen(s));
}

void buf_addc(struct buf *buf, char c)
{
	char *to = buf_reserve(buf, 1);

	to[0] = c;
	to[1] = '\0';
	buf->len++;
}

void buf_addf(struct buf *buf, const char *fmt, ...)
{
	va_list ap;
	char *to;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	to = buf_reserve(buf, (size_t)n);
	va_start(ap, fmt);
	vsnprintf(to, (size_t)n + 1, fmt, ap);
	va_end(ap);
	buf->len += (size_t)n;
}

void buf_addu64(struct buf *buf, uint64_t v)
{
	char digits[20];
	size_t i = sizeof(digits);

	do
		digits[--i] = (char)('0' + v % 10);
	while (v /= 10);
	buf_add(buf, digits + i, sizeof(digits) - i);
}

const char *buf_str(struct buf *buf)
{
	return buf->ptr ? buf->ptr : "";
}

char *buf_detach(struct buf *buf, size_t *ret_len)
{
	char *p = buf->ptr ? buf->ptr : xstrdup("");

	if (ret_len)
		*ret_len = buf->len;
	*buf = (struct buf)BUF_INIT;
	return p;
}
