/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-step-private.h"

/**
 * SipgoStep:
 *
 * One step on the way of a request that failed: what was looked up, tried, connected or answered, and when.
 * [method@Failure.get_steps] has them in order.
 *
 * Since: 1.0
 */
struct _SipgoStep
{
  gint ref_count;
  SipgoStepKind kind;
  gint64 time;
  char *target;
  const char *protocol;
  char *text;
};

G_DEFINE_BOXED_TYPE (SipgoStep, sipgo_step, sipgo_step_ref, sipgo_step_unref)

SipgoStep *
sipgo_step_new (SipgoStepKind kind, gint64 time, char *target, const char *protocol, char *text)
{
  SipgoStep *self = g_new0 (SipgoStep, 1);

  self->ref_count = 1;
  self->kind = kind;
  self->time = time;
  self->target = target;
  self->protocol = protocol;
  self->text = text;
  return self;
}

/**
 * sipgo_step_ref:
 * @self: a step
 *
 * Takes a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 1.0
 */
SipgoStep *
sipgo_step_ref (SipgoStep *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * sipgo_step_unref:
 * @self: (transfer full): a step
 *
 * Drops a reference.
 *
 * Since: 1.0
 */
void
sipgo_step_unref (SipgoStep *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->target);
  g_free (self->text);
  g_free (self);
}

/**
 * sipgo_step_get_kind:
 * @self: a step
 *
 * Gets what happened.
 *
 * Returns: the kind
 *
 * Since: 1.0
 */
SipgoStepKind
sipgo_step_get_kind (SipgoStep *self)
{
  g_return_val_if_fail (self != NULL, SIPGO_STEP_KIND_FAILED);
  return self->kind;
}

/**
 * sipgo_step_get_time:
 * @self: a step
 *
 * Gets when it happened, by the clock of the machine.
 *
 * Returns: microseconds since 1970
 *
 * Since: 1.0
 */
gint64
sipgo_step_get_time (SipgoStep *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->time;
}

/**
 * sipgo_step_get_target:
 * @self: a step
 *
 * Gets the target that the step is about: transport, address and port, such as `udp:192.0.2.1:5060`.
 *
 * Returns: (nullable): the target, or %NULL for a step of DNS
 *
 * Since: 1.0
 */
const char *
sipgo_step_get_target (SipgoStep *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->target;
}

/**
 * sipgo_step_get_protocol:
 * @self: a step
 *
 * Gets the protocol of the target, as in Via (RFC 3261, section 20.42).
 *
 * Returns: (nullable): such as `UDP`, or %NULL for a step of DNS
 *
 * Since: 1.0
 */
const char *
sipgo_step_get_protocol (SipgoStep *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->protocol;
}

/**
 * sipgo_step_get_text:
 * @self: a step
 *
 * Gets what a person wants to know besides the target: the DNS record, the response, the error.
 *
 * Returns: (nullable): the text, or %NULL if the kind and the target say all
 *
 * Since: 1.0
 */
const char *
sipgo_step_get_text (SipgoStep *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->text;
}

/**
 * sipgo_step_to_string:
 * @self: a step
 *
 * Describes the step in one line, such as `udp:192.0.2.1:5060 answered 486 Busy Here`.
 *
 * Returns: (transfer full): the line
 *
 * Since: 1.0
 */
char *
sipgo_step_to_string (SipgoStep *self)
{
  const char *target, *text;

  g_return_val_if_fail (self != NULL, NULL);
  target = self->target ? self->target : "";
  text = self->text ? self->text : "";
  switch (self->kind)
    {
    case SIPGO_STEP_KIND_LOCATED:
    case SIPGO_STEP_KIND_RESOLVED:
      return g_strconcat ("resolved by ", text, NULL);
    case SIPGO_STEP_KIND_TRIED:
      return g_strconcat ("tried ", target, NULL);
    case SIPGO_STEP_KIND_CONNECTED:
      return g_strconcat ("connected to ", target, self->text ? ", " : "", text, NULL);
    case SIPGO_STEP_KIND_CERTIFICATE:
      return g_strconcat (target, " has a certificate that is refused: ", text, NULL);
    case SIPGO_STEP_KIND_CHALLENGED:
      return g_strconcat (target, " asked for credentials: ", text, NULL);
    case SIPGO_STEP_KIND_REDIRECTED:
      return g_strconcat (target, " redirected: ", text, NULL);
    case SIPGO_STEP_KIND_ANSWERED:
      return g_strconcat (target, " answered ", text, NULL);
    case SIPGO_STEP_KIND_TIMED_OUT:
    case SIPGO_STEP_KIND_FAILED:
    default:
      return g_strconcat (target, self->target ? ": " : "", text, NULL);
    }
}
