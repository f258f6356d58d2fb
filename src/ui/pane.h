/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a pane is. A pane is one file pane/NAME.c that ends in its struct pane_ops, and one
 * row of the table in pane/panes.c; the tab line, the digits, the help overlay and the back stack
 * follow.
 *
 * All functions run on the screen's thread and none may block. The state is made (zeroed) the
 * first time the pane is shown and lives until the program ends: coming back finds cursor
 * and scroll as they were.
 */
#ifndef UI_PANE_H
#define UI_PANE_H

#include "conf/action.h"
#include "conf/keymap.h"
#include "term/layout.h"
#include "util/buf.h"
#include "util/err.h"

struct ui;
struct list;
struct tty_key;

/* PANE TABLE: after the tabs those that are reached by a key of their own. _(X, ID, name) */
#define PANE_LIST(_, X)                                                                    \
	TAB_LIST(_, X)                                                                     \
	_(X, FILTERS, filters, "", "")                                                     \
	_(X, HELP, help, "", "")                                                           \
	_(X, LOG, log, "", "")                                                             \
	_(X, TRACE, trace, "", "")

enum pane_id {
	PANE_NONE,
#define PANE_ENUM(X, id, name, digit, help) PANE_##id,
	PANE_LIST(PANE_ENUM, )
#undef PANE_ENUM
		PANE_COUNT
};

/* A hint at the bottom: the keys of A (and B) with a word. */
struct pane_hint {
	enum action a, b; /* B may be ACT_NONE */
	const char *word;
};

/* The value under the cursor, for + - and the copies. */
struct pane_value {
	struct buf
		field; /* as the filter language spells it; empty: it cannot be asked for */
	struct buf value;
	bool none;  /* the event has no value there */
	bool inner; /* an object or array: + and - ask whether there is one */
};

struct pane_ops {
	const char *title;
	enum keyctx ctx;
	size_t size; /* of the state */

	/* After the state was made; before it is freed. May be NULL. */
	void (*init)(struct ui *ui, void *state);
	void (*release)(struct ui *ui, void *state);
	/* It comes on the screen; it leaves it. May be NULL. */
	void (*enter)(struct ui *ui, void *state);
	void (*leave)(struct ui *ui, void *state);
	/*
	 * What session_step() said (bits of enum session_news), while it is on the screen.
	 * May be NULL.
	 */
	void (*news)(struct ui *ui, void *state, unsigned news);
	/*
	 * Each turn of the loop while it is on the screen: an answer to a question of
	 * the pane (session_answer()) may be there. True: it was; paint. May be NULL.
	 */
	bool (*arrived)(struct ui *ui, void *state);
	/* Paint the whole of BODY and put the cursor on the focused row. */
	void (*draw)(struct ui *ui, void *state, struct rect body);
	/*
	 * Carry A out. False: not mine; then the action of the whole screen is tried, and
	 * when there is none either the message line says that the key does nothing here.
	 */
	bool (*act)(struct ui *ui, void *state, enum action a);
	/*
	 * A key before it becomes an action (the search line of the help). False: not mine.
	 * May be NULL.
	 */
	bool (*key)(struct ui *ui, void *state, const struct tty_key *key);
	/* Fill RET, whose buffers are empty; false: there is none. May be NULL. */
	bool (*value)(struct ui *ui, void *state, struct pane_value *ret);
	/*
	 * `/` in a pane of a list searches its entries: LIST is that list (NULL: none now),
	 * ENTRY appends the text of entry I, FOUND is told that the cursor was moved.
	 * Without LIST the search is over the values of the events. All may be NULL.
	 */
	struct list *(*list)(struct ui *ui, void *state);
	void (*entry)(struct ui *ui, void *state, uint32_t i, struct buf *out);
	void (*found)(struct ui *ui, void *state);
	/*
	 * yc: the verb that prints what is shown, "events" when NULL; options it needs are
	 * appended to REST, quoted for a shell. May be NULL.
	 */
	const char *(*verb)(struct ui *ui, void *state, struct buf *rest);
	/* P: the pane as plain text. May be NULL. */
	void (*print)(struct ui *ui, void *state, struct buf *out);
	/* Text at the right end of the filter line ("sorted by ip"). May be NULL. */
	void (*remark)(struct ui *ui, void *state, struct buf *out);
	/* Ends with ACT_NONE. */
	const struct pane_hint *hints;
};

/* NULL: not in this version; the digit then says so, and numbers never shift. */
const struct pane_ops *pane_ops(enum pane_id id);
/* Number on its tab, 0: none. The action of its digit: pane_of(). */
int pane_digit(enum pane_id id);
/* The pane that action A shows, PANE_NONE: it shows none. */
enum pane_id pane_of(enum action a);

/* Each in its own file. */
#define PANE_EXTERN(X, id, name, digit, help)                                              \
	extern const struct pane_ops pane_##name##_ops;
PANE_LIST(PANE_EXTERN, )
#undef PANE_EXTERN

/* What commands ask of single panes. */
/* Columns of the event list, "a,b,c"; "" are the usual ones. */
bool ui_columns(struct ui *ui, const char *list, struct err *err);
/* Show the help, with WORD searched for. */
void ui_help(struct ui *ui, struct sv word);

#endif
