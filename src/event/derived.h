/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RULE TABLE: how each derived field is made of the parts of a record. Whoever stores events
 * (store/derive.c) knows neither paths nor rules: it gives a rule the texts of its inputs,
 * once for each distinct combination of them, and keeps what comes out.
 *
 * A new derived field: its row in event/field.h (and rows of the INPUT TABLE there), its
 * rule in event/derived.c.
 */
#ifndef EVENT_DERIVED_H
#define EVENT_DERIVED_H

#include "event/field.h"
#include "util/buf.h"

enum derived_input {
#define E(id, string, path) IN_##id,
	INPUT_LIST(E) IN_COUNT,
#undef E
	IN_END = 255
};

struct derived_path {
	const char *path; /* "a.b.[].c" */
	bool string;      /* literals count as absent */
};
extern const struct derived_path derived_paths[IN_COUNT];

#define DERIVED_INPUTS 16u /* at most, of one rule */

/* What a rule sees: the text of each of its inputs, SV_NULL when absent. */
struct derived_parts {
	const struct sv *v; /* by enum derived_input */
	bool below;         /* something stands below the rule's path */
};

/* Append the value to OUT; false: the record has none. */
typedef bool (*derived_fn)(struct buf *out, const struct derived_parts *in);

struct derived_rule {
	derived_fn value_fn; /* NULL: no field of this table */
	const char *below;   /* a path: the rule asks whether anything stands below it */
	/* where input IF has the text IS, it and WITH decide alone; IS NULL: never */
	struct {
		uint8_t if_in, with;
		const char *is;
	} alone;
	/* so many of the first inputs decide alone where they yield a value; 0: all count */
	uint8_t first;
	uint8_t in[DERIVED_INPUTS + 1]; /* ends with IN_END */
};

/* By field. */
extern const struct derived_rule derived_rules[FLD_COUNT];

/*
 * function and function.arn are one rule of two values. Only events of the source
 * DERIVED_FUNCTION_SOURCE have them; of several resources, the first that is a function is
 * the one that counts. The caller's ARN and the issuer's count by their partition alone.
 */
#define DERIVED_FUNCTION_SOURCE "lambda.amazonaws.com"
extern const uint8_t derived_function_in[]; /* the first is IN_RES_ARN */
#define DERIVED_FUNCTION_INPUTS 15u
/* V also has IN_ARN and IN_ISSUER_ARN. */
bool derived_function(const struct sv *v, struct buf *name, struct buf *arn);
/* 1 + number of the partition that ARN names; 0: none that is known. */
unsigned derived_partition(struct sv arn);

#endif
