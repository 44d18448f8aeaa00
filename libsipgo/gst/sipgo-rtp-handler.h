/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-session-description-handler.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_RTP_HANDLER (sipgo_rtp_handler_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoRtpHandler, sipgo_rtp_handler, SIPGO, RTP_HANDLER, GObject)

G_END_DECLS
