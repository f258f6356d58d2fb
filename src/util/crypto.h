/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SHA-256, MD5 and RSA signatures: the only file that knows a library of cryptography.
 *
 * libcrypto (OpenSSL 3) when it was found at build time, else nettle; without either there
 * is a SHA-256 of our own and nothing can be said of a signature. Nothing here has a
 * secret: signatures are checked, never made.
 */
#ifndef UTIL_CRYPTO_H
#define UTIL_CRYPTO_H

#include "util/base.h"
#include "util/sv.h"

#define SHA256_LEN 32
#define MD5_LEN    16

/* What it was built with, for --version: "libcrypto 3.0.19", "nettle 3.8", "none". */
const char *crypto_name(void);
/* Can signatures be checked at all? */
bool crypto_has_rsa(void);

/* A hash of bytes that come in pieces; used for one text after the other. */
struct sha256;
/* NULL: no memory. */
struct sha256 *sha256_new(void);
void sha256_free(struct sha256 *s);
void sha256_begin(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *p, size_t n);
/* Of what was added so far; more may follow. False: the library failed (no memory). */
bool sha256_peek(struct sha256 *s, uint8_t ret[SHA256_LEN]) WARN_UNUSED;
/* The end of the text. False as above. */
bool sha256_end(struct sha256 *s, uint8_t ret[SHA256_LEN]) WARN_UNUSED;
/* Of one text. */
bool sha256_of(struct sv text, uint8_t ret[SHA256_LEN]) WARN_UNUSED;

/* False: not to be had (no library, or it is told not to). */
bool md5_of(struct sv text, uint8_t ret[MD5_LEN]) WARN_UNUSED;

/* An RSA public key from its PKCS#1 DER (SEQUENCE of modulus and exponent). */
struct rsa_key;
/* NULL: it is none, or there is no library. */
struct rsa_key *rsa_key_new(struct sv pkcs1);
void rsa_key_free(struct rsa_key *k);

/* What a signature (RSASSA-PKCS1-v1_5 with SHA-256) is to a key and a text. */
enum rsa_sig {
	RSA_NONE,  /* no signature of this key: it was altered, or is of another key */
	RSA_OTHER, /* one of this key, but over another text */
	RSA_GOOD
};
enum rsa_sig rsa_check(const struct rsa_key *k, struct sv text,
		       struct sv signature) WARN_UNUSED;

#endif
