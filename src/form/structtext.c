/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over the text, with a count of the braces that are open. */
#include "form/structtext.h"

#include "json/text.h"
#include "util/timefmt.h"

#include <strings.h>

#define STRUCT_DEPTH 8u

/* Names of fields of structs, as a record writes them. */
static const char *const names[] = {
	"type",
	"principalId",
	"arn",
	"accountId",
	"invokedBy",
	"accessKeyId",
	"userName",
	"sessionContext",
	"attributes",
	"creationDate",
	"mfaAuthenticated",
	"sessionIssuer",
	"ec2RoleDelivery",
	"webIdFederationData",
	"federatedProvider",
	"sourceIdentity",
	"onBehalfOf",
	"userId",
	"identityStoreArn",
	"inScopeOf",
	"sourceArn",
	"sourceAccount",
	"issuerType",
	"credentialsIssuedTo",
	"identityProvider",
	"credentialId",
	"tlsVersion",
	"cipherSuite",
	"clientProvidedHostHeader",
	"reason",
	"updatedFields",
	"originalRequestID",
	"originalEventID",
	"state",
	"eventSource",
	"eventName",
	"insightType",
	"insightContext",
	"assumedRoot",
	"keyExchange",
};

/* The name at the head of V that '=' follows, as a record writes it; ptr NULL: unknown. */
static struct sv known_name(struct sv v, size_t *ret_len)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		size_t n = strlen(names[i]);

		if (v.len > n && v.ptr[n] == '=' && strncasecmp(v.ptr, names[i], n) == 0) {
			*ret_len = n;
			return sv_str(names[i]);
		}
	}
	return SV_NULL;
}

/* The same for a map, whose names can be any word. */
static struct sv any_name(struct sv v, size_t *ret_len)
{
	size_t n = 0;

	while (n < v.len && ((v.ptr[n] >= '0' && v.ptr[n] <= '9') || v.ptr[n] == '_' ||
			     ((v.ptr[n] | 0x20) >= 'a' && (v.ptr[n] | 0x20) <= 'z')))
		n++;
	*ret_len = n;
	return n && n < v.len && v.ptr[n] == '=' ? sv_head(v, n) : SV_NULL;
}

typedef struct sv (*name_fn)(struct sv v, size_t *ret_len);

struct reading {
	struct sv rest;
	name_fn name;
	struct buf *out;
	unsigned depth;
	bool comma;   /* before the next member */
	bool capital; /* arn is ARN: in resources */
};

static bool next_is(const struct reading *r, char c)
{
	return r->rest.len && *r->rest.ptr == c;
}

static void skip(struct reading *r, size_t n)
{
	r->rest = sv_from(r->rest, n);
}

/* Where the value that begins here ends. */
static size_t value_len(const struct reading *r)
{
	struct sv v = r->rest;

	for (size_t i = 0; i < v.len; i++) {
		struct sv behind = sv_from(v, i + 1);
		size_t n;

		if (v.ptr[i] == ',' && sv_starts(behind, SV_LIT(" ")) &&
		    r->name(sv_from(behind, 1), &n).ptr)
			return i;
		if (v.ptr[i] == '}' &&
		    (!behind.len || *behind.ptr == '}' || *behind.ptr == ']' ||
		     (r->depth > 1 && *behind.ptr == ',') ||
		     sv_starts(behind, SV_LIT(", {"))))
			return i;
	}
	return v.len;
}

/* creationdate=2023-06-07 23:59:12.000 is written 2023-06-07T23:59:12Z in a record. */
static void add_value(struct reading *r, struct sv key, struct sv text)
{
	tick_t t = sv_eqs(key, "creationDate") ? time_parse(text) : TICK_NONE;

	if (t == TICK_NONE) {
		json_quote(r->out, text);
		return;
	}
	buf_addc(r->out, '"');
	time_format(r->out, t);
	buf_addc(r->out, '"');
}

static void add_key(struct reading *r, struct sv key)
{
	if (r->comma)
		buf_addc(r->out, ',');
	json_quote(r->out, r->capital && sv_eqs(key, "arn") ? SV_LIT("ARN") : key);
	buf_addc(r->out, ':');
}

/* NAME=VALUE at the rest. False: that is not what stands there. */
static bool read_member(struct reading *r)
{
	size_t n;
	struct sv key = r->name(r->rest, &n), text;

	if (!key.ptr)
		return false;
	skip(r, n + 1);
	if (next_is(r, '{') && r->name == known_name && r->depth < STRUCT_DEPTH) {
		add_key(r, key);
		buf_addc(r->out, '{');
		r->comma = false;
		r->depth++;
		skip(r, 1);
		return true;
	}
	n = value_len(r);
	text = sv_head(r->rest, n);
	skip(r, n);
	if (!sv_eqs(text, "null")) {
		add_key(r, key);
		add_value(r, key, text);
		r->comma = true;
	}
	return true;
}

/* The struct at the rest, to its last brace. */
static bool read_struct(struct reading *r)
{
	if (!next_is(r, '{'))
		return false;
	skip(r, 1);
	buf_addc(r->out, '{');
	r->comma = false;
	r->depth = 1;
	while (r->depth) {
		while (next_is(r, ',') || next_is(r, ' '))
			skip(r, 1);
		if (next_is(r, '}')) {
			skip(r, 1);
			buf_addc(r->out, '}');
			r->comma = true;
			r->depth--;
		} else if (!read_member(r)) {
			return false;
		}
	}
	return true;
}

static bool read_whole(struct sv cell, name_fn name, struct cell_ctx *ctx, struct buf *out)
{
	struct reading r = { .rest = cell, .name = name, .out = out };
	size_t before = out->len;

	if (sv_eqs(cell, "null") || sv_eqs(cell, "{}"))
		return false;
	if (read_struct(&r) && !r.rest.len)
		return true;
	out->len = before;
	return as_text(cell, ctx, out);
}

bool as_struct(struct sv cell, struct cell_ctx *ctx, struct buf *out)
{
	return read_whole(cell, known_name, ctx, out);
}

bool as_map(struct sv cell, struct cell_ctx *ctx, struct buf *out)
{
	/* a map that holds JSON is JSON in some tables */
	if (cell.len > 1 && (cell.ptr[1] == '"' || cell.ptr[0] == '['))
		return as_json(cell, ctx, out);
	return read_whole(cell, any_name, ctx, out);
}

bool as_structs(struct sv cell, struct cell_ctx *ctx, struct buf *out)
{
	struct reading r = {
		.rest = cell, .name = known_name, .out = out, .capital = true
	};
	size_t before = out->len;
	bool any = false;

	if (sv_eqs(cell, "null") || sv_eqs(cell, "[]"))
		return false;
	if (!next_is(&r, '['))
		return as_text(cell, ctx, out);
	buf_addc(out, '[');
	for (skip(&r, 1); r.rest.len && !next_is(&r, ']');) {
		if (next_is(&r, ',') || next_is(&r, ' ')) {
			skip(&r, 1);
			continue;
		}
		if (any)
			buf_addc(out, ',');
		any = true;
		if (!read_struct(&r)) {
			out->len = before;
			return as_text(cell, ctx, out);
		}
	}
	buf_addc(out, ']');
	return true;
}
