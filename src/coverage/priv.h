/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that make a coverage share. */
#ifndef COVERAGE_PRIV_H
#define COVERAGE_PRIV_H

#include "coverage/coverage.h"

/* The stops of all rows, which stand; ST_CANCELED. */
enum st coverage_stops(struct coverage *c, const struct eval_env *env,
		       const struct order *o) WARN_UNUSED;

#endif
