/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps in their order, and the rows that come of them. */
#include "integrity/integrity_priv.h"

#include "util/bits.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdlib.h>

const char *const proof_names[PROOF_COUNT] = {
#define PROOF_NAME(id, name) name,
	PROOF_LIST(PROOF_NAME)
#undef PROOF_NAME
};

static struct sv keep(struct check *c, struct sv v)
{
	return sv_make(arena_text(&c->x->arena, v), v.len);
}

static struct sv keep_problem(struct check *c, struct buf *b)
{
	struct sv v = b->len ? keep(c, buf_sv(b)) : SV_NULL;

	buf_release(b);
	return v;
}

/* ---- rows of digests ---- */

static void add_digest(struct check *c, struct node *n, uint32_t *row_of)
{
	struct integrity *x = c->x;
	const struct node *of = n->copy_of == NO_NODE ? n : &c->nodes[n->copy_of];

	if (n->copy_of != NO_NODE)
		add_problem(&n->problem, "a copy of '" SV_FMT "'", SV_ARG(of->path));
	else if (n->file == NO_NODE)
		add_problem(&n->problem, "'" SV_FMT "' speaks of it, it is not at hand",
			    SV_ARG(c->nodes[n->next].path));
	else if (n->parsed && !sv_eq(name_stem(n->path), name_stem(n->key)))
		add_problem(&n->problem, "its name should be '" SV_FMT "'",
			    SV_ARG(name_base(n->key)));
	row_of[n - c->nodes] = (uint32_t)x->ndigests;
	x->digests[x->ndigests++] = (struct proof_row){
		.file = n->file == NO_NODE ? NO_PROOF : n->file,
		.path = keep(c, n->path),
		.state = of->state,
		.digest = NO_PROOF,
		.problem = keep_problem(c, &n->problem),
	};
	x->counts[of->state]++;
}

/* By chain and time, then copies. */
static void add_digests(struct check *c, uint32_t *row_of)
{
	c->x->digests = xcalloc(MAX(c->n, 1u), sizeof(*c->x->digests));
	for (uint32_t i = 0; i < c->norder; i++) {
		struct node *n = &c->nodes[c->order[i]];

		if (n->file != NO_NODE || !n->outside)
			add_digest(c, n, row_of);
		else
			buf_release(&n->problem);
	}
	for (uint32_t i = 0; i < c->n; i++)
		if (c->nodes[i].copy_of != NO_NODE)
			add_digest(c, &c->nodes[i], row_of);
}

/* ---- rows of files ---- */

struct rows {
	struct check *c;
	struct buf *problems; /* by number of the file */
	uint64_t *moved;      /* claims */
	uint32_t *row_of;     /* node -> row */
};

/* A digest that cannot vouch. */
static void say_digest(struct buf *out, const struct node *n)
{
	if (n->state == PROOF_CHANGED || n->state == PROOF_BAD_SIGNATURE)
		add_problem(out, "its digest is not whole: %s", proof_names[n->state]);
}

/* What is at the end of the file and in no digest. */
static bool say_appended(struct buf *out, const struct file *f, const struct claim *m)
{
	const struct file_sum *s = f->sum;

	if (m->good && s->trailing) {
		add_problem(out, "%" PRIu64 " bytes behind what the digest lists, no gzip",
			    s->trailing);
		return true;
	}
	if (m->good && s->members > 1)
		add_problem(out, "%u gzip members, all of them as the digest lists",
			    s->members);
	if (!m->good && s->members > 1 && m->entry->hashed &&
	    memcmp(s->first, m->entry->hash, SHA256_LEN) == 0) {
		add_problem(out,
			    "the first gzip member is as its digest lists, %u more "
			    "follow that no digest covers",
			    s->members - 1);
		return true;
	}
	return false;
}

static enum proof good_state(const struct rows *r, const struct claim *m, struct buf *out)
{
	const struct node *n = &r->c->nodes[m->node];
	const struct file *f = store_file(r->c->store, m->file);

	if (bit_get(r->moved, (size_t)(m - r->c->claims)))
		add_problem(out, "another place or name than in its digest: '" SV_FMT "'",
			    SV_ARG(m->entry->key));
	say_digest(out, n);
	if (say_appended(out, f, m))
		return PROOF_CHANGED;
	return n->state == PROOF_VALID ? PROOF_VERIFIED : PROOF_HASH_ONLY;
}

static enum proof bad_state(const struct rows *r, const struct claim *m, struct buf *out)
{
	const struct file *f = store_file(r->c->store, m->file);
	const struct claim *other = claim_of_content(r->c, f);

	if (!f->sum) {
		add_problem(out, "%s", f->problem ? f->problem : "it was not read");
		return PROOF_UNREADABLE;
	}
	if (m->cleared) {
		add_problem(out, "its digest was altered where it lists this file");
		return PROOF_HASH_ONLY;
	}
	say_digest(out, &r->c->nodes[m->node]);
	if (say_appended(out, f, m))
		return PROOF_CHANGED;
	if (other)
		add_problem(out, "it holds what the digest lists as '" SV_FMT "'",
			    SV_ARG(other->entry->key));
	else if (!m->entry->hashed)
		add_problem(out, "its digest gives no SHA-256 of it");
	else
		add_problem(out, "its content is not what the digest lists");
	return PROOF_CHANGED;
}

/* Why no digest lists a file. */
static void say_uncovered(const struct check *c, uint32_t file, struct buf *out)
{
	struct trail_name name = name_parse(sv_str(store_file(c->store, file)->path));
	const struct proof_chain *of = NULL;

	for (size_t i = 0; i < c->x->nchains && name.kind == NAME_LOG; i++) {
		const struct proof_chain *ch = &c->x->chains[i];

		if (!sv_eq(ch->account, name.account) || !sv_eq(ch->region, name.region))
			continue;
		of = ch;
		for (size_t g = 0; g < ch->ngaps; g++)
			if (name.stamp > ch->gaps[g].from && name.stamp <= ch->gaps[g].to) {
				add_problem(out, "in no digest: that of its time is not at "
						 "hand, or is not whole");
				return;
			}
	}
	if (!of)
		add_problem(out, name.kind == NAME_LOG
					 ? "in no digest: none of its account and region "
					   "is at hand"
					 : "in no digest");
	else if (name.stamp < of->from)
		add_problem(out, "in no digest: it is older than the first");
	else if (name.stamp > of->to)
		add_problem(out, "in no digest: it is newer than the last");
	else
		add_problem(out, "in no digest, though digests cover its time");
}

static bool is_log(const struct file *f)
{
	return f->events || f->kind == FK_TRAIL ||
	       name_parse(sv_str(f->path)).kind == NAME_LOG;
}

static void add_file(struct rows *r, uint32_t i, const struct claim *m)
{
	struct check *c = r->c;
	const struct file *f = store_file(c->store, i);
	struct buf out = BUF_INIT;
	struct proof_row row = { .file = i, .digest = NO_PROOF };
	const struct claim *same = m ? m : claim_of_content(c, f);

	if (!m && !is_log(f))
		return;
	if (m) {
		row.state = m->good ? good_state(r, m, &out) : bad_state(r, m, &out);
	} else if (!f->sum) {
		row.state = PROOF_UNREADABLE;
		add_problem(&out, "%s", f->problem ? f->problem : "it was not read");
	} else if (same) {
		row.state = c->nodes[same->node].state == PROOF_VALID ? PROOF_VERIFIED
								      : PROOF_HASH_ONLY;
		add_problem(&out, "a copy of what the digest lists as '" SV_FMT "'",
			    SV_ARG(same->entry->key));
		if (f->sum->trailing) {
			row.state = PROOF_CHANGED;
			add_problem(&out, "%" PRIu64 " bytes behind it, no gzip",
				    f->sum->trailing);
		}
	} else {
		row.state = PROOF_UNCOVERED;
		say_uncovered(c, i, &out);
	}
	if (same)
		row.digest = r->row_of[same->node];
	if (r->problems[i].len)
		add_problem(&out, "%s", buf_str(&r->problems[i]));
	row.path = keep(c, sv_str(f->path));
	row.problem = keep_problem(c, &out);
	c->x->of_file[i] = (uint32_t)c->x->nfiles;
	c->x->counts[row.state]++;
	c->x->files[c->x->nfiles++] = row;
}

static void add_missing(struct rows *r, const struct claim *m)
{
	struct check *c = r->c;
	struct buf out = BUF_INIT;

	add_problem(&out, "a digest lists it in bucket '" SV_FMT "', it is not at hand",
		    SV_ARG(m->entry->bucket));
	say_digest(&out, &c->nodes[m->node]);
	c->x->counts[PROOF_MISSING]++;
	c->x->files[c->x->nfiles++] = (struct proof_row){
		.file = NO_PROOF,
		.path = keep(c, m->entry->key),
		.state = PROOF_MISSING,
		.digest = r->row_of[m->node],
		.problem = keep_problem(c, &out),
	};
}

static int file_order(const void *pa, const void *pb, void *arg)
{
	return file_cmp(store_file(arg, *(const uint32_t *)pa),
			store_file(arg, *(const uint32_t *)pb));
}

static void add_files(struct rows *r)
{
	struct check *c = r->c;
	uint32_t n = store_nfiles(c->store), *order = xcalloc(MAX(n, 1u), sizeof(*order));
	uint32_t norder = 0;
	uint64_t *digest = xcalloc(BITS_WORDS(n) + 1, sizeof(*digest));

	for (uint32_t i = 0; i < c->n; i++)
		if (c->nodes[i].file != NO_NODE)
			bit_set(digest, c->nodes[i].file);
	for (uint32_t i = 0; i < n; i++)
		if (store_file(c->store, i)->alias_of == UINT32_MAX && !bit_get(digest, i))
			order[norder++] = i;
	qsort_r(order, norder, sizeof(*order), file_order, (void *)(uintptr_t)c->store);
	c->x->files = xcalloc(n + c->nclaims + 1, sizeof(*c->x->files));
	for (uint32_t i = 0; i < norder; i++) {
		uint32_t m = c->claim_of[order[i]];

		add_file(r, order[i], m == NO_NODE ? NULL : &c->claims[m]);
	}
	for (size_t i = 0; i < c->nclaims; i++)
		if (c->claims[i].file == NO_NODE)
			add_missing(r, &c->claims[i]);
	free(order);
	free(digest);
}

/* ---- the whole way ---- */

static enum st make(struct check *c)
{
	uint32_t nfiles = store_nfiles(c->store);
	struct rows r = { .c = c };
	enum st st = gather_digests(c);

	if (st != ST_OK)
		return st;
	link_digests(c);
	st = judge_digests(c);
	if (st != ST_OK)
		return st;
	match_files(c);
	r.problems = xcalloc(MAX(nfiles, 1u), sizeof(*r.problems));
	st = remark_events(c, r.problems);
	if (st == ST_OK) {
		make_chains(c);
		r.moved = find_moved(c);
		r.row_of = xcalloc(MAX(c->n, 1u), sizeof(*r.row_of));
		add_digests(c, r.row_of);
		add_files(&r);
	}
	for (uint32_t i = 0; i < nfiles; i++)
		buf_release(&r.problems[i]);
	free(r.problems);
	free(r.moved);
	free(r.row_of);
	return st;
}

static void check_release(struct check *c)
{
	for (uint32_t i = 0; i < c->n; i++)
		buf_release(&c->nodes[i].problem);
	free(c->nodes);
	free(c->order);
	free(c->claims);
	free(c->claim_of);
	free(c->by_hash);
	buf_release(&c->text);
	arena_release(&c->arena);
}

struct integrity *integrity_make(const struct eval_env *env, struct raw *raw,
				 const struct keyring *keys)
{
	struct integrity *x = xcalloc(1, sizeof(*x));
	struct check c = {
		.env = env, .store = env->store, .raw = raw, .keys = keys, .x = x
	};
	uint32_t n = store_nfiles(env->store);
	enum st st;

	x->of_file = xcalloc(MAX(n, 1u), sizeof(*x->of_file));
	for (uint32_t i = 0; i < n; i++)
		x->of_file[i] = NO_PROOF;
	st = make(&c);
	check_release(&c);
	if (st == ST_OK)
		return x;
	integrity_free(x);
	return NULL;
}

void integrity_free(struct integrity *x)
{
	if (!x)
		return;
	for (size_t i = 0; i < x->nchains; i++)
		free(x->chains[i].gaps);
	free(x->files);
	free(x->digests);
	free(x->chains);
	free(x->of_file);
	arena_release(&x->arena);
	free(x);
}

const struct proof_row *integrity_of(const struct integrity *x, uint32_t file)
{
	uint32_t i = x ? x->of_file[file] : NO_PROOF;

	return i == NO_PROOF ? NULL : &x->files[i];
}

const struct proof_row *integrity_of_digest(const struct integrity *x, uint32_t file)
{
	for (size_t i = 0; x && i < x->ndigests; i++)
		if (x->digests[i].file == file)
			return &x->digests[i];
	return NULL;
}

static void note_rows(const struct proof_row *rows, size_t n, struct store *s)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].file != NO_PROOF)
			store_file(s, rows[i].file)->proof = proof_names[rows[i].state];
}

void integrity_note(const struct integrity *x, struct store *s)
{
	note_rows(x->files, x->nfiles, s);
	note_rows(x->digests, x->ndigests, s);
}
