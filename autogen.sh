#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes ./configure from configure.ac. Needs autoconf, automake and pkgconf.
cd "$(dirname "$0")" && exec autoreconf -fi
