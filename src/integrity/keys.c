/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and signatures are found by what they are, whatever stands around them. */
#include "integrity/keys.h"

#include "util/base64.h"
#include "util/fileio.h"
#include "util/xalloc.h"

#include <jansson.h>
#include <stdlib.h>

#define FILE_MAX_BYTES (16u << 20)
#define SIG_MIN_BYTES  128
#define KEY_MIN_TEXT   120 /* characters of base64 of a key of 1,024 bits, and less */
#define JSON_DEPTH     8   /* how deep a list of keys is looked into */

void keyring_release(struct keyring *k)
{
	for (size_t i = 0; i < k->n; i++)
		rsa_key_free(k->keys[i].rsa);
	free(k->keys);
	free(k->sigs);
	arena_release(&k->arena);
	*k = (struct keyring)KEYRING_INIT;
}

/* ---- texts of bytes ---- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct sv hex_bytes(struct sv text, struct arena *arena)
{
	size_t n = (text.len + 1) / 2, odd = text.len & 1;
	char *out;

	if (!text.len)
		return SV_NULL;
	for (size_t i = 0; i < text.len; i++)
		if (hex_digit(text.ptr[i]) < 0)
			return SV_NULL;
	out = arena_bytes(arena, n);
	for (size_t i = 0; i < n; i++) {
		int high = i || !odd ? hex_digit(text.ptr[2 * i - odd]) : 0;

		out[i] = (char)(high << 4 | hex_digit(text.ptr[2 * i + 1 - odd]));
	}
	return sv_make(out, n);
}

static bool is_base64(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '+' || c == '/' || c == '=';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* White space is passed over, and what stands behind the base64. */
static bool base64_bytes(struct sv text, struct buf *out)
{
	AUTO_BUF struct buf digits = BUF_INIT;

	for (size_t i = 0; i < text.len; i++) {
		if (is_base64(text.ptr[i]))
			buf_addc(&digits, text.ptr[i]);
		else if (!is_blank(text.ptr[i]))
			break;
	}
	return base64_decode(out, buf_sv(&digits));
}

static struct sv hex_text(const uint8_t *p, size_t n, struct arena *arena)
{
	static const char digits[] = "0123456789abcdef";
	char *out = arena_bytes(arena, 2 * n);

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
	return sv_make(out, 2 * n);
}

/* ---- DER ---- */

/* Take one element of TYPE off IN; its content in *RET. */
static bool der_take(struct sv *in, uint8_t type, struct sv *ret)
{
	const uint8_t *p = (const uint8_t *)in->ptr;
	size_t len, head = 2;

	if (in->len < 2 || p[0] != type)
		return false;
	len = p[1];
	if (len & 0x80) {
		size_t n = len & 0x7f;

		if (!n || n > 4 || in->len < 2 + n)
			return false;
		len = 0;
		for (size_t i = 0; i < n; i++)
			len = len << 8 | p[2 + i];
		head += n;
	}
	if (len > in->len - head)
		return false;
	*ret = sv_make(in->ptr + head, len);
	*in = sv_from(*in, head + len);
	return true;
}

enum { DER_INTEGER = 0x02, DER_BITS = 0x03, DER_OID = 0x06, DER_SEQUENCE = 0x30 };

/*
 * The PKCS#1 key in DER: itself, or what a SubjectPublicKeyInfo of an RSA key wraps. .ptr
 * NULL when there is none.
 */
static struct sv pkcs1_of(struct sv der)
{
	static const char rsa_oid[] = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
	struct sv rest = der, body, part, oid, modulus;

	if (!der_take(&rest, DER_SEQUENCE, &body))
		return SV_NULL;
	modulus = body;
	if (der_take(&modulus, DER_INTEGER, &part))
		return sv_head(der, (size_t)(body.ptr + body.len - der.ptr));
	if (!der_take(&body, DER_SEQUENCE, &part) || !der_take(&part, DER_OID, &oid) ||
	    !sv_eq(oid, sv_make(rsa_oid, sizeof(rsa_oid) - 1)) ||
	    !der_take(&body, DER_BITS, &part) || part.len < 1 || part.ptr[0] != 0)
		return SV_NULL;
	return sv_from(part, 1);
}

/* ---- keys ---- */

static bool add_der(struct keyring *k, struct sv der, struct sv stated)
{
	struct sv pkcs1 = pkcs1_of(der);
	struct pubkey key = { .der = pkcs1 };
	uint8_t md5[MD5_LEN];

	if (!pkcs1.ptr)
		return false;
	for (size_t i = 0; i < k->n; i++) {
		if (!sv_eq(k->keys[i].der, pkcs1))
			continue;
		if (!k->keys[i].stated.ptr && stated.ptr)
			k->keys[i].stated =
				sv_make(arena_text(&k->arena, stated), stated.len);
		return true;
	}
	key.rsa = rsa_key_new(pkcs1);
	if (!key.rsa && crypto_has_rsa())
		return false;
	key.der.ptr = arena_text(&k->arena, pkcs1);
	if (stated.ptr)
		key.stated = sv_make(arena_text(&k->arena, stated), stated.len);
	if (md5_of(pkcs1, md5))
		key.md5[0] = hex_text(md5, sizeof(md5), &k->arena);
	if (der.len != pkcs1.len && md5_of(der, md5))
		key.md5[1] = hex_text(md5, sizeof(md5), &k->arena);
	ALLOC_GROW(k->keys, k->n + 1, k->cap);
	k->keys[k->n++] = key;
	return true;
}

/* A text of base64 that is a key. */
static bool add_base64(struct keyring *k, struct sv text, struct sv stated)
{
	AUTO_BUF struct buf der = BUF_INIT;

	return base64_bytes(text, &der) && add_der(k, buf_sv(&der), stated);
}

static struct sv json_text(const json_t *v)
{
	return json_is_string(v) ? sv_make(json_string_value(v), json_string_length(v))
				 : SV_NULL;
}

/* Every object with a Value that is a key, wherever it stands. */
static size_t add_json(struct keyring *k, const json_t *v, unsigned depth)
{
	struct sv value = json_text(json_object_get(v, "Value"));
	size_t n = 0, i;
	const char *name;
	json_t *item;

	if (!depth)
		return 0;
	if (value.ptr) {
		struct sv f = json_text(json_object_get(v, "Fingerprint"));

		n += add_base64(k, value, f);
	}
	json_object_foreach((json_t *)(uintptr_t)v, name, item) n +=
		add_json(k, item, depth - 1);
	json_array_foreach(v, i, item) n += add_json(k, item, depth - 1);
	return n;
}

/* Runs of base64, within a line, that are keys; PEM blocks, whose lines belong together. */
static size_t add_runs(struct keyring *k, struct sv text)
{
	size_t n = 0, at = 0;

	while (at < text.len) {
		bool pem = at >= 5 && memcmp(text.ptr + at - 5, "-----", 5) == 0;
		size_t to = at;

		while (to < text.len &&
		       (is_base64(text.ptr[to]) || (pem && is_blank(text.ptr[to]))))
			to++;
		if (to - at >= KEY_MIN_TEXT)
			n += add_base64(k, sv_make(text.ptr + at, to - at), SV_NULL);
		at = to + 1;
	}
	return n;
}

size_t keyring_add_text(struct keyring *k, struct sv text)
{
	json_t *v;
	size_t n;

	if (text.len && text.ptr[0] == '\x30' && add_der(k, text, SV_NULL))
		return 1;
	v = json_loadb(text.ptr, text.len, JSON_DISABLE_EOF_CHECK, NULL);
	n = v ? add_json(k, v, JSON_DEPTH) : 0;
	json_decref(v);
	return n ? n : add_runs(k, text);
}

enum st keyring_add_file(struct keyring *k, const char *path, struct err *err)
{
	AUTO_BUF struct buf text = BUF_INIT;
	enum st st = file_read(path, FILE_MAX_BYTES, &text, err);

	if (st != ST_OK)
		return st;
	if (!keyring_add_text(k, buf_sv(&text)))
		return err_set(err, ST_FORMAT, "no RSA public key in '%s'", path);
	return ST_OK;
}

bool pubkey_is(const struct pubkey *k, struct sv fingerprint)
{
	return fingerprint.len &&
	       (sv_eq(k->stated, fingerprint) || sv_eq(k->md5[0], fingerprint) ||
		sv_eq(k->md5[1], fingerprint));
}

/* ---- signatures ---- */

size_t signatures_in(struct sv text, signature_fn fn, void *arg)
{
	struct arena scratch = ARENA_INIT;
	size_t n = 0;

	for (size_t at = 0, to; at < text.len; at = to + 1) {
		for (to = at; to < text.len && hex_digit(text.ptr[to]) >= 0; to++)
			;
		if (to - at < 2 * SIG_MIN_BYTES)
			continue;
		fn(arg, hex_bytes(sv_make(text.ptr + at, to - at), &scratch));
		n++;
	}
	/* the bytes themselves, as `openssl dgst -sign` writes them */
	if (!n && text.len >= SIG_MIN_BYTES && text.len <= 1024 && text.len % 64 == 0) {
		fn(arg, text);
		n++;
	}
	arena_release(&scratch);
	return n;
}

static void keep_signature(void *arg, struct sv bytes)
{
	struct keyring *k = arg;

	ALLOC_GROW(k->sigs, k->nsigs + 1, k->sigcap);
	k->sigs[k->nsigs++] = sv_make(arena_text(&k->arena, bytes), bytes.len);
}

enum st keyring_add_signatures(struct keyring *k, const char *path, struct err *err)
{
	AUTO_BUF struct buf text = BUF_INIT;
	enum st st = file_read(path, FILE_MAX_BYTES, &text, err);

	if (st != ST_OK)
		return st;
	if (!signatures_in(buf_sv(&text), keep_signature, k))
		return err_set(err, ST_FORMAT, "no signature in '%s'", path);
	return ST_OK;
}
