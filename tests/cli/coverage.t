#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# coverage: accounts and regions, their silences, their data events, stopped logging.

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"

# event TIME ACCOUNT REGION MORE: one record (of sts unless MORE says otherwise)
event() {
	case $4 in *eventSource*) source= ;; *) source=',"eventSource":"sts.amazonaws.com"' ;; esac
	printf '{"eventTime":"%s","recipientAccountId":"%s","awsRegion":"%s"%s%s}\n' \
		"$1" "$2" "$3" "$source" "${4:+,$4}"
}
at() { # minutes after midnight of the 14th
	printf '2024-05-%02dT%02d:%02d:00Z' $((14 + $1 / 1440)) $(($1 / 60 % 24)) $(($1 % 60))
}
every() { # FROM TO STEP (minutes) ACCOUNT REGION
	m=$1
	while [ "$m" -le "$2" ]; do
		event "$(at "$m")" "$4" "$5" '"eventName":"GetCallerIdentity"'
		m=$((m + $3))
	done
}

# a silence of a night, over midnight; one of 5 hours; one after a last event
{
	every 1000 1060 5 111122223333 us-east-1
	every 1500 1560 5 111122223333 us-east-1
	every 1860 1900 5 111122223333 us-east-1
	every 1000 1060 5 111122223333 eu-west-1
	event "$(at 1900)" 111122223333 eu-central-1 '"eventName":"X"'
	every 3000 3060 5 999988887777 us-east-1
	event never 111122223333 us-east-1 '"eventName":"X"'
} >gaps.json
run coverage -o json gaps.json
is_status 0
is_out - 'silences are gaps when they are long for the row' <<'EOT'
[{"account":"111122223333","region":"eu-central-1","events":1,"first":"2024-05-15T07:40:00Z","last":"2024-05-15T07:40:00Z","median_gap_s":null,"gaps":[],"management":1,"data":{},"stopped":[]},
{"account":"111122223333","region":"eu-west-1","events":13,"first":"2024-05-14T16:40:00Z","last":"2024-05-14T17:40:00Z","median_gap_s":300,"gaps":[{"from":"2024-05-14T17:40:00Z","to":"2024-05-15T07:40:00Z","hours":14.0}],"management":13,"data":{},"stopped":[]},
{"account":"111122223333","region":"us-east-1","events":36,"first":"2024-05-14T16:40:00Z","last":"2024-05-15T07:40:00Z","median_gap_s":300,"gaps":[{"from":"2024-05-14T17:40:00Z","to":"2024-05-15T01:00:00Z","hours":7.3}],"management":36,"data":{},"stopped":[]},
{"account":"999988887777","region":"us-east-1","events":13,"first":"2024-05-16T02:00:00Z","last":"2024-05-16T03:00:00Z","median_gap_s":300,"gaps":[],"management":13,"data":{},"stopped":[]}]
EOT
cp "$out" all
run coverage -o json -j 1 -f 'event=X' --since 2024-05-16 gaps.json
ok 'filters and windows do not count' cmp -s "$out" all
run coverage -o csv --sort events:desc -n 2 gaps.json
is_out - 'the keys as header' <<'EOT'
account,region,events,first,last,median_gap_s,gaps,management,data,stopped
111122223333,us-east-1,36,2024-05-14T16:40:00Z,2024-05-15T07:40:00Z,300,"[{""from"":""2024-05-14T17:40:00Z"",""to"":""2024-05-15T01:00:00Z"",""hours"":7.3}]",36,,[]
111122223333,eu-west-1,13,2024-05-14T16:40:00Z,2024-05-14T17:40:00Z,300,"[{""from"":""2024-05-14T17:40:00Z"",""to"":""2024-05-15T07:40:00Z"",""hours"":14.0}]",13,,[]
EOT
run coverage gaps.json
like_out '^111122223333 +us-east-1 .* 300 .*2024-05-14T17:40:00Z..2024-05-15T01:00:00Z \(7.3 h\)'
run coverage -o md gaps.json
like_out '^\| *ACCOUNT *\| *REGION'
run coverage -o ndjson gaps.json
ok 'a row a line' test "$(wc -l <"$out")" -eq 4
run coverage --sort bytes gaps.json
is_status 2

# a silence that is usual for the row is none, however long
every 0 5000 480 111122223333 us-east-1 >slow.json
run coverage -o json slow.json
like_out '"median_gap_s":28800,"gaps":\[\]'

# data by category, by managementEvent, by kind; Insight, network, aggregated: neither
{
	event "$(at 0)" 1 r '"eventSource":"s3.amazonaws.com","eventName":"GetObject","eventCategory":"Data"'
	event "$(at 1)" 1 r '"eventSource":"s3.amazonaws.com","eventName":"GetObject","managementEvent":false'
	event "$(at 2)" 1 r '"eventSource":"dynamodb.amazonaws.com","eventName":"PutItem","managementEvent":"False"'
	event "$(at 3)" 1 r '"eventSource":"lambda.amazonaws.com","eventName":"Invoke"'
	event "$(at 4)" 1 r '"eventSource":"s3.amazonaws.com","eventName":"GetObject","eventCategory":"NetworkActivity","managementEvent":false'
	event "$(at 5)" 1 r '"eventCategory":"Insight","insightDetails":{"state":"Start"}'
	event "$(at 6)" 1 r '"eventSource":"lambda.amazonaws.com","eventName":"Invoke","eventCategory":"Aggregated"'
	event "$(at 7)" 1 r '"eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","managementEvent":true'
} >data.json
run coverage -o json data.json
like_out '"events":8,.*"management":1,"data":\{"dynamodb":1,"lambda":1,"s3":2\}'

# logging that was stopped: until it came back; what was refused stopped nothing
trail() { # MINUTE REGION NAME PARAMETERS MORE
	event "$(at "$1")" 111122223333 "$2" '"eventSource":"cloudtrail.amazonaws.com","eventName":"'"$3"'","requestParameters":{'"$4"'}'"$5"
}
{
	trail 0 us-east-1 StopLogging '"name":"a"'
	trail 10 us-east-1 StopLogging '"name":"b"' ',"errorCode":"AccessDenied"'
	trail 20 eu-west-1 StartLogging '"name":"a"'
	trail 30 us-east-1 StartLogging '"name":"arn:aws:cloudtrail:us-east-1:111122223333:trail/a"'
	trail 40 us-east-1 PutEventSelectors '"trailName":"a","eventSelectors":[{"readWriteType":"All","includeManagementEvents":false}]'
	trail 50 us-east-1 PutEventSelectors '"trailName":"a","eventSelectors":[{"readWriteType":"All","includeManagementEvents":true}]'
	trail 60 us-east-1 PutEventSelectors '"trailName":"a","advancedEventSelectors":[{"fieldSelectors":[{"field":"eventCategory","equals":["Data"]}]}]'
	trail 70 us-east-1 DeleteTrail '"name":"b"'
} >stops.json
run coverage -o ndjson stops.json
like_out '"region":"eu-west-1",.*"stopped":\[\]'
like_out '"region":"us-east-1",.*"stopped":\[\{"from":"2024-05-14T00:00:00Z","to":"2024-05-14T00:30:00Z","event":"StopLogging"\},\{"from":"2024-05-14T00:40:00Z","to":"2024-05-14T00:50:00Z","event":"PutEventSelectors"\},\{"from":"2024-05-14T01:00:00Z","to":null,"event":"PutEventSelectors"\},\{"from":"2024-05-14T01:10:00Z","to":null,"event":"DeleteTrail"\}\]'
run coverage stops.json
like_out 'StopLogging 2024-05-14T00:00:00Z..2024-05-14T00:30:00Z; '

# a trail of all regions stops in all; one cut down to its own region stops in the others
{
	trail 0 us-east-1 CreateTrail '"name":"a","isMultiRegionTrail":true'
	trail 10 us-east-1 StopLogging '"name":"a"'
	trail 20 us-east-1 StartLogging '"name":"a"'
	trail 30 us-east-1 UpdateTrail '"name":"a","isMultiRegionTrail":false'
	every 0 60 10 111122223333 eu-west-1
	every 0 60 10 999988887777 eu-west-1
} >regions.json
run coverage -o ndjson regions.json
like_out '"account":"111122223333","region":"eu-west-1",.*"stopped":\[\{"from":"2024-05-14T00:10:00Z","to":"2024-05-14T00:20:00Z","event":"StopLogging"\},\{"from":"2024-05-14T00:30:00Z","to":null,"event":"UpdateTrail"\}\]'
like_out '"account":"111122223333","region":"us-east-1",.*"stopped":\[\{"from":"2024-05-14T00:10:00Z","to":"2024-05-14T00:20:00Z","event":"StopLogging"\}\]'
like_out '"account":"999988887777",.*"stopped":\[\]'

# accounts and regions that no event names come last
printf '{"eventName":"X","eventTime":"2024-05-14T10:00:00Z"}\n' >bare.json
run coverage -o csv bare.json gaps.json
is_status 0
ok 'none is last' test "$(tail -1 "$out")" = ',,1,2024-05-14T10:00:00Z,2024-05-14T10:00:00Z,,[],1,,[]'
: >empty.json
run coverage empty.json
is_status 1
done_testing
