/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The man page as plain text, inside the program: a bastion has neither it nor man(1). */
#ifndef CONF_MANUAL_H
#define CONF_MANUAL_H

/* At most 78 columns; made from man/trailsift.1 when the program is built. */
extern const char manual_text[];

#endif
