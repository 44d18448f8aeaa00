/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/gst/thread/sipgo-media-thread-private.h"
#include "libsipgo/gst/sipgo-rtp-handler-factory.h"

G_BEGIN_DECLS

/* Media in virtual time: packets pass through memory between the handlers of this factory, and the environment's clock
 * drives the ticks while media run. With a real environment only the dice are the agent's. */
void sipgo_rtp_handler_factory_set_environment  (SipgoRtpHandlerFactory *self, SipgoEnvironment *environment);
/* A thread that somebody else steps. */
void sipgo_rtp_handler_factory_set_media_thread (SipgoRtpHandlerFactory *self, SipgoMediaThread *thread);

/* FALSE with error when something that was set cannot be used. */
gboolean sipgo_rtp_handler_factory_check            (SipgoRtpHandlerFactory *self, GError **error);

G_END_DECLS
