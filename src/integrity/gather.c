/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests are known by what they hold, or by their name when that is broken. */
#include "integrity/integrity_priv.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

static bool is_digest(const struct file *f)
{
	return f->kind == FK_DIGEST || name_parse(sv_str(f->path)).kind == NAME_DIGEST;
}

bool node_text(const struct check *c, const struct node *n, struct buf *out)
{
	const struct file *f = store_file(c->store, n->file);

	buf_clear(out);
	return f->inflated <= DIGEST_MAX &&
	       raw_get_place(c->raw, n->file, 0, f->inflated, out, NULL) == ST_OK;
}

struct gathering {
	struct check *check;
	struct arena *arenas; /* one for each thread */
	struct buf *texts;
};

/* What is read again is what was hashed, or it is not taken. */
static void read_node(struct check *c, struct node *n, struct arena *arena,
		      struct buf *text)
{
	const struct file *f = store_file(c->store, n->file);
	struct err err = ERR_INIT;
	uint8_t sum[SHA256_LEN];

	if (!f->sum) {
		add_problem(&n->problem, "%s", f->problem ? f->problem : "it was not read");
		return;
	}
	memcpy(n->sum, f->sum->all, SHA256_LEN);
	n->summed = true;
	if (f->inflated > DIGEST_MAX)
		add_problem(&n->problem, "it is larger than any digest");
	else if (!node_text(c, n, text) || !sha256_of(buf_sv(text), sum) ||
		 memcmp(sum, n->sum, SHA256_LEN) != 0)
		add_problem(&n->problem, "it changed since it was loaded");
	else if (digest_parse(buf_sv(text), arena, &n->d, &err) != ST_OK)
		add_problem(&n->problem, "%s", err.text);
	else
		n->parsed = true;
}

static void read_item(void *arg, unsigned worker, uint32_t i)
{
	struct gathering *g = arg;

	read_node(g->check, &g->check->nodes[i], &g->arenas[worker], &g->texts[worker]);
}

enum st gather_digests(struct check *c)
{
	unsigned threads = MAX(c->env->threads, 1u);
	struct gathering g = { .check = c };
	enum st st;

	for (uint32_t i = 0; i < store_nfiles(c->store); i++) {
		const struct file *f = store_file(c->store, i);

		if (f->alias_of != UINT32_MAX || !is_digest(f))
			continue;
		ALLOC_GROW(c->nodes, c->n + 1, c->cap);
		c->nodes[c->n++] = (struct node){
			.file = i,
			.path = sv_str(f->path),
			.copy_of = NO_NODE,
			.prev = NO_NODE,
			.next = NO_NODE,
			.state = PROOF_UNSIGNED,
		};
	}
	g.arenas = xcalloc(threads, sizeof(*g.arenas));
	g.texts = xcalloc(threads, sizeof(*g.texts));
	st = workers_run(threads, 0, c->n, c->env->cancel, read_item, &g);
	for (unsigned i = 0; i < threads; i++) {
		arena_adopt(&c->arena, &g.arenas[i]);
		buf_release(&g.texts[i]);
	}
	free(g.arenas);
	free(g.texts);
	return st;
}
