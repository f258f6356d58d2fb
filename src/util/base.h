/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ground of every file: attributes, small macros.
 *
 * Layer util knows nothing of CloudTrail, of the store, or of a terminal. It prints nothing
 * and never exits (but for the out-of-memory hook of util/xalloc.h).
 */
#ifndef UTIL_BASE_H
#define UTIL_BASE_H

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a)   (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b)       ((a) < (b) ? (a) : (b))
#define MAX(a, b)       ((a) > (b) ? (a) : (b))
#define ROUND_UP(n, to) (((n) + (to)-1) / (to) * (to))

#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define WARN_UNUSED            __attribute__((warn_unused_result))
#define UNUSED                 __attribute__((unused))
#define NORETURN               __attribute__((noreturn))
#define LIKELY(x)              __builtin_expect(!!(x), 1)
#define UNLIKELY(x)            __builtin_expect(!!(x), 0)
#define NOINLINE               __attribute__((noinline))
#define ALWAYS_INLINE          __attribute__((always_inline)) inline

/* AUTO_FREE char *p = NULL; - freed at the end of the scope. */
void auto_free(void *pp);
void auto_close(int *fd);
#define AUTO_FREE  __attribute__((cleanup(auto_free)))
#define AUTO_CLOSE __attribute__((cleanup(auto_close)))

#endif
