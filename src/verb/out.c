/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A buffer that is written when it is full, and its first failure. */
#include "verb/out.h"

#include "conf/status.h"
#include "util/fileio.h"
#include "util/termesc.h"
#include "verb/message.h"

#include <errno.h>
#include <langinfo.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

void out_init(struct out *o)
{
	struct winsize ws;

	memset(o, 0, sizeof(*o));
	o->terminal = isatty(STDOUT_FILENO);
	o->ascii = o->terminal && strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	if (o->terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0)
		o->width = ws.ws_col;
}

bool out_flush(struct out *o)
{
	if (!o->error && o->buf.len && !write_full(STDOUT_FILENO, o->buf.ptr, o->buf.len))
		o->error = errno ? errno : EIO;
	buf_clear(&o->buf);
	return !o->error;
}

bool out_step(struct out *o)
{
	return o->buf.len < OUT_FLUSH_AT ? !o->error : out_flush(o);
}

bool out_writer(void *arg, struct buf *buf UNUSED)
{
	return out_flush(arg);
}

int out_close(struct out *o)
{
	bool wrote = out_flush(o);

	/* some file systems only tell now; a descriptor that was never open is no failure
	   when nothing was to be written */
	if (close(STDOUT_FILENO) != 0 && wrote && errno != EBADF && errno != EINTR)
		o->error = errno;
	buf_release(&o->buf);
	if (!o->error)
		return EXIT_OK;
	if (o->error == EPIPE)
		return EXIT_PIPE;
	message_error("cannot write standard output: %s", strerror(o->error));
	return EXIT_OUTPUT;
}

void out_add_json(struct out *o, struct sv v)
{
	if (!o->terminal) {
		buf_addsv(&o->buf, v);
		return;
	}
	while (v.len) {
		size_t n = 0;

		while (n < v.len && v.ptr[n] != '\n' && v.ptr[n] != '\t')
			n++;
		termesc_add(&o->buf, sv_head(v, n));
		if (n < v.len)
			buf_addc(&o->buf, v.ptr[n]);
		v = sv_from(v, n + 1);
	}
}
