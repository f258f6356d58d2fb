/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a function did: evidence (evidence.c), and what it comes to (acts.c). */
#ifndef LAMBDA_ACTING_H
#define LAMBDA_ACTING_H

#include "lambda/priv.h"

struct lambda_acting {
	struct lambda_draft *m;
	size_t words, cap;
	/* what was taken by each evidence, the best first: .bits NULL when nothing was */
	struct {
		uint64_t *bits;
		struct sv expr;
	} taken[EVIDENCE_COUNT];
	struct names keys; /* source and event of the acts from FIRST on */
	size_t first;
	struct names sessions; /* that lambda.amazonaws.com began: names of functions */
};

/*
 * Take what EXPR selects and no better evidence has. The filters of the acts open exactly the
 * events that they count.
 */
enum st lambda_acting_take(struct lambda_acting *a, enum lambda_evidence evidence,
			   struct buf *expr) WARN_UNUSED;
/* Note "N events WORDS (-f 'EXPR')", when something of the selected ones of EXPR is left. */
enum st lambda_acting_note(struct lambda_acting *a, struct buf *expr,
			   const char *words) WARN_UNUSED;
/* Count BITS, keys spelled. */
enum st lambda_acting_count(struct lambda_acting *a, const uint64_t *bits,
			    const struct fieldref *by, size_t nby,
			    struct counts *ret) WARN_UNUSED;
/* Take all that there is evidence for. */
enum st lambda_evidence_find(struct lambda_acting *a) WARN_UNUSED;

#endif
