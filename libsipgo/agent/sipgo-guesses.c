/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-guesses-private.h"

#include "libsipgo/base/sipgo-environment-private.h"

#include <string.h>

#define WINDOW SIPGO_SECONDS (60)
#define MAX_SOURCES 8192

typedef struct
{
  SipgoAddress source;       /* with port 0 */
  gint64 began;
  guint n;
} Window;

struct _SipgoGuesses
{
  GHashTable *windows;       /* Window.source → Window */
  GQueue order;              /* Window, the one that began first at the head */
};

SipgoGuesses *
sipgo_guesses_new (void)
{
  SipgoGuesses *self = g_new0 (SipgoGuesses, 1);

  self->windows = g_hash_table_new_full ((GHashFunc) sipgo_address_hash, (GEqualFunc) sipgo_address_equal, NULL,
                                         g_free);
  g_queue_init (&self->order);
  return self;
}

void
sipgo_guesses_free (SipgoGuesses *self)
{
  g_queue_clear (&self->order);
  g_hash_table_unref (self->windows);
  g_free (self);
}

static void
drop_first (SipgoGuesses *self)
{
  Window *window = g_queue_pop_head (&self->order);

  g_hash_table_remove (self->windows, &window->source);
}

static void
drop_old (SipgoGuesses *self, gint64 now)
{
  Window *window;

  while ((window = g_queue_peek_head (&self->order)) && now - window->began >= WINDOW)
    drop_first (self);
}

static SipgoAddress
normalize (const SipgoAddress *address)
{
  SipgoAddress source = *address;

  sipgo_address_set_port (&source, 0);
  if (sipgo_address_is_ipv6 (&source))
    memset (source.v6.sin6_addr.s6_addr + 8, 0, 8);
  return source;
}

guint
sipgo_guesses_get (SipgoGuesses *self, const SipgoAddress *source, gint64 now)
{
  SipgoAddress key = normalize (source);
  Window *window;

  drop_old (self, now);
  window = g_hash_table_lookup (self->windows, &key);
  return window ? window->n : 0;
}

void
sipgo_guesses_count (SipgoGuesses *self, const SipgoAddress *source, gint64 now)
{
  SipgoAddress key = normalize (source);
  Window *window;

  drop_old (self, now);
  window = g_hash_table_lookup (self->windows, &key);
  if (!window)
    {
      if (self->order.length >= MAX_SOURCES)
        drop_first (self);
      window = g_new0 (Window, 1);
      window->source = key;
      window->began = now;
      g_hash_table_insert (self->windows, &window->source, window);
      g_queue_push_tail (&self->order, window);
    }
  if (window->n < G_MAXUINT)
    window->n++;
}
