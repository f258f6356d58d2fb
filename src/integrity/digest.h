/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A digest file: what its JSON says. */
#ifndef INTEGRITY_DIGEST_H
#define INTEGRITY_DIGEST_H

#include "integrity/name.h"
#include "util/arena.h"
#include "util/crypto.h"
#include "util/err.h"

/* A log file that a digest lists. */
struct digest_entry {
	struct sv bucket, key;
	struct sv hash_text; /* as written */
	uint8_t hash[SHA256_LEN];
	bool hashed;           /* HASH is one: SHA-256, hexadecimal */
	tick_t oldest, newest; /* times of its events; TICK_NONE: not said */
};

/* Texts live in the arena it was read into. */
struct digest {
	struct sv account, bucket, key, fingerprint;
	struct sv end_text; /* as written: it is part of what is signed */
	tick_t start, end;
	/* the digest before it; .key.ptr NULL: it begins a chain */
	struct {
		struct sv bucket, key, hash_text, signature_text, signature;
		uint8_t hash[SHA256_LEN];
		bool hashed;
	} prev;
	struct digest_entry *entries;
	size_t n;
};

/*
 * Read TEXT, which is a digest and nothing else, into ARENA. ST_FORMAT with the reason when
 * a part that AWS always writes is missing or odd: it is then none that AWS wrote.
 */
enum st digest_parse(struct sv text, struct arena *arena, struct digest *ret,
		     struct err *err) WARN_UNUSED;

/*
 * What is signed: the end, the place, the hash of the whole (HASH), the signature before it
 * or "null", a line each.
 */
void digest_signed_text(const struct digest *d, const uint8_t hash[SHA256_LEN],
			struct buf *out);

void hash_hex(const uint8_t hash[SHA256_LEN], char ret[2 * SHA256_LEN + 1]);

#endif
