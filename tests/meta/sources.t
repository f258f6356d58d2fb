#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The lists of files in Makefile.am name every file there is. Only in a checkout: a tarball
# holds what the lists name.

cd "${TOP_SRCDIR:-.}" || exit 1
if [ ! -e .git ] || [ ! -w . ]; then
	echo '1..0 # SKIP not a checkout'
	exit 0
fi
out=$(sh build-aux/update-sources --check)
if [ -z "$out" ]; then
	echo 'ok 1 - lists of files'
else
	echo 'not ok 1 - lists of files'
	echo "$out" | head -n 40 | sed 's/^/#   /'
	echo '#   make update-sources'
fi
echo '1..1'
[ -z "$out" ]
