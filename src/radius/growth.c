/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What grows from one event: keys it issued, and what the table below says. */
#include "event/rules.h"
#include "lambda/statement.h"
#include "lang/expr.h"
#include "lineage/fit.h"
#include "radius/priv.h"
#include "util/bits.h"

#include <stdlib.h>

#define REQ(path)  "requestParameters." path
#define RESP(path) "responseElements." path

/*
 * GROWTH TABLE: events that make or change something that stays. ID: where its name stands, the
 * first that is there; ON: what it was done to, for the name of a policy; NEEDS: the event counts
 * only with this.
 */
static const struct growth {
	const char *source, *event;
	enum radius_kind kind;
	enum radius_rule rule;
	const char *id[2], *on, *needs;
} growths[] = {
#define G(source, event, kind, rule, ...)                                                  \
	{                                                                                  \
		source, event, RADIUS_##kind, RADIUS_BY_##rule, __VA_ARGS__                \
	}
	G("iam", "CreateUser", USER, CREATED, { RESP("user.arn"), REQ("userName") }, 0, 0),
	G("iam", "CreateLoginProfile", USER, CREATED, { REQ("userName"), 0 }, 0, 0),
	G("iam", "UpdateLoginProfile", USER, CONFIG, { REQ("userName"), 0 }, 0, 0),
	G("iam", "CreateRole", ROLE, CREATED, { RESP("role.arn"), REQ("roleName") }, 0, 0),
	G("iam", "UpdateAssumeRolePolicy", ROLE, TRUST, { REQ("roleName"), 0 }, 0, 0),
	G("iam", "PutUserPolicy", POLICY, GRANTED, { REQ("policyName"), 0 },
	  REQ("userName"), 0),
	G("iam", "AttachUserPolicy", POLICY, GRANTED, { REQ("policyArn"), 0 },
	  REQ("userName"), 0),
	G("iam", "PutRolePolicy", POLICY, GRANTED, { REQ("policyName"), 0 },
	  REQ("roleName"), 0),
	G("iam", "AttachRolePolicy", POLICY, GRANTED, { REQ("policyArn"), 0 },
	  REQ("roleName"), 0),
	G("iam", "PutGroupPolicy", POLICY, GRANTED, { REQ("policyName"), 0 },
	  REQ("groupName"), 0),
	G("iam", "AttachGroupPolicy", POLICY, GRANTED, { REQ("policyArn"), 0 },
	  REQ("groupName"), 0),
	G("iam", "AddUserToGroup", POLICY, GRANTED, { REQ("groupName"), 0 },
	  REQ("userName"), 0),
	G("iam", "CreatePolicy", POLICY, CREATED, { RESP("policy.arn"), REQ("policyName") },
	  0, 0),
	G("iam", "CreatePolicyVersion", POLICY, GRANTED, { REQ("policyArn"), 0 }, 0, 0),
	G("iam", "SetDefaultPolicyVersion", POLICY, GRANTED, { REQ("policyArn"), 0 }, 0, 0),
	G("iam", "CreateSAMLProvider", RESOURCE, CREATED,
	  { RESP("sAMLProviderArn"), REQ("name") }, 0, 0),
	G("iam", "CreateOpenIDConnectProvider", RESOURCE, CREATED,
	  { RESP("openIDConnectProviderArn"), REQ("url") }, 0, 0),
	G("rolesanywhere", "CreateTrustAnchor", RESOURCE, CREATED,
	  { RESP("trustAnchor.trustAnchorArn"), REQ("name") }, 0, 0),
	G("ec2", "RunInstances", INSTANCE, CREATED,
	  { RESP("instancesSet.items.instanceId"), 0 }, 0, 0),
	G("ec2", "AssociateIamInstanceProfile", INSTANCE, CONFIG,
	  { REQ("AssociateIamInstanceProfileRequest.InstanceId"), REQ("instanceId") }, 0,
	  0),
	G("ec2", "CreateKeyPair", RESOURCE, CREATED, { REQ("keyName"), 0 }, 0, 0),
	G("ec2", "ImportKeyPair", RESOURCE, CREATED, { REQ("keyName"), 0 }, 0, 0),
	G("ec2", "CreateSnapshot", RESOURCE, CREATED, { RESP("snapshotId"), 0 }, 0, 0),
	G("ec2", "CopySnapshot", RESOURCE, CREATED, { RESP("snapshotId"), 0 }, 0, 0),
	G("ec2", "CreateImage", RESOURCE, CREATED, { RESP("imageId"), 0 }, 0, 0),
	G("ec2", "AuthorizeSecurityGroupIngress", RESOURCE, GRANTED, { REQ("groupId"), 0 },
	  0, 0),
	G("ec2", "ModifySnapshotAttribute", RESOURCE, SHARED, { REQ("snapshotId"), 0 }, 0,
	  REQ("createVolumePermission.add")),
	G("ec2", "ModifyImageAttribute", RESOURCE, SHARED, { REQ("imageId"), 0 }, 0,
	  REQ("launchPermission.add")),
	G("rds", "ModifyDBSnapshotAttribute", RESOURCE, SHARED,
	  { REQ("dBSnapshotIdentifier"), 0 }, 0, REQ("valuesToAdd")),
	G("rds", "ModifyDBClusterSnapshotAttribute", RESOURCE, SHARED,
	  { REQ("dBClusterSnapshotIdentifier"), 0 }, 0, REQ("valuesToAdd")),
	G("kms", "CreateGrant", RESOURCE, SHARED, { REQ("keyId"), 0 }, 0, 0),
	G("kms", "PutKeyPolicy", RESOURCE, SHARED, { REQ("keyId"), 0 }, 0, 0),
	G("s3", "PutBucketPolicy", RESOURCE, SHARED, { REQ("bucketName"), 0 }, 0, 0),
	G("s3", "PutBucketAcl", RESOURCE, SHARED, { REQ("bucketName"), 0 }, 0, 0),
	G("s3", "PutBucketNotification", RESOURCE, CONFIG, { REQ("bucketName"), 0 }, 0, 0),
	G("secretsmanager", "PutResourcePolicy", RESOURCE, SHARED, { REQ("secretId"), 0 },
	  0, 0),
	G("sns", "AddPermission", RESOURCE, SHARED, { REQ("topicArn"), 0 }, 0, 0),
	G("sqs", "AddPermission", RESOURCE, SHARED, { REQ("queueUrl"), 0 }, 0, 0),
	G("ecr", "SetRepositoryPolicy", RESOURCE, SHARED, { REQ("repositoryName"), 0 }, 0,
	  0),
	G("events", "PutRule", RESOURCE, CREATED, { RESP("ruleArn"), REQ("name") }, 0, 0),
	G("scheduler", "CreateSchedule", RESOURCE, CREATED,
	  { RESP("scheduleArn"), REQ("name") }, 0, 0),
	G("cloudformation", "CreateStack", RESOURCE, CREATED,
	  { RESP("stackId"), REQ("stackName") }, 0, 0),
	G("cloudformation", "UpdateStack", RESOURCE, CONFIG,
	  { RESP("stackId"), REQ("stackName") }, 0, 0),
#undef G
};

struct sv radius_growth_expr(struct growing *g)
{
	AUTO_BUF struct buf b = BUF_INIT;

	buf_adds(&b, "result=ok (has responseElements.credentials.accessKeyId or has "
		     "responseElements.assumedRoleUser or event=CreateAccessKey or (source="
		     "lambda kind!=read) or event in (");
	for (size_t i = 0; i < ARRAY_SIZE(growths); i++) {
		buf_adds(&b, i ? "," : "");
		buf_adds(&b, growths[i].event);
	}
	buf_adds(&b, "))");
	return radius_keep(g, buf_sv(&b));
}

static void add_test(struct buf *out, const char *field, struct sv value)
{
	buf_adds(out, out->len ? " " : "");
	expr_for_value(out, sv_str(field), value);
}

/* ---- what was issued ---- */

static row_t first_of(struct growing *g, const uint64_t *bits)
{
	row_t first = ROW_NONE;

	BITS_FOREACH(bits, g->words, row)
		if (first == ROW_NONE ||
		    store_row_cmp(g->ask->env->store, (row_t)row, first) < 0)
			first = (row_t)row;
	return first;
}

/* Is ROW, or another record of its call, among those that a trace goes to? */
static bool leads_to(struct growing *g, const struct lineage_link *l, row_t row)
{
	const struct lineage_index *x = g->ask->lineage;
	struct arena arena = ARENA_INIT;
	struct lineage_cred a, b;
	bool same = l->row == row;

	for (size_t i = 0; i < l->nproof; i++)
		same |= l->proof[i] == row;
	for (size_t i = 0; i < l->ncandidates; i++)
		same |= l->candidates[i] == row;
	if (!same && l->row != ROW_NONE) {
		lineage_cred_read(x->store, &x->paths, l->row, &arena, &a);
		lineage_cred_read(x->store, &x->paths, row, &arena, &b);
		same = lineage_same_call(&a, &b);
	}
	arena_release(&arena);
	return same;
}

/*
 * How sure it is that ROW issued what EXPR selects the use of: as sure as the way back is. False:
 * the way back leads elsewhere.
 */
static bool tie_of(struct growing *g, struct sv expr, row_t row,
		   enum lineage_confidence *ret)
{
	const struct lineage_index *x = g->ask->lineage;
	struct arena arena = ARENA_INIT;
	uint64_t *bits = radius_rows_of(g, expr);
	struct lineage_link link;
	struct lineage_cred c;
	row_t first;
	bool tied = true;

	if (!bits)
		return false;
	first = first_of(g, bits);
	free(bits);
	*ret = LINEAGE_EXACT; /* issued, and never used */
	if (first == ROW_NONE)
		return true;
	lineage_cred_read(x->store, &x->paths, first, &arena, &c);
	tied = lineage_issuer(x, &c, &arena, &link) && leads_to(g, &link, row);
	if (tied)
		*ret = link.confidence;
	arena_release(&arena);
	return tied;
}

static void add_issued(struct growing *g, const struct radius_edge *like,
		       enum radius_kind kind, struct sv id, struct buf *expr)
{
	struct radius_edge e = *like;
	enum lineage_confidence tie;

	if (!tie_of(g, buf_sv(expr), e.via, &tie))
		return;
	e.confidence = MAX(e.confidence, tie);
	radius_add(g, kind, id, buf_sv(expr), INT64_MIN, &e);
}

/* A role session by its id and the time it began, give or take the slack. */
static void add_session(struct growing *g, const struct radius_edge *like, struct sv id,
			tick_t began)
{
	AUTO_BUF struct buf expr = BUF_INIT;
	AUTO_BUF struct buf name = BUF_INIT;
	struct radius_edge e = *like;

	if (began == TICK_NONE)
		return;
	add_test(&expr, "userIdentity.principalId", id);
	buf_adds(&expr, " userIdentity.sessionContext.attributes.creationDate in (");
	for (tick_t t = began - LINEAGE_SLACK; t <= began + LINEAGE_SLACK;
	     t += TICKS_PER_SEC) {
		buf_adds(&expr, t > began - LINEAGE_SLACK ? "," : "");
		time_format(&expr, t);
	}
	buf_addc(&expr, ')');
	buf_addsv(&name, id);
	buf_addc(&name, '@');
	time_format(&name, began);
	e.rule = RADIUS_BY_ROLE_ID;
	add_issued(g, &e, RADIUS_SESSION, buf_sv(&name), &expr);
}

/* LIKE: what every edge from this event has in common. */
static void take_issued(struct growing *g, const struct radius_edge *like)
{
	const struct lineage_index *x = g->ask->lineage;
	struct arena arena = ARENA_INIT;
	AUTO_BUF struct buf expr = BUF_INIT;
	struct radius_edge e = *like;
	struct lineage_cred c;
	struct sv key, id;

	lineage_cred_read(x->store, &x->paths, e.via, &arena, &c);
	key = c.part[LP_ISSUED_KEY].ptr ? c.part[LP_ISSUED_KEY] : c.part[LP_CREATED_KEY];
	id = c.part[LP_ROLE_ID];
	if (c.ok && key.ptr) {
		add_test(&expr, "key", key);
		if (id.ptr)
			add_test(&expr, "userIdentity.principalId", id);
		if (c.part[LP_KEY_USER].ptr) {
			buf_adds(&expr, " (");
			expr_for_value(&expr, SV_LIT("userIdentity.userName"),
				       c.part[LP_KEY_USER]);
			buf_adds(&expr, " or not has userIdentity.userName)");
		}
		e.rule = c.part[LP_ISSUED_KEY].ptr ? RADIUS_BY_KEY : RADIUS_BY_CREATED;
		add_issued(g, &e, RADIUS_KEY, key, &expr);
	}
	/* the console makes keys of its own for the session that begins */
	if (c.ok && id.ptr && (!key.ptr || lineage_group(x, &c) == LG_SESSION))
		add_session(g, like, id, c.time);
	arena_release(&arena);
}

/* ---- what was made and changed ---- */

static struct sv account_at(struct growing *g, row_t row)
{
	return radius_text(g, row, "account");
}

/* The ARN of a user or a role of which only the name may be known. */
static struct sv arn_of(struct growing *g, row_t row, const char *what, struct sv name)
{
	AUTO_BUF struct buf b = BUF_INIT;

	if (sv_starts(name, SV_LIT("arn:")))
		return name;
	buf_adds(&b, "arn:aws:iam::");
	buf_addsv(&b, account_at(g, row));
	buf_addf(&b, ":%s/", what);
	buf_addsv(&b, name);
	return radius_keep(g, buf_sv(&b));
}

static struct sv name_of(struct sv arn)
{
	size_t n = arn.len;

	while (n && arn.ptr[n - 1] != '/')
		n--;
	return sv_from(arn, n);
}

/* Acts by what was made. PASSWORD: by a user's new password, so in sessions alone. */
static void add_actor(struct growing *g, enum radius_kind kind, struct sv id, row_t row,
		      bool password, struct buf *expr)
{
	AUTO_BUF struct buf who = BUF_INIT;

	switch (kind) {
	case RADIUS_USER:
		buf_adds(expr, "type=IAMUser");
		add_test(expr, "userIdentity.userName", name_of(id));
		add_test(expr, "caller", account_at(g, row));
		if (password)
			buf_adds(expr, " (event=ConsoleLogin or "
				       "sessionCredentialFromConsole=true)");
		break;
	case RADIUS_ROLE:
		buf_adds(&who, "role:");
		buf_addsv(&who, id);
		add_test(expr, "identity", buf_sv(&who));
		break;
	case RADIUS_INSTANCE:
		buf_adds(expr, "type=AssumedRole");
		add_test(expr, "session", id);
		add_test(expr, "caller", account_at(g, row));
		break;
	default:
		break;
	}
}

/* Code, policies and trust only may be what was used afterwards. */
static enum lineage_confidence surety(enum radius_kind kind, enum radius_rule rule)
{
	if (kind == RADIUS_POLICY || kind == RADIUS_INSTANCE)
		return LINEAGE_PROBABLE;
	return rule == RADIUS_BY_CREATED || rule == RADIUS_BY_SHARED ? LINEAGE_EXACT
								     : LINEAGE_PROBABLE;
}

static void add_grown(struct growing *g, const struct radius_edge *like,
		      const struct growth *of, struct sv id)
{
	AUTO_BUF struct buf expr = BUF_INIT;
	AUTO_BUF struct buf name = BUF_INIT;
	bool password = sv_find(sv_str(of->event), SV_LIT("LoginProfile")) >= 0;
	struct radius_edge e = *like;

	if (of->kind == RADIUS_USER || of->kind == RADIUS_ROLE)
		id = arn_of(g, e.via, of->kind == RADIUS_USER ? "user" : "role", id);
	if (of->rule != RADIUS_BY_TRUST)
		add_actor(g, of->kind, id, e.via, password, &expr);
	if (of->on) {
		buf_addsv(&name, radius_text(g, e.via, of->on));
		buf_adds(&name, ": ");
	}
	buf_addsv(&name, id);
	e.rule = of->rule;
	e.confidence = MAX(e.confidence, surety(of->kind, of->rule));
	if (password) /* who has it is not said */
		e.confidence = MAX(e.confidence, LINEAGE_PROBABLE);
	radius_add(g, of->kind, buf_sv(&name), buf_sv(&expr),
		   store_time(g->ask->env->store, e.via), &e);
}

static void take_growth(struct growing *g, const struct radius_edge *like,
			const struct growth *of)
{
	if (of->needs) {
		size_t n;

		rowread_all(&g->rr, like->via, of->needs, &n);
		if (!n && !rowread_has_key(g->ask->env->store, like->via, of->needs))
			return;
	}
	for (size_t k = 0; k < ARRAY_SIZE(of->id) && of->id[k]; k++) {
		size_t n;
		const struct sv *v = rowread_all(&g->rr, like->via, of->id[k], &n);

		for (size_t i = 0; i < n; i++)
			add_grown(g, like, of, radius_keep(g, v[i]));
		if (n)
			break;
	}
}

static void take_function(struct growing *g, const struct radius_edge *like,
			  struct sv event)
{
	static const enum radius_rule rules[FUNCTION_CLASS_COUNT] = {
		[FUNCTION_CODE] = RADIUS_BY_CODE,
		[FUNCTION_CONFIG] = RADIUS_BY_CONFIG,
		[FUNCTION_PERMISSION] = RADIUS_BY_GRANTED,
		[FUNCTION_TRIGGER] = RADIUS_BY_CONFIG,
	};
	enum function_class class = rule_fn_class(event);
	struct radius_edge e = *like;
	struct sv arn = radius_text(g, e.via, "function.arn");

	if (class != FUNCTION_CODE && class != FUNCTION_CONFIG &&
	    class != FUNCTION_PERMISSION && class != FUNCTION_TRIGGER)
		return;
	if (!arn.ptr || sv_starts(event, SV_LIT("Delete")) ||
	    sv_starts(event, SV_LIT("Remove")))
		return;
	e.rule = sv_eqs(event, "CreateFunction") ? RADIUS_BY_CREATED : rules[class];
	e.confidence = MAX(e.confidence, LINEAGE_PROBABLE);
	radius_add(g, RADIUS_FUNCTION, arn, SV_NULL, store_time(g->ask->env->store, e.via),
		   &e);
}

static void take(struct growing *g, const struct radius_edge *like)
{
	struct sv source = radius_text(g, like->via, "source");
	struct sv event = radius_text(g, like->via, "event");

	take_issued(g, like);
	if (sv_eqs(source, "lambda"))
		take_function(g, like, event);
	for (size_t i = 0; i < ARRAY_SIZE(growths); i++)
		if (sv_eqs(source, growths[i].source) && sv_eqs(event, growths[i].event))
			take_growth(g, like, &growths[i]);
}

void radius_take(struct growing *g, uint32_t parent, row_t row)
{
	const struct radius_edge like = { .parent = parent,
					  .via = row,
					  .before = ROW_NONE,
					  .confidence = LINEAGE_EXACT };

	take(g, &like);
}

/* ---- what ran and who came in afterwards ---- */

enum st radius_ran_as(struct growing *g, uint32_t i)
{
	static const struct sv role = SV_LIT("role:");
	const struct fieldref by = fieldref_of(FLD_IDENTITY);
	const struct radius_node n = g->r->v[i];
	struct lambda_page *page = NULL;
	uint32_t *fns = NULL;
	uint64_t *bits = NULL;
	struct counts c = { 0 };
	enum st rc = ST_CANCELED;

	if (lambda_index_find(g->ask->functions->index, n.id, &fns) == 1)
		page = lambda_page_acts(g->ask->functions, g->ask->env, g->ask->sel,
					fns[0]);
	else
		rc = ST_OK;
	free(fns);
	if (!page)
		return rc;
	rc = ST_OK;
	if (page->acted.ptr) {
		bits = radius_rows_of(g, page->acted);
		rc = bits ? count_by(g->ask->env, bits, g->ask->sel->order->nsegs, &by, 1,
				     &c)
			  : ST_CANCELED;
	}
	for (size_t k = 0; rc == ST_OK && k < c.n; k++) {
		AUTO_BUF struct buf expr = BUF_INIT;
		struct radius_edge e = { .parent = i,
					 .via = n.via,
					 .before = ROW_NONE,
					 .rule = RADIUS_BY_RAN_AS,
					 .confidence = LINEAGE_PROBABLE };

		if (!sv_starts(c.rows[k].keys[0], role) || c.rows[k].last < n.from)
			continue;
		buf_addc(&expr, '(');
		buf_addsv(&expr, page->acted);
		buf_addc(&expr, ')');
		add_test(&expr, "identity", c.rows[k].keys[0]);
		radius_add(g, RADIUS_ROLE, sv_from(c.rows[k].keys[0], role.len),
			   buf_sv(&expr), n.from, &e);
	}
	if (bits && rc == ST_OK)
		counts_release(&c);
	free(bits);
	lambda_page_free(page);
	return rc;
}

/* TEXT with %XX taken for what it means, and without blanks. */
static void decode(struct buf *out, struct sv text)
{
	for (size_t i = 0; i < text.len; i++) {
		char hex[3] = { 0 }, *end;
		long v;

		if (text.ptr[i] == '%' && i + 2 < text.len) {
			memcpy(hex, text.ptr + i + 1, 2);
			v = strtol(hex, &end, 16);
			if (end == hex + 2) {
				buf_addc(out, (char)v);
				i += 2;
				continue;
			}
		}
		if (!strchr(" \t\r\n", text.ptr[i]) || !text.ptr[i])
			buf_addc(out, text.ptr[i]);
	}
}

/* Does a string of DOC end in V and TAIL? What V is only the beginning of is not V. */
static bool names(struct sv doc, struct sv v, const char *tail)
{
	AUTO_BUF struct buf b = BUF_INIT;

	buf_addsv(&b, v);
	buf_adds(&b, tail);
	buf_addc(&b, '"');
	return v.len && sv_find(doc, buf_sv(&b)) >= 0;
}

/* Does the trust policy DOC name the caller of ROW: himself, his role, his account? */
static bool trusts(struct growing *g, struct sv doc, row_t row)
{
	struct sv account = rowread_peek(&g->rr, row, "userIdentity.accountId");

	return names(doc, rowread_peek(&g->rr, row, "userIdentity.arn"), "") ||
	       names(doc,
		     rowread_peek(&g->rr, row,
				  "userIdentity.sessionContext.sessionIssuer.arn"),
		     "") ||
	       names(doc, rowread_peek(&g->rr, row, "userIdentity.identityProvider"), "") ||
	       names(doc, rowread_peek(&g->rr, row, "userIdentity.invokedBy"), "") ||
	       names(doc, account, ":root") || names(doc, account, "") ||
	       sv_find(doc, SV_LIT("\"AWS\":\"*\"")) >= 0 ||
	       sv_find(doc, SV_LIT("\"Principal\":\"*\"")) >= 0;
}

enum st radius_trusted(struct growing *g, uint32_t i)
{
	const struct radius_node n = g->r->v[i];
	AUTO_BUF struct buf doc = BUF_INIT;
	uint64_t *bits = radius_rows_of(g, SV_LIT("event=AssumeRole* result=ok has "
						  "requestParameters.roleArn"));
	row_t *rows;
	size_t nrows;

	if (!bits)
		return ST_CANCELED;
	decode(&doc, radius_text(g, n.via, "requestParameters.policyDocument"));
	rows = radius_in_order(g, bits, &nrows);
	for (size_t k = 0; k < nrows; k++) {
		row_t row = rows[k];
		tick_t t = store_time(g->ask->env->store, row);
		struct sv role = rowread_peek(&g->rr, row, "requestParameters.roleArn");
		const struct radius_edge like = { .parent = i,
						  .via = row,
						  .before = n.via,
						  .confidence = LINEAGE_PROBABLE };

		if (t == TICK_NONE || t < n.from || !selection_has(g->ask->sel, row) ||
		    !sv_eq(name_of(role), name_of(n.id)) ||
		    !sv_eq(account_of(role), account_of(n.id)) ||
		    !trusts(g, buf_sv(&doc), row))
			continue;
		take_issued(g, &like);
	}
	free(rows);
	free(bits);
	return ST_OK;
}
