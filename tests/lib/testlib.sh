# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# Tests of the command line, in TAP. A test is a sh script:
#
#	. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"
#	run count --by event -o json "$samples"
#	is_status 0
#	is_err ''
#	is_out - 'count by event' <<'EOT'
#	[{"event":"Invoke","count":3,...}]
#	EOT
#	done_testing
#
# It starts in an empty folder of its own ($work), removed at the end, with HOME and XDG there,
# TZ=UTC and LC_ALL=C.UTF-8. The program is $TRAILSIFT. WANT comes first, then a name, which may
# be left out (then it is the command line that was run). WANT `-` is read from standard input;
# any other WANT is a line, to which a newline is added unless it is empty.
#
# run ARG...		run the program without standard input; $out, $err (files), $status
# run_in FILE ARG...	the same with FILE as standard input
# run_sh TEXT		run a shell text, in which `trailsift` is the program
# is_status N [NAME]	exit status
# is_out WANT [NAME]	standard output, byte for byte;	is_err the same for standard error
# like_out ERE [NAME]	a line of standard output matches;	like_err; unlike_out, unlike_err: none does
# is_file FILE WANT [NAME]	content of a file
# expect STATUS ARG...	run, compare status, standard output with what stands on standard input,
#			and standard error with nothing: three tests
# expect_error STATUS ARG...	the same, with standard error compared and standard output empty
# ok NAME COMMAND...	COMMAND succeeds;	not_ok NAME COMMAND...	it fails
# is GOT WANT [NAME]	two strings
# fresh			a new empty folder, and go there
# skip N WHY, skip_all WHY, diag TEXT, done_testing

: "${TOP_SRCDIR:=.}"
TOP_SRCDIR=$(cd "$TOP_SRCDIR" && pwd) || exit 1
: "${TOP_BUILDDIR:=$TOP_SRCDIR}"
: "${TRAILSIFT:=$TOP_BUILDDIR/trailsift}"
case $TRAILSIFT in
/*) ;;
*) TRAILSIFT=$(cd "$(dirname "$TRAILSIFT")" && pwd)/$(basename "$TRAILSIFT") ;;
esac
export TOP_SRCDIR TOP_BUILDDIR TRAILSIFT

base=$(mktemp -d "${TMPDIR:-/tmp}/trailsift-test.XXXXXX") || exit 1
trap 'cd / && chmod -R u+rwx "$base" && rm -rf "$base"' EXIT
trap 'exit 1' HUP INT TERM

out=$base/stdout
err=$base/stderr
status=
last=
made=0
failed=0
folders=0
samples=$TOP_SRCDIR/samples

HOME=$base/home
XDG_CONFIG_HOME=$HOME/.config
XDG_DATA_HOME=$HOME/.local/share
XDG_STATE_HOME=$HOME/.local/state
XDG_CACHE_HOME=$HOME/.cache
TZ=UTC
LC_ALL=C.UTF-8
TRAILSIFT_DATA=${TRAILSIFT_DATA:-$TOP_SRCDIR}
export HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
export TZ LC_ALL TRAILSIFT_DATA
unset NO_COLOR COLUMNS LINES TRAILSIFT_TEST_SYNC
mkdir "$HOME" || exit 1

[ -x "$TRAILSIFT" ] || {
	echo "Bail out! no program at $TRAILSIFT"
	exit 1
}

fresh() {
	folders=$((folders + 1))
	work=$base/work$folders
	mkdir "$work" && cd "$work" || exit 1
}

diag() {
	printf '%s\n' "$*" | sed 's/^/# /'
}

# _result STATUS NAME: the line; returns STATUS
_result() {
	made=$((made + 1))
	_name=$(printf '%s' "$2" | tr '\n\t' '  ' | sed 's/[\\#]/\\&/g')
	if [ "$1" -eq 0 ]; then
		echo "ok $made - $_name"
	else
		failed=$((failed + 1))
		echo "not ok $made - $_name"
	fi
	return "$1"
}

_run() {
	last="trailsift $*"
	status=0
	"$TRAILSIFT" "$@" >"$out" 2>"$err" || status=$?
}

run() {
	_run "$@" </dev/null
}

run_in() {
	_from=$1
	shift
	_run "$@" <"$_from"
}

run_sh() {
	last=$1
	status=0
	mkdir -p "$base/bin"
	ln -sf "$TRAILSIFT" "$base/bin/trailsift"
	(PATH=$base/bin:$PATH && export PATH && sh -c "$1") \
		</dev/null >"$out" 2>"$err" || status=$?
}

is_status() {
	if [ "$status" -eq "$1" ]; then
		_result 0 "${2:-$last: status $1}"
	else
		_result 1 "${2:-$last: status $1}"
		diag "  got status $status, want $1; standard error:"
		head -n 10 "$err" | cat -v | sed 's/^/#   /'
	fi
}

_want() {
	if [ "$1" = - ]; then
		cat >"$base/want"
	elif [ -n "$1" ]; then
		printf '%s\n' "$1" >"$base/want"
	else
		: >"$base/want"
	fi
}

# _same FILE NAME: FILE against $base/want
_same() {
	if cmp -s "$1" "$base/want"; then
		_result 0 "$2"
	else
		_result 1 "$2"
		diag "  - want, + got"
		diff -u "$base/want" "$1" | tail -n +3 | head -n 40 | cat -v | sed 's/^/#   /'
		return 1
	fi
}

is_out() {
	_want "$1"
	_same "$out" "${2:-$last: output}"
}

is_err() {
	_want "$1"
	_same "$err" "${2:-$last: standard error}"
}

is_file() {
	_want "$2"
	_same "$1" "${3:-$last: file $1}"
}

# _like FILE WANTED-STATUS ERE NAME
_like() {
	_got=0
	grep -aEq -e "$3" "$1" || _got=1
	if [ "$_got" -eq "$2" ]; then
		_result 0 "$4"
	else
		_result 1 "$4"
		diag "  pattern: $3"
		head -n 20 "$1" | cat -v | sed 's/^/#   /'
		return 1
	fi
}

like_out() {
	_like "$out" 0 "$1" "${2:-$last: output like $1}"
}

unlike_out() {
	_like "$out" 1 "$1" "${2:-$last: output unlike $1}"
}

like_err() {
	_like "$err" 0 "$1" "${2:-$last: standard error like $1}"
}

unlike_err() {
	_like "$err" 1 "$1" "${2:-$last: standard error unlike $1}"
}

expect() {
	_status=$1
	shift
	_want -
	mv "$base/want" "$base/want.expect"
	run "$@"
	is_status "$_status"
	is_err ''
	mv "$base/want.expect" "$base/want"
	_same "$out" "$last: output"
}

expect_error() {
	_status=$1
	shift
	_want -
	mv "$base/want" "$base/want.expect"
	run "$@"
	is_status "$_status"
	is_out ''
	mv "$base/want.expect" "$base/want"
	_same "$err" "$last: standard error"
}

ok() {
	_name0=$1
	shift
	if "$@" >"$base/ok" 2>&1; then
		_result 0 "$_name0"
	else
		_result 1 "$_name0"
		diag "  failed: $*"
		head -n 20 "$base/ok" | cat -v | sed 's/^/#   /'
		return 1
	fi
}

not_ok() {
	_name0=$1
	shift
	if "$@" >"$base/ok" 2>&1; then
		_result 1 "$_name0"
		diag "  succeeded: $*"
		return 1
	else
		_result 0 "$_name0"
	fi
}

is() {
	if [ "$1" = "$2" ]; then
		_result 0 "${3:-$last}"
	else
		_result 1 "${3:-$last}"
		printf '%s\n' "$1" | cat -v | sed 's/^/#   got:  /'
		printf '%s\n' "$2" | cat -v | sed 's/^/#   want: /'
		return 1
	fi
}

skip() {
	_n=$1
	while [ "$_n" -gt 0 ]; do
		made=$((made + 1))
		_n=$((_n - 1))
		echo "ok $made # SKIP $2"
	done
}

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

done_testing() {
	echo "1..$made"
	[ "$made" -gt 0 ] || echo '# no test was made'
	[ "$failed" -eq 0 ] && [ "$made" -gt 0 ]
	exit $?
}

fresh
