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

/* TEXT as a pattern of itself. */
static void add_literal(struct buf *out, struct sv text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (strchr("\\^$.[]|()?*+{}-#&~", text.ptr[i]) && text.ptr[i])
			buf_addc(out, '\\');
		buf_addc(out, text.ptr[i]);
	}
}

/* Everything up to the first of what the pattern WHAT matches. */
static void add_until(struct buf *out, const char *what)
{
	buf_adds(out, "(?s:(?:(?!");
	buf_adds(out, what);
	buf_adds(out, ").)*)");
}

/* A word as word_after() takes it: what ends it does not belong to it. */
static void add_word(struct buf *out, struct sv word)
{
	add_literal(out, word);
	buf_adds(out, "[.,]*(?: |\\z)");
}

static void add_policies(struct buf *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(policies); i++) {
		buf_adds(out, i ? "|" : "");
		buf_adds(out, policies[i]);
	}
}

static void add_policy(struct buf *out, const struct denial *d, const char *mark)
{
	AUTO_BUF struct buf names = BUF_INIT;

	add_policies(&names);
	buf_adds(out, d->policy ? "(?=" : "(?!");
	add_until(out, mark);
	buf_adds(out, mark);
	add_until(out, buf_str(&names));
	if (!d->policy) {
		buf_adds(out, "(?:");
		buf_adds(out, buf_str(&names));
		buf_adds(out, "))");
		return;
	}
	buf_adds(out, d->policy);
	if (d->policy_arn.ptr) {
		buf_adds(out, ": ");
		add_word(out, d->policy_arn);
	} else {
		buf_adds(out, "(?!: arn:)");
	}
	buf_addc(out, ')');
}

void rule_denial_pattern(const struct denial *d, struct buf *out)
{
	buf_adds(out, "(?-i)^");
	buf_adds(out, d->action.ptr ? "(?=" : "(?!");
	add_until(out, "to perform: ");
	buf_adds(out, "to perform: ");
	if (d->action.ptr)
		add_word(out, d->action);
	else
		buf_adds(out, "[^ ]*[^ .,]");
	buf_adds(out, d->explicit_deny ? ")(?=" : ")(?!");
	buf_adds(out, "(?s:.*) explicit deny)");
	add_policy(out, d, d->explicit_deny ? " explicit deny" : "because no ");
}
