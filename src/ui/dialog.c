/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions: quit, export, replace a file. */
#include "ui/dialog.h"

#include "ui/ask.h"
#include "ui/take.h"
#include "util/termesc.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the dialogs remember; there is one of each at a time. */
static struct {
	bool interrupted;
	enum export_what what;
	enum export_format format;
	char path[1024];
	bool named; /* by the user: the suffix does not follow the format any more */
} dlg;

static void quit_answer(struct ui *ui, char key)
{
	if (key == 'y')
		ui->quit = dlg.interrupted ? 130 : 0;
	else if (key == 'x')
		ui_ask_export(ui);
	else
		ui_say(ui, ROLE_MESSAGE, "still here");
}

static const struct menu_ops quit_ops = { .title = "Quit?", .answer = quit_answer };

void ui_ask_quit(struct ui *ui, bool interrupted)
{
	struct session_progress p;
	uint64_t marks = session_stack(ui->sn)->marks.count;
	char n[COUNT_TEXT];
	int line = 0;

	session_progress(ui->sn, &p);
	dlg.interrupted = interrupted;
	menu_open(ui, &quit_ops);
	if (marks)
		snprintf(ui->menu.lines[line++], sizeof(ui->menu.lines[0]),
			 "%s event%s marked; quitting loses the marks.",
			 count_text(marks, n), marks == 1 ? " is" : "s are");
	if (!p.finished)
		snprintf(ui->menu.lines[line++], sizeof(ui->menu.lines[0]),
			 "Loading is still under way.");
	if (ui->export)
		snprintf(ui->menu.lines[line++], sizeof(ui->menu.lines[0]),
			 "An export is running; no file would be left.");
	if (!line)
		snprintf(ui->menu.lines[line], sizeof(ui->menu.lines[0]),
			 "End the program?");
	ui->menu.keys[0] = (struct menu_key){ 'y', "quit" };
	ui->menu.keys[1] = (struct menu_key){ 'n', "stay" };
	if (marks)
		ui->menu.keys[2] = (struct menu_key){ 'x', "export first" };
}

enum { ROW_WHAT, ROW_FORMAT, ROW_FILE };

/* The proposed name: from a fixed alphabet, never from the data. */
static void propose(struct ui *ui)
{
	static const char *const stems[] = { "marked", "shown", "event" };

	if (dlg.named)
		return;
	snprintf(dlg.path, sizeof(dlg.path), "trailsift-%s%s",
		 stems[ui->menu.rows[ROW_WHAT].at],
		 export_formats[ui->menu.rows[ROW_FORMAT].at].suffix);
}

static void export_accept(struct ui *ui)
{
	enum export_what what = (enum export_what)ui->menu.rows[ROW_WHAT].at;
	enum export_format format = (enum export_format)ui->menu.rows[ROW_FORMAT].at;

	menu_close(ui);
	ui_export(ui, what, format, dlg.path, false);
}

static void export_edit(struct ui *ui)
{
	ui->menu.cur = ROW_FILE;
	ui_ask_file(ui);
}

static const struct menu_ops export_ops = {
	.title = "Export events",
	.accept = export_accept,
	.edit = export_edit,
	.changed = propose,
};

void ui_ask_export(struct ui *ui)
{
	const struct stack *st = session_stack(ui->sn);
	char shown[COUNT_TEXT], marked[COUNT_TEXT];
	struct menu_row *rows = ui->menu.rows;

	menu_open(ui, &export_ops);
	snprintf(ui->menu.lines[0], sizeof(ui->menu.lines[0]),
		 "%s shown, %s marked. JSON: the records' own bytes.",
		 count_text(session_view(ui->sn)->sel->count, shown),
		 count_text(st->marks.count, marked));
	rows[ROW_WHAT] = (struct menu_row){
		.label = "what",
		.values = { "marked", "shown", "this one" },
		.n = 3,
		.at = st->marks.count        ? EXPORT_MARKED
		      : ui->at == PANE_EVENT ? EXPORT_THIS
					     : EXPORT_SHOWN,
	};
	rows[ROW_FORMAT] = (struct menu_row){ .label = "as", .n = EXPORT_COUNT };
	for (int i = 0; i < EXPORT_COUNT; i++)
		rows[ROW_FORMAT].values[i] = export_formats[i].name;
	rows[ROW_FILE] = (struct menu_row){ .label = "file  (e)", .text = dlg.path };
	ui->menu.nrows = 3;
	dlg.named = false;
	propose(ui);
}

void ui_dialog_file(struct ui *ui, struct sv name)
{
	if (name.len >= sizeof(dlg.path) || memchr(name.ptr, '\0', name.len)) {
		ui_say(ui, ROLE_ERROR, "the file name is too long");
		return;
	}
	memcpy(dlg.path, name.ptr, name.len);
	dlg.path[name.len] = '\0';
	dlg.named = true;
}

struct sv ui_dialog_path(void)
{
	return sv_str(dlg.path);
}

static void overwrite_answer(struct ui *ui, char key)
{
	if (key == 'r')
		ui_export(ui, dlg.what, dlg.format, dlg.path, true);
	else
		ui_say(ui, ROLE_MESSAGE, "nothing was written");
}

static const struct menu_ops overwrite_ops = { .title = "The file exists",
					       .answer = overwrite_answer };

void ui_ask_overwrite(struct ui *ui, enum export_what what, enum export_format format,
		      const char *path)
{
	dlg.what = what;
	dlg.format = format;
	if (path != dlg.path)
		snprintf(dlg.path, sizeof(dlg.path), "%s", path);
	menu_open(ui, &overwrite_ops);
	snprintf(ui->menu.lines[0], sizeof(ui->menu.lines[0]), "%s is there already.",
		 path);
	ui->menu.keys[0] = (struct menu_key){ 'r', "replace it" };
	ui->menu.keys[1] = (struct menu_key){ 'n', "leave it" };
}
