/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/dialog/sipgo-dialog-private.h"

G_BEGIN_DECLS

/* A dialog that a provisional response to our INVITE has created (RFC 3261 12.1). */
typedef struct
{
  SipgoDialog *dialog;
  gboolean has_rseq;
  guint32 rseq;                     /* RSeq of the last reliable provisional response */
  /* From a reliable provisional response: the answer, or an offer that the PRACK answers. */
  SipgoBody *description;
  SipgoBody *hint;                  /* the last answer in an unreliable one; the 2xx should repeat it (13.2.1) */
} SipgoEarlyDialog;

/* The early dialogs of one INVITE: a forking proxy makes several. NULL is the empty list. */
typedef GPtrArray SipgoEarlyDialogs;

/* NULL when there is none with this id. */
SipgoEarlyDialog *sipgo_early_dialogs_find (SipgoEarlyDialogs *self, const char *id);
/* The early dialog of a response to the INVITE, which is made when the response is the first of its fork. NULL when the
 * response creates none, or there are too many. */
SipgoEarlyDialog *sipgo_early_dialogs_ensure (SipgoEarlyDialogs **self, SipgoMessage *invite, SipgoMessage *response);

/* TRUE for a reliable provisional response that is next by its RSeq: not for a repeat, nor for one out of order (RFC
 * 3262 section 4). */
gboolean          sipgo_early_dialog_take_reliable   (SipgoEarlyDialog *self, SipgoMessage *response);
void              sipgo_early_dialog_set_description (SipgoEarlyDialog *self, SipgoBody *description);
void              sipgo_early_dialog_set_hint        (SipgoEarlyDialog *self, SipgoBody *hint);

G_END_DECLS
