/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The browser. It draws what a session holds, and turns keys into its changes; it
 * decides nothing about events.
 *
 * Reading order: screen.h (what there is), loop.c (keys, signals, news), act.c (actions),
 * pane.h (what a pane is) and one file of pane/.
 */
#ifndef UI_UI_H
#define UI_UI_H

#include "conf/option.h"

/*
 * Browse opt->paths (at least one), or replay opt->script without a terminal. Returns the exit
 * status of the program; problems before the screen is up go to stderr.
 */
int ui_main(const struct options *opt) WARN_UNUSED;

#endif
