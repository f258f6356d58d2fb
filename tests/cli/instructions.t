#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Instructions that loading and filtering a fixed corpus take, within 5 % of the figures written
# down here: unlike seconds they are no noise. They hold for one compiler, machine and set of
# flags; elsewhere, and under a sanitizer, there is nothing to compare with. After a change that
# is meant to cost or to save, take the figures that this test prints.

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"

# gcc 12, x86_64, -O2, libdeflate: thousands of instructions
load=312000
filter=17900

command -v valgrind >/dev/null 2>&1 || skip_all 'no valgrind'
[ -x "$TOP_BUILDDIR/tests/mktrail/mktrail" ] || skip_all 'no mktrail'
compiler=${CC:-cc} # a word or several
case $(uname -m)-$($compiler -dumpversion 2>/dev/null) in
x86_64-12*) ;;
*) skip_all 'the figures are for gcc 12 on x86_64' ;;
esac
$compiler --version | grep -qi clang && skip_all 'the figures are for gcc'
nm "$TRAILSIFT" 2>/dev/null | grep -qE '__asan_|__tsan_' && skip_all 'sanitizers count too'
grep -qE '^CFLAGS = (-g -O2|-O2 -g)$' "$TOP_BUILDDIR/Makefile" 2>/dev/null ||
	skip_all 'the figures are for -g -O2'
grep -q '^#define HAVE_LIBDEFLATE 1' "$TOP_BUILDDIR/config.h" 2>/dev/null ||
	skip_all 'the figures are for libdeflate'

fresh
"$TOP_BUILDDIR/tests/mktrail/mktrail" --events 20000 --seed 7 --variant lambda --out corpus \
	>/dev/null 2>&1

# count NAME ARG...: thousands of instructions of one run
count() {
	valgrind --tool=callgrind --callgrind-out-file=cg.out "$TRAILSIFT" count -q -j 1 "$@" \
		corpus >/dev/null 2>log
	sed -n 's/^==[0-9]*== Collected : \([0-9]*\)$/\1/p; s/^totals: \([0-9]*\).*/\1/p' log cg.out |
		head -n 1 | awk '{ printf "%d\n", $1 / 1000 }'
}

# near GOT WANT: within 5 %
near() {
	[ "$1" -gt 0 ] && [ $((($1 - $2) * 20)) -le "$2" ] && [ $((($2 - $1) * 20)) -le "$2" ]
}

l=$(count)
f=$(count -f 'userIdentity.arn ~ admin or AccessDenied or event=Put*')
f=$((f - l))
diag "load $l, filter $f thousand instructions"
ok "load: $l thousand instructions, $load written down" near "$l" "$load"
ok "filter: $f thousand instructions, $filter written down" near "$f" "$filter"
done_testing
