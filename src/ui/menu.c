/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and painting of the box. */
#include "ui/menu.h"

#include "ui/frame.h"
#include "ui/screen.h"

#include <string.h>

void menu_open(struct ui *ui, const struct menu_ops *ops)
{
	memset(&ui->menu, 0, sizeof(ui->menu));
	ui->menu.ops = ops;
}

void menu_close(struct ui *ui)
{
	ui->menu.ops = NULL;
}

static void turn(struct ui *ui, int by)
{
	struct menu_row *row = &ui->menu.rows[ui->menu.cur];

	if (!row->n)
		return;
	row->at = (row->at + by + row->n) % row->n;
	if (ui->menu.ops->changed)
		ui->menu.ops->changed(ui);
}

static bool is_key(const struct tty_key *key, const char *a, const char *b)
{
	return strcmp(key->name, a) == 0 || (b && strcmp(key->name, b) == 0);
}

static void answer(struct ui *ui, const struct tty_key *key)
{
	struct menu *m = &ui->menu;
	const struct menu_ops *ops = m->ops;

	if (is_key(key, "Esc", "C-c")) {
		menu_close(ui);
		ops->answer(ui, '\0');
		return;
	}
	for (int i = 0; m->keys[i].key; i++)
		if (key->text[0] && !key->text[1] &&
		    (key->text[0] | 32) == m->keys[i].key) {
			menu_close(ui);
			ops->answer(ui, m->keys[i].key);
			return;
		}
}

void menu_key(struct ui *ui, const struct tty_key *key)
{
	struct menu *m = &ui->menu;

	if (m->ops->answer) {
		answer(ui, key);
		return;
	}
	if (is_key(key, "Esc", "q") || is_key(key, "C-c", "Bksp"))
		menu_close(ui);
	else if (is_key(key, "j", "Down") || is_key(key, "Tab", NULL))
		m->cur = (m->cur + 1) % m->nrows;
	else if (is_key(key, "k", "Up") || is_key(key, "S-Tab", NULL))
		m->cur = (m->cur + m->nrows - 1) % m->nrows;
	else if (is_key(key, "l", "Right") || is_key(key, "Space", NULL))
		turn(ui, 1);
	else if (is_key(key, "h", "Left"))
		turn(ui, -1);
	else if (is_key(key, "Enter", NULL) && m->rows[m->cur].text &&
		 m->cur != m->nrows - 1)
		m->ops->edit(ui);
	else if (is_key(key, "Enter", NULL))
		m->ops->accept(ui);
	else if (is_key(key, "e", NULL) && m->ops->edit)
		m->ops->edit(ui);
}

static void draw_row(struct pen *pen, const struct menu_row *row, bool on)
{
	pen_str(pen, on ? ROLE_CURSOR : ROLE_TEXT, on ? " > " : "   ");
	pen_cell(pen, ROLE_HEADING, 10, sv_str(row->label), 0);
	for (int i = 0; i < row->n; i++) {
		pen_str(pen, ROLE_TEXT, i == row->at ? "[" : " ");
		pen_str(pen, i == row->at ? (on ? ROLE_CELL : ROLE_TAB_ACTIVE) : ROLE_TEXT,
			row->values[i]);
		pen_str(pen, ROLE_TEXT, i == row->at ? "] " : "  ");
	}
	if (row->text)
		pen_sv(pen, on ? ROLE_CELL : ROLE_TEXT, sv_str(row->text));
}

void menu_draw(struct ui *ui)
{
	struct menu *m = &ui->menu;
	int lines = 0, h, y = 0;
	struct rect box, in;
	bool tight; /* no room for air */
	struct pen pen;

	while (lines < (int)ARRAY_SIZE(m->lines) && m->lines[lines][0])
		lines++;
	h = 4 + lines + (m->nrows ? m->nrows + 1 : 0);
	box = rect_center(ui_body(ui), h, MIN(tty_cols() - 4, 72));
	tight = box.h < h;
	if (tight)
		box = rect_center(ui_body(ui), h - (m->nrows ? 2 : 1), box.w);
	for (int i = 1; i + 1 < box.h; i++) {
		paint_glyph(box.y + i, box.x, ROLE_RULER, GLYPH_VLINE);
		paint_glyph(box.y + i, box.x + box.w - 1, ROLE_RULER, GLYPH_VLINE);
	}
	paint_rule(box, y++, m->ops->title);
	in = (struct rect){ box.y, box.x + 1, box.h, MAX(box.w - 2, 0) };
	for (int i = 0; i < lines; i++) {
		pen = pen_row(in, y++);
		pen_str(&pen, ROLE_TEXT, " ");
		pen_str(&pen, ROLE_TEXT, m->lines[i]);
		pen_rest(&pen, ROLE_TEXT);
	}
	if (!tight) {
		pen = pen_row(in, y++);
		pen_rest(&pen, ROLE_TEXT);
	}
	for (int i = 0; i < m->nrows; i++) {
		if (i == m->cur)
			paint_cursor(in.y + y, in.x, true);
		pen = pen_row(in, y++);
		draw_row(&pen, &m->rows[i], i == m->cur);
		pen_rest(&pen, ROLE_TEXT);
	}
	if (m->nrows && !tight) {
		pen = pen_row(in, y++);
		pen_rest(&pen, ROLE_TEXT);
	}
	pen = pen_row(in, y++);
	pen_str(&pen, ROLE_TEXT, " ");
	for (int i = 0; m->keys[i].key; i++) {
		pen_fmt(&pen, ROLE_KEY, "%c", m->keys[i].key);
		pen_fmt(&pen, ROLE_HINT, ":%s  ", m->keys[i].words);
	}
	if (m->nrows)
		pen_str(&pen, ROLE_HINT,
			"up/down:row  left/right:value  Enter:go  Esc:leave");
	else
		paint_cursor(pen.y, pen.x, true);
	pen_rest(&pen, ROLE_TEXT);
	paint_rule(box, y, "");
}
