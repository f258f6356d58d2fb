#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Documents are what the program prints from its tables (make update-docs), and complete.

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"

cd "$TOP_SRCDIR" || exit 1
ok 'documents are those of the tables' sh build-aux/update-docs --check "$TRAILSIFT"

for what in man bash zsh fish keys-md options-md fields-md actions-md; do
	run --generate="$what"
	is_status 0
	is_err ''
	cp "$out" "$base/first"
	run --generate="$what"
	ok "--generate=$what twice gives the same" cmp -s "$base/first" "$out"
done
run --generate=nothing
is_status 2

run --help
is_status 0
cp "$out" "$base/help"
# every long option of --help, and the hidden ones not
options=$(sed -n 's/^ *\(-[a-zA-Z], \)\{0,1\}--\([a-z-]*\).*/\2/p' "$base/help" | sort -u)
ok '--help names options' test "$(echo "$options" | wc -l)" -gt 15
for option in $options; do
	ok "--$option is in the man page" grep -q -E "Fl \\\\-$(echo "$option" |
		sed 's/-/\\\\*-/g')( |$)" man/trailsift.1
	for file in completions/trailsift.bash completions/_trailsift; do
		ok "--$option is in $file" grep -q -e "--$option" "$file"
	done
	ok "--$option is in completions/trailsift.fish" grep -q -e "-l $option" \
		completions/trailsift.fish
done
for hidden in generate script; do
	not_ok "--$hidden is not in --help" grep -q -e "--$hidden" "$base/help"
done

if command -v mandoc >/dev/null 2>&1; then
	ok 'mandoc finds nothing wrong' mandoc -T lint -W warning man/trailsift.1
else
	skip 1 'no mandoc'
fi
if command -v bash >/dev/null 2>&1; then
	ok 'bash reads its completion' bash -n completions/trailsift.bash
else
	skip 1 'no bash'
fi
for link in $(sed -n 's/.*](\([^)#:]*\)[^)]*).*/\1/p' README.md CONTRIBUTING.md); do
	ok "$link is there" test -e "$link"
done
done_testing
