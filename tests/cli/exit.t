# SPDX-License-Identifier: GPL-3.0-or-later
# Exit statuses, and what is said with them.
. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

fresh
five
printf '{"Records":[%s,{"bad":}]}' "$a" >damaged.json
printf '{"Records":[{' >broken.json
echo 'some text' >text
mkdir empty

st() {
	_want=$1
	shift
	run "$@"
	is_status "$_want"
}

st 0 count five.json
st 1 count -f event=Nothing five.json
st 1 count empty
is_err '' 'an empty folder is no error'
st 1 files empty
st 1 count text
st 0 files text
st 3 count damaged.json
like_err "^trailsift: 'damaged.json': 1 place could not be read: at byte [0-9]+: "
st 3 count -f event=Nothing damaged.json
st 3 count five.json nosuch
is_err "trailsift: cannot open 'nosuch': No such file or directory"
st 4 count nosuch
is_err "trailsift: cannot open 'nosuch': No such file or directory"
st 4 count broken.json nosuch
st 3 count broken.json text
run_in broken.json count
is_status 3 'standard input that was not named'
run_in broken.json count -
is_status 4 'and that was'
mkdir sub
cp broken.json sub/
run_sh 'cd sub && trailsift count'
is_status 3 'the current folder was not named'
st 4 count sub

# --strict: suspect files, unsupported ones, marked events
cat more.json.gz more.json.gz >two.json.gz
trail "$(rec m1 junk s3 A)" >marked.json
st 0 count two.json.gz
st 3 count --strict two.json.gz
st 0 count marked.json
st 3 count --strict marked.json

# the output cannot be written
if [ -c /dev/full ]; then
	for verb in 'count --by event' summary events 'events -o json' files 'show id-a' '--help'; do
		run_sh "trailsift $verb five.json >/dev/full"
		is_status 74
		is_err 'trailsift: cannot write standard output: No space left on device'
	done
else
	skip 12 'no /dev/full'
fi
run_sh 'trailsift count five.json >&-'
is_status 74 'standard output is closed'

# the reader went away: quietly
i=0
while [ $i -lt 3000 ]; do
	i=$((i + 1))
	rec "big-$i" 2021-07-28T10:00:00Z s3 GetObject "$(user alice)"
	echo
done >big.ndjson
for format in json csv table; do
	run_sh "{ trailsift events -o $format big.ndjson; echo \$? >status; } | head -c 10 >/dev/null"
	is_file status 141 "closed pipe: status ($format)"
	is_err '' "closed pipe: nothing said ($format)"
done

# wrong usage before anything is read
st 2 count -f '(a' nosuch
st 2 count --since x nosuch
is_out ''

# memory limit: the rest is served, and it is said
st 3 count --memory 1K big.ndjson five.json
like_err 'memory limit'

done_testing
