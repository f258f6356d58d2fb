/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exit statuses of the program (PRODUCT.md section 2); the man page prints this list. */
#ifndef CONF_STATUS_H
#define CONF_STATUS_H

/* _(ID, number, "meaning") */
#define EXIT_LIST(_)                                                                       \
	_(OK, 0, "all went well")                                                          \
	_(NO_MATCH, 1, "nothing matched, or an empty folder")                              \
	_(USAGE, 2, "wrong usage, a bad filter, or no usable terminal to browse")          \
	_(UNREADABLE, 3,                                                                   \
	  "something that should have been events could not be read; the rest was served") \
	_(NOTHING, 4, "paths were named and nothing could be read")                        \
	_(CHECK, 5, "a check did not hold")                                                \
	_(INTERNAL, 70, "internal error, or out of memory")                                \
	_(OUTPUT, 74, "the output could not be written")                                   \
	_(HANGUP, 129, "hangup")                                                           \
	_(INTERRUPT, 130, "interrupted; what was loaded until then was served")            \
	_(PIPE, 141, "the reader of the output went away")                                 \
	_(TERMINATE, 143, "terminated")

enum exit_status {
#define EXIT_ENUM(id, number, meaning) EXIT_##id = number,
	EXIT_LIST(EXIT_ENUM)
#undef EXIT_ENUM
};

#endif
