# SPDX-License-Identifier: GPL-3.0-or-later
class Trailsift < Formula
  desc "Browse and sift AWS CloudTrail files in a terminal"
  url "file:///trailsift-0.1.0.tar.xz"
  license "GPL-3.0-or-later"

  depends_on "pkgconf" => :build
  depends_on "jansson"
  depends_on "libdeflate"
  depends_on "ncurses"
  depends_on "openssl@3"
  depends_on "pcre2"

  uses_from_macos "zlib"

  def install
    system "./configure", *std_configure_args
    system "make", "install"
  end

  test do
    (testpath/"a.json").write '{"Records":[{"eventName":"Invoke","eventTime":"2024-05-14T10:00:00Z"}]}'
    assert_match "Invoke", shell_output("#{bin}/trailsift count --by event #{testpath}/a.json")
  end
end
