#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Verdicts, ties, triggers and coverage of $TRAILSIFT_ANSWERS, by its runner; but for those of
# answers.later (see tests/lib/expected.sh).

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/expected.sh"

[ -n "${TRAILSIFT_ANSWERS-}" ] || skip_all "no \$TRAILSIFT_ANSWERS"
runner run-answers

"$runner" "$TRAILSIFT" "$TRAILSIFT_ANSWERS" >report 2>&1
jq -r '.[].file' "$TRAILSIFT_ANSWERS/expect.json" | sort -u >all
sed -n 's/^WRONG \([^ ]*\) .*/\1/p' report | sort -u >wrong
tail -n 1 report >"$out"
like_out '^[0-9]+ of [0-9]+ answers right$' 'the runner came to its end'
ok 'there are answers' test -s all
each_right "$TOP_SRCDIR/tests/cli/answers.later"
sed 's/^/# /' report
done_testing
