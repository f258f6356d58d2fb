/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tests that neither hold nor fail: what `not`, `and` and `or` make of them, in columns of all
 * kinds and in records, alone and several filters together. The oracle is the table of SQL.
 */
#include "eval/allof.h"
#include "eval/match.h"
#include "util/bits.h"

#include "jstore.h"
#include "rnd.h"
#include "tap.h"

#include <stdlib.h>

#define EVENTS 9000u
#define BOOM   "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzx!"
#define GIVES  "^(z+)+x$" /* gives up on BOOM, fits zzx */

static struct jstore js;
static uint32_t nsegs;
/* What a list of values says to GIVES. */
static enum truth truth_of(json_t *v)
{
	enum truth t = TRUTH_NO;
	json_t *one;
	size_t i;

	if (json_is_string(v)) {
		const char *s = json_string_value(v);

		return strcmp(s, "zzx") == 0 ? TRUTH_YES
		       : strstr(s, "x!")     ? TRUTH_OPEN
					     : TRUTH_NO;
	}
	json_array_foreach(v, i, one)
	{
		enum truth u = truth_of(one);

		if (u == TRUTH_YES || t == TRUTH_NO)
			t = u;
	}
	return t;
}

static json_t *some_value(void)
{
	static const char *const v[] = { "calm", BOOM, "zzx", "zz" };
	json_t *list;

	if (rnd(3))
		return json_string(v[rnd(4)]);
	list = json_array();
	for (unsigned i = rnd(4); i > 0; i--)
		json_array_append_new(list, json_string(v[rnd(4)]));
	return list;
}

static void fill(void)
{
	char text[80];
	uint32_t file;

	jstore_init(&js);
	file = store_add_file(js.s, "one.json", 0);
	for (unsigned i = 0; i < EVENTS; i++) {
		json_t *rec = json_object();

		json_object_set_new(rec, "a", json_string(rnd(2) ? "y" : "n"));
		if (rnd(4))
			json_object_set_new(rec, "u", some_value());
		/* too many for a dictionary: stored in the segment */
		snprintf(text, sizeof(text),
			 rnd(300) ? "%ucalm" : "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz%ux!",
			 i);
		json_object_set_new(rec, "r", json_string(text));
		jstore_add(&js, file, rec);
	}
	jstore_finish(&js);
	nsegs = store_nsegs(js.s);
}

/* ---- base tests, and what they say of event I ---- */

static bool unread(size_t i)
{
	return i % 5 == 0;
}

static bool has_needle(size_t i)
{
	return i % 3 == 0;
}

static enum truth a_is_y(size_t i)
{
	const char *a = json_string_value(json_object_get(js.recs[i], "a"));

	return *a == 'y' ? TRUTH_YES : TRUTH_NO;
}

static enum truth u_gives(size_t i)
{
	json_t *u = json_object_get(js.recs[i], "u");

	return u ? truth_of(u) : TRUTH_NO;
}

/* zzz...z17x! is in doubt, 17calm is not */
static enum truth r_gives(size_t i)
{
	const char *r = json_string_value(json_object_get(js.recs[i], "r"));

	return *r == 'z' ? TRUTH_OPEN : TRUTH_NO;
}

static enum truth or_(enum truth a, enum truth b)
{
	if (a == TRUTH_YES || b == TRUTH_YES)
		return TRUTH_YES;
	return a == TRUTH_OPEN || b == TRUTH_OPEN ? TRUTH_OPEN : TRUTH_NO;
}

static enum truth not_(enum truth a)
{
	return a == TRUTH_OPEN ? a : a == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
}

static enum truth any_gives(size_t i)
{
	return or_(u_gives(i), r_gives(i));
}

static enum truth raw_needle(size_t i)
{
	return unread(i) ? TRUTH_OPEN : has_needle(i) ? TRUTH_YES : TRUTH_NO;
}

static const struct base {
	const char *text;
	enum truth (*says)(size_t i);
} bases[] = {
	{ "a=y", a_is_y },
	{ "u ~ " GIVES, u_gives },
	{ "/" GIVES "/", any_gives },
	{ "r ~ ^(z+)+[0-9]x$", r_gives },
	{ "raw ~ needle", raw_needle },
};

/* A random expression of DEPTH, as text; TRUTHS gets what it says of each event. */
static void expression(struct buf *out, unsigned depth, unsigned nbases, uint8_t *truths)
{
	uint8_t *right = depth ? calloc(js.n, 1) : NULL;
	unsigned how = depth ? rnd(3) : 3;
	const struct base *b = &bases[rnd(nbases)];

	switch (how) {
	case 0:
		buf_adds(out, "not (");
		expression(out, depth - 1, nbases, truths);
		for (size_t i = 0; i < js.n; i++)
			truths[i] = (uint8_t)not_(truths[i]);
		break;
	case 1:
	case 2:
		buf_addc(out, '(');
		expression(out, depth - 1, nbases, truths);
		buf_adds(out, how == 1 ? " or " : " and ");
		expression(out, depth - 1, nbases, right);
		for (size_t i = 0; i < js.n; i++) {
			enum truth x = truths[i], y = right[i];

			truths[i] = (uint8_t)(how == 1 ? or_(x, y)
						       : not_(or_(not_(x), not_(y))));
		}
		break;
	default:
		buf_adds(out, b->text);
		for (size_t i = 0; i < js.n; i++)
			truths[i] = (uint8_t)b->says(i);
	}
	if (how < 3)
		buf_adds(out, " )");
	free(right);
}

/* ---- asking ---- */

static void read_records(void *arg UNUSED, const row_t *rows, size_t n,
			 const _Atomic(bool) *cancel UNUSED, record_fn fn, void *fn_arg)
{
	for (size_t k = 0; k < n; k++) {
		size_t i = 0;
		struct sv bytes = SV_LIT("hay");

		/* rows of one segment follow one another as the events do */
		while (js.rows[i] != rows[k])
			i += MAX((size_t)1, (size_t)(rows[k] - js.rows[i]));
		if (has_needle(i))
			bytes = SV_LIT("hay needle hay");
		if (!fn(fn_arg, rows[k], unread(i) ? SV_NULL : bytes))
			return;
	}
}

static struct eval_env env = { .records = read_records, .threads = 2 };

static struct filter *parse(const char *text)
{
	static const struct filter_times none = { TICK_NONE, TICK_NONE };
	struct err err = ERR_INIT;
	struct filter *f = NULL;

	if (filter_parse(sv_str(text), &f, &err) || filter_bind(f, &none, &err))
		BAIL("%s: %s", text, err.text);
	return f;
}

static bool is_open(const struct eval *e, row_t row)
{
	const uint64_t *open = eval_open(e, row_seg(row));

	return open && bit_get(open, row_in_seg(row));
}

/* How many events EXPR gets wrong; counts of yes and open. */
static size_t wrong(const char *text, const uint8_t *truths, size_t *yes, size_t *open)
{
	struct filter *f = parse(text);
	struct eval *e = eval_new(&env, f);
	uint64_t *bits = calloc(nsegs * SEG_WORDS, sizeof(*bits));
	size_t n = 0;

	IS_ST(eval_run(e, 0, nsegs, bits), ST_OK, "runs");
	for (size_t i = 0; i < js.n; i++) {
		enum truth got = bit_get(bits, js.rows[i]) ? TRUTH_YES
				 : is_open(e, js.rows[i])  ? TRUTH_OPEN
							   : TRUTH_NO;

		n += got != truths[i] ||
		     (is_open(e, js.rows[i]) && bit_get(bits, js.rows[i]));
		*yes += truths[i] == TRUTH_YES;
		*open += truths[i] == TRUTH_OPEN;
	}
	free(bits);
	eval_free(e);
	filter_free(f);
	return n;
}

static void test_expressions(unsigned nbases, const char *what)
{
	uint8_t *truths = malloc(js.n);
	size_t yes = 0, open = 0;

	for (unsigned k = 0; k < 24; k++) {
		struct buf text = BUF_INIT;

		expression(&text, k % 4, nbases, truths);
		IS_INT(wrong(buf_str(&text), truths, &yes, &open), 0, "%s", buf_str(&text));
		buf_release(&text);
	}
	OK(yes > EVENTS && open > EVENTS, "%s: many hold (%zu), many are open (%zu)", what,
	   yes, open);
	free(truths);
}

/* Several filters together, in a window: an event is open when none rejects it. */
static void test_allof(unsigned nfilters, bool parts)
{
	static const struct filter_times none = { TICK_NONE, TICK_NONE };
	uint8_t *all = malloc(js.n), *one = malloc(js.n);
	struct filter *f[4];
	struct rowbits rows[4];
	struct selection *sel;
	struct allof a;
	size_t yes = 0, open = 0;

	memset(all, TRUTH_YES, js.n);
	allof_init(&a, &env, nsegs, &none, true);
	for (unsigned k = 0; k < nfilters; k++) {
		struct buf text = BUF_INIT;

		expression(&text, 1, ARRAY_SIZE(bases), one);
		f[k] = parse(buf_str(&text));
		if (parts)
			rowbits_init(&rows[k], buf_str(&text));
		else
			rowbits_init_filter(&rows[k], &env, f[k]);
		allof_add(&a, &rows[k]);
		for (size_t i = 0; i < js.n; i++)
			all[i] = (uint8_t)not_(or_(not_(all[i]), not_(one[i])));
		buf_release(&text);
	}
	IS_ST(allof_run(&a, NULL, NULL), ST_OK, "several run");
	sel = allof_selection(&a, store_order(js.s));
	for (size_t i = 0; i < js.n; i++) {
		yes += all[i] == TRUTH_YES;
		open += all[i] == TRUTH_OPEN;
	}
	IS_INT(sel->count, yes, "selected by %u filters", nfilters);
	IS_INT(sel->open, open, "open to them");
	selection_unref(sel);
	allof_window(&a, 5, TICK_NONE);
	sel = allof_selection(&a, store_order(js.s));
	IS_INT(sel->open, 0, "none is open in a window it is not in");
	selection_unref(sel);
	for (unsigned k = 0; k < nfilters; k++) {
		rowbits_release(&rows[k]);
		filter_free(f[k]);
	}
	allof_release(&a);
	free(all);
	free(one);
}

int main(void)
{
	fill();
	env.store = js.s;
	test_expressions(4, "columns");
	test_expressions(5, "records");
	for (unsigned k = 0; k < 12; k++)
		test_allof(1 + k % 4, k & 4);
	jstore_release(&js);
	return DONE();
}
