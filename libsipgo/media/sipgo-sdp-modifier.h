/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_SDP_MODIFIER (sipgo_sdp_modifier_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (SipgoSdpModifier, sipgo_sdp_modifier, SIPGO, SDP_MODIFIER, GObject)

/**
 * SipgoSdpModifierInterface:
 * @modify: returns the description that is used in place of sdp. The result is the caller's to free.
 *
 * Changes session descriptions on their way out or in. May be implemented in a script.
 */
struct _SipgoSdpModifierInterface
{
  GTypeInterface parent_iface;

  char *(*modify) (SipgoSdpModifier *self, const char *sdp, GError **error);
};

SIPGO_AVAILABLE_IN_ALL
char *sipgo_sdp_modifier_modify (SipgoSdpModifier *self, const char *sdp, GError **error);

/**
 * SipgoSdpModifierFunc:
 * @sdp: a session description
 * @user_data: what [func@SdpModifier.from_func] was given
 *
 * Changes a session description.
 *
 * Fails when it cannot be changed; what was to use the description fails for that reason, too.
 *
 * Returns: (transfer full): the description to use
 */
typedef char *(*SipgoSdpModifierFunc) (const char *sdp, gpointer user_data, GError **error);

/* --- modifiers that are there already ----------------------------------------------------------------------------- */
SIPGO_AVAILABLE_IN_ALL
SipgoSdpModifier *sipgo_sdp_modifier_from_func            (SipgoSdpModifierFunc func, gpointer user_data,
                                                           GDestroyNotify destroy);
SIPGO_AVAILABLE_IN_ALL
SipgoSdpModifier *sipgo_sdp_modifier_strip_codec          (const char *name);
SIPGO_AVAILABLE_IN_ALL
SipgoSdpModifier *sipgo_sdp_modifier_strip_media          (const char *type);
SIPGO_AVAILABLE_IN_ALL
SipgoSdpModifier *sipgo_sdp_modifier_strip_tcp_candidates (void);
SIPGO_AVAILABLE_IN_ALL
SipgoSdpModifier *sipgo_sdp_modifier_hold                 (void);
SIPGO_AVAILABLE_IN_ALL
SipgoSdpModifier *sipgo_sdp_modifier_add_mids             (void);

G_END_DECLS
