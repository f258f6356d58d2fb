/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Broken texts: generated trails with bytes changed, cut, doubled and moved. Each is read
 * twice, whole with the memo of gaps and in small pieces without it; both must find the
 * same records at the same places with the same values, and say the same of the file. Under
 * the sanitizers this is the fuzzer of the reader; $MUTATE_ROUNDS makes it longer.
 */
#include "form/form.h"
#include "ingest/split.h"
#include "ingest/token.h"

#include "jsongen.h"
#include "leaves.h"
#include "tap.h"

#include <time.h>

#define ROUNDS 1500

struct loaded {
	struct store *s;
	struct file *f;
};

/* As ingest/reader.c feeds it, without a file. PIECE 0: all at once. */
static struct loaded load(const struct buf *text, const struct token_limits *limits,
			  bool memo, size_t piece)
{
	struct loaded l = { .s = store_new() };
	uint32_t index = store_add_file(l.s, "text", 0);
	struct stage *stage = stage_new(l.s, form_frame);
	size_t have = piece ? 0 : text->len, used = 0;
	struct token token;
	struct tally tally = { 0 };
	struct split sp;

	l.f = store_file(l.s, index);
	token_init(&token, stage, limits, memo);
	split_init(&sp, &token, l.f, index, &tally);
	while (!sp.stop) {
		/* a copy of its own, so that a sanitizer sees what is read beyond it */
		size_t len = have - used;
		char *p = calloc(len + TOKEN_PAD, 1);

		if (!p)
			BAIL("no memory");
		memcpy(p, text->ptr + used, len);
		used += split_feed(&sp, p, len, have == text->len);
		free(p);
		sp.base = used;
		if (have == text->len)
			break;
		have = MIN(text->len, have + piece);
	}
	l.f->inflated = text->len;
	split_end(&sp);
	if (!stage_seal(stage))
		BAIL("no memory");
	token_release(&token);
	tally_release(&tally);
	stage_free(stage);
	return l;
}

/* What a file came to, in a line. */
static void describe(const struct loaded *l, struct buf *out)
{
	const struct file *f = l->f;

	buf_clear(out);
	buf_addf(out, "%s %s events=%" PRIu64 " skipped=%" PRIu64 " refused=%" PRIu64 " %s",
		 file_kind_names[f->kind], file_state_names[f->state], f->events,
		 f->skipped, f->refused, f->problem ? f->problem : "");
	for (uint32_t i = 0; i < f->nbad; i++)
		buf_addf(out, "\n%" PRIu64 "+%" PRIu64 " %s", f->bad[i].off, f->bad[i].len,
			 f->bad[i].reason);
}

static bool same_rows(const struct loaded *a, const struct loaded *b,
		      const struct buf *text, const char *name)
{
	uint32_t n = store_nsegs(a->s) ? store_seg(a->s, 0)->rows : 0;

	if (n != (store_nsegs(b->s) ? store_seg(b->s, 0)->rows : 0)) {
		DIAG("%s: other numbers of rows", name);
		return false;
	}
	for (uint32_t r = 0; r < n; r++) {
		uint64_t off_a, off_b;
		uint32_t len_a, len_b;
		struct leaves la, lb;
		bool same;

		store_row_file(a->s, r, &off_a, &len_a);
		store_row_file(b->s, r, &off_b, &len_b);
		if (off_a != off_b || len_a != len_b || off_a + len_a > text->len ||
		    text->ptr[off_a] != '{' || text->ptr[off_a + len_a - 1] != '}') {
			DIAG("%s: row %u stands elsewhere", name, r);
			return false;
		}
		leaves_init(&la);
		leaves_init(&lb);
		leaves_of_row(&la, a->s, r);
		leaves_of_row(&lb, b->s, r);
		same = leaves_eq(&la, &lb, false, name);
		leaves_release(&la);
		leaves_release(&lb);
		if (!same)
			return false;
	}
	return true;
}

/* The records read from broken text must be JSON to jansson, too. */
static bool all_json(const struct loaded *l, const struct buf *text, const char *name)
{
	uint32_t n = store_nsegs(l->s) ? store_seg(l->s, 0)->rows : 0;

	for (uint32_t r = 0; r < n; r++) {
		json_error_t error;
		uint64_t off;
		uint32_t len;
		json_t *v;

		store_row_file(l->s, r, &off, &len);
		v = json_loadb(text->ptr + off, len,
			       JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
		/* what jansson refuses by its own limits */
		if (!v && json_error_code(&error) != json_error_numeric_overflow &&
		    json_error_code(&error) != json_error_null_byte_in_key &&
		    !strstr(error.text, "surrogate") && !strstr(error.text, "\\u")) {
			DIAG("%s: row %u is no JSON: %s", name, r, error.text);
			return false;
		}
		json_decref(v);
	}
	return true;
}

static void mutate(struct jsongen *g, struct buf *text)
{
	static const char nasty[] = "{}[]\",:\\\x00\x1f\x7f\xff\xc3\xe2\xed\n u0";
	uint32_t times = 1 + gen_below(g, 4);

	while (times-- && text->len > 4) {
		size_t at = gen_u32(g) % text->len, len = 1 + gen_below(g, 40);

		len = MIN(len, text->len - at);
		switch (gen_below(g, 6)) {
		case 0: /* one byte */
			text->ptr[at] = (char)gen_u32(g);
			break;
		case 1:
		case 2: /* a byte that means something */
			text->ptr[at] = nasty[gen_below(g, sizeof(nasty) - 1)];
			break;
		case 3: /* a piece is gone */
			memmove(text->ptr + at, text->ptr + at + len, text->len - at - len);
			text->len -= len;
			break;
		case 4: /* a piece stands there twice */
			buf_reserve(text, len);
			memmove(text->ptr + at + len, text->ptr + at, text->len - at);
			text->len += len;
			break;
		case 5: /* cut */
			if (gen_below(g, 8) == 0)
				text->len = at + 1;
			break;
		}
	}
}

/* A trail of a few records in one of the forms. */
static void make_text(struct jsongen *g, struct buf *text)
{
	static const char *const heads[] = { "{\"Records\":[", "[", "",
					     "{\"x\":1,\"Records\":[" };
	static const char *const tails[] = { "]}", "]", "", "],\"y\":[2]}\n" };
	size_t form = gen_below(g, ARRAY_SIZE(heads)), n = 1 + gen_below(g, 6);
	struct leaves want;

	buf_clear(text);
	buf_adds(text, heads[form]);
	while (n--) {
		leaves_init(&want);
		gen_record(g, text, &want);
		leaves_release(&want);
		if (n)
			buf_adds(text, *heads[form] ? "," : "\n");
	}
	buf_adds(text, tails[form]);
}

static void show(const struct buf *text)
{
	if (text->len < 4000)
		DIAG("%s", text->ptr);
}

/*
 * Texts that invite to look at the same bytes again and again: time must stay in
 * proportion.
 */
static void no_hang(void)
{
	static const struct {
		const char *head, *again;
	} texts[] = {
		{ "[", "x " },
		{ "[", "[" },
		{ "[", "[]" },
		{ "[", "1,[" },
		{ "[", "{\"eventName\" x " },
		{ "[", "{\"eventName\":1},[" },
		{ "", "{\"eventName\":[" },
		{ "", "{\"a\":" },
		{ "[", "{\"a\" x}" },
		{ "{\"Records\":[", "{\"Records\":[" },
		{ "{\"Records\":[]", ",{\"eventName\"" },
		{ "{\"Records\":[", "],[" },
		{ "[", "\"" },
		{ "[", "{" },
		{ "[", "}" },
		{ "[", "{\"eventName\":\"" },
		{ "[", "{ " },
		{ "{\"Records\":[],\"x\":1", ",\"x\":[" },
		{ "[", "{\"eventName\":\"\\ud800" },
	};
	struct token_limits limits = { .depth = 512, .record = 16u << 20 };
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		for (unsigned piece = 0; piece < 2; piece++) {
			clock_t begin = clock();
			struct loaded l;

			buf_clear(&text);
			buf_adds(&text, texts[i].head);
			while (text.len < 1000000)
				buf_adds(&text, texts[i].again);
			l = load(&text, &limits, true, piece ? 400000 : 0);
			OK(clock() - begin < 5 * CLOCKS_PER_SEC,
			   "'%s' repeated ends soon (%s)", texts[i].again,
			   piece ? "in pieces" : "whole");
			store_free(l.s);
		}
	}
	buf_release(&text);
}

int main(void)
{
	const char *env = getenv("MUTATE_ROUNDS");
	unsigned long rounds = env ? strtoul(env, NULL, 10) : ROUNDS;
	struct jsongen g = { .state = 4711, .path = BUF_INIT };
	struct buf text = BUF_INIT, one = BUF_INIT, two = BUF_INIT;
	unsigned long differ = 0, elsewhere = 0, no_json = 0, events = 0, broken = 0;

	if (env)
		g.state = strtoul(env, NULL, 10);
	for (unsigned long i = 0; i < rounds; i++) {
		/* sometimes small enough to be met */
		struct token_limits limits = {
			.depth = gen_below(&g, 5) ? 512 : 3,
			.record = gen_below(&g, 5) ? 16u << 20 : 200 + gen_below(&g, 3000),
		};
		struct loaded a, b;
		char name[64];

		make_text(&g, &text);
		mutate(&g, &text);
		buf_reserve(&text, 1)[0] = '\0';
		snprintf(name, sizeof(name), "round %lu", i);
		a = load(&text, &limits, true, 0);
		b = load(&text, &limits, false, 1 + gen_below(&g, 300));
		describe(&a, &one);
		describe(&b, &two);
		events += a.f->events;
		broken += a.f->refused > 0;
		/* of two faults beyond the limit of a record either may be named */
		if (limits.record > text.len && !sv_eq(buf_sv(&one), buf_sv(&two)) &&
		    differ++ < 5) {
			DIAG("%s: %s", name, one.ptr);
			DIAG("in pieces: %s", two.ptr);
			show(&text);
		}
		if (!same_rows(&a, &b, &text, name) && elsewhere++ < 5)
			show(&text);
		if (!all_json(&a, &text, name) && no_json++ < 5)
			show(&text);
		store_free(a.s);
		store_free(b.s);
	}
	IS_INT(differ, 0, "whole and in pieces, with and without memo: the same verdicts");
	IS_INT(elsewhere, 0, "the same records with the same values");
	IS_INT(no_json, 0, "what is read is JSON");
	OK(events > rounds && broken > rounds / 4,
	   "there was something to read and to refuse");
	DIAG("%lu rounds, %lu events, %lu broken texts", rounds, events, broken);
	buf_release(&text);
	buf_release(&one);
	buf_release(&two);
	buf_release(&g.path);
	no_hang();
	return DONE();
}
