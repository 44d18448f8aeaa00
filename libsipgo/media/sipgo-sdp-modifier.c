/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-sdp-modifier-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/sdp/sipgo-sdp-edit-private.h"

/**
 * SipgoSdpModifier:
 *
 * Changes session descriptions: ours before they are sent, the peer's before they are used.
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
 * await call.invite(modifiers=[rename, Sipgo.SdpModifier.strip_codec("G722")])
 * ```
 *
 * Since: 1.0
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
 *
 * Since: 1.0
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

/* --- functions ---------------------------------------------------------------------------------------------------- */

/* A modifier that calls a function of the library or of the application. */
#define FUNCTION_TYPE_MODIFIER (function_modifier_get_type ())
G_DECLARE_FINAL_TYPE (FunctionModifier, function_modifier, FUNCTION, MODIFIER, GObject)

struct _FunctionModifier
{
  GObject parent_instance;

  SipgoSdpModifierFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
};

static char *
function_modifier_modify (SipgoSdpModifier *modifier, const char *sdp, GError **error)
{
  FunctionModifier *self = FUNCTION_MODIFIER (modifier);

  return self->func (sdp, self->user_data, error);
}

static void
function_modifier_iface_init (SipgoSdpModifierInterface *iface)
{
  iface->modify = function_modifier_modify;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FunctionModifier, function_modifier, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIPGO_TYPE_SDP_MODIFIER, function_modifier_iface_init))

static void
function_modifier_finalize (GObject *object)
{
  FunctionModifier *self = FUNCTION_MODIFIER (object);

  if (self->destroy)
    self->destroy (self->user_data);
  G_OBJECT_CLASS (function_modifier_parent_class)->finalize (object);
}

static void
function_modifier_class_init (FunctionModifierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = function_modifier_finalize;
}

static void
function_modifier_init (FunctionModifier *self)
{
}

/**
 * sipgo_sdp_modifier_from_func:
 * @func: (scope notified) (closure user_data) (destroy destroy): changes a description
 * @user_data: for @func
 * @destroy: (nullable): called with @user_data when the modifier is finalized
 *
 * Makes a modifier that calls a function.
 *
 * Returns: (transfer full): the modifier
 *
 * Since: 1.0
 */
SipgoSdpModifier *
sipgo_sdp_modifier_from_func (SipgoSdpModifierFunc func, gpointer user_data, GDestroyNotify destroy)
{
  FunctionModifier *self;

  g_return_val_if_fail (func != NULL, NULL);
  self = g_object_new (FUNCTION_TYPE_MODIFIER, NULL);
  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;
  return SIPGO_SDP_MODIFIER (self);
}

/* --- ready-made modifiers ----------------------------------------------------------------------------------------- */

static char *
strip_codec (const char *sdp, gpointer name, GError **error)
{
  return sipgo_sdp_edit_strip_codec (sdp, name);
}

static char *
strip_media (const char *sdp, gpointer type, GError **error)
{
  return sipgo_sdp_edit_strip_media (sdp, type);
}

static char *
strip_tcp_candidates (const char *sdp, gpointer user_data, GError **error)
{
  return sipgo_sdp_edit_strip_tcp_candidates (sdp);
}

static char *
hold (const char *sdp, gpointer user_data, GError **error)
{
  return sipgo_sdp_edit_hold (sdp);
}

static char *
add_mids (const char *sdp, gpointer user_data, GError **error)
{
  return sipgo_sdp_edit_add_mids (sdp);
}

/**
 * sipgo_sdp_modifier_strip_codec:
 * @name: the encoding name of the codec, such as `G722` or `telephone-event`, in upper or lower case
 *
 * Makes a modifier that removes a codec from a description. A stream that has no other codec is refused by port 0.
 *
 * Returns: (transfer full): the modifier
 *
 * Since: 1.0
 */
SipgoSdpModifier *
sipgo_sdp_modifier_strip_codec (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);
  return sipgo_sdp_modifier_from_func (strip_codec, g_strdup (name), g_free);
}

/**
 * sipgo_sdp_modifier_strip_media:
 * @type: the kind of stream, such as `video`
 *
 * Makes a modifier that refuses all streams of a kind by port 0 (RFC 3264 section 6), and removes them from groups.
 *
 * Returns: (transfer full): the modifier
 *
 * Since: 1.0
 */
SipgoSdpModifier *
sipgo_sdp_modifier_strip_media (const char *type)
{
  g_return_val_if_fail (type != NULL, NULL);
  return sipgo_sdp_modifier_from_func (strip_media, g_strdup (type), g_free);
}

/**
 * sipgo_sdp_modifier_strip_tcp_candidates:
 *
 * Makes a modifier that removes the ICE candidates for TCP from a description (RFC 6544).
 *
 * Returns: (transfer full): the modifier
 *
 * Since: 1.0
 */
SipgoSdpModifier *
sipgo_sdp_modifier_strip_tcp_candidates (void)
{
  return sipgo_sdp_modifier_from_func (strip_tcp_candidates, NULL, NULL);
}

/**
 * sipgo_sdp_modifier_hold:
 *
 * Makes a modifier that puts the peer on hold (RFC 3264 section 8.4), for handlers that do not support
 * [property@SessionDescriptionHandlerOptions:hold]. A session with this modifier sets that option, too.
 *
 * Returns: (transfer full): the modifier
 *
 * Since: 1.0
 */
SipgoSdpModifier *
sipgo_sdp_modifier_hold (void)
{
  return sipgo_sdp_modifier_from_func (hold, NULL, NULL);
}

gboolean
sipgo_sdp_modifier_is_hold (SipgoSdpModifier *self)
{
  return FUNCTION_IS_MODIFIER (self) && FUNCTION_MODIFIER (self)->func == hold;
}

/**
 * sipgo_sdp_modifier_add_mids:
 *
 * Makes a modifier that gives each stream an identification tag, `a=mid`, if no stream of the description has one yet
 * (RFC 5888 section 4).
 *
 * Returns: (transfer full): the modifier
 *
 * Since: 1.0
 */
SipgoSdpModifier *
sipgo_sdp_modifier_add_mids (void)
{
  return sipgo_sdp_modifier_from_func (add_mids, NULL, NULL);
}
