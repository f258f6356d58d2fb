/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members one after the other, whole or in pieces, with points to start again from. */
#include "ingest/inflate.h"

#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#ifdef HAVE_LIBDEFLATE
#include <libdeflate.h>
#endif

#define WINDOW    32768u
#define IN_CHUNK  (256u << 10)
#define OUT_CHUNK (256u << 10)

void slab_release(struct slab *s)
{
	free(s->ptr);
	*s = (struct slab){ NULL, 0, 0 };
}

bool slab_reserve(struct slab *s, size_t n)
{
	char *p;

	if (n + SLAB_PAD <= s->cap)
		return true;
	n = MAX(n + SLAB_PAD, s->cap + s->cap / 2);
	p = realloc(s->ptr, n);
	if (!p)
		return false;
	s->ptr = p;
	s->cap = n;
	return true;
}

struct inflater {
#ifdef HAVE_LIBDEFLATE
	struct libdeflate_decompressor *whole;
#endif
	char *in, *out; /* of the stream */
};

struct inflater *inflater_new(void)
{
	struct inflater *inf = xcalloc(1, sizeof(*inf));

#ifdef HAVE_LIBDEFLATE
	inf->whole = libdeflate_alloc_decompressor();
#endif
	return inf;
}

void inflater_free(struct inflater *inf)
{
	if (!inf)
		return;
#ifdef HAVE_LIBDEFLATE
	libdeflate_free_decompressor(inf->whole);
#endif
	free(inf->in);
	free(inf->out);
	free(inf);
}

/* ---- in one go ---- */

static uint32_t isize(const char *gz, size_t len)
{
	uint32_t n;

	memcpy(&n, gz + len - 4, 4);
	return n; /* little-endian, as the hosts we build for */
}

#ifdef HAVE_LIBDEFLATE
static bool can_whole(const struct inflater *inf)
{
	return inf->whole; /* else there was no memory for one: streams need less */
}

static bool one_member(struct inflater *inf, const char *gz, size_t len, struct slab *out,
		       size_t *ret_used)
{
	size_t used = 0, got = 0;
	enum libdeflate_result r =
		libdeflate_gzip_decompress_ex(inf->whole, gz, len, out->ptr + out->len,
					      out->cap - SLAB_PAD - out->len, &used, &got);

	if (r != LIBDEFLATE_SUCCESS)
		return false;
	out->len += got;
	*ret_used = used;
	return true;
}
#else
static bool can_whole(const struct inflater *inf UNUSED)
{
	return true;
}

static bool one_member(struct inflater *inf UNUSED, const char *gz, size_t len,
		       struct slab *out, size_t *ret_used)
{
	z_stream z = { 0 };
	int r;

	if (inflateInit2(&z, 15 + 16) != Z_OK)
		return false;
	z.next_in = (Bytef *)(uintptr_t)gz;
	z.avail_in = (uInt)len;
	z.next_out = (Bytef *)out->ptr + out->len;
	z.avail_out = (uInt)(out->cap - SLAB_PAD - out->len);
	r = inflate(&z, Z_FINISH);
	out->len += z.total_out;
	*ret_used = len - z.avail_in;
	inflateEnd(&z);
	return r == Z_STREAM_END;
}
#endif

bool inflate_whole(struct inflater *inf, const char *gz, size_t len, uint64_t limit,
		   struct slab *out, struct gzip_info *info)
{
	size_t guess, used;

	*info = (struct gzip_info){ .member_end = UINT64_MAX };
	out->len = 0;
	if (len < 18 || len > INFLATE_WHOLE_MAX || !can_whole(inf))
		return false;
	/* what the last member claims, within what deflate can reach */
	guess = MIN((size_t)isize(gz, len), len * 1032);
	guess = MAX(guess, len);
	if (guess > limit || guess > INFLATE_WHOLE_MAX || !slab_reserve(out, guess))
		return false;
	for (;;) {
		if (!one_member(inf, gz, len, out, &used))
			return false;
		info->members++;
		gz += used;
		len -= used;
		if (!len)
			break;
		if (info->members == 1)
			info->member_end = out->len;
		if (len < 18 || !GZIP_MAGIC(gz)) {
			info->trailing = len;
			if (info->members == 1)
				info->member_end = UINT64_MAX;
			break;
		}
		if (out->len + len * 4 > limit || out->len + len * 4 > INFLATE_WHOLE_MAX ||
		    !slab_reserve(out, out->len + len * 4))
			return false;
	}
	info->inflated = out->len;
	memset(out->ptr + out->len, 0, SLAB_PAD);
	return true;
}

/* ---- restart points ---- */

struct zpoint {
	uint64_t in, out; /* offsets: deflate goes on at bit BITS before byte IN */
	int bits;
	unsigned window; /* bytes of the window that are known */
	char *bytes;
};

struct zindex {
	struct zpoint *points;
	size_t n, cap;
};

void zindex_free(struct zindex *z)
{
	for (size_t i = 0; z && i < z->n; i++)
		free(z->points[i].bytes);
	if (z)
		free(z->points);
	free(z);
}

size_t zindex_bytes(const struct zindex *z)
{
	return z ? sizeof(*z) + z->cap * sizeof(*z->points) + z->n * WINDOW : 0;
}

static void add_point(struct zindex *z, z_stream *s, uint64_t in, uint64_t out)
{
	struct zpoint *p;
	uInt have = 0;

	ALLOC_GROW(z->points, z->n + 1, z->cap);
	p = &z->points[z->n++];
	*p = (struct zpoint){ .in = in, .out = out, .bits = s->data_type & 7 };
	p->bytes = xmalloc(WINDOW);
	if (inflateGetDictionary(s, (Bytef *)p->bytes, &have) != Z_OK)
		have = 0;
	p->window = have;
}

/* ---- in a stream ---- */

struct stream {
	z_stream z;
	struct inflater *inf;
	inflate_read_fn read;
	void *rarg;
	inflate_write_fn write;
	void *warg;
	uint64_t limit, in; /* IN: offset of the next byte to be read */
	struct gzip_info *info;
	struct zindex *index;
	uint64_t next_point;
	bool broken; /* the member just read */
	bool eof, stopped, nomem;
};

/* At least WANT bytes of input, unless the end is near. False: READ failed. */
static bool fill(struct stream *s, size_t want)
{
	while (s->z.avail_in < want && !s->eof) {
		ssize_t n;

		if (s->z.avail_in)
			memmove(s->inf->in, s->z.next_in, s->z.avail_in);
		s->z.next_in = (Bytef *)s->inf->in;
		n = s->read(s->rarg, s->inf->in + s->z.avail_in, IN_CHUNK - s->z.avail_in,
			    s->in);
		if (n < 0)
			return false;
		s->eof = n == 0;
		s->in += (uint64_t)n;
		s->z.avail_in += (uInt)n;
	}
	return true;
}

/* Hand out what inflate() left in the buffer. */
static void drain(struct stream *s)
{
	size_t n = (size_t)((char *)s->z.next_out - s->inf->out);

	if (n > s->limit - s->info->inflated) {
		n = (size_t)(s->limit - s->info->inflated);
		s->info->limit = true;
		s->stopped = true;
	}
	s->info->inflated += n;
	if (n && !s->write(s->warg, s->inf->out, n))
		s->stopped = true;
	s->z.next_out = (Bytef *)s->inf->out;
	s->z.avail_out = OUT_CHUNK;
}

/* Can the head of a member stand at P, ten bytes of it? */
static bool is_head(const Bytef *p)
{
	return GZIP_MAGIC(p) && p[2] == Z_DEFLATED && !(p[3] & 0xe0) &&
	       (p[8] == 0 || p[8] == 2 || p[8] == 4) && (p[9] <= 13 || p[9] == 255);
}
#define HEAD_LEN 10u

/* Drop input up to the next place where a member may begin; false: none in what is there. */
static bool skip_to_head(z_stream *z)
{
	while (z->avail_in >= HEAD_LEN) {
		const Bytef *p = memchr(z->next_in, 0x1f, z->avail_in - HEAD_LEN + 1);
		uInt n = p ? (uInt)(p - z->next_in) : z->avail_in - HEAD_LEN + 1;

		z->next_in += n;
		z->avail_in -= n;
		if (p && is_head(p))
			return true;
		if (p) {
			z->next_in++;
			z->avail_in--;
		}
	}
	return false;
}

/* One member, to its end or to a break. False: READ failed. */
static bool member(struct stream *s)
{
	int r = Z_OK;

	s->broken = false;
	while (r != Z_STREAM_END && !s->stopped && !s->broken) {
		if (!fill(s, 1))
			return false;
		r = inflate(&s->z, s->index ? Z_BLOCK : Z_NO_FLUSH);
		if (s->index && (s->z.data_type & 0xc0) == 0x80) {
			/*
			 * at the start of a deflate block: all output so far is in
			 * drain()'s count
			 */
			drain(s);
			if (s->info->inflated >= s->next_point && !s->stopped) {
				add_point(s->index, &s->z, s->in - s->z.avail_in,
					  s->info->inflated);
				s->next_point = s->info->inflated + ZINDEX_STEP;
			}
		}
		/* a pipe may give no more input for long */
		if (s->z.avail_out == 0 || s->z.avail_in == 0 || r == Z_STREAM_END ||
		    (r != Z_OK && r != Z_BUF_ERROR))
			drain(s);
		if (r == Z_MEM_ERROR) {
			s->nomem = s->stopped = true;
		} else if (r == Z_BUF_ERROR && s->eof && !s->z.avail_in) {
			drain(s);
			s->info->damage = "truncated gzip: the whole records before the "
					  "break are kept";
			s->stopped = true;
		} else if (r != Z_OK && r != Z_STREAM_END && r != Z_BUF_ERROR) {
			s->info->damage = s->z.msg && strstr(s->z.msg, "check")
						  ? "gzip checksum (CRC or length) is wrong"
						  : "damaged gzip: the whole records "
						    "before the break are kept";
			s->broken = true;
		}
	}
	return true;
}

/* A broken member costs itself alone: on to the next one. False: there is none. */
static bool next_member(struct stream *s)
{
	while (!skip_to_head(&s->z))
		if (s->eof || !fill(s, HEAD_LEN))
			return false;
	s->info->damage = "damaged gzip: of a broken member the whole records before the "
			  "break are kept, and what follows it";
	return true;
}

static bool members(struct stream *s)
{
	for (;;) {
		s->info->members++;
		if (!member(s))
			return false;
		if (s->stopped || (s->broken && !next_member(s)))
			return true;
		if (!fill(s, 2))
			return false;
		if (s->z.avail_in < 2 || !GZIP_MAGIC(s->z.next_in))
			break;
		if (s->info->members == 1)
			s->info->member_end = s->info->inflated;
		inflateReset(&s->z);
	}
	for (;;) {
		s->info->trailing += s->z.avail_in;
		s->z.avail_in = 0;
		if (s->eof)
			return true;
		if (!fill(s, 1))
			return false;
	}
}

enum st inflate_stream(struct inflater *inf, inflate_read_fn read, void *rarg,
		       inflate_write_fn write, void *warg, uint64_t limit,
		       struct gzip_info *info, struct zindex **ret_index)
{
	struct stream s = { .inf = inf,
			    .read = read,
			    .rarg = rarg,
			    .write = write,
			    .warg = warg,
			    .limit = limit,
			    .info = info,
			    .next_point = ZINDEX_STEP };
	bool ok;

	*info = (struct gzip_info){ .member_end = UINT64_MAX };
	if (!inf->in)
		inf->in = xmalloc(IN_CHUNK);
	if (!inf->out)
		inf->out = xmalloc(OUT_CHUNK);
	if (inflateInit2(&s.z, 15 + 16) != Z_OK)
		return ST_NOMEM;
	s.z.next_out = (Bytef *)inf->out;
	s.z.avail_out = OUT_CHUNK;
	if (ret_index)
		s.index = xcalloc(1, sizeof(*s.index));
	ok = members(&s);
	info->read = s.in;
	inflateEnd(&s.z);
	if (ret_index) {
		if (s.index && !s.index->n) {
			zindex_free(s.index);
			s.index = NULL;
		}
		*ret_index = s.index;
	}
	return s.nomem ? ST_NOMEM : ok ? ST_OK : ST_IO;
}

/* ---- in memory ---- */

struct memory {
	struct sv gz;
	struct slab *out;
	bool nomem;
};

static ssize_t memory_read(void *arg, void *p, size_t n, uint64_t off)
{
	struct sv gz = ((struct memory *)arg)->gz;

	n = off < gz.len ? MIN(n, (size_t)(gz.len - off)) : 0;
	if (n)
		memcpy(p, gz.ptr + off, n);
	return (ssize_t)n;
}

static bool memory_write(void *arg, const char *p, size_t n)
{
	struct memory *m = arg;

	if (!slab_reserve(m->out, m->out->len + n)) {
		m->nomem = true;
		return false;
	}
	memcpy(m->out->ptr + m->out->len, p, n);
	m->out->len += n;
	return true;
}

enum st inflate_memory(struct inflater *inf, struct sv gz, uint64_t limit, struct slab *out,
		       struct gzip_info *info)
{
	struct memory m = { .gz = gz, .out = out };
	enum st st;

	if (inflate_whole(inf, gz.ptr, gz.len, limit, out, info))
		return ST_OK;
	out->len = 0;
	st = inflate_stream(inf, memory_read, &m, memory_write, &m, limit, info, NULL);
	if (st != ST_OK || m.nomem || !slab_reserve(out, out->len))
		return ST_NOMEM;
	memset(out->ptr + out->len, 0, SLAB_PAD);
	return ST_OK;
}

bool inflate_twice(struct inflater *inf, struct slab *gz, struct slab *out)
{
	struct gzip_info info;
	struct slab inner;

	if (inflate_memory(inf, sv_make(gz->ptr, gz->len), INFLATE_MEMORY_MAX, out,
			   &info) != ST_OK)
		return false;
	inner = *out;
	*out = *gz;
	*gz = inner;
	return inflate_memory(inf, sv_make(gz->ptr, gz->len), INFLATE_MEMORY_MAX, out,
			      &info) == ST_OK;
}

/* ---- from somewhere on ---- */

struct resume {
	inflate_read_fn read;
	void *rarg;
	inflate_write_fn write;
	void *warg;
	z_stream z;
	char *in, *out;
	uint64_t in_off, skip; /* SKIP: inflated bytes to drop first */
	bool raw;              /* in a member that was not begun at its head */
	unsigned trailer;      /* bytes of its end, which is no deflate, to be passed by */
};

/* Input, unless there are WANT bytes of it. */
static enum st resume_fill(struct resume *g, size_t want)
{
	while (g->z.avail_in < want) {
		ssize_t n;

		if (g->z.avail_in)
			memmove(g->in, g->z.next_in, g->z.avail_in);
		g->z.next_in = (Bytef *)g->in;
		n = g->read(g->rarg, g->in + g->z.avail_in, IN_CHUNK - g->z.avail_in,
			    g->in_off);
		if (n <= 0)
			return n < 0 ? ST_IO : ST_CHANGED;
		g->in_off += (uint64_t)n;
		g->z.avail_in += (uInt)n;
	}
	return ST_OK;
}

/* A member is broken here: on to the next one, as when it was loaded. */
static enum st resume_next(struct resume *g)
{
	while (!skip_to_head(&g->z)) {
		enum st st = resume_fill(g, HEAD_LEN);

		if (st != ST_OK)
			return st;
	}
	g->raw = false;
	inflateReset2(&g->z, 15 + 16);
	return ST_OK;
}

/* A member is over: on to the head of the next one. */
static void resume_member(struct resume *g)
{
	if (!g->raw) {
		inflateReset(&g->z);
		return;
	}
	g->raw = false;
	g->trailer = 8;
}

static void resume_trailer(struct resume *g)
{
	unsigned n = MIN(g->trailer, g->z.avail_in);

	g->z.next_in += n;
	g->z.avail_in -= n;
	g->trailer -= n;
	if (!g->trailer)
		inflateReset2(&g->z, 15 + 16);
}

static enum st resume_run(struct resume *g)
{
	for (;;) {
		enum st st = resume_fill(g, 1);
		size_t got, drop;
		int r;

		if (st != ST_OK)
			return st;
		if (g->trailer) {
			resume_trailer(g);
			continue;
		}
		g->z.next_out = (Bytef *)g->out;
		g->z.avail_out = OUT_CHUNK;
		r = inflate(&g->z, Z_NO_FLUSH);
		got = OUT_CHUNK - g->z.avail_out;
		drop = (size_t)MIN((uint64_t)got, g->skip);
		g->skip -= drop;
		if (got > drop && !g->write(g->warg, g->out + drop, got - drop))
			return ST_OK;
		if (r == Z_STREAM_END)
			resume_member(g);
		else if (r == Z_MEM_ERROR)
			return ST_NOMEM;
		else if (r != Z_OK && r != Z_BUF_ERROR && (st = resume_next(g)) != ST_OK)
			return st;
	}
}

/* Begin at P rather than at the head of the file. */
static bool resume_at(struct resume *g, const struct zpoint *p)
{
	g->skip -= p->out;
	g->in_off = p->in;
	g->raw = true;
	if (p->bits) {
		unsigned char byte;

		if (g->read(g->rarg, &byte, 1, p->in - 1) != 1)
			return false;
		inflatePrime(&g->z, p->bits, byte >> (8 - p->bits));
	}
	return inflateSetDictionary(&g->z, (const Bytef *)p->bytes, p->window) == Z_OK;
}

enum st inflate_from(const struct zindex *z, inflate_read_fn read, void *rarg, uint64_t off,
		     inflate_write_fn write, void *warg)
{
	struct resume g = {
		.read = read, .rarg = rarg, .write = write, .warg = warg, .skip = off
	};
	const struct zpoint *p = NULL;
	enum st st = ST_CHANGED;

	for (size_t i = 0; z && i < z->n && z->points[i].out <= off; i++)
		p = &z->points[i];
	if (inflateInit2(&g.z, p ? -15 : 15 + 16) != Z_OK)
		return ST_NOMEM;
	g.in = xmalloc(IN_CHUNK);
	g.out = xmalloc(OUT_CHUNK);
	if (!p || resume_at(&g, p))
		st = resume_run(&g);
	inflateEnd(&g.z);
	free(g.in);
	free(g.out);
	return st;
}

/* ---- one range ---- */

struct range {
	char *to;
	size_t left;
};

static bool take_range(void *arg, const char *p, size_t n)
{
	struct range *g = arg;

	n = MIN(n, g->left);
	memcpy(g->to, p, n);
	g->to += n;
	g->left -= n;
	return g->left;
}

enum st inflate_range(const struct zindex *z, inflate_read_fn read, void *rarg,
		      uint64_t off, char *out, size_t len)
{
	struct range g = { out, len };

	return len ? inflate_from(z, read, rarg, off, take_range, &g) : ST_OK;
}
