/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Staging: the segment one loader thread is filling. Values are appended leaf by leaf; the
 * row is then kept or taken back whole; a full segment is sealed into its packed form and
 * published.
 *
 * The reader of records (ingest/token.c) works on struct stage_path directly, because this
 * is the path of each value: nothing here allocates but for growth, and nothing formats.
 */
#ifndef STORE_STAGE_H
#define STORE_STAGE_H

#include "store/intern.h"
#include "store/stagecol.h"
#include "store/store.h"
#include "util/hashtab.h"

struct token_edge; /* ingest/token.h */

/*
 * Bits that tell of a top-level key what it says about the object that bears it
 * (stage_path.frame): form/form.h.
 */
typedef uint16_t (*frame_fn)(struct sv key);

/*
 * State of one path in one thread. What each leaf touches stands first.
 */
struct stage_path {
	path_t path;
	uint32_t last_row;   /* row of the last leaf here, +1; 0: none in this segment */
	uint32_t twice_row;  /* the same of the last row that has more than one */
	uint32_t occurrence; /* of that row: leaves before the last one */
	uint8_t flags;       /* enum path_flags */
	uint16_t frame;      /* bits of its top-level key (frame_fn) */
	struct stage_col *cols[VK_COUNT];
	/* ingest/token.c: ways from here to the next leaf, most recent first */
	struct token_edge *edges;
	uint32_t nedges, depth;
	uint64_t hash;                     /* of the path, for content hashes */
	uint64_t total;                    /* values here in the segments sealed so far */
	struct stage_path *parent, *array; /* array: its elements' node, when met */
	struct intern intern[2];           /* strings, literals */
	struct buf *mixed;                 /* order of kinds of the row, when they mix */
};

/* A wish to have one whole value while a record is read (ingest/raw.h). */
struct stage_capture {
	path_t path;
	uint32_t nth;    /* which of the leaves there, from 0; it is a long string */
	struct buf *out; /* appended to */
	bool found;
};

struct stage {
	struct store *store;
	frame_fn frames;
	struct stage_capture *capture; /* or NULL */
	struct path_trie *trie;
	struct arena scratch;      /* of one sealing */
	struct arena arena;        /* dictionary texts, kept by the store at the end */
	uint64_t dicts_grown;      /* what tables of dictionaries took for this thread */
	uint64_t dicts_counted;    /* of both, in the store's account */
	struct stage_path **paths; /* by path number */
	uint32_t npaths;
	struct hashtab children;   /* paths by (parent, key), without a lock */
	struct stage_col **active; /* columns with values in this segment */
	uint32_t nactive, activecap;
	struct stage_path **mixed; /* paths that mix kinds in the current row */
	uint32_t nmixed, mixedcap;
	uint32_t row;       /* the row being filled */
	uint64_t content;   /* its content hash so far */
	unsigned row_marks; /* enum row_mark_bits */
	size_t raw_bytes;   /* of all blobs: bounds the segment */
	uint64_t text;      /* bytes of the records kept: bounds what their values take */
	size_t most;        /* of either; 64 MiB, a loader may say less */
	/* of the rows kept */
	uint32_t off[SEG_ROWS], len[SEG_ROWS];
	uint64_t hash[SEG_ROWS];
	struct row_mark marks[SEG_ROWS];
	uint32_t nmarks;
	struct file_run *runs;
	uint32_t nruns, runcap;
	struct derive *derive; /* store/derive.h */
	struct idset *idset;   /* store/seal.c */
	bool failed;           /* out of memory when sealing */
	uint32_t lost_files;   /* files that were read well and then lost events by it */
};

/* FRAMES may be NULL: no key says anything. */
struct stage *stage_new(struct store *s, frame_fn frames);
/* The segment being filled must have been sealed. Dictionary texts go to the store. */
void stage_free(struct stage *st);

/* State of a path; made when missing. */
struct stage_path *stage_path(struct stage *st, path_t p);
/* Child of PARENT for the decoded KEY, or NULL when it has no node (overflow). */
struct stage_path *stage_child(struct stage *st, struct stage_path *parent, struct sv key);
struct stage_path *stage_array(struct stage *st, struct stage_path *parent);

/* A memo of one value, to be appended again without looking at its text. */
struct stage_memo {
	const char *ptr; /* the value's source bytes, NULL: none */
	uint32_t len;
	uint32_t id;
	uint64_t hash;
	struct stage_col *col; /* where it goes: of string or literal numbers */
};

/*
 * Append the decoded string TEXT (valid UTF-8, or lone surrogates) at SP; returns the kind
 * it was stored as. *MEMO is set so that stage_again() appends an equal value; its ptr is
 * the dictionary's own copy of the text, NULL when the text has no number.
 */
enum vkind stage_string(struct stage *st, struct stage_path *sp, struct sv text,
			struct stage_memo *memo);
/*
 * Append the string at P when it is a canonical UUID (36 bytes can be read), or a time (20
 * bytes). False: it is not, and nothing was done.
 */
bool stage_uuid(struct stage *st, struct stage_path *sp, const char *p);
bool stage_time(struct stage *st, struct stage_path *sp, const char *p);
/* Append a literal: number, true, false, null, {} or []. */
void stage_literal(struct stage *st, struct stage_path *sp, struct sv text,
		   struct stage_memo *memo);
/* Append the leaf of an overflow node (text of store/overflow.h). */
void stage_overflow(struct stage *st, struct stage_path *over, struct sv text);

/*
 * End of a row: keep it as the event at OFF..OFF+LEN of FILE, which is read as HOW says, or
 * take its values back.
 */
void stage_keep(struct stage *st, uint32_t file, uint64_t off, uint32_t len,
		struct row_how how);
void stage_undo(struct stage *st);
/*
 * End of a row of LEN bytes that was read for its content hash alone, in a stage that is
 * never sealed: its values are forgotten once there is a segment of them, which costs less
 * than taking back each row's.
 */
void stage_pass(struct stage *st, size_t len);

static inline bool stage_full(const struct stage *st)
{
	return st->row >= SEG_ROWS || st->raw_bytes > st->most || st->text > st->most;
}
/*
 * Seal and publish what is there (nothing when empty). False when memory ran out: the rows are
 * gone, and the files that they came from say so (file_lose()).
 */
bool stage_seal(struct stage *st) WARN_UNUSED;

/* ---- the fast path ---- */

/* The first value of the segment in C, or no room in it. */
void stage_col_room_slow(struct stage *st, struct stage_col *c);
/* A second leaf of a row at SP; returns its content hash. */
uint64_t stage_again_slow(struct stage *st, struct stage_path *sp, enum vkind kind,
			  uint64_t hash);

static ALWAYS_INLINE struct stage_col *stage_col(struct stage_path *sp, enum vkind kind)
{
	struct stage_col *c = sp->cols[kind];

	if (UNLIKELY(!c))
		c = sp->cols[kind] = stagecol_new(sp->path, kind);
	return c;
}

/* The column of KIND (no numbers) at SP, with room for a value. */
static ALWAYS_INLINE struct stage_col *stage_room(struct stage *st, struct stage_path *sp,
						  enum vkind kind)
{
	struct stage_col *c = stage_col(sp, kind);

	if (UNLIKELY(c->n == 0 || c->n == c->cap))
		stage_col_room_slow(st, c);
	return c;
}

/* ID in N rows from ROW on, in a column of numbers. */
static ALWAYS_INLINE void stage_put(struct stage *st, struct stage_col *c, uint32_t id,
				    uint32_t row, uint32_t n)
{
	if (UNLIKELY(c->last == c->end))
		stage_col_room_slow(st, c);
	stagecol_put(c, id, row, n);
}

/* Bookkeeping of one more leaf of KIND with content hash HASH at SP; it is staged. */
static ALWAYS_INLINE void stage_note(struct stage *st, struct stage_path *sp,
				     enum vkind kind, uint64_t hash)
{
	if (UNLIKELY(sp->last_row == st->row + 1))
		hash = stage_again_slow(st, sp, kind, hash);
	sp->last_row = st->row + 1;
	st->content += hash;
}

/* Append the value of a memo again. */
static ALWAYS_INLINE void stage_again(struct stage *st, struct stage_path *sp,
				      const struct stage_memo *m)
{
	stage_put(st, m->col, m->id, st->row, 1);
	stage_note(st, sp, (enum vkind)m->col->kind, m->hash);
}

#endif
