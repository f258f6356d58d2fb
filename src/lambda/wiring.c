/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where requests of other services name a function: every string below requestParameters is
 * searched once for the ARN of a function, those of a dictionary once for all the events that
 * have it. Reading calls are left out: they configure nothing.
 */
#include "eval/scan.h"
#include "event/field.h"
#include "lambda/priv.h"
#include "util/bits.h"
#include "util/hash.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define ARNS_MAX 32u /* of one text */

struct wire {
	uint32_t arn; /* number in arns */
	row_t row;
	path_t path;
};

struct lambda_wiring {
	uint32_t nsegs;
	bool final;
	struct names arns;
	struct wire *v; /* by arn, row */
	size_t n;
};

/* ARNs of functions in one text of a dictionary. */
struct hit {
	uint32_t id, arn;
};

struct node {
	path_t path;
	uint8_t *lut; /* by number of the string dictionary: it names a function */
	uint32_t nlut;
	struct hit *hits; /* by id */
	size_t n, cap;
};

struct wiring_work {
	struct lambda_wiring *w;
	const struct store *store;
	struct node *nodes; /* below requestParameters, ascending */
	uint32_t nnodes;
	struct worker_part {
		struct wire *v;
		size_t n, cap;
		struct numberer source, kind;
		struct column_text text;
	} * parts; /* by thread */
};

void lambda_wiring_free(struct lambda_wiring *w)
{
	if (!w)
		return;
	names_release(&w->arns);
	free(w->v);
	free(w);
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_';
}

/* %3A for colons, as policies in old records have it; SV_NULL when nothing was encoded. */
static struct sv decode_colons(struct sv v, struct buf *tmp)
{
	buf_clear(tmp);
	for (size_t i = 0; i < v.len; i++) {
		if (v.ptr[i] == '%' && i + 2 < v.len && v.ptr[i + 1] == '3' &&
		    (v.ptr[i + 2] | 0x20) == 'a') {
			buf_addc(tmp, ':');
			i += 2;
		} else {
			buf_addc(tmp, v.ptr[i]);
		}
	}
	return buf_sv(tmp);
}

typedef void (*arn_fn)(void *arg, struct sv arn);

/* The ARN of a function around byte AT, where ":lambda:" stands. */
static bool arn_around(struct sv text, size_t at, struct sv *ret)
{
	size_t from = at, to = at;
	struct sv name;

	while (from && (is_name_char(text.ptr[from - 1]) || text.ptr[from - 1] == ':') &&
	       at - from < 32)
		from--;
	for (size_t k = from; k + 4 <= at; k++) /* the last "arn:" before it */
		if (memcmp(text.ptr + k, "arn:", 4) == 0)
			from = k;
	while (to < text.len && (is_name_char(text.ptr[to]) || text.ptr[to] == ':') &&
	       to - at < 300)
		to++;
	return rule_function_arn(sv_make(text.ptr + from, to - from), &name, ret);
}

static void each_arn(struct sv text, arn_fn fn, void *arg)
{
	const struct sv mark = SV_LIT(":lambda:");
	size_t at = 0, found = 0;
	ptrdiff_t next;

	while (found < ARNS_MAX && (next = sv_find(sv_from(text, at), mark)) >= 0) {
		struct sv arn;

		at += (size_t)next;
		if (arn_around(text, at, &arn)) {
			fn(arg, arn);
			found++;
		}
		at += mark.len;
	}
}

/* Every ARN of a function in TEXT, one call each. */
static void function_arns(struct sv text, struct buf *tmp, arn_fn fn, void *arg)
{
	if (text.len < 24)
		return;
	if (sv_find(text, SV_LIT(":lambda:")) >= 0)
		each_arn(text, fn, arg);
	else if (sv_find(text, SV_LIT("%3Alambda%3A")) >= 0 ||
		 sv_find(text, SV_LIT("%3alambda%3a")) >= 0)
		each_arn(decode_colons(text, tmp), fn, arg);
}

struct dict_arg {
	struct wiring_work *work;
	struct node *node;
	uint32_t id, first; /* first hit of this text */
};

static void add_hit(void *arg, struct sv arn)
{
	struct dict_arg *a = arg;
	struct node *n = a->node;
	uint32_t number = names_add(&a->work->w->arns, arn, false);

	for (size_t i = a->first; i < n->n; i++)
		if (n->hits[i].arn == number)
			return;
	ALLOC_GROW(n->hits, n->n + 1, n->cap);
	n->hits[n->n++] = (struct hit){ a->id, number };
}

/* The strings of one node's dictionary. */
static void search_node(void *arg, unsigned worker UNUSED, uint32_t item)
{
	struct wiring_work *work = arg;
	struct node *n = &work->nodes[item];
	const struct dict *d = store_dict(work->store, n->path, VK_STR);
	AUTO_BUF struct buf tmp = BUF_INIT;
	struct dict_arg a = { .work = work, .node = n };
	uint32_t count = d ? dict_count(d) : 0;

	for (a.id = 0; a.id < count; a.id++) {
		a.first = (uint32_t)n->n;
		function_arns(dict_text(d, a.id), &tmp, add_hit, &a);
	}
	if (!n->n)
		return;
	n->nlut = count;
	n->lut = xcalloc(count, 1);
	for (size_t i = 0; i < n->n; i++)
		n->lut[n->hits[i].id] = 1;
}

static uint32_t of_source(void *arg UNUSED, struct sv source, bool kept UNUSED)
{
	return sv_eqs(source, "lambda.amazonaws.com");
}

static uint32_t of_kind(void *arg UNUSED, struct sv kind, bool kept UNUSED)
{
	return sv_eqs(kind, kind_names[KIND_WRITE]);
}

/* Does the row configure something in another service? */
static bool row_counts(struct worker_part *part, const struct segment *seg, uint16_t row)
{
	uint32_t source, kind;

	if (segment_is_dup(seg, row))
		return false;
	numberer_rows(&part->kind, seg, &row, 1, &kind);
	numberer_rows(&part->source, seg, &row, 1, &source);
	return kind == 1 && source == 0;
}

struct wire_arg {
	struct wiring_work *work;
	struct worker_part *part;
	const struct segment *seg;
	const struct node *node;
	uint16_t row;
};

static void add_wire(struct wire_arg *a, uint32_t arn)
{
	row_t row = row_make(a->seg->index, a->row);
	struct worker_part *p = a->part;

	ALLOC_GROW(p->v, p->n + 1, p->cap);
	p->v[p->n++] = (struct wire){ arn, row, a->node->path };
}

static void add_raw(void *arg, struct sv arn)
{
	struct wire_arg *a = arg;

	if (row_counts(a->part, a->seg, a->row))
		add_wire(a, names_add(&a->work->w->arns, arn, false));
}

static void add_id(struct wire_arg *a, uint32_t id)
{
	const struct node *n = a->node;
	size_t lo = 0, hi = n->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (n->hits[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < n->n && n->hits[lo].id == id; lo++)
		add_wire(a, n->hits[lo].arn);
}

static void search_ids(struct wire_arg *a, const struct column_view *v)
{
	struct column_iter it = column_iter(v);
	uint64_t bits[SEG_WORDS] = { 0 };

	scan_lut(v, a->node->lut, bits);
	if (!bits_any(bits))
		return;
	while (column_next(&it)) {
		uint32_t id = column_id(v, it.i);

		a->row = (uint16_t)it.row;
		if (a->node->lut[id] && row_counts(a->part, a->seg, a->row))
			add_id(a, id);
	}
}

static void search_texts(struct wire_arg *a, const struct column_view *v)
{
	struct column_iter it = column_iter(v);
	AUTO_BUF struct buf tmp = BUF_INIT;

	a->part->text.next = a->part->text.pos = 0;
	while (column_next(&it)) {
		a->row = (uint16_t)it.row;
		function_arns(column_text(v, it.i, &a->part->text), &tmp, add_raw, a);
	}
}

static void search_segment(void *arg, unsigned worker, uint32_t index)
{
	struct wiring_work *work = arg;
	const struct segment *seg = store_seg(work->store, index);
	struct wire_arg a = { .work = work, .part = &work->parts[worker], .seg = seg };
	uint32_t at = 0;

	for (uint32_t i = 0; i < seg->ncols; i++) {
		const struct column *c = &seg->cols[i];
		struct column_view v;

		while (at < work->nnodes && work->nodes[at].path < c->path)
			at++;
		if (at == work->nnodes)
			return;
		if (work->nodes[at].path != c->path)
			continue;
		a.node = &work->nodes[at];
		if (c->kind == VK_STR && !a.node->lut)
			continue;
		column_view(seg, c, &v);
		if (c->kind == VK_STR)
			search_ids(&a, &v);
		else if (c->kind == VK_RAW || c->kind == VK_BIG)
			search_texts(&a, &v);
	}
}

/* All nodes below requestParameters. */
static void find_nodes(struct wiring_work *work)
{
	const struct path_trie *t = store_paths_ro(work->store);
	path_t top = path_of(t, "requestParameters");
	uint32_t n = path_count(t);
	uint8_t *below = xcalloc(n, 1);

	work->nodes = xcalloc(n, sizeof(*work->nodes));
	for (path_t p = 1; p < n && top != PATH_NONE; p++) {
		const struct path_node *node = path_get(t, p);

		/* parents have lower numbers */
		below[p] = p == top || (node->parent < p && below[node->parent]);
		if (below[p])
			work->nodes[work->nnodes++].path = p;
	}
	free(below);
}

static int wire_cmp(const void *pa, const void *pb)
{
	const struct wire *a = pa, *b = pb;

	if (a->arn != b->arn)
		return a->arn < b->arn ? -1 : 1;
	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return a->path < b->path ? -1 : a->path > b->path;
}

static void gather(struct wiring_work *work, unsigned threads)
{
	struct lambda_wiring *w = work->w;
	size_t n = 0;

	for (unsigned k = 0; k < threads; k++)
		n += work->parts[k].n;
	w->v = xreallocarray(NULL, MAX(n, 1), sizeof(*w->v));
	for (unsigned k = 0; k < threads; k++) {
		if (work->parts[k].n)
			memcpy(w->v + w->n, work->parts[k].v,
			       work->parts[k].n * sizeof(*w->v));
		w->n += work->parts[k].n;
	}
	qsort(w->v, w->n, sizeof(*w->v), wire_cmp);
}

static void work_release(struct wiring_work *work, unsigned threads)
{
	for (uint32_t i = 0; i < work->nnodes; i++) {
		free(work->nodes[i].lut);
		free(work->nodes[i].hits);
	}
	for (unsigned k = 0; k < threads; k++) {
		free(work->parts[k].v);
		numberer_release(&work->parts[k].source);
		numberer_release(&work->parts[k].kind);
		column_text_release(&work->parts[k].text);
	}
	free(work->nodes);
	free(work->parts);
}

enum st lambda_wiring_update(struct lambda_wiring **ret, const struct eval_env *env,
			     const struct lambda_index *x)
{
	unsigned threads = MAX(env->threads, 1u);
	struct wiring_work work = { .store = env->store };
	const struct path_trie *t = store_paths_ro(env->store);
	enum st rc;

	if (*ret && (*ret)->nsegs == x->nsegs && (*ret)->final == x->final)
		return ST_OK;
	/* while the load runs, what is half as big will do: a search costs as much as a sort */
	if (*ret && !x->final && x->nsegs < (*ret)->nsegs * 2)
		return ST_OK;
	work.w = xcalloc(1, sizeof(*work.w));
	work.w->nsegs = x->nsegs;
	work.w->final = x->final;
	names_init(&work.w->arns);
	find_nodes(&work);
	work.parts = xcalloc(threads, sizeof(*work.parts));
	for (unsigned k = 0; k < threads; k++) {
		numberer_init(&work.parts[k].source, env->store, path_of(t, "eventSource"),
			      of_source, NULL);
		numberer_init(&work.parts[k].kind, env->store, path_derived(t, FLD_KIND),
			      of_kind, NULL);
	}
	rc = workers_run(threads, 0, work.nnodes, env->cancel, search_node, &work);
	if (rc == ST_OK)
		rc = workers_run(threads, 0, x->nsegs, env->cancel, search_segment, &work);
	if (rc == ST_OK)
		gather(&work, threads);
	work_release(&work, threads);
	if (rc != ST_OK) {
		lambda_wiring_free(work.w);
		return rc;
	}
	lambda_wiring_free(*ret);
	*ret = work.w;
	return ST_OK;
}

size_t lambda_wiring_of(const struct lambda_wiring *w, struct sv arn,
			struct lambda_wire **ret)
{
	uint32_t number = names_find(&w->arns, arn);
	size_t lo = 0, hi = w->n, n = 0;

	*ret = NULL;
	if (number == NUMBER_NONE)
		return 0;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (w->v[mid].arn < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (hi = lo; hi < w->n && w->v[hi].arn == number; hi++)
		;
	*ret = xreallocarray(NULL, MAX(hi - lo, 1), sizeof(**ret));
	for (; lo < hi; lo++) /* one value may name it twice */
		if (!n || (*ret)[n - 1].row != w->v[lo].row ||
		    (*ret)[n - 1].path != w->v[lo].path)
			(*ret)[n++] = (struct lambda_wire){ w->v[lo].row, w->v[lo].path };
	return n;
}

void lambda_wiring_each(const struct lambda_wiring *w, lambda_wire_fn fn, void *arg)
{
	for (size_t i = 0; i < w->n; i++)
		if (!i || w->v[i].arn != w->v[i - 1].arn || w->v[i].row != w->v[i - 1].row)
			fn(arg, w->arns.v[w->v[i].arn], w->v[i].row);
}
