/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal: entering and leaving it, its size, its signals, its keys.
 *
 * Layer ui is the only one that includes curses; in it, tty.c and ttykeys.c alone know its
 * key codes, and the signals. There is one terminal in a process: its state is static. Signal
 * handlers only write a byte to a pipe; the loop reads them with tty_news().
 */
#ifndef TERM_TTY_H
#define TERM_TTY_H

#include "util/base.h"
#include "util/buf.h"
#include "util/err.h"

/* One key press, or pasted text. */
struct tty_key {
	char name[24]; /* as conf/keymap.h spells it ("j", "C-d", "PgDn"); "" for a paste */
	char text[5];  /* what it types, UTF-8; "" for a key that types nothing */
};

/* What came through the signal pipe, as bits. */
enum tty_news {
	TTY_RESIZE = 1,    /* the size is another: tty_apply_size() */
	TTY_TERM = 2,      /* end the program: 143 */
	TTY_HANGUP = 4,    /* the terminal is gone: 129 */
	TTY_INTERRUPT = 8, /* ^C */
	TTY_SUSPEND = 16,  /* ^Z */
	TTY_CONT = 32      /* running again */
};

/*
 * Take the terminal: keyboard on standard input, or on /dev/tty when that is no terminal;
 * alternate screen, no echo, own signal handlers. ST_USAGE: no usable terminal (the text says
 * why; nothing was changed).
 */
enum st tty_open(struct err *err) WARN_UNUSED;
/* A terminal that nobody sees, of ROWS x COLS, for scripts. */
enum st tty_open_blind(int rows, int cols, struct err *err) WARN_UNUSED;
/* Give the terminal back as it was. May be called any time, more than once. */
void tty_close(void);
/*
 * End the program now: give the terminal back without curses and without memory, say TEXT on
 * standard error. For any thread; what another one still sends to the terminal is lost.
 */
NORETURN void tty_abandon(const char *text, int status);
bool tty_is_open(void);
bool tty_is_blind(void);

/* Descriptors to poll: the keyboard (-1 when blind) and the pipe of the signals. */
int tty_key_fd(void);
int tty_signal_fd(void);
/* Empty the signal pipe. */
unsigned tty_news(void);
/* Ask the kernel for the size and tell curses. A size of 0 changes nothing. */
void tty_apply_size(void);
/* Set the size of a blind terminal. */
void tty_set_size(int rows, int cols);
int tty_rows(void);
int tty_cols(void);

/*
 * The next key that is there; never waits (but for the rest of an escape sequence). False
 * when there is none. After a paste began, PASTE gets the text and true is returned at its end.
 */
bool tty_read_key(struct tty_key *ret, struct buf *paste);
/* After poll() said that the keyboard is readable: nothing to read means that it is gone. */
bool tty_is_gone(short revents);

/* Give the terminal back and stop the process; returns when it goes on, screen redrawn. */
void tty_suspend(void);
/* Leave the alternate screen for a while (plain printing), and come back. */
void tty_leave_screen(void);
void tty_return_screen(void);
/* The whole screen is sent anew with the next tty_flush(). */
void tty_redraw(void);
/* Send what changed. */
void tty_flush(void);

/* Bytes straight to the terminal, outside of curses (OSC): already safe, whole sequences. */
void tty_send(const void *p, size_t n);
/* Wait for one byte of the keyboard in plain mode; false at a hangup or a signal to end. */
bool tty_wait_enter(void);

#endif
