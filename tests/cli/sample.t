# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sample trail is what samples/ANSWERS.md says it is: each command there (`    $ ...`)
# prints what stands below it. That the generator makes the same trail: unit/t-mktrail.

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"

fresh
ln -s "$samples" samples
mkdir answers

# answers/N.sh is a command, answers/N.out what it is to print
awk '
/^    \$ / {
	n++
	open = 1
	print substr($0, 7) >("answers/" n ".sh")
	printf "" >("answers/" n ".out")
	next
}
!/^    / { open = 0 }
open { print substr($0, 5) >("answers/" n ".out") }
END { print n + 0 >"answers/n" }
' samples/ANSWERS.md
n=$(cat answers/n)

ok 'the answers have commands' test "$n" -ge 20
i=0
while [ "$i" -lt "$n" ]; do
	i=$((i + 1))
	ok "answer $i says something" test -s "answers/$i.out"
	run_sh "$(cat "answers/$i.sh")"
	is_out - "answer $i: $(cat "answers/$i.sh")" <"answers/$i.out"
done

run count samples/trail
is_status 3 'a file of the sample is damaged'
like_err '^trailsift: .*truncated gzip' 'and that is said'
ok 'nothing but that one' test "$(wc -l <"$err")" -eq 1

ok 'the sample is small' test "$(find -H samples -type f -exec cat {} + | wc -c)" -le 300000

done_testing
