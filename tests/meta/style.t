#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the eye would tire of checking: licence lines, line lengths, blanks, file sizes.

cd "${TOP_SRCDIR:-.}" || exit 1
made=0
failed=0

result() {
	made=$((made + 1))
	if [ -z "$2" ]; then
		echo "ok $made - $1"
	else
		failed=$((failed + 1))
		echo "not ok $made - $1"
		printf '%s\n' "$2" | head -n 20 | sed 's/^/#   /'
	fi
}

sources=$(find src tests -name '*.[ch]' | LC_ALL=C sort)
scripts=$(find tests build-aux -name '*.t' -o -name '*.sh' | LC_ALL=C sort)
scripts="$scripts tests/exec tests/run-tests build-aux/update-sources quickstart autogen.sh"
# what people wrote, but for data, which may hold anything
texts=$(find . \( -name .git -o -path './build*' ! -path './build-aux*' -o -name 'autom4te.cache' \
	-o -path ./samples -o -path ./tests/data -o -path './trailsift-*' \
	-o -name golden \) -prune -o -type f \
	\( -name '*.[ch]' -o -name '*.t' -o -name '*.sh' -o -name '*.md' -o -name '*.am' \
	-o -name '*.ac' -o -name '*.m4' -o -name '*.theme' -o -name '*.1' -o -name run \
	-o -name quickstart -o -name exec -o -name run-tests -o -name LAYERS \) -print |
	grep -v -e '^./aclocal.m4$' | LC_ALL=C sort)

# shellcheck disable=SC2086
{
	result 'there are sources to look at' "$([ "$(echo $sources | wc -w)" -gt 20 ] || echo no)"

	result 'licence line first' "$(
		for f in $sources; do
			head -n 1 "$f" |
				grep -q '^/\* SPDX-License-Identifier: GPL-3.0-or-later \*/$' ||
				echo "$f"
		done
		for f in $scripts; do
			head -n 2 "$f" | grep -q '^# SPDX-License-Identifier: GPL-3.0-or-later$' ||
				echo "$f"
		done)"

	result 'every file opens with what it is' "$(
		for f in src/*/*.c; do
			sed -n 2p "$f" | grep -q '^/\*' || echo "$f"
		done)"

	# tests are lists of cases
	result 'no file of more than 700 lines (tests: 1000)' "$(wc -l $sources |
		awk '$2 != "total" && $1 > ($2 ~ /^tests/ ? 1000 : 700) &&
			$2 !~ /_(table|data)\.[ch]$/ { print $2 ": " $1 }')"

	# a tab counts as 8; bytes of UTF-8 sequences but the first not at all; long texts are
	# not broken, so that they can be found
	result 'no source line of more than 100 columns (tests: 140)' "$(
		for f in $sources; do
			LC_ALL=C expand "$f" | LC_ALL=C awk -v f="$f" '
				{ line = $0; gsub(/[\200-\277]/, "", line)
				  gsub(/"[^"]*"/, "&\001", line)
				  while (match(line, /"[^"]*"\001/)) {
					  text = RLENGTH > 40 ? "" : substr(line, RSTART + 1, RLENGTH - 3)
					  line = substr(line, 1, RSTART - 1) text substr(line, RSTART + RLENGTH)
				  }
				  if (length(line) > (f ~ /^tests/ ? 140 : 100)) print f ":" NR ": " length(line) }'
		done)"

	# but those that make an error, which is returned at once
	result 'what can fail is marked, so that nobody overlooks it' "$(
		for f in src/*/*.h; do
			tr '\n' ' ' <"$f" | grep -oE '[;}/] +enum st [a-z_0-9]+\([^;{]*;' |
				grep -v WARN_UNUSED | grep -vE ' enum st [a-z_0-9]*(set|sys|fail)\(' |
				sed "s|^|$f: |"
		done)"

	result 'no blanks at the end of a line' "$(grep -nE '[[:blank:]]+$' $texts)"
	result 'indented with tabs' "$(grep -nE '^ {8}' $sources |
		grep -vE "^[^:]*:[0-9]*:[[:blank:]]*[\\]\$")"
	result 'no carriage return' "$(grep -lF "$(printf '\r')" $texts)"
	result 'a newline at the end of each file' "$(
		for f in $texts; do
			[ -z "$(tail -c 1 "$f")" ] || echo "$f"
		done)"
	result 'only text in sources' "$(LC_ALL=C grep -lP '[\x00-\x08\x0b-\x1f\x7f]' $texts)"

	# bracketed, so that this file does not name what it looks for
	result 'nothing left for later' \
		"$(grep -nwE '[T]ODO|[F]IXME|[X]XX|[H]ACK' $texts)"
	result 'no place outside of the tree' "$(
		grep -nE '[.][.]/[s]hared|/[w]ork/[a-z]|/[r]oot/[a-z.]' $texts)"
}

echo "1..$made"
[ "$failed" -eq 0 ]
