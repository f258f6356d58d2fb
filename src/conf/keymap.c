/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Default keys, names of keys in one spelling, and the keys file. */
#include "conf/keymap.h"

#include "util/fileio.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_FILE_MAX (256u << 10)

const char *const keyctx_names[KC_COUNT] = {
#define KEYCTX_NAME(id, name, title) [KC_##id] = name,
	KEYCTX_LIST(KEYCTX_NAME)
#undef KEYCTX_NAME
};

const char *const keyctx_titles[KC_COUNT] = {
#define KEYCTX_TITLE(id, name, title) [KC_##id] = title,
	KEYCTX_LIST(KEYCTX_TITLE)
#undef KEYCTX_TITLE
};

/*
 * No action needs Alt, a function key, Shift+digit, AltGr or a dead key: those are only
 * aliases. Lower case looks, upper case reverses or widens; Ctrl is for the terminal.
 */
static const struct {
	enum keyctx ctx;
	const char *keys;
	enum action action;
} defaults[] = {
	{ KC_ANY, "j", ACT_DOWN },
	{ KC_ANY, "Down", ACT_DOWN },
	{ KC_ANY, "k", ACT_UP },
	{ KC_ANY, "Up", ACT_UP },
	{ KC_ANY, "h", ACT_LEFT },
	{ KC_ANY, "Left", ACT_LEFT },
	{ KC_ANY, "l", ACT_RIGHT },
	{ KC_ANY, "Right", ACT_RIGHT },
	{ KC_ANY, "g", ACT_FIRST },
	{ KC_ANY, "Home", ACT_FIRST },
	{ KC_ANY, "G", ACT_LAST },
	{ KC_ANY, "End", ACT_LAST },
	{ KC_ANY, "C-d", ACT_HALF_DOWN },
	{ KC_ANY, "C-u", ACT_HALF_UP },
	{ KC_ANY, "C-f", ACT_PAGE_DOWN },
	{ KC_ANY, "Space", ACT_PAGE_DOWN },
	{ KC_ANY, "PgDn", ACT_PAGE_DOWN },
	{ KC_ANY, "C-b", ACT_PAGE_UP },
	{ KC_ANY, "PgUp", ACT_PAGE_UP },
	{ KC_EVENT, "zt", ACT_ROW_TOP },
	{ KC_EVENT, "zz", ACT_ROW_MIDDLE },
	{ KC_EVENT, "zb", ACT_ROW_BOTTOM },
#define TAB_KEY(X, id, name, digit, help) { KC_ANY, digit, ACT_PANE_##id },
	TAB_LIST(TAB_KEY, )
#undef TAB_KEY
		{ KC_ANY, "Tab", ACT_NEXT_PART },
	{ KC_ANY, "S-Tab", ACT_PREV_PART },
	{ KC_ANY, "Enter", ACT_OPEN },
	{ KC_ANY, "Bksp", ACT_BACK },
	{ KC_ANY, "Esc", ACT_BACK },
	{ KC_ANY, "q", ACT_CLOSE },
	{ KC_ANY, "Q", ACT_QUIT },
	{ KC_ANY, "F10", ACT_QUIT },
	{ KC_ANY, "/", ACT_SEARCH },
	{ KC_ANY, "F3", ACT_SEARCH },
	{ KC_ANY, "n", ACT_SEARCH_NEXT },
	{ KC_ANY, "N", ACT_SEARCH_PREV },
	{ KC_ANY, "&", ACT_FILTER },
	{ KC_ANY, "\\", ACT_FILTER },
	{ KC_ANY, "F4", ACT_FILTER },
	{ KC_ANY, "+", ACT_KEEP },
	{ KC_ANY, "=", ACT_KEEP },
	{ KC_ANY, "-", ACT_DROP },
	{ KC_ANY, "f", ACT_FILTERS },
	{ KC_ANY, "F", ACT_FILTERS_OFF },
	{ KC_FILTERS, "Space", ACT_FILTER_TOGGLE },
	{ KC_FILTERS, "Enter", ACT_FILTER_EDIT },
	{ KC_FILTERS, "!", ACT_FILTER_INVERT },
	{ KC_FILTERS, "D", ACT_FILTER_DELETE },
	{ KC_FILTERS, "Del", ACT_FILTER_DELETE },
	{ KC_ANY, "u", ACT_UNDO },
	{ KC_ANY, "C-r", ACT_REDO },
	{ KC_ANY, "t", ACT_TIME },
	{ KC_ANY, "z", ACT_ZOOM_IN },
	{ KC_ANY, "Z", ACT_ZOOM_OUT },
	{ KC_ANY, "0", ACT_ZOOM_ALL },
	{ KC_ANY, "<", ACT_PAN_LEFT },
	{ KC_ANY, ">", ACT_PAN_RIGHT },
	{ KC_TIMELINE, "v", ACT_BRUSH },
	{ KC_ANY, "T", ACT_ZONE },
	{ KC_ANY, "e", ACT_NEXT_ERROR },
	{ KC_ANY, "E", ACT_PREV_ERROR },
	{ KC_ANY, "i", ACT_NEXT_IDENTITY },
	{ KC_ANY, "I", ACT_PREV_IDENTITY },
	{ KC_ANY, "o", ACT_NEXT_SAME },
	{ KC_ANY, "O", ACT_PREV_SAME },
	{ KC_ANY, "L", ACT_TRACE },
	{ KC_IDENTITIES, "o", ACT_TRACE },
	{ KC_ANY, "c", ACT_NEXT_CHANGE },
	{ KC_ANY, "C", ACT_PREV_CHANGE },
	{ KC_ANY, "r", ACT_NEXT_FIRST },
	{ KC_ANY, "R", ACT_PREV_FIRST },
	{ KC_ANY, ".", ACT_NEXT_MARK },
	{ KC_ANY, ",", ACT_PREV_MARK },
	{ KC_ANY, "J", ACT_NEXT_EVENT },
	{ KC_ANY, "K", ACT_PREV_EVENT },
	{ KC_EVENT, "*", ACT_NEXT_VALUE },
	{ KC_EVENT, "a", ACT_NEXT_VALUE },
	{ KC_ANY, "m", ACT_MARK },
	{ KC_ANY, "Ins", ACT_MARK },
	{ KC_ANY, "V", ACT_MARK_RANGE },
	{ KC_ANY, "M", ACT_MARK_ALL },
	{ KC_ANY, "yy", ACT_COPY_EVENT },
	{ KC_ANY, "yv", ACT_COPY_VALUE },
	{ KC_ANY, "yp", ACT_COPY_PATH },
	{ KC_ANY, "yk", ACT_COPY_KEY },
	{ KC_ANY, "yc", ACT_COPY_COMMAND },
	{ KC_ANY, "P", ACT_PRINT },
	{ KC_ANY, "x", ACT_EXPORT },
	{ KC_ANY, "s", ACT_SORT },
	{ KC_ANY, "F6", ACT_SORT },
	{ KC_ANY, "S", ACT_REVERSE },
	{ KC_ANY, "b", ACT_GROUP_BY },
	{ KC_ANY, "w", ACT_WRAP },
	{ KC_ANY, "d", ACT_DIFF },
	{ KC_ANY, "p", ACT_PREVIEW },
	{ KC_ANY, ":", ACT_COMMAND },
	{ KC_ANY, "?", ACT_HELP },
	{ KC_ANY, "F1", ACT_HELP },
	{ KC_ANY, "F5", ACT_PROGRESS },
	{ KC_ANY, "C-l", ACT_REDRAW },
	{ KC_ANY, "C-z", ACT_SUSPEND },
	{ KC_ANY, "C-c", ACT_CANCEL },
	{ KC_PROMPT, "Enter", ACT_LINE_ACCEPT },
	{ KC_PROMPT, "Esc", ACT_LINE_CANCEL },
	{ KC_PROMPT, "C-c", ACT_LINE_CANCEL },
	{ KC_PROMPT, "C-g", ACT_LINE_CANCEL },
	{ KC_PROMPT, "Left", ACT_LINE_LEFT },
	{ KC_PROMPT, "C-b", ACT_LINE_LEFT },
	{ KC_PROMPT, "Right", ACT_LINE_RIGHT },
	{ KC_PROMPT, "C-f", ACT_LINE_RIGHT },
	{ KC_PROMPT, "M-b", ACT_LINE_WORD_LEFT },
	{ KC_PROMPT, "M-f", ACT_LINE_WORD_RIGHT },
	{ KC_PROMPT, "Home", ACT_LINE_START },
	{ KC_PROMPT, "C-a", ACT_LINE_START },
	{ KC_PROMPT, "End", ACT_LINE_END },
	{ KC_PROMPT, "C-e", ACT_LINE_END },
	{ KC_PROMPT, "Bksp", ACT_LINE_ERASE },
	{ KC_PROMPT, "Del", ACT_LINE_DELETE },
	{ KC_PROMPT, "C-d", ACT_LINE_DELETE },
	{ KC_PROMPT, "C-w", ACT_LINE_ERASE_WORD },
	{ KC_PROMPT, "C-k", ACT_LINE_KILL },
	{ KC_PROMPT, "C-u", ACT_LINE_KILL_START },
	{ KC_PROMPT, "C-y", ACT_LINE_YANK },
	{ KC_PROMPT, "Up", ACT_LINE_OLDER },
	{ KC_PROMPT, "C-p", ACT_LINE_OLDER },
	{ KC_PROMPT, "Down", ACT_LINE_NEWER },
	{ KC_PROMPT, "C-n", ACT_LINE_NEWER },
	{ KC_PROMPT, "C-r", ACT_LINE_FIND },
	{ KC_PROMPT, "Tab", ACT_LINE_COMPLETE },
};

/* Names of keys; what users also call them comes after. */
static const struct {
	const char *alias, *name;
} key_names[] = {
	{ "Space", "Space" },   { "Enter", "Enter" },     { "Tab", "Tab" },
	{ "S-Tab", "S-Tab" },   { "Esc", "Esc" },         { "Bksp", "Bksp" },
	{ "Del", "Del" },       { "Ins", "Ins" },         { "Home", "Home" },
	{ "End", "End" },       { "PgUp", "PgUp" },       { "PgDn", "PgDn" },
	{ "Up", "Up" },         { "Down", "Down" },       { "Left", "Left" },
	{ "Right", "Right" },   { "Return", "Enter" },    { "Escape", "Esc" },
	{ "SPC", "Space" },     { "Backspace", "Bksp" },  { "BS", "Bksp" },
	{ "Delete", "Del" },    { "Insert", "Ins" },      { "PageUp", "PgUp" },
	{ "PageDown", "PgDn" }, { "Shift-Tab", "S-Tab" }, { "BackTab", "S-Tab" },
};

static bool ascii_same(struct sv a, const char *b)
{
	size_t n = strlen(b);

	if (a.len != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char x = a.ptr[i], y = b[i];

		if (x >= 'A' && x <= 'Z')
			x = (char)(x + 32);
		if (y >= 'A' && y <= 'Z')
			y = (char)(y + 32);
		if (x != y)
			return false;
	}
	return true;
}

/* One printable code point and nothing else? */
static bool one_char(struct sv t)
{
	uint32_t cp;

	return t.len && utf8_decode(t.ptr, t.len, &cp) == t.len && cp != UTF8_BAD &&
	       cp > ' ' && cp != 0x7f && utf8_width(cp) > 0;
}

static bool strip_prefix(struct sv *t, const char *const *prefixes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(prefixes[i]);

		if (t->len > len && ascii_same(sv_head(*t, len), prefixes[i])) {
			*t = sv_from(*t, len);
			return true;
		}
	}
	return false;
}

static void put_key(char out[static KEY_NAME_MAX], const char *prefix, struct sv rest)
{
	size_t n = strlen(prefix);

	memcpy(out, prefix, n);
	memcpy(out + n, rest.ptr, rest.len);
	out[n + rest.len] = '\0';
}

bool key_canonical(struct sv text, char out[static KEY_NAME_MAX])
{
	static const char *const ctrl[] = { "C-", "Ctrl-", "Ctrl+", "^" };
	static const char *const alt[] = { "M-", "Alt-", "Alt+", "Meta-" };
	struct sv rest = text;
	unsigned n = 0;

	if (one_char(text)) {
		put_key(out, "", text);
		return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(key_names); i++)
		if (ascii_same(text, key_names[i].alias)) {
			put_key(out, "", sv_str(key_names[i].name));
			return true;
		}
	if (text.len >= 2 && text.len <= 3 && (text.ptr[0] == 'F' || text.ptr[0] == 'f')) {
		for (size_t i = 1; i < text.len; i++)
			n = text.ptr[i] >= '0' && text.ptr[i] <= '9'
				    ? n * 10 + (unsigned)(text.ptr[i] - '0')
				    : 100;
		if (n >= 1 && n <= 12 && text.ptr[1] != '0') {
			put_key(out, "F", sv_from(text, 1));
			return true;
		}
	}
	if (strip_prefix(&rest, ctrl, ARRAY_SIZE(ctrl))) {
		char c = rest.len == 1 ? (char)(rest.ptr[0] | 32) : '\0';

		if (c < 'a' || c > 'z')
			return false;
		put_key(out, "C-", sv_make(&c, 1));
		return true;
	}
	if (strip_prefix(&rest, alt, ARRAY_SIZE(alt)) && one_char(rest)) {
		put_key(out, "M-", rest);
		return true;
	}
	return false;
}

/* A key, or two plain characters; *ret_two says which. */
static bool keys_canonical(struct sv text, char out[static KEY_NAME_MAX], bool *ret_two)
{
	uint32_t cp;
	size_t n;

	*ret_two = false;
	if (key_canonical(text, out))
		return true;
	if (!text.len)
		return false;
	n = utf8_decode(text.ptr, text.len, &cp);
	if (!one_char(sv_head(text, n)) || !one_char(sv_from(text, n)))
		return false;
	put_key(out, "", text);
	*ret_two = true;
	return true;
}

static void keymap_add(struct keymap *km, enum keyctx ctx, const char *keys,
		       enum action action, uint32_t line)
{
	struct binding *b;

	ALLOC_GROW(km->b, km->n + 1, km->cap);
	b = &km->b[km->n++];
	memset(b, 0, sizeof(*b));
	b->ctx = ctx;
	memcpy(b->keys, keys, strlen(keys));
	b->action = action;
	b->line = line;
}

void keymap_init(struct keymap *km)
{
	*km = (struct keymap){ NULL, 0, 0 };
	for (size_t i = 0; i < ARRAY_SIZE(defaults); i++)
		keymap_add(km, defaults[i].ctx, defaults[i].keys, defaults[i].action, 0);
}

void keymap_release(struct keymap *km)
{
	free(km->b);
	*km = (struct keymap){ NULL, 0, 0 };
}

/* Two plain characters of which the first is KEY? */
static bool begins_two(const char *keys, const char *key)
{
	uint32_t cp;
	size_t n, len = strlen(keys);
	char name[KEY_NAME_MAX];

	if (!len || key_canonical(sv_make(keys, len), name))
		return false;
	n = utf8_decode(keys, len, &cp);
	return n == strlen(key) && memcmp(keys, key, n) == 0;
}

/* 1 found, 0 not: an unbound key is found, as ACT_NONE. */
static int find_in(const struct keymap *km, enum keyctx ctx, const char *prev,
		   const char *key, enum action *ret)
{
	char both[2 * KEY_NAME_MAX];
	const char *want = key;

	if (prev) {
		size_t a = strlen(prev), b = strlen(key);

		if (a + b >= sizeof(both))
			return 0;
		memcpy(both, prev, a);
		memcpy(both + a, key, b + 1);
		want = both;
	}
	for (size_t i = km->n; i-- > 0;) {
		const struct binding *b = &km->b[i];

		if (b->ctx != ctx)
			continue;
		if (strcmp(b->keys, want) == 0) {
			*ret = b->action;
			return 1;
		}
		if (!prev && b->action != ACT_NONE && begins_two(b->keys, key)) {
			*ret = ACT_PREFIX;
			return 1;
		}
	}
	return 0;
}

enum action keymap_find(const struct keymap *km, enum keyctx ctx, const char *prev,
			const char *key)
{
	enum action a = ACT_NONE;

	if (find_in(km, ctx, prev, key, &a) || ctx == KC_PROMPT || ctx == KC_ANY)
		return a;
	(void)find_in(km, KC_ANY, prev, key, &a);
	return a;
}

/* Does pressing KEYS in CTX lead to binding I? */
static bool reaches(const struct keymap *km, enum keyctx ctx, size_t i)
{
	char first[8] = "", name[KEY_NAME_MAX];
	const char *keys = km->b[i].keys;
	size_t len = strlen(keys), n;
	uint32_t cp;

	if (key_canonical(sv_make(keys, len), name))
		return keymap_find(km, ctx, NULL, keys) == km->b[i].action;
	n = utf8_decode(keys, len, &cp);
	memcpy(first, keys, n);
	return keymap_find(km, ctx, NULL, first) == ACT_PREFIX &&
	       keymap_find(km, ctx, first, keys + n) == km->b[i].action;
}

void keymap_keys_of(const struct keymap *km, enum keyctx ctx, enum action action,
		    struct buf *out)
{
	size_t start = out->len;

	for (int user = 1; user >= 0; user--)
		for (size_t i = 0; i < km->n; i++) {
			const struct binding *b = &km->b[i];

			if (b->action != action || (b->line != 0) != (user == 1) ||
			    (b->ctx != ctx && (b->ctx != KC_ANY || ctx == KC_PROMPT)) ||
			    !reaches(km, ctx, i))
				continue;
			if (out->len > start)
				buf_addc(out, ' ');
			buf_adds(out, b->keys);
		}
}

/* The next word of *line; false when there is none. A comment ends the line. */
static bool next_word(struct sv *line, struct sv *ret)
{
	size_t i = 0, from;

	while (i < line->len && (line->ptr[i] == ' ' || line->ptr[i] == '\t'))
		i++;
	from = i;
	while (i < line->len && line->ptr[i] != ' ' && line->ptr[i] != '\t')
		i++;
	*ret = sv_make(line->ptr + from, i - from);
	*line = sv_from(*line, i);
	return ret->len > 0;
}

static void problem(struct buf *out, const char *name, uint32_t line, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

static void problem(struct buf *out, const char *name, uint32_t line, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_addf(out, "%s:%u: %s\n", name, (unsigned)line, text);
}

static bool ctx_find(struct sv name, enum keyctx *ret)
{
	for (unsigned i = 0; i < KC_COUNT; i++)
		if (sv_eqs(name, keyctx_names[i])) {
			*ret = (enum keyctx)i;
			return true;
		}
	return false;
}

/* Another line of the file that binds the same, or the first key of two; 0 when none. */
static uint32_t conflict_of(const struct keymap *km, enum keyctx ctx, const char *keys)
{
	for (size_t i = 0; i < km->n; i++) {
		const struct binding *b = &km->b[i];

		if (b->line && b->ctx == ctx &&
		    (strcmp(b->keys, keys) == 0 || begins_two(b->keys, keys) ||
		     begins_two(keys, b->keys)))
			return b->line;
	}
	return 0;
}

/* One line of the file; false when it has a problem. */
static bool read_line(struct keymap *km, struct sv line, uint32_t no, const char *name,
		      struct buf *out)
{
	struct sv verb, where, keys, what, rest;
	char canon[KEY_NAME_MAX];
	enum action action = ACT_NONE;
	enum keyctx ctx;
	uint32_t other;
	bool two, bind;

	if (!next_word(&line, &verb) || verb.ptr[0] == '#')
		return true;
	bind = sv_eqs(verb, "bind");
	if (!bind && !sv_eqs(verb, "unbind")) {
		problem(out, name, no, "'bind' or 'unbind' expected");
		return false;
	}
	if (!next_word(&line, &where) || !next_word(&line, &keys) ||
	    (bind && !next_word(&line, &what))) {
		problem(out, name, no,
			bind ? "bind WHERE KEYS ACTION expected"
			     : "unbind WHERE KEYS expected");
		return false;
	}
	if (next_word(&line, &rest) && rest.ptr[0] != '#') {
		problem(out, name, no, "nothing expected after '" SV_FMT "'",
			SV_ARG(bind ? what : keys));
		return false;
	}
	if (!ctx_find(where, &ctx)) {
		problem(out, name, no, "no such place: '" SV_FMT "'", SV_ARG(where));
		return false;
	}
	if (!keys_canonical(keys, canon, &two)) {
		problem(out, name, no, "no such key: '" SV_FMT "'", SV_ARG(keys));
		return false;
	}
	if (bind && (action = action_find(what)) == ACT_NONE) {
		problem(out, name, no, "no such action: '" SV_FMT "'", SV_ARG(what));
		return false;
	}
	if (ctx == KC_PROMPT && (two || one_char(sv_str(canon)))) {
		problem(out, name, no, "'%s' is always text in a prompt", canon);
		return false;
	}
	other = conflict_of(km, ctx, canon);
	keymap_add(km, ctx, canon, action, no);
	if (!other)
		return true;
	problem(out, name, no, "'%s' in '%s' is bound in line %u already", canon,
		keyctx_names[ctx], (unsigned)other);
	return false;
}

unsigned keymap_read(struct keymap *km, struct sv text, const char *name, struct buf *out)
{
	unsigned bad = 0;
	uint32_t no = 0;

	while (text.len) {
		ptrdiff_t nl = sv_chr(text, '\n');
		struct sv line = sv_head(text, nl < 0 ? text.len : (size_t)nl);

		text = sv_from(text, line.len + 1);
		if (line.len && line.ptr[line.len - 1] == '\r')
			line.len--;
		no++;
		if (!read_line(km, line, no, name, out))
			bad++;
	}
	return bad;
}

unsigned keymap_load_user(struct keymap *km, struct buf *problems)
{
	AUTO_FREE char *path = xdg_path('c', "keys");
	AUTO_BUF struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	if (!path)
		return 0;
	if (file_read(path, KEYS_FILE_MAX, &text, &err) != ST_OK) {
		if (err.sys == ENOENT || err.sys == ENOTDIR)
			return 0;
		buf_addf(problems, "%s\n", err.text);
		return 1;
	}
	return keymap_read(km, buf_sv(&text), path, problems);
}
