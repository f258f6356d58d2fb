#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The commands of $TRAILSIFT_CASES print what stands below them, by its runner; but for the cases
# of cases.later (see tests/lib/expected.sh).

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/expected.sh"

[ -n "${TRAILSIFT_CASES-}" ] || skip_all "no \$TRAILSIFT_CASES"
runner run-cases
command -v tmux >/dev/null 2>&1 || skip_all 'no tmux'
command -v bash >/dev/null 2>&1 || skip_all 'no bash'

CASES_DIR=$TRAILSIFT_CASES "$runner" "$TRAILSIFT" "$TOP_SRCDIR" >report 2>&1
grep -E '^(PASS|FAIL) ' report | cut -d' ' -f2 >all
sed -n 's/^FAIL \([^ ]*\) .*/\1/p' report >wrong
tail -n 1 report >"$out"
like_out '^[0-9]+ of [0-9]+ cases right$' 'the runner came to its end'
ok 'there are cases' test -s all
each_right "$TOP_SRCDIR/tests/cli/cases.later"
sed 's/^/# /' report
done_testing
