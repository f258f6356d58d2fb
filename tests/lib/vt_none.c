/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vt.h where there is no libvterm: vt_open() skips the test program, and so nothing else is
 * ever called.
 */
#include "vt_impl.h"

#include "tap.h"

#ifndef HAVE_VTERM

struct vt *vt_open(const struct vt_options *opt UNUSED, const char *const *args UNUSED)
{
	SKIP_ALL("built without libvterm");
}

NORETURN static void never(void)
{
	BAIL("no terminal is open");
}

/* clang-format off */
void vt_close(struct vt *vt UNUSED) { never(); }
int vt_end(struct vt *vt UNUSED) { never(); }
void vt_keys(struct vt *vt UNUSED, ...) { never(); }
void vt_type(struct vt *vt UNUSED, const char *text UNUSED) { never(); }
void vt_send(struct vt *vt UNUSED, const void *p UNUSED, size_t n UNUSED) { never(); }
void vt_mouse(struct vt *vt UNUSED, int button UNUSED, int row UNUSED, int col UNUSED) { never(); }
void vt_resize(struct vt *vt UNUSED, int rows UNUSED, int cols UNUSED) { never(); }
void vt_signal(struct vt *vt UNUSED, int sig UNUSED) { never(); }
bool vt_wait_stopped(struct vt *vt UNUSED) { never(); }
void vt_hangup(struct vt *vt UNUSED) { never(); }
int vt_pid(const struct vt *vt UNUSED) { never(); }
void vt_idle(struct vt *vt UNUSED) { never(); }
void vt_wait(struct vt *vt UNUSED, const char *text UNUSED) { never(); }
void vt_wait_gone(struct vt *vt UNUSED, const char *text UNUSED) { never(); }
void vt_mark(struct vt *vt UNUSED) { never(); }
void vt_wait_handled(struct vt *vt UNUSED, unsigned n UNUSED) { never(); }
bool vt_has(struct vt *vt UNUSED, const char *text UNUSED) { never(); }
bool vt_find(struct vt *vt UNUSED, const char *text UNUSED, int *ret_row UNUSED,
	     int *ret_col UNUSED) { never(); }
const char *vt_row(struct vt *vt UNUSED, int row UNUSED) { never(); }
const char *vt_screen(struct vt *vt UNUSED) { never(); }
struct vt_cell vt_cell(struct vt *vt UNUSED, int row UNUSED, int col UNUSED) { never(); }
void vt_cursor(struct vt *vt UNUSED, int *ret_row UNUSED, int *ret_col UNUSED,
	       bool *ret_visible UNUSED) { never(); }
int vt_rows(const struct vt *vt UNUSED) { never(); }
int vt_cols(const struct vt *vt UNUSED) { never(); }
bool vt_altscreen(const struct vt *vt UNUSED) { never(); }
const char *vt_title(const struct vt *vt UNUSED) { never(); }
bool vt_mouse_on(const struct vt *vt UNUSED) { never(); }
size_t vt_bytes(const struct vt *vt UNUSED, const char **ret_ptr UNUSED) { never(); }
void vt_clear_bytes(struct vt *vt UNUSED) { never(); }
bool vt_tty_is_sane(struct vt *vt UNUSED) { never(); }
void vt_diag(struct vt *vt UNUSED) { never(); }
/* clang-format on */

#endif
