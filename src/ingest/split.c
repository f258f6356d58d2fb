/* SPDX-License-Identifier: GPL-3.0-or-later */
/* States of the splitter, one for each frame of JSON it may be in. */
#include "ingest/split.h"

#include "json/text.h"
#include "util/xalloc.h"

#include <stdio.h>

#define BEGIN_MIN  4096 /* bytes that tell what a text is */
#define BAD_MAX    1000 /* places remembered for a file */
#define PAUSE_ROWS 64   /* events between two looks whether to stop */

void split_init(struct split *sp, struct token *t, struct file *f, uint32_t index)
{
	*sp = (struct split){
		.token = t,
		.file = f,
		.file_index = index,
		.first = FK_OTHER,
		.member_end = UINT64_MAX,
	};
}

void split_refuse(struct split *sp, uint64_t off, uint64_t len, const char *reason)
{
	struct file *f = sp->file;

	f->refused++;
	if (f->nbad >= BAD_MAX)
		return;
	ALLOC_GROW(f->bad, f->nbad + 1, f->badcap);
	f->bad[f->nbad++] = (struct bad_record){ off, len, xstrdup(reason) };
}

/* One feed: a cursor over the piece. */
struct feed {
	struct split *sp;
	const char *start, *p, *end;
	bool final;
};

static uint64_t place(const struct feed *f, const char *p)
{
	return f->sp->base + (uint64_t)(p - f->start);
}

/* ---- records ---- */

/* Has this object a value (no object) for KEY below P? */
static bool has_leaf(const struct stage *st, path_t p, const char *key)
{
	p = path_find_child(st->trie, p, sv_str(key));
	return p != PATH_NONE && p < st->npaths && st->paths[p] &&
	       st->paths[p]->last_row == st->row + 1u;
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

/* Does this object, which bears "detail", hold a record in it? */
static bool detail_is_event(const struct stage *st)
{
	path_t detail = path_find_child(st->trie, PATH_ROOT, SV_LIT("detail"));

	return detail != PATH_NONE &&
	       (has_leaf(st, detail, "eventName") || has_leaf(st, detail, "eventTime") ||
		has_leaf(st, detail, "eventVersion"));
}

/* A whole object was read: an event is kept, anything else counted as skipped. */
static void settle(struct feed *f, const char *from, const char *to)
{
	struct split *sp = f->sp;
	struct token *t = sp->token;
	unsigned frame = t->frame;
	bool event = frame & (FRAME_EVENT_NAME | FRAME_EVENT_TIME | FRAME_INSIGHT);
	bool digest = frame & FRAME_DIGEST ||
		      (frame & FRAME_LOG_FILES && !(frame & FRAME_EVENT_NAME));

	if (event && !digest && !is_notification(t)) {
		uint64_t off = place(f, from);

		if (off >= sp->member_end)
			t->stage->row_marks |= MARK_LATER_MEMBER;
		stage_keep(t->stage, sp->file_index, off, (uint32_t)(to - from));
		sp->file->events++;
		if (stage_full(t->stage) && !stage_seal(t->stage))
			sp->stop = true;
		if (t->stage->row % PAUSE_ROWS == 0 && sp->pause &&
		    sp->pause(sp->pause_arg))
			sp->stop = true;
		return;
	}
	if (!event && frame & FRAME_RECORDS && t->top) {
		split_refuse(sp, place(f, from), (uint64_t)(to - from),
			     "Records is no array");
		stage_undo(t->stage);
		return;
	}
	if (digest)
		sp->digests++;
	else if (is_notification(t) || (!event && frame & FRAME_NOTICE))
		sp->notices++;
	else if (!event && frame & FRAME_DETAIL && !detail_is_event(t->stage))
		sp->notices++;
	else if (!event && frame & (FRAME_WRAPPED | FRAME_DETAIL))
		sp->wrapped++;
	stage_undo(t->stage);
	sp->file->skipped++;
}

/*
 * The text that decides what becomes of a broken value at S: as much as a record may have.
 * Whatever the pieces the text comes in, the same text decides. *RET_ALL: it is all there.
 */
static const char *horizon(const struct feed *f, const char *s, bool *ret_all)
{
	uint64_t limit = f->sp->token->limits.record;

	*ret_all = f->final || (uint64_t)(f->end - s) > limit;
	return (uint64_t)(f->end - s) > limit ? s + limit : f->end;
}

/* The next record behind S, before TO, or NULL. What was looked through is not again. */
static const char *next_record(struct feed *f, const char *s, const char *to)
{
	struct split *sp = f->sp;
	uint64_t lo = place(f, s + 1), hi = place(f, to);
	const char *at = s + 1, *next, *upto;

	if (sp->seek_from <= lo && lo <= sp->seek_to) {
		if (sp->seek_to >= hi)
			return NULL;
		at = f->start + (sp->seek_to - sp->base);
		if (sp->seek_found)
			return at;
	} else {
		sp->seek_from = lo;
	}
	next = split_find_record(s, at, to, &upto);
	sp->seek_found = next != NULL;
	sp->seek_to = place(f, next ? next : upto);
	return next;
}

/*
 * Where to go on after the broken value at S; NULL: more text is needed. *RET_LOST: nowhere
 * in what may be looked at.
 */
static const char *resync(struct feed *f, const char *s, bool *ret_lost)
{
	bool all;
	const char *h = horizon(f, s, &all);
	const char *next = next_record(f, s, h), *close, *q;

	*ret_lost = false;
	if (!next && !all)
		return NULL;
	close = split_skip(s, next ? next : h);
	if (close == s)
		close++; /* never stand still */
	if (close) {
		q = token_skip_space(close);
		if (!next || q >= next || *q == ',' || *q == ']' || *q == '}' || *q == '{')
			return close;
	}
	*ret_lost = !next;
	return next ? next : h;
}

/* State behind a value. */
static enum split_state behind(const struct split *sp)
{
	return sp->wrapper || sp->in_array || sp->state != SPLIT_TOP ? SPLIT_NEXT
								     : SPLIT_TOP;
}

/* The value at S cannot be read. False: more text is needed to see where it ends. */
static bool refuse(struct feed *f, const char *s, const char *reason)
{
	struct split *sp = f->sp;
	bool lost;
	const char *to = resync(f, s, &lost);

	if (!to)
		return false;
	lost = lost && to < f->end;
	split_refuse(sp, place(f, s), lost ? 0 : (uint64_t)(to - s), reason);
	f->p = to;
	sp->state = lost ? SPLIT_LOST : behind(sp);
	sp->broken = true;
	return true;
}

static bool refuse_at(struct feed *f, const char *s, const struct token *t)
{
	char reason[160];

	snprintf(reason, sizeof(reason), "%s, at byte %llu", t->reason,
		 (unsigned long long)place(f, t->fail_at));
	return refuse(f, s, reason);
}

/* The object at f->p. False: more text is needed. */
static bool object(struct feed *f)
{
	struct split *sp = f->sp;
	struct token *t = sp->token;
	const char *from = f->p, *to;
	bool top = !sp->wrapper;
	enum st st = token_record(t, from, f->end, f->final, top, &to);

	if (st == ST_OK) {
		settle(f, from, to);
		f->p = to;
		sp->state = behind(sp);
		return true;
	}
	stage_undo(t->stage);
	if (st == ST_FORMAT) {
		sp->in_array = sp->state != SPLIT_TOP;
		if (sp->first == FK_RECORD)
			sp->first = FK_TRAIL;
		sp->wrapper = true;
		sp->state = SPLIT_VALUE;
		f->p = to;
		return true;
	}
	if (st == ST_MORE && (uint64_t)(f->end - from) <= t->limits.record)
		return false;
	if (st == ST_MORE || (uint64_t)(t->fail_at - from) > t->limits.record) {
		t->fail_at = from + t->limits.record;
		t->reason = t->too_long;
	}
	return refuse_at(f, from, t);
}

/* Is S..TO a string, an array, a number or a word of JSON? (Arrays are not looked into.) */
static bool is_value(const char *s, const char *to)
{
	struct sv v = sv_make(s, (size_t)(to - s));

	if (*s == '"') {
		for (; s < to; s++)
			if ((unsigned char)*s < 0x20)
				return false;
		return true;
	}
	return *s == '[' || json_is_number(v) || sv_eqs(v, "true") || sv_eqs(v, "false") ||
	       sv_eqs(v, "null");
}

/* A value that is no object: skipped. False: more text is needed. */
static bool other_value(struct feed *f)
{
	struct split *sp = f->sp;
	bool all;
	const char *s = f->p, *h = horizon(f, s, &all), *next = NULL, *to;

	/* an array is not skipped over the heads of records */
	if (*s == '[')
		next = next_record(f, s, h);
	to = split_skip(s, next ? next : h);
	if (!to && !next && !all)
		return false;
	if (to == h && !all && *s != '"' && *s != '[')
		return false; /* a number may go on */
	if (!to && next)
		return refuse(f, s, "an array where a record was expected");
	if (!to || to == s || !is_value(s, to))
		return refuse(f, s,
			      to ? "text that is no JSON value"
				 : "the text ends inside a value");
	sp->file->skipped++;
	f->p = to;
	sp->state = behind(sp);
	return true;
}

/* ---- states ---- */

static bool at_top(struct feed *f)
{
	struct split *sp = f->sp;

	if (*f->p == ',' && sp->values) { /* lenient: values joined by commas */
		f->p++;
		return true;
	}
	sp->values++;
	if (*f->p == '[') {
		if (sp->values == 1)
			sp->first = FK_ARRAY;
		sp->wrapper = sp->in_array = false;
		sp->state = SPLIT_VALUE;
		f->p++;
		return true;
	}
	if (*f->p == '{') {
		if (sp->values == 1)
			sp->first = FK_RECORD;
		sp->wrapper = sp->in_array = false;
		if (object(f))
			return true;
	} else if (other_value(f)) {
		return true;
	}
	sp->values--;
	return false;
}

/* The array ends at f->p. */
static void close_array(struct feed *f)
{
	struct split *sp = f->sp;

	f->p++;
	sp->state = sp->wrapper ? SPLIT_WRAP : SPLIT_TOP;
}

static bool in_array(struct feed *f)
{
	struct split *sp = f->sp;
	bool comma = sp->comma;

	sp->comma = false;
	if (*f->p == ']') {
		if (comma)
			split_refuse(sp, place(f, f->p), 0,
				     "',' before the end of the array");
		close_array(f);
		return true;
	}
	return *f->p == '{' ? object(f) : other_value(f);
}

static bool behind_value(struct feed *f)
{
	struct split *sp = f->sp;
	bool broken = sp->broken;

	sp->broken = false;
	if (*f->p == ']') {
		close_array(f);
		return true;
	}
	if (*f->p == ',') {
		f->p++;
		sp->comma = true;
		sp->state = SPLIT_VALUE;
		return true;
	}
	if (*f->p == '{') {
		if (!broken)
			split_refuse(sp, place(f, f->p), 0,
				     "',' is missing between two records");
		sp->state = SPLIT_VALUE;
		return true;
	}
	if (*f->p == '}' && sp->wrapper) {
		split_refuse(sp, place(f, f->p), 1, "']' is missing at the end of Records");
		sp->state = SPLIT_WRAP;
		return true;
	}
	return refuse(f, f->p, "',' or ']' was expected behind a record");
}

static bool in_wrapper(struct feed *f)
{
	struct split *sp = f->sp;

	if (*f->p == '}') {
		f->p++;
		sp->wrapper = false;
		sp->state = sp->in_array ? SPLIT_NEXT : SPLIT_TOP;
		sp->in_array = false;
		return true;
	}
	if (*f->p == ',') {
		f->p++;
		sp->state = SPLIT_WRAP_KEY;
		return true;
	}
	split_refuse(sp, place(f, f->p), 0, "',' or '}' was expected in the wrapper");
	sp->wrapper = sp->in_array = false;
	sp->state = SPLIT_TOP;
	return true;
}

static bool wrapper_key(struct feed *f)
{
	struct split *sp = f->sp;
	bool all;
	const char *s = f->p, *h = horizon(f, s, &all), *value, *to;

	if (*s == '{') {
		split_refuse(sp, place(f, s), 0, "Records ended before this record");
		sp->state = SPLIT_VALUE;
		return true;
	}
	to = *s == '"' ? split_skip(s, h) : NULL;
	value = to ? token_skip_space(to) : NULL;
	if (value && value < h && *value == ':') {
		value = token_skip_space(value + 1);
		if (value < h && *value == '[' &&
		    sv_eqs(sv_make(s, (size_t)(to - s)), "\"Records\"")) {
			f->p = value + 1;
			sp->state = SPLIT_VALUE;
			return true;
		}
		to = value < h ? split_skip(value, h) : NULL;
		if (to && to > value && (to < h || (f->final && h == f->end))) {
			f->p = to;
			sp->state = SPLIT_WRAP;
			return true;
		}
	}
	if (!all)
		return false;
	sp->wrapper = sp->in_array = false;
	sp->state = SPLIT_TOP;
	return refuse(f, s, "a member of the wrapper cannot be read");
}

static bool lost(struct feed *f)
{
	const char *upto, *q = split_find_record(f->p, f->p, f->end, &upto);

	if (!q && f->final) {
		f->p = f->end;
		return true;
	}
	if (!q) {
		const char *from = MAX(f->p, upto - 64);

		/* a colon says that what follows is no record */
		while (upto > from && strchr(" \t\r\n:", upto[-1]))
			upto--;
		f->p = upto;
		return false;
	}
	f->p = q;
	f->sp->state = f->sp->wrapper ? SPLIT_VALUE : SPLIT_TOP;
	return true;
}

static bool (*const state_fn[])(struct feed *f) = {
	[SPLIT_TOP] = at_top,           [SPLIT_VALUE] = in_array,
	[SPLIT_NEXT] = behind_value,    [SPLIT_WRAP] = in_wrapper,
	[SPLIT_WRAP_KEY] = wrapper_key, [SPLIT_LOST] = lost,
};

/* The first text of a file: is it JSON at all? False: it is not. */
static bool begin(struct feed *f)
{
	struct split *sp = f->sp;

	if (f->end - f->p >= 3 && memcmp(f->p, "\xef\xbb\xbf", 3) == 0)
		f->p += 3;
	f->p = token_skip_space(f->p);
	if (f->p >= f->end)
		return true;
	sp->begun = true;
	if (*f->p == '{' || *f->p == '[')
		return true;
	sp->not_json = split_name_text(f->p, (size_t)(f->end - f->p), &sp->unsupported);
	return false;
}

/* A bomb of blanks costs little: sixteen at a time. */
static const char *skip_blanks(const char *p, const char *end)
{
	static const char blanks[16] = "                ";

	if (*p != ' ')
		return token_skip_space(p);
	while (end - p >= 16 && memcmp(p, blanks, 16) == 0)
		p += 16;
	return token_skip_space(p);
}

size_t split_feed(struct split *sp, const char *p, size_t len, bool final)
{
	struct feed f = { sp, p, p, p + len, final };

	if (!sp->begun && !sp->not_json && !final && len < BEGIN_MIN)
		return 0;
	if (!sp->begun && !sp->not_json && !begin(&f))
		return len;
	if (sp->not_json)
		return len;
	while (!sp->stop) {
		f.p = skip_blanks(f.p, f.end);
		if (f.p >= f.end)
			break;
		if (!state_fn[sp->state](&f))
			break;
	}
	return (size_t)(MIN(f.p, f.end) - p);
}

/* ---- the end ---- */

static void end_skipped(struct split *sp)
{
	struct file *f = sp->file;

	f->state = FSTATE_SKIPPED;
	if (sp->digests) {
		f->kind = FK_DIGEST;
		file_problem(f, "CloudTrail digest, holds no events");
	} else if (sp->wrapped) {
		f->kind = FK_UNSUPPORTED;
		file_problem(f, "events in a form that this version does not read");
	} else if (sp->notices) {
		f->kind = FK_NOTIFICATION;
		file_problem(f, "notification, holds no events");
	} else {
		f->kind = FK_OTHER;
		file_problem(f, "JSON, but no CloudTrail events");
	}
}

void split_end(struct split *sp)
{
	struct file *f = sp->file;

	f->kind = sp->values > 1 ? FK_NDJSON : sp->first;
	if (sp->not_json) {
		/* what begins as gzip should have held events; a text never did */
		f->kind = sp->unsupported ? FK_UNSUPPORTED : FK_OTHER;
		f->state = f->gzip && !sp->unsupported ? FSTATE_UNREADABLE : FSTATE_SKIPPED;
		file_problem(f, sp->not_json);
		return;
	}
	if (!sp->begun) {
		f->kind = FK_EMPTY;
		f->state = FSTATE_SKIPPED;
		file_problem(f, "empty");
		return;
	}
	if (!sp->stop && (sp->state != SPLIT_TOP && sp->state != SPLIT_LOST))
		split_refuse(sp, f->inflated, 0,
			     sp->wrapper ? "the text ends inside Records"
					 : "the text ends inside an array");
	if (f->refused) {
		char text[256];

		snprintf(text, sizeof(text),
			 "%llu place%s could not be read: at byte %llu: %s",
			 (unsigned long long)f->refused, f->refused == 1 ? "" : "s",
			 (unsigned long long)f->bad[0].off, f->bad[0].reason);
		file_problem(f, text);
		f->state = f->events ? FSTATE_DAMAGED : FSTATE_UNREADABLE;
	} else if (!f->events && f->skipped) {
		end_skipped(sp);
	}
}
