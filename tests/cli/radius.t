#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# radius SEED,...: what grew from a key, an identity, an address, an event, a function.

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

trail=$samples/trail
key=AKIARTX3GSDS47ULVVBM

# lines: the objects of the nodes, one a line
lines() {
	sed -e 's/^.*"nodes":\[//' -e 's/\],"filter":.*$//' -e 's/},{"id"/}\
{"id"/g' "$out"
}

# nodes: "kind id events rule confidence parent", one a line; - is null
nodes() {
	lines | sed -n 's/^{"id":"\([^"]*\)","kind":"\([a-z]*\)",.*"events":\([0-9]*\),.*"rule":\([^,]*\),"confidence":\([^,]*\),"parent":\(.*\)}$/\2 \1 \3 \4 \5 \6/p' |
		sed -e 's/"//g' -e 's/ null/ -/g'
}

# part N [PATTERN]: the Nth word of the nodes that match, in one line
part() {
	nodes | grep -e "${2:-.}" | cut -d' ' -f"$1" | tr '\n' ' ' | sed 's/ $//'
}

filter() {
	sed -e 's/^.*"filter":"//' -e 's/"}$//' -e 's/\\"/"/g' "$out"
}

is_eq() {
	ok "$3" test "$1" = "$2"
	[ "$1" = "$2" ] || printf '#   got : %s\n#   want: %s\n' "$1" "$2"
}

# is_nodes WHAT: they are those of standard input, in any order
is_nodes() {
	cat >"$base/want"
	nodes | sort >"$base/got"
	sort "$base/want" >"$base/sorted"
	ok "$1" diff -u "$base/sorted" "$base/got"
}

# The whole attack from alice's one key, and nothing of the background.
run radius -q "$key" --since 2024-05-15T02:00 -o json "$trail"
is_status 0
is_nodes 'the attack of the sample, and nobody else' <<EOT
key $key 16 - - -
key ASIAWO645SY5LGVO5B2M 3 key exact $key
key ASIARTX3GSDSUVUH3SZR 14 key exact ASIAWO645SY5LGVO5B2M
function arn:aws:lambda:us-east-1:111122223333:function:payments-charge 0 changed-code probable ASIARTX3GSDSUVUH3SZR
resource arn:aws:events:us-east-1:111122223333:rule/nightly-health 0 created exact ASIARTX3GSDSUVUH3SZR
resource example-uploads 0 changed-config probable ASIARTX3GSDSUVUH3SZR
role arn:aws:iam::111122223333:role/ops-automation 24 ran-as probable arn:aws:lambda:us-east-1:111122223333:function:payments-charge
user arn:aws:iam::111122223333:user/svc-backup 11 created exact arn:aws:iam::111122223333:role/ops-automation
key AKIARTX3GSDSRA3RZOT5 11 created exact arn:aws:iam::111122223333:role/ops-automation
policy svc-backup: backup 0 granted probable arn:aws:iam::111122223333:role/ops-automation
EOT
like_out "^\\{\"seed\":\\[\"key=$key\"\\],\"before\":10,\"nodes\":" 'the seed, and what it did before'
like_out '"via":"721d240d-7ca8-4444-85a1-ac10260a9b74","evidence":\["721d240d' 'the event that decides'
is_eq "$(lines | sed -n 's/^{"id":"arn:aws:lambda:.*"evidence":\[\([^]]*\)\].*/\1/p' | tr ',' '\n' | grep -c .)" 9 \
	'and all that led there'
cp "$out" whole
filter >filter
run count -q -o csv -f "$(cat filter)" "$trail"
like_out '^68,2024-05-15T02:47:11Z,2024-05-15T08:53:44Z$' 'the filter opens the events of all nodes'
run count -q -o csv -f "$(cat filter)" --by identity "$trail"
is_eq "$(cut -d, -f1 "$out" | sort | tail -n +1 | tr '\n' ' ')" \
	'identity role:arn:aws:iam::111122223333:role/deploy-admin role:arn:aws:iam::111122223333:role/ops-automation role:arn:aws:iam::444455556666:role/ci-deploy user:arn:aws:iam::111122223333:user/alice user:arn:aws:iam::111122223333:user/svc-backup ' \
	'of these identities and no other'
run radius -q "$key" --since 2024-05-15T02:00 -j 1 -o json "$trail"
ok 'the same bytes with one thread' cmp -s "$out" whole
run radius -q "$key" --since 2024-05-15T02:00 -o ndjson "$trail"
ok 'as ndjson one line, the same' cmp -s "$out" whole
run radius -q "$key" --since 2024-05-15T02:00 "$trail"
like_out '^    ASIARTX3GSDSUVUH3SZR +key ' 'a table is a tree'
like_out '^          AKIARTX3GSDSRA3RZOT5 +key .* 11 .* created +exact$'
run radius -q "$key" --since 2024-05-15T02:00 -o md "$trail"
like_out '^\| +ASIAWO645SY5LGVO5B2M \| key \|'
run radius -q "$key" --since 2024-05-15T02:00 -o csv "$trail"
like_out '^seed,before,nodes,filter$'

# weaker edges, and what hangs on them, are left out
run radius -q "$key" --confidence exact -o json "$trail"
is_eq "$(part 2)" \
	"$key ASIAWO645SY5LGVO5B2M ASIARTX3GSDSUVUH3SZR arn:aws:events:us-east-1:111122223333:rule/nightly-health" \
	'exact edges alone'

# other seeds: an address, an event, a function, several
run radius -q 198.51.100.77 -o json "$trail"
is_eq "$(part 2,3 ' - - -$')" "$key 14 ASIAWO645SY5LGVO5B2M 3 ASIARTX3GSDSUVUH3SZR 14" \
	'an address: its sessions, and of a long-lived key what came from there'
is_eq "$(nodes | awk '{ n += $(NF - 3) } END { print n }')" 77 'and all that grew of these'
run radius -q 721d240d-7ca8-4444-85a1-ac10260a9b74 -o json "$trail"
is_eq "$(part 1)" 'session function role user policy key' 'from one event'
run radius -q payments-charge --since 2024-05-15T03:00 -o json "$trail"
is_eq "$(part 2)" \
	'arn:aws:lambda:us-east-1:111122223333:function:payments-charge arn:aws:iam::111122223333:role/ops-automation arn:aws:iam::111122223333:user/svc-backup svc-backup: AKIARTX3GSDSRA3RZOT5' \
	'from a function'
run radius -q user/svc-backup,ASIAWO645SY5LGVO5B2M -o json "$trail"
like_out '^\{"seed":\["identity=user:arn:aws:iam::111122223333:user/svc-backup","key=ASIAWO645SY5LGVO5B2M"\],' 'several seeds'

# the way back: from the planted key to the stolen one
run radius -q AKIARTX3GSDSRA3RZOT5 --back -o json "$trail"
is_nodes 'from the last key to the first foothold' <<EOT
key AKIARTX3GSDSRA3RZOT5 11 - - -
key ASIARTX3GSDS7EEPOBDM 24 created exact AKIARTX3GSDSRA3RZOT5
function arn:aws:lambda:us-east-1:111122223333:function:payments-charge 0 ran-as probable ASIARTX3GSDS7EEPOBDM
key ASIARTX3GSDSUVUH3SZR 14 changed-code probable arn:aws:lambda:us-east-1:111122223333:function:payments-charge
key ASIAWO645SY5LGVO5B2M 3 key exact ASIARTX3GSDSUVUH3SZR
key $key 26 key exact ASIAWO645SY5LGVO5B2M
EOT

# what is no seed
run radius -q nobody "$trail"
is_status 1
run radius nobody "$trail"
like_err "nothing loaded is named 'nobody'"
run radius -q role/deploy "$trail"
is_status 1
run radius -q -o json "" "$trail"
is_status 2
run radius
is_status 2
run radius -q --confidence sure "$key" "$trail"
is_status 2
run trace --back x "$trail"
is_status 2
like_err "option '--back' goes with 'radius' only"

# ---- one event of each kind ----

fresh
n=0
# ev TIME SOURCE NAME WHO REQUEST RESPONSE [MORE]
ev() {
	n=$((n + 1))
	printf '{"eventID":"e%s","eventTime":"2024-05-14T%sZ","eventSource":"%s.amazonaws.com","eventName":"%s","awsRegion":"us-east-1","recipientAccountId":"111122223333","readOnly":false,"userIdentity":%s,"requestParameters":%s,"responseElements":%s%s}\n' \
		"$n" "$1" "$2" "$3" "$4" "$5" "$6" "${7:-}"
}
who() { # NAME KEY: a user
	printf '{"type":"IAMUser","principalId":"AIDA%s","arn":"arn:aws:iam::111122223333:user/%s","accountId":"111122223333","userName":"%s","accessKeyId":"%s"}' "$1" "$1" "$1" "$2"
}
as() { # ROLE SESSION CREATED KEY
	printf '{"type":"AssumedRole","principalId":"AROA%s:%s","arn":"arn:aws:sts::111122223333:assumed-role/%s/%s","accountId":"111122223333","accessKeyId":"%s","sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::111122223333:role/%s"},"attributes":{"creationDate":"2024-05-14T%sZ"}}}' \
		"$1" "$2" "$1" "$2" "$4" "$1" "$3"
}
gave() { # ROLE SESSION KEY
	printf '{"credentials":{"accessKeyId":"%s"},"assumedRoleUser":{"assumedRoleId":"AROA%s:%s","arn":"arn:aws:sts::111122223333:assumed-role/%s/%s"}}' "$3" "$1" "$2" "$1" "$2"
}
denied=',"errorCode":"AccessDenied"'
eve=$(who eve AKIAEVE)
ann=$(who ann AKIAANN)
{
	# the seed: what it made, opened and shared
	ev 10:00:00 iam CreateUser "$eve" '{"userName":"mallory"}' '{"user":{"arn":"arn:aws:iam::111122223333:user/mallory"}}'
	ev 10:00:01 iam CreateUser "$eve" '{"userName":"refused"}' null "$denied"
	ev 10:00:02 iam CreateLoginProfile "$eve" '{"userName":"bob"}' null
	ev 10:00:03 iam CreateRole "$eve" '{"roleName":"door"}' '{"role":{"arn":"arn:aws:iam::111122223333:role/door"}}'
	ev 10:00:04 iam UpdateAssumeRolePolicy "$eve" '{"roleName":"shared","policyDocument":"{\"Statement\":[{\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:user/guest\"}}]}"}' null
	ev 10:00:05 iam PutRolePolicy "$eve" '{"roleName":"shared","policyName":"all"}' null
	ev 10:00:06 ec2 RunInstances "$eve" '{"iamInstanceProfile":{"name":"p"}}' '{"instancesSet":{"items":[{"instanceId":"i-0a"},{"instanceId":"i-0b"}]}}'
	ev 10:00:07 ec2 ModifySnapshotAttribute "$eve" '{"snapshotId":"snap-1","createVolumePermission":{"add":{"items":[{"userId":"999999999999"}]}}}' null
	ev 10:00:08 ec2 ModifySnapshotAttribute "$eve" '{"snapshotId":"snap-2","createVolumePermission":{"remove":{"items":[{"userId":"999999999999"}]}}}' null
	ev 10:00:09 kms PutKeyPolicy "$eve" '{"keyId":"k-1"}' null
	ev 10:00:10 sts AssumeRole "$eve" '{"roleArn":"arn:aws:iam::111122223333:role/work"}' "$(gave work e ASIAW)"
	ev 10:00:11 sts AssumeRole "$eve" '{"roleArn":"arn:aws:iam::111122223333:role/idle"}' "$(gave idle e ASIAI)"
	ev 10:00:12 lambda UpdateFunctionConfiguration20150331v2 "$(as work e 10:00:10 ASIAW)" '{"functionName":"f","role":"arn:aws:iam::111122223333:role/fn"}' '{"functionName":"f","role":"arn:aws:iam::111122223333:role/fn"}'
	# what that led to
	ev 10:10:00 s3 Get "$(who mallory AKIAMAL)" null null
	ev 10:10:01 s3 Get "$(as door x 10:09:00 ASIADOOR)" null null
	ev 10:10:02 s3 Get "$(as p i-0a 10:05:00 ASIAINST)" null null
	ev 10:10:03 iam CreateAccessKey "$(as fn f 10:09:00 ASIAFN)" '{"userName":"ghost"}' '{"accessKey":{"accessKeyId":"AKIAGHOST","userName":"ghost"}}'
	ev 10:10:04 s3 Get "$(who ghost AKIAGHOST)" null null
	ev 10:10:05 sts AssumeRole "$(who guest AKIAGUEST)" '{"roleArn":"arn:aws:iam::111122223333:role/shared"}' "$(gave shared g ASIAG)"
	ev 10:10:06 s3 Get "$(as shared g 10:10:05 ASIAG)" null null
	# nobody of it: before, elsewhere, by their own right
	ev 09:00:00 s3 Get "$(as fn f 08:59:00 ASIAOLD)" null null
	ev 10:10:07 s3 Get "$(as fn other 10:09:00 ASIAOTHER)" null null
	ev 10:10:08 sts AssumeRole "$ann" '{"roleArn":"arn:aws:iam::111122223333:role/shared"}' "$(gave shared a ASIAA)"
	ev 10:10:09 s3 Get "$(as shared a 10:10:08 ASIAA)" null null
	ev 10:10:10 s3 Get "$(as work ann 10:09:00 ASIAWA)" null null
	ev 10:10:11 s3 Get "$(who bob AKIABOB)" null null
	ev 10:10:12 s3 Get "$(as door2 i-0a2 10:09:00 ASIAD2)" null null
	ev 10:10:13 lambda Invoke "$ann" '{"functionName":"f"}' null
} >story.json
run radius AKIAEVE -o json story.json
is_status 0
is_err ''
is_nodes 'each kind of growth, and none of the others' <<'EOT'
key AKIAEVE 12 - - -
user arn:aws:iam::111122223333:user/mallory 1 created exact AKIAEVE
user arn:aws:iam::111122223333:user/bob 0 created probable AKIAEVE
role arn:aws:iam::111122223333:role/door 1 created exact AKIAEVE
role arn:aws:iam::111122223333:role/shared 0 opened-trust probable AKIAEVE
policy shared: all 0 granted probable AKIAEVE
instance i-0a 1 created probable AKIAEVE
instance i-0b 0 created probable AKIAEVE
resource snap-1 0 shared exact AKIAEVE
resource k-1 0 shared exact AKIAEVE
key ASIAW 1 key exact AKIAEVE
key ASIAI 0 key exact AKIAEVE
function arn:aws:lambda:us-east-1:111122223333:function:f 0 changed-config probable ASIAW
role arn:aws:iam::111122223333:role/fn 1 ran-as probable arn:aws:lambda:us-east-1:111122223333:function:f
key AKIAGHOST 1 created exact arn:aws:iam::111122223333:role/fn
key ASIAG 1 key probable arn:aws:iam::111122223333:role/shared
EOT
filter >filter
run count -o csv -f "$(cat filter)" story.json
like_out '^19,2024-05-14T10:00:00Z,'
# a placeholder leads nowhere it was not issued to
{
	ev 10:00:00 sts AssumeRole "$eve" '{"roleArn":"arn:aws:iam::111122223333:role/work"}' "$(gave work e ASIAX)"
	ev 10:00:01 s3 Get "$(as work e 10:00:00 ASIAX)" null null
	ev 10:00:02 s3 Get "$(as other o 10:00:00 ASIAX)" null null
	ev 10:00:03 sts AssumeRole "$ann" '{"roleArn":"arn:aws:iam::111122223333:role/late"}' "$(gave late a ASIAL)"
	ev 09:00:00 s3 Get "$(as late a 09:00:00 ASIAL)" null null
} >keys.json
run radius AKIAEVE,AKIAANN -o json keys.json
is_nodes 'its holder alone' <<'EOT'
key AKIAEVE 1 - - -
key AKIAANN 1 - - -
key ASIAX 1 key exact AKIAEVE
EOT
# a circle, and a name that means two things
{
	ev 10:00:00 sts AssumeRole "$(as x s 10:00:00 ASIA2)" '{}' "$(gave y s ASIA1)"
	ev 10:00:00 sts AssumeRole "$(as y s 10:00:00 ASIA1)" '{}' "$(gave x s ASIA2)"
	ev 10:00:01 lambda GetFunction "$(who f AKIAF)" '{"functionName":"f"}' null
} >circle.json
run radius key=ASIA1 -o json circle.json
is_eq "$(part 2)" 'ASIA1 ASIA2' 'a circle ends'
run radius f circle.json
is_status 2
like_err "'f' may be 2 things: identity=user:arn:aws:iam::111122223333:user/f, function.arn=arn:aws:lambda:us-east-1:111122223333:function:f"
run radius sourceIPAddress=1.2.3.4 circle.json
is_status 1
run radius '"a b"=x' circle.json
is_status 1
run radius 'text=x' circle.json
is_status 2

done_testing
