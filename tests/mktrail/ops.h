/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The operations that occur in a corpus: about 640 names of 90 services, the frequent ones
 * with the shape their records have, the rest with a shape made from their verb and the noun of
 * their service.
 *
 * Letters after `$` in the shapes (record.c draws them):
 *   A account   R region    B bucket      K S3 key       I J resource ids  U new UUID  u one UUID
 *   T time      D date text E epoch       S a name       W a word          N 1..100
 *   M 76 base64 G KMS key   Z long token  F function     L function, spelled in some way
 *   g its ARN   c SHA-256 in base64       r role ARN     o role name       y user name
 *   X 8 hex     P private address         V zone letter  H 64 hex          v version id
 */
#ifndef MKTRAIL_OPS_H
#define MKTRAIL_OPS_H

#include "tmpl.h"

enum op_flag {
	OP_READ = 1,     /* readOnly true */
	OP_DATA = 2,     /* eventCategory Data */
	OP_S3 = 4,       /* S3's request ids and additionalEventData */
	OP_LAMBDA = 8,   /* touches a function: only where functions live */
	OP_CHANGE = 16,  /* ... and changes it when it succeeds */
	OP_SERVICE = 32, /* AWS services do it themselves */
	OP_FOREIGN = 64, /* other accounts do it */
	OP_NO_TLS = 128
};

/* As written in the tables. */
struct op_shape {
	const char *source, *name;
	unsigned flags;
	const char *request, *response, *additional, *resources;
};
/* A service with operations that have no shape of their own. */
struct op_service {
	const char *source, *noun, *value; /* "cluster", "arn:aws:ecs:$R:$A:cluster/$S" */
	const char *names;                 /* separated by blanks */
};
extern const struct op_shape op_shapes[];
extern const unsigned n_op_shapes;
extern const struct op_service op_services[];
extern const unsigned n_op_services;

struct op {
	const char *source, *name;
	char *owned; /* text made for a service's operation */
	unsigned flags;
	struct tmpl request, response, additional, resources;
};
struct ops {
	struct op *op;
	unsigned n;
	struct pick all, service, foreign, lambda;
	unsigned *service_op, *foreign_op, *lambda_op; /* index into op */
};

/* NOISE: the background of a quiet account: mostly the trail's own writing. */
void ops_init(struct ops *ops, bool noise);
/* By its raw name, the first of it; there must be one. */
const struct op *ops_find(const struct ops *ops, const char *name);
void ops_release(struct ops *ops);

#endif
