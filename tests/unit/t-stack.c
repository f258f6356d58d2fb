/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filter stack: lines, marks, undo; expressions and the command line made from them. */
#include "session/stack.h"
#include "tap.h"
#include "util/xalloc.h"

static const struct filter_times day = {
	.newest = TICK_NONE, .day = INT64_C(1715644800) * TICKS_PER_SEC, /* 2024-05-14 */
};

static enum st add(struct stack *st, const char *text, bool drop)
{
	return stack_add(st, sv_str(text), drop, "+", &day, NULL);
}

static const char *command(const struct stack *st)
{
	static const char *const paths[] = { "trail/", "a b" };
	static char text[2048];
	struct buf out = BUF_INIT;

	stack_command(st, "events", "-o json", paths, 2, &out);
	snprintf(text, sizeof(text), "%s", buf_str(&out));
	buf_release(&out);
	return text;
}

static const char *label(const struct line *l)
{
	static char text[256];
	struct buf out = BUF_INIT;

	line_label(l, &out);
	snprintf(text, sizeof(text), "%s", buf_str(&out));
	buf_release(&out);
	return text;
}

static void test_values(void)
{
	static const struct {
		const char *field, *value, *want;
	} cases[] = {
		{ "function", "payments-charge", "function=payments-charge" },
		{ "identity", "user:arn:aws:iam::111122223333:user/bob",
		  "identity=user:arn:aws:iam::111122223333:user/bob" },
		{ "event", "Put*", "event=\"Put*\"" },
		{ "event", "and", "event=\"and\"" },
		{ "event", "NOT", "event=\"NOT\"" },
		{ "agent", "a b", "agent=\"a b\"" },
		{ "agent", "[x]", "agent=\"[x]\"" },
		{ "agent", "say \"hi\"\\", "agent=\"say \\\"hi\\\"\\\\\"" },
		{ "agent", "a\nb", "agent=\"a\\nb\"" },
		{ "agent", "(", "agent=\"(\"" },
		{ "agent", "a,b", "agent=\"a,b\"" },
		{ "agent", "/x/", "agent=\"/x/\"" },
		{ "agent", "-", "agent=\"-\"" },
		{ "error", "", "error=\"\"" },
		{ "error", NULL, "not error=*" },
		{ "ip", "2001:db8::1", "ip=2001:db8::1" },
		{ "time", "2021-07-28T00:00:01Z", "time=2021-07-28T00:00:01Z" },
		{ "time", "2021-07-28T00:00:01.25Z", "time=2021-07-28T00:00:01Z" },
		{ "time", NULL, "not has time" },
		{ "requestParameters.\"a b\".c", "x", "requestParameters.\"a b\".c=x" },
		{ "text", "x", NULL },
		{ "raw", "x", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf out = BUF_INIT;
		struct filter *f = NULL;
		bool ok = expr_for_value(&out, sv_str(cases[i].field),
					 sv_str(cases[i].value));

		IS_STR(ok ? buf_str(&out) : NULL, cases[i].want, "value %zu", i);
		if (ok) {
			IS_ST(filter_parse(buf_sv(&out), &f, NULL), ST_OK,
			      "value %zu is valid", i);
			filter_free(f);
		}
		buf_release(&out);
	}
}

static void test_search_expr(void)
{
	static const struct {
		const char *pattern, *want;
	} cases[] = {
		{ "charge", "/charge/" },      { "a b|c", "/a b|c/" },
		{ "a/b", "text ~ \"a/b\"" },   { "a\"/", "text ~ \"a\\\"/\"" },
		{ "a\\\"/", "text ~ a\\\"/" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf out = BUF_INIT;
		struct filter *f = NULL;

		expr_for_search(&out, sv_str(cases[i].pattern));
		IS_STR(buf_str(&out), cases[i].want, "search %zu", i);
		IS_ST(filter_parse(buf_sv(&out), &f, NULL), ST_OK, "search %zu is valid",
		      i);
		filter_free(f);
		buf_release(&out);
	}
}

static void test_negation(void)
{
	static const char *const cases[] = {
		"event=x", "a or b", "event ~ ^(Get|List)", "agent=a(b",
		"/x\\(y/", "not a",  "event in (a, b)",     "\"(\"",
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf out = BUF_INIT;
		struct filter *f = NULL;

		expr_negate(&out, sv_str(cases[i]));
		IS_ST(filter_parse(buf_sv(&out), &f, NULL), ST_OK, "not (%s)", cases[i]);
		filter_free(f);
		buf_release(&out);
	}
}

static void test_whole_times(void)
{
	static const struct {
		const char *in, *want;
	} cases[] = {
		{ "time>=10:00", "time>=2024-05-14T10:00" },
		{ "time >= 10:00 and time < 11:30",
		  "time >= 2024-05-14T10:00 and time < 2024-05-14T11:30" },
		{ "time in (10:00..11:00, 12:00)",
		  "time in (2024-05-14T10:00..2024-05-14T11:00, 2024-05-14T12:00)" },
		{ "time in (10:00..)", "time in (2024-05-14T10:00..)" },
		{ "(time=10:00:30)", "(time=2024-05-14T10:00:30)" },
		{ "time not in (10:00..11:00)",
		  "time not in (2024-05-14T10:00..2024-05-14T11:00)" },
		{ "time >= -15m", "time >= -15m" },
		{ "time=2021-07-28", "time=2021-07-28" },
		{ "event=10:00", "event=10:00" },
		{ "\"time=10:00\"", "\"time=10:00\"" },
		{ "event ~ /time=10:00/", "event ~ /time=10:00/" },
		{ "/time >= 10:00/", "/time >= 10:00/" },
		{ "10:00", "10:00" },
		{ "timeline=10:00", "timeline=10:00" },
		{ "agent=\"a b\" time>10:00", "agent=\"a b\" time>2024-05-14T10:00" },
		{ "time", "time" },
		{ "time=", "time=" },
		{ "", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf out = BUF_INIT;

		expr_whole_times(&out, sv_str(cases[i].in), day.day);
		IS_STR(buf_str(&out), cases[i].want, "times of '%s'", cases[i].in);
		buf_release(&out);
	}
}

static void test_shell(void)
{
	static const struct {
		const char *in, *want;
	} cases[] = {
		{ "plain-1.2/x", "plain-1.2/x" },
		{ "", "''" },
		{ "a b", "'a b'" },
		{ "it's", "'it'\\''s'" },
		{ "$x", "'$x'" },
		{ "a\nb", "'a\nb'" },
		{ "~", "'~'" },
		{ "*", "'*'" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf out = BUF_INIT;

		shell_quote(&out, sv_str(cases[i].in));
		IS_STR(buf_str(&out), cases[i].want, "word %zu", i);
		buf_release(&out);
	}
}

static void test_lines(void)
{
	struct err err = ERR_INIT;
	struct stack st;
	struct slot *v;
	uint64_t gen;
	size_t n;

	stack_init(&st);
	IS_INT(st.nlog, 1, "the history has a beginning");
	OK(!stack_undo(&st), "nothing to undo");
	gen = st.gen;
	IS_ST(stack_add(&st, SV_LIT("(a"), false, "+", &day, &err), ST_SYNTAX, "bad text");
	IS_INT(err.off, 2, "caret at its end");
	IS_INT(st.gen, gen, "nothing changed");
	IS_ST(add(&st, "function=payments-charge", false), ST_OK, "keep");
	OK(st.gen > gen, "another generation");
	IS_ST(add(&st, "agent ~ /^ELB-Health/", true), ST_OK, "drop");
	OK(stack_window(&st, day.day + 36000 * TICKS_PER_SEC,
			day.day + 39600 * TICKS_PER_SEC, "brush"),
	   "window");
	IS_STR(command(&st),
	       "trailsift events -f function=payments-charge -f 'not (agent ~ "
	       "/^ELB-Health/)' "
	       "--since 2024-05-14T10:00:00Z --until 2024-05-14T11:00:00Z -o json trail/ "
	       "'a b'",
	       "as a command line");
	IS_STR(label(st.now.v[0].line), "+ function=payments-charge",
	       "label of a keep line");
	IS_STR(label(st.now.v[1].line), "- agent ~ /^ELB-Health/", "label of a drop line");
	IS_STR(label(st.now.v[2].line), "+ time 2024-05-14 10:00..11:00",
	       "label of the window");
	IS_STR(st.now.v[2].line->expr,
	       "time in (2024-05-14T10:00:00Z..2024-05-14T11:00:00Z)",
	       "the window as a filter");

	OK(stack_toggle(&st, st.now.v[0].line->id), "first line off");
	OK(!strstr(command(&st), "payments"), "lines that are off are left out");
	OK(stack_invert(&st, st.now.v[1].line->id), "invert");
	OK(strstr(command(&st), "-f 'agent ~ /^ELB-Health/'") != NULL, "inverted");
	OK(!stack_invert(&st, st.now.v[2].line->id), "a window has no inverse");
	OK(stack_toggle_all(&st), "all off");
	IS_STR(command(&st), "trailsift events -o json trail/ 'a b'", "all off");
	n = stack_in_force(&st, &v);
	IS_INT(n, 3, "lines that are off are evaluated too");
	OK(!v[0].on && !v[1].on && !v[2].on, "but none is in force");
	for (size_t i = 0; i < n; i++)
		line_unref(v[i].line);
	free(v);
	OK(stack_toggle_all(&st), "on again");
	OK(!st.now.v[0].on && st.now.v[1].on, "as before");
	OK(!stack_delete(&st, 99), "no such line");
	OK(stack_delete(&st, st.now.v[0].line->id), "delete");
	IS_INT(st.now.n, 2, "one line less");

	for (int i = 0; i < 8; i++)
		OK(stack_undo(&st) != NULL, "undo %d", i);
	OK(!stack_undo(&st), "at the beginning");
	IS_INT(st.now.n, 0, "no line");
	for (int i = 0; i < 3; i++)
		OK(stack_redo(&st) != NULL, "redo %d", i);
	IS_INT(st.now.n, 3, "three lines again");
	IS_ST(add(&st, "error=*", false), ST_OK, "another change");
	OK(!stack_redo(&st), "forgets what could be redone");
	IS_STR(st.log[st.at].text, "+ error=*", "history text");
	IS_ST(stack_edit(&st, st.now.v[0].line->id, SV_LIT("function=x"), true, &day, NULL),
	      ST_OK, "edit");
	IS_STR(label(st.now.v[0].line), "- function=x", "edited in place");
	IS_STR(st.log[st.at].text, "edit: - function=x", "history text of an edit");
	IS_ST(stack_edit(&st, st.now.v[2].line->id, SV_LIT("a"), true, &day, NULL),
	      ST_MISSING, "the window is no text");
	OK(stack_clear(&st) && st.now.n == 0, "delete all");
	OK(stack_undo(&st) && st.now.n == 4, "and back");
	stack_release(&st);
}

static void test_window(void)
{
	tick_t from, to, second = TICKS_PER_SEC;
	struct stack st;

	stack_init(&st);
	OK(!stack_window(&st, 0, TICK_NONE, "0"), "no window to take away");
	OK(stack_window(&st, 10 * second + 5, 20 * second + 5, "t"), "window");
	stack_window_get(&st, &from, &to);
	IS_INT(from, 10 * second, "begins on a second");
	IS_INT(to, 21 * second, "ends on a second");
	OK(!stack_window(&st, 10 * second, 21 * second, "t"),
	   "the same window is no change");
	OK(stack_window(&st, 30 * second, TICK_NONE, "t"), "another");
	IS_INT(st.now.n, 1, "there is one window");
	stack_window_get(&st, &from, &to);
	IS_INT(to, TICK_NONE, "open end");
	OK(strstr(command(&st), "--until") == NULL, "open end on the command line");
	stack_toggle(&st, st.now.v[0].line->id);
	stack_window_get(&st, &from, &to);
	OK(from == 0 && to == TICK_NONE, "off");
	OK(stack_window(&st, 30 * second, TICK_NONE, "t"), "on by setting it again");
	OK(stack_window(&st, 0, TICK_NONE, "0"), "take it away");
	IS_INT(st.now.n, 0, "no line");
	stack_undo(&st);
	stack_window_get(&st, &from, &to);
	IS_INT(from, 30 * second, "undone");
	stack_release(&st);
}

static void test_draft(void)
{
	struct stack st;
	struct slot *v;
	uint32_t id;
	size_t n;

	stack_init(&st);
	add(&st, "event=Invoke", false);
	stack_note_count(&st, st.gen, 47);
	IS_INT(st.log[st.at].after, 47, "after");
	IS_ST(stack_draft(&st, 0, SV_LIT("error=*"), false, &day, NULL), ST_OK, "draft");
	id = st.draft->id;
	IS_ST(stack_draft(&st, 0, SV_LIT("error=*("), false, &day, NULL), ST_OK,
	      "still valid");
	IS_ST(stack_draft(&st, 0, SV_LIT("error="), false, &day, NULL), ST_SYNTAX,
	      "typing on");
	OK(st.draft != NULL, "the last valid text stays");
	IS_ST(stack_draft(&st, 0, SV_LIT("error=x"), false, &day, NULL), ST_OK, "draft");
	id = st.draft->id;
	stack_note_count(&st, st.gen, 3);
	n = stack_in_force(&st, &v);
	IS_INT(n, 2, "in force");
	IS_INT(v[1].line->id, id, "the draft is last");
	for (size_t i = 0; i < n; i++)
		line_unref(v[i].line);
	free(v);
	IS_INT(st.nlog, 2, "no step of the history");
	IS_ST(add(&st, "error=x", false), ST_OK, "enter");
	IS_INT(st.now.v[1].line->id, id, "what was evaluated is kept");
	IS_INT(st.log[st.at].before, 47, "before: without the draft");
	OK(!st.draft, "no draft any more");

	id = st.now.v[0].line->id;
	IS_ST(stack_draft(&st, id, SV_LIT("event=Get*"), true, &day, NULL), ST_OK,
	      "edit draft");
	n = stack_in_force(&st, &v);
	OK(n == 3 && !v[0].on && v[2].on, "in place of the line that is edited");
	for (size_t i = 0; i < n; i++)
		line_unref(v[i].line);
	free(v);
	stack_draft_drop(&st);
	IS_INT(st.now.n, 2, "cancelled");
	stack_release(&st);
}

static row_t to_kept(void *arg, row_t row)
{
	(void)arg;
	return row == 70 ? 5 : row == 4000 ? ROW_NONE : row;
}

static void test_marks(void)
{
	static const row_t rows[] = { 3, 70, 4000, 3 };
	uint64_t bits[2] = { 0x28, 0x40 }; /* 3 5 70 */
	struct stack st;
	uint64_t gen;
	row_t *list;

	stack_init(&st);
	gen = st.gen;
	IS_INT(stack_mark(&st, 3, true), 1, "mark");
	IS_INT(stack_mark(&st, 3, true), 0, "marked already");
	IS_INT(st.nlog, 2, "one step");
	OK(marks_has(&st.marks, 3) && !marks_has(&st.marks, 4), "has");
	IS_INT(stack_mark_rows(&st, rows, 4, true, "mark range"), 2, "range adds two");
	IS_STR(st.log[st.at].text, "mark range (2 events)", "history text");
	IS_INT(st.marks.count, 3, "count");
	IS_INT(st.gen, gen, "marks change nothing that is shown");
	IS_INT(stack_mark_bits(&st, bits, 2, true, "mark shown"), 1, "bits");
	IS_INT(marks_count_in(&st.marks, bits, 2), 3, "among those shown");
	IS_INT(marks_rows(&st.marks, &list), 4, "rows");
	OK(list[0] == 3 && list[1] == 5 && list[2] == 70 && list[3] == 4000, "ascending");
	free(list);
	IS_INT(stack_unmark_all(&st), 4, "unmark all");
	IS_INT(st.marks.count, 0, "none");
	OK(stack_undo(&st), "undo");
	IS_INT(st.marks.count, 4, "all again");
	stack_undo(&st);
	OK(!marks_has(&st.marks, 5) && marks_has(&st.marks, 70), "undo of one step");
	stack_redo(&st);

	OK(stack_move_marks(&st, to_kept, NULL), "row 70 is a copy of row 5");
	IS_INT(st.marks.count, 2,
	       "a copy and its original are one, a row that is gone none");
	OK(!marks_has(&st.marks, 70) && marks_has(&st.marks, 5), "the kept row");
	stack_undo(&st);
	OK(marks_has(&st.marks, 5) && !marks_has(&st.marks, 70), "history moved too");
	IS_INT(st.marks.count, 2, "the later mark on the original added nothing");
	stack_undo(&st);
	IS_INT(st.marks.count, 1, "back to the first");
	stack_undo(&st);
	IS_INT(st.marks.count, 0, "back to none");
	OK(!stack_move_marks(&st, to_kept, NULL), "nothing to move twice");
	stack_release(&st);
}

int main(void)
{
	test_values();
	test_search_expr();
	test_negation();
	test_whole_times();
	test_shell();
	test_lines();
	test_window();
	test_draft();
	test_marks();
	return DONE();
}
