# SPDX-License-Identifier: GPL-3.0-or-later
. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

fresh
five
expect 0 show -o json id-c five.json more.json.gz <<EOT
[$c]
EOT
expect 0 show -o ndjson id-c five.json more.json.gz <<EOT
$c
EOT
run show id-a five.json more.json.gz
is_status 0
is_err ''
len=$(printf %s "$a" | wc -c | tr -d ' ')
dlen=$(printf %s "$d" | wc -c | tr -d ' ')
is_out - 'pretty-printed, with every place' <<EOT
found in 2 places:
  five.json  byte 12, $len bytes
  more.json.gz  byte $((13 + dlen)), $len bytes
{
  "eventVersion": "1.08",
  "eventTime": "2021-07-28T10:00:00Z",
  "eventSource": "s3.amazonaws.com",
  "eventName": "GetObject",
  "awsRegion": "us-east-1",
  "recipientAccountId": "111122223333",
  "eventID": "id-a",
  "userIdentity": {
    "type": "IAMUser",
    "arn": "arn:aws:iam::111122223333:user/alice",
    "accountId": "111122223333",
    "userName": "alice"
  },
  "sourceIPAddress": "192.0.2.1"
}
EOT
run show -o csv id-d five.json more.json.gz
like_out '^2021-07-28T10:02:00Z,UpdateFunctionCode,lambda,'
run show nosuch five.json
is_status 1
is_out ''
is_err "trailsift: no event has the id 'nosuch'"
run show -f event=Nothing id-a five.json
is_status 1 'an event that does not match'
is_err "trailsift: no matching event has the id 'id-a'" 'and its message'
expect 1 show -q -o json nosuch five.json <<'EOT'
[]
EOT
# an id is text, whatever it looks like
# shellcheck disable=SC2028
trail "$(rec 'x*\" or id=y' 2021-01-01T00:00:00Z s3 A)" "$(rec xyz 2021-01-01T00:00:00Z s3 B)" >odd.json
run show -o ndjson 'x*" or id=y' odd.json
is "$(wc -l <"$out" | tr -d ' ')" 1 'no wildcard, no expression'

# the same id with other content: both
trail "$(rec same 2021-01-01T00:00:00Z s3 A)" "$(rec same 2021-01-01T00:00:00Z s3 B)" >same.json
run show same same.json
is "$(grep -c 'another event has the same id' "$out")" 2 'both, and it is said'
run show same -f event=B -o json same.json
is_status 0
is_out "[$(rec same 2021-01-01T00:00:00Z s3 B)]" 'filters hold too'

# a hostile value cannot reach the terminal
# shellcheck disable=SC2028
printf '{"eventName":"A","eventTime":"2021-01-01T00:00:00Z","eventID":"h","x":"\342\200\256\302\233"}' >h.json
run show h h.json
like_out '"x": "\\u\{202e\}\\u\{9b\}"'

done_testing
