/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help: keys, commands and fields, printed from their tables, searched as one types. */
#include "conf/command.h"

#include "term/tty.h"
#include "ui/act.h"
#include "ui/ask.h"
#include "ui/screen.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

struct help_row {
	char *left, *right;
	bool heading;
	enum action act;     /* Enter does it */
	enum command_id cmd; /* Enter begins it; CMD_COUNT: none */
};

struct help_pane {
	struct buf search;
	struct help_row *rows;
	size_t nrows, cap;
	uint32_t *shown; /* indexes of rows that match */
	size_t nshown, total;
	struct list list;
	enum pane_id about; /* the pane the keys are of */
	bool any;           /* something matches */
};

static void clear_rows(struct help_pane *hp)
{
	for (size_t i = 0; i < hp->nrows; i++) {
		free(hp->rows[i].left);
		free(hp->rows[i].right);
	}
	hp->nrows = 0;
}

static void hp_release(struct ui *ui UNUSED, void *state)
{
	struct help_pane *hp = state;

	clear_rows(hp);
	free(hp->rows);
	free(hp->shown);
	buf_release(&hp->search);
}

static struct help_row *add_row(struct help_pane *hp, const char *left, const char *right)
{
	ALLOC_GROW(hp->rows, hp->nrows + 1, hp->cap);
	hp->rows[hp->nrows] = (struct help_row){ .left = xstrdup(left),
						 .right = xstrdup(right),
						 .cmd = CMD_COUNT };
	return &hp->rows[hp->nrows++];
}

static void add_heading(struct help_pane *hp, const char *text)
{
	add_row(hp, text, "")->heading = true;
}

static void add_keys(struct ui *ui, struct help_pane *hp)
{
	enum keyctx ctx = pane_ops(hp->about)->ctx;
	const char *group = NULL;
	struct buf keys = BUF_INIT;

	for (int i = 1; i < ACT_COUNT; i++) {
		enum action a = (enum action)i;
		bool prompt = strncmp(actions[i].name, "line-", 5) == 0;

		buf_clear(&keys);
		keymap_keys_of(&ui->keymap, prompt ? KC_PROMPT : ctx, a, &keys);
		if (!keys.len)
			continue;
		if (group != action_group(a)) {
			group = action_group(a);
			add_heading(hp, group);
		}
		add_row(hp, buf_str(&keys), actions[i].help)->act = a;
	}
	buf_release(&keys);
}

static void add_commands(struct help_pane *hp)
{
	struct buf left = BUF_INIT, right = BUF_INIT;

	add_heading(hp, "Commands (Enter begins one)");
	for (int i = 0; i < CMD_COUNT; i++) {
		const struct command *c = &commands[i];

		buf_clear(&left);
		buf_clear(&right);
		buf_addf(&left, ":%s %s", c->name, c->args);
		buf_addf(&right, "%s", c->help);
		if (c->args[0])
			buf_addf(&right, "   :%s", c->example);
		add_row(hp, buf_str(&left), buf_str(&right))->cmd = (enum command_id)i;
	}
	buf_release(&left);
	buf_release(&right);
}

static void add_fields(struct help_pane *hp)
{
	static const char *const words[][2] = {
		{ "field = value",
		  "= != ~ !~ < <= > >=, in (a, b), has field; * is a wildcard" },
		{ "word /regex/ \"text\"", "some value contains it, or matches it" },
		{ "not, and, or, ( )", "side by side means and" },
		{ "requestParameters.x", "any path of the record is a field" },
		{ "NEW", "first time in the loaded files: a hint, no proof" },
		{ "N of M shown",
		  "events that pass the filters, of all loaded; + : still loading" },
	};

	add_heading(hp, "Fields of filters");
	for (int i = 0; i < FLD_COUNT; i++)
		add_row(hp, fields[i].name, fields[i].help);
	add_heading(hp, "Filters and words");
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		add_row(hp, words[i][0], words[i][1]);
	add_heading(hp, "More");
	add_row(hp, "man trailsift", "the manual, with the filter language");
	add_row(hp, "~/.config/trailsift/keys", "your own keys: bind WHERE KEYS ACTION");
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool contains(const char *text, struct sv word)
{
	for (; *text; text++) {
		size_t n = 0;

		while (n < word.len && text[n] && lower(text[n]) == lower(word.ptr[n]))
			n++;
		if (n == word.len)
			return true;
	}
	return word.len == 0;
}

/* Every word of the search stands somewhere in the row. */
static bool matches(const struct help_pane *hp, const struct help_row *r)
{
	struct sv v = buf_sv(&hp->search);

	while (v.len) {
		ptrdiff_t at = sv_chr(v, ' ');
		struct sv word = at < 0 ? v : sv_head(v, (size_t)at);

		if (!contains(r->left, word) && !contains(r->right, word))
			return false;
		v = sv_from(v, word.len + (at >= 0));
	}
	return true;
}

/* Rows that match; a heading when something under it does. */
static void filter_rows(struct help_pane *hp)
{
	ptrdiff_t heading = -1;

	hp->shown = xreallocarray(hp->shown, MAX(hp->nrows, 1), sizeof(*hp->shown));
	hp->nshown = hp->total = 0;
	hp->any = false;
	for (size_t i = 0; i < hp->nrows; i++) {
		if (hp->rows[i].heading) {
			heading = (ptrdiff_t)i;
			continue;
		}
		hp->total++;
		if (!matches(hp, &hp->rows[i]))
			continue;
		hp->any = true;
		if (heading >= 0)
			hp->shown[hp->nshown++] = (uint32_t)heading;
		heading = -1;
		hp->shown[hp->nshown++] = (uint32_t)i;
	}
	hp->list.cur = hp->nshown > 1 ? 1 : 0;
	hp->list.top = 0;
}

static void fill(struct ui *ui, struct help_pane *hp)
{
	clear_rows(hp);
	add_keys(ui, hp);
	add_commands(hp);
	add_fields(hp);
	filter_rows(hp);
}

static void hp_enter(struct ui *ui, void *state)
{
	struct help_pane *hp = state;

	hp->about = ui->nback ? ui->back[ui->nback - 1] : PANE_TIMELINE;
	buf_clear(&hp->search);
	fill(ui, hp);
}

void ui_help(struct ui *ui, struct sv word)
{
	struct help_pane *hp;

	if (!ui_show(ui, PANE_HELP, true))
		return;
	hp = ui_pane_state(ui, PANE_HELP);
	buf_clear(&hp->search);
	buf_addsv(&hp->search, word);
	filter_rows(hp);
}

static void hp_draw(struct ui *ui UNUSED, void *state, struct rect body)
{
	struct help_pane *hp = state;
	struct rect top = rect_take_top(&body, 1), rule = rect_take_top(&body, 1);
	struct pen pen = pen_row(top, 0);
	size_t found = 0;

	for (size_t i = 0; i < hp->nshown; i++)
		found += !hp->rows[hp->shown[i]].heading;
	pen_str(&pen, ROLE_HINT, " search: ");
	pen_sv(&pen, ROLE_PROMPT, buf_sv(&hp->search));
	pen_str(&pen, ROLE_PROMPT, "_");
	pen_fmt(&pen, ROLE_HINT,
		"   %zu of %zu match   (type to search; Esc clears, q closes)", found,
		hp->total);
	pen_rest(&pen, ROLE_TEXT);
	paint_rule(rule, 0, pane_ops(hp->about)->title);
	list_fit(&hp->list, (uint32_t)hp->nshown, body.h);
	for (int row = 0; row < body.h && hp->list.top + (uint32_t)row < hp->nshown;
	     row++) {
		uint32_t i = hp->list.top + (uint32_t)row;
		const struct help_row *r = &hp->rows[hp->shown[i]];
		bool on = i == hp->list.cur;

		pen = pen_row(body, row);
		if (r->heading) {
			pen_str(&pen, on ? ROLE_CURSOR : ROLE_TEXT, on ? ">" : " ");
			pen_str(&pen, ROLE_HEADING, r->left);
		} else {
			pen_str(&pen, on ? ROLE_CURSOR : ROLE_TEXT, on ? " >" : "  ");
			pen_str(&pen, ROLE_TEXT, " ");
			pen_cell(&pen, ROLE_KEY, 24, sv_str(r->left), 0);
			pen_str(&pen, ROLE_TEXT, " ");
			pen_str(&pen, ROLE_TEXT, r->right);
		}
		pen_rest(&pen, ROLE_TEXT);
	}
	paint_cursor(body.y + (int)(hp->list.cur - hp->list.top), body.x + 1, false);
}

/* Letters are the search; keys that type nothing move. */
static bool hp_key(struct ui *ui, void *state, const struct tty_key *key)
{
	struct help_pane *hp = state;

	if (key->text[0] && !(hp->search.len == 0 && (strcmp(key->text, "q") == 0 ||
						      strcmp(key->text, ":") == 0))) {
		if (hp->search.len < 100)
			buf_adds(&hp->search, key->text);
		filter_rows(hp);
		return true;
	}
	if (hp->search.len && strcmp(key->name, "Bksp") == 0) {
		hp->search.len--;
		while (hp->search.len &&
		       ((unsigned char)hp->search.ptr[hp->search.len] & 0xc0) == 0x80)
			hp->search.len--;
		filter_rows(hp);
		return true;
	}
	if (hp->search.len && strcmp(key->name, "Esc") == 0) {
		buf_clear(&hp->search);
		filter_rows(hp);
		return true;
	}
	if (strcmp(key->name, "F1") == 0) {
		ui_back(ui);
		return true;
	}
	return false;
}

static bool hp_act(struct ui *ui, void *state, enum action a)
{
	struct help_pane *hp = state;
	const struct help_row *r;
	struct buf line = BUF_INIT;

	if (list_act(&hp->list, a) != LIST_NOT)
		return true;
	if (a != ACT_OPEN || hp->list.cur >= hp->nshown)
		return false;
	r = &hp->rows[hp->shown[hp->list.cur]];
	if (r->heading || (!r->act && r->cmd == CMD_COUNT)) {
		ui_say(ui, ROLE_HINT, "Enter carries out a key or begins a command");
		return true;
	}
	ui_back(ui);
	if (r->act && strncmp(actions[r->act].name, "line-", 5) != 0) {
		ui_act(ui, r->act);
	} else if (r->cmd != CMD_COUNT) {
		buf_addf(&line, "%s ", commands[r->cmd].name);
		ui_ask_command(ui);
		prompt_insert(ui, buf_sv(&line));
	}
	buf_release(&line);
	return true;
}

static void hp_print(struct ui *ui UNUSED, void *state, struct buf *out)
{
	struct help_pane *hp = state;

	for (size_t i = 0; i < hp->nshown; i++) {
		const struct help_row *r = &hp->rows[hp->shown[i]];

		if (r->heading)
			buf_addf(out, "\n%s\n", r->left);
		else
			buf_addf(out, "  %-24s %s\n", r->left, r->right);
	}
}

static const struct pane_hint hp_hints[] = {
	{ ACT_OPEN, 0, "carry it out" },
	{ ACT_HALF_DOWN, ACT_HALF_UP, "scroll" },
	{ ACT_CLOSE, 0, "close" },
	{ ACT_NONE, 0, NULL },
};

const struct pane_ops pane_help_ops = {
	.title = "Help",
	.ctx = KC_HELP,
	.size = sizeof(struct help_pane),
	.release = hp_release,
	.enter = hp_enter,
	.draw = hp_draw,
	.act = hp_act,
	.key = hp_key,
	.print = hp_print,
	.hints = hp_hints,
};
