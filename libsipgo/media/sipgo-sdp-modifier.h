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

G_END_DECLS
