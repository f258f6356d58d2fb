# SPDX-License-Identifier: GPL-3.0-or-later
. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

fresh
five

# JSON: the records' own bytes, in the order of time
run events -o json five.json more.json.gz
is_status 0
is_err ''
is_out "{\"Records\":[$a,$b,$c,$d,$e]}" 'json: own bytes in the order of time'
cp "$out" all.json
run events -o ndjson five.json more.json.gz
is_out "$a
$b
$c
$d
$e" 'ndjson'
cp "$out" all.ndjson

# what is exported loads again, to the same
for again in all.json all.ndjson; do
	run events -o json $again
	is_file "$out" "$(cat all.json)" "$again loads to the same"
done

# bytes are kept as they are: order, repeated keys, numbers, escapes, odd spaces
fresh
# shellcheck disable=SC2028
cat >odd.json <<'EOT'
{"Records": [
 { "eventName" : "A", "eventTime":"2021-01-01T00:00:00Z", "n" : -0, "m":1E2, "s":"a\/bé\u0007 \ud800", "n": 2,
   "eventID":"o1" } , {"eventName":"B","eventTime":"2021-01-01T00:00:01Z","eventID":"o2"}]}
EOT
run events -o json odd.json
is_status 0
is_out - 'line ends inside a record stay in json' <<'EOT'
{"Records":[{ "eventName" : "A", "eventTime":"2021-01-01T00:00:00Z", "n" : -0, "m":1E2, "s":"a\/bé\u0007 \ud800", "n": 2,
   "eventID":"o1" },{"eventName":"B","eventTime":"2021-01-01T00:00:01Z","eventID":"o2"}]}
EOT
run events -o ndjson odd.json
is_out - 'and go in ndjson, with the other white space outside strings' <<'EOT'
{"eventName":"A","eventTime":"2021-01-01T00:00:00Z","n":-0,"m":1E2,"s":"a\/bé\u0007 \ud800","n":2,"eventID":"o1"}
{"eventName":"B","eventTime":"2021-01-01T00:00:01Z","eventID":"o2"}
EOT

# CSV
fresh
five
run events -o csv five.json more.json.gz
is_status 0
is_out - 'csv' <<'EOT'
time,event,source,identity,type,function,ip,region,account,error,id
2021-07-28T10:00:00Z,GetObject,s3,user:arn:aws:iam::111122223333:user/alice,IAMUser,,192.0.2.1,us-east-1,111122223333,,id-a
2021-07-28T10:00:10Z,PutObject,s3,user:arn:aws:iam::111122223333:user/bob,IAMUser,,192.0.2.2,us-east-1,111122223333,,id-b
2021-07-28T10:01:00Z,Invoke,lambda,user:arn:aws:iam::111122223333:user/alice,IAMUser,pay,,us-east-1,111122223333,,id-c
2021-07-28T10:02:00Z,UpdateFunctionCode,lambda,user:arn:aws:iam::111122223333:user/bob,IAMUser,pay,,us-east-1,111122223333,AccessDenied,id-d
2021-07-29T00:00:00Z,GetObject,s3,user:arn:aws:iam::111122223333:user/alice,IAMUser,,,us-east-1,111122223333,,id-e
EOT
fresh
# shellcheck disable=SC2028
trail "$(rec c1 2021-01-01T00:00:00Z s3 A '"a":"=1+1","b":"x,y","c":"say \"hi\"","d":"two\nlines","e":["p","q"],"f":"\u001b[2J"')" \
	"$(rec c2 2021-01-01T00:00:01Z s3 B '"a":"-1","b":"","c":null,"d":"@x","e":[],"f":"\ttab"')" >cells.json
expect 0 events -o csv --columns a,b,c,d,e,f cells.json <<'EOT'
a,b,c,d,e,f
'=1+1,"x,y","say ""hi""",two\x0alines,p q,\x1b[2J
'-1,,,'@x,,'\x09tab
EOT

# tables and Markdown
expect 0 events --columns time,event,f cells.json <<'EOT'
TIME                  EVENT  f
2021-01-01T00:00:00Z  A      \x1b[2J
2021-01-01T00:00:01Z  B      \ttab
EOT
run events cells.json
like_out '^TIME +EVENT +SOURCE +IDENTITY +TYPE +FUNCTION +SOURCE IP +REGION +ERROR$'
run events -o md --columns event,b cells.json
is_out - 'md: a pipe or a line end cannot break it' <<'EOT'
| EVENT | b |
| --- | --- |
| A | x,y |
| B |  |
EOT
TZ=CET-1
export TZ
run events --local --columns time cells.json
is_out - 'local time has its offset' <<'EOT'
TIME
2021-01-01T01:00:00+01:00
2021-01-01T01:00:01+01:00
EOT
run events --local -o csv --columns time cells.json
is_out - 'csv is always UTC' <<'EOT'
time
2021-01-01T00:00:00Z
2021-01-01T00:00:01Z
EOT
TZ=UTC

# sorting and limits
fresh
trail "$(rec s1 2021-01-01T00:00:03Z s3 A '"n":10')" "$(rec s2 2021-01-01T00:00:02Z s3 B '"n":9')" \
	"$(rec s3 2021-01-01T00:00:01Z s3 C)" "$(rec s4 junk s3 D '"n":"x"')" \
	"$(rec s5 2021-01-01T00:00:01Z s3 E '"n":9')" >sort.json
ids() {
	_name=$1
	_want=$2
	shift 2
	run events -o csv --columns id "$@" sort.json
	is "$(sed 1d "$out" | tr '\n' ' ')" "$_want" "$_name"
}
ids 'default: time, then position; without a time last' 's3 s5 s2 s1 s4 '
ids 'numbers numerically, absent last, ties by time' 's5 s2 s1 s4 s3 ' --sort n
ids 'descending: absent still last' 's4 s1 s5 s2 s3 ' --sort n:desc
ids 'no readable time last either way' 's1 s2 s3 s5 s4 ' --sort time:desc
ids 'cut after sorting' 's4 s1 ' --sort n:desc -n 2
ids 'limit 0' '' -n 0
expect_error 2 events --sort nosuch sort.json <<'EOT'
trailsift: option '--sort': no record has 'nosuch'
EOT

# threads never change a byte
fresh
five
i=0
while [ $i -lt 30 ]; do
	i=$((i + 1))
	trail "$(rec t-$i 2021-07-28T10:00:0$((i % 10))Z s3 GetObject "$(user u$i)")" "$a" >f$i.json
done
run events -j 1 -o json .
cp "$out" one
run events -j 8 -o json .
is_file "$out" "$(cat one)" 'the same with 8 threads'

# nothing matched
run events -f event=Nothing -o json five.json
is_status 1
is_out '{"Records":[]}' 'an empty batch'
is_err ''

# times have the fraction of their source, up to nine digits
trail "$(rec f-1 2024-05-01T10:00:00.123456789Z s3 A)" "$(rec f-2 2024-05-01T10:00:00.1234567Z s3 B)" \
	"$(rec f-3 2024-05-01T10:00:00.5000000001Z s3 C)" "$(rec f-4 2024-05-01T10:00:00Z s3 D)" >fraction.json
run events -o csv --columns id,time --sort id fraction.json
is_out - 'nine digits' <<'EOT'
id,time
f-1,2024-05-01T10:00:00.123456789Z
f-2,2024-05-01T10:00:00.1234567Z
f-3,2024-05-01T10:00:00.5Z
f-4,2024-05-01T10:00:00Z
EOT
run count --by time -o csv -f id=f-1 fraction.json
like_out '^2024-05-01T10:00:00.123456789Z,1,' 'also as a key'
TZ=UTC-2 run events --local --columns time -f id=f-1 fraction.json
like_out '12:00:00.123456789\+02:00'

done_testing
