/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-simulated-dns-private.h"

#include "libsipgo/base/sipgo-error.h"

struct _SipgoSimulatedDns
{
  SipgoEnvironment *environment;
  GHashTable *zones;         /* "TYPE name" in lower case → Zone */
  GString *asked;
  GList *pending;            /* Pending */
};

typedef struct
{
  GArray *records;           /* SipgoDnsRecord; an address is kept as its name */
  SipgoDnsManner manner;
} Zone;

/* A query that is answered later, or never. */
typedef struct
{
  SipgoSimulatedDns *dns;
  SipgoDnsQuery *query;
  SipgoTimer timer;
} Pending;

static void
clear_record (gpointer data)
{
  SipgoDnsRecord *record = data;

  g_free (record->name);
  g_free (record->flags);
  g_free (record->service);
}

static void
zone_free (gpointer data)
{
  g_array_unref (((Zone *) data)->records);
  g_free (data);
}

static void
pending_free (gpointer data)
{
  Pending *self = data;

  sipgo_environment_cancel_timer (self->dns->environment, &self->timer);
  g_object_unref (self->query);
  g_free (self);
}

SipgoSimulatedDns *
sipgo_simulated_dns_new (SipgoEnvironment *environment)
{
  SipgoSimulatedDns *self = g_new0 (SipgoSimulatedDns, 1);

  self->environment = sipgo_environment_ref (environment);
  self->zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, zone_free);
  self->asked = g_string_new (NULL);
  return self;
}

void
sipgo_simulated_dns_free (SipgoSimulatedDns *self)
{
  g_list_free_full (self->pending, pending_free);
  g_hash_table_unref (self->zones);
  g_string_free (self->asked, TRUE);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

static char *
make_key (SipgoDnsRecordType type, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_strdup_printf ("%d %s", type, lower);
}

static Zone *
ensure_zone (SipgoSimulatedDns *self, SipgoDnsRecordType type, const char *name)
{
  g_autofree char *key = make_key (type, name);
  Zone *zone = g_hash_table_lookup (self->zones, key);

  if (zone)
    return zone;
  zone = g_new0 (Zone, 1);
  zone->records = g_array_new (FALSE, FALSE, sizeof (SipgoDnsRecord));
  g_array_set_clear_func (zone->records, clear_record);
  zone->manner.ttl = SIPGO_SIMULATED_TTL;
  g_hash_table_insert (self->zones, g_steal_pointer (&key), zone);
  return zone;
}

void
sipgo_simulated_dns_add_address (SipgoSimulatedDns *self, const char *name, const char *address)
{
  SipgoDnsRecord record = { .name = g_strdup (address) };

  g_array_append_val (ensure_zone (self, SIPGO_DNS_RECORD_TYPE_ADDRESS, name)->records, record);
}

void
sipgo_simulated_dns_add_srv (SipgoSimulatedDns *self, const char *name, guint priority, guint weight, guint port,
                             const char *target)
{
  SipgoDnsRecord record = { .first = priority, .second = weight, .port = port, .name = g_strdup (target) };

  g_array_append_val (ensure_zone (self, SIPGO_DNS_RECORD_TYPE_SRV, name)->records, record);
}

void
sipgo_simulated_dns_add_naptr (SipgoSimulatedDns *self, const char *name, guint order, guint preference,
                               const char *flags, const char *service, const char *replacement)
{
  SipgoDnsRecord record = { .first = order, .second = preference, .name = g_strdup (replacement),
                            .flags = g_strdup (flags), .service = g_strdup (service) };

  g_array_append_val (ensure_zone (self, SIPGO_DNS_RECORD_TYPE_NAPTR, name)->records, record);
}

void
sipgo_simulated_dns_remove (SipgoSimulatedDns *self, SipgoDnsRecordType type, const char *name)
{
  g_array_set_size (ensure_zone (self, type, name)->records, 0);
}

void
sipgo_simulated_dns_set_manner (SipgoSimulatedDns *self, SipgoDnsRecordType type, const char *name,
                                const SipgoDnsManner *manner)
{
  ensure_zone (self, type, name)->manner = *manner;
}

char *
sipgo_simulated_dns_take_asked (SipgoSimulatedDns *self)
{
  char *asked = g_strdup (self->asked->str);

  g_string_truncate (self->asked, 0);
  return asked;
}

/* --- answers ------------------------------------------------------------------------------------------------------ */

static void
fail (SipgoDnsQuery *query)
{
  g_autoptr (GError) error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                                          "The name server of the simulated network could not answer the query for %s",
                                          sipgo_dns_query_get_name (query));

  sipgo_dns_query_fail (query, error);
}

static void
add_record (SipgoDnsQuery *query, const SipgoDnsRecord *record, guint ttl)
{
  switch (sipgo_dns_query_get_record_type (query))
    {
    case SIPGO_DNS_RECORD_TYPE_ADDRESS:
      sipgo_dns_query_add_address (query, record->name, ttl, NULL);
      break;
    case SIPGO_DNS_RECORD_TYPE_SRV:
      sipgo_dns_query_add_srv (query, record->first, record->second, record->port, record->name, ttl, NULL);
      break;
    case SIPGO_DNS_RECORD_TYPE_NAPTR:
      sipgo_dns_query_add_naptr (query, record->first, record->second, record->flags, record->service, record->name,
                                 ttl, NULL);
      break;
    }
}

static void
answer (SipgoSimulatedDns *self, SipgoDnsQuery *query)
{
  const Zone *zone = ensure_zone (self, sipgo_dns_query_get_record_type (query), sipgo_dns_query_get_name (query));
  guint i;

  if (zone->manner.fails)
    {
      fail (query);
      return;
    }
  for (i = 0; i < zone->records->len; i++)
    add_record (query, &g_array_index (zone->records, SipgoDnsRecord, i), zone->manner.ttl);
  sipgo_dns_query_complete (query);
}

static void
answer_later (gpointer user_data)
{
  Pending *pending = user_data;
  SipgoSimulatedDns *self = pending->dns;
  g_autoptr (SipgoDnsQuery) query = g_object_ref (pending->query);

  self->pending = g_list_remove (self->pending, pending);
  pending_free (pending);
  answer (self, query);
}

void
sipgo_simulated_dns_look_up (SipgoSimulatedDns *self, SipgoDnsQuery *query)
{
  const char *name = sipgo_dns_query_get_name (query);
  const Zone *zone = ensure_zone (self, sipgo_dns_query_get_record_type (query), name);
  Pending *pending;

  g_string_append_printf (self->asked, "%s ", name);
  if (!zone->manner.is_silent && zone->manner.delay_us == 0)
    {
      answer (self, query);
      return;
    }
  pending = g_new0 (Pending, 1);
  pending->dns = self;
  pending->query = g_object_ref (query);
  self->pending = g_list_prepend (self->pending, pending);
  if (!zone->manner.is_silent)
    sipgo_environment_set_timer (self->environment, &pending->timer, zone->manner.delay_us, answer_later, pending);
}
