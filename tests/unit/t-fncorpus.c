/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The function of each Lambda event of real trails ($TRAILSIFT_CORPUS), as the store derives it,
 * against a reading of the raw record with jansson by other code.
 */
#include "columns/rowread.h"
#include "ingest/raw.h"
#include "load/loader.h"
#include "store/order.h"
#include "util/bits.h"

#include "tap.h"

#include <jansson.h>
#include <time.h>

struct reading {
	char name[512], arn[1024];
};

static const char *str_at(json_t *rec, const char *path)
{
	char key[64];
	json_t *v = rec;

	while (v && *path) {
		size_t n = strcspn(path, ".");

		snprintf(key, sizeof(key), "%.*s", (int)n, path);
		v = json_object_get(v, key);
		path += n + (path[n] == '.');
	}
	return json_is_string(v) && json_string_length(v) ? json_string_value(v) : NULL;
}

/* "arn:P:lambda:R:A:function:NAME[:Q]" */
static bool take_arn(const char *v, struct reading *r)
{
	char part[7][256];
	int n;

	if (!v)
		return false;
	n = sscanf(v, "%255[^:]:%255[^:]:%255[^:]:%255[^:]:%255[^:]:%255[^:]:%255[^:]",
		   part[0], part[1], part[2], part[3], part[4], part[5], part[6]);
	if (n != 7 || strcmp(part[0], "arn") || strncmp(part[1], "aws", 3) ||
	    strcmp(part[2], "lambda") || strcmp(part[5], "function") ||
	    strpbrk(part[6], "*?/"))
		return false;
	snprintf(r->name, sizeof(r->name), "%s", part[6]);
	snprintf(r->arn, sizeof(r->arn), "arn:%.60s:lambda:%.60s:%.60s:function:%s",
		 part[1], part[3], part[4], part[6]);
	return true;
}

static void take_name(json_t *rec, const char *v, struct reading *r)
{
	const char *account = str_at(rec, "recipientAccountId");
	const char *region = str_at(rec, "awsRegion"),
		   *me = str_at(rec, "userIdentity.arn");
	char own[64], partition[32] = "aws";

	if (r->name[0] || !v || strncmp(v, "arn:", 4) == 0)
		return;
	if (me)
		sscanf(me, "arn:%31[^:]", partition);
	if (strstr(v, "function:")) {
		if (sscanf(v, "%63[0-9]:function:", own) == 1)
			account = own;
		v = strstr(v, "function:") + 9;
	}
	snprintf(r->name, sizeof(r->name), "%.*s", (int)strcspn(v, ":"), v);
	if (account && region)
		snprintf(r->arn, sizeof(r->arn),
			 "arn:%s:lambda:%.60s:%.60s:function:%.500s", partition, region,
			 account, r->name);
}

/* The steps in their order: the first ARN wins, a bare name is what is left. */
static void read_function(json_t *rec, struct reading *r)
{
	const char *denied = str_at(rec, "errorMessage");
	json_t *item;
	size_t i;

	memset(r, 0, sizeof(*r));
	json_array_foreach(json_object_get(rec, "resources"), i,
			   item) if (take_arn(str_at(item, "ARN"), r)) return;
	if (take_arn(str_at(rec, "requestParameters.functionName"), r) ||
	    take_arn(str_at(rec, "requestParameters.resource"), r) ||
	    take_arn(str_at(rec, "additionalEventData.functionVersion"), r) ||
	    take_arn(str_at(rec, "responseElements.functionArn"), r))
		return;
	denied = denied ? strstr(denied, "on resource: ") : NULL;
	if (denied && take_arn(denied + 13, r)) {
		r->name[strcspn(r->name, " ")] = '\0';
		r->arn[strcspn(r->arn, " ")] = '\0';
		return;
	}
	take_name(rec, str_at(rec, "requestParameters.functionName"), r);
	take_name(rec,
		  str_at(rec,
			 "requestParameters.fullyQualifiedArn.relativeId.functionName"),
		  r);
	take_name(rec, str_at(rec, "responseElements.functionName"), r);
}

struct checking {
	struct rowread rr;
	unsigned seen, named, bad;
};

static bool check(void *arg, row_t row, struct sv bytes, const struct err *err)
{
	struct checking *c = arg;
	json_t *rec = bytes.ptr ? json_loadb(bytes.ptr, bytes.len, 0, NULL) : NULL;
	struct reading want;
	struct sv name, arn;

	if (!rec) {
		DIAG("row %u: %s", row, err ? err->text : "not read by jansson");
		c->bad++;
		return true;
	}
	read_function(rec, &want);
	name = rowread_peek(&c->rr, row, "function");
	arn = rowread_peek(&c->rr, row, "function.arn");
	if (!sv_eqs(name, want.name) || !sv_eqs(arn, want.arn)) {
		DIAG("%s: " SV_FMT " for %s, " SV_FMT " for %s", str_at(rec, "eventID"),
		     SV_ARG(name), want.name, SV_ARG(arn), want.arn);
		c->bad++;
	}
	c->seen++;
	c->named += want.name[0] != '\0';
	json_decref(rec);
	return true;
}

static void load(struct store *s, const char *dir)
{
	struct load_options opt = LOAD_OPTIONS_INIT;
	const struct timespec pause = { 0, 1000000 };
	struct loader *l = loader_start(s, &dir, 1, &opt);

	while (!loader_done(l))
		nanosleep(&pause, NULL);
	loader_finish(l);
}

int main(void)
{
	const char *dir = getenv("TRAILSIFT_CORPUS");
	struct checking c = { .seen = 0 };
	struct store *s;
	struct raw *raw;
	row_t *rows;
	size_t n = 0;

	if (!dir)
		SKIP_ALL("no $TRAILSIFT_CORPUS");
	s = store_new();
	load(s, dir);
	rowread_init(&c.rr, s);
	rows = malloc((store_order(s)->n + 1) * sizeof(*rows));
	if (!rows)
		BAIL("no memory");
	for (uint32_t i = 0; i < store_order(s)->n; i++)
		if (sv_eqs(rowread_peek(&c.rr, store_order(s)->rows[i], "eventSource"),
			   "lambda.amazonaws.com"))
			rows[n++] = store_order(s)->rows[i];
	raw = raw_new(s, 1 << 20);
	IS_ST(raw_each(raw, rows, n, 1 << 20, 1, check, &c), ST_OK, "records are read");
	IS_INT(c.seen, n, "every Lambda event");
	OK(c.named >= 20, "%u of %u name a function", c.named, c.seen);
	IS_INT(c.bad, 0, "the same function by both readings");
	raw_free(raw);
	rowread_release(&c.rr);
	free(rows);
	store_free(s);
	return DONE();
}
