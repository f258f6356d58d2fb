/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/base.h"

#include "ops.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * Shapes by verb. `%p` and `%v` are the parameter and the value of the service; a name takes one
 * of the variants of its verb by its own hash, so that it always looks the same.
 */
struct verb {
	const char *word;
	bool read;
	const char *request[4], *response[2];
};
static const struct verb verbs[] = {
	{ "List",
	  true,
	  { "", "{\"maxResults\":100}", "{\"maxResults\":50,\"nextToken\":\"$Z\"}",
	    "{\"%p\":\"%v\",\"limit\":$N}" },
	  { "", "" } },
	{ "Describe",
	  true,
	  { "{\"%p\":\"%v\"}", "{\"%pSet\":{\"items\":[{\"%p\":\"%v\"}]},\"filterSet\":{}}",
	    "{\"filterSet\":{\"items\":[{\"name\":\"tag:team\",\"valueSet\":{\"items\":"
	    "[{\"value\":\"$W\"}]}}]},\"maxResults\":$N}",
	    "" },
	  { "", "" } },
	{ "Batch",
	  true,
	  { "{\"%ps\":[\"%v\",\"%v\"]}", "{\"%p\":\"%v\",\"include\":[\"TAGS\"]}", NULL,
	    NULL },
	  { "", "" } },
	{ "Get",
	  true,
	  { "{\"%p\":\"%v\"}", "{\"%p\":\"%v\",\"maxResults\":$N}", "{\"%p\":\"%v\"}",
	    "{\"%p\":\"%v\",\"version\":\"$N\"}" },
	  { "", "" } },
	{ "Create",
	  false,
	  { "{\"%p\":\"%v\",\"clientRequestToken\":\"$U\",\"tags\":[{\"key\":\"team\","
	    "\"value\":\"$W\"},"
	    "{\"key\":\"env\",\"value\":\"prod\"}]}",
	    "{\"%p\":\"%v\",\"description\":\"$S\",\"tagSpecificationSet\":{\"items\":[{"
	    "\"tags\":"
	    "[{\"key\":\"Name\",\"value\":\"$S\"}]}]}}",
	    NULL, NULL },
	  { "{\"%p\":\"%v\",\"status\":\"CREATING\",\"arn\":\"arn:aws:x:$R:$A:$S/$X\","
	    "\"createdAt\":\"$D\"}",
	    "{\"requestId\":\"$U\",\"_return\":true,\"%p\":\"%v\"}" } },
	{ "Delete",
	  false,
	  { "{\"%p\":\"%v\"}", "{\"%p\":\"%v\",\"force\":true}", NULL, NULL },
	  { "", "{\"requestId\":\"$U\",\"_return\":true}" } },
	{ "Update",
	  false,
	  { "{\"%p\":\"%v\",\"desiredCount\":$N,\"version\":\"$N\"}",
	    "{\"%p\":\"%v\",\"options\":{\"timeout\":$N,\"retries\":3}}", NULL, NULL },
	  { "{\"%p\":\"%v\",\"status\":\"ACTIVE\",\"updatedAt\":\"$D\"}", "" } },
	{ "Put",
	  false,
	  { "{\"%p\":\"%v\",\"value\":{\"enabled\":true,\"threshold\":$N}}",
	    "{\"%p\":\"%v\",\"configuration\":{\"rules\":[{\"id\":\"$W\",\"status\":"
	    "\"Enabled\","
	    "\"days\":$N}]}}",
	    NULL, NULL },
	  { "", "{\"requestId\":\"$U\"}" } },
	{ "",
	  false,
	  { "{\"%p\":\"%v\"}", "{\"%p\":\"%v\",\"dryRun\":false,\"reason\":\"$W\"}",
	    "{\"%p\":\"%v\",\"parameters\":{\"source\":\"$S\",\"count\":$N}}", NULL },
	  { "{\"requestId\":\"$U\",\"_return\":true}", "" } },
};
/* Verbs that read without saying so in the table above. */
static const char *const readers[] = {
	"Head",     "Lookup", "Search", "Select", "Query", "Scan",     "Filter", "Simulate",
	"Validate", "Test",   "Verify", "View",   "Poll",  "Discover", "Decode"
};

static bool begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* SHAPE with %p and %v filled in, appended with its NUL; NULL stays NULL. */
static const char *fill(struct text *t, const char *shape, const struct op_service *s)
{
	size_t at = text_len(t);

	if (!shape || !*shape)
		return NULL;
	for (; *shape; shape++) {
		text_reserve(t, 256);
		if (shape[0] == '%' && (shape[1] == 'p' || shape[1] == 'v'))
			put_str(t, *++shape == 'p' ? s->noun : s->value);
		else
			put_char(t, *shape);
	}
	put_char(t, '\0');
	return t->base + at;
}

static void make_op(struct op *op, const struct op_service *s, const char *name, size_t len)
{
	const struct verb *v = verbs;
	unsigned n_req = 0, n_resp = 0;
	uint64_t hash = 7;
	struct text t;

	text_init(&t, 4096); /* never grown by what stands in the tables */
	put(&t, name, len);
	put_char(&t, '\0');
	op->owned = t.base;
	op->name = op->owned;
	op->source = s->source;
	while (!begins(op->name, v->word))
		v++;
	for (const char *p = op->name; *p; p++)
		hash = rng_mix(hash ^ (unsigned char)*p);
	while (n_req < ARRAY_SIZE(v->request) && v->request[n_req])
		n_req++;
	while (n_resp < ARRAY_SIZE(v->response) && v->response[n_resp])
		n_resp++;
	op->flags = v->read ? OP_READ : 0;
	for (unsigned i = 0; i < ARRAY_SIZE(readers); i++)
		if (begins(op->name, readers[i]))
			op->flags = OP_READ;
	tmpl_compile(&op->request, fill(&t, v->request[hash % n_req], s));
	tmpl_compile(&op->response, fill(&t, v->response[hash / 8 % n_resp], s));
	tmpl_compile(&op->additional, NULL);
	tmpl_compile(&op->resources, NULL);
}

static void take_shape(struct op *op, const struct op_shape *shape)
{
	op->source = shape->source;
	op->name = shape->name;
	op->owned = NULL;
	op->flags = shape->flags;
	tmpl_compile(&op->request, shape->request);
	tmpl_compile(&op->response, shape->response);
	tmpl_compile(&op->additional, shape->additional);
	tmpl_compile(&op->resources, shape->resources);
}

/* The services take turns, so that none of them fills a stretch of ranks alone. */
static void take_services(struct ops *ops, unsigned room)
{
	const char **at = must_alloc(n_op_services * sizeof(*at));
	bool more = true;

	for (unsigned i = 0; i < n_op_services; i++)
		at[i] = op_services[i].names;
	while (more) {
		more = false;
		for (unsigned i = 0; i < n_op_services; i++) {
			size_t len = strcspn(at[i], " ");

			if (!len || ops->n == room)
				continue;
			make_op(&ops->op[ops->n++], &op_services[i], at[i], len);
			at[i] += len + strspn(at[i] + len, " ");
			more = true;
		}
	}
	free(at);
}

static unsigned *subset(const struct ops *ops, unsigned flag, struct pick *p,
			double exponent)
{
	unsigned *list = must_alloc(ops->n * sizeof(*list)), n = 0;

	for (unsigned i = 0; i < ops->n; i++)
		if (ops->op[i].flags & flag)
			list[n++] = i;
	pick_init_zipf(p, n, exponent);
	return list;
}

void ops_init(struct ops *ops, bool noise)
{
	unsigned room = n_op_shapes;
	double *weight;

	for (unsigned i = 0; i < n_op_services; i++)
		for (const char *p = op_services[i].names; *p; p++)
			room += *p == ' ' || !p[1];
	ops->op = must_alloc(room * sizeof(*ops->op));
	for (ops->n = 0; ops->n < n_op_shapes; ops->n++)
		take_shape(&ops->op[ops->n], &op_shapes[ops->n]);
	take_services(ops, room);

	weight = must_alloc(ops->n * sizeof(*weight));
	for (unsigned i = 0; i < ops->n; i++)
		weight[i] = pow(i + 1.0, noise ? -2.4 : -1.3);
	pick_init(&ops->all, weight, ops->n);
	free(weight);
	ops->service_op = subset(ops, OP_SERVICE, &ops->service, noise ? 0.6 : 0.9);
	ops->foreign_op = subset(ops, OP_FOREIGN, &ops->foreign, 1.0);
	ops->lambda_op = subset(ops, OP_LAMBDA, &ops->lambda, 0.7);
}

const struct op *ops_find(const struct ops *ops, const char *name)
{
	const struct op *op = ops->op;

	while (strcmp(op->name, name))
		op++;
	return op;
}

void ops_release(struct ops *ops)
{
	for (unsigned i = 0; i < ops->n; i++) {
		tmpl_release(&ops->op[i].request);
		tmpl_release(&ops->op[i].response);
		tmpl_release(&ops->op[i].additional);
		tmpl_release(&ops->op[i].resources);
		free(ops->op[i].owned);
	}
	free(ops->op);
	free(ops->service_op);
	free(ops->foreign_op);
	free(ops->lambda_op);
	pick_release(&ops->all);
	pick_release(&ops->service);
	pick_release(&ops->foreign);
	pick_release(&ops->lambda);
}
