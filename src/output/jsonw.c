/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stack of what is open sets commas. */
#include "output/jsonw.h"

#include "json/text.h"

/* A comma when something stands before, unless a key does. */
static void before(struct jsonw *w)
{
	if (w->after_key) {
		w->after_key = false;
		return;
	}
	if (w->more & 1)
		buf_addc(w->out, ',');
	w->more |= 1;
}

static void begin(struct jsonw *w, char bracket)
{
	before(w);
	buf_addc(w->out, bracket);
	w->more <<= 1;
}

static void end(struct jsonw *w, char bracket)
{
	w->more >>= 1;
	buf_addc(w->out, bracket);
}

void jsonw_object(struct jsonw *w)
{
	begin(w, '{');
}

void jsonw_end_object(struct jsonw *w)
{
	end(w, '}');
}

void jsonw_array(struct jsonw *w)
{
	begin(w, '[');
}

void jsonw_end_array(struct jsonw *w)
{
	end(w, ']');
}

void jsonw_key(struct jsonw *w, struct sv key)
{
	before(w);
	json_quote(w->out, key);
	buf_addc(w->out, ':');
	w->after_key = true;
}

void jsonw_str(struct jsonw *w, struct sv v)
{
	before(w);
	json_quote(w->out, v);
}

void jsonw_num(struct jsonw *w, uint64_t v)
{
	before(w);
	buf_addu64(w->out, v);
}

void jsonw_bool(struct jsonw *w, bool v)
{
	before(w);
	buf_adds(w->out, v ? "true" : "false");
}

void jsonw_null(struct jsonw *w)
{
	before(w);
	buf_adds(w->out, "null");
}

void jsonw_time(struct jsonw *w, tick_t t, unsigned below)
{
	if (t == TICK_NONE) {
		jsonw_null(w);
		return;
	}
	before(w);
	buf_addc(w->out, '"');
	time_format_below(w->out, t, below);
	buf_addc(w->out, '"');
}

void jsonw_raw(struct jsonw *w, struct sv json)
{
	before(w);
	buf_addsv(w->out, json);
}
