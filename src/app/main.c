/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program: what is set once for the whole process, and the choice between a verb, the
 * browser, and the texts made from the tables.
 *
 * Layer app wires the others together and holds nothing of its own.
 */
#include "conf/docgen.h"
#include "conf/manual.h"
#include "conf/option.h"
#include "ui/ui.h"
#include "util/confine.h"
#include "util/crypto.h"
#include "util/hash.h"
#include "util/outside.h"
#include "util/xalloc.h"
#include "verb/message.h"
#include "verb/out.h"
#include "verb/run.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

NORETURN static void out_of_memory(size_t wanted UNUSED)
{
	static const char text[] = "trailsift: out of memory\n";
	ssize_t n = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)n;
	_exit(EXIT_INTERNAL);
}

/* A standard descriptor that is closed would be taken by the next file that is opened. */
static void keep_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			/* read-only: writing to it fails, as to the closed one */
			(void)!open("/dev/null", O_RDONLY | O_NOCTTY);
}

static void set_up(void)
{
	const struct rlimit none = { 0, 0 };
	struct sigaction ignore;

	keep_descriptors();
	setlocale(LC_CTYPE, "");
	memset(&ignore, 0, sizeof(ignore));
	ignore.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &ignore, NULL);
	/* a core would hold evidence */
	(void)setrlimit(RLIMIT_CORE, &none);
	xalloc_set_oom(out_of_memory);
	hash_seed();
	json_object_seed(0);
}

static int print_text(struct buf *text)
{
	struct out out;

	out_init(&out);
	buf_addsv(&out.buf, buf_sv(text));
	return out_close(&out);
}

/* With -v also what holds on this machine. */
static void add_version(const struct options *opt, struct buf *text)
{
	struct confinement c;

	buf_adds(text, "trailsift " PACKAGE_VERSION "\n");
	if (!opt->verbose)
		return;
	c = confine_available();
	buf_adds(text, "confinement: ");
	confine_text(&c, text);
	buf_addf(text, "\nsignatures: %s\n", crypto_name());
}

/* --help, --version, --man, --generate: -1 when none of them was asked for. */
static int print_about(const struct options *opt)
{
	AUTO_BUF struct buf text = BUF_INIT;

	if (opt->help)
		options_help(opt->verb, &text);
	else if (opt->version)
		add_version(opt, &text);
	else if (opt->man)
		buf_adds(&text, manual_text);
	else if (!opt->generate)
		return -1;
	else if (!docgen(sv_str(opt->generate), &text)) {
		message_error("option '--generate': '%s' is not one of %s", opt->generate,
			      option_table[OPT_GENERATE].choices);
		return EXIT_USAGE;
	}
	return print_text(&text);
}

/* Can keys be read? */
static bool has_keyboard(void)
{
	int fd;

	if (isatty(STDIN_FILENO))
		return true;
	fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return false;
	close(fd);
	return true;
}

/*
 * From here on this process only reads: what is written, and the clipboard program, are the
 * second one's. A script of keys (for tests) writes what it is told to by itself.
 */
static void confine(const struct options *opt)
{
	bool second = outside_start();

	(void)confine_enter(second && !opt->script);
}

static int dispatch(struct options *opt)
{
	int status = print_about(opt);

	if (status >= 0)
		return status;
	options_default_paths(opt);
	options_memory(opt);
	confine(opt);
	if (opt->verb)
		return run_verb(opt->verb, opt);
	if (opt->script || (isatty(STDOUT_FILENO) && has_keyboard()))
		return ui_main(opt);
	return run_verb(verb_find(SV_LIT("summary")), opt);
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	struct options opt;
	int status;

	set_up();
	if (confine_is_privileged()) {
		message_error("it does not run with rights that its user has not (setuid, "
			      "setgid)");
		return EXIT_USAGE;
	}
	if (options_parse(argc, argv, &opt, &err) == ST_OK) {
		status = dispatch(&opt);
	} else {
		message_error("%s", err.text);
		status = EXIT_USAGE;
	}
	options_release(&opt);
	return status;
}
