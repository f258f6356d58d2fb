#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# identities and identity NAME.

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

trail=$samples/trail

run identities -q -n 3 -o csv -f 'type in (IAMUser, AssumedRole)' "$trail"
is_status 0
is_out - 'most events first' <<'EOT'
identity,type,account,events,denied,functions,addresses,keys,first,last
user:arn:aws:iam::111122223333:user/alice,user,111122223333,26,6,2,2,1,2024-05-14T09:32:10Z,2024-05-15T08:53:44Z
role:arn:aws:iam::111122223333:role/ops-automation,role,111122223333,24,1,0,1,1,2024-05-15T03:15:49Z,2024-05-15T03:31:20Z
role:arn:aws:iam::111122223333:role/deploy-admin,role,111122223333,22,0,3,3,3,2024-05-14T10:12:20Z,2024-05-15T03:57:00Z
EOT
run identities -q -n 1 -o ndjson "$trail"
is_out '{"identity":"service:lambda.amazonaws.com","type":"service","account":null,"events":140,"denied":0,"functions":5,"addresses":1,"keys":0,"first":"2024-05-14T09:00:05Z","last":"2024-05-15T11:30:05Z"}' \
	'a row as JSON'
run identities -q -o json "$trail"
cp "$out" all
run identities -q -j 1 -o json "$trail"
ok 'the same bytes with one thread' cmp -s "$out" all
run identities -q --sort denied:desc,events -n 2 "$trail"
like_out '^user:.*user/alice .* 6 '
run identities -q -o md -n 1 "$trail"
like_out '^\| IDENTITY \| TYPE \| ACCOUNT \| EVENTS \|'
run identities -q --sort name "$trail"
is_status 2

# one identity
run identity -q -o json svc-backup "$trail"
is_status 0
like_out '^\{"identity":"user:arn:aws:iam::111122223333:user/svc-backup","type":"user",'
like_out '"sessions":\[\{"session":null,"kind":"window","key":"AKIARTX3GSDSRA3RZOT5"'
like_out '"issuer":"d2ca26e0-4134-4401-ade9-88eed149c335","issuer_identity":"role:arn:aws:iam::111122223333:role/ops-automation","rule":"created","confidence":"exact"'
like_out '"denied_actions":\[\{"source":"cloudtrail","event":"StopLogging",.*"policy":"service control policy","explicit":true,"policy_arn":"arn:aws:organizations::'
like_out '"made_by":\[\{"event":"7cc9b99d-0ffb-4ba6-a0de-6c0885b8fa87",.*"action":"CreateUser"'
for list in sessions actions denied_actions ips agents regions roles made_by; do
	like_out "\"$list\":\\[" "a list of $list"
done
cp "$out" page
run identity -q -j 1 -o json user:arn:aws:iam::111122223333:user/svc-backup "$trail"
ok 'by its whole name, with one thread, the same page' cmp -s "$out" page
run identity -q alice "$trail"
like_out '^denied +6$'
like_out '^198\.51\.100\.77 +14 +2024-05-15T02:47:11Z'
like_out '^lambda +UpdateFunctionConfiguration .* permissions boundary +true +arn:aws:iam::111122223333:policy/developer-boundary'
like_out '^ +- +window +AKIARTX3GSDS47ULVVBM +- +14 +6 ' 'the session of the night'
run identity -q bob "$trail"
like_out '^ +- +console .* 2024-05-14T08:59:31Z .* login +same-second$' 'tied to its login'

# names
fresh
trail "$(rec 1 2021-07-28T10:00:00Z s3 GetObject "$(user alice)")" \
	"$(rec 2 2021-07-28T10:00:00Z s3 GetObject "$(user team/alice)")" \
	"$(rec 3 2021-07-28T10:00:00Z s3 PutObject "$(user team/bob)")" >names.json
run identity -o csv alice names.json
is_status 0
is_err "trailsift: 2 identities are named 'alice'; give a whole name"
is_out - 'the rows of both' <<'EOT'
identity,type,account,events,denied,functions,addresses,keys,first,last
user:arn:aws:iam::111122223333:user/alice,user,111122223333,1,0,0,0,0,2021-07-28T10:00:00Z,2021-07-28T10:00:00Z
user:arn:aws:iam::111122223333:user/team/alice,user,111122223333,1,0,0,0,0,2021-07-28T10:00:00Z,2021-07-28T10:00:00Z
EOT
run identity -o json team/alice names.json
is_status 0
is_err ''
like_out '"identity":"user:arn:aws:iam::111122223333:user/team/alice"'
run identity -o json -f event=PutObject bob names.json
is_status 0
run identity -f event=GetObject bob names.json
is_status 1
like_err "no event of 'bob' is among those that match"
expect_error 1 identity lice names.json <<'EOT'
trailsift: no identity is named 'lice'
EOT
run identities -f event=Nothing names.json
is_status 1

# a long-lived key is one, whichever of its events came first and says more
cat >late.json <<'EOT'
{"Records":[{"eventName":"GetUser","eventSource":"iam.amazonaws.com","eventID":"2","eventTime":"2024-05-14T10:05:00Z","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u","principalId":"AIDAU","accessKeyId":"AKIAU","sessionContext":{"attributes":{"creationDate":"2024-05-14T10:05:00Z"}}}}]}
EOT
cat >early.json <<'EOT'
{"Records":[{"eventName":"GetUser","eventSource":"iam.amazonaws.com","eventID":"1","eventTime":"2024-05-14T10:00:00Z","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u","accessKeyId":"AKIAU"}}]}
EOT
run identity -o json user/u early.json late.json
like_out '"sessions":\[\{"session":null,"kind":"window","key":"AKIAU","principal":"AIDAU","created":null,"events":2,[^{}]*\}\]'
cp "$out" page
run identity -o json user/u late.json early.json
ok 'the same page in either order' cmp -s "$out" page

# the account is that of the events that match
service() { # ID EVENT MORE
	printf '{"eventID":"%s","eventTime":"2024-05-14T10:00:00Z","eventName":"%s","userIdentity":{"type":"AWSService","invokedBy":"s3.amazonaws.com"%s}}' "$1" "$2" "$3"
}
trail "$(service 1 Get '')" "$(service 2 Put ',"accountId":"111122223333"')" "$(service 3 List ',"accountId":"000000000000"')" >accounts.json
run identities -o csv --sort identity accounts.json
like_out '^service:s3\.amazonaws\.com,service,000000000000,3,'
run identities -o csv -f event=Get accounts.json
like_out '^service:s3\.amazonaws\.com,service,,1,' 'none of these says one'
run identities -o csv -f event=Put accounts.json
like_out '^service:s3\.amazonaws\.com,service,111122223333,1,'

# one key of two sessions, and a session that two may have begun
session() { # ID TIME EVENT CREATED MORE
	printf '{"eventID":"%s","eventTime":"2024-05-14T%sZ","eventName":"%s","userIdentity":{"type":"AssumedRole","principalId":"AROADEV:s","arn":"arn:aws:sts::111122223333:assumed-role/dev/s","accessKeyId":"ASIAX","sessionContext":{"attributes":{"creationDate":"2024-05-14T%sZ"}}}}' "$1" "$2" "$3" "$4"
}
begin() { # ID TIME WHO
	printf '{"eventID":"%s","eventTime":"2024-05-14T%sZ","eventName":"AssumeRole","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/%s"},"responseElements":{"assumedRoleUser":{"assumedRoleId":"AROADEV:s","arn":"arn:aws:sts::111122223333:assumed-role/dev/s"}}}' "$1" "$2" "$3"
}
trail "$(session 1 10:05:00 Get 10:00:00)" "$(session 2 11:05:00 Get 11:00:00)" \
	"$(begin 3 10:00:00 bob)" "$(begin 4 10:00:01 eve)" "$(begin 5 11:00:00 eve)" >sessions.json
run identity -o json role/dev sessions.json
like_out '"sessions":\[\{[^{}]*"created":"2024-05-14T10:00:00Z","events":1,[^{}]*"issuer":"3","issuer_identity":null,"rule":"role-id","confidence":"ambiguous",'
like_out '"created":"2024-05-14T11:00:00Z","events":1,[^{}]*"issuer":"5","issuer_identity":"user:arn:aws:iam::111122223333:user/eve","rule":"role-id","confidence":"exact","filter":"identity=role:arn:aws:iam::111122223333:role/dev key=ASIAX userIdentity.principalId=AROADEV:s userIdentity.sessionContext.attributes.creationDate in \(2024-05-14T11:00:00Z\)"\}\]'

# at most so many rows of each list
fresh
trail "$(rec 1 2021-07-28T10:00:00Z s3 GetObject "$(user alice)")" \
	"$(rec 2 2021-07-28T10:00:00Z s3 PutObject "$(user alice)")" >two.json
run identity -o json alice two.json
like_out '"actions":\[\{[^{}]*\},\{[^{}]*\}\]'
run identity -o json -n 1 alice two.json
like_out '"actions":\[\{[^{}]*\}\]'

done_testing
