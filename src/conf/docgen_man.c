/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The blocks of man/trailsift.1 that come from the tables, in mdoc. */
#include "conf/command.h"
#include "conf/docgen.h"
#include "conf/keymap.h"
#include "conf/option.h"
#include "conf/status.h"
#include "conf/theme.h"
#include "event/field.h"

#include <string.h>

#define WIDTH 78 /* of text lines */

/* Text: escapes, broken at blanks, and no line that begins like a request. */
static void text(struct buf *out, const char *s)
{
	size_t col = 0;

	for (; *s; s++) {
		size_t word = s[0] == ' ' ? strcspn(s + 1, " ") + 1 : 0;

		if (word && col + word > WIDTH) {
			buf_addc(out, '\n');
			col = 0;
			continue;
		}
		if (!col && (*s == '.' || *s == '\''))
			buf_adds(out, "\\&");
		if (*s == '\\')
			buf_adds(out, "\\e");
		else
			buf_addc(out, *s);
		col++;
	}
}

/* Prose, a sentence a line as mdoc likes it. */
static void prose(struct buf *out, const char *s)
{
	AUTO_BUF struct buf line = BUF_INIT;

	for (; *s; s++) {
		if (s[0] == ' ' && line.len > 1 && line.ptr[line.len - 1] == '.') {
			text(out, buf_str(&line));
			buf_addc(out, '\n');
			buf_clear(&line);
			continue;
		}
		buf_addc(&line, *s);
	}
	text(out, buf_str(&line));
	buf_addc(out, '\n');
}

/*
 * An argument of a macro: never a macro's name, never split at blanks, no delimiter by
 * itself.
 */
static void arg(struct buf *out, const char *s)
{
	bool quote = strchr(s, ' ') != NULL;

	buf_adds(out, quote ? " \"\\&" : " \\&");
	for (; *s; s++) {
		if (*s == '\\')
			buf_adds(out, "\\e");
		else if (*s == '"')
			buf_adds(out, "\\(dq");
		else if (*s == '-')
			buf_adds(out, "\\-");
		else
			buf_addc(out, *s);
	}
	if (quote)
		buf_addc(out, '"');
}

static void begin(struct buf *out, const char *name)
{
	buf_addf(out, ".\\\" begin %s\n", name);
}

static void end(struct buf *out, const char *name)
{
	buf_addf(out, ".\\\" end %s\n", name);
}

static void man_verbs(struct buf *out)
{
	begin(out, "verbs");
	buf_adds(out, ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < nverbs; i++) {
		buf_adds(out, ".It Cm");
		arg(out, verbs[i]->name);
		if (verbs[i]->operand) {
			buf_adds(out, " Ar");
			arg(out, verbs[i]->operand);
		}
		buf_addc(out, '\n');
		prose(out, verbs[i]->more);
	}
	buf_adds(out, ".El\n");
	end(out, "verbs");
}

/* The keys of what verbs print, from the columns of their lists. */
static void man_output(struct buf *out)
{
	begin(out, "output");
	for (size_t i = 0; i < nverbs; i++) {
		AUTO_BUF struct buf keys = BUF_INIT;

		verb_keys(verbs[i], &keys);
		if (!keys.len)
			continue;
		buf_adds(out, ".It Cm");
		arg(out, verbs[i]->name);
		if (verbs[i]->operand) {
			buf_adds(out, " Ar");
			arg(out, verbs[i]->operand);
		}
		buf_addc(out, '\n');
		prose(out, buf_str(&keys));
	}
	end(out, "output");
}

static void man_option(struct buf *out, const struct option_info *o)
{
	buf_adds(out, ".It");
	if (o->letter)
		buf_addf(out, " Fl %c ,", o->letter);
	buf_adds(out, " Fl \\-");
	for (const char *p = o->name; *p; p++)
		buf_adds(out, *p == '-' ? "\\-" : (char[]){ *p, '\0' });
	if (o->arg) {
		buf_adds(out, " Ar");
		arg(out, o->arg);
	}
	buf_addc(out, '\n');
	if (o->verbs) {
		buf_adds(out, "Only for\n.Cm");
		arg(out, o->verbs);
		buf_adds(out, " :\n");
	}
	text(out, o->help);
	buf_adds(out, ".\n");
	if (o->more)
		prose(out, o->more);
}

static void man_options(struct buf *out)
{
	const char *group = NULL;

	begin(out, "options");
	for (unsigned i = 0; i < OPT_COUNT; i++) {
		const struct option_info *o = &option_table[i];

		if (o->hidden)
			continue;
		if (o->group != group) {
			buf_addf(out, "%s.Ss %s\n.Bl -tag -width Ds\n",
				 group ? ".El\n" : "", o->group);
			group = o->group;
		}
		man_option(out, o);
	}
	buf_adds(out, ".El\n");
	end(out, "options");
}

static void man_fields(struct buf *out)
{
	begin(out, "fields");
	buf_adds(out, ".Bl -tag -width function.arn\n");
	for (unsigned i = 0; i < FLD_COUNT; i++) {
		buf_adds(out, ".It Ic");
		arg(out, fields[i].name);
		buf_addc(out, '\n');
		text(out, fields[i].help);
		buf_addc(out, '\n');
	}
	buf_adds(out, ".El\n");
	end(out, "fields");
}

/* ".It Ic j Down": the keys of A where they hold; *ret_where as in docgen.c. */
static void key_item(struct buf *out, const struct keymap *km, enum action a,
		     const char **ret_where)
{
	AUTO_BUF struct buf keys = BUF_INIT;
	struct sv rest;

	*ret_where = "";
	keymap_keys_of(km, KC_ANY, a, &keys);
	for (unsigned c = KC_ANY + 1; c < KC_COUNT && !keys.len; c++) {
		keymap_keys_of(km, (enum keyctx)c, a, &keys);
		if (keys.len)
			*ret_where = keyctx_titles[c];
	}
	buf_adds(out, ".It Ic");
	rest = buf_sv(&keys);
	while (rest.len) {
		ptrdiff_t blank = sv_chr(rest, ' ');
		char name[KEY_NAME_MAX];
		size_t n = blank < 0 ? rest.len : (size_t)blank;

		memcpy(name, rest.ptr, n);
		name[n] = '\0';
		arg(out, name);
		rest = sv_from(rest, n + 1);
	}
	buf_addc(out, '\n');
}

static void man_keys(struct buf *out)
{
	const char *group = "";
	struct keymap km;

	keymap_init(&km);
	begin(out, "keys");
	for (unsigned i = ACT_NONE + 1; i < ACT_COUNT; i++) {
		enum action a = (enum action)i;
		const char *where;

		if (strcmp(group, action_group(a)) != 0) {
			buf_addf(out, "%s.Ss %s\n.Bl -tag -width \"j Down xxx\"\n",
				 *group ? ".El\n" : "", action_group(a));
			group = action_group(a);
		}
		key_item(out, &km, a, &where);
		text(out, actions[a].help);
		if (*where && strcmp(where, keyctx_titles[KC_PROMPT]) != 0)
			buf_addf(out, "\n(%s)", where);
		buf_adds(out, "\n.Pq Ic");
		arg(out, actions[a].name);
		buf_addc(out, '\n');
	}
	buf_adds(out, ".El\n");
	end(out, "keys");
	keymap_release(&km);
}

static void man_commands(struct buf *out)
{
	begin(out, "commands");
	buf_adds(out, ".Bl -tag -width Ds\n");
	for (unsigned i = 0; i < CMD_COUNT; i++) {
		const struct command *c = &commands[i];

		buf_adds(out, ".It Ic");
		arg(out, c->name);
		if (c->alias) {
			buf_adds(out, " , Ic");
			arg(out, c->alias);
		}
		if (*c->args) {
			buf_adds(out, " Ar");
			arg(out, c->args);
		}
		buf_addc(out, '\n');
		text(out, c->help);
		buf_addc(out, '\n');
		if (strchr(c->example, ' ')) {
			buf_adds(out, ".Pq Ic");
			arg(out, c->example);
			buf_addc(out, '\n');
		}
	}
	buf_adds(out, ".El\n");
	end(out, "commands");
}

static void man_status(struct buf *out)
{
	static const struct {
		int number;
		const char *meaning;
	} rows[] = {
#define STATUS_ROW(id, number, meaning) { number, meaning },
		EXIT_LIST(STATUS_ROW)
#undef STATUS_ROW
	};

	begin(out, "status");
	buf_adds(out, ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		buf_addf(out, ".It %d\n", rows[i].number);
		text(out, rows[i].meaning);
		buf_addc(out, '\n');
	}
	buf_adds(out, ".El\n");
	end(out, "status");
}

static void man_roles(struct buf *out)
{
	begin(out, "roles");
	buf_adds(out, ".Bl -tag -width result-throttled -compact\n");
	for (unsigned i = 0; i < ROLE_COUNT; i++) {
		buf_adds(out, ".It Ic");
		arg(out, role_names[i]);
		buf_addc(out, '\n');
		text(out, role_helps[i]);
		buf_addc(out, '\n');
	}
	buf_adds(out, ".El\n");
	end(out, "roles");
}

void docgen_man(struct buf *out)
{
	man_verbs(out);
	man_output(out);
	man_options(out);
	man_fields(out);
	man_keys(out);
	man_commands(out);
	man_roles(out);
	man_status(out);
}
