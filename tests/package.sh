#!/usr/bin/env bash
# Makes the static program and the Debian package, and tries both. `tests/run --package` calls it.
#
#   tests/package.sh TARGET_DIRECTORY PYTHON     PYTHON has the modules of tests/peers
#
# What it makes is in TARGET_DIRECTORY/package.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$1 python=$2
triple=x86_64-unknown-linux-gnu
out="$target/package"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf '\n== %s\n' "$*"; }
fail() { echo "package: $*" >&2; exit 1; }
size() { stat -c %s "$1"; }

# A static program cannot ask the loader for the library's getrandom. Without the second flag its random numbers come from
# /dev/urandom, which an empty root does not have; with it from the kernel, since Linux 3.17.
flags='-C target-feature=+crt-static --cfg getrandom_backend="linux_getrandom"'
build() { # NAME ARGUMENTS: a static program as OUT/NAME
  RUSTFLAGS="$flags" CARGO_TARGET_DIR="$target" \
    cargo build --locked --profile dist --target "$triple" "${@:2}"
  install -m 755 "$target/$triple/dist/hemi" "$out/$1"
}

# ---- the programs
mkdir -p "$out"
say "static program without the sandbox"
build hemi-without-sandbox --no-default-features
say "static program"
build hemi
hemi="$out/hemi"
for program in "$hemi" "$out/hemi-without-sandbox"; do
  # ldd fails for a program that needs no library; one that is position-independent it calls statically linked.
  needed=$(ldd "$program" 2>&1 || true)
  grep -qE 'statically linked|not a dynamic executable' <<<"$needed" || fail "$program needs libraries: $needed"
done

# ---- an empty root: the program, the nodes of devices that it opens, and certificate authorities
say "in an empty root"
root="$work/root"
mkdir -p "$root/dev" "$root/tmp" "$root/etc/ssl/certs"
cp "$hemi" "$root/hemi"
touch "$root"/dev/{tty,null}
authorities=/etc/ssl/certs/ca-certificates.crt
[ ! -f "$authorities" ] || cp "$authorities" "$root/etc/ssl/certs/"
users=()
[ "$(id -u)" = 0 ] || users=(--map-root-user)
cat >"$work/enter" <<'END'
#!/bin/sh
# ROOT PROGRAM ARGUMENTS: runs the program with ROOT as its root directory.
root=$1
shift
for node in tty null; do mount --bind "/dev/$node" "$root/dev/$node" || exit 125; done
exec chroot "$root" "$@"
END
chmod 755 "$work/enter"
inside() { unshare "${users[@]}" --mount "$work/enter" "$root" "$@"; }
for name in HEMI_PROFILE HEMI_CLIENT_ID HEMI_CLIENT_SECRET GLOBUS_CLI_CLIENT_ID GLOBUS_CLI_CLIENT_SECRET; do unset "$name"; done
export HOME=/tmp LC_ALL=C.UTF-8 TERM=xterm-256color
inside /hemi --version
inside /hemi config show >"$work/shown" && grep -q '^theme = ' "$work/shown" || fail "config show failed"
inside /hemi config check
code=0
inside /hemi whoami 2>"$work/said" || code=$?
[ "$code" = 4 ] || fail "whoami without a client id ended with $code: $(cat "$work/said")"
(cd tests/peers && PYTHONDONTWRITEBYTECODE=1 HEMI_BIN="$hemi" "$python" ../tools/empty_root.py \
  unshare "${users[@]}" --mount "$work/enter" "$root" /hemi --demo)

# ---- the package
say "package"
version=$("$hemi" --version | cut -d' ' -f2)
tree="$work/tree"
share="$tree/usr/share"
install -D -m 755 "$hemi" "$tree/usr/bin/hemi"
"$hemi" man --dir "$work/man"
for page in hemi.1 hemi-config.5; do
  mkdir -p "$share/man/man${page##*.}"
  gzip -9n <"$work/man/$page" >"$share/man/man${page##*.}/$page.gz"
done
mkdir -p "$share/bash-completion/completions" "$share/zsh/vendor-completions" "$share/fish/vendor_completions.d"
"$hemi" completions bash >"$share/bash-completion/completions/hemi"
"$hemi" completions zsh >"$share/zsh/vendor-completions/_hemi"
"$hemi" completions fish >"$share/fish/vendor_completions.d/hemi.fish"
install -D -m 644 -t "$share/doc/hemi" assets/package/copyright LICENSE-MIT LICENSE-APACHE README.md
gzip -9n <CHANGELOG.md >"$share/doc/hemi/changelog.gz"
mkdir -p "$tree/DEBIAN"
sed "s/@VERSION@/$version/; s/@SIZE@/$(du -sk "$tree" | cut -f1)/" assets/package/control >"$tree/DEBIAN/control"
(cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
find "$tree" -type d -exec chmod 755 {} +
find "$tree/usr/share" "$tree/DEBIAN" -type f -exec chmod 644 {} +
package="$out/hemi_${version}_amd64.deb"
dpkg-deb --root-owner-group -Zxz --build "$tree" "$package"

# ---- installed, used and removed, with a package database of its own
say "installation"
system="$work/system"
mkdir -p "$system/var/lib/dpkg"/{info,updates,triggers}
touch "$system/var/lib/dpkg/status" "$system/var/lib/dpkg/available"
install_tool() { dpkg --root="$system" --force-not-root --log=/dev/null "$@"; }
install_tool --install "$package"
install_tool --status hemi | grep '^Status: install ok installed'
install_tool --verify hemi
PATH="$system/usr/bin:$PATH"
[ "$(hemi --version)" = "hemi $version" ] || fail "the installed program does not run"
offered=$(bash --norc -c 'source "$1"; COMP_WORDS=(hemi who); COMP_CWORD=1; _hemi hemi who hemi; echo "${COMPREPLY[*]}"' \
  bash "$system/usr/share/bash-completion/completions/hemi")
[ "$offered" = whoami ] || fail "bash completes who to '$offered'"
for shell in zsh fish; do
  command -v "$shell" >/dev/null || continue
  file=$(find "$system/usr/share/$shell" -type f)
  "$shell" -n "$file" || fail "$shell cannot read $file"
done
for page in 1/hemi 5/hemi-config; do
  name=${page#*/}
  found=$(MANPATH="$system/usr/share/man" man -w "${page%/*}" "$name") || fail "man does not find $name"
  MANWIDTH=78 man "$found" | grep -q "^NAME" || fail "man does not show $name"
done
install_tool --purge hemi
left=$(cd "$system" && find . -not -path './var*' -not -type d)
[ -z "$left" ] || fail "removed, it left $left"
[ ! -e "$system/usr" ] || fail "removed, it left directories: $(find "$system/usr")"

say "sizes"
printf '| %s | %s bytes |\n' \
  "static program" "$(size "$hemi")" \
  "without the sandbox" "$(size "$out/hemi-without-sandbox")" \
  "package" "$(size "$package")"
[ "$(size "$out/hemi-without-sandbox")" -lt "$(size "$hemi")" ] || fail "the program without the sandbox is not smaller"
code=0
"$out/hemi-without-sandbox" --demo 2>"$work/said" || code=$?
[ "$code" = 2 ] || fail "--demo without the sandbox ended with $code"
