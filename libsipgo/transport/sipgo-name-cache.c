/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-name-cache-private.h"

#include "libsipgo/base/sipgo-error.h"

/* More than the servers of one agent. Above it the answer that ends first is forgotten. */
#define MAX_ANSWERS  512
#define LONGEST_TTL  86400
/* That there are no records (RFC 2308), and that there was no answer, in seconds. */
#define NEGATIVE_TTL 30
#define ERROR_TTL    5

typedef struct
{
  SipgoNameCache *cache;
  char *key;
  SipgoDnsQuery *query;          /* the resolver owns it, and answers it at the latest when it drops it; NULL then */
  gboolean is_outdated;          /* asked before clear (): the answer is not kept */
  SipgoTimer timer;              /* the time limit of the query */
  GQueue waiters;                /* Waiter */
  SipgoDnsAnswer *answer;        /* NULL while the query is pending */
  gint64 until;                  /* on the environment's clock */
} Entry;

typedef struct
{
  GCancellable *cancellable;
  SipgoDnsFunc func;
  gpointer user_data;
} Waiter;

struct _SipgoNameCache
{
  SipgoEnvironment *environment;
  SipgoNet *net;
  SipgoResolver *resolver;       /* NULL: that of the network */
  GHashTable *entries;           /* "TYPE name" in lower case → Entry */
};

static void
waiter_free (gpointer data)
{
  g_object_unref (((Waiter *) data)->cancellable);
  g_free (data);
}

static void
end_query (Entry *self)
{
  sipgo_environment_cancel_timer (self->cache->environment, &self->timer);
  if (self->query)
    sipgo_dns_query_abandon (self->query);
  self->query = NULL;
}

static void
entry_free (gpointer data)
{
  Entry *self = data;

  end_query (self);
  g_queue_clear_full (&self->waiters, waiter_free);
  g_clear_pointer (&self->answer, sipgo_dns_answer_unref);
  g_free (self->key);
  g_free (self);
}

SipgoNameCache *
sipgo_name_cache_new (SipgoEnvironment *environment, SipgoNet *net)
{
  SipgoNameCache *self = g_new0 (SipgoNameCache, 1);

  self->environment = sipgo_environment_ref (environment);
  self->net = sipgo_net_ref (net);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  return self;
}

void
sipgo_name_cache_free (SipgoNameCache *self)
{
  g_hash_table_unref (self->entries);
  g_clear_object (&self->resolver);
  sipgo_net_unref (self->net);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

static gboolean
forget (gpointer key, gpointer value, gpointer user_data)
{
  Entry *entry = value;

  entry->is_outdated = TRUE;
  return entry->answer != NULL;
}

void
sipgo_name_cache_clear (SipgoNameCache *self)
{
  g_hash_table_foreach_remove (self->entries, forget, NULL);
}

void
sipgo_name_cache_set_resolver (SipgoNameCache *self, SipgoResolver *resolver)
{
  g_set_object (&self->resolver, resolver);
  sipgo_name_cache_clear (self);
}

guint
sipgo_name_cache_count (SipgoNameCache *self)
{
  return g_hash_table_size (self->entries);
}

/* --- answers ------------------------------------------------------------------------------------------------------ */

/* Forgets the answer that ends first. */
static void
make_room (SipgoNameCache *self)
{
  GHashTableIter iter;
  gpointer value;
  Entry *first = NULL;

  if (g_hash_table_size (self->entries) < MAX_ANSWERS)
    return;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Entry *entry = value;

      if (entry->answer && (!first || entry->until < first->until))
        first = entry;
    }
  if (first)
    g_hash_table_remove (self->entries, first->key);
}

static gint64
get_life (const SipgoDnsAnswer *answer)
{
  guint ttl = answer->error ? ERROR_TTL : answer->records->len == 0 ? NEGATIVE_TTL : MIN (answer->ttl, LONGEST_TTL);

  return SIPGO_SECONDS (ttl);
}

/* A waiting function may free the cache, so the entry is not used after the first call. */
static void
take_answer (Entry *entry, SipgoDnsAnswer *answer)
{
  SipgoNameCache *self = entry->cache;
  GQueue waiters = entry->waiters;
  g_autoptr (SipgoDnsAnswer) keep = sipgo_dns_answer_ref (answer);
  gint64 life = entry->is_outdated ? 0 : get_life (answer);
  Waiter *waiter;

  g_queue_init (&entry->waiters);
  end_query (entry);
  entry->answer = sipgo_dns_answer_ref (answer);
  entry->until = sipgo_environment_now (self->environment) + life;
  if (life == 0)
    g_hash_table_remove (self->entries, entry->key);
  while ((waiter = g_queue_pop_head (&waiters)))
    {
      if (!g_cancellable_is_cancelled (waiter->cancellable))
        waiter->func (keep, waiter->user_data);
      waiter_free (waiter);
    }
}

static void
query_answered (SipgoDnsAnswer *answer, gpointer user_data)
{
  take_answer (user_data, answer);
}

static void
query_timed_out (gpointer user_data)
{
  Entry *entry = user_data;
  g_autoptr (SipgoDnsAnswer) answer = sipgo_dns_answer_new ();

  answer->error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                               "%s could not be looked up: no name server has answered in time. Check the network, and "
                               "the name servers of this machine", sipgo_dns_query_get_name (entry->query));
  take_answer (entry, answer);
}

/* --- queries ------------------------------------------------------------------------------------------------------ */

/* The system asks its second name server for addresses after five seconds. NAPTR records are rare, and some home
 * routers do not answer queries for them: a call does not wait for them as long. */
static gint64
get_time_limit (SipgoDnsRecordType type)
{
  switch (type)
    {
    case SIPGO_DNS_RECORD_TYPE_NAPTR:
      return SIPGO_SECONDS (3);
    case SIPGO_DNS_RECORD_TYPE_SRV:
      return SIPGO_SECONDS (6);
    default:
      return SIPGO_SECONDS (12);
    }
}

/* The entry may be gone afterwards. */
static void
ask (SipgoNameCache *self, SipgoDnsQuery *query)
{
  gboolean entered = sipgo_environment_enter (self->environment);
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_ref (self->environment);

  if (self->resolver)
    sipgo_resolver_look_up (self->resolver, query);
  else
    sipgo_net_look_up (self->net, query);
  sipgo_environment_leave (environment, entered);
}

static void
add_waiter (Entry *entry, GCancellable *cancellable, SipgoDnsFunc func, gpointer user_data)
{
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->cancellable = g_object_ref (cancellable);
  waiter->func = func;
  waiter->user_data = user_data;
  g_queue_push_tail (&entry->waiters, waiter);
}

static gboolean
is_good (SipgoNameCache *self, const Entry *entry, gboolean anew)
{
  return entry->answer && entry->until > sipgo_environment_now (self->environment)
         && (!anew || entry->answer->records->len > 0);
}

void
sipgo_name_cache_look_up (SipgoNameCache *self, SipgoDnsRecordType type, const char *name, gboolean anew,
                          GCancellable *cancellable, SipgoDnsFunc func, gpointer user_data)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  g_autofree char *key = g_strdup_printf ("%d %s", type, lower);
  Entry *entry = g_hash_table_lookup (self->entries, key);
  g_autoptr (SipgoDnsQuery) query = NULL;
  GQueue waiters = G_QUEUE_INIT;

  if (entry && is_good (self, entry, anew))
    {
      g_autoptr (SipgoDnsAnswer) answer = sipgo_dns_answer_ref (entry->answer);

      func (answer, user_data);
      return;
    }
  if (entry && entry->query && !entry->is_outdated)
    {
      add_waiter (entry, cancellable, func, user_data);
      return;
    }
  if (entry)
    {
      waiters = entry->waiters;
      g_queue_init (&entry->waiters);
      g_hash_table_remove (self->entries, key);
    }
  make_room (self);
  entry = g_new0 (Entry, 1);
  entry->waiters = waiters;
  entry->cache = self;
  entry->key = g_steal_pointer (&key);
  entry->query = query = sipgo_dns_query_new (type, name, query_answered, entry);
  add_waiter (entry, cancellable, func, user_data);
  g_hash_table_insert (self->entries, entry->key, entry);
  sipgo_environment_set_timer (self->environment, &entry->timer, get_time_limit (type), query_timed_out, entry);
  ask (self, query);
}
