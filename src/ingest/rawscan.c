/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of one file in order of place, from the inflated text in pieces. */
#include "ingest/rawscan.h"

#include "form/codec.h"
#include "ingest/inflate.h"
#include "ingest/source.h"
#include "util/fileio.h"
#include "util/xalloc.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes of a plain file read at once: more while its records are wanted one by one. */
#define PIECE_MIN ((size_t)64 << 10)
#define PIECE_MAX ((size_t)1 << 20)
/* Inflated bytes nobody wants that are worth starting anew behind them. */
#define JUMP_MIN (2 * (uint64_t)ZINDEX_STEP)
/* Buffers above this are not kept for the next file. */
#define KEEP_MAX ((size_t)24 << 20)

/* One scan: of one file, by one thread. */
struct scanner {
	struct scanner *next; /* while it is free */
	struct inflater *inf;
	struct slab gz, text;
	/* under way */
	const struct store *store;
	const struct file *f;
	int fd;
	const row_t *rows;
	size_t n, at;  /* row AT of N is the next to be given */
	uint64_t base; /* place in the file of the first byte of TEXT */
	const _Atomic(bool) *cancel;
	raw_scan_fn fn;
	void *arg;
	bool stop;
	bool jump; /* inflating can start elsewhere */
	/* where that row stands, and up to which row the next ones can be counted from there */
	const struct segment *seg;
	uint64_t off;
	uint32_t row, len, run_end;
	struct row_how how;
	struct decoder decoder;
};

struct scanners {
	const struct store *store;
	pthread_mutex_t lock;
	struct scanner *free;
};

struct scanners *scanners_new(const struct store *s)
{
	struct scanners *all = xcalloc(1, sizeof(*all));

	all->store = s;
	pthread_mutex_init(&all->lock, NULL);
	return all;
}

static void scanner_free(struct scanner *sc)
{
	inflater_free(sc->inf);
	slab_release(&sc->gz);
	slab_release(&sc->text);
	decoder_release(&sc->decoder);
	free(sc);
}

void scanners_free(struct scanners *all)
{
	if (!all)
		return;
	while (all->free) {
		struct scanner *sc = all->free;

		all->free = sc->next;
		scanner_free(sc);
	}
	pthread_mutex_destroy(&all->lock);
	free(all);
}

static struct scanner *take(struct scanners *all)
{
	struct scanner *sc;

	pthread_mutex_lock(&all->lock);
	sc = all->free;
	if (sc)
		all->free = sc->next;
	pthread_mutex_unlock(&all->lock);
	if (!sc) {
		sc = xcalloc(1, sizeof(*sc));
		sc->inf = inflater_new();
	}
	return sc;
}

static void give_back(struct scanners *all, struct scanner *sc)
{
	if (sc->text.cap > KEEP_MAX)
		slab_release(&sc->text);
	if (sc->gz.cap > KEEP_MAX)
		slab_release(&sc->gz);
	pthread_mutex_lock(&all->lock);
	sc->next = all->free;
	all->free = sc;
	pthread_mutex_unlock(&all->lock);
}

/* ---- places ---- */

/* Behind the last row of the run that R is in. */
static uint32_t run_end(const struct segment *seg, uint32_t r)
{
	uint32_t lo = 0, hi = seg->nruns;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (seg->runs[mid].row <= r)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < seg->nruns ? seg->runs[lo].row : seg->rows;
}

/* Find where row AT stands. */
static void locate(struct scanner *sc)
{
	const struct segment *seg = store_seg(sc->store, row_seg(sc->rows[sc->at]));
	uint32_t r = row_in_seg(sc->rows[sc->at]);

	if (seg == sc->seg && !seg->off32 && r < sc->run_end && r > sc->row &&
	    r - sc->row < 64) {
		for (uint32_t k = sc->row; k < r; k++)
			sc->off += segment_len(seg, k) + (uint64_t)seg->gap;
	} else {
		segment_place(seg, r, &sc->off);
		if (seg != sc->seg || r >= sc->run_end || r < sc->row) {
			sc->run_end = run_end(seg, r);
			sc->how = segment_run(seg, r)->how;
		}
		sc->seg = seg;
	}
	sc->row = r;
	sc->len = segment_len(seg, r);
}

static bool is_canceled(const struct scanner *sc)
{
	return sc->cancel && atomic_load_explicit(sc->cancel, memory_order_relaxed);
}

static void give(struct scanner *sc, struct sv bytes)
{
	if (!sc->fn(sc->arg, sc->rows[sc->at], bytes) || is_canceled(sc))
		sc->stop = true;
	if (++sc->at < sc->n && !sc->stop)
		locate(sc);
}

static bool is_over(const struct scanner *sc)
{
	return sc->stop || sc->at == sc->n;
}

/* Give all that lie in TEXT, up to the first that does not, or not wholly. */
static void give_held(struct scanner *sc)
{
	while (!is_over(sc) && sc->off >= sc->base &&
	       sc->off + sc->len <= sc->base + sc->text.len) {
		const char *p = sc->text.ptr + (sc->off - sc->base);

		struct sv bytes;

		if (!codec_decode(&sc->decoder, sc->how.codec, sc->how.form,
				  sv_make(p, sc->len), &bytes))
			bytes = SV_NULL;
		/* no record: its bytes are not those that were loaded */
		if (bytes.len < 2 || bytes.ptr[0] != '{' || bytes.ptr[bytes.len - 1] != '}')
			bytes = SV_NULL;
		give(sc, bytes);
	}
}

/* ---- ways to read ---- */

/* A small gzip file, whole; false when it must be streamed. */
static bool scan_whole(struct scanner *sc)
{
	struct gzip_info info;

	if (((off_t)source_size(sc->f) > (off_t)INFLATE_WHOLE_MAX && sc->f->gzip == 1) ||
	    !slab_reserve(&sc->gz, (size_t)source_size(sc->f)))
		return false;
	if (pread_full(sc->fd, sc->gz.ptr, (size_t)source_size(sc->f), 0) !=
		    (off_t)source_size(sc->f) ||
	    !source_is_same(sc->f, sc->fd))
		return true; /* nothing is given: it changed */
	if (sc->f->gzip > 1) {
		sc->gz.len = (size_t)source_size(sc->f);
		if (!inflate_twice(sc->inf, &sc->gz, &sc->text))
			return true;
		sc->base = 0;
		give_held(sc);
		return true;
	}
	if (!inflate_whole(sc->inf, sc->gz.ptr, (size_t)source_size(sc->f), UINT64_MAX,
			   &sc->text, &info))
		return false;
	sc->base = 0;
	give_held(sc);
	return true;
}

/* The next bytes of a gzip file that is streamed. */
static bool take_bytes(void *arg, const char *p, size_t n)
{
	struct scanner *sc = arg;
	struct slab *text = &sc->text;
	size_t drop;

	if (is_canceled(sc))
		sc->stop = true;
	/* TEXT is empty, or begins with the record that is wanted next */
	if (!text->len && sc->off > sc->base) {
		if (sc->jump && sc->off - sc->base > JUMP_MIN)
			return false;
		drop = (size_t)MIN((uint64_t)n, sc->off - sc->base);
		sc->base += drop;
		p += drop;
		n -= drop;
	}
	if (!n || sc->stop)
		return !sc->stop;
	if (!slab_reserve(text, text->len + n) || !source_is_same(sc->f, sc->fd))
		return false;
	memcpy(text->ptr + text->len, p, n);
	text->len += n;
	give_held(sc);
	if (is_over(sc))
		return false;
	drop = (size_t)MIN((uint64_t)text->len, sc->off - sc->base);
	memmove(text->ptr, text->ptr + drop, text->len - drop);
	text->len -= drop;
	sc->base += drop;
	return true;
}

/* By restart points once the file is loaded: then nothing long is inflated in vain. */
static void scan_stream(struct scanner *sc)
{
	const struct zindex *z = store_finished(sc->store) ? sc->f->source.zindex : NULL;
	size_t before;

	sc->jump = z;
	do {
		before = sc->at;
		sc->base = sc->off;
		sc->text.len = 0;
		/* where it breaks off, what is left is not given */
		(void)!inflate_from(z, source_read, &sc->fd, sc->off, take_bytes, sc);
	} while (!is_over(sc) && sc->at > before);
}

/* Bytes from the wanted record on; false when it cannot be had. */
static bool read_piece(struct scanner *sc, size_t *piece)
{
	struct slab *text = &sc->text;
	bool near = sc->off - sc->base <= text->len + PIECE_MIN;
	ssize_t n;

	*piece = near ? MIN(*piece * 2, PIECE_MAX) : PIECE_MIN;
	if (!slab_reserve(text, MAX(*piece, (size_t)sc->len)))
		return false;
	n = pread_full(sc->fd, text->ptr, MAX(*piece, (size_t)sc->len), (off_t)sc->off);
	text->len = n < 0 ? 0 : (size_t)n;
	sc->base = sc->off;
	return text->len >= sc->len && source_is_same(sc->f, sc->fd);
}

static void scan_plain(struct scanner *sc)
{
	size_t piece = PIECE_MIN;

	sc->base = 0;
	sc->text.len = 0;
	while (!is_over(sc) && read_piece(sc, &piece))
		give_held(sc);
}

static void scan_file(struct scanner *sc)
{
	bool own;

	if (source_reopen(sc->f, &sc->fd, &own, NULL) != ST_OK)
		return;
	if (!sc->f->gzip)
		scan_plain(sc);
	else if ((sc->f->source.spooled && !sc->f->done) || !scan_whole(sc))
		scan_stream(sc);
	if (own)
		close(sc->fd);
}

void scanners_scan(struct scanners *all, const row_t *rows, size_t n,
		   const _Atomic(bool) *cancel, raw_scan_fn fn, void *arg)
{
	struct scanner *sc;

	if (!n)
		return;
	sc = take(all);
	sc->store = all->store;
	sc->f = store_row_file(all->store, rows[0], NULL, NULL);
	sc->rows = rows;
	sc->n = n;
	sc->at = 0;
	sc->cancel = cancel;
	sc->fn = fn;
	sc->arg = arg;
	sc->stop = false;
	sc->seg = NULL;
	locate(sc);
	scan_file(sc);
	while (!is_over(sc))
		give(sc, SV_NULL);
	give_back(all, sc);
}
