/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/derive.h"

#include "event/field.h"
#include "event/rules.h"
#include "util/xalloc.h"

#include <stdlib.h>

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
	_(ERROR_MESSAGE, true, "errorMessage")                                             \
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

static const struct {
	const char *path;
	bool string;
} inputs[IN_COUNT] = {
#define E(id, string, path) { path, string },
	INPUT_LIST(E)
#undef E
};

#define MAX_INPUTS 16

/* What a rule sees: the text of each of its inputs, SV_NULL when absent. */
struct rule_in {
	const struct sv *v;  /* by enum input */
	bool insight;	     /* insightDetails has something below it */
};

struct derive_rule {
	enum field_id field;
	/* append the value; false: the field has none */
	bool (*fn)(struct buf *out, const struct rule_in *in);
	bool insight;		      /* looks at .insight */
	uint8_t first;		      /* so many inputs decide alone when they yield a value; 0: all count */
	uint8_t in[MAX_INPUTS + 1];   /* ends with IN_END */
};

static bool some(struct buf *out, struct sv v)
{
	buf_addsv(out, v);
	return v.ptr != NULL;
}

static bool rule_of_event(struct buf *out, const struct rule_in *in)
{
	struct sv name = in->v[IN_INSIGHT_NAME].ptr && !in->v[IN_EVENT_NAME].ptr
				 ? in->v[IN_INSIGHT_NAME]
				 : in->v[IN_EVENT_NAME];

	return name.ptr && some(out, rule_event(name));
}

static bool rule_of_source(struct buf *out, const struct rule_in *in)
{
	struct sv source = in->v[IN_INSIGHT_SOURCE].ptr && !in->v[IN_EVENT_SOURCE].ptr
				   ? in->v[IN_INSIGHT_SOURCE]
				   : in->v[IN_EVENT_SOURCE];

	return source.ptr && some(out, rule_source(source));
}

static bool rule_of_identity(struct buf *out, const struct rule_in *in)
{
	const struct identity_parts p = {
		.type = in->v[IN_TYPE],
		.invoked_by = in->v[IN_INVOKED_BY],
		.arn = in->v[IN_ARN],
		.account_id = in->v[IN_ACCOUNT_ID],
		.user_name = in->v[IN_USER_NAME],
		.principal_id = in->v[IN_PRINCIPAL_ID],
		.identity_provider = in->v[IN_PROVIDER],
		.issuer_arn = in->v[IN_ISSUER_ARN],
		.idc_user = in->v[IN_IDC_USER],
	};

	rule_identity(out, &p);
	return true;
}

static bool rule_of_session(struct buf *out, const struct rule_in *in)
{
	return some(out, rule_session(in->v[IN_TYPE], in->v[IN_ARN], in->v[IN_PRINCIPAL_ID]));
}

static bool rule_of_caller(struct buf *out, const struct rule_in *in)
{
	return some(out, rule_caller(in->v[IN_ACCOUNT_ID], in->v[IN_ARN]));
}

static bool rule_of_result(struct buf *out, const struct rule_in *in)
{
	struct sv code = in->v[IN_ERROR_CODE];
	bool failed = sv_eqs(in->v[IN_EVENT_NAME], "ConsoleLogin") &&
		      sv_eqs(in->v[IN_LOGIN], "Failure");

	if (sv_eqs(code, "true") || sv_eqs(code, "false"))
		code = SV_NULL; /* no text */
	buf_adds(out, result_names[rule_result(code, in->v[IN_ERROR_MESSAGE].ptr, failed)]);
	return true;
}

static bool rule_of_kind(struct buf *out, const struct rule_in *in)
{
	const struct kind_parts p = {
		.category = in->v[IN_CATEGORY],
		.source = in->v[IN_EVENT_SOURCE],
		.event = in->v[IN_EVENT_NAME].ptr ? rule_event(in->v[IN_EVENT_NAME]) : SV_NULL,
		.event_type = in->v[IN_EVENT_TYPE],
		.read_only = in->v[IN_READ_ONLY],
		.has_insight = in->insight,
	};

	buf_adds(out, kind_names[rule_kind(&p)]);
	return true;
}

static bool rule_of_mfa(struct buf *out, const struct rule_in *in)
{
	return some(out, rule_mfa(in->v[IN_MFA_AUTH], in->v[IN_MFA_USED]));
}

static bool rule_of_readonly(struct buf *out, const struct rule_in *in)
{
	return some(out, rule_bool(in->v[IN_READ_ONLY]));
}

/* RULE TABLE: one row for each derived field (but function, which yields two). */
static const struct derive_rule rules[] = {
	{ FLD_EVENT, rule_of_event, false, 1, { IN_EVENT_NAME, IN_INSIGHT_NAME, IN_END } },
	{ FLD_SOURCE, rule_of_source, false, 1, { IN_EVENT_SOURCE, IN_INSIGHT_SOURCE, IN_END } },
	{ FLD_IDENTITY,
	  rule_of_identity,
	  false,
	  0,
	  { IN_TYPE, IN_INVOKED_BY, IN_ARN, IN_ACCOUNT_ID, IN_USER_NAME, IN_PRINCIPAL_ID,
	    IN_PROVIDER, IN_ISSUER_ARN, IN_IDC_USER, IN_END } },
	{ FLD_SESSION, rule_of_session, false, 2, { IN_TYPE, IN_ARN, IN_PRINCIPAL_ID, IN_END } },
	{ FLD_CALLER, rule_of_caller, false, 1, { IN_ACCOUNT_ID, IN_ARN, IN_END } },
	{ FLD_RESULT,
	  rule_of_result,
	  false,
	  0,
	  { IN_ERROR_CODE, IN_ERROR_MESSAGE, IN_EVENT_NAME, IN_LOGIN, IN_END } },
	{ FLD_KIND,
	  rule_of_kind,
	  true,
	  0,
	  { IN_CATEGORY, IN_EVENT_SOURCE, IN_EVENT_NAME, IN_EVENT_TYPE, IN_READ_ONLY, IN_END } },
	{ FLD_MFA, rule_of_mfa, false, 1, { IN_MFA_AUTH, IN_MFA_USED, IN_END } },
	{ FLD_READONLY, rule_of_readonly, false, 0, { IN_READ_ONLY, IN_END } },
};

/* The steps of a function's name; its two fields are found together. */
static const uint8_t function_inputs[] = { IN_RES_ARN, IN_FN_NAME,	IN_FN_RESOURCE,
					   IN_FN_VERSION, IN_FQ_PREFIX, IN_FQ_NAME,
					   IN_FQ_PARTITION, IN_FQ_REGION, IN_FQ_ACCOUNT,
					   IN_RESP_ARN, IN_RESP_NAME,	IN_ERROR_MESSAGE,
					   IN_ACCOUNT,	  IN_REGION,	IN_END };

/* Values of an input in the segment: key 0 = absent, else number + 1 or UNKNOWN. */
#define KEY_RAW UINT32_MAX /* no number: the text must be looked at */

struct input_col {
	struct stage_path *sp;
	bool present; /* some row has a value */
	uint32_t empty[4]; /* numbers that count as absent, DICT_NONE: not met */
	uint32_t *key;	/* SEG_ROWS */
	uint32_t *at;	/* SEG_ROWS: index in the column, for KEY_RAW */
	uint8_t *kind;	/* SEG_ROWS */
};

/* A combination of inputs seen before, and what came of it. */
struct combo {
	uint32_t key[MAX_INPUTS];
	uint32_t hash;
	uint8_t state; /* enum combo_state */
	struct {
		uint64_t hash;
		uint32_t id;
	} value[2]; /* of string dictionaries */
};

enum combo_state {
	COMBO_FREE,
	COMBO_NONE,  /* no value */
	COMBO_ONE,   /* value[0] */
	COMBO_TWO,   /* value[0] and value[1] */
	COMBO_DEPENDS /* what follows the first inputs decides */
};

struct combos {
	struct combo *slots;
	uint32_t n, used;
};

struct derive {
	struct input_col in[IN_COUNT];
	struct combos combos[ARRAY_SIZE(rules) + 1];
	struct stage_path *out[FLD_COUNT];
	struct buf text, text2, scratch;
	uint8_t *partition; /* of userIdentity.arn, by its number + 1 */
	uint32_t npartitions;
};

struct derive *derive_new(struct stage *st)
{
	struct derive *d = xcalloc(1, sizeof(*d));

	for (unsigned i = 0; i < IN_COUNT; i++) {
		d->in[i].key = xcalloc(SEG_ROWS, sizeof(uint32_t));
		d->in[i].at = xcalloc(SEG_ROWS, sizeof(uint32_t));
		d->in[i].kind = xcalloc(SEG_ROWS, 1);
		memset(d->in[i].empty, 0xff, sizeof(d->in[i].empty));
	}
	for (unsigned f = 0; f < FLD_COUNT; f++)
		d->out[f] = stage_path(st, path_derived(st->trie, f));
	return d;
}

void derive_free(struct derive *d)
{
	if (!d)
		return;
	for (unsigned i = 0; i < IN_COUNT; i++) {
		free(d->in[i].key);
		free(d->in[i].at);
		free(d->in[i].kind);
	}
	for (unsigned i = 0; i < ARRAY_SIZE(d->combos); i++)
		free(d->combos[i].slots);
	free(d->partition);
	buf_release(&d->text);
	buf_release(&d->text2);
	buf_release(&d->scratch);
	free(d);
}

/* The node of "a.b.[].c", when it was met. */
static struct stage_path *find_input(struct stage *st, const char *path)
{
	struct sv rest = sv_str(path);
	path_t p = PATH_ROOT;

	while (rest.len && p != PATH_NONE) {
		ptrdiff_t dot = sv_chr(rest, '.');
		struct sv key = dot < 0 ? rest : sv_head(rest, (size_t)dot);

		if (sv_eqs(key, "[]"))
			p = st->paths[p] && st->paths[p]->array ? st->paths[p]->array->path
								: PATH_NONE;
		else
			p = path_find_child(st->trie, p, key);
		if (p != PATH_NONE && (p >= st->npaths || !st->paths[p]))
			return NULL; /* not met by this thread */
		rest = dot < 0 ? SV_NULL : sv_from(rest, (size_t)dot + 1);
	}
	return p == PATH_NONE ? NULL : st->paths[p];
}

static struct sv blob_text(const struct stage_col *c, uint32_t i)
{
	uint32_t from = i ? c->vals[i - 1] : 0;

	return sv_make(c->blob.ptr + from, c->vals[i] - from);
}

/* Numbers of the texts that count as absent: "", null, {} and []. */
static void find_empty(struct input_col *in)
{
	static const struct sv texts[4] = { { "", 0 }, { "null", 4 }, { "{}", 2 }, { "[]", 2 } };

	for (unsigned i = 0; i < 4; i++)
		if (in->empty[i] == DICT_NONE)
			in->empty[i] = stage_number(&in->sp->cache[i > 0], texts[i]);
}

/* Lay the values of one kind out by row; the first of a row wins. */
static void gather_kind(struct input_col *in, const struct stage_col *c, bool string)
{
	unsigned kind = c->kind;
	const uint32_t *e = in->empty;

	if (kind == VK_ORDER || (string && (kind == VK_LIT || kind == VK_RAWLIT)))
		return;
	for (uint32_t i = c->n; i-- > 0;) {
		in->at[c->rows[i]] = i;
		in->kind[c->rows[i]] = (uint8_t)kind;
	}
	if (kind == VK_STR)
		for (uint32_t i = c->n; i-- > 0;)
			in->key[c->rows[i]] = c->vals[i] == e[0] ? 0 : c->vals[i] + 1;
	else if (kind == VK_LIT)
		for (uint32_t i = c->n; i-- > 0;) {
			uint32_t v = c->vals[i];

			in->key[c->rows[i]] = v == e[1] || v == e[2] || v == e[3]
						      ? 0
						      : (v + 1) | UINT32_C(1) << 30;
		}
	else
		for (uint32_t i = c->n; i-- > 0;)
			in->key[c->rows[i]] = KEY_RAW;
	in->present = true;
}

static void gather(struct derive *d, struct stage *st, uint32_t rows)
{
	for (unsigned i = 0; i < IN_COUNT; i++) {
		struct input_col *in = &d->in[i];

		if (in->present)
			memset(in->key, 0, SEG_ROWS * sizeof(uint32_t));
		in->present = false;
		if (!in->sp)
			in->sp = find_input(st, inputs[i].path);
		if (!in->sp)
			continue;
		find_empty(in);
		for (unsigned k = 0; k < VK_ORDER; k++)
			if (in->sp->cols[k] && in->sp->cols[k]->n)
				gather_kind(in, in->sp->cols[k], inputs[i].string);
	}
	(void)rows;
}

/* Text of input I in row R; what has no stored text is formatted into scratch. */
static struct sv input_text(struct derive *d, unsigned i, uint32_t r)
{
	const struct input_col *in = &d->in[i];
	const struct stage_col *c;
	struct sv v;

	if (!in->present || !in->key[r])
		return SV_NULL;
	c = in->sp->cols[in->kind[r]];
	switch ((enum vkind)in->kind[r]) {
	case VK_STR:
	case VK_LIT:
		return dict_text(in->sp->cache[in->kind[r] == VK_LIT].dict, c->vals[in->at[r]]);
	case VK_RAW:
	case VK_RAWLIT:
	case VK_BIG:
		v = blob_text(c, in->at[r]);
		return v.len ? v : SV_NULL;
	case VK_TIME: {
		char *to = buf_reserve(&d->scratch, 20);

		time_format_sec(c->vals[in->at[r]], to);
		d->scratch.len += 20;
		return sv_make(to, 20);
	}
	case VK_UUID: {
		char *to = buf_reserve(&d->scratch, 36);

		uuid_format(c->uuid[in->at[r]], to);
		d->scratch.len += 36;
		return sv_make(to, 36);
	}
	case VK_ORDER:
	case VK_COUNT:
		break;
	}
	return SV_NULL;
}

static uint32_t key_hash(const uint32_t *key)
{
	uint64_t h = 0, w[MAX_INPUTS / 2];

	memcpy(w, key, sizeof(w));
	for (unsigned i = 0; i < MAX_INPUTS / 2; i++)
		h = hash_fold(h ^ w[i] ^ UINT64_C(0x9e3779b97f4a7c15), hash_key[0]);
	return (uint32_t)h;
}

static void combos_grow(struct combos *t)
{
	struct combo *old = t->slots;
	uint32_t n = t->n;

	t->n = n ? n * 2 : 64;
	t->slots = xcalloc(t->n, sizeof(*t->slots));
	for (uint32_t i = 0; i < n; i++) {
		uint32_t j = old[i].hash & (t->n - 1);

		if (!old[i].state)
			continue;
		while (t->slots[j].state)
			j = (j + 1) & (t->n - 1);
		t->slots[j] = old[i];
	}
	free(old);
}

/* The slot of KEY: used or free. */
static struct combo *combos_slot(struct combos *t, const uint32_t *key)
{
	uint32_t hash, i;

	if ((t->used + 1) * 2 > t->n)
		combos_grow(t);
	hash = key_hash(key);
	for (i = hash & (t->n - 1); t->slots[i].state; i = (i + 1) & (t->n - 1))
		if (t->slots[i].hash == hash &&
		    memcmp(t->slots[i].key, key, sizeof(t->slots[i].key)) == 0)
			return &t->slots[i];
	t->slots[i].hash = hash;
	memcpy(t->slots[i].key, key, sizeof(t->slots[i].key));
	return &t->slots[i];
}

/* Combination of LIST in row R; false when one of them has no number. */
static bool row_key(const struct derive *d, const uint8_t *list, uint32_t r, uint32_t *key)
{
	bool known = true;

	memset(key, 0, MAX_INPUTS * sizeof(*key));
	for (unsigned i = 0; list[i] != IN_END; i++) {
		const struct input_col *in = &d->in[list[i]];

		key[i] = in->present ? in->key[r] : 0;
		known &= key[i] != KEY_RAW;
	}
	return known;
}

/* Inputs that decide an identity on their own, so that RAW parts need no look. */
static bool identity_key(const struct derive *d, uint32_t r, uint32_t *key)
{
	const struct input_col *type = &d->in[IN_TYPE], *issuer = &d->in[IN_ISSUER_ARN];

	if (type->present && type->key[r] && type->key[r] != KEY_RAW && issuer->present &&
	    issuer->key[r] && issuer->key[r] != KEY_RAW && type->kind[r] == VK_STR) {
		const struct stage_col *c = type->sp->cols[VK_STR];

		if (sv_eqs(dict_text(type->sp->cache[0].dict, c->vals[type->at[r]]),
			   "AssumedRole")) {
			memset(key, 0, MAX_INPUTS * sizeof(*key));
			key[0] = type->key[r];
			key[7] = issuer->key[r];
			return true;
		}
	}
	return row_key(d, rules[2].in, r, key);
}

static void texts_of(struct derive *d, const uint8_t *list, uint32_t r, struct sv *v)
{
	buf_clear(&d->scratch);
	buf_reserve(&d->scratch, 64 * MAX_INPUTS); /* no move while views are out */
	for (unsigned i = 0; list[i] != IN_END; i++)
		v[list[i]] = input_text(d, list[i], r);
}

/* Columns of the inputs LIST; absent ones are all zero. Returns how many. */
static unsigned input_keys(const struct derive *d, const uint8_t *list, const uint32_t **keys)
{
	unsigned n = 0;

	for (; list[n] != IN_END; n++)
		keys[n] = d->in[list[n]].key;
	return n;
}

static void combo_again(struct stage *st, struct stage_path *sp, const struct combo *c,
			unsigned which)
{
	const struct stage_memo m = { .id = c->value[which].id,
				      .hash = c->value[which].hash,
				      .col = sp->cols[VK_STR] };

	stage_again(st, sp, &m);
}

static void combo_set(struct combo *c, unsigned which, const struct stage_memo *m)
{
	c->value[which].id = m->id;
	c->value[which].hash = m->hash;
}

/* One rule over the rows of a segment. */
struct rule_run {
	struct derive *d;
	struct stage *st;
	const struct derive_rule *rule;
	struct combos *t;
	struct stage_path *out;
	struct sv v[IN_COUNT];
	struct rule_in in;
};

/*
 * The value for row R, whose combination (of the first N inputs) C was not met before; C is NULL
 * when it has no number. True when C now says it for other rows too.
 */
static bool rule_row(struct rule_run *run, uint32_t r, unsigned n, struct combo *c)
{
	struct derive *d = run->d;
	const uint8_t *list = run->rule->in;
	struct stage_memo memo = { 0 };

	texts_of(d, list, r, run->v);
	for (unsigned i = n; list[i] != IN_END; i++)
		run->v[list[i]] = SV_NULL;
	buf_clear(&d->text);
	if (!run->rule->fn(&d->text, &run->in)) {
		if (c)
			c->state = list[n] == IN_END ? COMBO_NONE : COMBO_DEPENDS;
	} else {
		stage_string(run->st, run->out, buf_sv(&d->text), &memo);
		if (c && memo.ptr) {
			c->state = COMBO_ONE;
			combo_set(c, 0, &memo);
		}
	}
	if (c && c->state)
		run->t->used++;
	return c && c->state;
}

/* Row R by the first N of its inputs, whose numbers are KEY; NULL when nothing is remembered. */
static const struct combo *rule_key(struct rule_run *run, uint32_t r, unsigned n, bool known,
				    const uint32_t *key)
{
	struct combo *c = known ? combos_slot(run->t, key) : NULL;

	if (c && c->state == COMBO_ONE)
		combo_again(run->st, run->out, c, 0);
	if (c && c->state)
		return c;
	return rule_row(run, r, n, c) ? c : NULL;
}

static void rule_rows(struct derive *d, struct stage *st, unsigned which, uint32_t rows,
		      const uint8_t *insight)
{
	const struct derive_rule *rule = &rules[which];
	struct rule_run run = { .d = d, .st = st, .rule = rule, .t = &d->combos[which],
				.out = d->out[rule->field] };
	const uint32_t *keys[MAX_INPUTS];
	unsigned n = input_keys(d, rule->in, keys), first = rule->first ? rule->first : n;
	uint32_t key[MAX_INPUTS] = { 0 }, own[MAX_INPUTS];
	const struct combo *last = NULL; /* of KEY */

	run.in.v = run.v;
	for (uint32_t r = 0; r < rows; r++) {
		uint32_t changed = 0, raw = 0;

		for (unsigned i = 0; i < n; i++) {
			changed |= keys[i][r] ^ key[i];
			key[i] = keys[i][r];
			raw |= (uint32_t)(key[i] == KEY_RAW) << i;
		}
		if (rule->insight) {
			changed |= key[n] ^ insight[r];
			key[n] = insight[r];
			run.in.insight = insight[r];
		}
		st->row = r;
		if (!changed && last) {
			if (last->state == COMBO_ONE)
				combo_again(st, run.out, last, 0);
			continue;
		}
		if (rule->field == FLD_IDENTITY) {
			bool known = identity_key(d, r, own);

			last = rule_key(&run, r, n, known, own);
			continue;
		}
		memset(own, 0, sizeof(own));
		memcpy(own, key, first * sizeof(*own));
		if (first == n) {
			own[n] = key[n];
			last = rule_key(&run, r, n, !raw, own);
			continue;
		}
		/* the first inputs alone, told apart from all by a mark */
		own[MAX_INPUTS - 1] = 1;
		last = rule_key(&run, r, first, !(raw & ((1u << first) - 1)), own);
		if (last && last->state == COMBO_DEPENDS)
			last = rule_key(&run, r, n, !raw, key);
	}
}

static void function_row(struct derive *d, struct stage *st, uint32_t r, bool known,
			 struct combo *c, struct combos *t, struct sv *v)
{
	struct function_parts p;
	struct stage_memo memo[2] = { { 0 }, { 0 } };
	bool has, has_arn;

	texts_of(d, function_inputs, r, v);
	v[IN_ARN] = input_text(d, IN_ARN, r);
	p = (struct function_parts){
		.resource_arn = v[IN_RES_ARN],
		.function_name = v[IN_FN_NAME],
		.request_resource = v[IN_FN_RESOURCE],
		.function_version = v[IN_FN_VERSION],
		.fq_arn_prefix = v[IN_FQ_PREFIX],
		.fq_partition = v[IN_FQ_PARTITION],
		.fq_region = v[IN_FQ_REGION],
		.fq_account = v[IN_FQ_ACCOUNT],
		.fq_name = v[IN_FQ_NAME],
		.response_arn = v[IN_RESP_ARN],
		.response_name = v[IN_RESP_NAME],
		.error_message = v[IN_ERROR_MESSAGE],
		.account = v[IN_ACCOUNT],
		.region = v[IN_REGION],
		.any_arn = v[IN_ARN],
	};
	buf_clear(&d->text);
	buf_clear(&d->text2);
	has = rule_function(&p, &d->text, &d->text2);
	has_arn = has && d->text2.len;
	if (has)
		stage_string(st, d->out[FLD_FUNCTION], buf_sv(&d->text), &memo[0]);
	if (has_arn)
		stage_string(st, d->out[FLD_FUNCTION_ARN], buf_sv(&d->text2), &memo[1]);
	if (!known || (has && !memo[0].ptr) || (has_arn && !memo[1].ptr))
		return;
	c->state = !has ? COMBO_NONE : has_arn ? COMBO_TWO : COMBO_ONE;
	combo_set(c, 0, &memo[0]);
	combo_set(c, 1, &memo[1]);
	t->used++;
}

/* Partitions of ARNs: which one the caller's ARN names is all that counts of it. */
static const char *const partitions[] = { "aws", "aws-us-gov", "aws-cn" };

static uint8_t partition_of(struct sv arn)
{
	for (uint8_t i = 0; i < ARRAY_SIZE(partitions); i++) {
		struct sv p = sv_str(partitions[i]);

		if (sv_starts(arn, SV_LIT("arn:")) && sv_starts(sv_from(arn, 4), p) &&
		    sv_starts(sv_from(arn, 4 + p.len), SV_LIT(":")))
			return (uint8_t)(i + 2);
	}
	return 1;
}

/* 0 no ARN, 1 of another form, else 2 + partition; remembered by the ARN's number. */
static uint8_t row_partition(struct derive *d, uint32_t r)
{
	const struct input_col *in = &d->in[IN_ARN];
	uint32_t key = in->present ? in->key[r] : 0;
	struct sv arn = key ? input_text(d, IN_ARN, r) : SV_NULL;

	if (!key || key == KEY_RAW)
		return key ? partition_of(arn) : 0;
	if (key >= d->npartitions) {
		uint32_t n = MAX(key + 1, d->npartitions * 2);

		d->partition = xreallocarray(d->partition, n, 1);
		memset(d->partition + d->npartitions, 0, n - d->npartitions);
		d->npartitions = n;
	}
	if (!d->partition[key])
		d->partition[key] = partition_of(arn);
	return d->partition[key];
}

/* function and function.arn, for rows of lambda.amazonaws.com. */
static void function_rows(struct derive *d, struct stage *st, uint32_t rows)
{
	const struct input_col *src = &d->in[IN_EVENT_SOURCE];
	struct combos *t = &d->combos[ARRAY_SIZE(rules)];
	struct sv v[IN_COUNT];
	uint32_t lambda = 0, other = 0;

	memset(v, 0, sizeof(v));
	if (!src->present)
		return;
	for (uint32_t r = 0; r < rows; r++) {
		uint32_t key[MAX_INPUTS];
		struct combo *c = NULL;
		bool known;

		if (!src->key[r] || src->key[r] == other)
			continue;
		if (src->key[r] != lambda) {
			buf_clear(&d->scratch);
			if (!sv_eqs(input_text(d, IN_EVENT_SOURCE, r), "lambda.amazonaws.com")) {
				if (src->key[r] != KEY_RAW)
					other = src->key[r];
				continue;
			}
			if (src->key[r] != KEY_RAW)
				lambda = src->key[r];
		}
		st->row = r;
		known = row_key(d, function_inputs, r, key);
		buf_clear(&d->scratch);
		key[MAX_INPUTS - 1] = row_partition(d, r);
		known &= key[MAX_INPUTS - 1] != 1;
		if (known) {
			c = combos_slot(t, key);
			if (c->state == COMBO_ONE || c->state == COMBO_TWO)
				combo_again(st, d->out[FLD_FUNCTION], c, 0);
			if (c->state == COMBO_TWO)
				combo_again(st, d->out[FLD_FUNCTION_ARN], c, 1);
			if (c->state)
				continue;
		}
		function_row(d, st, r, known, c, t, v);
	}
}

/* Rows that have anything below insightDetails. */
static void insight_rows(const struct stage *st, uint8_t *insight)
{
	for (uint32_t i = 0; i < st->nactive; i++) {
		const struct stage_col *c = st->active[i];

		if (st->paths[c->path]->frame == FRAME_INSIGHT && c->kind != VK_LIT)
			for (uint32_t k = 0; k < c->n; k++)
				insight[c->rows[k]] = 1;
	}
}

void derive_rows(struct derive *d, struct stage *st, uint32_t rows)
{
	uint8_t insight[SEG_ROWS] = { 0 };
	uint64_t content = st->content;
	unsigned marks = st->row_marks;

	insight_rows(st, insight);
	gather(d, st, rows);
	for (unsigned i = 0; i < ARRAY_SIZE(rules); i++)
		rule_rows(d, st, i, rows, insight);
	function_rows(d, st, rows);
	st->row = rows;
	st->content = content;
	st->row_marks = marks;
}
