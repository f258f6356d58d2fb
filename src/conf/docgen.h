/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Documents printed from the tables, so that they cannot drift from the program: blocks
 * of the man page and of README.md, and the completions. `make update-docs` puts them in
 * their files, tests/meta/docs.t compares.
 *
 * man prints blocks between lines `.\" begin NAME` and `.\" end NAME`.
 */
#ifndef CONF_DOCGEN_H
#define CONF_DOCGEN_H

#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"

/* Append the document WHAT ("man", "bash", "keys-md", ...); false when there is none. */
bool docgen(struct sv what, struct buf *out) WARN_UNUSED;

/* The generators; for docgen.c. */
void docgen_man(struct buf *out);
void docgen_bash(struct buf *out);
void docgen_zsh(struct buf *out);
void docgen_fish(struct buf *out);

#endif
