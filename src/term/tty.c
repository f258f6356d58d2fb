/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals through a pipe, modes set and restored whatever happens. */
#include "term/tty.h"

#include "conf/status.h"
#include "term/curs.h"
#include "term/terminfo.h"
#include "term/ttykeys.h"
#include "util/fileio.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

/* The one terminal of the process. */
static struct {
	SCREEN *screen;
	FILE *in, *out;
	int fd_in, fd_out; /* of them; -1 when blind */
	int pipe[2];       /* of the signals */
	bool entering, open, blind, shown, paste_mode;
	pthread_t thread;      /* whose curses is */
	struct termios before; /* modes at the start */
	/* What gives the terminal back, made in advance for the day when nothing can be. */
	int fd_back, fd_null;
	char restore[256];
	size_t restore_len;
} tty = { .fd_in = -1, .fd_out = -1, .pipe = { -1, -1 }, .fd_back = -1, .fd_null = -1 };

static const char no_memory[] = "trailsift: out of memory\n";

/* Signals that end the program, or speak to the loop, by one byte each. */
static const struct {
	int sig;
	unsigned news;
	char byte;
} told[] = {
	{ SIGWINCH, TTY_RESIZE, 'W' }, { SIGTERM, TTY_TERM, 'T' },
	{ SIGHUP, TTY_HANGUP, 'H' },   { SIGINT, TTY_INTERRUPT, 'I' },
	{ SIGTSTP, TTY_SUSPEND, 'Z' }, { SIGCONT, TTY_CONT, 'C' },
};
static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT };

static struct sigaction old_told[ARRAY_SIZE(told)];
static struct sigaction old_crash[ARRAY_SIZE(crashes)];

static void on_told(int sig)
{
	int saved = errno;

	for (size_t i = 0; i < ARRAY_SIZE(told); i++)
		if (told[i].sig == sig && write(tty.pipe[1], &told[i].byte, 1) < 0)
			break; /* full: the loop has news enough */
	errno = saved;
}

/*
 * Curses does not look at all that it allocates: a fault in it while it is set up, or right
 * after an allocation that failed, is no memory. Else async-signal-safe: bytes made in
 * advance, tcsetattr(), then whoever was in charge before.
 */
static void on_crash(int sig, siginfo_t *info, void *context UNUSED)
{
	static const char text[] = "trailsift: stopped by a fault\n";

	if ((tty.entering || errno == ENOMEM) && pthread_equal(pthread_self(), tty.thread))
		tty_abandon(no_memory, EXIT_INTERNAL);
	if (tty.shown && !tty.blind) {
		if (write(tty.fd_out, tty.restore, tty.restore_len) < 0)
			tty.restore_len = 0;
		tcsetattr(tty.fd_out, TCSANOW, &tty.before);
		if (sig != SIGQUIT && write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
			tty.restore_len = 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
		if (crashes[i] == sig)
			sigaction(sig, &old_crash[i], NULL);
	/* A fault of the code happens again on return; a signal that was sent does not. */
	if (info->si_code <= 0)
		raise(sig);
}

void tty_abandon(const char *text, int status)
{
	static atomic_flag leaving = ATOMIC_FLAG_INIT;

	while (atomic_flag_test_and_set(&leaving))
		pause(); /* another thread is at it */
	if (tty.shown && !tty.blind) {
		if (tty.fd_back >= 0 && tty.fd_null >= 0)
			(void)dup2(tty.fd_null, tty.fd_out);
		(void)!write_full(tty.fd_back >= 0 ? tty.fd_back : tty.fd_out, tty.restore,
				  tty.restore_len);
		tcsetattr(tty.fd_back >= 0 ? tty.fd_back : tty.fd_out, TCSANOW,
			  &tty.before);
	}
	(void)!write_full(STDERR_FILENO, text, strlen(text));
	_exit(status);
}

/* Curses ends the program by itself when it has no memory. */
static void on_exit_of_curses(void)
{
	if (tty.entering || tty.open)
		tty_abandon(no_memory, EXIT_INTERNAL);
}

static void crashes_install(void)
{
	static char stack[1 << 16] __attribute__((aligned(16)));
	struct sigaction sa = { .sa_sigaction = on_crash,
				.sa_flags = SA_SIGINFO | SA_ONSTACK };
	stack_t alt = { .ss_sp = stack, .ss_size = sizeof(stack) };

	tty.thread = pthread_self();
	sigemptyset(&sa.sa_mask);
	sigaltstack(&alt, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
		sigaction(crashes[i], &sa, &old_crash[i]);
}

static void crashes_remove(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
		sigaction(crashes[i], &old_crash[i], NULL);
}

static void signals_install(void)
{
	struct sigaction sa = { .sa_handler = on_told, .sa_flags = SA_RESTART };

	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < ARRAY_SIZE(told); i++)
		sigaction(told[i].sig, &sa, &old_told[i]);
	crashes_install();
	signal(SIGPIPE, SIG_IGN);
}

static void signals_remove(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(told); i++)
		sigaction(told[i].sig, &old_told[i], NULL);
	crashes_remove();
}

static int restore_put(int c)
{
	if (tty.restore_len < sizeof(tty.restore))
		tty.restore[tty.restore_len++] = (char)c;
	return c;
}

static const char *cap(const char *name)
{
	const char *s = tigetstr(name);

	return s && s != (char *)-1 ? s : NULL;
}

static void restore_prepare(void)
{
	static const char *const caps[] = { "sgr0", "rmkx", "cnorm", "rmcup" };

	tty.restore_len = 0;
	if (tty.paste_mode)
		for (const char *p = "\033[?2004l"; *p; p++)
			restore_put(*p);
	for (size_t i = 0; i < ARRAY_SIZE(caps); i++) {
		const char *s = cap(caps[i]);

		if (s)
			tputs(s, 1, restore_put);
	}
}

static enum st pipe_open(struct err *err)
{
	if (pipe2(tty.pipe, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_sys(err, ST_IO, errno, "cannot make a pipe");
	return ST_OK;
}

/* The two streams of the terminal. */
static enum st streams_open(struct err *err)
{
	if (!isatty(STDOUT_FILENO))
		return err_set(err, ST_USAGE,
			       "the browser needs a terminal on standard output");
	tty.out = stdout;
	tty.in = stdin;
	if (!isatty(STDIN_FILENO)) {
		tty.in = fopen("/dev/tty", "r+e");
		if (!tty.in)
			return err_sys(err, ST_USAGE, errno,
				       "cannot read keys from '/dev/tty'");
	}
	tty.fd_in = fileno(tty.in);
	tty.fd_out = fileno(tty.out);
	if (tcgetattr(tty.fd_out, &tty.before) < 0)
		return err_sys(err, ST_USAGE, errno,
			       "cannot ask the terminal for its modes");
	return ST_OK;
}

static enum st term_check(struct err *err)
{
	const char *name = getenv("TERM");
	bool moves;
	int why = 0;

	if (!name || !*name)
		return err_set(err, ST_USAGE, "TERM is not set: no usable terminal");
	if (terminfo_setup(name, STDOUT_FILENO, &why) != OK) {
		if (why < 0)
			return err_set(err, ST_USAGE, "cannot find the terminal database");
		return err_set(err, ST_USAGE, "unknown terminal type '%.60s' in TERM",
			       name);
	}
	/* newterm() reads its own. */
	moves = cap("cup") != NULL;
	del_curterm(cur_term);
	if (!moves)
		return err_set(err, ST_USAGE,
			       "terminal type '%.60s' cannot move the cursor", name);
	return ST_OK;
}

static void modes_enter(void)
{
	struct termios now;

	cbreak();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	/* ^C ^Z ^S ^Q ^V ^O are keys, in their order among the others; ^\ stays a signal. */
	if (!tty.blind && tcgetattr(tty.fd_in, &now) == 0) {
		now.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
		now.c_lflag &= ~(tcflag_t)IEXTEN;
		now.c_cc[VINTR] = now.c_cc[VSUSP] = _POSIX_VDISABLE;
		tcsetattr(tty.fd_in, TCSANOW, &now);
		def_prog_mode();
	}
}

static void paste_mode_set(bool on)
{
	if (tty.paste_mode)
		tty_send(on ? "\033[?2004h" : "\033[?2004l", 8);
}

static void screen_begin(void)
{
	if (!getenv("ESCDELAY"))
		set_escdelay(25);
	ttykeys_open();
	modes_enter();
	idlok(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	tty.open = tty.shown = true;
}

enum st tty_open(struct err *err)
{
	enum st st = streams_open(err);

	atexit(on_exit_of_curses);
	tty.entering = true;
	if (st == ST_OK)
		st = term_check(err);
	if (st == ST_OK)
		st = pipe_open(err);
	if (st != ST_OK) {
		tty.entering = false;
		return st;
	}
	signals_install();
	tty.fd_back = fcntl(tty.fd_out, F_DUPFD_CLOEXEC, 3);
	tty.fd_null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	tty.screen = newterm(NULL, tty.out, tty.in);
	if (!tty.screen) {
		tty.entering = false;
		signals_remove();
		return err_set(err, ST_USAGE, "cannot set up the terminal");
	}
	/* A terminal that knows titles or the alternate screen of xterm knows, or ignores, it. */
	tty.paste_mode = cap("BE") || tigetflag("XT") > 0 || cap("rmcup");
	restore_prepare();
	screen_begin();
	paste_mode_set(true);
	tty_apply_size();
	return ST_OK;
}

enum st tty_open_blind(int rows, int cols, struct err *err)
{
	int why = 0;
	enum st st = pipe_open(err);
	FILE *null;

	if (st != ST_OK)
		return st;
	null = fopen("/dev/null", "r+e");
	if (!null)
		return err_sys(err, ST_IO, errno, "cannot open '/dev/null'");
	atexit(on_exit_of_curses);
	tty.entering = true;
	crashes_install();
	if (terminfo_setup("xterm-256color", fileno(null), &why) == OK) {
		del_curterm(cur_term);
		tty.screen = newterm("xterm-256color", null, null);
	}
	if (!tty.screen) {
		tty.entering = false;
		crashes_remove();
		fclose(null);
		return err_set(err, ST_USAGE,
			       "no entry for xterm-256color in the terminal "
			       "database");
	}
	tty.in = tty.out = null;
	tty.blind = true;
	screen_begin();
	tty_set_size(rows, cols);
	return ST_OK;
}

void tty_close(void)
{
	if (!tty.open)
		return;
	tty.open = false;
	if (tty.shown && !tty.blind) {
		paste_mode_set(false);
		endwin();
		tcsetattr(tty.fd_out, TCSANOW, &tty.before);
	}
	tty.shown = false;
	ttykeys_close();
	if (tty.blind) {
		endwin();
		crashes_remove();
		delscreen(tty.screen);
		fclose(tty.in);
	} else {
		signals_remove();
		delscreen(tty.screen);
		if (tty.in != stdin)
			fclose(tty.in);
	}
	close(tty.fd_back);
	close(tty.fd_null);
	tty.fd_back = tty.fd_null = -1;
	close(tty.pipe[0]);
	close(tty.pipe[1]);
	tty.fd_in = tty.fd_out = tty.pipe[0] = tty.pipe[1] = -1;
}

bool tty_is_open(void)
{
	return tty.open;
}

bool tty_is_blind(void)
{
	return tty.blind;
}

int tty_key_fd(void)
{
	return tty.fd_in;
}

int tty_signal_fd(void)
{
	return tty.pipe[0];
}

unsigned tty_news(void)
{
	unsigned news = 0;
	char bytes[64];
	ssize_t n;

	while ((n = read(tty.pipe[0], bytes, sizeof(bytes))) > 0)
		for (ssize_t i = 0; i < n; i++)
			for (size_t j = 0; j < ARRAY_SIZE(told); j++)
				if (told[j].byte == bytes[i])
					news |= told[j].news;
	return news;
}

void tty_set_size(int rows, int cols)
{
	if (rows > 0 && cols > 0 && (rows != LINES || cols != COLS))
		resizeterm(rows, cols);
}

void tty_apply_size(void)
{
	struct winsize ws;

	if (!tty.blind && ioctl(tty.fd_out, TIOCGWINSZ, &ws) == 0)
		tty_set_size(ws.ws_row, ws.ws_col);
}

int tty_rows(void)
{
	return LINES;
}

int tty_cols(void)
{
	return COLS;
}

bool tty_is_gone(short revents)
{
	int there = 0;

	if (revents & (POLLHUP | POLLERR | POLLNVAL))
		return true;
	return (revents & POLLIN) && (ioctl(tty.fd_in, FIONREAD, &there) < 0 || there == 0);
}

void tty_leave_screen(void)
{
	if (!tty.shown || tty.blind)
		return;
	paste_mode_set(false);
	tty.shown = false;
	endwin();
	tcsetattr(tty.fd_out, TCSANOW, &tty.before);
}

void tty_return_screen(void)
{
	if (tty.shown || tty.blind)
		return;
	reset_prog_mode();
	tty.shown = true;
	paste_mode_set(true);
	tty_apply_size();
	tty_redraw();
}

void tty_suspend(void)
{
	struct sigaction dfl = { .sa_handler = SIG_DFL }, ours;

	if (tty.blind)
		return;
	tty_leave_screen();
	sigemptyset(&dfl.sa_mask);
	sigaction(SIGTSTP, &dfl, &ours);
	kill(getpid(), SIGTSTP);
	sigaction(SIGTSTP, &ours, NULL);
	tty_return_screen();
}

void tty_redraw(void)
{
	clearok(curscr, TRUE);
}

void tty_flush(void)
{
	tty.entering = false;
	wnoutrefresh(stdscr);
	doupdate();
}

void tty_send(const void *p, size_t n)
{
	if (tty.blind || tty.fd_out < 0)
		return;
	fflush(tty.out);
	if (!write_full(tty.fd_out, p, n))
		errno = 0; /* the loop notices a terminal that is gone */
}

bool tty_wait_enter(void)
{
	struct pollfd fds[2] = { { .fd = tty.fd_in, .events = POLLIN },
				 { .fd = tty.pipe[0], .events = POLLIN } };
	char c;

	if (tty.blind)
		return true;
	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return false;
		if (fds[1].revents & POLLIN) {
			unsigned news = tty_news();

			if (news & TTY_TERM)
				raise(SIGTERM);
			if (news & TTY_HANGUP)
				raise(SIGHUP);
			if (news & (TTY_TERM | TTY_HANGUP))
				return false;
			if (news & TTY_INTERRUPT)
				return true;
		}
		if (fds[0].revents && tty_is_gone(fds[0].revents))
			return false;
		if ((fds[0].revents & POLLIN) && read(tty.fd_in, &c, 1) == 1 && c == '\n')
			return true;
	}
}

bool tty_read_key(struct tty_key *ret, struct buf *paste)
{
	return ttykeys_read(ret, paste);
}
