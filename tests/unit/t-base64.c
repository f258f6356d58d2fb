/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/base64.h"

#include "rnd.h"
#include "tap.h"

static const struct {
	const char *bytes, *text;
} known[] = {
	/* RFC 4648, 10 */
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
	{ "\xfb\xff\xbf", "+/+/" },
};

static const char *const wrong[] = {
	"Z",    "Zg",   "Zg=",   "Zg===",      "=g==",  "Z===",   "====",
	"Zh==", "Zm9=", "Zg==A", "Zg==Zg==",   "Zm 8=", "Zm8=\n", "\nZm8=",
	"Zm9-", "Zm9_", "Zm8*",  "Zm\xc3\xa4", "Zm=v",
};

static void pairs(void)
{
	AUTO_BUF struct buf out = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		buf_clear(&out);
		base64_add(&out, sv_str(known[i].bytes));
		IS_SV(buf_sv(&out), known[i].text, "known %zu encoded", i);
		buf_clear(&out);
		OK(base64_decode(&out, sv_str(known[i].text)), "'%s' decoded",
		   known[i].text);
		IS_SV(buf_sv(&out), known[i].bytes, "known %zu: its bytes", i);
	}
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		buf_clear(&out);
		buf_adds(&out, "kept");
		OK(!base64_decode(&out, sv_str(wrong[i])), "wrong %zu is refused", i);
		IS_SV(buf_sv(&out), "kept", "wrong %zu: nothing is added", i);
	}
}

static void any_bytes(void)
{
	AUTO_BUF struct buf bytes = BUF_INIT, text = BUF_INIT, back = BUF_INIT;
	unsigned bad = 0;

	for (unsigned i = 0; i < 3000; i++) {
		buf_clear(&bytes);
		buf_clear(&text);
		buf_clear(&back);
		for (uint32_t n = rnd(50); n; n--)
			buf_addc(&bytes, (char)rnd(256));
		base64_add(&text, buf_sv(&bytes));
		bad += !base64_decode(&back, buf_sv(&text)) ||
		       !sv_eq(buf_sv(&back), buf_sv(&bytes));
	}
	IS_INT(bad, 0, "any bytes come back");
}

int main(void)
{
	pairs();
	any_bytes();
	return DONE();
}
