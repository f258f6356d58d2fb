/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The filter language (PRODUCT.md section 3): text -> typed tree.
 *
 * Layer query answers questions over the store: filters, counts, order. It knows no
 * terminal and no output format.
 *
 * Two steps: filter_parse() needs no store and finds every error of syntax; filter_bind()
 * gives relative times and bare hours their meaning once the times loaded are known.
 */
#ifndef LANG_FILTER_H
#define LANG_FILTER_H

#include "event/field.h"
#include "store/store.h"
#include "util/arena.h"
#include "util/err.h"

/* A field as typed: one of the table, or any JSON path. */
struct fieldref {
	enum field_id id; /* FLD_NONE: the path below; else it says all */
	struct sv *keys;  /* decoded parts of the path */
	size_t nkeys;
	struct sv spelling; /* as typed, without blanks around */
};

/* A field of the table, spelled by its name. */
static inline struct fieldref fieldref_of(enum field_id id)
{
	return (struct fieldref){ .id = id, .spelling = sv_str(fields[id].name) };
}

/* The keys of its path, of the table or its own; none when it is no path. */
static inline const struct sv *fieldref_keys(const struct fieldref *f, size_t *ret_n)
{
	bool own = f->id == FLD_NONE;

	*ret_n = own ? f->nkeys : fields[f->id].nkeys;
	return own ? f->keys : fields[f->id].keys;
}

/*
 * Parse the name of a field (a column, a key of count --by or --sort). All memory is of
 * ARENA. `raw` and `text` are only for tests of a filter: ST_USAGE; a bad name is ST_SYNTAX;
 * err->off is the offset in characters.
 */
enum st fieldref_parse(struct sv text, struct arena *arena, struct fieldref *ret,
		       struct err *err) WARN_UNUSED;
/* Parse "a,b.c,\"x,y\".z" into an array of ARENA. */
enum st fieldref_parse_list(struct sv text, struct arena *arena, struct fieldref **ret,
			    size_t *ret_n, struct err *err) WARN_UNUSED;

struct filter;

/*
 * Parse SRC. On ST_SYNTAX err->off is the offset of the caret in characters, from 0, and
 * err->text the reason. The filter owns copies of all it needs. An expression has at most
 * FILTER_MAX_LEN bytes and FILTER_MAX_DEPTH parentheses within each other.
 *
 * "@FILE" as the whole of SRC stands for what the file holds, which filter_text() then is. The
 * values of "FIELD in @FILE" are read from it too; a file has at most FILTER_MAX_FILE bytes.
 */
#define FILTER_MAX_LEN   65536u
#define FILTER_MAX_DEPTH 200u
#define FILTER_MAX_FILE  ((size_t)16 << 20)
enum st filter_parse(struct sv src, struct filter **ret, struct err *err) WARN_UNUSED;
void filter_free(struct filter *f);
/* The expression as given to filter_parse(). */
struct sv filter_text(const struct filter *f);
/*
 * The three lines of an error, escaped, each with its LF, without the program's name in
 * front: "filter: REASON at N", the expression, a caret under character N (from 1). SRC as
 * given to filter_parse().
 */
void filter_error_lines(struct sv src, const struct err *err, struct buf *out);

/* What times mean relative to the loaded events. */
struct filter_times {
	tick_t newest; /* newest readable time that is not after now; TICK_NONE when none */
	tick_t day;    /* start of the day bare hours are of; TICK_NONE: no such day */
};
/* From the order: newest, and the only day loaded (else none). NOW as time_now() says. */
void filter_times_from(const struct store *s, const struct order *o, tick_t now,
		       struct filter_times *ret);
/*
 * Resolve times; ST_USAGE when a bare hour has no day or a relative time no event (err->off
 * as for filter_parse()). May be called again when the times change; evaluators made before
 * keep the times they were made with.
 */
enum st filter_bind(struct filter *f, const struct filter_times *t,
		    struct err *err) WARN_UNUSED;

/*
 * A time literal alone (--since, --until, `t` of the screen): its start and end. Same
 * rules.
 */
struct timelit {
	tick_t start, end; /* start <= t < end is "inside" it */
};
enum st timelit_parse(struct sv text, const struct filter_times *t, struct timelit *ret,
		      struct err *err) WARN_UNUSED;
/*
 * "A..B" = [start(A), start(B)), "A..", "..B", or one literal = all of its unit; an open
 * end is 0 / TICK_NONE.
 */
enum st timerange_parse(struct sv text, const struct filter_times *t, tick_t *ret_from,
			tick_t *ret_to, struct err *err) WARN_UNUSED;
/* Is TEXT a time literal by its form (needs no store)? For checks before the load. */
bool timelit_ok(struct sv text, struct err *err);

/*
 * Paths of the filter that no loaded record has: one call each with the nearest known name
 * (or NULL).
 */
typedef void (*filter_unknown_fn)(void *arg, struct sv path, const char *nearest);
void filter_unknown_paths(const struct filter *f, const struct store *s,
			  filter_unknown_fn fn, void *arg);
/* The same for one field. */
bool fieldref_known(const struct fieldref *f, const struct store *s);

#endif
