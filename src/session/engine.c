/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker: what it does next, and how it and the screen hand things to each other. */
#include "session/engine_priv.h"

#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define MS INT64_C(1000000)
/* News of the load at most this often. */
#define PROGRESS_NS (250 * MS)
/* A new order waits until this many times the work since the last one has gone by. */
#define REST_FACTOR 8

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 * MS + t.tv_nsec;
}

static void poke(int fd)
{
	ssize_t n;

	do
		n = write(fd, "", 1);
	while (n < 0 && errno == EINTR);
	/* a full pipe is as good: the reader wakes anyway */
}

#define AWAKE_MS 1000

static void drain(int fd)
{
	char bytes[256];

	while (read(fd, bytes, sizeof(bytes)) > 0)
		;
}

void engine_wake(struct engine *e)
{
	poke(e->wake_fd);
}

/* Threads of ours take no signals: those are for the thread of the screen. */
static int start_thread(pthread_t *ret, void *(*fn)(void *), void *arg)
{
	sigset_t all, old;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	rc = pthread_create(ret, NULL, fn, arg);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc;
}

static void ask_unref(struct ask *a)
{
	if (!a || atomic_fetch_sub(&a->refs, 1) != 1)
		return;
	if (a->ops->free_arg)
		a->ops->free_arg(a->arg);
	free(a);
}

void want_release(struct want *w)
{
	for (size_t i = 0; i < w->n; i++)
		line_unref(w->lines[i].line);
	free(w->lines);
	*w = (struct want){ 0 };
}

void engine_publish(struct engine *e, struct view *v)
{
	struct view *old;

	pthread_mutex_lock(&e->lock);
	old = e->view;
	if (!old || old->sel->order != v->sel->order)
		e->order_serial++;
	e->view = v;
	pthread_mutex_unlock(&e->lock);
	view_unref(old);
	engine_wake(e);
}

/* Under the lock: the key for which a task must have been answered. */
static uint64_t task_key(const struct engine *e, const struct ask *a)
{
	return a->ops->by_order ? e->order_serial : e->view->serial;
}

static bool task_due(const struct engine *e, const struct task *t)
{
	if (!t->ask)
		return false;
	return t->ask->ops->once ? t->done == 0 : t->done != task_key(e, t->ask);
}

static void task_set_result(struct task *t, const struct task_ops *ops, void *result,
			    bool last)
{
	if (t->result)
		t->result_ops->free(t->result);
	t->result = result;
	t->result_ops = ops;
	t->last = last;
}

static void take_partial(const struct task_env *env, void *result)
{
	struct engine *e = env->engine;
	struct task *t = &e->tasks[env->slot];
	const struct task_ops *ops = NULL;

	pthread_mutex_lock(&e->lock);
	if (t->ask && t->ask->id == env->ask) {
		task_set_result(t, t->ask->ops, result, false);
		ops = t->ask->ops;
	}
	pthread_mutex_unlock(&e->lock);
	/* asked something else meanwhile: the result has the ask's own way to be freed */
	if (!ops)
		env->drop(result);
	engine_wake(e);
}

static void run_task(struct engine *e, unsigned slot, struct ask *a, struct view *v,
		     uint64_t key)
{
	struct task_env env = { e->env, v, take_partial, a->ops->free, e, slot, a->id };
	void *result = a->ops->make(&env, a->arg);
	struct task *t = &e->tasks[slot];
	bool mine;

	pthread_mutex_lock(&e->lock);
	mine = t->ask == a;
	/* without result and not canceled: it cannot be answered, do not ask for ever */
	if (mine && (result || !atomic_load(&e->cancel)))
		t->done = key;
	if (mine && result && result != e)
		task_set_result(t, a->ops, result, true);
	pthread_mutex_unlock(&e->lock);
	if (!mine && result)
		a->ops->free(result);
	if (result)
		engine_wake(e);
}

static void *finish_load(void *arg)
{
	struct engine *e = arg;

	loader_finish(e->loader);
	pthread_mutex_lock(&e->lock);
	e->loader = NULL;
	e->loading = e->finishing = false;
	atomic_store(&e->finished, true);
	pthread_mutex_unlock(&e->lock);
	poke(e->pipe[1]);
	engine_wake(e);
	return NULL;
}

/* All is read: duplicates and the final order are another thread's work. */
static void watch_load(struct engine *e)
{
	int64_t now = now_ns();
	bool loading, done;

	pthread_mutex_lock(&e->lock);
	loading = e->loading && !e->finishing;
	done = loading && loader_done(e->loader);
	if (done) {
		loader_progress(e->loader, &e->progress);
		e->progress.running = e->progress.walking = false;
		e->finishing = true;
	}
	pthread_mutex_unlock(&e->lock);
	if (done) {
		e->has_finisher = start_thread(&e->finisher, finish_load, e) == 0;
		if (!e->has_finisher)
			finish_load(e);
	}
	if (done || (loading && now - e->progress_at_ns >= PROGRESS_NS)) {
		e->progress_at_ns = now;
		engine_wake(e);
	}
}

static bool is_finishing(struct engine *e)
{
	bool is;

	pthread_mutex_lock(&e->lock);
	is = e->finishing;
	pthread_mutex_unlock(&e->lock);
	return is;
}

/* Is it time for a new order? *ret_wait_ns: if not, how long to wait; -1 for good. */
static bool order_due(struct engine *e, int64_t *ret_wait_ns)
{
	const struct view *v = e->view;
	int64_t rest, gone;

	*ret_wait_ns = -1;
	if (v->final)
		return false;
	if (atomic_load(&e->finished))
		return true;
	/* the order of files is being worked out: the next one is the last */
	if (is_finishing(e))
		return false;
	if (store_nsegs(e->store) <= v->sel->order->nsegs)
		return false;
	if (v->sel->order->nsegs == 0)
		return true;
	rest = MAX(PROGRESS_NS, e->busy_ns * REST_FACTOR);
	gone = now_ns() - e->order_at_ns;
	*ret_wait_ns = rest - gone;
	return gone >= rest;
}

/* The next piece of work, under the lock: JOB_VIEW, a slot, or JOB_NONE. */
static int next_job(struct engine *e, bool new_order)
{
	if (new_order || e->view->gen != e->want.gen || e->view->partial)
		return JOB_VIEW;
	for (int i = 0; i < TASK_COUNT; i++) {
		if (task_due(e, &e->tasks[i]))
			return i;
	}
	return JOB_NONE;
}

/* Do one piece of work; false when there is none. */
static bool work_once(struct engine *e, bool new_order)
{
	int64_t start = now_ns();
	struct want want = { 0 };
	struct ask *a = NULL;
	struct view *v = NULL;
	uint64_t key = 0;
	int job;

	pthread_mutex_lock(&e->lock);
	job = next_job(e, new_order);
	e->running = job;
	atomic_store(&e->cancel, false);
	if (job == JOB_VIEW) {
		want = want_copy(&e->want);
	} else if (job >= 0) {
		a = e->tasks[job].ask;
		atomic_fetch_add(&a->refs, 1);
		v = view_ref(e->view);
		key = task_key(e, a);
	}
	pthread_mutex_unlock(&e->lock);
	if (job == JOB_VIEW) {
		if (new_order) {
			e->busy_ns = 0;
			e->order_at_ns = start;
		}
		/* a canceled one is asked for again by the newer state */
		(void)!engine_view_new(e, &want, new_order);
		want_release(&want);
	} else if (job >= 0) {
		run_task(e, (unsigned)job, a, v, key);
		ask_unref(a);
		view_unref(v);
	}
	e->busy_ns += now_ns() - start;
	pthread_mutex_lock(&e->lock);
	e->running = JOB_NONE;
	pthread_mutex_unlock(&e->lock);
	return job != JOB_NONE;
}

void engine_discard(struct engine *e, void (*free_fn)(void *p), void *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&e->lock);
	ALLOC_GROW(e->trash, e->ntrash + 1, e->captrash);
	e->trash[e->ntrash++] = (struct trash){ free_fn, p };
	pthread_mutex_unlock(&e->lock);
	poke(e->pipe[1]);
}

static void empty_trash(struct engine *e)
{
	struct trash *t;
	size_t n;

	pthread_mutex_lock(&e->lock);
	t = e->trash;
	n = e->ntrash;
	e->trash = NULL;
	e->ntrash = e->captrash = 0;
	pthread_mutex_unlock(&e->lock);
	for (size_t i = 0; i < n; i++)
		t[i].free_fn(t[i].p);
	free(t);
}

/* Milliseconds to sleep at most, -1 for ever. */
static int sleep_ms(struct engine *e, int64_t order_wait_ns)
{
	int64_t wait = order_wait_ns;
	bool loading;

	pthread_mutex_lock(&e->lock);
	loading = e->loading && !e->finishing;
	pthread_mutex_unlock(&e->lock);
	if (loading && (wait < 0 || wait > PROGRESS_NS))
		wait = PROGRESS_NS;
	return wait < 0 ? -1 : (int)(wait / MS) + 1;
}

static void *work(void *arg)
{
	struct engine *e = arg;

	for (;;) {
		struct pollfd p = { .fd = e->pipe[0], .events = POLLIN };
		int64_t wait;
		bool quit, due;

		/* first: what is said from here on wakes the poll below */
		drain(e->pipe[0]);
		pthread_mutex_lock(&e->lock);
		quit = e->quit;
		pthread_mutex_unlock(&e->lock);
		if (quit)
			break;
		watch_load(e);
		due = order_due(e, &wait);
		if (work_once(e, due))
			continue;
		empty_trash(e);
		/* should a byte that wakes have been lost, it is but late */
		wait = sleep_ms(e, wait);
		poll(&p, 1, wait < 0 ? AWAKE_MS : (int)MIN(wait, AWAKE_MS));
	}
	engine_drop_cache(e);
	return NULL;
}

struct engine *engine_new(struct store *s, const struct eval_env *env, int wake_fd,
			  struct err *err)
{
	struct engine *e = xcalloc(1, sizeof(*e));
	struct want none = { 0 };

	e->store = s;
	e->wake_fd = wake_fd;
	e->env = *env;
	e->env.store = s;
	e->env.threads = MAX(env->threads, 1u);
	e->env.cancel = &e->cancel;
	e->running = JOB_NONE;
	e->next_ask = 1;
	pthread_mutex_init(&e->lock, NULL);
	if (pipe2(e->pipe, O_NONBLOCK | O_CLOEXEC) != 0) {
		err_sys(err, ST_IO, errno, "cannot make a pipe");
		goto fail;
	}
	/* the empty view, so that there always is one */
	if (engine_view_new(e, &none, true) != ST_OK) {
		err_set(err, ST_NOMEM, "out of memory");
		goto fail_pipe;
	}
	engine_task(e, TASK_COUNTS, &counts_ops, NULL);
	engine_task(e, TASK_READ, &read_ops, NULL);
	if (start_thread(&e->worker, work, e) != 0) {
		err_set(err, ST_IO, "cannot start a thread");
		goto fail_pipe;
	}
	e->has_worker = true;
	return e;

fail_pipe:
	view_unref(e->view);
	ask_unref(e->tasks[TASK_COUNTS].ask);
	ask_unref(e->tasks[TASK_READ].ask);
	close(e->pipe[0]);
	close(e->pipe[1]);
fail:
	pthread_mutex_destroy(&e->lock);
	free(e);
	return NULL;
}

int engine_load_fd(const struct engine *e)
{
	return e->pipe[1];
}

void engine_load(struct engine *e, struct loader *l)
{
	pthread_mutex_lock(&e->lock);
	e->loader = l;
	e->loading = true;
	pthread_mutex_unlock(&e->lock);
	poke(e->pipe[1]);
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	engine_load_stop(e);
	pthread_mutex_lock(&e->lock);
	e->quit = true;
	atomic_store(&e->cancel, true);
	pthread_mutex_unlock(&e->lock);
	poke(e->pipe[1]);
	pthread_join(e->worker, NULL);
	if (e->has_finisher)
		pthread_join(e->finisher, NULL);
	else if (e->loader)
		loader_abandon(e->loader);
	for (int i = 0; i < TASK_COUNT; i++) {
		task_set_result(&e->tasks[i], NULL, NULL, true);
		ask_unref(e->tasks[i].ask);
	}
	empty_trash(e);
	want_release(&e->want);
	view_unref(e->view);
	close(e->pipe[0]);
	close(e->pipe[1]);
	pthread_mutex_destroy(&e->lock);
	free(e);
}

void engine_want(struct engine *e, uint64_t gen, struct slot *lines, size_t n)
{
	struct want old;

	pthread_mutex_lock(&e->lock);
	old = e->want;
	e->want = (struct want){ gen, lines, n };
	atomic_store(&e->cancel, true);
	pthread_mutex_unlock(&e->lock);
	want_release(&old);
	poke(e->pipe[1]);
}

struct view *engine_view(struct engine *e, const struct view *have)
{
	struct view *v = NULL;

	pthread_mutex_lock(&e->lock);
	if (e->view != have)
		v = view_ref(e->view);
	pthread_mutex_unlock(&e->lock);
	return v;
}

void engine_task(struct engine *e, enum task_slot slot, const struct task_ops *ops,
		 void *arg)
{
	struct task *t = &e->tasks[slot];
	struct ask *a = NULL, *old;

	if (ops) {
		a = xcalloc(1, sizeof(*a));
		atomic_init(&a->refs, 1);
		a->ops = ops;
		a->arg = arg;
	}
	pthread_mutex_lock(&e->lock);
	old = t->ask;
	if (a)
		a->id = e->next_ask++;
	t->ask = a;
	t->done = 0;
	task_set_result(t, NULL, NULL, true);
	/* what is less urgent makes room */
	if (e->running >= (int)slot)
		atomic_store(&e->cancel, true);
	pthread_mutex_unlock(&e->lock);
	ask_unref(old);
	poke(e->pipe[1]);
}

void *engine_take(struct engine *e, enum task_slot slot, bool *ret_last)
{
	void *r;

	pthread_mutex_lock(&e->lock);
	r = e->tasks[slot].result;
	if (ret_last)
		*ret_last = e->tasks[slot].last;
	e->tasks[slot].result = NULL;
	pthread_mutex_unlock(&e->lock);
	return r;
}

void engine_ask(struct engine *e, const struct question *q, void *arg)
{
	engine_task(e, q->slot, &q->ops, arg);
}

void engine_ask_no_more(struct engine *e, const struct question *q)
{
	const struct task *t = &e->tasks[q->slot];
	bool mine;

	pthread_mutex_lock(&e->lock);
	mine = t->ask && t->ask->ops == &q->ops;
	pthread_mutex_unlock(&e->lock);
	if (mine)
		engine_task(e, q->slot, NULL, NULL);
}

void *engine_answer(struct engine *e, const struct question *q, bool *ret_last)
{
	const struct task *t = &e->tasks[q->slot];
	bool mine;

	/* only this thread asks and takes: what is there may become newer, not another's */
	pthread_mutex_lock(&e->lock);
	mine = t->result && t->result_ops == &q->ops;
	pthread_mutex_unlock(&e->lock);
	return mine ? engine_take(e, q->slot, ret_last) : NULL;
}

bool engine_pending(struct engine *e, enum task_slot slot)
{
	bool due;

	pthread_mutex_lock(&e->lock);
	due = task_due(e, &e->tasks[slot]) || e->tasks[slot].result;
	pthread_mutex_unlock(&e->lock);
	return due;
}

void engine_cancel_tasks(struct engine *e)
{
	struct ask *dropped[TASK_COUNT] = { NULL };

	pthread_mutex_lock(&e->lock);
	for (int i = 0; i < TASK_COUNT; i++) {
		struct task *t = &e->tasks[i];

		/* these two belong to the view, and are soon done */
		if (!task_due(e, t) || i == TASK_COUNTS || i == TASK_SETS)
			continue;
		if (t->ask->ops->once) {
			dropped[i] = t->ask;
			t->ask = NULL;
		} else {
			t->done = task_key(e, t->ask);
		}
	}
	if (e->running >= 0)
		atomic_store(&e->cancel, true);
	pthread_mutex_unlock(&e->lock);
	for (int i = 0; i < TASK_COUNT; i++)
		ask_unref(dropped[i]);
}

bool engine_idle(struct engine *e, bool load)
{
	bool idle;

	pthread_mutex_lock(&e->lock);
	idle = e->running == JOB_NONE && next_job(e, false) == JOB_NONE &&
	       (!load || (!e->loading && (!atomic_load(&e->finished) || e->view->final)));
	pthread_mutex_unlock(&e->lock);
	return idle;
}

void engine_progress(struct engine *e, struct load_progress *ret, bool *ret_finishing,
		     bool *ret_finished)
{
	pthread_mutex_lock(&e->lock);
	if (e->loading && !e->finishing)
		loader_progress(e->loader, &e->progress);
	*ret = e->progress;
	*ret_finishing = e->finishing;
	pthread_mutex_unlock(&e->lock);
	*ret_finished = atomic_load(&e->finished);
}

void engine_load_stop(struct engine *e)
{
	pthread_mutex_lock(&e->lock);
	if (e->loading && !e->finishing)
		loader_stop(e->loader);
	pthread_mutex_unlock(&e->lock);
}
