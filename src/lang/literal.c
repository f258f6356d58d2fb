/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rarest byte of a literal is looked for first, many bytes at a time. */
#include "lang/literal.h"

#include <string.h>

#define STEP 64u

/* Sixteen bytes, or for each of them 0 or 0xff; whatever the machine has for them. */
typedef unsigned char v16 __attribute__((vector_size(16)));
typedef uint64_t v2 __attribute__((vector_size(16)));

static bool is_letter(unsigned char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static unsigned char lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

/* From rare to common in records as they are written; what is not named is rarer still. */
static size_t rank_of(char c)
{
	static const char common[] =
		"*;@%()$\\=+[]#QJYjFUXK qBGZL_WPMNVHOhxRCzE{}kDT/79gIS6y"
		"b8fw5v.4pA01l2mud,ico-rnst:3ae\"";
	const char *p = strchr(common, c);

	return p ? (size_t)(p - common) + 1 : 0;
}

static unsigned rarest(const struct literal *l, unsigned but)
{
	unsigned best = but ? 0 : l->len - 1;

	for (unsigned i = 0; i < l->len; i++)
		if (i != but && rank_of(l->text[i]) < rank_of(l->text[best]))
			best = i;
	return best;
}

void literals_add(struct literals *ls, struct sv text)
{
	unsigned least = 0;
	struct literal l = { .len = (unsigned)MIN(text.len, (size_t)LITERAL_MAX) };

	if (!l.len)
		return;
	memcpy(l.text, text.ptr, l.len);
	if (ls->n == LITERALS_MAX) {
		for (unsigned i = 1; i < ls->n; i++)
			if (ls->v[i].len < ls->v[least].len)
				least = i;
		if (ls->v[least].len >= l.len)
			return;
		ls->n--;
		memmove(&ls->v[least], &ls->v[least + 1], (ls->n - least) * sizeof(l));
	}
	ls->v[ls->n++] = l;
}

void literals_from_text(struct literals *ls, struct sv text)
{
	size_t from = 0;

	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && (unsigned char)text.ptr[i] < 0x80)
			continue;
		literals_add(ls, sv_make(text.ptr + from, i - from));
		from = i + 1;
	}
}

void literals_prepare(struct literals *ls, bool caseless)
{
	ls->folds = caseless;
	for (unsigned k = 0; k < ls->n; k++) {
		struct literal *l = &ls->v[k];

		for (unsigned i = 0; caseless && i < l->len; i++) {
			l->text[i] = (char)lower((unsigned char)l->text[i]);
			ls->odd |= l->text[i] == 'k' || l->text[i] == 's';
		}
		l->at[0] = rarest(l, l->len);
		l->at[1] = rarest(l, l->at[0]);
		for (unsigned i = 0; i < 2; i++) {
			l->byte[i] = (unsigned char)l->text[l->at[i]];
			l->fold[i] = caseless && is_letter(l->byte[i]) ? 0x20 : 0;
		}
	}
}

static bool is_here(const struct literal *l, bool folds, const char *p)
{
	if (!folds)
		return !memcmp(p, l->text, l->len);
	for (unsigned i = 0; i < l->len; i++)
		if (lower((unsigned char)p[i]) != (unsigned char)l->text[i])
			return false;
	return true;
}

static v16 load(const char *p)
{
	v16 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static v16 all(unsigned char c)
{
	return (v16){ 0 } + c;
}

/* Where both rare bytes may stand for the literal to begin at P, for 16 places from P on. */
static inline v16 both(const struct literal *l, const char *p)
{
	v16 a = load(p + l->at[0]) | all(l->fold[0]);
	v16 b = load(p + l->at[1]) | all(l->fold[1]);

	return (v16)(a == all(l->byte[0])) & (v16)(b == all(l->byte[1]));
}

/* A bit for each byte of V, of 0 or 0xff each, the first byte lowest. */
static uint64_t to_bits(v16 v)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t gather = UINT64_C(0x0102040810204080); /* bit 8 * i to bit 56 + i */
	uint64_t half[2];

	memcpy(half, &v, sizeof(half));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	half[0] = __builtin_bswap64(half[0]);
	half[1] = __builtin_bswap64(half[1]);
#endif
	return (half[0] & ones) * gather >> 56 | (half[1] & ones) * gather >> 56 << 8;
}

/* At which of the STEP places from P on it is, or STEP. */
static unsigned find_step(const struct literal *l, bool folds, const char *p)
{
	v16 m[4] = { both(l, p), both(l, p + 16), both(l, p + 32), both(l, p + 48) };
	v2 any = (v2)(m[0] | m[1] | m[2] | m[3]);
	uint64_t places;

	if (LIKELY(!(any[0] | any[1])))
		return STEP;
	places = to_bits(m[0]) | to_bits(m[1]) << 16 | to_bits(m[2]) << 32 |
		 to_bits(m[3]) << 48;
	for (; places; places &= places - 1) {
		unsigned i = (unsigned)__builtin_ctzll(places);

		if (is_here(l, folds, p + i))
			return i;
	}
	return STEP;
}

/* From byte FROM on; text.len when it is not there. */
static size_t find(const struct literal *l, bool folds, struct sv text, size_t from)
{
	size_t need = STEP + l->len - 1;
	unsigned at;

	for (; from + need <= text.len; from += STEP) {
		at = find_step(l, folds, text.ptr + from);
		if (at < STEP)
			return from + at;
	}
	/* the rest of the places are among the last STEP ones */
	if (text.len >= need && find_step(l, folds, text.ptr + text.len - need) == STEP)
		return text.len;
	for (; from + l->len <= text.len; from++)
		if (is_here(l, folds, text.ptr + from))
			return from;
	return text.len;
}

bool literals_may_match(const struct literals *ls, struct sv text)
{
	size_t at = 0;

	for (unsigned i = 0; i < ls->n; i++) {
		at = find(&ls->v[i], ls->folds, text, at);
		if (at == text.len)
			return ls->odd && !text_is_ascii(text);
		at += ls->v[i].len;
	}
	return true;
}

bool text_is_ascii(struct sv v)
{
	uint64_t all = 0, w;
	size_t i = 0;

	for (; i + sizeof(w) <= v.len; i += sizeof(w)) {
		memcpy(&w, v.ptr + i, sizeof(w));
		all |= w;
	}
	for (; i < v.len; i++)
		all |= (unsigned char)v.ptr[i];
	return !(all & UINT64_C(0x8080808080808080));
}
