# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# A field, added to the tree that is the current folder: `trouble`, the error or the word none.

# what it is called, where it is shown how wide, and what is said of it
before '^	_[(]FILE, "file"' src/event/field.h <<'EOT'
	_(TROUBLE, "trouble", FS_DERIVED, NOWHERE, "TROUBLE", 20,                          \
	  "errorCode, or the word none")                                                   \
EOT

# how it is made of the parts of a record
before '^#define INPUTS' src/event/derived.c <<'EOT'
static bool rule_of_trouble(struct buf *out, const struct derived_parts *in)
{
	struct sv code = in->v[IN_ERROR_CODE];

	return some(out, code.len ? code : SV_LIT("none"));
}

EOT
into '^const struct derived_rule derived_rules' src/event/derived.c <<'EOT'
	[FLD_TROUBLE] = {
		.value_fn = rule_of_trouble,
		.in = INPUTS(IN_ERROR_CODE),
	},
EOT

# that it is
into '^static void rules[(]' tests/unit/t-derived.c <<'EOT'
	IS_SV(value_of(FLD_TROUBLE, v, false, &out), "none", "no trouble");
	v[IN_ERROR_CODE] = SV_LIT("AccessDenied");
	IS_SV(value_of(FLD_TROUBLE, v, false, &out), "AccessDenied", "trouble");
EOT
