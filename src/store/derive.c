/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/derive.h"

#include "event/rules.h"
#include "store/derive_impl.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* The steps of a function's name; its two fields are found together. */
static const uint8_t function_inputs[] = { IN_RES_ARN,      IN_FN_NAME,   IN_FN_RESOURCE,
					   IN_FN_VERSION,   IN_FQ_PREFIX, IN_FQ_NAME,
					   IN_FQ_PARTITION, IN_FQ_REGION, IN_FQ_ACCOUNT,
					   IN_RESP_ARN,     IN_RESP_NAME, IN_ERROR_MESSAGE,
					   IN_ACCOUNT,      IN_REGION,    IN_END };

/* Numbers that make a key of RULE: its inputs, and a mark where it looks at more. */
static unsigned rule_words(const struct derive_rule *rule)
{
	unsigned n = 0;

	while (rule->in[n] != IN_END)
		n++;
	return n + (rule->first || rule->insight);
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
	for (unsigned i = 0; i < RULE_COUNT; i++)
		combos_init(&d->combos[i], rule_words(&derive_rules[i]));
	combos_init(&d->combos[RULE_COUNT], ARRAY_SIZE(function_inputs));
	for (unsigned f = 0; f < FLD_COUNT; f++)
		d->out[f] = stage_path(st, path_derived(st->trie, f));
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
	for (unsigned i = 0; i < ARRAY_SIZE(d->combos); i++)
		combos_release(&d->combos[i]);
	free(d->partition);
	buf_release(&d->text);
	buf_release(&d->text2);
	buf_release(&d->scratch);
	free(d);
}

/* Combination of LIST in row R; false when one of them has no number. */
static bool row_key(const struct derive *d, const uint8_t *list, uint32_t r, uint32_t *key)
{
	bool known = true;

	memset(key, 0, MAX_INPUTS * sizeof(*key));
	for (unsigned i = 0; list[i] != IN_END; i++) {
		const struct input_col *in = &d->in[list[i]];

		key[i] = in->present ? in->key[r] : 0;
		known &= key[i] != KEY_RAW;
	}
	return known;
}

/* Inputs that decide an identity on their own, so that RAW parts need no look. */
static bool identity_key(const struct derive *d, uint32_t r, uint32_t *key)
{
	const struct input_col *type = &d->in[IN_TYPE], *issuer = &d->in[IN_ISSUER_ARN];

	if (type->present && type->key[r] && !(type->key[r] & KEY_LITERAL) &&
	    issuer->present && issuer->key[r] && issuer->key[r] != KEY_RAW &&
	    sv_eqs(dict_text(type->sp->cache[0].dict, type->key[r] - 1), "AssumedRole")) {
		memset(key, 0, MAX_INPUTS * sizeof(*key));
		key[0] = type->key[r];
		key[7] = issuer->key[r];
		return true;
	}
	return row_key(d, derive_rules[2].in, r, key);
}

static void texts_of(struct derive *d, const uint8_t *list, uint32_t r, struct sv *v)
{
	buf_clear(&d->scratch);
	buf_reserve(&d->scratch, 64 * MAX_INPUTS); /* no move while views are out */
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

/* Rows FROM..TO-1 of SP have the string of number ID. */
static void fill(struct stage *st, struct stage_path *sp, uint32_t id, uint32_t from,
		 uint32_t to)
{
	if (from < to)
		stage_put(st, stage_col(sp, VK_STR), id, from, to - from);
}

/* One rule over the rows of a segment. */
struct rule_run {
	struct derive *d;
	struct stage *st;
	const struct derive_rule *rule;
	struct combos *t;
	struct stage_path *out;
	struct sv v[IN_COUNT];
	struct rule_in in;
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

	texts_of(d, list, r, run->v);
	for (unsigned i = n; list[i] != IN_END; i++)
		run->v[list[i]] = SV_NULL;
	buf_clear(&d->text);
	if (!run->rule->fn(&d->text, &run->in)) {
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
		fill(run->st, run->out, c->value[0], r, r + 1);
	if (c && c->state)
		return c;
	return rule_row(run, r, n, c) ? c : NULL;
}

/* Rows at which one of the inputs of a rule differs from the row before; the first is one. */
static void rule_changes(const struct derive *d, const struct derive_rule *rule,
			 const uint8_t *insight, uint8_t *changed)
{
	memset(changed, 0, SEG_ROWS);
	for (unsigned i = 0; rule->in[i] != IN_END; i++) {
		const struct input_col *in = &d->in[rule->in[i]];

		if (in->present)
			for (uint32_t r = 0; r < SEG_ROWS; r++)
				changed[r] |= in->changed[r];
	}
	if (rule->insight)
		for (uint32_t r = 1; r < SEG_ROWS; r++)
			changed[r] |= insight[r] ^ insight[r - 1];
	changed[0] = 1;
}

/* Row R of a rule, by the numbers of its inputs. */
static const struct combo *rule_one(struct rule_run *run, uint32_t r,
				    const uint32_t *const *keys, unsigned n)
{
	const struct derive_rule *rule = run->rule;
	unsigned first = rule->first ? rule->first : n;
	uint32_t key[MAX_INPUTS] = { 0 }, own[MAX_INPUTS] = { 0 }, raw = 0;
	const struct combo *c;

	for (unsigned i = 0; i < n; i++) {
		key[i] = keys[i][r];
		raw |= (uint32_t)(key[i] == KEY_RAW) << i;
	}
	if (rule->insight)
		key[n] = run->in.insight;
	if (rule->field == FLD_IDENTITY) {
		bool known = identity_key(run->d, r, own);

		return rule_key(run, r, n, known, own);
	}
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

static void rule_rows(struct derive *d, struct stage *st, unsigned which, uint32_t rows,
		      const uint8_t *insight)
{
	const struct derive_rule *rule = &derive_rules[which];
	struct rule_run run = { .d = d,
				.st = st,
				.rule = rule,
				.t = &d->combos[which],
				.out = d->out[rule->field] };
	const uint32_t *keys[MAX_INPUTS];
	unsigned n = input_keys(d, rule->in, keys);
	uint8_t changed[SEG_ROWS];

	run.in.v = run.v;
	rule_changes(d, rule, insight, changed);
	for (uint32_t r = 0; r < rows;) {
		const struct combo *c;
		uint32_t to = r + 1;

		st->row = r;
		run.in.insight = rule->insight && insight[r];
		c = rule_one(&run, r, keys, n);
		if (c) {
			const uint8_t *next = memchr(changed + to, 1, rows - to);

			to = next ? (uint32_t)(next - changed) : rows;
		}
		if (c && c->state == COMBO_ONE)
			fill(st, run.out, c->value[0], r + 1, to);
		r = to;
	}
}

static void function_row(struct derive *d, struct stage *st, uint32_t r, bool known,
			 struct combo *c, struct combos *t, struct sv *v)
{
	struct function_parts p;
	struct stage_memo memo[2] = { { 0 }, { 0 } };
	bool has, has_arn;

	texts_of(d, function_inputs, r, v);
	v[IN_ARN] = derive_text(d, IN_ARN, r);
	v[IN_ISSUER_ARN] = derive_text(d, IN_ISSUER_ARN, r);
	p = (struct function_parts){
		.resource_arn = v[IN_RES_ARN],
		.function_name = v[IN_FN_NAME],
		.request_resource = v[IN_FN_RESOURCE],
		.function_version = v[IN_FN_VERSION],
		.fq_arn_prefix = v[IN_FQ_PREFIX],
		.fq_partition = v[IN_FQ_PARTITION],
		.fq_region = v[IN_FQ_REGION],
		.fq_account = v[IN_FQ_ACCOUNT],
		.fq_name = v[IN_FQ_NAME],
		.response_arn = v[IN_RESP_ARN],
		.response_name = v[IN_RESP_NAME],
		.error_message = v[IN_ERROR_MESSAGE],
		.account = v[IN_ACCOUNT],
		.region = v[IN_REGION],
		.any_arn = v[IN_ARN].ptr          ? v[IN_ARN]
			   : v[IN_ISSUER_ARN].ptr ? v[IN_ISSUER_ARN]
						  : v[IN_RES_ARN],
	};
	buf_clear(&d->text);
	buf_clear(&d->text2);
	has = rule_function(&p, &d->text, &d->text2);
	has_arn = has && d->text2.len;
	if (has)
		stage_string(st, d->out[FLD_FUNCTION], buf_sv(&d->text), &memo[0]);
	if (has_arn)
		stage_string(st, d->out[FLD_FUNCTION_ARN], buf_sv(&d->text2), &memo[1]);
	if (!known || (has && !memo[0].ptr) || (has_arn && !memo[1].ptr))
		return;
	c->state = !has ? COMBO_NONE : has_arn ? COMBO_TWO : COMBO_ONE;
	c->value[0] = memo[0].id;
	c->value[1] = memo[1].id;
	t->used++;
}

/* Partitions of ARNs: which one the caller's ARN names is all that counts of it. */
static const char *const partitions[] = { "aws", "aws-us-gov", "aws-cn" };

static uint8_t partition_of(struct sv arn)
{
	for (uint8_t i = 0; i < ARRAY_SIZE(partitions); i++) {
		struct sv p = sv_str(partitions[i]);

		if (sv_starts(arn, SV_LIT("arn:")) && sv_starts(sv_from(arn, 4), p) &&
		    sv_starts(sv_from(arn, 4 + p.len), SV_LIT(":")))
			return (uint8_t)(i + 2);
	}
	return 1;
}

/* 0 no ARN, 1 of another form, else 2 + partition; remembered by the ARN's number. */
static uint8_t row_partition(struct derive *d, uint32_t r)
{
	const struct input_col *in = &d->in[IN_ARN];
	uint32_t key = in->present ? in->key[r] : 0;
	struct sv arn = key ? derive_text(d, IN_ARN, r) : SV_NULL;

	if (!key || key == KEY_RAW)
		return key ? partition_of(arn) : 0;
	if (key >= d->npartitions) {
		uint32_t n = MAX(key + 1, d->npartitions * 2);

		d->partition = xreallocarray(d->partition, n, 1);
		memset(d->partition + d->npartitions, 0, n - d->npartitions);
		d->npartitions = n;
	}
	if (!d->partition[key])
		d->partition[key] = partition_of(arn);
	return d->partition[key];
}

/* function and function.arn, for rows of lambda.amazonaws.com. */
static void function_rows(struct derive *d, struct stage *st, uint32_t rows)
{
	const struct input_col *src = &d->in[IN_EVENT_SOURCE];
	const struct input_col *issuer = &d->in[IN_ISSUER_ARN];
	struct combos *t = &d->combos[RULE_COUNT];
	struct sv v[IN_COUNT];
	uint32_t lambda = 0, other = 0;

	memset(v, 0, sizeof(v));
	if (!src->present)
		return;
	for (uint32_t r = 0; r < rows; r++) {
		uint32_t key[MAX_INPUTS], partition;
		struct combo *c = NULL;
		bool known;

		if (!src->key[r] || src->key[r] == other)
			continue;
		if (src->key[r] != lambda) {
			buf_clear(&d->scratch);
			if (!sv_eqs(derive_text(d, IN_EVENT_SOURCE, r),
				    "lambda.amazonaws.com")) {
				if (src->key[r] != KEY_RAW)
					other = src->key[r];
				continue;
			}
			if (src->key[r] != KEY_RAW)
				lambda = src->key[r];
		}
		st->row = r;
		derive_prefer_function(d, r);
		known = row_key(d, function_inputs, r, key);
		buf_clear(&d->scratch);
		partition = row_partition(d, r);
		key[ARRAY_SIZE(function_inputs) - 1] = partition; /* behind the inputs */
		known &= partition > 1 ||
			 (!partition && !(issuer->present && issuer->key[r]));
		if (known) {
			c = combos_slot(t, key);
			if (c->state == COMBO_ONE || c->state == COMBO_TWO)
				fill(st, d->out[FLD_FUNCTION], c->value[0], r, r + 1);
			if (c->state == COMBO_TWO)
				fill(st, d->out[FLD_FUNCTION_ARN], c->value[1], r, r + 1);
			if (c->state)
				continue;
		}
		function_row(d, st, r, known, c, t, v);
	}
}

/* Rows of C, each marked in ROWS. */
static void mark_rows(const struct stage_col *c, uint8_t *rows)
{
	if (kind_is_number(c->kind))
		EACH_RUN(c, r)
	memset(rows + r->row, 1, r->n);
	else for (uint32_t i = 0; i < c->n; i++) rows[c->rows[i]] = 1;
}

/* Rows that have anything below insightDetails. */
static void insight_rows(const struct stage *st, uint8_t *insight)
{
	for (uint32_t i = 0; i < st->nactive; i++) {
		const struct stage_col *c = st->active[i];

		if (st->paths[c->path]->frame == FRAME_INSIGHT && c->kind != VK_LIT)
			mark_rows(c, insight);
	}
}

void derive_rows(struct derive *d, struct stage *st, uint32_t rows)
{
	uint8_t insight[SEG_ROWS] = { 0 };
	uint64_t content = st->content;
	unsigned marks = st->row_marks;

	insight_rows(st, insight);
	derive_gather(d, st);
	for (unsigned i = 0; i < RULE_COUNT; i++)
		rule_rows(d, st, i, rows, insight);
	function_rows(d, st, rows);
	st->row = rows;
	st->content = content;
	st->row_marks = marks;
}
