/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions in the background: whose answer is given to whom, and when they are asked again. */
#include "session/same.h"
#include "session/session.h"
#include "session/sorted.h"
#include "tap.h"
#include "trail.h"
#include "util/xalloc.h"

#define WAIT_MS 60000

static const struct trail_event events[] = {
	{ "e-00", 0, "Invoke", "alice", "203.0.113.7", NULL, NULL },
	{ "e-01", 60, "GetFunction", "bob", "198.51.100.1", NULL, NULL },
	{ "e-02", 120, "Invoke", "alice", "192.0.2.9", NULL, NULL },
};

/* What the worker saw when it was asked. */
struct answer {
	int who;
	uint32_t shown;
	tick_t from, to;
};

static _Atomic(int) args_freed;

static void *answer_of(const struct task_env *env, int who)
{
	struct answer *a = xcalloc(1, sizeof(*a));

	*a = (struct answer){ who, env->view->sel->count, env->view->from, env->view->to };
	return a;
}

static void *by_view(const struct task_env *env, void *arg)
{
	return answer_of(env, *(int *)arg);
}

static void *other(const struct task_env *env, void *arg)
{
	return answer_of(env, 100 + *(int *)arg);
}

static void free_arg(void *arg)
{
	args_freed++;
	free(arg);
}

static const struct question view_q = {
	TASK_ROWS, { .make = by_view, .free = free, .free_arg = free_arg }
};
static const struct question other_q = {
	TASK_ROWS, { .make = other, .free = free, .free_arg = free_arg }
};
static const struct question order_q = {
	TASK_PAGE, { .make = by_view, .free = free, .free_arg = free_arg, .by_order = true }
};

static int *number(int n)
{
	int *p = xmalloc(sizeof(*p));

	*p = n;
	return p;
}

static void settle(struct session *sn)
{
	if (!session_settle(sn, WAIT_MS))
		BAIL("the session does not come to rest");
}

/* The answer to Q, which is freed: who gave it, or -1. */
static int taken(struct session *sn, const struct question *q, struct answer *ret)
{
	struct answer *a = session_answer(sn, q);
	int who = a ? a->who : -1;

	if (a && ret)
		*ret = *a;
	free(a);
	return who;
}

static void keep(struct session *sn, const char *expr)
{
	struct filter_times times = session_times(sn, ROW_NONE);

	if (stack_add(session_stack(sn), sv_str(expr), false, "&", &times, NULL) != ST_OK)
		BAIL("no filter: %s", expr);
}

static void test_turns(struct session *sn)
{
	session_ask(sn, &view_q, number(1));
	settle(sn);
	IS_INT(taken(sn, &other_q, NULL), -1, "no answer to what was not asked");
	IS_INT(taken(sn, &view_q, NULL), 1, "the answer to what was asked");
	IS_INT(taken(sn, &view_q, NULL), -1, "it is given once");
	session_ask(sn, &view_q, number(2));
	settle(sn);
	session_ask(sn, &other_q, number(3));
	settle(sn);
	IS_INT(taken(sn, &view_q, NULL), -1, "another question has its slot");
	session_ask_no_more(sn, &view_q);
	settle(sn);
	IS_INT(taken(sn, &other_q, NULL), 103, "which ending the first does not end");
	session_ask_no_more(sn, &other_q);
	settle(sn);
	IS_INT(args_freed, 3, "arguments are freed");
}

static void test_stale(struct session *sn)
{
	struct answer a = { 0 };

	session_ask(sn, &view_q, number(4));
	session_ask(sn, &order_q, number(5));
	settle(sn);
	IS_INT(taken(sn, &view_q, &a), 4, "of the whole");
	IS_INT(a.shown, 3, "three events");
	IS_INT(a.from, 0, "the window is open at its start");
	IS_INT(a.to, TICK_NONE, "and at its end");
	IS_INT(taken(sn, &order_q, NULL), 5, "of the order");
	keep(sn, "event=Invoke");
	settle(sn);
	IS_INT(taken(sn, &view_q, &a), 4, "a filter asks again");
	IS_INT(a.shown, 2, "two events");
	IS_INT(taken(sn, &order_q, NULL), -1, "but not what depends on the load alone");
	stack_window(session_stack(sn), 5 * TICKS_PER_SEC, 7 * TICKS_PER_SEC, "t");
	settle(sn);
	IS_INT(taken(sn, &view_q, &a), 4, "a window asks again");
	IS_INT(a.from, 5 * TICKS_PER_SEC, "and is said: from");
	IS_INT(a.to, 7 * TICKS_PER_SEC, "to");
	stack_toggle_all(session_stack(sn));
	settle(sn);
	IS_INT(taken(sn, &view_q, &a), 4, "switched off it asks again");
	IS_INT(a.to, TICK_NONE, "and is no window");
	stack_clear(session_stack(sn));
	session_ask_no_more(sn, &view_q);
	session_ask_no_more(sn, &order_q);
	settle(sn);
}

static void test_subjects(struct session *sn)
{
	struct same same = { .expr = NULL };
	struct sorted *so;

	sorted_ask(sn, "time:desc");
	same_ask(&same, sn, "event=Invoke");
	settle(sn);
	so = session_answer(sn, &sorted_question);
	if (OK(so != NULL, "an order of the events came")) {
		IS_INT(so->n, 3, "of all of them");
		IS_INT(store_time(session_store(sn), so->rows[0]) >
			       store_time(session_store(sn), so->rows[2]),
		       1, "the last first");
	}
	sorted_free(so);
	OK(same_take(&same, sn), "a count came");
	OK(same.known && same.shown == 2 && same.all == 2, "2 of 2 events");
	same_release(&same);
}

int main(void)
{
	AUTO_FREE char *own = trail_path("a.json");
	const char *path = own;
	struct session_options opt = { .paths = &path,
				       .npaths = 1,
				       .load = LOAD_OPTIONS_INIT };
	struct session *sn;

	trail_write("a.json", events, ARRAY_SIZE(events));
	sn = session_open(&opt, NULL);
	if (!sn)
		BAIL("cannot open a session");
	settle(sn);
	test_turns(sn);
	test_stale(sn);
	test_subjects(sn);
	session_close(sn);
	return DONE();
}
