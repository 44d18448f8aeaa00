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
 * @modify: returns the description to use in place of sdp; the caller frees it
 *
 * Changes session descriptions that are sent or received. May be implemented in a script.
 *
 * Since: 1.0
 */
struct _SipgoSdpModifierInterface
{
  GTypeInterface parent_iface;

  char *(*modify) (SipgoSdpModifier *self, const char *sdp, GError **error);

  /*< private >*/
  gpointer padding[4];
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
 * Fails when the description cannot be changed; the offer or answer then fails with the same error.
 *
 * Returns: (transfer full): the description to use
 *
 * Since: 1.0
 */
typedef char *(*SipgoSdpModifierFunc) (const char *sdp, gpointer user_data, GError **error);

/* --- ready-made modifiers ----------------------------------------------------------------------------------------- */
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
