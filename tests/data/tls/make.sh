#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Makes the certificates of the TLS tests, each with its key in one file, valid until 2126. They protect nothing.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

new_key () { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$work/$1.key"; }

# NAME COMMON_NAME EXTENSIONS AUTHORITY START END: "-" for an authority of its own
sign () {
  new_key "$1"
  openssl req -new -key "$work/$1.key" -subj "/CN=$2" -out "$work/$1.csr"
  cat > "$work/config" << EOF
[ca]
default_ca = d
[d]
database = $work/index
rand_serial = yes
default_md = sha256
policy = p
new_certs_dir = $work
[p]
commonName = supplied
EOF
  : > "$work/index"
  local authority=(-selfsign -keyfile "$work/$1.key")
  [ "$4" = - ] || authority=(-cert "$work/$4.pem" -keyfile "$work/$4.key")
  openssl ca -batch -notext -config "$work/config" "${authority[@]}" -startdate "$5" -enddate "$6" \
    -extfile <(printf '%b' "$3") -in "$work/$1.csr" -out "$work/$1.pem" 2> /dev/null
}

new_authority () { sign "$1" "$2" 'basicConstraints=critical,CA:TRUE\n' - 20200101000000Z 21261130000000Z; }

# NAME SUBJECT_ALT_NAME COMMON_NAME AUTHORITY START END, the last four may be left out; "-": no subjectAltName
issue () {
  local extensions='basicConstraints=CA:FALSE\n'
  [ "$2" = - ] || extensions+="subjectAltName=$2\n"
  sign "$1" "${3:-$1}" "$extensions" "${4:-authority}" "${5:-20200101000000Z}" "${6:-21261130000000Z}"
  cat "$work/$1.pem" "$work/$1.key" > "$1.pem"
}

new_authority authority "Authority of the tests"
new_authority others "Another authority"
cp "$work/authority.pem" authority.pem
issue server "DNS:sip.example.com,DNS:localhost,IP:127.0.0.1,IP:::1"
issue domain "URI:sip:example.com,URI:sips:sips.example.com,URI:sip:bob@user.example.com,DNS:node7.example.net"
issue client "URI:sip:client.example.com,DNS:localhost"
issue wildcard "DNS:*.example.com"
issue common-name - cn.example.com
issue expired "DNS:sip.example.com,IP:127.0.0.1" expired authority 20200101000000Z 20210101000000Z
issue future "DNS:sip.example.com,IP:127.0.0.1" future authority 21000101000000Z
issue stranger "DNS:sip.example.com,IP:127.0.0.1" stranger others
issue self-signed "DNS:sip.example.com,IP:127.0.0.1" self-signed -
