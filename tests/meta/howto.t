#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# "How to add" of ARCHITECTURE.md names every file that has to be edited: the changes of
# tests/meta/howto are made on a copy of the tree, what they touched is compared with what stands
# behind "By hand:", and the program built of the copy has what was added. In a checkout, and
# where nothing makes the build slow.
# limit 900 s

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"

[ -e "$TOP_SRCDIR/.git" ] || skip_all 'not a checkout'
command -v git >/dev/null 2>&1 || skip_all 'no git'
[ -n "${BUILD_LIBS-}" ] || skip_all 'not called by make check'
compiler=${CC:-cc} # a word or several
nm "$TRAILSIFT" 2>/dev/null | grep -qE '__asan_|__tsan_' && skip_all 'no need of sanitizers'
$compiler --version | grep -qi clang && skip_all 'one compiler is enough'

fresh
git -C "$TOP_SRCDIR" ls-files >files
mkdir tree
while read -r f; do
	[ -e "$TOP_SRCDIR/$f" ] && echo "$f"
done <files | (cd "$TOP_SRCDIR" && xargs cp --parents -t "$work/tree") || exit 1
cd tree || exit 1
in_copy() {
	git -c user.name=t -c user.email=t@example.org -c core.autocrlf=false \
		-c init.defaultBranch=main "$@"
}
in_copy init -q . && in_copy add -A && in_copy commit -q -m copy || exit 1

# by_hand TITLE: the files named behind "By hand:" in its paragraph, as paths
by_hand() {
	awk -v title="**A $1.**" '
		index($0, title) == 1 { inside = 1 }
		inside && /^$/ { exit }
		inside && /^By hand:/ { list = 1 }
		list { print }' ARCHITECTURE.md | grep -o '`[^`]*`' | tr -d '`' |
		while read -r f; do
			[ -e "src/${f%/*}" ] && echo "src/$f" || echo "$f"
		done | LC_ALL=C sort
}

# added TITLE NAME: make the change, compare
added() {
	ok "$2 can be added" sh -c '. "$1/howto/edit.sh" && . "$1/howto/$2.sh"' - \
		"$TOP_SRCDIR/tests/meta" "$2"
	in_copy add -A
	is "$(in_copy diff --cached --name-only | LC_ALL=C sort)" "$(by_hand "$1")" \
		"ARCHITECTURE.md names the files of a $1"
	in_copy commit -q -m "$2"
}

added field field
added 'verb of a list' verb

# the program of the copy
compile() {
	# shellcheck disable=SC2016,SC2086
	printf '%s\n' "$@" | xargs -P "$(getconf _NPROCESSORS_ONLN)" -I '{}' sh -c '
		o=$(echo "$1" | tr / -) && shift && "$@" -c -o "obj/${o%.c}.o"' - '{}' \
		$compiler -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 '-DTHEMEDIR="/nowhere"' -O0 -w \
		-Isrc -Itests/lib -I"$TOP_BUILDDIR" $BUILD_CFLAGS '{}'
}
mkdir obj
ok 'the copy compiles' compile src/*/*.c
# shellcheck disable=SC2086
ok 'and links' $compiler -o trailsift obj/*.o $BUILD_LIBS
mv obj/src-app-main.o main.o

# what is printed from tables is all else that changes
ok 'documents are made' sh build-aux/update-docs ./trailsift
ok 'so are the lists of files' sh build-aux/update-sources
in_copy diff --name-only >"$out"
unlike_out '^(src|tests|themes|samples)/' 'nothing else has to be edited'
in_copy commit -q -a -m made

# tests that know tables break no more than what concerns them
for t in t-field t-derived t-option t-keymap; do
	ok "$t compiles" compile "tests/unit/$t.c"
	# shellcheck disable=SC2086
	ok "$t links" $compiler -o "$t" "obj/tests-unit-$t.o" obj/src-*.o $BUILD_LIBS
	ok "$t passes" env TOP_SRCDIR="$work/tree" "./$t"
	rm "obj/tests-unit-$t.o"
done
TRAILSIFT=$work/tree/trailsift
run count --by trouble -o csv "$samples/trail"
is_status 0
like_out '^none,[0-9]+,'
like_out '^AccessDenied,[0-9]+,'
run --help
like_out '^  agents  *a row for each user agent'
TRAILSIFT=$work/tree/trailsift sh tests/cli/agents.t >agents 2>&1
grep '^not ok' agents >"$out"
is_out '' 'the test of the verb passes'
TRAILSIFT=$work/tree/trailsift sh tests/screen/screens.t >screens 2>&1
grep '^not ok' screens >"$out"
is_out '' 'golden screens stay as they are'
done_testing
