/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A test on a text, a number, a UUID or a time, by its operator. */
#include "eval/match.h"

#include "json/text.h"
#include "lang/record.h"
#include "store/segment.h"
#include "util/hash.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define MANY_WANTS 8u

static const char uuid_alphabet[] = "0123456789abcdef-";
static const char time_alphabet[] = "0123456789-T:Z";

/* Exactly a lower-case canonical UUID. */
static bool parse_uuid(struct sv v, uint8_t out[16])
{
	char again[36];
	unsigned n = 0;

	if (v.len != 36)
		return false;
	for (unsigned i = 0; i < 36; n++) {
		unsigned hi, lo;

		if (i == 8 || i == 13 || i == 18 || i == 23)
			i++;
		hi = (unsigned char)v.ptr[i++];
		lo = (unsigned char)v.ptr[i++];
		hi = hi <= '9' ? hi - '0' : hi - 'a' + 10;
		lo = lo <= '9' ? lo - '0' : lo - 'a' + 10;
		out[n] = (uint8_t)(hi << 4 | (lo & 15));
	}
	uuid_format(out, again);
	return !memcmp(again, v.ptr, 36);
}

static void hash_wants(struct matcher *m)
{
	const struct test *t = m->test;

	m->hashed = true;
	for (size_t i = 0; i < t->nwants; i++)
		if (t->wants[i].how != WANT_WILD)
			hashtab_add(&m->by_text, hash_sv(t->wants[i].text), (uint32_t)i);
}

static int uuid_cmp(const void *a, const void *b)
{
	return memcmp(a, b, 16);
}

static int secs_cmp(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static void add_net(struct matcher *m, struct sv text)
{
	struct cidr block;

	if (cidr_parse(text, &block))
		cidrset_add(&m->nets, &block);
}

static void init_in(struct matcher *m)
{
	const struct test *t = m->test;

	m->uuids = xcalloc(t->nwants + 1, sizeof(*m->uuids));
	m->secs = xcalloc(t->nwants + 1, sizeof(*m->secs));
	for (size_t i = 0; i < t->nwants; i++) {
		struct sv v = t->wants[i].text;

		if (t->wants[i].how == WANT_WILD)
			m->wild = true;
		else if (t->wants[i].how == WANT_NET)
			add_net(m, v);
		else if (parse_uuid(v, m->uuids[m->nuuids]))
			m->nuuids++;
		else if (time_parse_canonical(v.ptr, v.len, &m->secs[m->nsecs]))
			m->nsecs++;
	}
	qsort(m->uuids, m->nuuids, sizeof(*m->uuids), uuid_cmp);
	qsort(m->secs, m->nsecs, sizeof(*m->secs), secs_cmp);
	m->can_uuid = m->wild || m->nuuids;
	m->can_time = m->wild || m->nsecs;
	cidrset_sort(&m->nets);
	m->one = t->nwants == 1 && t->wants[0].how == WANT_TEXT;
	if (m->one)
		m->one_hash = (uint32_t)hash_sv(t->wants[0].text);
	if (t->nwants > MANY_WANTS)
		hash_wants(m);
}

void matcher_init(struct matcher *m, const struct test *t)
{
	*m = (struct matcher){ .test = t, .can_uuid = true, .can_time = true };
	switch (t->op) {
	case TEST_HAS:
	case TEST_ANY:
		m->any = true;
		break;
	case TEST_IN:
		init_in(m);
		break;
	case TEST_MATCH:
		m->can_uuid = regex_can_match(t->re, uuid_alphabet, 36);
		m->can_time = regex_can_match(t->re, time_alphabet, 20);
		break;
	case TEST_LT:
	case TEST_LE:
	case TEST_GT:
	case TEST_GE:
		/* neither form is ever a number */
		m->number = json_is_number(t->wants[0].text);
		m->can_uuid = m->can_time = !m->number;
		break;
	case TEST_TIME:
	case TEST_RECORD:
		break;
	}
}

void matcher_release(struct matcher *m)
{
	free(m->uuids);
	free(m->secs);
	hashtab_release(&m->by_text);
	cidrset_release(&m->nets);
	*m = (struct matcher){ .test = NULL };
}

void match_scratch_init(struct match_scratch *s)
{
	*s = (struct match_scratch){ .re = regex_scratch_new() };
}

void match_scratch_release(struct match_scratch *s)
{
	regex_scratch_free(s->re);
	buf_release(&s->text);
	buf_release(&s->other);
	buf_release(&s->leaf);
}

static bool in_nets(const struct matcher *m, struct sv text)
{
	struct ipaddr a;

	return m->nets.n && ipaddr_parse(text, &a) && cidrset_has(&m->nets, &a);
}

static bool in_wants(const struct matcher *m, struct sv text)
{
	const struct test *t = m->test;

	if (in_nets(m, text))
		return true;
	if (!m->hashed || m->wild)
		for (size_t i = 0; i < t->nwants; i++) {
			if (t->wants[i].how == WANT_WILD
				    ? wildcard_match(t->wants[i].text, text)
				    : !m->hashed && sv_eq(t->wants[i].text, text))
				return true;
		}
	if (!m->hashed)
		return false;
	HASHTAB_EACH(&m->by_text, hash_sv(text), i)
		if (sv_eq(t->wants[i].text, text))
			return true;
	return false;
}

static bool compares(const struct matcher *m, struct sv text)
{
	struct sv want = m->test->wants[0].text;
	int c;

	if (json_is_number(text) != m->number)
		return false;
	c = m->number ? json_number_cmp(text, want) : sv_cmp(text, want);
	if (c == 0)
		return m->test->op == TEST_LE || m->test->op == TEST_GE;
	return (c < 0) == (m->test->op == TEST_LT || m->test->op == TEST_LE);
}

static enum truth truth_of(bool yes)
{
	return yes ? TRUTH_YES : TRUTH_NO;
}

enum truth match_text(const struct matcher *m, struct match_scratch *s, struct sv text)
{
	struct record_scratch record = { s->re, &s->leaf };
	enum re_answer a;

	if (m->any)
		return TRUTH_YES;
	if (m->test->op == TEST_IN)
		return truth_of(in_wants(m, text));
	if (m->test->op == TEST_RECORD)
		a = record_match(m->test->record, &record, text);
	else if (m->test->op != TEST_MATCH)
		return truth_of(compares(m, text));
	else
		a = regex_match(m->test->re, s->re, text);
	switch (a) {
	case RE_YES:
		return TRUTH_YES;
	case RE_UNDECIDED:
		s->undecided++;
		return TRUTH_OPEN;
	case RE_NO:
		break;
	}
	return TRUTH_NO;
}

enum truth match_uuid(const struct matcher *m, struct match_scratch *s,
		      const uint8_t id[16])
{
	if (m->any)
		return TRUTH_YES;
	if (m->one)
		return truth_of(m->nuuids && !memcmp(m->uuids[0], id, 16));
	if (m->test->op == TEST_IN && !m->wild)
		return truth_of(
			bsearch(id, m->uuids, m->nuuids, sizeof(*m->uuids), uuid_cmp));
	uuid_format(id, s->form);
	return match_text(m, s, sv_make(s->form, 36));
}

enum truth match_secs(const struct matcher *m, struct match_scratch *s, uint32_t secs)
{
	if (m->any)
		return TRUTH_YES;
	if (m->test->op == TEST_IN && !m->wild)
		return truth_of(
			bsearch(&secs, m->secs, m->nsecs, sizeof(*m->secs), secs_cmp));
	time_format_sec(secs, s->form);
	return match_text(m, s, sv_make(s->form, 20));
}
