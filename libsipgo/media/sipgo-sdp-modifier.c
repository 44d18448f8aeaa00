/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-sdp-modifier.h"

#include "libsipgo/base/sipgo-error.h"

/**
 * SipgoSdpModifier:
 *
 * Changes session descriptions on their way: ours before they are sent, the peer's before they are used.
 *
 * ```c
 * static void
 * call_without_g722 (SipgoInviter *call)
 * {
 *   g_autoptr (SipgoSdpModifier) modifier = sipgo_sdp_modifier_strip_codec ("G722");
 *   g_autoptr (GListStore) modifiers = g_list_store_new (SIPGO_TYPE_SDP_MODIFIER);
 *
 *   g_list_store_append (modifiers, modifier);
 *   sipgo_session_set_session_description_handler_modifiers (SIPGO_SESSION (call), G_LIST_MODEL (modifiers));
 *   sipgo_inviter_invite (call, NULL, NULL, NULL, NULL);
 * }
 * ```
 *
 * ```python
 * rename = Sipgo.SdpModifier.from_func(lambda sdp: sdp.replace("s=-", "s=tea"))
 * await call.invite(session_description_handler_modifiers=[rename, Sipgo.SdpModifier.strip_codec("G722")])
 * ```
 */
G_DEFINE_INTERFACE (SipgoSdpModifier, sipgo_sdp_modifier, G_TYPE_OBJECT)

static void
sipgo_sdp_modifier_default_init (SipgoSdpModifierInterface *iface)
{
}

/**
 * sipgo_sdp_modifier_modify:
 * @self: a modifier
 * @sdp: a session description
 *
 * Changes a session description.
 *
 * Fails when the modifier fails, or returns nothing ([error@Error] `MEDIA`).
 *
 * Returns: (transfer full): the description to use, which may be a copy of @sdp
 */
char *
sipgo_sdp_modifier_modify (SipgoSdpModifier *self, const char *sdp, GError **error)
{
  SipgoSdpModifierInterface *iface;
  g_autoptr (GError) reason = NULL;
  char *result;

  g_return_val_if_fail (SIPGO_IS_SDP_MODIFIER (self), NULL);
  g_return_val_if_fail (sdp != NULL, NULL);
  iface = SIPGO_SDP_MODIFIER_GET_IFACE (self);
  result = iface->modify ? iface->modify (self, sdp, &reason) : NULL;
  if (result)
    return result;
  if (reason)
    g_propagate_error (error, g_steal_pointer (&reason));
  else
    g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_MEDIA, "The SDP modifier returned no description");
  return NULL;
}
