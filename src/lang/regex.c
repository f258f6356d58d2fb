/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled by JIT where it is there; ASCII subjects skip the checks of UTF-8. */
#include "lang/regex.h"

#include "lang/pattern.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#define MATCH_LIMIT    100000u
#define DEPTH_LIMIT    10000u
#define HEAP_LIMIT_KIB 20000u
#define PARENS_LIMIT   100u
/* Bytes from which on a search for a literal is worth while. */
#define LONG_SUBJECT 96u
/* With more of them PCRE2 is as fast. */
#define ALTERNATIVES_MAX 6u
#define JIT_STACK_MIN    ((size_t)32 << 10)
#define JIT_STACK_MAX    ((size_t)1 << 20)

struct regex {
	pcre2_code *code; /* NULL: plain bytes are searched for */
	/*
	 * The same without UTF, for subjects of ASCII alone: with UTF a caseless k or s has
	 * three forms, and the fast search for the first letter is lost. NULL when it would
	 * not pay.
	 */
	pcre2_code *ascii;
	char *bytes; /* a literal that is no UTF-8 */
	size_t nbytes;
	char *pattern; /* NULL for a literal, or when it holds a NUL */
	bool jit;
	bool rare;        /* a subject without this byte cannot match: */
	char byte, other; /* it, and it in the other case */
	/* nor can one without the literals of one of these alternatives */
	struct literals alternatives[ALTERNATIVES_MAX];
	unsigned nalternatives;
	struct regex_needs needs;
};

struct regex_scratch {
	pcre2_match_data *data;
	pcre2_match_context *ctx;
	pcre2_jit_stack *stack;
};

static void learn_needs(struct regex *re)
{
	uint32_t type = 0, unit = 0, min = 0;

	if (!pcre2_pattern_info(re->code, PCRE2_INFO_FIRSTCODETYPE, &type) && type == 1 &&
	    !pcre2_pattern_info(re->code, PCRE2_INFO_FIRSTCODEUNIT, &unit))
		regex_needs_add(&re->needs, (unsigned char)unit);
	if (!pcre2_pattern_info(re->code, PCRE2_INFO_LASTCODETYPE, &type) && type == 1 &&
	    !pcre2_pattern_info(re->code, PCRE2_INFO_LASTCODEUNIT, &unit))
		regex_needs_add(&re->needs, (unsigned char)unit);
	if (!pcre2_pattern_info(re->code, PCRE2_INFO_MINLENGTH, &min))
		re->needs.min_len = min;
}

/*
 * Which of the needed bytes is worth a look of its own before PCRE2 starts: from rare to
 * common in the values of such logs. Common ones are not.
 */
static void choose_rare(struct regex *re)
{
	static const char rare[] = "~^`|\\!;<>?&%$#@'\"{}[]()=+,*qjzxkwvybQJZXKWVYB_/ ";

	for (const char *p = rare; *p && !re->rare; p++)
		if (memchr(re->needs.bytes, *p, re->needs.nbytes)) {
			re->rare = true;
			re->byte = *p;
		}
	re->other = re->byte;
	if ((re->byte >= 'a' && re->byte <= 'z') || (re->byte >= 'A' && re->byte <= 'Z'))
		re->other = (char)(re->byte ^ 0x20);
}

static pcre2_code *compile_code(struct sv pattern, uint32_t options, int *rc,
				PCRE2_SIZE *off)
{
	pcre2_compile_context *ctx = pcre2_compile_context_create(NULL);
	pcre2_code *code;

	if (!ctx)
		xalloc_oom(REGEX_MAX_PATTERN);
	pcre2_set_max_pattern_length(ctx, REGEX_MAX_PATTERN);
	pcre2_set_parens_nest_limit(ctx, PARENS_LIMIT);
	pcre2_set_newline(ctx, PCRE2_NEWLINE_LF);
	code = pcre2_compile((PCRE2_SPTR)(pattern.len ? pattern.ptr : ""), pattern.len,
			     options, rc, off, ctx);
	pcre2_compile_context_free(ctx);
	return code;
}

static void compile_ascii(struct regex *re, struct sv pattern, uint32_t options)
{
	PCRE2_SIZE off;
	int rc;

	if (!re->jit || !(options & PCRE2_CASELESS) || !text_is_ascii(pattern) ||
	    sv_find(pattern, SV_LIT("(*")) >= 0)
		return;
	re->ascii = compile_code(pattern, options, &rc, &off);
	if (re->ascii && pcre2_jit_compile(re->ascii, PCRE2_JIT_COMPLETE)) {
		pcre2_code_free(re->ascii);
		re->ascii = NULL;
	}
}

static enum st compile(struct sv pattern, uint32_t options, struct regex **ret,
		       struct err *err)
{
	struct regex *re;
	pcre2_code *code;
	PCRE2_SIZE off = 0;
	int rc = 0;

	if (pattern.len > REGEX_MAX_PATTERN) {
		enum st st = err_set(err, ST_SYNTAX, "a pattern has at most %u bytes",
				     REGEX_MAX_PATTERN);

		if (err)
			err->off = utf8_count(sv_head(pattern, REGEX_MAX_PATTERN));
		return st;
	}
	code = compile_code(pattern, options | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &rc,
			    &off);
	if (!code) {
		PCRE2_UCHAR text[160];
		enum st st;

		if (pcre2_get_error_message(rc, text, sizeof(text)) < 0)
			memcpy(text, "not a regular expression", 25);
		st = err_set(err, ST_SYNTAX, "%s", (const char *)text);
		if (err)
			err->off = utf8_count(sv_head(pattern, off));
		return st;
	}
	re = xcalloc(1, sizeof(*re));
	re->code = code;
	re->jit = pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0;
	compile_ascii(re, pattern, options);
	learn_needs(re);
	if (options & PCRE2_LITERAL) {
		literals_from_text(&re->alternatives[0], pattern);
		re->nalternatives = re->alternatives[0].n > 0;
	} else {
		pattern_needs(pattern, options & PCRE2_CASELESS, &re->needs);
		re->nalternatives =
			pattern_literals(pattern, re->alternatives, ALTERNATIVES_MAX);
		if (sv_chr(pattern, '\0') < 0)
			re->pattern = xmemdup0(pattern.ptr, pattern.len);
	}
	choose_rare(re);
	for (unsigned i = 0; i < re->nalternatives; i++)
		literals_prepare(&re->alternatives[i], options & PCRE2_CASELESS);
	*ret = re;
	return ST_OK;
}

enum st regex_compile(struct sv pattern, bool caseless, struct regex **ret, struct err *err)
{
	uint32_t options = PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;

	if (caseless || !regex_has_capital(pattern))
		options |= PCRE2_CASELESS;
	return compile(pattern, options, ret, err);
}

enum st regex_compile_literal(struct sv text, struct regex **ret, struct err *err)
{
	bool capital = false;
	enum st st;

	if (utf8_check(text.ptr, text.len) != text.len) {
		struct regex *re = xcalloc(1, sizeof(*re));

		re->bytes = xmemdup0(text.ptr, text.len);
		re->nbytes = re->needs.min_len = text.len;
		*ret = re;
		return ST_OK;
	}
	for (size_t i = 0; i < text.len && !capital;) {
		uint32_t cp;

		i += utf8_decode(text.ptr + i, text.len - i, &cp);
		capital = utf8_is_upper(cp);
	}
	st = compile(text, PCRE2_LITERAL | (capital ? 0 : PCRE2_CASELESS), ret, err);
	if (st)
		return st;
	for (size_t i = 0; i < text.len; i++)
		if (capital || !strchr("ksKS", text.ptr[i]))
			regex_needs_add(&(*ret)->needs, (unsigned char)text.ptr[i]);
	choose_rare(*ret);
	return ST_OK;
}

void regex_free(struct regex *re)
{
	if (!re)
		return;
	pcre2_code_free(re->code);
	pcre2_code_free(re->ascii);
	free(re->bytes);
	free(re->pattern);
	free(re);
}

struct regex_scratch *regex_scratch_new(void)
{
	struct regex_scratch *s = xcalloc(1, sizeof(*s));

	s->data = pcre2_match_data_create(1, NULL);
	s->ctx = pcre2_match_context_create(NULL);
	if (!s->data || !s->ctx)
		xalloc_oom(sizeof(*s));
	pcre2_set_match_limit(s->ctx, MATCH_LIMIT);
	pcre2_set_depth_limit(s->ctx, DEPTH_LIMIT);
	pcre2_set_heap_limit(s->ctx, HEAP_LIMIT_KIB);
	/* without JIT there is no stack, and none is needed */
	s->stack = pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX, NULL);
	if (s->stack)
		pcre2_jit_stack_assign(s->ctx, NULL, s->stack);
	return s;
}

void regex_scratch_free(struct regex_scratch *s)
{
	if (!s)
		return;
	if (s->stack)
		pcre2_jit_stack_free(s->stack);
	pcre2_match_context_free(s->ctx);
	pcre2_match_data_free(s->data);
	free(s);
}

/* What PCRE2 said, the interpreter being asked when JIT could not decide. */
static int run(const struct regex *re, struct regex_scratch *s, struct sv subject,
	       size_t at)
{
	PCRE2_SPTR p = (PCRE2_SPTR)(subject.ptr ? subject.ptr : "");
	int rc;

	if (re->jit) {
		rc = pcre2_jit_match(re->code, p, subject.len, at, 0, s->data, s->ctx);
		if (LIKELY(rc >= 0 || rc == PCRE2_ERROR_NOMATCH))
			return rc;
	}
	return pcre2_match(re->code, p, subject.len, at, PCRE2_NO_JIT, s->data, s->ctx);
}

static enum re_answer answer(int rc)
{
	if (rc >= 0)
		return RE_YES;
	return rc == PCRE2_ERROR_NOMATCH ? RE_NO : RE_UNDECIDED;
}

/* Is it plain to see that there is no match? */
static bool lacks_needed(const struct regex *re, struct sv subject)
{
	if (re->nalternatives && subject.len >= LONG_SUBJECT) {
		for (unsigned i = 0; i < re->nalternatives; i++)
			if (literals_may_match(&re->alternatives[i], subject))
				return false;
		return true;
	}
	if (!re->rare)
		return false;
	return !subject.len || (!memchr(subject.ptr, re->byte, subject.len) &&
				!memchr(subject.ptr, re->other, subject.len));
}

enum re_answer regex_match(const struct regex *re, struct regex_scratch *s,
			   struct sv subject)
{
	if (UNLIKELY(!re->code))
		return sv_find(subject, sv_make(re->bytes, re->nbytes)) >= 0 ? RE_YES
									     : RE_NO;
	if (lacks_needed(re, subject))
		return RE_NO;
	if (re->ascii && subject.len && text_is_ascii(subject)) {
		int rc = pcre2_jit_match(re->ascii, (PCRE2_SPTR)subject.ptr, subject.len, 0,
					 0, s->data, s->ctx);

		if (rc >= 0 || rc == PCRE2_ERROR_NOMATCH)
			return answer(rc);
	}
	return answer(run(re, s, subject, 0));
}

enum re_answer regex_find(const struct regex *re, struct regex_scratch *s,
			  struct sv subject, size_t at, size_t *ret_from, size_t *ret_to)
{
	const PCRE2_SIZE *range;
	enum re_answer a;

	if (at > subject.len)
		return RE_NO;
	if (!re->code) {
		ptrdiff_t i = sv_find(sv_from(subject, at), sv_make(re->bytes, re->nbytes));

		if (i < 0)
			return RE_NO;
		*ret_from = at + (size_t)i;
		*ret_to = *ret_from + re->nbytes;
		return RE_YES;
	}
	a = answer(run(re, s, subject, at));
	if (a != RE_YES)
		return a;
	range = pcre2_get_ovector_pointer(s->data);
	*ret_from = MIN(range[0], range[1]); /* \K can put the start behind the end */
	*ret_to = MAX(range[0], range[1]);
	return RE_YES;
}

const struct regex_needs *regex_needs(const struct regex *re)
{
	return &re->needs;
}

bool regex_can_match(const struct regex *re, const char *alphabet, size_t max_len)
{
	if (re->needs.min_len > max_len)
		return false;
	for (size_t i = 0; i < re->needs.nbytes; i++)
		if (!pattern_char_in(alphabet, re->needs.bytes[i]))
			return false;
	return !re->pattern || pattern_can_match(sv_str(re->pattern), alphabet);
}
