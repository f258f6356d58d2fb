/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "gen.h"
#include "gz.h"

/* Extra files, in files out of 10,000: empty ones, digests, Insights. */
enum { EMPTY = 200, DIGEST = 1000, INSIGHT = 100 };

struct worker {
	const struct config *config;
	const struct world *world;
	const struct plan *plan;
	const struct ops *ops;
	atomic_uint *next;
	struct tally tally;
	pthread_t thread;
};

void corpus_path(const struct config *c, const struct world *w, const struct planned *f,
		 uint32_t index, enum file_kind kind, char *buf, size_t size)
{
	static const char *const folders[] = { "CloudTrail", "CloudTrail",
					       "CloudTrail-Digest", "CloudTrail-Insight" };
	struct rng r = rng_stream(c->seed + (uint64_t)kind, STREAM_NAME, index);
	const char *account = w->account[f->account].id, *region = world_regions[f->region];
	struct day d = day_of(f->stamp);
	int minutes = (int)(f->stamp % 86400 / 60);
	char suffix[17];
	struct text t = { suffix, suffix, suffix + sizeof(suffix) };

	put_alnum(&t, &r, 16);
	*t.cur = '\0';
	snprintf(buf, size,
		 "%s/AWSLogs/%s/%s/%s/%s/%04d/%02d/%02d/"
		 "%s_%s_%s%s_%04d%02d%02dT%02d%02d%sZ%s%s.json%s",
		 c->out, w->org, account, folders[kind], region, d.year, d.month, d.day,
		 account, folders[kind], region,
		 kind == FILE_DIGEST ? "_org-trail_us-east-1" : "", d.year, d.month, d.day,
		 minutes / 60, minutes % 60, kind == FILE_DIGEST ? "00" : "",
		 kind == FILE_DIGEST ? "" : "_", kind == FILE_DIGEST ? "" : suffix,
		 c->plain ? "" : ".gz");
}

static void put_digest(const struct worker *k, uint32_t index, struct text *t)
{
	const struct planned *f = &k->plan->file[index];
	struct rng r = rng_stream(k->config->seed, STREAM_EXTRA, index);
	char path[512];

	PUT_LIT(t, "{\"awsAccountId\":\"");
	put_str(t, k->world->account[f->account].id);
	PUT_LIT(t, "\",\"digestStartTime\":\"");
	put_time(t, f->stamp - 3600);
	PUT_LIT(t, "\",\"digestEndTime\":\"");
	put_time(t, f->stamp);
	PUT_LIT(t, "\",\"digestS3Bucket\":\"example-org-trail\",\"digestS3Object\":\"");
	corpus_path(k->config, k->world, f, index, FILE_DIGEST, path, sizeof(path));
	put_str(t, path + strlen(k->config->out) + 1);
	PUT_LIT(t, "\",\"digestPublicKeyFingerprint\":\"");
	put_hex(t, rng_u64(&r), 16);
	put_hex(t, rng_u64(&r), 16);
	PUT_LIT(t,
		"\",\"digestSignatureAlgorithm\":\"SHA256withRSA\",\"newestEventTime\":\"");
	put_time(t, f->stamp - 1);
	PUT_LIT(t, "\",\"oldestEventTime\":\"");
	put_time(t, f->stamp - WINDOW);
	PUT_LIT(t, "\",\"previousDigestS3Bucket\":null,\"previousDigestS3Object\":null,"
		   "\"previousDigestHashValue\":null,\"previousDigestHashAlgorithm\":null,"
		   "\"previousDigestSignature\":null,\"logFiles\":[{\"s3Bucket\":"
		   "\"example-org-trail\",\"s3Object\":\"");
	corpus_path(k->config, k->world, f, index, FILE_TRAIL, path, sizeof(path));
	put_str(t, path + strlen(k->config->out) + 1);
	PUT_LIT(t, "\",\"hashValue\":\"");
	for (int i = 0; i < 4; i++)
		put_hex(t, rng_u64(&r), 16);
	PUT_LIT(t, "\",\"hashAlgorithm\":\"SHA-256\",\"newestEventTime\":\"");
	put_time(t, f->stamp - 1);
	PUT_LIT(t, "\",\"oldestEventTime\":\"");
	put_time(t, f->stamp - WINDOW);
	PUT_LIT(t, "\"}]}");
}

static void put_insight(const struct worker *k, uint32_t index, struct text *t)
{
	const struct planned *f = &k->plan->file[index];
	struct rng r = rng_stream(k->config->seed, STREAM_EXTRA, index);
	struct rng shared = r;

	put_str(t, k->config->ndjson ? "" : "{\"Records\":[");
	for (int end = 0; end < 2; end++) {
		struct rng same = shared;

		if (end)
			put_char(t, k->config->ndjson ? '\n' : ',');
		PUT_LIT(t, "{\"eventVersion\":\"1.08\",\"eventTime\":\"");
		put_time(t, f->stamp - WINDOW + end * 300);
		PUT_LIT(t, "\",\"awsRegion\":\"");
		put_str(t, world_regions[f->region]);
		PUT_LIT(t, "\",\"eventID\":\"");
		put_uuid(t, &r);
		PUT_LIT(t, "\",\"eventType\":\"AwsCloudTrailInsight\","
			   "\"recipientAccountId\":\"");
		put_str(t, k->world->account[f->account].id);
		PUT_LIT(t, "\",\"sharedEventID\":\"");
		same.state ^= 1;
		put_uuid(t, &same);
		PUT_LIT(t, "\",\"insightDetails\":{\"state\":\"");
		put_str(t, end ? "End" : "Start");
		PUT_LIT(t, "\",\"eventSource\":\"lambda.amazonaws.com\",\"eventName\":"
			   "\"UpdateFunctionCode20150331v2\",\"insightType\":"
			   "\"ApiCallRateInsight\","
			   "\"insightContext\":{\"statistics\":{\"baseline\":{\"average\":"
			   "9.82222E-5},\"insight\":{\"average\":0.6}}}},"
			   "\"eventCategory\":\"Insight\"}");
	}
	put_str(t, k->config->ndjson ? "\n" : "]}");
}

/* Files that hold no records of the plan: what lies beside the trail files of a bucket. */
static void write_extras(struct worker *k, uint32_t index, struct gz *z, struct text *t)
{
	const struct planned *f = &k->plan->file[index];
	struct rng r = rng_stream(k->config->seed, STREAM_EXTRA, index);
	const bool gzip = !k->config->plain;
	char path[512];

	if (k->config->no_extras)
		return;
	text_reserve(t, 16384);
	if (rng_chance(&r, EMPTY)) {
		corpus_path(k->config, k->world, f, index, FILE_EMPTY, path, sizeof(path));
		gz_write(z, path, "{\"Records\":[]}", 14, gzip, 0);
		k->tally.empty_files++;
	}
	if (rng_chance(&r, DIGEST)) {
		text_clear(t);
		put_digest(k, index, t);
		corpus_path(k->config, k->world, f, index, FILE_DIGEST, path, sizeof(path));
		gz_write(z, path, t->base, text_len(t), gzip, 0);
		k->tally.digests++;
	}
	if (rng_chance(&r, INSIGHT)) {
		text_clear(t);
		put_insight(k, index, t);
		corpus_path(k->config, k->world, f, index, FILE_INSIGHT, path,
			    sizeof(path));
		gz_write(z, path, t->base, text_len(t), gzip, 0);
		k->tally.insights += 2;
	}
}

static void *work(void *arg)
{
	struct worker *k = arg;
	struct gen g, replay;
	struct text file;
	struct gz z;
	char path[512];

	gen_init(&g, k->config, k->world, k->plan, k->ops, &k->tally);
	gen_init(&replay, k->config, k->world, k->plan, k->ops, NULL);
	gz_init(&z);
	text_init(&file, 1 << 20);
	for (;;) {
		uint32_t i = atomic_fetch_add(k->next, 1);

		if (i >= k->plan->n)
			break;
		gen_file(&g, &replay, i, &file);
		corpus_path(k->config, k->world, &k->plan->file[i], i, FILE_TRAIL, path,
			    sizeof(path));
		gz_write(&z, path, file.base, text_len(&file), !k->config->plain, 0);
		write_extras(k, i, &z, &file);
	}
	text_release(&file);
	gz_release(&z);
	gen_release(&replay);
	gen_release(&g);
	return NULL;
}

static void run_workers(const struct config *c, const struct world *w,
			const struct plan *plan, const struct ops *ops, struct tally *sum)
{
	struct worker *worker = must_alloc(c->threads * sizeof(*worker));
	atomic_uint next = 0;

	for (unsigned i = 0; i < c->threads; i++) {
		struct worker *k = &worker[i];

		*k = (struct worker){ c, w, plan, ops, &next, { 0 }, 0 };
		tally_init(&k->tally, ops->n);
		if (pthread_create(&k->thread, NULL, work, k)) {
			fputs("mktrail: cannot start a thread\n", stderr);
			exit(70);
		}
	}
	for (unsigned i = 0; i < c->threads; i++) {
		pthread_join(worker[i].thread, NULL);
		tally_add(sum, &worker[i].tally);
		tally_release(&worker[i].tally);
	}
	free(worker);
}

int corpus_make(const struct config *c)
{
	struct world *w = must_alloc(sizeof(*w));
	struct tally *sum = must_alloc(sizeof(*sum));
	struct plan plan;
	struct ops ops;
	int status = 0;

	memset(w, 0, sizeof(*w));
	world_init(w, c->seed, c->events);
	ops_init(&ops, c->variant == VARIANT_NOISE);
	plan_init(&plan, c, w);
	tally_init(sum, ops.n);
	run_workers(c, w, &plan, &ops, sum);
	if (c->truth && !truth_write(c->truth, c, w, &ops, sum)) {
		fprintf(stderr, "mktrail: cannot write '%s'\n", c->truth);
		status = 74;
	}
	tally_release(sum);
	plan_release(&plan);
	ops_release(&ops);
	world_release(w);
	free(sum);
	free(w);
	return status;
}
