#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The program confines itself (what that keeps from it is tried in tests/unit/t-confine.c), and
# does not run with rights that its user has not.

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"

[ -r /proc/self/status ] || skip_all 'no /proc/self/status here'

fresh
run --version -v
confinement=$(sed -n 's/^confinement: //p' "$out")
is_status 0
ok "--version -v says how it is confined: $confinement" [ -n "$confinement" ]

# status of the program while it waits for its input
mkfifo in
"$TRAILSIFT" count -q - <in >count.out 2>&1 &
pid=$!
exec 9>in
mode=0
case $confinement in
*seccomp*)
	turns=0
	while [ "$mode" != 2 ] && [ "$turns" -lt 2000 ]; do
		mode=$(sed -n 's/^Seccomp:[[:blank:]]*//p' "/proc/$pid/status")
		turns=$((turns + 1))
	done
	ok 'a filter of system calls holds while it reads' [ "$mode" = 2 ]
	ok 'and nothing it could run would get other rights' \
		grep -q '^NoNewPrivs:[[:blank:]]*1' "/proc/$pid/status"
	;;
*) skip 2 'no seccomp here' ;;
esac
echo '{"Records":[{"eventName":"A","eventTime":"2024-05-14T10:00:00Z","eventID":"1"}]}' >&9
exec 9>&-
wait "$pid"
ok 'it answers all the same' grep -q '^ *1  2024' count.out

if nm "$TRAILSIFT" 2>/dev/null | grep -qE '__asan_|__tsan_'; then
	skip 2 'a sanitizer refuses setuid by itself'
elif [ "$(id -u)" = 0 ] && cp "$TRAILSIFT" setuid 2>/dev/null && chown 65534 setuid &&
	chmod 4755 setuid && [ -u setuid ]; then
	./setuid --version >setuid.out 2>setuid.err
	is "$?" 2 'setuid: it does not run'
	ok 'and says why' grep -q 'setuid' setuid.err
else
	skip 2 'only root can make a setuid program of another user'
fi
done_testing
