#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# trace EVENTID: from an event back to a login, a key, a provider or a service.

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

trail=$samples/trail

# hop ID TIME IDENTITY ACTION RULE CONFIDENCE ISSUED IP SESSION ACCOUNT: a hop as JSON; null stays null
hop() {
	printf '{"event":%s,"time":%s,"identity":"%s","action":%s,"rule":%s,"confidence":%s,"issued":%s' \
		"$(text "$1")" "$(text "$2")" "$3" "$(text "$4")" "$(text "$5")" "$(text "$6")" "$(text "$7")"
	printf ',"ip":%s,"session":%s,"account":%s}' "$(text "$8")" "$(text "$9")" "$(text "${10}")"
}
text() {
	case $1 in
	null) printf null ;;
	*) printf '"%s"' "$1" ;;
	esac
}

# The change of payments-charge in the night: two roles, and alice's key behind them.
night=721d240d-7ca8-4444-85a1-ac10260a9b74
deploy=2211264f-a1b1-4071-b599-6484ba0d8896
build=5f4d93b0-6042-4caa-926b-3193998c0ae2
run trace -q -o json "$night" "$trail"
is_status 0
is_out "{\"event\":\"$night\",\"hops\":[$(
	hop "$night" 2024-05-15T03:04:32Z role:arn:aws:iam::111122223333:role/deploy-admin \
		UpdateFunctionCode null null null 198.51.100.77 gh-run-9102 111122223333
),$(
	hop "$deploy" 2024-05-15T03:01:05Z role:arn:aws:iam::444455556666:role/ci-deploy \
		AssumeRole key exact ASIARTX3GSDSUVUH3SZR 198.51.100.77 alice-debug 444455556666
),$(
	hop "$build" 2024-05-15T02:58:40Z user:arn:aws:iam::111122223333:user/alice \
		AssumeRole key exact ASIAWO645SY5LGVO5B2M 198.51.100.77 null 111122223333
)],\"stop\":\"key-not-in-log\"}" 'two roles, and a long-lived key'
cp "$out" night
run trace -q -j 1 -o json "$night" "$trail"
ok 'the same bytes with one thread' cmp -s "$out" night
run trace -q -o ndjson "$night" "$trail"
ok 'as ndjson one line, the same' cmp -s "$out" night
run trace -q -o csv "$night" "$trail"
like_out '^event,hops,stop$'
like_out "^$night,\"\\[\\{\"\"event\"\".*\\]\",key-not-in-log$"
run trace -q -o md "$night" "$trail"
like_out "^\\| $build \\| 2024-05-15T02:58:40Z \\|"
run trace -q "$night" "$trail"
like_out '^stop +key-not-in-log$'
like_out 'CreateAccessKey of AKIARTX3GSDS47ULVVBM'
like_out "^$deploy .* $deploy 958d69ce-a69f-4253-93a9-a1f0e8d22d92$" \
	'both copies of the call prove the hop'

# Forward: the filter of the last hop finds all that alice's AssumeRole led to.
like_out '^ASIAWO645SY5LGVO5B2M +\(key=ASIARTX3GSDSUVUH3SZR userIdentity\.principalId=[A-Z0-9]+:gh-run-9102\) or \(key='
filter=$(sed -n 's/^ASIAWO645SY5LGVO5B2M  *\(.*\)/\1/p' "$out")
run count -q -o csv -f "$filter" "$trail"
like_out '^17,2024-05-15T02:59:12Z,2024-05-15T03:57:00Z$'

# The new user's key: created by a function, whose role the service assumed.
run trace -q -o json c53d93a1-de15-454f-bef9-8c704565125d "$trail"
like_out '"action":"CreateAccessKey","rule":"created","confidence":"exact","issued":"AKIARTX3GSDSRA3RZOT5","ip":"192\.0\.2\.152","session":"payments-charge","account":"111122223333"\}\],"stop":"key-created"\}$'
run trace -q -o json d2ca26e0-4134-4401-ade9-88eed149c335 "$trail"
like_out '"identity":"service:lambda.amazonaws.com","action":"AssumeRole","rule":"key"'
like_out '\{"event":null,"time":null,"identity":"service:lambda.amazonaws.com","action":null,"rule":"service","confidence":"exact","issued":null,"ip":null,"session":null,"account":null\}\],"stop":"service"\}$'

# The console: a role switched to, and the login before it.
run trace -q -o json 1d079408-e4b4-494e-a7f9-00eb57bf5822 "$trail"
like_out '"action":"AssumeRole","rule":"key","confidence":"exact","issued":"ASIARTX3GSDSRDWNPM2Q"'
like_out '"action":"ConsoleLogin","rule":"login","confidence":"same-second","issued":"[^"]*","ip":"203\.0\.113\.40","session":null,"account":"444455556666"\}\],"stop":"login"\}$'

# Providers.
run trace -q -o json a8af861d-0b0a-41a6-947e-8fbab2e147d4 "$trail"
like_out '"rule":"saml","confidence":"exact","issued":null,"ip":null,"session":null,"account":null\}\],"stop":"identity-provider"\}$'
run trace -q -o json 01069826-fdb2-4536-81e8-4f4b5e9ac63a "$trail"
like_out '"rule":"oidc","confidence":"exact","issued":null,"ip":null,"session":null,"account":null\}\],"stop":"identity-provider"\}$'

# The copy in the account whose role it was leads to the caller's own.
run trace -q -o json 958d69ce-a69f-4253-93a9-a1f0e8d22d92 "$trail"
like_out "\\{\"event\":\"$deploy\",.*\"rule\":\"shared\",\"confidence\":\"exact\""

# Several at once, none, and what is wrong with the command line.
fresh
five
expect 0 trace -o json id-a five.json more.json.gz <<'EOT'
{"event":"id-a","hops":[{"event":"id-a","time":"2021-07-28T10:00:00Z","identity":"user:arn:aws:iam::111122223333:user/alice","action":"GetObject","rule":null,"confidence":null,"issued":null,"ip":"192.0.2.1","session":null,"account":"111122223333"}],"stop":"not-in-log"}
EOT
expect_error 1 trace nothing five.json <<'EOT'
trailsift: no event has the id 'nothing'
EOT
expect_error 1 trace -f event=PutObject id-a five.json <<'EOT'
trailsift: no event has the id 'id-a'
EOT
trail "$(rec id-a 2021-07-28T11:00:00Z s3 GetObject)" >other.json
run trace -o json id-a five.json other.json
is_status 0
like_err "2 events have the id 'id-a'; the first one is traced"
like_out '"time":"2021-07-28T10:00:00Z"'
run trace --sort nothing id-a five.json
is_status 2
like_err "unknown column 'nothing'"
run trace
is_status 2
run trace -n 0 -o json id-a five.json
is_out '{"event":"id-a","hops":[],"stop":"not-in-log"}' 'at most so many hops'

# Two who took one role in one second: the first of them, both named, and no further.
who() {
	printf '"userIdentity":{"type":"IAMUser","principalId":"AIDA%s","arn":"arn:aws:iam::111122223333:user/%s","accountId":"111122223333","userName":"%s","accessKeyId":"AKIA%s"}' "$1" "$1" "$1" "$1"
}
takes() { # ID TIME WHO: ... the role dev as s
	printf '{"eventID":"%s","eventTime":"2024-05-14T%sZ","eventSource":"sts.amazonaws.com","eventName":"AssumeRole",%s,"responseElements":{"assumedRoleUser":{"assumedRoleId":"AROADEV:s","arn":"arn:aws:sts::111122223333:assumed-role/dev/s"}}}' "$1" "$2" "$(who "$3")"
}
use='{"eventID":"use","eventTime":"2024-05-14T10:05:00Z","eventName":"ListBuckets","userIdentity":{"type":"AssumedRole","principalId":"AROADEV:s","arn":"arn:aws:sts::111122223333:assumed-role/dev/s","sessionContext":{"attributes":{"creationDate":"2024-05-14T10:00:00Z"}}}}'
trail "$(takes two 10:00:01 eve)" "$use" "$(takes one 10:00:00 bob)" >both.json
run trace -o json use both.json
is_status 0
like_out ',"action":"AssumeRole","rule":"role-id","confidence":"ambiguous",'
like_out '\{"event":"one",.*,"candidates":\["one","two"\]\}\],"stop":"ambiguous"\}$'
run trace -o csv use both.json
like_out '""candidates"":\[""one"",""two""\]'
run trace use both.json
like_out '^stop +ambiguous$'
like_out '^why +several events fit, and nothing tells them apart$'
like_out '^one .* ambiguous .* one two$' 'a table names them all'
trail "$(takes two 10:00:01 bob)" "$use" "$(takes one 10:00:00 bob)" >same.json
run trace -o json use same.json
like_out '"candidates":\["one","two"\]\}\],"stop":"key-not-in-log"\}$' 'whichever of one caller it was'

# An event of which only some fields are known is tied to nothing, and it is said.
cat >part.csv <<'EOT'
User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category
s,ASIAP,2024-05-14T10:05:00Z,s3.amazonaws.com,ListBuckets,us-east-1,192.0.2.1,x,,[],r,part,true,AwsApiCall,111122223333,Management
EOT
trail '{"eventID":"i","eventTime":"2024-05-14T10:00:00Z","eventName":"AssumeRole","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u"},"responseElements":{"credentials":{"accessKeyId":"ASIAP"}}}' >whole.json
run trace part part.csv whole.json
is_status 0
like_out '^stop +not-in-log$'
like_out '^why +the event is known in part only: who issued its credential cannot be told$'

# Nobody signed in where the login failed.
cat >failed.json <<'EOT'
{"Records":[{"eventName":"ConsoleLogin","eventSource":"signin.amazonaws.com","eventID":"f","eventTime":"2024-05-14T10:00:00Z","errorMessage":"Failed authentication","userIdentity":{"type":"IAMUser","userName":"u","accountId":"111122223333"},"responseElements":{"ConsoleLogin":"Failure"}}]}
EOT
run trace f failed.json
is_status 0
like_out '^stop +login$'
like_out '^why +somebody tried to sign in, and failed$'

done_testing
