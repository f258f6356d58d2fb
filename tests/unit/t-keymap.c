/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conf/keymap.h"
#include "tap.h"
#include "util/utf8.h"

#include <sys/stat.h>

static void test_names(void)
{
	static const struct {
		const char *text, *want; /* NULL: no key */
	} cases[] = {
		{ "j", "j" },
		{ "&", "&" },
		{ "\xc3\xa4", "\xc3\xa4" },
		{ "Space", "Space" },
		{ "enter", "Enter" },
		{ "Return", "Enter" },
		{ "PageDown", "PgDn" },
		{ "backspace", "Bksp" },
		{ "F1", "F1" },
		{ "f12", "F12" },
		{ "F13", NULL },
		{ "F0", NULL },
		{ "F", "F" },
		{ "C-d", "C-d" },
		{ "^D", "C-d" },
		{ "Ctrl-D", "C-d" },
		{ "ctrl+d", "C-d" },
		{ "C-1", NULL },
		{ "C-", NULL },
		{ "^", "^" },
		{ "M-x", "M-x" },
		{ "Alt-X", "M-X" },
		{ "yy", NULL },
		{ "", NULL },
		{ " ", NULL },
		{ "\x1b", NULL },
		{ "\xff", NULL },
		{ "S-Tab", "S-Tab" },
		{ "shift-tab", "S-Tab" },
		{ "SpaceX", NULL },
	};
	char key[KEY_NAME_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool got = key_canonical(sv_str(cases[i].text), key);

		if (cases[i].want && OK(got, "'%s' is a key", cases[i].text))
			IS_STR(key, cases[i].want, "name of '%s'", cases[i].text);
		else if (!cases[i].want)
			OK(!got, "'%s' is no key", cases[i].text);
	}
}

static void test_find(const struct keymap *km)
{
	static const struct {
		enum keyctx ctx;
		const char *prev, *key;
		enum action want;
	} cases[] = {
		{ KC_TIMELINE, NULL, "j", ACT_DOWN },
		{ KC_TIMELINE, NULL, "v", ACT_BRUSH },
		{ KC_SOURCES, NULL, "v", ACT_NONE },
		{ KC_TIMELINE, NULL, "z", ACT_ZOOM_IN },
		{ KC_EVENT, NULL, "z", ACT_PREFIX },
		{ KC_EVENT, "z", "t", ACT_ROW_TOP },
		{ KC_EVENT, "z", "x", ACT_NONE },
		{ KC_TIMELINE, NULL, "y", ACT_PREFIX },
		{ KC_TIMELINE, "y", "y", ACT_COPY_EVENT },
		{ KC_TIMELINE, "y", "j", ACT_NONE },
		{ KC_FILTERS, NULL, "Space", ACT_FILTER_TOGGLE },
		{ KC_TIMELINE, NULL, "Space", ACT_PAGE_DOWN },
		{ KC_PROMPT, NULL, "j", ACT_NONE },
		{ KC_PROMPT, NULL, "C-r", ACT_LINE_FIND },
		{ KC_TIMELINE, NULL, "C-r", ACT_REDO },
		{ KC_TIMELINE, NULL, "7", ACT_NONE },
		{ KC_PROMPT, NULL, "C-l", ACT_NONE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		IS_INT(keymap_find(km, cases[i].ctx, cases[i].prev, cases[i].key),
		       cases[i].want, "%s%s in %s", cases[i].prev ? cases[i].prev : "",
		       cases[i].key, keyctx_names[cases[i].ctx]);
}

static void test_keys_of(struct keymap *km)
{
	AUTO_BUF struct buf out = BUF_INIT;
	AUTO_BUF struct buf bad = BUF_INIT;

	keymap_keys_of(km, KC_TIMELINE, ACT_DOWN, &out);
	IS_SV(buf_sv(&out), "j Down", "keys of down");
	buf_clear(&out);
	keymap_keys_of(km, KC_FILTERS, ACT_PAGE_DOWN, &out);
	IS_SV(buf_sv(&out), "C-f PgDn",
	      "a key that the pane uses for something else is left out");
	buf_clear(&out);
	keymap_keys_of(km, KC_EVENT, ACT_ZOOM_IN, &out);
	IS_SV(buf_sv(&out), "", "and so is the first of two");
	IS_INT(keymap_read(km, SV_LIT("bind any C-n down\n"), "k", &bad), 0, "bind");
	buf_clear(&out);
	keymap_keys_of(km, KC_TIMELINE, ACT_DOWN, &out);
	IS_SV(buf_sv(&out), "C-n j Down", "the user's own key comes first");
}

static void test_file(void)
{
	static const struct {
		const char *text, *problems;
		enum keyctx ctx;
		const char *key;
		enum action want;
	} cases[] = {
		{ "# nothing\n\n  \t\n", "", KC_ANY, "j", ACT_DOWN },
		{ "bind any j up", "", KC_ANY, "j", ACT_UP },
		{ "bind any j up # and why\r\n", "", KC_ANY, "j", ACT_UP },
		{ "bind timeline j up\n", "", KC_SOURCES, "j", ACT_DOWN },
		{ "unbind timeline j\n", "", KC_TIMELINE, "j", ACT_NONE },
		{ "unbind any j\n", "", KC_TIMELINE, "j", ACT_NONE },
		{ "bind any # down\n", "", KC_ANY, "#", ACT_DOWN },
		{ "bind any y down\n", "", KC_ANY, "y", ACT_DOWN },
		{ "bind any z down\n", "", KC_EVENT, "z", ACT_PREFIX },
		{ "map any j up\n", "k:1: 'bind' or 'unbind' expected\n", KC_ANY, "j",
		  ACT_DOWN },
		{ "\nbind any j\n", "k:2: bind WHERE KEYS ACTION expected\n", KC_ANY, "j",
		  ACT_DOWN },
		{ "unbind any\n", "k:1: unbind WHERE KEYS expected\n", KC_ANY, "j",
		  ACT_DOWN },
		{ "bind any j up down\n", "k:1: nothing expected after 'up'\n", KC_ANY, "j",
		  ACT_DOWN },
		{ "bind here j up\n", "k:1: no such place: 'here'\n", KC_ANY, "j",
		  ACT_DOWN },
		{ "bind any jjj up\n", "k:1: no such key: 'jjj'\n", KC_ANY, "j", ACT_DOWN },
		{ "bind any j fly\n", "k:1: no such action: 'fly'\n", KC_ANY, "j",
		  ACT_DOWN },
		{ "bind prompt j line-left\n", "k:1: 'j' is always text in a prompt\n",
		  KC_PROMPT, "j", ACT_NONE },
		{ "bind any j up\nbind any j left\n",
		  "k:2: 'j' in 'any' is bound in line 1 already\n", KC_ANY, "j", ACT_LEFT },
		{ "bind any ja up\nbind any j left\n",
		  "k:2: 'j' in 'any' is bound in line 1 already\n", KC_ANY, "j", ACT_LEFT },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTO_BUF struct buf bad = BUF_INIT;
		struct keymap km;
		unsigned n, lines = 0;

		keymap_init(&km);
		n = keymap_read(&km, sv_str(cases[i].text), "k", &bad);
		IS_SV(buf_sv(&bad), cases[i].problems, "problems of case %zu", i);
		for (size_t k = 0; k < bad.len; k++)
			lines += bad.ptr[k] == '\n';
		IS_INT(n, lines, "number of problems of case %zu", i);
		IS_INT(keymap_find(&km, cases[i].ctx, NULL, cases[i].key), cases[i].want,
		       "what %s does in case %zu", cases[i].key, i);
		keymap_release(&km);
	}
}

static void put_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		BAIL("cannot write a file of the test");
}

static void test_user(void)
{
	AUTO_BUF struct buf bad = BUF_INIT;
	AUTO_BUF struct buf want = BUF_INIT;
	char dir[4096], path[4200];
	struct keymap km;

	setenv("XDG_CONFIG_HOME", tap_tmpdir(), 1);
	keymap_init(&km);
	IS_INT(keymap_load_user(&km, &bad), 0, "no file is no problem");
	snprintf(dir, sizeof(dir), "%s/trailsift", tap_tmpdir());
	mkdir(dir, 0700);
	snprintf(path, sizeof(path), "%s/keys", dir);
	put_file(path, "bind any j up\nbind any k nosuch\n");
	IS_INT(keymap_load_user(&km, &bad), 1, "one line of the file is wrong");
	buf_addf(&want, "%s:2: no such action: 'nosuch'\n", path);
	IS_SV(buf_sv(&bad), buf_str(&want), "which is said with its place");
	IS_INT(keymap_find(&km, KC_TIMELINE, NULL, "j"), ACT_UP, "the other holds");
	IS_INT(keymap_find(&km, KC_TIMELINE, NULL, "k"), ACT_UP, "and so do the defaults");
	remove(path);
	mkdir(path, 0700);
	buf_clear(&bad);
	IS_INT(keymap_load_user(&km, &bad), 1, "a file that cannot be read is a problem");
	OK(sv_find(buf_sv(&bad), SV_LIT("keys'")) >= 0, "and named");
	keymap_release(&km);
}

/* Invariants of the two tables. */
static void test_tables(const struct keymap *km)
{
	char key[KEY_NAME_MAX];

	for (size_t i = 0; i < km->n; i++) {
		const struct binding *b = &km->b[i];
		size_t len = strlen(b->keys);
		bool one = key_canonical(sv_make(b->keys, len), key);

		OK(one ? strcmp(key, b->keys) == 0 : utf8_count(sv_make(b->keys, len)) == 2,
		   "'%s' is written as usual", b->keys);
		for (size_t k = 0; k < i; k++)
			if (km->b[k].ctx == b->ctx && strcmp(km->b[k].keys, b->keys) == 0)
				FAIL("'%s' is bound twice in %s", b->keys,
				     keyctx_names[b->ctx]);
	}
	for (unsigned a = ACT_NONE + 1; a < ACT_COUNT; a++) {
		bool bound = false;
		size_t width = utf8_count(sv_str(actions[a].help));

		OK(width > 0 && width <= 60, "help of %s: %zu columns", actions[a].name,
		   width);
		OK(action_group((enum action)a)[0], "%s is in a group", actions[a].name);
		IS_INT(action_find(sv_str(actions[a].name)), a, "name %s", actions[a].name);
		for (size_t i = 0; i < km->n; i++)
			bound |= km->b[i].action == (enum action)a;
		OK(bound, "%s has a key", actions[a].name);
	}
	IS_STR(action_group(ACT_DOWN), "Moving", "group of the first action");
	IS_STR(action_group(ACT_LINE_COMPLETE), "In a prompt", "group of the last");
}

int main(void)
{
	struct keymap km;

	keymap_init(&km);
	test_names();
	test_find(&km);
	test_tables(&km);
	test_keys_of(&km);
	test_file();
	test_user();
	keymap_release(&km);
	return DONE();
}
