/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the FORM TABLE, each at home in its own file. Of form/ only. */
#ifndef FORM_ROWS_H
#define FORM_ROWS_H

#include "form/form.h"

extern const struct form form_trail, form_eventbridge, form_console, form_lookup;

#endif
