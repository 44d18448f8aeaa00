/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-server-transaction-private.h"

G_BEGIN_DECLS

/*
 * Retransmits a response to an INVITE: a 2xx until its ACK arrives (RFC 3261 13.3.1.4), a reliable provisional response
 * until its PRACK (RFC 3262 3). It is a field of its owner, who stops it before the owner is freed.
 */
typedef struct _SipgoResponseRepeater SipgoResponseRepeater;
typedef void (*SipgoRepeaterGaveUpFunc) (gpointer user_data);

struct _SipgoResponseRepeater
{
  SipgoEnvironment *environment;
  SipgoServerTransaction *transaction;    /* NULL while not running */
  SipgoMessage *response;
  SipgoTimer repeat_timer;
  SipgoTimer give_up_timer;
  gint64 interval;
  SipgoRepeaterGaveUpFunc gave_up;
  gpointer user_data;
};

/* Sends the response at once. gave_up is called after 64 × T1 if the repeater was not stopped. */
void     sipgo_response_repeater_start      (SipgoResponseRepeater *self, SipgoEnvironment *environment,
                                             SipgoServerTransaction *transaction,
                                             SipgoMessage *response, SipgoRepeaterGaveUpFunc gave_up,
                                             gpointer user_data);
void     sipgo_response_repeater_stop       (SipgoResponseRepeater *self);
gboolean sipgo_response_repeater_is_running (SipgoResponseRepeater *self);

G_END_DECLS
