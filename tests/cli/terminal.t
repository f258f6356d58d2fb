# SPDX-License-Identifier: GPL-3.0-or-later
# What a verb writes when a terminal reads it.
. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

command -v script >/dev/null 2>&1 && script -qec true /dev/null >/dev/null 2>&1 ||
	skip_all 'no script(1) of util-linux'

fresh
# C1, a bidirectional override, DEL and an escape, as bytes and as JSON escapes
# shellcheck disable=SC2028
printf '{"eventName":"A","eventTime":"2021-01-01T00:00:00Z","eventID":"h","x":"\302\233m\342\200\256\177\\u001b[31m"}\n' >h.json
printf '{"eventName":"B",\n "eventTime":"2021-01-01T00:00:01Z","eventID":"i"}\n' >>h.json

# on_tty ARG...: standard output and standard error are one terminal of 80 columns
on_tty() {
	last="on a terminal: trailsift $*"
	status=0
	script -qec "stty cols 80 rows 24 2>/dev/null; '$TRAILSIFT' $*" /dev/null \
		</dev/null >"$out" 2>"$err" || status=$?
	tr -d '\r' <"$out" >"$out.lf" && mv "$out.lf" "$out"
}

clean() {
	not_ok "$last: no control character" \
		env LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae' "$out"
}

for format in json ndjson csv table md; do
	on_tty events -o $format --columns event,x h.json
	is_status 0
	clean
done
on_tty events -o ndjson h.json
like_out '"x":"\\u\{9b\}m\\u\{202e\}\\x7f\\u001b\[31m"'
like_out '^trailsift: standard output is a terminal: '
on_tty events -o json h.json
like_out '^ "eventTime":"2021-01-01T00:00:01Z"' 'line ends of a record stay'
on_tty events h.json
unlike_out 'standard output is a terminal' 'tables are for terminals'
trail "$(rec u 2021-01-01T00:00:00Z s3 "$(printf '\303\251')")" >u.json
on_tty events --columns event u.json
like_out "^$(printf '\303\251')" 'characters of other scripts pass'
LC_ALL=C
on_tty events --columns event u.json
like_out '^\\u\{e9\}' 'but not where the locale has none'
LC_ALL=C.UTF-8
on_tty show h h.json
clean
on_tty count --by x -o json h.json
clean
on_tty files -o json h.json
clean

# no line of a table is wider than the terminal
i=0
while [ $i -lt 30 ]; do
	i=$((i + 1))
	rec "w-$i" 2021-07-28T10:00:00Z s3 GetObject "$(user a-rather-long-user-name-$i)"
done >wide.json
on_tty events wide.json
is_status 0
is "$(awk 'length($0) > 80' "$out" | wc -l | tr -d ' ')" 0 'no line wider than the terminal'
run events wide.json
is "$(awk 'length($0) > 80' "$out" | wc -l | tr -d ' ')" 31 'elsewhere lines are as long as they are'

# progress: on standard error when it is a terminal, wiped at the end
cp wide.json pipe.json
progress() {
	rm -f in typescript
	mkfifo in
	script -qefc "'$TRAILSIFT' count -o csv $1 - <in >got" typescript </dev/null >/dev/null &
	pid=$!
	exec 9>in
	cat pipe.json >&9
}
progress
tries=0
until grep -q 'loading, 0 of 1 files' typescript 2>/dev/null || [ $tries -gt 20000 ]; do
	tries=$((tries + 1))
done
exec 9>&-
wait $pid
ok 'progress is shown while loading' grep -q 'loading, 0 of 1 files' typescript
is "$(sed -n 2p got | cut -d, -f1)" 30 'the answer is whole'
ok 'and wiped' env LC_ALL=C grep -qP '\r {20,}\r' typescript
progress -q
exec 9>&-
wait $pid
not_ok 'none with -q' grep -q loading typescript

# and where a terminal does not read, bytes are exact
run events -o ndjson h.json
like_out "$(printf '"x":"\302\233m\342\200\256\177')"
is_err ''

done_testing
