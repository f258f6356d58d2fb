# SPDX-License-Identifier: GPL-3.0-or-later
#
# Address spaces too small for the load: what was counted is all there is, or the status says that
# it is not. Never fewer events with status 0, never "nothing matched".

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

nm "$TRAILSIFT" 2>/dev/null | grep -qE '__asan_|__tsan_' &&
	skip_all 'sanitizers need more address space than there is'
(ulimit -v 4000000) 2>/dev/null || skip_all 'no ulimit -v'

fresh
cp -r "$samples/trail" logs
"$TRAILSIFT" count -q -o csv logs >count.want
"$TRAILSIFT" functions -q -o csv logs >functions.want
"$TRAILSIFT" events -q -o ndjson logs >events.want
ok 'the sample has events' grep -q '^545,' count.want
whole=0
short=0

# bounded KIB VERB ARG...: what the verb prints is right, or its status and a message say why not
bounded() {
	_kib=$1
	_verb=$2
	shift 2
	# shellcheck disable=SC3045
	(
		ulimit -v "$_kib"
		exec "$TRAILSIFT" "$_verb" -q "$@" logs >got 2>msg
	)
	_st=$?
	case $_st in
	0) whole=$((whole + 1)) && cmp got "$_verb.want" ;;
	3 | 4) short=$((short + 1)) && grep -q 'memory' msg ;;
	70) short=$((short + 1)) && grep -q 'out of memory' msg ;;
	# the system could not even load the program
	127) short=$((short + 1)) ;;
	*) diag "status $_st" && false ;;
	esac
}

for kib in 9000 16000 24000 32000 44000 52000 60000 64000 68000 72000 76000 84000 96000 \
	120000 160000 240000 800000; do
	ok "count in $kib KiB" bounded "$kib" count -o csv -j 2
	ok "functions in $kib KiB" bounded "$kib" functions -o csv -j 2
	ok "events in $kib KiB" bounded "$kib" events -o ndjson -j 1
done
ok 'some limits are enough' test "$whole" -gt 0
ok 'some are not' test "$short" -gt 0
done_testing
