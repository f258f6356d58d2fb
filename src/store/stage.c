/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are appended, kept or taken back; frames are found by path. */
#include "store/stage.h"

#include "store/derive.h"
#include "store/seal.h"
#include "util/bytes.h"
#include "util/xalloc.h"

#include <stdlib.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define HASH_LITERAL UINT64_C(0x6c69746572616c21) /* "1" and 1 differ in content */

struct stage *stage_new(struct store *s, frame_fn frames)
{
	struct stage *st = xcalloc(1, sizeof(*st));

	st->store = s;
	st->frames = frames;
	st->trie = store_paths(s);
	st->most = 64u << 20;
	stage_path(st, PATH_ROOT);
	st->derive = derive_new(st);
	return st;
}

void stage_free(struct stage *st)
{
	if (!st)
		return;
	derive_free(st->derive);
	for (uint32_t p = 0; p < st->npaths; p++) {
		struct stage_path *sp = st->paths[p];

		if (!sp)
			continue;
		for (unsigned k = 0; k < VK_COUNT; k++)
			stagecol_free(sp->cols[k]);
		if (sp->mixed)
			buf_release(sp->mixed);
		free(sp->mixed);
		free(sp);
	}
	free(st->paths);
	hashtab_release(&st->children);
	free(st->active);
	free(st->mixed);
	free(st->runs);
	free(st->idset);
	arena_release(&st->scratch);
	store_adopt_arena(st->store, &st->arena);
	free(st);
}

struct stage_path *stage_path(struct stage *st, path_t p)
{
	const struct path_node *n = path_get(st->trie, p);
	struct stage_path *sp;

	if (p >= st->npaths) {
		uint32_t to = MAX(ROUND_UP(p + 1, 1024), st->npaths * 2);

		st->paths = xreallocarray(st->paths, to, sizeof(*st->paths));
		memset(st->paths + st->npaths, 0, (to - st->npaths) * sizeof(*st->paths));
		st->npaths = to;
	}
	if (st->paths[p])
		return st->paths[p];
	sp = line_calloc(sizeof(*sp));
	sp->path = p;
	sp->flags = n->flags;
	sp->depth = n->depth;
	/* the path's part of content hashes: by its keys, never by its number */
	sp->hash = hash_u64(n->flags & (PATH_ARRAY | PATH_OVERFLOW));
	if (n->parent != PATH_NONE) {
		sp->parent = stage_path(st, n->parent);
		sp->hash = hash_mix(sp->parent->hash,
				    hash_sv(n->key) + (n->flags & PATH_ARRAY));
		sp->frame = sp->parent->frame;
		if (sp->parent->path == PATH_ROOT && st->frames)
			sp->frame = st->frames(n->key);
	}
	st->paths[p] = sp;
	return sp;
}

struct stage_path *stage_child(struct stage *st, struct stage_path *parent, struct sv key)
{
	uint64_t hash = hash_mix(hash_sv(key), parent->path);
	path_t p;

	HASHTAB_EACH(&st->children, hash, i)
		if (st->paths[i]->parent == parent &&
		    sv_eq(path_get(st->trie, i)->key, key))
			return st->paths[i];
	p = path_child(st->trie, parent->path, key);
	if (p == PATH_NONE)
		return NULL;
	hashtab_add(&st->children, hash, p);
	return stage_path(st, p);
}

struct stage_path *stage_array(struct stage *st, struct stage_path *parent)
{
	if (!parent->array) {
		path_t p = path_array(st->trie, parent->path);

		if (p == PATH_NONE)
			return NULL;
		parent->array = stage_path(st, p);
	}
	return parent->array;
}

void stage_col_room_slow(struct stage *st, struct stage_col *c)
{
	if (!c->n) {
		ALLOC_GROW(st->active, st->nactive + 1, st->activecap);
		st->active[st->nactive++] = c;
	}
	stagecol_grow(c);
}

/* Kind of the leaves before the last one at SP in this row, which had one kind so far. */
static enum vkind kind_before(const struct stage *st, const struct stage_path *sp,
			      enum vkind kind)
{
	for (unsigned k = 0; k < VK_ORDER; k++)
		if (k != kind && sp->cols[k] && stagecol_last_row(sp->cols[k]) == st->row)
			return (enum vkind)k;
	return kind;
}

/* A second leaf of the same path in the row: its place in the order counts. */
uint64_t stage_again_slow(struct stage *st, struct stage_path *sp, enum vkind kind,
			  uint64_t hash)
{
	if (sp->twice_row != sp->last_row) {
		sp->twice_row = sp->last_row;
		sp->occurrence = 0;
	}
	if (stagecol_last_twice(sp->cols[kind]))
		sp->cols[kind]->multi = true;
	sp->occurrence++;
	hash = hash_mix(hash, sp->occurrence);
	if (!(sp->flags & (PATH_IN_ARRAY | PATH_OVERFLOW | PATH_DERIVED)))
		st->row_marks |= MARK_KEY_TWICE;
	if (!sp->mixed || !sp->mixed->len) {
		enum vkind before = kind_before(st, sp, kind);

		if (before == kind)
			return hash;
		if (!sp->mixed)
			sp->mixed = xcalloc(1, sizeof(*sp->mixed));
		for (uint32_t i = 0; i < sp->occurrence; i++)
			buf_addc(sp->mixed, (char)('a' + before));
		ALLOC_GROW(st->mixed, st->nmixed + 1, st->mixedcap);
		st->mixed[st->nmixed++] = sp;
	}
	buf_addc(sp->mixed, (char)('a' + kind));
	return hash;
}

static void append_id(struct stage *st, struct stage_path *sp, enum vkind kind, uint32_t id,
		      uint64_t hash)
{
	stage_put(st, stage_col(sp, kind), id, st->row, 1);
	stage_note(st, sp, kind, hash);
}

static void append_time(struct stage *st, struct stage_path *sp, uint32_t sec)
{
	struct stage_col *c = stage_room(st, sp, VK_TIME);

	c->rows[c->n] = (uint16_t)st->row;
	c->vals[c->n++] = sec;
	stage_note(st, sp, VK_TIME, hash_mix(sp->hash, (UINT64_C(1) << 40) | sec));
}

static void capture(const struct stage *st, const struct stage_path *sp, struct sv text)
{
	struct stage_capture *c = st->capture;
	uint32_t at = 0; /* leaves here in this row */

	if (!c || c->path != sp->path)
		return;
	if (sp->last_row == st->row + 1)
		at = sp->twice_row == sp->last_row ? sp->occurrence + 1 : 1;
	if (at != c->nth)
		return;
	buf_addsv(c->out, text);
	c->found = true;
}

static void append_blob(struct stage *st, struct stage_path *sp, enum vkind kind,
			struct sv text, uint64_t full_len, uint64_t hash)
{
	struct stage_col *c = stage_room(st, sp, kind);

	if (UNLIKELY(c->blob.cap - c->blob.len < text.len + 1))
		buf_reserve(&c->blob, text.len);
	copy_bytes(c->blob.ptr + c->blob.len, text.ptr, text.len);
	c->blob.len += text.len;
	st->raw_bytes += text.len;
	c->rows[c->n] = (uint16_t)st->row;
	if (kind == VK_BIG)
		c->full_len[c->n] = full_len;
	c->vals[c->n++] = (uint32_t)c->blob.len;
	stage_note(st, sp, kind, hash);
}

/* ---- UUIDs: 32 lower-case hex digits -> 16 bytes ---- */

#ifdef __SSE2__

static ALWAYS_INLINE __m128i load_digits(const char *a, const char *b, const char *c,
					 const char *d)
{
	int w[4];

	memcpy(&w[0], a, 4);
	memcpy(&w[1], b, 4);
	memcpy(&w[2], c, 4);
	memcpy(&w[3], d, 4);
	return _mm_set_epi32(w[3], w[2], w[1], w[0]);
}

/* 16 digits -> 8 bytes, one in each 16-bit lane; *BAD |= what is no digit. */
static ALWAYS_INLINE __m128i parse_digits(__m128i v, __m128i *bad)
{
	__m128i letter = _mm_cmpgt_epi8(v, _mm_set1_epi8('9'));
	__m128i n = _mm_add_epi8(_mm_and_si128(v, _mm_set1_epi8(0x0f)),
				 _mm_and_si128(letter, _mm_set1_epi8(9)));
	/* the digit written back must be what stood there */
	__m128i back = _mm_add_epi8(_mm_add_epi8(n, _mm_set1_epi8('0')),
				    _mm_and_si128(letter, _mm_set1_epi8('a' - '0' - 10)));

	*bad = _mm_or_si128(*bad, _mm_xor_si128(back, v));
	*bad = _mm_or_si128(*bad, _mm_and_si128(n, _mm_set1_epi8((char)0xf0))); /* g..o */
	*bad = _mm_or_si128(*bad,
			    _mm_cmpeq_epi8(v, _mm_set1_epi8('`'))); /* no tenth letter */
	return _mm_and_si128(_mm_or_si128(_mm_slli_epi16(n, 4), _mm_srli_epi16(n, 8)),
			     _mm_set1_epi16(0xff));
}

static ALWAYS_INLINE bool parse_uuid_digits(const char *p, uint8_t out[16])
{
	__m128i bad = _mm_setzero_si128();
	__m128i lo = parse_digits(load_digits(p, p + 4, p + 9, p + 14), &bad);
	__m128i hi = parse_digits(load_digits(p + 19, p + 24, p + 28, p + 32), &bad);

	_mm_storeu_si128((__m128i *)(void *)out, _mm_packus_epi16(lo, hi));
	return _mm_movemask_epi8(_mm_cmpeq_epi8(bad, _mm_setzero_si128())) == 0xffff;
}

#else

static bool parse_uuid_digits(const char *p, uint8_t out[16])
{
	static const uint8_t at[16] = { 0,  2,  4,  6,  9,  11, 14, 16,
					19, 21, 24, 26, 28, 30, 32, 34 };

	for (unsigned i = 0; i < 16; i++) {
		unsigned v = 0;

		for (unsigned k = 0; k < 2; k++) {
			char c = p[at[i] + k];

			if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
				return false;
			v = v << 4 | (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
		}
		out[i] = (uint8_t)v;
	}
	return true;
}

#endif

bool stage_uuid(struct stage *st, struct stage_path *sp, const char *p)
{
	uint8_t id[16];
	struct stage_col *c;
	uint64_t w[2];

	if (p[8] != '-' || p[13] != '-' || p[18] != '-' || p[23] != '-' ||
	    !parse_uuid_digits(p, id))
		return false;
	c = stage_room(st, sp, VK_UUID);
	memcpy(c->uuid[c->n], id, 16);
	c->rows[c->n++] = (uint16_t)st->row;
	memcpy(w, id, 16);
	stage_note(st, sp, VK_UUID, hash_mix(hash_mix(sp->hash, w[0]), w[1]));
	return true;
}

bool stage_time(struct stage *st, struct stage_path *sp, const char *p)
{
	uint32_t sec;

	if (!time_parse_canonical(p, 20, &sec))
		return false;
	append_time(st, sp, sec);
	return true;
}

enum vkind stage_string(struct stage *st, struct stage_path *sp, struct sv text,
			struct stage_memo *memo)
{
	const struct dict_word *w;
	uint64_t hash;

	memo->ptr = NULL;
	if (text.len == 36 && stage_uuid(st, sp, text.ptr))
		return VK_UUID;
	if (text.len == 20 && stage_time(st, sp, text.ptr))
		return VK_TIME;
	hash = hash_sv(text);
	if (text.len > BIG_LEN) {
		capture(st, sp, text);
		st->row_marks |= MARK_BIG_VALUE;
		append_blob(st, sp, VK_BIG, sv_head(text, BIG_LEN), text.len,
			    hash_mix(sp->hash, hash));
		return VK_BIG;
	}
	w = intern_text(st, sp, VK_STR, text, hash);
	if (!w) {
		append_blob(st, sp, VK_RAW, text, text.len, hash_mix(sp->hash, hash));
		return VK_RAW;
	}
	memo->ptr = w->text;
	memo->len = (uint32_t)text.len;
	memo->id = w->id;
	memo->hash = hash_mix(sp->hash, hash);
	append_id(st, sp, VK_STR, w->id, memo->hash);
	memo->col = sp->cols[VK_STR];
	return VK_STR;
}

void stage_literal(struct stage *st, struct stage_path *sp, struct sv text,
		   struct stage_memo *memo)
{
	uint64_t hash = hash_sv(text), content = hash_mix(sp->hash, hash ^ HASH_LITERAL);
	const struct dict_word *w;

	memo->ptr = NULL;
	w = text.len > 1024 ? NULL : intern_text(st, sp, VK_LIT, text, hash);
	if (!w) {
		append_blob(st, sp, VK_RAWLIT, text, text.len, content);
		return;
	}
	memo->ptr = w->text;
	memo->len = (uint32_t)text.len;
	memo->id = w->id;
	memo->hash = content;
	append_id(st, sp, VK_LIT, w->id, content);
	memo->col = sp->cols[VK_LIT];
}

void stage_overflow(struct stage *st, struct stage_path *over, struct sv text)
{
	uint64_t hash = hash_mix(over->hash, hash_sv(text));

	if (text.len > BIG_LEN) {
		capture(st, over, text);
		st->row_marks |= MARK_BIG_VALUE;
	}
	append_blob(st, over, text.len > BIG_LEN ? VK_BIG : VK_RAW, sv_head(text, BIG_LEN),
		    text.len, hash);
}

/* ---- rows ---- */

static void end_row(struct stage *st)
{
	for (uint32_t i = 0; i < st->nmixed; i++)
		buf_clear(st->mixed[i]->mixed);
	st->nmixed = 0;
	st->content = 0;
	st->row_marks = 0;
}

/* The order of kinds, as a text of a dictionary of its own. */
static void keep_order(struct stage *st, struct stage_path *sp)
{
	struct dict *d = store_dict_make(st->store, sp->path, VK_ORDER);
	struct sv text = buf_sv(sp->mixed);
	uint32_t id = dict_intern(d, text, hash_sv(text), &st->arena, &st->dicts_grown);

	stage_put(st, stage_col(sp, VK_ORDER), id, st->row, 1);
}

/* Are both the same, eight bytes compared as one? */
static inline bool same_how(const struct row_how *a, const struct row_how *b)
{
	_Static_assert(sizeof(*a) == 8, "no padding");
	return memcmp(a, b, sizeof(*a)) == 0;
}

void stage_keep(struct stage *st, uint32_t file, uint64_t off, uint32_t len,
		struct row_how how)
{
	const struct file_run *run = st->nruns ? &st->runs[st->nruns - 1] : NULL;

	for (uint32_t i = 0; i < st->nmixed; i++)
		keep_order(st, st->mixed[i]);
	if (!run || run->file != file || off - run->base > UINT32_MAX ||
	    !same_how(&run->how, &how)) {
		ALLOC_GROW(st->runs, st->nruns + 1, st->runcap);
		st->runs[st->nruns++] = (struct file_run){ st->row, file, off, how };
		run = &st->runs[st->nruns - 1];
	}
	if (st->row_marks)
		st->marks[st->nmarks++] =
			(struct row_mark){ (uint16_t)st->row, (uint16_t)st->row_marks };
	st->off[st->row] = (uint32_t)(off - run->base);
	st->len[st->row] = len;
	st->hash[st->row] = st->content;
	end_row(st);
	st->text += len;
	st->row++;
}

void stage_undo(struct stage *st)
{
	for (uint32_t i = 0; i < st->nactive; i++) {
		struct stage_col *c = st->active[i];

		if (stagecol_last_row(c) != st->row)
			continue;
		st->raw_bytes -= stagecol_undo(c, st->row);
		st->paths[c->path]->last_row = st->paths[c->path]->twice_row = 0;
		if (!c->n)
			st->active[i--] = st->active[--st->nactive];
	}
	end_row(st);
}

/* All columns are empty. */
static void clear(struct stage *st)
{
	for (uint32_t i = 0; i < st->nactive; i++) {
		struct stage_col *c = st->active[i];

		st->paths[c->path]->total += c->n;
		st->paths[c->path]->last_row = st->paths[c->path]->twice_row = 0;
		stagecol_clear(c);
	}
	st->nactive = 0;
	st->row = 0;
	st->raw_bytes = 0;
	st->text = 0;
	st->nmarks = 0;
	st->nruns = 0;
}

void stage_pass(struct stage *st, size_t len)
{
	end_row(st);
	st->text += len;
	st->row++;
	if (stage_full(st))
		clear(st);
}

/* The staged rows cannot be kept. Files whose turn is over come to be bad now. */
static void lose_rows(struct stage *st)
{
	st->failed = true;
	for (uint32_t k = 0; k < st->nruns; k++) {
		uint32_t to = k + 1 < st->nruns ? st->runs[k + 1].row : st->row;
		struct file *f = store_file(st->store, st->runs[k].file);

		st->lost_files += file_lose(f, to - st->runs[k].row) && f->done;
	}
}

bool stage_seal(struct stage *st)
{
	struct segment *seg;

	if (!st->row)
		return true;
	derive_rows(st->derive, st, st->row);
	intern_report(st);
	seg = seal_segment(st, st->row);
	if (!seg)
		lose_rows(st);
	clear(st);
	if (seg)
		store_publish(st->store, seg);
	return seg != NULL;
}
