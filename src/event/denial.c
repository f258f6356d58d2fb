/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences of AWS, read word by word. */
#include "event/denial.h"

/* POLICY TABLE: as the messages name them. */
static const char *const policies[] = {
	"identity-based policy",   "resource-based policy",     "service control policy",
	"resource control policy", "permissions boundary",      "session policy",
	"VPC endpoint policy",     "role trust policy",         "identity center policy",
	"assume role policy",      "management account policy",
};

/* The word that follows MARK in MESSAGE, without the full stop that may end it. */
static struct sv word_after(struct sv message, struct sv mark)
{
	ptrdiff_t at = sv_find(message, mark);
	ptrdiff_t end;
	struct sv v;

	if (at < 0)
		return SV_NULL;
	v = sv_from(message, (size_t)at + mark.len);
	end = sv_chr(v, ' ');
	if (end >= 0)
		v = sv_head(v, (size_t)end);
	while (v.len && (v.ptr[v.len - 1] == '.' || v.ptr[v.len - 1] == ','))
		v.len--;
	return v.len ? v : SV_NULL;
}

/* The policy that the end of the sentence V names; what follows its name goes to *REST. */
static const char *policy_of(struct sv v, struct sv *rest)
{
	const char *best = NULL;
	ptrdiff_t first = 0;

	for (size_t i = 0; i < ARRAY_SIZE(policies); i++) {
		struct sv name = sv_str(policies[i]);
		ptrdiff_t at = sv_find(v, name);

		if (at < 0 || (best && at >= first))
			continue;
		best = policies[i];
		first = at;
		*rest = sv_from(v, (size_t)at + name.len);
	}
	return best;
}

void rule_denial(struct sv message, struct denial *d)
{
	static const struct sv deny = SV_LIT(" explicit deny");
	static const struct sv none = SV_LIT("because no ");
	ptrdiff_t at;
	struct sv rest = SV_NULL;

	*d = (struct denial){ .policy = NULL };
	d->action = word_after(message, SV_LIT("to perform: "));
	d->resource = word_after(message, SV_LIT("on resource: "));
	at = sv_find(message, deny);
	d->explicit_deny = at >= 0;
	if (at < 0)
		at = sv_find(message, none);
	if (at < 0)
		return;
	d->policy = policy_of(sv_from(message, (size_t)at), &rest);
	if (d->policy && sv_starts(rest, SV_LIT(": arn:")))
		d->policy_arn = word_after(rest, SV_LIT(": "));
}
