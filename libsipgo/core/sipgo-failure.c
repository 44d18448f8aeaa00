/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-failure-private.h"

/**
 * SipgoFailure:
 *
 * Why a request or a session failed: the status code, the final response, and every step on the way there.
 *
 * ```python
 * try:
 *     await call.invite()
 * except GLib.Error:
 *     for step in call.failure.get_steps():
 *         print(step)                           # resolved by SRV …, tried udp:192.0.2.1:5060, …
 * ```
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
  GList *steps;          /* SipgoStep */
  GError *error;
};

G_DEFINE_BOXED_TYPE (SipgoFailure, sipgo_failure, sipgo_failure_ref, sipgo_failure_unref)

SipgoFailure *
sipgo_failure_new (guint status, const char *reason_phrase, SipgoMessage *response,
                   const SipgoSteps *steps, const GError *error)
{
  static const SipgoSteps none;
  SipgoFailure *self = g_new0 (SipgoFailure, 1);

  self->ref_count = 1;
  self->status = status;
  self->reason_phrase = g_strdup (reason_phrase);
  self->response = response ? sipgo_message_ref (response) : NULL;
  self->error = g_error_copy (error);
  self->tried = sipgo_steps_list_tried (steps ? steps : &none);
  self->steps = sipgo_steps_list (steps ? steps : &none);
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
  g_list_free_full (self->steps, (GDestroyNotify) sipgo_step_unref);
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
 * sipgo_failure_get_steps:
 * @self: a failure
 *
 * Gets what happened on the way of the request, in order: what DNS said, which targets were tried, what they answered.
 * A failure that is not the failure of a request has no steps.
 *
 * Returns: (transfer full) (element-type SipgoStep): the steps
 *
 * Since: 1.0
 */
GList *
sipgo_failure_get_steps (SipgoFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_list_copy_deep (self->steps, (GCopyFunc) sipgo_step_ref, NULL);
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
