/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One digest is read by jansson: there is one an hour and region. */
#include "integrity/digest.h"

#include "integrity/keys.h"

#include <jansson.h>

struct reading {
	struct arena *arena;
	struct err *err;
	const char *odd; /* the first part that is missing or odd */
};

static struct sv take(struct reading *r, const json_t *object, const char *name)
{
	const json_t *v = json_object_get(object, name);

	if (!json_is_string(v))
		return SV_NULL;
	return sv_make(arena_text(r->arena,
				  sv_make(json_string_value(v), json_string_length(v))),
		       json_string_length(v));
}

/* The same of a part that has to be there. */
static struct sv need(struct reading *r, const json_t *object, const char *name)
{
	struct sv v = take(r, object, name);

	if (!v.len && !r->odd)
		r->odd = name;
	return v;
}

static tick_t need_time(struct reading *r, const json_t *object, const char *name)
{
	tick_t t = time_parse(need(r, object, name));

	if (t == TICK_NONE && !r->odd)
		r->odd = name;
	return t;
}

/* 64 digits; AWS has been seen to drop zeros in front. */
static bool read_hash(struct sv text, uint8_t ret[SHA256_LEN])
{
	struct arena scratch = ARENA_INIT;
	struct sv bytes = hex_bytes(text, &scratch);
	bool ok = bytes.len > SHA256_LEN - 4 && bytes.len <= SHA256_LEN;

	if (ok) {
		memset(ret, 0, SHA256_LEN);
		memcpy(ret + SHA256_LEN - bytes.len, bytes.ptr, bytes.len);
	}
	arena_release(&scratch);
	return ok;
}

static bool is_sha256(struct sv algorithm)
{
	return !algorithm.ptr || sv_eqs(algorithm, "SHA-256");
}

static void read_entry(struct reading *r, const json_t *v, struct digest_entry *e)
{
	*e = (struct digest_entry){
		.bucket = take(r, v, "s3Bucket"),
		.key = need(r, v, "s3Object"),
		.hash_text = need(r, v, "hashValue"),
		.oldest = time_parse(take(r, v, "oldestEventTime")),
		.newest = time_parse(take(r, v, "newestEventTime")),
	};
	e->hashed =
		is_sha256(take(r, v, "hashAlgorithm")) && read_hash(e->hash_text, e->hash);
}

static void read_entries(struct reading *r, const json_t *root, struct digest *d)
{
	const json_t *list = json_object_get(root, "logFiles"), *v;
	size_t i;

	if (!json_is_array(list)) {
		r->odd = r->odd ? r->odd : "logFiles";
		return;
	}
	d->n = json_array_size(list);
	d->entries = arena_alloc(r->arena, MAX(d->n, 1) * sizeof(*d->entries));
	json_array_foreach(list, i, v) read_entry(r, v, &d->entries[i]);
}

static void read_previous(struct reading *r, const json_t *root, struct digest *d)
{
	const json_t *key = json_object_get(root, "previousDigestS3Object");

	if (!key || json_is_null(key))
		return;
	d->prev.bucket = take(r, root, "previousDigestS3Bucket");
	d->prev.key = need(r, root, "previousDigestS3Object");
	d->prev.hash_text = need(r, root, "previousDigestHashValue");
	d->prev.hashed = is_sha256(take(r, root, "previousDigestHashAlgorithm")) &&
			 read_hash(d->prev.hash_text, d->prev.hash);
	d->prev.signature_text = take(r, root, "previousDigestSignature");
	d->prev.signature = hex_bytes(d->prev.signature_text, r->arena);
}

static void read_root(struct reading *r, const json_t *root, struct digest *d)
{
	*d = (struct digest){
		.account = need(r, root, "awsAccountId"),
		.bucket = need(r, root, "digestS3Bucket"),
		.key = need(r, root, "digestS3Object"),
		.fingerprint = take(r, root, "digestPublicKeyFingerprint"),
		.end_text = need(r, root, "digestEndTime"),
		.start = need_time(r, root, "digestStartTime"),
		.end = need_time(r, root, "digestEndTime"),
	};
	read_previous(r, root, d);
	read_entries(r, root, d);
}

enum st digest_parse(struct sv text, struct arena *arena, struct digest *ret,
		     struct err *err)
{
	struct reading r = { arena, err, NULL };
	json_error_t why;
	json_t *root = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &why);

	if (!root)
		return err_set(err, ST_FORMAT, "it is no whole JSON text");
	if (json_is_object(root))
		read_root(&r, root, ret);
	else
		r.odd = "digestS3Object";
	json_decref(root);
	if (r.odd)
		return err_set(err, ST_FORMAT, "'%s' is missing or odd", r.odd);
	return ST_OK;
}

void hash_hex(const uint8_t hash[SHA256_LEN], char ret[2 * SHA256_LEN + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < SHA256_LEN; i++) {
		ret[2 * i] = digits[hash[i] >> 4];
		ret[2 * i + 1] = digits[hash[i] & 15];
	}
	ret[2 * SHA256_LEN] = '\0';
}

void digest_signed_text(const struct digest *d, const uint8_t hash[SHA256_LEN],
			struct buf *out)
{
	char hex[2 * SHA256_LEN + 1];

	hash_hex(hash, hex);
	buf_clear(out);
	buf_addsv(out, d->end_text);
	buf_addc(out, '\n');
	buf_addsv(out, d->bucket);
	buf_addc(out, '/');
	buf_addsv(out, d->key);
	buf_addc(out, '\n');
	buf_adds(out, hex);
	buf_addc(out, '\n');
	buf_addsv(out,
		  d->prev.signature_text.ptr ? d->prev.signature_text : SV_LIT("null"));
}
