/* SPDX-License-Identifier: GPL-3.0-or-later */
/* userIdentity in its shapes: reference for the shapes is CloudTrail's user guide. */
#include "gen.h"

#include <stdio.h>

static struct text start(struct actor *a, uint32_t identity)
{
	struct text t = { a->ui, a->ui, a->ui + sizeof(a->ui) };

	a->identity = identity;
	a->key_at = 0;
	a->console = a->service = false;
	a->arn[0] = '\0';
	PUT_LIT(&t, "{\"type\":\"");
	return t;
}

static void finish(struct actor *a, struct text *t)
{
	put_char(t, '}');
	a->ui_len = (uint32_t)text_len(t);
}

/* ,"NAME":"VALUE" */
static void member(struct text *t, const char *name, const char *value)
{
	PUT_LIT(t, ",\"");
	put_str(t, name);
	PUT_LIT(t, "\":\"");
	put_str(t, value);
	put_char(t, '"');
}

static void put_key(struct actor *a, struct text *t, const char *key, bool fresh)
{
	member(t, "accessKeyId", key);
	if (fresh)
		a->key_at = (uint32_t)(text_len(t) - 21);
}

static void put_attributes(struct text *t, int64_t created, bool mfa)
{
	PUT_LIT(t, "\"attributes\":{\"creationDate\":\"");
	put_time(t, created);
	PUT_LIT(t, "\",\"mfaAuthenticated\":\"");
	put_str(t, mfa ? "true\"}" : "false\"}");
}

static void put_issuer(struct text *t, const struct world *w, const struct role *role)
{
	PUT_LIT(t, "\"sessionIssuer\":{\"type\":\"Role\"");
	member(t, "principalId", role->id);
	PUT_LIT(t, ",\"arn\":\"arn:aws:iam::");
	put_str(t, w->account[role->account].id);
	put_str(t,
		role->class == RC_SSO ? ":role/aws-reserved/sso.amazonaws.com/" : ":role/");
	put_str(t, role->name);
	put_char(t, '"');
	member(t, "accountId", w->account[role->account].id);
	member(t, "userName", role->name);
	put_char(t, '}');
}

static void role_session(struct gen *g, struct actor *a, const struct session *s)
{
	const struct role *role = &g->world->role[s->role];
	const char *account = g->world->account[role->account].id;
	struct text t = start(a, ID_ROLE + s->role);

	snprintf(a->arn, sizeof(a->arn), "arn:aws:sts::%s:assumed-role/%s/%s", account,
		 role->name, s->name);
	PUT_LIT(&t, "AssumedRole\",\"principalId\":\"");
	put_str(&t, role->id);
	put_char(&t, ':');
	put_str(&t, s->name);
	put_char(&t, '"');
	member(&t, "arn", a->arn);
	member(&t, "accountId", account);
	put_key(a, &t, s->key, s->console);
	PUT_LIT(&t, ",\"sessionContext\":{");
	put_issuer(&t, g->world, role);
	if (s->issuer >= ID_SUBJECT)
		PUT_LIT(&t, ",\"webIdFederationData\":{}");
	put_char(&t, ',');
	put_attributes(&t, s->created, s->mfa);
	if (role->class == RC_EC2)
		PUT_LIT(&t, ",\"ec2RoleDelivery\":\"2.0\"");
	put_char(&t, '}');
	if (role->class == RC_FUNCTION) {
		const struct fn *fn = &g->world->fn[role->fn];

		PUT_LIT(&t, ",\"inScopeOf\":{\"issuerType\":\"AWS::Lambda::Function\"");
		member(&t, "credentialsIssuedTo", fn->arn);
		put_char(&t, '}');
	}
	finish(a, &t);
}

static void user_session(struct gen *g, struct actor *a, const struct session *s)
{
	const struct user *u = &g->world->user[s->user];
	const char *account = g->world->account[u->account].id;
	struct text t = start(a, ID_USER + s->user);

	snprintf(a->arn, sizeof(a->arn), "arn:aws:iam::%s:user/%s", account, u->name);
	PUT_LIT(&t, "IAMUser\",\"principalId\":\"");
	put_str(&t, u->id);
	put_char(&t, '"');
	member(&t, "arn", a->arn);
	member(&t, "accountId", account);
	put_key(a, &t, s->key, true);
	member(&t, "userName", u->name);
	PUT_LIT(&t, ",\"sessionContext\":{");
	put_attributes(&t, s->created, s->mfa);
	put_char(&t, '}');
	finish(a, &t);
}

void actor_session(struct gen *g, struct actor *a, const struct session *s)
{
	if (s->is_user)
		user_session(g, a, s);
	else
		role_session(g, a, s);
	a->console = s->console;
	a->ip = g->world->ip[s->ip];
	a->agent = g->world->agent[s->agent];
}

void actor_service(struct gen *g, struct actor *a, uint32_t service)
{
	struct text t = start(a, ID_SERVICE + service);

	(void)g;
	PUT_LIT(&t, "AWSService\"");
	member(&t, "invokedBy", world_services[service]);
	finish(a, &t);
	a->ip = a->agent = world_services[service];
	a->service = true;
}

void actor_user(struct gen *g, struct actor *a, uint32_t user)
{
	const struct user *u = &g->world->user[user];
	const char *account = g->world->account[u->account].id;
	struct text t = start(a, ID_USER + user);

	snprintf(a->arn, sizeof(a->arn), "arn:aws:iam::%s:user/%s", account, u->name);
	PUT_LIT(&t, "IAMUser\",\"principalId\":\"");
	put_str(&t, u->id);
	put_char(&t, '"');
	member(&t, "arn", a->arn);
	member(&t, "accountId", account);
	member(&t, "accessKeyId", u->key);
	member(&t, "userName", u->name);
	finish(a, &t);
	a->ip = g->world->ip[world_ip_of(g->world, ID_USER + user, &g->rng)];
	a->agent = g->world->agent[world_agent_of(g->world, ID_USER + user, &g->rng)];
}

void actor_foreign(struct gen *g, struct actor *a, uint32_t external)
{
	const struct world *w = g->world;
	struct text t = start(a, ID_EXTERNAL + external);

	PUT_LIT(&t, "AWSAccount\",\"principalId\":\"");
	put_str(&t, w->external_id[external]);
	if (w->external_id[external][1] == 'R')
		PUT_LIT(&t, ":partner-sync");
	put_char(&t, '"');
	member(&t, "accountId", w->external[external]);
	finish(a, &t);
	a->ip = w->ip[world_ip_of(w, ID_EXTERNAL + external, &g->rng)];
	a->agent = w->agent[world_agent_of(w, ID_EXTERNAL + external, &g->rng)];
}

void actor_subject(struct gen *g, struct actor *a, uint32_t subject)
{
	const struct world *w = g->world;
	struct text t = start(a, ID_SUBJECT + subject);

	if (subject % 2) {
		PUT_LIT(&t, "SAMLUser\",\"principalId\":\"AbCdEfGhIjKlMnOpQrStUvWxYz0=:");
		put_str(&t, w->subject[subject]);
		put_char(&t, '"');
		member(&t, "userName", w->subject[subject]);
		member(&t, "identityProvider", "AbCdEfGhIjKlMnOpQrStUvWxYz0=");
	} else {
		PUT_LIT(&t, "WebIdentityUser\",\"principalId\":\"arn:aws:iam::111122223333:"
			    "oidc-provider/"
			    "token.actions.githubusercontent.com:sts.amazonaws.com:");
		put_str(&t, w->subject[subject]);
		put_char(&t, '"');
		member(&t, "userName", w->subject[subject]);
		member(&t, "identityProvider",
		       "arn:aws:iam::111122223333:oidc-provider/"
		       "token.actions.githubusercontent.com");
	}
	finish(a, &t);
	a->ip = w->ip[world_ip_of(w, ID_SUBJECT + subject, &g->rng)];
	a->agent = w->agent[subject % 2 ? 4 : 0];
}

void actor_person(struct gen *g, struct actor *a, uint32_t person)
{
	const struct world *w = g->world;
	struct text t = start(a, ID_PERSON + person);

	PUT_LIT(&t, "IdentityCenterUser\"");
	member(&t, "accountId", w->account[N_ACCOUNTS - 1].id);
	PUT_LIT(&t, ",\"onBehalfOf\":{\"userId\":\"");
	put_str(&t, w->person[person]);
	PUT_LIT(&t, "\",\"identityStoreArn\":\"arn:aws:identitystore::999999999999:"
		    "identitystore/d-1234567890\"},\"credentialId\":\"");
	put_hex(&t, rng_mix(person), 16);
	put_char(&t, '"');
	finish(a, &t);
	a->ip = w->ip[world_ip_of(w, ID_PERSON + person, &g->rng)];
	a->agent = w->agent[11];
}

void actor_root(struct gen *g, struct actor *a)
{
	const char *account = g->account->id;
	struct text t = start(a, ID_ROOT + g->file->account);

	snprintf(a->arn, sizeof(a->arn), "arn:aws:iam::%s:root", account);
	PUT_LIT(&t, "Root\",\"principalId\":\"");
	put_str(&t, account);
	put_char(&t, '"');
	member(&t, "arn", a->arn);
	member(&t, "accountId", account);
	member(&t, "accessKeyId", "ASIAAAAAAAAAAAAAAAAA");
	a->key_at = (uint32_t)(text_len(&t) - 21);
	PUT_LIT(&t,
		",\"sessionContext\":{\"sessionIssuer\":{},\"webIdFederationData\":{},");
	put_attributes(&t, g->file->stamp - 3600, true);
	put_char(&t, '}');
	finish(a, &t);
	a->ip = g->world->ip[3 + g->file->account];
	a->agent = g->world->agent[18];
	a->console = true;
}

void actor_untyped(struct gen *g, struct actor *a)
{
	struct text t = start(a, ID_SERVICE + SERVICE_STATES + 1 + g->file->account);

	/* Only accountId and invokedBy, as events of services have it. */
	t.cur = t.base;
	PUT_LIT(&t, "{\"accountId\":\"");
	put_str(&t, g->account->id);
	PUT_LIT(&t, "\",\"invokedBy\":\"");
	put_str(&t, world_services[a->identity - ID_SERVICE]);
	put_char(&t, '"');
	finish(a, &t);
	a->ip = a->agent = world_services[a->identity - ID_SERVICE];
	a->service = true;
}

void actor_identity(struct gen *g, struct actor *a, uint32_t identity)
{
	if (identity >= ID_SUBJECT)
		actor_subject(g, a, identity - ID_SUBJECT);
	else if (identity >= ID_SERVICE)
		actor_service(g, a, identity - ID_SERVICE);
	else
		actor_user(g, a, identity - ID_USER);
}
