# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# Editing by where things stand, for the changes of tests/meta/howto. What is added stands on
# standard input; a place that is not there ends the script.
#
# before PATTERN FILE	in front of the first line that matches (ERE)
# into PATTERN FILE	as the last in the braces that this line opens: in front of the next line
#			that begins with }

set -e

_edit() {
	awk -v what="$1" -v pattern="$2" '
		NR == FNR { more = more $0 "\n"; next }
		!done && (what == "into" ? inside && /^}/ : $0 ~ pattern) {
			printf "%s", more
			done = 1
		}
		$0 ~ pattern { inside = 1 }
		{ print }
		END { exit !done }' - "$3" >edited
	mv edited "$3"
}

before() {
	_edit before "$1" "$2"
}

into() {
	_edit into "$1" "$2"
}
