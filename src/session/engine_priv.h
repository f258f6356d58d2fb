/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the engine share. */
#ifndef SESSION_ENGINE_PRIV_H
#define SESSION_ENGINE_PRIV_H

#include "eval/rowbits.h"
#include "session/engine.h"

#include <pthread.h>

/* A line with its rows. Those of the stack stay, others until there are more than
 * CACHE_MAX. */
struct line_cache {
	struct line *line;
	struct rowbits rows;
	uint64_t used; /* number of the last view that asked for it */
};

#define CACHE_MAX 32

/* A question being asked: counted, because the worker holds it while it runs. */
struct ask {
	_Atomic(uint32_t) refs;
	const struct task_ops *ops;
	void *arg;
	uint64_t id;
};

struct task {
	struct ask *ask;
	uint64_t done; /* key (serial of view or order) it was answered for; 0: none */
	void *result;  /* not taken yet */
	const struct task_ops *result_ops;
	bool last; /* the result is whole */
};

/* The state to evaluate. */
struct want {
	uint64_t gen;
	struct slot *lines;
	size_t n;
};

struct engine {
	struct store *store;
	struct eval_env env;
	int wake_fd; /* the screen's */
	int pipe[2]; /* the worker's own: loader and screen write */
	_Atomic(bool) cancel;

	pthread_t worker, finisher;
	bool has_worker, has_finisher;

	pthread_mutex_t lock; /* below: under it */
	bool quit;
	struct want want;
	struct view *view;
	uint64_t order_serial; /* another number, another order */
	struct task tasks[TASK_COUNT];
	uint64_t next_ask;
	struct trash {
		void (*free_fn)(void *p);
		void *p;
	} * trash;
	size_t ntrash, captrash;
	int running;                   /* slot that runs, JOB_VIEW, or -1 */
	struct loader *loader;         /* NULL once it is being finished */
	struct load_progress progress; /* the last one of the loader */
	bool loading, finishing;

	/* The worker's own. */
	struct line_cache **cache;
	size_t ncache, capcache;
	int64_t busy_ns;     /* work since the last order */
	int64_t order_at_ns; /* when the last order was published */
	int64_t progress_at_ns;
	_Atomic(bool) finished; /* set by the finisher */
};

#define JOB_VIEW (-2)
#define JOB_NONE (-1)

/* engine_view.c: on the worker's thread. */
/* Make and publish a view of WANT; ST_CANCELED when a newer one is wanted. */
enum st engine_view_new(struct engine *e, const struct want *want,
			bool new_order) WARN_UNUSED;
/* The ops of TASK_COUNTS and TASK_READ: their result is the engine, which is none. */
extern const struct task_ops counts_ops, read_ops;
void engine_drop_cache(struct engine *e);

struct want want_copy(const struct want *w);

/* engine.c */
void want_release(struct want *w);
/* Wake the screen. */
void engine_wake(struct engine *e);
/* Publish V (taken over) in place of the newest. */
void engine_publish(struct engine *e, struct view *v);

#endif
