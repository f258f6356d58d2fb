/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of --help, from the tables. */
#include "conf/option.h"
#include "util/utf8.h"

#define INDENT 28 /* column where the help of an option begins */

static void pad_to(struct buf *out, size_t start, size_t col)
{
	do
		buf_addc(out, ' ');
	while (out->len - start < col);
}

static void add_option(struct buf *out, const struct option_info *o)
{
	size_t start = out->len;

	buf_adds(out, "  ");
	if (o->letter)
		buf_addf(out, "-%c, ", o->letter);
	else
		buf_adds(out, "    ");
	buf_addf(out, "--%s%s%s", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
	pad_to(out, start, INDENT);
	buf_adds(out, o->help);
	buf_addc(out, '\n');
}

static bool fits(const struct option_info *o, const struct verb *v)
{
	return !o->hidden && (!v || !o->verbs || option_goes_with(o, v->name));
}

static void add_options(struct buf *out, const struct verb *v)
{
	const char *group = NULL;

	for (unsigned i = 0; i < OPT_COUNT; i++) {
		const struct option_info *o = &option_table[i];

		if (!fits(o, v))
			continue;
		if (o->group != group) {
			group = o->group;
			buf_addf(out, "\n%s:\n", group);
		}
		add_option(out, o);
	}
}

/* TEXT broken into lines of at most 78 columns. */
static void add_prose(struct buf *out, const char *text)
{
	struct sv rest = sv_str(text);
	size_t col = 0;

	while (rest.len) {
		ptrdiff_t blank = sv_chr(rest, ' ');
		struct sv w = sv_head(rest, blank < 0 ? rest.len : (size_t)blank);
		size_t width = utf8_count(w);

		if (col && col + 1 + width > 78) {
			buf_addc(out, '\n');
			col = 0;
		}
		if (col) {
			buf_addc(out, ' ');
			col++;
		}
		buf_addsv(out, w);
		col += width;
		rest = sv_from(rest, w.len + 1);
	}
	buf_addc(out, '\n');
}

/* "caller, source_arn, share (of all calls), ..." */
static void add_keys(const struct listing *l, struct buf *out)
{
	size_t n = listing_printed(l);

	for (size_t i = 0; i < n; i++) {
		buf_addf(out, "%s%s", i ? ", " : "", l->cols[i].key);
		if (l->cols[i].help)
			buf_addf(out, " (%s)", l->cols[i].help);
	}
	buf_addc(out, '.');
}

void verb_keys(const struct verb *v, struct buf *out)
{
	if (v->row) {
		buf_adds(out, v->lists ? "As json one object: " : "A row has ");
		add_keys(v->row, out);
	}
	for (size_t i = 0; v->lists && v->lists[i]; i++) {
		buf_addf(out, "%s%s: ", out->len ? " " : "", v->lists[i]->key);
		add_keys(v->lists[i], out);
	}
}

static void help_verb(const struct verb *v, struct buf *out)
{
	AUTO_BUF struct buf keys = BUF_INIT;

	buf_addf(out, "Usage: trailsift %s %s%s[OPTIONS] [PATH...]\n\n", v->name,
		 v->operand ? v->operand : "", v->operand ? " " : "");
	add_prose(out, v->more);
	verb_keys(v, &keys);
	if (keys.len) {
		buf_addc(out, '\n');
		add_prose(out, buf_str(&keys));
	}
	add_options(out, v);
}

static void help_program(struct buf *out)
{
	buf_adds(
		out,
		"Usage: trailsift [OPTIONS] [PATH...]              browse\n"
		"       trailsift VERB [OPTIONS] [PATH...]         answer without a "
		"screen\n"
		"\n"
		"Browse and sift AWS CloudTrail files. PATH is a file, a folder, or - for\n"
		"standard input; without one it is standard input when that is a pipe or\n"
		"a file, else the current folder.\n"
		"\nVerbs:\n");
	for (size_t i = 0; i < nverbs; i++) {
		const struct verb *v = verbs[i];
		size_t start = out->len;

		buf_addf(out, "  %s%s%s", v->name, v->operand ? " " : "",
			 v->operand ? v->operand : "");
		pad_to(out, start, INDENT);
		buf_adds(out, v->summary);
		buf_addc(out, '\n');
	}
	add_options(out, NULL);
	buf_adds(out, "\nExit status: 0 ok, 1 nothing matched, 2 wrong usage, 3 something "
		      "could not\n"
		      "be read, 4 nothing could be read. The filter language, the fields, "
		      "the keys\n"
		      "and all the rest: man trailsift.\n");
}

void options_help(const struct verb *v, struct buf *out)
{
	if (v)
		help_verb(v, out);
	else
		help_program(out);
}
