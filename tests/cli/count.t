# SPDX-License-Identifier: GPL-3.0-or-later
. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

fresh
five

expect 0 count --by event -o json five.json more.json.gz <<'EOT'
[{"event":"GetObject","count":2,"first":"2021-07-28T10:00:00Z","last":"2021-07-29T00:00:00Z"},
{"event":"Invoke","count":1,"first":"2021-07-28T10:01:00Z","last":"2021-07-28T10:01:00Z"},
{"event":"PutObject","count":1,"first":"2021-07-28T10:00:10Z","last":"2021-07-28T10:00:10Z"},
{"event":"UpdateFunctionCode","count":1,"first":"2021-07-28T10:02:00Z","last":"2021-07-28T10:02:00Z"}]
EOT
expect 0 count --by eventName -o csv five.json more.json.gz --sort eventName:desc -n 2 <<'EOT'
eventName,count,first,last
UpdateFunctionCode20150331v2,1,2021-07-28T10:02:00Z,2021-07-28T10:02:00Z
PutObject,1,2021-07-28T10:00:10Z,2021-07-28T10:00:10Z
EOT
# null sorts after all strings; by count first
expect 0 count --by function -o ndjson five.json more.json.gz <<'EOT'
{"function":null,"count":3,"first":"2021-07-28T10:00:00Z","last":"2021-07-29T00:00:00Z"}
{"function":"pay","count":2,"first":"2021-07-28T10:01:00Z","last":"2021-07-28T10:02:00Z"}
EOT
expect 0 count --by function,error -o csv five.json more.json.gz <<'EOT'
function,error,count,first,last
,,3,2021-07-28T10:00:00Z,2021-07-29T00:00:00Z
pay,AccessDenied,1,2021-07-28T10:02:00Z,2021-07-28T10:02:00Z
pay,,1,2021-07-28T10:01:00Z,2021-07-28T10:01:00Z
EOT
expect 0 count -o json five.json <<'EOT'
[{"count":3,"first":"2021-07-28T10:00:00Z","last":"2021-07-28T10:01:00Z"}]
EOT
expect 1 count -o json -f event=Nothing five.json <<'EOT'
[{"count":0,"first":null,"last":null}]
EOT
expect 1 count --by event -o json -f event=Nothing five.json <<'EOT'
[]
EOT
expect 1 count --by event -o csv -f event=Nothing five.json <<'EOT'
event,count,first,last
EOT
# the whole answer decides the status, not what --limit leaves of it
expect 0 count --by event -o json -n 0 five.json <<'EOT'
[]
EOT
expect 0 count --by source -o md five.json <<'EOT'
| SOURCE | COUNT | FIRST | LAST |
| --- | ---: | --- | --- |
| s3 | 2 | 2021-07-28T10:00:00Z | 2021-07-28T10:00:10Z |
| lambda | 1 | 2021-07-28T10:01:00Z | 2021-07-28T10:01:00Z |
EOT
run count --by source five.json
is_status 0
is_out - 'table' <<'EOT'
SOURCE  COUNT  FIRST                 LAST
s3          2  2021-07-28T10:00:00Z  2021-07-28T10:00:10Z
lambda      1  2021-07-28T10:01:00Z  2021-07-28T10:01:00Z
EOT

# several values: once for each distinct value of an event; null, {} and [] are none
fresh
trail "$(rec i1 2021-01-01T00:00:00Z s3 A '"resources":[{"ARN":"x"},{"ARN":"y"},{"ARN":"x"}]')" \
	"$(rec i2 2021-01-01T00:00:01Z s3 B '"resources":[{"ARN":"y"}],"v":null')" \
	"$(rec i3 nonsense s3 B '"resources":[],"v":{}')" \
	"$(rec i4 2021-01-01T00:00:02.5Z s3 B '"v":[],"n":1.50')" >many.json
expect 0 count --by resource -o json many.json <<'EOT'
[{"resource":"y","count":2,"first":"2021-01-01T00:00:00Z","last":"2021-01-01T00:00:01Z"},
{"resource":null,"count":2,"first":"2021-01-01T00:00:02.5Z","last":"2021-01-01T00:00:02.5Z"},
{"resource":"x","count":1,"first":"2021-01-01T00:00:00Z","last":"2021-01-01T00:00:00Z"}]
EOT
expect 0 count --by v,n -o csv many.json <<'EOT'
v,n,count,first,last
,,3,2021-01-01T00:00:00Z,2021-01-01T00:00:01Z
,1.50,1,2021-01-01T00:00:02.5Z,2021-01-01T00:00:02.5Z
EOT
expect 0 count -f id=i3 --by event -o json many.json <<'EOT'
[{"event":"B","count":1,"first":null,"last":null}]
EOT

expect_error 2 count --by event --sort nosuch many.json <<'EOT'
trailsift: option '--sort': unknown column 'nosuch'
EOT
expect_error 2 count --by raw many.json <<'EOT'
trailsift: option '--by': 'raw' can only be used in a filter
EOT
run count --by nosuch -o csv many.json
is_status 0 'a path that nothing has is no error'
is_out - 'but one row without a value' <<'EOT'
nosuch,count,first,last
,4,2021-01-01T00:00:00Z,2021-01-01T00:00:02.5Z
EOT
is_err "trailsift: no record has 'nosuch'" 'and is said'
run count -q --by nosuch -o csv many.json
is_err '' 'not with -q'

# rules where parts are of odd types
printf '%s\n' '{"eventID":"1","eventName":"A","errorMessage":4}' \
	'{"eventID":"2","eventName":"A","errorCode":403}' \
	'{"eventID":"3","eventName":"A","errorCode":true,"errorMessage":false}' \
	'{"eventID":"4","eventName":"A","errorCode":"","errorMessage":null}' \
	'{"eventID":"5","eventName":"A","eventSource":"a","insightDetails":{"eventName":"B20200101","eventSource":"b.amazonaws.com"}}' \
	'{"eventID":"6","eventName":"A","eventSource":"a","insightDetails":{"state":"End"}}' >odd.ndjson
expect 0 count --by id,result,event,source -o csv --sort id odd.ndjson <<'EOT'
id,result,event,source,count,first,last
1,failed,A,,1,,
2,failed,A,,1,,
3,ok,A,,1,,
4,ok,A,,1,,
5,ok,B,b,1,,
6,ok,A,a,1,,
EOT

done_testing
