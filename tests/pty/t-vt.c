/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal driver itself, with a shell as the program. */
#include "tap.h"
#include "vt.h"

#include <signal.h>

static struct vt *shell(const char *script)
{
	return vt_open(
		&(struct vt_options){
			.program = "/bin/sh", .no_sync = true, .rows = 10, .cols = 40 },
		(const char *const[]){ "-c", script, NULL });
}

static void cells(void)
{
	struct vt *vt =
		shell("printf '\\033[1;31mhi\\033[0m \\345\\215\\227 x\\n'; read z");
	struct vt_cell cell;
	int row, col;

	vt_wait(vt, "hi");
	vt_wait(vt, "x");
	OK(vt_find(vt, "x", &row, &col), "text is found");
	IS_INT(row, 0, "in its row");
	IS_INT(col, 6, "in its column, after a wide character");
	cell = vt_cell(vt, 0, 0);
	IS_INT(cell.ch, 'h', "a cell");
	IS_INT(cell.fg, 1, "its color");
	OK(cell.bold, "its attribute");
	IS_INT(vt_cell(vt, 0, 6).fg, VT_DEFAULT, "the terminal's own color");
	IS_STR(vt_row(vt, 0), "hi \xe5\x8d\x97 x", "a row");
	vt_resize(vt, 5, 20);
	vt_send(vt, "\r", 1);
	IS_INT(vt_end(vt), 0, "exit status");
	vt_close(vt);
}

static void marks(void)
{
	struct vt *vt = shell(
		"printf 'a\\033]9001;idle;3\\007b\\033]9001;x\\007'; read z;"
		"printf '\\033[?1049h\\033]0;boo\\007\\033]9001;idle;5\\007'; read z");
	const char *bytes;

	vt_wait(vt, "ab");
	vt_mark(vt);
	vt_send(vt, "\r", 1);
	vt_wait_handled(vt, 2);
	OK(vt_altscreen(vt), "alternate screen");
	IS_STR(vt_title(vt), "boo", "title");
	vt_bytes(vt, &bytes);
	OK(strstr(bytes, "\033]9001;x\a"), "what is no mark stays in the stream");
	OK(!strstr(bytes, "idle"), "marks do not");
	vt_send(vt, "\r", 1);
	IS_INT(vt_end(vt), 0, "exit status");
	vt_close(vt);
}

static void signals(void)
{
	struct vt *vt = shell("stty -echo; echo ready; kill -STOP $$; read y; exit 7");

	OK(vt_wait_stopped(vt), "the program stopped");
	OK(!vt_tty_is_sane(vt), "and left the terminal in its own mode");
	vt_signal(vt, SIGCONT);
	vt_send(vt, "\r", 1);
	IS_INT(vt_end(vt), 7, "exit status");
	vt_close(vt);

	vt = shell("echo ready; read y");
	vt_wait(vt, "ready");
	vt_signal(vt, SIGTERM);
	IS_INT(vt_end(vt), 128 + SIGTERM, "ended by a signal");
	OK(vt_tty_is_sane(vt), "a sane terminal");
	vt_close(vt);

	vt = shell("echo ready; exec cat");
	vt_wait(vt, "ready");
	vt_hangup(vt);
	IS_INT(vt_end(vt), 128 + SIGHUP, "hangup");
	vt_close(vt);
}

int main(void)
{
	cells();
	marks();
	signals();
	return DONE();
}
