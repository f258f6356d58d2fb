/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changes of a function and what each altered, against the last state known from the requests
 * and answers before it. A key that an answer lacks is not known, not removed.
 */
#include "lambda/priv.h"

#include "store/value.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* EVENT TABLE: what an event sets, and what it takes away. */
enum {
	EV_CREATE = 1,
	EV_CODE = 2,
	EV_CONF = 4,
	EV_PUBLISH = 8,
	EV_URL = 16,
	EV_RESERVED = 32,
	EV_PROVISIONED = 64,
	EV_ASYNC = 128,
	EV_SIGNING = 256,
	EV_RECURSION = 512,
	EV_RUNTIME = 1024,
	EV_ALIAS = 2048,
	EV_STATE = EV_CREATE | EV_CODE | EV_CONF | EV_PUBLISH
};
static const struct event_rule {
	const char *event;
	unsigned sets, removes;
} event_rules[] = {
	{ "CreateFunction", EV_CREATE, 0 },
	{ "UpdateFunctionCode", EV_CODE, 0 },
	{ "UpdateFunctionConfiguration", EV_CONF, 0 },
	{ "PublishVersion", EV_PUBLISH, 0 },
	{ "CreateFunctionUrlConfig", EV_URL, 0 },
	{ "UpdateFunctionUrlConfig", EV_URL, 0 },
	{ "DeleteFunctionUrlConfig", 0, EV_URL },
	{ "PutFunctionConcurrency", EV_RESERVED, 0 },
	{ "DeleteFunctionConcurrency", 0, EV_RESERVED },
	{ "PutProvisionedConcurrencyConfig", EV_PROVISIONED, 0 },
	{ "DeleteProvisionedConcurrencyConfig", 0, EV_PROVISIONED },
	{ "PutFunctionEventInvokeConfig", EV_ASYNC, 0 },
	{ "UpdateFunctionEventInvokeConfig", EV_ASYNC, 0 },
	{ "DeleteFunctionEventInvokeConfig", 0, EV_ASYNC },
	{ "PutFunctionCodeSigningConfig", EV_SIGNING, 0 },
	{ "DeleteFunctionCodeSigningConfig", 0, EV_SIGNING },
	{ "PutFunctionRecursionConfig", EV_RECURSION, 0 },
	{ "PutRuntimeManagementConfig", EV_RUNTIME, 0 },
	{ "CreateAlias", EV_ALIAS, 0 },
	{ "UpdateAlias", EV_ALIAS, 0 },
	{ "DeleteAlias", 0, EV_ALIAS },
};

#define RESP(path) "responseElements." path
#define REQ(path)  "requestParameters." path
/* KEY TABLE: what is known of a function, and where events say it. */
#define CODE_KEY    "codeSha256"
#define VERSION_KEY "published version"
static const struct key_rule {
	const char *key;
	unsigned events;
	const char *response, *request; /* either may be NULL */
} key_rules[] = {
	{ "role", EV_STATE, RESP("role"), REQ("role") },
	{ CODE_KEY, EV_STATE, RESP("codeSha256"), NULL },
	{ "handler", EV_STATE, RESP("handler"), REQ("handler") },
	{ "runtime", EV_STATE, RESP("runtime"), REQ("runtime") },
	{ "layers", EV_STATE, RESP("layers.arn"), REQ("layers") },
	{ "code bucket", EV_CREATE, NULL, REQ("code.s3Bucket") },
	{ "code bucket", EV_CODE, NULL, REQ("s3Bucket") },
	{ "code object", EV_CREATE, NULL, REQ("code.s3Key") },
	{ "code object", EV_CODE, NULL, REQ("s3Key") },
	{ "image", EV_CREATE, NULL, REQ("code.imageUri") },
	{ "image", EV_CODE, NULL, REQ("imageUri") },
	{ "package", EV_STATE, RESP("packageType"), REQ("packageType") },
	{ "timeout", EV_STATE, RESP("timeout"), REQ("timeout") },
	{ "memory", EV_STATE, RESP("memorySize"), REQ("memorySize") },
	{ "architecture", EV_STATE, RESP("architectures"), REQ("architectures") },
	{ "VPC subnets", EV_STATE, RESP("vpcConfig.subnetIds"),
	  REQ("vpcConfig.subnetIds") },
	{ "VPC security groups", EV_STATE, RESP("vpcConfig.securityGroupIds"),
	  REQ("vpcConfig.securityGroupIds") },
	{ "KMS key", EV_STATE, RESP("kMSKeyArn"), REQ("kMSKeyArn") },
	{ "tracing", EV_STATE, RESP("tracingConfig.mode"), REQ("tracingConfig.mode") },
	{ "log group", EV_STATE, RESP("loggingConfig.logGroup"),
	  REQ("loggingConfig.logGroup") },
	{ "log format", EV_STATE, RESP("loggingConfig.logFormat"),
	  REQ("loggingConfig.logFormat") },
	{ "dead letter", EV_STATE, RESP("deadLetterConfig.targetArn"),
	  REQ("deadLetterConfig.targetArn") },
	{ "file systems", EV_STATE, RESP("fileSystemConfigs.arn"),
	  REQ("fileSystemConfigs.arn") },
	{ "storage", EV_STATE, RESP("ephemeralStorage.size"),
	  REQ("ephemeralStorage.size") },
	{ "snap start", EV_STATE, RESP("snapStart.applyOn"), REQ("snapStart.applyOn") },
	{ "description", EV_STATE, RESP("description"), REQ("description") },
	{ VERSION_KEY, EV_STATE, RESP("version"), NULL },
	{ "codeSize", EV_STATE, RESP("codeSize"), NULL },
	{ "revision", EV_CREATE | EV_CODE | EV_CONF, RESP("revisionId"), NULL },
	{ "signing", EV_CREATE | EV_SIGNING, RESP("codeSigningConfigArn"),
	  REQ("codeSigningConfigArn") },
	{ "URL auth", EV_URL, RESP("authType"), REQ("authType") },
	{ "URL", EV_URL, RESP("functionUrl"), NULL },
	{ "URL CORS origins", EV_URL, RESP("cors.allowOrigins"), REQ("cors.allowOrigins") },
	{ "URL invoke mode", EV_URL, RESP("invokeMode"), REQ("invokeMode") },
	{ "reserved concurrency", EV_RESERVED, RESP("reservedConcurrentExecutions"),
	  REQ("reservedConcurrentExecutions") },
	{ "provisioned concurrency", EV_PROVISIONED, NULL,
	  REQ("provisionedConcurrentExecutions") },
	{ "async retries", EV_ASYNC, NULL, REQ("maximumRetryAttempts") },
	{ "async event age", EV_ASYNC, NULL, REQ("maximumEventAgeInSeconds") },
	{ "on success", EV_ASYNC, NULL, REQ("destinationConfig.onSuccess.destination") },
	{ "on failure", EV_ASYNC, NULL, REQ("destinationConfig.onFailure.destination") },
	{ "recursion", EV_RECURSION, RESP("recursiveLoop"), REQ("recursiveLoop") },
	{ "runtime updates", EV_RUNTIME, RESP("updateRuntimeOn"), REQ("updateRuntimeOn") },
};

#define DIFFS_MAX (ARRAY_SIZE(key_rules) + 1)
#define KNOWN_MAX 512u /* keys, aliases included */
#define TEXTS_ALL 4096u

/* Texts that were seen, and when last. */
struct seen {
	struct names names;
	tick_t *when;
	uint32_t cap;
};

static void seen_release(struct seen *s)
{
	names_release(&s->names);
	free(s->when);
}

/* True when TEXT is new. */
static bool seen_add(struct seen *s, struct sv text, tick_t when)
{
	uint32_t before = s->names.n, i = names_add(&s->names, text, true);

	ALLOC_GROW(s->when, i + 1, s->cap);
	s->when[i] = when;
	return i == before;
}

struct history {
	struct lambda_draft *m;
	struct seen shas, who, ips, agents, buckets;
	size_t knowncap;
};

static const struct event_rule *rule_of(struct sv event)
{
	for (size_t i = 0; i < ARRAY_SIZE(event_rules); i++)
		if (sv_eqs(event, event_rules[i].event))
			return &event_rules[i];
	return NULL;
}

static struct lambda_known *known_find(const struct lambda_page *p, struct sv key)
{
	for (size_t i = 0; i < p->nknown; i++)
		if (sv_eq(p->known[i].key, key))
			return &p->known[i];
	return NULL;
}

static void diff_add(struct lambda_change *c, struct sv key, struct sv from, struct sv to,
		     enum lambda_diff_kind kind)
{
	if (c->ndiffs < DIFFS_MAX)
		c->diffs[c->ndiffs++] = (struct lambda_diff){ key, from, to, kind };
}

static void remark(struct history *h, struct lambda_change *c, struct sv text)
{
	lambda_texts_add(h->m, &c->remarks, text, LAMBDA_TEXTS_MAX);
}

/* Code that was there before: A -> B -> A. */
static void check_code(struct history *h, struct lambda_change *c, struct sv sha)
{
	uint32_t known = names_find(&h->shas.names, sha);
	struct sv when;

	if (known == NUMBER_NONE)
		return;
	when = lambda_time(h->m, h->shas.when[known]);
	remark(h, c,
	       lambda_keepf(h->m, "the code is back to that of " SV_FMT, SV_ARG(when)));
}

/* KEY is VALUE from now on. ASKED: the request named it. */
static void learn(struct history *h, struct lambda_change *c, struct sv key,
		  struct sv value, unsigned events, bool asked)
{
	struct lambda_page *p = h->m->p;
	struct lambda_known *k = known_find(p, key);

	if (k && !k->gone) {
		if (sv_eq(k->value, value))
			return;
		diff_add(c, k->key, k->value, value, DIFF_CHANGED);
		if (strcmp(k->key.ptr, CODE_KEY) == 0)
			check_code(h, c, value);
	} else if (asked) {
		diff_add(c, key, SV_NULL, value, DIFF_SET);
	}
	if (!k) {
		if (p->nknown >= KNOWN_MAX)
			return;
		ALLOC_GROW(p->known, p->nknown + 1, h->knowncap);
		k = &p->known[p->nknown++];
		k->key = key;
	}
	*k = (struct lambda_known){ k->key, value, events, c->time, c->row, false };
	if (strcmp(key.ptr, CODE_KEY) == 0)
		(void)seen_add(&h->shas, value, c->time);
}

/* An empty list says "none", which is not the same as a key that is not there. */
static bool empty_list(struct history *h, row_t row, const char *path)
{
	const struct store *s = h->m->env->store;
	path_t node = path_of(store_paths_ro(s), path);
	struct column_view v;
	const struct segment *seg = store_seg(s, row_seg(row));
	uint32_t from, to;

	if (node == PATH_NONE)
		return false;
	for (uint32_t i = segment_find(seg, node);
	     i < seg->ncols && seg->cols[i].path == node; i++) {
		if (seg->cols[i].kind != VK_LIT)
			continue;
		column_view(seg, &seg->cols[i], &v);
		if (column_row(&v, row_in_seg(row), &from, &to) &&
		    sv_eqs(dict_text(store_dict(s, node, VK_LIT), column_id(&v, from)),
			   "[]"))
			return true;
	}
	return false;
}

static struct sv value_at(struct history *h, row_t row, const char *path)
{
	struct sv v;

	if (!path)
		return SV_NULL;
	v = rowread_join(&h->m->rr, row, path, &h->m->p->arena);
	if (!v.ptr && empty_list(h, row, path))
		return SV_LIT("(none)");
	return v;
}

static void learn_keys(struct history *h, struct lambda_change *c, unsigned events)
{
	for (size_t i = 0; i < ARRAY_SIZE(key_rules); i++) {
		const struct key_rule *r = &key_rules[i];
		struct sv asked, value;
		bool named;

		if (!(r->events & events))
			continue;
		asked = value_at(h, c->row, r->request);
		if (!c->ok) {
			if (asked.ptr)
				diff_add(c, sv_str(r->key), SV_NULL, asked, DIFF_TRIED);
			continue;
		}
		value = value_at(h, c->row, r->response);
		if (!value.ptr)
			value = asked;
		named = asked.ptr || (events & EV_CREATE) ||
			((events & EV_CODE) && strcmp(r->key, CODE_KEY) == 0) ||
			((events & EV_PUBLISH) && strcmp(r->key, VERSION_KEY) == 0);
		if (strcmp(r->key, VERSION_KEY) == 0 && sv_eqs(value, "$LATEST"))
			continue;
		if (value.ptr)
			learn(h, c, sv_str(r->key), value, r->events, named);
	}
}

static void learn_alias(struct history *h, struct lambda_change *c, bool gone)
{
	struct sv name = rowread_peek(&h->m->rr, c->row, REQ("name"));
	struct sv key, value;

	if (!name.ptr || !c->ok)
		return;
	key = lambda_keepf(h->m, "alias " SV_FMT, SV_ARG(lambda_cut(name, 128)));
	value = gone ? SV_LIT("(none)") : value_at(h, c->row, RESP("functionVersion"));
	if (!value.ptr)
		value = value_at(h, c->row, REQ("functionVersion"));
	if (value.ptr)
		learn(h, c, key, value, EV_ALIAS, true);
}

static void forget(struct history *h, struct lambda_change *c, unsigned events)
{
	struct lambda_page *p = h->m->p;

	for (size_t i = 0; c->ok && i < p->nknown; i++) {
		struct lambda_known *k = &p->known[i];

		if (!(k->events & events & ~(unsigned)EV_ALIAS) || k->gone ||
		    sv_eqs(k->value, "(none)"))
			continue;
		diff_add(c, k->key, k->value, SV_LIT("(none)"), DIFF_CHANGED);
		k->value = SV_LIT("(none)");
		k->since = c->time;
		k->row = c->row;
	}
}

/* The whole function is gone, not one of its versions. */
static void deleted(struct history *h, struct lambda_change *c)
{
	struct lambda_page *p = h->m->p;
	struct sv qualifier = rowread_peek(&h->m->rr, c->row, REQ("qualifier"));

	if (!qualifier.ptr)
		qualifier = lambda_name_qualifier(
			rowread_peek(&h->m->rr, c->row, REQ("functionName")));
	if (qualifier.ptr) {
		remark(h, c,
		       lambda_keepf(h->m, "version " SV_FMT " deleted",
				    SV_ARG(lambda_cut(qualifier, 128))));
		return;
	}
	remark(h, c, SV_LIT("function deleted"));
	for (size_t i = 0; c->ok && i < p->nknown; i++)
		p->known[i].gone = true;
}

static void drop_gone(struct lambda_page *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->nknown; i++)
		if (!p->known[i].gone)
			p->known[n++] = p->known[i];
	p->nknown = n;
}

/* What was known before a deletion stays only when the function was not made anew. */
static void drop_replaced(struct lambda_page *p)
{
	for (size_t i = 0; i < p->nknown; i++)
		if (!p->known[i].gone) {
			drop_gone(p);
			return;
		}
}

static bool layer_is_foreign(const struct lambda_id *id, struct sv arn)
{
	struct sv account = account_of(arn);

	return id->account.ptr && account.ptr && !sv_eq(account, id->account);
}

static void check_layers(struct history *h, struct lambda_change *c)
{
	struct lambda_draft *m = h->m;
	static const char *const paths[] = { RESP("layers.arn"), REQ("layers") };
	bool touched = false;

	for (size_t i = 0; i < c->ndiffs; i++)
		touched |= sv_eqs(c->diffs[i].key, "layers");
	for (size_t k = 0; k < ARRAY_SIZE(paths); k++) {
		size_t n;
		const struct sv *v = rowread_all(&m->rr, c->row, paths[k], &n);

		for (size_t i = 0; i < n; i++) {
			struct sv arn = lambda_keep(m, v[i]);
			size_t len = arn.len;

			if (touched && layer_is_foreign(&m->p->id, arn))
				remark(h, c,
				       lambda_keepf(m,
						    "layer of a foreign account: " SV_FMT,
						    SV_ARG(lambda_cut(arn, 300))));
			while (len && arn.ptr[len - 1] >= '0' && arn.ptr[len - 1] <= '9')
				len--;
			if (c->ok && len && arn.ptr[len - 1] == ':')
				lambda_texts_add(m, &m->layers, sv_head(arn, len - 1),
						 TEXTS_ALL);
		}
	}
}

/* Programs by a word of their user agent. */
static const struct {
	const char *word, *family;
} agent_families[] = {
	{ "Terraform", "Terraform" },       { "cloudformation", "CloudFormation" },
	{ "console.amazonaws", "console" }, { "signin.amazonaws", "console" },
	{ "AWS Internal", "AWS Internal" }, { "aws-cli", "aws-cli" },
	{ "serverless", "serverless" },     { "Boto3", "Boto3" },
	{ "Botocore", "Botocore" },         { "pulumi", "Pulumi" },
};

static struct sv agent_family(struct sv agent)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(agent_families); i++)
		if (sv_find(agent, sv_str(agent_families[i].word)) >= 0)
			return sv_str(agent_families[i].family);
	if (agent.len && agent.ptr[0] == '[')
		agent = sv_from(agent, 1);
	while (n < agent.len && agent.ptr[n] != '/' && agent.ptr[n] != ' ')
		n++;
	return sv_head(agent, n);
}

static void check_channel(struct history *h, struct lambda_change *c)
{
	struct sv family = c->agent.ptr ? agent_family(c->agent) : SV_NULL;
	struct {
		struct seen *set;
		struct sv value;
		const char *words;
	} what[4] = {
		{ &h->who, c->identity, "by an identity that had not changed it before" },
		{ &h->ips, c->ip, "from an address new to its changes" },
		{ &h->agents, family, "by a kind of client new to its changes" },
		{ &h->buckets, SV_NULL, "code from a bucket new to it" },
	};

	for (size_t i = 0; i < c->ndiffs; i++)
		if (sv_eqs(c->diffs[i].key, "code bucket"))
			what[3].value = c->diffs[i].to;
	for (size_t i = 0; i < ARRAY_SIZE(what); i++) {
		struct names *before = &what[i].set->names;

		if (!what[i].value.ptr)
			continue;
		if (before->n && names_find(before, what[i].value) == NUMBER_NONE)
			remark(h, c, sv_str(what[i].words));
		if (c->ok)
			(void)seen_add(what[i].set, what[i].value, c->time);
	}
}

static void check_statement(struct history *h, struct lambda_change *c)
{
	struct lambda_draft *m = h->m;
	AUTO_BUF struct buf b = BUF_INIT;
	struct lambda_statement st;

	if (sv_starts(c->event, SV_LIT("Add"))) {
		lambda_statement_read(&st, &m->rr, c->row, &m->p->arena);
		if (!st.nprincipals)
			return;
		buf_adds(&b, c->ok ? "allows " : "tried to allow ");
		lambda_statement_text(&st, &b);
	} else {
		struct sv sid = rowread_peek(&m->rr, c->row, REQ("statementId"));

		if (!sid.ptr)
			return;
		buf_adds(&b, "statement ");
		buf_addsv(&b, sid);
	}
	remark(h, c, lambda_keep(m, buf_sv(&b)));
}

/* Facts of a trigger's request that are worth a word. */
static void check_mapping(struct history *h, struct lambda_change *c)
{
	static const struct {
		const char *path, *word;
	} facts[] = {
		{ REQ("eventSourceArn"), "from" },
		{ RESP("eventSourceArn"), "from" },
		{ REQ("enabled"), "enabled" },
		{ REQ("batchSize"), "batch size" },
		{ "serviceEventDetails.ESMDisableReason", "disabled by the service:" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		struct sv v = rowread_peek(&h->m->rr, c->row, facts[i].path);

		if (v.ptr)
			remark(h, c,
			       lambda_keepf(h->m, "%s " SV_FMT, facts[i].word,
					    SV_ARG(lambda_cut(v, 400))));
	}
}

static void describe(struct history *h, struct lambda_change *c)
{
	const struct event_rule *rule = rule_of(c->event);

	if (rule && rule->sets == EV_CREATE && c->ok)
		drop_gone(h->m->p); /* of another function, that had its name */
	if (rowread_has_key(h->m->env->store, c->row, "requestParameters.environment"))
		remark(h, c, SV_LIT("environment touched, values are never logged"));
	if (rule && ((rule->sets | rule->removes) & EV_ALIAS))
		learn_alias(h, c, rule->removes);
	else if (rule && rule->sets)
		learn_keys(h, c, rule->sets);
	else if (rule)
		forget(h, c, rule->removes);
	if (sv_eqs(c->event, "DeleteFunction"))
		deleted(h, c);
	if (c->cls == FUNCTION_PERMISSION && !rule)
		check_statement(h, c);
	if (c->cls == FUNCTION_TRIGGER)
		check_mapping(h, c);
	check_layers(h, c);
	check_channel(h, c);
}

static void read_change(struct history *h, struct lambda_change *c, row_t row)
{
	struct lambda_draft *m = h->m;
	struct lambda_diff diffs[DIFFS_MAX];

	*c = (struct lambda_change){ .row = row, .diffs = diffs };
	c->time = store_time(m->env->store, row);
	c->event = lambda_text(m, row, "event");
	c->cls = rule_fn_class(c->event);
	c->result = lambda_text(m, row, "result");
	c->ok = sv_eqs(c->result, result_names[RES_OK]);
	c->shown = selection_has(m->sel, row);
	c->identity = lambda_text(m, row, "identity");
	c->session = lambda_text(m, row, "session");
	c->ip = lambda_text(m, row, "ip");
	c->agent = lambda_text(m, row, "agent");
	c->mfa = lambda_text(m, row, "mfa");
	c->id = lambda_text(m, row, "id");
	describe(h, c);
	c->diffs = arena_alloc(&m->p->arena, MAX(c->ndiffs, 1) * sizeof(*diffs));
	memcpy(c->diffs, diffs, c->ndiffs * sizeof(*diffs));
}

static void note_role(struct lambda_draft *m)
{
	const struct lambda_known *k = known_find(m->p, SV_LIT("role"));

	if (k && !k->gone)
		lambda_texts_add(m, &m->roles, k->value, TEXTS_ALL);
}

enum st lambda_history_fill(struct lambda_draft *m)
{
	struct history h = { .m = m };
	struct seen *all[] = { &h.shas, &h.who, &h.ips, &h.agents, &h.buckets };
	struct lambda_page *p = m->p;
	enum st rc = ST_OK;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		names_init(&all[i]->names);
	p->changes = arena_alloc(&p->arena, MAX(m->nrows, 1) * sizeof(*p->changes));
	for (size_t i = 0; i < m->nrows && rc == ST_OK; i++) {
		read_change(&h, &p->changes[i], m->rows[i]);
		p->nchanges++;
		p->nchanges_shown += p->changes[i].shown;
		note_role(m);
		if (m->env->cancel && atomic_load(m->env->cancel))
			rc = ST_CANCELED;
	}
	drop_replaced(p);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		seen_release(all[i]);
	return rc;
}

void lambda_change_text(const struct lambda_change *c, struct buf *out)
{
	static const char *const words[] = {
		[DIFF_SET] = " (before: not known)", [DIFF_TRIED] = " (tried)"
	};
	bool made = sv_starts(c->event, SV_LIT("Create")); /* nothing was before */
	const char *sep = "";

	for (size_t i = 0; i < c->remarks.n; i++) {
		buf_adds(out, sep);
		buf_addsv(out, c->remarks.v[i]);
		sep = "; ";
	}
	for (size_t i = 0; i < c->ndiffs; i++) {
		const struct lambda_diff *d = &c->diffs[i];

		buf_adds(out, sep);
		sep = "; ";
		buf_addsv(out, d->key);
		buf_addc(out, ' ');
		if (d->kind == DIFF_CHANGED) {
			buf_addsv(out, d->from);
			buf_adds(out, " -> ");
		}
		buf_addsv(out, d->to);
		if (d->kind == DIFF_TRIED || (d->kind == DIFF_SET && !made))
			buf_adds(out, words[d->kind]);
	}
}
