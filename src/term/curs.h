/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that includes curses, with wide characters. Only tty.c and paint.c use it. */
#ifndef TERM_CURS_H
#define TERM_CURS_H

#define NCURSES_WIDECHAR 1
#include <curses.h>

#endif
