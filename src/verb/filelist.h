/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a store as the contract lists them. */
#ifndef VERB_FILELIST_H
#define VERB_FILELIST_H

#include "store/store.h"

struct file_list {
	/* numbers in the store, in file order; without those read under another name */
	uint32_t *v;
	size_t n;
};

/* Of a finished store. */
void file_list_make(struct file_list *l, const struct store *s);
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

#endif
