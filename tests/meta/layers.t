#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A file includes only headers of its own layer and of earlier ones (src/LAYERS), and each
# library is used in one place only.

cd "${TOP_SRCDIR:-.}" || exit 1
made=0
failed=0

# result NAME TEXT: passed when TEXT is empty
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

# where PATTERN ALLOWED: includes of PATTERN (ERE) outside of the files ALLOWED (ERE)
where() {
	grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*<($1)>" src/*/*.[ch] |
		grep -vE "^src/($2):"
}

layers=$(grep -v '^#' src/LAYERS)

unknown=
for dir in src/*/; do
	dir=${dir#src/}
	echo "$layers" | grep -qx "${dir%/}" || unknown="$unknown$dir "
done
result 'every folder of src is a layer' "$unknown"

upward=$(
	grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' src/*/*.[ch] |
		awk -v layers="$layers" '
		BEGIN {
			n = split(layers, l, "\n")
			for (i = 1; i <= n; i++)
				rank[l[i]] = i
		}
		{
			split($0, part, ":")
			split(part[1], dir, "/")
			match($0, /"[^"]*"/)
			inc = substr($0, RSTART + 1, RLENGTH - 2)
			if (inc == "config.h" || inc == "man_text.h")
				next
			if (split(inc, to, "/") != 2 || !(to[1] in rank))
				print part[1] ":" part[2] ": \"" inc "\" names no layer"
			else if (rank[to[1]] > rank[dir[2]])
				print part[1] ":" part[2] ": " dir[2] " may not include " inc
		}')
result 'no include of a later layer' "$upward"

missing=$(
	grep -hoE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"[a-z]+/[^"]*"' src/*/*.[ch] |
		sed 's/.*"\(.*\)"/\1/' | sort -u | while read -r inc; do
		[ -f "src/$inc" ] || echo "$inc"
	done)
result 'every included header is there' "$missing"

result 'curses in term only' "$(where 'curses.h|ncurses[^>]*|panel.h|menu.h|form.h|term.h' 'term/[a-z_]+\.[ch]')"
result 'PCRE2 in lang/regex.c only' "$(where 'pcre2.h' 'lang/regex\.c')"
result 'zlib and libdeflate in ingest/inflate.c only' \
	"$(where 'zlib.h|libdeflate.h' 'ingest/inflate\.c')"
result 'libcrypto and nettle in util/crypto.c only' \
	"$(where 'openssl/.*|nettle/.*|gmp.h' 'util/crypto\.c')"
result 'no network header' \
	"$(where 'sys/socket.h|netdb.h|netinet/.*|arpa/.*|curl/.*|sys/un.h' 'util/outside\.c')"
# store, eval, count and what lies below are asked for each event: no DOM there
result 'jansson not on the path of each event' \
	"$(where 'jansson.h' '(coverage|integrity|session|lineage|lambda|identity|output|conf|verb|ui|pane|app)/[a-z_]+\.[ch]')"

own=$(
	for c in src/*/*.c; do
		h=${c%.c}.h
		[ -f "$h" ] || continue
		first=$(grep -m1 -E '^#include' "$c" | sed 's/.*["<]\(.*\)[">].*/\1/')
		case src/$first in
		"$h" | "${c%.c}"_*.h) ;; # or its private one, which includes it
		*) echo "$c: the first include is $first" ;;
		esac
	done)
result 'a file includes its own header first' "$own"

guards=$(
	for h in src/*/*.h; do
		want=$(echo "${h#src/}" | tr 'a-z/.' 'A-Z__')
		grep -q "^#ifndef $want\$" "$h" && grep -q "^#define $want\$" "$h" ||
			echo "$h: no guard $want"
	done)
result 'guards are named after the file' "$guards"

echo "1..$made"
[ "$failed" -eq 0 ]
