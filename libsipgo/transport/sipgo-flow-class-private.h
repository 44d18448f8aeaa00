/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-flow-private.h"

G_BEGIN_DECLS

/* What the kinds of flow (sipgo-udp.c, sipgo-connection.c) add to the common part. */
typedef struct
{
  gboolean (*send)     (SipgoFlow *flow, GBytes *bytes, GError **error);
  void     (*find_local) (SipgoFlow *flow);    /* (nullable) fills local when it is first asked for */
  const char *(*get_protocol_name) (SipgoFlow *flow);   /* (nullable) where the protocol has none */
  const char *(*get_remote_name) (SipgoFlow *flow);     /* (nullable) where no address says it */
  void     (*finalize) (SipgoFlow *flow);      /* frees what the kind added */
} SipgoFlowClass;

/* One walk over the watches; a watch that stops meanwhile moves the walk on. */
typedef struct _SipgoFlowWalk SipgoFlowWalk;

struct _SipgoFlow
{
  const SipgoFlowClass *klass;
  gint ref_count;
  SipgoProtocol protocol;
  gboolean has_local;
  guint sent_by_port;          /* 0: that of local */
  SipgoAddress remote;
  SipgoAddress local;
  char *sent_by;               /* made when first asked for, where it is not set from the start */
  gboolean is_named;           /* sent_by was set: only responses to that name are ours */
  SipgoFlowWatch *watches;
  SipgoFlowWalk *walks;
};

gpointer sipgo_flow_new  (const SipgoFlowClass *klass, gsize size, SipgoProtocol protocol, const SipgoAddress *remote);
/* The sent-by of a flow over which nobody can connect back (RFC 7118: a name under .invalid). */
void     sipgo_flow_set_sent_by (SipgoFlow *self, const char *sent_by);
/* Tells every watch; the flow stays as it is. */
void     sipgo_flow_fail (SipgoFlow *self, const GError *error);

G_END_DECLS
