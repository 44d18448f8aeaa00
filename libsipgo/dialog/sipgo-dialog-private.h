/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/dialog/sipgo-dialog.h"
#include "libsipgo/message/sipgo-message-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"

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
  SipgoNameAddr *asserted;         /* the peer's P-Asserted-Identity (RFC 3325), or NULL */
  SipgoUri *remote_target;
  GPtrArray *routes;               /* SipgoNameAddr, in the order of the Route header; NULL for none */
  guint32 local_sequence;
  gboolean has_remote_sequence;
  guint32 remote_sequence;
  SipgoFlowWatch watch;            /* of the connection that the peer is reached over, while it is open */
};

/* The UAC's side (RFC 3261 12.1.2), from a provisional response with a To tag or from a 2xx. NULL with error if the
 * response cannot create a dialog: a 2xx without a usable Contact, or a malformed Record-Route. */
SipgoDialog  *sipgo_dialog_new_client      (SipgoMessage *request, SipgoMessage *response, GError **error);
/* For a 2xx that cannot create a dialog: the remote target is the Request-URI of the request, so that ACK and BYE can
 * be sent. */
SipgoDialog  *sipgo_dialog_new_client_unreachable (SipgoMessage *request, SipgoMessage *response);
/* The UAS's side (RFC 3261 12.1.1). Fails if the request has no usable Contact. */
SipgoDialog  *sipgo_dialog_new_server      (SipgoMessage *request, const char *local_tag, GError **error);

/* The subscriber's side, from the first NOTIFY after its SUBSCRIBE (RFC 6665 4.4.1). Fails if the NOTIFY has no usable
 * Contact. */
SipgoDialog  *sipgo_dialog_new_subscriber  (SipgoMessage *subscribe, SipgoMessage *notify, GError **error);

/* The 2xx for an early dialog: route set and remote target are computed again from it (RFC 3261 13.2.2.4). */
void          sipgo_dialog_confirm_client  (SipgoDialog *self, SipgoMessage *response);
void          sipgo_dialog_confirm_server  (SipgoDialog *self);

/* Takes the CSeq of a request of the peer. FALSE if it is not above the last one (RFC 3261 12.2.2). */
gboolean      sipgo_dialog_receive_request (SipgoDialog *self, SipgoMessage *request);
/* FALSE if a target refresh request has a Contact that is not a single SIP or SIPS URI. Without a Contact it is valid,
 * and does not change the remote target. */
gboolean      sipgo_dialog_check_target    (SipgoMessage *message);
/* The Contact of a target refresh request, or of its 2xx, becomes the remote target. */
void          sipgo_dialog_refresh_target  (SipgoDialog *self, SipgoMessage *message);
/* Updates the peer's identity: from the From of a request, whose URI may change during the dialog (RFC 4916), and from
 * the P-Asserted-Identity of a request or response (RFC 3325). Without the header the asserted identity stays. */
void          sipgo_dialog_refresh_identity (SipgoDialog *self, SipgoMessage *message);
SipgoNameAddr *sipgo_dialog_get_asserted_identity (SipgoDialog *self);

/* A request in the dialog (RFC 3261 12.2.1.1): Request-URI, Route, To, From, Call-ID, the next CSeq, Max-Forwards. An
 * ACK has the CSeq of its INVITE. */
SipgoMessage *sipgo_dialog_new_request     (SipgoDialog *self, const char *method);
SipgoMessage *sipgo_dialog_new_ack         (SipgoDialog *self, guint32 cseq);
/* The next CSeq, for a request that is sent again, after a challenge or a 491. */
guint32       sipgo_dialog_take_sequence   (SipgoDialog *self);
/* Gives back the last CSeq if its request was not sent: the next request uses it, so that no number is missing. */
void          sipgo_dialog_return_sequence (SipgoDialog *self, guint32 sequence);
/* The next hop of requests in the dialog: the first route, or else the remote target. */
SipgoUri     *sipgo_dialog_get_next_hop    (SipgoDialog *self);

/* Notes the connection that a request of the peer, or a response of the peer to our request, came over. If it leads to
 * the next hop itself, later requests are sent over it while it is open: the peer may have no listener, or a
 * certificate for a name only, and a Contact with an address (RFC 5626, RFC 5923). */
void          sipgo_dialog_keep_flow       (SipgoDialog *self, SipgoMessage *message, SipgoFlow *flow);
/* The connection to send requests over; NULL for the next hop's target (RFC 3263). */
SipgoFlow    *sipgo_dialog_get_flow        (SipgoDialog *self);       /* transfer none */

/* The dialog ID of a request of the peer, or of a response to our request; NULL if it has no local tag. Free it. */
char         *sipgo_dialog_id_of_request   (SipgoMessage *request);
char         *sipgo_dialog_id_of_response  (SipgoMessage *response);
char         *sipgo_dialog_make_id         (const char *call_id, const char *local_tag, const char *remote_tag);

G_END_DECLS
