/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Seeds: what one is, is told by its shape, else by what is loaded under that name. An address, or
 * any other value, stands for the credentials that were used with it.
 */
#include "lang/expr.h"
#include "radius/priv.h"
#include "util/bits.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct radius_edge no_way = {
	.parent = RADIUS_NONE, .via = ROW_NONE, .before = ROW_NONE, .rule = RADIUS_SEED
};

/* "FIELD=VALUE", as the filter language has it. */
static struct sv test_of(struct growing *g, const char *field, struct sv value)
{
	AUTO_BUF struct buf b = BUF_INIT;

	expr_for_value(&b, sv_str(field), value);
	return radius_keep(g, buf_sv(&b));
}

static void note_seed(struct growing *g, struct sv text)
{
	struct radius *r = g->r;

	ALLOC_GROW(r->seeds, r->nseeds + 1, r->seedcap);
	r->seeds[r->nseeds++] = text;
}

static bool any_row(struct growing *g, struct sv expr)
{
	uint64_t *bits = radius_rows_of(g, expr);
	uint64_t any = 0;

	for (size_t w = 0; bits && w < g->words; w++)
		any |= bits[w];
	free(bits);
	return any != 0;
}

/* ---- nodes ---- */

static void sow_identity(struct growing *g, struct sv identity)
{
	struct sv type = identity_type(identity);
	struct sv test = test_of(g, "identity", identity);
	enum radius_kind kind = sv_eqs(type, "user")   ? RADIUS_USER
				: sv_eqs(type, "role") ? RADIUS_ROLE
						       : RADIUS_SESSION;

	note_seed(g, test);
	radius_add(g, kind,
		   kind == RADIUS_SESSION ? identity : sv_from(identity, type.len + 1),
		   test, INT64_MIN, &no_way);
}

static void sow_function(struct growing *g, struct sv arn)
{
	note_seed(g, test_of(g, "function.arn", arn));
	radius_add(g, RADIUS_FUNCTION, arn, SV_NULL,
		   g->ask->from > 0 ? g->ask->from : INT64_MIN, &no_way);
}

static void sow_event(struct growing *g, struct sv id)
{
	struct sv test = test_of(g, "id", id);

	note_seed(g, test);
	radius_add(g, RADIUS_SESSION, id, test, INT64_MIN, &no_way);
}

static void sow_key(struct growing *g, struct sv key)
{
	struct sv test = test_of(g, "key", key);

	note_seed(g, test);
	radius_add(g, RADIUS_KEY, key, test, INT64_MIN, &no_way);
}

void radius_credential(struct growing *g, row_t row, struct sv test,
		       const struct radius_edge *e)
{
	const struct lineage_index *x = g->ask->lineage;
	AUTO_BUF struct buf expr = BUF_INIT;
	AUTO_BUF struct buf id = BUF_INIT;
	struct arena arena = ARENA_INIT;
	struct lineage_cred c;
	enum lineage_group_kind kind;

	lineage_cred_read(x->store, &x->paths, row, &arena, &c);
	kind = lineage_group(x, &c);
	if (kind == LG_KEY) {
		expr_for_value(&expr, SV_LIT("key"), c.part[LP_KEY]);
		buf_addc(&expr, ' ');
		if (test.ptr && (c.created == TICK_NONE || !c.part[LP_PRINCIPAL].ptr))
			buf_addsv(&expr, test);
		else if (c.part[LP_PRINCIPAL].ptr)
			expr_for_value(&expr, SV_LIT("userIdentity.principalId"),
				       c.part[LP_PRINCIPAL]);
		buf_addsv(&id, c.part[LP_KEY]);
	} else if (kind == LG_SESSION) {
		expr_for_value(&expr, SV_LIT("userIdentity.principalId"),
			       c.part[LP_PRINCIPAL]);
		buf_adds(&expr, " userIdentity.sessionContext.attributes.creationDate=");
		expr_quote(&expr, c.part[LP_CREATED]);
		buf_addsv(&id, c.part[LP_PRINCIPAL]);
		buf_addc(&id, '@');
		time_format(&id, c.created);
	} else {
		buf_addsv(&expr, test.ptr ? test : SV_LIT(""));
		buf_adds(&expr, " not key=* ");
		expr_for_value(&expr, SV_LIT("identity"), c.identity);
		buf_addsv(&id, c.identity);
	}
	radius_add(g, kind == LG_KEY ? RADIUS_KEY : RADIUS_SESSION, buf_sv(&id),
		   buf_sv(&expr), INT64_MIN, e);
	arena_release(&arena);
}

/* Is ROW the record of another account of a call whose caller's own record is there? */
static bool has_caller_copy(struct growing *g, row_t row)
{
	const struct lineage_index *x = g->ask->lineage;
	struct arena arena = ARENA_INIT;
	struct lineage_link l;
	struct lineage_cred c;
	bool has;

	lineage_cred_read(x->store, &x->paths, row, &arena, &c);
	has = lineage_caller_copy(x, &c, &arena, &l);
	arena_release(&arena);
	return has;
}

/* Whatever a test selects. */
static enum st sow_value(struct growing *g, struct sv test)
{
	uint64_t *bits = radius_rows_of(g, test);
	row_t *rows;
	size_t n;

	if (!bits)
		return ST_CANCELED;
	for (size_t w = 0; w < g->words; w++)
		bits[w] &= g->ask->sel->rows[w];
	rows = radius_in_order(g, bits, &n);
	note_seed(g, test);
	for (size_t i = 0; i < n && !g->r->cut; i++)
		if (!has_caller_copy(g, rows[i]))
			radius_credential(g, rows[i], test, &no_way);
	free(rows);
	free(bits);
	return ST_OK;
}

/* ---- what a seed is ---- */

static bool looks_like_key(struct sv v)
{
	if (v.len < 16 || (!sv_starts(v, SV_LIT("AKIA")) && !sv_starts(v, SV_LIT("ASIA"))))
		return false;
	for (size_t i = 0; i < v.len; i++)
		if (!isupper((unsigned char)v.ptr[i]) && !isdigit((unsigned char)v.ptr[i]))
			return false;
	return true;
}

static bool looks_like_address(struct sv v)
{
	size_t dots = 0, colons = 0;

	for (size_t i = 0; i < v.len; i++) {
		dots += v.ptr[i] == '.';
		colons += v.ptr[i] == ':';
		if (!isxdigit((unsigned char)v.ptr[i]) && v.ptr[i] != '.' &&
		    v.ptr[i] != ':')
			return false;
	}
	return dots == 3 || colons >= 2;
}

/* All things that a name may mean. */
struct meant {
	uint32_t *identities, *functions;
	size_t nidentities, nfunctions;
	bool key, event, address;
};

static void find_meant(struct growing *g, struct sv name, struct meant *m)
{
	m->nidentities = identity_index_match(g->ask->identities, name, &m->identities);
	m->nfunctions = lambda_index_find(g->ask->functions->index, name, &m->functions);
	m->key = any_row(g, test_of(g, "key", name));
	m->event = any_row(g, test_of(g, "id", name));
	m->address = any_row(g, test_of(g, "ip", name));
}

static size_t how_many(const struct meant *m)
{
	return m->nidentities + m->nfunctions + m->key + m->event + m->address;
}

static void meant_release(struct meant *m)
{
	free(m->identities);
	free(m->functions);
}

static struct sv identity_at(const struct growing *g, uint32_t i)
{
	struct sv session;

	return identity_group_name(g->ask->identities, i, &session);
}

static enum st too_many(struct growing *g, struct sv name, const struct meant *m,
			struct err *err)
{
	AUTO_BUF struct buf b = BUF_INIT;
	size_t n = 0;

	for (size_t i = 0; i < m->nidentities && n < 8; i++, n++) {
		buf_adds(&b, n ? ", " : "");
		buf_adds(&b, "identity=");
		buf_addsv(&b, identity_at(g, m->identities[i]));
	}
	for (size_t i = 0; i < m->nfunctions && n < 8; i++, n++) {
		struct lambda_id id =
			lambda_index_id(g->ask->functions->index, m->functions[i]);

		buf_adds(&b, n ? ", " : "");
		buf_adds(&b, id.arn.ptr ? "function.arn=" : "function=");
		buf_addsv(&b, id.arn.ptr ? id.arn : id.name);
	}
	buf_adds(&b, m->key ? ", key" : "");
	buf_adds(&b, m->event ? ", id" : "");
	buf_adds(&b, m->address ? ", ip" : "");
	return err_set(err, ST_USAGE, "'" SV_FMT "' may be %zu things: %s", SV_ARG(name),
		       how_many(m), buf_str(&b));
}

static enum st sow_name(struct growing *g, struct sv name, struct err *err)
{
	struct meant m = { NULL, NULL, 0, 0, false, false, false };
	enum st rc = ST_OK;

	find_meant(g, name, &m);
	if (how_many(&m) > 1) {
		rc = too_many(g, name, &m, err);
	} else if (m.nidentities) {
		sow_identity(g, identity_at(g, m.identities[0]));
	} else if (m.nfunctions) {
		struct lambda_id id =
			lambda_index_id(g->ask->functions->index, m.functions[0]);

		sow_function(g, id.arn.ptr ? id.arn : id.name);
	} else if (m.key) {
		sow_key(g, name);
	} else if (m.event) {
		sow_event(g, name);
	} else if (m.address) {
		rc = sow_value(g, test_of(g, "ip", name));
	} else {
		g->r->unknown = radius_keep(g, name);
	}
	meant_release(&m);
	return rc;
}

/* FIELD=VALUE; the value is taken as it stands. */
static enum st sow_field(struct growing *g, struct sv field, struct sv value,
			 struct err *err)
{
	AUTO_BUF struct buf b = BUF_INIT;
	AUTO_BUF struct buf name = BUF_INIT;
	struct filter *f = NULL;
	struct err why = ERR_INIT;
	enum st rc;

	if (sv_eqs(field, "key")) {
		sow_key(g, value);
		return ST_OK;
	}
	if (sv_eqs(field, "id")) {
		sow_event(g, value);
		return ST_OK;
	}
	if (sv_eqs(field, "identity")) {
		sow_identity(g, value);
		return ST_OK;
	}
	if (sv_eqs(field, "function") || sv_eqs(field, "function.arn"))
		return sow_name(g, value, err);
	buf_addsv(&name, field);
	expr_for_value(&b, buf_sv(&name), value);
	rc = filter_parse(buf_sv(&b), &f, &why);
	filter_free(f);
	if (rc != ST_OK)
		return err_set(err, ST_USAGE, "'" SV_FMT "' is no seed: %s", SV_ARG(field),
			       why.text);
	return sow_value(g, radius_keep(g, buf_sv(&b)));
}

static bool is_field(struct sv v)
{
	for (size_t i = 0; i < v.len; i++)
		if (!isalnum((unsigned char)v.ptr[i]) && v.ptr[i] != '.' && v.ptr[i] != '_')
			return false;
	return v.len > 0;
}

static enum st sow_one(struct growing *g, struct sv seed, struct err *err)
{
	ptrdiff_t at = sv_chr(seed, '=');

	if (!seed.len)
		return err_set(err, ST_USAGE, "a seed is empty");
	if (at > 0 && is_field(sv_head(seed, (size_t)at)))
		return sow_field(g, sv_head(seed, (size_t)at),
				 sv_from(seed, (size_t)at + 1), err);
	if (looks_like_key(seed)) {
		sow_key(g, seed);
		return ST_OK;
	}
	if (looks_like_address(seed))
		return sow_value(g, test_of(g, "ip", seed));
	return sow_name(g, seed, err);
}

enum st radius_sow(struct growing *g, struct sv seeds, struct err *err)
{
	enum st rc = ST_OK;

	while (rc == ST_OK) {
		ptrdiff_t at = sv_chr(seeds, ',');

		rc = sow_one(g, at < 0 ? seeds : sv_head(seeds, (size_t)at), err);
		if (at < 0)
			break;
		seeds = sv_from(seeds, (size_t)at + 1);
	}
	return rc;
}
