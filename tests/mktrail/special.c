/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records that no template makes: issued credentials, invocations, big and strange ones. */
#include "util/base.h"

#include "gen.h"

#include <stdio.h>

static void count(struct gen *g, enum special what)
{
	if (g->tally)
		g->tally->op[g->tally->n_ops + what]++;
}

static void put_role_arn(struct gen *g, const struct role *role)
{
	struct text *t = &g->out;

	PUT_LIT(t, "arn:aws:iam::");
	put_str(t, g->world->account[role->account].id);
	put_str(t,
		role->class == RC_SSO ? ":role/aws-reserved/sso.amazonaws.com/" : ":role/");
	put_str(t, role->name);
}

static void put_credentials(struct gen *g, const struct session *s)
{
	const struct role *role = &g->world->role[s->role];
	struct text *t = &g->out;

	PUT_LIT(t, "\"credentials\":{\"accessKeyId\":\"");
	put_str(t, s->key);
	PUT_LIT(t, "\",\"sessionToken\":\"IQoJb3JpZ2luX2VjE");
	put_base64(t, &g->rng, 700 + 4 * rng_below(&g->rng, 80));
	PUT_LIT(t, "\",\"expiration\":\"");
	put_date(t, s->created + 3600);
	PUT_LIT(t, "\"},\"assumedRoleUser\":{\"assumedRoleId\":\"");
	put_str(t, role->id);
	put_char(t, ':');
	put_str(t, s->name);
	PUT_LIT(t, "\",\"arn\":\"arn:aws:sts::");
	put_str(t, g->world->account[role->account].id);
	PUT_LIT(t, ":assumed-role/");
	put_str(t, role->name);
	put_char(t, '/');
	put_str(t, s->name);
	PUT_LIT(t, "\"}");
}

/* The rest of an AssumeRole*: up to the end of responseElements. */
static void put_issue(struct gen *g, const struct session *s, enum special what)
{
	struct text *t = &g->out;

	PUT_LIT(t, ",\"requestParameters\":{\"roleArn\":\"");
	put_role_arn(g, &g->world->role[s->role]);
	PUT_LIT(t, "\",\"roleSessionName\":\"");
	put_str(t, s->name);
	if (what == SP_ASSUME_ROLE_SAML)
		PUT_LIT(t, "\",\"principalArn\":\"arn:aws:iam::111122223333:saml-provider/"
			   "corp\","
			   "\"durationSeconds\":3600}");
	else
		PUT_LIT(t, "\",\"durationSeconds\":3600}");
	PUT_LIT(t, ",\"responseElements\":{");
	put_credentials(g, s);
	if (what == SP_ASSUME_ROLE_SAML)
		PUT_LIT(t,
			",\"subject\":\"corp\",\"subjectType\":\"persistent\",\"issuer\":"
			"\"https://idp.example.com\",\"audience\":"
			"\"https://signin.aws.amazon.com/saml\"");
	if (what == SP_ASSUME_ROLE_WEB)
		PUT_LIT(t, ",\"provider\":\"token.actions.githubusercontent.com\","
			   "\"audience\":"
			   "\"sts.amazonaws.com\"");
	put_char(t, '}');
}

static void console_login(struct gen *g, const struct session *s)
{
	const struct user *u = &g->world->user[s->user];
	const struct gen_tail tail = { .login = true };
	struct actor *a = &g->actor;
	struct text *t = &g->out;
	struct text ui = { a->ui, a->ui, a->ui + sizeof(a->ui) };

	actor_session(g, a, s);
	a->key_at = 0;
	PUT_LIT(&ui, "{\"type\":\"IAMUser\",\"principalId\":\"");
	put_str(&ui, u->id);
	PUT_LIT(&ui, "\",\"arn\":\"");
	put_str(&ui, a->arn);
	PUT_LIT(&ui, "\",\"accountId\":\"");
	put(&ui, g->account->id, 12);
	PUT_LIT(&ui, "\",\"userName\":\"");
	put_str(&ui, u->name);
	PUT_LIT(&ui, "\"}");
	a->ui_len = (uint32_t)text_len(&ui);
	gen_begin(g);
	gen_head(g, a, "signin.amazonaws.com", "ConsoleLogin");
	PUT_LIT(t, ",\"requestParameters\":null,\"responseElements\":{\"ConsoleLogin\":"
		   "\"Success\"},"
		   "\"additionalEventData\":{\"LoginTo\":\"https://console.aws.amazon.com/"
		   "console/"
		   "home?state=hashArgs%23\",\"MobileVersion\":\"No\",\"MFAUsed\":\"Yes\","
		   "\"MFAIdentifier\":\"arn:aws:iam::");
	put(t, g->account->id, 12);
	PUT_LIT(t, ":mfa/");
	put_str(t, u->name);
	PUT_LIT(t, "\"}");
	gen_tail(g, a, &tail);
	count(g, SP_CONSOLE_LOGIN);
}

void gen_assume(struct gen *g, const struct session *s, enum special what)
{
	const struct role *role = &g->world->role[s->role];
	struct gen_tail tail = { .read = true, .host = "sts.amazonaws.com" };
	struct tmpl_piece piece;
	struct tmpl resources = { &piece, 1 };
	char res[256];

	gen_begin(g);
	gen_head(g, &g->actor, special_sources[what], special_names[what]);
	put_issue(g, s, what);
	snprintf(res, sizeof(res),
		 "[{\"accountId\":\"%s\",\"type\":\"AWS::IAM::Role\",\"ARN\":\"arn:aws:iam:"
		 ":%s:"
		 "role/%s%s\"}]",
		 g->account->id, g->account->id,
		 role->class == RC_SSO ? "aws-reserved/sso.amazonaws.com/" : "",
		 role->name);
	piece = (struct tmpl_piece){ res, (uint32_t)strlen(res), 0 };
	tail.resources = &resources;
	tail.shared = g->actor.service;
	tail.tls = !g->actor.service;
	gen_tail(g, &g->actor, &tail);
	count(g, what);
	if (g->tally)
		g->tally->sessions++;
}

void gen_issue(struct gen *g, const struct session *s)
{
	enum special what = SP_ASSUME_ROLE;
	int64_t now_ms = g->now_ms;

	g->now_ms = s->created * 1000;
	if (s->issuer >= ID_SUBJECT)
		what = (s->issuer - ID_SUBJECT) % 2 ? SP_ASSUME_ROLE_SAML
						    : SP_ASSUME_ROLE_WEB;
	if (s->is_user) {
		console_login(g, s);
	} else {
		actor_identity(g, &g->actor, s->issuer);
		gen_assume(g, s, what);
	}
	g->now_ms = now_ms;
}

/* ---- Lambda data events ---- */

static const char fn_resource[] =
	"[{\"accountId\":\"$A\",\"type\":\"AWS::Lambda::Function\","
	"\"ARN\":\"$g\"}]";

static void put_fn_additional(struct gen *g, const struct fn *fn)
{
	struct text *t = &g->out;

	PUT_LIT(t, ",\"responseElements\":null,\"additionalEventData\":{");
	if (fn->in_vpc) {
		PUT_LIT(t, "\"customerEniId\":\"");
		put_str(t, fn->eni);
		PUT_LIT(t, "\",");
	}
	PUT_LIT(t, "\"functionVersion\":\"");
	put_str(t, fn->arn);
	if (fn->version % 2) {
		PUT_LIT(t, ":$LATEST\"}");
	} else {
		put_char(t, ':');
		put_dec(t, fn->version);
		PUT_LIT(t, "\"}");
	}
}

/* Who invokes; true when asynchronously. */
static bool caller_actor(struct gen *g, const struct fn_caller *c, struct actor *a)
{
	struct session s;

	if (c->service >= 0 && c->service != SERVICE_STATES) {
		actor_service(g, a, (uint32_t)c->service);
		return c->service <= SERVICE_SNS;
	}
	session_of_role(g->world, g->plan, g->index, c->role, &s);
	actor_session(g, a, &s);
	if (c->service == SERVICE_STATES) {
		struct text t = { a->ui, a->ui + a->ui_len - 1, a->ui + sizeof(a->ui) };

		PUT_LIT(&t, ",\"invokedBy\":\"states.amazonaws.com\"}");
		a->ui_len = (uint32_t)text_len(&t);
		a->ip = a->agent = world_services[SERVICE_STATES];
		return false;
	}
	return c->role % 3 == 0;
}

static void put_invoke_request(struct gen *g, const struct fn_caller *c, bool async)
{
	struct text *t = &g->out;

	PUT_LIT(t, ",\"requestParameters\":");
	if (c->service == SERVICE_STATES) {
		PUT_LIT(t, "null");
		return;
	}
	PUT_LIT(t, "{\"functionName\":\"");
	gen_codes['L'](g, t);
	put_str(t, async ? "\",\"invocationType\":\"Event\""
			 : "\",\"invocationType\":\"RequestResponse\"");
	if (c->service >= 0) {
		PUT_LIT(t, ",\"sourceArn\":\"");
		put_str(t, c->source);
		PUT_LIT(t, "\",\"sourceAccount\":\"");
		put(t, g->account->id, 12);
		put_char(t, '"');
	}
	put_char(t, '}');
}

/* One or more runs of an asynchronous invocation. */
static void put_executions(struct gen *g, const struct fn *fn, struct gen_tail *tail,
			   uint32_t runs)
{
	struct actor *a = &g->actor;

	actor_service(g, a, SERVICE_LAMBDA);
	tail->shared = true;
	tail->tls = false;
	while (runs--) {
		g->now_ms = MIN(g->now_ms + rng_below(&g->rng, 2000),
				g->file->stamp * 1000 - 1);
		gen_begin(g);
		gen_head(g, a, special_sources[SP_INVOKE_EXECUTION],
			 special_names[SP_INVOKE_EXECUTION]);
		PUT_LIT(&g->out, ",\"requestParameters\":null");
		put_fn_additional(g, fn);
		gen_tail(g, a, tail);
		count(g, SP_INVOKE_EXECUTION);
	}
}

void gen_invoke(struct gen *g, const struct fn *fn, const struct fn_caller *c,
		uint32_t runs)
{
	struct tmpl_piece pieces[8];
	struct tmpl resources = { pieces, 0 };
	struct text id = { g->uuid, g->uuid, g->uuid + sizeof(g->uuid) };
	struct gen_tail tail = { .data = true,
				 .host = "lambda.amazonaws.com",
				 .resources = &resources };
	int64_t now_ms = g->now_ms;
	struct actor *a = &g->actor;
	char request[37];

	tmpl_view(&resources, pieces, ARRAY_SIZE(pieces), fn_resource);
	g->fn = (uint32_t)(fn - g->world->fn);
	put_uuid(&id, &g->rng);
	snprintf(request, sizeof(request), "%.36s", g->uuid);
	tail.request = request;
	tail.shared = a->service;
	tail.tls = !a->service;
	gen_begin(g);
	gen_head(g, a, special_sources[SP_INVOKE], special_names[SP_INVOKE]);
	put_invoke_request(g, c, runs > 0);
	put_fn_additional(g, fn);
	gen_tail(g, a, &tail);
	count(g, SP_INVOKE);
	if (g->tally) {
		g->tally->fn[g->fn].invocations++;
		g->tally->fn[g->fn].caller[a->identity / 64] |= UINT64_C(1)
								<< a->identity % 64;
	}
	g->n_lambda += 1 + runs;
	if (runs)
		put_executions(g, fn, &tail, runs);
	g->now_ms = now_ms;
}

void gen_invocation(struct gen *g, const struct fn *fn, const struct fn_caller *c)
{
	uint32_t runs = 0;

	if (caller_actor(g, c, &g->actor) && gen_left(g) > 1)
		runs = rng_chance(&g->rng, 9000) ? 1 : rng_range(&g->rng, 2, 3);
	gen_invoke(g, fn, c, MIN(runs, gen_left(g) - 1));
}

/* ---- big and strange ---- */

/* A RunInstances whose answer lists some dozen instances: 30 to 100 kB. */
void gen_many_instances(struct gen *g)
{
	const struct gen_tail tail = { .host = "ec2.amazonaws.com", .tls = true };
	uint32_t n = rng_range(&g->rng, 28, 90);
	struct text *t = &g->out;

	gen_begin(g);
	gen_head(g, &g->actor, special_sources[SP_RUN_INSTANCES],
		 special_names[SP_RUN_INSTANCES]);
	PUT_LIT(t,
		",\"requestParameters\":{\"instancesSet\":{\"items\":[{\"imageId\":\"ami-");
	gen_codes['I'](g, t);
	PUT_LIT(t, "\",\"minCount\":1,\"maxCount\":");
	put_dec(t, n);
	PUT_LIT(t, "}]},\"instanceType\":\"m5.large\",\"clientToken\":\"");
	put_uuid(t, &g->rng);
	PUT_LIT(t, "\"},\"responseElements\":{\"requestId\":\"");
	put_uuid(t, &g->rng);
	PUT_LIT(t, "\",\"instancesSet\":{\"items\":[");
	for (uint32_t i = 0; i < n; i++) {
		text_reserve(t, 16384);
		if (i)
			put_char(t, ',');
		PUT_LIT(t, "{\"instanceId\":\"i-0");
		put_hex(t, rng_u64(&g->rng), 16);
		PUT_LIT(t, "\",\"imageId\":\"ami-");
		gen_codes['I'](g, t);
		PUT_LIT(t, "\",\"currentInstanceBootMode\":\"legacy-bios\","
			   "\"instanceState\":{\"code\":0,"
			   "\"name\":\"pending\"},\"amiLaunchIndex\":");
		put_dec(t, i);
		PUT_LIT(t, ",\"productCodes\":{},\"instanceType\":\"m5.large\","
			   "\"launchTime\":");
		put_dec(t, (uint64_t)g->now);
		PUT_LIT(t, "000,\"placement\":{\"availabilityZone\":\"");
		put_str(t, g->region);
		gen_codes['V'](g, t);
		PUT_LIT(t, "\",\"tenancy\":\"default\"},\"monitoring\":{\"state\":"
			   "\"disabled\"},"
			   "\"subnetId\":\"subnet-");
		gen_codes['J'](g, t);
		PUT_LIT(t, "\",\"vpcId\":\"vpc-");
		gen_codes['J'](g, t);
		PUT_LIT(t, "\",\"privateIpAddress\":\"");
		gen_codes['P'](g, t);
		PUT_LIT(t,
			"\",\"stateReason\":{\"code\":\"pending\",\"message\":\"pending\"},"
			"\"architecture\":\"x86_64\",\"rootDeviceType\":\"ebs\","
			"\"rootDeviceName\":"
			"\"/dev/"
			"xvda\",\"blockDeviceMapping\":{},\"virtualizationType\":\"hvm\","
			"\"hypervisor\":\"xen\",\"clientToken\":\"");
		put_uuid(t, &g->rng);
		PUT_LIT(t, "\",\"groupSet\":{\"items\":[{\"groupId\":\"sg-");
		gen_codes['J'](g, t);
		PUT_LIT(t, "\",\"groupName\":\"workers\"}]},\"sourceDestCheck\":true}");
	}
	PUT_LIT(t, "]},\"groupSet\":{},\"ownerId\":\"");
	put(t, g->account->id, 12);
	PUT_LIT(t, "\"}");
	text_reserve(t, 16384);
	gen_tail(g, &g->actor, &tail);
	count(g, SP_RUN_INSTANCES);
}

/* An AwsServiceEvent: no type of identity, no request, details of its own. */
void gen_service_event(struct gen *g)
{
	struct text *t = &g->out;

	actor_untyped(g, &g->actor);
	gen_begin(g);
	gen_head(g, &g->actor, special_sources[SP_SERVICE_EVENT],
		 special_names[SP_SERVICE_EVENT]);
	PUT_LIT(t, ",\"requestParameters\":null,\"responseElements\":null,\"eventID\":\"");
	put_uuid(t, &g->rng);
	PUT_LIT(t, "\",\"readOnly\":false,\"resources\":[{\"accountId\":\"");
	put(t, g->account->id, 12);
	PUT_LIT(t, "\",\"type\":\"AWS::KMS::Key\",\"ARN\":\"arn:aws:kms:");
	put_str(t, g->region);
	put_char(t, ':');
	put(t, g->account->id, 12);
	PUT_LIT(t, ":key/");
	gen_codes['G'](g, t);
	PUT_LIT(t, "\"}],\"eventType\":\"AwsServiceEvent\",\"managementEvent\":true,"
		   "\"recipientAccountId\":\"");
	put(t, g->account->id, 12);
	PUT_LIT(t, "\",\"serviceEventDetails\":{\"keyId\":\"");
	gen_codes['G'](g, t);
	PUT_LIT(t, "\"},\"eventCategory\":\"Management\"}");
	gen_done(g, &g->actor);
	count(g, SP_SERVICE_EVENT);
}
