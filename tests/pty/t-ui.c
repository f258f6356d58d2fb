/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The browser in a terminal: start and end, sizes, signals, what is sent. */
#include "tap.h"
#include "vt.h"

#include "trail.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/* N events of a quiet day, in one file. */
static char *make_trail(const char *name, int n)
{
	static const char *const names[] = { "Invoke20150331", "GetFunction20150331v2",
					     "UpdateFunctionCode20150331v2",
					     "ListFunctions" };
	static const char *const users[] = { "alice", "bob", "carol" };
	struct buf out = BUF_INIT;

	buf_adds(&out, "{\"Records\":[");
	for (int i = 0; i < n; i++) {
		char id[64], ip[32], more[160];
		struct trail_event e = { id, i * 13L, names[i % 4], users[i % 3],
					 ip, NULL,    more };

		snprintf(id, sizeof(id), "%08x-1111-4222-8333-%012x",
			 (unsigned)i * 2654435761u, (unsigned)i * 40503u);
		snprintf(ip, sizeof(ip), "203.0.113.%d", i % 7);
		snprintf(more, sizeof(more),
			 ",\"requestParameters\":{\"functionName\":\"fn-%d\"},"
			 "\"userAgent\":\"aws-cli/2.15.%d\"",
			 i % 5, i % 9);
		e.error = i % 10 == 3 ? "AccessDenied" : NULL;
		if (i)
			buf_addc(&out, ',');
		trail_add(&out, &e);
	}
	buf_adds(&out, "]}");
	trail_write_bytes(name, buf_sv(&out));
	buf_release(&out);
	return trail_path(name);
}

static struct vt *open_at(const char *path, int rows, int cols, const char *term,
			  const char *const *env)
{
	const char *const args[] = { path, NULL };

	return vt_open(
		&(struct vt_options){
			.rows = rows, .cols = cols, .term = term, .env = env },
		args);
}

/* Loaded, and all of it painted. */
static void ready(struct vt *vt)
{
	vt_wait(vt, "loaded ");
	vt_keys(vt, "C-l", NULL);
}

/* Another size, painted. */
static void resize(struct vt *vt, int rows, int cols)
{
	vt_resize(vt, rows, cols);
	vt_idle(vt);
}

/* Bytes that make N keys, handled. */
static void sent(struct vt *vt, const char *bytes, unsigned n)
{
	vt_mark(vt);
	vt_send(vt, bytes, strlen(bytes));
	vt_wait_handled(vt, n);
}

static void start_and_end(const char *path)
{
	struct vt *vt = open_at(path, 30, 100, NULL, NULL);
	const char *bytes;

	ready(vt);
	OK(vt_altscreen(vt), "alternate screen");
	OK(vt_has(vt, "[1 Timeline]"), "the timeline is first");
	OK(vt_has(vt, "400 of 400 shown"), "how much is shown");
	OK(vt_has(vt, "event 1 of 400"), "the cursor is on the first event");
	vt_keys(vt, "q", NULL);
	IS_INT(vt_end(vt), 0, "q ends");
	OK(!vt_altscreen(vt), "the screen from before is back");
	OK(vt_tty_is_sane(vt), "the terminal's modes too");
	vt_bytes(vt, &bytes);
	OK(strstr(bytes, "\033[?2004h") && strstr(bytes, "\033[?2004l"),
	   "bracketed paste is switched on and off");
	vt_close(vt);
}

static int by_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

/* The promises of the contract: median of 100 `j` at 100x30, and nothing while idle. */
static void bytes_per_key(const char *path)
{
	struct vt *vt = open_at(path, 30, 100, NULL, NULL);
	size_t sent[100], all = 0;

	ready(vt);
	for (size_t i = 0; i < ARRAY_SIZE(sent); i++) {
		vt_clear_bytes(vt);
		vt_keys(vt, "j", NULL);
		sent[i] = vt_bytes(vt, NULL);
		all += sent[i];
	}
	qsort(sent, ARRAY_SIZE(sent), sizeof(*sent), by_size);
	DIAG("bytes for each j: median %zu, mean %zu, most %zu", sent[50], all / 100,
	     sent[99]);
	OK(sent[50] <= 300, "at most 300 bytes for each j: %zu", sent[50]);
	OK(vt_has(vt, "event 101 of 400"), "100 rows down");
	vt_clear_bytes(vt);
	/* A key that moves nothing: what was waiting to be sent would come with it. */
	vt_keys(vt, "p", "p", NULL);
	vt_clear_bytes(vt);
	vt_keys(vt, "Esc", "Esc", NULL);
	vt_clear_bytes(vt);
	vt_keys(vt, "Esc", NULL);
	OK(vt_bytes(vt, NULL) <= 64,
	   "a key that changes nothing sends next to nothing: %zu", vt_bytes(vt, NULL));
	vt_close(vt);
}

static void sizes(const char *path)
{
	static const int size[][2] = { { 24, 80 },  { 12, 60 }, { 11, 60 }, { 12, 59 },
				       { 1, 1 },    { 2, 2 },   { 1, 200 }, { 200, 1 },
				       { 60, 200 }, { 5, 10 },  { 13, 61 }, { 30, 100 } };
	struct vt *vt = open_at(path, 30, 100, NULL, NULL);
	int row, col;

	ready(vt);
	for (size_t i = 0; i < ARRAY_SIZE(size); i++) {
		static const char *const keys[] = { "1", "4",   "5", "6",   "f", "?",
						    "x", "Esc", "/", "Esc", ":", "Esc",
						    "v", "Esc", "1", "j" };

		resize(vt, size[i][0], size[i][1]);
		for (size_t k = 0; k < ARRAY_SIZE(keys); k++) {
			vt_keys(vt, keys[k], NULL);
			if (strcmp(keys[k], "?") == 0 || strcmp(keys[k], "f") == 0)
				vt_keys(vt, "Backspace", NULL);
		}
		PASS("every pane at %dx%d", size[i][1], size[i][0]);
	}
	resize(vt, 24, 80);
	vt_keys(vt, "1", "g", NULL);
	OK(vt_find(vt, "TIME(UTC)", &row, &col), "80x24: titles of the columns");
	OK(vt_find(vt, "--- event", &row, &col) ||
		   vt_find(vt, "event 1 of 400", &row, &col),
	   "80x24: the facts");
	OK(row >= 8 + 3, "80x24: at least 8 rows above them");
	vt_resize(vt, 11, 80);
	vt_wait(vt, "window too small");
	vt_resize(vt, 24, 80);
	vt_wait(vt, "event 1 of 400");
	vt_keys(vt, "q", NULL);
	IS_INT(vt_end(vt), 0, "still alive after all sizes");
	vt_close(vt);
}

static void signals(const char *path)
{
	static const struct {
		int sig, status;
	} ends[] = { { SIGTERM, 143 },           { SIGHUP, 129 },
		     { SIGSEGV, 128 + SIGSEGV }, { SIGABRT, 128 + SIGABRT },
		     { SIGBUS, 128 + SIGBUS },   { SIGQUIT, 128 + SIGQUIT } };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		struct vt *vt = open_at(path, 24, 80, NULL, NULL);

		ready(vt);
		vt_signal(vt, ends[i].sig);
		IS_INT(vt_end(vt), ends[i].status, "signal %d ends the program",
		       ends[i].sig);
		OK(!vt_altscreen(vt), "signal %d: the screen is given back", ends[i].sig);
		OK(vt_tty_is_sane(vt), "signal %d: and the modes", ends[i].sig);
		vt_close(vt);
	}
}

/* Job control needs a shell above the program. */
static void suspend(const char *path)
{
	static const char script[] = "\"$TRAILSIFT\" \"$1\"; echo it stopped; read x; fg";
	struct vt *vt = vt_open(&(struct vt_options){ .program = "/bin/sh" },
				(const char *const[]){ "-mc", script, "sh", path, NULL });
	int row, col;

	ready(vt);
	vt_mark(vt);
	vt_send(vt, "\032", 1);
	vt_wait(vt, "it stopped");
	OK(!vt_altscreen(vt), "^Z gives the screen back");
	OK(vt_tty_is_sane(vt), "and the modes");
	vt_resize(vt, 30, 90);
	vt_send(vt, "\r", 1);
	vt_wait_handled(vt, 1);
	vt_keys(vt, "j", NULL);
	OK(vt_altscreen(vt), "and is back after");
	OK(vt_has(vt, "event 2 of 400"), "with keys");
	OK(vt_find(vt, "Enter:record", &row, &col) && row == 28, "and the new size");
	vt_keys(vt, "q", NULL);
	IS_INT(vt_end(vt), 0, "ends well");
	vt_close(vt);
}

static void interrupt(const char *path)
{
	struct vt *vt = open_at(path, 24, 80, NULL, NULL);

	ready(vt);
	vt_keys(vt, "C-c", NULL);
	OK(vt_has(vt, "^C again"), "^C says what the next one does");
	vt_keys(vt, "C-c", NULL);
	OK(vt_has(vt, "Quit?"), "the second asks");
	vt_keys(vt, "n", NULL);
	OK(vt_has(vt, "still here"), "no stays");
	vt_keys(vt, "C-c", "C-c", "y", NULL);
	IS_INT(vt_end(vt), 130, "yes ends as an interrupt");
	vt_close(vt);
}

static void hangup(const char *path)
{
	struct vt *vt = open_at(path, 24, 80, NULL, NULL);

	ready(vt);
	vt_hangup(vt);
	IS_INT(vt_end(vt), 129, "a terminal that is gone ends the program");
	vt_close(vt);
}

static void quit_asks(const char *path)
{
	struct vt *vt = open_at(path, 24, 80, NULL, NULL);

	ready(vt);
	vt_keys(vt, "m", "q", NULL);
	OK(vt_has(vt, "Quit?"), "with marks q asks");
	vt_keys(vt, "Esc", NULL);
	OK(!vt_has(vt, "Quit?"), "Esc stays");
	vt_keys(vt, "u", "q", NULL);
	IS_INT(vt_end(vt), 0, "without marks it does not");
	vt_close(vt);
}

/* No colour is sent, and what colours tell is told by words. */
static void plain_looks(const char *path)
{
	static const char *const no_color[] = { "NO_COLOR=1", NULL };
	static const struct {
		const char *term, *const *env, *name;
	} looks[] = { { NULL, no_color, "NO_COLOR" },
		      { "vt100", NULL, "vt100" },
		      { "xterm-mono", NULL, "xterm-mono" } };

	for (size_t i = 0; i < ARRAY_SIZE(looks); i++) {
		struct vt *vt = open_at(path, 24, 80, looks[i].term, looks[i].env);
		int colored = 0;

		ready(vt);
		for (int y = 0; y < 24; y++)
			for (int x = 0; x < 80; x++)
				colored += vt_cell(vt, y, x).fg != VT_DEFAULT ||
					   vt_cell(vt, y, x).bg != VT_DEFAULT;
		IS_INT(colored, 0, "%s: no cell has a colour", looks[i].name);
		OK(vt_has(vt, "DENIED") && vt_has(vt, "> 10:00:00"),
		   "%s: results and the cursor are words and signs", looks[i].name);
		vt_keys(vt, "4", "5", "6", "1", "q", NULL);
		IS_INT(vt_end(vt), 0, "%s: ends well", looks[i].name);
		vt_close(vt);
	}
}

static void bad_terminals(const char *path)
{
	static const char *const terms[] = { "no-such-terminal", "dumb", "" };

	for (size_t i = 0; i < ARRAY_SIZE(terms); i++) {
		struct vt *vt = open_at(path, 24, 80, terms[i], NULL);

		IS_INT(vt_end(vt), 2, "TERM='%s' is wrong usage", terms[i]);
		OK(vt_has(vt, "trailsift: "), "TERM='%s': and says why", terms[i]);
		vt_close(vt);
	}
}

/* Strings of the data never reach the terminal as they are. */
static void hostile(void)
{
	static const char *const parts[] = { "\\u001b]0;owned\\u0007",
					     "\\u001b[31mred",
					     "\\u009b2J",
					     "\\u202eright to left",
					     "\\u001bP+q\\u001b\\\\",
					     "\\u001b]52;c;aGk=\\u0007",
					     "zero\\u200bwidth",
					     "\\u007f\\u0008\\u0008" };
	struct buf out = BUF_INIT;
	char *path;
	struct vt *vt;
	const char *bytes;

	buf_adds(&out, "{\"Records\":[");
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (i)
			buf_addc(&out, ',');
		buf_addf(&out,
			 "{\"eventVersion\":\"1.0\",\"eventTime\":\"2024-05-14T10:00:0%"
			 "zuZ\","
			 "\"eventName\":\"Odd%s\",\"eventSource\":\"s3.amazonaws.com\","
			 "\"userAgent\":\"%s\",\"sourceIPAddress\":\"%s\",\"%s\":1,"
			 "\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"%s\"}}",
			 i, parts[i], parts[i], parts[i], parts[i], parts[i]);
	}
	buf_adds(&out, "]}");
	trail_write_bytes("odd\033]0;name\a.json", buf_sv(&out));
	path = trail_path("odd\033]0;name\a.json");
	vt = open_at(path, 30, 100, NULL, NULL);
	ready(vt);
	vt_keys(vt, "j", "j", "6", "Tab", "Tab", "Tab", "Tab", "J", "J", "J", "q", NULL);
	vt_keys(vt, "4", "5", "1", "+", "f", "q", "u", NULL);
	vt_type(vt, "/");
	vt_type(vt, "owned");
	vt_keys(vt, "Enter", "n", ":", "Esc", NULL);
	vt_bytes(vt, &bytes);
	IS_STR(vt_title(vt), "", "no title was set");
	OK(!strstr(bytes, "\033]0;") && !strstr(bytes, "\a"), "no OSC comes through");
	OK(!strstr(bytes, "\033]52;") && !strstr(bytes, "\033P"), "no clipboard, no DCS");
	OK(!strstr(bytes, "\xe2\x80\xae") && !strstr(bytes, "\xc2\x9b") &&
		   !strstr(bytes, "\xe2\x80\x8b"),
	   "no C1, bidi or zero-width");
	OK(vt_has(vt, "\\x1b]0;owned\\x07") || vt_has(vt, "\\x1b"), "escapes are visible");
	vt_keys(vt, "q", NULL);
	IS_INT(vt_end(vt), 0, "ends well");
	vt_close(vt);
	buf_release(&out);
	free(path);
}

/* Pasted text goes into a prompt and nowhere else. */
static void paste(const char *path)
{
	static const char junk[] = "\033[200~qqq\r:quit!\r\033[201~";
	struct vt *vt = open_at(path, 24, 80, NULL, NULL);

	ready(vt);
	sent(vt, junk, 1);
	OK(vt_has(vt, "pasted text goes into a prompt"), "a paste is no keys");
	vt_keys(vt, "&", NULL);
	sent(vt, "\033[200~event=Invoke\033[201~", 1);
	OK(vt_has(vt, "filter: event=Invoke"), "in a prompt it is text");
	vt_keys(vt, "Enter", NULL);
	OK(vt_has(vt, "100 of 400 shown"), "the pasted filter holds");
	vt_keys(vt, "q", NULL);
	IS_INT(vt_end(vt), 0, "ends well");
	vt_close(vt);
}

/* Keys of other terminals, and sequences nobody knows. */
static void odd_keys(const char *path)
{
	struct vt *vt = open_at(path, 24, 80, NULL, NULL);

	ready(vt);
	sent(vt, "\033[4~", 1);
	OK(vt_has(vt, "event 400 of 400"), "End of vt220");
	sent(vt, "\033[1~", 1);
	OK(vt_has(vt, "event 1 of 400"), "Home of vt220");
	sent(vt, "\033[1;5C\033[999z\033O1;2xj", 1);
	OK(vt_has(vt, "[1 Timeline]") && vt_has(vt, "event 2 of 400"),
	   "an unknown sequence is no Esc and no digits");
	sent(vt, "\033[11~", 1);
	OK(vt_has(vt, "[Help]"), "F1 of PuTTY");
	vt_keys(vt, "Esc", "q", NULL);
	IS_INT(vt_end(vt), 0, "ends well");
	vt_close(vt);
}

/* Standard input is the data, the keyboard is /dev/tty. */
static void from_stdin(const char *path)
{
	int fd = open(path, O_RDONLY);
	struct vt *vt = vt_open(&(struct vt_options){ .input = fd },
				(const char *const[]){ "-", NULL });

	ready(vt);
	OK(vt_has(vt, "standard input"), "the name of the source");
	vt_keys(vt, "G", NULL);
	OK(vt_has(vt, "event 400 of 400"), "keys come from /dev/tty");
	vt_keys(vt, "q", NULL);
	IS_INT(vt_end(vt), 0, "ends well");
	vt_close(vt);
	close(fd);
}

/* The hardware cursor is on the focused row, seen when that is asked for. */
static void cursor(const char *path)
{
	static const char *const a11y[] = { "TRAILSIFT_A11Y=1", NULL };
	static const char *const keys[] = { "j", "4", "5", "6", "f", "q", "1", "G" };

	for (int shown = 0; shown < 2; shown++) {
		struct vt *vt = open_at(path, 24, 80, NULL, shown ? a11y : NULL);
		int row, col, at_row, at_col;
		bool visible;

		ready(vt);
		for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
			vt_keys(vt, keys[i], NULL);
			vt_cursor(vt, &at_row, &at_col, &visible);
			IS_INT(visible, shown, "after %s: cursor seen or not", keys[i]);
			if (vt_find(vt, ">", &row, &col) && strcmp(keys[i], "f") != 0)
				IS_INT(at_row, row, "after %s: on the row of the >",
				       keys[i]);
		}
		vt_keys(vt, "/", NULL);
		vt_cursor(vt, &at_row, &at_col, &visible);
		OK(visible && at_row == 22, "in a prompt it is where one types");
		vt_keys(vt, "Esc", "q", NULL);
		IS_INT(vt_end(vt), 0, "ends well");
		vt_close(vt);
	}
}

/* yc in the pane of KEY copies a command line that begins with LINE. */
static void copied_command(struct vt *vt, const char *key, const char *tab,
			   const char *line)
{
	vt_keys(vt, key, "y", "c", NULL);
	vt_send(vt, "P", 1);
	vt_wait(vt, line); /* what was printed before still stands above it */
	PASS("pane %s: '%s'", key, line);
	vt_mark(vt);
	vt_send(vt, "\r", 1);
	vt_wait(vt, tab);
}

/* Copies go to the terminal as OSC 52, through tmux in its own wrapping, only when asked. */
static void copies(const char *path)
{
	static const char *const tmux[] = { "TMUX=/tmp/x,1,0", NULL };
	static const char *const none[] = { "TMUX", NULL };
	/* the last: a terminal that was started from within tmux */
	static const struct {
		const char *term, *const *env;
		bool wrapped;
	} terminals[] = {
		{ NULL, none, false },
		{ "tmux-256color", tmux, true },
		{ "xterm-256color", tmux, false },
	};
	static const struct {
		const char *key, *tab, *line;
	} commands[] = {
		{ "2", "[2 Functions]", "trailsift functions " },
		{ "3", "[3 Identities]", "trailsift identities " },
		{ "5", "[5 Values]", "trailsift count --by event " },
		{ "1", "[1 Timeline]", "trailsift events " },
	};
	const char *bytes;

	for (size_t t = 0; t < ARRAY_SIZE(terminals); t++) {
		struct vt *vt = open_at(path, 24, 80, terminals[t].term, terminals[t].env);

		ready(vt);
		vt_bytes(vt, &bytes);
		OK(!strstr(bytes, "\033]52;"), "nothing is copied unasked");
		vt_clear_bytes(vt);
		vt_keys(vt, "y", "v", NULL);
		vt_bytes(vt, &bytes);
		OK(strstr(bytes, "\033]52;c;SW52b2tl\a"), "the value goes out as OSC 52");
		OK(!strstr(bytes, "\033Ptmux;") == !terminals[t].wrapped,
		   "wrapped only within tmux");
		OK(vt_has(vt, "OSC 52") && vt_has(vt, "press P"),
		   "the message says which way, and what else there is");
		vt_send(vt, "P", 1);
		vt_wait(vt, "-- Enter goes back");
		OK(vt_has(vt, "Invoke") && !vt_altscreen(vt), "P prints it plainly");
		vt_mark(vt);
		vt_send(vt, "\r", 1);
		vt_wait(vt, "[1 Timeline]");
		vt_keys(vt, "j", NULL);
		for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
			copied_command(vt, commands[i].key, commands[i].tab,
				       commands[i].line);
		vt_keys(vt, "q", NULL);
		IS_INT(vt_end(vt), 0, "ends well");
		vt_close(vt);
	}
}

/* Everything works while the load goes on, and ^C ends the load, not the program. */
static void while_loading(const char *path)
{
	int fds[2];
	struct vt *vt;

	/* A pipe that never ends keeps the load going. */
	if (pipe(fds))
		BAIL("no pipe");
	vt = vt_open(&(struct vt_options){ .input = fds[0] },
		     (const char *const[]){ path, "-", NULL });
	close(fds[0]);
	vt_wait(vt, "LOADING");
	vt_wait(vt, "event 1 of");
	vt_wait(vt, "PARTIAL DATA");
	OK(vt_has(vt, "+ shown"), "counts are lower bounds");
	/* the list of files, while they are read: the thread sanitizer looks on */
	vt_send(vt, "4", 1);
	vt_wait(vt, "[4 Sources]");
	vt_send(vt, "jk1", 3);
	vt_wait(vt, "event 1 of");
	vt_send(vt, "jj", 2);
	vt_wait(vt, "event 3 of");
	vt_send(vt, "&event=Nothing\r", 15);
	vt_wait(vt, "no event passes the filters");
	vt_send(vt, "u", 1);
	vt_wait(vt, "event 3 of");
	vt_send(vt, "\003", 1);
	vt_wait(vt, "STOPPED: PARTIAL DATA");
	vt_wait(vt, "event 3 of 400");
	PASS("what was loaded stays, and the cursor on its event");
	vt_send(vt, "q", 1);
	IS_INT(vt_end(vt), 0, "ends well");
	vt_close(vt);
	close(fds[1]);
}

/* A search of records whose file is another one by now is no "no match". */
static void changed_source(void)
{
	char *path = make_trail("changed.json", 40);
	struct vt *vt = open_at(path, 30, 110, NULL, NULL);
	int fd;

	ready(vt);
	fd = open(path, O_WRONLY | O_APPEND);
	if (fd < 0 || write(fd, " ", 1) != 1)
		BAIL("cannot change %s", path);
	close(fd);
	vt_send(vt, "&raw ~ alice\r", 13);
	vt_wait(vt, "40 events not searched: their files changed");
	OK(vt_has(vt, ", 40 not searched"), "where the count stands");
	vt_keys(vt, "j", NULL);
	OK(vt_has(vt, ", 40 not searched"), "and it stays there");
	vt_send(vt, ":log\r", 5);
	vt_wait(vt, "40 events not searched: their files changed");
	PASS("it is in the log");
	vt_keys(vt, "q", NULL);
	vt_send(vt, "u", 1);
	vt_wait(vt, "undone: ");
	vt_wait(vt, "40 of 40 shown");
	PASS("without the filter all is as it was");
	vt_send(vt, "q", 1);
	IS_INT(vt_end(vt), 0, "ends well");
	vt_close(vt);
	free(path);
}

int main(void)
{
	char *path = make_trail("quiet.json", 400);

	start_and_end(path);
	bytes_per_key(path);
	sizes(path);
	signals(path);
	suspend(path);
	interrupt(path);
	hangup(path);
	quit_asks(path);
	plain_looks(path);
	bad_terminals(path);
	hostile();
	paste(path);
	odd_keys(path);
	from_stdin(path);
	cursor(path);
	copies(path);
	while_loading(path);
	changed_source();
	free(path);
	return DONE();
}
