/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An identity in few columns. */
#include "event/who.h"

static const struct {
	struct sv prefix;
	char letter;
} sorts[] = {
	{ { "user:", 5 }, 'U' },       { { "role:", 5 }, 'R' },
	{ { "federated:", 10 }, 'F' }, { { "saml:", 5 }, 'F' },
	{ { "web:", 4 }, 'F' },        { { "idc:", 4 }, 'F' },
	{ { "service:", 8 }, 'S' },    { { "account:", 8 }, 'X' },
	{ { "root:", 5 }, '!' },
};

/* Index in sorts[] or -1. */
static int sort_of(struct sv identity)
{
	for (size_t i = 0; i < ARRAY_SIZE(sorts); i++)
		if (sv_starts(identity, sorts[i].prefix))
			return (int)i;
	return -1;
}

char who_letter(struct sv identity)
{
	int i = sort_of(identity);

	return i < 0 ? '?' : sorts[i].letter;
}

static ptrdiff_t last_of(struct sv v, char c)
{
	for (size_t i = v.len; i-- > 0;)
		if (v.ptr[i] == c)
			return (ptrdiff_t)i;
	return -1;
}

void who_short(struct buf *out, struct sv identity, struct sv session)
{
	int i = sort_of(identity);
	struct sv v = i < 0 ? identity : sv_from(identity, sorts[i].prefix.len);
	ptrdiff_t slash;

	if (sv_starts(v, SV_LIT("arn:"))) {
		slash = last_of(v, '/');
		if (slash < 0)
			slash = last_of(v, ':');
		v = sv_from(v, (size_t)slash + 1);
	}
	/* The letter says already that it is a service. */
	if (i >= 0 && sorts[i].letter == 'S' && sv_ends(v, SV_LIT(".amazonaws.com")))
		v.len -= strlen(".amazonaws.com");
	buf_addsv(out, v);
	if (i >= 0 && sorts[i].letter == 'R' && session.len) {
		buf_addc(out, '/');
		buf_addsv(out, session);
	}
}
