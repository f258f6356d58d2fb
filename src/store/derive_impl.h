/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of store/derive.c and its parts: inputs by row, combinations. */
#ifndef STORE_DERIVE_IMPL_H
#define STORE_DERIVE_IMPL_H

#include "event/derived.h"
#include "store/derive.h"

/* Values of an input in the segment: key 0 = absent, else number + 1 or UNKNOWN. */
#define KEY_RAW UINT32_MAX /* no number: the text must be looked at */

struct input_col {
	struct stage_path *sp;
	bool present;      /* some row has a value */
	uint32_t empty[4]; /* numbers that count as absent, DICT_NONE: not met */
	uint32_t *key;     /* SEG_ROWS */
	uint8_t *changed;  /* SEG_ROWS: the key may differ from the row's before */
	/* of rows whose key is KEY_RAW: which column, which value there */
	uint32_t *at;
	uint8_t *kind;
};

/* In a key: number of the literal dictionary; number given by derive_function.c. */
#define KEY_LITERAL (UINT32_C(1) << 30)
#define KEY_OWN     (UINT32_C(1) << 29)

/*
 * Combinations of inputs seen before, and what came of them. A slot is its state and hash,
 * the numbers of its values in the string dictionaries of the fields, and the key.
 */
enum combo_state {
	COMBO_FREE,
	COMBO_NONE,   /* no value */
	COMBO_ONE,    /* value[0] */
	COMBO_TWO,    /* value[0] and value[1] */
	COMBO_DEPENDS /* what follows the first inputs decides */
};

struct combo {
	uint32_t state : 3, hash : 29;
	uint32_t value[2];
	uint32_t key[];
};

struct combos {
	uint32_t *slots;
	uint32_t words; /* of a key, even */
	uint32_t n, used;
};

struct derive {
	struct input_col in[IN_COUNT];
	struct combos combos[FLD_COUNT]; /* of the fields that have a rule */
	struct derive_function *function;
	struct stage_path *out[FLD_COUNT];
	struct stage_path *below[FLD_COUNT]; /* nodes of derived_rule.below, when met */
	struct buf text, text2, scratch;
};

/*
 * derive_input.c: lay the inputs out by row; texts of one row.
 *
 * The node of "a.b.[].c", when this thread has met it; else NULL.
 */
struct stage_path *derive_node(struct stage *st, const char *path);
void derive_gather(struct derive *d, struct stage *st);
/* Text of input I in row R; what has no stored text is formatted into d->scratch. */
struct sv derive_text(struct derive *d, unsigned i, uint32_t r);

/* Texts of the inputs LIST in row R; they live until the next call. */
void derive_texts(struct derive *d, const uint8_t *list, uint32_t r, struct sv *v);
/* Keys of the inputs LIST in row R; returns a bit for each that has no number. */
static inline uint32_t derive_key(const struct derive *d, const uint8_t *list, uint32_t r,
				  uint32_t *key)
{
	uint32_t raw = 0;

	memset(key, 0, DERIVED_INPUTS * sizeof(*key));
	for (unsigned i = 0; list[i] != IN_END; i++) {
		const struct input_col *in = &d->in[list[i]];

		key[i] = in->present ? in->key[r] : 0;
		raw |= (uint32_t)(key[i] == KEY_RAW) << i;
	}
	return raw;
}

/* Rows FROM..TO-1 of SP have the string of number ID. */
static inline void derive_fill(struct stage *st, struct stage_path *sp, uint32_t id,
			       uint32_t from, uint32_t to)
{
	if (from < to)
		stage_put(st, stage_col(sp, VK_STR), id, from, to - from);
}

/* derive_function.c: function and function.arn, for rows of lambda.amazonaws.com. */
void derive_function_init(struct derive *d);
void derive_function_release(struct derive *d);
void derive_function_rows(struct derive *d, struct stage *st, uint32_t rows);

/*
 * derive_combo.c: WORDS numbers make a key, at most DERIVED_INPUTS. Keys are
 * read in pairs: an odd number has a zero behind it.
 */
void combos_init(struct combos *t, unsigned words);
void combos_release(struct combos *t);
/* The slot of KEY, used or free; it moves when the next one is taken. */
struct combo *combos_slot(struct combos *t, const uint32_t *key);

#endif
