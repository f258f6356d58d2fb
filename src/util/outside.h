/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The few things that change something outside of the process: making a file and giving it its
 * name, a nameless file to keep standard input in, and the clipboard program. They are done
 * here, or, once outside_start() has been called, by a second process that was forked for them:
 * then the first one can be confined to reading (util/confine.h) and asks.
 *
 * The second process makes only new files, gives and removes only names of files it has made,
 * and runs only the one program of outside_clip(), with fixed arguments and no shell. It lives
 * as long as the first one, whatever ends that (kill -9 too), and then removes what was not
 * given its name. It has no terminal and gets no signal from the keyboard.
 *
 * All functions may be called by any thread; the requests of several wait for one another.
 */
#ifndef UTIL_OUTSIDE_H
#define UTIL_OUTSIDE_H

#include "util/base.h"
#include "util/sv.h"

#include <limits.h>

/* Fork the second process. Before any thread is started. False (errno): none could be had. */
bool outside_start(void) WARN_UNUSED;
/* Does it run? */
bool outside_is_on(void);
/* End it and wait for it. */
void outside_stop(void);

#define OUTSIDE_NAME_MAX (PATH_MAX + 32)

/*
 * A new empty file of mode 0600 in FOLDER (which ends in a slash), under a name of its own
 * (".trailsift-XXXXXX") that TMP gets, locked as long as somebody has it open. What killed
 * programs have left there under such names is removed first, and STRAYS (may be NULL) counts
 * it. The descriptor, or -1 (errno).
 */
int outside_temp(const char *folder, char tmp[OUTSIDE_NAME_MAX],
		 unsigned *strays) WARN_UNUSED;
/* Give it the name PATH; without OVERWRITE an existing file stays (EEXIST). 0, or errno. */
int outside_name(const char *tmp, const char *path, bool overwrite) WARN_UNUSED;
/* Remove it. */
void outside_drop(const char *tmp);

/* A file without a name in $TMPDIR or /tmp, for reading and writing. -1 (errno). */
int outside_spool(void) WARN_UNUSED;

/*
 * TEXT to `tmux load-buffer -w -`, which keeps it and gives it to the terminal's clipboard.
 * False: no tmux, it failed, or it took longer than a second.
 */
bool outside_clip(struct sv text) WARN_UNUSED;

#endif
