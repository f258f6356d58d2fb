/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates of each kind of prompt, from tables, the trie and the store. */
#include "ui/complete.h"

#include "conf/command.h"
#include "conf/theme.h"
#include "event/field.h"
#include "output/export.h"
#include "session/stack.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

/* Distinct values looked through at most: completion is no search. */
#define VALUES_LOOKED 50000u

static void words_of(const char *list, struct sv prefix, struct completion *c)
{
	struct sv v = sv_str(list);

	while (v.len) {
		ptrdiff_t at = sv_chr(v, ' ');
		struct sv word = at < 0 ? v : sv_head(v, (size_t)at);

		completion_add(c, word, prefix);
		v = sv_from(v, word.len + (at >= 0));
	}
}

/* The element node of an array stands for the array itself. */
static path_t through_arrays(const struct path_trie *t, path_t p)
{
	for (;;) {
		path_t child = atomic_load(&path_get(t, p)->first), arr = PATH_NONE;

		for (; child != PATH_NONE; child = atomic_load(&path_get(t, child)->next))
			if (path_get(t, child)->flags & PATH_ARRAY)
				arr = child;
		if (arr == PATH_NONE)
			return p;
		p = arr;
	}
}

/* Node of the dotted PATH without quotes, or PATH_NONE. */
static path_t walk(const struct path_trie *t, struct sv path)
{
	path_t p = PATH_ROOT;

	while (path.len && p != PATH_NONE) {
		ptrdiff_t dot = sv_chr(path, '.');
		struct sv key = dot < 0 ? path : sv_head(path, (size_t)dot);

		p = path_find_child(t, through_arrays(t, p), key);
		path = sv_from(path, key.len + (dot >= 0));
	}
	return p;
}

static void add_children(const struct path_trie *t, path_t parent, struct sv word,
			 struct completion *c)
{
	path_t child = atomic_load(&path_get(t, parent)->first);
	struct buf name = BUF_INIT;

	for (; child != PATH_NONE; child = atomic_load(&path_get(t, child)->next)) {
		const struct path_node *n = path_get(t, child);

		if (n->flags & (PATH_DERIVED | PATH_OVERFLOW))
			continue;
		if (n->flags & PATH_ARRAY) {
			add_children(t, child, word, c);
			continue;
		}
		buf_clear(&name);
		path_format(t, child, &name);
		completion_add(c, buf_sv(&name), word);
	}
	buf_release(&name);
}

/* FILTER: those that are only for filters too. */
static void add_fields(const struct store *s, struct sv word, bool filter,
		       struct completion *c)
{
	const struct path_trie *t = store_paths_ro(s);
	path_t parent = PATH_ROOT;
	size_t dot = word.len;

	for (size_t i = 0; i < FLD_COUNT; i++)
		if (filter || (fields[i].src != FS_RAW && fields[i].src != FS_TEXT))
			completion_add(c, sv_str(fields[i].name), word);
	while (dot && word.ptr[dot - 1] != '.')
		dot--;
	if (dot)
		parent = walk(t, sv_head(word, dot - 1));
	if (parent != PATH_NONE)
		add_children(t, parent, word, c);
}

static void add_values(const struct store *s, struct sv field, struct sv word,
		       struct completion *c)
{
	const struct path_trie *t = store_paths_ro(s);
	enum field_id id = field_find(field);
	const struct dict *d;
	struct buf quoted = BUF_INIT;
	path_t p;

	if (id != FLD_NONE && fields[id].src == FS_DERIVED)
		p = path_derived(t, id);
	else if (id != FLD_NONE && fields[id].src == FS_PATH)
		p = walk(t, sv_str(fields[id].path));
	else
		p = id == FLD_NONE ? walk(t, field) : PATH_NONE;
	if (p == PATH_NONE)
		return;
	d = store_dict(s, p, VK_STR);
	for (uint32_t i = 0; d && i < MIN(dict_count(d), VALUES_LOOKED); i++) {
		buf_clear(&quoted);
		expr_quote(&quoted, dict_text(d, i));
		completion_add(c, buf_sv(&quoted), word);
	}
	buf_release(&quoted);
}

void complete_field(const struct store *s, struct sv line, bool list, struct completion *c)
{
	c->from = 0;
	if (list)
		for (size_t i = 0; i < line.len; i++)
			if (line.ptr[i] == ',')
				c->from = i + 1;
	add_fields(s, sv_from(line, c->from), false, c);
}

void complete_filter(const struct store *s, struct sv line, struct completion *c)
{
	static const char keywords[] = "and or not in has";
	size_t from = line.len, op = 0, op_end = 0;
	struct sv word;

	while (from && line.ptr[from - 1] != ' ' && line.ptr[from - 1] != '(' &&
	       line.ptr[from - 1] != ',')
		from--;
	if (from < line.len && line.ptr[from] == '!')
		from++;
	word = sv_from(line, from);
	for (size_t i = 0; i < word.len && !op_end; i++)
		if (strchr("=~<>!", word.ptr[i])) {
			op = i;
			op_end = i + 1;
			while (op_end < word.len && strchr("=~", word.ptr[op_end]))
				op_end++;
		}
	if (op_end) {
		c->from = from + op_end;
		add_values(s, sv_head(word, op), sv_from(word, op_end), c);
		return;
	}
	c->from = from;
	add_fields(s, word, true, c);
	if (word.len)
		words_of(keywords, word, c);
}

void complete_file(struct sv line, size_t from, struct completion *c)
{
	struct sv path = sv_from(line, from);
	size_t slash = path.len;
	char dir[1024];
	DIR *d;
	const struct dirent *e;

	while (slash && path.ptr[slash - 1] != '/')
		slash--;
	c->from = from + slash;
	if (slash >= sizeof(dir))
		return;
	memcpy(dir, path.ptr, slash);
	dir[slash] = '\0';
	d = opendir(slash ? dir : ".");
	if (!d)
		return;
	while ((e = readdir(d)) && c->n < COMPLETION_MAX) {
		struct buf name = BUF_INIT;
		struct stat sb;

		if (e->d_name[0] != '.') {
			buf_adds(&name, e->d_name);
			if (fstatat(dirfd(d), e->d_name, &sb, 0) == 0 &&
			    S_ISDIR(sb.st_mode))
				buf_addc(&name, '/');
			completion_add(c, buf_sv(&name), sv_from(path, slash));
		}
		buf_release(&name);
	}
	closedir(d);
}

/* Argument of a command from byte FROM of the line on. */
static void command_arg(const struct store *s, const struct command *cmd, struct sv line,
			size_t from, struct completion *c)
{
	struct sv arg = sv_from(line, from);
	ptrdiff_t blank = sv_chr(arg, ' ');

	switch (cmd->arg) {
	case CARG_FILTER:
		complete_filter(s, arg, c);
		c->from += from;
		break;
	case CARG_FIELD:
	case CARG_FIELDS:
	case CARG_SORT:
		complete_field(s, arg, cmd->arg != CARG_FIELD, c);
		c->from += from;
		break;
	case CARG_EXPORT:
		if (blank >= 0) {
			complete_file(line, from + (size_t)blank + 1, c);
			break;
		}
		c->from = from;
		words_of(cmd->choices, arg, c);
		break;
	case CARG_CHOICE:
		c->from = from;
		words_of(cmd->choices, arg, c);
		break;
	case CARG_THEME:
		c->from = from;
		for (size_t i = 0; i < theme_nbuiltin; i++)
			completion_add(c, sv_str(theme_builtin[i].name), arg);
		break;
	case CARG_NONE:
	case CARG_TIME:
	case CARG_NUMBER:
	case CARG_PLACE:
	case CARG_TEXT:
		break;
	}
}

void complete_command(const struct store *s, struct sv line, struct completion *c)
{
	size_t n = 0;
	struct sv name;

	while (n < line.len && line.ptr[n] != ' ')
		n++;
	name = sv_head(line, n);
	if (n == line.len) {
		c->from = 0;
		for (size_t i = 0; i < CMD_COUNT; i++)
			completion_add(c, sv_str(commands[i].name), name);
		for (size_t i = 1; i < ACT_COUNT; i++)
			if (name.len && strncmp(actions[i].name, "line-", 5) != 0)
				completion_add(c, sv_str(actions[i].name), name);
		return;
	}
	if (name.len > 1 && name.ptr[name.len - 1] == '!')
		name.len--;
	for (size_t i = 0; i < CMD_COUNT; i++)
		if (sv_eqs(name, commands[i].name) ||
		    (commands[i].alias && sv_eqs(name, commands[i].alias))) {
			command_arg(s, &commands[i], line, n + 1, c);
			return;
		}
}
