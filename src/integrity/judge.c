/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digests from the newest to the oldest. A signature that fits is proof by itself; a hash is
 * worth what the digest that gives it is worth.
 */
#include "integrity/integrity_priv.h"

#include "util/fileio.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void add_problem(struct buf *problem, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	if (problem->len)
		buf_adds(problem, "; ");
	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n > 0) {
		vsnprintf(buf_reserve(problem, (size_t)n + 1), (size_t)n + 1, fmt, again);
		buf_grow(problem, (size_t)n);
	}
	va_end(again);
	va_end(ap);
}

/* ---- signatures ---- */

enum sig {
	SIG_ABSENT, /* there is none */
	SIG_NO_KEY, /* no key is at hand that could have made it */
	SIG_NONE,   /* none of the digest's key */
	SIG_OTHER,  /* one of the key, of other content */
	SIG_GOOD
};

/*
 * A key that has the fingerprint has the word. Without one every key is tried: what is
 * looked for is who vouches, and a signature that fits is proof. TEXT is scratch.
 */
static enum sig check_signature(const struct check *c, const struct node *n,
				const uint8_t sum[SHA256_LEN], struct sv signature,
				struct buf *text)
{
	enum sig best = SIG_NO_KEY;
	bool named = false;

	if (!signature.ptr)
		return SIG_ABSENT;
	digest_signed_text(&n->d, sum, text);
	for (size_t i = 0; i < c->keys->n && !named; i++)
		named = pubkey_is(&c->keys->keys[i], n->d.fingerprint);
	for (size_t i = 0; i < c->keys->n && crypto_has_rsa(); i++) {
		const struct pubkey *k = &c->keys->keys[i];
		enum rsa_sig r;

		if (named && !pubkey_is(k, n->d.fingerprint))
			continue;
		r = rsa_check(k->rsa, buf_sv(text), signature);
		if (r == RSA_GOOD)
			return SIG_GOOD;
		if (r == RSA_OTHER)
			best = SIG_OTHER;
		else if (named)
			best = MAX(best, SIG_NONE);
	}
	return best;
}

/* The signature that the digest after N bears of it. */
static struct sv given_signature(const struct check *c, const struct node *n)
{
	if (n->next == NO_NODE)
		return SV_NULL;
	return c->nodes[n->next].d.prev.signature;
}

/* ---- signatures from elsewhere ---- */

struct search {
	struct check *c;
	const struct node *n;
	enum sig best;
};

static void try_signature(void *arg, struct sv bytes)
{
	struct search *s = arg;
	enum sig got = check_signature(s->c, s->n, s->n->sum, bytes, &s->c->text);

	s->best = MAX(s->best, got);
}

/* A file beside the digest that has its metadata. */
static enum sig beside(struct check *c, const struct node *n)
{
	static const char *const tails[] = { ".sig",       ".signature",     ".head.json",
					     ".meta.json", ".metadata.json", ".metadata" };
	struct search s = { c, n, SIG_ABSENT };
	struct sv whole = n->path, bare = whole;
	AUTO_BUF struct buf path = BUF_INIT, text = BUF_INIT;

	if (sv_ends(bare, SV_LIT(".gz")))
		bare.len -= 3;
	if (sv_ends(bare, SV_LIT(".json")))
		bare.len -= 5;
	for (size_t i = 0; i < 2 * ARRAY_SIZE(tails); i++) {
		buf_clear(&path);
		buf_clear(&text);
		buf_addsv(&path, i % 2 ? bare : whole);
		buf_adds(&path, tails[i / 2]);
		if (file_read(buf_str(&path), 1u << 20, &text, NULL) == ST_OK)
			signatures_in(buf_sv(&text), try_signature, &s);
	}
	return s.best;
}

/* One given with --signature: it is not said of which digest. */
static enum sig given(struct check *c, const struct node *n)
{
	for (size_t i = 0; i < c->keys->nsigs; i++)
		if (check_signature(c, n, n->sum, c->keys->sigs[i], &c->text) == SIG_GOOD)
			return SIG_GOOD;
	return SIG_ABSENT;
}

/* ---- putting right what was altered ---- */

/* TEXT with the texts of SUBS in the place of their hashes; false when one is not there. */
static bool substitute(struct sv text, const struct substitute *subs, size_t nsubs,
		       struct buf *out)
{
	buf_clear(out);
	buf_addsv(out, text);
	for (size_t i = 0; i < nsubs; i++) {
		char hex[2 * SHA256_LEN + 1];
		ptrdiff_t at = sv_find(buf_sv(out), subs[i].from);

		/* of a text of another length, only the first is put right */
		if (at < 0 || subs[i].from.len != 2 * SHA256_LEN)
			return false;
		hash_hex(subs[i].to, hex);
		memcpy(out->ptr + at, hex, 2 * SHA256_LEN);
	}
	return true;
}

bool node_fits_with(struct check *c, const struct node *n, const struct substitute *subs,
		    size_t nsubs)
{
	const struct node *next = n->next != NO_NODE ? &c->nodes[n->next] : NULL;
	AUTO_BUF struct buf text = BUF_INIT, mended = BUF_INIT;
	uint8_t sum[SHA256_LEN];

	if (!node_text(c, n, &text) || !substitute(buf_sv(&text), subs, nsubs, &mended) ||
	    !sha256_of(buf_sv(&mended), sum))
		return false;
	if (next && next->d.prev.hashed && memcmp(next->d.prev.hash, sum, SHA256_LEN) == 0)
		return true;
	if (check_signature(c, n, sum, given_signature(c, n), &c->text) == SIG_GOOD)
		return true;
	for (size_t i = 0; i < c->keys->nsigs; i++)
		if (check_signature(c, n, sum, c->keys->sigs[i], &c->text) == SIG_GOOD)
			return true;
	return false;
}

/* ---- verdicts ---- */

static bool is_accused(const struct node *n)
{
	return n->state == PROOF_CHANGED || n->state == PROOF_BAD_SIGNATURE;
}

static void accuse(struct node *n, enum proof state)
{
	if (!is_accused(n))
		n->state = state;
}

/* NEXT gives another hash of N than it has, and no signature vouches for N. */
static void judge_other_hash(struct check *c, struct node *n, const struct node *next)
{
	struct substitute sub = { .from = next->d.prev.hash_text };

	if (!n->parsed) {
		n->state = PROOF_CHANGED;
		return;
	}
	memcpy(sub.to, n->sum, SHA256_LEN);
	if (is_accused(next) && node_fits_with(c, next, &sub, 1)) {
		add_problem(&n->problem,
			    "the digest that bears its signature, '" SV_FMT
			    "', was altered where it names this one",
			    SV_ARG(next->path));
		return;
	}
	n->state = PROOF_CHANGED;
	add_problem(&n->problem, "its hash is not the one that '" SV_FMT "' gives",
		    SV_ARG(next->path));
}

/* Why a digest that nothing speaks against is not signed. */
static void say_unsigned(const struct check *c, struct node *n, enum sig sig)
{
	const struct node *next = n->next != NO_NODE ? &c->nodes[n->next] : NULL;

	if (!crypto_has_rsa())
		add_problem(&n->problem, "built without a library that checks signatures");
	else if (!c->keys->n)
		add_problem(&n->problem, "no public key was given (--keys)");
	else if (sig == SIG_NO_KEY)
		add_problem(&n->problem, "no key with the fingerprint '" SV_FMT "'",
			    SV_ARG(n->d.fingerprint));
	else if (!next)
		add_problem(&n->problem, "no signature at hand: no digest after it is, and "
					 "its own is in its S3 metadata (--signature)");
	else
		add_problem(&n->problem, "'" SV_FMT "' bears no signature of it",
			    SV_ARG(next->path));
}

static void judge_signed(struct check *c, struct node *n)
{
	struct node *next = n->next != NO_NODE ? &c->nodes[n->next] : NULL;

	n->state = PROOF_VALID;
	n->outside = false;
	if (next && !n->exact && next->state != PROOF_VALID) {
		accuse(next, PROOF_CHANGED);
		add_problem(&next->problem,
			    "it gives another hash of '" SV_FMT "', which is signed",
			    SV_ARG(n->path));
	}
}

static void judge_by_next(struct check *c, struct node *n, struct node *next, enum sig sig)
{
	if (!n->exact) {
		judge_other_hash(c, n, next);
	} else if (sig == SIG_OTHER) {
		n->state = PROOF_BAD_SIGNATURE;
		add_problem(&n->problem,
			    "the signature in '" SV_FMT "' is of other content",
			    SV_ARG(next->path));
	} else if (sig == SIG_NONE && next->state == PROOF_VALID) {
		n->state = PROOF_BAD_SIGNATURE;
		add_problem(&n->problem, "the signature in '" SV_FMT "' is none of its key",
			    SV_ARG(next->path));
	} else if (sig == SIG_NONE) {
		/* no trail writes that: it was altered, or made up */
		accuse(next, PROOF_CHANGED);
		add_problem(&next->problem,
			    "what it gives as signature of '" SV_FMT "' is none",
			    SV_ARG(n->path));
		add_problem(&n->problem, "its signature in '" SV_FMT "' was altered",
			    SV_ARG(next->path));
	} else {
		say_unsigned(c, n, sig);
	}
}

static void judge(struct check *c, struct node *n)
{
	struct node *next = n->next != NO_NODE ? &c->nodes[n->next] : NULL;
	enum sig sig = (enum sig)n->sig, own = SIG_ABSENT;

	if (!n->parsed) {
		const struct file *f = store_file(c->store, n->file);

		/* what was never read is not altered */
		n->state = !n->summed && (f->source.ino == 0 || f->unloaded)
				   ? PROOF_MISSING
				   : PROOF_CHANGED;
		return;
	}
	if (sig != SIG_GOOD && c->keys->n && crypto_has_rsa()) {
		own = given(c, n);
		own = own == SIG_GOOD ? own : beside(c, n);
	}
	if (sig == SIG_GOOD || own == SIG_GOOD) {
		judge_signed(c, n);
	} else if (next) {
		judge_by_next(c, n, next, sig);
	} else if (own == SIG_OTHER || own == SIG_NONE) {
		n->state = PROOF_BAD_SIGNATURE;
		add_problem(&n->problem, "the signature beside it is %s",
			    own == SIG_OTHER ? "of other content" : "none of its key");
	} else {
		say_unsigned(c, n, own == SIG_NO_KEY ? own : SIG_ABSENT);
	}
	if (n->outside) {
		accuse(n, PROOF_CHANGED);
		add_problem(&n->problem, "it is no part of the chain: another digest is, "
					 "for the same time");
	}
}

/* Signatures of --signature that fit no digest, into STRAY. */
static size_t find_stray(struct check *c, const struct sv **stray)
{
	size_t n = 0;

	for (size_t s = 0; s < c->keys->nsigs; s++) {
		const struct sv *sig = &c->keys->sigs[s];
		bool fits = false;

		for (uint32_t i = 0; i < c->n && !fits; i++)
			fits = c->nodes[i].state == PROOF_VALID &&
			       check_signature(c, &c->nodes[i], c->nodes[i].sum, *sig,
					       &c->text) == SIG_GOOD;
		if (!fits)
			stray[n++] = sig;
	}
	return n;
}

/* Could one of STRAY have been meant for N, whose key is known? */
static bool may_be_of(struct check *c, const struct node *n, const struct sv *const *stray,
		      size_t nstray)
{
	if (!n->parsed || n->next != NO_NODE || n->state != PROOF_UNSIGNED)
		return false;
	for (size_t i = 0; i < nstray; i++) {
		enum sig got = check_signature(c, n, n->sum, *stray[i], &c->text);

		if (got == SIG_NONE || got == SIG_OTHER)
			return true;
	}
	return false;
}

/* They speak against the newest digests, when there are no more of these than of them. */
static void judge_stray(struct check *c)
{
	const struct sv **stray = xcalloc(MAX(c->keys->nsigs, 1), sizeof(*stray));
	uint32_t *open = xcalloc(MAX(c->norder, 1u), sizeof(*open)), nopen = 0;
	size_t n = find_stray(c, stray);

	c->x->stray_signature = n > 0;
	for (uint32_t i = 0; i < c->norder && n; i++)
		if (may_be_of(c, &c->nodes[c->order[i]], stray, n))
			open[nopen++] = c->order[i];
	for (uint32_t i = 0; i < nopen && nopen <= n; i++) {
		struct node *d = &c->nodes[open[i]];

		d->state = PROOF_BAD_SIGNATURE;
		buf_clear(&d->problem);
		add_problem(&d->problem, "the signature that was given is not its own");
	}
	free(stray);
	free(open);
}

/* The signatures in the chains, by all threads. */
static void sign_item(void *arg, unsigned worker UNUSED, uint32_t i)
{
	struct check *c = arg;
	struct node *n = &c->nodes[i];
	AUTO_BUF struct buf text = BUF_INIT;

	if (n->parsed && n->copy_of == NO_NODE)
		n->sig = check_signature(c, n, n->sum, given_signature(c, n), &text);
}

enum st judge_digests(struct check *c)
{
	if (workers_run(c->env->threads, 0, c->n, c->env->cancel, sign_item, c) != ST_OK)
		return ST_CANCELED;
	/* newest first, so that a digest is known before what it speaks of */
	for (uint32_t i = c->norder; i--;)
		if (c->nodes[c->order[i]].file != NO_NODE)
			judge(c, &c->nodes[c->order[i]]);
	if (c->keys->n && c->keys->nsigs && crypto_has_rsa())
		judge_stray(c);
	return ST_OK;
}
