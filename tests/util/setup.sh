# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: LGPL-2.1-or-later
# Sourced by tests/run and examples/run: installs missing packages, and builds. Both are fast when there is nothing to do.

# A package, or alternatives from several Debian releases; the first one is preferred.
build_packages=(
  meson ninja-build gcc libc6-dev 'pkg-config|pkgconf'
  libglib2.0-dev 'libgirepository1.0-dev|libgirepository-1.0-dev' gobject-introspection
  libsoup-3.0-dev glib-networking
  libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev
  gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad
  python3 python3-gi gir1.2-glib-2.0 gir1.2-gstreamer-1.0 gjs
)
example_packages=(espeak-ng)
test_packages=(clang gstreamer1.0-libav valac gi-docgen sip-tester baresip-core kamailio kamailio-websocket-modules kamailio-tls-modules
  openssl nftables iproute2 dnsmasq-base nodejs chromium gir1.2-soup-3.0 tshark)
# The releases of Node.js contain npm; the npm package of Debian conflicts with them.
command -v npm >/dev/null || test_packages+=(npm)

say() {
  printf '%s\n' "$*" >&2
}

die() {
  say "$*"
  exit 1
}

is_installed() {
  [[ $installed == *" $1 "* ]]
}

# missing_packages PACKAGE...: prints those without an installed alternative
missing_packages() {
  local wanted installed name names
  read -ra names <<<"${*//|/ }"
  installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package}\n' "${names[@]}" 2>/dev/null \
    | sed -n 's/^installed://p' | tr '\n' ' ') "
  for wanted in "$@"; do
    for name in ${wanted//|/ }; do
      is_installed "$name" && continue 2
    done
    echo "$wanted"
  done
}

# available_name ALTERNATIVES: prints the first one that this release has
available_name() {
  local name policy
  for name in ${1//|/ }; do
    policy=$(LC_ALL=C apt-cache policy "$name" 2>/dev/null)
    if [[ $policy == *'Candidate: '[0-9]* ]]; then
      echo "$name"
      return
    fi
  done
  return 1
}

# available_names ALTERNATIVES...: the same for several; says which of them this release does not have
available_names() {
  local wanted
  for wanted in "$@"; do
    available_name "$wanted" || say "This release has no package ${wanted//|/ or }; tests and features that need it are skipped."
  done
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  else
    sudo "$@"
  fi
}

# The tests start the test peers; the system must not.
stop_services() {
  if [[ " $* " == *' kamailio '* && -d /run/systemd/system ]]; then
    as_root systemctl disable --now kamailio || true
  fi
}

# need_packages PACKAGE...: installs missing packages; without the permission, says which command to run
need_packages() {
  local missing names
  command -v dpkg-query >/dev/null || return 0
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} > 0)) || return 0
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    mapfile -t names < <(available_names "${missing[@]}")
    ((${#names[@]} == 0)) && return
    die "These packages are missing. As root: apt-get install --no-install-recommends ${names[*]}"
  fi
  say "Missing: ${missing[*]}. Installing ..."
  as_root apt-get -q update >&2 || say 'The package lists could not be updated; trying with those that are there.'
  mapfile -t names < <(available_names "${missing[@]}")
  ((${#names[@]} == 0)) && return
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y install --no-install-recommends "${names[@]}" >&2 \
    || die "That failed. By hand: apt-get install --no-install-recommends ${names[*]}"
  stop_services "${names[@]}"
}

# need_modules FOLDER: installs SIP.js, which Debian does not have, by npm into FOLDER/sipjs
need_modules() {
  local folder=$1/sipjs authorities=/etc/ssl/certs/ca-certificates.crt
  local options=(--no-audit --no-fund --no-package-lock --no-update-notifier --loglevel=error)
  cmp -s tests/sipjs/package.json "$folder/package.json" && [[ -d $folder/node_modules/sip.js ]] && return
  say 'Fetching SIP.js ...'
  # npm has its own certificate authorities; use those that the machine trusts.
  [[ -r $authorities ]] && options+=(--cafile="$authorities")
  mkdir -p "$folder" && cp tests/sipjs/package.json "$folder/" && npm install --prefix "$folder" "${options[@]}" >&2
}

# configure FOLDER MESON-OPTION...: sets up a build directory, if it does not exist or has other options
configure() {
  local folder=$1 again=()
  shift
  if [[ -f $folder/build.ninja ]]; then
    [[ $* == "$(cat "$folder/options" 2>/dev/null)" ]] && return
    again=(--wipe)
  fi
  say "Setting up $folder ..."
  meson setup "${again[@]}" "$folder" "$@" >&2 && echo "$*" >"$folder/options"
}

# compile FOLDER [TARGET...]: prints nothing when there is nothing to do
compile() {
  local folder=$1
  shift
  ninja -C "$folder" "$@" >"$folder/ninja.out" 2>&1 || {
    cat "$folder/ninja.out" >&2
    return 1
  }
}
