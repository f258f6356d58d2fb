/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a store as the contract lists them, and as a listing. */
#ifndef COVERAGE_FILES_H
#define COVERAGE_FILES_H

#include "eval/select.h"
#include "list/listing.h"
#include "store/store.h"

struct file_list {
	/* numbers in the store, in file order; without those read under another name */
	uint32_t *v;
	size_t n;
};

/* Of a finished store. */
void file_list_init(struct file_list *l, const struct store *s);
void file_list_release(struct file_list *l);

/*
 * Events of one file that bear each kind of mark; index = number of the bit in
 * row_mark_bits.
 */
#define NMARKS 5
struct file_marks {
	uint32_t of[NMARKS];
};
extern const char *const mark_words[NMARKS]; /* "3 events ..." */
/* For all files of the store, by number; caller frees. */
struct file_marks *file_marks_count(const struct store *s);

/* Other names under which a file was reached (it is read once). */
struct file_names {
	uint32_t count;
	uint32_t first; /* number of the entry with the first such name */
};
/*
 * For all files of the store, by number; a name that is the same text does not count.
 * Caller frees.
 */
struct file_names *file_names_count(const struct store *s);

/* A bit for each file, by number, that holds an event of SEL. Caller frees. */
uint64_t *files_matching(const struct store *s, const struct selection *sel);

enum file_col {
	FC_PATH,
	FC_KIND,
	FC_STATE,
	FC_EVENTS,
	FC_DUPLICATES,
	FC_SKIPPED,
	FC_BYTES,
	FC_PROBLEM,
	FC_NOTES, /* this and the next ones only where there is something to say */
	FC_PROOF,
	FC_BASE64,
	FC_COUNT
};
extern const struct listing file_listing;

#define FILE_OWN_NOTES 12 /* of a file itself, that are shown */
#define FILE_NOTES     (NMARKS + 2 + FILE_OWN_NOTES)

struct file_rows {
	const struct store *store;
	const uint32_t *files; /* their numbers */
	/* what only writers ask for; NULL on the screen */
	struct file_marks *marks;
	struct file_names *names;
	/* what the cells of the last row borrow */
	struct buf path, base64, problem, text[FILE_NOTES];
	struct sv notes[FILE_NOTES];
	struct rows r;
};
/* FILES (N of them) are borrowed; F must not move. */
void file_rows_init(struct file_rows *f, const struct store *s, const uint32_t *files,
		    size_t n, enum reader reader);
void file_rows_release(struct file_rows *f);

#endif
