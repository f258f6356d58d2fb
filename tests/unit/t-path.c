/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/overflow.h"
#include "store/path.h"
#include "tap.h"

struct hits {
	path_t p[16];
	size_t rest[16], n;
};

static void hit(void *arg, path_t node, const struct sv *rest UNUSED, size_t nrest)
{
	struct hits *h = arg;

	if (h->n < ARRAY_SIZE(h->p)) {
		h->p[h->n] = node;
		h->rest[h->n++] = nrest;
	}
}

static void names(void)
{
	struct path_trie *t = path_trie_new();
	path_t a = path_child(t, PATH_ROOT, SV_LIT("requestParameters"));
	path_t b = path_child(t, a, SV_LIT("a b"));
	path_t c = path_child(t, path_array(t, b), SV_LIT("c-1:x@#$_"));
	path_t e = path_child(t, PATH_ROOT, SV_LIT(""));
	struct buf out = BUF_INIT;

	path_format(t, c, &out);
	IS_STR(buf_str(&out), "requestParameters.\"a b\".c-1:x@#$_",
	       "odd keys are quoted, arrays unseen");
	buf_clear(&out);
	path_format(t, e, &out);
	IS_STR(buf_str(&out), "\"\"", "an empty key is a key");
	IS_INT(path_child(t, PATH_ROOT, SV_LIT("requestParameters")), a,
	       "a key has one node");
	IS_INT(path_find_child(t, a, SV_LIT("a b")), b, "found without making");
	IS_INT(path_find_child(t, a, SV_LIT("nix")), PATH_NONE, "not made by looking");
	OK(path_get(t, c)->flags & PATH_IN_ARRAY, "below an array");
	OK(!(path_get(t, b)->flags & PATH_IN_ARRAY), "the array's own key is not");
	buf_release(&out);
	path_trie_free(t);
}

static void matching(void)
{
	struct path_trie *t = path_trie_new();
	path_t a = path_child(t, PATH_ROOT, SV_LIT("a"));
	path_t el = path_array(t, a);
	path_t x = path_child(t, a, SV_LIT("x"));
	path_t elx = path_child(t, el, SV_LIT("x"));
	path_t deep = path_array(t, path_array(t, elx));
	struct sv keys[2] = { SV_LIT("a"), SV_LIT("x") };
	struct hits h = { .n = 0 };
	size_t found = 0;

	path_match(t, keys, 2, hit, &h);
	for (size_t i = 0; i < h.n; i++)
		found += h.p[i] == x || h.p[i] == elx || h.p[i] == deep;
	IS_INT(found, 3, "arrays are walked through, also at the end");
	h.n = 0;
	path_match(t, keys, 1, hit, &h);
	IS_INT(h.n, 2, "a and its elements, not what lies below");
	h.n = 0;
	path_match_below(t, keys, 1, hit, &h);
	IS_INT(h.n, 6, "with everything below");
	path_trie_free(t);
}

static void limits(void)
{
	struct path_trie *t = path_trie_new();
	path_t a = path_child(t, PATH_ROOT, SV_LIT("tags")), over;
	struct sv keys[3] = { SV_LIT("tags"), SV_LIT("k4096"), SV_LIT("y") };
	struct hits h = { .n = 0 };
	char key[32];
	int made = 0;

	for (int i = 0; i < 5000; i++) {
		snprintf(key, sizeof(key), "k%d", i);
		made += path_child(t, a, sv_str(key)) != PATH_NONE;
	}
	IS_INT(made, PATH_MAX_CHILDREN, "a node stops growing");
	OK(path_child(t, a, SV_LIT("k17")) != PATH_NONE, "what has a node keeps it");
	IS_INT(path_child(t, a, SV_LIT("k4096")), PATH_NONE,
	       "what has none never gets one");
	over = path_overflow(t, a);
	path_match(t, keys, 3, hit, &h);
	OK(h.n == 1 && h.p[0] == over && h.rest[0] == 2,
	   "the overflow child gets the rest");
	for (int i = 0; i < 70000; i++) {
		path_t p;

		snprintf(key, sizeof(key), "r%d", i / 1000);
		p = path_child(t, PATH_ROOT, sv_str(key));
		snprintf(key, sizeof(key), "z%d", i);
		if (p != PATH_NONE)
			path_child(t, p, sv_str(key));
	}
	IS_INT(path_child(t, PATH_ROOT, SV_LIT("one more")), PATH_NONE, "the trie is full");
	OK(path_count(t) <= PATH_MAX_NODES + 64, "and bounded");
	path_trie_free(t);
}

static void overflow_texts(void)
{
	const struct sv keys[2] = { SV_LIT("a\x1f"
					   "b"),
				    SV_LIT("c") };
	struct buf b = BUF_INIT;
	struct sv rel, value;
	bool literal;

	overflow_rel(&b, keys, 2);
	IS_STR(buf_str(&b),
	       "a\\u001fb\x1f"
	       "c",
	       "separators inside keys are escaped");
	buf_adds(&b, "\x1es=\x1e");
	OK(overflow_split(buf_sv(&b), &rel, &literal, &value), "split");
	IS_SV(value, "=\x1e", "the value is what follows the first separator");
	OK(!literal, "a string");
	OK(!overflow_split(SV_LIT("plain"), &rel, &literal, &value), "no overflow text");
	buf_release(&b);
}

int main(void)
{
	names();
	matching();
	limits();
	overflow_texts();
	return DONE();
}
