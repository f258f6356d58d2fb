/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nodes of the trie that a field reads, as the trie grows. */
#include "eval/source.h"

#include "form/form.h"
#include "store/overflow.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdlib.h>

struct resolve {
	struct source *src;
	const struct path_trie *trie;
	bool below;
};

static struct place *add_place(struct source *src, path_t path)
{
	ALLOC_GROW(src->places, src->n + 1, src->cap);
	src->places[src->n] = (struct place){ .path = path };
	return &src->places[src->n++];
}

static void found(void *arg, path_t node, const struct sv *rest, size_t nrest)
{
	struct resolve *r = arg;
	unsigned flags = path_get(r->trie, node)->flags;
	struct place *p;
	AUTO_BUF struct buf rel = BUF_INIT;

	if (flags & PATH_DERIVED)
		return;
	p = add_place(r->src, node);
	if (!(flags & PATH_OVERFLOW))
		return;
	overflow_rel(&rel, rest, nrest);
	p->overflow = true;
	p->below = r->below;
	p->any_rel = r->below && !nrest;
	p->rel = sv_make(arena_text(&r->src->arena, buf_sv(&rel)), rel.len);
}

static void add_all(struct source *src, const struct path_trie *trie)
{
	for (path_t p = 0; p < src->seen; p++) {
		unsigned flags = path_get(trie, p)->flags;

		if (flags & PATH_DERIVED)
			continue;
		add_place(src, p);
		src->places[src->n - 1].overflow = flags & PATH_OVERFLOW;
		src->places[src->n - 1].any_rel = true;
	}
}

/* `resource` is two paths at once and has no column of its own. */
static void add_resources(struct resolve *r)
{
	static const struct sv upper[2] = { { "resources", 9 }, { "ARN", 3 } };
	static const struct sv lower[2] = { { "resources", 9 }, { "arn", 3 } };

	path_match(r->trie, upper, 2, found, r);
	path_match(r->trie, lower, 2, found, r);
}

static int place_cmp(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->path != y->path)
		return x->path < y->path ? -1 : 1;
	return sv_cmp(x->rel, y->rel);
}

static void match_path(struct resolve *r, const struct fieldref *f)
{
	size_t nkeys;
	const struct sv *keys = fieldref_keys(f, &nkeys);

	if (r->below)
		path_match_below(r->trie, keys, nkeys, found, r);
	else
		path_match(r->trie, keys, nkeys, found, r);
}

void source_resolve(struct source *src, const struct store *s, const struct fieldref *f,
		    bool below)
{
	struct resolve r = { src, store_paths_ro(s), below };
	enum field_src from = f->id == FLD_NONE ? FS_PATH : fields[f->id].src;

	src->n = 0;
	arena_release(&src->arena);
	src->kind = SRC_PATHS;
	src->seen = path_count(r.trie);
	switch (from) {
	case FS_PATH:
		match_path(&r, f);
		/* events that were counted together bear it elsewhere */
		if (f->id == FLD_ID)
			add_place(src, path_derived(r.trie, FLD_ID));
		break;
	case FS_DERIVED:
		if (f->id == FLD_RESOURCE)
			add_resources(&r);
		else
			add_place(src, path_derived(r.trie, f->id));
		break;
	case FS_TIME:
		src->kind = SRC_TIME;
		break;
	case FS_FILE:
	case FS_FORM:
	case FS_PARTIAL:
		src->kind = SRC_RUN;
		src->run = from;
		break;
	case FS_TEXT:
		add_all(src, r.trie);
		break;
	case FS_RAW:
		src->kind = SRC_RECORD;
		break;
	}
	if (src->n)
		qsort(src->places, src->n, sizeof(*src->places), place_cmp);
}

struct formed {
	struct place place;
	struct buf form;
};

/* What stands on the way to PATH, from the end on. */
static void form_of(const struct path_trie *t, path_t path, struct buf *out)
{
	for (; path != PATH_ROOT && path != PATH_NONE; path = path_get(t, path)->parent) {
		const struct path_node *n = path_get(t, path);

		buf_addc(out, n->flags & PATH_OVERFLOW ? 'c'
			      : n->flags & PATH_ARRAY  ? 'b'
						       : 'a');
		buf_addsv(out, n->key.ptr ? n->key : SV_LIT(""));
	}
}

static int formed_cmp(const void *a, const void *b)
{
	const struct formed *x = a, *y = b;

	return sv_cmp(buf_sv(&x->form), buf_sv(&y->form));
}

void source_sort_by_form(struct source *src, const struct store *s)
{
	struct formed *v;

	if (src->n < 2)
		return;
	v = xcalloc(src->n, sizeof(*v));
	for (size_t i = 0; i < src->n; i++) {
		v[i].place = src->places[i];
		form_of(store_paths_ro(s), v[i].place.path, &v[i].form);
	}
	qsort(v, src->n, sizeof(*v), formed_cmp);
	for (size_t i = 0; i < src->n; i++) {
		src->places[i] = v[i].place;
		buf_release(&v[i].form);
	}
	free(v);
}

void source_release(struct source *src)
{
	free(src->places);
	arena_release(&src->arena);
	*src = (struct source){ .n = 0 };
}

bool source_is_current(const struct source *src, const struct store *s)
{
	return src->kind != SRC_PATHS || src->seen == path_count(store_paths_ro(s));
}

bool place_value(const struct place *p, struct sv text, struct sv *ret_value,
		 bool *ret_literal)
{
	struct sv rel;

	if (!overflow_split(text, &rel, ret_literal, ret_value))
		return false;
	if (p->any_rel || sv_eq(rel, p->rel))
		return true;
	return p->below && sv_starts(rel, p->rel) && rel.ptr[p->rel.len] == '\x1f';
}

struct sv file_text(const struct file *f, struct buf *tmp)
{
	struct sv path = sv_str(f->path);
	size_t good = utf8_check(path.ptr, path.len), start = tmp->len;

	if (good == path.len)
		return path;
	while (path.len) {
		buf_add(tmp, path.ptr, good);
		path = sv_from(path, good);
		if (path.len) {
			buf_adds(tmp, "\xef\xbf\xbd");
			path = sv_from(path, 1);
		}
		good = utf8_check(path.ptr, path.len);
	}
	return sv_make(tmp->ptr + start, tmp->len - start);
}

/* ---- values of runs ---- */

uint32_t source_run_count(const struct source *src, const struct store *s)
{
	switch (src->run) {
	case FS_FORM:
		return FK_COUNT;
	case FS_PARTIAL:
		return 2;
	default:
		return store_nfiles(s);
	}
}

uint32_t source_run_value(const struct source *src, const struct store *s,
			  const struct file_run *run)
{
	switch (src->run) {
	case FS_FORM:
		return run->how.form == FORM_NONE ? store_file(s, run->file)->plain
						  : forms[run->how.form]->kind;
	case FS_PARTIAL:
		return run->how.partial;
	default:
		return run->file;
	}
}

struct sv source_run_text(const struct source *src, const struct store *s, uint32_t value,
			  struct buf *tmp)
{
	switch (src->run) {
	case FS_FORM:
		return sv_str(file_kind_names[value]);
	case FS_PARTIAL:
		return value ? SV_LIT("true") : SV_LIT("false");
	default:
		return file_text(store_file(s, value), tmp);
	}
}
