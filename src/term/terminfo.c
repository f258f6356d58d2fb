/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncurses takes a whole description from $TERMINFO. */
#include "term/terminfo.h"

#include "term/curs.h"

#include <stdlib.h>
#include <string.h>
#include <term.h>

int terminfo_setup(const char *name, int fd, int *why)
{
	int rc = setupterm(name, fd, why);

	if (rc == OK || *why >= 0)
		return rc;
	for (size_t i = 0; i < terminfo_nbuiltin; i++) {
		if (strcmp(terminfo_builtin[i].name, name) != 0)
			continue;
		if (setenv("TERMINFO", terminfo_builtin[i].data, 1) == 0)
			rc = setupterm(name, fd, why);
		break;
	}
	return rc;
}
