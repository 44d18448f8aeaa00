/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-incoming-request-private.h"
#include "libsipgo/dialog/sipgo-dialog-private.h"

G_BEGIN_DECLS

/* Callbacks for the owner of an incoming INVITE; each may be NULL. */
typedef struct
{
  void (*cancelled)     (SipgoIncomingInviteRequest *request, SipgoMessage *cancel, gpointer user_data);
  void (*acknowledged)  (SipgoIncomingInviteRequest *request, SipgoMessage *ack,
                         gpointer user_data);     /* the ACK of a 2xx */
  void (*not_confirmed) (SipgoIncomingInviteRequest *request, guint status,
                         gpointer user_data);          /* no ACK (200) or PRACK (1xx) came in 32 s */
  /* The PRACK for the pending reliable provisional response; the owner answers it. */
  void (*prack)         (SipgoIncomingInviteRequest *request, SipgoIncomingRequest *prack, gpointer user_data);
  void (*answered)      (SipgoIncomingInviteRequest *request, guint status,
                         gpointer user_data);          /* a final response was sent, by any caller */
  /* A 2xx is about to be sent: the owner may add headers. */
  void (*accepting)     (SipgoIncomingInviteRequest *request, SipgoMessage *response, gpointer user_data);
} SipgoIncomingInviteFuncs;

/* Like sipgo_incoming_request_new (), for INVITE. */
SipgoIncomingRequest *sipgo_incoming_invite_request_new           (struct _SipgoUserAgentCore *core,
                                                                   SipgoServerTransaction *transaction,
                                                                   guint undecided_status);
/* dialog NULL: creates the dialog of an initial INVITE; FALSE with error when the Contact or Record-Route of the INVITE
 * cannot be used. */
gboolean              sipgo_incoming_invite_request_set_dialog    (SipgoIncomingInviteRequest *self,
                                                                   SipgoDialog *dialog, GError **error);
/* funcs stay the caller's; NULL: no owner. */
void                  sipgo_incoming_invite_request_set_owner     (SipgoIncomingInviteRequest *self,
                                                                   const SipgoIncomingInviteFuncs *funcs,
                                                                   gpointer user_data);
SipgoDialog          *sipgo_incoming_invite_request_get_dialog    (SipgoIncomingInviteRequest *self);
/* Sends a provisional response with RSeq, and retransmits it until its PRACK. Only one may be pending at a time. */
void                  sipgo_incoming_invite_request_send_reliably (SipgoIncomingInviteRequest *self,
                                                                   SipgoMessage *response);
gboolean              sipgo_incoming_invite_request_awaits_prack  (SipgoIncomingInviteRequest *self);
void                  sipgo_incoming_invite_request_receive_prack (SipgoIncomingInviteRequest *self,
                                                                   SipgoIncomingRequest *prack);
/* FALSE when the ACK belongs to another INVITE. */
gboolean              sipgo_incoming_invite_request_receive_ack   (SipgoIncomingInviteRequest *self, SipgoMessage *ack);
void                  sipgo_incoming_invite_request_stop_repeating (SipgoIncomingInviteRequest *self);

G_END_DECLS
