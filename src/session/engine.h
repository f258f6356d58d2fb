/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Evaluation in the background. One worker thread (and those of eval_run()) takes the
 * newest wanted state, cancels what is older, and publishes answers. It also watches the
 * load: new segments are evaluated as they come; a new order is published at most 4 times a
 * second, and ever more rarely as the store grows, because each costs a sort of everything.
 *
 * Behind session.h.
 */
#ifndef SESSION_ENGINE_H
#define SESSION_ENGINE_H

#include "load/loader.h"
#include "session/stack.h"
#include "session/view.h"

struct engine;

/* What a task may use, on the worker's thread. */
struct task_env {
	struct eval_env eval;    /* with the flag that cancels it */
	const struct view *view; /* newest */
	/* Hand over a first part of the result; may be called several times. */
	void (*partial)(const struct task_env *env, void *result);
	/* The engine's own. */
	void (*drop)(void *result);
	struct engine *engine;
	unsigned slot;
	uint64_t ask;
};

/*
 * A question, asked again for each new view. MAKE returns the result, or NULL when it was
 * cancelled (it is then asked again; what ARG remembers need not be done twice). FREE frees
 * a result, from any thread; FREE_ARG the argument.
 */
struct task_ops {
	void *(*make)(const struct task_env *env, void *arg);
	void (*free)(void *result);
	void (*free_arg)(void *arg);
	bool once;     /* answered for one view only */
	bool by_order; /* depends on the loaded events, not on the filters */
};

/* One question each, the most urgent first. */
enum task_slot {
	TASK_JUMP,
	TASK_SEARCH,
	TASK_MARK,
	TASK_COUNTS, /* the engine's own: KEEPS and WITHOUT of the lines */
	TASK_SETS,
	TASK_VALUES,
	TASK_VALUES_ORDER,
	TASK_SORT, /* the order of the events, */
	TASK_ROWS, /* the list of the pane on the screen, */
	TASK_PAGE, /* the page of one of its rows, */
	TASK_SAME, /* and how many events have the value under the cursor */
	TASK_COVERAGE,
	TASK_INTEGRITY,
	TASK_READ, /* the engine's own: records that no view asked for, for TASK_COUNTS */
	TASK_COUNT
};

/*
 * A question as the rest of the program knows it: it lives with its subject, and is asked by
 * session_ask(). Those of one slot take turns: only the one asked last is answered.
 */
struct question {
	enum task_slot slot;
	struct task_ops ops;
};

/*
 * ENV is what questions are asked with; its store (S) and its flag are the engine's. A byte
 * goes to WAKE_FD when there is news.
 */
struct engine *engine_new(struct store *s, const struct eval_env *env, int wake_fd,
			  struct err *err);
/* The descriptor for load_options.wake_fd; then the loader itself, which the engine now
 * owns. */
int engine_load_fd(const struct engine *e);
void engine_load(struct engine *e, struct loader *l);
/* Stop the load and the work, wait for the threads. */
void engine_free(struct engine *e);

/* Another state is wanted: the lines (their references and the array are taken over) of
 * GEN. */
void engine_want(struct engine *e, uint64_t gen, struct slot *lines, size_t n);
/* The newest view, when it is another than HAVE, with a reference; else NULL. */
struct view *engine_view(struct engine *e, const struct view *have);

/* Ask (ARG is taken over), or ask no more (OPS NULL). Results not taken are freed. */
void engine_task(struct engine *e, enum task_slot slot, const struct task_ops *ops,
		 void *arg);
/* Take a new result of SLOT, the caller owns it; NULL when there is none. *ret_last (which
 * may be NULL): it is no mere part. */
void *engine_take(struct engine *e, enum task_slot slot, bool *ret_last);
/* The same for questions; what is of another question of its slot stays. */
void engine_ask(struct engine *e, const struct question *q, void *arg);
void engine_ask_no_more(struct engine *e, const struct question *q);
void *engine_answer(struct engine *e, const struct question *q, bool *ret_last);
/* Is SLOT asked something that is not answered for the newest view, or not taken, yet? */
bool engine_pending(struct engine *e, enum task_slot slot);
/* Have P freed by the worker: millions of rows take longer to free than a key may take. */
void engine_discard(struct engine *e, void (*free_fn)(void *p), void *p);
/* Give up all tasks that run or wait (those asked for each view: until the next view). */
void engine_cancel_tasks(struct engine *e);
/* Nothing to do, now. LOAD: the load counts too. */
bool engine_idle(struct engine *e, bool load);

void engine_progress(struct engine *e, struct load_progress *ret, bool *ret_finishing,
		     bool *ret_finished);
void engine_load_stop(struct engine *e);

#endif
