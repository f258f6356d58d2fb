/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index itself, its groups and their names; build.c fills it. */
#include "identity/index.h"

#include "util/xalloc.h"

#include <stdlib.h>

const char *const identity_by_names[IDENTITY_BY_COUNT] = {
#define E(id, name) name,
	IDENTITY_BY_LIST(E)
#undef E
};
const char *const identity_fact_names[IDF_COUNT] = { "address", "key",    "function",
						     "agent",   "region", "service",
						     "event" };

struct identity_index *identity_index_new(const struct store *s, enum identity_by by)
{
	struct identity_index *x = xcalloc(1, sizeof(*x));

	x->refs = 1;
	x->store = s;
	x->by = by;
	for (unsigned k = 0; k < IDF_COUNT; k++) {
		names_init(&x->names[k]);
		pairs_init(&x->pairs[k]);
	}
	names_init(&x->who);
	names_init(&x->sessions);
	names_init(&x->accounts);
	pairs_init(&x->groups);
	pairs_init(&x->about);
	/* number 0 of what can be grouped by: "", and the group of events without a value */
	names_add(&x->names[IDF_KEY], SV_LIT(""), true);
	names_add(&x->names[IDF_ADDRESS], SV_LIT(""), true);
	names_add(&x->who, SV_LIT(""), true);
	names_add(&x->accounts, SV_LIT(""), true);
	return x;
}

struct identity_index *identity_index_ref(struct identity_index *x)
{
	atomic_fetch_add_explicit(&x->refs, 1, memory_order_relaxed);
	return x;
}

void identity_index_unref(struct identity_index *x)
{
	if (!x || atomic_fetch_sub_explicit(&x->refs, 1, memory_order_acq_rel) != 1)
		return;
	for (uint32_t i = 0; i < x->nsegs; i++) {
		free(x->segs[i].of);
		free(x->segs[i].combos);
	}
	free(x->segs);
	for (unsigned i = 0; x->cols && i < x->ncols; i++)
		colnums_release(&x->cols[i]);
	free(x->cols);
	for (unsigned k = 0; k < IDF_COUNT; k++) {
		names_release(&x->names[k]);
		pairs_release(&x->pairs[k]);
	}
	names_release(&x->who);
	names_release(&x->sessions);
	names_release(&x->accounts);
	pairs_release(&x->groups);
	pairs_release(&x->about);
	free(x);
}

static const struct names *group_names(const struct identity_index *x)
{
	switch (x->by) {
	case IDENTITY_BY_KEY:
		return &x->names[IDF_KEY];
	case IDENTITY_BY_ADDRESS:
		return &x->names[IDF_ADDRESS];
	case IDENTITY_BY_ACCOUNT:
		return &x->accounts;
	default:
		return &x->who;
	}
}

uint32_t identity_index_ngroups(const struct identity_index *x)
{
	return x->by == IDENTITY_BY_SESSION ? x->groups.n : group_names(x)->n;
}

static struct sv text_of(const struct names *n, uint32_t number)
{
	struct sv v;

	if (number == NUMBER_NONE)
		return SV_NULL;
	v = n->v[number];
	return v.len ? v : SV_NULL;
}

struct sv identity_group_name(const struct identity_index *x, uint32_t group,
			      struct sv *ret_session)
{
	*ret_session = SV_NULL;
	if (x->by != IDENTITY_BY_SESSION)
		return text_of(group_names(x), group);
	*ret_session = text_of(&x->sessions, x->groups.v[group].b);
	return text_of(&x->who, x->groups.v[group].a);
}

static uint32_t find_name(const struct names *n, struct sv v)
{
	return names_find(n, v.ptr ? v : SV_LIT(""));
}

uint32_t identity_group_find(const struct identity_index *x, struct sv name,
			     struct sv session)
{
	uint32_t who = find_name(group_names(x), name), s;

	if (x->by != IDENTITY_BY_SESSION)
		return who;
	s = session.ptr ? names_find(&x->sessions, session) : NUMBER_NONE;
	if (session.ptr && s == NUMBER_NONE)
		return NUMBER_NONE;
	for (uint32_t i = 0; i < x->groups.n; i++)
		if (x->groups.v[i].a == who && x->groups.v[i].b == s)
			return i;
	return NUMBER_NONE;
}
