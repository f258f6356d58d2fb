#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the objects ask for: no curses in the core, no function that cannot be used safely, no
# way to run a program or to reach a network, and no printing or ending below the verbs.

: "${TOP_SRCDIR:=.}"
: "${TOP_BUILDDIR:=$TOP_SRCDIR}"
: "${NM:=nm}"
cd "$TOP_BUILDDIR" || exit 1
made=0
failed=0
tmp=$(mktemp -d "${TMPDIR:-/tmp}/symbols.XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT

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

skip() {
	made=$((made + 1))
	echo "ok $made # SKIP $1"
}

command -v "$NM" >/dev/null 2>&1 || {
	echo '1..0 # SKIP no nm'
	exit 0
}
[ -f libtrailsift.a ] || {
	echo '1..0 # SKIP no libtrailsift.a here: not built with make'
	exit 0
}

# wants OBJECT...: "object symbol" of what each needs from elsewhere; the checked variants
# of libc (__sprintf_chk) by their plain names
wants() {
	"$NM" -u -A "$@" 2>/dev/null | sed 's/@.*//; s/__\([a-z]*\)_chk$/\1/' |
		awk '{ o = $1; sub(/:.*/, "", o); print o, $NF }'
}

core=$(ls src/*/libtrailsift_a-*.o)
# shellcheck disable=SC2086
{
	wants $core >"$tmp/core"
	wants $core src/*/*.o | sort -u >"$tmp/all"
}
result 'there are objects to look at' "$([ -s "$tmp/core" ] || echo none)"

# found FILE NAME...: lines of FILE with one of the symbols
found() {
	_file=$1
	shift
	printf '%s\n' "$@" >"$tmp/names"
	awk 'NR == FNR { bad[$1]; next } $2 in bad { print $1 ": " $2 }' "$tmp/names" "$_file"
}

libs=$(ldd trailsift 2>/dev/null | awk '/lib(ncurses|tinfo|curses)/ && $3 ~ /^\// { print $3 }')
if [ -n "$libs" ]; then
	# shellcheck disable=SC2086
	curses=$("$NM" -D --defined-only $libs | awk 'NF == 3 { sub(/@.*/, "", $3); print $3 }')
	result 'the symbols of curses are known' \
		"$(echo "$curses" | grep -qx waddnstr || echo "no waddnstr in $libs")"
	# shellcheck disable=SC2086
	result 'no symbol of curses in the core' "$(found "$tmp/core" $curses)"
else
	skip 'curses is not a shared library here'
	skip 'curses is not a shared library here'
fi

unsafe='strcpy strcat sprintf vsprintf stpcpy strtok strtok_r atoi atol atoll atof gets scanf
	sscanf fscanf tmpnam mktemp tempnam getwd alloca'
# shellcheck disable=SC2086
result 'no function without bounds' "$(found "$tmp/all" $unsafe)"

running='system popen execl execlp execle execv execvp execvpe execve fexecve posix_spawn
	posix_spawnp fork vfork dlopen wordexp'
# shellcheck disable=SC2086
result 'no other program is run, but for the clipboard by the second process' "$(
	found "$tmp/all" $running | grep -vE '^src/util/[a-z_]*-outside.o: (execvp|fork)$')"

network='socket socketpair connect bind listen accept accept4 sendto sendmsg recvfrom recvmsg
	getaddrinfo gethostbyname res_query'
# shellcheck disable=SC2086
result 'no network; the second process has one pair of sockets' "$(
	found "$tmp/all" $network |
		grep -vE '^src/util/[a-z_]*-outside.o: (socketpair|sendmsg|recvmsg)$')"

printing='printf vprintf puts putchar perror stdout stderr exit _exit _Exit quick_exit err errx
	warn warnx error'
# shellcheck disable=SC2086
result 'the core prints nothing and never ends the program' "$(
	# the second ^C ends at once; the second process ends
	found "$tmp/core" $printing | grep -vE '^src/(verb/.*-signals|util/.*-outside).o: _exit$')"

locale='setlocale newlocale uselocale'
low=$(grep -v -E '^src/(ui|app)/' "$tmp/all")
echo "$low" >"$tmp/low"
# shellcheck disable=SC2086
result 'the core depends on no locale' "$(found "$tmp/low" $locale)"

# The same names in sources and headers, where an object would not show them (macros, tests off)
cd "$TOP_SRCDIR" || exit 1
words=$(echo $unsafe $running $network | tr ' ' '|')
result 'nor do the sources name them' "$(
	for f in src/*/*.[ch]; do
		# without comments and strings
		sed -e 's|/\*.*\*/||g' -e 's|//.*||' -e 's/"[^"]*"//g' -e '/^[[:space:]]*\*/d' \
			-e '/^[[:space:]]*\/\*/d' "$f" | grep -nwE "($words)[[:space:]]*\(" |
			sed "s|^|$f: |"
	done | grep -v '^src/util/outside.c: ' | grep -vE '(->|\.)[a-z_]+[[:space:]]*\(')"

echo "1..$made"
[ "$failed" -eq 0 ]
