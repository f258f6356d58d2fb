/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "term/terminfo.h"

#include <curses.h>
#include <stdlib.h>
#include <term.h>
#undef OK

#include "tap.h"

/* ncurses reads each built-in description, and it can do what the screen needs. */
static void readable(const struct terminfo_entry *e)
{
	const char *cup;
	int why = 0;

	setenv("TERMINFO", e->data, 1);
	if (setupterm(e->name, 1, &why) != 0) {
		FAIL("%s: ncurses says %d", e->name, why);
		return;
	}
	cup = tigetstr("cup");
	OK(cup && cup != (char *)-1, "%s moves the cursor", e->name);
	del_curterm(cur_term);
}

int main(void)
{
	int why = 0;

	for (size_t i = 0; i < terminfo_nbuiltin; i++)
		readable(&terminfo_builtin[i]);
	unsetenv("TERMINFO");
	OK(terminfo_setup("no-such-terminal", 1, &why) != 0,
	   "an unknown terminal is unknown");
	OK(!getenv("TERMINFO"), "and the environment stays");
	return DONE();
}
