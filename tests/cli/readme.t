# SPDX-License-Identifier: GPL-3.0-or-later
#
# README.md does not make things up: each command there (`    $ ...`) prints what stands below it.

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"

fresh
ln -s "$samples" samples
mkdir cmd

# cmd/N.sh is a command, cmd/N.out what it is to print
awk '
/^    \$ / {
	n++
	open = 1
	print substr($0, 7) >("cmd/" n ".sh")
	printf "" >("cmd/" n ".out")
	next
}
!/^    / { open = 0 }
open { print substr($0, 5) >("cmd/" n ".out") }
END { print n + 0 >"cmd/n" }
' "$TOP_SRCDIR/README.md"
n=$(cat cmd/n)

ok 'there are commands' test "$n" -ge 6
i=0
while [ "$i" -lt "$n" ]; do
	i=$((i + 1))
	run_sh "$(cat "cmd/$i.sh")"
	is_out - "$(cat "cmd/$i.sh")" <"cmd/$i.out"
done
run count -o csv evidence.json
is_status 0 'what it exports loads again'

done_testing
