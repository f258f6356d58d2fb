/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One of three back ends: libcrypto, nettle, or our own SHA-256 and no more. */
#include "util/crypto.h"

#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

#if defined(HAVE_LIBCRYPTO)

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <pthread.h>

struct sha256 {
	EVP_MD_CTX *md, *copy;
	bool failed;
};

/* No configuration of the machine changes what a hash is, and none is read. */
static void load_quietly(void)
{
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
}

static void init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load_quietly);
}

const char *crypto_name(void)
{
	static const char text[] = "libcrypto " OPENSSL_VERSION_STR;

	return text;
}

bool crypto_has_rsa(void)
{
	return true;
}

struct sha256 *sha256_new(void)
{
	struct sha256 *s = try_calloc(1, sizeof(*s));

	init();
	if (!s)
		return NULL;
	s->md = EVP_MD_CTX_new();
	s->copy = EVP_MD_CTX_new();
	/* the algorithm is looked up here, once; later rounds only set it back */
	if (!s->md || !s->copy || EVP_DigestInit_ex2(s->md, EVP_sha256(), NULL) != 1) {
		sha256_free(s);
		return NULL;
	}
	return s;
}

void sha256_free(struct sha256 *s)
{
	if (!s)
		return;
	EVP_MD_CTX_free(s->md);
	EVP_MD_CTX_free(s->copy);
	free(s);
}

void sha256_begin(struct sha256 *s)
{
	s->failed = EVP_DigestInit_ex2(s->md, NULL, NULL) != 1;
}

void sha256_add(struct sha256 *s, const void *p, size_t n)
{
	if (!s->failed && n && EVP_DigestUpdate(s->md, p, n) != 1)
		s->failed = true;
}

bool sha256_peek(struct sha256 *s, uint8_t ret[SHA256_LEN])
{
	return !s->failed && EVP_MD_CTX_copy_ex(s->copy, s->md) == 1 &&
	       EVP_DigestFinal_ex(s->copy, ret, NULL) == 1;
}

bool sha256_end(struct sha256 *s, uint8_t ret[SHA256_LEN])
{
	return !s->failed && EVP_DigestFinal_ex(s->md, ret, NULL) == 1;
}

bool md5_of(struct sv text, uint8_t ret[MD5_LEN])
{
	init();
	return EVP_Digest(text.ptr, text.len, ret, NULL, EVP_md5(), NULL) == 1;
}

struct rsa_key {
	EVP_PKEY *key;
};

struct rsa_key *rsa_key_new(struct sv pkcs1)
{
	const unsigned char *p = (const unsigned char *)pkcs1.ptr;
	EVP_PKEY *key;
	struct rsa_key *k;

	init();
	if (pkcs1.len > INT32_MAX)
		return NULL;
	key = d2i_PublicKey(EVP_PKEY_RSA, NULL, &p, (long)pkcs1.len);
	if (!key)
		return NULL;
	k = xcalloc(1, sizeof(*k));
	k->key = key;
	return k;
}

void rsa_key_free(struct rsa_key *k)
{
	if (!k)
		return;
	EVP_PKEY_free(k->key);
	free(k);
}

/* Is it a signature of K at all? What it signs comes out again. */
static bool recovers(const struct rsa_key *k, struct sv signature)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(k->key, NULL);
	unsigned char hash[EVP_MAX_MD_SIZE];
	size_t n = sizeof(hash);
	bool is =
		ctx && EVP_PKEY_verify_recover_init(ctx) == 1 &&
		EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
		EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) == 1 &&
		EVP_PKEY_verify_recover(ctx, hash, &n, (const unsigned char *)signature.ptr,
					signature.len) == 1;

	EVP_PKEY_CTX_free(ctx);
	return is;
}

enum rsa_sig rsa_check(const struct rsa_key *k, struct sv text, struct sv signature)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	bool good = false;

	if (!signature.len || signature.len > (size_t)EVP_PKEY_get_size(k->key)) {
		EVP_MD_CTX_free(md);
		return RSA_NONE;
	}
	/* PKCS#1 v1.5 is what an RSA key does when nothing else is said */
	if (md && EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL, k->key) == 1)
		good = EVP_DigestVerify(md, (const unsigned char *)signature.ptr,
					signature.len, (const unsigned char *)text.ptr,
					text.len) == 1;
	EVP_MD_CTX_free(md);
	return good ? RSA_GOOD : recovers(k, signature) ? RSA_OTHER : RSA_NONE;
}

#elif defined(HAVE_NETTLE)

#include <nettle/asn1.h>
#include <nettle/md5.h>
#include <nettle/rsa.h>
#include <nettle/sha2.h>
#include <nettle/version.h>

struct sha256 {
	struct sha256_ctx ctx;
};

#define TEXT_OF(x)  TEXT_OF_(x)
#define TEXT_OF_(x) #x

const char *crypto_name(void)
{
	return "nettle " TEXT_OF(NETTLE_VERSION_MAJOR) "." TEXT_OF(NETTLE_VERSION_MINOR);
}

bool crypto_has_rsa(void)
{
	return true;
}

struct sha256 *sha256_new(void)
{
	return try_calloc(1, sizeof(struct sha256));
}

void sha256_free(struct sha256 *s)
{
	free(s);
}

void sha256_begin(struct sha256 *s)
{
	nettle_sha256_init(&s->ctx);
}

void sha256_add(struct sha256 *s, const void *p, size_t n)
{
	nettle_sha256_update(&s->ctx, n, p);
}

bool sha256_end(struct sha256 *s, uint8_t ret[SHA256_LEN])
{
	nettle_sha256_digest(&s->ctx, SHA256_LEN, ret);
	return true;
}

bool sha256_peek(struct sha256 *s, uint8_t ret[SHA256_LEN])
{
	struct sha256 copy = *s;

	return sha256_end(&copy, ret);
}

bool md5_of(struct sv text, uint8_t ret[MD5_LEN])
{
	struct md5_ctx ctx;

	nettle_md5_init(&ctx);
	nettle_md5_update(&ctx, text.len, (const uint8_t *)text.ptr);
	nettle_md5_digest(&ctx, MD5_LEN, ret);
	return true;
}

struct rsa_key {
	struct rsa_public_key key;
};

struct rsa_key *rsa_key_new(struct sv pkcs1)
{
	struct rsa_key *k = xcalloc(1, sizeof(*k));
	struct asn1_der_iterator i;

	nettle_rsa_public_key_init(&k->key);
	/* 8192 bits at most: a larger one only costs time */
	if (asn1_der_iterator_first(&i, pkcs1.len, (const uint8_t *)pkcs1.ptr) ==
		    ASN1_ITERATOR_CONSTRUCTED &&
	    i.type == ASN1_SEQUENCE &&
	    nettle_rsa_public_key_from_der_iterator(&k->key, 8192, &i))
		return k;
	rsa_key_free(k);
	return NULL;
}

void rsa_key_free(struct rsa_key *k)
{
	if (!k)
		return;
	nettle_rsa_public_key_clear(&k->key);
	free(k);
}

/* 00 01 FF ... FF 00, the name of SHA-256, and 32 bytes of hash: EMSA-PKCS1-v1_5. */
static bool is_block(const uint8_t *p, size_t n)
{
	static const uint8_t name[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60,
					0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
					0x01, 0x05, 0x00, 0x04, 0x20 };
	size_t fill = n - SHA256_LEN - sizeof(name) - 1;

	if (n < SHA256_LEN + sizeof(name) + 11 || p[0] != 0 || p[1] != 1 || p[fill] != 0)
		return false;
	for (size_t i = 2; i < fill; i++)
		if (p[i] != 0xff)
			return false;
	return memcmp(p + fill + 1, name, sizeof(name)) == 0;
}

static bool recovers(const struct rsa_key *k, const mpz_t signature)
{
	uint8_t *block = xmalloc(k->key.size);
	mpz_t m;
	bool is;

	mpz_init(m);
	mpz_powm(m, signature, k->key.e, k->key.n);
	nettle_mpz_get_str_256(k->key.size, block, m);
	is = is_block(block, k->key.size);
	mpz_clear(m);
	free(block);
	return is;
}

enum rsa_sig rsa_check(const struct rsa_key *k, struct sv text, struct sv signature)
{
	enum rsa_sig is = RSA_NONE;
	uint8_t hash[SHA256_LEN];
	mpz_t s;

	if (!signature.len || signature.len > k->key.size || !sha256_of(text, hash))
		return RSA_NONE;
	nettle_mpz_init_set_str_256_u(s, signature.len, (const uint8_t *)signature.ptr);
	if (mpz_cmp(s, k->key.n) < 0) {
		if (nettle_rsa_sha256_verify_digest(&k->key, hash, s) == 1)
			is = RSA_GOOD;
		else if (recovers(k, s))
			is = RSA_OTHER;
	}
	mpz_clear(s);
	return is;
}

#else

/* FIPS 180-4. */
struct sha256 {
	uint32_t h[8];
	uint8_t block[64];
	size_t held; /* bytes in BLOCK */
	uint64_t len;
};

static const uint32_t round_k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2
};

static uint32_t turn(uint32_t x, unsigned by)
{
	return x >> by | x << (32 - by);
}

static void expand(const uint8_t *p, uint32_t w[64])
{
	for (unsigned i = 0; i < 16; i++, p += 4)
		w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
		       p[3];
	for (unsigned i = 16; i < 64; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];

		w[i] = w[i - 16] + w[i - 7] + (turn(a, 7) ^ turn(a, 18) ^ a >> 3) +
		       (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
	}
}

static void compress(uint32_t h[8], const uint8_t *p)
{
	uint32_t w[64], v[8];

	expand(p, w);
	memcpy(v, h, sizeof(v));
	for (unsigned i = 0; i < 64; i++) {
		uint32_t e = v[4], a = v[0];
		uint32_t t1 = v[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
			      ((e & v[5]) ^ (~e & v[6])) + round_k[i] + w[i];
		uint32_t t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) +
			      ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof(*v));
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (unsigned i = 0; i < 8; i++)
		h[i] += v[i];
}

const char *crypto_name(void)
{
	return "none";
}

bool crypto_has_rsa(void)
{
	return false;
}

struct sha256 *sha256_new(void)
{
	return try_calloc(1, sizeof(struct sha256));
}

void sha256_free(struct sha256 *s)
{
	free(s);
}

void sha256_begin(struct sha256 *s)
{
	*s = (struct sha256){ .h = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
				     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 } };
}

void sha256_add(struct sha256 *s, const void *p, size_t n)
{
	const uint8_t *at = p;

	s->len += n;
	while (n) {
		size_t take = MIN(n, sizeof(s->block) - s->held);

		if (take == sizeof(s->block)) {
			compress(s->h, at);
		} else {
			memcpy(s->block + s->held, at, take);
			s->held += take;
			if (s->held == sizeof(s->block)) {
				compress(s->h, s->block);
				s->held = 0;
			}
		}
		at += take;
		n -= take;
	}
}

bool sha256_end(struct sha256 *s, uint8_t ret[SHA256_LEN])
{
	uint64_t bits = s->len * 8;
	uint8_t tail[72] = { 0x80 };
	size_t pad = (s->held < 56 ? 56 : 120) - s->held;

	for (unsigned i = 0; i < 8; i++)
		tail[pad + i] = (uint8_t)(bits >> (56 - 8 * i));
	sha256_add(s, tail, pad + 8);
	for (unsigned i = 0; i < SHA256_LEN; i++)
		ret[i] = (uint8_t)(s->h[i / 4] >> (24 - i % 4 * 8));
	return true;
}

bool sha256_peek(struct sha256 *s, uint8_t ret[SHA256_LEN])
{
	struct sha256 copy = *s;

	return sha256_end(&copy, ret);
}

bool md5_of(struct sv text UNUSED, uint8_t ret[MD5_LEN] UNUSED)
{
	return false;
}

struct rsa_key *rsa_key_new(struct sv pkcs1 UNUSED)
{
	return NULL;
}

void rsa_key_free(struct rsa_key *k UNUSED)
{
}

enum rsa_sig rsa_check(const struct rsa_key *k UNUSED, struct sv text UNUSED,
		       struct sv signature UNUSED)
{
	return RSA_NONE;
}

#endif

bool sha256_of(struct sv text, uint8_t ret[SHA256_LEN])
{
	struct sha256 *s = sha256_new();
	bool ok;

	if (!s)
		return false;
	sha256_begin(s);
	sha256_add(s, text.ptr, text.len);
	ok = sha256_end(s, ret);
	sha256_free(s);
	return ok;
}
