/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One file's worth of records: the state of a generator (one for each thread), the callers of
 * records, and the writing of a record.
 */
#ifndef MKTRAIL_GEN_H
#define MKTRAIL_GEN_H

#include "ops.h"
#include "plan.h"
#include "session.h"
#include "tally.h"

/* Who makes the calls of a run of records: userIdentity and what goes with it, ready-made. */
struct actor {
	uint32_t identity; /* of the world's numbering, or NO_IDENTITY */
	const char *ip, *agent;
	char ui[1600]; /* the value of userIdentity */
	uint32_t ui_len;
	uint32_t key_at; /* where in ui a new key is drawn for each record; 0 = nowhere */
	bool console, service;
	char arn[192]; /* for messages of denied calls */
};
#define NO_IDENTITY UINT32_MAX

enum outcome { OUT_OK, OUT_DENIED, OUT_ABSENT, OUT_THROTTLED };

struct gen {
	const struct config *config;
	const struct world *world;
	const struct plan *plan;
	const struct ops *ops;
	struct tally *tally; /* of what is written; NULL while copies are replayed */
	struct text out;     /* records, in runs; a comma between the records of a run */
	size_t *span;        /* where each run begins in `out` */
	uint32_t n_spans, room_spans;
	uint32_t
		limit; /* of a replay: records wanted; `cut` = where the last of them ends */
	size_t cut;
	size_t id_at; /* where the eventID of the last record stands in `out` */
	/* the file being made */
	uint32_t index;
	const struct planned *file;
	const struct account *account;
	const char *region;
	struct rng rng;
	uint32_t n, n_lambda, next_session;
	int64_t now_ms;
	bool attacked;
	/* what a run of records shares */
	char bucket[64];
	uint32_t bucket_no, word, name_a, name_b, kms, fn, role, user;
	/* drawn once for a record */
	unsigned drawn;
	char key[128];
	uint32_t key_len;
	uint64_t id_i, id_j;
	char uuid[36];
	int64_t now; /* seconds */
	struct actor actor;
};

/* What is put where `$X` stands in the shapes of ops.h; the context is a struct gen. */
extern const tmpl_fn gen_codes[128];

/* New values for what a run of records shares. */
void gen_draw_run(struct gen *g);
/* Append the record of one call of OP at second g->now. */
void gen_record(struct gen *g, const struct op *op, const struct actor *a,
		enum outcome outcome);

/* Pieces of a record, for those that are not made from a template. */
void gen_head(struct gen *g, const struct actor *a, const char *source, const char *name);
void gen_begin(struct gen *g); /* a comma after the record before, room for one more */
/* requestID REQUEST (36 characters, or NULL = a new one) up to the end. */
struct gen_tail {
	const char *request;
	bool read, data, login, shared, tls;
	const char *host; /* eventSource, for tlsDetails */
	const struct tmpl *resources;
};
void gen_tail(struct gen *g, const struct actor *a, const struct gen_tail *t);
/* A record is complete: count it. gen_tail() does so itself. */
void gen_done(struct gen *g, const struct actor *a);

/* actor.c */
void actor_session(struct gen *g, struct actor *a, const struct session *s);
void actor_service(struct gen *g, struct actor *a, uint32_t service);
void actor_user(struct gen *g, struct actor *a, uint32_t user);
void actor_foreign(struct gen *g, struct actor *a, uint32_t external);
void actor_subject(struct gen *g, struct actor *a, uint32_t subject);
void actor_person(struct gen *g, struct actor *a, uint32_t person);
void actor_root(struct gen *g, struct actor *a);
void actor_untyped(struct gen *g, struct actor *a);
/* Whoever the identity is; for the issuers of sessions. */
void actor_identity(struct gen *g, struct actor *a, uint32_t identity);

/* special.c: records that no template makes */
void gen_issue(struct gen *g, const struct session *s);
/* g->actor assumes the role of S now. */
void gen_assume(struct gen *g, const struct session *s, enum special what);
/* A caller of the function invokes it, in the way that caller does. */
void gen_invocation(struct gen *g, const struct fn *fn, const struct fn_caller *c);
/* g->actor invokes it; RUNS > 0: asynchronously, with so many InvokeExecutions. */
void gen_invoke(struct gen *g, const struct fn *fn, const struct fn_caller *c,
		uint32_t runs);
void gen_many_instances(struct gen *g);
void gen_service_event(struct gen *g);

/* plant.c: an attack from a stolen key to what the function's role takes away; 22 records */
enum { PLANT_RECORDS = 22 };
void gen_attack(struct gen *g);

/* filegen.c */
void gen_init(struct gen *g, const struct config *c, const struct world *w,
	      const struct plan *p, const struct ops *ops, struct tally *tally);
void gen_release(struct gen *g);
/*
 * The text of file INDEX, copies included, is put into FILE. REPLAY is a second generator, which
 * makes the start of another file again for its copies.
 */
void gen_file(struct gen *g, struct gen *replay, uint32_t index, struct text *file);
/* A new run of records begins: what belongs together when a file is not sorted. */
void gen_span(struct gen *g);
/* Own records that the file still lacks. */
static inline uint32_t gen_left(const struct gen *g)
{
	uint32_t own = plan_own(g->file);

	return g->n < own ? own - g->n : 0;
}

#endif
