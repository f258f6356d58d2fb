/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms: objects taken apart, codecs there and back, records read again by their codec. */
#include "form/codec.h"
#include "form/form.h"
#include "ingest/raw.h"
#include "ingest/token.h"
#include "json/text.h"
#include "loaded.h"

#include <sys/stat.h>

#define EV(name)                                                                           \
	"{\"eventVersion\":\"1.08\",\"eventName\":\"" name                                 \
	"\",\"eventTime\":\"2024-05-01T10:00:00Z\",\"t\":\"\\u00e9 \\\"x\\\" "             \
	"\\ud83d\\ude00\"}"

/* ---- objects ---- */

static void objects(void)
{
	static const struct {
		const char *text;
		bool whole;
		unsigned n;
	} cases[] = {
		{ "{}", true, 0 },
		{ "{\"a\":1}", true, 1 },
		{ " {\"a\":1}", false, 0 },
		{ "{\"a\":\"}\",\"b\":{\"c\":[1,{}]} , \"d\" : null }x", true, 3 },
		{ "{\"a\\\"b\":\"\\\\\"}", true, 1 },
		{ "{\"a\":1", false, 0 },
		{ "{\"a\":\"x}", false, 0 },
		{ "{\"a\":[1,2}", false, 0 },
		{ "{\"a\" 1}", false, 0 },
		{ "{\"a\":}", false, 0 },
		{ "{a:1}", false, 0 },
		{ "{\"a\":\"x\\", false, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		/* zero bytes follow a text */
		char text[128] = { 0 };
		struct object o;
		const char *end;

		snprintf(text, sizeof(text) - CODEC_PAD, "%s", cases[i].text);
		end = object_scan(&o, text, text + strlen(text));
		IS_INT(end != NULL, cases[i].whole, "'%s': whole or not", text);
		if (end)
			IS_INT(o.n, cases[i].n, "'%s': members", text);
	}
}

/* ---- codecs ---- */

/* TEXT as STEP stores it. */
static void encode(enum codec_step step, struct sv text, struct buf *out)
{
	if (step == STEP_STRING) {
		json_escape(out, text);
		return;
	}
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, text.ptr[i]);
	}
}

/* Each beginning of TEXT is made of that beginning of what is stored, and nothing else. */
static void there_and_back(enum codec_step step, const char *name, struct sv text)
{
	struct buf stored = BUF_INIT, head = BUF_INIT, all = BUF_INIT;
	unsigned bad = 0;

	encode(step, text, &stored);
	OK(codec_decode_step(step, buf_sv(&stored), &all) && sv_eq(buf_sv(&all), text),
	   "%s: decoded", name);
	for (size_t n = 0; n <= text.len; n++) {
		size_t len;

		if (n < text.len && ((unsigned char)text.ptr[n] & 0xc0) == 0x80)
			continue; /* inside a character */
		len = codec_stored(step, buf_sv(&stored), n);
		bad += !codec_decode_step(step, sv_make(stored.ptr, len), &head) ||
		       !sv_eq(buf_sv(&head), sv_head(text, n));
	}
	IS_INT(bad, 0, "%s: places", name);
	buf_release(&stored);
	buf_release(&head);
	buf_release(&all);
}

static void codecs(void)
{
	static const char *const texts[] = {
		"",
		"plain",
		"\"",
		"a\"b\\c\n\t\"\"",
		"\xc3\xa9\xf0\x9f\x98\x80 \"\xc3\xa9",
		EV("A"),
	};
	struct buf pair = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		there_and_back(STEP_STRING, "string", sv_str(texts[i]));
		there_and_back(STEP_CELL, "cell", sv_str(texts[i]));
	}
	/* escapes that make one character of two */
	IS_INT(codec_stored(STEP_STRING, SV_LIT("a\\ud83d\\ude00b"), 5), 13,
	       "a pair of surrogates is passed whole");
	IS_INT(codec_stored(STEP_STRING, SV_LIT("a\\u00e9b"), 3), 7, "an escape is six");
	OK(!codec_decode_step(STEP_STRING, SV_LIT("a\\x"), &pair), "a bad escape is none");
	buf_release(&pair);
}

static void codec_steps(void)
{
	codec_t codec = CODEC_NONE;

	OK(codec_add(&codec, STEP_CELL) && codec_add(&codec, STEP_STRING) &&
		   codec_add(&codec, STEP_STRING) && codec_add(&codec, STEP_MAP),
	   "four steps");
	OK(!codec_add(&codec, STEP_STRING), "and no fifth");
	IS_INT(codec_step(codec, 0), STEP_CELL, "the first");
	IS_INT(codec_step(codec, 3), STEP_MAP, "the last");
}

/* ---- records read again ---- */

/* A file of TEXT, in which the record EV stands from OFF to TO as CODEC says. */
static void read_again(const char *name, const char *text, size_t off, size_t to,
		       codec_t codec)
{
	const struct token_limits limits = { 512, 1u << 20 };
	const char *path = trail_text(name, text);
	struct store *s = store_new();
	struct stage *st = stage_new(s, form_frame);
	struct file *f = store_file(s, store_add_file(s, path, 0));
	struct buf record = BUF_INIT, out = BUF_INIT;
	struct err err = ERR_INIT;
	struct token token;
	const char *end;
	struct stat sb;
	struct raw *r;

	if (stat(path, &sb) != 0)
		BAIL("no file");
	f->source.dev = sb.st_dev;
	f->source.ino = sb.st_ino;
	f->source.size = sb.st_size;
	f->source.mtime = sb.st_mtim;
	f->source.ctime = sb.st_ctim;
	buf_adds(&record, EV("A"));
	memset(buf_reserve(&record, TOKEN_PAD), 0, TOKEN_PAD);
	token_init(&token, st, &limits, true);
	IS_ST(token_record(&token, record.ptr, record.ptr + record.len, true, 0, &end),
	      ST_OK, "%s: read", name);
	stage_keep(st, 0, off, (uint32_t)(to - off), (struct row_how){ .codec = codec });
	OK(stage_seal(st), "%s: sealed", name);
	token_release(&token);
	stage_free(st);
	store_finish(s, 1);
	r = raw_new(s, 1u << 20);
	IS_ST(raw_get(r, 0, &out, &err), ST_OK, "%s: read again: %s", name, err.text);
	IS_STR(buf_str(&out), EV("A"), "%s: the decoded record", name);
	raw_free(r);
	store_free(s);
	buf_release(&record);
	buf_release(&out);
}

static void places(void)
{
	struct buf text = BUF_INIT, one = BUF_INIT, two = BUF_INIT;
	codec_t codec = CODEC_NONE;
	size_t off;

	buf_adds(&text, "{\"message\":\"");
	off = text.len;
	json_escape(&text, SV_LIT(EV("A")));
	codec_add(&codec, STEP_STRING);
	read_again("string.json", buf_str(&text), off, text.len, codec);

	/* three levels: each quotes what the one before made */
	json_escape(&one, SV_LIT(" " EV("A") "\n"));
	json_escape(&two, buf_sv(&one));
	buf_clear(&text);
	buf_adds(&text, "{\"a\":\"");
	off = text.len;
	json_escape(&text, buf_sv(&two));
	codec_add(&codec, STEP_STRING);
	codec_add(&codec, STEP_STRING);
	read_again("strings.json", buf_str(&text), off, text.len, codec);

	buf_clear(&text);
	buf_adds(&text, "a,b\n1,\"");
	off = text.len;
	encode(STEP_CELL, SV_LIT(EV("A")), &text);
	codec = CODEC_NONE;
	codec_add(&codec, STEP_CELL);
	read_again("cell.csv", buf_str(&text), off, text.len, codec);
	buf_release(&text);
	buf_release(&one);
	buf_release(&two);
}

/* ---- the table ---- */

static void table(void)
{
	struct form_hit hit;
	struct object o;
	static const char text[128] =
		"{\"detail-type\":\"x via CloudTrail\",\"detail\":{}}";

	OK(object_scan(&o, text, text + strlen(text)), "an envelope");
	IS_STR(file_kind_names[forms[form_of_object(&o, &hit)]->kind], "eventbridge",
	       "is taken by its form");
	IS_INT(hit.what, FORM_OBJECT, "for the object in it");
	for (unsigned i = 0; i < form_count; i++)
		for (const struct form_key *k = forms[i]->keys; k && k->key; k++)
			OK(form_key(sv_str(k->key))->forms >> i & 1, "key %s of form %u",
			   k->key, i);
	OK(!form_key(SV_LIT("eventName")), "a key of records is none of a form");
}

int main(void)
{
	objects();
	codecs();
	codec_steps();
	places();
	table();
	return DONE();
}
