/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Values pane, and what the Sources pane shows of files and days, as tasks of the engine. */
#include "session/session_priv.h"

#include "util/xalloc.h"

#include <stdlib.h>

/* Lists up to this long are sorted at once. */
#define SHORT_LIST 16384

static void free_values(void *v)
{
	values_unref(v);
}

static void free_order(void *p)
{
	struct values_order *o = p;

	if (!o)
		return;
	values_unref(o->values);
	free(o->v);
	free(o);
}

static void forget_values(struct session *sn)
{
	engine_discard(sn->engine, free_order, sn->values_order);
	engine_discard(sn->engine, free_values, sn->values);
	sn->values_order = NULL;
	sn->values = NULL;
}

void tables_release(struct session *sn)
{
	free_order(sn->values_order);
	values_unref(sn->values);
	free(sn->values_field);
	coverage_free(sn->coverage);
	integrity_free(sn->integrity);
}

unsigned tables_take(struct session *sn)
{
	struct values *v = engine_take(sn->engine, TASK_VALUES, NULL);
	struct coverage *c = engine_take(sn->engine, TASK_COVERAGE, NULL);
	struct integrity *x = engine_take(sn->engine, TASK_INTEGRITY, NULL);
	struct values_order *o = engine_take(sn->engine, TASK_VALUES_ORDER, NULL);
	unsigned news = 0;

	if (v) {
		forget_values(sn);
		sn->values = v;
		news |= SN_VALUES;
	}
	if (o && o->values == sn->values) {
		engine_discard(sn->engine, free_order, sn->values_order);
		sn->values_order = o;
		news |= SN_VALUES;
	} else if (o) {
		engine_discard(sn->engine, free_order, o);
	}
	if (c) {
		coverage_free(sn->coverage);
		sn->coverage = c;
		news |= SN_COVERAGE;
	}
	if (x) {
		integrity_note(x, sn->store);
		integrity_free(sn->integrity);
		sn->integrity = x;
		news |= SN_INTEGRITY;
	}
	return news;
}

static void *values_task(const struct task_env *env, void *arg)
{
	return values_make(&env->eval, env->view, arg);
}

static const struct task_ops values_ops = { values_task, free_values, free, false, false };

enum st session_values_want(struct session *sn, const char *field, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct fieldref ref;
	enum st rc;

	if (field) {
		rc = fieldref_parse(sv_str(field), &arena, &ref, err);
		if (rc == ST_OK && ref.id == FLD_TEXT)
			rc = err_set(err, ST_USAGE, "'text' cannot be counted");
		arena_release(&arena);
		if (rc != ST_OK)
			return rc;
	}
	/* wanted already, and not given up */
	if (field && sn->values_field && strcmp(field, sn->values_field) == 0 &&
	    (sn->values || engine_pending(sn->engine, TASK_VALUES)))
		return ST_OK;
	free(sn->values_field);
	sn->values_field = field ? xstrdup(field) : NULL;
	forget_values(sn);
	engine_task(sn->engine, TASK_VALUES, field ? &values_ops : NULL,
		    field ? xstrdup(field) : NULL);
	return ST_OK;
}

const struct values *session_values(const struct session *sn)
{
	return sn->values;
}

static struct values_order *order_new(struct values *v, enum values_sort by, bool reverse)
{
	struct values_order *o = xcalloc(1, sizeof(*o));

	o->values = values_ref(v);
	o->by = by;
	o->reverse = reverse;
	return o;
}

static void order_sort(struct values_order *o)
{
	o->v = xcalloc(MAX(o->values->counts.n, 1), sizeof(*o->v));
	values_order(o->values, o->by, o->reverse, o->v);
}

static void *order_task(const struct task_env *env, void *arg)
{
	const struct values_order *want = arg;
	struct values_order *o = order_new(want->values, want->by, want->reverse);

	(void)env;
	order_sort(o);
	return o;
}

static const struct task_ops order_ops = { order_task, free_order, free_order,
					   .once = true };

static bool is_order(const struct values_order *o, const struct values *v,
		     enum values_sort by, bool reverse)
{
	return o && o->values == v && o->by == by && o->reverse == reverse;
}

const uint32_t *session_values_order(struct session *sn, enum values_sort by, bool reverse)
{
	struct values *v = sn->values;
	struct values_order *o;

	if (!v)
		return NULL;
	if (is_order(sn->values_order, v, by, reverse))
		return sn->values_order->v;
	o = order_new(v, by, reverse);
	if (v->counts.n <= SHORT_LIST) {
		order_sort(o);
		free_order(sn->values_order);
		sn->values_order = o;
		return o->v;
	}
	if (sn->order_wanted == v && sn->order_by == by && sn->order_reverse == reverse &&
	    engine_pending(sn->engine, TASK_VALUES_ORDER)) {
		free_order(o);
		return NULL;
	}
	sn->order_wanted = v;
	sn->order_by = by;
	sn->order_reverse = reverse;
	engine_task(sn->engine, TASK_VALUES_ORDER, &order_ops, o);
	return NULL;
}

static void *coverage_task(const struct task_env *env, void *arg)
{
	(void)arg;
	return coverage_make(&env->eval, env->view->sel->order);
}

static void free_coverage(void *c)
{
	coverage_free(c);
}

static const struct task_ops coverage_ops = { coverage_task, free_coverage, NULL,
					      .by_order = true };

void session_coverage_want(struct session *sn, bool on)
{
	engine_task(sn->engine, TASK_COVERAGE, on ? &coverage_ops : NULL, NULL);
}

const struct coverage *session_coverage(const struct session *sn)
{
	return sn->coverage;
}

static void *integrity_task(const struct task_env *env, void *arg)
{
	const struct session *sn = arg;

	return integrity_make(&env->eval, sn->raw, sn->opt.keyring);
}

static void free_integrity(void *x)
{
	integrity_free(x);
}

static const struct task_ops integrity_ops = { integrity_task, free_integrity, NULL,
					       .once = true, .by_order = true };

void integrity_ask(struct session *sn)
{
	engine_task(sn->engine, TASK_INTEGRITY, &integrity_ops, sn);
}

const struct integrity *session_integrity(const struct session *sn)
{
	return sn->integrity;
}
