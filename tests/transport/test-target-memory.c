/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which targets have failed, in virtual time. */
#include "libsipgo/transport/sipgo-target-memory-private.h"

#include <string.h>

typedef struct
{
  SipgoEnvironment *environment;
  SipgoTargetMemory *memory;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->environment = sipgo_environment_new_virtual (1);
  self->memory = sipgo_target_memory_new (self->environment);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  sipgo_target_memory_free (self->memory);
  sipgo_environment_unref (self->environment);
}

static SipgoTarget
make_target (SipgoProtocol protocol, const char *host, guint port)
{
  SipgoTarget target = { .protocol = protocol };

  g_assert_true (sipgo_address_parse (&target.address, host, port));
  return target;
}

static void
nothing (gpointer data)
{
}

static void
advance (Fixture *self, gint64 seconds)
{
  SipgoTimer timer = { 0 };

  sipgo_environment_set_timer (self->environment, &timer, SIPGO_SECONDS (seconds), nothing, NULL);
  while (sipgo_timer_is_running (&timer))
    g_assert_true (sipgo_environment_step (self->environment));
}

static void
test_doubled (Fixture *self, gconstpointer data)
{
  const SipgoTarget target = make_target (SIPGO_PROTOCOL_UDP, "192.0.2.1", 5060);
  guint avoidance = 60;
  guint i;

  for (i = 0; i < 10; i++)
    {
      sipgo_target_memory_add_failure (self->memory, &target, 0);
      advance (self, avoidance - 1);
      g_assert_true (sipgo_target_memory_is_avoided (self->memory, &target));
      /* A failure while the target is avoided does not double the time. */
      sipgo_target_memory_add_failure (self->memory, &target, 0);
      advance (self, 2);
      g_assert_false (sipgo_target_memory_is_avoided (self->memory, &target));
      avoidance = MIN (2 * avoidance, 1800);
    }
  sipgo_target_memory_add_success (self->memory, &target);
  g_assert_cmpuint (sipgo_target_memory_count (self->memory), ==, 0);
  sipgo_target_memory_add_failure (self->memory, &target, 0);
  advance (self, 61);
  g_assert_false (sipgo_target_memory_is_avoided (self->memory, &target));
}

static void
assert_avoided_for (Fixture *self, const SipgoTarget *target, guint seconds)
{
  advance (self, seconds - 1);
  g_assert_true (sipgo_target_memory_is_avoided (self->memory, target));
  advance (self, 2);
  g_assert_false (sipgo_target_memory_is_avoided (self->memory, target));
}

static void
test_retry_after (Fixture *self, gconstpointer data)
{
  const SipgoTarget target = make_target (SIPGO_PROTOCOL_TCP, "2001:db8::1", 5060);

  sipgo_target_memory_add_failure (self->memory, &target, 5);
  assert_avoided_for (self, &target, 5);
  /* A Retry-After of a week is not respected in full. */
  sipgo_target_memory_add_failure (self->memory, &target, 604800);
  advance (self, 1801);
  g_assert_false (sipgo_target_memory_is_avoided (self->memory, &target));
}

/* 21.5.4: a Retry-After counts, whatever else fails or succeeds at the target meanwhile. */
static void
test_retry_after_holds (Fixture *self, gconstpointer data)
{
  const SipgoTarget target = make_target (SIPGO_PROTOCOL_UDP, "192.0.2.1", 5060);

  sipgo_target_memory_add_failure (self->memory, &target, 0);
  sipgo_target_memory_add_failure (self->memory, &target, 300);
  sipgo_target_memory_add_failure (self->memory, &target, 5);
  sipgo_target_memory_add_failure (self->memory, &target, 0);
  sipgo_target_memory_add_success (self->memory, &target);
  assert_avoided_for (self, &target, 300);
  sipgo_target_memory_add_success (self->memory, &target);
  g_assert_cmpuint (sipgo_target_memory_count (self->memory), ==, 0);
}

/* A response shows that the target is reachable: only its Retry-After still counts, not an earlier transport error. */
static void
test_retry_after_behind_failure (Fixture *self, gconstpointer data)
{
  const SipgoTarget target = make_target (SIPGO_PROTOCOL_TCP, "192.0.2.1", 5060);

  sipgo_target_memory_add_failure (self->memory, &target, 0);
  sipgo_target_memory_add_failure (self->memory, &target, 5);
  assert_avoided_for (self, &target, 5);
  sipgo_target_memory_add_success (self->memory, &target);
  g_assert_cmpuint (sipgo_target_memory_count (self->memory), ==, 0);
}

/* Another protocol, address or port is another target; it does not matter whether the protocol is fixed. */
static void
test_identity (Fixture *self, gconstpointer data)
{
  const SipgoTarget others[] = {
    make_target (SIPGO_PROTOCOL_TCP, "192.0.2.1", 5060),
    make_target (SIPGO_PROTOCOL_UDP, "192.0.2.1", 5061),
    make_target (SIPGO_PROTOCOL_UDP, "192.0.2.2", 5060),
    make_target (SIPGO_PROTOCOL_UDP, "2001:db8::1", 5060),
  };
  SipgoTarget target = make_target (SIPGO_PROTOCOL_UDP, "192.0.2.1", 5060);
  guint i;

  sipgo_target_memory_add_failure (self->memory, &target, 0);
  for (i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (sipgo_target_memory_is_avoided (self->memory, &others[i]));
  target.protocol_is_fixed = TRUE;
  g_assert_true (sipgo_target_memory_is_avoided (self->memory, &target));
}

static void
test_bounded (Fixture *self, gconstpointer data)
{
  SipgoTarget target;
  guint i;

  for (i = 1; i <= 1000; i++)
    {
      target = make_target (SIPGO_PROTOCOL_UDP, "192.0.2.1", i);
      sipgo_target_memory_add_failure (self->memory, &target, 0);
      advance (self, 0);
    }
  g_assert_cmpuint (sipgo_target_memory_count (self->memory), ==, 256);
  g_assert_true (sipgo_target_memory_is_avoided (self->memory, &target));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/target-memory/doubled", Fixture, NULL, set_up, test_doubled, tear_down);
  g_test_add ("/target-memory/retry-after", Fixture, NULL, set_up, test_retry_after, tear_down);
  g_test_add ("/target-memory/rfc3261-21.5.4-retry-after-holds", Fixture, NULL, set_up, test_retry_after_holds,
              tear_down);
  g_test_add ("/target-memory/rfc3261-21.5.4-retry-after-behind-failure", Fixture, NULL, set_up,
              test_retry_after_behind_failure, tear_down);
  g_test_add ("/target-memory/identity", Fixture, NULL, set_up, test_identity, tear_down);
  g_test_add ("/target-memory/bounded", Fixture, NULL, set_up, test_bounded, tear_down);
  return g_test_run ();
}
