/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an event says of the credential it was made with, and of the one it issues: the columns
 * the session graph is built from.
 */
#ifndef LINEAGE_CRED_H
#define LINEAGE_CRED_H

#include "store/store.h"
#include "util/arena.h"

/* PART TABLE: _(ID, "path") */
#define LINEAGE_PART_LIST(_)                                                               \
	_(KEY, "userIdentity.accessKeyId")                                                 \
	_(TYPE, "userIdentity.type")                                                       \
	_(PRINCIPAL, "userIdentity.principalId")                                           \
	_(ARN, "userIdentity.arn")                                                         \
	_(ACCOUNT, "userIdentity.accountId")                                               \
	_(USER, "userIdentity.userName")                                                   \
	_(INVOKED_BY, "userIdentity.invokedBy")                                            \
	_(CREATED, "userIdentity.sessionContext.attributes.creationDate")                  \
	_(ISSUER_ARN, "userIdentity.sessionContext.sessionIssuer.arn")                     \
	_(SOURCE_IDENTITY, "userIdentity.sessionContext.sourceIdentity")                   \
	_(SIGNIN, "userIdentity.sessionContext.signInSessionArn")                          \
	_(EC2, "userIdentity.sessionContext.ec2RoleDelivery")                              \
	_(PERSON, "userIdentity.onBehalfOf.userId")                                        \
	_(SCOPE_TYPE, "userIdentity.inScopeOf.issuerType")                                 \
	_(SCOPE_ARN, "userIdentity.inScopeOf.credentialsIssuedTo")                         \
	_(CONSOLE, "sessionCredentialFromConsole")                                         \
	_(SHARED, "sharedEventID")                                                         \
	_(RECIPIENT, "recipientAccountId")                                                 \
	_(ISSUED_KEY, "responseElements.credentials.accessKeyId")                          \
	_(CREATED_KEY, "responseElements.accessKey.accessKeyId")                           \
	_(ROLE_ID, "responseElements.assumedRoleUser.assumedRoleId")                       \
	_(ROLE_ARN, "responseElements.assumedRoleUser.arn")                                \
	_(FEDERATED_ARN, "responseElements.federatedUser.arn")                             \
	_(LOGIN, "responseElements.ConsoleLogin")                                          \
	_(ASKED_IDENTITY, "requestParameters.sourceIdentity")                              \
	_(ASKED_USER, "requestParameters.userName")                                        \
	_(ASKED_ROLE, "requestParameters.roleName")                                        \
	_(KEY_USER, "responseElements.accessKey.userName")                                 \
	_(SWITCH_FROM, "additionalEventData.SwitchFrom")                                   \
	_(WORKFLOW, "additionalEventData.AuthWorkflowID")                                  \
	_(SIGNIN_MADE, "additionalEventData.signInSessionArn")                             \
	_(ROLE_NAME, "serviceEventDetails.role_name")                                      \
	_(EVENT_SOURCE, "eventSource")                                                     \
	_(ID, "eventID")                                                                   \
	_(REQUEST, "requestID")                                                            \
	_(ADDED_TO, "addendum.originalEventID")                                            \
	_(ASKED_ROLE_ARN, "requestParameters.roleArn")                                     \
	_(ASKED_SESSION, "requestParameters.roleSessionName")                              \
	_(ASKED_ACCOUNT, "requestParameters.targetPrincipal")                              \
	_(SWITCHED, "responseElements.SwitchRole")                                         \
	_(STEP_SIGNED_IN, "serviceEventDetails.UserAuthentication")                        \
	_(STEP_VERIFIED, "serviceEventDetails.CredentialVerification")

enum lineage_part {
#define E(id, path) LP_##id,
	LINEAGE_PART_LIST(E) LP_COUNT
#undef E
};

/* Nodes of the parts (PATH_NONE: no record has it), then those of derived fields. */
struct lineage_paths {
	path_t part[LP_COUNT];
	path_t event, identity, kind, result;
};
void lineage_paths_init(struct lineage_paths *p, const struct path_trie *t);

/*
 * The parts of one event; a part that is absent, empty, null or "HIDDEN_DUE_TO_SECURITY_REASONS"
 * is SV_NULL. Texts are of the store or of the arena.
 */
struct lineage_cred {
	row_t row;
	tick_t time;    /* TICK_NONE: none */
	tick_t created; /* creationDate; TICK_NONE: none */
	struct sv part[LP_COUNT];
	struct sv event, identity;
	bool console; /* sessionCredentialFromConsole */
	bool insight; /* an Insight: no event of anybody */
	bool partial; /* only some of its fields are known: nothing is tied to it */
	bool ok; /* it succeeded: what was refused or failed issues and makes nothing */
};
void lineage_cred_read(const struct store *s, const struct lineage_paths *p, row_t row,
		       struct arena *arena, struct lineage_cred *ret);

/* creationDate in either form: 2015-01-02T03:04:05Z and 20131102T010628Z. */
tick_t lineage_time(struct sv text);
/* The parts by which an event without errorCode says that it failed. */
extern const uint8_t lineage_outcomes[];
extern const unsigned lineage_noutcomes;
/* Absent, or hidden by the service. */
struct sv lineage_known(struct sv v);
/* "true" in any case. */
bool lineage_true(struct sv v);
/* Role session name of an assumed-role ARN or of a principal id, SV_NULL when there is none. */
struct sv lineage_session(const struct lineage_cred *c);

#endif
