/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vt_impl.h"

#include "tap.h"

#ifdef HAVE_VTERM

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#define WAIT_MS 30000

static const char mark_start[] = "\033]9001;idle;";

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

NORETURN static void give_up(struct vt *vt, const char *what)
{
	vt_diag(vt);
	if (!vt->ended)
		kill(vt->pid, SIGKILL);
	BAIL("waited in vain: %s", what);
}

/* Output of the emulated terminal: answers to questions of the program. */
static void answer(struct vt *vt)
{
	char out[256];
	size_t n;

	while ((n = vterm_output_read(vt->term, out, sizeof(out))) > 0)
		if (vt->fd >= 0 && write(vt->fd, out, n) < 0)
			break;
}

static const char wrap_start[] = "\033Ptmux;";

/* A byte within tmux's wrapping, up to ESC \; ESC ESC is an ESC of what is wrapped. */
static void skip_wrapped(struct vt *vt, char c)
{
	if (vt->wrap_esc && c == '\\')
		vt->nwrap = 0;
	vt->wrap_esc = !vt->wrap_esc && c == '\033';
}

/* As tmux does: what is wrapped goes to the terminal around it, and is no part of the screen. */
static void unwrap_feed(struct vt *vt, const char *p, size_t n)
{
	const size_t fixed = sizeof(wrap_start) - 1;

	for (size_t i = 0; i < n; i++) {
		if (vt->nwrap == fixed) {
			skip_wrapped(vt, p[i]);
		} else if (p[i] == wrap_start[vt->nwrap]) {
			vt->nwrap++;
		} else {
			vterm_input_write(vt->term, wrap_start, vt->nwrap);
			vt->nwrap = p[i] == wrap_start[0];
			if (!vt->nwrap)
				vterm_input_write(vt->term, p + i, 1);
		}
	}
}

static void screen_feed(struct vt *vt, const char *p, size_t n)
{
	if (!n)
		return;
	if (vt->nlog + n + 1 > vt->caplog) {
		vt->caplog = (vt->nlog + n + 1) * 2;
		vt->log = realloc(vt->log, vt->caplog);
		if (!vt->log)
			abort();
	}
	memcpy(vt->log + vt->nlog, p, n);
	vt->nlog += n;
	vt->log[vt->nlog] = '\0';
	if (vt->tmux)
		unwrap_feed(vt, p, n);
	else
		vterm_input_write(vt->term, p, n);
	answer(vt);
}

/*
 * N bytes of the stream: idle marks are noted and taken out, the rest goes to the screen in
 * pieces as big as can be. What may be the beginning of a mark is kept back.
 */
static void feed(struct vt *vt, const char *p, size_t n)
{
	const size_t fixed = sizeof(mark_start) - 1;
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		char c = p[i];

		if (vt->nosc == 0) {
			if (c != mark_start[0])
				continue;
			screen_feed(vt, p + from, i - from);
			vt->osc[vt->nosc++] = c;
			from = i + 1;
		} else if (vt->nosc < fixed ? c == mark_start[vt->nosc]
					    : c >= '0' && c <= '9' &&
						      vt->nosc < sizeof(vt->osc) - 1) {
			vt->osc[vt->nosc++] = c;
			from = i + 1;
		} else if (vt->nosc > fixed && c == '\a') {
			vt->osc[vt->nosc] = '\0';
			vt->handled = strtoull(vt->osc + fixed, NULL, 10);
			vt->idles++;
			vt->nosc = 0;
			from = i + 1;
		} else {
			screen_feed(vt, vt->osc, vt->nosc);
			vt->nosc = 0;
			from = i--; /* look at it again: it may begin a mark */
		}
	}
	if (vt->nosc == 0)
		screen_feed(vt, p + from, n - from);
}

/*
 * Read what has come, waiting until DEADLINE for the first of it. False at the end of the
 * program's output; *ret_late when nothing came in time.
 */
static bool vt_pump(struct vt *vt, int64_t deadline, bool *ret_late)
{
	struct pollfd pfd = { .fd = vt->fd, .events = POLLIN };
	char in[8192];
	ssize_t n;
	int64_t left = deadline - now_ms();

	if (vt->eof || vt->fd < 0)
		return false;
	if (poll(&pfd, 1, left > 0 ? (int)left : 0) == 0) {
		*ret_late = true;
		return true;
	}
	n = read(vt->fd, in, sizeof(in));
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n <= 0) {
		vt->eof = true;
		return false;
	}
	feed(vt, in, (size_t)n);
	return true;
}

/* The child ended: our own hold on the slave side keeps read() from telling. */
static bool reap(struct vt *vt, int flags)
{
	int status;

	if (vt->ended)
		return true;
	if (waitpid(vt->pid, &status, flags) != vt->pid)
		return false;
	vt->status = status;
	vt->ended = !WIFSTOPPED(status);
	return vt->ended;
}

typedef bool (*until_fn)(struct vt *vt, const void *arg);

static void wait_until(struct vt *vt, until_fn fn, const void *arg, const char *what)
{
	int64_t end = now_ms() + WAIT_MS;

	while (!fn(vt, arg)) {
		bool late = false;

		/* short turns, so that the end of the program is noticed */
		if (!vt_pump(vt, MIN(end, now_ms() + 50), &late))
			give_up(vt, what);
		if (late && (now_ms() >= end || reap(vt, WNOHANG)))
			give_up(vt, what);
	}
}

static int on_prop(VTermProp prop, VTermValue *val, void *user)
{
	struct vt *vt = user;

	if (prop == VTERM_PROP_ALTSCREEN)
		vt->altscreen = val->boolean;
	else if (prop == VTERM_PROP_CURSORVISIBLE)
		vt->cursor_visible = val->boolean;
	else if (prop == VTERM_PROP_MOUSE)
		vt->mouse = val->number != 0;
	else if (prop == VTERM_PROP_TITLE || prop == VTERM_PROP_ICONNAME)
#if VTERM_VERSION_MAJOR == 0 && VTERM_VERSION_MINOR < 2
		snprintf(vt->title, sizeof(vt->title), "%s", val->string);
#else
		snprintf(vt->title, sizeof(vt->title), "%.*s", (int)val->string.len,
			 val->string.str);
#endif
	return 1;
}

/*
 * The program's own handlers give the terminal back: sanitizers must not take their place.
 */
static void leave_signals_alone(const char *options)
{
	const char *was = getenv(options);
	char text[1024];

	snprintf(text, sizeof(text), "%s%shandle_segv=0:handle_sigbus=0:handle_abort=0",
		 was ? was : "", was && *was ? ":" : "");
	setenv(options, text, 1);
}

NORETURN static void run_child(const struct vt_options *opt, const char *const *args,
			       const char *program)
{
	const char *argv[64] = { program };

	for (size_t i = 0; i + 2 < ARRAY_SIZE(argv) && args[i]; i++)
		argv[i + 1] = args[i];
	setenv("TERM", opt->term ? opt->term : "xterm-256color", 1);
	leave_signals_alone("ASAN_OPTIONS");
	leave_signals_alone("UBSAN_OPTIONS");
	leave_signals_alone("TSAN_OPTIONS");
	unsetenv("LINES");
	unsetenv("COLUMNS");
	if (opt->no_sync)
		unsetenv("TRAILSIFT_TEST_SYNC");
	else
		setenv("TRAILSIFT_TEST_SYNC", "1", 1);
	for (const char *const *e = opt->env; e && *e; e++) {
		if (strchr(*e, '='))
			putenv((char *)(uintptr_t)*e);
		else
			unsetenv(*e);
	}
	if (opt->input > 0)
		dup2(opt->input, 0);
	if (opt->dir && chdir(opt->dir) != 0)
		_exit(126);
	execv(program, (char *const *)(uintptr_t)argv);
	_exit(127);
}

struct vt *vt_open(const struct vt_options *opt, const char *const *args)
{
	static const VTermScreenCallbacks callbacks = { .settermprop = on_prop };
	const char *program = opt->program ? opt->program : getenv("TRAILSIFT");
	struct vt *vt = calloc(1, sizeof(*vt));
	struct winsize size;
	int master;

	if (!vt)
		abort();
	if (!program)
		BAIL("no program: set $TRAILSIFT");
	vt->rows = opt->rows ? opt->rows : 24;
	vt->cols = opt->cols ? opt->cols : 80;
	vt->sync = !opt->no_sync;
	vt->tmux = opt->term && strncmp(opt->term, "tmux", 4) == 0;
	vt->cursor_visible = true;
	vt->term = vterm_new(vt->rows, vt->cols);
	vterm_set_utf8(vt->term, 1);
	vt->screen = vterm_obtain_screen(vt->term);
	vterm_screen_set_callbacks(vt->screen, &callbacks, vt);
	vterm_screen_enable_altscreen(vt->screen, 1);
	vterm_screen_reset(vt->screen, 1);

	size = (struct winsize){ .ws_row = (unsigned short)vt->rows,
				 .ws_col = (unsigned short)vt->cols };
	if (openpty(&master, &vt->slave, NULL, NULL, &size) != 0)
		BAIL("no pty: %s", strerror(errno));
	fcntl(master, F_SETFD, FD_CLOEXEC);
	fcntl(vt->slave, F_SETFD, FD_CLOEXEC);
	fflush(stdout);
	vt->fd = master;
	vt->pid = fork();
	if (vt->pid < 0)
		BAIL("cannot fork: %s", strerror(errno));
	if (vt->pid == 0) {
		close(master);
		if (login_tty(vt->slave) != 0)
			_exit(125);
		run_child(opt, args, program);
	}
	return vt;
}

void vt_close(struct vt *vt)
{
	if (!vt)
		return;
	if (!vt->ended) {
		kill(vt->pid, SIGKILL);
		reap(vt, 0);
	}
	if (vt->fd >= 0)
		close(vt->fd);
	if (vt->slave >= 0)
		close(vt->slave);
	vterm_free(vt->term);
	free(vt->log);
	free(vt->text);
	free(vt);
}

int vt_end(struct vt *vt)
{
	int64_t end = now_ms() + WAIT_MS;

	while (!reap(vt, WNOHANG)) {
		bool late = false;

		if (now_ms() >= end)
			give_up(vt, "the program's end");
		if (!vt_pump(vt, MIN(end, now_ms() + 20), &late) && vt->fd < 0)
			poll(NULL, 0,
			     5); /* hung up: nothing to read, only the end to come */
	}
	/* what it sent last */
	for (bool late = false; !late && vt_pump(vt, now_ms(), &late);)
		continue;
	return WIFSIGNALED(vt->status) ? 128 + WTERMSIG(vt->status)
				       : WEXITSTATUS(vt->status);
}

/* Keys. */

static const struct {
	const char *name, *seq;
} key_seqs[] = {
	{ "Enter", "\r" },     { "Esc", "\033" },     { "Tab", "\t" },
	{ "S-Tab", "\033[Z" }, { "Space", " " },      { "Backspace", "\177" },
	{ "BS", "\177" },      { "Up", "\033OA" },    { "Down", "\033OB" },
	{ "Right", "\033OC" }, { "Left", "\033OD" },  { "Home", "\033OH" },
	{ "End", "\033OF" },   { "PgUp", "\033[5~" }, { "PgDn", "\033[6~" },
	{ "Ins", "\033[2~" },  { "Del", "\033[3~" },  { "F1", "\033OP" },
	{ "F2", "\033OQ" },    { "F3", "\033OR" },    { "F4", "\033OS" },
	{ "F5", "\033[15~" },  { "F6", "\033[17~" },  { "F7", "\033[18~" },
	{ "F8", "\033[19~" },  { "F9", "\033[20~" },  { "F10", "\033[21~" },
	{ "F11", "\033[23~" }, { "F12", "\033[24~" },
};

void vt_send(struct vt *vt, const void *p, size_t n)
{
	const char *at = p;

	while (n) {
		ssize_t k = write(vt->fd, at, n);

		if (k < 0 && errno != EINTR)
			give_up(vt, "room in the terminal's input");
		if (k > 0) {
			at += k;
			n -= (size_t)k;
		}
	}
}

static void send_key(struct vt *vt, const char *name)
{
	vt->sent++;
	for (size_t i = 0; i < ARRAY_SIZE(key_seqs); i++) {
		if (strcmp(name, key_seqs[i].name) == 0) {
			vt_send(vt, key_seqs[i].seq, strlen(key_seqs[i].seq));
			return;
		}
	}
	if (strlen(name) == 3 && name[0] == 'C' && name[1] == '-') {
		char c = (char)(name[2] & 0x1f);

		vt_send(vt, &c, 1);
	} else if (strlen(name) == 3 && name[0] == 'M' && name[1] == '-') {
		char seq[2] = { '\033', name[2] };

		vt_send(vt, seq, 2);
	} else {
		vt_send(vt, name, strlen(name));
	}
}

static bool is_handled(struct vt *vt, const void *arg)
{
	return vt->handled >= *(const uint64_t *)arg;
}

static bool is_idle(struct vt *vt, const void *arg)
{
	return vt->idles >= *(const uint64_t *)arg;
}

static bool is_shown(struct vt *vt, const void *arg)
{
	return vt_has(vt, arg);
}

static bool is_gone(struct vt *vt, const void *arg)
{
	return !vt_has(vt, arg);
}

static bool has_ended(struct vt *vt)
{
	bool late = false;

	while (!late && vt_pump(vt, now_ms(), &late))
		continue;
	return reap(vt, WNOHANG);
}

/* N keys were sent; a program that ended on one of them (q) has handled them too. */
static void wait_sent(struct vt *vt, uint64_t from, unsigned n)
{
	uint64_t want = from + n;
	int64_t end = now_ms() + WAIT_MS;

	while (vt->sync && !is_handled(vt, &want)) {
		bool late = false;

		if (!vt_pump(vt, MIN(end, now_ms() + 50), &late) || has_ended(vt))
			return;
		if (late && now_ms() >= end)
			give_up(vt, "keys to be handled");
	}
}

void vt_keys(struct vt *vt, ...)
{
	uint64_t from = vt->handled;
	unsigned n = 0;
	const char *name;
	va_list ap;

	va_start(ap, vt);
	while ((name = va_arg(ap, const char *)) != NULL) {
		send_key(vt, name);
		n++;
		/* an escape byte and what follows it must not look like one key */
		if (strcmp(name, "Esc") == 0)
			wait_sent(vt, from, n);
	}
	va_end(ap);
	wait_sent(vt, from, n);
}

void vt_type(struct vt *vt, const char *text)
{
	uint64_t from = vt->handled;
	unsigned n = 0;

	for (const char *p = text; *p; p++)
		n += (*p & 0xc0) != 0x80;
	vt->sent += n;
	vt_send(vt, text, strlen(text));
	wait_sent(vt, from, n);
}

void vt_mouse(struct vt *vt, int button, int row, int col)
{
	char seq[64];

	snprintf(seq, sizeof(seq), "\033[<%d;%d;%dM\033[<%d;%d;%dm", button, col + 1,
		 row + 1, button, col + 1, row + 1);
	/* the wheel has no release */
	vt_send(vt, seq, button >= 64 ? strlen(seq) / 2 : strlen(seq));
}

/* Size and signals. */

void vt_resize(struct vt *vt, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
				.ws_col = (unsigned short)cols };

	vt->rows = rows;
	vt->cols = cols;
	vterm_set_size(vt->term, rows, cols);
	if (ioctl(vt->fd, TIOCSWINSZ, &size) != 0)
		give_up(vt, "a new size");
}

void vt_signal(struct vt *vt, int sig)
{
	kill(vt->pid, sig);
}

bool vt_wait_stopped(struct vt *vt)
{
	int64_t end = now_ms() + WAIT_MS;

	vt->status = 0;
	while (!reap(vt, WNOHANG | WUNTRACED) && !WIFSTOPPED(vt->status)) {
		bool late = false;

		if (now_ms() >= end)
			give_up(vt, "the program to stop");
		vt_pump(vt, MIN(end, now_ms() + 20), &late);
	}
	for (bool late = false; !late && vt_pump(vt, now_ms(), &late);)
		continue;
	return !vt->ended;
}

void vt_hangup(struct vt *vt)
{
	close(vt->slave);
	close(vt->fd);
	vt->slave = vt->fd = -1;
}

int vt_pid(const struct vt *vt)
{
	return vt->pid;
}

void vt_idle(struct vt *vt)
{
	uint64_t want = vt->idles + 1;

	wait_until(vt, is_idle, &want, "an idle mark");
}

void vt_wait(struct vt *vt, const char *text)
{
	wait_until(vt, is_shown, text, text);
}

void vt_wait_gone(struct vt *vt, const char *text)
{
	wait_until(vt, is_gone, text, text);
}

void vt_mark(struct vt *vt)
{
	vt->mark = vt->handled;
}

void vt_wait_handled(struct vt *vt, unsigned n)
{
	uint64_t want = vt->mark + n;

	wait_until(vt, is_handled, &want, "keys to be handled");
}

#endif
