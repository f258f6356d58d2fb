/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may invoke a function: statements added and removed, URLs, layers that are shared, fed in
 * time order. Permissions are known from the creation (or deletion) of the function in the log on.
 */
#include "lambda/priv.h"

#include "util/bits.h"
#include "util/xalloc.h"

#include <stdlib.h>

const char *const lambda_grant_kind_names[GRANT_KIND_COUNT] = {
	[GRANT_STATEMENT] = "statement",
	[GRANT_URL] = "url",
	[GRANT_LAYER] = "layer",
	[GRANT_POLICY] = "policy",
};

struct feeding {
	struct lambda_draft *m;
	struct lambda_grant *v;
	size_t n, cap;
	size_t open_from;  /* grants before this one have ended */
	struct names keys; /* kind, statement id, qualifier */
	size_t *last;      /* by key: the last grant of it, + 1 */
	uint32_t lastcap;
	const struct lambda_change *c; /* the event being fed */
	struct sv policy_on;           /* the whole policy being read is of it */
	bool url_open;                 /* some statement lets anyone call the URL */
};

static struct lambda_grant *grant_new(struct feeding *f, enum lambda_grant_kind kind)
{
	struct lambda_grant *g;

	ALLOC_GROW(f->v, f->n + 1, f->cap);
	g = &f->v[f->n++];
	*g = (struct lambda_grant){ .kind = kind,
				    .added = ROW_NONE,
				    .removed = ROW_NONE,
				    .from = INT64_MIN,
				    .to = TICK_NONE };
	return g;
}

static struct lambda_grant *grant_add(struct feeding *f, enum lambda_grant_kind kind)
{
	struct lambda_grant *g = grant_new(f, kind);

	g->added = f->c->row;
	g->from = f->c->time;
	g->added_by = f->c->identity;
	g->added_id = f->c->id;
	return g;
}

static void grant_end(struct feeding *f, struct lambda_grant *g, const char *how)
{
	g->removed = f->c->row;
	g->to = f->c->time;
	g->removed_by = f->c->identity;
	g->removed_id = f->c->id;
	g->ended = sv_str(how);
}

/* Where the last grant of KIND with this statement id and qualifier stands. */
static size_t *grant_place(struct feeding *f, enum lambda_grant_kind kind, struct sv sid,
			   struct sv qualifier)
{
	AUTO_BUF struct buf key = BUF_INIT;
	uint32_t old = f->keys.n, i;

	buf_addc(&key, (char)('0' + kind));
	buf_addsv(&key, qualifier.ptr ? qualifier : SV_LIT("$LATEST"));
	buf_addc(&key, '\0');
	buf_addsv(&key, sid);
	i = names_add(&f->keys, buf_sv(&key), false);
	ALLOC_GROW(f->last, i + 1, f->lastcap);
	if (i == old)
		f->last[i] = 0;
	return &f->last[i];
}

/* The open grant of that kind, or NULL. */
static struct lambda_grant *grant_find(struct feeding *f, enum lambda_grant_kind kind,
				       struct sv sid, struct sv qualifier)
{
	size_t at = *grant_place(f, kind, sid, qualifier);

	return at && f->v[at - 1].removed == ROW_NONE ? &f->v[at - 1] : NULL;
}

/* The newest grant is the one to be found by its id. */
static void grant_remember(struct feeding *f)
{
	const struct lambda_grant *g = &f->v[f->n - 1];

	*grant_place(f, g->kind, g->st.sid, g->st.qualifier) = f->n;
}

static void add_permission(struct feeding *f)
{
	struct lambda_statement st;
	struct lambda_grant *old;

	lambda_statement_read(&st, &f->m->rr, f->c->row, &f->m->p->arena);
	old = grant_find(f, GRANT_STATEMENT, st.sid, st.qualifier);
	if (old)
		grant_end(f, old, "replaced");
	grant_add(f, GRANT_STATEMENT)->st = st;
	grant_remember(f);
}

/* The alias or version that the event asks for, which may stand behind the name. */
static struct sv qualifier_of(struct feeding *f)
{
	struct sv q = lambda_text(f->m, f->c->row, "requestParameters.qualifier");

	return q.ptr ? q
		     : lambda_name_qualifier(lambda_text(f->m, f->c->row,
							 "requestParameters.functionName"));
}

static void remove_permission(struct feeding *f)
{
	struct sv sid = lambda_text(f->m, f->c->row, "requestParameters.statementId");
	struct sv qualifier = qualifier_of(f);
	struct lambda_grant *g = grant_find(f, GRANT_STATEMENT, sid, qualifier);

	if (!g) { /* added before the log begins */
		g = grant_new(f, GRANT_STATEMENT);
		g->st.sid = sid;
		g->st.qualifier = qualifier;
	}
	grant_end(f, g, "removed");
}

static void read_url(struct feeding *f, struct lambda_grant *g)
{
	struct lambda_draft *m = f->m;
	row_t row = f->c->row;
	struct sv auth = lambda_text(m, row, "responseElements.authType");
	struct sv cors = rowread_join(&m->rr, row, "responseElements.cors.allowOrigins",
				      &m->p->arena);

	g->st.url_auth =
		auth.ptr ? auth : lambda_text(m, row, "requestParameters.authType");
	g->st.qualifier = qualifier_of(f);
	if (!cors.ptr)
		cors = rowread_join(&m->rr, row, "requestParameters.cors.allowOrigins",
				    &m->p->arena);
	if (cors.ptr)
		g->st.others = lambda_keepf(m, "CORS origins " SV_FMT,
					    SV_ARG(lambda_cut(cors, 1000)));
}

static void set_url(struct feeding *f)
{
	struct sv qualifier = qualifier_of(f);
	struct lambda_grant *old = grant_find(f, GRANT_URL, SV_NULL, qualifier);
	struct lambda_grant before = { .kind = GRANT_URL }, *g;

	if (old) {
		before = *old;
		grant_end(f, old, "replaced");
	}
	g = grant_add(f, GRANT_URL);
	read_url(f, g);
	if (!g->st.url_auth.ptr) /* an update says only what it changes */
		g->st.url_auth = before.st.url_auth;
	grant_remember(f);
}

static void delete_url(struct feeding *f)
{
	struct sv qualifier = qualifier_of(f);
	struct lambda_grant *g = grant_find(f, GRANT_URL, SV_NULL, qualifier);

	if (!g) {
		g = grant_new(f, GRANT_URL);
		g->st.qualifier = qualifier;
	}
	grant_end(f, g, "removed");
}

/* ---- what is known of the policies ---- */

static void mark(struct feeding *f, bool known, bool all, struct sv on)
{
	struct lambda_draft *m = f->m;

	ALLOC_GROW(m->marks, m->nmarks + 1, m->markcap);
	m->marks[m->nmarks++] = (struct lambda_mark){ f->c->time, known, all, on };
}

static bool same_place(struct sv a, struct sv b)
{
	return !a.ptr == !b.ptr && sv_eq(a, b);
}

tick_t lambda_known_since(const struct lambda_draft *m)
{
	for (size_t i = 0; i < m->nmarks; i++)
		if (m->marks[i].all)
			return m->marks[i].t;
	return TICK_NONE;
}

bool lambda_policy_known(const struct lambda_draft *m, struct sv on, tick_t t)
{
	for (size_t i = m->nmarks; i-- > 0;)
		if (m->marks[i].t <= t &&
		    (m->marks[i].all || same_place(m->marks[i].on, on)))
			return m->marks[i].known;
	return false;
}

bool lambda_policies_known(const struct lambda_draft *m, tick_t t)
{
	if (lambda_known_since(m) > t)
		return false;
	for (size_t i = 0; i < m->nmarks; i++)
		if (!m->marks[i].known && m->marks[i].on.ptr &&
		    !lambda_policy_known(m, m->marks[i].on, t))
			return false;
	return true;
}

static void create_function(struct feeding *f)
{
	mark(f, true, true, SV_NULL);
}

/* End the open grants of KINDS (bits) on ON, or all. */
static void end_all(struct feeding *f, unsigned kinds, bool all, struct sv on,
		    const char *how)
{
	while (f->open_from < f->n && f->v[f->open_from].removed != ROW_NONE)
		f->open_from++;
	for (size_t i = f->open_from; i < f->n; i++) {
		struct lambda_grant *g = &f->v[i];

		if (g->removed == ROW_NONE && (kinds & 1u << g->kind) &&
		    (all || same_place(g->st.qualifier, on)))
			grant_end(f, g, how);
	}
}

#define OF_FUNCTION (1u << GRANT_STATEMENT | 1u << GRANT_URL | 1u << GRANT_POLICY)

/* All statements go with the function; those of a version go with the version. */
static void delete_function(struct feeding *f)
{
	struct sv qualifier = qualifier_of(f);

	end_all(f, OF_FUNCTION, !qualifier.ptr, qualifier,
		qualifier.ptr ? "version deleted" : "function deleted");
	mark(f, true, !qualifier.ptr, qualifier);
}

/* A new version has no policy yet. */
static void publish_version(struct feeding *f)
{
	struct sv version = lambda_text(f->m, f->c->row, "responseElements.version");

	if (version.ptr && !sv_eqs(version, "$LATEST"))
		mark(f, true, false, version);
}

static void create_alias(struct feeding *f)
{
	struct sv name = lambda_text(f->m, f->c->row, "requestParameters.name");

	if (name.ptr)
		mark(f, true, false, name);
}

static void delete_alias(struct feeding *f)
{
	struct sv name = lambda_text(f->m, f->c->row, "requestParameters.name");

	if (!name.ptr)
		return;
	end_all(f, OF_FUNCTION, false, name, "alias deleted");
	mark(f, true, false, name);
}

static void add_of_policy(void *arg, const struct lambda_statement *st)
{
	struct feeding *f = arg;
	struct lambda_grant *g = grant_add(f, GRANT_STATEMENT);
	struct sv on = f->policy_on;

	g->st = *st;
	g->st.qualifier = on;
	grant_remember(f);
}

/* The alias or version whose whole policy is meant. */
static struct sv policy_place(struct feeding *f)
{
	struct sv arn = lambda_text(f->m, f->c->row, "requestParameters.resourceArn");

	return arn.ptr ? lambda_name_qualifier(arn) : qualifier_of(f);
}

static void put_policy(struct feeding *f)
{
	struct lambda_draft *m = f->m;
	struct sv policy = rowread_peek(&m->rr, f->c->row, "requestParameters.policy");
	struct lambda_grant *g;
	size_t before;
	bool known;

	f->policy_on = policy_place(f);
	end_all(f, 1u << GRANT_STATEMENT | 1u << GRANT_POLICY, false, f->policy_on,
		"replaced");
	g = grant_add(f, GRANT_POLICY);
	g->st.qualifier = f->policy_on;
	before = f->n;
	known = lambda_policy_parse(policy, add_of_policy, f, &m->p->arena);
	g = &f->v[before - 1];
	g->st.others =
		known ? lambda_keepf(m, "the whole policy was set: %zu statements",
				     f->n - before)
		      : SV_LIT("the whole policy was set in a way that is not logged");
	mark(f, known, false, f->policy_on);
}

static void delete_policy(struct feeding *f)
{
	struct sv on = policy_place(f);

	end_all(f, 1u << GRANT_STATEMENT | 1u << GRANT_POLICY, false, on, "policy deleted");
	mark(f, true, false, on);
}

static const struct {
	const char *event;
	void (*fn)(struct feeding *f);
} feeders[] = {
	{ "AddPermission", add_permission },
	{ "RemovePermission", remove_permission },
	{ "CreateFunctionUrlConfig", set_url },
	{ "UpdateFunctionUrlConfig", set_url },
	{ "DeleteFunctionUrlConfig", delete_url },
	{ "CreateFunction", create_function },
	{ "DeleteFunction", delete_function },
	{ "PublishVersion", publish_version },
	{ "CreateAlias", create_alias },
	{ "DeleteAlias", delete_alias },
	{ "PutResourcePolicy", put_policy },
	{ "DeleteResourcePolicy", delete_policy },
};

/* ---- layers ---- */

static bool layer_is_used(const struct lambda_draft *m, struct sv layer)
{
	for (size_t i = 0; i < m->layers.n; i++) {
		struct sv arn = m->layers.v[i];

		if (sv_eq(arn, layer) ||
		    (sv_chr(layer, ':') < 0 && sv_ends(arn, layer) && arn.len > layer.len &&
		     arn.ptr[arn.len - layer.len - 1] == ':'))
			return true;
	}
	return false;
}

static void feed_layer(struct feeding *f, row_t row)
{
	struct lambda_draft *m = f->m;
	struct lambda_change c = { .row = row, .time = store_time(m->env->store, row) };
	struct sv layer = lambda_text(m, row, "requestParameters.layerName");
	struct lambda_statement st;
	struct lambda_grant *g;

	if (!layer.ptr || !layer_is_used(m, layer))
		return;
	c.event = lambda_text(m, row, "event");
	c.identity = lambda_text(m, row, "identity");
	c.id = lambda_text(m, row, "id");
	f->c = &c;
	lambda_statement_read(&st, &m->rr, row, &m->p->arena);
	g = grant_find(f, GRANT_LAYER, st.sid, SV_NULL);
	if (!sv_starts(c.event, SV_LIT("Add"))) {
		if (!g) {
			g = grant_new(f, GRANT_LAYER);
			g->st.sid = st.sid;
			g->layer = layer;
		}
		grant_end(f, g, "removed");
		return;
	}
	g = grant_add(f, GRANT_LAYER);
	g->st = st;
	g->layer = layer;
	grant_remember(f);
}

/* Permissions of the layers that the function uses or used. */
static enum st feed_layers(struct feeding *f)
{
	const struct order *o = f->m->sel->order;
	uint64_t *bits;

	if (!f->m->layers.n)
		return ST_OK;
	bits = lambda_rows_of(f->m,
			      "source=lambda result=ok event in (AddLayerVersionPermission,"
			      "RemoveLayerVersionPermission)");
	if (!bits)
		return ST_CANCELED;
	for (uint32_t i = 0; i < o->timed; i++) {
		if (store_time(f->m->env->store, o->rows[i]) >= f->m->p->until)
			break;
		if (bit_get(bits, o->rows[i]))
			feed_layer(f, o->rows[i]);
	}
	free(bits);
	return ST_OK;
}

/* ---- flags ---- */

struct flag_arg {
	struct lambda_draft *m;
	struct lambda_grant *g;
};

static void add_flag(void *arg, const char *text)
{
	struct flag_arg *a = arg;

	lambda_texts_add(a->m, &a->g->flags, lambda_keepf(a->m, "%s", text),
			 LAMBDA_TEXTS_MAX);
}

static bool url_is_open(const struct feeding *f)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct lambda_grant *g = &f->v[i];

		if (g->kind != GRANT_STATEMENT || g->removed != ROW_NONE ||
		    !lambda_statement_allows(&g->st, "lambda:InvokeFunctionUrl"))
			continue;
		for (size_t k = 0; k < g->st.nprincipals; k++)
			if (sv_eqs(g->st.principals[k], "*"))
				return true;
	}
	return false;
}

static void flag_url(struct feeding *f, struct flag_arg *a)
{
	if (!sv_eqs(a->g->st.url_auth, "NONE"))
		return;
	add_flag(a,
		 f->url_open
			 ? "URL without authentication, and a statement lets anyone call it"
			 : "URL without authentication (auth NONE); exposed once a "
			   "statement "
			   "lets * call it");
}

static void flag_layer(struct flag_arg *a)
{
	const struct lambda_statement *st = &a->g->st;

	for (size_t i = 0; i < st->nprincipals; i++) {
		struct sv account = account_of(st->principals[i]);

		if (sv_eqs(st->principals[i], "*"))
			add_flag(a, st->org.ptr ? "layer shared with an organization"
						: "layer shared with anyone");
		else if (account.ptr && !sv_eq(account, a->m->p->id.account))
			add_flag(a, "layer shared with a foreign account");
	}
}

static void set_flags(struct feeding *f)
{
	f->url_open = url_is_open(f);
	for (size_t i = 0; i < f->n; i++) {
		struct flag_arg a = { f->m, &f->v[i] };

		if (f->v[i].kind == GRANT_STATEMENT && f->v[i].added != ROW_NONE)
			lambda_statement_flags(&f->v[i].st, &f->m->p->id, add_flag, &a);
		else if (f->v[i].kind == GRANT_URL)
			flag_url(f, &a);
		else if (f->v[i].kind == GRANT_LAYER)
			flag_layer(&a);
	}
}

enum st lambda_grants_fill(struct lambda_draft *m)
{
	struct feeding f = { .m = m };
	struct lambda_page *p = m->p;
	enum st rc;

	names_init(&f.keys);
	for (size_t i = 0; i < p->nchanges; i++) {
		f.c = &p->changes[i];
		for (size_t k = 0; f.c->ok && k < ARRAY_SIZE(feeders); k++)
			if (sv_eqs(f.c->event, feeders[k].event))
				feeders[k].fn(&f);
	}
	rc = feed_layers(&f);
	set_flags(&f);
	p->grants = f.v;
	p->ngrants = f.n;
	names_release(&f.keys);
	free(f.last);
	return rc;
}
