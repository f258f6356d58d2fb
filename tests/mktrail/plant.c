/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An attack planted among the rest: a user's key from an address it never used, denied
 * attempts on a function, a chain of three roles, the function's code, calls of it, and what
 * its role reads then. The ids of its records stand in the ground truth.
 */
#include "util/base.h"

#include "gen.h"

#include <stdio.h>

static void note(struct gen *g, const char *what)
{
	if (g->tally)
		tally_plant(g->tally, g->index, what, g->out.base + g->id_at);
	g->now_ms = MIN(g->now_ms + 1500, g->file->stamp * 1000 - 1);
}

static void call(struct gen *g, const char *name, enum outcome outcome)
{
	gen_record(g, ops_find(g->ops, name), &g->actor, outcome);
	note(g, name);
}

/* g->actor becomes the session S, which it has just assumed. */
static void take_role(struct gen *g, struct session *s, uint32_t role, const char *ip)
{
	const struct account *a = g->account;

	memset(s, 0, sizeof(*s));
	s->role = a->first_role + role % a->n_roles;
	while (g->world->role[s->role].class == RC_SSO)
		s->role = a->first_role + ++role % a->n_roles;
	s->created = g->now_ms / 1000;
	make_key(s->key, "ASIA", a->id, &g->rng);
	snprintf(s->name, sizeof(s->name), "debug-%08x", rng_below(&g->rng, UINT32_MAX));
	gen_assume(g, s, SP_ASSUME_ROLE);
	note(g, "AssumeRole");
	actor_session(g, &g->actor, s);
	g->actor.ip = ip;
}

void gen_attack(struct gen *g)
{
	const struct fn *fn = &g->world->fn[g->account->first_fn];
	const struct fn_caller direct = { .service = -1 };
	const char *ip = g->world->ip[N_IPS - 1 - rng_below(&g->rng, 64)];
	uint32_t first = rng_below(&g->rng, g->account->n_roles);
	struct session s;

	g->fn = g->account->first_fn;
	actor_user(g, &g->actor, g->user);
	g->actor.ip = ip;
	call(g, "GetCallerIdentity", OUT_OK);
	call(g, "ListFunctions20150331", OUT_OK);
	for (int i = 0; i < 3; i++)
		call(g, "UpdateFunctionCode20150331v2", OUT_DENIED);
	for (uint32_t i = 0; i < 3; i++)
		take_role(g, &s, first + i, ip);
	call(g, "UpdateFunctionCode20150331v2", OUT_OK);
	call(g, "UpdateFunctionConfiguration20150331v2", OUT_OK);
	for (int i = 0; i < 3; i++) {
		gen_invoke(g, fn, &direct, 0);
		note(g, "Invoke");
	}
	session_of_role(g->world, g->plan, g->index, fn->role, &s);
	actor_session(g, &g->actor, &s);
	call(g, "GetSecretValue", OUT_OK);
	for (int i = 0; i < 8; i++)
		call(g, "GetObject", OUT_OK);
}
