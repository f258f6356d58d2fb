/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The store: files, paths, dictionaries and segments, and the order of events.
 *
 * Writers (loader threads) add files and publish segments under a lock; readers (screen,
 * verbs, query threads) take none: what has a number below the published count is complete
 * and stays. After store_finish() nothing changes any more.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "store/dict.h"
#include "store/path.h"
#include "store/segment.h"
#include "util/base.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/sv.h"

#include <sys/types.h>
#include <time.h>

/* What a file turned out to be, and what became of it (PRODUCT.md section 5). */
#define FILE_KIND_LIST(_)                                                                  \
	_(TRAIL, "trail")                                                                  \
	_(ARRAY, "array")                                                                  \
	_(RECORD, "record")                                                                \
	_(NDJSON, "ndjson")                                                                \
	_(LOOKUP, "lookup")                                                                \
	_(CONSOLE_CSV, "console-csv")                                                      \
	_(ATHENA, "athena")                                                                \
	_(LAKE, "lake")                                                                    \
	_(EVENTBRIDGE, "eventbridge")                                                      \
	_(CLOUDWATCH, "cloudwatch")                                                        \
	_(ELASTIC, "elastic")                                                              \
	_(SPLUNK, "splunk")                                                                \
	_(SENTINEL, "sentinel")                                                            \
	_(OCSF, "ocsf")                                                                    \
	_(WRAPPED, "wrapped")                                                              \
	_(TIMESKETCH, "timesketch")                                                        \
	_(ENGINE, "engine")                                                                \
	_(TABLE, "table")                                                                  \
	_(ARCHIVE, "archive")                                                              \
	_(DIGEST, "digest")                                                                \
	_(NOTIFICATION, "notification")                                                    \
	_(UNSUPPORTED, "unsupported") _(EMPTY, "empty") _(OTHER, "other")
#define FILE_STATE_LIST(_)                                                                 \
	_(OK, "ok")                                                                        \
	_(SUSPECT, "suspect")                                                              \
	_(SKIPPED, "skipped") _(DAMAGED, "damaged") _(UNREADABLE, "unreadable")
enum file_kind {
#define E(id, name) FK_##id,
	FILE_KIND_LIST(E) FK_COUNT
#undef E
};
enum file_state {
#define E(id, name) FSTATE_##id,
	FILE_STATE_LIST(E) FSTATE_COUNT
#undef E
};
extern const char *const file_kind_names[FK_COUNT];
extern const char *const file_state_names[FSTATE_COUNT];

/* A place in a file that could not be read as an event. */
struct bad_record {
	uint64_t off, len;  /* in the inflated bytes; len 0 when the end is not known */
	const char *reason; /* owned by the file's list */
};

/*
 * What is opened, checked and read: a file of the system, or standard input. Remembered as it
 * was when it was read, to notice a change.
 */
struct file_source {
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec mtime, ctime;
	bool spooled; /* standard input or a FIFO: its bytes are kept in a descriptor ... */
	int spool_fd; /* ... this one; -1: none */
	struct zindex
		*zindex; /* restart points of a big gzip file, or NULL (ingest/inflate.h) */
	void (*zindex_free)(struct zindex *z);
};

/*
 * A part of a file that has offsets of its own: a blob that was decoded, or a table, whose
 * rows mean what its first row says. Numbered from 1, as they are found.
 */
struct file_part {
	uint64_t off; /* where it stands: in the text of the file, or in UP */
	uint64_t len;
	uint32_t up;    /* the part it stands in, PART_NONE: none */
	uint16_t codec; /* how its text is made of what stands there */
	uint8_t kind;   /* enum part_kind (form/form.h) */
	char *paths; /* of a table: those its rows may have, a line each; owned. Or NULL */
};
#define PARTS_FIRST  64u /* in the first list; each list is as long as all before */
#define PARTS_CHUNKS 24u

/* What hashing a file brought (load_options.hash). */
struct file_sum {
	uint8_t all[32];   /* SHA-256 of the inflated bytes, all gzip members of them */
	uint8_t first[32]; /* of the first member alone, when there are more */
	unsigned members;  /* of gzip, 0: it is none */
	uint64_t trailing; /* bytes behind the last member that are no gzip */
};

/*
 * A file as the user sees it: a source, or a member of an archive, whose text is inside that
 * of its container.
 */
#define NO_CONTAINER UINT32_MAX
struct file {
	char *_Atomic path;      /* as reached; bytes, any; of a member "ARCHIVE!/member" */
	_Atomic(uint32_t) arg;   /* which argument it came from */
	_Atomic(uint32_t) order; /* rank in file order; final after store_finish() */
	_Atomic(uint32_t)
		alias_of; /* another file with the same device and inode, or UINT32_MAX */
	enum file_kind kind;
	enum file_state state;
	_Atomic(bool)
		done; /* the worker is through with it: what is not atomic stays as it is */
	uint8_t gzip; /* gzip inside of gzip: how often its text is inflated */
	bool unloaded;                /* stopped by the memory limit or by the user */
	bool lost;                    /* events of it are not in the store: no memory */
	_Atomic(uint64_t) events;     /* found, copies included */
	_Atomic(uint64_t) duplicates; /* of them copies; valid after store_finish() */
	_Atomic(uint64_t) skipped;    /* elements that are no event */
	uint64_t refused;             /* records that could not be read */
	_Atomic(uint64_t) differing;  /* events that share their id with other content */
	uint64_t marked;              /* events with a mark */
	_Atomic(uint64_t) bytes;      /* on disk */
	uint64_t inflated;
	struct file_sum *sum; /* NULL: not asked for, or not read to its end */
	const char
		*proof; /* what digests make of it (integrity/), a constant; NULL: nothing,
			      or not asked yet. Set after the load by the thread that reads it */
	char *problem;  /* NULL, or the reasons joined by "; " */
	char *before;   /* the problem that somebody may still read (file_lose()) */
	char **notes;   /* remarks that are no problem */
	uint32_t nnotes, notecap;
	struct bad_record *bad; /* the first of them, at most 1000 */
	uint32_t nbad, badcap;
	enum file_kind plain;      /* shape of the records that no form has */
	uint32_t container;        /* the archive it is a member of, or NO_CONTAINER: */
	struct file_source source; /* what is opened */
	uint32_t member;           /* its number in the container */
	struct file_part *parts[PARTS_CHUNKS]; /* file_part() */
	uint32_t nparts;
};

struct order; /* store/order.h */
struct store;

struct store *store_new(void);
/* A scratch store over the paths of OF, which must outlive it (ingest/raw.h). */
struct store *store_new_over(struct path_trie *paths);
void store_free(struct store *s);

struct path_trie *store_paths(struct store *s);
const struct path_trie *store_paths_ro(const struct store *s);
/*
 * Dictionary of (PATH, KIND) for VK_STR, VK_LIT and VK_ORDER; NULL when there is none yet.
 */
struct dict *store_dict(const struct store *s, path_t path, enum vkind kind);
/* The same, made when missing. Takes a lock the first time. */
struct dict *store_dict_make(struct store *s, path_t path, enum vkind kind);

/* Files. store_add_file() copies PATH and takes the lock; the entry never moves. */
uint32_t store_add_file(struct store *s, const char *path, uint32_t arg);
uint32_t store_nfiles(const struct store *s);
struct file *store_file(const struct store *s, uint32_t i);
/*
 * Add a part to F, by the thread that reads it, before any row in it is published: its number.
 * A part never moves.
 */
uint32_t file_add_part(struct file *f, const struct file_part *p); /* takes P->paths */
const struct file_part *file_part(const struct file *f, uint32_t number);
/* Append REASON to the problem of F. */
void file_problem(struct file *f, const char *reason);
/* Add a remark to F, once. */
void file_note(struct file *f, const char *remark);
/*
 * EVENTS of F (counted in it) could not be kept, and maybe others were not read: it is damaged,
 * and says why. True when it was neither damaged nor unreadable before.
 */
bool file_lose(struct file *f, uint64_t events);
/*
 * <0, 0, >0: file order of PRODUCT.md section 2 (argument, then whole path in byte order).
 */
int file_cmp(const struct file *a, const struct file *b);

/*
 * Room for a segment, aligned to a cache line, as long as the store lives; NULL: no memory.
 */
void *store_take(struct store *s, size_t n) WARN_UNUSED;
/* Segments. store_publish() gives SEG its index; the store owns it. */
void store_publish(struct store *s, struct segment *seg);
uint32_t store_nsegs(const struct store *s);
const struct segment *store_seg(const struct store *s, uint32_t i);

/*
 * What a loader thread put into its arena for dictionaries now lives as long as the store.
 */
void store_adopt_arena(struct store *s, struct arena *a);

/* Everything is loaded: file order, duplicates, time order, counts of the files. */
void store_finish(struct store *s, unsigned threads);
bool store_finished(const struct store *s);

struct store_totals {
	uint64_t files, events, duplicates, skipped, refused;
	uint64_t bytes; /* memory held: segments, dictionaries, files */
};
void store_totals(const struct store *s, struct store_totals *ret);
/* Events of the segments published so far, copies included. */
uint64_t store_rows(const struct store *s);
/* Memory held now, cheaply (an atomic). */
uint64_t store_bytes(const struct store *s);
void store_account(struct store *s, int64_t bytes);
/*
 * BYTES more went into dictionaries; what they take in the end is counted by
 * store_finish().
 */
void store_account_dicts(struct store *s, uint64_t bytes);

/* Reading rows. */
tick_t store_time(const struct store *s, row_t row);
struct file *store_row_file(const struct store *s, row_t row, uint64_t *ret_off,
			    uint32_t *ret_len);
unsigned store_row_marks(const struct store *s, row_t row); /* enum row_mark_bits */
bool store_row_differs(const struct store *s, row_t row);

/*
 * Order of events: time, file order, position; rows without a readable time last. While the
 * load runs file order is not known yet: then number of the file stands in. <0, 0, >0.
 */
int store_row_cmp(const struct store *s, row_t a, row_t b);

/* All places of the event kept at ROW: its own first, then its copies, in file order. */
uint32_t store_places(const struct store *s, row_t row,
		      row_t **ret_rows); /* caller frees */
/* The row kept for the copy ROW, or ROW itself. */
row_t store_kept(const struct store *s, row_t row);

#endif
