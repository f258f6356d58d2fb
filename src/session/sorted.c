/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question of the newest view: its rows by the keys of --sort. */
#include "session/sorted.h"

#include "util/xalloc.h"

#include <stdlib.h>

void sorted_free(struct sorted *so)
{
	if (so)
		free(so->rows);
	free(so);
}

static void free_answer(void *answer)
{
	sorted_free(answer);
}

static void *answer(const struct task_env *env, void *arg)
{
	const char *keys = arg;
	const struct selection *sel = env->view->sel;
	struct arena arena = ARENA_INIT;
	struct sort_key *key;
	size_t nkeys;
	struct sorted *so = xcalloc(1, sizeof(*so));

	so->serial = env->view->serial;
	if (sort_parse(sv_str(keys), &arena, &key, &nkeys, NULL) == ST_OK) {
		so->n = sel->count;
		so->rows = selection_sorted(env->eval.store, sel, key, nkeys);
	}
	arena_release(&arena);
	if (env->eval.cancel && atomic_load(env->eval.cancel)) {
		sorted_free(so);
		return NULL;
	}
	return so;
}

const struct question sorted_question = {
	TASK_SORT, { .make = answer, .free = free_answer, .free_arg = free }
};

void sorted_ask(struct session *sn, const char *keys)
{
	session_ask(sn, &sorted_question, xstrdup(keys));
}
