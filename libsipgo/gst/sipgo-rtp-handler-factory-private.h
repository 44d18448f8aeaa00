/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/gst/thread/sipgo-media-thread-private.h"
#include "libsipgo/gst/sipgo-rtp-handler-factory.h"
#include "libsipgo/net/sipgo-net-private.h"

G_BEGIN_DECLS

/* Random numbers come from the environment, and ports are opened in net; NULL: the kernel's network. A virtual
 * environment needs a simulated network; its clock then drives the ticks of the media. */
void sipgo_rtp_handler_factory_set_environment  (SipgoRtpHandlerFactory *self, SipgoEnvironment *environment,
                                                 SipgoNet *net);
/* The ports of the next handler ask this STUN server before their first description; NULL: they ask none. */
void sipgo_rtp_handler_factory_set_stun_server  (SipgoRtpHandlerFactory *self, SipgoEnvironment *environment,
                                                 const SipgoAddress *server);
/* Uses a virtual media thread, which the caller steps. */
void sipgo_rtp_handler_factory_set_media_thread (SipgoRtpHandlerFactory *self, SipgoMediaThread *thread);

/* FALSE with error if a property has a value that cannot be used. */
gboolean sipgo_rtp_handler_factory_check            (SipgoRtpHandlerFactory *self, GError **error);

G_END_DECLS
