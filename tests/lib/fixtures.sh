# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# Small trail files for the tests of the command line; source after testlib.sh.
#
# rec ID TIME SOURCE EVENT [MEMBERS]	one record on one line, without a newline; MEMBERS is JSON
#					that is added at its end: '"errorCode":"AccessDenied"'
# trail RECORD...	{"Records":[...]} of them
# user NAME		the userIdentity of an IAM user, as a member

rec() {
	printf '{"eventVersion":"1.08","eventTime":"%s","eventSource":"%s.amazonaws.com",' "$2" "$3"
	printf '"eventName":"%s","awsRegion":"us-east-1","recipientAccountId":"111122223333",' "$4"
	printf '"eventID":"%s"%s}' "$1" "${5:+,$5}"
}

user() {
	printf '"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/%s",' "$1"
	printf '"accountId":"111122223333","userName":"%s"}' "$1"
}

trail() {
	printf '{"Records":['
	_sep=
	for _r; do
		printf '%s%s' "$_sep" "$_r"
		_sep=,
	done
	printf ']}\n'
}

# Five events in two files: five.json, and more.json.gz with one of them again
five() {
	a=$(rec id-a 2021-07-28T10:00:00Z s3 GetObject "$(user alice),\"sourceIPAddress\":\"192.0.2.1\"")
	b=$(rec id-b 2021-07-28T10:00:10Z s3 PutObject "$(user bob),\"sourceIPAddress\":\"192.0.2.2\"")
	c=$(rec id-c 2021-07-28T10:01:00Z lambda Invoke "$(user alice),\"requestParameters\":{\"functionName\":\"pay\"},\"requestID\":\"r1\"")
	d=$(rec id-d 2021-07-28T10:02:00Z lambda UpdateFunctionCode20150331v2 "$(user bob),\"errorCode\":\"AccessDenied\",\"requestParameters\":{\"functionName\":\"pay\"}")
	e=$(rec id-e 2021-07-29T00:00:00Z s3 GetObject "$(user alice)")
	trail "$a" "$c" "$b" >five.json
	trail "$d" "$a" "$e" | gzip -n >more.json.gz
}
