/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/dialog/sipgo-dialog.h"
#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

struct _SipgoDialog
{
  gint ref_count;
  gboolean early;
  gboolean secure;
  char *id;
  char *call_id;
  char *local_tag;
  char *remote_tag;                /* "" for a peer of RFC 2543 */
  SipgoNameAddr *local;            /* with tag */
  SipgoNameAddr *remote;
  SipgoNameAddr *asserted;         /* who the peer is as the network says; NULL when it says nothing */
  SipgoUri *remote_target;
  GPtrArray *routes;               /* SipgoNameAddr, in the order that Route has; NULL for none */
  guint32 local_sequence;
  gboolean has_remote_sequence;
  guint32 remote_sequence;
};

/* The caller's side, from a provisional response with a To tag or from a 2xx (12.1.2). NULL with error when the
 * response cannot make a dialog (no To tag, no Contact, a broken Record-Route). */
SipgoDialog  *sipgo_dialog_new_client      (SipgoMessage *request, SipgoMessage *response, GError **error);
/* From a 2xx that cannot make one: the dialog reaches the peer where the request went, which is enough to end it. */
SipgoDialog  *sipgo_dialog_new_client_unreachable (SipgoMessage *request, SipgoMessage *response);
/* The called side (12.1.1); error when the request has no usable Contact. */
SipgoDialog  *sipgo_dialog_new_server      (SipgoMessage *request, const char *local_tag, GError **error);

/* The subscriber's side, from the first NOTIFY to its SUBSCRIBE (RFC 6665 4.4.1); error when that has no usable
 * Contact. */
SipgoDialog  *sipgo_dialog_new_subscriber  (SipgoMessage *subscribe, SipgoMessage *notify, GError **error);

/* An early dialog got its 2xx: the route set and the target are taken from it anew (13.2.2.4). */
void          sipgo_dialog_confirm_client  (SipgoDialog *self, SipgoMessage *response);
void          sipgo_dialog_confirm_server  (SipgoDialog *self);

/* Counts a request of the peer: FALSE when its CSeq is not above the last one's (12.2.2). */
gboolean      sipgo_dialog_receive_request (SipgoDialog *self, SipgoMessage *request);
/* FALSE where the Contact of a target refresh request is no single SIP or SIPS URI; one without any leaves the
 * target. */
gboolean      sipgo_dialog_check_target    (SipgoMessage *message);
/* The Contact of a target refresh request, or of its 2xx, becomes the remote target. */
void          sipgo_dialog_refresh_target  (SipgoDialog *self, SipgoMessage *message);
/* Who the peer is by now: a From with another address than before (RFC 4916; the tag names the dialog, whatever the
 * address), and what the network asserts, in a request or response (RFC 3325). A message that says nothing leaves what
 * was said. */
void          sipgo_dialog_refresh_identity (SipgoDialog *self, SipgoMessage *message);
SipgoNameAddr *sipgo_dialog_get_asserted_identity (SipgoDialog *self);

/* 12.2.1.1: Request-URI, Route, To, From, Call-ID, the next CSeq, Max-Forwards. An ACK has the CSeq of its INVITE. */
SipgoMessage *sipgo_dialog_new_request     (SipgoDialog *self, const char *method);
SipgoMessage *sipgo_dialog_new_ack         (SipgoDialog *self, guint32 cseq);
/* A request is sent once more with the next CSeq (a digest to answer, a 491 to wait for). */
guint32       sipgo_dialog_take_sequence   (SipgoDialog *self);
/* The number taken last is not used after all: the next request has it, so that none is missing on the wire. */
void          sipgo_dialog_return_sequence (SipgoDialog *self, guint32 sequence);
/* Where its requests are sent first: the first route, or the remote target. */
SipgoUri     *sipgo_dialog_get_next_hop    (SipgoDialog *self);

/* The id of the dialog that a request of the peer, or a response to a request of ours, belongs to. Owned by the
 * caller. */
char         *sipgo_dialog_id_of_request   (SipgoMessage *request);
char         *sipgo_dialog_id_of_response  (SipgoMessage *response);
char         *sipgo_dialog_make_id         (const char *call_id, const char *local_tag, const char *remote_tag);

G_END_DECLS
