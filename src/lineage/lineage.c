/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk: a link for each hop until nothing fits or a login is reached. */
#include "lineage/lineage.h"

#include "event/rules.h"
#include "store/value.h"

#include <string.h>

const struct lineage_name lineage_rules[LINEAGE_RULE_COUNT] = {
#define E(id, name, words) { name, words },
	LINEAGE_RULE_LIST(E)
#undef E
};
const char *const lineage_confidences[LINEAGE_CONFIDENCE_COUNT] = {
#define E(id, name) name,
	LINEAGE_CONFIDENCE_LIST(E)
#undef E
};
const struct lineage_name lineage_stops[LINEAGE_STOP_COUNT] = {
#define E(id, name, words) { name, words },
	LINEAGE_STOP_LIST(E)
#undef E
};

/* What was refused or failed issued nothing. */
static struct sv issued_by(const struct lineage_cred *c)
{
	static const uint8_t parts[] = { LP_ISSUED_KEY, LP_CREATED_KEY, LP_ROLE_ID,
					 LP_FEDERATED_ARN };

	for (size_t i = 0; i < ARRAY_SIZE(parts) && c->ok; i++)
		if (c->part[parts[i]].ptr)
			return c->part[parts[i]];
	return SV_NULL;
}

static struct lineage_hop *add_hop(struct lineage_trace *t, row_t row)
{
	struct lineage_hop *h = &t->hops[t->n++];

	*h = (struct lineage_hop){ .row = row, .rule = LINEAGE_NO_RULE, .issued = SV_NULL };
	return h;
}

static void add_root(struct lineage_trace *t, enum lineage_rule rule, struct sv identity,
		     struct sv note)
{
	struct lineage_hop *h;

	if (t->n > LINEAGE_MAX_HOPS)
		return;
	h = add_hop(t, ROW_NONE);
	h->rule = rule;
	h->confidence = LINEAGE_EXACT;
	h->identity = identity;
	h->note = note;
	h->proof[h->nproof++] = t->hops[t->n - 2].row;
}

static bool seen_before(const struct lineage_trace *t, row_t row)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->hops[i].row == row)
			return true;
	return false;
}

/* Sign-ins: nothing stands behind them. */
static bool is_login(const struct lineage_cred *c)
{
	static const char *const portal[] = { "Authenticate", "Federate", "CreateToken",
					      "UserAuthentication",
					      "CredentialVerification" };
	struct sv source = c->part[LP_EVENT_SOURCE];

	if (sv_eqs(c->event, "ConsoleLogin") || sv_eqs(c->event, "CreateOAuth2Token"))
		return true;
	if (!sv_starts(source, SV_LIT("sso")) && !sv_starts(source, SV_LIT("signin")))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(portal); i++)
		if (sv_eqs(c->event, portal[i]))
			return true;
	return false;
}

/* What the type of the caller alone says about the end of the chain. */
static bool ends_here(struct lineage_trace *t, const struct lineage_cred *c)
{
	struct sv type = c->part[LP_TYPE];

	if (is_login(c)) {
		t->stop = LINEAGE_STOP_LOGIN;
		return true;
	}
	if (sv_starts(c->identity, SV_LIT("service:"))) {
		add_root(t, LINEAGE_SERVICE, c->identity, c->part[LP_SCOPE_ARN]);
		t->stop = LINEAGE_STOP_SERVICE;
		return true;
	}
	if (sv_eqs(type, "SAMLUser") || sv_eqs(type, "WebIdentityUser")) {
		add_root(t, sv_eqs(type, "SAMLUser") ? LINEAGE_SAML : LINEAGE_OIDC,
			 c->identity, c->part[LP_PRINCIPAL]);
		t->stop = LINEAGE_STOP_IDENTITY_PROVIDER;
		return true;
	}
	return false;
}

/* No issuer is known: why not. */
static void give_up(struct lineage_trace *t, const struct lineage_cred *c)
{
	struct sv key = c->part[LP_KEY];

	if (c->partial) {
		t->stop = LINEAGE_STOP_NOT_IN_LOG;
	} else if (sv_eqs(c->part[LP_TYPE], "IdentityCenterUser")) {
		add_root(t, LINEAGE_IDC, c->identity, c->part[LP_USER]);
		t->stop = LINEAGE_STOP_IDENTITY_PROVIDER;
	} else if (sv_eqs(c->part[LP_TYPE], "AWSAccount")) {
		t->stop = LINEAGE_STOP_OTHER_ACCOUNT;
	} else if (key.ptr && !sv_starts(key, SV_LIT("ASIA")) && c->created == TICK_NONE) {
		t->stop = LINEAGE_STOP_KEY_NOT_IN_LOG;
	} else {
		t->stop = LINEAGE_STOP_NOT_IN_LOG;
	}
}

/* How a chain ends behind a hop that is no event, or is the creation of a key. */
static bool ends_behind(struct lineage_trace *t, const struct lineage_link *l)
{
	if (l->confidence == LINEAGE_AMBIGUOUS && !l->one_caller) {
		t->stop = LINEAGE_STOP_AMBIGUOUS;
		return true;
	}
	if (l->rule == LINEAGE_CREATED) {
		t->stop = LINEAGE_STOP_KEY_CREATED;
		return true;
	}
	if (l->row != ROW_NONE)
		return false;
	t->stop = l->rule == LINEAGE_SERVICE ? LINEAGE_STOP_SERVICE
					     : LINEAGE_STOP_IDENTITY_PROVIDER;
	return true;
}

/* Somebody in a role who switched: the one who did is named by his ARN only. */
static void as_switcher(struct lineage_cred *c)
{
	if (!sv_eqs(c->event, "SwitchRole") || !c->part[LP_SWITCH_FROM].ptr)
		return;
	for (unsigned i = 0; i < LP_COUNT; i++)
		if (i == LP_KEY || i == LP_PRINCIPAL || i == LP_TYPE || i == LP_ISSUER_ARN)
			c->part[i] = SV_NULL;
	c->part[LP_ARN] = c->part[LP_SWITCH_FROM];
	c->created = TICK_NONE;
}

static void take_link(struct lineage_trace *t, const struct lineage_link *l)
{
	struct lineage_hop *h = add_hop(t, l->row);

	h->rule = l->rule;
	h->confidence = l->confidence;
	h->identity = l->identity;
	h->issued = l->issued;
	h->note = l->note;
	memcpy(h->proof, l->proof, sizeof(h->proof));
	h->nproof = l->nproof;
	h->candidates = l->candidates;
	h->ncandidates = l->ncandidates;
	if (!h->nproof)
		h->proof[h->nproof++] = t->hops[t->n - 2].row;
}

/* One step back from hop T->n - 1, whose record is C. False: the chain has ended. */
static bool step(const struct lineage_index *x, struct lineage_trace *t,
		 struct lineage_cred *c)
{
	struct lineage_link l;

	if (ends_here(t, c))
		return false;
	if (lineage_caller_copy(x, c, &t->arena, &l)) {
		l.issued = t->hops[t->n - 1].issued;
		if (l.nproof < LINEAGE_MAX_PROOF)
			l.proof[l.nproof++] = c->row;
	} else {
		as_switcher(c);
		if (!lineage_issuer(x, c, &t->arena, &l)) {
			give_up(t, c);
			return false;
		}
	}
	if ((l.row != ROW_NONE && seen_before(t, l.row)) || t->n >= LINEAGE_MAX_HOPS) {
		t->stop = LINEAGE_STOP_LIMIT;
		return false;
	}
	take_link(t, &l);
	return !ends_behind(t, &l);
}

void lineage_trace(const struct lineage_index *x, row_t row, struct lineage_trace *t)
{
	bool more = true;

	lineage_release(t);
	add_hop(t, row);
	while (more) {
		struct lineage_hop *h = &t->hops[t->n - 1];
		struct lineage_cred c;

		lineage_cred_read(x->store, &x->paths, h->row, &t->arena, &c);
		h->identity = c.identity;
		h->action = c.event.ptr ? c.event : SV_LIT("");
		if (!h->issued.ptr)
			h->issued = issued_by(&c);
		if (t->n == 1)
			h->proof[h->nproof++] = h->row;
		more = step(x, t, &c);
		if (!more && t->hops[t->n - 1].row != ROW_NONE &&
		    !t->hops[t->n - 1].action.ptr) {
			h = &t->hops[t->n - 1];
			lineage_cred_read(x->store, &x->paths, h->row, &t->arena, &c);
			h->identity = c.identity;
			h->action = c.event.ptr ? c.event : SV_LIT("");
		}
	}
}

void lineage_release(struct lineage_trace *t)
{
	arena_release(&t->arena);
	memset(t, 0, sizeof(*t));
}

static void add_text(struct buf *out, const char *before, struct sv v)
{
	if (!v.ptr)
		return;
	buf_adds(out, before);
	buf_addsv(out, v);
}

void lineage_stop_words(const struct lineage_index *x, const struct lineage_trace *t,
			struct buf *out)
{
	const struct lineage_hop *h = &t->hops[t->n - 1];
	struct arena arena = ARENA_INIT;
	struct lineage_cred c;

	if (h->row == ROW_NONE) {
		buf_adds(out, lineage_stops[t->stop].words);
		return;
	}
	lineage_cred_read(x->store, &x->paths, h->row, &arena, &c);
	if (c.partial) {
		buf_adds(out, "the event is known in part only: who issued its credential "
			      "cannot be told");
		arena_release(&arena);
		return;
	}
	if (t->stop == LINEAGE_STOP_LOGIN && sv_eqs(c.part[LP_LOGIN], "Failure"))
		buf_adds(out, "somebody tried to sign in, and failed");
	else
		buf_adds(out, lineage_stops[t->stop].words);
	switch (t->stop) {
	case LINEAGE_STOP_KEY_NOT_IN_LOG:
		add_text(out, ": CreateAccessKey of ", c.part[LP_KEY]);
		break;
	case LINEAGE_STOP_OTHER_ACCOUNT:
		add_text(out, ": ", c.part[LP_ACCOUNT]);
		add_text(out, ", principal ", c.part[LP_PRINCIPAL]);
		break;
	case LINEAGE_STOP_NOT_IN_LOG:
		add_text(out, ": ", c.part[LP_KEY]);
		if (c.created != TICK_NONE) {
			buf_adds(out, ", issued at ");
			time_format(out, c.created);
		}
		buf_adds(out, "; its files may be of another region or account, of an "
			      "earlier time, or of a trail without read events");
		break;
	default:
		break;
	}
	arena_release(&arena);
}
