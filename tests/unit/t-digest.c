/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digests, keys, signatures and names: what is read of good ones, and broken ones by the
 * thousand (bytes changed, cut, doubled): whatever comes in, what comes out is whole. Under the
 * sanitizers this is the fuzzer of integrity's readers; $MUTATE_ROUNDS makes it longer.
 */
#include "integrity/digest.h"
#include "integrity/keys.h"

#include "rnd.h"
#include "tap.h"
#include "rsavector.h"
#include "util/base64.h"

#define ROUNDS 4000

static const char good[] =
	"{\"awsAccountId\":\"111122223333\",\"digestStartTime\":\"2024-01-01T00:05:00Z\","
	"\"digestEndTime\":\"2024-01-01T01:05:00Z\",\"digestS3Bucket\":\"b\","
	"\"digestS3Object\":\"AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2024/01/01/"
	"111122223333_CloudTrail-Digest_us-east-1_a_b_c_us-east-1_20240101T010500Z.json."
	"gz\","
	"\"digestPublicKeyFingerprint\":\"31e8b5433410dfb61a9dc45cc65b22ff\","
	"\"previousDigestS3Bucket\":\"b\",\"previousDigestS3Object\":\"k\","
	"\"previousDigestHashValue\":"
	"\"31914fcfa0dbacf0c9dd1475a1fdcb5dea6e85921409f3c3ec0ba39063c860a\","
	"\"previousDigestHashAlgorithm\":\"SHA-256\",\"previousDigestSignature\":"
	"\"00ff10\","
	"\"logFiles\":[{\"s3Bucket\":\"b\",\"s3Object\":\"x.json.gz\",\"hashValue\":"
	"\"9bb6196fc6b84d6f075a56548feca262bd99ba3c2de41b618e5b6e22c1fc71f6\","
	"\"hashAlgorithm\":\"SHA-256\",\"newestEventTime\":\"2024-01-01T00:52:27Z\","
	"\"oldestEventTime\":\"2024-01-01T00:42:27Z\"},{\"s3Object\":\"y\",\"hashValue\":"
	"\"00\"}"
	"]}";

static void reads(void)
{
	struct arena arena = ARENA_INIT;
	struct buf text = BUF_INIT;
	struct digest d;
	uint8_t hash[SHA256_LEN] = { 0xab };

	IS_ST(digest_parse(sv_str(good), &arena, &d, NULL), ST_OK, "a digest");
	IS_SV(d.account, "111122223333", "its account");
	IS_INT(d.end - d.start, 3600 * TICKS_PER_SEC, "of an hour");
	OK(d.prev.hashed, "a hash that lost a zero in front is one");
	IS_INT(d.prev.hash[0], 0x03, "which is put back");
	IS_INT(d.prev.signature.len, 3, "a signature's bytes");
	IS_INT(d.n, 2, "two files");
	OK(d.entries[0].hashed && !d.entries[1].hashed, "one with a hash");
	digest_signed_text(&d, hash, &text);
	OK(sv_starts(buf_sv(&text), SV_LIT("2024-01-01T01:05:00Z\nb/AWSLogs/1111")) &&
		   sv_ends(buf_sv(&text), SV_LIT("0000000000000000\n00ff10")),
	   "what is signed");
	arena_release(&arena);
	buf_release(&text);
}

static const struct {
	const char *text, *why;
} refused[] = {
	{ "", "no whole JSON" },
	{ "[]", "'digestS3Object'" },
	{ "{\"awsAccountId\":\"1\",\"awsAccountId\":\"2\"}", "no whole JSON" },
	{ "{\"awsAccountId\":1}", "'awsAccountId'" },
	{ "{}", "'awsAccountId'" },
};

static void refuses(void)
{
	struct arena arena = ARENA_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct err err = ERR_INIT;
		struct digest d;

		IS_ST(digest_parse(sv_str(refused[i].text), &arena, &d, &err), ST_FORMAT,
		      "'%s' is none", refused[i].text);
		OK(strstr(err.text, refused[i].why), "'%s': why", refused[i].text);
	}
	arena_release(&arena);
}

static const struct {
	const char *path;
	enum name_kind kind;
	const char *account, *region, *trail, *time;
	bool backfill;
} names[] = {
	{ "a/b/111122223333_CloudTrail_us-east-1_20240101T0105Z_AbCdEfGhIjKlMnOp.json.gz",
	  NAME_LOG, "111122223333", "us-east-1", NULL, "2024-01-01T01:05:00Z", false },
	{ "111122223333_CloudTrail-Insight_eu-west-1_20240101T0105Z_AbCdEfGhIjKlMnOp.json",
	  NAME_LOG, "111122223333", "eu-west-1", NULL, "2024-01-01T01:05:00Z", false },
	{ "111122223333_CloudTrail-Digest_us-east-1_t_us-west-2_20240101T010530Z.json.gz",
	  NAME_DIGEST, "111122223333", "us-east-1", "t", "2024-01-01T01:05:30Z", false },
	{ "111122223333_CloudTrail-Digest_us-east-1_a_b_c_us-west-2_20240101T010530Z_"
	  "backfill"
	  ".json.gz",
	  NAME_DIGEST, "111122223333", "us-east-1", "a_b_c", "2024-01-01T01:05:30Z", true },
	{ "111122223333_CloudTrail-Digest_us-east-1_t_us-west-2_20240101T010530Z.json.gz."
	  "sig",
	  NAME_OTHER, NULL, NULL, NULL, NULL, false },
	{ "111122223333_CloudTrail_us-east-1_20241301T0105Z_A.json.gz", NAME_OTHER, NULL,
	  NULL, NULL, NULL, false },
	{ "x.json.gz", NAME_OTHER, NULL, NULL, NULL, NULL, false },
	{ "", NAME_OTHER, NULL, NULL, NULL, NULL, false },
};

static void reads_names(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct trail_name n = name_parse(sv_str(names[i].path));

		IS_INT(n.kind, names[i].kind, "'%s': kind", names[i].path);
		if (n.kind == NAME_OTHER || names[i].kind == NAME_OTHER)
			continue;
		IS_SV(n.account, names[i].account, "account");
		IS_SV(n.region, names[i].region, "region");
		if (names[i].trail)
			IS_SV(n.trail, names[i].trail, "trail");
		IS_INT(n.stamp, time_parse(sv_str(names[i].time)), "time");
		IS_INT(n.backfill, names[i].backfill, "backfill");
	}
	IS_INT(name_common(SV_LIT("/x/b/c.json"), SV_LIT("a/b/c.json.gz")), 2,
	       "a gunzipped copy is at its place");
	IS_INT(name_common(SV_LIT("c"), SV_LIT("b/c")), 1, "common to the end of one");
	IS_INT(name_components(SV_LIT("/a//b/")), 2, "empty components are none");
	IS_SV(name_above(SV_LIT("/a/b/c"), 2), "/a", "what stands above");
}

/* One of the many ways to spoil a text. */
static void spoil(struct buf *text)
{
	static const char nasty[] = "{}[]\",:\\\x00\x1f\x7f\xff=-/_ \n09azAZ";
	unsigned times = 1 + rnd(5);

	while (times-- && text->len > 4) {
		size_t at = rnd((uint32_t)text->len);
		size_t some = rnd(30) + 1, len = MIN(some, text->len - at);

		switch (rnd(5)) {
		case 0:
			text->ptr[at] = (char)rnd(256);
			break;
		case 1:
			text->ptr[at] = nasty[rnd(sizeof(nasty) - 1)];
			break;
		case 2: /* cut out */
			memmove(text->ptr + at, text->ptr + at + len, text->len - at - len);
			text->len -= len;
			break;
		case 3: /* the end is gone */
			text->len = at;
			break;
		default: /* once more, at the end */
			buf_reserve(text, len);
			buf_add(text, text->ptr + at, len);
		}
	}
}

/* A copy of its own, so that a sanitizer sees what is read beyond it. */
static char *own(const struct buf *text)
{
	char *p = malloc(MAX(text->len, 1));

	if (!p)
		BAIL("no memory");
	memcpy(p, text->len ? text->ptr : "", text->len);
	return p;
}

static void count_bytes(void *arg, struct sv bytes)
{
	size_t *sum = arg;

	for (size_t i = 0; i < bytes.len; i++)
		*sum += (unsigned char)bytes.ptr[i];
}

static unsigned long rounds(void)
{
	const char *s = getenv("MUTATE_ROUNDS");

	return s ? strtoul(s, NULL, 10) : ROUNDS;
}

static void spoilt_digests(void)
{
	unsigned long whole = 0, odd = 0, n = rounds();

	for (unsigned long i = 0; i < n; i++) {
		struct arena arena = ARENA_INIT;
		struct buf text = BUF_INIT, is_signed = BUF_INIT;
		struct digest d;
		char *p;

		buf_adds(&text, good);
		spoil(&text);
		p = own(&text);
		if (digest_parse(sv_make(p, text.len), &arena, &d, NULL) == ST_OK) {
			uint8_t hash[SHA256_LEN] = { 0 };

			digest_signed_text(&d, hash, &is_signed);
			whole++;
			odd += !d.account.len || !d.bucket.len || !d.key.len ||
			       d.start == TICK_NONE || d.end == TICK_NONE;
			for (size_t k = 0; k < d.n; k++) {
				odd += !d.entries[k].key.len;
				(void)name_parse(d.entries[k].key);
				(void)name_common(d.key, d.entries[k].key);
			}
			(void)name_parse(d.key);
		}
		free(p);
		buf_release(&text);
		buf_release(&is_signed);
		arena_release(&arena);
	}
	DIAG("%lu of %lu spoilt digests were read", whole, n);
	IS_INT(odd, 0, "what is read of a spoilt digest is whole");
	OK(whole > 0 && whole < n, "some were, not all");
}

static void spoilt_keys(void)
{
	struct buf key = BUF_INIT, hex = BUF_INIT;
	size_t sum = 0;
	unsigned long n = rounds() / 4;

	base64_add(&key, sv_make((const char *)rsa_der, sizeof(rsa_der)));
	for (size_t i = 0; i < sizeof(rsa_sig); i++)
		buf_addf(&hex, "%02x", rsa_sig[i]);
	for (unsigned long i = 0; i < n; i++) {
		struct keyring k = KEYRING_INIT;
		struct buf text = BUF_INIT;
		char *p;

		switch (i % 4) {
		case 0:
			buf_addf(&text, "{\"PublicKeyList\":[{\"Value\":\"%s\"}]}",
				 buf_str(&key));
			break;
		case 1:
			buf_addf(&text,
				 "-----BEGIN RSA PUBLIC KEY-----\n%s\n"
				 "-----END RSA PUBLIC KEY-----\n",
				 buf_str(&key));
			break;
		case 2:
			buf_add(&text, rsa_der, sizeof(rsa_der));
			break;
		default:
			buf_addf(&text, "{\"Metadata\":{\"signature\":\"%s\"}}",
				 buf_str(&hex));
		}
		p = own(&text);
		if (i < 3 && crypto_has_rsa())
			IS_INT(keyring_add_text(&k, sv_make(p, text.len)), 1, "a key");
		else if (i == 3)
			IS_INT(signatures_in(sv_make(p, text.len), count_bytes, &sum), 1,
			       "a signature");
		free(p);
		spoil(&text);
		p = own(&text);
		(void)keyring_add_text(&k, sv_make(p, text.len));
		(void)signatures_in(sv_make(p, text.len), count_bytes, &sum);
		(void)name_parse(sv_make(p, text.len));
		free(p);
		buf_release(&text);
		keyring_release(&k);
	}
	OK(sum > 0, "spoilt keys and signatures do no harm");
	buf_release(&key);
	buf_release(&hex);
}

int main(void)
{
	reads();
	refuses();
	reads_names();
	spoilt_digests();
	spoilt_keys();
	return DONE();
}
