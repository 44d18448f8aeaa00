/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/gst/thread/sipgo-media-thread-private.h"
#include "libsipgo/gst/sipgo-rtp-handler-factory.h"
#include "libsipgo/net/sipgo-net-private.h"

G_BEGIN_DECLS

/* The dice are the environment's, and ports are opened in the network; NULL: the kernel's. In virtual time, which
 * needs a simulated network, the environment's clock drives the ticks while media run. */
void sipgo_rtp_handler_factory_set_environment  (SipgoRtpHandlerFactory *self, SipgoEnvironment *environment,
                                                 SipgoNet *net);
/* A thread that somebody else steps. */
void sipgo_rtp_handler_factory_set_media_thread (SipgoRtpHandlerFactory *self, SipgoMediaThread *thread);

/* FALSE with error when something that was set cannot be used. */
gboolean sipgo_rtp_handler_factory_check            (SipgoRtpHandlerFactory *self, GError **error);

G_END_DECLS
