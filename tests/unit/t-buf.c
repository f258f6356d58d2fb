/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/buf.h"

#include "tap.h"

static void adding(void)
{
	struct buf b = BUF_INIT;

	IS_STR(buf_str(&b), "", "empty without a call");
	IS_INT(buf_sv(&b).len, 0, "its view is empty");
	OK(buf_sv(&b).ptr != NULL, "and not NULL");
	buf_add(&b, "", 0);
	IS_STR(buf_str(&b), "", "nothing added");
	buf_addsv(&b, SV_NULL);
	buf_add(&b, "ab\0c", 4);
	IS_BYTES(b.ptr, b.len, "ab\0c", 4, "NUL is a byte");
	buf_clear(&b);
	IS_STR(buf_str(&b), "", "cleared");
	buf_adds(&b, "one");
	buf_addc(&b, ' ');
	buf_addsv(&b, SV_LIT("two"));
	buf_addf(&b, " %d-%s", 3, "x");
	IS_STR(buf_str(&b), "one two 3-x", "pieces");
	IS_INT(b.ptr[b.len], 0, "NUL at the end");
	buf_release(&b);
	IS_STR(buf_str(&b), "", "usable after release");
	buf_addc(&b, 'y');
	IS_STR(buf_str(&b), "y", "and filled again");
	buf_release(&b);
}

static const struct {
	uint64_t v;
	const char *want;
} numbers[] = {
	{ 0, "0" },
	{ 7, "7" },
	{ 10, "10" },
	{ 1234567890, "1234567890" },
	{ UINT64_MAX, "18446744073709551615" },
};

static void growing(void)
{
	struct buf b = BUF_INIT;
	unsigned bad = 0;
	char *p;
	size_t len;

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		buf_clear(&b);
		buf_addu64(&b, numbers[i].v);
		IS_STR(buf_str(&b), numbers[i].want, "number %s", numbers[i].want);
	}
	buf_clear(&b);
	for (unsigned i = 0; i < 100000; i++)
		buf_addc(&b, (char)('a' + i % 26));
	for (unsigned i = 0; i < 100000; i++)
		bad += b.ptr[i] != (char)('a' + i % 26);
	IS_INT(bad, 0, "100,000 bytes one by one");
	OK(b.cap < 400000, "without much more room than that");
	buf_clear(&b);
	buf_addf(&b, "%5000d", 1);
	IS_INT(b.len, 5000, "a long format");
	p = buf_reserve(&b, 10);
	memcpy(p, "0123456789", 10);
	b.len += 10;
	OK(b.cap > b.len, "room for the NUL after what was reserved");
	p = buf_detach(&b, &len);
	IS_INT(len, 5010, "detached");
	OK(b.ptr == NULL && b.len == 0, "the buffer is empty then");
	free(p);
	p = buf_detach(&b, NULL);
	IS_STR(p, "", "detached from nothing");
	free(p);
}

static void scope(void)
{
	AUTO_BUF struct buf b = BUF_INIT;

	buf_adds(&b, "freed at the end of the scope");
	PASS("a buffer of a scope");
}

int main(void)
{
	adding();
	growing();
	scope();
	return DONE();
}
