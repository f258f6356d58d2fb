/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Read before anything is loaded: a wrong name is wrong usage. */
#include "verb/keyring.h"

#include "integrity/integrity.h"
#include "verb/message.h"
#include "verb/run.h"

#include <stdlib.h>

typedef enum st (*add_fn)(struct keyring *k, const char *path, struct err *err);

static enum st add_all(struct keyring *k, const char *option, const char *const *paths,
		       size_t n, add_fn add, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct err why = ERR_INIT;

		if (add(k, paths[i], &why) != ST_OK)
			return err_set(err, ST_USAGE, "option '--%s': %s", option,
				       why.text);
	}
	return ST_OK;
}

enum st keyring_of_options(struct keyring *k, const struct options *opt, struct err *err)
{
	enum st st = add_all(k, "keys", opt->keys, opt->nkeys, keyring_add_file, err);

	if (st == ST_OK)
		st = add_all(k, "signature", opt->signatures, opt->nsignatures,
			     keyring_add_signatures, err);
	return st;
}

enum st run_want_integrity(struct run *r, struct err *err)
{
	r->hash = true;
	r->keyring = arena_alloc(&r->arena, sizeof(*r->keyring));
	*r->keyring = (struct keyring)KEYRING_INIT;
	return keyring_of_options(r->keyring, r->opt, err);
}

struct integrity *run_integrity(struct run *r)
{
	struct integrity *x = integrity_make(&r->env, r->raw, r->keyring);

	/* nothing cancels a verb but the end of the program */
	if (!x)
		abort();
	if (!x->ndigests)
		message_warn("there is no digest among the files: nothing can be verified");
	else if (!crypto_has_rsa())
		message_warn(
			"built without libcrypto or nettle: signatures are not checked");
	else if (!r->opt->nkeys)
		message_warn("no keys (--keys): signatures are not checked");
	if (x->stray_signature)
		message_warn("a signature of --signature is of none of the digests");
	return x;
}
