/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers for the texts a loader thread stages: which dictionary, and whether it is worth
 * one. A dictionary whose texts hardly ever come again is frozen, for all threads: what it
 * holds keeps its number, what is new is stored raw.
 */
#ifndef STORE_INTERN_H
#define STORE_INTERN_H

#include "store/dict.h"
#include "store/segment.h"

struct stage;
struct stage_path;

/* A dictionary of a path, as one thread uses it. */
struct intern {
	struct dict *dict;     /* NULL: not met here */
	uint64_t reported;     /* of this thread's values, in dict->values */
	uint32_t asked, known; /* since it was found frozen */
	bool frozen;           /* as this thread knows */
	bool useless; /* frozen, and hardly ever knows a text: not asked any more */
};

/*
 * The word of TEXT, whose hash_sv() is HASH, in the dictionary of (SP, KIND), VK_STR or
 * VK_LIT, added when new; NULL: it is to be stored raw.
 */
const struct dict_word *intern_text(struct stage *st, struct stage_path *sp,
				    enum vkind kind, struct sv text, uint64_t hash);
/* Number of TEXT, or DICT_NONE when nobody met it yet. */
uint32_t intern_number(const struct intern *in, struct sv text);
/*
 * Before the values of the segment are taken off: tell the dictionaries how many there
 * were, and the store's account what the new texts took.
 */
void intern_report(struct stage *st);

#endif
