/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that includes curses, with wide characters. Only tty.c and paint.c use it. */
#ifndef UI_CURS_H
#define UI_CURS_H

#define NCURSES_WIDECHAR 1
#include <curses.h>

#endif
