/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does a record fit a pattern of EventBridge? It is the detail of an event whose envelope is
 * made up as CloudTrail does.
 */
#include "lang/bus.h"

#include "json/text.h"
#include "json/tree.h"

#include <strings.h>

/* By eventType, which comes in more than one case. */
static const struct {
	const char *type, *detail;
} detail_types[] = {
	{ "AwsConsoleSignIn", "AWS Console Sign In via CloudTrail" },
	{ "AwsServiceEvent", "AWS Service Event via CloudTrail" },
	{ "AwsConsoleAction", "AWS Console Action via CloudTrail" },
	{ "AwsCloudTrailInsight", "AWS Insight via CloudTrail" },
	{ "AwsVpceEvent", "AWS VPC Endpoint Event via CloudTrail" },
};

/* A value: of the record (NODE), made up (TEXT), or missing (neither). */
struct value {
	uint32_t node; /* JT_NONE: none */
	struct sv text;
};

struct matching {
	struct record_scratch *s;
	const struct json_tree *t;
};

static const struct value missing = { JT_NONE, { NULL, 0 } };

static struct value value_of(uint32_t node)
{
	return (struct value){ node, SV_NULL };
}

/* Pieces one behind the other: the first at the start, the last at the end. */
static bool match_pieces(const struct alt *a, struct sv text)
{
	struct sv last = a->pieces[a->npieces - 1];

	if (a->npieces == 1)
		return sv_eq(last, text);
	if (!sv_starts(text, a->pieces[0]))
		return false;
	text = sv_from(text, a->pieces[0].len);
	for (size_t i = 1; i + 1 < a->npieces; i++) {
		ptrdiff_t at = sv_find(text, a->pieces[i]);

		if (at < 0)
			return false;
		text = sv_from(text, (size_t)at + a->pieces[i].len);
	}
	return sv_ends(text, last);
}

static bool match_bounds(const struct alt *a, struct sv number)
{
	for (size_t i = 0; i < a->nbounds; i++) {
		int c = json_number_cmp(number, a->bounds[i].number);
		const bool holds[] = { c<0, c <= 0, c> 0, c >= 0, c == 0 };

		if (!holds[a->bounds[i].op])
			return false;
	}
	return true;
}

static bool match_string(const struct matching *m, const struct alt *a, struct sv text)
{
	struct cidrset one = { .n = 0 };
	struct ipaddr ip;
	bool has;

	switch (a->kind) {
	case ALT_STRING:
		return sv_eq(text, a->text);
	case ALT_PREFIX:
		return sv_starts(text, a->text);
	case ALT_SUFFIX:
		return sv_ends(text, a->text);
	case ALT_WILDCARD:
		return match_pieces(a, text);
	case ALT_REGEX:
		return regex_match(a->re, m->s->re, text) == RE_YES;
	case ALT_CIDR:
		if (!ipaddr_parse(text, &ip))
			return false;
		cidrset_add(&one, &a->block);
		has = cidrset_has(&one, &ip);
		cidrset_release(&one);
		return has;
	default:
		return false;
	}
}

/* A on one leaf of KIND with TEXT. */
static bool match_alt(const struct matching *m, const struct alt *a, enum json_kind kind,
		      struct sv text)
{
	switch (a->kind) {
	case ALT_NUMBER:
		return kind == JT_NUMBER && json_number_cmp(text, a->text) == 0;
	case ALT_NUMERIC:
		return kind == JT_NUMBER && match_bounds(a, text);
	case ALT_TRUE:
		return kind == JT_TRUE;
	case ALT_FALSE:
		return kind == JT_FALSE;
	case ALT_NULL:
		return kind == JT_NULL;
	case ALT_PRESENT:
		return true;
	case ALT_ABSENT:
		return false;
	case ALT_NONE_OF:
		for (size_t i = 0; i < a->nlist; i++)
			if (match_alt(m, &a->list[i], kind, text))
				return false;
		return true;
	default:
		return kind == JT_STRING && match_string(m, a, text);
	}
}

static bool match_alts(const struct matching *m, const struct bus_field *f,
		       enum json_kind kind, struct sv text)
{
	for (size_t i = 0; i < f->nalts; i++)
		if (match_alt(m, &f->alts[i], kind, text))
			return true;
	return false;
}

/* Is there a leaf? An object is none, and an empty list has none. */
static bool has_leaf(const struct matching *m, uint32_t node)
{
	if (!json_node_is_inner(&m->t->nodes[node]))
		return true;
	if (m->t->nodes[node].kind == JT_OBJECT)
		return false;
	for (uint32_t k = json_node_first(m->t, node); k != JT_NONE;
	     k = m->t->nodes[k].next)
		if (has_leaf(m, k))
			return true;
	return false;
}

/* Some leaf of NODE, or of the list that it is. */
static bool match_leaf(const struct matching *m, const struct bus_field *f, uint32_t node)
{
	const struct json_node *n = &m->t->nodes[node];

	if (n->kind == JT_OBJECT)
		return false;
	if (n->kind == JT_ARRAY) {
		for (uint32_t k = json_node_first(m->t, node); k != JT_NONE;
		     k = m->t->nodes[k].next)
			if (match_leaf(m, f, k))
				return true;
		return false;
	}
	buf_clear(m->s->text);
	json_node_add_text(m->t, node, m->s->text);
	return match_alts(m, f, (enum json_kind)n->kind, buf_sv(m->s->text));
}

static bool match_value(const struct matching *m, const struct bus_field *f, struct value v)
{
	bool leaf = v.text.ptr || (v.node != JT_NONE && has_leaf(m, v.node));

	for (size_t i = 0; i < f->nalts; i++)
		if (f->alts[i].kind == ALT_ABSENT && !leaf)
			return true;
	if (v.text.ptr)
		return match_alts(m, f, JT_STRING, v.text);
	return leaf && match_leaf(m, f, v.node);
}

static bool match_object(const struct matching *m, const struct bus_object *o,
			 uint32_t node);

static bool match_field(const struct matching *m, const struct bus_field *f, struct value v)
{
	return f->sub ? match_object(m, f->sub, v.text.ptr ? JT_NONE : v.node)
		      : match_value(m, f, v);
}

/* A member of NODE (JT_NONE: no object) that fits; a key that is there twice has two. */
static bool match_member(const struct matching *m, const struct bus_field *f, uint32_t node)
{
	uint32_t kid, nth = 0;

	if (node == JT_NONE || m->t->nodes[node].kind != JT_OBJECT)
		return match_field(m, f, missing);
	while ((kid = json_node_child(m->t, node, f->key, nth)) != JT_NONE) {
		if (match_field(m, f, value_of(kid)))
			return true;
		nth++;
	}
	return !nth && match_field(m, f, missing);
}

static bool
match_choices(const struct matching *m, const struct bus_object *o, uint32_t node,
	      bool (*fits)(const struct matching *, const struct bus_object *, uint32_t))
{
	for (size_t i = 0; i < o->nchoices; i++) {
		bool any = false;

		for (size_t k = 0; k < o->choices[i].n && !any; k++)
			any = fits(m, o->choices[i].v[k], node);
		if (!any)
			return false;
	}
	return true;
}

/* All fields of O in NODE; of a list in one and the same element. */
static bool match_object(const struct matching *m, const struct bus_object *o,
			 uint32_t node)
{
	if (node != JT_NONE && m->t->nodes[node].kind == JT_ARRAY &&
	    m->t->nodes[node].nchildren) {
		for (uint32_t k = node + 1; k != JT_NONE; k = m->t->nodes[k].next)
			if (match_object(m, o, k))
				return true;
		return false;
	}
	for (size_t i = 0; i < o->nfields; i++)
		if (!match_member(m, &o->fields[i], node))
			return false;
	return match_choices(m, o, node, match_object);
}

/* The string at KEY of the record, in the scratch; false when there is none. */
static bool record_text(const struct matching *m, const char *key)
{
	uint32_t node = json_node_child(m->t, 0, sv_str(key), 0);

	buf_clear(m->s->text);
	if (node == JT_NONE || m->t->nodes[node].kind != JT_STRING)
		return false;
	json_node_add_text(m->t, node, m->s->text);
	return true;
}

/* aws. and the first label of the service's name. */
static struct value source_value(const struct matching *m)
{
	struct value v = missing;
	ptrdiff_t dot;

	if (!record_text(m, "eventSource"))
		return v;
	dot = sv_chr(buf_sv(m->s->text), '.');
	if (dot >= 0)
		m->s->text->len = (size_t)dot;
	buf_reserve(m->s->text, 4);
	memmove(m->s->text->ptr + 4, m->s->text->ptr, m->s->text->len);
	memcpy(m->s->text->ptr, "aws.", 4);
	m->s->text->len += 4;
	v.text = buf_sv(m->s->text);
	return v;
}

static struct value detail_type(const struct matching *m)
{
	struct value v = { JT_NONE, SV_LIT("AWS API Call via CloudTrail") };

	if (record_text(m, "eventType"))
		for (size_t i = 0; i < ARRAY_SIZE(detail_types); i++)
			if (!strcasecmp(buf_str(m->s->text), detail_types[i].type))
				v.text = sv_str(detail_types[i].detail);
	return v;
}

static struct value envelope_value(const struct matching *m, struct sv key)
{
	const char *path = bus_envelope(key);
	uint32_t node = JT_NONE;

	if (sv_eqs(key, "detail"))
		return value_of(0);
	if (sv_eqs(key, "source"))
		return source_value(m);
	if (sv_eqs(key, "detail-type"))
		return detail_type(m);
	if (sv_eqs(key, "version"))
		return (struct value){ JT_NONE, SV_LIT("0") };
	if (path)
		node = json_node_child(m->t, 0, sv_str(path), 0);
	return node == JT_NONE ? missing : value_of(node);
}

static bool match_envelope(const struct matching *m, const struct bus_object *o,
			   uint32_t node)
{
	for (size_t i = 0; i < o->nfields; i++)
		if (!match_field(m, &o->fields[i], envelope_value(m, o->fields[i].key)))
			return false;
	return match_choices(m, o, node, match_envelope);
}

bool bus_match(const struct bus_object *o, struct record_scratch *s,
	       const struct json_tree *t)
{
	struct matching m = { s, t };

	return match_envelope(&m, o, 0);
}
