/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ACTION TABLE: everything a key can do. Default keys (conf/keymap.c), the user's keys
 * file, the `:` palette, the help overlay, the man page and the README are printed from
 * this list.
 *
 * Layer cmd is what a user can name: options, verbs, actions, commands, keys, themes. It
 * knows no curses; the screen gives each action its function. An action that no pane
 * carries out must not stand here.
 */
#ifndef CONF_ACTION_H
#define CONF_ACTION_H

#include "conf/tabs.h"
#include "util/base.h"
#include "util/sv.h"

/*
 * GROUP("heading") _(ID, "name", "command", "help of at most 60 columns")
 *
 * command: the `:` command (conf/command.h) that does the same, or NULL; every action also
 * runs as `:name`.
 */
#define TAB_ACTION(_, id, name, digit, help) _(PANE_##id, "pane-" #name, #name, help)
#define ACTION_LIST(GROUP, _)                                                              \
	GROUP("Moving")                                                                    \
	_(DOWN, "down", NULL, "one row down")                                              \
	_(UP, "up", NULL, "one row up")                                                    \
	_(LEFT, "left", NULL, "previous column; in the tree: fold")                        \
	_(RIGHT, "right", NULL, "next column; in the tree: unfold")                        \
	_(FIRST, "first", NULL, "first row")                                               \
	_(LAST, "last", NULL, "last row")                                                  \
	_(HALF_DOWN, "half-down", NULL, "half a page down")                                \
	_(HALF_UP, "half-up", NULL, "half a page up")                                      \
	_(PAGE_DOWN, "page-down", NULL, "a page down")                                     \
	_(PAGE_UP, "page-up", NULL, "a page up")                                           \
	_(ROW_TOP, "row-top", NULL, "put the row at the top of the window")                \
	_(ROW_MIDDLE, "row-middle", NULL, "put the row in the middle")                     \
	_(ROW_BOTTOM, "row-bottom", NULL, "put the row at the bottom")                     \
	GROUP("Panes")                                                                     \
	TAB_LIST(TAB_ACTION, _)                                                            \
	_(NEXT_PART, "next-part", NULL, "next part of the pane")                           \
	_(PREV_PART, "prev-part", NULL, "previous part of the pane")                       \
	_(OPEN, "open", NULL, "open what is under the cursor")                             \
	_(BACK, "back", NULL, "back up, with filters and cursor as they were")             \
	_(CLOSE, "close", NULL, "close one level; at the top: quit")                       \
	_(QUIT, "quit", "quit", "quit")                                                    \
	GROUP("Searching")                                                                 \
	_(SEARCH, "search", NULL, "search every value, as you type")                       \
	_(SEARCH_NEXT, "search-next", NULL, "next match")                                  \
	_(SEARCH_PREV, "search-prev", NULL, "previous match")                              \
	GROUP("Filtering")                                                                 \
	_(FILTER, "filter", "keep", "add a filter expression")                             \
	_(KEEP, "keep-value", NULL, "keep only the value under the cursor")                \
	_(DROP, "drop-value", NULL, "drop the value under the cursor")                     \
	_(FILTERS, "filters", "filters", "list of the filters")                            \
	_(FILTERS_OFF, "filters-off", "off", "all filters off, or on again")               \
	_(FILTER_TOGGLE, "filter-toggle", "toggle", "filter line on or off")               \
	_(FILTER_EDIT, "filter-edit", NULL, "edit the filter line")                        \
	_(FILTER_INVERT, "filter-invert", "invert",                                        \
	  "keep what the line drops, drop the rest")                                       \
	_(FILTER_DELETE, "filter-delete", "delete", "delete the filter line")              \
	_(UNDO, "undo", "undo", "undo the last change of filters, window or marks")        \
	_(REDO, "redo", "redo", "redo it")                                                 \
	GROUP("Time")                                                                      \
	_(TIME, "time", "time", "set the time window, or jump to a time")                  \
	_(ZOOM_IN, "zoom-in", NULL, "half the window, around the cursor")                  \
	_(ZOOM_OUT, "zoom-out", NULL, "twice the window")                                  \
	_(ZOOM_ALL, "zoom-all", "all", "the whole range")                                  \
	_(PAN_LEFT, "pan-left", NULL, "move the window half its length back")              \
	_(PAN_RIGHT, "pan-right", NULL, "move the window half its length on")              \
	_(BRUSH, "brush", NULL, "mark a range on the histogram with the arrows")           \
	_(ZONE, "zone", "zone", "times in UTC, local, or as difference")                   \
	GROUP("Jumping")                                                                   \
	_(NEXT_ERROR, "next-error", NULL, "next event with an error")                      \
	_(PREV_ERROR, "prev-error", NULL, "previous event with an error")                  \
	_(NEXT_IDENTITY, "next-identity", NULL, "next event of the same identity")         \
	_(PREV_IDENTITY, "prev-identity", NULL, "previous event of the same identity")     \
	_(NEXT_SAME, "next-same", NULL, "next event of the same access key or request")    \
	_(PREV_SAME, "prev-same", NULL,                                                    \
	  "previous event of the same access key or request")                              \
	_(TRACE, "trace", "trace", "back to the login that started this event")            \
	_(NEXT_CHANGE, "next-change", NULL, "next event that changes something")           \
	_(PREV_CHANGE, "prev-change", NULL, "previous event that changes something")       \
	_(NEXT_FIRST, "next-first", NULL, "next event that brings a first-seen value")     \
	_(PREV_FIRST, "prev-first", NULL, "previous event that brings a first-seen value") \
	_(NEXT_MARK, "next-mark", NULL, "next marked event")                               \
	_(PREV_MARK, "prev-mark", NULL, "previous marked event")                           \
	_(NEXT_EVENT, "next-event", NULL, "next event, without leaving this one's pane")   \
	_(PREV_EVENT, "prev-event", NULL, "previous event")                                \
	_(NEXT_VALUE, "next-value", NULL, "next event with the value under the cursor")    \
	GROUP("Marking")                                                                   \
	_(MARK, "mark", "mark", "mark the event, or unmark it, and step down")             \
	_(MARK_RANGE, "mark-range", NULL, "start a range; m marks it")                     \
	_(MARK_ALL, "mark-all", NULL, "mark all events shown")                             \
	GROUP("Taking along")                                                              \
	_(COPY_EVENT, "copy-event", NULL, "copy the record")                               \
	_(COPY_VALUE, "copy-value", NULL, "copy the value")                                \
	_(COPY_PATH, "copy-path", NULL, "copy the path of the value")                      \
	_(COPY_KEY, "copy-key", NULL, "copy the access key")                               \
	_(COPY_COMMAND, "copy-command", NULL, "copy this view as a command line")          \
	_(PRINT, "print", NULL, "print plainly, to copy by mouse")                         \
	_(EXPORT, "export", "export", "export the events marked, shown or this one")       \
	GROUP("View")                                                                      \
	_(SORT, "sort", "sort", "sort by the column under the cursor")                     \
	_(REVERSE, "reverse", NULL, "sort the other way round")                            \
	_(GROUP_BY, "group-by", NULL, "group by another field")                            \
	_(WRAP, "wrap", "wrap", "long values: wrap or cut")                                \
	_(DIFF, "diff", NULL, "difference against the last marked event")                  \
	_(PREVIEW, "preview", "preview", "facts of the current event on or off")           \
	GROUP("Program")                                                                   \
	_(COMMAND, "command", NULL, "type a command")                                      \
	_(HELP, "help", "help", "keys, commands and fields")                               \
	_(PROGRESS, "progress", "progress", "what is being loaded")                        \
	_(REDRAW, "redraw", "redraw", "draw the screen anew")                              \
	_(SUSPEND, "suspend", NULL, "suspend the program")                                 \
	_(CANCEL, "cancel", NULL, "stop the running work; a second time: quit")            \
	GROUP("In a prompt")                                                               \
	_(LINE_ACCEPT, "line-accept", NULL, "take the line")                               \
	_(LINE_CANCEL, "line-cancel", NULL, "leave the prompt")                            \
	_(LINE_LEFT, "line-left", NULL, "one character left")                              \
	_(LINE_RIGHT, "line-right", NULL, "one character right")                           \
	_(LINE_WORD_LEFT, "line-word-left", NULL, "one word left")                         \
	_(LINE_WORD_RIGHT, "line-word-right", NULL, "one word right")                      \
	_(LINE_START, "line-start", NULL, "start of the line")                             \
	_(LINE_END, "line-end", NULL, "end of the line")                                   \
	_(LINE_ERASE, "line-erase", NULL, "erase the character before the cursor")         \
	_(LINE_DELETE, "line-delete", NULL, "delete the character under the cursor")       \
	_(LINE_ERASE_WORD, "line-erase-word", NULL, "erase the word before the cursor")    \
	_(LINE_KILL, "line-kill", NULL, "delete to the end of the line")                   \
	_(LINE_KILL_START, "line-kill-start", NULL, "delete to the start of the line")     \
	_(LINE_YANK, "line-yank", NULL, "put back what was deleted last")                  \
	_(LINE_OLDER, "line-older", NULL, "older line of the history")                     \
	_(LINE_NEWER, "line-newer", NULL, "newer line of the history")                     \
	_(LINE_FIND, "line-find", NULL, "search the history")                              \
	_(LINE_COMPLETE, "line-complete", NULL, "complete the word")

enum action {
	ACT_NONE, /* no binding */
#define ACTION_GROUP(heading)
#define ACTION_ENUM(id, name, command, help) ACT_##id,
	ACTION_LIST(ACTION_GROUP, ACTION_ENUM)
#undef ACTION_GROUP
#undef ACTION_ENUM
		ACT_COUNT,
	ACT_PREFIX /* only from keymap_find(): the first of two keys */
};

struct action_info {
	const char *name;
	const char *command; /* or NULL */
	const char *help;
};

/* Entry 0 is empty. */
extern const struct action_info actions[ACT_COUNT];

/* Heading of the group A stands in. */
const char *action_group(enum action a);
/* By name, or ACT_NONE. */
enum action action_find(struct sv name);

#endif
