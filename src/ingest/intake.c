/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens, sniffs and inflates a file, and feeds the splitter. */
#include "ingest/intake.h"

#include "ingest/pipe.h"
#include "ingest/sum.h"
#include "util/fileio.h"
#include "util/outside.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK (1u << 20)

void intake_init(struct intake *r, struct store *s, const struct intake_options *opt)
{
	*r = (struct intake){ .store = s, .opt = *opt };
	r->stage = stage_new(s, form_frame);
	token_init(&r->token, r->stage, &opt->limits, opt->memo);
	r->inf = inflater_new();
	if (opt->hash) {
		r->sha = sha256_new();
		if (!r->sha)
			xalloc_oom(0);
	}
}

void intake_release(struct intake *r)
{
	token_release(&r->token);
	stage_free(r->stage);
	inflater_free(r->inf);
	sha256_free(r->sha);
	slab_release(&r->in);
	slab_release(&r->out);
	tally_release(&r->tally);
}

int source_open(const char *path, struct stat *ret_sb, const char **ret_why)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY), err;

	*ret_why = NULL;
	if (fd < 0)
		return -1;
	if (fstat(fd, ret_sb) == 0) {
		mode_t mode = ret_sb->st_mode;

		if (S_ISREG(mode))
			return fd;
		*ret_why = S_ISDIR(mode)    ? "a folder"
			   : S_ISFIFO(mode) ? "not a regular file (FIFO)"
			   : S_ISSOCK(mode) ? "not a regular file (socket)"
					    : "not a regular file (device)";
		errno = EINVAL;
	}
	err = errno;
	close(fd);
	errno = err;
	return -1;
}

static void unreadable(struct file *f, const char *what, int sys)
{
	char why[128], text[256];

	snprintf(text, sizeof(text), "%s: %s", what, strerror_r(sys, why, sizeof(why)));
	f->state = f->events ? FSTATE_DAMAGED : FSTATE_UNREADABLE;
	file_problem(f, text);
}

/* The system gave but N bytes of it: it was cut while it was read. */
static void cut_short(struct file *f, uint64_t n)
{
	char text[128];

	snprintf(text, sizeof(text), "%llu of its %llu bytes could be read",
		 (unsigned long long)n, (unsigned long long)f->bytes);
	f->state = f->events ? FSTATE_DAMAGED : FSTATE_UNREADABLE;
	file_problem(f, text);
}

/* ---- text in pieces ---- */

/* A window over the inflated text of a file, moved along as the splitter uses it. */
struct window {
	struct intake *r;
	struct split *sp;
	struct slab *slab;
	const struct gzip_info *info; /* of the stream, or NULL */
	size_t stuck; /* bytes that were not enough: wait until there are twice as many */
	bool nomem;
	bool begun,
		nested; /* what comes out of the stream is gzip again: it is collected */
	bool later;     /* a gzip member after the first has begun */
	uint8_t first[SHA256_LEN]; /* hash of the first */
};

static bool window_feed(struct window *w, bool final)
{
	struct slab *s = w->slab;
	size_t used;

	if (!final && s->len < w->stuck * 2)
		return true;
	memset(s->ptr + s->len, 0, SLAB_PAD);
	used = split_feed(w->sp, s->ptr, s->len, final);
	w->stuck = used ? 0 : s->len;
	w->sp->base += used;
	s->len -= used;
	memmove(s->ptr, s->ptr + used, s->len);
	if (w->sp->pause && w->sp->pause(w->sp->pause_arg))
		w->sp->stop = true;
	return !w->sp->stop;
}

static bool window_push(void *arg, const char *p, size_t n)
{
	struct window *w = arg;

	if (w->info)
		w->sp->member_end = w->info->member_end;
	if (w->r->sha && w->info && w->info->members > 1 && !w->later)
		w->later = sha256_peek(w->r->sha, w->first);
	sum_add(w->r->sha, p, n);
	if (!slab_reserve(w->slab, w->slab->len + n)) {
		w->nomem = true;
		return false;
	}
	memcpy(w->slab->ptr + w->slab->len, p, n);
	w->slab->len += n;
	if (!w->begun && w->slab->len >= 2) {
		w->begun = true;
		w->nested = w->info && GZIP_MAGIC(w->slab->ptr);
	}
	return w->nested || window_feed(w, false);
}

/* Nothing follows. */
static void window_end(struct window *w)
{
	if (w->sp->stop || w->nomem)
		return;
	if (slab_reserve(w->slab, 0))
		window_feed(w, true);
	else
		w->nomem = true;
}

/* Where bytes come from: a descriptor at an offset, or a pipe. */
struct from {
	inflate_read_fn read;
	void *arg;
	struct pipe_in *pipe; /* or NULL */
};

static ssize_t read_fd(void *arg, void *p, size_t n, uint64_t off)
{
	return pread_full(*(const int *)arg, p, n, (off_t)off);
}

static void stopped(struct intake *r, struct file *f)
{
	if (r->stage->failed) {
		file_lose(f, 0);
		return;
	}
	f->unloaded = true;
	f->state = f->events ? FSTATE_DAMAGED : FSTATE_UNREADABLE;
}

/* What was read of the pipe P is all that there is, or all that is wanted. */
static void pipe_end(struct file *f, struct split *sp, const struct pipe_in *p)
{
	f->bytes = p->bytes;
	if (p->stopped)
		sp->stop = true;
}

/* ---- gzip ---- */

/* What gzip itself has to say about the file. */
static void gzip_verdict(struct file *f, const struct gzip_info *info, uint64_t limit)
{
	char text[160];

	if (info->limit) {
		snprintf(text, sizeof(text),
			 "inflates to more than %llu bytes: the rest was not read",
			 (unsigned long long)limit);
		file_problem(f, text);
	}
	if (info->damage)
		file_problem(f, info->damage);
	if (info->damage || info->limit)
		f->state = f->events ? FSTATE_DAMAGED : FSTATE_UNREADABLE;
	/* CloudWatch sends Firehose one member after the other */
	if (info->members > 1 && f->kind != FK_CLOUDWATCH) {
		snprintf(text, sizeof(text),
			 "%u gzip members: events after the first are not covered by the "
			 "digest",
			 info->members);
		file_problem(f, text);
	}
	if (info->trailing) {
		snprintf(text, sizeof(text), "%llu bytes after the gzip data",
			 (unsigned long long)info->trailing);
		file_problem(f, text);
	}
	if (((info->members > 1 && f->kind != FK_CLOUDWATCH) || info->trailing) &&
	    (f->state == FSTATE_OK || f->state == FSTATE_SKIPPED))
		f->state = FSTATE_SUSPECT;
}

static uint64_t gzip_limit(const struct intake *r, const struct file *f)
{
	uint64_t ratio = r->opt.limit_ratio ? r->opt.limit_ratio : UINT64_MAX;
	uint64_t by_size = f->bytes > UINT64_MAX / ratio ? UINT64_MAX : f->bytes * ratio;

	if (f->source.spooled)
		return UINT64_MAX; /* nobody knows how much will come */
	return MIN(r->opt.limit_file ? r->opt.limit_file : UINT64_MAX, by_size);
}

/* What was inflated to r->out is gzip again; OUTER is what is known of that. */
static void read_gzip_inside(struct intake *r, struct file *f, struct split *sp,
			     const struct gzip_info *outer)
{
	uint64_t limit = MIN(gzip_limit(r, f), MIN((uint64_t)r->opt.piece * 32,
						   (uint64_t)INFLATE_MEMORY_MAX));
	struct slab gz = r->out;
	struct gzip_info info;

	r->out = r->in;
	r->in = gz;
	f->gzip = 2;
	if (inflate_memory(r->inf, sv_make(gz.ptr, gz.len), limit, &r->out, &info) !=
	    ST_OK) {
		file_lose(f, 0);
		return;
	}
	f->inflated = info.inflated;
	sp->member_end = info.member_end;
	split_feed(sp, r->out.ptr, r->out.len, true);
	split_end(sp);
	gzip_verdict(f, outer, limit);
	gzip_verdict(f, &info, limit);
	/* what is appended to either is appended */
	info.members = MAX(info.members, outer->members);
	info.trailing += outer->trailing;
	if (!outer->damage && !outer->limit)
		sum_whole(r->sha, f, sv_make(r->out.ptr, r->out.len), &info);
}

static void read_gzip_stream(struct intake *r, struct file *f, struct split *sp,
			     const struct from *from)
{
	struct gzip_info info;
	struct window w = { .r = r, .sp = sp, .slab = &r->out, .info = &info };
	uint64_t limit = gzip_limit(r, f);
	enum st st;

	r->out.len = 0;
	sum_begin(r->sha);
	r->waiting = &w;
	st = inflate_stream(r->inf, from->read, from->arg, window_push, &w, limit, &info,
			    &f->source.zindex);
	r->waiting = NULL;
	f->source.zindex_free = zindex_free;
	if (from->pipe)
		pipe_end(f, sp, from->pipe);
	f->inflated = info.inflated;
	if (w.nested && st == ST_OK && !w.nomem) {
		zindex_free(f->source.zindex);
		f->source.zindex = NULL;
		read_gzip_inside(r, f, sp, &info);
		return;
	}
	window_end(&w);
	split_end(sp);
	if (w.nomem || st == ST_NOMEM)
		file_lose(f, 0);
	else if (st != ST_OK)
		unreadable(f, "cannot read", errno);
	else if (info.read < f->bytes && !sp->stop && !info.damage && !info.limit)
		cut_short(f, info.read);
	else
		gzip_verdict(f, &info, limit);
	if (st == ST_OK && !w.nomem && !sp->stop && info.read >= f->bytes)
		sum_end(r->sha, f, w.first, &info);
}

static bool read_gzip_whole(struct intake *r, struct file *f, struct split *sp)
{
	struct gzip_info info;
	uint64_t limit = gzip_limit(r, f);

	if (!inflate_whole(r->inf, r->in.ptr, r->in.len, MIN(limit, r->opt.piece * 2),
			   &r->out, &info))
		return false;
	if (r->out.len >= 2 && GZIP_MAGIC(r->out.ptr)) {
		read_gzip_inside(r, f, sp, &info);
		return true;
	}
	f->inflated = info.inflated;
	sp->member_end = info.member_end;
	split_feed(sp, r->out.ptr, r->out.len, true);
	split_end(sp);
	sum_whole(r->sha, f, sv_make(r->out.ptr, r->out.len), &info);
	gzip_verdict(f, &info, limit);
	return true;
}

/* ---- plain text ---- */

static void read_plain_stream(struct intake *r, struct file *f, struct split *sp,
			      const struct from *from)
{
	struct window w = { .r = r, .sp = sp, .slab = &r->out };
	ssize_t n = 0;

	r->out.len = 0;
	if (!slab_reserve(&r->in, CHUNK)) {
		file_lose(f, 0);
		return;
	}
	sum_begin(r->sha);
	r->waiting = &w;
	while ((n = from->read(from->arg, r->in.ptr, CHUNK, f->inflated)) > 0) {
		f->inflated += (uint64_t)n;
		if (!window_push(&w, r->in.ptr, (size_t)n))
			break;
	}
	r->waiting = NULL;
	if (from->pipe)
		pipe_end(f, sp, from->pipe);
	if (n < 0 && !f->inflated) {
		unreadable(f, "cannot read", errno);
		return;
	}
	window_end(&w);
	split_end(sp);
	if (w.nomem)
		file_lose(f, 0);
	else if (n < 0)
		unreadable(f, "cannot read", errno);
	else if (f->inflated < f->bytes && !sp->stop)
		cut_short(f, f->inflated);
	else if (!sp->stop)
		sum_end(r->sha, f, NULL, NULL);
}

/*
 * A file of SIZE bytes at P, and one byte more than it had: a file that grows is seen. To
 * get as much as it had is the end; asking again would only say so.
 */
static ssize_t read_whole(int fd, char *p, size_t size)
{
	ssize_t n = pread(fd, p, size + 1, 0), more;

	if (n == (ssize_t)size)
		return n;
	n = MAX(n, 0);
	more = pread_full(fd, p + n, size + 1 - (size_t)n, (off_t)n);
	return more < 0 ? -1 : n + more;
}

static void read_text(struct intake *r, struct file *f, struct split *sp, int fd,
		      bool stream)
{
	const struct from from = { read_fd, &fd, NULL };
	bool small = f->bytes <= r->opt.piece && !stream;
	ssize_t n;
	char head[2];

	if (small && slab_reserve(&r->in, (size_t)f->bytes + 1)) {
		n = read_whole(fd, r->in.ptr, (size_t)f->bytes);
		if (n < 0) {
			unreadable(f, "cannot read", errno);
			return;
		}
		r->in.len = (size_t)n;
		memset(r->in.ptr + n, 0, SLAB_PAD);
		if (n < 2 || !GZIP_MAGIC(r->in.ptr)) {
			f->inflated = (uint64_t)n;
			split_feed(sp, r->in.ptr, r->in.len, true);
			split_end(sp);
			if ((uint64_t)n < f->bytes && !sp->stop)
				cut_short(f, (uint64_t)n);
			else
				sum_whole(r->sha, f, sv_make(r->in.ptr, r->in.len), NULL);
			return;
		}
		f->gzip = 1;
		if ((uint64_t)n >= f->bytes && read_gzip_whole(r, f, sp))
			return;
		read_gzip_stream(r, f, sp, &from);
		return;
	}
	n = pread_full(fd, head, 2, 0);
	f->gzip = n == 2 && GZIP_MAGIC(head);
	if (n < 0)
		unreadable(f, "cannot read", errno);
	else if (f->gzip)
		read_gzip_stream(r, f, sp, &from);
	else
		read_plain_stream(r, f, sp, &from);
}

static bool ask_pause(void *arg)
{
	struct intake *r = arg;

	return r->opt.pause && r->opt.pause(r->opt.arg);
}

static void begin_file(struct intake *r, uint32_t i, struct split *sp)
{
	tally_clear(&r->tally);
	split_init(sp, &r->token, store_file(r->store, i), i, &r->tally);
	sp->pause = ask_pause;
	sp->pause_arg = r;
}

static void read_open(struct intake *r, uint32_t i, int fd, bool stream)
{
	struct file *f = store_file(r->store, i);
	struct split sp;

	begin_file(r, i, &sp);
	read_text(r, f, &sp, fd, stream);
	if (sp.stop)
		stopped(r, f);
}

static void remember(struct file *f, const struct stat *sb)
{
	f->source.dev = sb->st_dev;
	f->source.ino = sb->st_ino;
	f->source.size = sb->st_size;
	f->source.mtime = sb->st_mtim;
	f->source.ctime = sb->st_ctim;
	f->bytes = (uint64_t)sb->st_size;
}

void intake_file(struct intake *r, uint32_t i, bool stream)
{
	struct file *f = store_file(r->store, i);
	AUTO_CLOSE int fd = -1;
	const char *why;
	struct stat sb;

	fd = source_open(f->path, &sb, &why);
	if (fd < 0) {
		if (!why) {
			unreadable(f, "cannot open", errno);
			return;
		}
		f->state = FSTATE_SKIPPED;
		file_problem(f, why);
		return;
	}
	remember(f, &sb);
	if (r->opt.claim && !r->opt.claim(r->opt.arg, i))
		return;
	read_open(r, i, fd, stream && f->bytes > (4u << 20));
}

/* ---- pipes ---- */

/*
 * Nothing comes for a moment: what is there is shown. A piece that was too short for a
 * record is tried again, and rows do not wait for a full segment.
 */
static void show_early(void *arg)
{
	struct intake *r = arg;

	if (r->waiting && r->waiting->slab->len && !r->waiting->nested) {
		r->waiting->stuck = 0;
		if (!window_feed(r->waiting, false))
			return;
	}
	if (r->stage->row && !stage_seal(r->stage))
		return; /* said at the end */
	ask_pause(r);
}

static void read_pipe(struct intake *r, struct file *f, struct split *sp, struct pipe_in *p)
{
	const struct from from = { pipe_read, p, p };

	f->gzip = pipe_is_gzip(p);
	if (f->gzip)
		read_gzip_stream(r, f, sp, &from);
	else
		read_plain_stream(r, f, sp, &from);
}

void intake_pipe(struct intake *r, uint32_t i, int fd)
{
	struct file *f = store_file(r->store, i);
	struct pipe_in p = { .from = fd,
			     .to = outside_spool(),
			     .stop = ask_pause,
			     .idle = show_early,
			     .arg = r };
	struct split sp;

	f->source.spooled = true;
	f->source.spool_fd = p.to;
	if (p.to < 0) {
		unreadable(f, "cannot make a temporary file", errno);
		return;
	}
	begin_file(r, i, &sp);
	read_pipe(r, f, &sp, &p);
	if (sp.stop)
		stopped(r, f);
	if (p.failed_write)
		unreadable(f, "cannot write the temporary file", p.error);
}

void intake_fifo(struct intake *r, uint32_t i)
{
	struct file *f = store_file(r->store, i);
	AUTO_CLOSE int fd = pipe_open(f->path);
	struct stat sb;

	if (fd < 0 || fstat(fd, &sb) < 0) {
		unreadable(f, "cannot open", errno);
		return;
	}
	remember(f, &sb);
	if (!r->opt.claim || r->opt.claim(r->opt.arg, i))
		intake_pipe(r, i, fd);
}
