/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the session share. */
#ifndef SESSION_SESSION_PRIV_H
#define SESSION_SESSION_PRIV_H

#include "eval/rowbits.h"
#include "session/session.h"
#include "session/sets.h"

struct session {
	struct session_options opt;
	char **paths; /* own copies; opt.paths */
	struct store *store;
	struct raw *raw;
	struct engine *engine;
	struct stack stack;
	int wake[2];

	struct view *view;
	uint64_t pushed;   /* stack.gen that the engine has */
	uint64_t progress; /* a digest of the last progress, to tell whether it moved */
	bool told_loaded;

	char *pattern; /* of the search; "" none */
	struct regex *regex;
	struct posset *hits;
	struct sets *sets;
	struct posset *jump_set; /* of JUMP_IDENTITY and the like */
	char *jump_expr;         /* what it is the set of */
	struct jump_wait {
		bool on;
		enum jump kind;
		bool back;
		row_t row;
		char *expr; /* of JUMP_EXPR */
		bool ready; /* ANSWER is to be taken */
		struct jump_answer answer;
	} jump;

	char *values_field;
	struct values *values;
	struct values_order {
		struct values *values; /* with a reference */
		enum values_sort by;
		bool reverse;
		uint32_t *v;
	} * values_order;                  /* the last one that was asked for, or NULL */
	const struct values *order_wanted; /* what TASK_VALUES_ORDER is asked */
	enum values_sort order_by;
	bool order_reverse;
	struct coverage *coverage;
	struct integrity *integrity;

	bool mark_on; /* what TASK_MARK is for: to mark, or to unmark */
	bool marked_ready;
	size_t marked; /* what it has changed */
	/* Marks that are shown, and for what that was counted. */
	uint64_t marks_shown, marks_serial, marks_gen;
};

/* session.c: ask the engine for the hits of the pattern. */
void search_ask(struct session *sn);

/* tables.c: hold the files against their digests. */
void integrity_ask(struct session *sn);
/* tables.c: take what tasks brought. */
unsigned tables_take(struct session *sn);
void tables_release(struct session *sn);

/* jump.c: try again what waits; true when there is an answer now. */
bool jump_retry(struct session *sn);
/* jump.c: take what tasks brought; bits of enum session_news. */
unsigned jump_take(struct session *sn);
void jump_release(struct session *sn);

#endif
