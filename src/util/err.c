/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of the statuses. */
#include "util/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *st_text(enum st st)
{
	static const char *const texts[] = {
#define ST_TEXT(name, text) text,
		ST_LIST(ST_TEXT)
#undef ST_TEXT
	};

	return (size_t)st < ARRAY_SIZE(texts) ? texts[st] : "unknown status";
}

PRINTF_LIKE(3, 0)
static void fill(struct err *err, enum st st, const char *fmt, va_list ap)
{
	int n;

	err->st = st;
	err->sys = 0;
	err->off = 0;
	n = vsnprintf(err->text, sizeof(err->text), fmt, ap);
	if (n < 0)
		err->text[0] = '\0';
}

enum st err_set(struct err *err, enum st st, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return st;
	va_start(ap, fmt);
	fill(err, st, fmt, ap);
	va_end(ap);
	return st;
}

enum st err_sys(struct err *err, enum st st, int sys, const char *fmt, ...)
{
	char why[128];
	va_list ap;
	size_t len;

	if (!err)
		return st;
	va_start(ap, fmt);
	fill(err, st, fmt, ap);
	va_end(ap);
	err->sys = sys;
	len = strlen(err->text);
	snprintf(err->text + len, sizeof(err->text) - len, ": %s",
		 strerror_r(sys, why, sizeof(why)));
	return st;
}
