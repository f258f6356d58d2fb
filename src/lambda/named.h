/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Functions that no event of Lambda names: they are known by the wiring of other services, or by
 * what was done with their credentials.
 */
#ifndef LAMBDA_NAMED_H
#define LAMBDA_NAMED_H

#include "lambda/index.h"

struct lambda_wiring;
void lambda_wiring_free(struct lambda_wiring *w);

/* Function FN is named by the event in ROW. */
struct lambda_naming {
	uint32_t fn;
	row_t row;
};
struct lambda_named {
	struct lambda_naming *v; /* by function, row */
	size_t n, cap;
};

/* Add the functions that only these name to X, and say where. ST_CANCELED. */
enum st lambda_named_find(struct lambda_named *l, struct lambda_index *x,
			  const struct lambda_wiring *w,
			  const struct eval_env *env) WARN_UNUSED;
void lambda_named_release(struct lambda_named *l);

#endif
