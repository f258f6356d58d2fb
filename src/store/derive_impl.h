/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of store/derive.c and its parts: inputs, rules, combinations. */
#ifndef STORE_DERIVE_IMPL_H
#define STORE_DERIVE_IMPL_H

#include "event/field.h"
#include "store/derive.h"

/*
 * INPUT TABLE: paths the rules look at. STRING: literals count as absent.
 * _(ID, string only, "path")
 */
#define INPUT_LIST(_)                                                                      \
	_(EVENT_NAME, true, "eventName")                                                   \
	_(INSIGHT_NAME, true, "insightDetails.eventName")                                  \
	_(EVENT_SOURCE, true, "eventSource")                                               \
	_(INSIGHT_SOURCE, true, "insightDetails.eventSource")                              \
	_(EVENT_TYPE, true, "eventType")                                                   \
	_(CATEGORY, true, "eventCategory")                                                 \
	_(READ_ONLY, false, "readOnly")                                                    \
	_(TYPE, true, "userIdentity.type")                                                 \
	_(INVOKED_BY, true, "userIdentity.invokedBy")                                      \
	_(ARN, true, "userIdentity.arn")                                                   \
	_(ACCOUNT_ID, true, "userIdentity.accountId")                                      \
	_(USER_NAME, true, "userIdentity.userName")                                        \
	_(PRINCIPAL_ID, true, "userIdentity.principalId")                                  \
	_(PROVIDER, true, "userIdentity.identityProvider")                                 \
	_(ISSUER_ARN, true, "userIdentity.sessionContext.sessionIssuer.arn")               \
	_(IDC_USER, true, "userIdentity.onBehalfOf.userId")                                \
	_(ERROR_CODE, false, "errorCode")                                                  \
	_(ERROR_MESSAGE, false, "errorMessage")                                            \
	_(LOGIN, true, "responseElements.ConsoleLogin")                                    \
	_(MFA_AUTH, false, "userIdentity.sessionContext.attributes.mfaAuthenticated")      \
	_(MFA_USED, false, "additionalEventData.MFAUsed")                                  \
	_(RES_ARN, true, "resources.[].ARN")                                               \
	_(FN_NAME, true, "requestParameters.functionName")                                 \
	_(FN_RESOURCE, true, "requestParameters.resource")                                 \
	_(FN_VERSION, true, "additionalEventData.functionVersion")                         \
	_(FQ_PREFIX, true, "requestParameters.fullyQualifiedArn.arnPrefix")                \
	_(FQ_PARTITION, true, "requestParameters.fullyQualifiedArn.arnPrefix.partition")   \
	_(FQ_REGION, true, "requestParameters.fullyQualifiedArn.arnPrefix.region")         \
	_(FQ_ACCOUNT, true, "requestParameters.fullyQualifiedArn.arnPrefix.account")       \
	_(FQ_NAME, true, "requestParameters.fullyQualifiedArn.relativeId.functionName")    \
	_(RESP_ARN, true, "responseElements.functionArn")                                  \
	_(RESP_NAME, true, "responseElements.functionName")                                \
	_(ACCOUNT, true, "recipientAccountId")                                             \
	_(REGION, true, "awsRegion")

enum input {
#define E(id, string, path) IN_##id,
	INPUT_LIST(E) IN_COUNT,
#undef E
	IN_END = 255
};

/* Paths of the inputs. */
struct derive_input {
	const char *path;
	bool string; /* literals count as absent */
};
extern const struct derive_input derive_inputs[IN_COUNT];

#define MAX_INPUTS 16

/* What a rule sees: the text of each of its inputs, SV_NULL when absent. */
struct rule_in {
	const struct sv *v; /* by enum input */
	bool insight;       /* insightDetails has something below it */
};

struct derive_rule {
	enum field_id field;
	/* append the value; false: the field has none */
	bool (*fn)(struct buf *out, const struct rule_in *in);
	bool insight; /* looks at .insight */
	uint8_t first; /* so many inputs decide alone when they yield a value; 0: all count */
	uint8_t in[MAX_INPUTS + 1]; /* ends with IN_END */
};

#define RULE_COUNT 9
extern const struct derive_rule derive_rules[RULE_COUNT];

/* Values of an input in the segment: key 0 = absent, else number + 1 or UNKNOWN. */
#define KEY_RAW UINT32_MAX /* no number: the text must be looked at */

struct input_col {
	struct stage_path *sp;
	bool present;      /* some row has a value */
	uint32_t empty[4]; /* numbers that count as absent, DICT_NONE: not met */
	uint32_t *key;     /* SEG_ROWS */
	uint8_t *changed;  /* SEG_ROWS: the key may differ from the row's before */
	/* of rows whose key is KEY_RAW: which column, which value there */
	uint32_t *at;
	uint8_t *kind;
};

#define KEY_LITERAL (UINT32_C(1) << 30) /* in a key: number of the literal dictionary */

/*
 * Combinations of inputs seen before, and what came of them. A slot is its state and hash,
 * the numbers of its values in the string dictionaries of the fields, and the key.
 */
enum combo_state {
	COMBO_FREE,
	COMBO_NONE,   /* no value */
	COMBO_ONE,    /* value[0] */
	COMBO_TWO,    /* value[0] and value[1] */
	COMBO_DEPENDS /* what follows the first inputs decides */
};

struct combo {
	uint32_t state : 3, hash : 29;
	uint32_t value[2];
	uint32_t key[];
};

struct combos {
	uint32_t *slots;
	uint32_t words; /* of a key */
	uint32_t n, used;
};

struct derive {
	struct input_col in[IN_COUNT];
	struct combos combos[RULE_COUNT + 1]; /* the last: of functions */
	struct stage_path *out[FLD_COUNT];
	struct buf text, text2, scratch;
	uint8_t *partition; /* of userIdentity.arn, by its number + 1 */
	uint32_t npartitions;
};

/* derive_input.c: lay the inputs out by row; texts of one row. */
void derive_gather(struct derive *d, struct stage *st);
/* Text of input I in row R; what has no stored text is formatted into d->scratch. */
struct sv derive_text(struct derive *d, unsigned i, uint32_t r);
/* Of several resources of row R, the first that is a function is the one that counts. */
void derive_prefer_function(struct derive *d, uint32_t r);

/* derive_combo.c: WORDS numbers make a key, at most MAX_INPUTS. */
void combos_init(struct combos *t, unsigned words);
void combos_release(struct combos *t);
/* The slot of KEY, used or free; it moves when the next one is taken. */
struct combo *combos_slot(struct combos *t, const uint32_t *key);

#endif
