/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tally.h"

#include <stdio.h>
#include <stdlib.h>

const char *const special_names[SP_COUNT] = {
	"Invoke",
	"InvokeExecution",
	"AssumeRole",
	"AssumeRoleWithSAML",
	"AssumeRoleWithWebIdentity",
	"ConsoleLogin",
	"RunInstances",
	"RotateKey",
};
const char *const special_sources[SP_COUNT] = {
	"lambda.amazonaws.com", "lambda.amazonaws.com", "sts.amazonaws.com",
	"sts.amazonaws.com",    "sts.amazonaws.com",    "signin.amazonaws.com",
	"ec2.amazonaws.com",    "kms.amazonaws.com",
};

void tally_init(struct tally *t, unsigned n_ops)
{
	memset(t, 0, sizeof(*t));
	t->n_ops = n_ops;
	t->op = must_alloc((n_ops + SP_COUNT) * sizeof(*t->op));
	memset(t->op, 0, (n_ops + SP_COUNT) * sizeof(*t->op));
}

void tally_release(struct tally *t)
{
	free(t->op);
	free(t->steps);
}

static int by_place(const void *a, const void *b)
{
	const struct attack_step *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return (x->step > y->step) - (x->step < y->step);
}

void tally_plant(struct tally *t, uint32_t file, const char *what, const char *id)
{
	struct attack_step *p;

	t->steps = must_realloc(t->steps, (t->n_steps + 1) * sizeof(*t->steps));
	p = &t->steps[t->n_steps++];
	p->file = file;
	p->step = t->n_steps;
	snprintf(p->what, sizeof(p->what), "%s", what);
	snprintf(p->id, sizeof(p->id), "%.36s", id);
}

void tally_add(struct tally *t, const struct tally *m)
{
	t->events += m->events;
	t->copies += m->copies;
	t->files += m->files;
	t->empty_files += m->empty_files;
	t->bytes += m->bytes;
	t->sessions += m->sessions;
	t->failed += m->failed;
	t->digests += m->digests;
	t->insights += m->insights;
	t->steps = must_realloc(t->steps, (t->n_steps + m->n_steps) * sizeof(*t->steps));
	if (m->n_steps)
		memcpy(t->steps + t->n_steps, m->steps, m->n_steps * sizeof(*m->steps));
	t->n_steps += m->n_steps;
	if (t->n_steps)
		qsort(t->steps, t->n_steps, sizeof(*t->steps), by_place);
	for (unsigned i = 0; i < t->n_ops + SP_COUNT; i++)
		t->op[i] += m->op[i];
	for (unsigned i = 0; i < N_IDENTITIES; i++)
		t->identity[i] += m->identity[i];
	for (unsigned i = 0; i < N_FUNCTIONS; i++) {
		t->fn[i].invocations += m->fn[i].invocations;
		t->fn[i].changes += m->fn[i].changes;
		t->fn[i].failed += m->fn[i].failed;
		for (unsigned k = 0; k < sizeof(t->fn[i].caller) / sizeof(uint64_t); k++)
			t->fn[i].caller[k] |= m->fn[i].caller[k];
	}
}
