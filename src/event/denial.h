/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the errorMessage of a denied call says of the reason: which action, on what, and
 * which policy denied or did not allow it. The sentences are those of the IAM User Guide,
 * "Troubleshoot access denied error messages".
 */
#ifndef EVENT_DENIAL_H
#define EVENT_DENIAL_H

#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"

struct denial {
	struct sv action, resource; /* .ptr NULL: not said; point into the message */
	const char *policy;         /* "identity-based policy" ...; NULL: not said */
	bool explicit_deny;         /* a statement denies it; else none allows it */
	struct sv policy_arn;       /* .ptr NULL: not said */
};

/* Take MESSAGE apart; parts that are not there are left empty. */
void rule_denial(struct sv message, struct denial *ret);

/*
 * Append the pattern (PCRE2) of the messages that rule_denial() takes apart into D, whatever the
 * resource.
 */
void rule_denial_pattern(const struct denial *d, struct buf *out);

#endif
