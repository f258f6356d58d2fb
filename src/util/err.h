/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Status of a call, and its detail.
 *
 * A function that can fail returns enum st and takes an optional struct err * last. The
 * record is untouched when all went well, so that several calls can be chained. Text is a
 * sentence part as users read it: lower case, no full stop, the subject in single quotes.
 * Text may quote input: whoever prints it passes it through util/termesc.h.
 */
#ifndef UTIL_ERR_H
#define UTIL_ERR_H

#include "util/base.h"

#define ST_LIST(_)                                                                         \
	_(OK, "success")                                                                   \
	_(END, "end of input")                                                             \
	_(MORE, "more input needed")                                                       \
	_(NOMEM, "out of memory")                                                          \
	_(IO, "input/output error")                                                        \
	_(SYNTAX, "syntax error")                                                          \
	_(FORMAT, "not in a form that is read")                                            \
	_(LIMIT, "limit exceeded")                                                         \
	_(CANCELED, "canceled")                                                            \
	_(USAGE, "wrong usage")                                                            \
	_(MISSING, "not found")                                                            \
	_(CHANGED, "the source changed since it was loaded")                               \
	_(EXISTS, "already exists")

enum st {
#define ST_ENUM(name, text) ST_##name,
	ST_LIST(ST_ENUM)
#undef ST_ENUM
};

struct err {
	enum st st;
	int sys;        /* errno, or 0 */
	uint64_t off;   /* byte or character offset the text speaks of, from 0 */
	char text[256]; /* always NUL-terminated, cut at the end when too long */
};

#define ERR_INIT                                                                           \
	{                                                                                  \
		.st = ST_OK                                                                \
	}

const char *st_text(enum st st);

/* Fill ERR (which may be NULL) and return ST. */
enum st err_set(struct err *err, enum st st, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* As err_set(), with ": <strerror(sys)>" appended and .sys set. */
enum st err_sys(struct err *err, enum st st, int sys, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

#endif
