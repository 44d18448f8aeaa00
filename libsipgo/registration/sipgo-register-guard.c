/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-register-guard-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"

/* How long a decision may be deferred. */
#define PATIENCE SIPGO_SECONDS (60)

/**
 * SipgoRegisterGuard:
 *
 * A registration that a handler of [signal@SessionManager::register-guard] may permit or block. It is permitted when no
 * handler decides. [method@RegisterGuard.defer] defers the decision, and no REGISTER is sent until then.
 *
 * Since: 1.0
 */
struct _SipgoRegisterGuard
{
  GObject parent_instance;

  SipgoEnvironment *environment;
  SipgoRegisterGuardFunc func;      /* NULL once it is decided */
  gpointer user_data;
  gboolean is_shown;                /* the signal is being emitted */
  guint n_deferred;                 /* calls of defer () without their proceed () */
  SipgoTimer timer;                 /* the time limit of defer (); it holds the guard */
};

G_DEFINE_FINAL_TYPE (SipgoRegisterGuard, sipgo_register_guard, G_TYPE_OBJECT)

static void
stop_waiting (SipgoRegisterGuard *self)
{
  if (!sipgo_timer_is_running (&self->timer))
    return;
  sipgo_environment_cancel_timer (self->environment, &self->timer);
  g_object_unref (self);
}

static void
decide (SipgoRegisterGuard *self, gboolean permitted)
{
  SipgoRegisterGuardFunc func = g_steal_pointer (&self->func);
  g_autoptr (SipgoRegisterGuard) hold = g_object_ref (self);

  stop_waiting (self);
  if (func)
    func (permitted, self->user_data);
}

static void
too_late (gpointer user_data)
{
  g_autoptr (SipgoRegisterGuard) self = user_data;

  sipgo_log (self->environment, SIPGO_LOG_STATE,
             "a registration is blocked: it was deferred and not decided within a minute");
  decide (self, FALSE);
}

static void
sipgo_register_guard_finalize (GObject *object)
{
  sipgo_environment_unref (SIPGO_REGISTER_GUARD (object)->environment);
  G_OBJECT_CLASS (sipgo_register_guard_parent_class)->finalize (object);
}

static void
sipgo_register_guard_class_init (SipgoRegisterGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sipgo_register_guard_finalize;
}

static void
sipgo_register_guard_init (SipgoRegisterGuard *self)
{
}

SipgoRegisterGuard *
sipgo_register_guard_new (SipgoEnvironment *environment, SipgoRegisterGuardFunc func, gpointer user_data)
{
  SipgoRegisterGuard *self = g_object_new (SIPGO_TYPE_REGISTER_GUARD, NULL);

  self->environment = sipgo_environment_ref (environment);
  self->func = func;
  self->user_data = user_data;
  self->is_shown = TRUE;
  return self;
}

void
sipgo_register_guard_settle (SipgoRegisterGuard *self)
{
  self->is_shown = FALSE;
  if (self->n_deferred == 0)
    decide (self, TRUE);
  else if (self->func)
    sipgo_environment_set_timer (self->environment, &self->timer, PATIENCE, too_late, g_object_ref (self));
}

void
sipgo_register_guard_abandon (SipgoRegisterGuard *self)
{
  self->func = NULL;
  stop_waiting (self);
}

/**
 * sipgo_register_guard_permit:
 * @self: a guard
 *
 * Permits the registration. Only the first decision counts.
 *
 * Since: 1.0
 */
void
sipgo_register_guard_permit (SipgoRegisterGuard *self)
{
  g_return_if_fail (SIPGO_IS_REGISTER_GUARD (self));
  decide (self, TRUE);
}

/**
 * sipgo_register_guard_block:
 * @self: a guard
 *
 * Blocks the registration: no REGISTER is sent. Only the first decision counts.
 *
 * Since: 1.0
 */
void
sipgo_register_guard_block (SipgoRegisterGuard *self)
{
  g_return_if_fail (SIPGO_IS_REGISTER_GUARD (self));
  decide (self, FALSE);
}

/**
 * sipgo_register_guard_defer:
 * @self: a guard in a handler of [signal@SessionManager::register-guard], or one that was deferred before
 *
 * Defers the decision. Each call is matched by one of [method@RegisterGuard.proceed], or by a decision. Without either
 * within a minute, the registration is blocked, and the log says so.
 *
 * Fails when it is not called in a handler of that signal, or the registration was decided ([error@Error] `STATE`).
 *
 * Returns: %TRUE when it waits
 *
 * Since: 1.0
 */
gboolean
sipgo_register_guard_defer (SipgoRegisterGuard *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_REGISTER_GUARD (self), FALSE);
  if (!self->func || (!self->is_shown && self->n_deferred == 0))
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                           "The registration was permitted or blocked already");
      return FALSE;
    }
  self->n_deferred++;
  return TRUE;
}

/**
 * sipgo_register_guard_proceed:
 * @self: a guard that was deferred
 *
 * Takes one [method@RegisterGuard.defer] back. After the last one the registration is permitted, unless it was decided.
 *
 * Fails when the registration was not deferred ([error@Error] `STATE`).
 *
 * Returns: %TRUE when a defer was taken back
 *
 * Since: 1.0
 */
gboolean
sipgo_register_guard_proceed (SipgoRegisterGuard *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_REGISTER_GUARD (self), FALSE);
  if (self->n_deferred == 0)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The registration is not deferred");
      return FALSE;
    }
  self->n_deferred--;
  if (self->n_deferred == 0 && !self->is_shown)
    decide (self, TRUE);
  return TRUE;
}
