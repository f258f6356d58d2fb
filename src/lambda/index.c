/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over all segments on threads, then calls joined into invocations. */
#include "lambda/index.h"

#include "eval/scan.h"
#include "event/field.h"
#include "util/hash.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* What an event name says, beside enum lambda_event_flags. */
#define NAME_DATA 0x80u

#define AHEAD 8u /* rows whose pairs are fetched early */

/* Of one thread. */
struct builder {
	struct lambda_index *x;
	struct numberer arn, name, source, event, identity, result, ip, from, category;
	struct pair_cache callers, addresses, sources;
	struct lambda_logger logger;
	struct lambda_calls calls;
	path_t request;
	const struct dict *request_dict[2]; /* strings, literals */
	uint32_t lambda; /* number of the source lambda.amazonaws.com, or DICT_NONE */
	uint16_t rows[SEG_ROWS];
	uint32_t fn[SEG_ROWS], event_of[SEG_ROWS], a[SEG_ROWS], b[SEG_ROWS];
	uint8_t data[SEG_ROWS];
	bool has_calls;
};

struct building {
	struct builder *b; /* one for each thread */
	struct lambda_index *x;
};

/* number_fns: what a text means. */

static uint32_t of_event(void *arg UNUSED, struct sv name, bool kept UNUSED)
{
	switch (rule_fn_class(name)) {
	case FUNCTION_CODE:
	case FUNCTION_CONFIG:
	case FUNCTION_PERMISSION:
	case FUNCTION_TRIGGER:
		return FNE_CHANGE;
	case FUNCTION_DATA:
		if (!sv_starts(name, SV_LIT("Invoke")))
			return NAME_DATA;
		return NAME_DATA | FNE_CALL |
		       (sv_eqs(name, "InvokeExecution") ? FNE_RUN : 0);
	default:
		return 0;
	}
}

static uint32_t of_result(void *arg UNUSED, struct sv result, bool kept UNUSED)
{
	if (sv_eqs(result, result_names[RES_OK]))
		return 0;
	return sv_eqs(result, result_names[RES_DENIED]) ? FNE_BAD | FNE_DENIED : FNE_BAD;
}

static uint32_t of_source(void *arg UNUSED, struct sv source, bool kept UNUSED)
{
	return sv_eqs(source, "lambda.amazonaws.com");
}

static uint32_t of_category(void *arg UNUSED, struct sv category, bool kept UNUSED)
{
	return sv_eqs(category, "Data");
}

static void builder_init(struct builder *b, struct lambda_index *x)
{
	const struct store *s = x->store;
	const struct path_trie *t = store_paths_ro(s);
	const struct dict *sources;

	b->x = x;
	numberer_init(&b->arn, s, path_derived(t, FLD_FUNCTION_ARN), names_number, &x->fns);
	numberer_init(&b->name, s, path_derived(t, FLD_FUNCTION), names_number, &x->fns);
	numberer_init(&b->source, s, path_of(t, "eventSource"), of_source, NULL);
	numberer_init(&b->event, s, path_derived(t, FLD_EVENT), of_event, NULL);
	numberer_init(&b->identity, s, path_derived(t, FLD_IDENTITY), names_number,
		      &x->who);
	numberer_init(&b->result, s, path_derived(t, FLD_RESULT), of_result, NULL);
	numberer_init(&b->category, s, path_of(t, "eventCategory"), of_category, NULL);
	numberer_init(&b->ip, s, path_of(t, "sourceIPAddress"), names_number, &x->from);
	numberer_init(&b->from, s, path_of(t, "requestParameters.sourceArn"), names_number,
		      &x->from);
	sources =
		b->source.path == PATH_NONE ? NULL : store_dict(s, b->source.path, VK_STR);
	b->lambda =
		sources ? dict_lookup(sources, SV_LIT("lambda.amazonaws.com")) : DICT_NONE;
	b->request = path_of(t, "requestID");
	if (b->request != PATH_NONE) {
		b->request_dict[0] = store_dict(s, b->request, VK_STR);
		b->request_dict[1] = store_dict(s, b->request, VK_LIT);
	}
	pair_cache_init(&b->callers, &x->callers);
	pair_cache_init(&b->addresses, &x->addresses);
	pair_cache_init(&b->sources, &x->sources);
	lambda_logger_init(&b->logger, &x->logged, s);
}

static void builder_release(struct builder *b)
{
	struct numberer *all[] = { &b->arn,   &b->name,     &b->source,
				   &b->event, &b->identity, &b->result,
				   &b->ip,    &b->from,     &b->category };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		numberer_release(all[i]);
	pair_cache_merge(&b->callers);
	pair_cache_merge(&b->addresses);
	pair_cache_merge(&b->sources);
	lambda_calls_release(&b->calls);
	lambda_logger_release(&b->logger);
	b->x->has_calls |= b->has_calls;
}

/* Rows that have a function, or are of Lambda by the source. */
static void lambda_rows(struct builder *b, const struct segment *seg, uint64_t *named,
			uint64_t *lambda)
{
	for (uint32_t i = segment_find(seg, b->name.path);
	     i < seg->ncols && seg->cols[i].path == b->name.path; i++) {
		struct column_view v;

		column_view(seg, &seg->cols[i], &v);
		scan_all(&v, named);
	}
	for (uint32_t i = b->source.path == PATH_NONE ? seg->ncols
						      : segment_find(seg, b->source.path);
	     i < seg->ncols && seg->cols[i].path == b->source.path; i++) {
		struct column_view v;

		column_view(seg, &seg->cols[i], &v);
		if (v.kind == VK_STR && b->lambda != DICT_NONE)
			scan_id(&v, b->lambda, lambda);
		else if (v.kind == VK_RAW)
			scan_all(&v, lambda);
	}
}

static uint32_t list_rows(const struct lambda_index *x, const struct segment *seg,
			  uint64_t *bits, uint16_t *rows)
{
	uint32_t n = 0;

	for (unsigned w = 0; x->final && w < SEG_WORDS; w++)
		bits[w] &= ~atomic_load_explicit(&seg->dup[w], memory_order_relaxed);
	BITS_FOREACH(bits, SEG_WORDS, r)
		rows[n++] = (uint16_t)r;
	return n;
}

/* b->fn: the function of each row, by its ARN, else by its name, else the unknown one. */
static void name_rows(struct builder *b, const struct segment *seg, uint32_t n)
{
	uint16_t rows[SEG_ROWS];
	uint32_t bare = 0;

	numberer_rows(&b->arn, seg, b->rows, n, b->fn);
	for (uint32_t i = 0; i < n; i++)
		if (b->fn[i] == NUMBER_NONE)
			rows[bare++] = b->rows[i];
	if (!bare)
		return;
	numberer_rows(&b->name, seg, rows, bare, b->a);
	bare = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (b->fn[i] != NUMBER_NONE)
			continue;
		b->fn[i] = b->a[bare++];
		if (b->fn[i] == NUMBER_NONE)
			b->fn[i] = names_add(&b->x->fns, SV_LIT(""), true);
	}
}

/* Leave the rows that concern a function; their functions go to b->fn, their names to event_of. */
static uint32_t pick_rows(struct builder *b, const struct segment *seg)
{
	uint64_t bits[SEG_WORDS] = { 0 }, lambda[SEG_WORDS] = { 0 };
	uint32_t n, k = 0;
	bool others;

	lambda_rows(b, seg, bits, lambda);
	for (unsigned w = 0; w < SEG_WORDS; w++) {
		lambda[w] &= ~bits[w];
		bits[w] |= lambda[w];
	}
	others = bits_any(lambda);
	n = list_rows(b->x, seg, bits, b->rows);
	if (!n)
		return 0;
	numberer_rows(&b->event, seg, b->rows, n, b->event_of);
	if (others) { /* data events without a name are of the unknown function */
		numberer_rows(&b->source, seg, b->rows, n, b->a);
		numberer_rows(&b->category, seg, b->rows, n, b->b);
		for (uint32_t i = 0; i < n; i++) {
			uint32_t e = b->event_of[i] == NUMBER_NONE ? 0 : b->event_of[i];

			if (bit_get(lambda, b->rows[i]) &&
			    (b->a[i] != 1 || (!(e & NAME_DATA) && b->b[i] != 1)))
				continue;
			b->rows[k] = b->rows[i];
			b->event_of[k++] = e;
		}
		n = k;
	}
	for (uint32_t i = 0; i < n; i++)
		if (b->event_of[i] == NUMBER_NONE)
			b->event_of[i] = 0;
	name_rows(b, seg, n);
	return n;
}

static struct lambda_seg *seg_alloc(struct lambda_seg *s, uint32_t n)
{
	char *p = xmalloc(n * (4u + 4u + 2u + 1u) + 8);

	*s = (struct lambda_seg){ .n = n };
	s->pair = (void *)p;
	s->group = s->pair + n;
	s->row = (void *)(s->group + n);
	s->flags = (void *)(s->row + n);
	return s;
}

static uint32_t hash_again(const char *p, size_t n)
{
	uint64_t h = n * UINT64_C(0xff51afd7ed558ccd) ^ hash_key[1];

	for (; n >= 8; p += 8, n -= 8)
		h = hash_fold(h ^ hash_read(p, 8),
			      UINT64_C(0xc4ceb9fe1a85ec53) ^ hash_key[0]);
	h = hash_fold(h ^ hash_read(p, n), UINT64_C(0x9fb21c651e98df25) ^ hash_key[0]);
	return (uint32_t)(h >> 32);
}

/* A call with the request id BYTES. */
static void add_call(struct builder *b, struct lambda_seg *out, uint32_t seg, uint32_t i,
		     struct sv bytes, unsigned sort)
{
	uint32_t fn = b->fn[i];

	if (!bytes.len)
		return;
	out->group[i] = 0; /* until lambda_groups_fill() */
	lambda_calls_add(
		&b->calls,
		(struct lambda_call){ hash_mix(hash_sv(bytes), (uint64_t)fn << 8 | sort),
				      hash_again(bytes.ptr, bytes.len) ^ fn,
				      seg << SEG_SHIFT | i });
}

static void call_value(struct builder *b, struct lambda_seg *out, uint32_t seg, uint32_t i,
		       const struct column_view *v, uint32_t at, struct column_text *ct)
{
	struct sv text = SV_NULL;

	switch (v->kind) {
	case VK_UUID:
		add_call(b, out, seg, i, sv_make((const char *)v->uuid[at], 16), VK_UUID);
		return;
	case VK_STR:
	case VK_LIT:
		text = dict_text(b->request_dict[v->kind == VK_LIT], column_id(v, at));
		if (v->kind == VK_LIT && strchr("n{[", text.ptr[0]))
			return;
		break;
	case VK_RAW:
	case VK_RAWLIT:
	case VK_BIG:
		text = column_text(v, at, ct);
		break;
	default:
		return;
	}
	add_call(b, out, seg, i, text, VK_STR);
}

/* The request ids of the calls. */
static void add_calls(struct builder *b, const struct segment *seg, struct lambda_seg *out)
{
	if (b->request == PATH_NONE)
		return;
	for (uint32_t c = segment_find(seg, b->request);
	     c < seg->ncols && seg->cols[c].path == b->request; c++) {
		AUTO_TEXT struct column_text ct = { 0 };
		struct column_view v;
		uint32_t from, to;

		column_view(seg, &seg->cols[c], &v);
		for (uint32_t i = 0; i < out->n; i++)
			if ((out->flags[i] & FNE_CALL) && out->group[i] == LAMBDA_ALONE &&
			    column_row(&v, out->row[i], &from, &to))
				call_value(b, out, seg->index, i, &v, from, &ct);
	}
}

static void see_values(struct builder *b, const struct segment *seg,
		       const struct lambda_seg *out)
{
	numberer_rows(&b->ip, seg, b->rows, out->n, b->a);
	for (uint32_t i = 0; i < out->n; i++) {
		if (i + AHEAD < out->n)
			pair_cache_fetch(&b->addresses, b->fn[i + AHEAD], b->a[i + AHEAD]);
		if (b->a[i] != NUMBER_NONE)
			pair_cache_see(&b->addresses, b->fn[i], b->a[i],
				       segment_time(seg, b->rows[i]));
	}
	numberer_rows(&b->from, seg, b->rows, out->n, b->a);
	for (uint32_t i = 0; i < out->n; i++)
		if (b->a[i] != NUMBER_NONE && (out->flags[i] & FNE_CALL))
			pair_cache_see(&b->sources, b->fn[i], b->a[i],
				       segment_time(seg, b->rows[i]));
}

static void build_segment(void *arg, unsigned worker, uint32_t index)
{
	struct building *g = arg;
	struct builder *b = &g->b[worker];
	const struct segment *seg = store_seg(g->x->store, index);
	uint32_t n = pick_rows(b, seg);
	struct lambda_seg *out;

	if (!n)
		return;
	out = seg_alloc(&g->x->segs[index], n);
	numberer_rows(&b->category, seg, b->rows, n, b->a);
	for (uint32_t i = 0; i < n; i++)
		b->data[i] = (b->event_of[i] & NAME_DATA) || b->a[i] == 1;
	numberer_rows(&b->identity, seg, b->rows, n, b->a);
	numberer_rows(&b->result, seg, b->rows, n, b->b);
	memset(out->group, 0xff, n * sizeof(*out->group));
	memcpy(out->row, b->rows, n * sizeof(*out->row));
	for (uint32_t i = 0; i < n; i++) {
		if (i + AHEAD < n)
			pair_cache_fetch(&b->callers, b->fn[i + AHEAD], b->a[i + AHEAD]);
		out->flags[i] = (uint8_t)(b->event_of[i] & ~NAME_DATA);
		if (b->b[i] != NUMBER_NONE)
			out->flags[i] |= (uint8_t)b->b[i];
		b->has_calls |= (b->event_of[i] & NAME_DATA) != 0;
		out->pair[i] = pair_cache_see(&b->callers, b->fn[i], b->a[i],
					      segment_time(seg, b->rows[i]));
	}
	lambda_logger_rows(&b->logger, seg, b->rows, n, b->data, b->fn);
	lambda_logger_calls(&b->logger, seg, b->rows, n, b->fn, out->flags, FNE_CALL);
	add_calls(b, seg, out);
	see_values(b, seg, out);
}

static struct sv whose(void *arg, uint32_t at)
{
	const struct lambda_index *x = arg;
	uint32_t pair = x->segs[row_seg(at)].pair[row_in_seg(at)];
	uint32_t who = x->callers.v[pair].b;

	return who == NUMBER_NONE ? SV_LIT("") : x->who.v[who];
}

static void join_twins(struct lambda_index *x, struct builder *b, unsigned threads)
{
	struct lambda_logger **g = xcalloc(threads, sizeof(*g));

	for (unsigned k = 0; k < threads; k++)
		g[k] = &b[k].logger;
	lambda_logged_join(&x->logged, g, threads, whose, x);
	for (size_t i = 0; i < x->logged.ntwins; i++) {
		uint32_t at = x->logged.twins[i].at;

		x->segs[row_seg(at)].flags[row_in_seg(at)] |= FNE_TWIN;
	}
	free(g);
}

struct lambda_index *lambda_index_new(const struct eval_env *env, uint32_t nsegs,
				      bool final)
{
	struct lambda_index *x = xcalloc(1, sizeof(*x));
	struct building g = { .x = x };
	unsigned threads = MAX(env->threads, 1u);
	struct lambda_calls *calls;
	enum st rc;

	x->refs = 1;
	x->store = env->store;
	x->nsegs = nsegs;
	x->final = final;
	names_init(&x->fns);
	names_init(&x->who);
	names_init(&x->from);
	pairs_init(&x->callers);
	pairs_init(&x->addresses);
	pairs_init(&x->sources);
	lambda_logged_init(&x->logged);
	x->segs = xcalloc(MAX(nsegs, 1), sizeof(*x->segs));
	g.b = xcalloc(threads, sizeof(*g.b));
	calls = xcalloc(threads, sizeof(*calls));
	for (unsigned k = 0; k < threads; k++)
		builder_init(&g.b[k], x);
	rc = workers_run(threads, 0, nsegs, env->cancel, build_segment, &g);
	for (unsigned k = 0; k < threads; k++)
		calls[k] = g.b[k].calls;
	if (rc == ST_OK)
		rc = lambda_groups_fill(x, env, calls, threads);
	if (rc == ST_OK)
		join_twins(x, g.b, threads);
	for (unsigned k = 0; k < threads; k++)
		builder_release(&g.b[k]);
	free(calls);
	free(g.b);
	for (uint32_t i = 0; i < nsegs; i++)
		x->nevents += x->segs[i].n;
	x->has_lambda = x->nevents > 0;
	lambda_index_settle(x);
	if (rc == ST_OK)
		return x;
	lambda_index_unref(x);
	return NULL;
}

struct lambda_index *lambda_index_ref(struct lambda_index *x)
{
	atomic_fetch_add_explicit(&x->refs, 1, memory_order_relaxed);
	return x;
}

void lambda_index_unref(struct lambda_index *x)
{
	if (!x || atomic_fetch_sub_explicit(&x->refs, 1, memory_order_acq_rel) != 1)
		return;
	for (uint32_t i = 0; i < x->nsegs; i++)
		free(x->segs[i].pair);
	free(x->segs);
	free(x->group_fn);
	names_release(&x->fns);
	names_release(&x->who);
	names_release(&x->from);
	pairs_release(&x->callers);
	pairs_release(&x->addresses);
	pairs_release(&x->sources);
	lambda_logged_release(&x->logged);
	free(x);
}

uint32_t lambda_index_add(struct lambda_index *x, struct sv name)
{
	return names_add(&x->fns, name, false);
}

void lambda_index_settle(struct lambda_index *x)
{
	struct lambda_logged *l = &x->logged;
	struct names places;

	names_init(&places);
	for (uint32_t i = 0; i < l->places.n; i++) {
		const uint32_t key[2] = { l->places.v[i].a, l->places.v[i].b };

		names_add(&places, sv_make((const char *)key, sizeof(key)), false);
	}
	free(l->known);
	l->known = xcalloc(MAX(x->fns.n, 1), sizeof(*l->known));
	for (uint32_t i = 0; i < l->fns.n; i++)
		l->known[l->fns.v[i].a] = true;
	for (uint32_t i = 0; i < x->fns.n; i++) {
		struct lambda_id id = lambda_index_id(x, i);
		uint32_t key[2];

		if (!id.arn.ptr)
			continue;
		key[0] = names_find(&l->texts, id.account);
		key[1] = names_find(&l->texts, id.region);
		if (key[0] != NUMBER_NONE && key[1] != NUMBER_NONE &&
		    names_find(&places, sv_make((const char *)key, sizeof(key))) !=
			    NUMBER_NONE)
			l->known[i] = true;
	}
	names_release(&places);
}

/* Part N (from 0) of an ARN. */
static struct sv arn_part(struct sv arn, unsigned n)
{
	while (n--) {
		ptrdiff_t colon = sv_chr(arn, ':');

		if (colon < 0)
			return SV_NULL;
		arn = sv_from(arn, (size_t)colon + 1);
	}
	return sv_head(arn, sv_chr(arn, ':') < 0 ? arn.len : (size_t)sv_chr(arn, ':'));
}

struct lambda_id lambda_index_id(const struct lambda_index *x, uint32_t fn)
{
	struct sv text = x->fns.v[fn];
	struct lambda_id id = {
		.name = text, .arn = SV_NULL, .account = SV_NULL, .region = SV_NULL
	};

	if (!text.len) {
		id.name = SV_LIT("(unknown)");
		id.unknown = true;
	} else if (sv_chr(text, ':') >= 0) {
		id.arn = text;
		id.region = arn_part(text, 3);
		id.account = arn_part(text, 4);
		id.name = arn_part(text, 6);
	}
	return id;
}

static bool is_meant(const struct lambda_id *id, struct sv name)
{
	struct sv account = arn_part(name, 0), region = arn_part(name, 1);
	struct function_spelling s;

	if (sv_eq(id->name, name))
		return true;
	if (id->arn.ptr && sv_eq(id->account, account) && sv_eq(id->region, region) &&
	    sv_eq(id->name, arn_part(name, 2)))
		return true;
	if (!rule_function_spelled(name, &s))
		return false;
	if (s.unqualified.ptr)
		return id->arn.ptr && sv_eq(id->arn, s.unqualified);
	return sv_eq(id->name, s.name) &&
	       (!s.account.len || sv_eq(id->account, s.account)) &&
	       (!s.region.len || sv_eq(id->region, s.region));
}

static int by_text(const void *a, const void *b, void *arg)
{
	const struct lambda_index *x = arg;

	return sv_cmp(x->fns.v[*(const uint32_t *)a], x->fns.v[*(const uint32_t *)b]);
}

size_t lambda_index_find(const struct lambda_index *x, struct sv name, uint32_t **ret)
{
	size_t n = 0;

	*ret = xcalloc(MAX(x->fns.n, 1), sizeof(**ret));
	for (uint32_t i = 0; i < x->fns.n; i++) {
		struct lambda_id id = lambda_index_id(x, i);

		if (is_meant(&id, name))
			(*ret)[n++] = i;
	}
	qsort_r(*ret, n, sizeof(**ret), by_text, (void *)(uintptr_t)x);
	return n;
}
