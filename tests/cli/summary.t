# SPDX-License-Identifier: GPL-3.0-or-later
. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

fresh
five
expect 0 summary -o json five.json more.json.gz <<'EOT'
{"files":2,"events":5,"duplicates":1,"skipped":0,"first":"2021-07-28T10:00:00Z","last":"2021-07-29T00:00:00Z","events_by":{"event":[{"event":"GetObject","count":2,"first":"2021-07-28T10:00:00Z","last":"2021-07-29T00:00:00Z"},{"event":"Invoke","count":1,"first":"2021-07-28T10:01:00Z","last":"2021-07-28T10:01:00Z"},{"event":"PutObject","count":1,"first":"2021-07-28T10:00:10Z","last":"2021-07-28T10:00:10Z"},{"event":"UpdateFunctionCode","count":1,"first":"2021-07-28T10:02:00Z","last":"2021-07-28T10:02:00Z"}],"source":[{"source":"s3","count":3,"first":"2021-07-28T10:00:00Z","last":"2021-07-29T00:00:00Z"},{"source":"lambda","count":2,"first":"2021-07-28T10:01:00Z","last":"2021-07-28T10:02:00Z"}],"identity":[{"identity":"user:arn:aws:iam::111122223333:user/alice","count":3,"first":"2021-07-28T10:00:00Z","last":"2021-07-29T00:00:00Z"},{"identity":"user:arn:aws:iam::111122223333:user/bob","count":2,"first":"2021-07-28T10:00:10Z","last":"2021-07-28T10:02:00Z"}],"function":[{"function":null,"count":3,"first":"2021-07-28T10:00:00Z","last":"2021-07-29T00:00:00Z"},{"function":"pay","count":2,"first":"2021-07-28T10:01:00Z","last":"2021-07-28T10:02:00Z"}],"error":[{"error":null,"count":4,"first":"2021-07-28T10:00:00Z","last":"2021-07-29T00:00:00Z"},{"error":"AccessDenied","count":1,"first":"2021-07-28T10:02:00Z","last":"2021-07-28T10:02:00Z"}]}}
EOT

# no verb and no terminal: summary
run five.json more.json.gz
is_status 0
like_out '^events +5$'
like_out 'GetObject'
run -o ndjson five.json
is_status 0
like_out '^\{"files":1,"events":3,'

# lists are at most ten long, and tell of the matching events
fresh
i=10
set --
while [ $i -lt 25 ]; do
	set -- "$@" "$(rec i$i 2021-01-01T00:00:${i}Z s3 Event$i)"
	i=$((i + 1))
done
trail "$@" >many.json
run summary -o json many.json
is "$(grep -o '"event":"Event' "$out" | wc -l)" 10 'ten events'
run summary -o json -n 3 many.json
is "$(grep -o '"event":"Event' "$out" | wc -l)" 3 'or fewer with -n'
run summary -o json -f 'event in (Event11, Event12)' many.json
is_status 0
like_out '^\{"files":1,"events":2,"duplicates":0,"skipped":0,"first":"2021-01-01T00:00:11Z","last":"2021-01-01T00:00:12Z"'
is "$(grep -o '"event":"Event' "$out" | wc -l)" 2 'two events match'
run summary -o json -f event=Nothing many.json
is_status 1
like_out '^\{"files":1,"events":0,"duplicates":0,"skipped":0,"first":null,"last":null,"events_by":\{"event":\[\],'
expect_error 2 summary --sort nosuch many.json <<'EOT'
trailsift: option '--sort': unknown column 'nosuch'
EOT

# an empty folder
mkdir empty
run summary -o json empty
is_status 1
like_out '^\{"files":0,"events":0,'

done_testing
