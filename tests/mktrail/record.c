/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/base.h"

#include "gen.h"

#include <stdio.h>

enum drawn { DREW_KEY = 1, DREW_I = 2, DREW_J = 4, DREW_UUID = 8 };

static const char *const words[24] = {
	"payments", "orders", "auth", "search", "billing", "ledger", "media", "catalog",
	"shipping", "mail",   "data", "ml",     "infra",   "edge",   "web",   "mobile",
	"report",   "audit",  "cron", "core",   "batch",   "stream", "front", "back",
};
static const char *const parts[32] = {
	"api",     "worker",  "sync",   "charge",  "resize", "token",   "index",  "export",
	"import",  "etl",     "notify", "render",  "hook",   "gateway", "queue",  "stream",
	"batch",   "janitor", "backup", "metrics", "proxy",  "router",  "feed",   "cache",
	"planner", "crawler", "scorer", "packer",  "minter", "broker",  "loader", "store",
};

void gen_draw_run(struct gen *g)
{
	const struct world *w = g->world;

	g->bucket_no = pick_draw(&w->pick_bucket, &g->rng);
	world_bucket(w, g->file->account, g->bucket_no, g->bucket);
	g->word = rng_below(&g->rng, ARRAY_SIZE(words));
	g->name_a = rng_below(&g->rng, ARRAY_SIZE(words));
	g->name_b = rng_below(&g->rng, ARRAY_SIZE(parts));
	g->kms = rng_below(&g->rng, 60);
	g->fn = g->account->first_fn + pick_draw(&g->account->fn, &g->rng);
	g->role = g->account->first_role + pick_draw(&g->account->role, &g->rng);
	g->user = g->account->first_user + pick_draw(&g->account->user, &g->rng);
}

/* ---- the codes of the shapes ---- */

static void code_account(void *ctx, struct text *t)
{
	put(t, ((struct gen *)ctx)->account->id, 12);
}
static void code_region(void *ctx, struct text *t)
{
	put_str(t, ((struct gen *)ctx)->region);
}
static void code_bucket(void *ctx, struct text *t)
{
	put_str(t, ((struct gen *)ctx)->bucket);
}

/* An object key: nearly every one new, below a few prefixes of the bucket. */
static void code_key(void *ctx, struct text *t)
{
	struct gen *g = ctx;

	if (!(g->drawn & DREW_KEY)) {
		struct text k = { g->key, g->key, g->key + sizeof(g->key) };

		g->drawn |= DREW_KEY;
		put_str(&k, words[g->word]);
		PUT_LIT(&k, "/dt=");
		put_time(&k, g->now);
		k.cur -= sizeof("T00:00:00Z") - 1;
		PUT_LIT(&k, "/part-");
		put_dec(&k, 10000 + rng_below(&g->rng, 90000));
		put_char(&k, '-');
		put_hex(&k, rng_u64(&g->rng), 16);
		PUT_LIT(&k, ".parquet");
		g->key_len = (uint32_t)text_len(&k);
	}
	put(t, g->key, g->key_len);
}

/* A resource id: 17 hex digits out of a pool that grows with the corpus. */
static void put_resource(struct gen *g, struct text *t, enum drawn which, uint64_t *id)
{
	if (!(g->drawn & which)) {
		g->drawn |= which;
		*id = rng_mix(g->world->seed ^ ((uint64_t)which << 60) ^
			      pick_draw(&g->world->pick_pool, &g->rng));
	}
	put_char(t, '0');
	put_hex(t, *id, 16);
}
static void code_i(void *ctx, struct text *t)
{
	struct gen *g = ctx;

	put_resource(g, t, DREW_I, &g->id_i);
}
static void code_j(void *ctx, struct text *t)
{
	struct gen *g = ctx;

	put_resource(g, t, DREW_J, &g->id_j);
}

static void code_new_uuid(void *ctx, struct text *t)
{
	put_uuid(t, &((struct gen *)ctx)->rng);
}
static void code_one_uuid(void *ctx, struct text *t)
{
	struct gen *g = ctx;

	if (!(g->drawn & DREW_UUID)) {
		struct text u = { g->uuid, g->uuid, g->uuid + sizeof(g->uuid) };

		g->drawn |= DREW_UUID;
		put_uuid(&u, &g->rng);
	}
	put(t, g->uuid, sizeof(g->uuid));
}
static void code_time(void *ctx, struct text *t)
{
	put_time(t, ((struct gen *)ctx)->now);
}
static void code_date(void *ctx, struct text *t)
{
	put_date(t, ((struct gen *)ctx)->now);
}
static void code_epoch(void *ctx, struct text *t)
{
	put_dec(t, (uint64_t)((struct gen *)ctx)->now);
}
static void code_name(void *ctx, struct text *t)
{
	struct gen *g = ctx;

	put_str(t, words[g->name_a]);
	put_char(t, '-');
	put_str(t, parts[g->name_b]);
}
static void code_word(void *ctx, struct text *t)
{
	put_str(t, words[((struct gen *)ctx)->word]);
}
static void code_number(void *ctx, struct text *t)
{
	put_dec(t, rng_range(&((struct gen *)ctx)->rng, 1, 100));
}
static void code_base64(void *ctx, struct text *t)
{
	put_base64(t, &((struct gen *)ctx)->rng, 76);
}
static void code_kms(void *ctx, struct text *t)
{
	struct gen *g = ctx;
	struct rng r =
		rng_stream(g->world->seed, STREAM_ID, g->kms + 100u * g->file->account);

	put_uuid(t, &r);
}
static void code_token(void *ctx, struct text *t)
{
	put_base64(t, &((struct gen *)ctx)->rng, 160);
}
static void code_fn(void *ctx, struct text *t)
{
	struct gen *g = ctx;

	put_str(t, g->world->fn[g->fn].name);
}
static void put_fn_spelled(struct gen *g, struct text *t, const struct fn *fn)
{
	uint32_t way = rng_below(&g->rng, 4);

	put_str(t, way < 2 ? fn->name : fn->arn);
	if (way == 1)
		PUT_LIT(t, ":live");
	if (way == 3) {
		put_char(t, ':');
		put_dec(t, fn->version);
	}
}
static void code_fn_spelled(void *ctx, struct text *t)
{
	struct gen *g = ctx;

	put_fn_spelled(g, t, &g->world->fn[g->fn]);
}
static void code_fn_arn(void *ctx, struct text *t)
{
	struct gen *g = ctx;

	put_str(t, g->world->fn[g->fn].arn);
}
static void code_sha256(void *ctx, struct text *t)
{
	put_base64(t, &((struct gen *)ctx)->rng, 42);
	PUT_LIT(t, "g=");
}
static void code_role(void *ctx, struct text *t)
{
	struct gen *g = ctx;

	PUT_LIT(t, "arn:aws:iam::");
	put(t, g->account->id, 12);
	PUT_LIT(t, ":role/");
	put_str(t, g->world->role[g->world->fn[g->fn].role].name);
}
static void code_role_name(void *ctx, struct text *t)
{
	struct gen *g = ctx;

	put_str(t, g->world->role[g->role].name);
}
static void code_user(void *ctx, struct text *t)
{
	struct gen *g = ctx;

	put_str(t, g->world->user[g->user].name);
}
static void code_hex8(void *ctx, struct text *t)
{
	put_hex(t, rng_u64(&((struct gen *)ctx)->rng), 8);
}
static void code_hex64(void *ctx, struct text *t)
{
	for (int i = 0; i < 4; i++)
		put_hex(t, rng_u64(&((struct gen *)ctx)->rng), 16);
}
static void code_address(void *ctx, struct text *t)
{
	uint64_t x = rng_u64(&((struct gen *)ctx)->rng);

	PUT_LIT(t, "10.");
	put_dec(t, x & 15);
	put_char(t, '.');
	put_dec(t, x >> 8 & 255);
	put_char(t, '.');
	put_dec(t, x >> 16 & 255);
}
static void code_zone(void *ctx, struct text *t)
{
	put_char(t, (char)('a' + rng_below(&((struct gen *)ctx)->rng, 3)));
}
static void code_version(void *ctx, struct text *t)
{
	put_alnum(t, &((struct gen *)ctx)->rng, 32);
}
static void code_dollar(void *ctx, struct text *t)
{
	(void)ctx;
	put_char(t, '$');
}

const tmpl_fn gen_codes[128] = {
	['A'] = code_account,    ['R'] = code_region,    ['B'] = code_bucket,
	['K'] = code_key,        ['I'] = code_i,         ['J'] = code_j,
	['U'] = code_new_uuid,   ['u'] = code_one_uuid,  ['T'] = code_time,
	['D'] = code_date,       ['E'] = code_epoch,     ['S'] = code_name,
	['W'] = code_word,       ['N'] = code_number,    ['M'] = code_base64,
	['G'] = code_kms,        ['Z'] = code_token,     ['F'] = code_fn,
	['L'] = code_fn_spelled, ['g'] = code_fn_arn,    ['c'] = code_sha256,
	['r'] = code_role,       ['o'] = code_role_name, ['y'] = code_user,
	['X'] = code_hex8,       ['H'] = code_hex64,     ['P'] = code_address,
	['V'] = code_zone,       ['v'] = code_version,   ['$'] = code_dollar,
};

/* ---- the record ---- */

void gen_begin(struct gen *g)
{
	text_reserve(&g->out, 16384);
	if (text_len(&g->out) > g->span[g->n_spans - 1])
		put_char(&g->out, g->config->ndjson ? '\n' : ',');
	g->drawn = 0;
	g->now = g->now_ms / 1000;
}

void gen_head(struct gen *g, const struct actor *a, const char *source, const char *name)
{
	static const char *const versions[8] = { "08", "08", "08", "09",
						 "08", "10", "08", "11" };
	struct text *t = &g->out;
	char *ui;

	PUT_LIT(t, "{\"eventVersion\":\"1.");
	put(t, versions[source[0] & 7], 2);
	PUT_LIT(t, "\",\"userIdentity\":");
	ui = t->cur;
	put(t, a->ui, a->ui_len);
	if (a->key_at) {
		char key[21];

		make_key(key, "ASIA", g->account->id, &g->rng);
		memcpy(ui + a->key_at, key, 20);
	}
	PUT_LIT(t, ",\"eventTime\":\"");
	put_time(t, g->now);
	PUT_LIT(t, "\",\"eventSource\":\"");
	put_str(t, source);
	PUT_LIT(t, "\",\"eventName\":\"");
	put_str(t, name);
	PUT_LIT(t, "\",\"awsRegion\":\"");
	put_str(t, g->region);
	PUT_LIT(t, "\",\"sourceIPAddress\":\"");
	put_str(t, a->ip);
	PUT_LIT(t, "\",\"userAgent\":\"");
	put_str(t, a->agent);
	put_char(t, '"');
}

void gen_done(struct gen *g, const struct actor *a)
{
	if (++g->n == g->limit)
		g->cut = text_len(&g->out);
	if (g->tally) {
		g->tally->events++;
		if (a->identity != NO_IDENTITY)
			g->tally->identity[a->identity]++;
	}
}

void gen_tail(struct gen *g, const struct actor *a, const struct gen_tail *d)
{
	struct text *t = &g->out;

	if (!d->login) {
		PUT_LIT(t, ",\"requestID\":\"");
		if (d->request)
			put_str(t, d->request);
		else
			put_uuid(t, &g->rng);
		put_char(t, '"');
	}
	PUT_LIT(t, ",\"eventID\":\"");
	g->id_at = text_len(t);
	put_uuid(t, &g->rng);
	put_str(t, d->read ? "\",\"readOnly\":true" : "\",\"readOnly\":false");
	if (d->resources && d->resources->n) {
		PUT_LIT(t, ",\"resources\":");
		tmpl_put(d->resources, t, gen_codes, g);
	}
	put_str(t, d->login ? ",\"eventType\":\"AwsConsoleSignIn\""
			    : ",\"eventType\":\"AwsApiCall\"");
	put_str(t, d->data ? ",\"managementEvent\":false,\"recipientAccountId\":\""
			   : ",\"managementEvent\":true,\"recipientAccountId\":\"");
	put(t, g->account->id, 12);
	if (d->shared) {
		PUT_LIT(t, "\",\"sharedEventID\":\"");
		put_uuid(t, &g->rng);
	}
	put_str(t, d->data ? "\",\"eventCategory\":\"Data\""
			   : "\",\"eventCategory\":\"Management\"");
	if (d->tls) {
		PUT_LIT(t, ",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":"
			   "\"TLS_AES_128_GCM_SHA256\",\"clientProvidedHostHeader\":\"");
		put(t, d->host, strcspn(d->host, "."));
		put_char(t, '.');
		put_str(t, g->region);
		PUT_LIT(t, ".amazonaws.com\"}");
	}
	if (a->console && !d->login)
		PUT_LIT(t, ",\"sessionCredentialFromConsole\":\"true\"");
	put_char(t, '}');
	gen_done(g, a);
}

/* The action of a policy: "ec2:DescribeInstances". */
static void put_action(struct text *t, const struct op *op)
{
	size_t len = strlen(op->name);

	put(t, op->source, strcspn(op->source, "."));
	put_char(t, ':');
	/* Lambda's names end in their API version. */
	if (op->flags & OP_LAMBDA)
		len = strcspn(op->name, "0123456789");
	put(t, op->name, len);
}

static void put_error(struct gen *g, const struct op *op, const struct actor *a,
		      enum outcome outcome)
{
	bool ec2 = op->source[0] == 'e' && op->source[1] == 'c' && op->source[2] == '2';
	struct text *t = &g->out;

	PUT_LIT(t, ",\"errorCode\":\"");
	if (outcome == OUT_THROTTLED) {
		put_str(t,
			ec2 ? "Client.RequestLimitExceeded\",\"errorMessage\":\"Request "
			      "limit exceeded."
			      "\""
			    : "ThrottlingException\",\"errorMessage\":\"Rate exceeded\"");
		return;
	}
	if (outcome == OUT_ABSENT) {
		put_str(t, ec2                    ? "Client.InvalidInstanceID.NotFound"
			   : op->flags & OP_S3    ? "NoSuchKey"
			   : op->source[0] == 'i' ? "NoSuchEntityException"
						  : "ResourceNotFoundException");
		PUT_LIT(t, "\",\"errorMessage\":\"The specified resource ");
		code_name(g, t);
		PUT_LIT(t, " does not exist\"");
		return;
	}
	put_str(t, ec2 ? "Client.UnauthorizedOperation\",\"errorMessage\":\"You are not "
			 "authorized to "
			 "perform this operation. User: "
		       : "AccessDenied\",\"errorMessage\":\"User: ");
	put_str(t, a->arn);
	PUT_LIT(t, " is not authorized to perform: ");
	put_action(t, op);
	PUT_LIT(t, " on resource: ");
	if (op->flags & OP_LAMBDA)
		code_fn_arn(g, t);
	else
		put_char(t, '*');
	PUT_LIT(t, " because no identity-based policy allows the ");
	put_action(t, op);
	PUT_LIT(t, " action\"");
}

static void count_op(struct gen *g, const struct op *op, enum outcome outcome)
{
	struct tally *t = g->tally;

	if (!t)
		return;
	t->op[op - g->ops->op]++;
	t->failed += outcome != OUT_OK;
	if (op->flags & OP_LAMBDA) {
		t->fn[g->fn].failed += outcome != OUT_OK;
		t->fn[g->fn].changes += outcome == OUT_OK && op->flags & OP_CHANGE;
	}
}

static void put_shape(struct gen *g, const char *name, const struct tmpl *shape,
		      bool wanted)
{
	put_str(&g->out, name);
	if (wanted && shape->n)
		tmpl_put(shape, &g->out, gen_codes, g);
	else
		PUT_LIT(&g->out, "null");
}

void gen_record(struct gen *g, const struct op *op, const struct actor *a,
		enum outcome outcome)
{
	struct gen_tail tail = { .read = op->flags & OP_READ,
				 .data = op->flags & OP_DATA,
				 .shared = a->service || op->flags & OP_FOREIGN,
				 .tls = !a->service,
				 .host = op->source,
				 .resources = &op->resources };
	bool denied_lambda;
	char request[17];

	if (outcome == OUT_DENIED && !a->arn[0])
		outcome = OUT_THROTTLED;
	denied_lambda = outcome == OUT_DENIED && op->flags & OP_LAMBDA;
	gen_begin(g);
	gen_head(g, a, op->source, op->name);
	if (outcome != OUT_OK)
		put_error(g, op, a, outcome);
	put_shape(g, ",\"requestParameters\":", &op->request, !denied_lambda);
	put_shape(g, ",\"responseElements\":", &op->response, outcome == OUT_OK);
	if (op->additional.n)
		put_shape(g, ",\"additionalEventData\":", &op->additional, true);
	if (op->flags & OP_S3) {
		struct text t = { request, request, request + sizeof(request) };

		put_upper(&t, &g->rng, 16);
		*t.cur = '\0';
		tail.request = request;
	}
	gen_tail(g, a, &tail);
	count_op(g, op, outcome);
}
