# SPDX-License-Identifier: GPL-3.0-or-later
# One event in several forms: what is read, what is known of it, what is kept and exported.
. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

fresh
id=0f65e2d4-fa0e-5e7f-b1ad-5a03ae6f3789
a=$(rec $id 2021-07-28T10:00:00Z s3 GetObject "$(user alice),\"sourceIPAddress\":\"192.0.2.1\"")
q=$(printf %s "$a" | sed 's/"/\\"/g')
trail "$a" >trail.json
printf '{"Events":[{"EventId":"%s","EventTime":1627466400.0,"CloudTrailEvent":"%s"}]}' "$id" "$q" \
	>lookup.json
printf '{"detail-type":"AWS API Call via CloudTrail","detail":%s}' "$a" >bridge.json
{
	echo 'User name,AWS access key,Event time,Event source,Event name,Source IP address,Event ID'
	echo "alice,,2021-07-28T10:00:00Z,s3.amazonaws.com,GetObject,192.0.2.1,$id"
} >console.csv
{
	echo '"eventtime","useridentity","eventsource","eventname","requestparameters","eventid"'
	printf '"2021-07-28T10:00:00Z","{type=IAMUser, arn=arn:aws:iam::111122223333:user/alice, '
	printf 'username=a, b=c, sessioncontext=null}","s3.amazonaws.com","GetObject",'
	echo "\"{\"\"bucketName\"\":\"\"x\"\"}\",\"$id\""
} >athena.csv
sed 's/GetObject/PutObject/' console.csv >other.csv

# each alone
kind() {
	run files -o ndjson "$1"
	like_out "\"kind\":\"$2\",\"state\":\"ok\",\"events\":1,"
}
kind trail.json trail
kind lookup.json lookup
kind bridge.json eventbridge
kind console.csv console-csv
kind athena.csv athena
for whole in lookup.json bridge.json; do
	run events -o json $whole
	is_out "{\"Records\":[$a]}" "the record's own bytes from $whole"
	run events -o json -f 'raw ~ alice' $whole
	is_out "{\"Records\":[$a]}" "found in the decoded record of $whole"
done
run events -o csv --columns identity,form,partial,ip console.csv
is_out 'identity,form,partial,ip
other:alice,console-csv,true,192.0.2.1'
run events -o csv --columns identity,userIdentity.userName,requestParameters.bucketName athena.csv
is_out 'identity,userIdentity.userName,requestParameters.bucketName
user:arn:aws:iam::111122223333:user/alice,"a, b=c",x'

# what a form cannot have is not absent
run count -o csv -f 'not has requestParameters' console.csv
is_status 1
like_err '1 event is left open'
run count -o csv -f 'not has errorCode' athena.csv
is_status 1
run count -o csv -f 'not has errorCode' trail.json
is_status 0

# one event, whatever the order of files: the whole record is kept
for files in 'console.csv trail.json' 'trail.json console.csv' \
	'athena.csv console.csv lookup.json bridge.json trail.json'; do
	# shellcheck disable=SC2086
	run events -o json $files
	is_out "{\"Records\":[$a]}" "one event of $files"
done
run events -o csv --columns form console.csv athena.csv
is_out 'form
athena' 'of two partial ones the fuller'
run events -o csv --columns form,event other.csv trail.json
is_out 'form,event
console-csv,PutObject
trail,GetObject' 'a contradiction keeps both'
run files -o ndjson other.csv trail.json
like_out 'shares its id with other content'
done_testing
