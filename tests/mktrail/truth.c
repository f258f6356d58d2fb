/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus.h"

#include <stdio.h>
#include <stdlib.h>

struct named {
	const char *name;
	uint64_t count;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

/* The same name may belong to several services: one row each name. */
static void write_names(FILE *f, const struct ops *ops, const struct tally *t)
{
	unsigned n = ops->n + SP_COUNT;
	struct named *row = must_alloc(n * sizeof(*row));
	const char *comma = "";

	for (unsigned i = 0; i < ops->n; i++)
		row[i] = (struct named){ ops->op[i].name, t->op[i] };
	for (unsigned i = 0; i < SP_COUNT; i++)
		row[ops->n + i] = (struct named){ special_names[i], t->op[ops->n + i] };
	qsort(row, n, sizeof(*row), by_name);
	fputs(",\n\"eventName\":{", f);
	for (unsigned i = 0; i < n; i++) {
		if (i + 1 < n && !strcmp(row[i].name, row[i + 1].name)) {
			row[i + 1].count += row[i].count;
		} else if (row[i].count) {
			fprintf(f, "%s\n\"%s\":%llu", comma, row[i].name,
				(unsigned long long)row[i].count);
			comma = ",";
		}
	}
	fputs("}", f);
	free(row);
}

static void write_identities(FILE *f, const struct world *w, const struct tally *t)
{
	const char *comma = "";
	char name[160];

	fputs(",\n\"identity\":{", f);
	for (uint32_t i = 0; i < N_IDENTITIES; i++) {
		if (!t->identity[i])
			continue;
		world_identity(w, i, name);
		fprintf(f, "%s\n\"%s\":%llu", comma, name,
			(unsigned long long)t->identity[i]);
		comma = ",";
	}
	fputs("}", f);
}

static void write_functions(FILE *f, const struct world *w, const struct tally *t)
{
	const char *comma = "";

	fputs(",\n\"functions\":[", f);
	for (uint32_t i = 0; i < N_FUNCTIONS; i++) {
		const struct tally_fn *fn = &t->fn[i];
		unsigned callers = 0;

		for (size_t k = 0; k < sizeof(fn->caller) / sizeof(fn->caller[0]); k++)
			callers += (unsigned)__builtin_popcountll(fn->caller[k]);
		if (!fn->invocations && !fn->changes && !fn->failed)
			continue;
		fprintf(f,
			"%s\n{\"arn\":\"%s\",\"invocations\":%llu,\"callers\":%u,"
			"\"changes\":%llu,"
			"\"errors\":%llu}",
			comma, w->fn[i].arn, (unsigned long long)fn->invocations, callers,
			(unsigned long long)fn->changes, (unsigned long long)fn->failed);
		comma = ",";
	}
	fputs("]", f);
}

static void write_attacks(FILE *f, const struct tally *t)
{
	fputs(",\n\"attacks\":[", f);
	for (uint32_t i = 0; i < t->n_steps; i++) {
		const struct attack_step *p = &t->steps[i];
		bool first = !i || p[-1].file != p->file;

		fprintf(f, "%s%s{\"step\":\"%s\",\"eventID\":\"%s\"}",
			!first ? ","
			: i    ? "],\n"
			       : "\n",
			first ? "[" : "", p->what, p->id);
	}
	fputs(t->n_steps ? "]]" : "]", f);
}

bool truth_write(const char *path, const struct config *c, const struct world *w,
		 const struct ops *ops, const struct tally *t)
{
	FILE *f = fopen(path, "w");
	bool ok;

	if (!f)
		return false;
	fprintf(f,
		"{\"seed\":%llu,\"records\":%llu,\"events\":%llu,\"duplicates\":%llu,"
		"\"insights\":%llu,\n"
		"\"files\":%llu,\"empty_files\":%llu,\"digests\":%llu,\"bytes\":%llu,"
		"\"issued_sessions\":%llu,\"failed\":%llu",
		(unsigned long long)c->seed, (unsigned long long)(t->events + t->copies),
		(unsigned long long)t->events, (unsigned long long)t->copies,
		(unsigned long long)t->insights, (unsigned long long)t->files,
		(unsigned long long)t->empty_files, (unsigned long long)t->digests,
		(unsigned long long)t->bytes, (unsigned long long)t->sessions,
		(unsigned long long)t->failed);
	write_names(f, ops, t);
	write_identities(f, w, t);
	write_functions(f, w, t);
	write_attacks(f, t);
	fputs("}\n", f);
	ok = !ferror(f);
	return fclose(f) == 0 && ok;
}
