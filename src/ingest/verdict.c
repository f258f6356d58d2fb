/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file was, once all of its text was read. */
#include "ingest/split_priv.h"

#include <stdio.h>

void split_close(struct split *sp)
{
	const struct level *l = sp->nlevels ? &sp->levels[sp->nlevels - 1] : NULL;
	char reason[96];

	if (sp->stop || sp->state == SPLIT_TOP || sp->state == SPLIT_ROW ||
	    sp->state == SPLIT_LINE || sp->state == SPLIT_LOST)
		return;
	snprintf(reason, sizeof(reason), "the text ends inside %s",
		 l && l->key ? l->key : "an array");
	split_refuse(sp, sp->scope ? sp->scope->end : sp->file->inflated, 0, reason);
}

/* ---- kinds ---- */

/* Events by kind; those of no form stand at FK_TRAIL. */
struct kinds {
	uint64_t events[FK_COUNT], first[FK_COUNT];
};

static void count_kinds(const struct tally *t, struct kinds *ret)
{
	*ret = (struct kinds){ 0 };
	for (unsigned i = 0; i < form_count; i++) {
		enum file_kind k = forms[i]->kind;

		if (!t->events[i])
			continue;
		if (!ret->events[k] || t->first[i] < ret->first[k])
			ret->first[k] = t->first[i];
		ret->events[k] += t->events[i];
	}
}

/* The kind of most events, of the first ones when there are several. */
static enum file_kind most(const struct kinds *ks)
{
	enum file_kind best = FK_TRAIL;

	for (unsigned k = 0; k < FK_COUNT; k++)
		if (ks->events[k] > ks->events[best] ||
		    (ks->events[k] == ks->events[best] && ks->events[k] &&
		     ks->first[k] < ks->first[best]))
			best = (enum file_kind)k;
	return best;
}

/* A remark for each of the other kinds. */
static void note_others(struct file *f, const struct kinds *ks)
{
	char text[96];

	for (unsigned k = 0; k < FK_COUNT; k++) {
		enum file_kind kind = k == FK_TRAIL ? f->plain : (enum file_kind)k;

		if (!ks->events[k] || kind == f->kind)
			continue;
		snprintf(text, sizeof(text), "%llu event%s as %s",
			 (unsigned long long)ks->events[k], ks->events[k] == 1 ? "" : "s",
			 file_kind_names[kind]);
		file_note(f, text);
	}
}

/* The form of a list that is all there is in the file, or FORM_NONE. */
static unsigned container(const struct tally *t)
{
	uint64_t lists = t->lists & ~(UINT64_C(1) << FORM_NONE);

	return lists ? (unsigned)__builtin_ctzll(lists) : FORM_NONE;
}

static void set_kind(struct split *sp)
{
	struct file *f = sp->file;
	unsigned form = container(sp->tally);
	struct kinds ks;

	f->plain = sp->values > 1 || sp->first > FK_NDJSON ? FK_NDJSON : sp->first;
	f->kind = sp->values > 1 ? FK_NDJSON : sp->first;
	/* --output text puts TABs between the records that --query has chosen */
	if (sp->values > 1 && sp->tabs == sp->values - 1)
		f->kind = f->plain = FK_LOOKUP;
	if (!f->events) {
		if (form && !f->skipped)
			f->kind = forms[form]->kind;
		return;
	}
	count_kinds(sp->tally, &ks);
	f->kind = most(&ks);
	if (f->kind == FK_TRAIL)
		f->kind = f->plain;
	note_others(f, &ks);
}

/* ---- states ---- */

/* Elements that are no event, the most telling first. */
static const struct {
	enum file_kind kind;
	const char *words;
} skips[] = {
	{ FK_DIGEST, "CloudTrail digest, holds no events" },
	{ FK_UNSUPPORTED, "events in a form that this version does not read" },
	{ FK_NOTIFICATION, "notification, holds no events" },
	{ FK_OTHER, "JSON, but no CloudTrail events" },
};

/* Does the name say that it is a file of a trail: 111122223333_CloudTrail_...? */
static bool is_named_trail(const char *path)
{
	const char *name = strrchr(path, '/');

	name = name ? name + 1 : path;
	return strspn(name, "0123456789") == 12 &&
	       strncmp(name + 12, "_CloudTrail_", 12) == 0;
}

/* The file holds something else, which is WHAT. */
static void end_other(struct file *f, enum file_kind kind, const char *what)
{
	f->kind = kind;
	f->state = FSTATE_SKIPPED;
	file_problem(f, what);
	if (kind != FK_OTHER || !is_named_trail(f->path))
		return;
	f->state = FSTATE_UNREADABLE;
	file_problem(f, "its name is that of a file of a trail");
}

static void end_skipped(struct split *sp)
{
	const struct tally *t = sp->tally;
	struct file *f = sp->file;
	size_t i = 0;
	enum file_kind kind;

	while (i + 1 < ARRAY_SIZE(skips) && !t->skipped[skips[i].kind])
		i++;
	kind = skips[i].kind;
	/* what a form has said of its own elements tells more than that they are JSON */
	for (unsigned k = 0; kind == FK_OTHER && k < FK_COUNT; k++)
		if (t->skipped[k] && t->why[k])
			kind = (enum file_kind)k;
	end_other(f, kind, t->why[kind] ? t->why[kind] : skips[i].words);
}

static void end_refused(struct file *f)
{
	char text[256];

	snprintf(text, sizeof(text), "%llu place%s could not be read: at byte %llu: %s",
		 (unsigned long long)f->refused, f->refused == 1 ? "" : "s",
		 (unsigned long long)f->bad[0].off, f->bad[0].reason);
	file_problem(f, text);
	f->state = f->events ? FSTATE_DAMAGED : FSTATE_UNREADABLE;
}

static void end_without_json(struct split *sp)
{
	if (sp->is_text)
		end_other(sp->file, sp->not_json.kind, sp->not_json.what);
	else
		end_other(sp->file, FK_EMPTY, "empty");
}

void split_end(struct split *sp)
{
	struct file *f = sp->file;

	if (sp->is_text || !sp->begun) {
		end_without_json(sp);
		return;
	}
	split_close(sp);
	set_kind(sp);
	for (unsigned i = 0; i < REMARK_COUNT; i++)
		if (sp->tally->ctx.remarks >> i & 1)
			file_note(f, table_remark_words[i]);
	if (f->refused)
		end_refused(f);
	else if (!f->events && f->skipped)
		end_skipped(sp);
}
