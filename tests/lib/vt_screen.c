/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vt_impl.h"

#include "tap.h"

#ifdef HAVE_VTERM

#include <termios.h>

static size_t put_utf8(char *p, uint32_t c)
{
	if (c < 0x80) {
		p[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		p[0] = (char)(0xc0 | c >> 6);
		p[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		p[0] = (char)(0xe0 | c >> 12);
		p[1] = (char)(0x80 | (c >> 6 & 0x3f));
		p[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	p[0] = (char)(0xf0 | c >> 18);
	p[1] = (char)(0x80 | (c >> 12 & 0x3f));
	p[2] = (char)(0x80 | (c >> 6 & 0x3f));
	p[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* Row ROW to P, NUL-terminated; COLS_AT (may be NULL) gets the column of each byte. */
static size_t row_text(struct vt *vt, int row, char *p, int *cols_at)
{
	size_t n = 0, end = 0;

	for (int col = 0; col < vt->cols; col++) {
		VTermScreenCell cell;
		size_t was = n;

		vterm_screen_get_cell(vt->screen, (VTermPos){ .row = row, .col = col },
				      &cell);
		if (cell.chars[0] == UINT32_MAX)
			continue;
		if (cell.chars[0] == 0)
			p[n++] = ' ';
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			n += put_utf8(p + n, cell.chars[i]);
		if (n - was != 1 || p[was] != ' ')
			end = n;
		for (size_t i = was; cols_at && i < n; i++)
			cols_at[i] = col;
	}
	p[end] = '\0';
	return end;
}

static char *text_room(struct vt *vt, int rows)
{
	free(vt->text);
	vt->text = malloc((size_t)rows *
			  ((size_t)vt->cols * VTERM_MAX_CHARS_PER_CELL * 4 + 2));
	if (!vt->text)
		abort();
	return vt->text;
}

const char *vt_row(struct vt *vt, int row)
{
	row_text(vt, row, text_room(vt, 1), NULL);
	return vt->text;
}

const char *vt_screen(struct vt *vt)
{
	char *p = text_room(vt, vt->rows);

	for (int row = 0; row < vt->rows; row++) {
		p += row_text(vt, row, p, NULL);
		*p++ = '\n';
	}
	*p = '\0';
	return vt->text;
}

bool vt_find(struct vt *vt, const char *text, int *ret_row, int *ret_col)
{
	size_t room = (size_t)vt->cols * VTERM_MAX_CHARS_PER_CELL * 4 + 2;
	char *line = malloc(room);
	int *cols_at = malloc(room * sizeof(*cols_at));
	bool found = false;

	if (!line || !cols_at)
		abort();
	for (int row = 0; row < vt->rows && !found; row++) {
		char *at;

		row_text(vt, row, line, cols_at);
		at = strstr(line, text);
		if (at) {
			found = true;
			*ret_row = row;
			*ret_col = *at ? cols_at[at - line] : 0;
		}
	}
	free(line);
	free(cols_at);
	return found;
}

bool vt_has(struct vt *vt, const char *text)
{
	int row, col;

	return vt_find(vt, text, &row, &col);
}

static int color(const VTermColor *c, bool fg)
{
	if (fg ? VTERM_COLOR_IS_DEFAULT_FG(c) : VTERM_COLOR_IS_DEFAULT_BG(c))
		return VT_DEFAULT;
	if (VTERM_COLOR_IS_INDEXED(c))
		return c->indexed.idx;
	return VT_RGB | c->rgb.red << 16 | c->rgb.green << 8 | c->rgb.blue;
}

struct vt_cell vt_cell(struct vt *vt, int row, int col)
{
	VTermScreenCell cell;

	vterm_screen_get_cell(vt->screen, (VTermPos){ .row = row, .col = col }, &cell);
	return (struct vt_cell){
		.ch = cell.chars[0],
		.width = cell.width,
		.fg = color(&cell.fg, true),
		.bg = color(&cell.bg, false),
		.bold = cell.attrs.bold,
		.underline = cell.attrs.underline != 0,
		.italic = cell.attrs.italic,
		.blink = cell.attrs.blink,
		.reverse = cell.attrs.reverse,
		.strike = cell.attrs.strike,
	};
}

void vt_cursor(struct vt *vt, int *ret_row, int *ret_col, bool *ret_visible)
{
	VTermPos pos;

	vterm_state_get_cursorpos(vterm_obtain_state(vt->term), &pos);
	*ret_row = pos.row;
	*ret_col = pos.col;
	*ret_visible = vt->cursor_visible;
}

int vt_rows(const struct vt *vt)
{
	return vt->rows;
}

int vt_cols(const struct vt *vt)
{
	return vt->cols;
}

bool vt_altscreen(const struct vt *vt)
{
	return vt->altscreen;
}

const char *vt_title(const struct vt *vt)
{
	return vt->title;
}

bool vt_mouse_on(const struct vt *vt)
{
	return vt->mouse;
}

size_t vt_bytes(const struct vt *vt, const char **ret_ptr)
{
	if (ret_ptr)
		*ret_ptr = vt->log;
	return vt->nlog;
}

void vt_clear_bytes(struct vt *vt)
{
	vt->nlog = 0;
}

bool vt_tty_is_sane(struct vt *vt)
{
	struct termios t;

	return vt->slave >= 0 && tcgetattr(vt->slave, &t) == 0 && (t.c_lflag & ECHO) &&
	       (t.c_lflag & ICANON) && (t.c_lflag & ISIG) && (t.c_iflag & ICRNL);
}

void vt_diag(struct vt *vt)
{
	const char *at = vt_screen(vt);

	while (*at) {
		size_t n = strcspn(at, "\n");

		printf("# |%.*s\n", (int)n, at);
		at += n + (at[n] == '\n');
	}
	fflush(stdout);
}

#endif
