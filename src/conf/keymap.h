/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys by name, the default bindings, and the user's keys file.
 *
 * A key is a printable character ("j", "&") or a name: Space Enter Tab S-Tab Esc Bksp Del
 * Ins Home End PgUp PgDn Up Down Left Right F1..F12, C-a..C-z, M-x (Alt). A binding has
 * one key or two plain characters written together ("yy", "zt").
 *
 * The file (~/.config/trailsift/keys) has one binding a line; '#' begins a comment:
 *
 *	bind WHERE KEYS ACTION		bind any C-n down
 *	unbind WHERE KEYS		unbind timeline v
 *
 * Later lines win over earlier ones and over the defaults; two lines of one file that
 * bind the same key in the same place are a conflict and reported.
 */
#ifndef CONF_KEYMAP_H
#define CONF_KEYMAP_H

#include "conf/action.h"
#include "util/arena.h"
#include "util/buf.h"
#include "util/err.h"

/* Where a binding holds. ANY holds everywhere but in a prompt; the others win over it. */
#define TAB_KEYCTX(_, id, name, digit, help) _(id, #name, #name)
#define KEYCTX_LIST(_)                                                                     \
	_(ANY, "any", "everywhere")                                                        \
	TAB_LIST(TAB_KEYCTX, _)                                                            \
	_(FILTERS, "filters", "filter list")                                               \
	_(HELP, "help", "help")                                                            \
	_(PROMPT, "prompt", "in a prompt")

enum keyctx {
#define KEYCTX_ENUM(id, name, title) KC_##id,
	KEYCTX_LIST(KEYCTX_ENUM)
#undef KEYCTX_ENUM
		KC_COUNT
};
extern const char *const keyctx_names[KC_COUNT];
extern const char *const keyctx_titles[KC_COUNT];

#define KEY_NAME_MAX 16 /* bytes of a key or of two, with the NUL */

struct binding {
	enum keyctx ctx;
	char keys[KEY_NAME_MAX];
	enum action action; /* ACT_NONE: unbound by the user */
	uint32_t line;      /* of the user's file; 0 = default */
};

struct keymap {
	struct binding *b;
	size_t n, cap;
};

/* The defaults, and nothing more. */
void keymap_init(struct keymap *km);
void keymap_release(struct keymap *km);

/*
 * Read TEXT (a keys file called NAME) on top. Each line that cannot be used is skipped
 * and adds one line "NAME:LINE: reason" to PROBLEMS; returns how many there were.
 */
unsigned keymap_read(struct keymap *km, struct sv text, const char *name,
		     struct buf *problems);
/*
 * The user's file, if there is one (a missing file is no problem). As keymap_read(); a
 * file that cannot be read adds one line too.
 */
unsigned keymap_load_user(struct keymap *km, struct buf *problems);

/*
 * What KEY does in CTX. PREV is the first key of two, or NULL. ACT_PREFIX: a second key is
 * awaited (only when PREV is NULL); ACT_NONE: nothing.
 */
enum action keymap_find(const struct keymap *km, enum keyctx ctx, const char *prev,
			const char *key);
/*
 * Append the keys of ACTION in CTX (those of ANY too), best first, joined by a blank:
 * "j Down".
 */
void keymap_keys_of(const struct keymap *km, enum keyctx ctx, enum action action,
		    struct buf *out);

/*
 * Write the usual name of the key TEXT ("Ctrl-D", "^d", "PageDown") to OUT; false: no
 * key.
 */
bool key_canonical(struct sv text, char out[static KEY_NAME_MAX]);

#endif
