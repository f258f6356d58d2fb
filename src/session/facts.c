/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts in the order they are read, each from a field or a path. */
#include "session/facts.h"

#include "count/count.h"
#include "integrity/name.h"

#include <stdlib.h>

/* The fields that are facts, in the order shown; FIRST: the bit that says it is new. */
static const struct {
	const char *label, *field;
	unsigned first;
} fact_fields[] = {
	{ "arn", "userIdentity.arn", NEW_IDENTITY },
	{ "identity", "identity", NEW_IDENTITY },
	{ "key", "key", 0 },
	{ "mfa", "mfa", 0 },
	{ "ip", "ip", NEW_IP },
	{ "agent", "agent", 0 },
	{ "function", "function.arn", 0 },
	{ "resource", "resource", 0 },
	{ "error", "error", 0 },
	{ "message", "errorMessage", 0 },
	{ "id", "id", 0 },
	{ "request", "request", 0 },
};

static void add_fact(struct facts *f, const char *label, const char *field, struct sv text,
		     bool is_new)
{
	if (f->n == FACTS_MAX)
		return;
	f->v[f->n++] =
		(struct fact){ label, field, sv_make(arena_text(&f->arena, text), text.len),
			       is_new };
}

/* All values of the field, joined by blanks. */
static void add_field(const struct session *sn, row_t row, struct facts *f, size_t i,
		      unsigned news, struct field_values *vals)
{
	struct buf text = BUF_INIT;
	struct fieldref ref;

	if (fieldref_parse(sv_str(fact_fields[i].field), &f->arena, &ref, NULL) != ST_OK)
		return;
	field_values(session_store(sn), row, &ref, vals);
	for (size_t k = 0; k < vals->n; k++) {
		if (k)
			buf_addc(&text, ' ');
		buf_addsv(&text, vals->v[k]);
	}
	if (vals->n)
		add_fact(f, fact_fields[i].label, fact_fields[i].field, buf_sv(&text),
			 (news & fact_fields[i].first) != 0);
	buf_release(&text);
}

static bool has_fact(const struct facts *f, const char *label)
{
	for (size_t i = 0; i < f->n; i++) {
		if (strcmp(f->v[i].label, label) == 0)
			return true;
	}
	return false;
}

static uint64_t place_of(const struct segment *seg, uint32_t r)
{
	uint64_t off;

	segment_place(seg, r, &off);
	return off;
}

/* Events of run K of SEG that stand before OFF. */
static uint64_t run_before(const struct segment *seg, uint32_t k, uint64_t off)
{
	uint32_t lo = seg->runs[k].row;
	uint32_t end = k + 1 < seg->nruns ? seg->runs[k + 1].row : seg->rows;
	uint32_t hi = end;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (place_of(seg, mid) < off)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo - seg->runs[k].row;
}

/* Which event of its file the row is, from 1. */
static uint64_t event_number(const struct store *s, row_t row)
{
	uint32_t nsegs = store_nsegs(s);
	uint64_t off, n = 1;
	uint32_t file = segment_place(store_seg(s, row_seg(row)), row_in_seg(row), &off);

	for (uint32_t i = 0; i < nsegs; i++) {
		const struct segment *seg = store_seg(s, i);

		for (uint32_t k = 0; k < seg->nruns; k++) {
			if (seg->runs[k].file == file)
				n += run_before(seg, k, off);
		}
	}
	return n;
}

/* What digests make of the file the row stands in. */
static void add_proof(const struct session *sn, row_t row, struct facts *f)
{
	const struct integrity *x = session_integrity(sn);
	const struct segment *seg = store_seg(session_store(sn), row_seg(row));
	const struct proof_row *p =
		integrity_of(x, segment_place(seg, row_in_seg(row), NULL));
	AUTO_BUF struct buf text = BUF_INIT;

	if (!p)
		return;
	buf_adds(&text, proof_names[p->state]);
	if (p->problem.ptr)
		buf_addf(&text, ": " SV_FMT, SV_ARG(p->problem));
	else if (p->digest != NO_PROOF)
		buf_addf(&text, " by " SV_FMT,
			 SV_ARG(name_base(x->digests[p->digest].path)));
	add_fact(f, "evidence", NULL, buf_sv(&text), false);
}

static void add_place(const struct session *sn, row_t row, struct facts *f)
{
	const struct store *s = session_store(sn);
	struct buf text = BUF_INIT;
	row_t *places = NULL;
	uint32_t len, n;
	uint64_t off;
	const struct file *file = store_row_file(s, row, &off, &len);

	add_fact(f, "file", "file", sv_str(file->path), false);
	buf_addf(&text, "event %llu of the file, %u bytes at %llu",
		 (unsigned long long)event_number(s, row), (unsigned)len,
		 (unsigned long long)off);
	add_fact(f, "record", NULL, buf_sv(&text), false);
	n = store_finished(s) ? store_places(s, row, &places) : 1;
	free(places);
	if (n > 1) {
		buf_clear(&text);
		buf_addf(&text, "in %u other place%s", (unsigned)(n - 1),
			 n == 2 ? "" : "s");
		add_fact(f, "copies", NULL, buf_sv(&text), false);
	}
	buf_release(&text);
}

/* Words for the bits of WORDS that are set, joined by commas. */
struct bit_word {
	unsigned bit;
	const char *word;
};

static void add_words(struct buf *out, unsigned bits, const struct bit_word *w, size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		if (!(bits & w[i].bit))
			continue;
		if (any)
			buf_adds(out, ", ");
		buf_adds(out, w[i].word);
		any = true;
	}
}

void row_marks_text(unsigned bits, struct buf *out)
{
	static const struct bit_word words[] = {
		{ MARK_BAD_TIME, "time absent or unreadable" },
		{ MARK_KEY_TWICE, "a key is named twice" },
		{ MARK_WRONG_TYPE, "a field has the wrong type" },
		{ MARK_BIG_VALUE, "a value of more than 64 KiB" },
		{ MARK_LATER_MEMBER, "from a later gzip member" },
	};

	add_words(out, bits, words, ARRAY_SIZE(words));
}

static void add_remarks(const struct session *sn, row_t row, unsigned news, struct facts *f)
{
	static const struct bit_word words[] = {
		{ NEW_IDENTITY, "identity" },
		{ NEW_IP, "address" },
		{ NEW_EVENT, "event name" },
	};
	const struct store *s = session_store(sn);
	struct buf text = BUF_INIT;

	add_words(&text, news, words, ARRAY_SIZE(words));
	if (text.len) {
		buf_adds(&text, ": first time in the loaded files");
		add_fact(f, "new", NULL, buf_sv(&text), true);
	}
	buf_clear(&text);
	row_marks_text(store_row_marks(s, row), &text);
	if (store_row_differs(s, row)) {
		if (text.len)
			buf_adds(&text, ", ");
		buf_adds(&text, "another event has this id and other content");
	}
	if (text.len)
		add_fact(f, "remark", NULL, buf_sv(&text), false);
	buf_release(&text);
}

void facts_get(const struct session *sn, row_t row, struct facts *f)
{
	struct field_values vals = { 0 };
	unsigned news;

	arena_release(&f->arena);
	f->n = 0;
	if (row == ROW_NONE)
		return;
	news = session_new(sn, row);
	for (size_t i = 0; i < ARRAY_SIZE(fact_fields); i++) {
		/* the identity is said by the arn, where there is one */
		if (strcmp(fact_fields[i].label, "identity") == 0 && has_fact(f, "arn"))
			continue;
		add_field(sn, row, f, i, news, &vals);
	}
	field_values_release(&vals);
	add_proof(sn, row, f);
	add_place(sn, row, f);
	add_remarks(sn, row, news, f);
}

void facts_release(struct facts *f)
{
	arena_release(&f->arena);
	f->n = 0;
}
