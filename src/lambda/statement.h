/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One statement of a function's resource policy, as AddPermission adds it: from the JSON text
 * that the service answers, else from the request.
 */
#ifndef LAMBDA_STATEMENT_H
#define LAMBDA_STATEMENT_H

#include "columns/rowread.h"
#include "lambda/index.h"

struct lambda_statement {
	struct sv sid, effect;
	struct sv *principals; /* "*", service, account, ARN; without the kind */
	size_t nprincipals;
	struct sv *actions;
	size_t nactions;
	struct sv source_arn, source_account, org, url_auth, qualifier;
	struct sv
		others; /* further conditions, "StringEquals aws:x = y, ..."; SV_NULL: none */
	bool url_only; /* lets calls of the function URL in, no others */
};

/* All memory is of ARENA. */
void lambda_statement_read(struct lambda_statement *st, struct rowread *rr, row_t row,
			   struct arena *arena);
/* From the JSON text alone; false when it is no statement. */
bool lambda_statement_parse(struct lambda_statement *st, struct sv json,
			    struct arena *arena) WARN_UNUSED;

/* The statements of a whole policy, one call each; false when JSON is none. */
typedef void (*lambda_statement_fn)(void *arg, const struct lambda_statement *st);
bool lambda_policy_parse(struct sv json, lambda_statement_fn fn, void *arg,
			 struct arena *arena);

/* A principal. */
enum lambda_principal {
	PRINCIPAL_ANY,
	PRINCIPAL_SERVICE,
	PRINCIPAL_ACCOUNT,
	PRINCIPAL_OTHER
};
enum lambda_principal lambda_principal_kind(struct sv principal);
/* The account in an ARN, or the twelve digits themselves; SV_NULL. */
struct sv account_of(struct sv arn_or_account);
/* Does PATTERN (`*` any text, `?` one character) match all of TEXT? */
bool glob_match(struct sv pattern, struct sv text);
/* Does it deny what it covers? */
bool lambda_statement_denies(const struct lambda_statement *st);
/* Is ACTION among its actions? Case is ignored. */
bool lambda_statement_covers(const struct lambda_statement *st, const char *action);
/* Does it allow ACTION ("lambda:InvokeFunction")? Case is ignored. */
bool lambda_statement_allows(const struct lambda_statement *st, const char *action);
/* Append "events.amazonaws.com from arn:... (lambda:InvokeFunction)". */
void lambda_statement_text(const struct lambda_statement *st, struct buf *out);
/* What is dangerous in it, in words, one call each; ID is the function it is of. */
typedef void (*lambda_flag_fn)(void *arg, const char *text);
void lambda_statement_flags(const struct lambda_statement *st, const struct lambda_id *id,
			    lambda_flag_fn fn, void *arg);

/* The alias or version behind the name of a function, however it is spelled; SV_NULL: none. */
struct sv lambda_name_qualifier(struct sv name);

#endif
