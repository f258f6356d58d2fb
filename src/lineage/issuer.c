/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who issued a credential: the rules, in falling confidence. */
#include "lineage/lineage.h"

#include "store/value.h"

#define SLACK    (2 * TICKS_PER_SEC)                  /* creationDate against eventTime */
#define SESSION  (12 * INT64_C(3600) * TICKS_PER_SEC) /* the longest session of a role */
#define FED_TIME (36 * INT64_C(3600) * TICKS_PER_SEC) /* and of a federated user */

/* A search for the best of several rows. */
struct search {
	const struct lineage_index *x;
	const struct lineage_cred *c;
	struct arena *arena;
	row_t best;
	enum lineage_confidence confidence;
	int64_t away; /* of the best */
	bool copy;    /* it is the copy of the account whose role it is */
	row_t other[LINEAGE_MAX_PROOF - 1]; /* further rows that show the same */
	unsigned nother;
};

static struct sv text_of(const struct search *s, row_t row, enum lineage_part part)
{
	path_t p = s->x->paths.part[part];

	return p == PATH_NONE
		       ? SV_NULL
		       : lineage_known(value_first(s->x->store, row, p, s->arena).text);
}

static int64_t distance(tick_t a, tick_t b)
{
	return a < b ? b - a : a - b;
}

/* Does ROW, a candidate of this confidence and AWAY from the ideal moment, win? */
static void propose(struct search *s, row_t row, enum lineage_confidence confidence,
		    int64_t away)
{
	bool copy = sv_eqs(text_of(s, row, LP_TYPE), "AWSAccount");
	row_t loser = row;

	if (row == s->c->row)
		return; /* nothing issues its own credential */
	if (s->best == ROW_NONE || confidence < s->confidence ||
	    (confidence == s->confidence &&
	     (away < s->away ||
	      (away == s->away &&
	       (copy < s->copy ||
		(copy == s->copy && store_row_cmp(s->x->store, row, s->best) < 0)))))) {
		loser = s->best;
		s->best = row;
		s->confidence = confidence;
		s->away = away;
		s->copy = copy;
	}
	if (loser != ROW_NONE && s->nother < LINEAGE_MAX_PROOF - 1)
		s->other[s->nother++] = loser;
}

/* Rows under HASH whose PART is TEXT. */
#define EACH_ROW(s, hash, row)                                                             \
	for (uint32_t i_ = lineage_first((s)->x, hash); i_; i_ = lineage_next((s)->x, i_)) \
		for (row_t row = (s)->x->v[i_ - 1].row, once_ = 1; once_; once_ = 0)

/* The moment the credential began, or was used at the latest. */
static tick_t moment(const struct lineage_cred *c)
{
	return c->created != TICK_NONE ? c->created : c->time;
}

/* 0 <= T - ROW's time <= RANGE (two seconds are forgiven): how far; else -1. */
static int64_t before(const struct search *s, row_t row, tick_t t, int64_t range)
{
	tick_t then = store_time(s->x->store, row);

	if (then == TICK_NONE || t == TICK_NONE || then > t + SLACK || t - then > range)
		return -1;
	return distance(t, then);
}

static bool same_second(const struct search *s, row_t row)
{
	tick_t then = store_time(s->x->store, row);

	return s->c->created != TICK_NONE && then != TICK_NONE &&
	       distance(then, s->c->created) <= SLACK;
}

/* 1: the key was issued in the log. One key is issued once: further rows are copies of it. */
static void by_key(struct search *s)
{
	struct sv key = s->c->part[LP_KEY];

	EACH_ROW(s, lineage_hash(LT_KEY, key), row)
	{
		tick_t then = store_time(s->x->store, row);

		if (!sv_eq(text_of(s, row, LP_ISSUED_KEY), key))
			continue;
		/* a key that was used before it was issued is an oddity, and said to be one */
		if (then != TICK_NONE && s->c->time != TICK_NONE &&
		    then > s->c->time + SLACK)
			propose(s, row, LINEAGE_PROBABLE, distance(then, s->c->time));
		else
			propose(s, row, LINEAGE_EXACT, 0);
	}
}

/* 14 */
static void by_creation(struct search *s)
{
	struct sv key = s->c->part[LP_KEY];

	EACH_ROW(s, lineage_hash(LT_ACCESS_KEY, key), row)
	if (sv_eq(text_of(s, row, LP_CREATED_KEY), key))
		propose(s, row, LINEAGE_EXACT, 0);
}

/* 2: the assumed-role id; 7: of a foreign account, whose records name nothing but it. */
static void by_role_id(struct search *s)
{
	const struct lineage_cred *c = s->c;
	struct sv id = c->part[LP_PRINCIPAL];
	bool console = lineage_group(s->x, c) == LG_SESSION;

	EACH_ROW(s, lineage_hash(LT_ROLE_ID, id), row)
	{
		struct sv arn, key;
		bool same_arn, other_key;
		int64_t away;

		if (!sv_eq(text_of(s, row, LP_ROLE_ID), id))
			continue;
		arn = text_of(s, row, LP_ROLE_ARN);
		key = text_of(s, row, LP_ISSUED_KEY);
		same_arn = arn.ptr && c->part[LP_ARN].ptr && sv_eq(arn, c->part[LP_ARN]);
		if (!same_arn && arn.ptr && c->part[LP_ARN].ptr)
			continue;
		/* a session of programs has one key: another key is another session */
		other_key = key.ptr && c->part[LP_KEY].ptr && !console;
		if (c->created != TICK_NONE) {
			if (!same_second(s, row))
				continue;
			away = distance(store_time(s->x->store, row), c->created);
			propose(s, row,
				same_arn && !other_key ? LINEAGE_EXACT : LINEAGE_PROBABLE,
				away);
			continue;
		}
		away = before(s, row, c->time, SESSION);
		if (away >= 0 && !other_key)
			propose(s, row, LINEAGE_PROBABLE, away);
	}
}

/* 15 */
static void by_federated(struct search *s)
{
	const struct lineage_cred *c = s->c;

	EACH_ROW(s, lineage_hash(LT_FEDERATED, c->part[LP_ARN]), row)
	{
		struct sv key = text_of(s, row, LP_ISSUED_KEY);
		int64_t away = before(s, row, moment(c), FED_TIME);

		if (!sv_eq(text_of(s, row, LP_FEDERATED_ARN), c->part[LP_ARN]))
			continue;
		if (key.ptr && c->part[LP_KEY].ptr && !sv_eq(key, c->part[LP_KEY]) &&
		    !same_second(s, row))
			continue;
		if (same_second(s, row))
			propose(s, row, LINEAGE_EXACT, 0);
		else if (away >= 0)
			propose(s, row, LINEAGE_PROBABLE, away);
	}
}

/* 4: by ARN, or by principal id where one of the two has no ARN. */
static void by_login(struct search *s, struct sv arn, struct sv principal, bool guess)
{
	const struct sv by[2] = { arn, principal };

	for (unsigned k = 0; k < 2; k++) {
		if (!by[k].ptr || (k == 1 && s->best != ROW_NONE))
			continue;
		EACH_ROW(s, lineage_hash(LT_LOGIN, by[k]), row)
		{
			struct sv its = text_of(s, row, k ? LP_PRINCIPAL : LP_ARN);
			int64_t away = before(s, row, moment(s->c), SESSION);

			if (!sv_eq(its, by[k]))
				continue;
			if (k && arn.ptr && text_of(s, row, LP_ARN).ptr)
				continue; /* the ARNs decided */
			if (same_second(s, row))
				propose(s, row, LINEAGE_SAME_SECOND,
					distance(store_time(s->x->store, row),
						 s->c->created));
			else if (guess && away >= 0)
				propose(s, row, LINEAGE_PROBABLE, away);
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

/* 5 */
static void by_switch(struct search *s)
{
	const struct lineage_cred *c = s->c;
	struct sv name = lineage_session(c);
	const struct sv by[2] = { c->part[LP_ARN], name };

	for (unsigned k = 0; k < 2; k++) {
		if (!by[k].ptr)
			continue;
		EACH_ROW(s, lineage_hash(LT_SWITCH, by[k]), row)
		{
			bool arn = sv_eq(text_of(s, row, LP_ARN), c->part[LP_ARN]);
			bool from = name.ptr &&
				    sv_eq(tail_of(text_of(s, row, LP_SWITCH_FROM)), name);

			if ((arn || from) && same_second(s, row))
				propose(s, row, LINEAGE_SAME_SECOND,
					distance(store_time(s->x->store, row), c->created) +
						!arn);
		}
	}
}

/* 11: sign-in sessions have a name of their own. */
static void by_signin(struct search *s)
{
	struct sv arn = s->c->part[LP_SIGNIN];

	EACH_ROW(s, lineage_hash(LT_SIGNIN, arn), row)
	{
		int64_t away = before(s, row, s->c->time, INT64_MAX / 2);

		if (away >= 0 && (sv_eq(text_of(s, row, LP_SIGNIN), arn) ||
				  sv_eq(text_of(s, row, LP_SIGNIN_MADE), arn)))
			propose(s, row, LINEAGE_EXACT, away);
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
static void by_portal_role(struct search *s, struct sv person, struct sv name,
			   struct sv set)
{
	const struct sv by[2] = { person, name };

	for (unsigned k = 0; k < 2; k++) {
		if (!by[k].ptr)
			continue;
		EACH_ROW(s, lineage_hash(LT_IDC_ROLE, by[k]), row)
		{
			struct sv role = text_of(s, row, LP_ROLE_NAME);
			int64_t away = before(s, row, moment(s->c), SESSION);

			if (!sv_eq(text_of(s, row, k ? LP_USER : LP_PERSON), by[k]) ||
			    (role.ptr && set.ptr && !sv_eq(role, set)) || away < 0)
				continue;
			propose(s, row,
				!k && same_second(s, row) ? LINEAGE_EXACT
							  : LINEAGE_PROBABLE,
				away);
		}
	}
}

/* 10: signing in to the portal. */
static void by_portal(struct search *s)
{
	const struct lineage_cred *c = s->c;
	const struct sv by[2] = { c->part[LP_PERSON], c->part[LP_USER] };

	for (unsigned k = 0; k < 2; k++) {
		if (!by[k].ptr)
			continue;
		EACH_ROW(s, lineage_hash(LT_PORTAL, by[k]), row)
		{
			struct sv flow = text_of(s, row, LP_WORKFLOW);
			int64_t away = before(s, row, c->time, SESSION);

			if (!sv_eq(text_of(s, row, k ? LP_USER : LP_PERSON), by[k]) ||
			    away < 0)
				continue;
			propose(s, row,
				flow.ptr && sv_eq(flow, c->part[LP_WORKFLOW])
					? LINEAGE_EXACT
					: LINEAGE_PROBABLE,
				away);
		}
	}
}

/* 8: who set it; a session that has one already only passes it on. */
static void by_source_identity(struct search *s)
{
	struct sv name = s->c->part[LP_SOURCE_IDENTITY];
	unsigned n = 0;

	EACH_ROW(s, lineage_hash(LT_SOURCE_IDENTITY, name), row)
	{
		int64_t away = before(s, row, moment(s->c), SESSION);

		if (away < 0 || !sv_eq(text_of(s, row, LP_ASKED_IDENTITY), name) ||
		    text_of(s, row, LP_SOURCE_IDENTITY).ptr)
			continue;
		n++;
		propose(s, row, LINEAGE_PROBABLE, away);
	}
	if (n == 1)
		s->confidence = LINEAGE_EXACT;
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

static bool found(const struct search *s, enum lineage_rule rule, struct sv issued,
		  struct lineage_link *ret)
{
	if (s->best == ROW_NONE)
		return false;
	*ret = (struct lineage_link){
		.row = s->best, .rule = rule, .confidence = s->confidence, .issued = issued
	};
	ret->proof[ret->nproof++] = s->best;
	for (unsigned i = 0; i < s->nother; i++)
		if (rule == LINEAGE_KEY || rule == LINEAGE_CREATED ||
		    store_time(s->x->store, s->other[i]) ==
			    store_time(s->x->store, s->best))
			ret->proof[ret->nproof++] = s->other[i];
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

static bool is_type(const struct lineage_cred *c, const char *type)
{
	return sv_eqs(c->part[LP_TYPE], type);
}

static bool issuer_of_person(struct search *s, struct lineage_link *ret)
{
	const struct lineage_cred *c = s->c;
	struct sv set = permission_set(c), person = lineage_person(s->x, c, s->arena);
	struct sv name = set.ptr ? lineage_session(c) : SV_NULL;

	if (!set.ptr && !person.ptr)
		return false;
	by_portal_role(s, person, name, set);
	if (found(s, LINEAGE_IDC, session_name(c, s->arena), ret))
		return true;
	*ret = (struct lineage_link){ .row = ROW_NONE, .rule = LINEAGE_IDC };
	ret->confidence = person.ptr ? LINEAGE_EXACT : LINEAGE_PROBABLE;
	ret->identity = join(s->arena, "idc:", person.ptr ? person : name, "");
	ret->issued = session_name(c, s->arena);
	ret->note = name;
	return ret->identity.len > 4;
}

#define TRY(rule, issued, ...)                                                             \
	do {                                                                               \
		s.best = ROW_NONE;                                                         \
		s.nother = 0;                                                              \
		__VA_ARGS__;                                                               \
		if (found(&s, rule, issued, ret))                                          \
			return true;                                                       \
	} while (0)

bool lineage_issuer(const struct lineage_index *x, const struct lineage_cred *c,
		    struct arena *arena, struct lineage_link *ret)
{
	struct search s = { .x = x, .c = c, .arena = arena, .best = ROW_NONE };
	struct sv key = c->part[LP_KEY], session = session_name(c, arena);
	bool console = lineage_group(x, c) == LG_SESSION;
	bool role = is_type(c, "AssumedRole");

	*ret = (struct lineage_link){ .row = ROW_NONE };
	if (is_type(c, "IdentityCenterUser") || is_type(c, "Unknown")) {
		TRY(LINEAGE_LOGIN, session, by_portal(&s));
		return false;
	}
	if (key.ptr) {
		TRY(LINEAGE_KEY, key, by_key(&s));
		TRY(LINEAGE_CREATED, key, by_creation(&s));
	}
	if (c->part[LP_PRINCIPAL].ptr && (role || is_type(c, "AWSAccount")))
		TRY(LINEAGE_ROLE_ID, c->part[LP_PRINCIPAL], by_role_id(&s));
	if (is_type(c, "FederatedUser") && c->part[LP_ARN].ptr)
		TRY(LINEAGE_FEDERATED, c->part[LP_ARN], by_federated(&s));
	if (c->part[LP_SIGNIN].ptr)
		TRY(LINEAGE_CONSOLE, c->part[LP_SIGNIN], by_signin(&s));
	if (is_type(c, "AWSAccount"))
		return false;
	if (c->created != TICK_NONE || !key.ptr)
		TRY(LINEAGE_LOGIN, session,
		    by_login(&s, c->part[LP_ARN], c->part[LP_PRINCIPAL], false));
	if (role)
		TRY(LINEAGE_SWITCH_ROLE, session, by_switch(&s));
	if (role && by_holder(c, arena, ret) && ret->confidence == LINEAGE_EXACT)
		return true;
	s.best = ROW_NONE;
	if (issuer_of_person(&s, ret))
		return true;
	if (c->part[LP_SOURCE_IDENTITY].ptr)
		TRY(LINEAGE_SOURCE_IDENTITY, c->part[LP_SOURCE_IDENTITY],
		    by_source_identity(&s));
	/* the nearest earlier login, where nothing better is known */
	if (console || !key.ptr)
		TRY(LINEAGE_LOGIN, session,
		    by_login(&s, c->part[LP_ARN], c->part[LP_PRINCIPAL], true));
	*ret = (struct lineage_link){ .row = ROW_NONE };
	return role && by_holder(c, arena, ret);
}
