/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a test probably was to say: tables of what other languages write. */
#include "lang/hint.h"

#include "event/rules.h"
#include "lang/lex.h"
#include "util/cidr.h"

#include <stdio.h>
#include <strings.h>

/* Where in a value a sign gives away what was meant. */
enum sign_at { SIGN_FIRST, SIGN_LAST, SIGN_ANY };

struct sign {
	const char *sign;
	enum sign_at at;
	const char *text;
};

/* Of values after = and != and in lists, written bare. */
static const struct sign value_signs[] = {
	{ "=", SIGN_FIRST, "'==' compares with a value that begins with '='" },
	{ "~", SIGN_FIRST,
	  "'=~' compares with a value that begins with '~': the operator is '~'" },
	{ ">", SIGN_FIRST,
	  "'=>' compares with a value that begins with '>': the operator is '>='" },
	{ "<", SIGN_FIRST,
	  "'=<' compares with a value that begins with '<': the operator is '<='" },
	{ "'", SIGN_ANY, "only \" quotes: ' is a part of the value" },
	{ "`", SIGN_ANY, "only \" quotes: ` is a part of the value" },
	{ "\xe2\x80\x98", SIGN_ANY,
	  "only \" quotes: typographic ones are a part of the value" },
	{ "\xe2\x80\x9c", SIGN_ANY,
	  "only \" quotes: typographic ones are a part of the value" },
	{ "&&", SIGN_ANY, "'&&' is an operator only between blanks" },
	{ "||", SIGN_ANY, "'||' is an operator only between blanks" },
	{ ",", SIGN_ANY,
	  "a ',' is a part of the value: a list is written FIELD in (A, B)" },
	{ "|", SIGN_ANY,
	  "a '|' is a part of the value: alternatives are FIELD in (A, B) or FIELD ~ A|B" },
	{ ".*", SIGN_ANY, "'=' takes no regular expression: the operator is '~'" },
	{ "^", SIGN_FIRST, "'=' takes no regular expression: the operator is '~'" },
	{ "$", SIGN_LAST, "'=' takes no regular expression: the operator is '~'" },
	{ "/", SIGN_FIRST,
	  "after '=' a '/' is a part of the value: a /regex/ comes after '~'" },
	{ "%", SIGN_FIRST, "'%' is a part of the value: the wildcard is '*'" },
	{ "%", SIGN_LAST, "'%' is a part of the value: the wildcard is '*'" },
	{ ";", SIGN_LAST, "the ';' is a part of the value" },
};

/* Of what stands after < and >. */
static const struct sign compare_signs[] = {
	{ ">", SIGN_FIRST,
	  "'<>' compares with a value that begins with '>': the operator is '!='" },
	{ "<", SIGN_FIRST, "'><' compares with a value that begins with '<'" },
	{ "'", SIGN_ANY, "only \" quotes: ' is a part of the value" },
};

/* Of patterns after ~ and !~, written bare. */
static const struct sign pattern_signs[] = {
	{ "=", SIGN_FIRST,
	  "'~=' searches for a pattern that begins with '=': the operator is '~'" },
	{ "~", SIGN_FIRST,
	  "'~~' searches for a pattern that begins with '~': the operator is '~'" },
	{ "'", SIGN_FIRST, "only \" quotes: ' is a part of the pattern" },
};

/* Of words that are searched for. */
static const struct sign word_signs[] = {
	{ "'", SIGN_FIRST, "only \" quotes: ' is a part of the text" },
	{ "`", SIGN_FIRST, "only \" quotes: ` is a part of the text" },
	{ "\xe2\x80\x98", SIGN_FIRST,
	  "only \" quotes: typographic ones are a part of the text" },
	{ "\xe2\x80\x9c", SIGN_FIRST,
	  "only \" quotes: typographic ones are a part of the text" },
	{ "&&", SIGN_ANY, "'&&' is an operator only between blanks" },
	{ "||", SIGN_ANY, "'||' is an operator only between blanks" },
	{ "=", SIGN_ANY,
	  "a word with an operator in it is searched for as text: quote keys with other "
	  "characters" },
};

/* Words that are operators elsewhere. */
static const char *const foreign[] = {
	"contains", "like",       "ilike",    "rlike", "matches", "regex",   "regexp",
	"match",    "eq",         "ne",       "neq",   "gt",      "gte",     "ge",
	"lt",       "lte",        "le",       "is",    "where",   "between", "exists",
	"equals",   "startswith", "endswith", "null",  "select",  "xor",     "=~",
	"<>",       "==",         "~=",       "===",
};

static bool has_sign(const struct sign *s, struct sv v)
{
	struct sv sign = sv_str(s->sign);

	if (s->at == SIGN_FIRST)
		return sv_starts(v, sign);
	return s->at == SIGN_LAST ? sv_ends(v, sign) : sv_find(v, sign) >= 0;
}

static const char *find_sign(const struct sign *table, size_t n, struct sv v)
{
	for (size_t i = 0; i < n; i++)
		if (has_sign(&table[i], v))
			return table[i].text;
	return NULL;
}

#define FIND_SIGN(table, v) find_sign(table, ARRAY_SIZE(table), v)

static bool say(struct hint *h, const char *text)
{
	if (text)
		snprintf(h->text, sizeof(h->text), "%s", text);
	return text;
}

static const char *const booleans[] = { "true", "false" };

/* The fields whose values are a few words. */
static const struct {
	enum field_id id;
	const char *const *words;
	size_t n;
} closed[] = {
	{ FLD_RESULT, result_names, RES_COUNT },
	{ FLD_KIND, kind_names, KIND_COUNT },
	{ FLD_READONLY, booleans, ARRAY_SIZE(booleans) },
	{ FLD_MFA, booleans, ARRAY_SIZE(booleans) },
};

static bool is_one_of(const struct want *w, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (w->how == WANT_WILD ? wildcard_match(w->text, sv_str(words[i]))
					: sv_eqs(w->text, words[i]))
			return true;
	return false;
}

/* A value of a field that has a few words, and none of them. */
static bool hint_closed(const struct test *t, const struct want *w, struct hint *h)
{
	for (size_t k = 0; k < ARRAY_SIZE(closed); k++) {
		size_t len;

		if (closed[k].id != t->field.id ||
		    is_one_of(w, closed[k].words, closed[k].n))
			continue;
		len = (size_t)snprintf(h->text, sizeof(h->text), "'%s' is one of",
				       fields[t->field.id].name);
		for (size_t i = 0; i < closed[k].n && len < sizeof(h->text); i++)
			len += (size_t)snprintf(h->text + len, sizeof(h->text) - len,
						"%s %s", i ? "," : "", closed[k].words[i]);
		return true;
	}
	return false;
}

/* As a block of addresses but for its bits: 10.0.0.0/33. */
static bool is_bad_block(struct sv v)
{
	ptrdiff_t slash = sv_chr(v, '/');
	struct ipaddr a;
	struct cidr c;

	return slash > 0 && ipaddr_parse(sv_head(v, (size_t)slash), &a) &&
	       !cidr_parse(v, &c);
}

static bool hint_want(const struct test *t, const struct want *w, struct hint *h)
{
	if (t->field.id == FLD_SOURCE && sv_ends(w->text, SV_LIT(".amazonaws.com")))
		return say(h, "'source' is without '.amazonaws.com': eventSource has it");
	if (w->bare && say(h, FIND_SIGN(value_signs, w->text)))
		return true;
	if (w->bare && is_bad_block(w->text))
		return say(h, "this is no block of addresses: it has too many bits");
	return hint_closed(t, w, h);
}

/* `event:X`: the name of a field and a colon. */
static bool hint_colon(struct filter *f, struct sv v, struct hint *h)
{
	struct lex lx = { .src = v, .arena = &f->arena };
	ptrdiff_t colon = sv_chr(v, ':');
	bool plain;
	enum st st;

	if (colon <= 0)
		return false;
	lx.src = sv_head(v, (size_t)colon);
	if (!lex_path(&lx, &h->known, &plain, &st) || lx.at != lx.src.len)
		return false;
	lex_resolve_field(&h->known, plain);
	snprintf(h->text, sizeof(h->text),
		 "'%.*s' is searched for as text: a test of a field is %.*s=VALUE",
		 (int)MIN(v.len, 60), v.ptr, (int)MIN((size_t)colon, 40), v.ptr);
	return true;
}

static bool hint_word(struct filter *f, const struct test *t, struct hint *h)
{
	struct sv v = t->pattern;

	if (!t->bare)
		return false;
	if (sv_chr(v, '*') >= 0) {
		h->always = true;
		snprintf(h->text, sizeof(h->text),
			 "'%.*s' is searched for as text, its '*' is no wildcard",
			 (int)MIN(v.len, 60), v.ptr);
		return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(foreign); i++)
		if (v.len == strlen(foreign[i]) && !strncasecmp(v.ptr, foreign[i], v.len)) {
			snprintf(h->text, sizeof(h->text),
				 "'%s' is searched for as text: operators are = != ~ !~ < "
				 "<= > >=, "
				 "in and has",
				 foreign[i]);
			return true;
		}
	return say(h, FIND_SIGN(word_signs, v)) || hint_colon(f, v, h);
}

bool hint_of(struct filter *f, const struct test *t, struct hint *ret)
{
	*ret = (struct hint){ .test = t, .known = { .id = FLD_NONE } };
	switch (t->op) {
	case TEST_IN:
		for (size_t i = 0; i < t->nwants && !t->file.len; i++)
			if (hint_want(t, &t->wants[i], ret))
				return true;
		return false;
	case TEST_MATCH:
		if (t->how == PATTERN_TEXT)
			return hint_word(f, t, ret);
		return t->bare && say(ret, FIND_SIGN(pattern_signs, t->pattern));
	case TEST_LT:
	case TEST_LE:
	case TEST_GT:
	case TEST_GE:
		return t->wants[0].bare &&
		       say(ret, FIND_SIGN(compare_signs, t->wants[0].text));
	case TEST_HAS:
	case TEST_ANY:
	case TEST_TIME:
	case TEST_RECORD:
		break;
	}
	return false;
}
