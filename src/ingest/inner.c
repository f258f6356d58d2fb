/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts inside the text of a file: pieces, strings, cells, blobs, lines; and records that are
 * composed. Each text has a scope, by which the place of all in it is found.
 */
#include "ingest/split_priv.h"

#include "util/xalloc.h"

#include <stdlib.h>
#include <strings.h>

void tally_clear(struct tally *t)
{
	memset(t, 0, offsetof(struct tally, text));
	t->ctx.remarks = 0;
}

void tally_release(struct tally *t)
{
	for (unsigned i = 0; i < SCOPE_DEPTH; i++) {
		buf_release(&t->text[i]);
		blob_release(&t->blob[i]);
	}
	buf_release(&t->composed);
	cell_ctx_release(&t->ctx);
	free(t->table);
}

/* ---- places ---- */

/* Place of P, which lies in the text of SC. */
static uint64_t scope_place(const struct scope *sc, const char *p)
{
	const char *q;

	if (p == sc->text.ptr)
		return sc->off;
	if (p == sc->text.ptr + sc->text.len)
		return sc->end;
	q = p; /* a piece as it stands lies in both texts */
	if (sc->step != STEP_NONE)
		q = sc->stored.ptr +
		    codec_stored(sc->step, sc->stored, (size_t)(p - sc->text.ptr));
	return sc->up ? scope_place(sc->up, q) : sc->off + (uint64_t)(q - sc->stored.ptr);
}

uint64_t split_place(const struct feed *f, const char *p)
{
	return f->sp->scope ? scope_place(f->sp->scope, p) : split_offset(f, p);
}

/* ---- texts inside ---- */

/*
 * Split the text of SC, which stands in F and was found by FORM. Text that holds nothing
 * counts as one element that is no event.
 */
static void split_scope(struct feed *f, const struct scope *sc, unsigned form, bool strict)
{
	struct split *up = f->sp, sub;
	const struct file *file = up->file;
	uint64_t before = file->events + file->skipped + file->refused;

	split_init(&sub, up->token, up->file, up->file_index, up->tally);
	sub.scope = sc;
	sub.form = form;
	sub.strict = strict;
	sub.member_end = up->member_end;
	sub.pause = up->pause;
	sub.pause_arg = up->pause_arg;
	split_feed(&sub, sc->text.ptr, sc->text.len, true);
	split_close(&sub);
	up->wasted += sub.wasted;
	if (sub.stop)
		up->stop = true;
	else if (file->events + file->skipped + file->refused == before)
		split_skip_one(up, FK_OTHER, NULL);
}

/* A scope inside that of F; false: they nest too deep. */
static bool scope_init(struct feed *f, struct sv stored, struct scope *ret)
{
	const struct scope *up = f->sp->scope;

	*ret = (struct scope){ .up = up, .stored = stored, .text = stored };
	if (up) {
		ret->how = up->how;
		ret->depth = up->depth;
		ret->blobs = up->blobs;
		ret->nest = up->nest + 1;
	}
	ret->off = split_place(f, stored.ptr);
	ret->end = split_place(f, stored.ptr + stored.len);
	return ret->nest < SCOPE_NEST;
}

/* The text of SC is what STEP makes of what is stored there. False: it is not so encoded. */
static bool scope_decode(struct feed *f, struct scope *sc, enum codec_step step)
{
	struct buf *text;

	if (sc->depth == SCOPE_DEPTH || !codec_add(&sc->how.codec, step))
		return false;
	text = &f->sp->tally->text[sc->depth++];
	sc->step = step;
	if (!codec_decode_step(step, sc->stored, text))
		return false;
	sc->text = buf_sv(text);
	return true;
}

/* The form of what FORM finds in F. */
static unsigned inner_form(const struct split *sp, unsigned form)
{
	return forms[form]->transport && split_form(sp) ? split_form(sp) : form;
}

/* What stands between the quotes of the string at HIT. */
static struct sv inside(const struct form_hit *hit)
{
	return sv_make(hit->at + 1, (size_t)(hit->end - hit->at) - 2);
}

void split_piece(struct feed *f, const struct form_hit *hit, unsigned form)
{
	struct scope sc;

	if (scope_init(f, sv_make(hit->at, (size_t)(hit->end - hit->at)), &sc))
		split_scope(f, &sc, inner_form(f->sp, form), hit->strict);
	else
		split_skip_one(f->sp, FK_OTHER, NULL);
}

void split_text(struct feed *f, const struct form_hit *hit, unsigned form)
{
	struct scope sc;

	if (!scope_init(f, inside(hit), &sc) || !scope_decode(f, &sc, STEP_STRING))
		split_skip_one(f->sp, FK_OTHER, NULL);
	else
		split_scope(f, &sc, inner_form(f->sp, form), hit->strict);
}

void split_blob(struct feed *f, const struct form_hit *hit, unsigned form)
{
	struct split *sp = f->sp;
	struct scope at, sc;
	struct sv text;

	if (!scope_init(f, inside(hit), &at) || at.blobs == SCOPE_DEPTH ||
	    !blob_decode(&sp->tally->blob[at.blobs], at.stored, &text)) {
		split_skip_one(sp, FK_OTHER, NULL);
		return;
	}
	sc = (struct scope){
		.stored = text,
		.text = text,
		.end = text.len,
		.depth = at.depth,
		.nest = at.nest,
		.blobs = at.blobs + 1,
		.how.part = file_add_part(sp->file,
					  &(struct file_part){
						  .off = at.off,
						  .len = at.end - at.off,
						  .up = at.how.part,
						  .codec = at.how.codec,
						  .kind = PART_BLOB,
					  }),
	};
	split_scope(f, &sc, inner_form(sp, form), hit->strict);
}

/* Does the text of a string, as it stands, begin an object or an array? */
static bool begins_text(struct sv v)
{
	while (v.len && (*v.ptr == ' ' || *v.ptr == '\\'))
		v = sv_from(v,
			    *v.ptr == '\\' && v.len > 1 && strchr("nrt", v.ptr[1]) ? 2 : 1);
	return v.len && (*v.ptr == '{' || *v.ptr == '[');
}

bool split_string(struct feed *f, const char *from, const char *to)
{
	struct form_hit hit = { .what = FORM_TEXT, .at = from, .end = to, .strict = true };
	unsigned form = form_of_strings();

	if (form == FORM_NONE || !begins_text(inside(&hit)))
		return false;
	split_text(f, &hit, form);
	return true;
}

void split_line(struct feed *f, struct sv line)
{
	struct split *sp = f->sp;
	struct form_hit hit = { .what = FORM_PASS };

	forms[sp->line_form]->line(line, &hit);
	if (hit.what == FORM_OBJECT)
		split_piece(f, &hit, sp->line_form);
	else if (hit.what == FORM_SKIP)
		split_skip_one(sp, hit.skip, hit.why);
}

/* ---- partial records ---- */

/* What FORM has composed of FROM..TO to t->composed is the record. */
static void read_composed(struct feed *f, const char *from, const char *to, unsigned form,
			  uint32_t part)
{
	struct split *sp = f->sp;
	struct token *t = sp->token;
	struct buf *text = &sp->tally->composed;
	struct row_how how = split_how(sp);
	const char *end;

	memset(buf_reserve(text, TOKEN_PAD), 0, TOKEN_PAD);
	if (!codec_add(&how.codec, STEP_MAP) ||
	    token_record(t, text->ptr, text->ptr + text->len, true, 0, &end) != ST_OK ||
	    !(t->frame & FRAME_EVENT)) {
		stage_undo(t->stage);
		split_skip_one(sp, FK_OTHER, NULL);
		return;
	}
	how.form = (uint8_t)form;
	how.partial = 1;
	if (part)
		how.part = part;
	split_keep(f, from, to, how);
}

void split_composed(struct feed *f, const struct object *o, unsigned form)
{
	struct tally *t = f->sp->tally;

	buf_clear(&t->composed);
	if (forms[form]->compose(o, &t->ctx, &t->composed))
		read_composed(f, o->from, o->to, form, PART_NONE);
	else
		split_skip_one(f->sp, FK_OTHER, NULL);
}

/* ---- tables ---- */

/* The whole record in the cell C of a row. */
static void read_cell(struct feed *f, const struct cell_at *c, unsigned form)
{
	struct scope sc;

	if (!scope_init(f, c->text, &sc) || (c->quoted && !scope_decode(f, &sc, STEP_CELL)))
		split_skip_one(f->sp, FK_OTHER, NULL);
	else
		split_scope(f, &sc, form, true);
}

void split_row(struct feed *f, const struct table_row *row, const char *from,
	       const char *to)
{
	struct tally *t = f->sp->tally;
	const struct table *table = t->table;

	while (to > from && (to[-1] == '\n' || to[-1] == '\r'))
		to--;
	if (to == from)
		return;
	if (table->record >= 0) {
		if ((unsigned)table->record < row->n && row->cells[table->record].text.len)
			read_cell(f, &row->cells[table->record], table->form);
		else
			split_skip_one(f->sp, FK_OTHER, NULL);
		return;
	}
	buf_clear(&t->composed);
	if (table_compose(table, row, file_kind_names[forms[table->form]->kind], &t->ctx,
			  &t->composed))
		read_composed(f, from, to, table->form, t->table_part);
	else
		split_skip_one(f->sp, FK_OTHER, NULL);
}

/* The header of t->table stands at P..TO: a part of the file. */
static void table_part(struct feed *f, const char *p, const char *to)
{
	struct tally *t = f->sp->tally;
	const struct file_part part = {
		.off = split_place(f, p),
		.len = (uint64_t)(to - p),
		.kind = (uint8_t)(PART_TABLE + (unsigned)t->ctx.days),
		.paths = table_paths(t->table),
	};

	t->lists |= UINT64_C(1) << t->table->form;
	t->table_part = file_add_part(f->sp->file, &part);
}

static const char *table_begin(struct feed *f, const char *p)
{
	struct split *sp = f->sp;
	struct tally *t = sp->tally;
	const char *nl = memchr(p, '\n', (size_t)(f->end - p)), *to;
	struct sv line = sv_make(p, (size_t)((nl ? nl : f->end) - p));
	struct table_row row;
	char delim = table_delim(line);

	/* a record behind something else in its line is no header */
	if (memchr(p, '{', line.len))
		return NULL;
	if (!t->table)
		t->table = xmalloc(sizeof(*t->table));
	to = table_row(&row, p, f->end, delim, f->final);
	if (!to || row.n < 2 || !form_of_header(t->table, &row, delim))
		return NULL;
	t->ctx.days = table_days(t->table, to, f->end);
	table_part(f, p, to);
	return to;
}

const char *split_table(struct feed *f, const char *p)
{
	/* the header of a table in a text inside could not be found again */
	return f->sp->scope ? NULL : table_begin(f, p);
}

/* ---- rows in JSON ---- */

/* Is ROW the header that T was bound to, once more (on the next page)? */
static bool is_header_again(const struct table *t, const struct table_row *row)
{
	const struct binding *b = &t->bound[0];

	return t->nbound && b->col < row->n &&
	       row->cells[b->col].text.len == strlen(b->def->name) &&
	       strncasecmp(row->cells[b->col].text.ptr, b->def->name,
			   row->cells[b->col].text.len) == 0;
}

void split_json_row(struct feed *f, const char *from, const char *to)
{
	struct tally *t = f->sp->tally;
	struct table_row row;

	if (!table_row(&row, from, to, 0, true) || f->sp->scope) {
		split_skip_one(f->sp, FK_OTHER, NULL);
		return;
	}
	if (!t->json_table) {
		if (!t->table)
			t->table = xmalloc(sizeof(*t->table));
		t->json_table = form_of_header(t->table, &row, 0);
		if (t->json_table)
			table_part(f, from, to);
		else
			split_skip_one(f->sp, FK_OTHER, NULL);
		return;
	}
	if (!is_header_again(t->table, &row))
		split_row(f, &row, from, to);
}

bool split_array(struct feed *f, const char *from, const char *to, unsigned form)
{
	struct form_hit hit = { .what = FORM_PASS };
	struct sv row = sv_make(from, (size_t)(to - from));
	struct tally *t = f->sp->tally;

	forms[form]->array(row, &hit);
	switch (hit.what) {
	case FORM_TEXT:
		split_text(f, &hit, form);
		return true;
	case FORM_COMPOSE:
		buf_clear(&t->composed);
		if (forms[form]->compose_array(row, &t->ctx, &t->composed))
			read_composed(f, from, to, form, PART_NONE);
		else
			split_skip_one(f->sp, FK_OTHER, NULL);
		return true;
	case FORM_SKIP:
		split_skip_one(f->sp, hit.skip, hit.why);
		return true;
	default:
		return false;
	}
}
