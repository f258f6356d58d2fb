/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Evaluation in the background. One worker thread (and the threads of eval_run()) takes the newest
 * wanted state, cancels what is older, and publishes answers. It also watches the load:
 * new segments are evaluated as they come, a new order is published at most 4 times a second,
 * and ever more rarely as the store grows (each costs a sort of everything).
 *
 * Behind session.h; panes use engine_task() for work of their own.
 */
#ifndef MODEL_ENGINE_H
#define MODEL_ENGINE_H

#include "ingest/raw.h"
#include "load/loader.h"
#include "model/stack.h"
#include "model/view.h"

struct engine;

/* What a task may use, on the worker's thread. */
struct task_env {
	struct eval_env eval;	 /* with the flag that cancels it */
	const struct view *view; /* newest */
	/* Progress: hand over a first part of the result; may be called several times. */
	void (*partial)(void *arg, void *result);
	void *partial_arg;
};

/*
 * A question of a pane, asked again for each new view. MAKE returns the result, or NULL when
 * cancelled; FREE frees one (from any thread), FREE_ARG the argument.
 */
struct task_ops {
	void *(*make)(const struct task_env *env, void *arg);
	void (*free)(void *result);
	void (*free_arg)(void *arg);
	bool once;     /* answer it for one view only */
	bool by_order; /* depends on the loaded events only, not on the filters */
};

/* One question each; in order of urgency. */
enum task_slot {
	TASK_JUMP,
	TASK_SEARCH,
	TASK_MARK,
	TASK_VALUES,
	TASK_PANE,  /* the pane on the screen */
	TASK_PANE2, /* its lower half */
	TASK_SETS,
	TASK_COVERAGE,
	TASK_COUNT
};

/* WAKE_FD: a byte is written when an answer is there (non-blocking). Takes the loader over. */
struct engine *engine_new(struct store *s, struct raw *raw, unsigned threads, int wake_fd,
			  struct err *err);
/* The descriptor for load_options.wake_fd; then the loader itself, which the engine now owns. */
int engine_load_fd(const struct engine *e);
void engine_load(struct engine *e, struct loader *l);
void engine_free(struct engine *e);

/* Another state is wanted: the lines (references taken over) of stack generation GEN. */
void engine_want(struct engine *e, uint64_t gen, struct slot *lines, size_t n);
/* The newest view when it is another than SERIAL, with a reference; else NULL. */
struct view *engine_view(struct engine *e, uint64_t serial);

/* Ask (ARG is taken over), ask no more (OPS NULL). */
void engine_task(struct engine *e, enum task_slot slot, const struct task_ops *ops, void *arg);
/* Take a new result of SLOT, the caller owns it; NULL when there is none. *ret_last: not a part. */
void *engine_take(struct engine *e, enum task_slot slot, bool *ret_last);
/* Cancel all tasks that run or wait. */
void engine_cancel_tasks(struct engine *e);
/* Nothing to do, now. LOAD: the load counts too. */
bool engine_idle(struct engine *e, bool load);

struct session_progress;
void engine_progress(struct engine *e, struct load_progress *ret, bool *ret_finishing,
		     bool *ret_finished);
void engine_load_stop(struct engine *e);

#endif
