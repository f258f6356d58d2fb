/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the index of functions: what is known of calls at all, and which records are one call. */
#ifndef LAMBDA_LOGGED_H
#define LAMBDA_LOGGED_H

#include "columns/numbers.h"
#include "columns/pairs.h"

/* The record that the function's account has, and the caller's own: places in the index. */
struct lambda_twin_call {
	uint32_t at, own; /* segment << SEG_SHIFT | place in struct lambda_seg */
};

struct lambda_logged {
	struct names texts;             /* accounts and regions */
	struct pairs places;            /* account, region: of Lambda data events */
	struct pairs fns;               /* function, 0: it has such an event itself */
	struct names shared;            /* sharedEventIDs of calls */
	struct lambda_twin_call *twins; /* by .at */
	size_t ntwins, twincap;
	bool *known; /* by function: its invocations are known */
};
void lambda_logged_init(struct lambda_logged *l);
void lambda_logged_release(struct lambda_logged *l);

/* A call with a shared id. */
struct lambda_shared_call {
	uint32_t shared, fn, at;
};

/* Of one thread. */
struct lambda_logger {
	struct lambda_logged *l;
	struct numberer account, region, managed, shared;
	struct pair_cache places, fns;
	struct lambda_shared_call *calls;
	size_t ncalls, cap;
};
void lambda_logger_init(struct lambda_logger *g, struct lambda_logged *l,
			const struct store *s);
void lambda_logger_release(struct lambda_logger *g);
/* N events of Lambda; DATA: it is a data event by its name or category. */
void lambda_logger_rows(struct lambda_logger *g, const struct segment *seg,
			const uint16_t *rows, uint32_t n, const uint8_t *data,
			const uint32_t *fn);
/* Of these, the calls are those whose FLAGS have CALL. */
void lambda_logger_calls(struct lambda_logger *g, const struct segment *seg,
			 const uint16_t *rows, uint32_t n, const uint32_t *fn,
			 const uint8_t *flags, unsigned call);

/* The identity of the call at a place of the index. */
typedef struct sv (*lambda_whose_fn)(void *arg, uint32_t at);
/* Find the twins among the calls of all threads. */
void lambda_logged_join(struct lambda_logged *l, struct lambda_logger *const *g,
			unsigned threads, lambda_whose_fn whose, void *arg);
/* The place of the caller's own record of the call at AT; UINT32_MAX: AT is the one. */
uint32_t lambda_logged_twin(const struct lambda_logged *l, uint32_t at);

#endif
