/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grammar around records: what is open, and what may follow. */
#include "ingest/split_priv.h"

#include "json/text.h"
#include "util/xalloc.h"

#include <stdio.h>

#define BEGIN_MIN 4096 /* bytes that tell what a text is */
#define BAD_MAX   1000 /* places remembered for a file */

void split_init(struct split *sp, struct token *t, struct file *f, uint32_t index,
		struct tally *tally)
{
	*sp = (struct split){
		.token = t,
		.file = f,
		.file_index = index,
		.tally = tally,
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

void split_refuse_here(struct feed *f, const char *from, const char *to, const char *reason)
{
	uint64_t off = split_place(f, from);

	split_refuse(f->sp, off, to > from ? split_place(f, to) - off : 0, reason);
	f->sp->broken = true;
}

static struct level *top(struct split *sp)
{
	return sp->nlevels ? &sp->levels[sp->nlevels - 1] : NULL;
}

static void push(struct split *sp, const struct level *l)
{
	sp->levels[sp->nlevels++] = *l;
}

static bool room(const struct split *sp)
{
	return sp->nlevels + 2 <= SPLIT_LEVELS;
}

/* State where a value has just ended. */
static enum split_state behind(const struct split *sp)
{
	if (!sp->nlevels)
		return SPLIT_TOP;
	return sp->levels[sp->nlevels - 1].wrapper ? SPLIT_WRAP : SPLIT_NEXT;
}

/* Nothing is open any more. */
static void reset(struct split *sp)
{
	sp->nlevels = 0;
	sp->state = SPLIT_TOP;
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
	uint64_t lo = split_offset(f, s + 1), hi = split_offset(f, to);
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
	sp->seek_to = split_offset(f, next ? next : upto);
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

/* The value at S cannot be read. False: more text is needed to see where it ends. */
static bool refuse(struct feed *f, const char *s, const char *reason)
{
	struct split *sp = f->sp;
	bool lost;
	const char *to = resync(f, s, &lost);

	if (!to)
		return false;
	lost = lost && to < f->end;
	split_refuse_here(f, s, lost ? s : to, reason);
	f->p = to;
	sp->state = lost ? SPLIT_LOST : behind(sp);
	return true;
}

static bool refuse_at(struct feed *f, const char *s, const struct token *t)
{
	char reason[160];

	snprintf(reason, sizeof(reason), "%s, at byte %llu", t->reason,
		 (unsigned long long)split_place(f, t->fail_at));
	return refuse(f, s, reason);
}

/* ---- lists ---- */

/*
 * The list KEY begins inside one of the same key: that one was never closed (a batch that was
 * cut, followed by the next). Back to what it stands in.
 */
static void leave_unclosed(struct feed *f, const char *key)
{
	struct split *sp = f->sp;
	unsigned n = sp->nlevels;
	char reason[96];

	while (n && !(sp->levels[n - 1].wrapper && sp->levels[n - 1].key == key))
		n--;
	if (!n)
		return;
	snprintf(reason, sizeof(reason), "%s is not closed before the next one", key);
	if (!sp->broken)
		split_refuse_here(f, f->p, f->p, reason);
	sp->nlevels = n - 1;
	if (!sp->nlevels)
		sp->values++;
}

/* The list or wrapper K, whose value is at VAL, of the object at f->p. */
static void open_list(struct feed *f, const struct key_info *k, const char *val)
{
	struct split *sp = f->sp;
	struct level l = { .wrapper = true, .form = k->list, .key = k->key };

	leave_unclosed(f, k->key);
	if (!sp->nlevels && sp->first == FK_RECORD && sp->values == 1)
		sp->first = forms[k->list]->kind;
	sp->tally->lists |= UINT64_C(1) << k->list;
	push(sp, &l);
	l.wrapper = *val == '{';
	push(sp, &l);
	sp->state = l.wrapper ? SPLIT_KEY : SPLIT_VALUE;
	f->p = val + 1;
}

/* Is the value at VAL of the key K a list to go into, the frame FRAME being known so far? */
static bool is_list(const struct split *sp, const struct key_info *k, const char *val,
		    unsigned frame)
{
	unsigned role = *val == '[' ? KEY_LIST : *val == '{' ? KEY_THROUGH : 0;

	if (!(k->roles & role) || !room(sp))
		return false;
	/* an event may have a field of that name */
	return !(frame & FRAME_EVENT) || (k->list == FORM_NONE && !sp->nlevels);
}

/* ---- objects ---- */

static bool record(struct feed *f, unsigned stop);

/*
 * The object at f->p, which has a list: an element of another list may be an event that has
 * a field of that name, and says so only later. OBJECT_DONE: it is a wrapper.
 */
static enum object_is element_is(struct feed *f)
{
	struct object o;
	bool more;

	if (!f->sp->nlevels)
		return OBJECT_DONE;
	if (!split_scan(f, f->p, &o, &more))
		return more ? OBJECT_MORE : OBJECT_DONE;
	return object_is_event(&o) ? OBJECT_PLAIN : OBJECT_DONE;
}

/* The object at f->p has a key of a form, whose value is at VAL. */
static bool object_of_form(struct feed *f, const char *val)
{
	struct split *sp = f->sp;
	const struct token *t = sp->token;
	const struct path_node *n = path_get(t->stage->trie, t->stopped->path);
	const struct key_info *k = form_key(n->key);
	const char *to;

	if (is_list(sp, k, val, t->frame)) {
		switch (element_is(f)) {
		case OBJECT_MORE:
			return false;
		case OBJECT_PLAIN:
			return record(f, 0);
		case OBJECT_DONE:
			open_list(f, k, val);
			return true;
		}
	}
	switch (split_object(f, f->p, &to)) {
	case OBJECT_MORE:
		return false;
	case OBJECT_PLAIN:
		return record(f, 0);
	case OBJECT_DONE:
		break;
	}
	f->p = to;
	sp->broken = false;
	sp->state = behind(sp);
	return true;
}

/* The object at f->p as a record; STOP: at keys of forms. False: more text is needed. */
static bool record(struct feed *f, unsigned stop)
{
	struct split *sp = f->sp;
	struct token *t = sp->token;
	const char *from = f->p, *to;
	enum st st = token_record(t, from, f->end, f->final, stop, &to);

	if (st == ST_OK) {
		split_settle(f, from, to);
		f->p = to;
		sp->broken = false;
		sp->state = behind(sp);
		return true;
	}
	stage_undo(t->stage);
	if (st == ST_FORMAT)
		return object_of_form(f, to);
	if (st == ST_MORE && (uint64_t)(f->end - from) <= t->limits.record)
		return false;
	if (st == ST_MORE || (uint64_t)(t->fail_at - from) > t->limits.record) {
		t->fail_at = from + t->limits.record;
		t->reason = t->too_long;
	}
	return refuse_at(f, from, t);
}

static bool object(struct feed *f)
{
	return record(f, FRAME_FORM);
}

/* ---- other values ---- */

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

/* An array in an array that holds records. */
static void open_array(struct feed *f)
{
	push(f->sp, &(struct level){ .form = (uint8_t)split_form(f->sp) });
	f->sp->state = SPLIT_VALUE;
	f->p++;
}

/* Are arrays here rows of a form? */
static bool is_row(const struct split *sp)
{
	return sp->nlevels && sp->levels[sp->nlevels - 1].key &&
	       forms[split_form(sp)]->array;
}

/* A value that is no object: skipped. False: more text is needed. */
static bool other_value(struct feed *f)
{
	struct split *sp = f->sp;
	bool all;
	const char *s = f->p, *h = horizon(f, s, &all), *next = NULL, *to;

	if (*s == '[' && is_row(sp)) {
		to = value_skip(s, h);
		if (!to && !all)
			return false;
		if (to && split_array(f, s, to, split_form(sp))) {
			f->p = to;
			sp->broken = false;
			sp->state = behind(sp);
			return true;
		}
	}
	/* an array is not skipped over the heads of records */
	if (*s == '[')
		next = next_record(f, s, h);
	to = split_skip(s, next ? next : h);
	if (!to && !next && !all)
		return false;
	if (to == h && !all && *s != '"' && *s != '[')
		return false; /* a number may go on */
	if (!to && next) {
		if (!room(sp))
			return refuse(f, s, "arrays nested too deep for records");
		open_array(f);
		return true;
	}
	if (!to || to == s || !is_value(s, to))
		return refuse(f, s,
			      to ? "text that is no JSON value"
				 : "the text ends inside a value");
	if (*s != '"' || !split_string(f, s, to))
		split_skip_one(sp, FK_OTHER, NULL);
	f->p = to;
	sp->broken = false;
	sp->state = behind(sp);
	return true;
}

/* ---- states ---- */

static bool at_top(struct feed *f)
{
	struct split *sp = f->sp;

	/* lenient: values joined by commas, or each behind a record separator (RFC 7464) */
	if ((*f->p == ',' && sp->values) || *f->p == '\x1e') {
		f->p++;
		return true;
	}
	sp->values++;
	sp->tabs += sp->blank == '\t';
	if (sp->values == 2 && !sp->scope)
		sp->file->plain = FK_NDJSON;
	if (*f->p == '[') {
		if (sp->values == 1)
			sp->first = FK_ARRAY;
		push(sp, &(struct level){ 0 });
		sp->state = SPLIT_VALUE;
		f->p++;
		return true;
	}
	if (*f->p == '{') {
		if (sp->values == 1)
			sp->first = FK_RECORD;
		if (object(f))
			return true;
	} else if (other_value(f)) {
		return true;
	}
	sp->values--;
	sp->tabs -= sp->blank == '\t';
	return false;
}

/* The array or wrapper ends at f->p. */
static void close_level(struct feed *f)
{
	f->p++;
	f->sp->nlevels--;
	f->sp->broken = false;
	f->sp->state = behind(f->sp);
}

static bool in_array(struct feed *f)
{
	struct split *sp = f->sp;
	bool comma = sp->comma;

	sp->comma = false;
	if (*f->p == ']') {
		if (comma)
			split_refuse_here(f, f->p, f->p, "',' before the end of the array");
		close_level(f);
		return true;
	}
	return *f->p == '{' ? object(f) : other_value(f);
}

/* The wrapper ends at f->p, but its list does not. */
static void unclosed_list(struct feed *f)
{
	struct split *sp = f->sp;
	char reason[96];

	snprintf(reason, sizeof(reason), "']' is missing at the end of %s", top(sp)->key);
	split_refuse_here(f, f->p, f->p + 1, reason);
	sp->nlevels--;
	sp->state = SPLIT_WRAP;
}

static bool behind_value(struct feed *f)
{
	struct split *sp = f->sp;

	if (*f->p == ',') {
		f->p++;
		sp->comma = true;
		sp->broken = false;
		sp->state = SPLIT_VALUE;
		return true;
	}
	if (*f->p == ']') {
		close_level(f);
		return true;
	}
	if (*f->p == '{') {
		if (!sp->broken)
			split_refuse_here(f, f->p, f->p,
					  "',' is missing between two records");
		sp->state = SPLIT_VALUE;
		return true;
	}
	if (*f->p == '}' && top(sp)->key) {
		unclosed_list(f);
		return true;
	}
	return refuse(f, f->p, "',' or ']' was expected behind a record");
}

static bool in_wrapper(struct feed *f)
{
	struct split *sp = f->sp;

	if (*f->p == '}') {
		close_level(f);
		return true;
	}
	if (*f->p == ',') {
		f->p++;
		sp->state = SPLIT_KEY;
		return true;
	}
	split_refuse_here(f, f->p, f->p, "',' or '}' was expected in the wrapper");
	reset(sp);
	return true;
}

/* The list or wrapper that the member S..TO names, whose value is at VALUE, is opened. */
static bool member_list(struct feed *f, const char *s, const char *to, const char *value)
{
	struct split *sp = f->sp;
	const struct key_info *k = form_key(sv_make(s + 1, (size_t)(to - s) - 2));

	if (!k || !is_list(sp, k, value, 0))
		return false;
	push(sp, &(struct level){ *value == '{', k->list, k->key });
	sp->tally->lists |= UINT64_C(1) << k->list;
	sp->state = *value == '{' ? SPLIT_KEY : SPLIT_VALUE;
	f->p = value + 1;
	return true;
}

static bool wrapper_key(struct feed *f)
{
	struct split *sp = f->sp;
	bool all;
	const char *s = f->p, *h = horizon(f, s, &all), *value, *to;
	char reason[96];

	if (*s == '{') {
		const struct level *l = top(sp);

		snprintf(reason, sizeof(reason), "%s ended before this record", l->key);
		split_refuse_here(f, s, s, reason);
		push(sp, &(struct level){ false, l->form, l->key });
		sp->state = SPLIT_VALUE;
		return true;
	}
	if (*s == '}') { /* of a wrapper that was just opened */
		close_level(f);
		return true;
	}
	to = *s == '"' ? split_skip(s, h) : NULL;
	value = to ? token_skip_space(to) : NULL;
	if (value && value < h && *value == ':') {
		value = token_skip_space(value + 1);
		if (value < h && member_list(f, s, to, value))
			return true;
		to = value < h ? split_skip(value, h) : NULL;
		if (to && to > value && (to < h || (f->final && h == f->end))) {
			f->p = to;
			sp->state = SPLIT_WRAP;
			return true;
		}
	}
	if (!all)
		return false;
	reset(sp);
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
	f->sp->state = f->sp->nlevels ? SPLIT_VALUE : SPLIT_TOP;
	if (f->sp->nlevels && top(f->sp)->wrapper)
		reset(f->sp);
	return true;
}

static bool (*const state_fn[])(struct feed *f) = {
	[SPLIT_TOP] = at_top,         [SPLIT_VALUE] = in_array,
	[SPLIT_NEXT] = behind_value,  [SPLIT_WRAP] = in_wrapper,
	[SPLIT_KEY] = wrapper_key,    [SPLIT_ROW] = split_at_row,
	[SPLIT_LINE] = split_at_line, [SPLIT_LOST] = lost,
};

/* A bomb of blanks costs little: sixteen at a time. */
static const char *skip_blanks(const char *p, const char *end)
{
	static const char blanks[] = "                ";

	if (*p != ' ')
		return token_skip_space(p);
	while (end - p >= 16 && memcmp(p, blanks, 16) == 0)
		p += 16;
	return token_skip_space(p);
}

/* Enough to know that it is JSON? A pipe may give no more for long. */
static bool begins_json(const char *p, const char *end)
{
	if (end - p >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	p = token_skip_space(p);
	return end - p >= 4 && (*p == '{' || *p == '[') && p[1] && p[2];
}

static ALWAYS_INLINE void pass_blanks(struct feed *f)
{
	const char *p = skip_blanks(f->p, f->end);

	if (p != f->p)
		f->sp->blank = p[-1];
	f->p = p;
}

size_t split_feed(struct split *sp, const char *p, size_t len, bool final)
{
	struct feed f = { sp, p, p, p + len, final };

	if (!sp->begun && !final && len < BEGIN_MIN && !begins_json(p, p + len))
		return 0;
	if (!sp->begun && !split_begin(&f))
		return len;
	if (sp->is_text)
		return len;
	while (!sp->stop) {
		if (sp->state != SPLIT_ROW && sp->state != SPLIT_LINE)
			pass_blanks(&f);
		if (f.p < f.end && (sp->state == SPLIT_VALUE || sp->state == SPLIT_TOP))
			split_repeat(&f);
		if (f.p >= f.end)
			break;
		if (!state_fn[sp->state](&f))
			break;
	}
	return (size_t)(MIN(f.p, f.end) - p);
}
