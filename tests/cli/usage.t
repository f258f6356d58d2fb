# SPDX-License-Identifier: GPL-3.0-or-later
. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
. "$TOP_SRCDIR/tests/lib/fixtures.sh"

fresh
five

run --help
is_status 0
is_err ''
like_out '^Usage: trailsift'
like_out '^  count +count matching events'
like_out '^  -f, --filter EXPR '
unlike_out 'findings'
cp "$out" help
run -h
is_out - 'short form' <help
run count --help nosuch
is_status 0
like_out '^Usage: trailsift count '
like_out ' --by FIELD'
unlike_out ' --columns'
run --version
is_status 0
like_out '^trailsift [0-9]+\.[0-9]+'

# wrong usage: one line, status 2, nothing on standard output
wrong() {
	_text=$1
	shift
	expect_error 2 "$@" <<EOT
trailsift: $_text
EOT
}
wrong "unknown option '--nosuch'" count --nosuch five.json
wrong "unknown option '-Z'" count -Z five.json
wrong "option '--l' is ambiguous: '--limit', '--local'" count --l 3 five.json
wrong "option '--limit' needs an argument" count five.json --limit
wrong "option '--limit': 'x' is not a number" count -n x five.json
wrong "option '--output': 'xml' is not one of table, json, ndjson, csv, md" count -o xml
wrong "option '--by' goes with 'count' only" events --by event five.json
wrong "option '--by' goes with 'count' only" --by event five.json
wrong "option '--columns' goes with 'events' only" count --columns event five.json
wrong "'show' needs an operand: EVENTID" show
# verbs of later versions: those of the contract that --help does not name yet
run --help
cp "$out" "$base/help"
for verb in coverage resources resource radius findings policy verify report case index sql \
	plan; do
	grep -q "^  $verb " "$base/help" && continue
	cp five.json "$verb"
	wrong "'$verb' is not in this version" "$verb" five.json
	wrong "'$verb' is not in this version" "$verb"
	run count -o csv "./$verb"
	is_status 0 "./$verb is a path"
	rm "$verb"
done
wrong "option '--generate': 'x' is not one of man bash zsh fish keys-md options-md fields-md actions-md" \
	--generate x

# text on its way to the terminal is escaped
run count "--$(printf 'a\033b')"
is_err "trailsift: unknown option '--a\\x1bb'" 'escape in an option'
run "--$(printf 'a\nb')"
is_err "trailsift: unknown option '--a\\nb'" 'line end in an option'

# verbs and paths
mkdir count
cp five.json count/
run ./count -o csv
is_status 0 'a file of a verb'"'"'s name'
like_out '^files,events'
run -- count
is_status 0 'after -- all are paths'
like_out '^events +3$'
run -o ndjson events five.json -n 1
is_status 0 'options before the verb'
like_out 'id-a'
run events five.json --outp ndjson -n1
is_status 0 'abbreviated options'
like_out 'id-a'
run_sh 'trailsift events five.json -n1 -ondjson -q'
is_status 0 'joined letters'
like_out 'id-a'

done_testing
