/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Theme roles, and the files that give them colours (themes/NAME.theme).
 *
 * One role a line; '#' at the start of a line, or after a blank and followed by one,
 * begins a comment:
 *
 *	ROLE = [ATTRIBUTE...] [COLOUR] [on COLOUR]	cursor = bold white on blue
 *
 * Attributes: bold dim italic underline reverse standout none. Colours: default, black
 * red green yellow blue magenta cyan white, bright-black .. bright-white, 0..255, #rrggbb
 * (the nearest of the 256). A role that a theme does not name is plain. Colour never
 * carries a meaning alone.
 */
#ifndef CONF_THEME_H
#define CONF_THEME_H

#include "util/base.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/sv.h"

/* _(ID, "name", "where it is used") */
#define ROLE_LIST(_)                                                                       \
	_(TEXT, "text", "ordinary text")                                                   \
	_(DIM, "dim", "what matters less: units, rulers, what is filtered out")            \
	_(TITLE, "title", "the top line")                                                  \
	_(TAB, "tab", "name of another pane")                                              \
	_(TAB_ACTIVE, "tab-active", "name of this pane")                                   \
	_(HEADING, "heading", "headings of columns and parts")                             \
	_(RULER, "ruler", "lines between the parts")                                       \
	_(CURSOR, "cursor", "row under the cursor")                                        \
	_(CELL, "cell", "cell under the column cursor")                                    \
	_(MARKED, "marked", "marked row")                                                  \
	_(MATCH, "match", "text that a search or filter found")                            \
	_(FILTER_ON, "filter-on", "filter in force")                                       \
	_(FILTER_OFF, "filter-off", "filter switched off")                                 \
	_(KEY, "key", "name of a key, in hints and help")                                  \
	_(HINT, "hint", "key hints")                                                       \
	_(MESSAGE, "message", "message line")                                              \
	_(WARNING, "warning", "something to know")                                         \
	_(ERROR, "error", "something that failed")                                         \
	_(PROMPT, "prompt", "prompt and what is typed")                                    \
	_(GHOST, "ghost", "help shown behind what is typed")                               \
	_(ESCAPED, "escaped", "escape that stands for another character")                  \
	_(TIME, "time", "times")                                                           \
	_(NUMBER, "number", "counts")                                                      \
	_(JSON_KEY, "json-key", "key of a record")                                         \
	_(JSON_STRING, "json-string", "string of a record")                                \
	_(JSON_LITERAL, "json-literal", "number, true, false, null of a record")           \
	_(RESULT_OK, "result-ok", "result ok")                                             \
	_(RESULT_DENIED, "result-denied", "result denied")                                 \
	_(RESULT_THROTTLED, "result-throttled", "result throttled")                        \
	_(RESULT_ABSENT, "result-absent", "result absent")                                 \
	_(RESULT_FAILED, "result-failed", "result failed")                                 \
	_(CHANGE, "change", "event that changes something")                                \
	_(NEW, "new", "seen for the first time in the loaded files")                       \
	_(BAR, "bar", "bars: events shown")                                                \
	_(BAR_ALL, "bar-all", "bars: all events")                                          \
	_(BAR_ERROR, "bar-error", "bars: events with an error")                            \
	_(BRUSH, "brush", "range marked on the histogram")                                 \
	_(ADDED, "added", "difference: only here")                                         \
	_(REMOVED, "removed", "difference: only there")

enum role {
#define ROLE_ENUM(id, name, help) ROLE_##id,
	ROLE_LIST(ROLE_ENUM)
#undef ROLE_ENUM
		ROLE_COUNT
};
extern const char *const role_names[ROLE_COUNT];
extern const char *const role_helps[ROLE_COUNT];

enum style_attr {
	STYLE_BOLD = 1,
	STYLE_DIM = 2,
	STYLE_ITALIC = 4,
	STYLE_UNDERLINE = 8,
	STYLE_REVERSE = 16,
	STYLE_STANDOUT = 32
};
#define COLOR_NONE (-1) /* the terminal's own */

struct style {
	int16_t fg, bg; /* COLOR_NONE or 0..255 */
	uint16_t attrs; /* enum style_attr */
};

struct theme {
	struct style style[ROLE_COUNT];
};

/* Themes that are compiled in: the files of themes/, so that nothing need be installed. */
struct theme_source {
	const char *name;
	struct sv text;
};
extern const struct theme_source theme_builtin[];
extern const size_t theme_nbuiltin;

/*
 * Read TEXT; problems as with keymap_read(). Roles not named become plain. Returns the
 * number of problems.
 */
unsigned theme_read(struct theme *t, struct sv text, const char *name,
		    struct buf *problems);
/*
 * Theme NAME: $TRAILSIFT_DATA/themes, ~/.config/trailsift/themes, THEMEDIR, built in.
 * ST_MISSING when there is none; *T is then untouched. A NAME with a '/' is a path.
 */
enum st theme_load(struct theme *t, const char *name, struct buf *problems,
		   struct err *err) WARN_UNUSED;

/* COLOR for a terminal of NCOLORS colours (8, 16 or 256): the nearest there is. */
int theme_color(int color, int ncolors);
/*
 * SGR parameters of S for a terminal of NCOLORS (0: attributes only): "1;31", "" when
 * plain.
 */
void theme_sgr(const struct style *s, int ncolors, struct buf *out);

#endif
