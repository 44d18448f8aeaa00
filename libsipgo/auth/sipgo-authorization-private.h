/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-digest-private.h"
#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

/* The Digest credentials of a request (RFC 7616 3.4). */
typedef struct
{
  char *username;
  char *realm;
  char *nonce;
  char *uri;
  char *response;            /* in lower case */
  char *cnonce;              /* NULL when absent; never with qop */
  char *algorithm;           /* NULL when absent, which means MD5 */
  SipgoDigestHash hash;
  gboolean session;          /* a -sess algorithm */
  SipgoQop qop;
  guint32 nonce_count;       /* 0 without qop */
} SipgoAuthorization;

/* The first credentials in Authorization for the realm; NULL when there are none that are complete and supported. */
SipgoAuthorization *sipgo_authorization_read (SipgoMessage *request, const char *realm);
void                sipgo_authorization_free (SipgoAuthorization *self);   /* (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoAuthorization, sipgo_authorization_free)

G_END_DECLS
