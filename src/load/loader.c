/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue between walker and readers, pauses, and the end of a load. */
#include "load/loader.h"

#include "ingest/intake.h"
#include "load/walk.h"
#include "util/hash.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Rows of the first segment of each thread: something to look at soon. */
#define EARLY_ROWS 256

/* Below this the program alone, with its libraries and two threads, does not fit. */
#define MEMORY_LEAST ((uint64_t)48 << 20)
#define PIECE_MOST   ((uint64_t)32 << 20)
#define PIECE_LEAST  ((uint64_t)1 << 20)
#define MEMORY_SPARE ((uint64_t)3 << 20) /* the last segments, small tables */
#define END_BYTES    10u                 /* of an event, when the load ends */

/* A source already read: (device, inode) -> file. */
struct loader {
	struct store *store;
	struct load_options opt;
	const char *const *paths;
	size_t npaths;
	pthread_t *threads;
	unsigned nthreads; /* readers; one more thread walks */
	_Atomic(unsigned) running;
	_Atomic(bool) cancel, memory_limit, walking;
	int statm; /* /proc/self/statm, -1: not to be had */
	_Atomic(uint64_t) files_found, files_done, bytes_found, bytes_done, bad_files;
	struct timespec started;
	_Atomic(uint64_t) nanoseconds; /* of the whole load, once done */
	/* files waiting, first come first served */
	pthread_mutex_t lock;
	pthread_cond_t more;
	uint32_t *queue;
	size_t head, tail, cap;
	bool closed;
	/* under lock */
	struct hashtab seen; /* files read, by device and inode */
	bool first_taken;
};

struct worker {
	struct loader *l;
	struct intake reader;
	bool early; /* the first segment was sealed */
};

static void wake(struct loader *l)
{
	ssize_t n;

	if (l->opt.wake_fd < 0)
		return;
	do
		n = write(l->opt.wake_fd, "l", 1);
	while (n < 0 && errno == EINTR);
	/* a full pipe: somebody is awake already */
}

/* ---- the queue ---- */

static void push(struct loader *l, uint32_t file)
{
	pthread_mutex_lock(&l->lock);
	if (l->tail == l->cap && l->head > l->cap / 2) {
		memmove(l->queue, l->queue + l->head,
			(l->tail - l->head) * sizeof(*l->queue));
		l->tail -= l->head;
		l->head = 0;
	}
	ALLOC_GROW(l->queue, l->tail + 1, l->cap);
	l->queue[l->tail++] = file;
	pthread_cond_signal(&l->more);
	pthread_mutex_unlock(&l->lock);
}

static bool pop(struct loader *l, uint32_t *ret, bool *ret_first)
{
	bool got;

	pthread_mutex_lock(&l->lock);
	while (l->head == l->tail && !l->closed)
		pthread_cond_wait(&l->more, &l->lock);
	got = l->head < l->tail;
	if (got)
		*ret = l->queue[l->head++];
	*ret_first = !l->first_taken;
	l->first_taken = true;
	pthread_mutex_unlock(&l->lock);
	return got;
}

/* ---- readers ---- */

/*
 * A source is read once: the first to come has it. Which name it keeps is settled at the
 * end.
 */
static bool claim(void *arg, uint32_t i)
{
	struct loader *l = ((struct worker *)arg)->l;
	struct file *f = store_file(l->store, i);
	uint64_t hash = hash_mix(hash_u64(f->source.dev), f->source.ino);

	pthread_mutex_lock(&l->lock);
	HASHTAB_EACH(&l->seen, hash, k) {
		const struct file *other = store_file(l->store, k);

		if (other->source.dev == f->source.dev &&
		    other->source.ino == f->source.ino)
			f->alias_of = k;
	}
	if (f->alias_of == UINT32_MAX)
		hashtab_add(&l->seen, hash, i);
	pthread_mutex_unlock(&l->lock);
	return f->alias_of == UINT32_MAX;
}

/*
 * Is what may be used up? What the end of the load takes is counted in: copies are found by
 * one to two bytes an event, their order is four, and answers are made of bits of them.
 */
static bool over_memory(const struct loader *l)
{
	uint64_t held = store_bytes(l->store), rows = store_rows(l->store);
	uint64_t limit = MAX(l->opt.memory, MEMORY_LEAST), resident;

	if (held > l->opt.memory)
		return true;
	resident = l->statm >= 0 ? memory_resident(l->statm) : 0;
	return MAX(resident, held) + MEMORY_SPARE + rows * END_BYTES > limit;
}

static bool pause_load(void *arg)
{
	struct worker *w = arg;
	struct loader *l = w->l;
	uint32_t row = w->reader.stage->row;

	if (!w->early && row >= EARLY_ROWS) {
		w->early = true;
		if (!stage_seal(w->reader.stage))
			return true;
		wake(l);
	}
	if ((row & 255) == 0) {
		if (row == 0)
			wake(l);
		if (l->opt.memory && over_memory(l))
			atomic_store_explicit(&l->memory_limit, true, memory_order_relaxed);
	}
	return atomic_load_explicit(&l->cancel, memory_order_relaxed) ||
	       atomic_load_explicit(&l->memory_limit, memory_order_relaxed);
}

static const char *stop_reason(const struct loader *l)
{
	return atomic_load_explicit(&l->memory_limit, memory_order_relaxed)
		       ? "not loaded: memory limit"
		       : "not loaded: stopped";
}

/* Memory ran out when a segment was sealed: no more is loaded. */
static void note_lost(struct worker *w)
{
	struct stage *st = w->reader.stage;

	if (!st->failed)
		return;
	atomic_store(&w->l->memory_limit, true);
	atomic_fetch_add_explicit(&w->l->bad_files, st->lost_files, memory_order_relaxed);
	st->failed = false;
	st->lost_files = 0;
}

static void read_one(struct worker *w, uint32_t i, bool first)
{
	struct loader *l = w->l;
	struct file *f = store_file(l->store, i);
	bool stopped = atomic_load(&l->cancel) || atomic_load(&l->memory_limit);

	if (stopped) {
		f->unloaded = true;
		f->state = FSTATE_UNREADABLE;
	} else if (f->source.spooled) {
		if (strcmp(f->path, "-") == 0)
			intake_pipe(&w->reader, i, STDIN_FILENO);
		else
			intake_fifo(&w->reader, i);
	} else {
		intake_file(&w->reader, i, first);
	}
	note_lost(w);
	if (f->lost)
		file_lose(f, 0); /* whatever else was found out about it */
	if (f->unloaded)
		file_problem(f, stop_reason(l));
	f->done = true;
	atomic_fetch_add_explicit(&l->bytes_done, f->bytes, memory_order_relaxed);
	atomic_fetch_add_explicit(&l->files_done, 1, memory_order_relaxed);
	if (f->state == FSTATE_DAMAGED || f->state == FSTATE_UNREADABLE)
		atomic_fetch_add_explicit(&l->bad_files, 1, memory_order_relaxed);
}

static void leave(struct loader *l)
{
	if (atomic_fetch_sub(&l->running, 1) == 1)
		wake(l);
}

/*
 * The most that one thread takes in one piece: a file, what it inflates to, a segment. Small
 * where all may take little.
 */
static size_t piece_of(const struct load_options *o)
{
	uint64_t share = o->memory / 16 / MAX(o->threads, 1u);

	return o->memory ? (size_t)MAX(MIN(share, PIECE_MOST), PIECE_LEAST) : PIECE_MOST;
}

static void *reader_main(void *arg)
{
	struct loader *l = arg;
	struct worker *w = xcalloc(1, sizeof(*w));
	const struct intake_options opt = {
		.limits = { l->opt.limit_depth, l->opt.limit_record },
		.limit_file = l->opt.limit_file,
		.limit_ratio = l->opt.limit_ratio,
		.piece = piece_of(&l->opt),
		.memo = !l->opt.no_memo,
		.hash = l->opt.hash,
		.pause = pause_load,
		.claim = claim,
		.arg = w,
	};
	uint32_t file;
	bool first;

	w->l = l;
	intake_init(&w->reader, l->store, &opt);
	w->reader.stage->most = opt.piece * 2;
	while (pop(l, &file, &first))
		read_one(w, file, first);
	(void)!stage_seal(w->reader.stage); /* note_lost() and the files say the rest */
	note_lost(w);
	intake_release(&w->reader);
	free(w);
	leave(l);
	return NULL;
}

/* ---- the walker ---- */

static bool found(void *arg, const struct walk_found *w)
{
	struct loader *l = arg;
	uint32_t i = store_add_file(l->store, w->path, w->nth_arg);
	struct file *f = store_file(l->store, i);

	atomic_fetch_add_explicit(&l->files_found, 1, memory_order_relaxed);
	if (w->what == WALK_SKIP || w->what == WALK_ERROR) {
		f->state = w->what == WALK_SKIP ? FSTATE_SKIPPED : FSTATE_UNREADABLE;
		file_problem(f, w->why);
		f->done = true;
		atomic_fetch_add_explicit(&l->files_done, 1, memory_order_relaxed);
		if (w->what == WALK_ERROR)
			atomic_fetch_add_explicit(&l->bad_files, 1, memory_order_relaxed);
	} else {
		f->source.spooled = w->what == WALK_STDIN || w->what == WALK_FIFO;
		atomic_fetch_add_explicit(&l->bytes_found, w->bytes, memory_order_relaxed);
		push(l, i);
	}
	return !atomic_load_explicit(&l->cancel, memory_order_relaxed);
}

static void *walker_main(void *arg)
{
	struct loader *l = arg;

	walk_paths(l->paths, l->npaths, found, l);
	pthread_mutex_lock(&l->lock);
	l->closed = true;
	pthread_cond_broadcast(&l->more);
	pthread_mutex_unlock(&l->lock);
	atomic_store(&l->walking, false);
	leave(l);
	return NULL;
}

/* ---- control ---- */

struct loader *loader_start(struct store *s, const char *const *paths, size_t npaths,
			    const struct load_options *opt)
{
	struct loader *l = xcalloc(1, sizeof(*l));
	sigset_t all, old;

	l->store = s;
	l->opt = *opt;
	l->paths = paths;
	l->npaths = npaths;
	l->nthreads = MAX(opt->threads, 1u);
	l->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	l->threads = xcalloc(l->nthreads + 1, sizeof(*l->threads));
	atomic_store(&l->running, l->nthreads + 1);
	atomic_store(&l->walking, true);
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->more, NULL);
	clock_gettime(CLOCK_MONOTONIC, &l->started);
	/* signals are for the thread that started us */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	for (unsigned i = 0; i <= l->nthreads; i++)
		if (pthread_create(&l->threads[i], NULL, i ? reader_main : walker_main,
				   l) != 0)
			xalloc_oom(0);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return l;
}

void loader_stop(struct loader *l)
{
	atomic_store(&l->cancel, true);
}

bool loader_done(const struct loader *l)
{
	return atomic_load(&l->running) == 0;
}

void loader_progress(const struct loader *l, struct load_progress *ret)
{
	struct timespec now;
	uint64_t rows = 0;

	clock_gettime(CLOCK_MONOTONIC, &now);
	for (uint32_t i = 0, n = store_nsegs(l->store); i < n; i++)
		rows += store_seg(l->store, i)->rows;
	*ret = (struct load_progress){
		.files_found = atomic_load(&l->files_found),
		.files_done = atomic_load(&l->files_done),
		.bytes_found = atomic_load(&l->bytes_found),
		.bytes_done = atomic_load(&l->bytes_done),
		.events = rows,
		.bad_files = atomic_load(&l->bad_files),
		.walking = atomic_load(&l->walking),
		.running = !loader_done(l),
		.stopped = atomic_load(&l->cancel),
		.memory_limit = atomic_load(&l->memory_limit),
		.seconds = (double)(now.tv_sec - l->started.tv_sec) +
			   (double)(now.tv_nsec - l->started.tv_nsec) / 1e9,
	};
}

/*
 * A source reached by several names keeps the one that comes first in file order, whichever
 * thread was first; the others stay as aliases of it.
 */
static void settle_aliases(struct store *s)
{
	for (uint32_t i = 0; i < store_nfiles(s); i++) {
		struct file *alias = store_file(s, i), *f;
		char *path;
		uint32_t arg;

		if (alias->alias_of == UINT32_MAX)
			continue;
		f = store_file(s, alias->alias_of);
		if (file_cmp(alias, f) >= 0)
			continue;
		path = f->path;
		arg = f->arg;
		f->path = alias->path;
		f->arg = alias->arg;
		alias->path = path;
		alias->arg = arg;
	}
}

static void release(struct loader *l)
{
	pthread_mutex_destroy(&l->lock);
	pthread_cond_destroy(&l->more);
	free(l->threads);
	free(l->queue);
	hashtab_release(&l->seen);
	if (l->statm >= 0)
		close(l->statm);
	free(l);
}

void loader_finish(struct loader *l)
{
	for (unsigned i = 0; i <= l->nthreads; i++)
		pthread_join(l->threads[i], NULL);
	settle_aliases(l->store);
	store_finish(l->store, l->nthreads);
	release(l);
}

void loader_abandon(struct loader *l)
{
	loader_stop(l);
	for (unsigned i = 0; i <= l->nthreads; i++)
		pthread_join(l->threads[i], NULL);
	release(l);
}
