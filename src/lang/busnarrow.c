/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the values of an event must be for it to fit a pattern of EventBridge, as a tree. */
#include "lang/bus.h"

#include "util/xalloc.h"

#include <stdlib.h>

/* What an envelope has that is a value of the record. */
static const struct {
	const char *key, *path;
} envelope[] = {
	{ "account", "recipientAccountId" },
	{ "region", "awsRegion" },
	{ "time", "eventTime" },
	{ "id", "eventID" },
};

const char *bus_envelope(struct sv key)
{
	for (size_t i = 0; i < ARRAY_SIZE(envelope); i++)
		if (sv_eqs(key, envelope[i].key))
			return envelope[i].path;
	return NULL;
}

/* The keys from the record to where we are. */
struct trail {
	struct filter *f;
	struct sv keys[BUS_DEPTH + 2];
	size_t n;
};

static struct sv starred(struct filter *f, const char *head, struct sv text,
			 const char *tail)
{
	AUTO_BUF struct buf b = BUF_INIT;

	buf_adds(&b, head);
	buf_addsv(&b, text);
	buf_adds(&b, tail);
	return sv_make(arena_str(&f->arena, buf_sv(&b)), b.len);
}

/* A want that all values have that A fits; false: there is none. */
static bool want_of(struct filter *f, const struct alt *a, struct want *w)
{
	*w = (struct want){ .text = a->text };
	switch (a->kind) {
	case ALT_STRING:
	case ALT_TRUE:
	case ALT_FALSE:
		return true;
	case ALT_PREFIX:
		*w = (struct want){ starred(f, "", a->text, "*"), WANT_WILD, false };
		return true;
	case ALT_SUFFIX:
		*w = (struct want){ starred(f, "*", a->text, ""), WANT_WILD, false };
		return true;
	default:
		return false;
	}
}

static struct node *narrow_leaf(struct trail *t, const struct bus_field *f)
{
	struct want *wants = xcalloc(f->nalts, sizeof(*wants));
	bool all = true, some = true;
	struct node *ret = NULL;

	for (size_t i = 0; i < f->nalts; i++) {
		const struct alt *a = &f->alts[i];

		some &= a->kind != ALT_ABSENT && a->kind != ALT_NULL &&
			a->kind != ALT_PRESENT && a->kind != ALT_NONE_OF;
		all &= want_of(t->f, a, &wants[i]);
	}
	if (some && all)
		ret = node_in(t->f, field_path(t->f, t->keys, t->n), wants, f->nalts);
	else if (some)
		ret = node_any(t->f, field_path(t->f, t->keys, t->n));
	free(wants);
	return ret;
}

/* "aws.s3" is of eventSource s3 or s3.anything. */
static struct node *narrow_source(struct trail *t, const struct bus_field *f)
{
	struct want *wants = xcalloc(f->nalts * 2, sizeof(*wants));
	struct sv key = SV_LIT("eventSource");
	struct node *ret = NULL;
	size_t n = 0;

	for (size_t i = 0; i < f->nalts && f->alts[i].kind == ALT_STRING; i++) {
		struct sv name = f->alts[i].text;

		if (!sv_starts(name, SV_LIT("aws.")))
			break;
		name = sv_from(name, 4);
		wants[n++] = (struct want){ .text = name };
		wants[n++] =
			(struct want){ starred(t->f, "", name, ".*"), WANT_WILD, false };
	}
	if (n == f->nalts * 2)
		ret = node_in(t->f, field_path(t->f, &key, 1), wants, n);
	free(wants);
	return ret;
}

static struct node *narrow_object(struct trail *t, const struct bus_object *o, bool outer);

static struct node *narrow_field(struct trail *t, const struct bus_field *f)
{
	struct node *n;

	t->keys[t->n++] = f->key;
	n = f->sub ? narrow_object(t, f->sub, false) : narrow_leaf(t, f);
	t->n--;
	return n;
}

/* A field of the envelope. */
static struct node *narrow_outer(struct trail *t, const struct bus_field *f)
{
	struct bus_field inner = *f;
	const char *path = bus_envelope(f->key);

	if (sv_eqs(f->key, "detail"))
		return f->sub ? narrow_object(t, f->sub, false) : NULL;
	if (f->sub)
		return NULL;
	if (sv_eqs(f->key, "source"))
		return narrow_source(t, f);
	if (!path)
		return NULL;
	inner.key = sv_str(path);
	return narrow_field(t, &inner);
}

/* One of the objects: each must say something. */
static struct node *narrow_choice(struct trail *t, const struct choice *c, bool outer)
{
	struct node **v = xcalloc(c->n, sizeof(struct node *)), *ret = NULL;
	bool all = true;

	for (size_t i = 0; i < c->n; i++) {
		v[i] = narrow_object(t, c->v[i], outer);
		all &= v[i] != NULL;
	}
	if (all)
		ret = node_join(t->f, NODE_OR, v, c->n);
	free(v);
	return ret;
}

/* A tree that holds for all events that fit O; NULL when there is none. */
static struct node *narrow_object(struct trail *t, const struct bus_object *o, bool outer)
{
	struct node **v = xcalloc(o->nfields + o->nchoices, sizeof(struct node *));
	struct node *ret = NULL;
	size_t n = 0;

	for (size_t i = 0; i < o->nfields; i++) {
		v[n] = outer ? narrow_outer(t, &o->fields[i])
			     : narrow_field(t, &o->fields[i]);
		n += v[n] != NULL;
	}
	for (size_t i = 0; i < o->nchoices; i++) {
		v[n] = narrow_choice(t, &o->choices[i], outer);
		n += v[n] != NULL;
	}
	if (n)
		ret = node_join(t->f, NODE_AND, v, n);
	free(v);
	return ret;
}

struct node *bus_narrow(struct filter *f, const struct bus_object *o)
{
	struct trail trail = { .f = f };

	return narrow_object(&trail, o, true);
}
