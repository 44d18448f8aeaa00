/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-client-private.h"
#include "libsipgo/agent/sipgo-order-task-private.h"
#include "libsipgo/events/sipgo-publisher.h"

G_BEGIN_DECLS

struct _SipgoPublisher
{
  SipgoClient parent_instance;

  char *event;
  guint expires;                    /* seconds to ask for */
  gboolean unpublish_on_close;
  SipgoPublisherState state;
  SipgoBody *body;                  /* published last */
  SipgoBody *new_body;              /* takes its place once the server has accepted it */
  char *entity_tag;                 /* what the server calls it; NULL for nothing there */
  char *call_id;
  guint32 sequence;

  SipgoOutgoingRequest *request;    /* under way */
  guint asked;                      /* seconds, by it */
  gboolean tagged;                  /* it names what the server has */
  guint granted;                    /* … and by the server's last answer */
  guint minimum;                    /* seconds that the server wants at least (423); 0 for none */
  guint n_too_brief;
  SipgoRequestOptions *options;
  SipgoOrderTask order;             /* of publish () or unpublish () */
  SipgoTimer refresh_timer;
  SipgoTimer expiry_timer;          /* of what the server has */
  gint64 retry_delay;
  gboolean leaving;                 /* the agent's end has asked the server to forget it */
  gboolean kept;                    /* published, or to be: refreshed, and alive whoever lets go of it */
};

struct _SipgoPublisherClass
{
  SipgoClientClass parent_class;
};

/* --- sipgo-publisher-request.c --- */
/* A PUBLISH: with the body, or without it where that is there already; seconds 0 to take it back. */
gboolean sipgo_publisher_send           (SipgoPublisher *self, guint seconds, gboolean with_body, GError **error);
void     sipgo_publisher_stop           (SipgoPublisher *self);

/* --- sipgo-publisher-order.c --- */
/* What waits for the request gets it, or its failure. */
void     sipgo_publisher_complete       (SipgoPublisher *self, SipgoOutgoingRequest *request, SipgoFailure *failure);
/* The order that came in the midst of a refresh is carried out, once that is over. */
void     sipgo_publisher_go_on          (SipgoPublisher *self);
/* … or never will be, nor is the one that is under way. */
void     sipgo_publisher_drop_order     (SipgoPublisher *self);

/* --- sipgo-publisher.c --- */
void     sipgo_publisher_set_state      (SipgoPublisher *self, SipgoPublisherState state);
void     sipgo_publisher_set_granted    (SipgoPublisher *self, guint seconds);
void     sipgo_publisher_set_entity_tag (SipgoPublisher *self, const char *entity_tag);
/* What was to be published is. */
void     sipgo_publisher_take_body      (SipgoPublisher *self);
void     sipgo_publisher_set_kept       (SipgoPublisher *self, gboolean kept);

G_END_DECLS
