/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole corpus: plan, threads, files, ground truth. */
#ifndef MKTRAIL_CORPUS_H
#define MKTRAIL_CORPUS_H

#include "plan.h"
#include "tally.h"

/* Where a file goes: OUT/AWSLogs/o-.../ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/NAME; BUF >= 512. */
enum file_kind { FILE_TRAIL, FILE_EMPTY, FILE_DIGEST, FILE_INSIGHT };
void corpus_path(const struct config *c, const struct world *w, const struct planned *f,
		 uint32_t index, enum file_kind kind, char *buf, size_t size);

/* Write everything C asks for; the exit status of the program. */
int corpus_make(const struct config *c);

/* truth.c: what was written, as JSON, for tests to compare with. False when it cannot. */
bool truth_write(const char *path, const struct config *c, const struct world *w,
		 const struct ops *ops, const struct tally *t);

#endif
