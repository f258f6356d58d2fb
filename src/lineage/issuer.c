/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who issued a credential: the rules, in falling confidence. */
#include "lineage/fit.h"

static bool is_type(const struct lineage_cred *c, const char *type)
{
	return sv_eqs(c->part[LP_TYPE], type);
}

/*
 * The next event under a hash that is not too late: *AT walks, I is of the scratch arena. One
 * that cannot have begun with the credential is left out when BEGINS.
 */
static bool next_event(struct lineage_search *s, uint32_t *at, bool begins,
		       struct lineage_cred *i)
{
	while (*at) {
		row_t row = s->x->v[*at - 1].row;
		tick_t then = store_time(s->x->store, row);

		*at = lineage_next(s->x, *at);
		if (!lineage_in_time(then, s->c) ||
		    (begins && lineage_fit_begin(then, s->c) == LINEAGE_FIT_NO))
			continue;
		arena_reset(&s->scratch);
		lineage_cred_read(s->x->store, &s->x->paths, row, &s->scratch, i);
		return true;
	}
	return false;
}

/* Those under HASH, one after the other, as I. */
#define EACH_EVENT(s, hash, begins, i)                                                     \
	for (uint32_t at_ = lineage_first((s)->x, hash); next_event(s, &at_, begins, &(i));)

/* The moment the credential began, or was used at the latest. */
static tick_t moment(const struct lineage_cred *c)
{
	return c->created != TICK_NONE ? c->created : c->time;
}

/* 0 <= T - I's time <= RANGE (the slack is forgiven): how far; else -1. */
static int64_t before(const struct lineage_cred *i, tick_t t, int64_t range)
{
	if (i->time == TICK_NONE || t == TICK_NONE || i->time > t + LINEAGE_SLACK ||
	    t - i->time > range)
		return -1;
	return lineage_distance(t, i->time);
}

static bool same_second(const struct lineage_search *s, const struct lineage_cred *i)
{
	return s->c->created != TICK_NONE && i->time != TICK_NONE &&
	       lineage_distance(i->time, s->c->created) <= LINEAGE_SLACK;
}

static int64_t from_creation(const struct lineage_search *s, const struct lineage_cred *i)
{
	return lineage_distance(i->time, s->c->created);
}

/*
 * 1: the key was issued in the log. Exact when holder and creation date agree; Cognito never
 * says to which role it issued.
 */
static void by_key(struct lineage_search *s)
{
	static const struct sv cognito = SV_LIT("cognito-identity");
	struct sv key = s->c->part[LP_KEY];
	struct lineage_cred i;

	EACH_EVENT(s, lineage_hash(LT_KEY, key), true, i)
	{
		enum lineage_fit holder;
		bool exact;

		if (!sv_eq(i.part[LP_ISSUED_KEY], key))
			continue;
		holder = lineage_fit_holder(&i, s->c);
		if (holder == LINEAGE_FIT_NO)
			continue;
		exact = lineage_fit_begin(i.time, s->c) == LINEAGE_FIT_YES &&
			(holder == LINEAGE_FIT_YES ||
			 sv_starts(i.part[LP_EVENT_SOURCE], cognito));
		lineage_propose(s, &i, exact ? LINEAGE_EXACT : LINEAGE_PROBABLE, 0);
	}
}

/* 14 */
static void by_creation(struct lineage_search *s)
{
	struct sv key = s->c->part[LP_KEY];
	struct lineage_cred i;

	EACH_EVENT(s, lineage_hash(LT_ACCESS_KEY, key), false, i)
	{
		enum lineage_fit user;

		if (!sv_eq(i.part[LP_CREATED_KEY], key))
			continue;
		user = lineage_fit_user(&i, s->c);
		if (user == LINEAGE_FIT_NO)
			continue;
		lineage_propose(s, &i,
				user == LINEAGE_FIT_YES && i.time != TICK_NONE
					? LINEAGE_EXACT
					: LINEAGE_PROBABLE,
				0);
	}
}

/* A session of programs has one key: another key is another session. */
static bool other_key(const struct lineage_search *s, const struct lineage_cred *i)
{
	struct sv key = i->part[LP_ISSUED_KEY];

	return key.ptr && s->c->part[LP_KEY].ptr && !sv_eq(key, s->c->part[LP_KEY]) &&
	       lineage_group(s->x, s->c) != LG_SESSION;
}

/* 2: the assumed-role id; 7: of a foreign account, whose records name nothing but it. */
static void by_role_id(struct lineage_search *s)
{
	const struct lineage_cred *c = s->c;
	struct sv id = c->part[LP_PRINCIPAL];
	struct lineage_cred i;

	EACH_EVENT(s, lineage_hash(LT_ROLE_ID, id), true, i)
	{
		bool arns = i.part[LP_ROLE_ARN].ptr && c->part[LP_ARN].ptr;
		int64_t away;

		if (!sv_eq(i.part[LP_ROLE_ID], id) ||
		    lineage_fit_holder(&i, c) != LINEAGE_FIT_YES)
			continue;
		if (same_second(s, &i)) {
			lineage_propose(s, &i,
					arns && !other_key(s, &i) ? LINEAGE_EXACT
								  : LINEAGE_PROBABLE,
					from_creation(s, &i));
		} else if (c->created == TICK_NONE && !other_key(s, &i)) {
			away = before(&i, c->time, LINEAGE_SESSION);
			if (away >= 0)
				lineage_propose(s, &i, LINEAGE_PROBABLE, away);
		}
	}
}

/* 15 */
static void by_federated(struct lineage_search *s)
{
	const struct lineage_cred *c = s->c;
	struct lineage_cred i;

	EACH_EVENT(s, lineage_hash(LT_FEDERATED, c->part[LP_ARN]), true, i)
	{
		int64_t away = before(&i, moment(c), LINEAGE_FED);

		if (!sv_eq(i.part[LP_FEDERATED_ARN], c->part[LP_ARN]))
			continue;
		if (same_second(s, &i))
			lineage_propose(s, &i,
					other_key(s, &i) ? LINEAGE_PROBABLE : LINEAGE_EXACT,
					from_creation(s, &i));
		else if (c->created == TICK_NONE && away >= 0 && !other_key(s, &i))
			lineage_propose(s, &i, LINEAGE_PROBABLE, away);
	}
}

/* 4: by ARN, or by principal id where one of the two has no ARN. */
static void by_login(struct lineage_search *s, bool guess)
{
	struct sv arn = s->c->part[LP_ARN];
	const uint8_t by[2] = { LP_ARN, LP_PRINCIPAL };

	for (unsigned k = 0; k < 2 && !s->n; k++) {
		struct sv who = s->c->part[by[k]];
		struct lineage_cred i;

		if (!who.ptr)
			continue;
		EACH_EVENT(s, lineage_hash(LT_LOGIN, who), false, i)
		{
			int64_t away = before(&i, moment(s->c), LINEAGE_SESSION);

			if (!sv_eq(i.part[by[k]], who))
				continue;
			if (k && arn.ptr && i.part[LP_ARN].ptr)
				continue; /* the ARNs decided */
			if (same_second(s, &i))
				lineage_propose(s, &i, LINEAGE_SAME_SECOND,
						from_creation(s, &i));
			else if (guess && away >= 0)
				lineage_propose(s, &i, LINEAGE_PROBABLE, away);
		}
	}
}

static struct sv tail_of(struct sv v)
{
	size_t n = v.len;

	while (n && v.ptr[n - 1] != '/' && v.ptr[n - 1] != ':')
		n--;
	return sv_from(v, n);
}

/*
 * The one who switched, told by a session that has his name: not one who is known to be in
 * another role than that he came from.
 */
static bool switched_from(const struct lineage_cred *i, struct sv name)
{
	struct sv from = i->part[LP_SWITCH_FROM];

	return name.ptr && sv_eq(tail_of(from), name) &&
	       (!is_type(i, "AssumedRole") || sv_eq(i->part[LP_ARN], from));
}

/* 5 */
static void by_switch(struct lineage_search *s)
{
	const struct lineage_cred *c = s->c;
	const struct sv by[2] = { c->part[LP_ARN], lineage_session(c) };

	for (unsigned k = 0; k < 2 && !s->n; k++) {
		struct lineage_cred i;

		if (!by[k].ptr)
			continue;
		EACH_EVENT(s, lineage_hash(LT_SWITCH, by[k]), true, i)
		if (same_second(s, &i) &&
		    (k ? switched_from(&i, by[k]) : sv_eq(i.part[LP_ARN], by[k])))
			lineage_propose(s, &i, LINEAGE_SAME_SECOND, from_creation(s, &i));
	}
}

/* 11: sign-in sessions have a name of their own. */
static void by_signin(struct lineage_search *s)
{
	struct sv arn = s->c->part[LP_SIGNIN];
	struct lineage_cred i;

	EACH_EVENT(s, lineage_hash(LT_SIGNIN, arn), false, i)
	{
		int64_t away = before(&i, s->c->time, INT64_MAX / 2);

		if (away >= 0 &&
		    (sv_eq(i.part[LP_SIGNIN], arn) || sv_eq(i.part[LP_SIGNIN_MADE], arn)))
			lineage_propose(s, &i, LINEAGE_EXACT, away);
	}
}

/* The part after the last "/" of a permission set's role: AWSReservedSSO_<set>_<hash>. */
static struct sv permission_set(const struct lineage_cred *c)
{
	static const struct sv mark = SV_LIT("AWSReservedSSO_");
	struct sv v = c->part[LP_ISSUER_ARN].ptr ? c->part[LP_ISSUER_ARN] : c->part[LP_ARN];
	ptrdiff_t at = sv_find(v, mark);
	size_t n;

	if (at < 0)
		return SV_NULL;
	v = sv_from(v, (size_t)at + mark.len);
	if (sv_chr(v, '/') >= 0)
		v = sv_head(v, (size_t)sv_chr(v, '/'));
	n = v.len;
	while (n && v.ptr[n - 1] != '_')
		n--;
	return n > 1 ? sv_head(v, n - 1) : v;
}

/* 10: the credentials of the portal; the key is hidden, so by person and moment. */
static void by_portal_role(struct lineage_search *s, struct sv person, struct sv name,
			   struct sv set)
{
	const struct sv by[2] = { person, name };

	for (unsigned k = 0; k < 2 && !s->n; k++) {
		struct lineage_cred i;

		if (!by[k].ptr)
			continue;
		EACH_EVENT(s, lineage_hash(LT_IDC_ROLE, by[k]), false, i)
		{
			struct sv role = i.part[LP_ROLE_NAME];
			int64_t away = before(&i, moment(s->c), LINEAGE_SESSION);

			if (!sv_eq(i.part[k ? LP_USER : LP_PERSON], by[k]) ||
			    (role.ptr && set.ptr && !sv_eq(role, set)) || away < 0)
				continue;
			lineage_propose(s, &i,
					!k && same_second(s, &i) ? LINEAGE_EXACT
								 : LINEAGE_PROBABLE,
					away);
		}
	}
}

/* 10: signing in to the portal. */
static void by_portal(struct lineage_search *s)
{
	const struct lineage_cred *c = s->c;
	const struct sv by[2] = { c->part[LP_PERSON], c->part[LP_USER] };

	for (unsigned k = 0; k < 2 && !s->n; k++) {
		struct lineage_cred i;

		if (!by[k].ptr)
			continue;
		EACH_EVENT(s, lineage_hash(LT_PORTAL, by[k]), false, i)
		{
			struct sv flow = i.part[LP_WORKFLOW];
			int64_t away = before(&i, c->time, LINEAGE_SESSION);

			if (!sv_eq(i.part[k ? LP_USER : LP_PERSON], by[k]) || away < 0)
				continue;
			lineage_propose(s, &i,
					flow.ptr && sv_eq(flow, c->part[LP_WORKFLOW])
						? LINEAGE_EXACT
						: LINEAGE_PROBABLE,
					away);
		}
	}
}

/* 8: who set it; a session that has one already only passes it on. */
static void by_source_identity(struct lineage_search *s)
{
	struct sv name = s->c->part[LP_SOURCE_IDENTITY];
	struct lineage_cred i;

	EACH_EVENT(s, lineage_hash(LT_SOURCE_IDENTITY, name), false, i)
	{
		int64_t away = before(&i, moment(s->c), LINEAGE_SESSION);

		if (away >= 0 && sv_eq(i.part[LP_ASKED_IDENTITY], name) &&
		    !i.part[LP_SOURCE_IDENTITY].ptr)
			lineage_propose(s, &i, LINEAGE_PROBABLE, away);
	}
}

static struct sv join(struct arena *arena, const char *a, struct sv b, const char *c)
{
	AUTO_BUF struct buf t = BUF_INIT;

	buf_adds(&t, a);
	buf_addsv(&t, b);
	buf_adds(&t, c);
	return sv_make(arena_text(arena, buf_sv(&t)), t.len);
}

/* "AWS::Lambda::Function" -> "lambda.amazonaws.com" */
static struct sv service_of_type(struct arena *arena, struct sv type)
{
	struct sv v = sv_starts(type, SV_LIT("AWS::")) ? sv_from(type, 5) : type;
	char low[64];

	if (sv_chr(v, ':') >= 0)
		v = sv_head(v, (size_t)sv_chr(v, ':'));
	v = sv_head(v, sizeof(low));
	for (size_t i = 0; i < v.len; i++)
		low[i] = v.ptr[i] >= 'A' && v.ptr[i] <= 'Z' ? (char)(v.ptr[i] + 32)
							    : v.ptr[i];
	return join(arena, "", sv_make(low, v.len), ".amazonaws.com");
}

/* 11, 12: the event itself says which service holds the credential. */
static bool by_holder(const struct lineage_cred *c, struct arena *arena,
		      struct lineage_link *ret)
{
	static const struct sv linked = SV_LIT("/aws-service-role/");
	static const struct sv linked_name = SV_LIT("AWSServiceRoleFor");
	struct sv role = c->part[LP_ISSUER_ARN], service = SV_NULL;
	struct sv name = lineage_session(c);
	ptrdiff_t at = sv_find(role, linked);

	ret->confidence = LINEAGE_PROBABLE;
	if (c->part[LP_SCOPE_TYPE].ptr) {
		service = service_of_type(arena, c->part[LP_SCOPE_TYPE]);
		ret->note = c->part[LP_SCOPE_ARN];
		ret->confidence = LINEAGE_EXACT;
	} else if (at >= 0) {
		service = sv_from(role, (size_t)at + linked.len);
		if (sv_chr(service, '/') >= 0)
			service = sv_head(service, (size_t)sv_chr(service, '/'));
		ret->confidence = LINEAGE_EXACT;
	} else if (c->part[LP_EC2].ptr || (name.len > 9 && sv_starts(name, SV_LIT("i-")))) {
		service = SV_LIT("ec2.amazonaws.com");
		ret->note = name;
	} else if (c->part[LP_INVOKED_BY].ptr &&
		   sv_find(c->part[LP_ARN], linked_name) >= 0) {
		service = c->part[LP_INVOKED_BY];
	}
	if (!service.len)
		return false;
	ret->row = ROW_NONE;
	ret->rule = LINEAGE_SERVICE;
	ret->identity = join(arena, "service:", service, "");
	ret->issued = c->part[LP_KEY].ptr ? c->part[LP_KEY] : c->part[LP_PRINCIPAL];
	return true;
}

/* "PRINCIPAL@CREATED": a console session. */
static struct sv session_name(const struct lineage_cred *c, struct arena *arena)
{
	AUTO_BUF struct buf t = BUF_INIT;

	if (!c->part[LP_PRINCIPAL].ptr)
		return SV_NULL;
	buf_addsv(&t, c->part[LP_PRINCIPAL]);
	if (c->created != TICK_NONE) {
		buf_addc(&t, '@');
		time_format(&t, c->created);
	}
	return sv_make(arena_text(arena, buf_sv(&t)), t.len);
}

static bool issuer_of_person(struct lineage_search *s, struct lineage_link *ret)
{
	const struct lineage_cred *c = s->c;
	struct sv set = permission_set(c), person = lineage_person(s->x, c, s->arena);
	struct sv name = set.ptr ? lineage_session(c) : SV_NULL;

	if (!set.ptr && !person.ptr)
		return false;
	by_portal_role(s, person, name, set);
	if (lineage_settle(s, LINEAGE_ONE_PERSON, ret)) {
		ret->rule = LINEAGE_IDC;
		ret->issued = session_name(c, s->arena);
		return true;
	}
	*ret = (struct lineage_link){ .row = ROW_NONE, .rule = LINEAGE_IDC };
	ret->confidence = person.ptr ? LINEAGE_EXACT : LINEAGE_PROBABLE;
	ret->identity = join(s->arena, "idc:", person.ptr ? person : name, "");
	ret->issued = session_name(c, s->arena);
	ret->note = name;
	return ret->identity.len > 4;
}

#define TRY(how, choice, what, ...)                                                        \
	do {                                                                               \
		__VA_ARGS__;                                                               \
		if (lineage_settle(s, choice, ret)) {                                      \
			ret->rule = how;                                                   \
			ret->issued = what;                                                \
			return true;                                                       \
		}                                                                          \
	} while (0)

static bool find_issuer(struct lineage_search *s, struct lineage_link *ret)
{
	const struct lineage_cred *c = s->c;
	struct sv key = c->part[LP_KEY], session = session_name(c, s->arena);
	bool role = is_type(c, "AssumedRole");

	if (is_type(c, "IdentityCenterUser") || is_type(c, "Unknown")) {
		TRY(LINEAGE_LOGIN, LINEAGE_ONE_PERSON, session, by_portal(s));
		return false;
	}
	if (key.ptr) {
		TRY(LINEAGE_KEY, LINEAGE_ALL_FIT, key, by_key(s));
		TRY(LINEAGE_CREATED, LINEAGE_ALL_FIT, key, by_creation(s));
	}
	if (c->part[LP_PRINCIPAL].ptr && (role || is_type(c, "AWSAccount")))
		TRY(LINEAGE_ROLE_ID,
		    c->created != TICK_NONE ? LINEAGE_ALL_FIT : LINEAGE_NEAREST,
		    c->part[LP_PRINCIPAL], by_role_id(s));
	if (is_type(c, "FederatedUser") && c->part[LP_ARN].ptr)
		TRY(LINEAGE_FEDERATED,
		    c->created != TICK_NONE ? LINEAGE_ALL_FIT : LINEAGE_NEAREST,
		    c->part[LP_ARN], by_federated(s));
	if (c->part[LP_SIGNIN].ptr)
		TRY(LINEAGE_CONSOLE, LINEAGE_ONE_PERSON, c->part[LP_SIGNIN], by_signin(s));
	if (is_type(c, "AWSAccount"))
		return false;
	if (c->created != TICK_NONE || !key.ptr)
		TRY(LINEAGE_LOGIN, LINEAGE_ALL_FIT, session, by_login(s, false));
	if (role)
		TRY(LINEAGE_SWITCH_ROLE, LINEAGE_ALL_FIT, session, by_switch(s));
	if (role && by_holder(c, s->arena, ret) && ret->confidence == LINEAGE_EXACT)
		return true;
	if (issuer_of_person(s, ret))
		return true;
	if (c->part[LP_SOURCE_IDENTITY].ptr)
		TRY(LINEAGE_SOURCE_IDENTITY, LINEAGE_NEAREST, c->part[LP_SOURCE_IDENTITY],
		    by_source_identity(s));
	/* the nearest earlier login, where nothing better is known */
	if (lineage_group(s->x, c) == LG_SESSION || !key.ptr)
		TRY(LINEAGE_LOGIN, LINEAGE_ONE_PERSON, session, by_login(s, true));
	*ret = (struct lineage_link){ .row = ROW_NONE };
	return role && by_holder(c, s->arena, ret);
}

bool lineage_caller_copy(const struct lineage_index *x, const struct lineage_cred *c,
			 struct arena *arena, struct lineage_link *ret)
{
	struct sv id = c->part[LP_SHARED];
	struct lineage_search s;
	struct lineage_cred i;
	bool found;

	if (!id.ptr || c->insight || !is_type(c, "AWSAccount"))
		return false;
	lineage_search_init(&s, x, c, arena);
	EACH_EVENT(&s, lineage_hash_shared(id), false, i)
	if (!is_type(&i, "AWSAccount") && lineage_same_call(&i, c))
		lineage_propose_copy(&s, i.row);
	found = lineage_settle(&s, LINEAGE_ALL_FIT, ret);
	ret->rule = LINEAGE_SHARED;
	lineage_search_release(&s);
	return found;
}

bool lineage_issuer(const struct lineage_index *x, const struct lineage_cred *c,
		    struct arena *arena, struct lineage_link *ret)
{
	struct lineage_search s;
	bool found;

	lineage_search_init(&s, x, c, arena);
	*ret = (struct lineage_link){ .row = ROW_NONE };
	found = !c->partial && find_issuer(&s, ret);
	lineage_search_release(&s);
	return found;
}
