/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session.h"

#include <stdio.h>

#include "text.h"

static void name_session(const struct world *w, struct session *s, struct rng *r)
{
	const struct role *role = &w->role[s->role];
	struct text t = { s->name, s->name, s->name + sizeof(s->name) };

	switch (role->class) {
	case RC_FUNCTION:
		put_str(&t, w->fn[role->fn].name);
		break;
	case RC_EC2:
		PUT_LIT(&t, "i-0");
		/* A few instances for each role. */
		put_hex(&t, rng_mix(s->role * 64u + rng_below(r, 1 + w->pool / 64)), 16);
		break;
	case RC_ECS:
		put_hex(&t, rng_u64(r), 16);
		put_hex(&t, rng_u64(r), 16);
		break;
	case RC_SSO:
		put_str(&t, w->subject[rng_below(r, N_SUBJECTS / 2) * 2 + 1]);
		break;
	case RC_CI:
		PUT_LIT(&t, "ci-run-");
		put_dec(&t, rng_u64(r) % 10000000);
		break;
	default:
		PUT_LIT(&t, "botocore-session-17");
		put_dec(&t, 10000000 + rng_below(r, 90000000));
	}
	*t.cur = '\0';
}

static uint32_t issuer_of(const struct world *w, const struct session *s, uint32_t account,
			  struct rng *r)
{
	switch (w->role[s->role].class) {
	case RC_FUNCTION:
		return ID_SERVICE + SERVICE_LAMBDA;
	case RC_EC2:
		return ID_SERVICE + SERVICE_EC2;
	case RC_ECS:
		return ID_SERVICE + SERVICE_STATES + 1;
	case RC_SSO:
		return ID_SUBJECT + (pick_draw(&w->pick_subject, r) | 1);
	case RC_CI:
		return ID_SUBJECT + (pick_draw(&w->pick_subject, r) & ~1u);
	default:
		return ID_USER + w->account[account].first_user +
		       pick_draw(&w->account[account].user, r);
	}
}

void session_of_role(const struct world *w, const struct plan *p, uint32_t file,
		     uint32_t role, struct session *s)
{
	const struct planned *f = &p->file[file];
	int64_t half_day = (f->stamp - WINDOW) / 43200;
	struct rng r = rng_stream(w->seed, STREAM_SESSION,
				  (uint64_t)half_day << 24 | UINT64_C(1) << 23 | role);

	memset(s, 0, sizeof(*s));
	s->created = half_day * 43200 - rng_below(&r, 3000);
	s->role = role;
	make_key(s->key, "ASIA", w->account[f->account].id, &r);
	s->ip = world_ip_of(w, role, &r);
	s->agent = world_agent_of(w, role, &r);
	s->issuer = issuer_of(w, s, f->account, &r);
	name_session(w, s, &r);
}

void session_get(const struct world *w, const struct plan *p, uint32_t file,
		 uint32_t number, struct session *s)
{
	const struct planned *f = &p->file[file];
	const struct account *a = &w->account[f->account];
	struct rng r = rng_stream(w->seed, STREAM_SESSION, (uint64_t)file << 24 | number);
	uint32_t step = (WINDOW - 40) / f->n_sessions;

	s->created = f->stamp - WINDOW + (WINDOW - 40) * (int64_t)number / f->n_sessions;
	s->created += rng_below(&r, step + 1);
	s->is_user = number && rng_chance(&r, 150);
	/* Small files have more sessions than their records need: fewer of those are logged. */
	s->logged = rng_chance(&r, f->n_events < 55 ? 5000 * f->n_events / 55 : 5000);
	s->user = a->first_user + pick_draw(&a->user, &r);
	s->role = a->first_role + pick_draw(&a->role, &r);
	make_key(s->key, "ASIA", a->id, &r);
	if (s->is_user) {
		s->console = s->mfa = true;
		s->ip = world_ip_of(w, ID_USER + s->user, &r);
		s->agent = world_agent_of(w, ID_USER + s->user, &r) / 7 * 7 + 4;
		s->issuer = ID_USER + s->user;
		snprintf(s->name, sizeof(s->name), "%s", w->user[s->user].name);
	} else {
		s->console = w->role[s->role].class == RC_SSO && rng_chance(&r, 700);
		s->mfa = false;
		s->ip = world_ip_of(w, s->role, &r);
		s->agent = world_agent_of(w, s->role, &r);
		if (s->console)
			s->agent = s->agent / 7 * 7 + 4;
		s->issuer = issuer_of(w, s, f->account, &r);
		name_session(w, s, &r);
	}
	if (s->agent >= N_AGENTS)
		s->agent = 4;
}
