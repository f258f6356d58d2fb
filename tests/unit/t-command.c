/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conf/command.h"
#include "lang/filter.h"
#include "tap.h"

static void test_parse(void)
{
	static const struct {
		const char *line;
		enum st st;
		enum command_id id;
		enum action action;
		const char *arg, *text; /* text: of the error */
	} cases[] = {
		{ "keep event=Put*", ST_OK, CMD_KEEP, ACT_NONE, "event=Put*", NULL },
		{ "  keep\t a  b ", ST_OK, CMD_KEEP, ACT_NONE, "a  b", NULL },
		{ "ke x", ST_OK, CMD_KEEP, ACT_NONE, "x", NULL },
		{ "fn", ST_OK, CMD_FUNCTIONS, ACT_NONE, "", NULL },
		{ "q", ST_OK, CMD_QUIT, ACT_NONE, "", NULL },
		{ "zoom-in", ST_OK, CMD_COUNT, ACT_ZOOM_IN, "", NULL },
		{ "mark", ST_OK, CMD_MARK, ACT_NONE, "", NULL },
		{ "", ST_USAGE, 0, 0, NULL, "a command is missing" },
		{ "t", ST_USAGE, 0, 0, NULL, "'t' is ambiguous" },
		{ "fly", ST_MISSING, 0, 0, NULL, "no such command: 'fly'" },
		{ "keep", ST_USAGE, 0, 0, NULL, "'keep' needs an argument: EXPR" },
		{ "undo it", ST_USAGE, 0, 0, NULL, "'undo' takes no argument" },
		{ "zoom-in 3", ST_USAGE, 0, 0, NULL, "'zoom-in' takes no argument" },
		{ "undo!", ST_USAGE, 0, 0, NULL, "'undo' takes no '!'" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct command_line line;
		struct err err = ERR_INIT;

		IS_ST(command_parse(sv_str(cases[i].line), &line, &err), cases[i].st,
		      "'%s'", cases[i].line);
		if (cases[i].st != ST_OK) {
			IS_STR(err.text, cases[i].text, "text for '%s'", cases[i].line);
			continue;
		}
		IS_INT(line.id, cases[i].id, "command of '%s'", cases[i].line);
		IS_INT(line.action, cases[i].action, "action of '%s'", cases[i].line);
		IS_SV(line.arg, cases[i].arg, "argument of '%s'", cases[i].line);
	}
}

static void test_rows(void)
{
	static const struct {
		const char *line;
		uint64_t row;
	} cases[] = {
		{ "123", 123 },
		{ "1", 1 },
		{ "0", 1 },
		{ " 7 ", 7 },
		{ "99999999999999999999999", 0 },
	};
	struct command_line line;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		IS_ST(command_parse(sv_str(cases[i].line), &line, &err), ST_OK, "row '%s'",
		      cases[i].line);
		if (cases[i].row)
			IS_INT(line.row, cases[i].row, "row of '%s'", cases[i].line);
		else
			OK(line.row >= UINT32_MAX, "a row beyond all is the last");
	}
	IS_ST(command_parse(SV_LIT("quit!"), &line, &err), ST_OK, "quit!");
	OK(line.bang, "with its bang");
	IS_ST(command_parse(SV_LIT("quit"), &line, &err), ST_OK, "quit");
	OK(!line.bang && !line.row, "without");
}

static void test_table(void)
{
	for (unsigned i = 0; i < CMD_COUNT; i++) {
		const struct command *c = &commands[i];
		struct command_line line;
		struct err err = ERR_INIT;
		size_t width = strlen(c->help);

		OK(width > 0 && width <= 60, "help of %s: %zu columns", c->name, width);
		OK((c->arg == CARG_NONE) == (c->args[0] == '\0'),
		   "%s: words for its argument", c->name);
		if (IS_ST(command_parse(sv_str(c->example), &line, &err), ST_OK,
			  "example '%s'", c->example))
			IS_INT(line.id, i, "is one of %s", c->name);
		for (unsigned k = 0; k < i; k++)
			OK(strcmp(c->name, commands[k].name) != 0 &&
				   (!c->alias || strcmp(c->alias, commands[k].name) != 0),
			   "%s is no other's name (%s)", c->name, commands[k].name);
		if (c->opposite)
			OK(command_parse(sv_str(c->opposite), &line, &err) != ST_MISSING,
			   "%s: there is a command %s", c->name, c->opposite);
		if (c->arg == CARG_FILTER && line.arg.len) {
			struct filter *f = NULL;

			IS_ST(filter_parse(line.arg, &f, &err), ST_OK, "'%s' is a filter",
			      c->example);
			filter_free(f);
		}
	}
	for (unsigned a = ACT_NONE + 1; a < ACT_COUNT; a++) {
		struct command_line line;
		struct err err = ERR_INIT;
		const char *name = actions[a].command;

		if (name)
			OK(command_parse(sv_str(name), &line, &err) != ST_MISSING &&
				   err.st != ST_MISSING,
			   "%s: there is a command %s", actions[a].name, name);
		OK(command_parse(sv_str(actions[a].name), &line, &err) != ST_MISSING, ":%s",
		   actions[a].name);
	}
}

int main(void)
{
	test_parse();
	test_rows();
	test_table();
	return DONE();
}
