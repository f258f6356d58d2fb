/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages of the verbs on stderr, one line each: `trailsift: cannot open 'x': Permission
 * denied`. Lower case, no full stop, the subject in single quotes. Text from data passes
 * util/termesc.h here, line ends included: a file name cannot forge a second line.
 */
#ifndef VERB_MESSAGE_H
#define VERB_MESSAGE_H

#include "util/base.h"
#include "util/sv.h"

/* No warnings and remarks from now on (-q); errors are always said. */
void message_quiet(bool quiet);
/* "trailsift: " and the text. */
void message_error(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* The same, unless quiet. */
void message_warn(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* LINES as they are, each already escaped and ended by a newline. */
void message_lines(struct sv lines);

/*
 * The progress line: shown in place of the one before when stderr is a terminal, wiped by
 * any message and by progress_end().
 */
void progress_show(struct sv text);
void progress_end(void);

#endif
