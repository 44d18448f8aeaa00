/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message.h"
#include "libsipgo/transport/sipgo-step.h"
#include "libsipgo/transport/sipgo-target-private.h"

G_BEGIN_DECLS

/* The steps of one request, noted by its owner and its route, and made into text only when the request has failed. A
 * plain value: zeroed, it is empty. The number of steps is bounded. */
typedef struct
{
  SipgoStepKind kind;
  gboolean has_target;
  gint64 time;               /* microseconds since 1970 */
  SipgoTarget target;
  char *text;                /* or NULL */
  SipgoMessage *response;    /* or NULL: it gives the text */
} SipgoStepNote;

typedef struct
{
  SipgoStepNote *notes;
  SipgoStepNote first;       /* most requests have one, which needs no allocation */
  guint n_notes;
  guint n_allocated;
} SipgoSteps;

void   sipgo_steps_clear          (SipgoSteps *self);
/* target is nullable. Takes ownership of text (nullable). */
void   sipgo_steps_note           (SipgoSteps *self, SipgoStepKind kind, gint64 time, const SipgoTarget *target,
                                   char *text);
/* For CHALLENGED, REDIRECTED and ANSWERED. */
void   sipgo_steps_note_response  (SipgoSteps *self, SipgoStepKind kind, gint64 time, const SipgoTarget *target,
                                   SipgoMessage *response);
guint  sipgo_steps_count          (const SipgoSteps *self, SipgoStepKind kind);
/* The last target that was tried, or NULL. */
const SipgoTarget *sipgo_steps_get_target (const SipgoSteps *self);

GList *sipgo_steps_list           (const SipgoSteps *self);     /* SipgoStep, owned */
/* A line for each target that was tried: "udp:192.0.2.1:5060: no answer". */
GStrv  sipgo_steps_list_tried     (const SipgoSteps *self);
/* "tried tcp:192.0.2.1:5060: refused, tcp:192.0.2.2:5060; resolved by SRV _sip._tcp.example.com", without the answer of
 * the last target; NULL if no target was tried. */
char  *sipgo_steps_explain        (const SipgoSteps *self);

G_END_DECLS
