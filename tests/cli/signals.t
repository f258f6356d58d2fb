# SPDX-License-Identifier: GPL-3.0-or-later
# Interrupt, hangup and terminate while events are loaded from a pipe that stays open.
. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

# a program that ends at once leaves its threads
TSAN_OPTIONS=${TSAN_OPTIONS:+$TSAN_OPTIONS:}report_thread_leaks=0
export TSAN_OPTIONS

fresh
# more than a pipe holds: once all of it is written, much has been read
i=0
while [ $i -lt 1000 ]; do
	i=$((i + 1))
	rec "e-$i" 2021-07-28T10:00:00Z s3 GetObject "$(user alice)"
	echo
done >lines
if [ "$(wc -c <lines)" -lt 200000 ]; then
	skip_all 'too little for the pipe'
fi
env --default-signal=INT true 2>/dev/null || skip_all 'env has no --default-signal'

# started: one loader thread reads first.json, then the pipe, which descriptor 9 keeps open
trail "$(rec f-1 2021-07-28T10:00:00Z s3 GetObject)" "$(rec f-2 2021-07-28T10:00:00Z s3 A)" \
	>first.json
started() {
	rm -f in
	mkfifo in
	env --default-signal=INT "$TRAILSIFT" events -j 1 -o ndjson first.json - \
		<in >"$out" 2>"$err" &
	pid=$!
	exec 9>in
	cat lines >&9
}

ended() {
	last="after $1"
	status=0
	wait $pid || status=$?
	exec 9>&-
	is_status "$2"
}

for sig in HUP:129 TERM:143; do
	started
	kill -"${sig%:*}" $pid
	ended "${sig%:*}" "${sig#*:}"
done

started
kill -INT $pid
ended INT 130
head -n 2 "$out" >two
{ rec f-1 2021-07-28T10:00:00Z s3 GetObject && echo && rec f-2 2021-07-28T10:00:00Z s3 A && echo; } \
	>want
ok 'what was loaded is served' cmp two want
# (more than half of the lines had to be taken for the rest to fit into the pipe)
sed 1,2d "$out" >rest
n=$(wc -l <rest)
head -n "$n" lines >want
ok 'and what came through the pipe until then' cmp rest want
ok 'of which there was much' [ "$n" -gt 300 ]
is_err 'trailsift: 1 of 2 files were not loaded, or only in part: interrupted'

done_testing
