/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of each kind, raw texts and long numbers against one test. */
#include "eval/test.h"

#include "eval/scan.h"
#include "form/form.h"
#include "util/workers.h"

/* A column under a test. */
struct scanning {
	const struct test_env *env;
	const struct prepared *p;
	const struct target *target;
	struct column_view v;
	const uint64_t *mask;
	uint64_t *out;
	uint64_t *open; /* rows with a value that is neither, once there is one: */
	bool any_open;
};

static uint64_t *open_bits(struct scanning *s)
{
	if (!s->any_open)
		memset(s->open, 0, SEG_WORDS * sizeof(*s->open));
	s->any_open = true;
	return s->open;
}

static void note_row(struct scanning *s, uint32_t row, enum truth truth)
{
	if (truth == TRUTH_YES)
		bit_set(s->out, row);
	else if (UNLIKELY(truth == TRUTH_OPEN))
		bit_set(open_bits(s), row);
}

/* Rows that need no look: not asked for, or known to pass. */
static inline bool skip_row(const struct scanning *s, uint32_t row)
{
	return !bit_get(s->mask, row) || bit_get(s->out, row);
}

static void scan_numbers(struct scanning *s)
{
	const struct answers *a = &s->target->a[s->v.kind == VK_LIT];

	if (s->v.kind == VK_STR && target_takes_all(s->p, s->target))
		scan_all(&s->v, s->out);
	else if (a->hits == 1)
		scan_id(&s->v, a->one, s->out);
	else if (a->hits)
		scan_lut(&s->v, a->v, s->out);
	if (UNLIKELY(a->open != NULL))
		scan_lut(&s->v, a->open, open_bits(s));
}

static void scan_uuids(struct scanning *s)
{
	struct column_iter it = column_iter(&s->v);
	const struct matcher *m = &s->p->matcher;

	if (target_takes_all(s->p, s->target)) {
		scan_all(&s->v, s->out);
		return;
	}
	if (!m->can_uuid)
		return;
	while (column_next(&it))
		if (!skip_row(s, it.row))
			note_row(s, it.row,
				 match_uuid(m, s->env->scratch, s->v.uuid[it.i]));
}

static void scan_secs(struct scanning *s)
{
	struct column_iter it = column_iter(&s->v);
	const struct matcher *m = &s->p->matcher;
	enum truth answer = TRUTH_NO;
	uint32_t last = 0;
	bool known = false;

	if (target_takes_all(s->p, s->target)) {
		scan_all(&s->v, s->out);
		return;
	}
	if (!m->can_time)
		return;
	while (column_next(&it)) {
		if (skip_row(s, it.row))
			continue;
		if (!known || s->v.secs[it.i] != last) {
			last = s->v.secs[it.i];
			answer = match_secs(m, s->env->scratch, last);
			known = true;
		}
		note_row(s, it.row, answer);
	}
}

static enum truth match_stored(const struct scanning *s, struct sv text)
{
	bool literal = s->v.kind == VK_RAWLIT;

	if (s->target->place.overflow &&
	    !place_value(&s->target->place, text, &text, &literal))
		return TRUTH_NO;
	if (literal && !literal_is_value(text))
		return TRUTH_NO;
	return match_text(&s->p->matcher, s->env->scratch, text);
}

static void scan_texts(struct scanning *s)
{
	struct column_iter it = column_iter(&s->v);
	AUTO_TEXT struct column_text ct = { 0 };

	if (s->v.kind == VK_RAW && target_takes_all(s->p, s->target)) {
		scan_all(&s->v, s->out);
		return;
	}
	while (column_next(&it)) {
		if (skip_row(s, it.row))
			continue;
		if (is_canceled(s->env->env->cancel))
			return;
		note_row(s, it.row, match_stored(s, column_text(&s->v, it.i, &ct)));
	}
}

/* Which of the leaves of its row at this path value I of a VK_BIG column is, from 0. */
static uint32_t big_number(const struct scanning *s, uint32_t row, uint32_t i)
{
	const struct segment *seg = s->env->seg;
	uint32_t from = i, to, c = segment_find(seg, s->v.col->path);
	struct sv kinds = SV_NULL;

	column_row(&s->v, row, &from, &to);
	for (; c < seg->ncols && seg->cols[c].path == s->v.col->path; c++) {
		struct column_view v;
		uint32_t at, end;

		if (seg->cols[c].kind != VK_ORDER)
			continue;
		column_view(seg, &seg->cols[c], &v);
		if (column_row(&v, row, &at, &end))
			kinds = dict_text(store_dict(s->env->env->store, s->v.col->path,
						     VK_ORDER),
					  column_id(&v, at));
	}
	for (uint32_t n = 0, bigs = 0; n < kinds.len; n++)
		if (kinds.ptr[n] == 'a' + VK_BIG && bigs++ == i - from)
			return n;
	return i - from;
}

/* A value that is stored cut: no want of its length, no need to read the whole. */
static bool length_fits(const struct scanning *s, uint64_t len)
{
	const struct matcher *m = &s->p->matcher;

	if (m->test->op != TEST_IN || m->wild || s->target->place.overflow)
		return true;
	for (size_t i = 0; i < m->test->nwants; i++)
		if (m->test->wants[i].text.len == len)
			return true;
	return false;
}

/* Of a value whose end cannot be seen: what its beginning alone decides. */
static enum truth match_cut(const struct scanning *s, struct sv text)
{
	s->env->scratch->undecided++;
	return s->p->test->how == PATTERN_TEXT && match_stored(s, text) == TRUTH_YES
		       ? TRUTH_YES
		       : TRUTH_OPEN;
}

static void scan_bigs(struct scanning *s)
{
	const struct eval_env *env = s->env->env;
	struct column_iter it = column_iter(&s->v);
	AUTO_TEXT struct column_text ct = { 0 };
	struct buf *whole = &s->env->scratch->text;

	if (target_takes_all(s->p, s->target)) {
		scan_all(&s->v, s->out);
		return;
	}
	while (column_next(&it)) {
		struct sv text = column_text(&s->v, it.i, &ct);

		if (skip_row(s, it.row) || !length_fits(s, s->v.full_len[it.i]))
			continue;
		if (is_canceled(env->cancel))
			return;
		buf_clear(whole);
		if (env->big &&
		    env->big(env->source_arg, row_make(s->env->seg->index, it.row),
			     s->v.col->path, big_number(s, it.row, it.i), whole))
			note_row(s, it.row, match_stored(s, buf_sv(whole)));
		else
			note_row(s, it.row, match_cut(s, text));
	}
	buf_release(whole);
}

static void (*const scanners[VK_COUNT])(struct scanning *) = {
	[VK_STR] = scan_numbers, [VK_LIT] = scan_numbers, [VK_UUID] = scan_uuids,
	[VK_TIME] = scan_secs,   [VK_RAW] = scan_texts,   [VK_RAWLIT] = scan_texts,
	[VK_BIG] = scan_bigs,
};
/* Kinds whose values are looked at one by one: last, so that known rows are left out. */
#define SLOW_KINDS (VK_BIT(VK_UUID) | VK_BIT(VK_RAW) | VK_BIT(VK_RAWLIT) | VK_BIT(VK_BIG))

static void scan_column(struct scanning *s, const struct column *c)
{
	if (!scanners[c->kind])
		return;
	column_view(s->env->seg, c, &s->v);
	scanners[c->kind](s);
}

/* Few places: each is looked up. */
static void scan_few(struct scanning *s, unsigned kinds)
{
	const struct segment *seg = s->env->seg;

	for (size_t i = 0; i < s->p->ntargets; i++) {
		s->target = &s->p->targets[i];
		for (uint32_t c = segment_find(seg, s->target->place.path);
		     c < seg->ncols && seg->cols[c].path == s->target->place.path; c++)
			if (kinds >> seg->cols[c].kind & 1)
				scan_column(s, &seg->cols[c]);
	}
}

/* Many places: each column of the segment is. */
static void scan_many(struct scanning *s, unsigned kinds)
{
	const struct segment *seg = s->env->seg;

	for (uint32_t c = 0; c < seg->ncols; c++) {
		path_t path = seg->cols[c].path;

		if (!(kinds >> seg->cols[c].kind & 1) || path >= s->p->nslots ||
		    !s->p->slots[path])
			continue;
		s->target = &s->p->targets[s->p->slots[path] - 1];
		scan_column(s, &seg->cols[c]);
	}
}

static void eval_paths(struct scanning *s)
{
	static const unsigned passes[2] = { ~SLOW_KINDS, SLOW_KINDS };

	for (unsigned i = 0; i < 2; i++) {
		if (s->p->slots)
			scan_many(s, passes[i]);
		else
			scan_few(s, passes[i]);
	}
}

static void eval_time_text(struct scanning *s)
{
	struct match_scratch *scratch = s->env->scratch;
	enum truth answer = TRUTH_NO;
	tick_t last = TICK_NONE;

	for (uint32_t r = 0; r < s->env->seg->rows; r++) {
		tick_t at = segment_time(s->env->seg, r);

		if (at == TICK_NONE || !bit_get(s->mask, r))
			continue;
		if (at != last) {
			buf_clear(&scratch->text);
			time_format(&scratch->text, at);
			answer =
				match_text(&s->p->matcher, scratch, buf_sv(&scratch->text));
			last = at;
		}
		note_row(s, r, answer);
	}
}

static void eval_time(struct scanning *s)
{
	const struct prepared *p = s->p;

	if (p->test->op == TEST_MATCH) {
		eval_time_text(s);
	} else if (p->test->op != TEST_TIME) {
		scan_timed(s->env->seg, s->out);
	} else {
		for (size_t i = 0; i < p->test->nspans; i++)
			scan_time(s->env->seg, p->spans[i].from, p->spans[i].to, s->out);
	}
}

static void eval_runs(struct scanning *s)
{
	const struct segment *seg = s->env->seg;
	const struct answers *a = &s->p->runs;

	for (uint32_t i = 0; i < seg->nruns; i++) {
		uint32_t from = seg->runs[i].row;
		uint32_t v =
			source_run_value(&s->p->source, s->env->env->store, &seg->runs[i]);
		uint32_t to = i + 1 < seg->nruns ? seg->runs[i + 1].row : seg->rows;

		if (s->p->matcher.any || a->v[v])
			bits_set_range(s->out, from, to);
		else if (a->open && a->open[v])
			bits_set_range(open_bits(s), from, to);
	}
}

/* ---- partial events ---- */

/*
 * The path without which a partial event's derived field is not known; NULL: it always is, or
 * by what it is made of.
 */
static const char *const needs[FLD_COUNT] = {
	[FLD_EVENT] = "eventName",
	[FLD_SOURCE] = "eventSource",
	[FLD_SESSION] = "userIdentity.arn",
	[FLD_CALLER] = "userIdentity.accountId",
	[FLD_FUNCTION] = "requestParameters",
	[FLD_FUNCTION_ARN] = "requestParameters",
	[FLD_RESOURCE] = "resources",
	[FLD_RESULT] = "errorCode",
	[FLD_KIND] = "eventName",
	[FLD_MFA] = "userIdentity.sessionContext",
	[FLD_READONLY] = "readOnly",
};

/* The keys of PATH; 3 at most. */
static size_t keys_of(const char *path, struct sv keys[3])
{
	struct sv rest = sv_str(path);
	size_t n = 0;

	for (ptrdiff_t dot; n < 2 && (dot = sv_chr(rest, '.')) >= 0; n++) {
		keys[n] = sv_head(rest, (size_t)dot);
		rest = sv_from(rest, (size_t)dot + 1);
	}
	keys[n] = rest;
	return n + 1;
}

/* Is what the test asks for known of the partial events of RUN? */
static bool is_known(const struct scanning *s, const struct file_run *run)
{
	const struct fieldref *f = &s->p->test->field;
	const struct file *file = store_file(s->env->env->store, run->file);
	struct sv keys[3];

	if (f->id == FLD_NONE)
		return form_knows(&run->how, file, f->keys, f->nkeys);
	switch (fields[f->id].src) {
	case FS_PATH:
	case FS_TIME:
		return form_knows(&run->how, file, fields[f->id].keys, fields[f->id].nkeys);
	case FS_TEXT:
	case FS_RAW:
		return false;
	case FS_FILE:
	case FS_FORM:
	case FS_PARTIAL:
		return true;
	case FS_DERIVED:
		break;
	}
	return !needs[f->id] ||
	       form_knows(&run->how, file, keys, keys_of(needs[f->id], keys));
}

/* What a partial event does not have is not absent, but unknown. */
static void open_partial(struct scanning *s)
{
	const struct segment *seg = s->env->seg;

	for (uint32_t i = 0; i < seg->nruns; i++) {
		if (LIKELY(!seg->runs[i].how.partial) || is_known(s, &seg->runs[i]))
			continue;
		bits_set_range(open_bits(s), seg->runs[i].row,
			       i + 1 < seg->nruns ? seg->runs[i + 1].row : seg->rows);
	}
}

/* What passes is not open, nor what was not asked for. */
static bool settle_open(const struct scanning *s)
{
	uint64_t any = 0;

	for (unsigned w = 0; s->any_open && w < SEG_WORDS; w++) {
		s->open[w] &= s->mask[w] & ~s->out[w];
		any |= s->open[w];
	}
	return any;
}

bool eval_test(const struct test_env *t, const struct prepared *p, const uint64_t *mask,
	       uint64_t *out, uint64_t *open)
{
	struct scanning s = { .env = t, .p = p, .mask = mask, .out = out, .open = open };

	memset(out, 0, SEG_WORDS * sizeof(*out));
	switch (p->source.kind) {
	case SRC_PATHS:
		eval_paths(&s);
		break;
	case SRC_TIME:
		eval_time(&s);
		break;
	case SRC_RUN:
		eval_runs(&s);
		break;
	case SRC_RECORD: /* only what any record passes comes here: eval/raw.h */
		memcpy(out, mask, SEG_WORDS * sizeof(*out));
		break;
	}
	open_partial(&s);
	for (unsigned w = 0; w < SEG_WORDS; w++)
		out[w] &= mask[w];
	return settle_open(&s);
}
