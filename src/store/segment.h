/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sealed segment: up to SEG_ROWS events of one loader thread, immutable but for the bits
 * that dedup sets. Rows ascend by file and position within each run of a file.
 *
 * A column holds the values of one (path, kind). Kinds of a path's values:
 *   VK_STR   string, number of the path's string dictionary
 *   VK_LIT   number, true, false, null, {} or [] by its text, number of the literal dictionary
 *   VK_UUID  string that is a lower-case canonical UUID: 16 bytes
 *   VK_TIME  string YYYY-MM-DDTHH:MM:SSZ: seconds since 1970
 *   VK_RAW   string, stored here (paths with many distinct values)
 *   VK_RAWLIT number, stored here as VK_RAW is (paths with many distinct numbers)
 *   VK_BIG   string of more than BIG_LEN bytes: the first BIG_LEN bytes stored here; the whole
 *            is re-read from the source (ingest/raw.h)
 *   VK_ORDER order of the kinds of a row whose values at this path mix kinds: a text with one
 *            letter 'a' + kind for each value; number of the path's order dictionary. No value.
 * null, {} and [] are leaves of the record but no values: no test, count or search sees
 * them.
 *
 * Encodings: DENSE one value in every row; BITMAP at most one value a row; LIST values with
 * their rows, ascending, a row repeated for each of its values in their order.
 * Widths of dictionary numbers: 0 (all values are number base), 1, 2, 4. Where a segment
 * has few of many numbers, its values are indexes into a table of the numbers it has
 * (column_view.local).
 */
#ifndef STORE_SEGMENT_H
#define STORE_SEGMENT_H

#include "store/path.h"
#include "util/base.h"
#include "util/sv.h"
#include "util/timefmt.h"

#include <stdatomic.h>

#define SEG_SHIFT 12
#define SEG_ROWS  (1u << SEG_SHIFT)
#define SEG_WORDS (SEG_ROWS / 64)
#define BIG_LEN   65536u

enum vkind {
	VK_STR,
	VK_LIT,
	VK_UUID,
	VK_TIME,
	VK_RAW,
	VK_RAWLIT,
	VK_BIG,
	VK_ORDER,
	VK_COUNT
};
#define VK_BIT(k) (1u << (k))
/* Kinds that are values of a record's path. */
#define VK_VALUES (VK_BIT(VK_ORDER) - 1)

enum venc { VE_DENSE, VE_BITMAP, VE_LIST };

struct column {
	path_t path;
	uint32_t n;    /* values */
	uint32_t at;   /* offset in struct segment.data, in 8-byte units */
	uint32_t base; /* width 0: the one number */
	uint8_t kind, enc, width,
		local; /* local: a table of numbers stands before the values */
};

/* Pointers into a column. */
#define LOCAL_MAX 4096u
struct column_view {
	const struct column *col;
	enum vkind kind;
	enum venc enc;
	unsigned width;
	uint32_t n, base;
	const uint64_t *bitmap; /* VE_BITMAP: SEG_WORDS words */
	const uint16_t *rank;   /* VE_BITMAP: values before each word */
	const uint16_t *rows;   /* VE_LIST: n rows */
	const void *
		ids; /* dictionary kinds: n numbers of WIDTH bytes, or indexes into LOCAL */
	const uint32_t *local; /* the numbers of this segment, or NULL */
	uint32_t nlocal;       /* at most LOCAL_MAX */
	const uint8_t (*uuid)[16];
	const uint32_t *secs;
	const struct raw_head *raw; /* VK_RAW, VK_RAWLIT, VK_BIG: read by column_text() */
	const uint64_t *full_len;   /* VK_BIG: lengths before the cut (n of them) */
};

/* The texts of one column, one after the other or at random. Zero it for each column. */
struct column_text {
	uint32_t next; /* value whose place is known: reading in order is cheap */
	uint32_t pos;
	char *tmp; /* texts that are stored in two parts are put together here */
	size_t cap;
};
void column_text_release(struct column_text *ct);
/*
 * Do the texts of column_text() live as long as the store, rather than until its next call?
 */
bool column_text_lasts(const struct column_view *v);
#define AUTO_TEXT __attribute__((cleanup(column_text_release)))

/* Why a row is marked (struct row_mark). */
enum row_mark_bits {
	MARK_BAD_TIME = 1,  /* eventTime is there but cannot be read, or is absent */
	MARK_KEY_TWICE = 2, /* an object names a key twice */
	MARK_WRONG_TYPE =
		4, /* a field of the record's frame has another type than it should */
	MARK_BIG_VALUE = 8,    /* a value of more than BIG_LEN bytes */
	MARK_LATER_MEMBER = 16 /* from a gzip member after the first: no digest covers it */
};

struct row_mark {
	uint16_t row;
	uint16_t bits;
};

/*
 * What stands at a place, and how it becomes a record: numbers that form/ and ingest/ give
 * and understand. All zero: the bytes are the record.
 */
struct row_how {
	uint16_t codec;  /* codec_t (form/codec.h) */
	uint8_t form;    /* number in the FORM TABLE (form/form.h), 0: none */
	uint8_t partial; /* 1: only some of its fields are known */
	uint32_t part; /* of the file the place is in (file_part()), PART_NONE: the file */
};
#define PART_NONE 0u

/* Rows from ROW on (up to the next run) stand in FILE; their offset is base + off[row]. */
struct file_run {
	uint32_t row, file;
	uint64_t base;
	struct row_how how;
};

struct segment {
	uint32_t index, rows;
	uint32_t ncols, nruns, nmarks;
	struct column *cols; /* ascending by (path, kind) */
	struct file_run *runs;
	struct row_mark *marks;
	/*
	 * place of each record in the inflated file: read by segment_place(), segment_len()
	 */
	const uint16_t *len16; /* lengths, or NULL: */
	const uint32_t *len32;
	const uint64_t *
		block; /* offset of each 64th row; between, records follow one another ... */
	uint32_t gap;  /* ... with so many bytes between them; or: */
	const uint32_t
		*off32; /* offsets from the run's base, when the gaps differ; else NULL */
	const uint32_t *t32;        /* seconds, when all rows have such a time; else NULL */
	const tick_t *t64;          /* else this; TICK_NONE = no readable time */
	uint64_t *content;          /* keyed hash of each row's content: finds copies, and a
				      source that changed */
	_Atomic(uint64_t) *dup;     /* SEG_WORDS: a copy of an event kept elsewhere */
	_Atomic(uint64_t) *differs; /* SEG_WORDS: shares its eventID with other content */
	void *data;
	size_t bytes; /* all of it */
};

typedef uint32_t row_t;
#define ROW_NONE UINT32_MAX

static inline row_t row_make(uint32_t seg, uint32_t r)
{
	return seg << SEG_SHIFT | r;
}
static inline uint32_t row_seg(row_t row)
{
	return row >> SEG_SHIFT;
}
static inline uint32_t row_in_seg(row_t row)
{
	return row & (SEG_ROWS - 1);
}

/* The 36 characters of a VK_UUID value at OUT (no NUL). */
void uuid_format(const uint8_t id[16], char *out);

/* Index of the first column with PATH, or ncols; its columns follow one another by kind. */
uint32_t segment_find(const struct segment *s, path_t path);
void column_view(const struct segment *s, const struct column *c, struct column_view *ret);

/* Number of value I of a dictionary column. */
static inline uint32_t column_id(const struct column_view *v, uint32_t i)
{
	uint32_t id;

	switch (v->width) {
	case 0:
		return v->base;
	case 1:
		id = ((const uint8_t *)v->ids)[i];
		break;
	case 2:
		id = ((const uint16_t *)v->ids)[i];
		break;
	default:
		return ((const uint32_t *)v->ids)[i];
	}
	return v->local ? v->local[id] : id;
}

/* Values of row R: indexes [*ret_from, *ret_to); false when it has none. */
bool column_row(const struct column_view *v, uint32_t r, uint32_t *ret_from,
		uint32_t *ret_to);
/*
 * Text of value I of a VK_RAW, VK_RAWLIT or VK_BIG column; valid until the next call with
 * CT.
 */
struct sv column_text(const struct column_view *v, uint32_t i, struct column_text *ct);
/* Row of value I (VE_BITMAP: slow; iterate the bitmap instead). */
uint32_t column_row_of(const struct column_view *v, uint32_t i);

static inline tick_t segment_time(const struct segment *s, uint32_t r)
{
	return s->t32 ? (tick_t)s->t32[r] * TICKS_PER_SEC : s->t64[r];
}

/* File and offset of row R. */
uint32_t segment_place(const struct segment *s, uint32_t r, uint64_t *ret_off);
/* The run that row R is in. */
const struct file_run *segment_run(const struct segment *s, uint32_t r);
/* Bytes of the record at row R. */
static inline uint32_t segment_len(const struct segment *s, uint32_t r)
{
	return s->len16 ? s->len16[r] : s->len32[r];
}
/* Marks of row R, 0 when none. */
unsigned segment_marks(const struct segment *s, uint32_t r);

static inline bool segment_is_dup(const struct segment *s, uint32_t r)
{
	return atomic_load_explicit(&s->dup[r >> 6], memory_order_relaxed) >> (r & 63) & 1;
}

#endif
