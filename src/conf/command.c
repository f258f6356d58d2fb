/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the command table, and the line behind `:` taken apart. */
#include "conf/command.h"

const struct command commands[CMD_COUNT] = {
#define COMMAND_ROW(id, name, alias, args, arg, opt, choices, opp, ex, help)               \
	[CMD_##id] = { name, alias, args, arg, opt, choices, opp, ex, help },
	COMMAND_LIST(COMMAND_ROW)
#undef COMMAND_ROW
};

static struct sv trim(struct sv v)
{
	while (v.len && (v.ptr[0] == ' ' || v.ptr[0] == '\t'))
		v = sv_from(v, 1);
	while (v.len && (v.ptr[v.len - 1] == ' ' || v.ptr[v.len - 1] == '\t'))
		v.len--;
	return v;
}

/* "123": a row; more digits than fit are the last row there can be. */
static bool row_number(struct sv v, uint64_t *ret)
{
	uint64_t n = 0;

	for (size_t i = 0; i < v.len; i++) {
		if (v.ptr[i] < '0' || v.ptr[i] > '9')
			return false;
		if (n < UINT32_MAX)
			n = n * 10 + (uint64_t)(v.ptr[i] - '0');
	}
	*ret = n ? n : 1;
	return v.len > 0;
}

static enum st find_name(struct command_line *line, struct err *err)
{
	unsigned found = 0;

	for (unsigned i = 0; i < CMD_COUNT; i++)
		if (sv_eqs(line->name, commands[i].name) ||
		    (commands[i].alias && sv_eqs(line->name, commands[i].alias))) {
			line->id = (enum command_id)i;
			return ST_OK;
		}
	line->action = action_find(line->name);
	if (line->action != ACT_NONE)
		return ST_OK;
	for (unsigned i = 0; i < CMD_COUNT; i++)
		if (sv_starts(sv_str(commands[i].name), line->name)) {
			line->id = (enum command_id)i;
			found++;
		}
	if (found == 1)
		return ST_OK;
	line->id = CMD_COUNT;
	if (found)
		return err_set(err, ST_USAGE, "'" SV_FMT "' is ambiguous",
			       SV_ARG(line->name));
	return err_set(err, ST_MISSING, "no such command: '" SV_FMT "'",
		       SV_ARG(line->name));
}

enum st command_parse(struct sv text, struct command_line *ret, struct err *err)
{
	struct command_line line = { .id = CMD_COUNT, .action = ACT_NONE };
	const struct command *c;
	size_t n = 0;
	enum st st;

	text = trim(text);
	while (n < text.len && text.ptr[n] != ' ' && text.ptr[n] != '\t')
		n++;
	line.name = sv_head(text, n);
	line.arg = trim(sv_from(text, n));
	if (row_number(line.name, &line.row) && !line.arg.len) {
		*ret = line;
		return ST_OK;
	}
	line.row = 0;
	if (line.name.len > 1 && line.name.ptr[line.name.len - 1] == '!') {
		line.bang = true;
		line.name.len--;
	}
	if (!line.name.len)
		return err_set(err, ST_USAGE, "a command is missing");
	st = find_name(&line, err);
	if (st != ST_OK)
		return st;
	c = line.id < CMD_COUNT ? &commands[line.id] : NULL;
	if (line.arg.len && (!c || c->arg == CARG_NONE))
		return err_set(err, ST_USAGE, "'" SV_FMT "' takes no argument",
			       SV_ARG(line.name));
	if (!line.arg.len && c && c->arg != CARG_NONE && !c->optional)
		return err_set(err, ST_USAGE, "'%s' needs an argument: %s", c->name,
			       c->args);
	if (line.bang && line.id != CMD_QUIT && line.id != CMD_EXPORT)
		return err_set(err, ST_USAGE, "'" SV_FMT "' takes no '!'",
			       SV_ARG(line.name));
	*ret = line;
	return ST_OK;
}
