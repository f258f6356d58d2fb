/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was written, counted while writing: each thread counts for itself, then all are summed.
 * Copies are counted as copies only.
 */
#ifndef MKTRAIL_TALLY_H
#define MKTRAIL_TALLY_H

#include "ops.h"
#include "world.h"

/* Records without an op of the table. */
enum special {
	SP_INVOKE,
	SP_INVOKE_EXECUTION,
	SP_ASSUME_ROLE,
	SP_ASSUME_ROLE_SAML,
	SP_ASSUME_ROLE_WEB,
	SP_CONSOLE_LOGIN,
	SP_RUN_INSTANCES,
	SP_SERVICE_EVENT,
	SP_COUNT
};
extern const char *const special_names[SP_COUNT];
extern const char *const special_sources[SP_COUNT];

struct tally_fn {
	uint64_t invocations, changes, failed;
	uint64_t caller[(N_IDENTITIES + 63) / 64]; /* a bit for each identity */
};
/* A record of a planted attack: plant.c. */
struct attack_step {
	uint32_t file, step;
	char what[48], id[37];
};
struct tally {
	unsigned n_ops;
	uint64_t events, copies, files, empty_files, digests, insights, bytes, sessions,
		failed;
	uint64_t *op; /* n_ops + SP_COUNT */
	uint64_t identity[N_IDENTITIES];
	struct tally_fn fn[N_FUNCTIONS];
	struct attack_step *steps;
	uint32_t n_steps;
};

void tally_init(struct tally *t, unsigned n_ops);
void tally_release(struct tally *t);
/* WHAT is cut at 47 characters; ID has 36. */
void tally_plant(struct tally *t, uint32_t file, const char *what, const char *id);
/* MORE's counts are added; attacks come in the order of their files. */
void tally_add(struct tally *t, const struct tally *more);

#endif
