#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# embed.sh FILE.theme...: print src/conf/theme_data.c, the themes as C strings, so that the program
# needs no file installed. `make update-docs` runs it; its output is committed.

set -e
cat <<'EOT'
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed by build-aux/embed.sh from themes/; do not edit. */
/* clang-format off */
#include "conf/theme.h"

const struct theme_source theme_builtin[] = {
EOT
for f; do
	name=${f##*/}
	printf '\t{ "%s",\n\t  SV_LIT(' "${name%.theme}"
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e '1s/.*/"&\\n"/' \
	    -e '2,$s/.*/\t\t "&\\n"/' -e '$s/$/) },/' "$f"
done
cat <<'EOT'
};

const size_t theme_nbuiltin = ARRAY_SIZE(theme_builtin);
EOT
