#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Makes the certificates of the TLS tests, each with its key in one file, valid for 100 years. They protect nothing.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

new_key () { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$work/$1.key"; }

# NAME SUBJECT_ALT_NAME [not before, not after]
issue () {
  new_key "$1"
  openssl req -new -key "$work/$1.key" -subj "/CN=$1" -out "$work/$1.csr"
  openssl x509 -req -in "$work/$1.csr" -CA "$work/authority.pem" -CAkey "$work/authority.key" -CAcreateserial \
    -days "${3:-36500}" -extfile <(echo "subjectAltName=$2") -out "$work/$1.pem" 2> /dev/null
  cat "$work/$1.pem" "$work/$1.key" > "$1.pem"
}

new_key authority
openssl req -x509 -new -key "$work/authority.key" -subj "/CN=Authority of the tests" -days 36500 -out "$work/authority.pem"
cp "$work/authority.pem" authority.pem
issue server "DNS:sip.example.com,DNS:localhost,IP:127.0.0.1,IP:::1"
issue domain "URI:sip:example.com,URI:sips:sips.example.com,URI:sip:bob@user.example.com,DNS:node7.example.net"
issue expired "DNS:sip.example.com,IP:127.0.0.1" -1
new_key stranger
openssl req -x509 -new -key "$work/stranger.key" -subj "/CN=stranger" -days 36500 \
  -addext "subjectAltName=DNS:sip.example.com,IP:127.0.0.1" -out "$work/stranger.pem"
cat "$work/stranger.pem" "$work/stranger.key" > stranger.pem
