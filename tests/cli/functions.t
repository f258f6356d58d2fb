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

# with one sharedEventID they are one caller, the one whose own record it is
sed 's/"requestID":"r"/"requestID":"r","sharedEventID":"5b1e"/' copies.json >shared.json
run functions -o csv shared.json
like_out '^f,.*,1,1,0,0,'
run function f -o json shared.json
like_out '"invoked_by":\[\{"caller":"user:arn:aws:iam::999988887777:user/u",[^]]*"calls":1,'
unlike_out '"caller":"account:'
run functions -o csv -f 'type=AWSAccount' shared.json
like_out '^f,.*,1,1,0,0,' 'the copy alone is a caller'

# invocations are known where data events of the account and region are loaded, else null
cat >places.json <<'EOT'
{"Records":[
{"eventName":"Invoke","eventSource":"lambda.amazonaws.com","eventID":"1","requestID":"r","recipientAccountId":"111122223333","awsRegion":"us-east-1","requestParameters":{"functionName":"f"},"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u"}},
{"eventName":"CreateFunction20150331","eventSource":"lambda.amazonaws.com","eventID":"2","recipientAccountId":"111122223333","awsRegion":"us-east-1","requestParameters":{"functionName":"idle"}},
{"eventName":"CreateFunction20150331","eventSource":"lambda.amazonaws.com","eventID":"3","recipientAccountId":"111122223333","awsRegion":"eu-west-1","requestParameters":{"functionName":"g"}},
{"eventName":"CreateFunction20150331","eventSource":"lambda.amazonaws.com","eventID":"4","recipientAccountId":"444455556666","awsRegion":"us-east-1","requestParameters":{"functionName":"h"}},
{"eventName":"Invoke","eventSource":"lambda.amazonaws.com","eventID":"5","requestID":"s","recipientAccountId":"111122223333","awsRegion":"us-east-1","requestParameters":{"functionName":"arn:aws:lambda:us-east-1:444455556666:function:far"}}
]}
EOT
run functions -o csv --sort function places.json
is_out - 'null is not 0' <<'EOT'
function,arn,account,region,invocations,callers,changes,errors,first,last
f,arn:aws:lambda:us-east-1:111122223333:function:f,111122223333,us-east-1,1,1,0,0,,
far,arn:aws:lambda:us-east-1:444455556666:function:far,444455556666,us-east-1,1,1,0,0,,
g,arn:aws:lambda:eu-west-1:111122223333:function:g,111122223333,eu-west-1,,,1,0,,
h,arn:aws:lambda:us-east-1:444455556666:function:h,444455556666,us-east-1,,,1,0,,
idle,arn:aws:lambda:us-east-1:111122223333:function:idle,111122223333,us-east-1,0,0,1,0,,
EOT
like_err 'invocations are not logged of 111122223333 eu-west-1, 444455556666 us-east-1: no Lambda data event of these is loaded'
run functions -o ndjson -f 'event=CreateFunction' places.json
like_out '"function":"g",.*"invocations":null,"callers":null,'
like_out '"function":"idle",.*"invocations":0,"callers":0,' 'whatever is filtered'
ok 'null sorts after 0' test "$(head -1 "$out" | grep -c idle)" -eq 1
run function -o json g places.json
like_out '"invocations":null,.*no Lambda data event of 111122223333 eu-west-1 is loaded'

# functions that only others name: a rule, a role's acts, a session of the Lambda environment
cat >others.json <<'EOT'
{"Records":[
{"eventName":"PutTargets","eventSource":"events.amazonaws.com","eventTime":"2024-05-14T10:00:00Z","eventID":"1","recipientAccountId":"111122223333","awsRegion":"us-east-1","requestParameters":{"rule":"r","targets":[{"id":"1","arn":"arn:aws:lambda:us-east-1:111122223333:function:wired:live"}]}},
{"eventName":"PutTargets","eventSource":"events.amazonaws.com","eventTime":"2024-05-14T10:00:00Z","eventID":"2","errorCode":"AccessDenied","recipientAccountId":"111122223333","awsRegion":"us-east-1","requestParameters":{"rule":"r","targets":[{"id":"1","arn":"arn:aws:lambda:us-east-1:111122223333:function:refused"}]}},
{"eventName":"GetObject","eventSource":"s3.amazonaws.com","eventTime":"2024-05-14T10:01:00Z","eventID":"3","recipientAccountId":"111122223333","awsRegion":"us-east-1","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/r/acts","accountId":"111122223333","inScopeOf":{"issuerType":"AWS::Lambda::Function","credentialsIssuedTo":"arn:aws:lambda:us-east-1:111122223333:function:acts"}}},
{"eventName":"GetObject","eventSource":"s3.amazonaws.com","eventTime":"2024-05-14T10:02:00Z","eventID":"4","recipientAccountId":"111122223333","awsRegion":"us-east-1","userAgent":"Boto3/1 exec-env/AWS_Lambda_python3.12","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/r/agent","accountId":"111122223333"}},
{"eventName":"GetObject","eventSource":"s3.amazonaws.com","eventTime":"2024-05-14T10:02:00Z","eventID":"5","recipientAccountId":"111122223333","awsRegion":"us-east-1","userAgent":"Boto3/1 exec-env/AWS_Lambda_python3.12","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/r/acts","accountId":"111122223333"}},
{"eventName":"GetObject","eventSource":"s3.amazonaws.com","eventTime":"2024-05-14T10:03:00Z","eventID":"6","recipientAccountId":"111122223333","awsRegion":"us-east-1","userAgent":"Boto3/1 exec-env/AWS_Lambda_python3.12","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/q/own-session","accountId":"111122223333"}},
{"eventName":"AssumeRole","eventSource":"sts.amazonaws.com","eventTime":"2024-05-14T10:02:59Z","eventID":"7","recipientAccountId":"111122223333","awsRegion":"us-east-1","requestParameters":{"roleArn":"arn:aws:iam::111122223333:role/q","roleSessionName":"own-session"},"userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/r/agent","accountId":"111122223333"}}
]}
EOT
run functions -o csv others.json
is_out - 'one row each, and none for what was refused or was a session of its own' <<'EOT'
function,arn,account,region,invocations,callers,changes,errors,first,last
acts,arn:aws:lambda:us-east-1:111122223333:function:acts,111122223333,us-east-1,,,0,0,2024-05-14T10:01:00Z,2024-05-14T10:01:00Z
wired,arn:aws:lambda:us-east-1:111122223333:function:wired,111122223333,us-east-1,,,0,0,2024-05-14T10:00:00Z,2024-05-14T10:00:00Z
agent,,,,,,0,0,2024-05-14T10:02:00Z,2024-05-14T10:02:00Z
EOT
run functions -o csv -f 'source=events' others.json
is_out - 'those that what is shown names' <<'EOT'
function,arn,account,region,invocations,callers,changes,errors,first,last
wired,arn:aws:lambda:us-east-1:111122223333:function:wired,111122223333,us-east-1,,,0,0,2024-05-14T10:00:00Z,2024-05-14T10:00:00Z
EOT
run function -o json acts others.json
is_status 0
like_out '"did":\[\{"source":"s3","event":"GetObject"'
run function -o json 111122223333:wired others.json
like_out '"triggers":\[\{"service":"events"'

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
