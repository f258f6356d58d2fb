/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What becomes of an object: a record is kept, what its form finds in it is read as a text of
 * its own, anything else is counted.
 */
#include "ingest/split_priv.h"

#include "util/xalloc.h"

#include <stdlib.h>

#define PAUSE_ROWS 64 /* events between two looks whether to stop */
/*
 * Bytes looked through for the ends of objects that have none. Then no more than a little is
 * looked at, so that a text of brackets alone costs no more than its length asks for.
 */
#define WASTE_MAX   (32u << 20)
#define WASTED_LOOK (4u << 10)

void tally_clear(struct tally *t)
{
	memset(t, 0, offsetof(struct tally, text));
	t->ctx.remarks = 0;
}

void tally_release(struct tally *t)
{
	for (unsigned i = 0; i < SCOPE_DEPTH; i++)
		buf_release(&t->text[i]);
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

/* ---- records ---- */

/* Has this object a value (no object) for KEY below P? */
static bool has_leaf(const struct stage *st, path_t p, const char *key)
{
	p = path_find_child(st->trie, p, sv_str(key));
	return p != PATH_NONE && p < st->npaths && st->paths[p] &&
	       st->paths[p]->last_row == st->row + 1u;
}

/* The text of the string that the object has at the top-level KEY, ptr NULL: it has none. */
static struct sv top_string(const struct stage *st, const char *key)
{
	path_t p = path_find_child(st->trie, PATH_ROOT, sv_str(key));
	const struct stage_path *sp = p < st->npaths ? st->paths[p] : NULL;
	const struct stage_col *c = sp ? sp->cols[VK_STR] : NULL;

	if (!c || sp->last_row != st->row + 1u || stagecol_last_row(c) != st->row)
		return SV_NULL;
	return dict_text(sp->intern[0].dict, c->last->id);
}

static bool is_notification(struct token *t)
{
	struct stage *st = t->stage;
	const struct stage_path *sp = token_source(t);
	const struct stage_col *c = sp ? sp->cols[VK_STR] : NULL;

	if (t->frame & FRAME_S3 && !has_leaf(st, PATH_ROOT, "s3"))
		return true;
	if (!c || c->last->id == t->no_notice || stagecol_last_row(c) != st->row)
		return false;
	if (sv_starts(dict_text(sp->intern[0].dict, c->last->id), SV_LIT("aws:")))
		return true;
	t->no_notice = c->last->id;
	return false;
}

/* Data events counted together have neither name nor time. */
static bool is_aggregated(const struct token *t)
{
	return t->frame & FRAME_CATEGORY &&
	       sv_eqs(top_string(t->stage, "eventCategory"), "Aggregated");
}

/* What is in the stage is the event that FROM..TO, read as HOW says, holds. */
static ALWAYS_INLINE void keep(struct feed *f, const char *from, const char *to,
			       struct row_how how)
{
	struct split *sp = f->sp;
	struct stage *st = sp->token->stage;
	uint64_t off = split_offset(f, from), len = (uint64_t)(to - from);

	if (UNLIKELY(sp->scope)) {
		off = split_place(f, from);
		len = split_place(f, to) - off;
	}
	if (off >= sp->member_end && !how.form)
		st->row_marks |= MARK_LATER_MEMBER;
	stage_keep(st, sp->file_index, off, (uint32_t)len, how);
	if (!sp->tally->events[how.form]++)
		sp->tally->first[how.form] = sp->file->events;
	sp->file->events++;
	if (stage_full(st) && !stage_seal(st))
		sp->stop = true;
	if (st->row % PAUSE_ROWS == 0 && sp->pause && sp->pause(sp->pause_arg))
		sp->stop = true;
}

static struct row_how how_here(const struct split *sp)
{
	return sp->scope ? sp->scope->how : (struct row_how){ 0 };
}

static void skip(struct split *sp, enum file_kind what, const char *why)
{
	sp->file->skipped++;
	sp->tally->skipped[what]++;
	if (why)
		sp->tally->why[what] = why;
}

void split_settle(struct feed *f, const char *from, const char *to)
{
	struct split *sp = f->sp;
	struct token *t = sp->token;
	unsigned frame = t->frame;
	bool event = frame & FRAME_EVENT;
	bool digest =
		frame & FRAME_DIGEST || (frame & FRAME_LOG_FILES && !(frame & FRAME_NAME));

	if (UNLIKELY(!event && frame & FRAME_CATEGORY))
		event = is_aggregated(t);
	if (UNLIKELY(sp->strict && !form_is_strict(frame)))
		event = false;
	if (event && !digest && !is_notification(t)) {
		struct row_how how = how_here(sp);

		how.form = (uint8_t)split_form(sp);
		keep(f, from, to, how);
		return;
	}
	if (!event && frame & FRAME_RECORDS && !sp->nlevels && !sp->scope) {
		split_refuse(sp, split_place(f, from), (uint64_t)(to - from),
			     "Records is no array");
		stage_undo(t->stage);
		return;
	}
	if (digest)
		skip(sp, FK_DIGEST, NULL);
	else if (is_notification(t) || (!event && frame & FRAME_NOTICE))
		skip(sp, FK_NOTIFICATION, NULL);
	else if (!event && frame & FRAME_UNREAD)
		skip(sp, FK_UNSUPPORTED, NULL);
	else
		skip(sp, FK_OTHER, NULL);
	stage_undo(t->stage);
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
		skip(up, FK_OTHER, NULL);
}

/* A scope inside that of F; false: they nest too deep. */
static bool scope_init(struct feed *f, struct sv stored, struct scope *ret)
{
	const struct scope *up = f->sp->scope;

	*ret = (struct scope){ .up = up, .stored = stored, .text = stored };
	if (up) {
		ret->how = up->how;
		ret->depth = up->depth;
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

static void read_piece(struct feed *f, const struct form_hit *hit, unsigned form)
{
	struct scope sc;

	if (scope_init(f, sv_make(hit->at, (size_t)(hit->end - hit->at)), &sc))
		split_scope(f, &sc, inner_form(f->sp, form), hit->strict);
	else
		skip(f->sp, FK_OTHER, NULL);
}

static void read_text(struct feed *f, const struct form_hit *hit, unsigned form)
{
	struct scope sc;

	if (!scope_init(f, inside(hit), &sc) || !scope_decode(f, &sc, STEP_STRING))
		skip(f->sp, FK_OTHER, NULL);
	else
		split_scope(f, &sc, inner_form(f->sp, form), hit->strict);
}

/* ---- partial records ---- */

/* What FORM has composed of FROM..TO to t->composed is the record. */
static void read_composed(struct feed *f, const char *from, const char *to, unsigned form,
			  uint32_t part)
{
	struct split *sp = f->sp;
	struct token *t = sp->token;
	struct buf *text = &sp->tally->composed;
	struct row_how how = how_here(sp);
	const char *end;

	memset(buf_reserve(text, TOKEN_PAD), 0, TOKEN_PAD);
	if (!codec_add(&how.codec, STEP_MAP) ||
	    token_record(t, text->ptr, text->ptr + text->len, true, 0, &end) != ST_OK ||
	    !(t->frame & FRAME_EVENT)) {
		stage_undo(t->stage);
		skip(sp, FK_OTHER, NULL);
		return;
	}
	how.form = (uint8_t)form;
	how.partial = 1;
	if (part)
		how.part = part;
	keep(f, from, to, how);
}

static void compose_object(struct feed *f, const struct object *o, unsigned form)
{
	struct tally *t = f->sp->tally;

	buf_clear(&t->composed);
	if (forms[form]->compose(o, &t->ctx, &t->composed))
		read_composed(f, o->from, o->to, form, PART_NONE);
	else
		skip(f->sp, FK_OTHER, NULL);
}

/* ---- tables ---- */

/* The whole record in the cell C of a row. */
static void read_cell(struct feed *f, const struct cell_at *c, unsigned form)
{
	struct scope sc;

	if (!scope_init(f, c->text, &sc) || (c->quoted && !scope_decode(f, &sc, STEP_CELL)))
		skip(f->sp, FK_OTHER, NULL);
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
			skip(f->sp, FK_OTHER, NULL);
		return;
	}
	buf_clear(&t->composed);
	if (table_compose(table, row, file_kind_names[forms[table->form]->kind], &t->ctx,
			  &t->composed))
		read_composed(f, from, to, table->form, t->table_part);
	else
		skip(f->sp, FK_OTHER, NULL);
}

static const char *table_begin(struct feed *f, const char *p)
{
	struct split *sp = f->sp;
	struct tally *t = sp->tally;
	const char *nl = memchr(p, '\n', (size_t)(f->end - p)), *to;
	struct sv line = sv_make(p, (size_t)((nl ? nl : f->end) - p));
	struct table_row row;
	char delim = table_delim(line);

	if (!t->table)
		t->table = xmalloc(sizeof(*t->table));
	to = table_row(&row, p, f->end, delim, f->final);
	if (!to || row.n < 2 || !form_of_header(t->table, &row, delim))
		return NULL;
	t->ctx.days = table_days(t->table, to, f->end);
	t->lists |= UINT64_C(1) << t->table->form;
	t->table_part =
		file_add_part(sp->file, &(struct file_part){
						.off = split_place(f, p),
						.len = (uint64_t)(to - p),
						.kind = (uint8_t)(PART_TABLE + t->ctx.days),
					});
	return to;
}

const char *split_table(struct feed *f, const char *p)
{
	/* the header of a table in a text inside could not be found again */
	return f->sp->scope ? NULL : table_begin(f, p);
}

/* ---- objects of forms ---- */

static void read_hit(struct feed *f, const struct object *o, const struct form_hit *hit,
		     unsigned form)
{
	switch (hit->what) {
	case FORM_PASS:
		break;
	case FORM_OBJECT:
		read_piece(f, hit, form);
		break;
	case FORM_TEXT:
		read_text(f, hit, form);
		break;
	case FORM_COMPOSE:
		compose_object(f, o, form);
		break;
	case FORM_SKIP:
		skip(f->sp, hit->skip, hit->why);
		break;
	}
}

bool split_scan(struct feed *f, const char *p, struct object *ret, bool *ret_more)
{
	struct split *sp = f->sp;
	uint64_t limit = sp->token->limits.record, left = (uint64_t)(f->end - p);
	const char *end;

	if (sp->wasted > WASTE_MAX)
		limit = MIN(limit, (uint64_t)WASTED_LOOK);
	end = left > limit ? p + limit : f->end;
	*ret_more = false;
	if (object_scan(ret, p, end))
		return true;
	*ret_more = !f->final && left <= limit;
	if (!*ret_more)
		sp->wasted += (uint64_t)(end - p);
	return false;
}

enum object_is split_object(struct feed *f, const char *from, const char **ret_to)
{
	struct object o;
	struct form_hit hit;
	unsigned form;
	bool more;

	if (!split_scan(f, from, &o, &more))
		return more ? OBJECT_MORE : OBJECT_PLAIN;
	form = form_of_object(&o, &hit);
	if (hit.what == FORM_PASS)
		return OBJECT_PLAIN;
	read_hit(f, &o, &hit, form);
	*ret_to = o.to;
	return OBJECT_DONE;
}
