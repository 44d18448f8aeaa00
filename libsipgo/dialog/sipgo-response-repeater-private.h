/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-server-transaction-private.h"

G_BEGIN_DECLS

/*
 * Repeats a response to an INVITE until the caller shows that he has it: a 2xx until its ACK (13.3.1.4), a reliable
 * provisional response until its PRACK (RFC 3262 section 3). Lives inside its owner, who stops it before he goes.
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

/* Sends the response at once; gave_up is called when nothing came for 64 × T1. */
void     sipgo_response_repeater_start      (SipgoResponseRepeater *self, SipgoEnvironment *environment,
                                             SipgoServerTransaction *transaction,
                                             SipgoMessage *response, SipgoRepeaterGaveUpFunc gave_up,
                                             gpointer user_data);
void     sipgo_response_repeater_stop       (SipgoResponseRepeater *self);
gboolean sipgo_response_repeater_is_running (SipgoResponseRepeater *self);

G_END_DECLS
