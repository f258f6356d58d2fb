/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program in a terminal that a test holds: a pty, and libvterm as the screen.
 *
 *	struct vt *vt = vt_open(&(struct vt_options){ .rows = 24, .cols = 80 },
 *				(const char *const[]){ "samples", NULL });
 *	vt_wait(vt, "Timeline");
 *	vt_keys(vt, "j", "j", "Enter", NULL);
 *	OK(vt_has(vt, "eventName"), "the event is open");
 *	IS_INT(vt_end(vt), 0, "ended well");
 *
 * Nothing sleeps. $TRAILSIFT_TEST_SYNC is set, so the program sends ESC ]9001;idle;<n> BEL
 * after each refresh, right before it waits; n counts the keys it has handled. It is taken
 * out of the stream; all that was painted before it has then arrived. vt_keys() and
 * vt_type() return once the program has handled what was sent and is idle. A wait that
 * takes longer than 30 s ends the test program with the screen as a remark (the child is
 * killed).
 *
 * Without libvterm vt_open() skips the whole test program: call it first in main().
 * One thread; any number of terminals at once.
 */
#ifndef TESTS_VT_H
#define TESTS_VT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vt;

struct vt_options {
	int rows, cols;   /* 24 x 80 when 0 */
	const char *term; /* $TERM, xterm-256color when NULL; tmux...: as tmux, which takes
				its wrapping off */
	const char *program; /* $TRAILSIFT when NULL */
	const char *dir;     /* where it runs; here when NULL */
	const char *const
		*env; /* "NAME=value" or "NAME" (unset), NULL at the end; may be NULL */
	int input;    /* its standard input, when > 0: the terminal is /dev/tty then */
	bool no_sync; /* do not set $TRAILSIFT_TEST_SYNC */
};

struct vt_cell {
	uint32_t
		ch; /* first code point, 0 = nothing; UINT32_MAX = right half of a wide one */
	int width;
	int fg, bg; /* VT_DEFAULT, 0..255, or VT_RGB | 0xrrggbb */
	bool bold, underline, italic, blink, reverse, strike;
};
#define VT_DEFAULT (-1)
#define VT_RGB     0x1000000

/* ARGS without the program's name, NULL at the end. Does not wait. */
struct vt *vt_open(const struct vt_options *opt, const char *const *args);
/* Kill the program when it still runs, free all. Accepts NULL. */
void vt_close(struct vt *vt);
/* Wait for the program to end by itself: its exit status, 128 + N for signal N. */
int vt_end(struct vt *vt);

/*
 * Send keys by name and wait until they are handled: "j", "Enter", "Esc", "Tab", "S-Tab",
 * "Space", "Backspace", "Up", "Down", "Left", "Right", "Home", "End", "PgUp", "PgDn",
 * "Del", "Ins", "F1".."F12", "C-a".."C-z", "M-x". NULL at the end.
 */
void vt_keys(struct vt *vt, ...) __attribute__((sentinel));
/* Send the characters of TEXT (UTF-8) as keys and wait. */
void vt_type(struct vt *vt, const char *text);
/* Send bytes and do not wait. */
void vt_send(struct vt *vt, const void *p, size_t n);
/*
 * As the mouse of an xterm with SGR reports: BUTTON 0 left, 64 wheel up, 65 down; from 0.
 * Does not wait.
 */
void vt_mouse(struct vt *vt, int button, int row, int col);

/* Change the window's size; the kernel sends SIGWINCH. Does not wait. */
void vt_resize(struct vt *vt, int rows, int cols);
/* Send signal SIG to the program. Does not wait. */
void vt_signal(struct vt *vt, int sig);
/* True when the program is stopped (^Z); waits for it to stop or end. */
bool vt_wait_stopped(struct vt *vt);
/*
 * Close our side of the terminal: the program sees a hangup. Only vt_end() and vt_close()
 * after.
 */
void vt_hangup(struct vt *vt);
/* Process id of the program. */
int vt_pid(const struct vt *vt);

/* Wait for one more idle mark than there were so far. */
void vt_idle(struct vt *vt);
/* Wait until, at an idle mark (without sync: at any time), the screen shows TEXT. */
void vt_wait(struct vt *vt, const char *text);
/* Wait until it does not. */
void vt_wait_gone(struct vt *vt, const char *text);
/* Wait until the program has handled N more keys than at the last vt_mark(). */
void vt_mark(struct vt *vt);
void vt_wait_handled(struct vt *vt, unsigned n);

/* A line of TEXT stands on the screen (within one row). */
bool vt_has(struct vt *vt, const char *text);
/* Row and column of the first place of TEXT (from 0, in columns), or false. */
bool vt_find(struct vt *vt, const char *text, int *ret_row, int *ret_col);
/* Row ROW as UTF-8 without blanks at its end; valid until the next call. */
const char *vt_row(struct vt *vt, int row);
/* The whole screen, rows ended by newlines; valid until the next call. */
const char *vt_screen(struct vt *vt);
struct vt_cell vt_cell(struct vt *vt, int row, int col);
void vt_cursor(struct vt *vt, int *ret_row, int *ret_col, bool *ret_visible);
int vt_rows(const struct vt *vt);
int vt_cols(const struct vt *vt);
bool vt_altscreen(const struct vt *vt);
/* The title the program set, "" when none: a sign of an escape that came through. */
const char *vt_title(const struct vt *vt);
bool vt_mouse_on(const struct vt *vt);

/*
 * Bytes the program sent since vt_clear_bytes() (idle marks left out), NUL-terminated; NULL
 * when it never sent any.
 */
size_t vt_bytes(const struct vt *vt, const char **ret_ptr);
void vt_clear_bytes(struct vt *vt);
/* The terminal's line discipline echoes and is canonical, as a shell wants it. */
bool vt_tty_is_sane(struct vt *vt);

/* The screen as TAP remarks. */
void vt_diag(struct vt *vt);

#endif
