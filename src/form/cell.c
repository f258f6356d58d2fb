/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in a cell, as a value of a record. */
#include "form/object.h"
#include "form/table.h"

#include "json/text.h"
#include "json/tree.h"
#include "util/timefmt.h"

#include <strings.h>

#define CELL_DEPTH 256u /* of JSON in a cell: less than a record may have */

bool as_text(struct sv cell, struct cell_ctx *ctx UNUSED, struct buf *out)
{
	json_quote(out, cell);
	return true;
}

bool as_bool(struct sv cell, struct cell_ctx *ctx, struct buf *out)
{
	if (cell.len == 4 && strncasecmp(cell.ptr, "true", 4) == 0)
		buf_adds(out, "true");
	else if (cell.len == 5 && strncasecmp(cell.ptr, "false", 5) == 0)
		buf_adds(out, "false");
	else
		return as_text(cell, ctx, out);
	return true;
}

static bool is_digits(struct sv v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.ptr[i] < '0' || v.ptr[i] > '9')
			return false;
	return v.len;
}

bool as_account(struct sv cell, struct cell_ctx *ctx, struct buf *out)
{
	bool number = json_is_number(cell);

	/* 1.11122E+11: what it was cannot be known */
	if (number && !is_digits(cell)) {
		ctx->remarks |= REMARK_ACCOUNT;
		return false;
	}
	return as_text(cell, ctx, out);
}

/* ---- times ---- */

/* A date and a time as spreadsheets and consoles write them. */
struct written {
	int a, b, year; /* 1/2/2026; of 2026-02-01 a is the month, b the day */
	bool iso;
	int hour, minute, second; /* SECOND -1: there is none */
	bool pm, am;
};

static bool number(struct sv *v, size_t least, size_t most, int *ret)
{
	size_t n = 0;

	*ret = 0;
	while (n < v->len && n < most && v->ptr[n] >= '0' && v->ptr[n] <= '9')
		*ret = *ret * 10 + (v->ptr[n++] - '0');
	*v = sv_from(*v, n);
	return n >= least;
}

static bool skip_char(struct sv *v, const char *any)
{
	if (!v->len || !strchr(any, *v->ptr))
		return false;
	*v = sv_from(*v, 1);
	return true;
}

static bool read_date(struct sv *v, struct written *w)
{
	struct sv iso = *v;

	if (number(&iso, 4, 4, &w->year) && skip_char(&iso, "-")) {
		*v = iso;
		w->iso = true;
		return number(v, 1, 2, &w->a) && skip_char(v, "-") &&
		       number(v, 1, 2, &w->b);
	}
	return number(v, 1, 2, &w->a) && skip_char(v, "/.") && number(v, 1, 2, &w->b) &&
	       skip_char(v, "/.") && number(v, 4, 4, &w->year);
}

static bool read_time(struct sv *v, struct written *w)
{
	int fraction;

	w->second = -1;
	if (!number(v, 1, 2, &w->hour) || !skip_char(v, ":") ||
	    !number(v, 2, 2, &w->minute))
		return false;
	if (skip_char(v, ":") && !number(v, 2, 2, &w->second))
		return false;
	if (skip_char(v, ".") && !number(v, 1, 9, &fraction))
		return false;
	skip_char(v, " ");
	w->am = v->len == 2 && strncasecmp(v->ptr, "am", 2) == 0;
	w->pm = v->len == 2 && strncasecmp(v->ptr, "pm", 2) == 0;
	return !v->len || w->am || w->pm;
}

static bool read_written(struct sv v, struct written *w)
{
	*w = (struct written){ 0 };
	if (!read_date(&v, w))
		return false;
	skip_char(&v, ",");
	if (!skip_char(&v, " T"))
		return false;
	return read_time(&v, w);
}

enum day_order date_order(struct sv cell)
{
	struct written w;

	if (!read_written(cell, &w) || w.iso)
		return DAY_UNKNOWN;
	return w.a > 12 ? DAY_FIRST : w.b > 12 ? MONTH_FIRST : DAY_UNKNOWN;
}

/* As a canonical time; false: it cannot be told. */
static bool time_of(const struct written *w, enum day_order days, struct buf *out)
{
	int month = w->iso || days == MONTH_FIRST ? w->a : w->b;
	int day = w->iso || days == MONTH_FIRST ? w->b : w->a;
	int hour = w->hour;

	if (w->second < 0 || w->minute > 59 || w->second > 60 ||
	    (!w->iso && days == DAY_UNKNOWN) || !time_date_ok(w->year, month, day))
		return false;
	if (w->am || w->pm) {
		if (hour < 1 || hour > 12)
			return false;
		hour = hour % 12 + (w->pm ? 12 : 0);
	}
	if (hour > 23)
		return false;
	time_format(out,
		    (((time_days(w->year, month, day) * 24 + hour) * 60 + w->minute) * 60 +
		     w->second) *
			    TICKS_PER_SEC);
	return true;
}

static bool has_zone(struct sv v)
{
	struct sv time = sv_from(v, MIN(v.len, (size_t)11));

	return v.len && (v.ptr[v.len - 1] == 'Z' || sv_chr(time, '+') >= 0 ||
			 sv_chr(time, '-') >= 0);
}

bool as_time(struct sv cell, struct cell_ctx *ctx, struct buf *out)
{
	struct written w;

	if (time_parse(cell) != TICK_NONE) {
		if (!has_zone(cell))
			ctx->remarks |= REMARK_NO_ZONE;
		return as_text(cell, ctx, out);
	}
	if (!read_written(cell, &w))
		return as_text(cell, ctx, out);
	buf_addc(out, '"');
	if (!time_of(&w, w.a > 12 ? DAY_FIRST : w.b > 12 ? MONTH_FIRST : ctx->days, out)) {
		out->len--;
		ctx->remarks |= REMARK_DATE;
		return as_text(cell, ctx, out);
	}
	ctx->remarks |= REMARK_NO_ZONE;
	buf_addc(out, '"');
	return true;
}

/* ---- JSON ---- */

bool as_json(struct sv cell, struct cell_ctx *ctx, struct buf *out)
{
	struct json_tree tree;

	if (sv_eqs(cell, "null"))
		return false;
	if (!strchr("{[\"", *cell.ptr) ||
	    json_tree_parse(cell, CELL_DEPTH, &tree, NULL) != ST_OK)
		return as_text(cell, ctx, out);
	json_tree_release(&tree);
	buf_addsv(out, cell);
	return true;
}

/* ---- resources ---- */

static struct sv either(const struct object *o, const char *a, const char *b)
{
	const struct member *m = object_get(o, a);

	return member_inside(m ? m : object_get(o, b));
}

/*
 * [{"resourceType":"AWS::S3::Bucket","resourceName":"x"}]: an ARN stands under its key in a
 * record; a name alone keeps the name it has here.
 */
bool as_resources(struct sv cell, struct cell_ctx *ctx UNUSED, struct buf *out)
{
	size_t before = out->len;
	struct json_tree tree;
	bool any = false;

	buf_addc(out, '[');
	for (;;) {
		ptrdiff_t at = sv_chr(cell, '{');
		struct object o;
		struct sv type, name;

		if (at < 0 || !object_scan(&o, cell.ptr + at, cell.ptr + cell.len))
			break;
		cell = sv_from(cell, (size_t)(o.to - cell.ptr));
		type = either(&o, "resourceType", "ResourceType");
		name = either(&o, "resourceName", "ResourceName");
		if (!name.ptr)
			continue;
		buf_adds(out, any ? ",{" : "{");
		if (type.ptr)
			buf_addf(out, "\"type\":\"" SV_FMT "\",", SV_ARG(type));
		buf_adds(out, sv_starts(name, SV_LIT("arn:")) ? "\"ARN\":\""
							      : "\"resourceName\":\"");
		buf_addsv(out, name);
		buf_adds(out, "\"}");
		any = true;
	}
	buf_addc(out, ']');
	if (any && json_tree_parse(sv_from(buf_sv(out), before), 8, &tree, NULL) == ST_OK) {
		json_tree_release(&tree);
		return true;
	}
	out->len = before;
	return false;
}
