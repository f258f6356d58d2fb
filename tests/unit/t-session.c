/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session: loading, the view, search, jumps, marks, what is new, the histogram. */
#include "session/facts.h"
#include "session/session.h"
#include "tap.h"
#include "trail.h"
#include "util/xalloc.h"

#include <unistd.h>

#define WAIT_MS 60000

/* By time: 0 1 2 ...; the file order is another. */
static const struct trail_event first[] = {
	{ "e-00", 0, "Invoke20150331", "alice", "203.0.113.7", NULL, NULL },
	{ "e-02", 120, "UpdateFunctionCode20150331v2", "alice", "203.0.113.7",
	  "AccessDenied",
	  ",\"requestParameters\":{\"functionName\":\"charge\"},\"readOnly\":false" },
	{ "e-04", 240, "GetFunction20150331", "bob", "198.51.100.1", NULL,
	  ",\"readOnly\":true" },
};
static const struct trail_event second[] = {
	{ "e-01", 60, "Invoke20150331", "bob", "198.51.100.1", "ThrottlingException",
	  NULL },
	{ "e-03", 180, "UpdateFunctionCode20150331v2", "carol", "203.0.113.7", NULL,
	  ",\"requestParameters\":{\"functionName\":\"charge\"},\"readOnly\":false" },
	{ "e-04", 240, "GetFunction20150331", "bob", "198.51.100.1", NULL,
	  ",\"readOnly\":true" },
	{ "e-05", 300, "Invoke20150331", "alice", "192.0.2.9", NULL, NULL },
};

static struct session *open_trail(const char *const *paths, size_t n)
{
	struct session_options opt = { .paths = paths,
				       .npaths = n,
				       .load = LOAD_OPTIONS_INIT };
	struct err err = ERR_INIT;
	struct session *sn;

	opt.load.threads = 2;
	sn = session_open(&opt, &err);
	if (!sn)
		BAIL("cannot open a session");
	return sn;
}

static const char *id_of(struct session *sn, row_t row)
{
	static char text[64];
	struct facts f = { 0 };

	snprintf(text, sizeof(text), "none");
	facts_get(sn, row, &f);
	for (size_t i = 0; i < f.n; i++) {
		if (strcmp(f.v[i].label, "id") == 0)
			snprintf(text, sizeof(text), SV_FMT, SV_ARG(f.v[i].text));
	}
	facts_release(&f);
	return text;
}

/* "e-00 e-02": the events shown. */
static const char *shown(struct session *sn)
{
	static char text[4096];
	struct buf out = BUF_INIT;

	for (uint32_t i = 0; i < session_view(sn)->sel->count; i++)
		buf_addf(&out, "%s%s", i ? " " : "", id_of(sn, session_row(sn, i)));
	snprintf(text, sizeof(text), "%s", buf_str(&out));
	buf_release(&out);
	return text;
}

static void settle(struct session *sn)
{
	if (!session_settle(sn, WAIT_MS))
		BAIL("the session does not come to rest");
}

static void add(struct session *sn, const char *text, bool drop)
{
	struct filter_times times = session_times(sn, ROW_NONE);

	IS_ST(stack_add(session_stack(sn), sv_str(text), drop, "&", &times, NULL), ST_OK,
	      "add %s", text);
}

static void test_loaded(struct session *sn)
{
	const struct view *v = session_view(sn);
	struct session_progress p;

	session_progress(sn, &p);
	OK(p.finished && !p.finishing, "finished");
	IS_INT(p.load.files_done, 2, "files");
	OK(v->final, "final");
	IS_INT(v->sel->total, 6, "one copy is left out");
	IS_STR(shown(sn), "e-00 e-01 e-02 e-03 e-04 e-05", "in time order");
	IS_INT(v->first, TRAIL_T0, "first");
	IS_INT(v->last, TRAIL_T0 + 300 * TICKS_PER_SEC, "last");
	IS_INT(v->times.newest, v->last, "newest");
	OK(!session_busy(sn), "nothing under way");
	IS_INT(session_step(sn), 0, "no news");
}

static void test_filters(struct session *sn)
{
	struct stack *st = session_stack(sn);
	const struct line_result *r;
	uint32_t id[3];
	bool exact;
	row_t at;

	at = session_row(sn, 3);
	add(sn, "event=UpdateFunctionCode", false);
	OK(session_busy(sn), "to be evaluated");
	settle(sn);
	IS_STR(shown(sn), "e-02 e-03", "keep");
	IS_INT(session_index(sn, at, &exact), 1, "the cursor's event");
	OK(exact, "is still there");
	add(sn, "identity ~ alice$", true);
	settle(sn);
	IS_STR(shown(sn), "e-03", "drop");
	stack_window(st, TRAIL_T0, TRAIL_T0 + 180 * TICKS_PER_SEC, "brush");
	settle(sn);
	IS_STR(shown(sn), "", "nothing left");
	for (size_t i = 0; i < 3; i++)
		id[i] = st->now.v[i].line->id;
	r = view_line(session_view(sn), id[0]);
	OK(r && r->counted, "counted");
	IS_INT(r->keeps, 2, "KEEPS of the first line");
	IS_INT(r->without, 1, "WITHOUT the first line: e-01");
	r = view_line(session_view(sn), id[1]);
	IS_INT(r->keeps, 3, "KEEPS of the second");
	IS_INT(r->without, 1, "WITHOUT the second: e-02");
	r = view_line(session_view(sn), id[2]);
	IS_INT(r->keeps, 3, "KEEPS of the window");
	IS_INT(r->without, 1, "WITHOUT the window: e-03");
	stack_toggle(st, id[2]);
	settle(sn);
	r = view_line(session_view(sn), id[2]);
	IS_INT(r->keeps, 3, "KEEPS of a line that is off");
	IS_INT(r->without, COUNT_UNKNOWN, "WITHOUT of a line that is off");
	IS_STR(shown(sn), "e-03", "window off");
	IS_INT(st->log[st->at].before, 0, "history: before");
	IS_INT(st->log[st->at].after, 1, "history: after");
	stack_toggle_all(st);
	settle(sn);
	IS_INT(session_view(sn)->sel->count, 6, "all off");
	IS_INT(session_index(sn, at, &exact), 3, "the cursor is where it was");
	while (stack_undo(st))
		;
	settle(sn);
	IS_INT(session_view(sn)->sel->count, 6, "undone");
	stack_redo(st);
	settle(sn);
	IS_STR(shown(sn), "e-02 e-03", "redone");
	stack_undo(st);
	add(sn, "requestParameters.functionName=charge error=*", false);
	settle(sn);
	IS_STR(shown(sn), "e-02", "a path");
	stack_clear(st);
	add(sn, "time >= -1m", false);
	settle(sn);
	IS_STR(shown(sn), "e-04 e-05", "relative to the newest event");
	stack_clear(st);
	add(sn, "time in (10:01..10:03)", false);
	IS_STR(st->now.v[0].line->text, "time in (2024-05-14T10:01..2024-05-14T10:03)",
	       "of the only day");
	settle(sn);
	IS_STR(shown(sn), "e-01 e-02", "hours");
	stack_clear(st);
	settle(sn);
}

static void test_draft(struct session *sn)
{
	struct stack *st = session_stack(sn);

	IS_ST(stack_draft(st, 0, SV_LIT("error=*"), false, NULL, NULL), ST_OK, "draft");
	settle(sn);
	IS_STR(shown(sn), "e-01 e-02", "in force while typing");
	stack_draft_drop(st);
	settle(sn);
	IS_INT(session_view(sn)->sel->count, 6, "gone");
}

static struct jump_answer jump(struct session *sn, enum jump kind, bool back, row_t row)
{
	struct jump_answer a;

	if (session_jump(sn, kind, back, row, &a) == JUMP_WAIT) {
		settle(sn);
		if (!session_jump_take(sn, &a))
			FAIL("the answer of a jump that waits");
	}
	return a;
}

static const char *words(const struct jump_answer *a)
{
	static char text[256];
	struct buf out = BUF_INIT;

	jump_message(a, &out);
	snprintf(text, sizeof(text), "%s", buf_str(&out));
	buf_release(&out);
	return text;
}

static void test_jumps(struct session *sn)
{
	static const struct {
		enum jump kind;
		bool back;
		uint32_t from;
		const char *to;
		unsigned nth, of;
		bool wrapped;
	} cases[] = {
		{ JUMP_ERROR, false, 0, "e-01", 1, 2, false },
		{ JUMP_ERROR, false, 1, "e-02", 2, 2, false },
		{ JUMP_ERROR, false, 2, "e-01", 1, 2, true },
		{ JUMP_ERROR, true, 1, "e-02", 2, 2, true },
		{ JUMP_ERROR, true, 5, "e-02", 2, 2, false },
		{ JUMP_IDENTITY, false, 0, "e-02", 2, 3, false },
		{ JUMP_IDENTITY, true, 5, "e-02", 2, 3, false },
		{ JUMP_IDENTITY, false, 3, "e-03", 1, 1, true },
		{ JUMP_SESSION, false, 1, "e-04", 2, 2, false },
		{ JUMP_CHANGE, false, 0, "e-02", 1, 2, false },
		{ JUMP_CHANGE, true, 0, "e-03", 2, 2, true },
		{ JUMP_NEW, false, 0, "e-01", 2, 6, false },
	};
	struct jump_answer a;
	row_t rows[6];

	for (uint32_t i = 0; i < 6; i++)
		rows[i] = session_row(sn, i);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		a = jump(sn, cases[i].kind, cases[i].back, rows[cases[i].from]);
		if (!IS_INT(a.st, JUMP_FOUND, "jump %zu", i))
			continue;
		IS_STR(id_of(sn, a.row), cases[i].to, "jump %zu goes to", i);
		IS_INT(a.nth, cases[i].nth, "jump %zu: nth", i);
		IS_INT(a.of, cases[i].of, "jump %zu: of", i);
		IS_INT(a.wrapped, cases[i].wrapped, "jump %zu: wrapped", i);
		IS_INT(session_row(sn, a.index), a.row, "jump %zu: index", i);
	}
	a = jump(sn, JUMP_MARK, false, rows[0]);
	IS_INT(a.st, JUMP_NOWHERE, "no mark");
	IS_STR(words(&a), "no marked event is shown", "says so");
	a = jump(sn, JUMP_SEARCH, false, rows[0]);
	IS_INT(a.st, JUMP_NO_VALUE, "no search");
	a = jump(sn, JUMP_IDENTITY, false, ROW_NONE);
	IS_INT(a.st, JUMP_NO_VALUE, "no row");
	if (session_jump_expr(sn, "ip=203.0.113.7", false, rows[0], &a) == JUMP_WAIT) {
		settle(sn);
		OK(session_jump_take(sn, &a), "answer");
	}
	IS_STR(id_of(sn, a.row), "e-02", "same value");
	IS_INT(a.of, 3, "three of them");

	add(sn, "event=Invoke", false);
	settle(sn);
	a = jump(sn, JUMP_ERROR, false, rows[2]);
	IS_STR(id_of(sn, a.row), "e-01", "from a hidden event, among the shown");
	OK(a.wrapped && a.of == 1 && a.hidden == 1, "one is hidden");
	stack_clear(session_stack(sn));
	settle(sn);
}

static void test_search(struct session *sn)
{
	struct search_status s;
	struct jump_answer a;
	struct err err = ERR_INIT;

	IS_ST(session_search(sn, SV_LIT("charge("), &err), ST_SYNTAX, "bad pattern");
	IS_STR(session_search_pattern(sn), "", "no search");
	IS_ST(session_search(sn, SV_LIT("^charge$"), NULL), ST_OK, "search");
	settle(sn);
	session_search_status(sn, &s);
	OK(s.active && s.complete, "complete");
	IS_INT(s.shown, 2, "two hits");
	OK(session_is_hit(sn, session_row(sn, 2)), "a hit");
	OK(!session_is_hit(sn, session_row(sn, 1)), "no hit");
	a = jump(sn, JUMP_SEARCH, false, session_row(sn, 2));
	IS_STR(id_of(sn, a.row), "e-03", "n");
	IS_INT(a.nth, 2, "match 2");
	IS_INT(a.of, 2, "of 2");
	a = jump(sn, JUMP_SEARCH, false, session_row(sn, 3));
	IS_STR(words(&a), "last event reached, going on from the first", "wrap");
	IS_ST(session_search(sn, SV_LIT("CHARGE"), NULL), ST_OK, "capitals count");
	settle(sn);
	session_search_status(sn, &s);
	IS_INT(s.shown, 0, "no hit");
	a = jump(sn, JUMP_SEARCH, true, session_row(sn, 3));
	IS_INT(a.st, JUMP_NOWHERE, "nowhere to go");
	IS_ST(session_search(sn, SV_LIT("203\\.0|a/b\"c"), NULL), ST_OK, "slash and quote");
	settle(sn);
	session_search_status(sn, &s);
	IS_INT(s.shown, 3, "hits");
	add(sn, "identity ~ alice", true);
	settle(sn);
	session_search_status(sn, &s);
	IS_INT(s.shown, 1, "hits among the shown");
	stack_clear(session_stack(sn));
	IS_ST(session_search(sn, SV_LIT(""), NULL), ST_OK, "no search any more");
	settle(sn);
	session_search_status(sn, &s);
	OK(!s.active, "not active");
}

static void test_cancel(struct session *sn)
{
	struct jump_answer a;

	IS_ST(session_search(sn, SV_LIT("charge"), NULL), ST_OK, "search");
	IS_INT(session_jump(sn, JUMP_SEARCH, false, ROW_NONE, &a), JUMP_WAIT, "waits");
	IS_STR(words(&a), "looking ...", "says so");
	session_cancel(sn);
	OK(session_jump_take(sn, &a), "an answer");
	IS_INT(a.st, JUMP_FAILED, "given up");
	settle(sn);
	a = jump(sn, JUMP_SEARCH, false, ROW_NONE);
	IS_INT(a.st, JUMP_FOUND, "asked again, it is found");
	IS_STR(id_of(sn, a.row), "e-02", "the first from the beginning");
	IS_ST(session_search(sn, SV_LIT(""), NULL), ST_OK, "no search");
	IS_INT(session_jump(sn, JUMP_SEARCH, false, ROW_NONE, &a), JUMP_NO_VALUE, "none");
}

static void test_marks(struct session *sn)
{
	struct stack *st = session_stack(sn);
	struct jump_answer a;

	stack_mark(st, session_row(sn, 1), true);
	stack_mark(st, session_row(sn, 4), true);
	a = jump(sn, JUMP_MARK, false, session_row(sn, 1));
	IS_STR(id_of(sn, a.row), "e-04", "next mark");
	a = jump(sn, JUMP_MARK, true, session_row(sn, 1));
	OK(a.wrapped && a.nth == 2, "previous mark, around");
	add(sn, "error=*", false);
	settle(sn);
	IS_INT(session_marks_shown(sn), 1, "marks that are shown");
	IS_INT(st->marks.count, 2, "marks survive filters");
	IS_INT(session_mark_shown(sn), 1, "mark all shown");
	IS_INT(session_marks_shown(sn), 2, "both");
	stack_undo(st);
	stack_clear(st);
	IS_ST(session_mark_filter(sn, SV_LIT("event=Invoke"), NULL), ST_OK,
	      "mark matching");
	settle(sn);
	IS_INT(st->marks.count, 4, "e-00 e-01 e-04 e-05");
	IS_ST(session_unmark_filter(sn, SV_LIT("identity ~ bob"), NULL), ST_OK, "unmark");
	settle(sn);
	IS_INT(st->marks.count, 2, "e-00 e-05");
	stack_unmark_all(st);
}

static void test_new(struct session *sn)
{
	static const unsigned want[] = {
		NEW_IDENTITY | NEW_IP | NEW_EVENT,
		NEW_IDENTITY | NEW_IP,
		NEW_EVENT,
		NEW_IDENTITY,
		NEW_EVENT,
		NEW_IP,
	};

	for (uint32_t i = 0; i < ARRAY_SIZE(want); i++)
		IS_INT(session_new(sn, session_row(sn, i)), want[i], "new in e-0%u", i);
}

static void test_histogram(struct session *sn)
{
	tick_t start = session_view(sn)->first, end = session_view(sn)->last;
	struct bucket b[16];
	struct axis a;

	axis_fit(&a, start, end, 6);
	IS_INT(a.n, 6, "one minute each");
	OK(session_sets_ready(sn), "errors are known");
	add(sn, "identity ~ bob", true);
	settle(sn);
	session_histogram(sn, &a, b);
	for (uint32_t i = 0; i < 6; i++) {
		IS_INT(b[i].all, 1, "all %u", i);
		IS_INT(b[i].selected, i != 1 && i != 4, "selected %u", i);
		IS_INT(b[i].errors, i == 2, "errors %u", i);
	}
	axis_fit(&a, start + 60 * TICKS_PER_SEC, end, 2);
	session_histogram(sn, &a, b);
	IS_INT(b[0].all, 5, "five minutes");
	IS_INT(b[1].all, 1, "the last event");
	stack_clear(session_stack(sn));
	settle(sn);
}

static const char *fact(struct session *sn, row_t row, const char *name, bool *ret_new)
{
	static char text[512];
	struct facts f = { 0 };

	snprintf(text, sizeof(text), "-");
	facts_get(sn, row, &f);
	for (size_t i = 0; i < f.n; i++) {
		if (strcmp(f.v[i].label, name) == 0) {
			snprintf(text, sizeof(text), SV_FMT, SV_ARG(f.v[i].text));
			*ret_new = f.v[i].is_new;
		}
	}
	facts_release(&f);
	return text;
}

static void test_facts(struct session *sn)
{
	row_t row = session_row(sn, 2);
	bool is_new = true;

	IS_STR(fact(sn, row, "arn", &is_new), "arn:aws:iam::111122223333:user/alice",
	       "arn");
	OK(!is_new, "seen before");
	IS_STR(fact(sn, row, "key", &is_new), "AKIAalice", "key");
	IS_STR(fact(sn, row, "error", &is_new), "AccessDenied", "error");
	IS_STR(fact(sn, row, "mfa", &is_new), "-", "what there is not is left out");
	OK(strstr(fact(sn, row, "record", &is_new), "event 2 of the file,"), "record");
	OK(strstr(fact(sn, row, "file", &is_new), "/a.json"), "file");
	IS_STR(fact(sn, row, "copies", &is_new), "-", "no copy");
	IS_STR(fact(sn, session_row(sn, 4), "copies", &is_new), "in 1 other place",
	       "a copy");
	IS_STR(fact(sn, session_row(sn, 5), "ip", &is_new), "192.0.2.9", "ip");
	OK(is_new, "new");
}

static void test_command(struct session *sn)
{
	struct buf out = BUF_INIT;
	struct buf want = BUF_INIT;

	add(sn, "event=Invoke", false);
	session_command(sn, "count", "--by identity", &out);
	buf_addf(&want, "trailsift count -f event=Invoke --by identity %s/a.json %s/b.json",
		 tap_tmpdir(), tap_tmpdir());
	IS_STR(buf_str(&out), buf_str(&want), "the view as a command");
	stack_clear(session_stack(sn));
	buf_release(&out);
	buf_release(&want);
}

static void test_empty(void)
{
	const char *const paths[] = { "/nonexistent/trail" };
	struct session *sn = open_trail(paths, 1);
	struct jump_answer a;
	bool exact;

	settle(sn);
	IS_INT(session_view(sn)->sel->total, 0, "no event");
	IS_INT(session_view(sn)->first, TICK_NONE, "no time");
	OK(session_view(sn)->final, "and that is final");
	IS_INT(session_row(sn, 0), ROW_NONE, "no row");
	IS_INT(session_index(sn, ROW_NONE, &exact), 0, "no index");
	a = jump(sn, JUMP_ERROR, false, ROW_NONE);
	IS_INT(a.st, JUMP_NOWHERE, "no jump");
	add(sn, "time=10:00", false);
	settle(sn);
	OK(session_view(sn)->lines[0].problem != NULL, "a bare hour has no day");
	session_close(sn);
}

/* From error to error, on and back: each once, in their order. */
static void check_walk(struct session *sn)
{
	struct jump_answer a = { .row = ROW_NONE };
	unsigned wrong = 0;
	uint64_t want = 0;
	uint32_t last = 0;

	do {
		a = jump(sn, JUMP_ERROR, false, a.row);
		wrong += a.st != JUMP_FOUND || a.nth != ++want ||
			 (want > 1 && a.index <= last) || session_row(sn, a.index) != a.row;
		last = a.index;
	} while (a.nth < a.of && want < 3001);
	IS_INT(want, 3000, "errors on the way on");
	do {
		wrong += a.st != JUMP_FOUND || a.nth != want-- || a.index > last;
		last = a.index;
		a = jump(sn, JUMP_ERROR, true, a.row);
	} while (!a.wrapped && want);
	IS_INT(want, 0, "errors on the way back");
	IS_INT(wrong, 0, "in their order");
}

/* Buckets of all widths hold all events. */
static void check_sums(struct session *sn)
{
	static struct bucket b[HISTOGRAM_MAX];
	const struct view *v = session_view(sn);

	for (uint32_t width = 1; width < 200; width += 37) {
		uint64_t all = 0, errors = 0;
		struct axis a;

		axis_fit(&a, v->first, v->last, width);
		session_histogram(sn, &a, b);
		for (uint32_t i = 0; i < a.n; i++) {
			all += b[i].selected;
			errors += b[i].errors;
		}
		IS_INT(all, 30000, "events in %u buckets", a.n);
		IS_INT(errors, 3000, "errors in %u buckets", a.n);
	}
}

/* Typing while the load runs: the end is the same. */
static void test_while_loading(void)
{
	struct buf text = BUF_INIT;
	struct trail_event e = { NULL, 0, "Invoke", "alice", "192.0.2.1", NULL, NULL };
	char *path = trail_path("big.json");
	const char *paths[1];
	struct session *sn;
	unsigned views = 0;

	for (int i = 0; i < 30000; i++) {
		char id[16];

		snprintf(id, sizeof(id), "b-%06d", i);
		e.id = id;
		e.second = (i * 7919) % 30000;
		e.error = i % 10 ? NULL : "AccessDenied";
		trail_add(&text, &e);
		buf_addc(&text, '\n');
	}
	trail_write_bytes("big.json", buf_sv(&text));
	buf_release(&text);
	paths[0] = path;
	sn = open_trail(paths, 1);
	for (int i = 0; i < 40; i++) {
		char filter[64];

		snprintf(filter, sizeof(filter), "error=Access%.*s", i % 7, "Denied");
		IS_ST(stack_draft(session_stack(sn), 0, sv_str(filter), false, NULL, NULL),
		      ST_OK, "draft %d", i);
		views += (session_step(sn) & SN_VIEW) != 0;
		session_settle_step(sn, 1);
	}
	IS_ST(stack_draft(session_stack(sn), 0, SV_LIT("error=*"), false, NULL, NULL),
	      ST_OK, "last draft");
	settle(sn);
	DIAG("%u views", views);
	IS_INT(session_view(sn)->sel->total, 30000, "all loaded");
	IS_INT(session_view(sn)->sel->count, 3000, "and filtered");
	OK(session_settle_step(sn, 1000) == false, "nothing under way");
	stack_draft_drop(session_stack(sn));
	settle(sn);
	check_walk(sn);
	check_sums(sn);
	session_close(sn);

	sn = open_trail(paths, 1);
	session_load_stop(sn);
	settle(sn);
	OK(session_view(sn)->final && session_view(sn)->sel->total <= 30000, "stopped");
	session_close(sn);
	sn = open_trail(paths, 1);
	session_close(sn);
	PASS("closed while loading");
	free(path);
}

/* What is marked while copies still stand in the list. */
static void test_marks_of_copies(const char *const *paths)
{
	struct session *sn = open_trail(paths, 2);
	bool marked = false;

	for (int i = 0; i < 10000 && !marked; i++) {
		session_step(sn);
		if (session_view(sn)->sel->total == 7 && !session_view(sn)->final)
			marked = session_mark_shown(sn) == 7;
		if (session_view(sn)->final)
			break;
	}
	settle(sn);
	DIAG("marked before the end: %s", marked ? "yes" : "no");
	if (!marked)
		session_mark_shown(sn);
	IS_INT(session_stack(sn)->marks.count, 6, "each event has one mark");
	IS_INT(session_marks_shown(sn), 6, "and is shown");
	OK(stack_undo(session_stack(sn)), "undo");
	IS_INT(session_stack(sn)->marks.count, 0, "of all of them");
	session_close(sn);
}

int main(void)
{
	char *paths[2];
	struct session *sn;

	paths[0] = trail_path("a.json");
	paths[1] = trail_path("b.json");
	trail_write("a.json", first, ARRAY_SIZE(first));
	trail_write("b.json", second, ARRAY_SIZE(second));
	sn = open_trail((const char *const *)paths, 2);
	settle(sn);
	test_loaded(sn);
	test_filters(sn);
	test_draft(sn);
	test_jumps(sn);
	test_search(sn);
	test_cancel(sn);
	test_marks(sn);
	test_new(sn);
	test_histogram(sn);
	test_facts(sn);
	test_command(sn);
	session_close(sn);
	test_marks_of_copies((const char *const *)paths);
	free(paths[0]);
	free(paths[1]);
	test_empty();
	test_while_loading();
	return DONE();
}
