/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens and closes the parts, and adopts the answers of the engine. */
#include "session/session_priv.h"

#include "util/bits.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define RAW_CACHE_DEFAULT ((size_t)64 << 20)

static void copy_options(struct session *sn, const struct session_options *opt)
{
	sn->opt = *opt;
	sn->paths = xcalloc(MAX(opt->npaths, 1), sizeof(*sn->paths));
	for (size_t i = 0; i < opt->npaths; i++)
		sn->paths[i] = xstrdup(opt->paths[i]);
	sn->opt.paths = (const char *const *)sn->paths;
	if (!sn->opt.threads)
		sn->opt.threads = opt->load.threads;
	if (!sn->opt.raw_cache)
		sn->opt.raw_cache = RAW_CACHE_DEFAULT;
}

static enum st start_load(struct session *sn, struct err *err)
{
	struct loader *l;

	sn->opt.load.wake_fd = engine_load_fd(sn->engine);
	sn->opt.load.hash = sn->opt.keyring != NULL;
	l = loader_start(sn->store, sn->opt.paths, sn->opt.npaths, &sn->opt.load);
	if (!l)
		return err_set(err, ST_IO, "cannot start the loader");
	engine_load(sn->engine, l);
	return ST_OK;
}

struct session *session_open(const struct session_options *opt, struct err *err)
{
	struct session *sn = xcalloc(1, sizeof(*sn));
	struct eval_env env;

	sn->wake[0] = sn->wake[1] = -1;
	sn->pattern = xstrdup("");
	copy_options(sn, opt);
	stack_init(&sn->stack);
	if (pipe2(sn->wake, O_NONBLOCK | O_CLOEXEC) != 0) {
		err_sys(err, ST_IO, errno, "cannot make a pipe");
		goto fail;
	}
	sn->store = store_new();
	sn->raw = raw_new(sn->store, sn->opt.raw_cache);
	env = (struct eval_env){ .big = raw_big_value,
				 .records = raw_scan,
				 .source_arg = sn->raw,
				 .threads = sn->opt.threads };
	sn->engine = engine_new(sn->store, &env, sn->wake[1], err);
	if (!sn->engine)
		goto fail;
	sets_ask(sn->engine, store_paths(sn->store));
	if (start_load(sn, err) != ST_OK)
		goto fail;
	sn->view = engine_view(sn->engine, NULL);
	return sn;
fail:
	session_close(sn);
	return NULL;
}

static void free_answers(struct session *sn)
{
	view_unref(sn->view);
	jump_release(sn);
	free(sn->jump.expr);
	tables_release(sn);
}

void session_close(struct session *sn)
{
	if (!sn)
		return;
	engine_free(sn->engine);
	free_answers(sn);
	raw_free(sn->raw);
	store_free(sn->store);
	stack_release(&sn->stack);
	regex_free(sn->regex);
	free(sn->pattern);
	for (size_t i = 0; i < sn->opt.npaths; i++)
		free(sn->paths[i]);
	free(sn->paths);
	for (int i = 0; i < 2; i++) {
		if (sn->wake[i] >= 0)
			close(sn->wake[i]);
	}
	free(sn);
}

int session_wake_fd(const struct session *sn)
{
	return sn->wake[0];
}

/* Hand the present lines to the engine, when they changed. */
static void push_state(struct session *sn)
{
	struct slot *lines;
	size_t n;

	if (sn->pushed == sn->stack.gen)
		return;
	n = stack_in_force(&sn->stack, &lines);
	engine_want(sn->engine, sn->stack.gen, lines, n);
	sn->pushed = sn->stack.gen;
}

/*
 * Which row is meant by ROW once copies are known. Finding it passes by every copy: when that
 * would take too long (all of millions of events were marked) a mark on a copy goes, because
 * its original, which matched as well, has one.
 */
struct kept_arg {
	const struct store *store;
	uint64_t copies, budget;
};

static row_t kept_row(void *arg, row_t row)
{
	struct kept_arg *k = arg;

	if (!segment_is_dup(store_seg(k->store, row_seg(row)), row_in_seg(row)))
		return row;
	if (k->budget < k->copies)
		return ROW_NONE;
	k->budget -= k->copies;
	return store_kept(k->store, row);
}

static bool move_marks(struct session *sn)
{
	struct kept_arg arg = { .store = sn->store, .budget = 4000000 };
	struct store_totals t;

	if (!sn->stack.marks.count && sn->stack.nlog == 1)
		return false;
	store_totals(sn->store, &t);
	arg.copies = t.duplicates;
	return stack_move_marks(&sn->stack, kept_row, &arg);
}

static void free_view(void *v)
{
	view_unref(v);
}

/* The newest view; the end of the load is seen here. */
static unsigned take_view(struct session *sn)
{
	struct view *v = engine_view(sn->engine, sn->view);
	unsigned news;

	if (!v)
		return 0;
	news = v->serial == sn->view->serial ? SN_COUNTS : SN_VIEW | SN_COUNTS;
	engine_discard(sn->engine, free_view, sn->view);
	sn->view = v;
	if (!v->partial)
		stack_note_count(&sn->stack, v->gen, v->sel->count);
	if (v->final && !sn->told_loaded) {
		sn->told_loaded = true;
		news |= SN_LOADED | SN_PROGRESS;
		if (sn->opt.keyring)
			integrity_ask(sn);
		if (move_marks(sn))
			news |= SN_MARKS;
	}
	return news;
}

static unsigned take_marks(struct session *sn)
{
	struct posset *p = engine_take(sn->engine, TASK_MARK, NULL);
	const struct selection *sel = sn->view->sel;
	size_t words;

	if (!p)
		return 0;
	words = (size_t)MIN(p->order->nsegs, sel->order->nsegs) * SEG_WORDS;
	for (size_t i = 0; i < words; i++)
		p->rows[i] &= sel->rows[i];
	sn->marked = stack_mark_bits(&sn->stack, p->rows, words, sn->mark_on,
				     sn->mark_on ? "mark matching" : "unmark matching");
	posset_free(p);
	sn->marked_ready = true;
	return SN_MARKS;
}

/* Something about the load that a screen would show has moved. */
static unsigned progress_moved(struct session *sn)
{
	struct session_progress p;
	uint64_t digest;

	if (sn->told_loaded)
		return 0;
	session_progress(sn, &p);
	digest = p.load.files_found * 31 + p.load.files_done;
	digest = digest * 31 + p.load.bytes_done;
	digest = digest * 31 + p.load.events;
	digest = digest * 31 + (uint64_t)p.finishing * 2 + p.finished + 1;
	if (digest == sn->progress)
		return 0;
	sn->progress = digest;
	return SN_PROGRESS;
}

unsigned session_step(struct session *sn)
{
	char bytes[256];
	unsigned news;

	while (read(sn->wake[0], bytes, sizeof(bytes)) > 0)
		;
	push_state(sn);
	news = take_view(sn);
	news |= jump_take(sn);
	news |= take_marks(sn);
	news |= tables_take(sn);
	news |= progress_moved(sn);
	if (jump_retry(sn))
		news |= SN_JUMP;
	return news;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool settle(struct session *sn, int timeout_ms, bool load)
{
	int64_t end = now_ms() + timeout_ms;

	for (;;) {
		struct pollfd p = { .fd = sn->wake[0], .events = POLLIN };
		bool idle;
		int64_t left;

		session_step(sn);
		idle = engine_idle(sn->engine, load);
		/* what came between the step and the question */
		if (idle && session_step(sn) == 0 && !session_busy(sn) &&
		    engine_idle(sn->engine, load))
			return true;
		left = end - now_ms();
		if (left <= 0)
			return false;
		if (!idle)
			poll(&p, 1, (int)MIN(left, 50));
	}
}

bool session_settle_step(struct session *sn, int timeout_ms)
{
	int64_t end = now_ms() + timeout_ms;

	for (;;) {
		struct pollfd p = { .fd = sn->wake[0], .events = POLLIN };
		bool idle = engine_idle(sn->engine, true) && !session_busy(sn);
		int64_t left = MIN(end - now_ms(), (int64_t)50);

		if (poll(&p, 1, idle || left < 0 ? 0 : (int)left) > 0)
			return true;
		if (idle || left < 0)
			return false;
	}
}

bool session_settle(struct session *sn, int timeout_ms)
{
	return settle(sn, timeout_ms, true);
}

bool session_settle_view(struct session *sn, int timeout_ms)
{
	return settle(sn, timeout_ms, false);
}

const struct store *session_store(const struct session *sn)
{
	return sn->store;
}

struct raw *session_raw(struct session *sn)
{
	return sn->raw;
}

struct stack *session_stack(struct session *sn)
{
	return &sn->stack;
}

struct engine *session_engine(struct session *sn)
{
	return sn->engine;
}

void session_ask(struct session *sn, const struct question *q, void *arg)
{
	engine_ask(sn->engine, q, arg);
}

void session_ask_no_more(struct session *sn, const struct question *q)
{
	engine_ask_no_more(sn->engine, q);
}

void *session_answer(struct session *sn, const struct question *q)
{
	return engine_answer(sn->engine, q, NULL);
}

void session_discard(struct session *sn, const struct question *q, void *answer)
{
	engine_discard(sn->engine, q->ops.free, answer);
}

const struct session_options *session_opt(const struct session *sn)
{
	return &sn->opt;
}

void session_progress(const struct session *sn, struct session_progress *ret)
{
	*ret = (struct session_progress){ 0 };
	engine_progress(sn->engine, &ret->load, &ret->finishing, &ret->finished);
	ret->memory = store_bytes(sn->store);
}

void session_load_stop(struct session *sn)
{
	engine_load_stop(sn->engine);
}

const struct view *session_view(const struct session *sn)
{
	return sn->view;
}

bool session_busy(const struct session *sn)
{
	return sn->view->gen != sn->stack.gen || sn->view->partial;
}

void session_cancel(struct session *sn)
{
	engine_cancel_tasks(sn->engine);
	if (!sn->jump.on)
		return;
	sn->jump.on = false;
	sn->jump.ready = true;
	sn->jump.answer = (struct jump_answer){ .kind = sn->jump.kind,
						.back = sn->jump.back,
						.st = JUMP_FAILED,
						.row = ROW_NONE };
	/* asked again, it is evaluated again */
	free(sn->jump_expr);
	sn->jump_expr = NULL;
}

struct filter_times session_times(const struct session *sn, row_t cursor)
{
	struct filter_times t = sn->view->times;
	tick_t at = cursor == ROW_NONE ? TICK_NONE : store_time(sn->store, cursor);

	if (at != TICK_NONE)
		t.day = at - at % (86400 * TICKS_PER_SEC);
	return t;
}

uint32_t session_index(const struct session *sn, row_t row, bool *ret_exact)
{
	if (row != ROW_NONE && sn->view->final)
		row = store_kept(sn->store, row);
	if (row == ROW_NONE) {
		*ret_exact = false;
		return 0;
	}
	return selection_find(sn->store, sn->view->sel, row, ret_exact);
}

row_t session_row(const struct session *sn, uint32_t index)
{
	if (index >= sn->view->sel->count)
		return ROW_NONE;
	return selection_nth(sn->view->sel, index);
}

void search_ask(struct session *sn)
{
	struct buf expr = BUF_INIT;

	expr_for_search(&expr, sv_str(sn->pattern));
	posset_ask(sn->engine, TASK_SEARCH, buf_str(&expr), false);
	buf_release(&expr);
}

enum st session_search(struct session *sn, struct sv pattern, struct err *err)
{
	struct regex *re = NULL;
	enum st rc;

	if (pattern.len) {
		rc = regex_compile(pattern, false, &re, err);
		if (rc != ST_OK)
			return rc;
	}
	if (sv_eqs(pattern, sn->pattern)) {
		regex_free(re);
		return ST_OK;
	}
	regex_free(sn->regex);
	free(sn->pattern);
	sn->regex = re;
	sn->pattern = xmemdup0(pattern.ptr, pattern.len);
	posset_free(sn->hits);
	sn->hits = NULL;
	if (!re) {
		engine_task(sn->engine, TASK_SEARCH, NULL, NULL);
		return ST_OK;
	}
	search_ask(sn);
	return ST_OK;
}

const char *session_search_pattern(const struct session *sn)
{
	return sn->pattern;
}

const struct regex *session_search_regex(const struct session *sn)
{
	return sn->regex;
}

void session_search_status(const struct session *sn, struct search_status *ret)
{
	const struct selection *sel = sn->view->sel;
	const struct posset *h = sn->hits;
	size_t words;

	*ret = (struct search_status){ .active = *sn->pattern != '\0' };
	if (!h)
		return;
	words = (size_t)MIN(h->order->nsegs, sel->order->nsegs) * SEG_WORDS;
	for (size_t i = 0; i < words; i++)
		ret->shown += (uint64_t)__builtin_popcountll(h->rows[i] & sel->rows[i]);
	ret->complete = h->complete && h->order == sel->order;
	ret->undecided = h->undecided;
}

bool session_is_hit(const struct session *sn, row_t row)
{
	return sn->hits && row_seg(row) < sn->hits->order->nsegs &&
	       bit_get(sn->hits->rows, row);
}

static enum st mark_matching(struct session *sn, struct sv text, bool on, struct err *err)
{
	struct filter *f = NULL;
	enum st rc = filter_parse(text, &f, err);
	char *expr;

	if (rc != ST_OK)
		return rc;
	filter_free(f);
	/* "shown" means by the present filters */
	push_state(sn);
	expr = xmemdup0(text.ptr, text.len);
	sn->mark_on = on;
	posset_ask(sn->engine, TASK_MARK, expr, true);
	free(expr);
	return ST_OK;
}

enum st session_mark_filter(struct session *sn, struct sv text, struct err *err)
{
	return mark_matching(sn, text, true, err);
}

enum st session_unmark_filter(struct session *sn, struct sv text, struct err *err)
{
	return mark_matching(sn, text, false, err);
}

bool session_marked_take(struct session *sn, size_t *ret_n, bool *ret_on)
{
	bool ready = sn->marked_ready;

	*ret_on = sn->mark_on;
	*ret_n = sn->marked;
	sn->marked_ready = false;
	return ready;
}

size_t session_mark_shown(struct session *sn)
{
	const struct selection *sel = sn->view->sel;

	return stack_mark_bits(&sn->stack, sel->rows, (size_t)sel->order->nsegs * SEG_WORDS,
			       true, "mark shown");
}

uint64_t session_marks_shown(struct session *sn)
{
	const struct selection *sel = sn->view->sel;

	if (sn->marks_serial != sn->view->serial || sn->marks_gen != sn->stack.marks_gen) {
		sn->marks_shown = marks_count_in(&sn->stack.marks, sel->rows,
						 (size_t)sel->order->nsegs * SEG_WORDS);
		sn->marks_serial = sn->view->serial;
		sn->marks_gen = sn->stack.marks_gen;
	}
	return sn->marks_shown;
}

unsigned session_new(const struct session *sn, row_t row)
{
	const struct sets *s = sn->sets;
	unsigned bits = 0;

	if (!s || !s->firsts || row_seg(row) >= s->order->nsegs)
		return 0;
	for (unsigned i = 0; i < FIRSTSEEN_FIELDS; i++)
		bits |= (unsigned)bit_get(s->first_rows[i], row) << i;
	return bits;
}

bool session_sets_ready(const struct session *sn)
{
	return sn->sets && sn->sets->order == sn->view->sel->order;
}

void session_histogram(const struct session *sn, const struct axis *axis,
		       struct bucket *ret_buckets)
{
	histogram_make(sn->store, sn->view->sel,
		       session_sets_ready(sn) ? sn->sets->errors : NULL, axis, ret_buckets);
}

/* Limits that were given on the command line belong to the answer. */
static void add_limits(const struct load_options *o, struct buf *out)
{
	static const struct load_options usual = LOAD_OPTIONS_INIT;

	if (o->limit_depth != usual.limit_depth)
		buf_addf(out, " --limit-depth %u", o->limit_depth);
	if (o->limit_record != usual.limit_record)
		buf_addf(out, " --limit-record %llu", (unsigned long long)o->limit_record);
	if (o->limit_file != usual.limit_file)
		buf_addf(out, " --limit-file %llu", (unsigned long long)o->limit_file);
	if (o->limit_ratio != usual.limit_ratio)
		buf_addf(out, " --limit-ratio %llu", (unsigned long long)o->limit_ratio);
}

void session_command(const struct session *sn, const char *verb, const char *rest,
		     struct buf *out)
{
	struct buf more = BUF_INIT;

	if (rest)
		buf_adds(&more, rest);
	add_limits(&sn->opt.load, &more);
	stack_command(&sn->stack, verb, buf_str(&more) + (more.len && *more.ptr == ' '),
		      sn->opt.paths, sn->opt.npaths, out);
	buf_release(&more);
}
