/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks a dictionary for a number and notes whether that was worth it. */
#include "store/intern.h"

#include "store/stage.h"

/* A dictionary of at least this many texts ... */
#define FREEZE_DISTINCT 2048u
/* ... that makes up more than a quarter of the values met there takes no more. */
#define FREEZE_SHARE 4u

/* Values this thread met at SP so far. */
static uint64_t values_at(const struct stage_path *sp)
{
	uint64_t n = sp->total;

	for (unsigned k = 0; k < VK_ORDER; k++)
		n += sp->cols[k] ? sp->cols[k]->n : 0;
	return n;
}

/* Fewer than last time is no error: rows are taken back. */
static void report(struct intern *in, uint64_t values)
{
	if (values == in->reported)
		return;
	atomic_fetch_add_explicit(&in->dict->values, values - in->reported,
				  memory_order_relaxed);
	in->reported = values;
}

/* Is the dictionary to take a new text? What other threads stage may be missing. */
static bool takes_more(struct intern *in, const struct stage_path *sp)
{
	struct dict *d = in->dict;
	uint32_t n = dict_count(d);

	if (atomic_load_explicit(&d->frozen, memory_order_relaxed)) {
		in->frozen = true;
		return false;
	}
	if (n < FREEZE_DISTINCT / 2)
		return true;
	report(in, values_at(sp));
	if (n < FREEZE_DISTINCT ||
	    n <= atomic_load_explicit(&d->values, memory_order_relaxed) / FREEZE_SHARE)
		return true;
	atomic_store_explicit(&d->frozen, true, memory_order_relaxed);
	in->frozen = true;
	return false;
}

/* A frozen dictionary that hardly ever knows a text is not worth the look. */
static void judge(struct intern *in, bool known)
{
	in->known += known;
	if (++in->asked % 1024 == 0)
		in->useless = in->known < in->asked / 16;
}

const struct dict_word *intern_text(struct stage *st, struct stage_path *sp,
				    enum vkind kind, struct sv text, uint64_t hash)
{
	struct intern *in = &sp->intern[kind == VK_LIT];
	const struct dict_word *w;

	if (in->useless)
		return NULL;
	if (UNLIKELY(!in->dict))
		in->dict = store_dict_make(st->store, sp->path, kind);
	w = dict_find(in->dict, text, hash);
	if (UNLIKELY(in->frozen))
		judge(in, w != NULL);
	else if (UNLIKELY(!w) && takes_more(in, sp))
		w = dict_add(in->dict, text, hash, &st->arena, &st->dicts_grown);
	return w;
}

uint32_t intern_number(const struct intern *in, struct sv text)
{
	const struct dict_word *w =
		in->dict ? dict_find(in->dict, text, hash_sv(text)) : NULL;

	return w ? w->id : DICT_NONE;
}

void intern_report(struct stage *st)
{
	uint64_t took = st->arena.total + st->dicts_grown;

	for (uint32_t i = 0; i < st->nactive; i++) {
		struct stage_path *sp = st->paths[st->active[i]->path];

		for (unsigned k = 0; k < ARRAY_SIZE(sp->intern); k++)
			if (sp->intern[k].dict)
				report(&sp->intern[k], values_at(sp));
	}
	store_account_dicts(st->store, took - st->dicts_counted);
	st->dicts_counted = took;
}
