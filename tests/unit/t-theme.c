/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conf/theme.h"
#include "tap.h"

static void test_lines(void)
{
	static const struct {
		const char *text, *problems;
		int fg, bg, attrs; /* of ROLE_CURSOR afterwards */
	} cases[] = {
		{ "", "", -1, -1, 0 },
		{ "cursor =\n", "", -1, -1, 0 },
		{ "cursor = bold red", "", 1, -1, STYLE_BOLD },
		{ " cursor =  reverse  bright-white on bright-black # why\n", "", 15, 8,
		  STYLE_REVERSE },
		{ "cursor = on 255\r\n", "", -1, 255, 0 },
		{ "cursor = default on default\n", "", -1, -1, 0 },
		{ "cursor = #ff0000 on #000000\n", "", 196, 16, 0 },
		{ "cursor = #808080\n", "", 244, -1, 0 },
		{ "# cursor = red\ncursor = none\n", "", -1, -1, 0 },
		{ "pointer = red\n", "t:1: no such role: 'pointer'\n", -1, -1, 0 },
		{ "\ncursor red\n", "t:2: '=' expected after 'cursor'\n", -1, -1, 0 },
		{ "cursor = rot\n", "t:1: no colour or attribute: 'rot'\n", -1, -1, 0 },
		{ "cursor = 256\n", "t:1: no colour or attribute: '256'\n", -1, -1, 0 },
		{ "cursor = #12345g\n", "t:1: no colour or attribute: '#12345g'\n", -1, -1,
		  0 },
		{ "cursor = red blue\n", "t:1: no colour or attribute: 'blue'\n", -1, -1,
		  0 },
		{ "cursor = red on\n", "t:1: no colour or attribute: 'on'\n", -1, -1, 0 },
		{ "cursor = on on red\n", "t:1: no colour or attribute: 'on'\n", -1, -1,
		  0 },
		{ "cursor = red\ncursor = blue\n",
		  "t:2: 'cursor' stands in line 1 already\n", 4, -1, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTO_BUF struct buf bad = BUF_INIT;
		struct theme t;

		IS_INT(theme_read(&t, sv_str(cases[i].text), "t", &bad),
		       cases[i].problems[0] != '\0', "problems in case %zu", i);
		IS_SV(buf_sv(&bad), cases[i].problems, "their text in case %zu", i);
		IS_INT(t.style[ROLE_CURSOR].fg, cases[i].fg, "colour in case %zu", i);
		IS_INT(t.style[ROLE_CURSOR].bg, cases[i].bg, "background in case %zu", i);
		IS_INT(t.style[ROLE_CURSOR].attrs, cases[i].attrs, "attributes in case %zu",
		       i);
	}
}

static void test_colors(void)
{
	static const struct {
		int color, n, want;
	} cases[] = {
		{ -1, 256, -1 }, { 196, 256, 196 }, { 196, 16, 9 }, { 196, 8, 1 },
		{ 9, 8, 1 },     { 9, 16, 9 },      { 16, 8, 0 },   { 231, 8, 7 },
		{ 231, 16, 15 }, { 240, 16, 8 },    { 28, 16, 2 },  { 3, 0, -1 },
		{ 252, 16, 7 },  { 255, 8, 7 },     { 7, 8, 7 },    { 235, 8, 0 },
	};
	AUTO_BUF struct buf sgr = BUF_INIT;
	struct style s = { 1, COLOR_NONE, STYLE_BOLD };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		IS_INT(theme_color(cases[i].color, cases[i].n), cases[i].want,
		       "colour %d of %d", cases[i].color, cases[i].n);
	theme_sgr(&s, 256, &sgr);
	IS_SV(buf_sv(&sgr), "1;31", "bold red");
	buf_clear(&sgr);
	s = (struct style){ 9, 200, 0 };
	theme_sgr(&s, 256, &sgr);
	IS_SV(buf_sv(&sgr), "91;48;5;200", "bright colour on one of 256");
	buf_clear(&sgr);
	theme_sgr(&s, 0, &sgr);
	IS_SV(buf_sv(&sgr), "", "nothing without colours");
}

static void test_builtin(void)
{
	for (size_t i = 0; i < theme_nbuiltin; i++) {
		AUTO_BUF struct buf bad = BUF_INIT;
		struct theme t;

		IS_INT(theme_read(&t, theme_builtin[i].text, theme_builtin[i].name, &bad),
		       0, "theme %s is clean", theme_builtin[i].name);
		IS_SV(buf_sv(&bad), "", "no problem");
		for (unsigned r = 0; r < ROLE_COUNT; r++)
			if (strcmp(theme_builtin[i].name, "mono") == 0)
				OK(t.style[r].fg == COLOR_NONE &&
					   t.style[r].bg == COLOR_NONE,
				   "mono: no colour for %s", role_names[r]);
		OK(t.style[ROLE_CURSOR].attrs || t.style[ROLE_CURSOR].bg != COLOR_NONE,
		   "%s: the cursor is seen", theme_builtin[i].name);
	}
	for (unsigned r = 0; r < ROLE_COUNT; r++)
		OK(role_helps[r][0] && role_names[r][0], "role %u has name and help", r);
}

static void test_load(void)
{
	AUTO_BUF struct buf bad = BUF_INIT;
	struct err err = ERR_INIT;
	struct theme t;

	unsetenv("TRAILSIFT_DATA");
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	IS_ST(theme_load(&t, "mono", &bad, &err), ST_OK, "built-in theme");
	IS_INT(t.style[ROLE_TITLE].attrs, STYLE_REVERSE, "is the one asked for");
	IS_ST(theme_load(&t, "nosuch", &bad, &err), ST_MISSING, "unknown theme");
	IS_STR(err.text, "no such theme: 'nosuch'", "text");
	IS_ST(theme_load(&t, "/nonexistent/x", &bad, &err), ST_MISSING, "path");
	buf_clear(&bad);
	setenv("TRAILSIFT_DATA", tap_tmpdir(), 1);
	IS_ST(theme_load(&t, "mono", &bad, &err), ST_OK,
	      "not in the data folder: built in");
	IS_SV(buf_sv(&bad), "", "which is no problem");
}

int main(void)
{
	test_lines();
	test_colors();
	test_builtin();
	test_load();
	return DONE();
}
