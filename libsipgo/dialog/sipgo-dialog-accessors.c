/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/dialog/sipgo-dialog-private.h"

/**
 * sipgo_dialog_get_id:
 * @self: a dialog
 *
 * Gets the dialog ID (RFC 3261 section 12): Call-ID, local tag and remote tag, joined by spaces. It is unique within an
 * agent.
 *
 * Returns: the id
 *
 * Since: 1.0
 */
const char *
sipgo_dialog_get_id (SipgoDialog *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->id;
}

/**
 * sipgo_dialog_get_call_id:
 * @self: a dialog
 *
 * Gets the Call-ID of all requests in the dialog.
 *
 * Returns: the Call-ID
 *
 * Since: 1.0
 */
const char *
sipgo_dialog_get_call_id (SipgoDialog *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->call_id;
}

/**
 * sipgo_dialog_get_local_tag:
 * @self: a dialog
 *
 * Gets our tag.
 *
 * Returns: the tag
 *
 * Since: 1.0
 */
const char *
sipgo_dialog_get_local_tag (SipgoDialog *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->local_tag;
}

/**
 * sipgo_dialog_get_remote_tag:
 * @self: a dialog
 *
 * Gets the peer's tag. It is empty for a peer of RFC 2543, which has none.
 *
 * Returns: the tag
 *
 * Since: 1.0
 */
const char *
sipgo_dialog_get_remote_tag (SipgoDialog *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->remote_tag;
}

/**
 * sipgo_dialog_get_local_identity:
 * @self: a dialog
 *
 * Gets our identity in the dialog: the From of the first request if we have sent it, else its To.
 *
 * Returns: (transfer none): name and address, with our tag
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_dialog_get_local_identity (SipgoDialog *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->local;
}

/**
 * sipgo_dialog_get_remote_identity:
 * @self: a dialog
 *
 * Gets the peer's identity in the dialog: the To of the first request if we have sent it, else its From. The From of a
 * later request of the peer may change it (RFC 4916).
 *
 * Returns: (transfer none): name and address, with the peer's tag
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_dialog_get_remote_identity (SipgoDialog *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->remote;
}

SipgoNameAddr *
sipgo_dialog_get_asserted_identity (SipgoDialog *self)
{
  return self->asserted;
}

/**
 * sipgo_dialog_get_remote_target:
 * @self: a dialog
 *
 * Gets the remote target: the URI of the peer's Contact.
 *
 * Returns: (transfer none): the URI
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_dialog_get_remote_target (SipgoDialog *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->remote_target;
}

/**
 * sipgo_dialog_get_route_set:
 * @self: a dialog
 *
 * Gets the route set: the proxies that requests in the dialog pass, in order.
 *
 * Returns: (transfer full): the values of the Route headers
 *
 * Since: 1.0
 */
GStrv
sipgo_dialog_get_route_set (SipgoDialog *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint i;

  g_return_val_if_fail (self != NULL, NULL);
  for (i = 0; self->routes && i < self->routes->len; i++)
    {
      g_autofree char *text = sipgo_name_addr_to_string (self->routes->pdata[i]);

      g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

/**
 * sipgo_dialog_get_local_sequence_number:
 * @self: a dialog
 *
 * Gets the CSeq of our last request in the dialog.
 *
 * Returns: the number; 0 if we have sent none
 *
 * Since: 1.0
 */
guint32
sipgo_dialog_get_local_sequence_number (SipgoDialog *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->local_sequence;
}

/**
 * sipgo_dialog_get_remote_sequence_number:
 * @self: a dialog
 *
 * Gets the CSeq of the peer's last request in the dialog.
 *
 * Returns: the number; 0 if the peer has sent none
 *
 * Since: 1.0
 */
guint32
sipgo_dialog_get_remote_sequence_number (SipgoDialog *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->has_remote_sequence ? self->remote_sequence : 0;
}

/**
 * sipgo_dialog_is_early:
 * @self: a dialog
 *
 * Gets whether this is an early dialog: one that no 2xx has confirmed yet.
 *
 * Returns: %TRUE if the dialog is early
 *
 * Since: 1.0
 */
gboolean
sipgo_dialog_is_early (SipgoDialog *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->early;
}

/**
 * sipgo_dialog_is_secure:
 * @self: a dialog
 *
 * Gets whether the dialog was created by a request to a SIPS URI.
 *
 * Returns: %TRUE if it was
 *
 * Since: 1.0
 */
gboolean
sipgo_dialog_is_secure (SipgoDialog *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->secure;
}
