/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys and signatures of the command line. */
#ifndef VERB_KEYRING_H
#define VERB_KEYRING_H

#include "conf/option.h"
#include "integrity/keys.h"

/*
 * What --keys and --signature name, into K, which is zeroed. ST_USAGE with a text that names the
 * option.
 */
enum st keyring_of_options(struct keyring *k, const struct options *opt,
			   struct err *err) WARN_UNUSED;

#endif
