/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line that is typed: editing with emacs keys, history with search, completion, live status
 * with a caret. What is asked, and what the answer does, are struct prompt_ops (ask.c).
 *
 * Letters are always text: only keys bound in the context of the prompt act.
 */
#ifndef UI_PROMPT_H
#define UI_PROMPT_H

#include "conf/action.h"
#include "conf/theme.h"
#include "term/layout.h"
#include "util/buf.h"
#include "util/sv.h"

struct ui;

enum history_kind {
	HIST_SEARCH,
	HIST_FILTER,
	HIST_TIME,
	HIST_COMMAND,
	HIST_FIELD,
	HIST_FILE,
	HIST_COUNT
};

#define HISTORY_MAX 200
struct history {
	char **v; /* oldest first */
	size_t n;
};
/* Add LINE as the newest; the same line before is moved. */
void history_add(struct history *h, struct sv line);
void history_release(struct history *h);

/* What may stand in place of the bytes [from, cursor) of the line. */
struct completion {
	char **v;
	size_t n, cap;
	size_t from;
	size_t more; /* found, but beyond COMPLETION_MAX */
};
#define COMPLETION_MAX 5000
/* WORD, when it begins with PREFIX. */
void completion_add(struct completion *c, struct sv word, struct sv prefix);
void completion_clear(struct completion *c);

struct prompt_ops {
	const char *label;
	enum history_kind hist;
	/* The text is another. Sets the status line. */
	void (*changed)(struct ui *ui);
	/* Enter. True: the prompt closes. */
	bool (*accept)(struct ui *ui);
	void (*cancel)(struct ui *ui);
	/* May be NULL. */
	void (*complete)(struct ui *ui, struct completion *c);
	/* Help behind what is typed. May be NULL. */
	void (*ghost)(struct ui *ui, struct buf *out);
};

struct prompt {
	const struct prompt_ops *ops; /* NULL: no prompt is open */
	struct buf text;
	size_t at;    /* cursor, in bytes */
	uint32_t id;  /* for the owner: the filter line that is edited */
	bool drop;    /* for the owner */
	uint32_t row; /* for the owner: the event the cursor came from */
	struct buf status;
	enum role status_role;
	bool has_caret;
	uint64_t caret;   /* character of the text the status speaks of */
	size_t hist_at;   /* entries from the newest; 0: the line itself */
	struct buf typed; /* the line while older ones are looked at */
	bool proposed;    /* the text is a proposal: what is typed replaces it */
	struct completion comp;
	size_t comp_at; /* the next one to show; 0: none was shown yet */
	struct buf killed;
	bool finding; /* C-r: NEEDLE is typed */
	struct buf needle;
};

void prompt_open(struct ui *ui, const struct prompt_ops *ops, struct sv text);
/* TEXT, if any, stands there to be accepted, to be changed by other keys, or to be typed over. */
void prompt_propose(struct ui *ui, const struct prompt_ops *ops, struct sv text);
void prompt_close(struct ui *ui);
void prompt_release(struct prompt *p);
static inline bool prompt_is_open(const struct prompt *p)
{
	return p->ops != NULL;
}
/* Characters that were typed or pasted; line feeds become blanks. */
void prompt_insert(struct ui *ui, struct sv text);
void prompt_act(struct ui *ui, enum action a);
/* LINE and the status under it. */
void prompt_draw(struct ui *ui, struct rect line, struct rect status);

/* Status: a caret under character CARET when HAS_CARET. */
void prompt_status(struct prompt *p, enum role role, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

#endif
