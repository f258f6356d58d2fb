#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What shellcheck warns of in the scripts of the tree. Its remarks on style are not counted:
# they differ from release to release.

cd "${TOP_SRCDIR:-.}" || exit 1

if ! command -v shellcheck >/dev/null 2>&1; then
	echo '1..0 # SKIP no shellcheck'
	exit 0
fi
scripts=$(
	ls quickstart autogen.sh .ci/run tests/exec tests/run-tests tests/bench/run
	find tests build-aux -name '*.t' -o -name '*.sh' | LC_ALL=C sort
	grep -l '^#!.*[/ ]sh$' build-aux/update-* build-aux/check-*
)
bad=$(for f in $scripts; do
	case $(head -n 1 "$f") in
	*bash) shell='bash' ;;
	*) shell='sh' ;;
	esac
	# tests use what testlib.sh sets, and set what it uses; every sh has ulimit -v
	shellcheck -s "$shell" -S warning -e SC2154,SC2034,SC3045 -f gcc "$f"
done 2>&1)
if [ "$(echo "$scripts" | wc -l)" -gt 30 ]; then
	echo 'ok 1 - there are scripts to look at'
else
	echo 'not ok 1 - there are scripts to look at'
	bad=${bad:-too few}
fi
if [ -z "$bad" ]; then
	echo 'ok 2 - no warnings'
else
	echo 'not ok 2 - no warnings'
	echo "$bad" | head -n 40 | sed 's/^/#   /'
fi
echo '1..2'
[ -z "$bad" ]
