/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dictionaries: one number for each text, whoever asks; and when they take no more. */
#include "store/dict.h"

#include "store/stage.h"
#include "tap.h"
#include "util/hash.h"

#include <pthread.h>
#include <stdlib.h>

/* Big enough for tables and chunks of entries in big pages. */
#define MANY 200000u

static struct sv text_of(char *buf, size_t size, uint32_t i)
{
	/* of many lengths, none a UUID or a time */
	return sv_make(buf, (size_t)snprintf(buf, size, "v%u%.*s", i, (int)(i % 90),
					     "......................................."
					     "......................................."
					     "..............."));
}

static void growth(void)
{
	struct dict d;
	struct arena a = ARENA_INIT;
	uint64_t grown = 0;
	size_t full;
	char b[128];
	uint32_t bad = 0;

	dict_init(&d);
	OK(!dict_find(&d, SV_LIT("x"), hash_sv(SV_LIT("x"))), "nothing in an empty one");
	IS_INT(dict_lookup(&d, SV_LIT("x")), DICT_NONE, "nor by a scan");
	for (uint32_t i = 0; i < MANY; i++) {
		struct sv v = text_of(b, sizeof(b), i);
		uint64_t h = hash_sv(v);

		bad += dict_find(&d, v, h) != NULL;
		bad += dict_intern(&d, v, h, &a, &grown) != i;
		bad += dict_intern(&d, v, h, &a, &grown) != i;
	}
	IS_INT(bad, 0, "numbers are given in order, once each");
	IS_INT(dict_count(&d), MANY, "as many as there are texts");
	for (uint32_t i = 0; i < MANY; i++) {
		struct sv v = text_of(b, sizeof(b), i);
		const struct dict_word *w = dict_find(&d, v, hash_sv(v));
		const struct dict_entry *e = dict_entry(&d, i);

		bad += !sv_eq(dict_text(&d, i), v) || e->hash != (uint32_t)hash_sv(v);
		bad += !w || w->id != i || w->len != v.len || w->text != e->ptr;
		b[0] = 'w';
		bad += dict_find(&d, v, hash_sv(v)) != NULL;
	}
	IS_INT(bad, 0, "found by text and by number, after growing; no other text is");
	full = dict_bytes(&d);
	IS_INT(sizeof(d) + grown, full, "all growth is counted");
	OK(full >= MANY * (sizeof(struct dict_entry) + 8), "entries and slots are");
	OK(full < MANY * 80, "with not too much room to spare");
	dict_close(&d);
	OK(dict_bytes(&d) < full - MANY * 8, "closed: the slots are given back");
	OK(dict_bytes(&d) >= MANY * sizeof(struct dict_entry), "but not the entries");
	IS_INT(dict_lookup(&d, text_of(b, sizeof(b), 4999)), 4999,
	       "looked up without the table");
	IS_INT(dict_lookup(&d, SV_LIT("nix")), DICT_NONE, "an unknown text");
	grown = 0;
	IS_INT(dict_intern(&d, SV_LIT("nix"), hash_sv(SV_LIT("nix")), &a, &grown), MANY,
	       "a closed one still takes texts");
	IS_INT(dict_intern(&d, text_of(b, sizeof(b), 77),
			   hash_sv(text_of(b, sizeof(b), 77)), &a, &grown),
	       77, "and knows those it had");
	dict_release(&d);
	arena_release(&a);
}

static void odd_texts(void)
{
	static const struct sv v[] = { { "", 0 },        { "\0", 1 },  { "\0\0", 2 },
				       { "a", 1 },       { "a\0", 2 }, { "a\0b", 3 },
				       { "\xff\xfe", 2 } };
	struct dict d;
	struct arena a = ARENA_INIT;
	uint64_t grown = 0;
	uint32_t bad = 0;

	dict_init(&d);
	/* all with one hash: only their bytes tell them apart */
	for (uint32_t i = 0; i < ARRAY_SIZE(v); i++)
		bad += dict_intern(&d, v[i], 7, &a, &grown) != i;
	for (uint32_t i = 0; i < ARRAY_SIZE(v); i++)
		bad += dict_intern(&d, v[i], 7, &a, &grown) != i ||
		       !sv_eq(dict_text(&d, i), v[i]);
	IS_INT(bad, 0, "empty texts, NULs, texts of the same hash");
	IS_INT(dict_intern(&d, SV_NULL, 7, &a, &grown), 0, "no pointer is the empty text");
	dict_release(&d);
	arena_release(&a);
}

/* ---- several threads ---- */

#define THREADS 4u
#define ROUNDS  200u
#define SHARED  200u   /* texts of a round */
#define LONG    30000u /* of the last round */

static struct dict shared;
static pthread_barrier_t gate;

struct worker {
	pthread_t thread;
	struct arena arena;
	uint64_t grown;
	uint32_t step; /* through all texts in an order of its own */
	uint32_t bad;
	uint32_t ids[LONG];
};

static void intern_all(struct worker *w, uint32_t n)
{
	char b[128];

	for (uint32_t i = 0, at = 0; i < n; i++, at = (at + w->step) % n) {
		struct sv v = text_of(b, sizeof(b), at);
		uint64_t h = hash_sv(v);
		const struct dict_word *found;

		w->ids[at] = dict_intern(&shared, v, h, &w->arena, &w->grown);
		/* it can be read by number at once, and by text if the table is not new */
		w->bad += w->ids[at] >= dict_count(&shared);
		w->bad += !sv_eq(dict_text(&shared, w->ids[at]), v);
		found = dict_find(&shared, v, h);
		w->bad += found && found->id != w->ids[at];
	}
}

/* At both gates of a round the main thread is waited for. */
static void *run(void *arg)
{
	for (uint32_t r = 0; r <= ROUNDS; r++) {
		pthread_barrier_wait(&gate);
		intern_all(arg, r < ROUNDS ? SHARED : LONG);
		pthread_barrier_wait(&gate);
	}
	return NULL;
}

/* Texts that are not found without the lock, or by number, once all is done. */
static uint32_t missing(const struct worker *w, uint32_t n)
{
	uint32_t bad = 0;
	char b[128];

	for (uint32_t i = 0; i < n; i++) {
		struct sv v = text_of(b, sizeof(b), i);
		const struct dict_word *found = dict_find(&shared, v, hash_sv(v));

		bad += !found || found->id != w->ids[i];
		bad += !sv_eq(dict_text(&shared, w->ids[i]), v);
	}
	return bad;
}

static void threads(void)
{
	static const uint32_t steps[THREADS] = { 1, 1, 7, 11 };
	struct worker *w = calloc(THREADS, sizeof(*w));
	uint32_t bad = 0, differ = 0, twice = 0, absent = 0, uncounted = 0;

	pthread_barrier_init(&gate, NULL, THREADS + 1);
	for (unsigned t = 0; t < THREADS; t++) {
		w[t].step = steps[t];
		pthread_create(&w[t].thread, NULL, run, &w[t]);
	}
	for (uint32_t r = 0; r <= ROUNDS; r++) {
		uint32_t n = r < ROUNDS ? SHARED : LONG;
		uint64_t grown = sizeof(shared);

		dict_init(&shared);
		pthread_barrier_wait(&gate);
		pthread_barrier_wait(&gate);
		for (unsigned t = 0; t < THREADS; t++) {
			differ += memcmp(w[t].ids, w[0].ids, n * sizeof(w[0].ids[0])) != 0;
			grown += w[t].grown;
			w[t].grown = 0;
		}
		uncounted += grown != dict_bytes(&shared);
		twice += dict_count(&shared) != n;
		absent += missing(&w[0], n);
		dict_release(&shared);
	}
	for (unsigned t = 0; t < THREADS; t++) {
		pthread_join(w[t].thread, NULL);
		bad += w[t].bad;
		arena_release(&w[t].arena);
	}
	pthread_barrier_destroy(&gate);
	free(w);
	IS_INT(bad, 0, "what a thread interned it can read at once");
	IS_INT(differ, 0, "all threads have the same number for each text");
	IS_INT(twice, 0, "no text has two");
	IS_INT(absent, 0, "each is found without the lock once they are done");
	IS_INT(uncounted, 0, "growth is counted once, by who grew it");
}

/* ---- the rule of freezing ---- */

static uint32_t row_at; /* where the next event stands in the file */

/* One event with text I at SP; has it a number? */
static bool meet(struct stage *st, struct stage_path *sp, uint32_t i)
{
	struct stage_memo memo;
	char b[128];

	stage_string(st, sp, text_of(b, sizeof(b), i), &memo);
	stage_keep(st, 0, 10 * row_at++, 10, (struct row_how){ 0 });
	if (stage_full(st))
		if (!stage_seal(st))
			BAIL("no memory");
	return memo.ptr != NULL;
}

static struct stage_path *key(struct stage *st, const char *name)
{
	return stage_child(st, stage_path(st, PATH_ROOT), sv_str(name));
}

static uint32_t texts_at(const struct store *s, const struct stage_path *sp)
{
	return dict_count(store_dict(s, sp->path, VK_STR));
}

static void freezing(void)
{
	struct store *s = store_new();
	struct stage *a, *b;
	struct stage_path *pa, *pb;
	uint32_t bad = 0;

	store_add_file(s, "one", 0);
	a = stage_new(s, NULL);
	b = stage_new(s, NULL);
	pa = key(a, "distinct");
	pb = key(b, "distinct");
	for (uint32_t i = 0; i < 2048; i++)
		bad += !meet(a, pa, i);
	IS_INT(bad, 0, "2048 distinct texts have numbers");
	for (uint32_t i = 2048; i < 2900; i++)
		bad += meet(a, pa, i);
	IS_INT(bad, 0, "then, each being new, no more do");
	IS_INT(texts_at(s, pa), 2048, "the dictionary has stopped there");
	OK(meet(a, pa, 5), "a known text keeps its number");
	for (uint32_t i = 0; i < 20000; i++)
		bad += !meet(a, pa, i % 2048);
	if (!stage_seal(a))
		BAIL("no memory");
	IS_INT(bad, 0, "so do all others");
	OK(!meet(b, pb, 9000), "frozen for another thread, too, and for good");
	OK(meet(b, pb, 6) && meet(b, pb, 2047), "which knows what the first one met");

	pa = key(a, "fourth");
	for (uint32_t i = 0; i < 20000; i++)
		bad += !meet(a, pa, i / 4);
	IS_INT(bad, 0, "a quarter of the values may be distinct");
	IS_INT(texts_at(s, pa), 5000, "all of them are in the dictionary");

	/* 2040 texts that one thread meets often, and another one once */
	pa = key(a, "shared");
	pb = key(b, "shared");
	for (uint32_t i = 0; i < 2040 * 8; i++)
		meet(a, pa, i % 2040);
	if (!stage_seal(a))
		BAIL("no memory");
	for (uint32_t i = 0; i < 3000; i++)
		bad += !meet(b, pb, i);
	IS_INT(bad, 0, "the values of all threads count");
	IS_INT(texts_at(s, pb), 3000, "no thread adds what another one has");
	if (!stage_seal(a))
		BAIL("no memory");
	if (!stage_seal(b))
		BAIL("no memory");
	stage_free(a);
	stage_free(b);
	store_free(s);
}

/* A frozen dictionary that knows hardly any text is not asked, and texts are stored raw. */
static void useless(void)
{
	struct store *s = store_new();
	struct stage *st;
	struct stage_path *sp;

	store_add_file(s, "one", 0);
	st = stage_new(s, NULL);
	sp = key(st, "k");
	for (uint32_t i = 0; i < 2048 + 1; i++)
		meet(st, sp, i);
	OK(meet(st, sp, 1), "frozen, a known text has a number");
	for (uint32_t i = 10000; i < 12000; i++)
		meet(st, sp, i);
	OK(!meet(st, sp, 1), "after a thousand unknown ones it has none");
	OK(intern_number(&sp->intern[0], SV_LIT("v0")) != DICT_NONE, "though it is there");
	if (!stage_seal(st))
		BAIL("no memory");
	stage_free(st);
	store_free(s);
}

int main(void)
{
	growth();
	odd_texts();
	threads();
	freezing();
	useless();
	return DONE();
}
