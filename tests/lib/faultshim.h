/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests/lib/faultshim.c counts and tests/unit/t-faults.c reads. */
#ifndef TESTS_FAULTSHIM_H
#define TESTS_FAULTSHIM_H

#include <stdatomic.h>

/* clang-format off */
#define FAULT_KIND_LIST(_) \
	_(alloc) _(open) _(read) _(pread) _(write) _(fstat) _(readdir) _(fsync) _(rename) \
	_(link) _(unlink) _(close)
/* clang-format on */

enum fault_kind {
#define E(id) FAULT_##id,
	FAULT_KIND_LIST(E) FAULT_KINDS
#undef E
};

/* Calls by process (0 the program, 1 its second process) and kind; how many failed. */
struct fault_counts {
	_Atomic(unsigned long) n[2][FAULT_KINDS];
	_Atomic(unsigned long) struck;
};

#endif
