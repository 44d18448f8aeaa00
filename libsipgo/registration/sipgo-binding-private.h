/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-transport-layer-private.h"

G_BEGIN_DECLS

/* A Contact of a REGISTER, and until when it holds (RFC 3261 10.2.1.1). */
typedef struct
{
  SipgoNameAddr *contact;
  guint seconds;                    /* asked for, or granted */
  double priority;                  /* q, 1 where it has none */
  gint64 expires_at;
  gboolean is_outbound;             /* has an instance and a number, and is reached over its flow (RFC 5626) */
  SipgoBoundContact *bound;         /* NULL: goes where its URI says */
} SipgoBinding;

/* What a REGISTER wants. Without contacts and not all, it only asks. */
typedef struct
{
  GPtrArray *bindings;              /* SipgoBinding */
  gboolean remove_all;              /* Contact: * */
  GPtrArray *path;                  /* SipgoNameAddr, of the proxies that want to be passed (RFC 3327); NULL for none */
} SipgoBindingWish;

/* 0, or the status that refuses the request. */
guint         sipgo_binding_wish_read  (SipgoBindingWish *self, SipgoMessage *message);
void          sipgo_binding_wish_clear (SipgoBindingWish *self);
/* The most that is asked for, in seconds. */
guint         sipgo_binding_wish_get_seconds (SipgoBindingWish *self);
gboolean      sipgo_binding_wish_is_outbound (SipgoBindingWish *self);
GPtrArray    *sipgo_bindings_new       (void);
/* The same URI. */
SipgoBinding *sipgo_bindings_find      (GPtrArray *bindings, SipgoNameAddr *contact);
/* The same instance and number, whatever its URI. */
SipgoBinding *sipgo_bindings_find_instance (GPtrArray *bindings, const SipgoBinding *binding);
/* The one with the highest q goes first, of several the newest. */
SipgoBinding *sipgo_bindings_add       (GPtrArray *bindings, const SipgoBinding *binding, guint seconds, gint64 now);

G_END_DECLS
