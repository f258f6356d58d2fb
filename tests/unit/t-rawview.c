/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `raw` in the stack: answers come in parts, only what is needed is read, newer ones win. */
#include "ingest/raw.h"
#include "session/engine.h"

#include "loaded.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define FILES   24u
#define EVENTS  4000u /* of a file */
#define ALL     (FILES * EVENTS)
#define WAIT_MS 60000

/* ---- a reader of records with a gate ---- */

static struct {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	uint64_t passed, limit; /* records */
	struct raw *raw;
} gate = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, UINT64_MAX, NULL };

struct one_scan {
	record_fn fn;
	void *arg;
	const _Atomic(bool) *cancel;
};

static bool gated_record(void *arg, row_t row, struct sv bytes)
{
	struct one_scan *o = arg;
	bool go;

	pthread_mutex_lock(&gate.lock);
	while (gate.passed >= gate.limit && !atomic_load(o->cancel)) {
		struct timespec t;

		/* nobody signals the flag */
		clock_gettime(CLOCK_REALTIME, &t);
		t.tv_nsec += 2000000;
		t.tv_sec += t.tv_nsec / 1000000000;
		t.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&gate.moved, &gate.lock, &t);
	}
	go = gate.passed < gate.limit;
	gate.passed += go;
	pthread_mutex_unlock(&gate.lock);
	return go && o->fn(o->arg, row, bytes);
}

static void gated(void *arg, const row_t *rows, size_t n, const _Atomic(bool) *cancel,
		  record_fn fn, void *fn_arg)
{
	struct one_scan o = { fn, fn_arg, cancel };

	raw_scan(arg, rows, n, cancel, gated_record, &o);
}

/* Let so many records pass from now on. */
static void gate_set(uint64_t more)
{
	pthread_mutex_lock(&gate.lock);
	gate.passed = 0;
	gate.limit = more;
	pthread_cond_broadcast(&gate.moved);
	pthread_mutex_unlock(&gate.lock);
}

static uint64_t gate_passed(void)
{
	uint64_t n;

	pthread_mutex_lock(&gate.lock);
	n = gate.passed;
	pthread_mutex_unlock(&gate.lock);
	return n;
}

/* ---- a trail in an engine ---- */

static struct store *s;
static struct engine *e;
static struct stack st;
static struct view *view;
static int wake[2];

static void make_files(void)
{
	for (unsigned f = 0; f < FILES; f++) {
		struct buf b = BUF_INIT, gz = BUF_INIT;
		char name[32];

		for (unsigned i = 0; i < EVENTS; i++) {
			unsigned id = f * EVENTS + i;

			buf_addf(&b,
				 "{\"eventName\":\"E%u\",\"eventTime\":"
				 "\"2024-05-01T10:%02u:%02uZ\",\"eventID\":\"id-%u\",\"%"
				 "s\":1}\n",
				 id % 100, id / 60 % 60, id % 60, id,
				 id % 4 ? "plain" : "Key");
		}
		snprintf(name, sizeof(name), "t/%02u.json.gz", f);
		trail_gzip(&gz, b.ptr, b.len);
		trail_file(name, gz.ptr, gz.len);
		buf_release(&b);
		buf_release(&gz);
	}
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Wait for the next view or piece of news. */
static void step(int64_t end)
{
	struct pollfd p = { .fd = wake[0], .events = POLLIN };
	struct view *v;
	char bytes[64];

	if (now_ms() > end)
		BAIL("nothing comes");
	if (poll(&p, 1, 50) > 0 && read(wake[0], bytes, sizeof(bytes)) < 0)
		BAIL("no pipe");
	v = engine_view(e, view);
	if (!v)
		return;
	view_unref(view);
	view = v;
}

static void await(bool partial)
{
	int64_t end = now_ms() + WAIT_MS;

	while (view->gen != st.gen || view->partial != partial || !view->final)
		step(end);
}

static void await_idle(void)
{
	int64_t end = now_ms() + WAIT_MS;

	while (!engine_idle(e, true) || view->gen != st.gen || view->partial)
		step(end);
	step(end);
}

static void begin(void)
{
	static char path[8192];
	static const char *paths[1] = { path };
	struct load_options opt = LOAD_OPTIONS_INIT;
	struct eval_env env = { .records = gated, .threads = 2 };

	snprintf(path, sizeof(path), "%s/t", tap_tmpdir());
	if (pipe(wake) != 0)
		BAIL("no pipe");
	s = store_new();
	env.source_arg = gate.raw = raw_new(s, 1u << 20);
	e = engine_new(s, &env, wake[1], NULL);
	if (!e)
		BAIL("no engine");
	stack_init(&st);
	view = engine_view(e, NULL);
	opt.threads = 2;
	opt.wake_fd = engine_load_fd(e);
	engine_load(e, loader_start(s, paths, 1, &opt));
}

static void end(void)
{
	gate_set(UINT64_MAX);
	view_unref(view);
	engine_free(e);
	stack_release(&st);
	raw_free(gate.raw);
	store_free(s);
	close(wake[0]);
	close(wake[1]);
}

static void push(void)
{
	struct slot *lines;
	size_t n = stack_in_force(&st, &lines);

	engine_want(e, st.gen, lines, n);
}

static void add(const char *text)
{
	const struct filter_times none = { TICK_NONE, TICK_NONE };

	IS_ST(stack_add(&st, sv_str(text), false, "&", &none, NULL), ST_OK, "%s", text);
	push();
}

/* ---- */

static void test_parts(void)
{
	uint32_t count;
	int64_t start;

	gate_set(ALL / 2);
	add("raw ~ key");
	await(true);
	count = view->sel->count;
	OK(count > 0 && count < ALL / 4, "a part of the answer (%u)", count);
	IS_INT(view->sel->total, ALL, "of all events");
	/* no more passes the gate: what is asked next does not wait for it */
	start = now_ms();
	add("event=E4");
	gate_set(ALL / 100);
	await(false);
	OK(now_ms() - start < WAIT_MS / 2, "a newer question is answered");
	IS_INT(view->sel->count, ALL / 100, "by reading only what it leaves open");
	OK(!view_line(view, view->lines[0].id)->counted,
	   "what a line does is not known yet");
	gate_set(UINT64_MAX);
	await_idle();
	IS_INT(view->sel->count, ALL / 100, "the rest is read when nothing else is to do");
	OK(view->lines[0].counted, "then what each line does is known");
	IS_INT(view->lines[0].keeps, ALL / 4, "alone");
	IS_INT(view->lines[0].without, ALL / 100, "and if it were off");
	IS_INT(view->lines[1].without, ALL / 4, "and the other");
	IS_INT(view->lines[0].undecided, 0, "nothing is undecided");
}

static void test_again(void)
{
	uint64_t before;

	await_idle();
	before = gate_passed();
	stack_clear(&st);
	push();
	await_idle();
	IS_INT(view->sel->count, ALL, "without filters");
	stack_undo(&st);
	push();
	await_idle();
	IS_INT(view->sel->count, ALL / 100, "and back");
	IS_INT(gate_passed(), before, "nothing is read twice");
}

static void test_off(void)
{
	add("raw ~ id-1");
	await_idle();
	IS_INT(view->nlines, 3, "two lines that read records");
	OK(view->lines[2].counted, "counted");
	OK(view->sel->count > 0 && view->sel->count < ALL / 100, "fewer events (%u)",
	   view->sel->count);
	gate_set(0);
	stack_clear(&st);
	add("raw ~ nothing event=none");
	await_idle();
	IS_INT(view->sel->count, 0, "no record is read that cannot match");
	IS_INT(gate_passed(), 0, "none");
}

static void test_changed(void)
{
	trail_file("t/03.json.gz", "x", 1);
	gate_set(UINT64_MAX);
	stack_clear(&st);
	add("raw ~ \"\\\"Key\"");
	await_idle();
	IS_INT(view->sel->count, ALL / 4 - EVENTS / 4, "what can be read is found");
	IS_INT(view->lines[0].unread, EVENTS, "what cannot be is said");
	IS_INT(view->lines[0].undecided, EVENTS, "and undecided");
}

/* Asked before anything is loaded: rows are searched as they come, copies go in the end. */
static void test_while_loading(void)
{
	begin();
	gate_set(UINT64_MAX);
	add("raw ~ key event ~ [48]$");
	await_idle();
	OK(view->final, "all is loaded");
	IS_INT(view->sel->count, ALL / 10, "and searched");
	end();
}

int main(void)
{
	make_files();
	test_while_loading();
	begin();
	push();
	await_idle();
	test_parts();
	test_again();
	test_off();
	test_changed();
	end();
	return DONE();
}
