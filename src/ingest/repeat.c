/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text that goes on as it did: elements that are no events, the same few over and over, are
 * counted by comparing the text with itself, a little further on. What a bomb of them is made
 * of is then gone through nearly as fast as it is inflated.
 *
 * Elements that begin in the same state with the same text end alike. So the splitter need not
 * look at them again as long as the text is that of the elements before, each of which was
 * skipped as something else and did nothing besides.
 */
#include "ingest/split_priv.h"

#define PERIOD_MAX 4096u /* bytes of what comes again */

/* How far the text at B is that at A, which stands before it. */
static size_t same_ahead(const char *a, const char *b, const char *end)
{
	const char *from = b;

	for (; end - b >= 16 && memcmp(a, b, 16) == 0; a += 16)
		b += 16;
	for (; b < end && *a == *b; a++)
		b++;
	return (size_t)(b - from);
}

/* Pass by what is as the last N elements were. */
static bool pass(struct feed *f, unsigned n)
{
	struct split *sp = f->sp;
	struct repeat *r = &sp->repeat;
	uint64_t len = split_offset(f, f->p) - r->at[(r->run - n) % REPEAT_ELEMENTS], times;

	if (!len || len > PERIOD_MAX || len > (uint64_t)(f->p - f->start))
		return false;
	times = same_ahead(f->p - len, f->p, f->end) / len;
	sp->file->skipped += times * n;
	sp->tally->skipped[FK_OTHER] += times * n;
	if (sp->state == SPLIT_TOP)
		sp->values += times * n;
	f->p += times * len;
	return times;
}

/* Was the element before skipped, like those before it, in the state that is now? */
static bool goes_on(const struct split *sp)
{
	const struct repeat *r = &sp->repeat;
	const struct file *file = sp->file;

	return r->armed && file->skipped == r->skipped + 1 && file->events == r->events &&
	       file->refused == r->refused && sp->tabs == r->tabs &&
	       sp->tally->skipped[FK_OTHER] == r->other + 1 && sp->state == r->state &&
	       sp->nlevels == r->nlevels && !sp->broken;
}

void split_repeat(struct feed *f)
{
	struct split *sp = f->sp;
	struct repeat *r = &sp->repeat;

	/* mostly: an event */
	if (LIKELY(sp->file->skipped == r->skipped)) {
		r->armed = false;
		return;
	}
	r->run = goes_on(sp) ? r->run + 1 : 0;
	r->armed = true;
	/* the first values at the top decide what the file is */
	if (r->run && (sp->state != SPLIT_TOP || sp->values > 2) && !pass(f, 1) &&
	    r->run % REPEAT_ELEMENTS == 0)
		for (unsigned n = 2; n < REPEAT_ELEMENTS && !pass(f, n); n++)
			;
	r->at[r->run % REPEAT_ELEMENTS] = split_offset(f, f->p);
	r->skipped = sp->file->skipped;
	r->events = sp->file->events;
	r->refused = sp->file->refused;
	r->other = sp->tally->skipped[FK_OTHER];
	r->tabs = sp->tabs;
	r->state = sp->state;
	r->nlevels = sp->nlevels;
}
