/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include <stdio.h>

#include "text.h"

const char *const world_regions[N_REGIONS] = {
	"us-east-1",      "us-east-2",      "us-west-1",      "us-west-2",
	"eu-west-1",      "eu-west-2",      "eu-west-3",      "eu-central-1",
	"eu-north-1",     "ap-south-1",     "ap-northeast-1", "ap-northeast-2",
	"ap-northeast-3", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
	"sa-east-1",
};

const char *const world_services[N_SERVICES] = {
	"cloudtrail.amazonaws.com",
	"lambda.amazonaws.com",
	"ec2.amazonaws.com",
	"events.amazonaws.com",
	"s3.amazonaws.com",
	"sns.amazonaws.com",
	"sqs.amazonaws.com",
	"apigateway.amazonaws.com",
	"states.amazonaws.com",
	"ecs-tasks.amazonaws.com",
	"config.amazonaws.com",
	"autoscaling.amazonaws.com",
	"rds.amazonaws.com",
	"logs.amazonaws.com",
	"elasticloadbalancing.amazonaws.com",
	"guardduty.amazonaws.com",
	"delivery.logs.amazonaws.com",
	"backup.amazonaws.com",
	"dynamodb.amazonaws.com",
	"ecs.amazonaws.com",
	"cloudformation.amazonaws.com",
	"ssm.amazonaws.com",
	"securityhub.amazonaws.com",
	"access-analyzer.amazonaws.com",
	"firehose.amazonaws.com",
	"scheduler.amazonaws.com",
	"replication.dynamodb.amazonaws.com",
	"codebuild.amazonaws.com",
	"codepipeline.amazonaws.com",
	"sagemaker.amazonaws.com",
	"glue.amazonaws.com",
	"eks.amazonaws.com",
	"spot.amazonaws.com",
	"macie.amazonaws.com",
	"inspector2.amazonaws.com",
	"support.amazonaws.com",
	"trustedadvisor.amazonaws.com",
	"health.amazonaws.com",
	"sso.amazonaws.com",
	"cloudfront.amazonaws.com",
};

/* Account numbers that documentation uses; share of the organisation's activity. */
static const struct {
	const char *id, *alias;
	uint16_t share;
} accounts[N_ACCOUNTS] = {
	{ "111122223333", "prod", 400 },   { "444455556666", "data", 200 },
	{ "123456789012", "stage", 100 },  { "777788889999", "dev", 80 },
	{ "111111111111", "shared", 60 },  { "222222222222", "log", 50 },
	{ "333333333333", "network", 30 }, { "444444444444", "audit", 30 },
	{ "555555555555", "sandbox", 20 }, { "666666666666", "build", 10 },
	{ "123123123123", "edge", 10 },    { "999999999999", "root", 10 },
};

static const char *const teams[20] = {
	"payments", "orders",   "auth",   "search", "billing", "ledger",  "media",
	"catalog",  "shipping", "mail",   "data",   "ml",      "infra",   "edge",
	"web",      "mobile",   "report", "audit",  "cron",    "sandbox",
};
static const char *const things[30] = {
	"api",     "worker",  "sync",   "charge",  "resize", "token",   "index", "export",
	"import",  "etl",     "notify", "render",  "hook",   "gateway", "queue", "stream",
	"batch",   "janitor", "backup", "metrics", "proxy",  "router",  "feed",  "cache",
	"planner", "crawler", "scorer", "packer",  "minter", "broker",
};
static const char *const envs[3] = { "prod", "stage", "dev" };
static const char *const colours[16] = {
	"amber", "azure",  "coral", "cyan",  "ebony", "ivory", "jade", "lilac",
	"lime",  "maroon", "navy",  "ochre", "olive", "plum",  "teal", "umber",
};
static const char *const role_suffix[RC_COUNT] = { "fn",     "instance", "task",
						   "deploy", "",         "xacct" };

static void make_accounts(struct world *w)
{
	double share[N_ACCOUNTS];
	uint32_t roles = 0, users = 0, fns = 0;

	for (int i = 0; i < N_ACCOUNTS; i++) {
		struct account *a = &w->account[i];
		uint32_t left = i == N_ACCOUNTS - 1;

		snprintf(a->id, sizeof(a->id), "%s", accounts[i].id);
		a->alias = accounts[i].alias;
		share[i] = accounts[i].share;
		a->first_role = (uint16_t)roles;
		a->n_roles = (uint16_t)(left ? N_ROLES - roles
					     : N_ROLES * accounts[i].share / 1000u);
		a->first_user = (uint16_t)users;
		a->n_users = (uint16_t)(left ? N_USERS - users
					     : N_USERS * accounts[i].share / 1000u);
		a->first_fn = (uint16_t)fns;
		a->n_fns = (uint16_t)(left ? N_FUNCTIONS - fns
					   : N_FUNCTIONS * accounts[i].share / 1000u);
		roles += a->n_roles;
		users += a->n_users;
		fns += a->n_fns;
		pick_init_zipf(&a->role, a->n_roles, 1.1);
		pick_init_zipf(&a->user, a->n_users, 1.1);
		pick_init_zipf(&a->fn, a->n_fns, 1.2);
	}
	pick_init(&w->pick_account, share, N_ACCOUNTS);
}

/* The classes take turns, so that each account and each Zipf rank has all of them. */
static void make_roles(struct world *w, struct rng *r)
{
	static const uint8_t turn[10] = { RC_EC2,      RC_CI,       RC_FUNCTION, RC_ECS,
					  RC_SSO,      RC_FUNCTION, RC_ECS,      RC_CHAIN,
					  RC_FUNCTION, RC_EC2 };

	for (uint32_t i = 0; i < N_ROLES; i++) {
		struct role *role = &w->role[i];
		uint32_t a = 0, name = i * 1009 % 1800;

		while (a + 1 < N_ACCOUNTS && i >= w->account[a + 1].first_role)
			a++;
		role->account = (uint8_t)a;
		role->class = turn[i % 10];
		make_unique_id(role->id, "AROA", r);
		if (role->class == RC_SSO) {
			snprintf(role->name, sizeof(role->name),
				 "AWSReservedSSO_%s%u_%08x%08x",
				 i & 8 ? "PowerUser" : "ReadOnly", i % 7,
				 (unsigned)(rng_u64(r) & 0xffffffff),
				 (unsigned)(rng_u64(r) & 0xffffffff));
			continue;
		}
		snprintf(role->name, sizeof(role->name), "%s-%s-%s-%s", teams[name % 20],
			 things[name / 20 % 30], envs[name / 600],
			 role_suffix[role->class]);
		if (role->class == RC_FUNCTION)
			role->fn = (uint16_t)(w->account[a].first_fn +
					      i % w->account[a].n_fns);
	}
}

static void make_people(struct world *w, struct rng *r)
{
	for (uint32_t i = 0; i < N_USERS; i++) {
		struct user *u = &w->user[i];
		uint32_t a = 0;

		while (a + 1 < N_ACCOUNTS && i >= w->account[a + 1].first_user)
			a++;
		u->account = (uint8_t)a;
		snprintf(u->name, sizeof(u->name), "%s-%s-%02u", i % 5 ? "dev" : "svc",
			 colours[i % 16], i);
		make_unique_id(u->id, "AIDA", r);
		make_key(u->key, "AKIA", w->account[a].id, r);
	}
	for (uint32_t i = 0; i < N_EXTERNALS; i++) {
		snprintf(w->external[i], sizeof(w->external[i]), "0000%08u",
			 rng_below(r, 99990000) + 10000);
		make_unique_id(w->external_id[i], i % 3 ? "AROA" : "AIDA", r);
	}
	for (uint32_t i = 0; i < N_SUBJECTS; i++) {
		if (i % 2)
			snprintf(w->subject[i], sizeof(w->subject[i]),
				 "%s.%02u@example.com", colours[i % 16], i);
		else
			snprintf(w->subject[i], sizeof(w->subject[i]),
				 "repo:example/%s-%s:ref", teams[i / 2 % 20],
				 things[i / 2 % 30]);
	}
	for (uint32_t i = 0; i < N_PERSONS; i++)
		snprintf(w->person[i], sizeof(w->person[i]),
			 "%08x-%04x-4%03x-8%03x-%08x%04x",
			 (unsigned)(rng_u64(r) & 0xffffffff), rng_below(r, 65536),
			 rng_below(r, 4096), rng_below(r, 4096),
			 (unsigned)(rng_u64(r) & 0xffffffff), rng_below(r, 65536));
}

static void make_caller(struct world *w, const struct fn *fn, struct fn_caller *c,
			struct rng *r)
{
	const struct account *a = &w->account[fn->account];
	const char *region = world_regions[0], *acct = accounts[fn->account].id,
		   *team = teams[rng_below(r, 20)];
	char bucket[64], name[40];

	memcpy(name, fn->name, sizeof(name));
	c->role = (uint16_t)(a->first_role + rng_below(r, a->n_roles));
	c->service = (int8_t)(SERVICE_EVENTS + rng_below(r, 7));
	switch (c->service) {
	case SERVICE_EVENTS:
		snprintf(c->source, sizeof(c->source),
			 "arn:aws:events:%s:%s:rule/%s-every-5-min", region, acct, name);
		break;
	case SERVICE_S3:
		world_bucket(w, fn->account, rng_below(r, N_BUCKETS), bucket);
		snprintf(c->source, sizeof(c->source), "arn:aws:s3:::%s", bucket);
		break;
	case SERVICE_SNS:
		snprintf(c->source, sizeof(c->source), "arn:aws:sns:%s:%s:%s-topic", region,
			 acct, team);
		break;
	case SERVICE_SQS:
		snprintf(c->source, sizeof(c->source), "arn:aws:sqs:%s:%s:%s-queue", region,
			 acct, team);
		break;
	case SERVICE_APIGATEWAY:
		snprintf(c->source, sizeof(c->source),
			 "arn:aws:execute-api:%s:%s:%08x/prod/POST/%s", region, acct,
			 rng_below(r, 0xffffffff), team);
		break;
	case SERVICE_STATES: /* an assumed role of Step Functions; requestParameters null */
		break;
	default: /* a role of the account */
		c->service = -1;
	}
}

static void make_functions(struct world *w, struct rng *r)
{
	for (uint32_t i = 0; i < N_FUNCTIONS; i++) {
		struct fn *fn = &w->fn[i];
		uint32_t a = 0, name = i * 7 % 600;

		while (a + 1 < N_ACCOUNTS && i >= w->account[a + 1].first_fn)
			a++;
		fn->account = (uint8_t)a;
		fn->version = (uint16_t)rng_range(r, 1, 90);
		fn->in_vpc = rng_chance(r, 2000);
		snprintf(fn->name, sizeof(fn->name), "%s-%s", teams[name % 20],
			 things[name / 20]);
		snprintf(fn->arn, sizeof(fn->arn), "arn:aws:lambda:%s:%s:function:%s",
			 world_regions[0], w->account[a].id, fn->name);
		snprintf(fn->eni, sizeof(fn->eni), "eni-0%08x%08x",
			 (unsigned)(rng_u64(r) >> 32), (unsigned)(rng_u64(r) >> 32));
		fn->role = w->account[a].first_role;
		for (uint32_t k = 0; k < w->account[a].n_roles; k++) {
			uint32_t id = w->account[a].first_role + k;

			if (w->role[id].class == RC_FUNCTION && w->role[id].fn == i) {
				fn->role = (uint16_t)id;
				break;
			}
		}
		fn->n_callers = (uint8_t)rng_range(r, 1, N_CALLERS);
		for (uint32_t k = 0; k < fn->n_callers; k++)
			make_caller(w, fn, &fn->caller[k], r);
	}
}

/*
 * Addresses of networks that nobody routes: 198.18/15, 10/8, 2001:db8::/32; in front a few of
 * the three documentation networks.
 */
static void make_addresses(struct world *w, struct rng *r)
{
	static const char *const docs[3] = { "192.0.2", "198.51.100", "203.0.113" };

	for (uint32_t i = 0; i < N_IPS; i++) {
		char *ip = w->ip[i];
		uint32_t x = (uint32_t)rng_u64(r);

		if (i < 60)
			snprintf(ip, sizeof(w->ip[i]), "%s.%u", docs[i % 3], 1 + i * 4);
		else if (i % 10 == 3)
			snprintf(ip, sizeof(w->ip[i]), "2001:db8:%x:%x::%x", x >> 20,
				 x >> 8 & 0xfff, 1 + (x & 0xff));
		else if (i % 10 < 6)
			snprintf(ip, sizeof(w->ip[i]), "198.%u.%u.%u", 18 + (x & 1),
				 x >> 8 & 0xff, x >> 16 & 0xff);
		else
			snprintf(ip, sizeof(w->ip[i]), "10.%u.%u.%u", x >> 24,
				 x >> 8 & 0xff, x >> 16 & 0xff);
	}
}

static void make_agents(struct world *w, struct rng *r)
{
	for (uint32_t i = 0; i < N_AGENTS; i++) {
		char *ua = w->agent[i];
		size_t size = sizeof(w->agent[i]);
		uint32_t minor = rng_below(r, 30), patch = rng_below(r, 200),
			 x = rng_below(r, 40);

		switch (i % 7) {
		case 0:
			snprintf(ua, size,
				 "aws-sdk-go-v2/1.%u.%u os/linux lang/go#1.2%u.%u "
				 "md/GOOS#linux "
				 "md/GOARCH#amd64 api/%s#1.%u.%u",
				 minor, patch % 10, x % 4, x % 12, teams[i % 20], patch,
				 x % 5);
			break;
		case 1:
			snprintf(ua, size,
				 "Boto3/1.%u.%u md/Botocore#1.%u.%u ua/2.0 "
				 "os/linux#5.10.%u-%u.amzn2."
				 "x86_64 md/arch#x86_64 lang/python#3.%u.%u "
				 "md/pyimpl#CPython "
				 "cfg/retry-mode#legacy Botocore/1.%u.%u",
				 minor, patch, minor, patch, 200 + x, 190 + x, 8 + x % 5,
				 x % 18, minor, patch);
			break;
		case 2:
			snprintf(ua, size,
				 "APN/1.0 HashiCorp/1.0 Terraform/1.%u.%u "
				 "(+https://www.terraform.io) "
				 "terraform-provider-aws/5.%u.0 "
				 "(+https://registry.terraform.io/"
				 "providers/hashicorp/aws) aws-sdk-go-v2/1.%u.%u os/linux "
				 "lang/go#1.2%u.%u "
				 "md/GOOS#linux md/GOARCH#amd64 run-%08x",
				 x % 9, x % 12, minor + 30, minor, patch % 10, x % 4,
				 x % 11, rng_below(r, 0xffffffff));
			break;
		case 3:
			snprintf(ua, size,
				 "aws-cli/2.%u.%u Python/3.11.%u Linux/5.15.0-%u-generic "
				 "exe/x86_64."
				 "ubuntu.22 prompt/off",
				 minor, patch % 40, x % 10, 40 + patch);
			break;
		case 4:
			snprintf(ua, size,
				 "[Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 "
				 "(KHTML, like Gecko) "
				 "Chrome/%u.0.%u.%u Safari/537.36]",
				 90 + minor, 4000 + patch * 7, x * 3);
			break;
		case 5:
			snprintf(ua, size,
				 "aws-sdk-java/2.%u.%u Linux/5.10.%u-%u.amzn2.x86_64 "
				 "OpenJDK_64-Bit_"
				 "Server_VM/17.0.%u+7-LTS Java/17.0.%u "
				 "vendor/Amazon.com_Inc. io/sync "
				 "http/Apache cfg/retry-mode/legacy",
				 minor, patch, 180 + x, 170 + x, x % 9, x % 9);
			break;
		default:
			snprintf(ua, size, "%s-%s/%u.%u.%u", teams[i / 7 % 20],
				 things[i % 30], x % 4, minor, patch);
		}
	}
}

void world_init(struct world *w, uint64_t seed, uint64_t n_events)
{
	struct rng r = rng_stream(seed, STREAM_WORLD, 0);
	struct text org = { w->org, w->org + 2, w->org + sizeof(w->org) };

	w->seed = seed;
	w->n_events = n_events;
	w->pool = (uint32_t)(n_events / 400 < 64 ? 64 : n_events / 400);
	memcpy(w->org, "o-", 2);
	put_hex(&org, rng_u64(&r), 10);
	*org.cur = '\0';
	make_accounts(w);
	make_roles(w, &r);
	make_people(w, &r);
	make_functions(w, &r);
	make_addresses(w, &r);
	make_agents(w, &r);
	pick_init_zipf(&w->pick_ip, N_IPS, 1.4);
	pick_init_zipf(&w->pick_agent, N_AGENTS, 1.7);
	pick_init_zipf(&w->pick_service, N_SERVICES, 1.1);
	pick_init_zipf(&w->pick_external, N_EXTERNALS, 1.1);
	pick_init_zipf(&w->pick_bucket, N_BUCKETS, 1.1);
	pick_init_zipf(&w->pick_subject, N_SUBJECTS, 1.1);
	pick_init_zipf(&w->pick_person, N_PERSONS, 1.1);
	pick_init_zipf(&w->pick_pool, w->pool, 0.6);
}

void world_release(struct world *w)
{
	struct pick *const picks[] = { &w->pick_account, &w->pick_ip,       &w->pick_agent,
				       &w->pick_service, &w->pick_external, &w->pick_bucket,
				       &w->pick_subject, &w->pick_person,   &w->pick_pool };

	for (size_t i = 0; i < sizeof(picks) / sizeof(*picks); i++)
		pick_release(picks[i]);
	for (int i = 0; i < N_ACCOUNTS; i++) {
		pick_release(&w->account[i].role);
		pick_release(&w->account[i].user);
		pick_release(&w->account[i].fn);
	}
}

void world_bucket(const struct world *w, uint32_t account, uint32_t bucket, char *buf)
{
	snprintf(buf, 64, "example-%s-%s-%s-%u", w->account[account].alias,
		 teams[bucket % 20], things[bucket * 7 % 30], bucket);
}

/* Few for each owner (1 to 5), drawn from the whole by its own stream. */
static uint32_t one_of_few(const struct world *w, const struct pick *p, uint32_t owner,
			   uint32_t salt, struct rng *r)
{
	struct rng own = rng_stream(w->seed + salt, STREAM_ROLE, owner);
	uint32_t few = rng_range(&own, 1, 5), which = rng_below(r, few);

	if (rng_chance(r, 300)) /* now and then from somewhere else */
		return rng_below(r, p->n);
	own = rng_stream(w->seed + salt, STREAM_ROLE, ((uint64_t)owner << 8) + which + 1);
	return pick_draw(p, &own);
}

uint32_t world_ip_of(const struct world *w, uint32_t owner, struct rng *r)
{
	return one_of_few(w, &w->pick_ip, owner, 1, r);
}

uint32_t world_agent_of(const struct world *w, uint32_t owner, struct rng *r)
{
	return one_of_few(w, &w->pick_agent, owner, 2, r);
}

void world_identity(const struct world *w, uint32_t id, char *buf)
{
	if (id < ID_USER) {
		const struct role *role = &w->role[id];

		snprintf(buf, 160, "role:arn:aws:iam::%s:role/%s%s",
			 w->account[role->account].id,
			 role->class == RC_SSO ? "aws-reserved/sso.amazonaws.com/" : "",
			 role->name);
	} else if (id < ID_ROOT) {
		const struct user *u = &w->user[id - ID_USER];

		snprintf(buf, 160, "user:arn:aws:iam::%s:user/%s",
			 w->account[u->account].id, u->name);
	} else if (id < ID_SERVICE) {
		snprintf(buf, 160, "root:%s", w->account[id - ID_ROOT].id);
	} else if (id < ID_EXTERNAL) {
		snprintf(buf, 160, "service:%s", world_services[id - ID_SERVICE]);
	} else if (id < ID_SUBJECT) {
		snprintf(buf, 160, "account:%s", w->external[id - ID_EXTERNAL]);
	} else if (id < ID_PERSON) {
		uint32_t s = id - ID_SUBJECT;

		snprintf(buf, 160, "%s/%s",
			 s % 2 ? "saml:AbCdEfGhIjKlMnOpQrStUvWxYz0="
			       : "web:arn:aws:iam::111122223333:oidc-provider/"
				 "token.actions.githubusercontent.com",
			 w->subject[s]);
	} else {
		snprintf(buf, 160, "idc:%s", w->person[id - ID_PERSON]);
	}
}
