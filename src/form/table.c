/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and cells, and how a row becomes a record. */
#include "form/table.h"

#include "form/codec.h"
#include "form/compose.h"
#include "form/object.h"

#include <stdlib.h>
#include <strings.h>

const char *const table_remark_words[REMARK_COUNT] = {
	"times without a zone are taken as UTC",
	"times that a spreadsheet cut, or whose day and month cannot be told apart",
	"account numbers that a spreadsheet rounded are left out",
	"fields beside a record disagree with it: the record counts",
};

void cell_ctx_release(struct cell_ctx *ctx)
{
	buf_release(&ctx->cell);
	buf_release(&ctx->value);
}

/* ---- rows ---- */

/* The cell in quotes at P: behind its last quote; NULL: the text ends first. */
static const char *quoted_end(const char *p, const char *end)
{
	for (p++;; p += 2) {
		p = p < end ? memchr(p, '"', (size_t)(end - p)) : NULL;
		if (!p)
			return NULL;
		if (p + 1 >= end || p[1] != '"')
			return p + 1;
	}
}

static void add_cell(struct table_row *row, const char *p, const char *end, bool quoted)
{
	if (row->n == TABLE_COLS)
		return;
	row->cells[row->n++] =
		(struct cell_at){ sv_make(p, (size_t)(end - p)), quoted, false };
}

/* The cell at P; *RET_END: where the delimiter or the line's end stands. */
static bool scan_cell(struct table_row *row, const char *p, const char *end, char delim,
		      bool final, const char **ret_end)
{
	bool quoted = p < end && *p == '"';
	const char *from = p, *to;

	if (quoted) {
		p = quoted_end(p, end);
		if (!p && !final)
			return false;
		to = p ? p - 1 : end;
		from++;
		p = p ? p : end;
		/* what stands behind the quote belongs to no cell */
		while (p < end && *p != delim && *p != '\n')
			p++;
	} else {
		while (p < end && *p != delim && *p != '\n')
			p++;
		to = p;
		if (p < end && *p == '\n' && to > from && to[-1] == '\r')
			to--;
	}
	add_cell(row, from, MAX(to, from), quoted);
	*ret_end = p;
	return p < end || final;
}

/* The cells of {"Data":[...]}. */
static const char *json_row(struct table_row *row, const char *p, const char *end)
{
	struct object o, cell;
	const struct member *data;
	const char *at;

	if (!object_scan(&o, p, end))
		return NULL;
	data = object_get_as(&o, "Data", '[');
	for (at = data ? data->val : NULL; at && row->n < TABLE_COLS; at = cell.to) {
		struct sv text;

		at = memchr(at, '{', (size_t)(data->end - at));
		if (!at || !object_scan(&cell, at, data->end))
			break;
		text = member_inside(object_get(&cell, "VarCharValue"));
		row->cells[row->n++] =
			(struct cell_at){ text.ptr ? text : SV_LIT(""), true, true };
	}
	return o.to;
}

const char *table_row(struct table_row *row, const char *p, const char *end, char delim,
		      bool final)
{
	row->n = 0;
	if (!delim)
		return json_row(row, p, end);
	for (;;) {
		if (!scan_cell(row, p, end, delim, final, &p))
			return NULL;
		if (p >= end)
			return end;
		if (*p++ == '\n')
			return p;
	}
}

struct sv table_cell(const struct table_row *row, unsigned i, struct buf *tmp)
{
	const struct cell_at *c = &row->cells[i];

	if (i >= row->n)
		return SV_LIT("");
	if (c->json && sv_chr(c->text, '\\') >= 0)
		return codec_decode_step(STEP_STRING, c->text, tmp) ? buf_sv(tmp)
								    : SV_LIT("");
	if (c->json)
		return c->text;
	if (!c->quoted || sv_chr(c->text, '"') < 0)
		return c->text;
	codec_decode_step(STEP_CELL, c->text, tmp);
	return buf_sv(tmp);
}

/* ---- headers ---- */

char table_delim(struct sv line)
{
	static const char delims[] = { ',', ';', '\t' };
	unsigned most = 0;
	char best = ',';

	if (line.len && *line.ptr == '{')
		return 0;

	for (size_t i = 0; i < ARRAY_SIZE(delims); i++) {
		unsigned n = 0;

		for (size_t k = 0; k < line.len; k++)
			n += line.ptr[k] == delims[i];
		if (n > most) {
			most = n;
			best = delims[i];
		}
	}
	return best;
}

/* The name in a cell of the header, without blanks around. */
static struct sv name_of(const struct table_row *row, unsigned i)
{
	struct sv v = row->cells[i].text;

	while (v.len && (*v.ptr == ' ' || *v.ptr == '\t'))
		v = sv_from(v, 1);
	while (v.len && strchr(" \t\r", v.ptr[v.len - 1]))
		v.len--;
	return v;
}

static bool same_name(struct sv a, const char *b)
{
	return a.len == strlen(b) && strncasecmp(a.ptr, b, a.len) == 0;
}

int table_column(const struct table_row *row, const char *name)
{
	for (unsigned i = 0; i < row->n; i++)
		if (same_name(name_of(row, i), name))
			return (int)i;
	return -1;
}

static int bound_cmp(const void *a, const void *b)
{
	const struct binding *x = a, *y = b;
	int c = strcmp(x->def->path, y->def->path);

	return c ? c : (int)x->col - (int)y->col;
}

void table_bind(struct table *t, const struct table_row *row, const struct column_def *defs)
{
	for (unsigned i = 0; i < row->n; i++) {
		const struct column_def *d = defs;
		struct sv name = name_of(row, i);

		while (d->name && !same_name(name, d->name))
			d++;
		if (!d->name)
			continue;
		t->known++;
		if (d->path)
			t->bound[t->nbound++] = (struct binding){ i, d };
	}
	/* paths of one object follow one another */
	qsort(t->bound, t->nbound, sizeof(*t->bound), bound_cmp);
}

char *table_paths(const struct table *t)
{
	struct buf out = BUF_INIT;

	for (unsigned i = 0; i < t->nbound; i++) {
		buf_adds(&out, t->bound[i].def->path);
		buf_addc(&out, '\n');
	}
	return buf_detach(&out, NULL);
}

bool table_compose(const struct table *t, const struct table_row *row, const char *form,
		   struct cell_ctx *ctx, struct buf *out)
{
	struct compose c;
	bool event = false;

	compose_begin(&c, out);
	for (unsigned i = 0; i < t->nbound; i++) {
		const struct binding *b = &t->bound[i];
		struct sv cell = table_cell(row, b->col, &ctx->cell);

		buf_clear(&ctx->value);
		if (!cell.len || !b->def->fn(cell, ctx, &ctx->value))
			continue;
		/* of two columns with one path the first counts */
		if (i && strcmp(b->def->path, t->bound[i - 1].def->path) == 0)
			continue;
		event |= strcmp(b->def->path, "eventTime") == 0 ||
			 strcmp(b->def->path, "eventID") == 0;
		compose_key(&c, b->def->path);
		buf_addsv(out, buf_sv(&ctx->value));
	}
	/* a row of counts */
	if (!event)
		return false;
	compose_end(&c, form);
	return true;
}

/* ---- dates ---- */

/* Has one of the times of ROW its parts between slashes or dots? Others tell nothing. */
static bool has_slashes(const struct table *t, const struct table_row *row, struct buf *tmp)
{
	for (unsigned i = 0; i < t->nbound; i++) {
		struct sv cell;

		if (t->bound[i].def->fn != as_time)
			continue;
		cell = sv_head(table_cell(row, t->bound[i].col, tmp), 3);
		if (!cell.len || sv_chr(cell, '/') >= 0 || sv_chr(cell, '.') >= 0)
			return true;
	}
	return false;
}

enum day_order table_days(const struct table *t, const char *p, const char *end)
{
	struct cell_ctx ctx = { 0 };
	enum day_order days = DAY_UNKNOWN;
	struct table_row row;
	for (bool slashes = true; slashes && days == DAY_UNKNOWN && p < end;) {
		p = table_row(&row, p, end, t->delim, true);
		slashes = has_slashes(t, &row, &ctx.cell);
		for (unsigned i = 0; i < t->nbound && days == DAY_UNKNOWN; i++)
			if (t->bound[i].def->fn == as_time)
				days = date_order(
					table_cell(&row, t->bound[i].col, &ctx.cell));
	}
	cell_ctx_release(&ctx);
	return days;
}
