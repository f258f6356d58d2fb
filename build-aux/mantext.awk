# SPDX-License-Identifier: GPL-3.0-or-later
#
# awk -f mantext.awk man/trailsift.1: the man page as plain text in the form of a C string, for
# `trailsift --man` where there is no man(1). It knows the macros of mdoc(7) that the page uses
# and ends with an error at any other.

function clean(s)
{
	gsub(/\\[&:]/, "", s)
	gsub(/\\-/, "-", s)
	gsub(/\\\(dq/, "\"", s)
	gsub(/\\\(aq/, "'", s)
	gsub(/\\ /, "\001", s)	# a blank that does not break
	gsub(/\\e/, "\\", s)
	return s
}

# the text of a C string; what awks make of backslashes in gsub() differs
function escape(s,    i, c, out)
{
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		out = out (c == "\\" || c == "\"" ? "\\" : "") c
	}
	return out
}

function print_line(s)
{
	gsub(/\001/, " ", s)
	sub(/ +$/, "", s)
	printf "\"%s\\n\"\n", escape(s)
}

function blanks(n)
{
	return sprintf("%" (n > 0 ? n : 0) "s", "")
}

# what was gathered, filled
function flush_text(    n, i, w, line)
{
	n = split(text, w, / +/)
	line = lead != "" ? lead : blanks(indent)
	width_used = length(line)
	lead = ""
	started = width_used > indent
	for (i = 1; i <= n; i++) {
		if (w[i] == "")
			continue
		if (started && length(line) + 1 + length(w[i]) > 78) {
			print_line(line)
			line = blanks(indent)
			started = 0
		}
		if (started && line !~ / $/)
			line = line " "
		line = line w[i]
		started = 1
	}
	if (n && line !~ /^ *$/)
		print_line(line)
	text = ""
	glue = 0
}

# a word onto the text; punctuation clings to what is before it
function put(s, closing)
{
	if (s == "")
		return
	if (text == "" || glue || closing)
		text = text s
	else
		text = text " " s
	glue = 0
}

function is_macro(w)
{
	return w ~ /^(Fl|Ar|Op|Pq|Sq|Dq|Li|Ic|Cm|Em|Sy|Pa|Sx|Xr|Nm|Ev)$/
}

# words FROM on of a line of macros
function inline(from,    i, kind, close_with, first)
{
	kind = ""
	close_with = ""
	for (i = from; i <= nw; i++) {
		if (is_macro(word[i])) {
			kind = word[i]
			if (kind == "Op" || kind == "Pq" || kind == "Sq" || kind == "Dq") {
				put(opening[kind])
				glue = 1
				close_with = closing_of[kind] close_with
			} else if (kind == "Xr") {
				put(clean(word[i + 1]) "(" word[i + 2] ")")
				i += 2
			} else if (kind == "Nm" && (i == nw || word[i + 1] ~ /^[.,:;)]$/)) {
				put("trailsift")
			} else if (kind == "Ar" && i == nw) {
				put("file ...")
			}
			continue
		}
		if (word[i] ~ /^[.,:;)?!\]]$/ && i == nw && close_with != "") {
			put(close_with, 1)
			close_with = ""
		}
		if (word[i] ~ /^[.,:;)?!\]]$/)
			put(word[i], 1)
		else
			put((kind == "Fl" ? "-" : "") clean(word[i]))
	}
	if (close_with != "")
		put(close_with, 1)
}

# the words of a line, quoted ones whole
function words(s,    c, q)
{
	nw = 0
	while (s ~ /[^ ]/) {
		sub(/^ +/, "", s)
		if (substr(s, 1, 1) == "\"" && (q = index(substr(s, 2), "\"")) > 0) {
			word[++nw] = substr(s, 2, q - 1)
			s = substr(s, q + 2)
			gsub(/ /, "\001", word[nw])
		} else {
			gsub(/\\ /, "\001", s)
			c = match(s, / /)
			word[++nw] = c ? substr(s, 1, c - 1) : s
			s = c ? substr(s, c + 1) : ""
		}
	}
}

BEGIN {
	print "/* Printed by build-aux/mantext.awk from man/trailsift.1; do not edit. */"
	base = indent = 5
	opening["Op"] = "["; closing_of["Op"] = "]"
	opening["Pq"] = "("; closing_of["Pq"] = ")"
	opening["Sq"] = closing_of["Sq"] = "'"
	opening["Dq"] = closing_of["Dq"] = "\""
}

/^\.\\"/ { next }

literal && !/^\.Ed/ {
	print_line(blanks(indent + 6) clean($0))
	next
}

!/^\./ {
	n = split(clean($0), plain, / +/)
	for (k = 1; k <= n; k++)
		put(plain[k])
	next
}

{
	macro = substr($1, 2)
	rest = $0
	sub(/^[^ ]* */, "", rest)
}

macro ~ /^(Dd|Dt|Os)$/ { next }

macro == "Sh" || macro == "Ss" {
	flush_text()
	if (NR > 8)
		print_line("")
	indent = base = 5
	print_line(macro == "Sh" ? rest : "  " rest)
	in_synopsis = rest == "SYNOPSIS"
	after_heading = 1
	next
}

macro == "Pp" {
	flush_text()
	print_line("")
	next
}

macro == "Bl" {
	if (text != "")
		after_heading = 0
	flush_text()
	compact = rest ~ /-compact/
	tag = 12
	if (rest ~ /-width Ds/)
		tag = 8
	else if (match(rest, /-width +("[^"]*"|[^ ]+)/)) {
		tag = substr(rest, RSTART + 7, RLENGTH - 7)
		gsub(/"/, "", tag)
		sub(/^ +/, "", tag)
		tag = length(tag) + 2
	}
	next
}

macro == "El" {
	flush_text()
	indent = base
	next
}

macro == "It" {
	flush_text()
	if (!compact && !after_heading)
		print_line("")
	after_heading = 0
	indent = base
	words(rest)
	inline(1)
	head = text
	text = ""
	indent = base + tag
	if (length(head) < tag - 1)
		lead = sprintf("%-" indent "s", blanks(base) head)
	else
		print_line(blanks(base) head)
	next
}

macro == "Bd" {
	flush_text()
	print_line("")
	literal = 1
	next
}

macro == "Ed" {
	literal = 0
	next
}

macro == "Dl" {
	flush_text()
	print_line(blanks(indent + 6) clean(rest))
	next
}

macro == "Nd" {
	put("-")
	words(rest)
	inline(1)
	next
}

is_macro(macro) {
	if (in_synopsis && macro == "Nm" && rest == "")
		flush_text()
	words(macro " " rest)
	inline(1)
	next
}

{
	printf "mantext.awk: line %d: .%s is not known\n", NR, macro >"/dev/stderr"
	exit 1
}

END { flush_text() }
