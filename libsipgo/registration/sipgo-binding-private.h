/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-transport-layer-private.h"

G_BEGIN_DECLS

/* A Contact of a REGISTER, and the time until which it is bound (RFC 3261 10.2.1.1). */
typedef struct
{
  SipgoNameAddr *contact;
  guint seconds;                    /* asked for or granted */
  double priority;                  /* the q parameter; 1 when there is none */
  gint64 expires_at;
  gboolean is_outbound;             /* has +sip.instance and reg-id, and is reached over its flow (RFC 5626) */
  SipgoBoundContact *bound;         /* NULL: reached by its URI */
} SipgoBinding;

/* The bindings that a REGISTER adds and removes. Without contacts and without remove_all it only queries (10.2.3). */
typedef struct
{
  GPtrArray *bindings;              /* SipgoBinding */
  gboolean remove_all;              /* Contact: * */
  GPtrArray *path;                  /* SipgoNameAddr of the Path header (RFC 3327); NULL for none */
} SipgoBindingWish;

/* Returns 0, or the status to refuse the REGISTER with. */
guint         sipgo_binding_wish_read  (SipgoBindingWish *self, SipgoMessage *message);
void          sipgo_binding_wish_clear (SipgoBindingWish *self);
/* The longest time that is asked for, in seconds. */
guint         sipgo_binding_wish_get_seconds (SipgoBindingWish *self);
gboolean      sipgo_binding_wish_is_outbound (SipgoBindingWish *self);
GPtrArray    *sipgo_bindings_new       (void);
/* Finds the binding with the same URI. */
SipgoBinding *sipgo_bindings_find      (GPtrArray *bindings, SipgoNameAddr *contact);
/* Finds the outbound binding with the same +sip.instance and reg-id; its URI may differ (RFC 5626 section 6). */
SipgoBinding *sipgo_bindings_find_instance (GPtrArray *bindings, const SipgoBinding *binding);
/* Keeps the bindings sorted by q, the highest first; of equal ones the newest first. */
SipgoBinding *sipgo_bindings_add       (GPtrArray *bindings, const SipgoBinding *binding, guint seconds, gint64 now);

G_END_DECLS
