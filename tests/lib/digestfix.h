/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digest chains of our own, signed by the openssl program with keys made for the run, in the
 * layout of an organisation trail. All files are in memory too, so that each can be altered
 * and put back.
 *
 *	struct chainfix x = { 0 };
 *
 *	if (!chainfix_make(&x, 2, 48))
 *		SKIP_ALL("no openssl");
 *	...
 *	chainfix_release(&x);
 */
#ifndef TESTS_DIGESTFIX_H
#define TESTS_DIGESTFIX_H

#include "tap.h"
#include "util/base64.h"
#include "util/buf.h"
#include "util/crypto.h"
#include "util/timefmt.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#define FIX_ACCOUNT "111122223333"
#define FIX_BUCKET  "example-trail"
#define FIX_LOGS    2 /* of each digest but the empty ones */

struct fixfile {
	char *key;  /* in the bucket */
	char *path; /* on disk */
	char *text;
	size_t len;
	char hash[2 * SHA256_LEN + 1];
};

/* One hour: its digest, and the logs it lists. */
struct fixhour {
	struct fixfile digest, logs[FIX_LOGS];
	unsigned nlogs;
	char *signature; /* hexadecimal */
};

struct chainfix {
	char dir[4096], keys[4200], key[4200], pub[4200];
	unsigned regions, hours;
	/* hours from 1 where something is odd; 0: none */
	unsigned odd;      /* its first log has an event of elsewhere and another time */
	unsigned restart;  /* its digest begins a chain */
	struct fixhour *h; /* by region, then hour */
	char fingerprint[2 * MD5_LEN + 1];
};

static const char *const fix_regions[] = { "us-east-1", "eu-central-1" };

static inline struct fixhour *fix_hour(const struct chainfix *x, unsigned region,
				       unsigned hour)
{
	return &x->h[region * x->hours + hour];
}

static inline void fix_hex(const void *bytes, size_t n, char *out)
{
	const uint8_t *p = bytes;

	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", p[i]);
}

/* Run a program; false when it is not there or fails. */
static inline bool fix_run(const char *const *argv)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
			_exit(126);
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

static inline void fix_slurp(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	char piece[4096];
	size_t n;

	if (!f)
		BAIL("cannot read %s", path);
	buf_clear(out);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(out, piece, n);
	fclose(f);
}

static inline void fix_folders(const char *path)
{
	char part[4200];

	for (const char *p = path + 1; (p = strchr(p, '/')); p++) {
		snprintf(part, sizeof(part), "%.*s", (int)(p - path), path);
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			BAIL("cannot make %s", part);
	}
}

/* TEXT as it is, to PATH. */
static inline void fix_put(const char *path, const void *text, size_t n)
{
	FILE *f;

	fix_folders(path);
	f = fopen(path, "wb");
	if (!f || fwrite(text, 1, n, f) != n || fclose(f) != 0)
		BAIL("cannot write %s", path);
}

/* One gzip member, to PATH; "a" appends. */
static inline void fix_gzip(const char *path, const char *how, const char *text, size_t n)
{
	gzFile f;

	fix_folders(path);
	f = gzopen(path, how);
	if (!f || (n && gzwrite(f, text, (unsigned)n) != (int)n) || gzclose(f) != Z_OK)
		BAIL("cannot write %s", path);
}

static inline void fix_sum(struct fixfile *f)
{
	uint8_t sum[SHA256_LEN];

	if (!sha256_of(sv_make(f->text, f->len), sum))
		BAIL("no hash");
	fix_hex(sum, sizeof(sum), f->hash);
}

/* As it should be. */
static inline void fix_restore(const struct fixfile *f)
{
	fix_gzip(f->path, "wb", f->text, f->len);
}

static inline void fix_set(struct chainfix *x, struct fixfile *f, const char *key,
			   struct buf *text)
{
	char path[8400];

	snprintf(path, sizeof(path), "%s/%s", x->dir, key);
	f->key = strdup(key);
	f->path = strdup(path);
	f->text = buf_detach(text, &f->len);
	fix_sum(f);
	fix_restore(f);
}

static inline void fix_time(struct buf *out, unsigned hour, unsigned minute)
{
	time_format(out,
		    time_parse(SV_LIT("2024-01-01T00:05:00Z")) +
			    ((tick_t)hour * 3600 + (tick_t)minute * 60) * TICKS_PER_SEC);
}

/* YYYYMMDDTHHMM[SS]Z of the same. */
static inline void fix_stamp(struct buf *out, unsigned hour, unsigned minute, bool seconds)
{
	struct civil c;

	time_civil(time_parse(SV_LIT("2024-01-01T00:05:00Z")) +
			   ((tick_t)hour * 3600 + (tick_t)minute * 60) * TICKS_PER_SEC,
		   &c);
	buf_addf(out, "%04d%02d%02dT%02d%02d%sZ", c.year, c.month, c.day, c.hour, c.minute,
		 seconds ? "00" : "");
}

static inline void fix_key(struct buf *out, const char *what, unsigned region,
			   unsigned hour, unsigned minute)
{
	struct buf day = BUF_INIT;

	fix_time(&day, hour, minute);
	buf_addf(out,
		 "AWSLogs/o-exampleorg/" FIX_ACCOUNT "/%s/%s/%.4s/%.2s/%.2s/" FIX_ACCOUNT
		 "_%s_%s_",
		 what, fix_regions[region], buf_str(&day), buf_str(&day) + 5,
		 buf_str(&day) + 8, what, fix_regions[region]);
	buf_release(&day);
}

static inline void fix_record(struct buf *out, unsigned region, unsigned hour,
			      unsigned minute, unsigned n, const char *name)
{
	buf_addf(out, "{\"eventVersion\":\"1.08\",\"eventTime\":\"");
	fix_time(out, hour, minute);
	buf_addf(out,
		 "\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"%s\","
		 "\"awsRegion\":"
		 "\"%s\",\"eventID\":\"%08x-0000-4000-8000-%04x%08x\","
		 "\"recipientAccountId\":"
		 "\"" FIX_ACCOUNT "\"}",
		 name, fix_regions[region], hour, region, n * 64 + minute);
}

/* Log N of an hour: two events in the five minutes before it was delivered. */
static inline void fix_log_text(struct buf *out, unsigned region, unsigned hour, unsigned n,
				bool odd)
{
	unsigned minute = 10 + 20 * n;

	buf_adds(out, "{\"Records\":[");
	fix_record(out, region, hour, minute - 4, n, "GetObject");
	buf_addc(out, ',');
	fix_record(out, region, hour, minute - 2, n, "PutObject");
	if (odd)
		buf_adds(out,
			 ",{\"eventTime\":\"2024-03-01T00:00:00Z\",\"eventName\":\"Odd\","
			 "\"awsRegion\":\"ap-south-1\",\"recipientAccountId\":"
			 "\"999988887777\"}");
	buf_adds(out, "]}");
}

static inline void fix_make_log(struct chainfix *x, unsigned region, unsigned hour,
				unsigned n)
{
	struct fixhour *h = fix_hour(x, region, hour);
	struct buf key = BUF_INIT, text = BUF_INIT;

	fix_key(&key, "CloudTrail", region, hour, 10 + 20 * n);
	fix_stamp(&key, hour, 10 + 20 * n, false);
	buf_addf(&key, "_Rand%04x%04x%04xAB.json.gz", region, hour, n);
	fix_log_text(&text, region, hour, n, x->odd && hour == x->odd && !n);
	fix_set(x, &h->logs[n], buf_str(&key), &text);
	h->nlogs = n + 1;
	buf_release(&key);
}

static inline void fix_previous(struct buf *out, const struct fixhour *before)
{
	if (!before) {
		buf_adds(out,
			 "\"previousDigestS3Bucket\":null,\"previousDigestS3Object\":null,"
			 "\"previousDigestHashValue\":null,\"previousDigestHashAlgorithm\":"
			 "null,\"previousDigestSignature\":null,");
		return;
	}
	buf_addf(
		out,
		"\"previousDigestS3Bucket\":\"" FIX_BUCKET "\",\"previousDigestS3Object\":"
		"\"%s\",\"previousDigestHashValue\":\"%s\",\"previousDigestHashAlgorithm\":"
		"\"SHA-256\",\"previousDigestSignature\":\"%s\",",
		before->digest.key, before->digest.hash, before->signature);
}

static inline void fix_digest_text(const struct chainfix *x, struct buf *out,
				   unsigned region, unsigned hour, const char *key,
				   const struct fixhour *h, const struct fixhour *before)
{
	buf_adds(out, "{\"awsAccountId\":\"" FIX_ACCOUNT "\",\"digestStartTime\":\"");
	fix_time(out, hour, 0);
	buf_adds(out, "\",\"digestEndTime\":\"");
	fix_time(out, hour + 1, 0);
	buf_addf(out,
		 "\",\"digestS3Bucket\":\"" FIX_BUCKET "\",\"digestS3Object\":\"%s\","
		 "\"digestPublicKeyFingerprint\":\"%s\",\"digestSignatureAlgorithm\":"
		 "\"SHA256withRSA\",\"newestEventTime\":null,\"oldestEventTime\":null,",
		 key, x->fingerprint);
	(void)region;
	fix_previous(out, before);
	buf_adds(out, "\"logFiles\":[");
	for (unsigned i = 0; i < h->nlogs; i++) {
		buf_addf(out,
			 "%s{\"s3Bucket\":\"" FIX_BUCKET
			 "\",\"s3Object\":\"%s\",\"hashValue\":"
			 "\"%s\",\"hashAlgorithm\":\"SHA-256\",\"newestEventTime\":\"",
			 i ? "," : "", h->logs[i].key, h->logs[i].hash);
		fix_time(out, hour, 10 + 20 * i - 2);
		buf_adds(out, "\",\"oldestEventTime\":\"");
		fix_time(out, hour, 10 + 20 * i - 4);
		buf_adds(out, "\"}");
	}
	buf_adds(out, "]}");
}

/* The signature of digest D that ends an hour after HOUR, in hexadecimal. */
static inline char *fix_sign(const struct chainfix *x, const struct fixfile *d,
			     unsigned hour, const char *before)
{
	char text_path[4200], sig_path[4200];
	const char *const argv[] = { "openssl", "dgst",   "-sha256", "-sign", x->key,
				     "-out",    sig_path, text_path, NULL };
	struct buf text = BUF_INIT;
	char *hex;

	snprintf(text_path, sizeof(text_path), "%s/../to-sign", x->dir);
	snprintf(sig_path, sizeof(sig_path), "%s/../signed", x->dir);
	fix_time(&text, hour + 1, 0);
	buf_addf(&text, "\n" FIX_BUCKET "/%s\n%s\n%s", d->key, d->hash,
		 before ? before : "null");
	fix_put(text_path, text.ptr, text.len);
	if (!fix_run(argv))
		BAIL("openssl cannot sign");
	fix_slurp(sig_path, &text);
	hex = malloc(2 * text.len + 1);
	if (!hex)
		BAIL("no memory");
	fix_hex(text.ptr, text.len, hex);
	buf_release(&text);
	return hex;
}

/* A digest of the hour, after BEFORE (NULL: it begins a chain). */
static inline void fix_make_digest(struct chainfix *x, unsigned region, unsigned hour,
				   struct fixhour *h, const struct fixhour *before)
{
	struct buf key = BUF_INIT, text = BUF_INIT;

	fix_key(&key, "CloudTrail-Digest", region, hour + 1, 0);
	buf_addf(&key, "org_trail_us-east-1_");
	fix_stamp(&key, hour + 1, 0, true);
	buf_adds(&key, ".json.gz");
	fix_digest_text(x, &text, region, hour, buf_str(&key), h, before);
	fix_set(x, &h->digest, buf_str(&key), &text);
	h->signature = fix_sign(x, &h->digest, hour, before ? before->signature : NULL);
	buf_release(&key);
}

/* What head-object prints of the newest digest, beside it. */
static inline void fix_sidecar(const struct chainfix *x, unsigned region)
{
	const struct fixhour *h = fix_hour(x, region, x->hours - 1);
	struct buf path = BUF_INIT, text = BUF_INIT;

	buf_addf(&path, "%s.head.json", h->digest.path);
	buf_addf(&text,
		 "{\"ETag\":\"\\\"0123456789abcdef0123456789abcdef\\\"\",\"Metadata\":{"
		 "\"signature\":\"%s\",\"signature-algorithm\":\"SHA256withRSA\"}}",
		 h->signature);
	fix_put(buf_str(&path), text.ptr, text.len);
	buf_release(&path);
	buf_release(&text);
}

/* A key, its list as `aws cloudtrail list-public-keys` prints it, and its PEM. */
static inline bool fix_make_keys(struct chainfix *x)
{
	char der[4200];
	const char *const make[] = { "openssl", "genrsa", "-out", x->key, "2048", NULL };
	const char *const get[] = { "openssl",  "rsa", "-in",  x->key, "-RSAPublicKey_out",
				    "-outform", "DER", "-out", der,    NULL };
	const char *const pem[] = { "openssl", "rsa",  "-in",  x->key,
				    "-pubout", "-out", x->pub, NULL };
	struct buf bytes = BUF_INIT, text = BUF_INIT;
	uint8_t md5[MD5_LEN] = { 0 };

	snprintf(x->key, sizeof(x->key), "%s/../private.pem", x->dir);
	snprintf(x->pub, sizeof(x->pub), "%s/../public.pem", x->dir);
	snprintf(x->keys, sizeof(x->keys), "%s/../keys.json", x->dir);
	snprintf(der, sizeof(der), "%s/../public.der", x->dir);
	if (!fix_run(make) || !fix_run(get) || !fix_run(pem))
		return false;
	fix_slurp(der, &bytes);
	if (!md5_of(buf_sv(&bytes), md5))
		DIAG("no MD5: the fingerprint is what the list says");
	fix_hex(md5, sizeof(md5), x->fingerprint);
	buf_adds(&text, "{\"PublicKeyList\":[{\"Value\":\"");
	base64_add(&text, buf_sv(&bytes));
	buf_addf(&text,
		 "\",\"ValidityStartTime\":\"2023-01-01T00:00:00+00:00\","
		 "\"ValidityEndTime\":"
		 "\"2025-01-01T00:00:00+00:00\",\"Fingerprint\":\"%s\"}]}\n",
		 x->fingerprint);
	fix_put(x->keys, text.ptr, text.len);
	buf_release(&bytes);
	buf_release(&text);
	return true;
}

/*
 * X is zeroed but for what is to be odd. False: there is no openssl. Every seventh hour
 * delivered nothing.
 */
static inline bool chainfix_make(struct chainfix *x, unsigned regions, unsigned hours)
{
	x->regions = regions;
	x->hours = hours;
	snprintf(x->dir, sizeof(x->dir), "%s/evidence", tap_tmpdir());
	if (mkdir(x->dir, 0700) != 0)
		BAIL("cannot make %s", x->dir);
	if (!fix_make_keys(x))
		return false;
	x->h = calloc((size_t)regions * hours, sizeof(*x->h));
	if (!x->h)
		BAIL("no memory");
	for (unsigned r = 0; r < regions; r++) {
		for (unsigned h = 0; h < hours; h++) {
			for (unsigned n = 0; n < FIX_LOGS && h % 7 != 3; n++)
				fix_make_log(x, r, h, n);
			fix_make_digest(x, r, h, fix_hour(x, r, h),
					h && h != x->restart ? fix_hour(x, r, h - 1)
							     : NULL);
		}
		fix_sidecar(x, r);
	}
	return true;
}

static inline void fix_release(struct fixfile *f)
{
	free(f->key);
	free(f->path);
	free(f->text);
}

static inline void chainfix_release(struct chainfix *x)
{
	for (unsigned i = 0; x->h && i < x->regions * x->hours; i++) {
		fix_release(&x->h[i].digest);
		for (unsigned n = 0; n < x->h[i].nlogs; n++)
			fix_release(&x->h[i].logs[n]);
		free(x->h[i].signature);
	}
	free(x->h);
}

#endif
