/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roles, their colours at each depth of colour, and the theme files. */
#include "conf/theme.h"

#include "util/fileio.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#ifndef THEMEDIR
#define THEMEDIR "/usr/local/share/trailsift/themes"
#endif

#define THEME_FILE_MAX (256u << 10)

const char *const role_names[ROLE_COUNT] = {
#define ROLE_NAME(id, name, help) [ROLE_##id] = name,
	ROLE_LIST(ROLE_NAME)
#undef ROLE_NAME
};

const char *const role_helps[ROLE_COUNT] = {
#define ROLE_HELP(id, name, help) [ROLE_##id] = help,
	ROLE_LIST(ROLE_HELP)
#undef ROLE_HELP
};

static const struct {
	const char *name;
	uint16_t attr;
} attr_names[] = {
	{ "bold", STYLE_BOLD },
	{ "dim", STYLE_DIM },
	{ "italic", STYLE_ITALIC },
	{ "underline", STYLE_UNDERLINE },
	{ "reverse", STYLE_REVERSE },
	{ "standout", STYLE_STANDOUT },
	{ "none", 0 },
};

static const char *const color_names[] = {
	"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
};

/* Steps of the 6x6x6 cube of the 256 colours. */
static const int cube[6] = { 0, 95, 135, 175, 215, 255 };

static int nearest_step(int v)
{
	int best = 0;

	for (int i = 1; i < 6; i++)
		if (abs(cube[i] - v) < abs(cube[best] - v))
			best = i;
	return best;
}

static int distance(int r, int g, int b, int r2, int g2, int b2)
{
	return (r - r2) * (r - r2) + (g - g2) * (g - g2) + (b - b2) * (b - b2);
}

/* The nearest of colours 16..255 (the first 16 differ from terminal to terminal). */
static int nearest_256(int r, int g, int b)
{
	int cr = nearest_step(r), cg = nearest_step(g), cb = nearest_step(b);
	int gray = (r + g + b) / 3, k = gray < 8 ? 0 : gray > 238 ? 23 : (gray - 3) / 10;
	int level = 8 + 10 * k;

	if (distance(r, g, b, level, level, level) <
	    distance(r, g, b, cube[cr], cube[cg], cube[cb]))
		return 232 + k;
	return 16 + 36 * cr + 6 * cg + cb;
}

static void rgb_of(int color, int *r, int *g, int *b)
{
	if (color >= 232) {
		*r = *g = *b = 8 + 10 * (color - 232);
		return;
	}
	color -= 16;
	*r = cube[color / 36];
	*g = cube[color / 6 % 6];
	*b = cube[color % 6];
}

int theme_color(int color, int ncolors)
{
	int r, g, b, bit, bright;

	if (color < 0 || ncolors <= 0)
		return COLOR_NONE;
	if (color >= ncolors && color < 16)
		return color & 7;
	if (color < ncolors || color < 16)
		return color;
	rgb_of(color, &r, &g, &b);
	bright = MAX(r, MAX(g, b));
	bit = bright / 2;
	color = (r > bit ? 1 : 0) | (g > bit ? 2 : 0) | (b > bit ? 4 : 0);
	if (bright < 64)
		return ncolors >= 16 && bright >= 40 ? 8 : 0;
	if (ncolors < 16)
		return color;
	if (color == 7)
		return bright >= 220 ? 15 : bright >= 150 ? 7 : 8;
	return bright >= 220 ? color + 8 : color;
}

void theme_sgr(const struct style *s, int ncolors, struct buf *out)
{
	static const struct {
		uint16_t attr;
		int code;
	} codes[] = { { STYLE_BOLD, 1 },      { STYLE_DIM, 2 },     { STYLE_ITALIC, 3 },
		      { STYLE_UNDERLINE, 4 }, { STYLE_REVERSE, 7 }, { STYLE_STANDOUT, 7 } };
	const char *sep = "";
	int fg = theme_color(s->fg, ncolors), bg = theme_color(s->bg, ncolors);

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
		if (s->attrs & codes[i].attr) {
			buf_addf(out, "%s%d", sep, codes[i].code);
			sep = ";";
		}
	for (int i = 0; i < 2; i++) {
		int c = i ? bg : fg;

		if (c < 0)
			continue;
		if (c < 16)
			buf_addf(out, "%s%d", sep, (c < 8 ? 30 + c : 82 + c) + 10 * i);
		else
			buf_addf(out, "%s%d;5;%d", sep, 38 + 10 * i, c);
		sep = ";";
	}
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool parse_color(struct sv w, int16_t *ret)
{
	struct sv bright = SV_LIT("bright-");
	int base = 0, n = 0;

	if (sv_eqs(w, "default")) {
		*ret = COLOR_NONE;
		return true;
	}
	if (w.len == 7 && w.ptr[0] == '#') {
		int v[6];

		for (int i = 0; i < 6; i++)
			if ((v[i] = hex_digit(w.ptr[i + 1])) < 0)
				return false;
		*ret = (int16_t)nearest_256(v[0] * 16 + v[1], v[2] * 16 + v[3],
					    v[4] * 16 + v[5]);
		return true;
	}
	if (w.len && w.len <= 3 && w.ptr[0] >= '0' && w.ptr[0] <= '9') {
		for (size_t i = 0; i < w.len; i++) {
			if (w.ptr[i] < '0' || w.ptr[i] > '9')
				return false;
			n = n * 10 + (w.ptr[i] - '0');
		}
		*ret = (int16_t)n;
		return n <= 255;
	}
	if (sv_starts(w, bright)) {
		base = 8;
		w = sv_from(w, bright.len);
	}
	for (size_t i = 0; i < ARRAY_SIZE(color_names); i++)
		if (sv_eqs(w, color_names[i])) {
			*ret = (int16_t)(base + (int)i);
			return true;
		}
	return false;
}

static bool parse_attr(struct sv w, uint16_t *attrs)
{
	for (size_t i = 0; i < ARRAY_SIZE(attr_names); i++)
		if (sv_eqs(w, attr_names[i].name)) {
			*attrs |= attr_names[i].attr;
			return true;
		}
	return false;
}

static void problem(struct buf *out, const char *name, unsigned line, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

static void problem(struct buf *out, const char *name, unsigned line, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_addf(out, "%s:%u: %s\n", name, line, text);
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct sv next_word(struct sv *line)
{
	size_t i = 0, from;

	while (i < line->len && blank(line->ptr[i]))
		i++;
	from = i;
	while (i < line->len && !blank(line->ptr[i]))
		i++;
	if (i == from + 1 && line->ptr[from] == '#') {
		*line = SV_LIT("");
		return *line;
	}
	struct sv w = sv_make(line->ptr + from, i - from);

	*line = sv_from(*line, i);
	return w;
}

/* "bold white on blue"; false and *ret_bad = the word that is none of it. */
static bool parse_style(struct sv line, struct style *ret, struct sv *ret_bad)
{
	struct style s = { COLOR_NONE, COLOR_NONE, 0 };
	bool fg = false, bg = false, on = false;
	struct sv w;

	while ((w = next_word(&line)).len) {
		*ret_bad = w;
		if (sv_eqs(w, "on")) {
			if (on)
				return false;
			on = true;
		} else if (on) {
			if (bg || !parse_color(w, &s.bg))
				return false;
			bg = true;
		} else if (!parse_attr(w, &s.attrs)) {
			if (fg || !parse_color(w, &s.fg))
				return false;
			fg = true;
		}
	}
	if (on && !bg)
		return false;
	*ret = s;
	return true;
}

static bool read_line(struct theme *t, struct sv line, unsigned no, const char *name,
		      unsigned *seen, struct buf *out)
{
	struct sv role = next_word(&line), eq, bad = SV_NULL;
	unsigned r;

	if (!role.len || role.ptr[0] == '#')
		return true;
	for (r = 0; r < ROLE_COUNT; r++)
		if (sv_eqs(role, role_names[r]))
			break;
	if (r == ROLE_COUNT) {
		problem(out, name, no, "no such role: '" SV_FMT "'", SV_ARG(role));
		return false;
	}
	eq = next_word(&line);
	if (!sv_eqs(eq, "=")) {
		problem(out, name, no, "'=' expected after '%s'", role_names[r]);
		return false;
	}
	if (!parse_style(line, &t->style[r], &bad)) {
		problem(out, name, no, "no colour or attribute: '" SV_FMT "'", SV_ARG(bad));
		return false;
	}
	if (seen[r]) {
		problem(out, name, no, "'%s' stands in line %u already", role_names[r],
			seen[r]);
		return false;
	}
	seen[r] = no;
	return true;
}

unsigned theme_read(struct theme *t, struct sv text, const char *name, struct buf *problems)
{
	unsigned seen[ROLE_COUNT] = { 0 }, bad = 0, no = 0;

	for (unsigned r = 0; r < ROLE_COUNT; r++)
		t->style[r] = (struct style){ COLOR_NONE, COLOR_NONE, 0 };
	while (text.len) {
		ptrdiff_t nl = sv_chr(text, '\n');
		struct sv line = sv_head(text, nl < 0 ? text.len : (size_t)nl);

		text = sv_from(text, line.len + 1);
		if (line.len && line.ptr[line.len - 1] == '\r')
			line.len--;
		if (!read_line(t, line, ++no, name, seen, problems))
			bad++;
	}
	return bad;
}

/* Read the theme file PATH when it exists. */
static bool load_file(struct theme *t, const char *path, struct buf *problems)
{
	AUTO_BUF struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	if (file_read(path, THEME_FILE_MAX, &text, &err) != ST_OK) {
		if (err.sys != ENOENT && err.sys != ENOTDIR)
			buf_addf(problems, "%s\n", err.text);
		return false;
	}
	(void)theme_read(t, buf_sv(&text), path, problems);
	return true;
}

enum st theme_load(struct theme *t, const char *name, struct buf *problems, struct err *err)
{
	const char *data = getenv("TRAILSIFT_DATA");
	AUTO_FREE char *user = NULL;
	char path[PATH_MAX];

	if (sv_chr(sv_str(name), '/') >= 0) {
		if (load_file(t, name, problems))
			return ST_OK;
		return err_set(err, ST_MISSING, "no such theme: '%s'", name);
	}
	if (data &&
	    snprintf(path, sizeof(path), "%s/themes/%s.theme", data, name) <
		    (int)sizeof(path) &&
	    load_file(t, path, problems))
		return ST_OK;
	if (snprintf(path, sizeof(path), "themes/%s.theme", name) < (int)sizeof(path)) {
		user = xdg_path('c', path);
		if (user && load_file(t, user, problems))
			return ST_OK;
	}
	if (snprintf(path, sizeof(path), "%s/%s.theme", THEMEDIR, name) <
		    (int)sizeof(path) &&
	    load_file(t, path, problems))
		return ST_OK;
	for (size_t i = 0; i < theme_nbuiltin; i++)
		if (sv_eqs(sv_str(name), theme_builtin[i].name)) {
			(void)theme_read(t, theme_builtin[i].text, name, problems);
			return ST_OK;
		}
	return err_set(err, ST_MISSING, "no such theme: '%s'", name);
}
