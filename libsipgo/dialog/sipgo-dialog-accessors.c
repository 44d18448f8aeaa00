/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/dialog/sipgo-dialog-private.h"

/* What a dialog shows. */

/**
 * sipgo_dialog_get_id:
 * @self: a dialog
 *
 * What names the dialog among all of an agent: Call-ID, local tag and remote tag, with spaces between.
 *
 * Returns: the id
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
 * The Call-ID of all requests in the dialog.
 *
 * Returns: the Call-ID
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
 * Our tag.
 *
 * Returns: the tag
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
 * The peer's tag; empty for a peer that knows RFC 2543 only.
 *
 * Returns: the tag
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
 * Who we are in the dialog: From of the caller, To of the called one.
 *
 * Returns: (transfer none): name and address, with our tag
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
 * Who the peer is in the dialog: the other one of From and To, or the From of a later request of its (RFC 4916).
 *
 * Returns: (transfer none): name and address, with the peer's tag
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
 * Where the peer is to be found: its Contact.
 *
 * Returns: (transfer none): the URI
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
 * The proxies that requests pass, in order.
 *
 * Returns: (transfer full): the values of the Route headers
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
 * The CSeq of our last request in it.
 *
 * Returns: the number; 0 when we sent none
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
 * The CSeq of the peer's last request in it.
 *
 * Returns: the number; 0 when the peer sent none
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
 * Whether no final response made it a confirmed one yet.
 *
 * Returns: %TRUE while it is early
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
 * Whether it was made by a request to a sips URI.
 *
 * Returns: %TRUE if so
 */
gboolean
sipgo_dialog_is_secure (SipgoDialog *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->secure;
}
