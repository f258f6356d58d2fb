# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# Cases of a set of reference data, and those that this version does not get right yet: a list
# in the tree, with one name a line and the rest of the line a remark. Source it after
# testlib.sh.
#
# runner NAME		$TRAILSIFT_TOOLS/NAME, or all is skipped
# each_right LIST	a test for each name in the file all: right, unless it is in the file
#			wrong. Of what LIST names nothing is expected but that it is struck
#			off once it is right; after ~ it may be either (it depends on the
#			speed of the machine). UPDATE_EXPECTED=1 strikes it off.

# The program is one that people run: what these compare is no matter of sanitizers.
runner() {
	[ -n "${TRAILSIFT_TOOLS-}" ] || skip_all "no \$TRAILSIFT_TOOLS"
	[ -x "$TRAILSIFT_TOOLS/$1" ] || skip_all "no $1 in \$TRAILSIFT_TOOLS"
	command -v python3 >/dev/null 2>&1 || skip_all 'no python3'
	command -v jq >/dev/null 2>&1 || skip_all 'no jq'
	nm "$TRAILSIFT" 2>/dev/null | grep -qE '__asan_|__tsan_' &&
		skip_all 'too slow under a sanitizer'
	runner=$TRAILSIFT_TOOLS/$1
}

# is_in NAME FILE
is_in() {
	grep -qxF -e "$1" "$2"
}

each_right() {
	sed -n 's/^~ *\([^ #][^ ]*\).*/\1/p' "$1" >either
	sed -n 's/^\([^ ~#][^ ]*\).*/\1/p' "$1" >later
	while read -r _case; do
		if is_in "$_case" either; then
			skip 1 "$_case depends on the speed of the machine"
		elif ! is_in "$_case" wrong; then
			if [ -n "${UPDATE_EXPECTED-}" ]; then
				grep -v "^$_case\( .*\)\{0,1\}$" "$1" >left
				cat left >"$1"
			elif is_in "$_case" later; then
				ok "$_case is right now: strike it off $(basename "$1")" false
				continue
			fi
			ok "$_case" true
		elif is_in "$_case" later; then
			skip 1 "$_case is not right yet"
		else
			ok "$_case" false
		fi
	done <all
	for _case in $(cat later either); do
		is_in "$_case" all || ok "$_case of $(basename "$1") is a case" false
	done
}
