/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "event/derived.h"

#include "tap.h"

static unsigned inputs_of(const struct derived_rule *rule)
{
	unsigned n = 0;

	while (n < ARRAY_SIZE(rule->in) && rule->in[n] != IN_END)
		n++;
	return n;
}

static bool looks_at(const struct derived_rule *rule, unsigned input)
{
	return memchr(rule->in, (int)input, inputs_of(rule)) != NULL;
}

/* What the rule of F says of texts given by input. */
static struct sv value_of(enum field_id f, const struct sv *v, bool below, struct buf *out)
{
	const struct derived_parts parts = { .v = v, .below = below };

	buf_clear(out);
	return derived_rules[f].value_fn(out, &parts) ? buf_sv(out) : SV_NULL;
}

static void tables(void)
{
	unsigned without = 0, wrong = 0, twice = 0, beside = 0;

	for (unsigned f = 0; f < FLD_COUNT; f++) {
		const struct derived_rule *rule = &derived_rules[f];
		unsigned n = inputs_of(rule);

		if (!rule->value_fn) {
			without += fields[f].src == FS_DERIVED;
			continue;
		}
		beside += fields[f].src != FS_DERIVED;
		wrong += !n || n > DERIVED_INPUTS;
		wrong += rule->first > n;
		/* a key has room for one word behind the inputs */
		wrong += (rule->first || rule->below) && n == DERIVED_INPUTS;
		wrong += rule->first && rule->below;
		if (rule->alone.is)
			wrong += !looks_at(rule, rule->alone.if_in) ||
				 !looks_at(rule, rule->alone.with) || rule->first;
	}
	IS_INT(without, 3, "all but function, its ARN and the resources have a rule");
	IS_INT(beside, 1, "only the id has a path and a rule where there is none");
	IS_INT(wrong, 0, "each rule fits into its row");
	for (unsigned i = 0; i < IN_COUNT; i++)
		for (unsigned k = 0; k < i; k++)
			twice += !strcmp(derived_paths[i].path, derived_paths[k].path);
	IS_INT(twice, 0, "each path is one input");
	IS_INT(derived_function_in[0], IN_RES_ARN, "the resource comes first");
	IS_INT(derived_function_in[DERIVED_FUNCTION_INPUTS], IN_END, "and the end last");
}

static void rules(void)
{
	struct sv v[IN_COUNT] = { { 0 } };
	AUTO_BUF struct buf out = BUF_INIT, arn = BUF_INIT;

	v[IN_EVENT_NAME] = SV_LIT("GetObject20150331");
	IS_SV(value_of(FLD_EVENT, v, false, &out), "GetObject", "event");
	v[IN_INSIGHT_NAME] = SV_LIT("PutObject");
	IS_SV(value_of(FLD_EVENT, v, false, &out), "PutObject", "of an insight, its own");
	OK(!value_of(FLD_SOURCE, v, false, &out).ptr, "no source");
	v[IN_TYPE] = SV_LIT("AssumedRole");
	v[IN_ISSUER_ARN] = SV_LIT("arn:aws:iam::111122223333:role/r");
	IS_SV(value_of(FLD_IDENTITY, v, false, &out),
	      "role:arn:aws:iam::111122223333:role/r", "identity");
	v[IN_ARN] = SV_LIT("arn:aws:sts::111122223333:assumed-role/r/s");
	v[IN_PRINCIPAL_ID] = SV_LIT("AROA:other");
	v[IN_USER_NAME] = SV_LIT("u");
	IS_SV(value_of(FLD_IDENTITY, v, false, &out),
	      "role:arn:aws:iam::111122223333:role/r",
	      "of a role with an issuer, nothing else counts");
	IS_SV(value_of(FLD_KIND, v, true, &out), "insight", "kind, by what is below");
	v[IN_FN_NAME] = SV_LIT("f:1");
	v[IN_ACCOUNT] = SV_LIT("111122223333");
	v[IN_REGION] = SV_LIT("eu-west-1");
	buf_clear(&out);
	OK(derived_function(v, &out, &arn), "function");
	IS_SV(buf_sv(&out), "f", "its name");
	IS_SV(buf_sv(&arn), "arn:aws:lambda:eu-west-1:111122223333:function:f", "its ARN");
	IS_INT(derived_partition(SV_LIT("arn:aws-cn:iam::1:user/u")), 3, "a partition");
	IS_INT(derived_partition(SV_LIT("arn:awsx:iam::1:user/u")), 0, "none");
}

int main(void)
{
	tables();
	rules();
	return DONE();
}
