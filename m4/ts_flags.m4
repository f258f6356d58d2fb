# SPDX-License-Identifier: GPL-3.0-or-later
#
# TS_APPEND_CFLAGS(VARIABLE, [FLAGS])
# TS_APPEND_LDFLAGS(VARIABLE, [FLAGS])
# TS_APPEND_GROUP(VARIABLE, [FLAGS])
#
# Append to VARIABLE each of the flags, one by one, that the compiler takes (compiling and
# linking) without a warning; TS_APPEND_GROUP takes all of them together or none. The user's
# CFLAGS and LDFLAGS are used for the probe and never changed.

AC_DEFUN([_TS_TRY_FLAG], [
	ts_save_CFLAGS=$CFLAGS
	ts_save_LDFLAGS=$LDFLAGS
	CFLAGS="$CFLAGS -Werror $2"
	LDFLAGS="$LDFLAGS $2"
	AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stddef.h>]], [[return 0;]])],
		[ts_flag_ok=yes], [ts_flag_ok=no])
	CFLAGS=$ts_save_CFLAGS
	LDFLAGS=$ts_save_LDFLAGS
	AS_IF([test "$ts_flag_ok" = yes], [AS_VAR_APPEND([$1], [" $2"])])
])

AC_DEFUN([TS_APPEND_CFLAGS], [
	for ts_flag in m4_normalize([$2]); do
		AC_MSG_CHECKING([whether $CC takes $ts_flag])
		# any -Wno-name is taken, and complained of when something else is wrong
		AS_CASE([$ts_flag],
			[-Wno-*], [ts_probe=-W`echo "$ts_flag" | sed 's/^-Wno-//'`],
			[ts_probe=$ts_flag])
		_TS_TRY_FLAG([ts_ignored], [$ts_probe])
		AS_IF([test "$ts_flag_ok" = yes], [AS_VAR_APPEND([$1], [" $ts_flag"])])
		AC_MSG_RESULT([$ts_flag_ok])
	done
])

AC_DEFUN([TS_APPEND_LDFLAGS], [TS_APPEND_CFLAGS([$1], [$2])])

AC_DEFUN([TS_APPEND_GROUP], [
	AC_MSG_CHECKING([whether $CC takes m4_normalize([$2])])
	_TS_TRY_FLAG([$1], [m4_normalize([$2])])
	AC_MSG_RESULT([$ts_flag_ok])
])

# TS_TRY_LINK(NAME, [INCLUDES], [BODY], [THEN])
#
# THEN when a program with these links with $NAME_CFLAGS and $NAME_LIBS.

AC_DEFUN([TS_TRY_LINK], [
	ts_save_LIBS=$LIBS
	ts_save_CFLAGS=$CFLAGS
	LIBS="$$1_LIBS $LIBS"
	CFLAGS="$CFLAGS $$1_CFLAGS"
	AC_LINK_IFELSE([AC_LANG_PROGRAM([$2], [$3])], [$4])
	LIBS=$ts_save_LIBS
	CFLAGS=$ts_save_CFLAGS
])
