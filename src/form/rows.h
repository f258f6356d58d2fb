/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the FORM TABLE, each at home in its own file. Of form/ only. */
#ifndef FORM_ROWS_H
#define FORM_ROWS_H

#include "form/form.h"

extern const struct form form_trail;
extern const struct form form_lookup;
extern const struct form form_eventbridge;
extern const struct form form_console;
extern const struct form form_queue;
extern const struct form form_cloudwatch;
extern const struct form form_elastic;
extern const struct form form_splunk;
extern const struct form form_timesketch;
extern const struct form form_wrapped;
extern const struct form form_sentinel;
extern const struct form form_ocsf;
extern const struct form form_athena;
extern const struct form form_lake;
extern const struct form form_table;

#endif
