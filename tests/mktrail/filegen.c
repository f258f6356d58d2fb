/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From runs of records to a file: who acts next, what, how long, and what is copied. */
#include "util/base.h"

#include "gen.h"

#include <stdlib.h>

/* Shares out of 10,000. */
enum {
	BIG_RECORD = 3,      /* of runs: 1 in 20,000 records */
	LAMBDA_CHANGE = 200, /* of runs: about 1 % of the records */
	SERVICE_EVENT = 200,
	TERRAFORM = 25,  /* a burst of many different calls */
	ENUMERATION = 4, /* ... half of them denied */
	FAILED = 300,    /* of records */
	MEAN_RUN = 5
};

void gen_init(struct gen *g, const struct config *c, const struct world *w,
	      const struct plan *p, const struct ops *ops, struct tally *tally)
{
	memset(g, 0, sizeof(*g));
	g->config = c;
	g->world = w;
	g->plan = p;
	g->ops = ops;
	g->tally = tally;
	text_init(&g->out, 1 << 20);
	g->room_spans = 1024;
	g->span = must_alloc(g->room_spans * sizeof(*g->span));
}

void gen_release(struct gen *g)
{
	text_release(&g->out);
	free(g->span);
}

void gen_span(struct gen *g)
{
	if (g->n_spans && g->span[g->n_spans - 1] == text_len(&g->out))
		return;
	if (g->n_spans + 1 >= g->room_spans) {
		g->room_spans *= 2;
		g->span = must_realloc(g->span, g->room_spans * sizeof(*g->span));
	}
	g->span[g->n_spans++] = text_len(&g->out);
}

static enum outcome draw_outcome(struct gen *g, uint32_t denied)
{
	uint32_t x = rng_below(&g->rng, 10000);

	if (denied)
		return x < denied ? OUT_DENIED : OUT_OK;
	if (x >= FAILED)
		return OUT_OK;
	return x < FAILED / 2       ? OUT_DENIED
	       : x < FAILED * 4 / 5 ? OUT_ABSENT
				    : OUT_THROTTLED;
}

/* Let the clock of the file run for LEN records. */
static void advance(struct gen *g, uint32_t len)
{
	uint64_t mean = (uint64_t)(WINDOW - 10) * 1000 * len / plan_own(g->file);

	g->now_ms += (int64_t)((uint64_t)rng_below(&g->rng, 2000) * mean / 1000);
	if (g->now_ms >= g->file->stamp * 1000)
		g->now_ms = g->file->stamp * 1000 - 1;
}

/* A session that exists now: of this file, or (3 in 10) of one of the files before. */
static void pick_session(struct gen *g, struct session *s)
{
	const struct planned *f = g->file;
	uint32_t file = f->previous[rng_below(&g->rng, PREVIOUS)], number;

	if (file != NO_FILE && rng_chance(&g->rng, 3000) &&
	    f->stamp - g->plan->file[file].stamp < 12 * 3600) {
		number = rng_below(&g->rng, g->plan->file[file].n_sessions);
	} else {
		file = g->index;
		number = g->next_session ? rng_below(&g->rng, g->next_session) : 0;
		/* The youngest work most. */
		if (g->next_session > 4 && rng_chance(&g->rng, 5000))
			number = g->next_session - 1 - rng_below(&g->rng, 4);
	}
	session_get(g->world, g->plan, file, number, s);
	if (s->created * 1000 > g->now_ms)
		g->now_ms = MIN(s->created * 1000, f->stamp * 1000 - 1);
}

/* Sessions that begin until now get the record that issues them. */
static void issue_sessions(struct gen *g)
{
	struct session s;

	while (g->next_session < g->file->n_sessions && gen_left(g)) {
		session_get(g->world, g->plan, g->index, g->next_session, &s);
		if (s.created * 1000 > g->now_ms)
			return;
		g->next_session++;
		if (s.logged) {
			gen_span(g);
			gen_issue(g, &s);
		}
	}
}

static void run_of(struct gen *g, const struct op *op, uint32_t len, uint32_t denied)
{
	for (; len && gen_left(g); len--) {
		gen_record(g, op, &g->actor, draw_outcome(g, denied));
		g->now_ms =
			MIN(g->now_ms + rng_below(&g->rng, 300), g->file->stamp * 1000 - 1);
	}
}

/* Many different calls of one session, each once or twice. */
static void mixed_run(struct gen *g, uint32_t len, uint32_t denied)
{
	struct session s;

	pick_session(g, &s);
	actor_session(g, &g->actor, &s);
	while (len-- && gen_left(g)) {
		const struct op *op = &g->ops->op[rng_below(&g->rng, g->ops->n)];

		if (op->flags & OP_LAMBDA && g->file->region)
			continue;
		gen_draw_run(g);
		run_of(g, op, 1 + rng_below(&g->rng, 2), denied);
	}
}

static bool ops_lambda(const struct gen *g, const struct op *op)
{
	return op->flags & OP_LAMBDA && g->file->region;
}

/* Who acts decides what is done: types of identity by their share of an organisation. */
static const struct op *pick_actor(struct gen *g)
{
	bool noise = g->config->variant == VARIANT_NOISE;
	uint32_t x = rng_below(&g->rng, 1000), service = noise ? 920 : 205;
	const struct ops *ops = g->ops;
	const struct op *op = &ops->op[pick_draw(&ops->all, &g->rng)];
	struct session s;

	if (ops_lambda(g, op))
		op = &ops->op[0];
	if (x < service) {
		op = &ops->op[ops->service_op[pick_draw(&ops->service, &g->rng)]];
		actor_service(g, &g->actor,
			      op->flags & OP_S3 || noise
				      ? SERVICE_CLOUDTRAIL
				      : pick_draw(&g->world->pick_service, &g->rng));
	} else if (noise || x < service + 625) {
		pick_session(g, &s);
		actor_session(g, &g->actor, &s);
	} else if (x < service + 705) {
		actor_user(g, &g->actor,
			   g->account->first_user + pick_draw(&g->account->user, &g->rng));
	} else if (x < service + 785) {
		op = &ops->op[ops->foreign_op[pick_draw(&ops->foreign, &g->rng)]];
		actor_foreign(g, &g->actor, pick_draw(&g->world->pick_external, &g->rng));
	} else if (x < service + 790) {
		actor_person(g, &g->actor, pick_draw(&g->world->pick_person, &g->rng));
	} else {
		actor_root(g, &g->actor);
	}
	return op;
}

static void invocations(struct gen *g, uint32_t len)
{
	const struct fn *fn = &g->world->fn[g->fn];
	const struct fn_caller *c = &fn->caller[rng_below(&g->rng, fn->n_callers)];

	for (; len && gen_left(g); len--) {
		gen_invocation(g, fn, c);
		g->now_ms =
			MIN(g->now_ms + rng_below(&g->rng, 900), g->file->stamp * 1000 - 1);
	}
}

static void next_run(struct gen *g)
{
	double share =
		g->config->invoke_share / 0.85; /* functions live in the first region */
	uint32_t len = rng_run(&g->rng, MEAN_RUN), x = rng_below(&g->rng, 10000);
	const struct op *op;
	struct session s;

	advance(g, len);
	issue_sessions(g);
	gen_span(g);
	gen_draw_run(g);
	if (g->file->story && !g->attacked && g->n > plan_own(g->file) / 4 &&
	    gen_left(g) > PLANT_RECORDS) {
		g->attacked = true;
		gen_attack(g);
		return;
	}
	if (!g->file->region && g->n_lambda < share * g->n) {
		invocations(g, 1 + len / 2);
	} else if (x < BIG_RECORD) {
		actor_user(g, &g->actor, g->user);
		if (gen_left(g))
			gen_many_instances(g);
	} else if (x < BIG_RECORD + ENUMERATION) {
		mixed_run(g, 100 + rng_below(&g->rng, 200), 5000);
	} else if (x < BIG_RECORD + ENUMERATION + TERRAFORM) {
		mixed_run(g, 20 + rng_below(&g->rng, 60), 0);
	} else if (x < BIG_RECORD + ENUMERATION + TERRAFORM + SERVICE_EVENT) {
		for (; len && gen_left(g); len--)
			gen_service_event(g);
	} else if (!g->file->region && x < 9000 && x >= 9000 - LAMBDA_CHANGE) {
		op = &g->ops->op[g->ops->lambda_op[pick_draw(&g->ops->lambda, &g->rng)]];
		pick_session(g, &s);
		actor_session(g, &g->actor, &s);
		run_of(g, op, 1 + len / 3, 0);
	} else {
		op = pick_actor(g);
		run_of(g, op, len, 0);
	}
}

/* Begin file INDEX: nothing written yet. */
static void begin_file(struct gen *g, uint32_t index)
{
	g->index = index;
	g->file = &g->plan->file[index];
	g->account = &g->world->account[g->file->account];
	g->region = world_regions[g->file->region];
	g->rng = rng_stream(g->world->seed, STREAM_FILE, index);
	g->n = g->n_lambda = g->next_session = 0;
	g->now_ms = (g->file->stamp - WINDOW) * 1000;
	g->n_spans = 0;
	g->attacked = false;
	text_clear(&g->out);
	gen_span(g);
}

/* The first N own records of FILE again, byte for byte, as one run. */
static void replay_file(struct gen *g, uint32_t index, uint32_t n)
{
	begin_file(g, index);
	g->limit = n;
	g->cut = 0;
	while (g->n < n)
		next_run(g);
}

static void put_span(const struct gen *g, struct text *file, const char *p, size_t len)
{
	char last = file->cur[-1];

	text_reserve(file, len + 1);
	if (last != '[' && last != '\n')
		put_char(file, g->config->ndjson ? '\n' : ',');
	put(file, p, len);
}

/* Copies of G's runs that lie over a separator: the replay may hold several runs. */
static void put_copies(const struct gen *replay, struct text *file)
{
	for (uint32_t i = 0; i < replay->n_spans && replay->span[i] < replay->cut; i++) {
		size_t end = i + 1 < replay->n_spans ? replay->span[i + 1]
						     : text_len(&replay->out);

		put_span(replay, file, replay->out.base + replay->span[i],
			 MIN(end, replay->cut) - replay->span[i]);
	}
}

static uint32_t *make_order(struct gen *g)
{
	uint32_t *order = must_alloc(g->n_spans * sizeof(*order));

	for (uint32_t i = 0; i < g->n_spans; i++)
		order[i] = i;
	if (!g->file->unsorted)
		return order;
	for (uint32_t i = g->n_spans; i-- > 1;) {
		uint32_t k = rng_below(&g->rng, i + 1), swap = order[i];

		order[i] = order[k];
		order[k] = swap;
	}
	return order;
}

void gen_file(struct gen *g, struct gen *replay, uint32_t index, struct text *file)
{
	uint32_t *order, copies_at;
	size_t end;

	begin_file(g, index);
	while (gen_left(g))
		next_run(g);
	end = text_len(&g->out);
	if (g->n_spans && g->span[g->n_spans - 1] == end)
		g->n_spans--;
	if (g->file->n_copies)
		replay_file(replay, g->file->copies_of, g->file->n_copies);
	order = make_order(g);
	copies_at = rng_below(&g->rng, g->n_spans + 1);
	text_clear(file);
	text_reserve(file, 64);
	put_str(file, g->config->ndjson ? "\n" : "{\"Records\":[");
	for (uint32_t i = 0; i <= g->n_spans; i++) {
		if (i == copies_at && g->file->n_copies)
			put_copies(replay, file);
		if (i < g->n_spans) {
			uint32_t s = order[i];
			size_t stop = s + 1 < g->n_spans ? g->span[s + 1] : end;

			put_span(g, file, g->out.base + g->span[s], stop - g->span[s]);
		}
	}
	free(order);
	text_reserve(file, 8);
	put_str(file, g->config->ndjson ? "\n" : "]}");
	if (g->tally) {
		g->tally->copies += g->file->n_copies;
		g->tally->files++;
		g->tally->bytes += text_len(file);
	}
}
