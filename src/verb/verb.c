/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the verb table. */
#include "conf/verb.h"

const struct verb *const verbs[] = {
#define VERB_ROW(name) &verb_##name,
	VERB_LIST(VERB_ROW)
#undef VERB_ROW
};

const size_t nverbs = ARRAY_SIZE(verbs);

/* Verbs of later versions: a row goes when its verb comes. */
/* clang-format off */
static const char *const later[] = {
	"resources",
	"resource",
	"findings",
	"policy",
	"report",
	"case",
	"index",
	"sql",
	"plan",
};
/* clang-format on */

const struct verb *verb_find(struct sv name)
{
	for (size_t i = 0; i < nverbs; i++)
		if (sv_eqs(name, verbs[i]->name))
			return verbs[i];
	return NULL;
}

bool verb_is_later(struct sv name)
{
	for (size_t i = 0; i < ARRAY_SIZE(later); i++)
		if (sv_eqs(name, later[i]))
			return true;
	return false;
}
