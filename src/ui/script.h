/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Replaying keys from a file, without a terminal: for golden screens and for pictures in
 * documents. Lines of the file:
 *
 *	# comment
 *	j j Enter "text to type" C-r	keys by name (conf/keymap.h), texts in quotes
 *	:keep event=Put*		a command, as if typed after ':' with Enter
 *	:screen size ROWS COLS		another size
 *	:screen dump FILE		the screen as text and roles
 *
 * The load is awaited first, and after each key everything that it set going.
 */
#ifndef UI_SCRIPT_H
#define UI_SCRIPT_H

#include "ui/screen.h"

/* Replay FILE; the exit status. Problems of the file go to ERR. */
enum st script_run(struct ui *ui, const char *file, struct err *err) WARN_UNUSED;
/* `:screen ...`; false when TEXT is another command, or no script runs. */
bool script_command(struct ui *ui, struct sv text);

#endif
