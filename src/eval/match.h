/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One test on one value: what a test asks, made ready for many values. Immutable once made,
 * so threads share it. Of eval/ only.
 */
#ifndef EVAL_MATCH_H
#define EVAL_MATCH_H

#include "lang/ast.h"
#include "util/cidr.h"
#include "util/hashtab.h"

/*
 * What a test says of a value, an event or an expression. OPEN: neither, since something
 * needed to tell is not known; combined as unknown is in SQL.
 */
enum truth { TRUTH_NO, TRUTH_YES, TRUTH_OPEN };

struct matcher {
	const struct test *test;
	bool any;            /* every value will do */
	bool number;         /* TEST_LT ..: the wanted text is a JSON number */
	bool one;            /* TEST_IN with a single want that is a text */
	uint32_t one_hash;   /* of that want, as in a dictionary */
	bool wild;           /* TEST_IN has wildcards */
	struct cidrset nets; /* TEST_IN: its blocks of addresses */
	/* can a value of that form match at all? */
	bool can_uuid, can_time;
	/* TEST_IN: the wants of these forms, in their stored form */
	uint8_t (*uuids)[16];
	uint32_t *secs;
	size_t nuuids, nsecs;
	/* TEST_IN with many wants: those without wildcard, by hash */
	bool hashed;
	struct hashtab by_text;
};

void matcher_init(struct matcher *m, const struct test *t);
void matcher_release(struct matcher *m);

/* What a value is matched with: one for each thread. */
struct match_scratch {
	struct regex_scratch *re;
	struct buf text, other, leaf;
	uint64_t undecided; /* values a regex could not decide */
	uint64_t unread;    /* rows whose record could not be read */
	char form[40];      /* a formatted UUID or time */
};
void match_scratch_init(struct match_scratch *s);
void match_scratch_release(struct match_scratch *s);

/* Does the value TEXT pass? It must be a value (no null, {} or []). */
enum truth match_text(const struct matcher *m, struct match_scratch *s, struct sv text);
/* The same for values stored as such. */
enum truth match_uuid(const struct matcher *m, struct match_scratch *s,
		      const uint8_t id[16]);
enum truth match_secs(const struct matcher *m, struct match_scratch *s, uint32_t secs);

#endif
