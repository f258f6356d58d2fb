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
is_status 0 'no file of the sample is damaged'
is_err '' 'and nothing is said'

run count -o csv samples/damaged
is_status 3 'the one that was cut is'
like_out '^3,' 'its records before the break are kept'
like_err '^trailsift: .*truncated gzip' 'and it is said that there were more'
ok 'nothing but that' test "$(wc -l <"$err")" -eq 1
# what the trail has of it
run events -o ndjson samples/damaged
sort "$out" >kept
run events -o ndjson samples/trail
sort "$out" >trail
ok 'the trail has the records before the break' test -z "$(comm -23 kept trail)"

ok 'the sample is small' test "$(find -H samples -type f -exec cat {} + | wc -c)" -le 300000

done_testing
