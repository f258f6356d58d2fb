/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The made-up company whose trail is written: accounts, identities, functions, addresses. All of
 * it follows from the seed; sizes and exponents are those of a measured organisation (12
 * accounts, 2,000 identities, 500 functions, 5,000 addresses, 1,500 user agents).
 */
#ifndef MKTRAIL_WORLD_H
#define MKTRAIL_WORLD_H

#include "rng.h"

enum {
	N_ACCOUNTS = 12,
	N_REGIONS = 17,
	N_ROLES = 1400,
	N_USERS = 150,
	N_SERVICES = 40,
	N_EXTERNALS = 400,
	N_FUNCTIONS = 500,
	N_SUBJECTS = 120, /* SAML and web identity subjects */
	N_PERSONS = 60,   /* Identity Center */
	N_IPS = 5000,
	N_AGENTS = 1500,
	N_BUCKETS = 150, /* in each account */
	N_CALLERS = 4    /* of a function, at most */
};

enum role_class { RC_FUNCTION, RC_EC2, RC_ECS, RC_CI, RC_SSO, RC_CHAIN, RC_COUNT };

struct account {
	char id[13];
	const char *alias;
	uint16_t first_role, n_roles, first_user, n_users, first_fn, n_fns;
	struct pick role, user, fn;
};
struct role {
	uint8_t account, class;
	uint16_t fn; /* RC_FUNCTION: whose execution role */
	char name[64];
	char id[22];
};
struct user {
	uint8_t account;
	char name[32];
	char id[22], key[21];
};
struct fn_caller {
	int8_t service; /* index, or -1 */
	uint16_t role;
	char source[160]; /* sourceArn of a service */
};
struct fn {
	uint8_t account, n_callers;
	bool in_vpc;
	uint16_t role, version;
	char name[40], arn[128], eni[24];
	struct fn_caller caller[N_CALLERS];
};

/*
 * Identities in one numbering, for counting: roles, users, roots, services, external accounts,
 * subjects, persons, then records without a type.
 */
enum {
	ID_ROLE = 0,
	ID_USER = ID_ROLE + N_ROLES,
	ID_ROOT = ID_USER + N_USERS,
	ID_SERVICE = ID_ROOT + N_ACCOUNTS,
	ID_EXTERNAL = ID_SERVICE + N_SERVICES,
	ID_SUBJECT = ID_EXTERNAL + N_EXTERNALS,
	ID_PERSON = ID_SUBJECT + N_SUBJECTS,
	N_IDENTITIES = ID_PERSON + N_PERSONS
};

struct world {
	uint64_t seed;
	uint64_t n_events; /* of the whole corpus: pools of ids grow with it */
	char org[13];
	struct account account[N_ACCOUNTS];
	struct role role[N_ROLES];
	struct user user[N_USERS];
	struct fn fn[N_FUNCTIONS];
	char external[N_EXTERNALS][13], external_id[N_EXTERNALS][22];
	char subject[N_SUBJECTS][40], person[N_PERSONS][40];
	char ip[N_IPS][40];
	char agent[N_AGENTS][336];
	struct pick pick_account, pick_ip, pick_agent, pick_service, pick_external,
		pick_bucket, pick_subject, pick_person, pick_pool;
	uint32_t pool; /* size of the pool of resource ids */
};

extern const char *const world_regions[N_REGIONS];
extern const char *const world_services[N_SERVICES]; /* host names */
enum {
	SERVICE_CLOUDTRAIL,
	SERVICE_LAMBDA,
	SERVICE_EC2,
	SERVICE_EVENTS,
	SERVICE_S3,
	SERVICE_SNS,
	SERVICE_SQS,
	SERVICE_APIGATEWAY,
	SERVICE_STATES
};

void world_init(struct world *w, uint64_t seed, uint64_t n_events);
void world_release(struct world *w);

/* The value of the field `identity` (PRODUCT: names of identities), in a buffer of 160 bytes. */
void world_identity(const struct world *w, uint32_t identity, char *buf);
/* Name of a bucket of an account, in a buffer of 64 bytes. */
void world_bucket(const struct world *w, uint32_t account, uint32_t bucket, char *buf);
/* An address or agent that belongs to OWNER (an identity): one of a few, always the same few. */
uint32_t world_ip_of(const struct world *w, uint32_t owner, struct rng *r);
uint32_t world_agent_of(const struct world *w, uint32_t owner, struct rng *r);

#endif
