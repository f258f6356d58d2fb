# SPDX-License-Identifier: GPL-3.0-or-later
# Interrupt, hangup and terminate while events are loaded from a pipe that stays open.
. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

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

# started FORMAT: the program reads from the pipe, which descriptor 9 keeps open
started() {
	rm -f in
	mkfifo in
	env --default-signal=INT "$TRAILSIFT" events -o "$1" - <in >"$out" 2>"$err" &
	pid=$!
	exec 9>in
	cat lines >&9
}

for sig in HUP:129 TERM:143; do
	started json
	kill -"${sig%:*}" $pid
	status=0
	wait $pid || status=$?
	exec 9>&-
	is "$status" "${sig#*:}" "status after ${sig%:*}"
done

started ndjson
kill -INT $pid
status=0
wait $pid || status=$?
exec 9>&-
is "$status" 130 'status after an interrupt'
lines=$(wc -l <"$out" | tr -d ' ')
ok 'what was loaded is kept' test "$lines" -gt 0
ok 'whole records only' cmp -s "$out" - <<EOT
$(head -n "$lines" lines)
EOT
like_err '^trailsift: .*interrupted$'
cp "$out" part.ndjson
run count -o csv part.ndjson
is_status 0 'and loads again'

done_testing
