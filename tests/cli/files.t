# SPDX-License-Identifier: GPL-3.0-or-later
. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

size() {
	wc -c <"$1" | tr -d ' '
}

fresh
five
expect 0 files -o json five.json more.json.gz <<EOT
[{"path":"five.json","kind":"trail","state":"ok","events":3,"duplicates":0,"skipped":0,"bytes":$(size five.json),"problem":null},
{"path":"more.json.gz","kind":"trail","state":"ok","events":3,"duplicates":1,"skipped":0,"bytes":$(size more.json.gz),"problem":null}]
EOT
# file order: arguments as given; the first place of an event is kept
expect 0 files -o csv more.json.gz five.json <<EOT
path,kind,state,events,duplicates,skipped,bytes,problem
more.json.gz,trail,ok,3,0,0,$(size more.json.gz),
five.json,trail,ok,3,1,0,$(size five.json),
EOT
expect 0 files -o ndjson --sort path more.json.gz five.json -n 1 <<EOT
{"path":"five.json","kind":"trail","state":"ok","events":3,"duplicates":1,"skipped":0,"bytes":$(size five.json),"problem":null}
EOT
# a filter leaves the files that hold a matching event
expect 0 files -o csv -f event=PutObject five.json more.json.gz <<EOT
path,kind,state,events,duplicates,skipped,bytes,problem
five.json,trail,ok,3,0,0,$(size five.json),
EOT
run files -o csv -f event=Nothing five.json
is_status 1
run files -o csv five.json five.json ./five.json
is_status 0
is "$(wc -l <"$out" | tr -d ' ')" 2 'a file reached twice is read once'
ln five.json hard.json
run files -o ndjson five.json five.json hard.json
is "$(wc -l <"$out" | tr -d ' ')" 1 'under another name too'
like_out '"notes":\["also reached as .hard.json."\]' 'which is said'

# a folder: whole paths in byte order; kinds by content; links not followed
fresh
five
mkdir -p f/b f/a.d
mv five.json f/b/1.json
mv more.json.gz f/a.d/x
echo "$a" >f/one
printf '%s\n%s\n' "$b" "$c" >f/b.ndjson
printf '[%s,42,null]' "$d" >f/array
echo '{"digestS3Object":"x","logFiles":[]}' >f/digest
echo '{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{}}]}' >f/note
: >f/empty
echo 'just text' >f/readme.txt
ln -s one f/link
run files -o csv --sort path f
is_status 0
is "$(cut -d, -f1-3 "$out")" 'path,kind,state
f/a.d/x,trail,ok
f/array,array,ok
f/b.ndjson,ndjson,ok
f/b/1.json,trail,ok
f/digest,digest,skipped
f/empty,empty,skipped
f/link,other,skipped
f/note,notification,skipped
f/one,record,ok
f/readme.txt,other,skipped' 'kinds and states'
run files -o ndjson f
like_out '^\{"path":"f/array",.*"skipped":2,'
run files -o csv f
is "$(cut -d, -f1 "$out" | tr '\n' ' ')" 'path f/a.d/x f/array f/b.ndjson f/b/1.json f/digest f/empty f/link f/note f/one f/readme.txt ' \
	'byte order of whole paths'

# broken input
fresh
five
gzip -dc more.json.gz | head -c 700 | gzip -n >cut.json.gz
head -c 300 more.json.gz >torn.json.gz
printf '{"Records":[%s,{"eventName":"X","bad"},%s]}' "$a" "$b" >bad.json
printf '{"Records":[' >nothing.json
cat more.json.gz more.json.gz >two.json.gz
run files -o csv cut.json.gz bad.json nothing.json two.json.gz
is_status 3
is "$(cut -d, -f1,3,4 "$out")" 'path,state,events
cut.json.gz,damaged,1
bad.json,damaged,2
nothing.json,unreadable,0
two.json.gz,suspect,6' 'what was read of them'
run files -o csv --strict two.json.gz
is_status 3 'suspect counts with --strict'
run files -o csv two.json.gz
is_status 0 'and does not without'
run files -o json nosuch five.json
is_status 3
like_out '^\[\{"path":"nosuch","kind":"other","state":"unreadable","events":0,"duplicates":0,"skipped":0,"bytes":0,"problem":"cannot open: No such file or directory"\}'
is_err "trailsift: cannot open 'nosuch': No such file or directory"

# remarks that are no problem
fresh
trail "$(rec same 2021-01-01T00:00:00Z s3 A)" "$(rec same 2021-01-01T00:00:00Z s3 B)" \
	"$(rec t1 yesterday s3 C)" "$(rec t2 2021-01-01T00:00:00Z s3 D '"k":1,"k":2')" >notes.json
run files -o json notes.json
is_status 0
like_out '"problem":null,"notes":\["2 events share their id with other content","1 event without a readable time","1 event with a key named twice"\]\}'
run files --strict notes.json
is_status 3

# names of any bytes
fresh
five
bad=$(printf 'a\377b.json')
if mv five.json "$bad" 2>/dev/null; then
	run files -o json .
	is_status 0
	like_out '"path":"\./a�b\.json".*"path_base64":"Li9h/2IuanNvbg=="'
	run files .
	like_out '^\./a(�|\\xff)b\.json'
else
	skip 3 'no such file names here'
fi
esc=$(printf 'a\033[31mb')
trail "$a" >"$esc"
run files "$esc"
like_out 'a\\x1b\[31mb' 'a name cannot reach the terminal'
run files "$esc" "$esc.nosuch"
is_err "trailsift: cannot open 'a\\x1b[31mb.nosuch': No such file or directory"

expect_error 2 files --sort nosuch . <<'EOT'
trailsift: option '--sort': unknown column 'nosuch'
EOT

done_testing
