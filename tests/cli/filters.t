# SPDX-License-Identifier: GPL-3.0-or-later
# Filters on the command line: what they keep, and how their errors look.
. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

fresh
five

# kept WANT ARG...: the ids that are kept, in order
kept() {
	_want=$1
	shift
	run events -o csv --columns id "$@" five.json more.json.gz
	is "$(sed 1d "$out" | tr -d '\n' | sed 's/id-//g')" "$_want"
}
kept abcde
kept ae -f event=GetObject
kept abe -f 'event=*Object'
kept bcd -f 'event!=GetObject'
kept bd -f 'identity ~ /BOB/i'
kept bd -f 'user/bob'
kept a -f event=GetObject -f ip=192.0.2.1
kept c -f 'source=lambda result=ok'
kept d -f 'error=*'
kept cd -f 'has requestParameters.functionName'
kept abd -f 'id in (id-a, id-b, id-d)'
kept abce -f 'not error=AccessDenied'
kept e --since 2021-07-29
kept abcd --until 2021-07-29
kept bc --since 2021-07-28T10:00:10 --until 2021-07-28T10:02
kept e --since -1h
kept ab -f 'time in (2021-07-28T10:00)'
kept '' -f event=Nothing

# raw: the bytes of the record, keys included
kept cd -f 'raw ~ functionname'
kept '' -f 'raw ~ FUNCTIONNAME'
kept cd -f 'raw ~ /FUNCTIONNAME/i'
kept cd -f 'raw ~ "\"functionName\":\"pay\""'
kept abe -f 'raw !~ functionName'
kept d -f 'raw=*AccessDenied*'
kept cd -f 'raw != *s3.amazonaws*'
kept ae -f 'event=GetObject raw ~ alice'
kept cde -f 'raw ~ pay or (event=GetObject and not raw ~ 192)'
kept abcde -f 'raw ~ /^\{.*\}$/'
kept '' -f 'raw ~ id-a.*id-c'
kept e -f 'raw ~ alice' --since 2021-07-29
kept a -f 'raw ~ alice' -f ip=192.0.2.1
kept '' -f raw
cat five.json >input
run_in input count -f 'raw ~ functionName' -o csv
is_status 0
is_out - 'standard input is searched too' <<'EOT'
count,first,last
1,2021-07-28T10:01:00Z,2021-07-28T10:01:00Z
EOT
run events --columns raw five.json
is_status 2
is_err "trailsift: option '--columns': 'raw' can only be used in a filter"
run events --sort raw five.json
is_status 2
like_err "'raw' can only be used in a filter"
run count -f 'raw in (x)' five.json
is_status 2
like_err "'raw' takes only ~ !~ = !="

# errors: the reason, the expression, a caret under the place
expect_error 2 count -f '(a' five.json <<'EOT'
trailsift: filter: a ')' is missing at 3
(a
  ^
EOT
run count -f '' five.json
is_status 2
like_err '^trailsift: filter: .* at 1$'
run count -f "$(printf 'event=\033[1m (')" five.json
is_status 2
like_err '^event=\\x1b\[1m \($' 'the expression is escaped'
expect_error 2 count -f 'text ~ é(' five.json <<'EOT'
trailsift: filter: missing closing parenthesis at 10
text ~ é(
         ^
EOT
run count -f 'event ~ (' five.json
is_status 2
run count -f '{ $.eventName = "x" }' five.json
is_status 2
like_err 'not in this version'
run count --since 25:00 five.json
is_status 2
like_err "^trailsift: option '--since': "
run count --since 10:00 five.json more.json.gz
is_status 2 'a bare hour needs a day'
run count --since 10:01 five.json -o csv
is_status 0 'which is there when one day is loaded'
like_out '^1,'

# left open: neither the test nor its negation holds, and that is said
boom=zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzx!
trail "$(rec o-1 2021-07-28T10:00:00Z s3 GetObject "\"userAgent\":\"$boom\"")" \
	"$(rec o-2 2021-07-28T10:00:00Z s3 PutObject "\"userAgent\":\"$boom\"")" \
	"$(rec o-3 2021-07-28T10:00:00Z s3 PutObject "\"userAgent\":\"zzx\"")" >open.json
# left_open COUNT OPEN FILTER...
left_open() {
	_count=$1 _open=$2
	shift 2
	run count -q -o csv "$@" open.json
	if [ "$_open" ]; then
		is_status 3 "$*"
		is_err "trailsift: $_open left open and not selected: a regular expression gave up on 1 value"
	else
		is_status 0 "$*"
		is_err '' 'nothing is open'
	fi
	is "$(sed -n '2s/,.*//p' "$out")" "$_count" "$*"
}
left_open 1 '2 events are' -f 'agent ~ ^(z+)+x$'
left_open 0 '2 events are' -f 'not agent ~ ^(z+)+x$'
left_open 1 '1 event is' -f 'agent ~ ^(z+)+x$' -f event=PutObject
left_open 3 '' -f 'agent ~ ^(z+)+x$ or agent ~ x'
left_open 0 '1 event is' -f 'not agent ~ ^(z+)+x$ and event=GetObject'

# remarks: the status is as without them
run count -f 'event=Put* or Get*' five.json
is_status 0
like_err '^trailsift: .*Get\*'
run count -q -f 'event=Put* or Get*' five.json
is_err '' 'no remarks with -q'
run count -f 'not requestParameters.functioName=x' five.json
is_status 0
like_err "^trailsift: .*requestParameters\\.functioName.*requestParameters\\.functionName"

done_testing
