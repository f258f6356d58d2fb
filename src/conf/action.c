/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the action table, found by name. */
#include "conf/action.h"

const struct action_info actions[ACT_COUNT] = {
#define ACTION_GROUP(heading)
#define ACTION_ROW(id, name, command, help) [ACT_##id] = { name, command, help },
	ACTION_LIST(ACTION_GROUP, ACTION_ROW)
#undef ACTION_GROUP
#undef ACTION_ROW
};

/* The list once more, with NULL for each action: heading, its actions, heading ... */
static const char *const headings[] = {
#define ACTION_GROUP(heading)               heading,
#define ACTION_ROW(id, name, command, help) NULL,
	ACTION_LIST(ACTION_GROUP, ACTION_ROW)
#undef ACTION_GROUP
#undef ACTION_ROW
};

const char *action_group(enum action a)
{
	const char *heading = "";
	unsigned at = ACT_NONE;

	for (size_t i = 0; i < ARRAY_SIZE(headings) && at < (unsigned)a; i++) {
		if (headings[i])
			heading = headings[i];
		else
			at++;
	}
	return heading;
}

enum action action_find(struct sv name)
{
	for (unsigned i = ACT_NONE + 1; i < ACT_COUNT; i++)
		if (sv_eqs(name, actions[i].name))
			return (enum action)i;
	return ACT_NONE;
}
