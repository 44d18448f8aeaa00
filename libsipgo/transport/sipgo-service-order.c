/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-service-order-private.h"

/* RFC 3263 4.1, RFC 7118 8.2. SIPS+D2W is left out: a WebSocket with TLS cannot be found by a host name here. */
static const struct
{
  const char *service;
  SipgoProtocol protocol;
} services[] = {
  { "SIP+D2U", SIPGO_PROTOCOL_UDP },
  { "SIP+D2T", SIPGO_PROTOCOL_TCP },
  { "SIPS+D2T", SIPGO_PROTOCOL_TLS },
  { "SIP+D2W", SIPGO_PROTOCOL_WS },
};

char *
sipgo_service_make_name (SipgoProtocol protocol, const char *domain)
{
  return g_strdup_printf ("_%s._%s.%s", protocol == SIPGO_PROTOCOL_TLS ? "sips" : "sip",
                          protocol == SIPGO_PROTOCOL_UDP ? "udp" : "tcp", domain);
}

gboolean
sipgo_service_get_protocol (const char *service, SipgoProtocol *protocol)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (services); i++)
    {
      if (g_ascii_strcasecmp (service, services[i].service) != 0)
        continue;
      *protocol = services[i].protocol;
      return TRUE;
    }
  return FALSE;
}

/* --- SRV ---------------------------------------------------------------------------------------------------------- */

/* Records with weight 0 come first, so that they have a small chance beside others (RFC 2782). */
static int
compare_srv (gconstpointer a, gconstpointer b)
{
  const SipgoDnsRecord *one = *(const SipgoDnsRecord *const *) a;
  const SipgoDnsRecord *other = *(const SipgoDnsRecord *const *) b;

  if (one->first != other->first)
    return one->first < other->first ? -1 : 1;
  return (one->second > 0) - (other->second > 0);
}

/* Draws one of the n records at start, and moves it to the start. */
static void
draw (const SipgoDnsRecord **start, guint n, SipgoRandom *random)
{
  const SipgoDnsRecord *chosen;
  guint sum = 0, limit, i;

  for (i = 0; i < n; i++)
    sum += start[i]->second;
  if (sum == 0)
    return;
  limit = sipgo_random_below (random, sum + 1);
  sum = start[0]->second;
  for (i = 0; sum < limit; sum += start[i]->second)
    i++;
  chosen = start[i];
  for (; i > 0; i--)
    start[i] = start[i - 1];
  start[0] = chosen;
}

GPtrArray *
sipgo_service_order_srv (SipgoDnsAnswer *answer, SipgoRandom *random)
{
  GPtrArray *order = g_ptr_array_new ();
  const SipgoDnsRecord **records;
  guint start, end, i;

  for (i = 0; i < answer->records->len; i++)
    g_ptr_array_add (order, &g_array_index (answer->records, SipgoDnsRecord, i));
  g_ptr_array_sort (order, compare_srv);
  records = (const SipgoDnsRecord **) order->pdata;
  for (start = 0; start < order->len; start = end)
    {
      for (end = start + 1; end < order->len && records[end]->first == records[start]->first; end++)
        ;
      for (i = start; i + 1 < end; i++)
        draw (records + i, end - i, random);
    }
  return order;
}

/* --- NAPTR -------------------------------------------------------------------------------------------------------- */

static int
compare_naptr (gconstpointer a, gconstpointer b)
{
  const SipgoDnsRecord *one = *(const SipgoDnsRecord *const *) a;
  const SipgoDnsRecord *other = *(const SipgoDnsRecord *const *) b;

  if (one->first != other->first)
    return one->first < other->first ? -1 : 1;
  return one->second == other->second ? 0 : one->second < other->second ? -1 : 1;
}

static gboolean
is_usable (const SipgoDnsRecord *record, gboolean must_be_secure)
{
  SipgoProtocol protocol;

  return g_ascii_strcasecmp (record->flags, "s") == 0 && *record->name
         && sipgo_service_get_protocol (record->service, &protocol)
         && (!must_be_secure || sipgo_protocol_is_verified (protocol));
}

GPtrArray *
sipgo_service_order_naptr (SipgoDnsAnswer *answer, gboolean must_be_secure)
{
  GPtrArray *order = g_ptr_array_new ();
  guint i;

  for (i = 0; i < answer->records->len; i++)
    {
      SipgoDnsRecord *record = &g_array_index (answer->records, SipgoDnsRecord, i);

      if (is_usable (record, must_be_secure))
        g_ptr_array_add (order, record);
    }
  g_ptr_array_sort (order, compare_naptr);
  return order;
}
