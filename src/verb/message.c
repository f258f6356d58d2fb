/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line each, escaped; progress is wiped before it. */
#include "verb/message.h"

#include "util/buf.h"
#include "util/fileio.h"
#include "util/termesc.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* Set once by -q, before anything is said. */
static bool quiet_now;
/* Columns of the progress line that stands on the terminal; 0: none. */
static size_t progress_width;

void message_quiet(bool quiet)
{
	quiet_now = quiet;
}

/* Nothing can be done about a stderr that takes no more. */
static void put(struct sv text)
{
	(void)!write_full(STDERR_FILENO, text.ptr, text.len);
}

void progress_end(void)
{
	AUTO_BUF struct buf line = BUF_INIT;

	if (!progress_width)
		return;
	buf_addc(&line, '\r');
	for (size_t i = 0; i < progress_width; i++)
		buf_addc(&line, ' ');
	buf_addc(&line, '\r');
	put(buf_sv(&line));
	progress_width = 0;
}

void progress_show(struct sv text)
{
	AUTO_BUF struct buf line = BUF_INIT;
	size_t width;

	buf_addc(&line, '\r');
	termesc_add(&line, text);
	width = termesc_width(text);
	for (size_t i = width; i < progress_width; i++)
		buf_addc(&line, ' ');
	put(buf_sv(&line));
	progress_width = MAX(width, progress_width);
}

static void say(const char *fmt, va_list ap) PRINTF_LIKE(1, 0);

static void say(const char *fmt, va_list ap)
{
	AUTO_BUF struct buf raw = BUF_INIT;
	AUTO_BUF struct buf line = BUF_INIT;
	char text[1024];
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	if (n >= (int)sizeof(text)) {
		vsnprintf(buf_reserve(&raw, (size_t)n + 1), (size_t)n + 1, fmt, again);
		raw.len += (size_t)n;
	} else if (n > 0) {
		buf_add(&raw, text, (size_t)n);
	}
	va_end(again);
	progress_end();
	buf_adds(&line, "trailsift: ");
	termesc_add(&line, buf_sv(&raw));
	buf_addc(&line, '\n');
	put(buf_sv(&line));
}

void message_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

void message_warn(const char *fmt, ...)
{
	va_list ap;

	if (quiet_now)
		return;
	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

void message_lines(struct sv lines)
{
	progress_end();
	put(lines);
}
