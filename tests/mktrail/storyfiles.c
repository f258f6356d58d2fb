/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample trail's files: deliveries, a digest, an Insight, and what goes wrong with files. */
#include "util/base.h"

#include <stdio.h>
#include <stdlib.h>

#include "gz.h"
#include "sha256.h"
#include "story.h"
#include "storyshapes.h"

#define ORG    "o-a1b2c3d4e5"
#define BUCKET "example-org-trail"
/* The second place to which one file was delivered. */
#define SECOND_PREFIX "replica/"

enum { SEED = 20240515, STEP = 600, LATENCY = 60 };
/* Of the file that was cut: percent missing at its end, and records before the break. */
enum { CUT = 45, BEFORE_CUT = 3 };

/* A file of one place: records first .. first + n - 1 of the sorted story. */
struct delivery {
	const struct place *place;
	int64_t stamp, oldest, newest;
	uint32_t first, n;
	struct text text;
	char key[256]; /* below the prefix */
};
struct filing {
	struct story *story;
	struct delivery *file;
	uint32_t n;
	const char *out;
	bool gzip;
	struct gz gz;
};

static int64_t stamp_of(const struct story_record *r)
{
	return (r->time + LATENCY + STEP - 1) / STEP * STEP;
}

/* By place, delivery, time, and the order in which they were said. */
static int by_delivery(const void *a, const void *b)
{
	const struct story_record *x = a, *y = b;

	if (x->place != y->place)
		return x->place - y->place;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->seq > y->seq) - (x->seq < y->seq);
}

static void make_name(struct delivery *d, const char *folder, char *buf, size_t size)
{
	struct rng r =
		rng_stream(SEED ^ (uint64_t)d->stamp, STREAM_NAME,
			   (uint64_t)d->place->letter << 8 | (unsigned char)folder[10]);
	struct day day = day_of(d->stamp);
	int minutes = (int)(d->stamp % 86400 / 60);
	char suffix[17];
	struct text t = { suffix, suffix, suffix + sizeof(suffix) };

	put_alnum(&t, &r, 16);
	*t.cur = '\0';
	snprintf(buf, size,
		 "AWSLogs/" ORG
		 "/%s/%s/%s/%04d/%02d/%02d/%s_%s_%s_%04d%02d%02dT%02d%02dZ_%s.json",
		 d->place->account, folder, d->place->region, day.year, day.month, day.day,
		 d->place->account, folder, d->place->region, day.year, day.month, day.day,
		 minutes / 60, minutes % 60, suffix);
}

/*
 * N records of a delivery: in the order of time, but for each third file, which begins late.
 */
static void make_text(const struct filing *f, struct delivery *d, uint32_t n)
{
	uint32_t turn = d->stamp / STEP % 3 == 0 ? d->n / 2 : 0;

	text_init(&d->text, 4096);
	PUT_LIT(&d->text, "{\"Records\":[");
	for (uint32_t i = 0; i < n; i++) {
		const struct story_record *r =
			&f->story->record[d->first + (i + turn) % d->n];

		text_reserve(&d->text, r->len + 8);
		if (i)
			put_char(&d->text, ',');
		put(&d->text, r->text, r->len);
	}
	text_reserve(&d->text, 8);
	PUT_LIT(&d->text, "]}");
}

static void make_deliveries(struct filing *f)
{
	struct story *s = f->story;

	qsort(s->record, s->n, sizeof(*s->record), by_delivery);
	f->file = must_alloc(s->n * sizeof(*f->file));
	memset(f->file, 0, s->n * sizeof(*f->file));
	for (uint32_t i = 0; i < s->n; i++) {
		const struct story_record *r = &s->record[i];
		struct delivery *d = f->n ? &f->file[f->n - 1] : NULL;

		if (!d || d->place->letter != r->place || d->stamp != stamp_of(r)) {
			d = &f->file[f->n++];
			d->place = story_places;
			while (d->place->letter != r->place)
				d->place++;
			d->stamp = stamp_of(r);
			d->first = i;
			d->oldest = r->time;
			make_name(d, "CloudTrail", d->key, sizeof(d->key));
		}
		d->newest = r->time;
		d->n++;
	}
}

/* CUT: share of the compressed file that is missing at its end, in percent. */
static void write_file(struct filing *f, const char *prefix, const char *key,
		       const char *text, size_t len, unsigned cut)
{
	char path[768];

	snprintf(path, sizeof(path), "%s/%s%s%s", f->out, prefix, key,
		 f->gzip ? ".gz" : "");
	gz_write(&f->gz, path, text, len, f->gzip, cut);
}

/* The busiest delivery of an ordinary afternoon: the one that reached us in part. */
static struct delivery *cut_one(const struct filing *f)
{
	struct delivery *best = NULL;

	for (uint32_t i = 0; i < f->n; i++) {
		struct delivery *d = &f->file[i];

		if (d->place->letter == 'P' && d->stamp > story_time("14 12:00:00") &&
		    d->stamp < story_time("14 15:30:00") && (!best || d->n > best->n))
			best = d;
	}
	return best;
}

/* The delivery that was copied to a second place: the one of the changed code. */
static bool is_copied(const struct delivery *d)
{
	int64_t changed = story_time("15 03:04:32");

	return d->place->letter == 'P' && d->oldest <= changed && d->newest >= changed;
}

/* The trail has of the file that was cut what is before the break, in a whole file. */
static void write_deliveries(struct filing *f)
{
	const struct delivery *cut = cut_one(f);

	for (uint32_t i = 0; i < f->n; i++) {
		struct delivery *d = &f->file[i];

		make_text(f, d, d == cut ? BEFORE_CUT : d->n);
		write_file(f, "", d->key, d->text.base, text_len(&d->text), 0);
		if (is_copied(d))
			write_file(f, SECOND_PREFIX, d->key, d->text.base,
				   text_len(&d->text), 0);
	}
}

/* The file as it came: cut off within a record. */
static void write_cut(struct filing *f)
{
	struct delivery *d = cut_one(f);

	make_text(f, d, d->n);
	write_file(f, "", d->key, d->text.base, text_len(&d->text), CUT);
}

/* A digest names the files of an hour and the hashes of what is in them. */
static void write_digest(struct filing *f)
{
	int64_t end = story_time("15 04:00:00");
	const char *comma = "", *name = "AWSLogs/" ORG "/" PROD
					"/CloudTrail-Digest/us-east-1/2024/05/"
					"15/" PROD "_CloudTrail-Digest_us-east-1_org-trail_"
					"us-east-1_20240515T040000Z.json";
	struct text t;

	text_init(&t, 65536);
	PUT_LIT(&t, "{\"awsAccountId\":\"" PROD "\",\"digestStartTime\":\"");
	put_time(&t, end - 3600);
	PUT_LIT(&t, "\",\"digestEndTime\":\"");
	put_time(&t, end);
	PUT_LIT(&t, "\",\"digestS3Bucket\":\"" BUCKET "\",\"digestS3Object\":\"");
	put_str(&t, name);
	PUT_LIT(&t,
		".gz\",\"digestPublicKeyFingerprint\":\"3cf9a1a5e0f64b7d8e21c0ffee123456\","
		"\"digestSignatureAlgorithm\":\"SHA256withRSA\",\"newestEventTime\":\"");
	put_time(&t, end - 61);
	PUT_LIT(&t, "\",\"oldestEventTime\":\"");
	put_time(&t, end - 3600 - STEP);
	PUT_LIT(&t, "\",\"previousDigestS3Bucket\":null,\"previousDigestS3Object\":null,"
		    "\"previousDigestHashValue\":null,\"previousDigestHashAlgorithm\":null,"
		    "\"previousDigestSignature\":null,\"logFiles\":[");
	for (uint32_t i = 0; i < f->n; i++) {
		const struct delivery *d = &f->file[i];
		uint8_t hash[32];

		if (d->place->letter != 'P' || d->stamp <= end - 3600 || d->stamp > end)
			continue;
		text_reserve(&t, 1024);
		put_str(&t, comma);
		comma = ",";
		PUT_LIT(&t, "{\"s3Bucket\":\"" BUCKET "\",\"s3Object\":\"");
		put_str(&t, d->key);
		PUT_LIT(&t, ".gz\",\"hashValue\":\"");
		sha256(d->text.base, text_len(&d->text), hash);
		for (int b = 0; b < 32; b++)
			put_hex(&t, hash[b], 2);
		PUT_LIT(&t, "\",\"hashAlgorithm\":\"SHA-256\",\"newestEventTime\":\"");
		put_time(&t, d->newest);
		PUT_LIT(&t, "\",\"oldestEventTime\":\"");
		put_time(&t, d->oldest);
		PUT_LIT(&t, "\"}");
	}
	text_reserve(&t, 8);
	PUT_LIT(&t, "]}");
	write_file(f, "", name, t.base, text_len(&t), 0);
	text_release(&t);
}

static void put_insight(struct text *t, const char *state, const char *time,
			const char *average, unsigned number)
{
	struct rng r = rng_stream(SEED, STREAM_EXTRA, number),
		   pair = rng_stream(SEED, STREAM_EXTRA, 9);

	PUT_LIT(t, "{\"eventVersion\":\"1.09\",\"eventTime\":\"");
	put_time(t, story_time(time));
	PUT_LIT(t, "\",\"awsRegion\":\"us-east-1\",\"eventID\":\"");
	put_uuid(t, &r);
	PUT_LIT(t,
		"\",\"eventType\":\"AwsCloudTrailInsight\",\"recipientAccountId\":\"" PROD
		"\",\"sharedEventID\":\"");
	put_uuid(t, &pair);
	PUT_LIT(t, "\",\"insightDetails\":{\"state\":\"");
	put_str(t, state);
	PUT_LIT(t,
		"\",\"eventSource\":\"lambda.amazonaws.com\",\"eventName\":"
		"\"UpdateFunctionCode20150331v2\",\"insightType\":\"ApiErrorRateInsight\","
		"\"errorCode\":\"AccessDenied\",\"insightContext\":{\"statistics\":{"
		"\"baseline\":"
		"{\"average\":9.92063E-5},\"insight\":{\"average\":");
	put_str(t, average);
	PUT_LIT(t, "},\"insightDuration\":3,\"baselineDuration\":10078},\"attributions\":[{"
		   "\"attribute\":\"userIdentityArn\",\"insight\":[{\"value\":\"arn:aws:"
		   "iam::" PROD ":user/"
		   "alice\",\"average\":1.0}],\"baseline\":[]}]}},"
		   "\"eventCategory\":\"Insight\"}");
}

static void write_insight(struct filing *f)
{
	struct delivery d = { .place = story_places, .stamp = story_time("15 03:10:00") };
	struct text t;

	text_init(&t, 8192);
	PUT_LIT(&t, "{\"Records\":[");
	put_insight(&t, "Start", "15 02:52:00", "1.0", 1);
	put_char(&t, ',');
	put_insight(&t, "End", "15 02:55:00", "1.0", 2);
	PUT_LIT(&t, "]}");
	make_name(&d, "CloudTrail-Insight", d.key, sizeof(d.key));
	write_file(f, "", d.key, t.base, text_len(&t), 0);
	text_release(&t);
}

static void write_empty(struct filing *f)
{
	struct delivery d = { .place = &story_places[3],
			      .stamp = story_time("15 03:00:00") };

	make_name(&d, "CloudTrail", d.key, sizeof(d.key));
	write_file(f, "", d.key, "{\"Records\":[]}", 14, 0);
}

int story_make(const char *out, bool plain, bool damaged)
{
	struct story s;
	struct filing f = { .story = &s, .out = out, .gzip = !plain };

	story_init(&s, SEED);
	gz_init(&f.gz);
	story_background(&s);
	story_plot(&s);
	make_deliveries(&f);
	if (damaged) {
		write_cut(&f);
	} else {
		write_deliveries(&f);
		write_digest(&f);
		write_insight(&f);
		write_empty(&f);
	}
	for (uint32_t i = 0; i < f.n; i++)
		text_release(&f.file[i].text);
	free(f.file);
	gz_release(&f.gz);
	story_release(&s);
	return 0;
}
