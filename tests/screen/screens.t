# SPDX-License-Identifier: GPL-3.0-or-later
# Golden screens: the keys of keys/NAME.keys are replayed on the sample trail, and each screen
# they dump is compared with golden/. UPDATE_GOLDEN=1 writes them anew: the diff is the review.
# Of the title a golden screen has its right end, of the tabs the open one, of the help not how many
# rows it has, so that a new tab or field or a file more in the sample touches few of them; those
# in $whole have all.
# A line "#! OPTIONS" gives options of the program or a path more ("damaged" of the samples),
# "#! NAME=value" the environment.

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"

here=$TOP_SRCDIR/tests/screen
export TRAILSIFT_NOW=2024-06-01T12:00:00Z
whole=' damaged.txt timeline.txt timeline-60x12.txt too-small.txt '

# golden SCREEN: what of it is compared
golden() {
	case $whole in
	*" $1 "*) cat "$1" ;;
	*) sed -e '1s/^.* \([^ ][^ ]*  *[0-9]* of [0-9]* shown\)$/\1/' \
		-e '2s/^.*\(\[[^]]*\]\).*$/\1/' \
		-e '4s/^\( search: .* \)[0-9][0-9]* of [0-9]* match/\1N of N match/' "$1" ;;
	esac
}

for keys in "$here"/keys/*.keys; do
	name=$(basename "$keys" .keys)
	fresh
	ln -s "$samples/trail" trail
	ln -s "$samples/damaged" damaged
	options=
	env=
	for word in $(sed -n 's/^#! //p' "$keys"); do
		case $word in
		[A-Z]*=*) env="$env $word" ;;
		*) options="$options $word" ;;
		esac
	done
	# shellcheck disable=SC2086
	status=0
	# shellcheck disable=SC2086
	env LINES=30 COLUMNS=100 $env "$TRAILSIFT" --script "$keys" $options trail \
		>"$out" 2>"$err" </dev/null || status=$?
	is_status 0 "$name: replayed"
	is_err '' "$name: nothing on standard error"
	for screen in *.txt; do
		golden "$screen" >"$base/golden" && mv "$base/golden" "$screen"
		if [ -n "${UPDATE_GOLDEN:-}" ]; then
			cp "$screen" "$here/golden/$screen"
		fi
		if [ -f "$here/golden/$screen" ]; then
			is_file "$screen" - "$name: $screen" <"$here/golden/$screen"
		else
			ok "$name: golden/$screen exists" false
		fi
	done
done

# Every golden screen is one that a script makes.
for golden in "$here"/golden/*.txt; do
	screen=$(basename "$golden")
	ok "$screen is dumped by a script" grep -q "^:screen dump $screen\$" "$here"/keys/*.keys
done

done_testing
