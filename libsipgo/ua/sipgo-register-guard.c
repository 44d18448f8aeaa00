/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-register-guard-private.h"

/**
 * SipgoRegisterGuard:
 *
 * A registration that [signal@SessionManager::register-guard] is about to let through or not. Nothing is sent until
 * somebody has decided; dropped undecided, it is blocked.
 */
struct _SipgoRegisterGuard
{
  GObject parent_instance;

  SipgoRegisterGuardFunc func;      /* NULL once it is decided */
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (SipgoRegisterGuard, sipgo_register_guard, G_TYPE_OBJECT)

static void
decide (SipgoRegisterGuard *self, gboolean permitted)
{
  SipgoRegisterGuardFunc func = g_steal_pointer (&self->func);

  if (func)
    func (permitted, self->user_data);
}

static void
sipgo_register_guard_dispose (GObject *object)
{
  decide (SIPGO_REGISTER_GUARD (object), FALSE);
  G_OBJECT_CLASS (sipgo_register_guard_parent_class)->dispose (object);
}

static void
sipgo_register_guard_class_init (SipgoRegisterGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sipgo_register_guard_dispose;
}

static void
sipgo_register_guard_init (SipgoRegisterGuard *self)
{
}

SipgoRegisterGuard *
sipgo_register_guard_new (SipgoRegisterGuardFunc func, gpointer user_data)
{
  SipgoRegisterGuard *self = g_object_new (SIPGO_TYPE_REGISTER_GUARD, NULL);

  self->func = func;
  self->user_data = user_data;
  return self;
}

void
sipgo_register_guard_abandon (SipgoRegisterGuard *self)
{
  self->func = NULL;
}

/**
 * sipgo_register_guard_permit:
 * @self: a guard
 *
 * Lets the registration go on. Only the first decision counts.
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
 * Keeps the registration from being sent. Only the first decision counts.
 */
void
sipgo_register_guard_block (SipgoRegisterGuard *self)
{
  g_return_if_fail (SIPGO_IS_REGISTER_GUARD (self));
  decide (self, FALSE);
}
