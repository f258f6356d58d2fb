/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bytes of a text decide: JSON, a table, lines of a form, or something else. */
#include "ingest/split_priv.h"

/* Does a string begin at P that holds an object? */
static bool begins_string(const char *p, const char *end)
{
	for (p++; p < end && strchr(" \\nrt", *p);)
		p++;
	return p < end && (*p == '{' || *p == '[');
}

static struct sv first_line(const struct feed *f)
{
	const char *nl = memchr(f->p, '\n', (size_t)(f->end - f->p));

	return sv_make(f->p, (size_t)((nl ? nl : f->end) - f->p));
}

/* The first text of a file: is it JSON at all? False: it is not. */
bool split_begin(struct feed *f)
{
	struct split *sp = f->sp;
	const char *row;

	if (f->end - f->p >= 3 && memcmp(f->p, "\xef\xbb\xbf", 3) == 0)
		f->p += 3;
	for (f->p = token_skip_space(f->p); *f->p == '\x1e';)
		f->p = token_skip_space(f->p + 1);
	if (f->p >= f->end)
		return true;
	sp->begun = true;
	if ((*f->p == '{' || *f->p == '[') && (f->p + 1 >= f->end || f->p[1]))
		return true;
	row = split_table(f, f->p);
	if (row) {
		f->p = row;
		sp->state = SPLIT_ROW;
		return true;
	}
	if (*f->p == '"' && begins_string(f->p, f->end))
		return true;
	sp->line_form = f->sp->scope ? FORM_NONE : form_of_line(first_line(f));
	if (sp->line_form != FORM_NONE) {
		sp->state = SPLIT_LINE;
		return true;
	}
	sp->is_text = true;
	form_of_text(sv_make(f->p, (size_t)(f->end - f->p)), &sp->not_json);
	return false;
}

/* ---- what is no JSON ---- */

/* A row of a table. */
bool split_at_row(struct feed *f)
{
	uint64_t limit = f->sp->token->limits.record;
	struct table_row r;
	const char *to = table_row(&r, f->p, f->end, f->sp->tally->table->delim, f->final);

	if (!to && (uint64_t)(f->end - f->p) <= limit)
		return false;
	if (!to || (uint64_t)(to - f->p) > limit) {
		/* a quote that is never closed: on to the next line */
		to = memchr(f->p, '\n', (size_t)(f->end - f->p));
		to = to ? to + 1 : f->end;
		split_refuse_here(f, f->p, to, "a row that does not end");
	} else {
		split_row(f, &r, f->p, to);
	}
	f->p = to;
	return true;
}

/* A line of a text of lines. */
bool split_at_line(struct feed *f)
{
	const char *nl = memchr(f->p, '\n', (size_t)(f->end - f->p)),
		   *to = nl ? nl : f->end;
	uint64_t len = (uint64_t)(to - f->p), limit = f->sp->token->limits.record;

	if (!nl && !f->final && len <= limit)
		return false;
	if (len > limit)
		split_refuse_here(f, f->p, to, "a line longer than a record");
	else
		split_line(f, sv_make(f->p, (size_t)len));
	f->p = nl ? nl + 1 : to;
	return true;
}
