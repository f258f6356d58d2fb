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

void split_keep(struct feed *f, const char *from, const char *to, struct row_how how)
{
	keep(f, from, to, how);
}

void split_skip_one(struct split *sp, enum file_kind what, const char *why)
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
		struct row_how how = split_how(sp);

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
		split_skip_one(sp, FK_DIGEST, NULL);
	else if (is_notification(t) || (!event && frame & FRAME_NOTICE))
		split_skip_one(sp, FK_NOTIFICATION, NULL);
	else if (!event && frame & FRAME_UNREAD)
		split_skip_one(sp, FK_UNSUPPORTED, NULL);
	else
		split_skip_one(sp, FK_OTHER, NULL);
	stage_undo(t->stage);
}

/* ---- objects of forms ---- */

static void read_hit(struct feed *f, const struct object *o, const struct form_hit *hit,
		     unsigned form)
{
	f->sp->tally->ctx.remarks |= hit->remarks;
	switch (hit->what) {
	case FORM_PASS:
		break;
	case FORM_OBJECT:
		split_piece(f, hit, form);
		break;
	case FORM_TEXT:
		split_text(f, hit, form);
		break;
	case FORM_BLOB:
		split_blob(f, hit, form);
		break;
	case FORM_ROW:
		split_json_row(f, o->from, o->to);
		break;
	case FORM_COMPOSE:
		split_composed(f, o, form);
		break;
	case FORM_SKIP:
		split_skip_one(f->sp, hit->skip, hit->why);
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
