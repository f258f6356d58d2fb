/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of keys from codes and sequences, and pasted text. */
#include "term/ttykeys.h"

#include "term/curs.h"
#include "util/utf8.h"

#include <stdio.h>
#include <string.h>

/* Keys are read from a pad: that never refreshes anything. There is one terminal. */
static WINDOW *pad;
static bool pasting; /* between the marks of a paste */

/* Keys as terminals send them whatever their terminfo says; KEY_F0 + n for paste marks. */
#define KEY_PASTE_BEGIN (KEY_MAX + 1)
#define KEY_PASTE_END   (KEY_MAX + 2)
static void keys_define(void)
{
	static const struct {
		const char *seq;
		int code;
	} defs[] = {
		{ "\033[1~", KEY_HOME },
		{ "\033[4~", KEY_END },
		{ "\033[7~", KEY_HOME },
		{ "\033[8~", KEY_END },
		{ "\033[H", KEY_HOME },
		{ "\033[F", KEY_END },
		{ "\033OH", KEY_HOME },
		{ "\033OF", KEY_END },
		{ "\033[2~", KEY_IC },
		{ "\033[3~", KEY_DC },
		{ "\033[5~", KEY_PPAGE },
		{ "\033[6~", KEY_NPAGE },
		{ "\033[A", KEY_UP },
		{ "\033[B", KEY_DOWN },
		{ "\033[C", KEY_RIGHT },
		{ "\033[D", KEY_LEFT },
		{ "\033OA", KEY_UP },
		{ "\033OB", KEY_DOWN },
		{ "\033OC", KEY_RIGHT },
		{ "\033OD", KEY_LEFT },
		{ "\033[Z", KEY_BTAB },
		{ "\033OP", KEY_F(1) },
		{ "\033OQ", KEY_F(2) },
		{ "\033OR", KEY_F(3) },
		{ "\033OS", KEY_F(4) },
		{ "\033[11~", KEY_F(1) },
		{ "\033[12~", KEY_F(2) },
		{ "\033[13~", KEY_F(3) },
		{ "\033[14~", KEY_F(4) },
		{ "\033[[A", KEY_F(1) },
		{ "\033[[B", KEY_F(2) },
		{ "\033[[C", KEY_F(3) },
		{ "\033[[D", KEY_F(4) },
		{ "\033[[E", KEY_F(5) },
		{ "\033[15~", KEY_F(5) },
		{ "\033[17~", KEY_F(6) },
		{ "\033[18~", KEY_F(7) },
		{ "\033[19~", KEY_F(8) },
		{ "\033[20~", KEY_F(9) },
		{ "\033[21~", KEY_F(10) },
		{ "\033[23~", KEY_F(11) },
		{ "\033[24~", KEY_F(12) },
		{ "\033[200~", KEY_PASTE_BEGIN },
		{ "\033[201~", KEY_PASTE_END },
	};

	for (size_t i = 0; i < ARRAY_SIZE(defs); i++)
		define_key(defs[i].seq, defs[i].code);
}

void ttykeys_open(void)
{
	pad = newpad(1, 1);
	keypad(pad, TRUE);
	nodelay(pad, TRUE);
	keys_define();
}

void ttykeys_close(void)
{
	delwin(pad);
	pad = NULL;
	pasting = false;
}

/* Keys that type nothing, by the code of curses. */
static const struct {
	int code;
	const char *name;
} named[] = {
	{ KEY_UP, "Up" },       { KEY_DOWN, "Down" },      { KEY_LEFT, "Left" },
	{ KEY_RIGHT, "Right" }, { KEY_HOME, "Home" },      { KEY_END, "End" },
	{ KEY_PPAGE, "PgUp" },  { KEY_NPAGE, "PgDn" },     { KEY_IC, "Ins" },
	{ KEY_DC, "Del" },      { KEY_BACKSPACE, "Bksp" }, { KEY_ENTER, "Enter" },
	{ KEY_BTAB, "S-Tab" },  { KEY_FIND, "Home" },      { KEY_SELECT, "End" },
	{ KEY_A1, "Home" },     { KEY_A3, "PgUp" },        { KEY_C1, "End" },
	{ KEY_C3, "PgDn" },     { KEY_SF, "Down" },        { KEY_SR, "Up" },
	{ KEY_SLEFT, "Left" },  { KEY_SRIGHT, "Right" },
};

static bool name_code(int code, struct tty_key *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(named); i++)
		if (named[i].code == code) {
			snprintf(ret->name, sizeof(ret->name), "%s", named[i].name);
			return true;
		}
	if (code >= KEY_F(1) && code <= KEY_F(12)) {
		snprintf(ret->name, sizeof(ret->name), "F%d", code - KEY_F0);
		return true;
	}
	return false;
}

static bool name_char(wint_t c, struct tty_key *ret)
{
	static const char above[] = "\\]^_";

	switch (c) {
	case 0:
		snprintf(ret->name, sizeof(ret->name), "C-Space");
		return true;
	case '\t':
		snprintf(ret->name, sizeof(ret->name), "Tab");
		return true;
	case '\n':
	case '\r':
		snprintf(ret->name, sizeof(ret->name), "Enter");
		return true;
	case '\b':
	case 127:
		snprintf(ret->name, sizeof(ret->name), "Bksp");
		return true;
	case 27:
		snprintf(ret->name, sizeof(ret->name), "Esc");
		return true;
	default:
		break;
	}
	if (c < 27)
		snprintf(ret->name, sizeof(ret->name), "C-%c", (char)('a' + c - 1));
	else if (c < 32)
		snprintf(ret->name, sizeof(ret->name), "C-%c", above[c - 28]);
	else if (c < 0x80 || (c >= 0xa0 && c <= 0x10ffff)) {
		ret->text[utf8_encode((uint32_t)c, ret->text)] = '\0';
		snprintf(ret->name, sizeof(ret->name), "%s",
			 c == ' ' ? "Space" : ret->text);
	} else {
		return false;
	}
	return true;
}

/*
 * After ESC: a sequence curses does not know is swallowed to its end, so that "ESC [ 1 ; 5 C"
 * does not become the keys Esc, [, 1. True when there was one.
 */
static bool swallow_sequence(void)
{
	wint_t c;
	int n = 0;

	if (wget_wch(pad, &c) == ERR)
		return false;
	if (c != '[' && c != 'O') {
		unget_wch((wchar_t)c);
		return false;
	}
	while (n++ < 32 && wget_wch(pad, &c) != ERR)
		if (c >= 0x40 && c <= 0x7e && !(n == 1 && c == '['))
			break;
	return true;
}

/* One code while a paste runs: true at its end. Carriage returns become line feeds. */
static bool paste_take(int kind, wint_t c, struct buf *paste)
{
	char text[4];

	if (kind == KEY_CODE_YES) {
		pasting = c != KEY_PASTE_END;
		return !pasting;
	}
	if (c == '\r')
		c = '\n';
	if (c <= 0x10ffff && paste->len < 65536)
		buf_add(paste, text, utf8_encode((uint32_t)c, text));
	return false;
}

bool ttykeys_read(struct tty_key *ret, struct buf *paste)
{
	wint_t c;
	int kind;

	while ((kind = wget_wch(pad, &c)) != ERR) {
		*ret = (struct tty_key){ .name = "" };
		if (pasting) {
			if (paste_take(kind, c, paste))
				return true;
		} else if (kind == KEY_CODE_YES && c == KEY_PASTE_BEGIN) {
			pasting = true;
			buf_clear(paste);
		} else if (kind == KEY_CODE_YES) {
			if (name_code((int)c, ret))
				return true;
		} else if (c == 27 && swallow_sequence()) {
			continue;
		} else if (name_char(c, ret)) {
			return true;
		}
	}
	return false;
}
