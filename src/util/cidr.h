/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Addresses and blocks of them: 198.51.100.0/24, 2001:db8::/32. An address is one by its whole
 * text, without leading zeros, zone or port; an IPv4 address within IPv6 (::ffff:192.0.2.1) is
 * one of IPv6.
 */
#ifndef UTIL_CIDR_H
#define UTIL_CIDR_H

#include "util/base.h"
#include "util/sv.h"

struct ipaddr {
	uint8_t bytes[16];
	unsigned len; /* 4 or 16 */
};

/* False when TEXT is no address. */
bool ipaddr_parse(struct sv text, struct ipaddr *ret);

/* All addresses from FIRST to LAST, both of one kind. */
struct cidr {
	struct ipaddr first, last;
};

/* ADDRESS/BITS; bits of the address below the mask do not count. False: no block. */
bool cidr_parse(struct sv text, struct cidr *ret);

/* Many blocks: one look-up says whether any of them has an address. */
struct cidrset {
	struct cidr *v; /* by first address, apart from each other; IPv4 first */
	size_t n, cap;
};

void cidrset_release(struct cidrset *s);
void cidrset_add(struct cidrset *s, const struct cidr *c);
/* After the last cidrset_add(). */
void cidrset_sort(struct cidrset *s);
bool cidrset_has(const struct cidrset *s, const struct ipaddr *a);

#endif
