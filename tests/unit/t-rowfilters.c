/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every row of every page, of identities and of functions, opens by its filter as many events as
 * it counts: over records of all odd kinds, and over $TRAILSIFT_CORPUS when it is set.
 */
#include "eval/select.h"
#include "identity/identity.h"
#include "lambda/page.h"
#include "lang/filter.h"
#include "util/bits.h"

#include "linfix.h"

struct pages {
	const struct store *s;
	struct eval_env env;
	struct selection *sel;
	unsigned rows, bad;
};

/* How many events EXPR selects; SIZE_MAX: it is no expression. */
static size_t opened(const struct pages *p, struct sv expr)
{
	const struct filter_times none = { TICK_NONE, TICK_NONE };
	uint32_t nsegs = store_nsegs(p->s);
	uint64_t *bits = xcalloc((size_t)nsegs * SEG_WORDS + 1, sizeof(*bits));
	struct filter *f = NULL;
	struct eval *e;
	size_t n = SIZE_MAX;

	if (filter_parse(expr, &f, NULL) == ST_OK && filter_bind(f, &none, NULL) == ST_OK) {
		e = eval_new(&p->env, f);
		if (eval_run(e, 0, nsegs, bits) == ST_OK)
			n = bits_count(bits, (size_t)nsegs * SEG_WORDS);
		eval_free(e);
	}
	filter_free(f);
	free(bits);
	return n;
}

static void check_row(struct pages *p, const char *what, struct sv expr, uint64_t count)
{
	size_t n = opened(p, expr);

	p->rows++;
	if (n == count)
		return;
	p->bad++;
	DIAG("%s: counts %llu, opens %zu: " SV_FMT, what, (unsigned long long)count, n,
	     SV_ARG(expr));
}

/* ---- identities ---- */

typedef void (*expr_fn)(const struct identity_page *page, size_t i, struct buf *out);

static void session_expr(const struct identity_page *page, size_t i, struct buf *out)
{
	identity_session_expr(&page->sessions[i], out);
}

static void action_expr(const struct identity_page *page, size_t i, struct buf *out)
{
	identity_action_expr(&page->actions[i], out);
}

static void denial_expr(const struct identity_page *page, size_t i, struct buf *out)
{
	identity_denial_expr(&page->denials[i], out);
}

static void check_list(struct pages *p, const struct identity_page *page, const char *what,
		       size_t i, uint64_t count, expr_fn add)
{
	AUTO_BUF struct buf expr = BUF_INIT;
	AUTO_BUF struct buf rest = BUF_INIT;

	identity_row_expr(IDENTITY_BY_IDENTITY, page->name, page->session, &expr);
	add(page, i, &rest);
	buf_addc(&expr, ' ');
	buf_addsv(&expr, buf_sv(&rest));
	check_row(p, what, buf_sv(&expr), count);
}

static void check_values(struct pages *p, const struct identity_page *page,
			 enum identity_list list)
{
	for (size_t i = 0; i < page->lists[list].n; i++) {
		const struct identity_value *v = &page->lists[list].v[i];
		AUTO_BUF struct buf expr = BUF_INIT;

		identity_row_expr(IDENTITY_BY_IDENTITY, page->name, page->session, &expr);
		identity_value_expr(identity_list_fields[list], v, &expr);
		check_row(p, identity_list_fields[list], buf_sv(&expr), v->count);
	}
}

static void check_identity(struct pages *p, struct identity_index *x,
			   struct lineage_index *lineage, uint32_t group)
{
	struct identity_page *page = identity_page_new(x, lineage, &p->env, p->sel, group,
						       (struct span){ 0, TICK_NONE });
	uint64_t in_sessions = page->apart;

	for (size_t i = 0; i < page->nsessions; i++) {
		in_sessions += page->sessions[i].events;
		check_list(p, page, "session", i, page->sessions[i].events, session_expr);
	}
	for (size_t i = 0; i < page->nactions; i++)
		check_list(p, page, "action", i, page->actions[i].count, action_expr);
	for (size_t i = 0; i < page->ndenials; i++)
		check_list(p, page, "denial", i, page->denials[i].count, denial_expr);
	for (unsigned k = 0; k < IDL_COUNT; k++)
		check_values(p, page, (enum identity_list)k);
	for (size_t i = 0; i < page->nactions; i++)
		in_sessions -= page->actions[i].count;
	if (in_sessions) {
		p->bad++;
		DIAG("sessions of " SV_FMT " are not all of its events",
		     SV_ARG(page->name));
	}
	identity_page_free(page);
}

static void check_identities(struct pages *p)
{
	struct identity_index *x = identity_index_new(p->s, IDENTITY_BY_IDENTITY);
	struct lineage_index *lineage = lineage_index_new(&p->env, store_nsegs(p->s), true);

	IS_ST(identity_index_update(x, &p->env, store_nsegs(p->s)), ST_OK, "identities");
	for (uint32_t i = 0; i < identity_index_ngroups(x); i++)
		check_identity(p, x, lineage, i);
	lineage_index_unref(lineage);
	identity_index_unref(x);
}

/* ---- functions ---- */

static void check_function(struct pages *p, struct lambda_cache *cache, uint32_t fn)
{
	struct lambda_page *page =
		lambda_page_new(cache, &p->env, p->sel, (struct span){ 0, TICK_NONE }, fn);

	for (size_t i = 0; i < page->ncallers; i++)
		check_row(p, "caller", page->callers[i].open, page->callers[i].calls);
	for (size_t i = 0; i < page->nacts; i++)
		check_row(p, "act", page->acts[i].open, page->acts[i].all);
	lambda_page_free(page);
}

static void check_functions(struct pages *p)
{
	struct lambda_cache cache = { 0 };

	IS_ST(lambda_cache_update(&cache, &p->env, p->sel, true), ST_OK, "functions");
	for (uint32_t i = 0; i < cache.index->fns.n; i++)
		check_function(p, &cache, i);
	lambda_cache_release(&cache);
}

static void check_store(const struct store *s, const char *what, unsigned least)
{
	struct pages p = { .s = s, .env = { .store = s, .threads = 2 } };

	p.sel = selection_make(s, store_order(s), NULL, 0, 0, TICK_NONE, NULL);
	check_identities(&p);
	check_functions(&p);
	OK(p.rows >= least, "%s: %u rows", what, p.rows);
	IS_INT(p.bad, 0, "%s: each opens as many events as it counts", what);
	selection_unref(p.sel);
}

/* ---- records of all odd kinds ---- */

#define DENIED(message) ",'errorCode':'AccessDenied','errorMessage':'" message "'"
#define TO(action, rest)                                                                   \
	"User: arn:aws:iam::1:user/u is not authorized to perform: " action                \
	" on resource: arn:aws:s3:::b/k" rest
#define ROOT(more) "'userIdentity':{'type':'Root','accountId':'" ACC "'" more "}"
#define LAMBDA(id, time, who, name, request, more)                                         \
	EV(id, time, "lambda", "Invoke",                                                   \
	   "'requestID':'" request "','requestParameters':{'functionName':'" name "'" more \
	   "}," who)

static const char odd[] =
	/* one key, several sessions and principals; dates in two forms, unreadable and absent */
	EV("k1", "10:00:00", "s3", "Get",
	   ROLE("dev", "s", DAY("10:00:00"),
		KEY("ASIA1"))) EV("k2", "10:00:01", "s3", "Get",
				  ROLE("dev", "t", DAY("10:00:00"),
				       KEY("ASIA1"))) EV("k3", "10:00:02", "s3", "Get",
							 ROLE("dev", "s", DAY("09:00:00"),
							      KEY("ASIA1")))
		EV("k4", "10:00:03", "s3", "Get",
		   ROLE("dev", "s", "20240514T090000Z",
			KEY("ASIA1"))) EV("k5", "10:00:04", "s3", "Get",
					  ROLE("dev", "s", "redacted", KEY("ASIA1")))
			EV("k6", "10:00:05", "s3", "Get",
			   ROLE("dev", "s", "", KEY("ASIA1")))
				EV("k7", "10:00:06", "s3", "Get",
				   ROLE("dev", "s", DAY("10:00:00"), KEY("")))
					EV("k8", "10:00:07", "s3", "Get",
					   ROLE("dev", "s", DAY("10:00:00"),
						KEY("HIDDEN_DUE_TO_SECURITY_REASONS")))
	/* a console session, one event of which says so */
	EV("c1", "11:00:00", "s3", "Get",
	   USER("ann", KEY("ASIA7") CTX(DAY("10:59:00")))
		   CONSOLE) EV("c2", "11:00:01", "s3", "Get",
			       USER("ann", KEY("ASIA8") CTX(DAY("10:59:00"))))
		EV("c3", "11:00:02", "s3", "Get", USER("ann", CTX("20240514T105900Z")))
	/* a long-lived key with pauses, and without a time */
	EV("l1", "08:00:00", "s3", "Get",
	   USER("ann", KEY("AKIA1"))) EV("l2", "08:30:00", "s3", "Get",
					 USER("ann", KEY("AKIA1") CTX(DAY("08:30:00"))))
		EV("l3", "09:00:01", "s3", "Get",
		   USER("ann",
			KEY("AKIA1"))) "{'eventID':'l4','eventName':'Get','"
				       "eventSource':'s3.amazonaws.com'"
				       "," USER(
					       "ann",
					       KEY("AKIA1")) "}\n"
							     "{'eventID':'"
							     "l5','"
							     "eventName':'"
							     "Get'," USER(
								     "bob",
								     KEY("OLDKE"
									 "Y")) "}\n" EV("l"
											"6",
											"09"
											":"
											"00"
											":"
											"0"
											"0",
											"s"
											"3",
											"Ge"
											"t",
											USER("bob",
											     KEY("OLDKEY") CTX(DAY(
												     "08:"
												     "30:"
												     "0"
												     "0"))))
	/* root, with and without a session */
	EV("r1", "09:00:00", "s3", "Get", ROOT(""))
		EV("r2", "09:00:01", "s3", "Get", ROOT(",'principalId':'" ACC "'"))
			EV("r3", "09:00:02", "s3", "Get",
			   ROOT(",'principalId':'" ACC "'" CTX(DAY("08:00:00"))))
				EV("r4", "09:00:03", "s3", "Get",
				   ROOT(",'principalId':'" ACC
					"','accessKeyId':'ASIAR'" CTX(DAY("08:00:00"))))
	/* events without a source, a name, an address; values that are "" or null */
	"{'eventID':'n1','eventTime':'2024-05-14T10:00:00Z','eventName':''," USER(
		"bob",
		"") "}\n"
		    "{'eventID':'n2','eventTime':'2024-05-14T10:00:00Z','eventSource':null,"
		    "'sourceIPAddress':'','userAgent':null," USER("bob", "") "}\n"
	/* denials of one event, for all reasons that messages give */
	EV("d1", "12:00:00", "s3", "Get", USER("eve", "") DENIED(TO("s3:Get", ""))) EV(
		"d2", "12:00:01", "s3", "Get",
		USER("eve", "") DENIED(TO("s3:GetObject",
					  ""))) EV("d3", "12:00:02", "s3", "Get",
						   USER("eve", "")
							   DENIED(TO("s3:Get",
								     " because no "
								     "identity-based "
								     "policy allows "
								     "the s3:Get action")))
		EV("d4", "12:00:03", "s3", "Get",
		   USER("eve", "")
			   DENIED(TO("s3:Get",
				     " with an explicit deny in a service control "
				     "policy: arn:aws:organizations::1:p/1.")))
			EV("d5", "12:00:04", "s3", "Get",
			   USER("eve", "")
				   DENIED(TO("s3:Get", " with an explicit deny in a "
						       "service control "
						       "policy: "
						       "arn:aws:organizations::1:p/12")))
				EV("d6", "12:00:05", "s3", "Get",
				   USER("eve", "")
					   DENIED(TO("s3:Get", " with an explicit deny in "
							       "a service control "
							       "policy")))
					EV("d7", "12:00:06", "s3", "Get",
					   USER("eve", "") DENIED(TO(
						   "s"
						   "3"
						   ":"
						   "G"
						   "e"
						   "t",
						   " "
						   "w"
						   "i"
						   "t"
						   "h"
						   " "
						   "a"
						   "n"
						   " "
						   "e"
						   "x"
						   "p"
						   "l"
						   "i"
						   "c"
						   "i"
						   "t"
						   " "
						   "d"
						   "e"
						   "n"
						   "y"))) EV("d8", "12:00:07", "s3", "Get",
							     USER("eve", "") DENIED(
								     "Access Denied"))
						EV("d9",
						   "12:00:"
						   "08",
						   "s3", "Get",
						   USER("eve", "") ",'errorCode':'"
								   "AccessDenied'")
							EV("da", "12:00:09", "s3", "Get",
							   USER("eve", "")
								   DENIED("not "
									  "authoriz"
									  "ed to "
									  "perform:"
									  " . on "
									  "resource"
									  ": x"))
								EV("db", "12:00:10", "s3",
								   "Get",
								   USER("eve", "")
									   DENIED("because"
										  " no "
										  "permiss"
										  "ions "
										  "boundar"
										  "y, and "
										  "because"
										  " no "
										  "session"
										  " "
										  "policy "
										  "allows "
										  "it"))
									EV("dc",
									   "12:00:"
									   "11",
									   "s3", "Get",
									   USER("ev"
										"e",
										"")
										   DENIED("User "
											  "\\\"x\\"
											  "\" may "
											  "not\\nto"
											  " perform"
											  ": "
											  "a:b(c)"))
	/* roles that were assumed */
	EV("a1", "12:10:00", "sts", "AssumeRole",
	   USER("eve", "") ",'requestParameters':{'roleArn':'arn:aws:iam::1:role/x'}")
		EV("a2", "12:10:01", "sts", "AssumeRoleWithSAML",
		   USER("eve",
			"") ",'requestParameters':{'roleArn':'arn:aws:iam::1:role/x'}")
			EV("a3", "12:10:02", "sts", "AssumeRole", USER("eve", ""))
				EV("a4", "12:10:03", "iam", "PassRole",
				   USER("eve", "") ",'requestParameters':{'roleArn':'arn:"
						   "aws:iam::1:role/x'}")
	/* callers of a function that differ in what they are for */
	LAMBDA("i1", "13:00:00", SERVICE("s3.amazonaws.com"), "f", "q1",
	       ",'sourceArn':'arn:aws:s3:::b','sourceAccount':'1'")
		LAMBDA("i2", "13:00:01", SERVICE("s3.amazonaws.com"), "f", "q2",
		       ",'sourceArn':'arn:aws:s3:::b','sourceAccount':'2'")
			LAMBDA("i3", "13:00:02", SERVICE("s3.amazonaws.com"), "f", "q3",
			       ",'sourceArn':'arn:aws:s3:::b'")
				LAMBDA("i4", "13:00:03", SERVICE("s3.amazonaws.com"), "f",
				       "q4", ",'sourceAccount':'2'")
					LAMBDA("i5", "13:00:04",
					       SERVICE("s3.amazonaws.com"), "f", "q5", "");

static void test_odd(void)
{
	char *text = json_of(odd);
	struct store *s = trail_store(text);

	check_store(s, "records of all odd kinds", 60);
	store_free(s);
	free(text);
}

int main(void)
{
	const char *corpus = getenv("TRAILSIFT_CORPUS");

	test_odd();
	if (corpus && *corpus) {
		struct store *s = trail_load(corpus);

		check_store(s, "the corpus", 1000);
		store_free(s);
	}
	return DONE();
}
