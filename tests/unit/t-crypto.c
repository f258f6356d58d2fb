/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashes and signatures against published values, whatever library does them. */
#include "util/crypto.h"

#include "tap.h"

static const char *hex(const uint8_t *p, size_t n)
{
	static char out[2 * SHA256_LEN + 1];

	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", p[i]);
	return out;
}

/* FIPS 180-4 and NIST's examples. */
static const struct {
	const char *text, *want;
} sums[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopq"
	  "klmnopqrlmnopqrsmnopqrstnopqrstu",
	  "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
};

static void million(void)
{
	struct sha256 *s = sha256_new();
	uint8_t sum[SHA256_LEN], again[SHA256_LEN];
	char piece[997];
	size_t left = 1000000;

	memset(piece, 'a', sizeof(piece));
	sha256_begin(s);
	while (left) {
		size_t n = MIN(left, sizeof(piece));

		sha256_add(s, piece, n);
		left -= n;
	}
	OK(sha256_peek(s, again), "a look between");
	OK(sha256_end(s, sum), "the end");
	IS_STR(hex(sum, SHA256_LEN),
	       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
	       "a million bytes in odd pieces");
	OK(memcmp(sum, again, SHA256_LEN) == 0, "the look between saw the same");
	sha256_begin(s);
	sha256_add(s, "abc", 3);
	OK(sha256_end(s, sum), "and used again");
	IS_STR(hex(sum, SHA256_LEN), sums[1].want, "it has forgotten the text before");
	sha256_free(s);
}

/* Every length around the ends of blocks, in one piece and byte by byte. */
static void lengths(void)
{
	struct sha256 *s = sha256_new();
	uint8_t whole[SHA256_LEN], bytes[SHA256_LEN];
	char text[200];
	unsigned bad = 0;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7);
	for (size_t n = 0; n <= sizeof(text); n++) {
		sha256_begin(s);
		for (size_t i = 0; i < n; i++)
			sha256_add(s, text + i, 1);
		if (!sha256_end(s, bytes) || !sha256_of(sv_make(text, n), whole) ||
		    memcmp(whole, bytes, SHA256_LEN) != 0)
			bad++;
	}
	IS_INT(bad, 0, "pieces of one byte give the same");
	sha256_free(s);
}

/* A key of 1,024 bits made for this test, and its signature over "trailsift\n". */
#include "rsavector.h"

static void signatures(void)
{
	struct sv der = sv_make((const char *)rsa_der, sizeof(rsa_der));
	struct sv sig = sv_make((const char *)rsa_sig, sizeof(rsa_sig));
	struct sv text = SV_LIT("trailsift\n");
	char bent[sizeof(rsa_sig)], padded[sizeof(rsa_sig) + 1] = { 0 };
	struct rsa_key *k;
	unsigned accepted = 0;

	if (!crypto_has_rsa()) {
		SKIP(8, "built without a library of cryptography");
		OK(!rsa_key_new(der), "no key without a library");
		return;
	}
	k = rsa_key_new(der);
	OK(k, "a key");
	IS_INT(rsa_check(k, text, sig), RSA_GOOD, "its signature");
	IS_INT(rsa_check(k, SV_LIT("trailsifT\n"), sig), RSA_OTHER, "one of another text");
	for (size_t i = 0; i < sizeof(bent); i++) {
		memcpy(bent, rsa_sig, sizeof(bent));
		bent[i] ^= 1;
		accepted += rsa_check(k, text, sv_make(bent, sizeof(bent))) != RSA_NONE;
	}
	IS_INT(accepted, 0, "none with a byte changed");
	IS_INT(rsa_check(k, text, sv_head(sig, sig.len - 1)), RSA_NONE, "none that is cut");
	IS_INT(rsa_check(k, text, SV_NULL), RSA_NONE, "none that is empty");
	memcpy(padded + 1, rsa_sig, sizeof(rsa_sig));
	IS_INT(rsa_check(k, text, sv_make(padded, sizeof(padded))), RSA_NONE,
	       "none that is longer than the key");
	rsa_key_free(k);
	OK(!rsa_key_new(sv_head(der, der.len / 2)), "half a key is none");
}

int main(void)
{
	uint8_t sum[SHA256_LEN], md5[MD5_LEN];

	DIAG("cryptography: %s", crypto_name());
	for (size_t i = 0; i < ARRAY_SIZE(sums); i++) {
		OK(sha256_of(sv_str(sums[i].text), sum), "a sum");
		IS_STR(hex(sum, SHA256_LEN), sums[i].want, "sum of '%s'", sums[i].text);
	}
	million();
	lengths();
	if (md5_of(SV_LIT("message digest"), md5))
		IS_STR(hex(md5, MD5_LEN), "f96b697d7cb7938d525a2f31aaf161d0", "MD5");
	else
		SKIP(1, "no MD5 here");
	signatures();
	return DONE();
}
