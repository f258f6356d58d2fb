/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What vt.c (the program and the bytes) and vt_screen.c (the cells) share. */
#ifndef TESTS_VT_IMPL_H
#define TESTS_VT_IMPL_H

#include "vt.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#ifdef HAVE_VTERM

#include <sys/types.h>
#include <vterm.h>

struct vt {
	VTerm *term;
	VTermScreen *screen;
	int rows, cols;
	int fd;    /* the master side; -1 after a hangup */
	int slave; /* kept open so that the settings can be read after the end */
	pid_t pid;
	bool ended; /* reaped */
	int status; /* of waitpid() */
	bool sync, eof;
	bool altscreen, cursor_visible, mouse;
	char title[256];
	uint64_t idles;   /* idle marks seen */
	uint64_t handled; /* number in the last of them */
	uint64_t mark;    /* handled at vt_mark() */
	uint64_t sent;    /* keys sent so far */
	char *log;        /* bytes since vt_clear_bytes() */
	size_t nlog, caplog;
	bool tmux;     /* it is tmux */
	size_t nwrap;  /* bytes of what may begin tmux's wrapping; all of them: within it */
	bool wrap_esc; /* within it, after an ESC */
	char osc[64];  /* the beginning of what may be an idle mark */
	size_t nosc;
	char *text; /* what vt_row() and vt_screen() return */
};

#endif

#endif
