#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The packages name the version of configure.ac, and are what their tools can read.

cd "${TOP_SRCDIR:-.}" || exit 1
[ -d packaging ] || {
	echo '1..0 # SKIP no packaging here'
	exit 0
}
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

# syntax FILE TOOL ARG...: TOOL reads FILE without a complaint
syntax() {
	_file=$1
	shift
	if command -v "$1" >/dev/null 2>&1; then
		result "$_file is read by $1" "$("$@" "packaging/$_file" 2>&1 >/dev/null ||
			echo "$* failed")"
	else
		made=$((made + 1))
		echo "ok $made # SKIP $_file: no $1 here"
	fi
}

version=$(sed -n 's/^AC_INIT(\[trailsift\], \[\([^]]*\)\].*/\1/p' configure.ac)
result 'configure.ac has a version' "$([ -n "$version" ] || echo none)"
result 'NEWS.md tells of it' "$(grep -q "^## $version" NEWS.md || echo "nothing of $version")"
result 'every package has it' "$(
	for f in debian/changelog:"trailsift ($version-" trailsift.spec:"Version:        $version" \
		PKGBUILD:"pkgver=$version" APKBUILD:"pkgver=$version" \
		trailsift.rb:"trailsift-$version.tar.xz" default.nix:"version = \"$version\""; do
		grep -qF "${f#*:}" "packaging/${f%%:*}" || echo "packaging/${f%%:*}"
	done)"
syntax PKGBUILD bash -n
syntax APKBUILD sh -n
syntax trailsift.rb ruby -c
syntax default.nix nix-instantiate --parse
syntax trailsift.spec rpmspec -P

echo "1..$made"
[ "$failed" -eq 0 ]
