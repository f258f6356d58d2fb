# SPDX-License-Identifier: GPL-3.0-or-later
# Where events come from: standard input, no path, forms of text.
. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

fresh
five
n() {
	is "$(sed -n 2p "$out" | cut -d, -f1)" "$1" "$2"
}

run_in five.json count -o csv
n 3 'standard input is a file'
run_in more.json.gz count -o csv
n 3 'and compressed'
run_sh 'cat five.json | trailsift count -o csv'
n 3 'standard input is a pipe'
run_sh 'cat five.json | trailsift count -o csv -'
n 3 'named'
run_sh 'cat five.json | trailsift count -o csv more.json.gz'
n 3 'not read when paths are named'
run_sh 'cat five.json | trailsift count -o csv - more.json.gz'
n 5 'together with a file'
run count -o csv
n 5 'no path and no input: the current folder'
run_sh 'cat five.json | trailsift files -o ndjson -'
like_out '^\{"path":"-","kind":"trail","state":"ok","events":3,'
run_sh 'cat more.json.gz | trailsift events -o json -'
is_out "{\"Records\":[$a,$d,$e]}" 'own bytes, from a pipe'
run_sh 'cat more.json.gz | trailsift show -o json id-d'
is_out "[$d]" 'one record of a pipe'
run_sh 'trailsift events -o json five.json more.json.gz | trailsift count -o csv'
n 5 'output is input'
run_sh 'cat five.json | trailsift files -o ndjson - five.json -'
is "$(grep -c '"path":"-"' "$out")" 1 'standard input is one file, however often named'
run_sh 'trailsift count -o csv - <.'
is_status 4 'standard input is a folder'
is_err "trailsift: cannot read '-': Is a directory" 'and its message'
run_sh ': | trailsift count -o csv'
is_status 1 'empty input'
run_sh 'trailsift events -f event=Nothing -o json five.json | trailsift count -o csv'
n 0 'a batch without records'

# forms of text
{ printf '\357\273\277'; cat five.json; } >bom
run count -o csv bom
n 3 'a byte order mark'
printf '%s\n\n%s\n' "$a" "$b" >lines
run count -o csv lines
n 2 'one record a line'
{ cat five.json; cat five.json; } >batches
run count -o csv batches
n 3 'batches, with copies'
printf '[%s,\n%s]' "$a" "$b" >array
run count -o csv array
n 2 'an array'
printf '%s' "$a" >single
run count -o csv single
n 1 'one record'
gzip -n <five.json | gzip -n >twice.gz
run count -o csv twice.gz
n 3 'gzip inside of gzip'
run events -o ndjson five.json
cp "$out" want
run events -o ndjson -f 'raw ~ eventName' twice.gz
ok 'and its records are read again' cmp want "$out"

# A source that changes after it was loaded: an error, never other bytes. With one thread the
# file is loaded before standard input is read, which must have been read when the pipe has
# taken more than it holds.
many() {
	i=0
	while [ $((i += 1)) -le 30 ]; do
		rec "$1$i" 2021-01-01T00:00:00Z s3 A
		echo
	done
}
many n >source
many m >other
run_sh '{ head -c 1000000 /dev/zero | tr "\000" " "; cat other >source; echo '"'$a'"'; } |
	trailsift events -j 1 -o json source -'
is_status 3 'a source that changed'
is_out "{\"Records\":[$a]}" 'none of it is printed'
like_err "^trailsift: cannot print the record of 'source' at byte 0: .*changed since it was loaded"
is "$(wc -l <"$err" | tr -d ' ')" 21 'twenty messages'
like_err '^trailsift: cannot print 10 more records$'

done_testing
