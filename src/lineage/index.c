/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass that notes issuers, logins and copies under hashes. */
#include "lineage/index.h"

#include "columns/segtext.h"
#include "eval/scan.h"
#include "event/rules.h"
#include "lineage/shared.h"
#include "store/value.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* Events that matter by their name. */
enum {
	CLASS_NONE,
	CLASS_LOGIN,
	CLASS_SWITCH,
	CLASS_OAUTH,
	CLASS_IDC,
	CLASS_PORTAL,
	CLASS_MADE
};
static const struct {
	const char *event;
	uint8_t class;
} classes[] = {
	{ "ConsoleLogin", CLASS_LOGIN },
	{ "SwitchRole", CLASS_SWITCH },
	{ "CreateOAuth2Token", CLASS_OAUTH },
	{ "GetRoleCredentials", CLASS_IDC },
	{ "Authenticate", CLASS_PORTAL },
	{ "Federate", CLASS_PORTAL },
	{ "CreateToken", CLASS_PORTAL },
	{ "UserAuthentication", CLASS_PORTAL },
	{ "CredentialVerification", CLASS_PORTAL },
	{ "CreateUser", CLASS_MADE },
	{ "CreateLoginProfile", CLASS_MADE },
	{ "CreateAccessKey", CLASS_MADE },
	{ "CreateRole", CLASS_MADE },
};

/* Values that are indexed as they stand. */
static const struct {
	uint8_t part, tag;
	bool issues; /* the event issues a credential: by whom is indexed too */
} plain[] = {
	{ LP_ISSUED_KEY, LT_KEY, true },
	{ LP_CREATED_KEY, LT_ACCESS_KEY, true },
	{ LP_ROLE_ID, LT_ROLE_ID, true },
	{ LP_FEDERATED_ARN, LT_FEDERATED, true },
	{ LP_ASKED_IDENTITY, LT_SOURCE_IDENTITY, false },
};

#define SEEN 4096u

/* Of one thread. */
struct gather {
	struct lineage_index *x;
	struct lineage_entry *v;
	uint32_t n, cap;
	const uint8_t *lut;    /* class by number of the event name */
	const uint8_t *ok_lut; /* by number of the result */
	struct lineage_twice *twice;
	struct segtext part[LP_COUNT];
	struct segtext event;
	uint64_t seen[SEEN]; /* hashes added lately, for tags where one row is enough */
	/* of the segment */
	const struct segment *seg;
	uint64_t ok[SEG_WORDS]; /* succeeded: what failed issues nothing */
	uint64_t issuing[SEG_WORDS];
	unsigned at; /* row of plain[] */
};

static void add(struct gather *g, uint64_t hash, uint32_t row)
{
	ALLOC_GROW(g->v, g->n + 1, g->cap);
	g->v[g->n++] = (struct lineage_entry){ hash, row_make(g->seg->index, row), 0 };
}

static void add_once(struct gather *g, uint64_t hash, uint64_t what, uint32_t row)
{
	uint64_t both = hash_mix(hash, what);

	if (g->seen[both % SEEN] == both)
		return;
	g->seen[both % SEEN] = both;
	add(g, hash, row);
}

static void add_text(struct gather *g, enum lineage_tag tag, struct sv text, uint32_t row)
{
	text = lineage_known(text);
	if (text.ptr)
		add(g, lineage_hash(tag, text), row);
}

static struct sv get(struct gather *g, enum lineage_part part, uint32_t row)
{
	return lineage_known(segtext_get(&g->part[part], row));
}

static void note_shared(void *arg, uint64_t hash, uint32_t row UNUSED)
{
	lineage_twice_note(arg, hash);
}

static void note_segment(void *arg, unsigned worker UNUSED, uint32_t item)
{
	struct gather *g = arg;

	lineage_each_shared(g->x, store_seg(g->x->store, item), note_shared, g->twice);
}

static void take_shared(void *arg, uint64_t hash, uint32_t row)
{
	struct gather *g = arg;

	if (lineage_twice_is(g->twice, hash))
		add(g, hash, row);
}

static void take_plain(void *arg, uint32_t row, struct sv text)
{
	struct gather *g = arg;

	if (!bit_get(g->ok, row))
		return;
	add_text(g, (enum lineage_tag)plain[g->at].tag, text, row);
	if (plain[g->at].issues)
		bit_set(g->issuing, row);
}

/* Hashes of the groups ROW is of: by key, by principal and creation time. */
static unsigned groups_of(struct gather *g, enum lineage_tag tag, uint32_t row,
			  uint64_t hash[2])
{
	struct sv v = get(g, LP_KEY, row);
	unsigned n = 0;

	if (v.ptr)
		hash[n++] = lineage_hash(tag, v);
	v = get(g, LP_CREATED, row);
	if (v.ptr) {
		tick_t created = lineage_time(v);

		v = get(g, LP_PRINCIPAL, row);
		if (v.ptr && created != TICK_NONE)
			hash[n++] = lineage_hash_session(tag, v, created);
	}
	return n;
}

static void take_person(void *arg, uint32_t row, struct sv person)
{
	struct gather *g = arg;
	uint64_t hash[2];
	unsigned n = groups_of(g, LT_PERSON, row, hash);

	for (unsigned i = 0; i < n; i++)
		add_once(g, hash[i], hash_sv(person), row);
}

static void take_console(struct gather *g)
{
	const struct segment *seg = g->seg;

	if (!segtext_open(&g->part[LP_CONSOLE], seg))
		return;
	for (uint32_t r = 0; r < seg->rows; r++) {
		uint64_t hash[2];
		unsigned n;

		if (!lineage_true(segtext_get(&g->part[LP_CONSOLE], r)) ||
		    segment_is_dup(seg, r))
			continue;
		n = groups_of(g, LT_CONSOLE, r, hash);
		if (n)
			add_once(g, hash[n - 1], 0, r);
	}
}

static void take_callers(struct gather *g)
{
	BITS_FOREACH(g->issuing, SEG_WORDS, r) {
		uint64_t hash[2];
		unsigned n = groups_of(g, LT_CALLER, (uint32_t)r, hash);

		for (unsigned i = 0; i < n; i++)
			add(g, hash[i], (uint32_t)r);
	}
}

/* The name at the end of an ARN or of a principal id. */
static struct sv tail_of(struct sv v)
{
	size_t n = v.len;

	while (n && v.ptr[n - 1] != '/' && v.ptr[n - 1] != ':')
		n--;
	return sv_from(v, n);
}

static void take_signin(struct gather *g, uint32_t row)
{
	add_text(g, LT_LOGIN, get(g, LP_ARN, row), row);
	add_text(g, LT_LOGIN, get(g, LP_PRINCIPAL, row), row);
	add_text(g, LT_SIGNIN, get(g, LP_SIGNIN, row), row);
	add_text(g, LT_SIGNIN, get(g, LP_SIGNIN_MADE, row), row);
}

static void take_person_step(struct gather *g, enum lineage_tag tag, uint32_t row)
{
	add_text(g, tag, get(g, LP_PERSON, row), row);
	add_text(g, tag, get(g, LP_USER, row), row);
}

uint64_t lineage_hash_made(struct sv account, const char *what, struct sv name)
{
	return hash_mix(hash_mix(hash_sv(account), hash_sv(sv_str(what))),
			lineage_hash(LT_MADE, name));
}

/* Something that can act came to be, or got a credential. */
static void take_made(struct gather *g, uint32_t row)
{
	static const struct {
		uint8_t part;
		const char *what;
	} made[] = { { LP_KEY_USER, "user" },
		     { LP_ASKED_USER, "user" },
		     { LP_ASKED_ROLE, "role" } };
	AUTO_BUF struct buf account = BUF_INIT;

	buf_addsv(&account, get(g, LP_RECIPIENT, row));
	for (size_t i = 0; i < ARRAY_SIZE(made); i++) {
		struct sv name = get(g, (enum lineage_part)made[i].part, row);

		if (!name.ptr)
			continue;
		add(g, lineage_hash_made(buf_sv(&account), made[i].what, name), row);
		return;
	}
}

static bool says_failure(struct gather *g, uint32_t row)
{
	for (unsigned i = 0; i < lineage_noutcomes; i++)
		if (sv_eqs(get(g, (enum lineage_part)lineage_outcomes[i], row), "Failure"))
			return true;
	return false;
}

/* The event name of ROW has class CLASS. */
static void take_event(struct gather *g, unsigned class, uint32_t row)
{
	if (says_failure(g, row))
		return;
	switch (class) {
	case CLASS_LOGIN:
		if (sv_eqs(get(g, LP_LOGIN, row), "Success"))
			take_signin(g, row);
		break;
	case CLASS_OAUTH:
		take_signin(g, row);
		break;
	case CLASS_SWITCH:
		add_text(g, LT_SWITCH, get(g, LP_ARN, row), row);
		add_text(g, LT_SWITCH, tail_of(get(g, LP_SWITCH_FROM, row)), row);
		break;
	case CLASS_IDC:
		take_person_step(g, LT_IDC_ROLE, row);
		break;
	case CLASS_PORTAL: {
		struct sv source = get(g, LP_EVENT_SOURCE, row);

		if (sv_starts(source, SV_LIT("sso")) || sv_starts(source, SV_LIT("signin")))
			take_person_step(g, LT_PORTAL, row);
		break;
	}
	case CLASS_MADE:
		take_made(g, row);
		break;
	default:
		break;
	}
}

static unsigned class_of(struct sv event)
{
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		if (sv_eqs(event, classes[i].event))
			return classes[i].class;
	return CLASS_NONE;
}

static void take_events(struct gather *g)
{
	path_t path = g->x->paths.event;
	const struct segment *seg = g->seg;
	uint64_t bits[SEG_WORDS] = { 0 };

	for (uint32_t k = segment_find(seg, path);
	     k < seg->ncols && seg->cols[k].path == path; k++) {
		struct column_view v;

		column_view(seg, &seg->cols[k], &v);
		if (v.kind == VK_STR)
			scan_lut(&v, g->lut, bits);
		else if (v.kind == VK_RAW)
			scan_all(&v, bits);
	}
	for (unsigned w = 0; w < SEG_WORDS; w++)
		bits[w] &= g->ok[w];
	if (!bits_any(bits) || !segtext_open(&g->event, seg))
		return;
	BITS_FOREACH(bits, SEG_WORDS, r)
		if (!segment_is_dup(seg, (uint32_t)r))
			take_event(g, class_of(segtext_get(&g->event, (uint32_t)r)),
				   (uint32_t)r);
}

/* Events known in part only may have issued whatever they do not say. */
static void leave_partial(struct gather *g)
{
	const struct segment *seg = g->seg;

	for (uint32_t i = 0; i < seg->nruns; i++) {
		uint32_t end = i + 1 < seg->nruns ? seg->runs[i + 1].row : seg->rows;

		for (uint32_t r = seg->runs[i].row; seg->runs[i].how.partial && r < end;
		     r++)
			bit_clear(g->ok, r);
	}
}

/* Which events of the segment succeeded. */
static void find_ok(struct gather *g)
{
	path_t path = g->x->paths.result;
	const struct segment *seg = g->seg;

	memset(g->ok, 0, sizeof(g->ok));
	for (uint32_t k = segment_find(seg, path);
	     k < seg->ncols && seg->cols[k].path == path; k++) {
		struct column_view v;

		column_view(seg, &seg->cols[k], &v);
		if (v.kind == VK_STR)
			scan_lut(&v, g->ok_lut, g->ok);
	}
	leave_partial(g);
}

static void take_segment(void *arg, unsigned worker, uint32_t item)
{
	struct gather *g = &((struct gather *)arg)[worker];
	const struct store *s = g->x->store;
	const path_t *part = g->x->paths.part;

	g->seg = store_seg(s, item);
	memset(g->issuing, 0, sizeof(g->issuing));
	find_ok(g);
	for (unsigned i = 0; i < LP_COUNT; i++)
		segtext_open(&g->part[i], g->seg);
	for (g->at = 0; g->at < ARRAY_SIZE(plain); g->at++)
		segtext_each(s, g->seg, part[plain[g->at].part], take_plain, g);
	lineage_each_shared(g->x, g->seg, take_shared, g);
	segtext_each(s, g->seg, part[LP_PERSON], take_person, g);
	take_console(g);
	take_callers(g);
	take_events(g);
}

static bool is_named(struct sv event)
{
	return class_of(event) != CLASS_NONE;
}

static bool is_ok(struct sv result)
{
	return sv_eqs(result, result_names[RES_OK]);
}

/* Which values of PATH are meant, by number in its dictionary. */
static uint8_t *lut_of(const struct lineage_index *x, path_t path,
		       bool (*meant)(struct sv value))
{
	const struct dict *d = store_dict(x->store, path, VK_STR);
	uint32_t n = d ? dict_count(d) : 0;
	uint8_t *lut = xcalloc((size_t)n + 1, 1);

	for (uint32_t i = 0; i < n; i++)
		lut[i] = meant(dict_text(d, i));
	return lut;
}

/* Put the entries of all threads into one table. */
static void collect(struct lineage_index *x, struct gather *g, unsigned threads)
{
	uint32_t total = 0;

	for (unsigned t = 0; t < threads; t++)
		total += g[t].n;
	x->v = xreallocarray(NULL, MAX(total, 1u), sizeof(*x->v));
	/* all are known by now: chains, no util/hashtab.h, so that rows of one hash are near */
	for (x->nslots = 64; x->nslots < total * 2; x->nslots *= 2)
		;
	x->slots = xcalloc(x->nslots, sizeof(*x->slots));
	for (unsigned t = 0; t < threads; t++)
		for (uint32_t i = 0; i < g[t].n; i++) {
			struct lineage_entry e = g[t].v[i];
			uint32_t *slot =
				&x->slots[(uint32_t)(e.hash >> 20) & (x->nslots - 1)];

			e.next = *slot;
			x->v[x->n++] = e;
			*slot = x->n;
		}
}

struct lineage_index *lineage_index_new(const struct eval_env *env, uint32_t nsegs,
					bool final)
{
	unsigned threads = MAX(env->threads, 1u);
	struct lineage_index *x = xcalloc(1, sizeof(*x));
	struct gather *g = xcalloc(threads, sizeof(*g));
	struct lineage_twice twice;
	uint8_t *lut, *ok_lut;
	enum st st;

	lineage_twice_init(&twice, (uint64_t)nsegs * SEG_ROWS);
	*x = (struct lineage_index){
		.refs = 1, .store = env->store, .nsegs = nsegs, .final = final
	};
	lineage_paths_init(&x->paths, store_paths_ro(env->store));
	lut = lut_of(x, x->paths.event, is_named);
	ok_lut = lut_of(x, x->paths.result, is_ok);
	for (unsigned t = 0; t < threads; t++) {
		g[t].x = x;
		g[t].lut = lut;
		g[t].ok_lut = ok_lut;
		g[t].twice = &twice;
		segtext_init(&g[t].event, env->store, x->paths.event);
		for (unsigned i = 0; i < LP_COUNT; i++)
			segtext_init(&g[t].part[i], env->store, x->paths.part[i]);
	}
	st = workers_run(threads, 0, nsegs, env->cancel, note_segment, g);
	if (st == ST_OK)
		st = workers_run(threads, 0, nsegs, env->cancel, take_segment, g);
	if (st == ST_OK)
		collect(x, g, threads);
	for (unsigned t = 0; t < threads; t++) {
		free(g[t].v);
		segtext_release(&g[t].event);
		for (unsigned i = 0; i < LP_COUNT; i++)
			segtext_release(&g[t].part[i]);
	}
	free(g);
	free(lut);
	free(ok_lut);
	lineage_twice_release(&twice);
	if (st == ST_OK)
		return x;
	lineage_index_unref(x);
	return NULL;
}

struct lineage_index *lineage_index_ref(struct lineage_index *x)
{
	atomic_fetch_add_explicit(&x->refs, 1, memory_order_relaxed);
	return x;
}

void lineage_index_unref(struct lineage_index *x)
{
	if (!x || atomic_fetch_sub_explicit(&x->refs, 1, memory_order_acq_rel) != 1)
		return;
	free(x->v);
	free(x->slots);
	free(x);
}

static uint32_t skip_others(const struct lineage_index *x, uint32_t i, uint64_t hash)
{
	while (i && x->v[i - 1].hash != hash)
		i = x->v[i - 1].next;
	return i;
}

uint32_t lineage_first(const struct lineage_index *x, uint64_t hash)
{
	return skip_others(x, x->slots[(uint32_t)(hash >> 20) & (x->nslots - 1)], hash);
}

uint32_t lineage_next(const struct lineage_index *x, uint32_t i)
{
	return skip_others(x, x->v[i - 1].next, x->v[i - 1].hash);
}

enum lineage_group_kind lineage_group(const struct lineage_index *x,
				      const struct lineage_cred *c)
{
	struct sv principal = c->part[LP_PRINCIPAL];

	if (principal.ptr && c->created != TICK_NONE &&
	    (c->console || !c->part[LP_KEY].ptr ||
	     lineage_first(x, lineage_hash_session(LT_CONSOLE, principal, c->created))))
		return LG_SESSION;
	return c->part[LP_KEY].ptr ? LG_KEY : LG_NONE;
}

struct sv lineage_text(const struct lineage_index *x, row_t row, enum lineage_part part,
		       struct arena *arena)
{
	path_t p = x->paths.part[part];

	return p == PATH_NONE ? SV_NULL
			      : lineage_known(value_first(x->store, row, p, arena).text);
}

/* Is ROW of the session of C too? A key alone may be many people's. */
static bool same_session(const struct lineage_index *x, row_t row,
			 const struct lineage_cred *c, struct arena *arena)
{
	return sv_eq(lineage_text(x, row, LP_PRINCIPAL, arena), c->part[LP_PRINCIPAL]) &&
	       lineage_time(lineage_text(x, row, LP_CREATED, arena)) == c->created;
}

struct sv lineage_person(const struct lineage_index *x, const struct lineage_cred *c,
			 struct arena *arena)
{
	struct sv best = c->part[LP_PERSON];
	uint64_t hash;

	if (best.ptr)
		return best;
	switch (lineage_group(x, c)) {
	case LG_KEY:
		hash = lineage_hash(LT_PERSON, c->part[LP_KEY]);
		break;
	case LG_SESSION:
		hash = lineage_hash_session(LT_PERSON, c->part[LP_PRINCIPAL], c->created);
		break;
	default:
		return SV_NULL;
	}
	for (uint32_t i = lineage_first(x, hash); i; i = lineage_next(x, i)) {
		row_t row = x->v[i - 1].row;
		struct sv v = lineage_text(x, row, LP_PERSON, arena);

		if (!same_session(x, row, c, arena))
			continue;
		/* they should be one; the first by bytes decides, whatever the threads did */
		if (v.ptr && (!best.ptr || sv_cmp(v, best) < 0))
			best = v;
	}
	return best;
}
