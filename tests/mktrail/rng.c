/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rng.h"

#include <math.h>
#include <stdlib.h>

#include "text.h"

uint32_t rng_run(struct rng *r, uint32_t mean)
{
	double u = 1.0 - rng_unit(r);
	double len = 1.0 - log(u) * ((double)mean - 1.0);

	return len > 12.0 * mean ? 12 * mean : (uint32_t)len;
}

uint32_t rng_lognormal(struct rng *r, double median, double sigma, uint32_t lo, uint32_t hi)
{
	double u = 1.0 - rng_unit(r), v = rng_unit(r);
	double normal = sqrt(-2.0 * log(u)) * cos(6.283185307179586 * v);
	double x = median * exp(sigma * normal);

	if (x < lo)
		return lo;
	return x > hi ? hi : (uint32_t)x;
}

void pick_init(struct pick *p, const double *weight, uint32_t n)
{
	double sum = 0, *share = must_alloc(n * sizeof(*share));
	uint32_t *small = must_alloc(n * sizeof(*small)),
		 *large = must_alloc(n * sizeof(*large));
	uint32_t n_small = 0, n_large = 0;

	p->n = n;
	p->limit = must_alloc(n * sizeof(*p->limit));
	p->other = must_alloc(n * sizeof(*p->other));
	for (uint32_t i = 0; i < n; i++)
		sum += weight[i];
	for (uint32_t i = 0; i < n; i++) {
		share[i] = weight[i] / sum * n;
		if (share[i] < 1.0)
			small[n_small++] = i;
		else
			large[n_large++] = i;
	}
	while (n_small && n_large) {
		uint32_t s = small[--n_small], l = large[n_large - 1];

		p->limit[s] = (uint32_t)(share[s] * 4294967295.0);
		p->other[s] = l;
		share[l] -= 1.0 - share[s];
		if (share[l] < 1.0) {
			n_large--;
			small[n_small++] = l;
		}
	}
	while (n_large)
		p->limit[large[--n_large]] = UINT32_MAX,
		p->other[large[n_large]] = large[n_large];
	while (n_small)
		p->limit[small[--n_small]] = UINT32_MAX,
		p->other[small[n_small]] = small[n_small];
	free(share);
	free(small);
	free(large);
}

void pick_init_zipf(struct pick *p, uint32_t n, double exponent)
{
	double *weight = must_alloc(n * sizeof(*weight));

	for (uint32_t i = 0; i < n; i++)
		weight[i] = pow(i + 1.0, -exponent);
	pick_init(p, weight, n);
	free(weight);
}

void pick_release(struct pick *p)
{
	free(p->limit);
	free(p->other);
}
