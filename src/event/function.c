/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which Lambda function a record is about: the places where its name can stand, the
 * spellings the service takes.
 */
#include "event/arn.h"
#include "event/rules.h"

/* The name in "NAME" or "NAME:QUALIFIER"; SV_NULL for a pattern or nothing. */
static struct sv bare_name(struct sv v)
{
	ptrdiff_t colon = sv_chr(v, ':');
	struct sv name = colon < 0 ? v : sv_head(v, (size_t)colon);

	if (!name.len || sv_chr(name, '*') >= 0 || sv_chr(name, '?') >= 0 ||
	    sv_chr(name, '/') >= 0)
		return SV_NULL;
	return name;
}

bool rule_function_arn(struct sv v, struct sv *ret_name, struct sv *ret_unqualified)
{
	const struct sv head = SV_LIT("function:");
	struct sv name;
	struct arn a;

	if (!have(v) || !arn_split(v, &a) || !sv_starts(a.partition, SV_LIT("aws")) ||
	    !sv_eqs(a.service, "lambda") || !a.region.len || !a.account.len ||
	    !sv_starts(a.resource, head))
		return false;
	name = bare_name(sv_from(a.resource, head.len));
	if (!name.len)
		return false;
	*ret_name = name;
	*ret_unqualified = sv_make(v.ptr, (size_t)(name.ptr + name.len - v.ptr));
	return true;
}

/* A full ARN, or nothing. */
static bool spell_arn(struct sv v, struct function_spelling *s)
{
	*s = (struct function_spelling){ .name = SV_NULL };
	if (!rule_function_arn(v, &s->name, &s->unqualified))
		return false;
	if (v.len > s->unqualified.len + 1)
		s->qualifier = sv_from(v, s->unqualified.len + 1);
	return true;
}

static bool all_digits(struct sv v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.ptr[i] < '0' || v.ptr[i] > '9')
			return false;
	return v.len > 0;
}

/* "us-east-1", "us-gov-west-1", "cn-north-1". */
static bool is_region(struct sv v)
{
	size_t dashes = 0, last = 0;

	for (size_t i = 0; i < v.len; i++) {
		char c = v.ptr[i];

		if (c == '-') {
			dashes++;
			last = i;
		} else if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
			return false;
		}
	}
	return dashes >= 2 && sv_chr(v, '-') == 2 && all_digits(sv_from(v, last + 1));
}

/*
 * What stands before and behind the name in the N parts P. The word "function" says where the
 * name is; without it a region and an account may stand before the name.
 */
static void spell_parts(const struct sv *p, size_t n, struct function_spelling *s)
{
	size_t i;

	for (i = 0; i + 1 < n && !sv_eqs(p[i], "function"); i++)
		;
	if (i + 1 < n) {
		s->account = i >= 1 ? p[i - 1] : SV_NULL;
		s->region = i >= 2 ? p[i - 2] : SV_NULL;
		i++;
	} else if (sv_eqs(p[0], "arn")) {
		return;
	} else {
		i = 0;
		if (n > 1 && is_region(p[0]))
			s->region = p[i++];
		if (i + 1 < n && p[i].len == 12 && all_digits(p[i]))
			s->account = p[i++];
	}
	s->name = bare_name(p[i]);
	if (i + 1 < n && p[i + 1].len)
		s->qualifier = p[i + 1];
}

bool rule_function_spelled(struct sv v, struct function_spelling *s)
{
	struct sv p[10];

	*s = (struct function_spelling){ .name = SV_NULL };
	if (!have(v))
		return false;
	if (!spell_arn(v, s))
		spell_parts(p, split_colons(v, p, ARRAY_SIZE(p)), s);
	return have(s->name);
}

/* Step 4: the parts of fullyQualifiedArn. */
static bool spell_fq(const struct function_parts *p, struct function_spelling *s)
{
	struct arn a;

	*s = (struct function_spelling){ .name = have(p->fq_name) ? bare_name(p->fq_name)
								  : SV_NULL };
	if (!have(s->name))
		return false;
	s->partition = p->fq_partition;
	s->region = p->fq_region;
	s->account = p->fq_account;
	if (have(p->fq_arn_prefix)) {
		struct sv parts[6];
		size_t n = split_colons(p->fq_arn_prefix, parts, 6);

		a = (struct arn){ .partition = SV_NULL };
		if (n >= 5 && sv_eqs(parts[0], "arn"))
			a = (struct arn){ parts[1], parts[2], parts[3], parts[4], SV_NULL };
		s->partition = a.partition;
		s->region = a.region;
		s->account = a.account;
	}
	return true;
}

/* Step 6: the ARN after "on resource: " in the text of a denied call. */
static bool spell_denied(struct sv text, struct function_spelling *s)
{
	const struct sv mark = SV_LIT("on resource: ");
	ptrdiff_t at = have(text) ? sv_find(text, mark) : -1;
	size_t n = 0;

	if (at < 0)
		return false;
	text = sv_from(text, (size_t)at + mark.len);
	while (n < text.len && !strchr(" \t\r\n,;\"'()", text.ptr[n]))
		n++;
	if (n && text.ptr[n - 1] == '.')
		n--;
	return spell_arn(sv_head(text, n), s);
}

static bool whole_arn(const struct function_spelling *s)
{
	return have(s->unqualified) ||
	       (have(s->partition) && have(s->region) && have(s->account));
}

/* Steps in their order; each fills S or says that it names nothing. */
static bool function_step(const struct function_parts *p, unsigned step,
			  struct function_spelling *s)
{
	*s = (struct function_spelling){ .name = SV_NULL };
	switch (step) {
	case 0:
		return spell_arn(p->resource_arn, s);
	case 1:
		return rule_function_spelled(p->function_name, s);
	case 2:
		return spell_arn(p->request_resource, s);
	case 3:
		return spell_arn(p->request_resource_arn, s);
	case 4:
		return spell_arn(p->function_version, s);
	case 5:
		return spell_fq(p, s);
	case 6:
		return spell_arn(p->response_arn, s);
	case 7:
		return rule_function_spelled(p->response_name, s);
	default:
		return spell_denied(p->error_message, s);
	}
}

#define FUNCTION_STEPS 9u

static void put_function(const struct function_parts *p, const struct function_spelling *s,
			 struct buf *name, struct buf *arn)
{
	struct sv part = s->partition, region = have(s->region) ? s->region : p->region,
		  account = have(s->account) ? s->account : p->account;
	struct arn any;

	buf_addsv(name, s->name);
	if (have(s->unqualified)) {
		buf_addsv(arn, s->unqualified);
		return;
	}
	if (!have(region) || !have(account))
		return;
	if (!have(part) && have(p->any_arn) && arn_split(p->any_arn, &any))
		part = any.partition;
	buf_add3(arn, "arn:", have(part) ? part : SV_LIT("aws"), ":lambda:");
	buf_add3(arn, "", region, ":");
	buf_add3(arn, "", account, ":function:");
	buf_addsv(arn, s->name);
}

bool rule_function(const struct function_parts *p, struct buf *name, struct buf *arn)
{
	struct function_spelling first = { .name = SV_NULL }, s;

	for (unsigned step = 0; step < FUNCTION_STEPS; step++) {
		if (!function_step(p, step, &s))
			continue;
		if (whole_arn(&s)) {
			put_function(p, &s, name, arn);
			return true;
		}
		if (!have(first.name))
			first = s;
	}
	if (!have(first.name))
		return false;
	put_function(p, &first, name, arn);
	return true;
}
