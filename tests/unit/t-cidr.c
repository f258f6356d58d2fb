/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses and blocks: what is one, where it ends, and sets of them against a plain search. */
#include "util/cidr.h"

#include "rnd.h"
#include "tap.h"

static void test_addresses(void)
{
	static const char *const good[] = {
		"0.0.0.0",          "255.255.255.255", "::", "2001:db8::1", "2001:DB8::1",
		"::ffff:192.0.2.1", "1:2:3:4:5:6:7:8"
	};
	static const char *const bad[] = {
		"",
		"1.2.3",
		"1.2.3.4.5",
		"1.2.3.256",
		"01.2.3.4",
		"1:2:3:4:5:6:7",
		"1:2:3:4::5:6:7:8",
		"1::2::3",
		":1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:",
		"::g",
		"12345::",
		"1.2.3.4::",
		"::1.2.3.4:5",
		"1:2:3:4:5:6:7:1.2.3.4",
		"::1.2.3",
		":",
		"1:",
		"1.2.3.",
		".1.2.3.4",
		"1..2.3",
		"1.2.3.04",
		" 1.2.3.4",
		"1.2.3.4 ",
		"1.2.3.4:5",
		"fe80::1%2",
		":::",
		"1:2:3:4:5:6:7:8:9",
		"0x1.2.3.4",
		"s3.amazonaws.com",
		"10.0.0.0/8",
		"12345",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa"
	};
	struct ipaddr a;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		OK(ipaddr_parse(sv_str(good[i]), &a), "%s is one", good[i]);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		OK(!ipaddr_parse(sv_str(bad[i]), &a), "'%s' is none", bad[i]);
	OK(!ipaddr_parse(sv_make("1.2.3.4\0", 8), &a), "nor with a NUL behind it");
	OK(!ipaddr_parse(SV_NULL, &a), "nor nothing");
}

static void test_blocks(void)
{
	static const struct {
		const char *block, *in, *out;
	} cases[] = {
		{ "198.51.100.0/24", "198.51.100.255", "198.51.101.0" },
		{ "198.51.100.77/24", "198.51.100.0", "198.51.99.255" },
		{ "10.0.0.0/8", "10.255.255.255", "11.0.0.0" },
		{ "192.0.2.128/25", "192.0.2.128", "192.0.2.127" },
		{ "192.0.2.1/32", "192.0.2.1", "192.0.2.2" },
		{ "0.0.0.0/0", "255.1.2.3", "::1" },
		{ "2001:db8::/32", "2001:db8:ffff::1", "2001:db9::" },
		{ "2001:db8::5/126", "2001:db8::7", "2001:db8::8" },
		{ "::/0", "ffff::", "1.2.3.4" },
		{ "::1/128", "0:0:0:0:0:0:0:1", "::2" },
		{ "::ffff:192.0.2.0/120", "::ffff:192.0.2.9", "192.0.2.9" },
	};
	static const char *const bad[] = {
		"10.0.0.0",    "10.0.0.0/",          "10.0.0.0/33",
		"10.0.0.0/08", "10.0.0/8",           "/8",
		"::/129",      "10.0.0.0/-1",        "10.0.0.0/8/8",
		"10.0.0.0/ 8", "10.0.0.0/255.0.0.0", "::/0128",
		"a/8"
	};
	struct cidr c;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct cidrset s = { .n = 0 };
		struct ipaddr in, out;

		if (!cidr_parse(sv_str(cases[i].block), &c) ||
		    !ipaddr_parse(sv_str(cases[i].in), &in) ||
		    !ipaddr_parse(sv_str(cases[i].out), &out))
			BAIL("%s is read", cases[i].block);
		cidrset_add(&s, &c);
		cidrset_sort(&s);
		OK(cidrset_has(&s, &in), "%s has %s", cases[i].block, cases[i].in);
		OK(!cidrset_has(&s, &out), "%s has no %s", cases[i].block, cases[i].out);
		cidrset_release(&s);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		OK(!cidr_parse(sv_str(bad[i]), &c), "'%s' is no block", bad[i]);
}

/* Within a few bits, so that blocks overlap and touch. */
static struct ipaddr some_address(void)
{
	struct ipaddr a = { .len = rnd(2) ? 4 : 16 };

	a.bytes[0] = 10;
	a.bytes[a.len - 2] = (uint8_t)(rnd(2) * 255);
	a.bytes[a.len - 1] = (uint8_t)rnd(256);
	return a;
}

static bool within(const struct cidr *c, const struct ipaddr *a)
{
	return a->len == c->first.len && memcmp(a->bytes, c->first.bytes, a->len) >= 0 &&
	       memcmp(a->bytes, c->last.bytes, a->len) <= 0;
}

static void test_sets(void)
{
	unsigned wrong = 0, had = 0;
	struct cidrset s = { .n = 0 };
	struct ipaddr none = some_address();

	cidrset_sort(&s);
	OK(!cidrset_has(&s, &none), "an empty set has nothing");
	for (unsigned k = 0; k < 300; k++) {
		struct cidr all[12];
		unsigned n = rnd(12);

		for (unsigned i = 0; i < n; i++) {
			struct ipaddr a = some_address();
			char text[96], word[64];
			unsigned bits = a.len * 8 - rnd(12);

			snprintf(word, sizeof(word),
				 a.len == 4 ? "%u.0.%u.%u" : "%02x00::%02x%02x", a.bytes[0],
				 a.bytes[a.len - 2], a.bytes[a.len - 1]);
			snprintf(text, sizeof(text), "%s/%u", word, bits);
			if (!cidr_parse(sv_str(text), &all[i]))
				BAIL("%s is read", text);
			cidrset_add(&s, &all[i]);
		}
		cidrset_sort(&s);
		for (unsigned i = 0; i < 200; i++) {
			struct ipaddr a = some_address();
			bool want = false;

			for (unsigned j = 0; j < n; j++)
				want |= within(&all[j], &a);
			wrong += cidrset_has(&s, &a) != want;
			had += want;
		}
		cidrset_release(&s);
	}
	IS_INT(wrong, 0, "sets say what their blocks do");
	OK(had > 1000, "often yes (%u)", had);
}

int main(void)
{
	test_addresses();
	test_blocks();
	test_sets();
	return DONE();
}
