/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signals of the verbs. While files are loaded the first interrupt only stops the
 * loading; any other HUP, INT or TERM ends the program at once with 128 + its number.
 * There is nothing to put right first: a verb writes to standard output alone, and its
 * temporary files have no names.
 */
#ifndef VERB_SIGNALS_H
#define VERB_SIGNALS_H

#include "util/base.h"

/*
 * WAKE_FD: a byte is written there on the first interrupt. Signals that were ignored
 * stay so.
 */
void signals_install(int wake_fd);
/* The load begins or is over. */
void signals_loading(bool on);
/* Was there an interrupt while files were loaded? */
bool signals_interrupted(void);

#endif
