/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * function and function.arn: two fields found together, from up to fourteen inputs. The ARN
 * of the function mostly stands among the resources, a path with so many distinct values
 * that it is stored raw: such texts get numbers of their own here, so that a combination
 * met before is known by its numbers.
 */
#include "event/rules.h"
#include "store/derive_impl.h"
#include "util/hashtab.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define PARTITION DERIVED_FUNCTION_INPUTS /* the last word of a key */

/* Raw texts that get a number; what comes later is looked at each time. */
#define OWN_MAX 16384u

struct own {
	struct sv text;
	uint32_t number;
	bool function; /* the text is the ARN of one */
};

/* A small number for each of the numbers of a dictionary; 0: not yet known. */
struct by_number {
	uint8_t *v;
	uint32_t n;
};

struct derive_function {
	struct combos combos;
	struct own *own;
	uint32_t nown, owncap;
	struct hashtab by_text; /* numbers of own */
	struct arena texts;
	struct by_number partition; /* of userIdentity.arn, by its key */
	struct by_number resource;  /* 1: no function, 2: a function; by number + 1 */
};

void derive_function_init(struct derive *d)
{
	d->function = xcalloc(1, sizeof(*d->function));
	combos_init(&d->function->combos, DERIVED_FUNCTION_INPUTS + 1);
}

void derive_function_release(struct derive *d)
{
	struct derive_function *f = d->function;

	combos_release(&f->combos);
	arena_release(&f->texts);
	free(f->own);
	hashtab_release(&f->by_text);
	free(f->partition.v);
	free(f->resource.v);
	free(f);
}

static uint8_t *by_number(struct by_number *b, uint32_t i)
{
	if (i >= b->n) {
		uint32_t n = MAX(i + 1, b->n * 2);

		b->v = xreallocarray(b->v, n, 1);
		memset(b->v + b->n, 0, n - b->n);
		b->n = n;
	}
	return &b->v[i];
}

/* ---- numbers of raw texts ---- */

static bool is_function(struct sv v)
{
	struct sv name, arn;

	return rule_function_arn(v, &name, &arn);
}

/* What is known of the raw text V; NULL: there are too many already. */
static const struct own *own_of(struct derive_function *f, struct sv v)
{
	uint64_t hash = hash_sv(v);
	struct own *own;

	HASHTAB_EACH(&f->by_text, hash, i)
		if (sv_eq(f->own[i].text, v))
			return &f->own[i];
	if (f->nown == OWN_MAX || v.len > UINT16_MAX)
		return NULL;
	ALLOC_GROW(f->own, f->nown + 1, f->owncap);
	hashtab_add(&f->by_text, hash, f->nown);
	own = &f->own[f->nown++];
	*own = (struct own){ sv_make(arena_text(&f->texts, v), v.len), f->nown,
			     is_function(v) };
	return own;
}

/* ---- the resource that counts ---- */

static uint32_t first_in_row(const struct stage_col *c, uint32_t r)
{
	uint32_t lo = 0, hi = c->n;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (c->rows[mid] < r)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The first resource of row R that has a number and is a function; 0: none. */
static uint32_t numbered_function(struct derive_function *f, const struct stage_path *sp,
				  uint32_t r)
{
	const struct stage_col *c = sp->cols[VK_STR];

	if (!c || !c->n)
		return 0;
	for (const struct num_run *k = stagecol_find(c, r); k <= c->last && k->row <= r;
	     k++) {
		uint8_t *known = by_number(&f->resource, k->id);

		if (!*known)
			*known = is_function(dict_text(sp->intern[0].dict, k->id)) ? 2 : 1;
		if (*known == 2)
			return k->id + 1;
	}
	return 0;
}

/*
 * Of several resources of row R, the first that is a function is the one that counts.
 * Returns its key: a number, one of our own, or KEY_RAW.
 */
static uint32_t prefer_function(struct derive *d, uint32_t r)
{
	struct input_col *in = &d->in[IN_RES_ARN];
	const struct stage_col *raw;
	const struct own *own;
	uint32_t number, key;

	if (!in->present)
		return 0;
	number = numbered_function(d->function, in->sp, r);
	if (number)
		return in->key[r] = number;
	key = in->key[r];
	raw = in->sp->cols[VK_RAW];
	for (uint32_t i = raw && raw->n ? first_in_row(raw, r) : 0;
	     raw && i < raw->n && raw->rows[i] == r; i++) {
		struct sv v = stagecol_text(raw, i);

		own = own_of(d->function, v);
		if (own ? own->function : is_function(v)) {
			in->at[r] = i;
			in->kind[r] = VK_RAW;
			in->key[r] = KEY_RAW;
			return own ? own->number | KEY_OWN : KEY_RAW;
		}
	}
	if (key == KEY_RAW && in->kind[r] == VK_RAW) {
		own = own_of(d->function, stagecol_text(raw, in->at[r]));
		return own ? own->number | KEY_OWN : KEY_RAW;
	}
	return key;
}

/* ---- rows ---- */

static uint8_t arn_partition(struct sv arn)
{
	return (uint8_t)(derived_partition(arn) + 1);
}

/* 0 no ARN, 1 of another form, else 2 + partition; remembered by the ARN's number. */
static uint8_t row_partition(struct derive *d, uint32_t r)
{
	const struct input_col *in = &d->in[IN_ARN];
	uint32_t key = in->present ? in->key[r] : 0;
	uint8_t *known;

	if (!key)
		return 0;
	if (key == KEY_RAW) {
		buf_clear(&d->scratch);
		return arn_partition(derive_text(d, IN_ARN, r));
	}
	known = by_number(&d->function->partition, key);
	if (!*known)
		*known = arn_partition(derive_text(d, IN_ARN, r));
	return *known;
}

/* Find both fields of row R; C: its combination, NULL when it has no numbers. */
static void find_function(struct derive *d, struct stage *st, uint32_t r, struct combo *c)
{
	struct sv v[IN_COUNT];
	struct stage_memo memo[2] = { { 0 }, { 0 } };
	bool has, has_arn;

	derive_texts(d, derived_function_in, r, v);
	v[IN_ARN] = derive_text(d, IN_ARN, r);
	v[IN_ISSUER_ARN] = derive_text(d, IN_ISSUER_ARN, r);
	buf_clear(&d->text);
	buf_clear(&d->text2);
	has = derived_function(v, &d->text, &d->text2);
	has_arn = has && d->text2.len;
	if (has)
		stage_string(st, d->out[FLD_FUNCTION], buf_sv(&d->text), &memo[0]);
	if (has_arn)
		stage_string(st, d->out[FLD_FUNCTION_ARN], buf_sv(&d->text2), &memo[1]);
	if (!c || (has && !memo[0].ptr) || (has_arn && !memo[1].ptr))
		return;
	c->state = !has ? COMBO_NONE : has_arn ? COMBO_TWO : COMBO_ONE;
	c->value[0] = memo[0].id;
	c->value[1] = memo[1].id;
	d->function->combos.used++;
}

static void function_row(struct derive *d, struct stage *st, uint32_t r)
{
	const struct input_col *issuer = &d->in[IN_ISSUER_ARN];
	uint32_t key[DERIVED_INPUTS], resource, raw;
	struct combo *c = NULL;
	uint8_t partition;

	resource = prefer_function(d, r);
	raw = derive_key(d, derived_function_in, r, key) & ~UINT32_C(1);
	partition = row_partition(d, r);
	key[0] = resource;
	key[PARTITION] = partition;
	if (!raw && resource != KEY_RAW &&
	    (partition > 1 || (!partition && !(issuer->present && issuer->key[r]))))
		c = combos_slot(&d->function->combos, key);
	if (c && (c->state == COMBO_ONE || c->state == COMBO_TWO))
		derive_fill(st, d->out[FLD_FUNCTION], c->value[0], r, r + 1);
	if (c && c->state == COMBO_TWO)
		derive_fill(st, d->out[FLD_FUNCTION_ARN], c->value[1], r, r + 1);
	if (!c || !c->state)
		find_function(d, st, r, c);
}

static bool is_lambda(struct derive *d, uint32_t r)
{
	buf_clear(&d->scratch);
	return sv_eqs(derive_text(d, IN_EVENT_SOURCE, r), DERIVED_FUNCTION_SOURCE);
}

void derive_function_rows(struct derive *d, struct stage *st, uint32_t rows)
{
	const struct input_col *src = &d->in[IN_EVENT_SOURCE];
	uint32_t lambda = 0, other = 0; /* numbers of a source that is, that is not */

	if (!src->present)
		return;
	for (uint32_t r = 0; r < rows; r++) {
		uint32_t key = src->key[r];

		if (!key || key == other)
			continue;
		if (key != lambda) {
			bool is = is_lambda(d, r);

			if (key != KEY_RAW)
				*(is ? &lambda : &other) = key;
			if (!is)
				continue;
		}
		st->row = r;
		function_row(d, st, r);
	}
}
