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
expect_error 2 count -f '{ $.eventName "x" }' five.json <<'EOT'
trailsift: filter: an operator is missing after the selector at 15
{ $.eventName "x" }
              ^
EOT
expect_error 2 count -f ' { "source": "aws.s3" }' five.json <<'EOT'
trailsift: filter: a field takes an object or a list of alternatives at 14
 { "source": "aws.s3" }
             ^
EOT
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

# patterns of CloudWatch Logs and of EventBridge
kept ae -f '{ $.eventName = GetObject }'
kept abe -f '{ ($.eventName = "*Object") && $.errorCode NOT EXISTS }'
kept cd -f '{ $.requestParameters.functionName = %^p.y$% }'
kept a -f '{ $.eventName = GetObject }' -f ip=192.0.2.1
kept bcd -f 'not ({ $.eventName = GetObject })'
kept ad -f '({ $.errorCode = Access* }) or ip=192.0.2.1'
kept c -f '{"source":["aws.lambda"],"detail":{"errorCode":[{"exists":false}]}}'
kept b -f ' { "detail": { "userIdentity": { "userName": ["bob"] }, "eventName": [{"prefix":"Put"}] } } '
printf '{"source": ["aws.s3"],\n "detail": {"sourceIPAddress": [{"cidr": "192.0.2.0/24"}]}}\n' >bus.json
kept ab -f @bus.json
run count -f '{ $.requestParameters.functioName = pay }' five.json
is_status 1
like_err "no record has 'requestParameters.functioName'; the nearest known name is"

# blocks of addresses, bare; in quotes a text
ip() {
	rec "$1" "2021-07-28T10:00:0${1#*-}Z" ec2 Open "\"sourceIPAddress\":\"$2\",\"requestParameters\":{\"cidrIp\":\"$3\",\"list\":[\"$2\",\"x\"]}"
}
trail "$(ip n-1 198.51.100.7 0.0.0.0/0)" "$(ip n-2 198.51.101.7 10.0.0.0/8)" \
	"$(ip n-3 2001:db8::5 10.1.2.3)" "$(ip n-4 s3.amazonaws.com 010.1.2.3)" >nets.json
net() {
	_want=$1
	shift
	run events -q -o csv --columns id "$@" nets.json
	is "$(sed 1d "$out" | tr -d '\n' | sed 's/n-//g')" "$_want" "$*"
}
net 1 -f ip=198.51.100.0/24
net 1 -f ip=198.51.100.99/24
net 12 -f 'ip in (198.51.100.0/23)'
net 13 -f 'ip in (198.51.100.0/24, 2001:db8::/32)'
net 24 -f 'ip not in (198.51.100.0/24, 2001:db8::/32)'
net 234 -f 'ip!=198.51.100.0/24'
net '' -f 'ip="198.51.100.0/24"'
net 123 -f 'ip in (0.0.0.0/0, ::/0)'
net 23 -f requestParameters.cidrIp=10.0.0.0/8
net 1 -f requestParameters.cidrIp=0.0.0.0/0 -f 'not requestParameters.cidrIp=10.0.0.0/8'
net 3 -f requestParameters.list=2001:db8::/32
net 1 -f 'text=198.51.100.0/24'
net '' -f ip=198.51.100.0/33

# lists from files, and expressions
printf '\357\273\277# stolen\r\n  198.51.100.7  \r\n\r\n2001:db8::/48 # theirs\n"quoted"\nS3*\n' >list.txt
net 13 -f 'ip in @list.txt'
net 13 -f '(ip in @"list.txt")'
net 24 -f 'ip not in @list.txt'
net 2 -f 'event=Open ip not in @list.txt id!=n-4'
printf '# nothing\n' >none.txt
net '' -f 'ip in @none.txt'
net 1234 -f 'ip not in @none.txt'
printf '2021-07-28T10:00:01..2021-07-28T10:00:03\n2021-07-28T10:00:04\n' >times.txt
net 124 -f 'time in @times.txt'
printf ' ip=198.51.100.0/23\n  and id != n-2\n' >expr.txt
net 1 -f @expr.txt
net 1 -f '  @"expr.txt" '
net 1 -f @expr.txt -f event=Open
expect_error 2 count -f 'ip in @missing.txt' nets.json <<'EOT'
trailsift: filter: cannot open 'missing.txt': No such file or directory at 7
ip in @missing.txt
      ^
EOT
expect_error 2 count -f @missing.txt nets.json <<'EOT'
trailsift: filter: cannot open 'missing.txt': No such file or directory at 1
@missing.txt
^
EOT
printf 'event=Open and\n(ip=1\n' >bad.txt
run count -f @bad.txt nets.json
is_status 2
like_err "^trailsift: filter: a '\)' is missing at 22" 'the place is in the file'
like_err '^event=Open and'
printf '@bad.txt' >loop.txt
run count -f @loop.txt nets.json
is_status 2
like_err 'cannot name another'
run count -f 'ip in @' nets.json
is_status 2
run count -f @. nets.json
is_status 2
run count -f '"@x"' nets.json
is_status 1 'in quotes it is text'

# hints: only where the test matches nothing that is loaded
hinted() {
	_want=$1
	shift
	run count "$@" five.json more.json.gz
	is_status 0 "$*"
	if [ "$_want" ]; then like_err "^trailsift: filter: .*$_want" "$*"; else is_err '' "$*"; fi
}
hinted "the operator is '~'" -f 'event=~Get or id=id-a'
hinted 'FIELD in' -f 'event=GetObject,PutObject or id=id-a'
hinted "without '.amazonaws.com'" -f 'source=s3.amazonaws.com or id=id-a'
hinted '' -f 'eventSource=s3.amazonaws.com'
hinted "'result' is one of" -f 'result=success or id=id-a'
hinted "'result' is one of" -f 'result!=success'
hinted "event=VALUE" -f 'event:GetObject or id=id-a'
hinted '' -f 'user/bob or arn:aws:iam or id=id-a'
hinted '' -q -f 'event=~Get or id=id-a'
run count -f 'event=~Get' five.json
is_status 1 'the status is as without it'
like_err "the operator is '~'"

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
