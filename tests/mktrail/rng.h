/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random numbers that are the same everywhere: a counter-based stream for each (seed, purpose,
 * index), so that a file of the corpus does not depend on who makes it, or when.
 */
#ifndef MKTRAIL_RNG_H
#define MKTRAIL_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
	uint64_t state;
};

/* What a stream is for; part of its derivation, so purposes never share numbers. */
enum stream {
	STREAM_WORLD,
	STREAM_PLAN,
	STREAM_NAME,
	STREAM_FILE,
	STREAM_SESSION,
	STREAM_ROLE,
	STREAM_COPY,
	STREAM_ID,
	STREAM_EXTRA,
	STREAM_STORY
};

static inline uint64_t rng_mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static inline struct rng rng_stream(uint64_t seed, enum stream purpose, uint64_t index)
{
	struct rng r = { rng_mix(seed +
				 UINT64_C(0x9e3779b97f4a7c15) * ((uint64_t)purpose + 1)) };

	r.state = rng_mix(r.state ^ rng_mix(index + UINT64_C(0x632be59bd9b4e019)));
	return r;
}

static inline uint64_t rng_u64(struct rng *r)
{
	r->state += UINT64_C(0x9e3779b97f4a7c15);
	return rng_mix(r->state);
}

/* 0 .. n-1; n > 0. */
static inline uint32_t rng_below(struct rng *r, uint32_t n)
{
	return (uint32_t)(((rng_u64(r) >> 32) * n) >> 32);
}

/* a .. b, both included. */
static inline uint32_t rng_range(struct rng *r, uint32_t a, uint32_t b)
{
	return a + rng_below(r, b - a + 1);
}

/* True N times in 10,000. */
static inline bool rng_chance(struct rng *r, uint32_t n)
{
	return rng_below(r, 10000) < n;
}

/* 0 <= x < 1. */
static inline double rng_unit(struct rng *r)
{
	return (double)(rng_u64(r) >> 11) * (1.0 / 9007199254740992.0);
}

/* Length of a run with the given mean (geometric, at least 1, at most 12 times the mean). */
uint32_t rng_run(struct rng *r, uint32_t mean);
/* Log-normal around MEDIAN, clipped. */
uint32_t rng_lognormal(struct rng *r, double median, double sigma, uint32_t lo,
		       uint32_t hi);

/* A discrete distribution drawn from in constant time (alias method). */
struct pick {
	uint32_t n;
	uint32_t *limit; /* keep the slot below this, else take other[] */
	uint32_t *other;
};
void pick_init(struct pick *p, const double *weight, uint32_t n);
/* Zipf: weight of rank i = 1 / (i + 1)^exponent. */
void pick_init_zipf(struct pick *p, uint32_t n, double exponent);
void pick_release(struct pick *p);

static inline uint32_t pick_draw(const struct pick *p, struct rng *r)
{
	uint64_t x = rng_u64(r);
	uint32_t slot = (uint32_t)(((x >> 32) * p->n) >> 32);

	return (uint32_t)x < p->limit[slot] ? slot : p->other[slot];
}

#endif
