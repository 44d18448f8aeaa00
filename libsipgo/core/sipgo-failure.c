/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-failure-private.h"

/**
 * SipgoFailure:
 *
 * Why a request or a session failed: the status code, the final response, and every target that was tried.
 *
 * Since: 1.0
 */
struct _SipgoFailure
{
  gint ref_count;
  guint status;
  char *reason_phrase;
  SipgoMessage *response;
  GStrv tried;
  GError *error;
};

G_DEFINE_BOXED_TYPE (SipgoFailure, sipgo_failure, sipgo_failure_ref, sipgo_failure_unref)

SipgoFailure *
sipgo_failure_new (guint status, const char *reason_phrase, SipgoMessage *response, GPtrArray *tried,
                   const GError *error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  SipgoFailure *self = g_new0 (SipgoFailure, 1);
  guint i;

  self->ref_count = 1;
  self->status = status;
  self->reason_phrase = g_strdup (reason_phrase);
  self->response = response ? sipgo_message_ref (response) : NULL;
  self->error = g_error_copy (error);
  for (i = 0; tried && i < tried->len; i++)
    g_strv_builder_add (builder, tried->pdata[i]);
  self->tried = g_strv_builder_end (builder);
  return self;
}

/**
 * sipgo_failure_ref:
 * @self: a failure
 *
 * Takes a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 1.0
 */
SipgoFailure *
sipgo_failure_ref (SipgoFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * sipgo_failure_unref:
 * @self: (transfer full): a failure
 *
 * Drops a reference.
 *
 * Since: 1.0
 */
void
sipgo_failure_unref (SipgoFailure *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->reason_phrase);
  g_clear_pointer (&self->response, sipgo_message_unref);
  g_strfreev (self->tried);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * sipgo_failure_get_status:
 * @self: a failure
 *
 * Gets the status code of the final response; 408 when no response came in time, and 503 when no target could be
 * reached.
 *
 * Returns: the status code
 *
 * Since: 1.0
 */
guint
sipgo_failure_get_status (SipgoFailure *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->status;
}

/**
 * sipgo_failure_get_reason_phrase:
 * @self: a failure
 *
 * Gets the reason phrase of the status code.
 *
 * Returns: the phrase
 *
 * Since: 1.0
 */
const char *
sipgo_failure_get_reason_phrase (SipgoFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->reason_phrase;
}

/**
 * sipgo_failure_get_response:
 * @self: a failure
 *
 * Gets the final response.
 *
 * Returns: (transfer none) (nullable): the response, or %NULL when none came
 *
 * Since: 1.0
 */
SipgoMessage *
sipgo_failure_get_response (SipgoFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->response;
}

/**
 * sipgo_failure_get_tried:
 * @self: a failure
 *
 * Gets the targets that were tried, in order, each with its outcome: transport, address and port, such as
 * `udp:192.0.2.1:5060`.
 *
 * Returns: (transfer full): one line for each target
 *
 * Since: 1.0
 */
GStrv
sipgo_failure_get_tried (SipgoFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_strdupv (self->tried);
}

/**
 * sipgo_failure_get_error:
 * @self: a failure
 *
 * Gets the error that the operation failed with; its message is for a person to read.
 *
 * Returns: (transfer full): the error
 *
 * Since: 1.0
 */
GError *
sipgo_failure_get_error (SipgoFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_error_copy (self->error);
}
