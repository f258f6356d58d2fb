/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/base.h"

#include "story.h"

#include <stdio.h>
#include <stdlib.h>

const struct place story_places[N_PLACES] = {
	{ 'P', "111122223333", "us-east-1" },
	{ 'E', "111122223333", "eu-west-1" },
	{ 'T', "444455556666", "us-east-1" },
	{ 'U', "444455556666", "eu-west-1" },
};

enum { RECORD_ROOM = 16384 };

/* What a record is being made with. */
struct saying {
	struct text *t;
	const struct line *l;
	const struct place *place;
	int64_t now;
	struct rng rng; /* of this record */
	uint64_t seed;
};

static uint64_t hash_text(const char *s, size_t n)
{
	uint64_t h = n;

	for (size_t i = 0; i < n; i++)
		h = rng_mix(h * 31 + (unsigned char)s[i]);
	return h;
}

static struct rng named(const struct saying *c, const char *kind, const char *name,
			size_t n)
{
	return rng_stream(c->seed ^ hash_text(kind, strlen(kind)), STREAM_STORY,
			  hash_text(name, n));
}

static int two(const char *s)
{
	return (s[0] - '0') * 10 + s[1] - '0';
}

int64_t story_time(const char *when)
{
	return seconds_of(2024, 5, two(when), two(when + 3), two(when + 6), two(when + 9));
}

/* The story itself is wrong: a name in its tables that nothing has. */
static NORETURN void unknown(const char *what, const char *name, size_t n)
{
	fprintf(stderr, "mktrail: the story has no %s '%.*s'\n", what, (int)n, name);
	exit(70);
}

static const struct who *find_who(const char *name)
{
	for (unsigned i = 0; i < n_story_actors; i++)
		if (!strcmp(story_actors[i].name, name))
			return &story_actors[i];
	unknown("actor", name, strlen(name));
}

/* ---- placeholders ---- */

/* A key encodes the account of the actor that uses it. */
static void put_key(struct saying *c, const char *name, size_t n)
{
	struct rng r = named(c, "key", name, n);
	char key[21];

	for (unsigned i = 0; i < n_story_actors; i++) {
		const struct who *w = &story_actors[i];

		if (!w->key || strlen(w->key) != n || memcmp(w->key, name, n))
			continue;
		make_key(key, w->type == WHO_USER ? "AKIA" : "ASIA", w->account, &r);
		put(c->t, key, 20);
		return;
	}
	unknown("key", name, n);
}
static void put_unique(struct saying *c, const char *prefix, const char *name, size_t n)
{
	struct rng r = named(c, prefix, name, n);
	char id[22];

	make_unique_id(id, prefix, &r);
	put(c->t, id, 21);
}
static void put_aroa(struct saying *c, const char *name, size_t n)
{
	put_unique(c, "AROA", name, n);
}
static void put_aida(struct saying *c, const char *name, size_t n)
{
	put_unique(c, "AIDA", name, n);
}
static void put_named_uuid(struct saying *c, const char *name, size_t n)
{
	struct rng r = named(c, "uuid", name, n);

	put_uuid(c->t, &r);
}
static void put_new(struct saying *c, const char *name, size_t n)
{
	(void)name, (void)n;
	put_uuid(c->t, &c->rng);
}
static void put_sha(struct saying *c, const char *name, size_t n)
{
	struct rng r = named(c, "sha", name, n);

	put_base64(c->t, &r, 42);
	PUT_LIT(c->t, "g=");
}
/* The copies of a record in two accounts hold the same token. */
static void put_token(struct saying *c, const char *name, size_t n)
{
	const char *shared = c->l->shared;
	struct rng r = shared ? named(c, "token", shared, strlen(shared)) : c->rng;

	(void)name, (void)n;
	PUT_LIT(c->t, "IQoJb3JpZ2luX2VjE");
	put_base64(c->t, &r, 199);
	put_char(c->t, '=');
}
static void put_now(struct saying *c, const char *name, size_t n)
{
	(void)name, (void)n;
	put_time(c->t, c->now);
}
static void put_now_date(struct saying *c, const char *name, size_t n)
{
	(void)name, (void)n;
	put_date(c->t, c->now);
}
static void put_expiry(struct saying *c, const char *name, size_t n)
{
	(void)name, (void)n;
	put_date(c->t, c->now + 3600);
}
static void put_id2(struct saying *c, const char *name, size_t n)
{
	(void)name, (void)n;
	put_base64(c->t, &c->rng, 75);
	put_char(c->t, '=');
}
static void put_ver(struct saying *c, const char *name, size_t n)
{
	(void)name, (void)n;
	put_alnum(c->t, &c->rng, 32);
}

static const struct {
	const char *name;
	void (*put)(struct saying *c, const char *arg, size_t len);
} holders[] = {
	{ "key", put_key },         { "aroa", put_aroa }, { "aida", put_aida },
	{ "uuid", put_named_uuid }, { "new", put_new },   { "sha", put_sha },
	{ "token", put_token },     { "time", put_now },  { "date", put_now_date },
	{ "exp", put_expiry },      { "id2", put_id2 },   { "ver", put_ver },
};

static void put_holder(struct saying *c, const char *s, size_t n)
{
	const char *colon = memchr(s, ':', n);
	size_t name = colon ? (size_t)(colon - s) : n;

	for (size_t i = 0; i < ARRAY_SIZE(holders); i++) {
		if (strlen(holders[i].name) == name && !memcmp(holders[i].name, s, name)) {
			holders[i].put(c, colon ? colon + 1 : "", colon ? n - name - 1 : 0);
			return;
		}
	}
	unknown("placeholder", s, n);
}

static void put_filled(struct saying *c, const char *s)
{
	for (;;) {
		const char *open = strchr(s, '<'), *close = open ? strchr(open, '>') : NULL;

		text_reserve(c->t, strlen(s) + 512);
		if (!close) {
			put_str(c->t, s);
			return;
		}
		put(c->t, s, (size_t)(open - s));
		put_holder(c, open + 1, (size_t)(close - open - 1));
		s = close + 1;
	}
}

/* ---- userIdentity ---- */

static void put_member(struct saying *c, const char *name, const char *before,
		       const char *value)
{
	PUT_LIT(c->t, ",\"");
	put_str(c->t, name);
	PUT_LIT(c->t, "\":\"");
	put_str(c->t, before);
	put_filled(c, value);
	put_char(c->t, '"');
}

/* <KIND:ACCOUNT/NAME> */
static void put_principal(struct saying *c, const struct who *w, const char *kind)
{
	char name[160];
	struct text t = { name, name, name + sizeof(name) };

	put_str(&t, w->account);
	put_char(&t, '/');
	put_str(&t, w->entity);
	PUT_LIT(c->t, ",\"principalId\":\"");
	put_unique(c, kind, name, text_len(&t));
}

static void put_attributes(struct saying *c, const struct who *w)
{
	PUT_LIT(c->t, "\"attributes\":{\"creationDate\":\"");
	put_time(c->t, story_time(w->created));
	put_str(c->t, w->mfa ? "\",\"mfaAuthenticated\":\"true\"}}"
			     : "\",\"mfaAuthenticated\":\"false\"}}");
}

static void put_user(struct saying *c, const struct who *w)
{
	char key[21];

	PUT_LIT(c->t, "\"IAMUser\"");
	put_principal(c, w, "AIDA");
	PUT_LIT(c->t, "\",\"arn\":\"arn:aws:iam::");
	put_str(c->t, w->account);
	PUT_LIT(c->t, ":user/");
	put_str(c->t, w->entity);
	put_char(c->t, '"');
	put_member(c, "accountId", "", w->account);
	if (w->type == WHO_USER) {
		PUT_LIT(c->t, ",\"accessKeyId\":\"");
		put_key(c, w->key, strlen(w->key));
		put_char(c->t, '"');
	} else if (w->type == WHO_CONSOLE) {
		make_key(key, "ASIA", w->account, &c->rng);
		put_member(c, "accessKeyId", "", key);
	}
	put_member(c, "userName", "", w->entity);
	if (w->type == WHO_CONSOLE) {
		PUT_LIT(c->t, ",\"sessionContext\":{");
		put_attributes(c, w);
	}
}

static void put_role(struct saying *c, const struct who *w)
{
	const char *last = strrchr(w->entity, '/'), *name = last ? last + 1 : w->entity;

	PUT_LIT(c->t, "\"AssumedRole\"");
	put_principal(c, w, "AROA");
	put_char(c->t, ':');
	put_str(c->t, w->session);
	PUT_LIT(c->t, "\",\"arn\":\"arn:aws:sts::");
	put_str(c->t, w->account);
	PUT_LIT(c->t, ":assumed-role/");
	put_str(c->t, name);
	put_char(c->t, '/');
	put_str(c->t, w->session);
	put_char(c->t, '"');
	put_member(c, "accountId", "", w->account);
	if (w->key) {
		PUT_LIT(c->t, ",\"accessKeyId\":\"");
		put_key(c, w->key, strlen(w->key));
		put_char(c->t, '"');
	}
	PUT_LIT(c->t, ",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\"");
	put_principal(c, w, "AROA");
	PUT_LIT(c->t, "\",\"arn\":\"arn:aws:iam::");
	put_str(c->t, w->account);
	PUT_LIT(c->t, ":role/");
	put_str(c->t, w->entity);
	put_char(c->t, '"');
	put_member(c, "accountId", "", w->account);
	put_member(c, "userName", "", name);
	PUT_LIT(c->t, "},");
	put_attributes(c, w);
}

static void put_identity(struct saying *c, const struct who *w)
{
	PUT_LIT(c->t, "{\"type\":");
	switch (w->type) {
	case WHO_USER:
	case WHO_CONSOLE:
	case WHO_LOGIN:
		put_user(c, w);
		break;
	case WHO_ROLE:
		put_role(c, w);
		break;
	case WHO_SERVICE:
		PUT_LIT(c->t, "\"AWSService\"");
		put_member(c, "invokedBy", "", w->entity);
		break;
	case WHO_ACCOUNT:
		PUT_LIT(c->t, "\"AWSAccount\"");
		put_member(c, "principalId", "", w->entity);
		put_member(c, "accountId", "", w->account);
		break;
	case WHO_WEB:
		PUT_LIT(c->t, "\"WebIdentityUser\"");
		put_member(c, "principalId", w->extra, w->entity);
		put_member(c, "userName", "", w->entity);
		put_member(c, "identityProvider",
			   "arn:aws:iam::444455556666:oidc-provider/",
			   "token.actions.githubusercontent.com");
		break;
	case WHO_SAML:
		PUT_LIT(c->t, "\"SAMLUser\"");
		put_member(c, "principalId", w->extra, w->entity);
		put_member(c, "userName", "", w->entity);
		put_member(c, "identityProvider", "", "Zk3pExampleProviderQualifier0=");
		break;
	}
	if (w->extra && w->type != WHO_WEB && w->type != WHO_SAML)
		put_filled(c, w->extra);
	put_char(c->t, '}');
}

/* ---- the record ---- */

/* ,"NAME":TEXT, or null when TEXT is. */
static void put_part(struct saying *c, const char *name, const char *text)
{
	PUT_LIT(c->t, ",\"");
	put_str(c->t, name);
	PUT_LIT(c->t, "\":");
	put_filled(c, text ? text : "null");
}

static void put_error(struct saying *c, const char *error)
{
	const char *bar = strchr(error, '|');

	if (bar > error) {
		PUT_LIT(c->t, ",\"errorCode\":\"");
		put(c->t, error, (size_t)(bar - error));
		put_char(c->t, '"');
	}
	put_member(c, "errorMessage", "", bar + 1);
}

static void put_end(struct saying *c, const struct who *w, const char *source,
		    size_t n_source)
{
	const char *request = c->l->request ? c->l->request : c->l->shared;
	unsigned flags = c->l->flags;
	bool service = w->type == WHO_SERVICE;

	if (!(flags & L_LOGIN)) {
		PUT_LIT(c->t, ",\"requestID\":\"");
		if (request)
			put_named_uuid(c, request, strlen(request));
		else if (flags & L_S3)
			put_upper(c->t, &c->rng, 16);
		else
			put_uuid(c->t, &c->rng);
		put_char(c->t, '"');
	}
	PUT_LIT(c->t, ",\"eventID\":\"");
	put_uuid(c->t, &c->rng);
	put_str(c->t, flags & L_READ ? "\",\"readOnly\":true" : "\",\"readOnly\":false");
	if (c->l->res)
		put_part(c, "resources", c->l->res);
	put_str(c->t, flags & L_LOGIN ? ",\"eventType\":\"AwsConsoleSignIn\""
				      : ",\"eventType\":\"AwsApiCall\"");
	put_str(c->t, flags & L_DATA ? ",\"managementEvent\":false"
				     : ",\"managementEvent\":true");
	put_member(c, "recipientAccountId", "", c->place->account);
	if (c->l->shared || flags & L_SHARED) {
		PUT_LIT(c->t, ",\"sharedEventID\":\"");
		if (c->l->shared)
			put_named_uuid(c, c->l->shared, strlen(c->l->shared));
		else
			put_uuid(c->t, &c->rng);
		put_char(c->t, '"');
	}
	put_member(c, "eventCategory", "", flags & L_DATA ? "Data" : "Management");
	if (!service && !(flags & L_LOGIN)) {
		PUT_LIT(c->t, ",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":"
			      "\"TLS_AES_128_GCM_SHA256\",\"clientProvidedHostHeader\":\"");
		put(c->t, source, n_source);
		put_char(c->t, '.');
		put_str(c->t, c->place->region);
		PUT_LIT(c->t, ".amazonaws.com\"}");
	}
	if (w->type == WHO_CONSOLE)
		PUT_LIT(c->t, ",\"sessionCredentialFromConsole\":\"true\"");
	put_char(c->t, '}');
}

static void put_record(struct saying *c, const struct who *w)
{
	const char *slash = strchr(c->l->call, '/');
	size_t n_source = (size_t)(slash - c->l->call);

	PUT_LIT(c->t, "{\"eventVersion\":\"1.09\",\"userIdentity\":");
	put_identity(c, w);
	PUT_LIT(c->t, ",\"eventTime\":\"");
	put_time(c->t, c->now);
	PUT_LIT(c->t, "\",\"eventSource\":\"");
	put(c->t, c->l->call, n_source);
	PUT_LIT(c->t, ".amazonaws.com\"");
	put_member(c, "eventName", "", slash + 1);
	put_member(c, "awsRegion", "", c->place->region);
	put_member(c, "sourceIPAddress", "", w->type == WHO_SERVICE ? w->entity : w->ip);
	put_member(c, "userAgent", "", w->type == WHO_SERVICE ? w->entity : w->agent);
	if (c->l->error)
		put_error(c, c->l->error);
	put_part(c, "requestParameters", c->l->req);
	put_part(c, "responseElements", c->l->resp);
	if (c->l->add)
		put_part(c, "additionalEventData", c->l->add);
	put_end(c, w, c->l->call, n_source);
}

void story_say(struct story *s, const struct line *l)
{
	const struct who *w = find_who(l->who);
	struct saying c = { &s->out, l, NULL, story_time(l->when + 1), { 0 }, s->seed };
	struct story_record *r;

	for (unsigned i = 0; i < N_PLACES; i++)
		if (story_places[i].letter == l->when[0])
			c.place = &story_places[i];
	if (!c.place)
		unknown("place", l->when, 1);
	/* From what is said, not from its number: a line more leaves the others alone. */
	c.rng = rng_stream(s->seed, STREAM_STORY,
			   hash_text(l->when, strlen(l->when)) ^
				   hash_text(l->call, strlen(l->call)) * 3 ^
				   hash_text(l->who, strlen(l->who)) * 5 ^
				   (l->req ? hash_text(l->req, strlen(l->req)) : 0));
	text_clear(&s->out);
	text_reserve(&s->out, RECORD_ROOM);
	put_record(&c, w);
	if (s->n == s->room) {
		s->room = s->room ? s->room * 2 : 512;
		s->record = must_realloc(s->record, s->room * sizeof(*s->record));
	}
	r = &s->record[s->n];
	r->time = c.now;
	r->seq = s->n++;
	r->place = c.place->letter;
	r->len = text_len(&s->out);
	r->text = must_alloc(r->len);
	memcpy(r->text, s->out.base, r->len);
}

void story_init(struct story *s, uint64_t seed)
{
	memset(s, 0, sizeof(*s));
	s->seed = seed;
	text_init(&s->out, 4 * RECORD_ROOM);
}

void story_release(struct story *s)
{
	for (uint32_t i = 0; i < s->n; i++)
		free(s->record[i].text);
	free(s->record);
	text_release(&s->out);
}
