/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/sipgo-rtp-handler.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_RTP_HANDLER_FACTORY (sipgo_rtp_handler_factory_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoRtpHandlerFactory, sipgo_rtp_handler_factory, SIPGO, RTP_HANDLER_FACTORY, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoRtpHandlerFactory *sipgo_rtp_handler_factory_new          (void);

SIPGO_AVAILABLE_IN_ALL
char                  **sipgo_rtp_handler_factory_get_codecs   (SipgoRtpHandlerFactory *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_rtp_handler_factory_set_codecs   (SipgoRtpHandlerFactory *self,
                                                                const char *const *codecs);
SIPGO_AVAILABLE_IN_ALL
guint                   sipgo_rtp_handler_factory_get_port_min (SipgoRtpHandlerFactory *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_rtp_handler_factory_set_port_min (SipgoRtpHandlerFactory *self, guint port_min);
SIPGO_AVAILABLE_IN_ALL
guint                   sipgo_rtp_handler_factory_get_port_max (SipgoRtpHandlerFactory *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_rtp_handler_factory_set_port_max (SipgoRtpHandlerFactory *self, guint port_max);
SIPGO_AVAILABLE_IN_ALL
const char             *sipgo_rtp_handler_factory_get_source   (SipgoRtpHandlerFactory *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_rtp_handler_factory_set_source   (SipgoRtpHandlerFactory *self, const char *source);
SIPGO_AVAILABLE_IN_ALL
const char             *sipgo_rtp_handler_factory_get_sink     (SipgoRtpHandlerFactory *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_rtp_handler_factory_set_sink     (SipgoRtpHandlerFactory *self, const char *sink);

SIPGO_AVAILABLE_IN_ALL
gboolean                sipgo_rtp_handler_factory_get_strict_source (SipgoRtpHandlerFactory *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_rtp_handler_factory_set_strict_source (SipgoRtpHandlerFactory *self,
                                                                     gboolean strict_source);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_rtp_handler_factory_warm_up      (SipgoRtpHandlerFactory *self);

G_END_DECLS
