/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files, dictionaries and segments under their numbers. */
#include "store/store_impl.h"

#include "util/radix.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

const char *const file_kind_names[FK_COUNT] = {
#define E(id, name) [FK_##id] = name,
	FILE_KIND_LIST(E)
#undef E
};

const char *const file_state_names[FSTATE_COUNT] = {
#define E(id, name) [FSTATE_##id] = name,
	FILE_STATE_LIST(E)
#undef E
};

struct store *store_new_over(struct path_trie *paths)
{
	struct store *s = xcalloc(1, sizeof(*s));

	pthread_mutex_init(&s->lock, NULL);
	s->paths = paths;
	s->borrowed_paths = true;
	return s;
}

struct store *store_new(void)
{
	struct store *s = store_new_over(path_trie_new());

	s->borrowed_paths = false;
	return s;
}

static void free_file(struct file *f)
{
	free(f->path);
	free(f->sum);
	free(f->problem);
	free(f->before);
	for (uint32_t i = 0; i < f->nnotes; i++)
		free(f->notes[i]);
	free(f->notes);
	for (uint32_t i = 0; i < f->nbad; i++)
		free((void *)(uintptr_t)f->bad[i].reason);
	free(f->bad);
	for (uint32_t i = 1; i <= f->nparts; i++)
		free(file_part(f, i)->paths);
	for (unsigned i = 0; i < PARTS_CHUNKS; i++)
		free(f->parts[i]);
	if (f->source.zindex_free)
		f->source.zindex_free(f->source.zindex);
	if (f->source.spool_fd >= 0)
		close(f->source.spool_fd);
}

void store_free(struct store *s)
{
	if (!s)
		return;
	while (s->regions) {
		struct region *r = s->regions;

		s->regions = r->next;
		munmap(r, r->size);
	}
	for (uint32_t i = 0; i < store_nfiles(s); i++)
		free_file(store_file(s, i));
	for (unsigned i = 0; i < SEGS_CHUNKS; i++)
		free(s->segs[i]);
	for (unsigned i = 0; i < FILES_CHUNKS; i++)
		free(s->files[i]);
	for (uint32_t p = 0; p < path_count(s->paths); p++) {
		struct dict_set *set = dict_set(s, p);

		for (unsigned k = 0; set && k < ARRAY_SIZE(set->d); k++) {
			struct dict *d = atomic_load(&set->d[k]);

			if (d)
				dict_release(d);
			free(d);
		}
	}
	for (unsigned i = 0; i < ARRAY_SIZE(s->dicts); i++)
		free(atomic_load(&s->dicts[i]));
	order_unref(s->order);
	free(s->copies);
	free(s->copies_by_row);
	arena_release(&s->arena);
	if (!s->borrowed_paths)
		path_trie_free(s->paths);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

struct path_trie *store_paths(struct store *s)
{
	return s->paths;
}

const struct path_trie *store_paths_ro(const struct store *s)
{
	return s->paths;
}

/* ---- dictionaries ---- */

static unsigned dict_slot(enum vkind kind)
{
	return kind == VK_STR ? 0 : kind == VK_LIT ? 1 : 2;
}

struct dict *store_dict(const struct store *s, path_t path, enum vkind kind)
{
	const struct dict_set *set = dict_set(s, path);

	return set ? atomic_load_explicit(&set->d[dict_slot(kind)], memory_order_acquire)
		   : NULL;
}

struct dict *store_dict_make(struct store *s, path_t path, enum vkind kind)
{
	struct dict *d = store_dict(s, path, kind);
	struct dict_set *chunk;

	if (d)
		return d;
	pthread_mutex_lock(&s->lock);
	chunk = atomic_load_explicit(&s->dicts[path >> DICTS_SHIFT], memory_order_relaxed);
	if (!chunk) {
		chunk = xcalloc(DICTS_CHUNK, sizeof(*chunk));
		atomic_store_explicit(&s->dicts[path >> DICTS_SHIFT], chunk,
				      memory_order_release);
	}
	chunk += path & (DICTS_CHUNK - 1);
	d = atomic_load_explicit(&chunk->d[dict_slot(kind)], memory_order_relaxed);
	if (!d) {
		d = xmalloc(sizeof(*d));
		dict_init(d);
		atomic_store_explicit(&chunk->d[dict_slot(kind)], d, memory_order_release);
	}
	pthread_mutex_unlock(&s->lock);
	return d;
}

void store_adopt_arena(struct store *s, struct arena *a)
{
	pthread_mutex_lock(&s->lock);
	arena_adopt(&s->arena, a);
	pthread_mutex_unlock(&s->lock);
}

/* ---- files ---- */

uint32_t store_add_file(struct store *s, const char *path, uint32_t arg)
{
	struct file *f;
	uint32_t i;

	pthread_mutex_lock(&s->lock);
	i = atomic_load_explicit(&s->nfiles, memory_order_relaxed);
	if (i >> FILES_SHIFT >= FILES_CHUNKS)
		xalloc_oom(i); /* 64 M files */
	if (!s->files[i >> FILES_SHIFT])
		s->files[i >> FILES_SHIFT] = xcalloc(FILES_CHUNK, sizeof(*f));
	f = s->files[i >> FILES_SHIFT] + (i & (FILES_CHUNK - 1));
	f->path = xstrdup(path);
	f->arg = arg;
	f->order = i;
	f->alias_of = UINT32_MAX;
	f->kind = FK_OTHER;
	f->container = NO_CONTAINER;
	f->source.spool_fd = -1;
	atomic_store_explicit(&s->nfiles, i + 1, memory_order_release);
	pthread_mutex_unlock(&s->lock);
	return i;
}

uint32_t store_nfiles(const struct store *s)
{
	return atomic_load_explicit(&s->nfiles, memory_order_acquire);
}

struct file *store_file(const struct store *s, uint32_t i)
{
	return s->files[i >> FILES_SHIFT] + (i & (FILES_CHUNK - 1));
}

/* List and place in it of part NUMBER: lists of 64, 64, 128, 256 ... */
static struct file_part **part_list(const struct file *f, uint32_t number, uint32_t *ret_at,
				    uint32_t *ret_len)
{
	uint32_t i = number - 1, chunk = 0, from = 0, len = PARTS_FIRST;

	while (i >= from + len) {
		from += len;
		len = from;
		chunk++;
	}
	*ret_at = i - from;
	*ret_len = len;
	return (struct file_part **)(uintptr_t)&f->parts[chunk];
}

uint32_t file_add_part(struct file *f, const struct file_part *p)
{
	uint32_t number = f->nparts + 1, at, len;
	struct file_part **list = part_list(f, number, &at, &len);

	if (!*list)
		*list = xreallocarray(NULL, len, sizeof(**list));
	(*list)[at] = *p;
	return f->nparts = number;
}

const struct file_part *file_part(const struct file *f, uint32_t number)
{
	uint32_t at, len;

	return *part_list(f, number, &at, &len) + at;
}

void file_problem(struct file *f, const char *reason)
{
	struct buf b = BUF_INIT;

	if (f->problem) {
		buf_adds(&b, f->problem);
		buf_adds(&b, "; ");
	}
	buf_adds(&b, reason);
	/* after its turn only file_lose() comes: the screen may read the old one */
	if (f->done && !f->before)
		f->before = f->problem;
	else
		free(f->problem);
	f->problem = buf_detach(&b, NULL);
}

void file_note(struct file *f, const char *remark)
{
	for (uint32_t i = 0; i < f->nnotes; i++)
		if (strcmp(f->notes[i], remark) == 0)
			return;
	ALLOC_GROW(f->notes, f->nnotes + 1, f->notecap);
	f->notes[f->nnotes++] = xstrdup(remark);
}

bool file_lose(struct file *f, uint64_t events)
{
	bool was_good = f->state != FSTATE_DAMAGED && f->state != FSTATE_UNREADABLE;

	f->events -= MIN(events, f->events);
	f->state = FSTATE_DAMAGED;
	if (!f->lost)
		file_problem(f, "out of memory: events of this file are missing");
	f->lost = true;
	return was_good;
}

int file_cmp(const struct file *a, const struct file *b)
{
	if (a->arg != b->arg)
		return a->arg < b->arg ? -1 : 1;
	return strcmp(a->path, b->path);
}

/* ---- segments ---- */

/*
 * Segments are written once and read in order: small pages, which are cleared one by one
 * just before they are written, and are at hand. Big ones are cleared in one go, which
 * empties the core's cache, and on a virtual machine they mostly are memory that the host
 * has to find first: ten million events then cost a quarter more.
 */
static struct region *region_new(size_t n)
{
	size_t least = ROUND_UP(n + 64, (size_t)1 << 16), size = MAX((size_t)REGION, least);
	struct region *r;

	/* where little can be had, little is taken */
	do
		r = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	while (r == MAP_FAILED && (size /= 2) >= least);
	if (r == MAP_FAILED)
		return NULL;
	r->size = size;
	r->used = 64;
	return r;
}

void *store_take(struct store *s, size_t n)
{
	struct region *r;
	void *p = NULL;

	n = ROUND_UP(n, (size_t)64);
	pthread_mutex_lock(&s->lock);
	r = s->regions;
	if (!r || r->size - r->used < n) {
		r = region_new(n);
		if (r) {
			r->next = s->regions;
			s->regions = r;
		}
	}
	if (r) {
		p = (char *)r + r->used;
		r->used += n;
	}
	pthread_mutex_unlock(&s->lock);
	return p;
}

void store_publish(struct store *s, struct segment *seg)
{
	uint32_t i;

	pthread_mutex_lock(&s->lock);
	i = atomic_load_explicit(&s->nsegs, memory_order_relaxed);
	if (i >= SEGS_MAX)
		xalloc_oom(i);
	if (!s->segs[i >> SEGS_SHIFT])
		s->segs[i >> SEGS_SHIFT] = xcalloc(SEGS_CHUNK, sizeof(*s->segs[0]));
	seg->index = i;
	s->segs[i >> SEGS_SHIFT][i & (SEGS_CHUNK - 1)] = seg;
	for (uint32_t c = 0; c < seg->ncols; c++) {
		/* bits for the kinds a path has: only ever set, under the lock */
		struct path_node *n = (struct path_node *)(uintptr_t)path_get(
			s->paths, seg->cols[c].path);
		uint32_t kinds = atomic_load_explicit(&n->kinds, memory_order_relaxed);

		if (!(kinds & VK_BIT(seg->cols[c].kind)))
			atomic_store_explicit(&n->kinds, kinds | VK_BIT(seg->cols[c].kind),
					      memory_order_release);
	}
	atomic_fetch_add_explicit(&s->rows, seg->rows, memory_order_relaxed);
	store_account(s, (int64_t)seg->bytes);
	atomic_store_explicit(&s->nsegs, i + 1, memory_order_release);
	pthread_mutex_unlock(&s->lock);
}

uint32_t store_nsegs(const struct store *s)
{
	return atomic_load_explicit(&s->nsegs, memory_order_acquire);
}

const struct segment *store_seg(const struct store *s, uint32_t i)
{
	return s->segs[i >> SEGS_SHIFT][i & (SEGS_CHUNK - 1)];
}

/* ---- totals ---- */

void store_account(struct store *s, int64_t bytes)
{
	atomic_fetch_add_explicit(&s->bytes, (uint64_t)bytes, memory_order_relaxed);
}

void store_account_dicts(struct store *s, uint64_t bytes)
{
	atomic_fetch_add_explicit(&s->dict_bytes, bytes, memory_order_relaxed);
	store_account(s, (int64_t)bytes);
}

uint64_t store_rows(const struct store *s)
{
	return atomic_load_explicit(&s->rows, memory_order_relaxed);
}

uint64_t store_bytes(const struct store *s)
{
	return atomic_load_explicit(&s->bytes, memory_order_relaxed);
}

bool store_finished(const struct store *s)
{
	return atomic_load_explicit(&s->finished, memory_order_acquire);
}

void store_totals(const struct store *s, struct store_totals *ret)
{
	*ret = (struct store_totals){ .bytes = store_bytes(s) };
	for (uint32_t i = 0; i < store_nfiles(s); i++) {
		const struct file *f = store_file(s, i);

		if (f->alias_of != UINT32_MAX)
			continue;
		ret->files++;
		ret->skipped += f->skipped;
		ret->refused += f->refused;
	}
	ret->duplicates = s->ncopies;
	ret->events = atomic_load_explicit(&s->rows, memory_order_relaxed) - s->ncopies;
}

/* ---- rows ---- */

tick_t store_time(const struct store *s, row_t row)
{
	return segment_time(store_seg(s, row_seg(row)), row_in_seg(row));
}

struct file *store_row_file(const struct store *s, row_t row, uint64_t *ret_off,
			    uint32_t *ret_len)
{
	const struct segment *seg = store_seg(s, row_seg(row));
	uint32_t r = row_in_seg(row);

	if (ret_len)
		*ret_len = segment_len(seg, r);
	return store_file(s, segment_place(seg, r, ret_off));
}

unsigned store_row_marks(const struct store *s, row_t row)
{
	return segment_marks(store_seg(s, row_seg(row)), row_in_seg(row));
}

bool store_row_differs(const struct store *s, row_t row)
{
	const struct segment *seg = store_seg(s, row_seg(row));
	uint32_t r = row_in_seg(row);

	return atomic_load_explicit(&seg->differs[r >> 6], memory_order_relaxed) >>
		       (r & 63) &
	       1;
}

int store_place_cmp(const struct store *s, row_t a, row_t b)
{
	const struct segment *sa = store_seg(s, row_seg(a)), *sb = store_seg(s, row_seg(b));
	uint32_t fa = segment_place(sa, row_in_seg(a), NULL);
	uint32_t fb = segment_place(sb, row_in_seg(b), NULL);
	uint64_t oa, ob;

	if (fa != fb)
		return store_file(s, fa)->order < store_file(s, fb)->order ? -1 : 1;
	segment_place(sa, row_in_seg(a), &oa);
	segment_place(sb, row_in_seg(b), &ob);
	return oa < ob ? -1 : oa > ob;
}

int store_row_cmp(const struct store *s, row_t a, row_t b)
{
	tick_t ta = store_time(s, a), tb = store_time(s, b);

	if (ta != tb)
		return ta < tb ? -1 : 1;
	return store_place_cmp(s, a, b);
}

void store_sort_copies(struct store *s)
{
	size_t n = s->ncopies;
	struct radix_item *items, *spare;
	struct copy *sorted;

	if (!n)
		return;
	items = xreallocarray(NULL, n, sizeof(*items));
	spare = xreallocarray(NULL, n, sizeof(*spare));
	for (size_t i = 0; i < n; i++) {
		const struct copy *c = &s->copies[i];

		items[i] = (struct radix_item){ (uint64_t)c->kept << 32 | c->rank,
						(uint32_t)i };
	}
	radix_sort(items, spare, n);
	sorted = xreallocarray(NULL, n, sizeof(*sorted));
	for (size_t i = 0; i < n; i++)
		sorted[i] = s->copies[items[i].value];
	free(s->copies);
	s->copies = sorted;
	for (size_t i = 0; i < n; i++)
		items[i] = (struct radix_item){ sorted[i].row, (uint32_t)i };
	radix_sort(items, spare, n);
	s->copies_by_row = xreallocarray(NULL, n, sizeof(*s->copies_by_row));
	for (size_t i = 0; i < n; i++)
		s->copies_by_row[i] = items[i].value;
	free(spare);
	free(items);
}

uint32_t store_places(const struct store *s, row_t row, row_t **ret_rows)
{
	size_t lo = 0, hi = s->ncopies, n = 0;
	row_t *rows;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (s->copies[mid].kept < row)
			lo = mid + 1;
		else
			hi = mid;
	}
	while (lo + n < s->ncopies && s->copies[lo + n].kept == row)
		n++;
	rows = xreallocarray(NULL, n + 1, sizeof(*rows));
	rows[0] = row;
	for (size_t i = 0; i < n; i++)
		rows[i + 1] = s->copies[lo + i].row;
	*ret_rows = rows;
	return (uint32_t)n + 1;
}

row_t store_kept(const struct store *s, row_t row)
{
	if (!segment_is_dup(store_seg(s, row_seg(row)), row_in_seg(row)))
		return row;
	for (size_t lo = 0, hi = s->ncopies; lo < hi;) {
		size_t mid = (lo + hi) / 2;
		const struct copy *c = &s->copies[s->copies_by_row[mid]];

		if (c->row == row)
			return c->kept;
		if (c->row < row)
			lo = mid + 1;
		else
			hi = mid;
	}
	return row;
}
