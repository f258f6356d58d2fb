/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of README.md and of the man page, printed from the tables. */
#include "conf/docgen.h"

#include "conf/command.h"
#include "conf/keymap.h"
#include "conf/option.h"
#include "event/field.h"

#include <string.h>

/* A cell of a Markdown table; CODE: between backticks. */
static void cell(struct buf *out, const char *text, bool code)
{
	if (code && *text)
		buf_addc(out, '`');
	for (const char *p = text; *p; p++) {
		if (*p == '|')
			buf_addc(out, '\\');
		buf_addc(out, *p);
	}
	if (code && *text)
		buf_addc(out, '`');
}

/* "j Down" as code, one by one. */
static void key_list(struct buf *out, struct sv keys)
{
	while (keys.len) {
		ptrdiff_t blank = sv_chr(keys, ' ');
		struct sv k = sv_head(keys, blank < 0 ? keys.len : (size_t)blank);

		buf_addf(out, k.ptr[0] == '|' ? "`\\" SV_FMT "`" : "`" SV_FMT "`",
			 SV_ARG(k));
		keys = sv_from(keys, k.len + 1);
		if (keys.len)
			buf_addc(out, ' ');
	}
}

/* The default keys of A, wherever they hold; the place too when that is one pane only. */
static void keys_of(const struct keymap *km, enum action a, struct buf *out,
		    const char **ret_where)
{
	*ret_where = "";
	keymap_keys_of(km, KC_ANY, a, out);
	for (unsigned c = KC_ANY + 1; c < KC_COUNT && !out->len; c++) {
		keymap_keys_of(km, (enum keyctx)c, a, out);
		if (out->len)
			*ret_where = keyctx_titles[c];
	}
}

static void keys_md(struct buf *out)
{
	AUTO_BUF struct buf keys = BUF_INIT;
	const char *group = "";
	struct keymap km;

	keymap_init(&km);
	buf_adds(out, "| keys | what they do |\n|---|---|\n");
	for (unsigned a = ACT_NONE + 1; a < ACT_COUNT; a++) {
		const char *where;

		if (strcmp(group, action_group((enum action)a)) != 0) {
			group = action_group((enum action)a);
			buf_addf(out, "| **%s** | |\n", group);
		}
		buf_clear(&keys);
		keys_of(&km, (enum action)a, &keys, &where);
		buf_adds(out, "| ");
		key_list(out, buf_sv(&keys));
		buf_adds(out, " | ");
		cell(out, actions[a].help, false);
		if (*where && strcmp(where, keyctx_titles[KC_PROMPT]) != 0)
			buf_addf(out, " (%s)", where);
		buf_adds(out, " |\n");
	}
	keymap_release(&km);
}

static void options_md(struct buf *out)
{
	buf_adds(out, "| option | meaning |\n|---|---|\n");
	for (unsigned i = 0; i < OPT_COUNT; i++) {
		const struct option_info *o = &option_table[i];

		if (o->hidden)
			continue;
		buf_adds(out, "| `");
		if (o->letter)
			buf_addf(out, "-%c, ", o->letter);
		buf_addf(out, "--%s%s%s` | ", o->name, o->arg ? " " : "",
			 o->arg ? o->arg : "");
		cell(out, o->help, false);
		buf_adds(out, " |\n");
	}
}

static void fields_md(struct buf *out)
{
	buf_adds(out, "| field | meaning |\n|---|---|\n");
	for (unsigned i = 0; i < FLD_COUNT; i++) {
		buf_adds(out, "| ");
		cell(out, fields[i].name, true);
		buf_adds(out, " | ");
		cell(out, fields[i].help, false);
		buf_adds(out, " |\n");
	}
}

static void actions_md(struct buf *out)
{
	buf_adds(out, "| action | command | what it does |\n|---|---|---|\n");
	for (unsigned a = ACT_NONE + 1; a < ACT_COUNT; a++) {
		buf_adds(out, "| ");
		cell(out, actions[a].name, true);
		buf_adds(out, " | ");
		cell(out, actions[a].command ? actions[a].command : "", true);
		buf_adds(out, " | ");
		cell(out, actions[a].help, false);
		buf_adds(out, " |\n");
	}
}

static const struct {
	const char *name;
	void (*print)(struct buf *out);
} generators[] = {
	{ "man", docgen_man },      { "bash", docgen_bash },
	{ "zsh", docgen_zsh },      { "fish", docgen_fish },
	{ "keys-md", keys_md },     { "options-md", options_md },
	{ "fields-md", fields_md }, { "actions-md", actions_md },
};

bool docgen(struct sv what, struct buf *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(generators); i++)
		if (sv_eqs(what, generators[i].name)) {
			generators[i].print(out);
			return true;
		}
	return false;
}
