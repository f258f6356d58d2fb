# SPDX-License-Identifier: GPL-3.0-or-later
{ pkgs ? import <nixpkgs> { } }:

pkgs.stdenv.mkDerivation {
  pname = "trailsift";
  version = "0.1.0";
  src = ../.;

  nativeBuildInputs = [ pkgs.autoreconfHook pkgs.pkg-config ];
  buildInputs = [
    pkgs.jansson
    pkgs.libdeflate
    pkgs.ncurses
    pkgs.openssl
    pkgs.pcre2
    pkgs.zlib
  ];

  meta = {
    description = "Browse and sift AWS CloudTrail files in a terminal";
    license = pkgs.lib.licenses.gpl3Plus;
    mainProgram = "trailsift";
    platforms = pkgs.lib.platforms.linux;
  };
}
