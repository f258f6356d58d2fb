/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Public keys and signatures as files: what `aws cloudtrail list-public-keys` prints (JSON
 * or text), PEM, DER; signatures in the output of `aws s3api head-object`, in headers, as
 * hexadecimal text or as bytes.
 */
#ifndef INTEGRITY_KEYS_H
#define INTEGRITY_KEYS_H

#include "util/arena.h"
#include "util/base.h"
#include "util/crypto.h"
#include "util/err.h"

/* A key, and the fingerprints it may be called by. */
struct pubkey {
	struct rsa_key *rsa;
	struct sv der;    /* PKCS#1 */
	struct sv stated; /* fingerprint in the list of keys, or .ptr NULL */
	struct sv md5[2]; /* of the PKCS#1 and of the SPKI bytes, hexadecimal; or NULL */
};

struct keyring {
	struct pubkey *keys;
	size_t n, cap;
	/* Signatures given with --signature: bytes. */
	struct sv *sigs;
	size_t nsigs, sigcap;
	struct arena arena;
};
#define KEYRING_INIT                                                                       \
	{                                                                                  \
		.arena = ARENA_INIT                                                        \
	}
void keyring_release(struct keyring *k);

/* All keys of a file. ST_FORMAT when there is none in it. */
enum st keyring_add_file(struct keyring *k, const char *path, struct err *err) WARN_UNUSED;
/* The same of its text (the keys of TEXT are copied); returns how many there were. */
size_t keyring_add_text(struct keyring *k, struct sv text);
/* All signatures of a file. ST_FORMAT when there is none in it. */
enum st keyring_add_signatures(struct keyring *k, const char *path,
			       struct err *err) WARN_UNUSED;

/* Is K the key that FINGERPRINT means? */
bool pubkey_is(const struct pubkey *k, struct sv fingerprint);

/*
 * The signatures in TEXT, called one after the other; returns how many there were. A
 * signature is at least 1,024 bits long.
 */
typedef void (*signature_fn)(void *arg, struct sv bytes);
size_t signatures_in(struct sv text, signature_fn fn, void *arg);

/*
 * Bytes of hexadecimal text into ARENA; .ptr NULL when it is none. An odd number of digits
 * has lost a zero in front.
 */
struct sv hex_bytes(struct sv text, struct arena *arena);

#endif
