#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# functions and function NAME: the story of the sample trail is found, in every format.

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"

trail=$samples/trail
pay=arn:aws:lambda:us-east-1:111122223333:function:payments-charge

run functions -q -o csv "$trail"
is_status 0
is_out - 'a row for each function' <<'EOT'
function,arn,account,region,invocations,callers,changes,errors,first,last
payments-charge,arn:aws:lambda:us-east-1:111122223333:function:payments-charge,111122223333,us-east-1,91,4,14,3,2024-05-14T09:05:51Z,2024-05-15T10:52:00Z
orders-sync,arn:aws:lambda:us-east-1:111122223333:function:orders-sync,111122223333,us-east-1,53,1,0,1,2024-05-14T09:00:04Z,2024-05-15T11:30:05Z
auth-token,arn:aws:lambda:us-east-1:111122223333:function:auth-token,111122223333,us-east-1,38,3,2,0,2024-05-14T10:12:20Z,2024-05-15T10:52:31Z
orders-sync,arn:aws:lambda:eu-west-1:111122223333:function:orders-sync,111122223333,eu-west-1,24,1,1,0,2024-05-14T10:14:20Z,2024-05-15T11:21:49Z
img-resize,arn:aws:lambda:us-east-1:111122223333:function:img-resize,111122223333,us-east-1,22,1,1,0,2024-05-14T09:04:55Z,2024-05-14T19:54:33Z
build-notify,arn:aws:lambda:us-east-1:444455556666:function:build-notify,444455556666,us-east-1,5,1,0,0,2024-05-14T10:10:31Z,2024-05-14T17:20:41Z
EOT

run functions -q -o ndjson --sort changes:desc -n 1 "$trail"
is_out '{"function":"payments-charge","arn":"'$pay'","account":"111122223333","region":"us-east-1","invocations":91,"callers":4,"changes":14,"errors":3,"first":"2024-05-14T09:05:51Z","last":"2024-05-15T10:52:00Z"}' 'sorted and cut'
run functions -q -o md -n 1 "$trail"
like_out '^\| *FUNCTION \| *ACCOUNT'
run functions -q --sort bytes "$trail"
is_status 2
like_err "unknown column 'bytes'"

# counts are of the filter and of the window
run functions -q -o csv -f 'result=denied' --since 2024-05-15 "$trail"
is_out - 'counts of what matches' <<'EOT'
function,arn,account,region,invocations,callers,changes,errors,first,last
orders-sync,arn:aws:lambda:us-east-1:111122223333:function:orders-sync,111122223333,us-east-1,0,0,0,1,2024-05-15T02:52:31Z,2024-05-15T02:52:31Z
payments-charge,arn:aws:lambda:us-east-1:111122223333:function:payments-charge,111122223333,us-east-1,0,0,0,3,2024-05-15T02:52:10Z,2024-05-15T02:54:20Z
EOT
run functions -f 'source=s3' "$trail"
like_err 'no event of a Lambda function is shown'

# the page
run function -q payments-charge "$trail"
is_status 0
like_out '^service:events.* 25 .*granted +statement .nightly-health. added 2024-05-15T03:11:15Z'
like_out '^account:999988887777 .* 6 .*revoked +1 of 6 calls: statement .svc-health. added .* removed 2024-05-15T03:57:00Z by role:'
like_out '^role:.*/web-frontend .*not needed'
like_out 'UpdateFunctionCode .*denied .*user/alice'
like_out '03:56:12Z .*the code is back to that of 2024-05-14T15:40:12Z'
like_out 'layer of a foreign account: .*999988887777:layer:telemetry:3; role .*payments-charge-role -> .*ops-automation'
like_out 'environment touched, values are never logged'
like_out 'statement +svc-health .*foreign account 999988887777'
like_out 'URL without authentication, and a statement lets anyone call it'
like_out 'anyone may call the function URL: principal \*, auth NONE'
like_out 'uploads-2 +s3.amazonaws.com .*source account missing \(confused deputy\)'
like_out '^lambda .*orders-queue +disabled'
like_out '^events +PutTargets +nightly-health +disabled'
like_out '^s3 +PutBucketNotification +example-uploads +set .*CloudFunctionConfiguration.CloudFunction'
like_out '^iam +CreateAccessKey .*inScopeOf +exact +creates access keys'
like_out '^role +arn:aws:iam::111122223333:role/ops-automation +2024-05-15T03:06:10Z'

run function -q auth-token "$trail"
like_out '^account:999988887777 .*no grant +permissions are known since the function was created'
like_out '^notes  '
like_out '^invoked by$' 'titles as on the page of an identity'
unlike_out '^notes .*before the log begins'

# an alias, a full ARN, account:region:name and each spelling the service takes: the same page
run function -q -o json payments-charge "$trail"
cp "$out" page
for name in "$pay" "$pay:live" 111122223333:us-east-1:payments-charge payments-charge:live \
	111122223333:payments-charge 111122223333:payments-charge:7 function:payments-charge \
	111122223333:function:payments-charge us-east-1:111122223333:function:payments-charge; do
	run function -q -o json "$name" "$trail"
	ok "$name is the same page" cmp -s "$out" page
done
ok 'a page is one object' grep -q '^{"function":"payments-charge",.*}$' page
for list in invoked_by changed_by may_invoke triggers did state notes; do
	ok "with the list $list" grep -q "\"$list\":\[" page
done
run function -q -o json -j 1 payments-charge "$trail"
ok 'the same bytes with one thread' cmp -s "$out" page

# several functions of one name; none
run function -o csv orders-sync "$trail"
like_out '^orders-sync,.*us-east-1,53,'
like_out '^orders-sync,.*eu-west-1,24,'
like_err "2 functions are named 'orders-sync'"
run function nobody "$samples/trail"
is_status 1
is_out ''
like_err "no event of a function 'nobody' is loaded"
run function --sort first payments-charge "$trail"
is_status 2

# no data events: said, not shown as zeros
cat >changes.json <<'EOT'
{"Records":[{"eventName":"UpdateFunctionCode20150331v2","eventSource":"lambda.amazonaws.com","eventTime":"2024-05-14T10:00:00Z","awsRegion":"eu-west-1","recipientAccountId":"111122223333","requestParameters":{"functionName":"f"}}]}
EOT
expect_text='FUNCTION  ACCOUNT       REGION     INVOKED  CALLERS  CHANGES  ERRORS  FIRST                 LAST
f         111122223333  eu-west-1        -        -        1       0  2024-05-14T10:00:00Z  2024-05-14T10:00:00Z'
run functions changes.json
is_status 0
is_out "$expect_text"
is_err 'trailsift: invocations are not logged in this trail: no Lambda data event is loaded'

# of several resources the function is the one that counts, wherever it stands
cat >resources.json <<'EOT'
{"Records":[
{"eventName":"Invoke","eventSource":"lambda.amazonaws.com","eventID":"1","resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"},{"type":"AWS::Lambda::Function","ARN":"arn:aws:lambda:us-east-1:111122223333:function:f"}]},
{"eventName":"Invoke","eventSource":"lambda.amazonaws.com","eventID":"2","resources":[{"type":"AWS::Lambda::Function","ARN":"arn:aws:lambda:us-east-1:111122223333:function:f"},{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"}]},
{"eventName":"Invoke","eventSource":"lambda.amazonaws.com","eventID":"3","resources":[{"ARN":""},{"ARN":"arn:aws:lambda:us-east-1:111122223333:function:f:7"}]},
{"eventName":"GetObject","eventSource":"s3.amazonaws.com","eventID":"4","resources":[{"ARN":"arn:aws:s3:::b/k"},{"ARN":"arn:aws:lambda:us-east-1:111122223333:function:f"}]}
]}
EOT
run functions -o csv resources.json
is_out - 'one function of three events' <<'EOT'
function,arn,account,region,invocations,callers,changes,errors,first,last
f,arn:aws:lambda:us-east-1:111122223333:function:f,111122223333,us-east-1,3,1,0,0,,
EOT

# the copies of one call in two accounts: one invocation, both callers
cat >copies.json <<'EOT'
{"Records":[
{"eventName":"Invoke","eventSource":"lambda.amazonaws.com","eventID":"1","eventTime":"2024-05-14T10:00:00Z","requestID":"r","resources":[{"ARN":"arn:aws:lambda:us-east-1:111122223333:function:f"}],"userIdentity":{"type":"AWSAccount","accountId":"999988887777"}},
{"eventName":"Invoke","eventSource":"lambda.amazonaws.com","eventID":"2","eventTime":"2024-05-14T10:00:01Z","requestID":"r","resources":[{"ARN":"arn:aws:lambda:us-east-1:111122223333:function:f"}],"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::999988887777:user/u","accountId":"999988887777"}}
]}
EOT
run functions -o csv copies.json
like_out '^f,.*,1,2,0,0,'
run function f copies.json
is_status 0
like_out '^account:999988887777 .* 1 +100.0% .*10:00:00Z +2024-05-14T10:00:00Z '
like_out '^user:.*user/u .* 0 +0.0% .*10:00:01Z +2024-05-14T10:00:01Z '

# a mapping whose end has no readable time was there at the call
cat >timeless.json <<'EOT'
{"Records":[
{"eventName":"CreateEventSourceMapping","eventSource":"lambda.amazonaws.com","eventTime":"2024-05-14T10:00:00Z","requestParameters":{"functionName":"arn:aws:lambda:us-east-1:111122223333:function:f"},"responseElements":{"uUID":"u"}},
{"eventName":"DeleteEventSourceMapping","eventSource":"lambda.amazonaws.com","eventTime":"...","responseElements":{"uUID":"u","functionArn":"arn:aws:lambda:us-east-1:111122223333:function:f"}},
{"eventName":"Invoke","eventSource":"lambda.amazonaws.com","eventTime":"2024-05-14T11:00:00Z","resources":[{"ARN":"arn:aws:lambda:us-east-1:111122223333:function:f"}],"userIdentity":{"type":"AWSService","invokedBy":"sqs.amazonaws.com"}}
]}
EOT
run function f timeless.json
like_out '^service:sqs.amazonaws.com .* mapping +event source mapping u of'

# text out of the log does not reach the terminal raw, nor forge a line
printf '%s\n' '{"Records":[{"eventName":"Invoke","eventSource":"lambda.amazonaws.com","eventTime":"2024-05-14T10:00:00Z","requestParameters":{"functionName":"a\u001b[31m\nb"}}]}' >hostile.json
run functions hostile.json
like_out '^a.x1b\[31m.nb '
run function -o json 'a[31m' hostile.json
is_status 1

done_testing
