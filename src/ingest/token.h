/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reader of one record: JSON text -> leaves in a stage.
 *
 * The text between two values ("gap": `","eventName":"`) follows from the path of the value
 * before and that of the value after. Each path keeps the gaps that were seen to follow it,
 * and behind each gap the value it led to last; one comparison then replaces parsing both.
 * This is a pure cache over the one grammar, the walker in ingest/walk.c: token_init(...,
 * false) reads without it and gives the same store.
 *
 * Layer ingest turns files into rows of a stage. It starts no thread.
 */
#ifndef INGEST_TOKEN_H
#define INGEST_TOKEN_H

#include "form/form.h"
#include "store/stage.h"
#include "util/err.h"

/* Bytes that must follow a text and be readable, all zero. */
#define TOKEN_PAD 64

enum token_class {
	TC_STRING, /* the gap ends behind the quote that opens a string */
	TC_NUMBER, /* ... before the first character of a number */
	TC_CONST,  /* ... behind true, false, null, {} or [] */
	TC_END     /* ... behind the brace that closes the record */
};

/* What a byte can be. */
enum char_bits {
	CHAR_ANY = 1,
	CHAR_ENDS_VALUE = 2,   /* , } ] and blanks: "truex" is no constant */
	CHAR_ENDS_NUMBER = 4,  /* all that cannot stand in a number */
	CHAR_BEGINS_NUMBER = 8 /* - and digits */
};
extern const uint8_t token_chars[256];

static ALWAYS_INLINE unsigned token_char(char c)
{
	return token_chars[(unsigned char)c] ^ (CHAR_ANY | CHAR_ENDS_NUMBER);
}

/* Values of up to so many bytes are held behind their gap. */
#define TOKEN_HOLD 128

/*
 * A way from one path to the next value: the gap, and behind it the value it led to last,
 * so that one comparison takes both. It begins at a cache line.
 */
struct token_edge {
	struct token_edge *follow; /* the way taken next, the last time */
	struct stage_path *to;
	struct stage_memo memo; /* the last value; ptr NULL: none that has a number */
	uint16_t gap;           /* bytes of the gap */
	uint16_t all;           /* and of the value held behind it, with its quote */
	uint16_t frame;         /* enum frame_bits of TO's top-level key */
	uint8_t cls;
	uint8_t need;  /* enum char_bits of the byte behind ALL for a hit, 0: never */
	uint8_t first; /* enum char_bits of the byte behind the gap */
	uint8_t kind;  /* enum vkind of the last string: what is tried first */
	uint16_t room; /* of TEXT, for a value */
	struct token_edge *next; /* other ways from the same path */
	char text[];
};

/* The way that was taken from a path by the last event of a name. */
#define TOKEN_GUESSES 1024u
struct token_guess {
	const struct stage_path *from;
	struct token_edge *way;
	uint32_t name; /* number of eventName, or DICT_NONE */
};

struct token_limits {
	unsigned depth;  /* nesting, the record's own brace = 1 */
	uint64_t record; /* bytes of one record */
};

struct token {
	struct stage *stage;
	struct token_limits limits;
	bool memo;
	/* of the record being read */
	const char *start, *end;          /* end: of the text that is there */
	bool final;                       /* no more text follows */
	unsigned stop;                    /* bits of the top-level keys to stop at, or 0 */
	const struct stage_path *stopped; /* ST_FORMAT: the key that had one */
	unsigned frame;                   /* bits seen (form/form.h) */
	const char *fail_at;              /* ST_SYNTAX, ST_LIMIT: where */
	const char *reason;               /* and why (a constant, or one of these) */
	char too_deep[48], too_long[48];
	struct stage_path *root;
	struct stage_path *source, *name; /* eventSource and eventName, once met */
	struct stage_path *begin;         /* pseudo path: before the first leaf */
	uint32_t no_notice; /* number of the last eventSource that is no notification's */
	struct arena edges;
	struct token_guess guess[TOKEN_GUESSES];
	struct buf text; /* decoded strings, overflow texts */
	struct buf key;
};

void token_init(struct token *t, struct stage *st, const struct token_limits *limits,
		bool memo);
void token_release(struct token *t);

/*
 * Read the record whose '{' is at P. ST_OK: its leaves are staged and *RET_END is behind
 * its '}'; the caller keeps or undoes the row. ST_MORE: the text ends inside it and !FINAL.
 * ST_SYNTAX, ST_LIMIT: see fail_at, reason. ST_FORMAT: a top-level key has a bit of STOP (see
 * stopped), *RET_END is where its value begins. The row must be undone after all but ST_OK.
 */
enum st token_record(struct token *t, const char *p, const char *end, bool final,
		     unsigned stop, const char **ret_end) WARN_UNUSED;

/* The path eventSource, NULL until a record had one. */
const struct stage_path *token_source(struct token *t);

/* ---- between token.c and walk.c ---- */

/* What the walker found between two values. */
struct token_step {
	struct stage_path *to; /* NULL: overflow, or the record's end */
	const char *next;      /* behind the gap */
	enum token_class cls;
	struct sv constant; /* TC_CONST: canonical text */
};

/*
 * Parse the gap at P after a leaf at FROM (or at the record's brace when FROM is t->begin).
 * ST_END: values below a key without a node were staged as overflow; go on behind them with
 * *FROM as the path of the last leaf.
 */
enum st token_walk(struct token *t, struct stage_path **from, const char *p,
		   struct token_step *ret) WARN_UNUSED;
enum st token_fail(struct token *t, enum st st, const char *at, const char *reason);
/*
 * Scan a string whose first byte is P; sets *RET (decoded, may live in t->text) and
 * *RET_NEXT behind the quote.
 */
enum st token_string(struct token *t, const char *p, struct sv *ret,
		     const char **ret_next) WARN_UNUSED;
/* Scan a number at P. */
enum st token_number(struct token *t, const char *p, struct sv *ret) WARN_UNUSED;

static inline const char *token_skip_space(const char *p)
{
	while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')
		p++;
	return p;
}

#endif
