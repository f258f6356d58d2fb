#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# .ci/run finds the data that lies beside a checkout, and says where to those who ask for it.

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"

command -v bash >/dev/null 2>&1 || skip_all 'no bash'

mkdir -p tree/.ci 'data of others'
cp "$TOP_SRCDIR/.ci/run" tree/.ci/run
# shellcheck disable=SC2016
echo 'echo "$@"; env | grep ^TRAILSIFT_ | sort' >tree/quickstart
found() {
	env -i PATH="$PATH" bash tree/.ci/run >"$out"
}
found
is_out check 'nothing is there, nothing is said'

cd 'data of others' || exit 1
mkdir -p corpus hostile json-test-suite/test_parsing answers cases/01-x forms detect/expected tools
touch corpus/README.md hostile/expected.json answers/expect.json cases/01-x/expect.md \
	forms/expected.json tools/run-answers
chmod +x tools/run-answers
cd .. || exit 1
found
at=$(cd "$work" && pwd)/'data of others'
is_out "$(printf 'check\nTRAILSIFT_ANSWERS=%s/answers\nTRAILSIFT_CASES=%s/cases\n' "$at" "$at"
	printf 'TRAILSIFT_CORPUS=%s/corpus\nTRAILSIFT_DETECT=%s/detect\n' "$at" "$at"
	printf 'TRAILSIFT_FORMS=%s/forms\nTRAILSIFT_HOSTILE=%s/hostile\n' "$at" "$at"
	printf 'TRAILSIFT_JSON_SUITE=%s/json-test-suite\n' "$at"
	printf 'TRAILSIFT_TOOLS=%s/tools\n' "$at")" 'each folder has its variable'

# and each variable is one that README names
for name in $(grep -o 'data TRAILSIFT_[A-Z_]*' "$TOP_SRCDIR/.ci/run" | cut -d' ' -f2 | sort -u); do
	ok "tests/README.md names $name" grep -q "\$$name" "$TOP_SRCDIR/tests/README.md"
done
done_testing
