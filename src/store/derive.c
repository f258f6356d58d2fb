/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For each distinct combination of inputs a rule is asked once; rows get its number. */
#include "store/derive.h"

#include "store/derive_impl.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* Numbers that make a key of RULE: its inputs, and a mark where it looks at more. */
static unsigned rule_words(const struct derived_rule *rule)
{
	unsigned n = 0;

	while (rule->in[n] != IN_END)
		n++;
	return n + (rule->first || rule->below);
}

struct derive *derive_new(struct stage *st)
{
	struct derive *d = xcalloc(1, sizeof(*d));

	for (unsigned i = 0; i < IN_COUNT; i++) {
		d->in[i].key = xcalloc(SEG_ROWS, sizeof(uint32_t));
		d->in[i].at = xcalloc(SEG_ROWS, sizeof(uint32_t));
		d->in[i].kind = xcalloc(SEG_ROWS, 1);
		d->in[i].changed = xcalloc(SEG_ROWS, 1);
		memset(d->in[i].empty, 0xff, sizeof(d->in[i].empty));
	}
	derive_function_init(d);
	for (unsigned f = 0; f < FLD_COUNT; f++) {
		d->out[f] = stage_path(st, path_derived(st->trie, f));
		if (derived_rules[f].value_fn)
			combos_init(&d->combos[f], rule_words(&derived_rules[f]));
	}
	return d;
}

void derive_free(struct derive *d)
{
	if (!d)
		return;
	for (unsigned i = 0; i < IN_COUNT; i++) {
		free(d->in[i].key);
		free(d->in[i].at);
		free(d->in[i].kind);
		free(d->in[i].changed);
	}
	for (unsigned i = 0; i < FLD_COUNT; i++)
		combos_release(&d->combos[i]);
	derive_function_release(d);
	buf_release(&d->text);
	buf_release(&d->text2);
	buf_release(&d->scratch);
	free(d);
}

/*
 * Two inputs of RULE decide alone in row R (struct derived_rule), so that others need no
 * number and no look: KEY is cut down to theirs.
 */
static bool cut_alone(const struct derive *d, const struct derived_rule *rule, uint32_t r,
		      uint32_t *key)
{
	const struct input_col *in = &d->in[rule->alone.if_in];
	const struct input_col *with = &d->in[rule->alone.with];
	uint32_t own = in->present ? in->key[r] : 0;

	if (!own || own & KEY_LITERAL || !with->present || !with->key[r] ||
	    with->key[r] == KEY_RAW ||
	    !sv_eqs(dict_text(in->sp->intern[0].dict, own - 1), rule->alone.is))
		return false;
	for (unsigned i = 0; rule->in[i] != IN_END; i++)
		if (rule->in[i] != rule->alone.if_in && rule->in[i] != rule->alone.with)
			key[i] = 0;
	return true;
}

void derive_texts(struct derive *d, const uint8_t *list, uint32_t r, struct sv *v)
{
	buf_clear(&d->scratch);
	buf_reserve(&d->scratch, 64 * DERIVED_INPUTS); /* no move while views are out */
	for (unsigned i = 0; list[i] != IN_END; i++)
		v[list[i]] = derive_text(d, list[i], r);
}

/* Columns of the inputs LIST; absent ones are all zero. Returns how many. */
static unsigned input_keys(const struct derive *d, const uint8_t *list,
			   const uint32_t **keys)
{
	unsigned n = 0;

	for (; list[n] != IN_END; n++)
		keys[n] = d->in[list[n]].key;
	return n;
}

/* One rule over the rows of a segment. */
struct rule_run {
	struct derive *d;
	struct stage *st;
	const struct derived_rule *rule;
	struct combos *t;
	struct stage_path *out;
	struct sv v[IN_COUNT];
	struct derived_parts in;
};

/*
 * The value for row R, whose combination (of the first N inputs) C was not met before; C is
 * NULL when it has no number. True when C now says it for other rows too.
 */
static bool rule_row(struct rule_run *run, uint32_t r, unsigned n, struct combo *c)
{
	struct derive *d = run->d;
	const uint8_t *list = run->rule->in;
	struct stage_memo memo = { 0 };

	derive_texts(d, list, r, run->v);
	for (unsigned i = n; list[i] != IN_END; i++)
		run->v[list[i]] = SV_NULL;
	buf_clear(&d->text);
	if (!run->rule->value_fn(&d->text, &run->in)) {
		if (c)
			c->state = list[n] == IN_END ? COMBO_NONE : COMBO_DEPENDS;
	} else {
		stage_string(run->st, run->out, buf_sv(&d->text), &memo);
		if (c && memo.ptr) {
			c->state = COMBO_ONE;
			c->value[0] = memo.id;
		}
	}
	if (c && c->state)
		run->t->used++;
	return c && c->state;
}

/*
 * Row R by the first N of its inputs, whose numbers are KEY; NULL when nothing is
 * remembered.
 */
static const struct combo *rule_key(struct rule_run *run, uint32_t r, unsigned n,
				    bool known, const uint32_t *key)
{
	struct combo *c = known ? combos_slot(run->t, key) : NULL;

	if (c && c->state == COMBO_ONE)
		derive_fill(run->st, run->out, c->value[0], r, r + 1);
	if (c && c->state)
		return c;
	return rule_row(run, r, n, c) ? c : NULL;
}

/* Rows at which one of the inputs of a rule differs from the row before; the first is one. */
static void rule_changes(const struct derive *d, const struct derived_rule *rule,
			 const uint8_t *below, uint8_t *changed)
{
	memset(changed, 0, SEG_ROWS);
	for (unsigned i = 0; rule->in[i] != IN_END; i++) {
		const struct input_col *in = &d->in[rule->in[i]];

		if (in->present)
			for (uint32_t r = 0; r < SEG_ROWS; r++)
				changed[r] |= in->changed[r];
	}
	if (rule->below)
		for (uint32_t r = 1; r < SEG_ROWS; r++)
			changed[r] |= below[r] ^ below[r - 1];
	changed[0] = 1;
}

/* Row R of a rule, by the numbers of its inputs. */
static const struct combo *rule_one(struct rule_run *run, uint32_t r,
				    const uint32_t *const *keys, unsigned n)
{
	const struct derived_rule *rule = run->rule;
	unsigned first = rule->first ? rule->first : n;
	uint32_t key[DERIVED_INPUTS] = { 0 }, own[DERIVED_INPUTS] = { 0 }, raw = 0;
	const struct combo *c;

	for (unsigned i = 0; i < n; i++) {
		key[i] = keys[i][r];
		raw |= (uint32_t)(key[i] == KEY_RAW) << i;
	}
	if (rule->below)
		key[n] = run->in.below;
	if (rule->alone.is && cut_alone(run->d, rule, r, key))
		return rule_key(run, r, n, true, key);
	if (first == n)
		return rule_key(run, r, n, !raw, key);
	/* the first inputs alone, told apart from all by a mark */
	memcpy(own, key, first * sizeof(*own));
	own[n] = 1;
	c = rule_key(run, r, first, !(raw & ((1u << first) - 1)), own);
	if (c && c->state == COMBO_DEPENDS)
		c = rule_key(run, r, n, !raw, key);
	return c;
}

/* Rows of C, each marked in ROWS. */
static void mark_rows(const struct stage_col *c, uint8_t *rows)
{
	if (kind_is_number(c->kind))
		EACH_RUN(c, r)
			memset(rows + r->row, 1, r->n);
	else
		for (uint32_t i = 0; i < c->n; i++)
			rows[c->rows[i]] = 1;
}

/* Rows that have anything at PATH or below; *NODE is its, once it is known. */
static void below_rows(struct stage *st, struct stage_path **node, const char *path,
		       uint8_t *below)
{
	memset(below, 0, SEG_ROWS);
	if (!*node)
		*node = derive_node(st, path);
	for (uint32_t i = 0; *node && i < st->nactive; i++) {
		const struct stage_col *c = st->active[i];
		const struct stage_path *sp = st->paths[c->path];

		while (sp && sp != *node)
			sp = sp->parent;
		if (sp && c->kind != VK_LIT)
			mark_rows(c, below);
	}
}

static void rule_rows(struct derive *d, struct stage *st, unsigned field, uint32_t rows)
{
	const struct derived_rule *rule = &derived_rules[field];
	struct rule_run run = {
		.d = d, .st = st, .rule = rule, .t = &d->combos[field], .out = d->out[field]
	};
	const uint32_t *keys[DERIVED_INPUTS];
	unsigned n = input_keys(d, rule->in, keys);
	uint8_t changed[SEG_ROWS], below[SEG_ROWS];

	run.in.v = run.v;
	if (rule->below)
		below_rows(st, &d->below[field], rule->below, below);
	rule_changes(d, rule, below, changed);
	for (uint32_t r = 0; r < rows;) {
		const struct combo *c;
		uint32_t to = r + 1;

		st->row = r;
		run.in.below = rule->below && below[r];
		c = rule_one(&run, r, keys, n);
		if (c) {
			const uint8_t *next = memchr(changed + to, 1, rows - to);

			to = next ? (uint32_t)(next - changed) : rows;
		}
		if (c && c->state == COMBO_ONE)
			derive_fill(st, run.out, c->value[0], r + 1, to);
		r = to;
	}
}

void derive_rows(struct derive *d, struct stage *st, uint32_t rows)
{
	uint64_t content = st->content;
	unsigned marks = st->row_marks;

	derive_gather(d, st);
	for (unsigned f = 0; f < FLD_COUNT; f++)
		if (derived_rules[f].value_fn)
			rule_rows(d, st, f, rows);
	derive_function_rows(d, st, rows);
	st->row = rows;
	st->content = content;
	st->row_marks = marks;
}
