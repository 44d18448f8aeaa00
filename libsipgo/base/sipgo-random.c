/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-random-private.h"

#include <string.h>
#include <sys/random.h>

#define POOL_WORDS 32

struct _SipgoRandom
{
  gboolean seeded;
  guint64 state;               /* of SplitMix64, if seeded */
  guint64 pool[POOL_WORDS];    /* else 32 numbers of the system, by one system call */
  guint n_left;
};

SipgoRandom *
sipgo_random_new (void)
{
  return g_new0 (SipgoRandom, 1);
}

SipgoRandom *
sipgo_random_new_seeded (guint64 seed)
{
  SipgoRandom *self = g_new0 (SipgoRandom, 1);

  self->seeded = TRUE;
  self->state = seed;
  return self;
}

void
sipgo_random_free (SipgoRandom *self)
{
  explicit_bzero (self->pool, sizeof self->pool);
  g_free (self);
}

static void
fill_pool (SipgoRandom *self)
{
  gsize have = 0;

  while (have < sizeof self->pool)
    {
      gssize n = getrandom ((char *) self->pool + have, sizeof self->pool - have, 0);

      if (n > 0)
        have += n;
    }
  self->n_left = POOL_WORDS;
}

/* SplitMix64 (Sebastiano Vigna): it is small, and any seed is good. */
static guint64
next_seeded (SipgoRandom *self)
{
  guint64 z = (self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

guint64
sipgo_random_next (SipgoRandom *self)
{
  if (self->seeded)
    return next_seeded (self);
  if (self->n_left == 0)
    fill_pool (self);
  return self->pool[--self->n_left];
}

guint32
sipgo_random_below (SipgoRandom *self, guint32 bound)
{
  g_assert (bound > 0);
  return ((sipgo_random_next (self) >> 32) * bound) >> 32;
}

double
sipgo_random_unit (SipgoRandom *self)
{
  return (sipgo_random_next (self) >> 11) * 0x1.0p-53;
}

void
sipgo_random_token (SipgoRandom *self, char token[SIPGO_TOKEN_LENGTH + 1])
{
  static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
  guint64 bits = 0;
  guint i;

  for (i = 0; i < SIPGO_TOKEN_LENGTH; i++)
    {
      if (i % 12 == 0)
        bits = sipgo_random_next (self);
      token[i] = alphabet[bits & 31];
      bits >>= 5;
    }
  token[SIPGO_TOKEN_LENGTH] = '\0';
}

char *
sipgo_random_dup_token (SipgoRandom *self, const char *prefix)
{
  char token[SIPGO_TOKEN_LENGTH + 1];

  sipgo_random_token (self, token);
  return g_strconcat (prefix ? prefix : "", token, NULL);
}
