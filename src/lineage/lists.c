/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns and cells of a trace. */
#include "lineage/lists.h"

#include "event/field.h"
#include "store/value.h"

#include <string.h>

enum {
	HC_EVENT,
	HC_TIME,
	HC_IDENTITY,
	HC_ACTION,
	HC_RULE,
	HC_CONFIDENCE,
	HC_ISSUED,
	HC_IP,
	HC_SESSION,
	HC_ACCOUNT,
	HC_CANDIDATES,
	HC_MFA,
	HC_NOTE,
	HC_PROOF,
	HC_COUNT
};
static const struct col hop_cols[HC_COUNT] = {
	[HC_EVENT] = { "event", "EVENT ID", 0, CELL_TEXT, COL_NO_ROOM,
		       "null for a hop that is no event (a service, the subject of an "
		       "identity provider, a person of Identity Center)" },
	[HC_TIME] = { "time", "TIME", COL_BLANK, CELL_TIME, COL_ROOM_CLOCK(1, 1), NULL },
	[HC_IDENTITY] = { "identity",
			  "IDENTITY",
			  COL_KEEP_TAIL | COL_GROW | COL_TAIL,
			  CELL_WHO,
			  { 14, 30, 0, 3 },
			  NULL },
	[HC_ACTION] = { "action", "ACTION", COL_NAME, CELL_TEXT, { 14, 26, 0, 2 }, NULL },
	[HC_RULE] = { "rule",
		      "RULE",
		      COL_BLANK,
		      CELL_TEXT,
		      { 8, 15, 0, 4 },
		      "how it was found: key (it issued the key), role-id (it issued the "
		      "role session), login (somebody signed in to the console when the "
		      "session began), console (the same, by the name of the sign-in "
		      "session), switch-role, shared (the caller's own copy of the event), "
		      "source-identity (it set the source identity), saml, oidc, idc, "
		      "service, created (it created the access key), federated" },
	[HC_CONFIDENCE] = { "confidence",
			    "CONFIDENCE",
			    COL_BLANK,
			    CELL_TEXT,
			    { 11, 11, 2, 5 },
			    "exact (a key, for one, with the role or user and, within 2 "
			    "seconds, the creation date); same-second (told by the second "
			    "only); probable (something is not said); ambiguous: several "
			    "events fit and nothing tells them apart; event is the first "
			    "of "
			    "them" },
	[HC_ISSUED] = { "issued",
			"ISSUED",
			COL_BLANK,
			CELL_TEXT,
			{ 20, 30, 3, 6 },
			"the key, else the role session, else the console session as "
			"PRINCIPAL@CREATION" },
	[HC_IP] = { "ip", "SOURCE IP", COL_BLANK, CELL_TEXT, { 15, 15, 4, 7 }, NULL },
	[HC_SESSION] = { "session", "SESSION", 0, CELL_TEXT, COL_NO_ROOM, NULL },
	[HC_ACCOUNT] = { "account", "ACCOUNT", 0, CELL_TEXT, COL_NO_ROOM, NULL },
	[HC_CANDIDATES] = { "candidates", "CANDIDATES", COL_JSON_ONLY, CELL_LIST,
			    COL_NO_ROOM, "of an ambiguous hop: all that fit" },
	[HC_MFA] = { "mfa", "MFA", COL_TABLE_ONLY, CELL_TEXT, COL_NO_ROOM, NULL },
	[HC_NOTE] = { "note", "NOTE", COL_TABLE_ONLY | COL_KEEP_TAIL, CELL_TEXT,
		      COL_NO_ROOM, NULL },
	[HC_PROOF] = { "proof", "PROVED BY", COL_TABLE_ONLY, CELL_LIST, COL_NO_ROOM,
		       "the events that show it" },
};

static struct sv text_of(struct rows *r, row_t row, path_t path)
{
	const struct lineage_lists *l = r->data;

	if (row == ROW_NONE || path == PATH_NONE)
		return SV_NULL;
	return value_first(l->store, row, path, &r->arena).text;
}

static const struct lineage_hop *hop_at(const struct rows *r, size_t i)
{
	return &((const struct lineage_lists *)r->data)->trace->hops[i];
}

static struct cell ids_of(struct rows *r, const row_t *rows, size_t n)
{
	const struct lineage_lists *l = r->data;
	struct sv *ids = arena_alloc(&r->arena, n * sizeof(*ids));

	for (size_t k = 0; k < n; k++) {
		ids[k] = text_of(r, rows[k], l->id);
		if (!ids[k].ptr)
			ids[k] = SV_LIT("(no id)");
	}
	return cell_list(ids, n);
}

static struct cell action_cell(const struct rows *r, const struct lineage_hop *h)
{
	if (r->reader == READER_SCREEN && !h->action.ptr)
		return cell_toned(cell_str("(no event)"),
				  h->row == ROW_NONE ? TONE_DIM : TONE_TEXT);
	return cell_toned(cell_text(h->action), h->row == ROW_NONE ? TONE_DIM : TONE_TEXT);
}

static void hop_cells(struct rows *r, size_t i, struct cell *c)
{
	const struct lineage_lists *l = r->data;
	const struct lineage_hop *h = hop_at(r, i);

	c[HC_EVENT] = cell_text(text_of(r, h->row, l->id));
	c[HC_TIME] =
		cell_time(h->row == ROW_NONE ? TICK_NONE : store_time(l->store, h->row));
	c[HC_IDENTITY] = cell_who(h->identity, SV_NULL);
	c[HC_ACTION] = action_cell(r, h);
	c[HC_RULE] = c[HC_CONFIDENCE] = cell_null();
	if (h->rule != LINEAGE_NO_RULE) {
		c[HC_RULE] = cell_str(lineage_rules[h->rule].name);
		c[HC_CONFIDENCE] = cell_toned(
			cell_str(lineage_confidences[h->confidence]),
			h->confidence >= LINEAGE_PROBABLE ? TONE_WARNING : TONE_TEXT);
	}
	c[HC_ISSUED] = cell_text(h->issued);
	c[HC_IP] = cell_text(text_of(r, h->row, l->ip));
	c[HC_SESSION] = cell_text(text_of(r, h->row, l->session));
	c[HC_ACCOUNT] = cell_text(text_of(r, h->row, l->account));
	c[HC_CANDIDATES] =
		h->ncandidates ? ids_of(r, h->candidates, h->ncandidates) : cell_absent();
	c[HC_MFA] = cell_text(text_of(r, h->row, l->mfa));
	c[HC_NOTE] = cell_text(h->note);
	c[HC_PROOF] = h->ncandidates ? c[HC_CANDIDATES] : ids_of(r, h->proof, h->nproof);
}

static bool hop_value(const struct rows *r, size_t i, const char **ret_field,
		      struct sv *ret_value)
{
	*ret_field = "identity";
	*ret_value = hop_at(r, i)->identity;
	return true;
}

static row_t hop_event(const struct rows *r, size_t i)
{
	return hop_at(r, i)->row;
}

const struct listing lineage_hop_listing = {
	.key = "hops",
	.title = "hops",
	.cols = hop_cols,
	.ncols = HC_COUNT,
	.cells = hop_cells,
	.value = hop_value,
	.event = hop_event,
};

/* ---- what came of each ---- */

static const struct col forward_cols[] = {
	{ "issued", "ISSUED", 0, CELL_TEXT, COL_NO_ROOM, NULL },
	{ "filter", "FILTER", 0, CELL_TEXT, COL_NO_ROOM,
	  "for everything that was done with what was issued, and with all that was issued "
	  "in turn" },
};

static void forward_cells(struct rows *r, size_t i, struct cell *c)
{
	const struct lineage_lists *l = r->data;

	c[0] = cell_text(l->issued[i]);
	c[1] = cell_text(l->filter[i]);
}

const struct listing lineage_forward_listing = {
	.key = "forward",
	.title = "forward",
	.cols = forward_cols,
	.ncols = ARRAY_SIZE(forward_cols),
	.cells = forward_cells,
};

void lineage_lists_forward(struct lineage_lists *l)
{
	size_t n = 0;

	for (size_t k = 0; k < l->trace->n; k++) {
		AUTO_BUF struct buf b = BUF_INIT;
		bool cut;

		if (!lineage_forward(l->index, l->trace, k, &b, &cut))
			continue;
		if (cut)
			buf_adds(&b, "  (and more)");
		l->issued[n] = l->trace->hops[k].issued;
		l->filter[n++] = sv_make(arena_text(&l->arena, buf_sv(&b)), b.len);
	}
	l->forward.n = n;
}

static path_t field_path(const struct store *s, enum field_id id)
{
	const struct path_trie *t = store_paths_ro(s);

	return fields[id].src == FS_DERIVED
		       ? path_derived(t, id)
		       : path_find_child(t, PATH_ROOT, sv_str(fields[id].path));
}

void lineage_lists_init(struct lineage_lists *l, const struct store *s,
			const struct lineage_index *index,
			const struct lineage_trace *trace, enum reader reader)
{
	*l = (struct lineage_lists){
		.store = s,
		.index = index,
		.trace = trace,
		.id = field_path(s, FLD_ID),
		.ip = field_path(s, FLD_IP),
		.mfa = field_path(s, FLD_MFA),
		.session = field_path(s, FLD_SESSION),
		.account = field_path(s, FLD_ACCOUNT),
		.hops = { .of = &lineage_hop_listing, .n = trace->n, .reader = reader },
		.forward = { .of = &lineage_forward_listing, .reader = reader },
	};
	l->hops.data = l->forward.data = l;
}

void lineage_lists_release(struct lineage_lists *l)
{
	rows_release(&l->hops);
	rows_release(&l->forward);
	arena_release(&l->arena);
}
