/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-target-memory-private.h"

#define FIRST_AVOIDANCE   SIPGO_SECONDS (60)
#define LONGEST_AVOIDANCE SIPGO_SECONDS (1800)
/* More than the servers of one agent. Above it the target whose avoidance ends first is forgotten. */
#define MAX_TARGETS       256

typedef struct
{
  gint64 until;              /* end of the avoidance, on the environment's clock */
  gint64 avoidance;          /* its length, to be doubled at the next failure */
  gboolean is_asked;         /* by Retry-After: a response does not end it earlier */
} Failure;

struct _SipgoTargetMemory
{
  SipgoEnvironment *environment;
  GHashTable *failures;      /* SipgoTarget → Failure */
};

SipgoTargetMemory *
sipgo_target_memory_new (SipgoEnvironment *environment)
{
  SipgoTargetMemory *self = g_new0 (SipgoTargetMemory, 1);

  self->environment = sipgo_environment_ref (environment);
  self->failures = g_hash_table_new_full (sipgo_target_hash, sipgo_target_equal,
                                          (GDestroyNotify) sipgo_target_free, g_free);
  return self;
}

void
sipgo_target_memory_free (SipgoTargetMemory *self)
{
  g_hash_table_unref (self->failures);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

/* Forgets the target whose avoidance ends first. */
static void
make_room (SipgoTargetMemory *self)
{
  GHashTableIter iter;
  gpointer target, failure;
  gpointer oldest = NULL;
  gint64 until = G_MAXINT64;

  if (g_hash_table_size (self->failures) < MAX_TARGETS)
    return;
  g_hash_table_iter_init (&iter, self->failures);
  while (g_hash_table_iter_next (&iter, &target, &failure))
    {
      if (((Failure *) failure)->until > until)
        continue;
      until = ((Failure *) failure)->until;
      oldest = target;
    }
  g_hash_table_remove (self->failures, oldest);
}

void
sipgo_target_memory_add_failure (SipgoTargetMemory *self, const SipgoTarget *target, guint seconds)
{
  Failure *failure = g_hash_table_lookup (self->failures, target);
  gint64 now = sipgo_environment_now (self->environment);
  gboolean is_over;

  if (!failure)
    {
      make_room (self);
      failure = g_new0 (Failure, 1);
      g_hash_table_insert (self->failures, sipgo_target_dup (target), failure);
    }
  /* Failures during the avoidance count as one: several requests may fail together. */
  is_over = failure->until <= now;
  if (is_over)
    failure->avoidance = CLAMP (2 * failure->avoidance, FIRST_AVOIDANCE, LONGEST_AVOIDANCE);
  if (seconds > 0)
    {
      /* The target has answered, so an earlier avoidance because it was unreachable is over. */
      failure->until = MAX (failure->is_asked ? failure->until : now,
                            now + MIN (SIPGO_SECONDS (seconds), LONGEST_AVOIDANCE));
      failure->is_asked = TRUE;
    }
  else if (is_over)
    {
      failure->until = now + failure->avoidance;
      failure->is_asked = FALSE;
    }
}

void
sipgo_target_memory_add_success (SipgoTargetMemory *self, const SipgoTarget *target)
{
  const Failure *failure;

  if (g_hash_table_size (self->failures) == 0)
    return;
  failure = g_hash_table_lookup (self->failures, target);
  if (failure && !(failure->is_asked && failure->until > sipgo_environment_now (self->environment)))
    g_hash_table_remove (self->failures, target);
}

void
sipgo_target_memory_forget (SipgoTargetMemory *self)
{
  g_hash_table_remove_all (self->failures);
}

gboolean
sipgo_target_memory_is_avoided (SipgoTargetMemory *self, const SipgoTarget *target)
{
  const Failure *failure;

  if (g_hash_table_size (self->failures) == 0)
    return FALSE;
  failure = g_hash_table_lookup (self->failures, target);
  return failure && failure->until > sipgo_environment_now (self->environment);
}

guint
sipgo_target_memory_count (SipgoTargetMemory *self)
{
  return g_hash_table_size (self->failures);
}
