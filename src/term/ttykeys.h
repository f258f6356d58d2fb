/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the codes of curses to keys by name. Behind tty.h, which is what the screen uses. */
#ifndef TERM_TTYKEYS_H
#define TERM_TTYKEYS_H

#include "term/tty.h"

/* After newterm(). */
void ttykeys_open(void);
void ttykeys_close(void);
/* tty_read_key(). */
bool ttykeys_read(struct tty_key *ret, struct buf *paste);

#endif
