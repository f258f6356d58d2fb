# SPDX-License-Identifier: GPL-3.0-or-later
#
# Things in a folder that are no files, names that a terminal would obey, forms that are not
# read, gzip that lies: none hangs or ends the load, each is listed with its reason.
. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"

record() {
	printf '{"eventName":"%s","eventTime":"2024-05-01T12:00:00Z","eventID":"%s"}' "$1" "$1"
}

# files -o ndjson: one row of the path $1 has these members
row_has() {
	_row=$(grep -F "\"path\":\"$1\"" "$out")
	shift
	for _part; do
		ok "row has $_part" sh -c 'case $1 in *"$2"*) ;; *) exit 1;; esac' - "$_row" "$_part"
	done
}

mkdir -p odd/sub odd/dir.json.gz
cd odd || exit 1
record good | sed 's/.*/{"Records":[&]}/' >good.json
ln -s good.json link.json
ln -s nowhere dangling.json
ln -s loop.json loop.json
ln -s .. sub/up
ln -s /dev/zero zero.json
mkfifo fifo.json
cd ..

run files -o ndjson odd
is_status 0
is_err ''
row_has odd/good.json '"kind":"trail"' '"state":"ok"' '"events":1' '"problem":null'
for name in link dangling loop zero; do
	row_has "odd/$name.json" '"state":"skipped"' 'symbolic link'
done
row_has odd/fifo.json '"state":"skipped"' 'FIFO'
row_has odd/sub/up 'symbolic link'
run count odd
is_status 0
run count --strict odd
is_status 0 'skipped links are no unsupported files'

# named, a link is followed
run files -o ndjson odd/link.json
row_has odd/link.json '"state":"ok"' '"events":1'
run files -o ndjson odd/link.json odd/good.json
is "$(grep -c '"events":1' "$out")" 1 'a file reached twice is read once'
run count odd/dangling.json
is_status 4
like_err "^trailsift: cannot open 'odd/dangling.json': No such file or directory$"
run count odd/nosuch odd/good.json
is_status 3

# named, what is no file is an error, and not waited for
# (a FIFO is read, as standard input is)
cat odd/good.json >odd/fifo.json &
run files -o ndjson odd/fifo.json
row_has odd/fifo.json '"state":"ok"' '"events":1'
wait
gzip -c odd/good.json >odd/fifo.json &
run events -o ndjson odd/fifo.json odd/fifo.json
is_status 0 'a FIFO, named twice, is read once'
cp "$out" first
wait
run events -o ndjson odd/good.json
ok 'and its records are read again' cmp first "$out"
run count odd/zero.json
is_status 4 'a device, named'
run count odd/zero.json odd/good.json
is_status 3 'a device and a file'

if [ "$(id -u)" -ne 0 ]; then
	install -m 0 odd/good.json odd/secret.json
	run files -o ndjson odd
	is_status 3
	row_has odd/secret.json '"state":"unreadable"' 'Permission denied'
else
	skip 3 'root may read everything'
fi

# a name with a title sequence and a newline: one row, one line, escaped
fresh
mkdir evil
name=$(printf 'evil\033]0;PWNNAME\007\nname.json')
record good >"evil/$name"
record good >"evil/$(printf 'bad\377utf8.json')"
for verb in files summary events; do
	run "$verb" evil
	is_status 0
	unlike_out "$(printf '\033')"
	unlike_err "$(printf '\033')"
	ok "$verb: no BEL" sh -c '! grep -q "$(printf "\007")" "$1"' - "$out"
done
run files -o ndjson evil
is "$(wc -l <"$out" | tr -d ' ')" 2 'a line for each file'
like_out '"path":"evil/bad\\ufffdutf8.json"|"path":"evil/bad�utf8.json"'
like_out '"path_base64":"ZXZpbC9iYWT/dXRmOC5qc29u"'
run count "evil/$name" 'nosuch
name'
unlike_err "$(printf '\033')"
is "$(wc -l <"$err" | tr -d ' ')" 1 'a message is one line'

# read by content, never by name
fresh
record a | gzip -c >a.json
record b >b.json.gz
record c | gzip -c >c.txt
printf 'just words\n' >words.json
printf '\211PNG\r\n\032\n' >picture.json
: >empty.json
: | gzip -c >empty.json.gz
run files -o ndjson .
is_status 0
for name in a.json b.json.gz c.txt; do
	row_has "./$name" '"kind":"record"' '"state":"ok"' '"events":1'
done
row_has ./words.json '"kind":"other"' '"state":"skipped"'
row_has ./picture.json '"kind":"other"' '"state":"skipped"'
row_has ./empty.json '"kind":"empty"' '"state":"skipped"'
row_has ./empty.json.gz '"kind":"empty"' '"state":"skipped"'

# gzip that is cut, goes on, or has text behind it
fresh
{
	printf '{"Records":['
	i=0
	while [ $i -lt 400 ]; do
		record "e$i"
		printf ','
		i=$((i + 1))
	done
	record last
	printf ']}'
} >whole.json
gzip -c whole.json >whole.json.gz
size=$(wc -c <whole.json.gz)
head -c $((size / 2)) whole.json.gz >cut.json.gz
{ record one | gzip -c; record two | gzip -c; } >two.json.gz
{ record one | gzip -c; echo garbage; } >behind.json.gz
{ head -c 10 whole.json.gz; head -c 300 /dev/zero; } >bad.json.gz
run files -o ndjson cut.json.gz
is_status 3
row_has cut.json.gz '"state":"damaged"'
unlike_out '"events":0,' 'whole records before the break are kept'
unlike_out '"events":401,'
run files -o ndjson two.json.gz
is_status 0
row_has two.json.gz '"state":"suspect"' '"events":2'
run files -o ndjson --strict two.json.gz
is_status 3
run files -o ndjson behind.json.gz
row_has behind.json.gz '"events":1'
unlike_out '"state":"ok"'
run files -o ndjson bad.json.gz
is_status 4
row_has bad.json.gz '"state":"unreadable"' '"events":0'

# limits
fresh
head -c 3000000 /dev/zero | tr '\0' ' ' >blanks
{ printf '{"Records":['; record first; printf ','; cat blanks; record behind; printf ']}'; } |
	gzip -9c >bomb.json.gz
record good >good.json
run files -o ndjson --limit-file 1M bomb.json.gz good.json
is_status 3
row_has bomb.json.gz '"state":"damaged"' '"events":1'
row_has good.json '"events":1'
run files -o ndjson --limit-ratio 100 bomb.json.gz
is_status 3
row_has bomb.json.gz '"state":"damaged"' '"events":1'
run files -o ndjson bomb.json.gz
row_has bomb.json.gz '"events":2'
{ printf '{"Records":['; record first; printf ',{"eventName":"big","x":"'; tr ' ' x <blanks
	printf '"},'; record behind; printf ']}'; } >big.json
run files -o ndjson --limit-record 1M big.json
is_status 3
row_has big.json '"state":"damaged"' '"events":2'
run files -o ndjson big.json
row_has big.json '"events":3' '"state":"ok"'
{ printf '{"Records":['; record first; printf ',{"eventName":"deep","x":[[[[1]]]]},'; record behind
	printf ']}'; } >deep.json
run files -o ndjson --limit-depth 4 deep.json
row_has deep.json '"state":"damaged"' '"events":2' 'deeper'
run files -o ndjson --limit-depth 5 deep.json
row_has deep.json '"state":"ok"' '"events":3'

done_testing
