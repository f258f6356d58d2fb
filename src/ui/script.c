/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the lines of a script, presses the keys and dumps the screen. */
#include "ui/script.h"

#include "term/tty.h"
#include "ui/act.h"
#include "ui/command.h"
#include "ui/frame.h"
#include "ui/take.h"
#include "util/fileio.h"

#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCRIPT_MAX (1u << 20)
#define SETTLE_MS  60000

/* Everything that runs comes to its end, and the screen shows it. */
static void settle(struct ui *ui)
{
	/* The second time for what the news, or the painting, of the first set going. */
	for (int i = 0; i < 2; i++) {
		while (ui->export) {
			struct pollfd fd = { .fd = ui->wake[0], .events = POLLIN };

			(void)poll(&fd, 1, 50);
			ui_wake_drain(ui);
			ui_export_step(ui);
		}
		if (!session_settle(ui->sn, SETTLE_MS))
			fprintf(stderr, "trailsift: script: the work does not end\n");
		ui_news(ui, UINT_MAX);
		ui_draw(ui);
	}
}

static bool number(struct sv *v, int *ret)
{
	int n = 0;

	while (v->len && v->ptr[0] == ' ')
		*v = sv_from(*v, 1);
	if (!v->len || v->ptr[0] < '0' || v->ptr[0] > '9')
		return false;
	while (v->len && v->ptr[0] >= '0' && v->ptr[0] <= '9' && n < 10000) {
		n = n * 10 + (v->ptr[0] - '0');
		*v = sv_from(*v, 1);
	}
	*ret = n;
	return true;
}

static void dump(struct ui *ui, struct sv path)
{
	char name[1024];
	struct buf out = BUF_INIT;
	FILE *f;

	if (path.len >= sizeof(name))
		return;
	memcpy(name, path.ptr, path.len);
	name[path.len] = '\0';
	ui_draw(ui);
	paint_dump(&out);
	f = fopen(name, "we");
	if (!f || fwrite(out.ptr, 1, out.len, f) != out.len)
		fprintf(stderr, "trailsift: cannot write '%s'\n", name);
	if (f)
		fclose(f);
	buf_release(&out);
}

bool script_command(struct ui *ui, struct sv text)
{
	int rows, cols;

	if (!tty_is_blind())
		return false;
	if (sv_starts(text, SV_LIT("screen dump "))) {
		dump(ui, sv_from(text, 12));
		return true;
	}
	if (sv_starts(text, SV_LIT("screen size "))) {
		text = sv_from(text, 12);
		if (number(&text, &rows) && number(&text, &cols))
			tty_set_size(rows, cols);
		return true;
	}
	return false;
}

static void press(struct ui *ui, const struct tty_key *key)
{
	ui_key(ui, key);
	settle(ui);
}

static void type_text(struct ui *ui, struct sv text)
{
	while (text.len) {
		struct tty_key key = { .name = "" };
		size_t n = 1;

		while (n < text.len && ((unsigned char)text.ptr[n] & 0xc0) == 0x80 && n < 4)
			n++;
		memcpy(key.text, text.ptr, n);
		snprintf(key.name, sizeof(key.name), "%s",
			 strcmp(key.text, " ") == 0 ? "Space" : key.text);
		press(ui, &key);
		text = sv_from(text, n);
	}
}

/* One word of a line, taken from *V: a key's name or a text in quotes. */
static enum st word(struct ui *ui, struct sv *v, struct err *err)
{
	struct tty_key key = { .name = "" };
	size_t n = 0;

	if (v->ptr[0] == '"' && v->len > 1) {
		ptrdiff_t end = sv_chr(sv_from(*v, 1), '"');

		if (end < 0)
			return err_set(err, ST_SYNTAX, "a text has no end");
		type_text(ui, sv_make(v->ptr + 1, (size_t)end));
		*v = sv_from(*v, (size_t)end + 2);
		return ST_OK;
	}
	while (n < v->len && v->ptr[n] != ' ' && v->ptr[n] != '\t')
		n++;
	if (!key_canonical(sv_head(*v, n), key.name)) {
		/* Two keys written together ("yy") are typed one after the other. */
		if (n > 2)
			return err_set(err, ST_SYNTAX, "no key: '" SV_FMT "'",
				       SV_ARG(sv_head(*v, n)));
		type_text(ui, sv_head(*v, n));
	} else {
		if (strcmp(key.name, "Space") == 0)
			snprintf(key.text, sizeof(key.text), " ");
		else if (strlen(key.name) < 5 && n == strlen(key.name) &&
			 (n == 1 || (unsigned char)key.name[0] >= 0x80))
			snprintf(key.text, sizeof(key.text), "%.4s", key.name);
		press(ui, &key);
	}
	*v = sv_from(*v, n);
	return ST_OK;
}

static enum st line(struct ui *ui, struct sv v, struct err *err)
{
	enum st st = ST_OK;

	if (v.len && v.ptr[0] == '#')
		return ST_OK;
	if (v.len > 1 && v.ptr[0] == ':') {
		buf_clear(&ui->message.text);
		ui_command(ui, sv_from(v, 1));
		settle(ui);
		return ST_OK;
	}
	while (st == ST_OK && v.len && ui->quit < 0) {
		if (v.ptr[0] == ' ' || v.ptr[0] == '\t')
			v = sv_from(v, 1);
		else
			st = word(ui, &v, err);
	}
	return st;
}

enum st script_run(struct ui *ui, const char *file, struct err *err)
{
	struct buf text = BUF_INIT;
	enum st st = file_read(file, SCRIPT_MAX, &text, err);
	struct sv rest = buf_sv(&text);
	unsigned nr = 0;

	if (st == ST_OK)
		settle(ui);
	while (st == ST_OK && rest.len && ui->quit < 0) {
		ptrdiff_t nl = sv_chr(rest, '\n');
		struct sv one = nl < 0 ? rest : sv_head(rest, (size_t)nl);
		struct err why = ERR_INIT;

		nr++;
		st = line(ui, one, &why);
		if (st != ST_OK)
			err_set(err, ST_SYNTAX, "%s:%u: %s", file, nr, why.text);
		rest = sv_from(rest, one.len + (nl >= 0));
	}
	buf_release(&text);
	return st;
}
