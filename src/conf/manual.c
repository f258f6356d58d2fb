/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text is printed by build-aux/mantext.awk into the build folder. */
#include "conf/manual.h"

const char manual_text[] =
#include "man_text.h"
	;
