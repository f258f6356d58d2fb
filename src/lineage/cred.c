/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths of the parts of a credential, and their values of one row. */
#include "lineage/cred.h"

#include "columns/numbers.h"
#include "event/field.h"
#include "event/rules.h"
#include "store/value.h"

#include <strings.h>

static const char *const paths[LP_COUNT] = {
#define E(id, path) path,
	LINEAGE_PART_LIST(E)
#undef E
};

const uint8_t lineage_outcomes[] = { LP_LOGIN, LP_SWITCHED, LP_STEP_SIGNED_IN,
				     LP_STEP_VERIFIED };
const unsigned lineage_noutcomes = ARRAY_SIZE(lineage_outcomes);

void lineage_paths_init(struct lineage_paths *p, const struct path_trie *t)
{
	for (unsigned i = 0; i < LP_COUNT; i++)
		p->part[i] = path_of(t, paths[i]);
	p->event = path_derived(t, FLD_EVENT);
	p->identity = path_derived(t, FLD_IDENTITY);
	p->kind = path_derived(t, FLD_KIND);
	p->result = path_derived(t, FLD_RESULT);
}

struct sv lineage_known(struct sv v)
{
	static const struct sv hidden = SV_LIT("HIDDEN_DUE_TO_SECURITY_REASONS");

	return v.len && !sv_eq(v, hidden) ? v : SV_NULL;
}

bool lineage_true(struct sv v)
{
	return v.len == 4 && strncasecmp(v.ptr, "true", 4) == 0;
}

tick_t lineage_time(struct sv v)
{
	char iso[20];

	if (!v.len)
		return TICK_NONE;
	if (v.len != 16 || v.ptr[8] != 'T' || v.ptr[15] != 'Z')
		return time_parse(v);
	/* 20131102T010628Z */
	memcpy(iso, v.ptr, 4);
	iso[4] = iso[7] = '-';
	memcpy(iso + 5, v.ptr + 4, 2);
	memcpy(iso + 8, v.ptr + 6, 2);
	iso[10] = 'T';
	memcpy(iso + 11, v.ptr + 9, 2);
	iso[13] = iso[16] = ':';
	memcpy(iso + 14, v.ptr + 11, 2);
	memcpy(iso + 17, v.ptr + 13, 2);
	iso[19] = 'Z';
	return time_parse(sv_make(iso, 20));
}

static struct sv read_part(const struct store *s, path_t path, row_t row,
			   struct arena *arena)
{
	return path == PATH_NONE ? SV_NULL : value_first(s, row, path, arena).text;
}

void lineage_cred_read(const struct store *s, const struct lineage_paths *p, row_t row,
		       struct arena *arena, struct lineage_cred *c)
{
	*c = (struct lineage_cred){ .row = row, .time = store_time(s, row) };
	for (unsigned i = 0; i < LP_COUNT; i++)
		c->part[i] = lineage_known(read_part(s, p->part[i], row, arena));
	c->event = read_part(s, p->event, row, arena);
	c->identity = read_part(s, p->identity, row, arena);
	c->created = lineage_time(c->part[LP_CREATED]);
	c->console = lineage_true(c->part[LP_CONSOLE]);
	c->insight = sv_eqs(read_part(s, p->kind, row, arena), kind_names[KIND_INSIGHT]);
	c->partial = segment_run(store_seg(s, row_seg(row)), row_in_seg(row))->how.partial;
	c->ok = !c->partial &&
		sv_eqs(read_part(s, p->result, row, arena), result_names[RES_OK]);
	for (unsigned i = 0; i < lineage_noutcomes; i++)
		c->ok &= !sv_eqs(c->part[lineage_outcomes[i]], "Failure");
}

struct sv lineage_session(const struct lineage_cred *c)
{
	return lineage_known(
		rule_session(c->part[LP_TYPE], c->part[LP_ARN], c->part[LP_PRINCIPAL]));
}
