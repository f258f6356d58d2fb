/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completions for bash, zsh and fish. */
#include "conf/docgen.h"
#include "conf/option.h"
#include "event/field.h"

#include <string.h>

static void add_verbs(struct buf *out)
{
	for (size_t i = 0; i < nverbs; i++)
		buf_addf(out, "%s%s", i ? " " : "", verbs[i]->name);
}

static void add_fields(struct buf *out)
{
	bool any = false;

	for (unsigned i = 0; i < FLD_COUNT; i++) {
		if (fields[i].src == FS_RAW || fields[i].src == FS_TEXT)
			continue;
		buf_addf(out, "%s%s", any ? " " : "", fields[i].name);
		any = true;
	}
}

static bool is_fields(const struct option_info *o)
{
	return o->arg && strncmp(o->arg, "FIELD", 5) == 0;
}

/* "-f|--filter" */
static void add_pattern(struct buf *out, const struct option_info *o)
{
	if (o->letter)
		buf_addf(out, "-%c|", o->letter);
	buf_addf(out, "--%s", o->name);
}

void docgen_bash(struct buf *out)
{
	buf_adds(out,
		 "# bash completion for trailsift; printed by trailsift --generate=bash\n"
		 "_trailsift()\n{\n"
		 "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
		 "\tlocal fields='");
	add_fields(out);
	buf_adds(out, "'\n\tlocal i verb=\n\tCOMPREPLY=()\n"
		      "\tcase $prev in\n");
	for (unsigned i = 0; i < OPT_COUNT; i++) {
		const struct option_info *o = &option_table[i];

		if (o->hidden || !o->arg)
			continue;
		buf_adds(out, "\t");
		add_pattern(out, o);
		buf_adds(out, ")\n");
		if (o->choices)
			buf_addf(out, "\t\tCOMPREPLY=($(compgen -W '%s' -- \"$cur\"))\n",
				 o->choices);
		else if (is_fields(o) || strcmp(o->arg, "EXPR") == 0)
			buf_adds(out,
				 "\t\tCOMPREPLY=($(compgen -W \"$fields\" -- \"$cur\"))\n");
		buf_adds(out, "\t\treturn\n\t\t;;\n");
	}
	buf_adds(out,
		 "\tesac\n"
		 "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		 "\t\tcase ${COMP_WORDS[i]} in\n\t\t-*) ;;\n\t\t*) verb=1 ;;\n\t\tesac\n"
		 "\tdone\n"
		 "\tif [[ $cur == -* ]]; then\n\t\tCOMPREPLY=($(compgen -W '");
	for (unsigned i = 0; i < OPT_COUNT; i++)
		if (!option_table[i].hidden)
			buf_addf(out, "%s--%s", i ? " " : "", option_table[i].name);
	buf_adds(out, "' -- \"$cur\"))\n\t\treturn\n\tfi\n"
		      "\tCOMPREPLY=($(compgen -f -- \"$cur\"))\n"
		      "\t[[ -n $verb ]] || COMPREPLY+=($(compgen -W '");
	add_verbs(out);
	buf_adds(out, "' -- \"$cur\"))\n}\n"
		      "complete -o filenames -F _trailsift trailsift\n");
}

/* Text inside of single quotes of a zsh argument specification. */
static void zsh_text(struct buf *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '\'')
			buf_adds(out, "'\\''");
		else if (strchr("[]:\\", *s))
			buf_addf(out, "\\%c", *s);
		else
			buf_addc(out, *s);
	}
}

static void zsh_option(struct buf *out, const struct option_info *o)
{
	if (o->letter)
		buf_addf(out, "\t\t'(-%c --%s)'{-%c%s,--%s%s}'[", o->letter, o->name,
			 o->letter, o->arg ? "+" : "", o->name, o->arg ? "=" : "");
	else
		buf_addf(out, "\t\t'--%s%s[", o->name, o->arg ? "=" : "");
	zsh_text(out, o->help);
	buf_addc(out, ']');
	if (o->arg) {
		buf_addc(out, ':');
		zsh_text(out, o->arg);
		buf_addc(out, ':');
		if (o->choices)
			buf_addf(out, "(%s)", o->choices);
		else if (is_fields(o))
			buf_adds(out, "_sequence compadd - $fields");
	}
	buf_adds(out, "' \\\n");
}

void docgen_zsh(struct buf *out)
{
	buf_adds(out, "#compdef trailsift\n# printed by trailsift --generate=zsh\n"
		      "_trailsift() {\n\tlocal -a fields verbs\n\tfields=(");
	add_fields(out);
	buf_adds(out, ")\n\tverbs=(\n");
	for (size_t i = 0; i < nverbs; i++) {
		buf_addf(out, "\t\t'%s:", verbs[i]->name);
		zsh_text(out, verbs[i]->summary);
		buf_adds(out, "'\n");
	}
	buf_adds(out, "\t)\n\t_arguments -s -S \\\n");
	for (unsigned i = 0; i < OPT_COUNT; i++)
		if (!option_table[i].hidden)
			zsh_option(out, &option_table[i]);
	buf_adds(out, "\t\t'1: :->first' \\\n\t\t'*:file:_files'\n"
		      "\tif [[ $state == first ]]; then\n"
		      "\t\t_describe verb verbs\n\t\t_files\n\tfi\n}\n"
		      "_trailsift \"$@\"\n");
}

/* Text inside of single quotes of fish. */
static void fish_text(struct buf *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '\'' || *s == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *s);
	}
}

void docgen_fish(struct buf *out)
{
	buf_adds(out, "# printed by trailsift --generate=fish\nset -l verbs ");
	add_verbs(out);
	buf_adds(out, "\nset -l fields ");
	add_fields(out);
	buf_addc(out, '\n');
	for (size_t i = 0; i < nverbs; i++) {
		buf_addf(out,
			 "complete -c trailsift -n \"not __fish_seen_subcommand_from "
			 "$verbs\" -a %s -d '",
			 verbs[i]->name);
		fish_text(out, verbs[i]->summary);
		buf_adds(out, "'\n");
	}
	for (unsigned i = 0; i < OPT_COUNT; i++) {
		const struct option_info *o = &option_table[i];

		if (o->hidden)
			continue;
		buf_adds(out, "complete -c trailsift");
		if (o->letter)
			buf_addf(out, " -s %c", o->letter);
		buf_addf(out, " -l %s", o->name);
		if (o->choices)
			buf_addf(out, " -x -a '%s'", o->choices);
		else if (is_fields(o))
			buf_adds(out, " -x -a \"$fields\"");
		else if (o->arg)
			buf_adds(out, " -x");
		buf_adds(out, " -d '");
		fish_text(out, o->help);
		buf_adds(out, "'\n");
	}
}
