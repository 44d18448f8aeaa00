/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-dns-query-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"

/* RFC 1035 2.3.4, as text. */
#define MAX_NAME 253

/**
 * SipgoDnsQuery:
 *
 * A question of an agent to its [iface@Resolver].
 *
 * A resolver adds the records that it has found, and calls [method@DnsQuery.complete] or [method@DnsQuery.fail] once,
 * within [method@Resolver.look_up] or later, in the main context of the agent. A query without records that is
 * completed says that there are none. A query whose last reference is dropped without an answer fails by itself with
 * [error@Error] `UNREACHABLE`.
 *
 * Since: 1.0
 */
struct _SipgoDnsQuery
{
  GObject parent_instance;

  SipgoDnsRecordType type;
  char *name;
  GCancellable *cancellable;
  SipgoDnsAnswer *answer;
  SipgoDnsFunc func;           /* NULL once answered or abandoned */
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (SipgoDnsQuery, sipgo_dns_query, G_TYPE_OBJECT)

static void
finish (SipgoDnsQuery *self)
{
  SipgoDnsFunc func = g_steal_pointer (&self->func);

  if (func)
    func (self->answer, self->user_data);
}

static void
sipgo_dns_query_dispose (GObject *object)
{
  SipgoDnsQuery *self = SIPGO_DNS_QUERY (object);

  if (self->func)
    self->answer->error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                                       "The resolver dropped the query for %s without an answer", self->name);
  finish (self);
  G_OBJECT_CLASS (sipgo_dns_query_parent_class)->dispose (object);
}

static void
sipgo_dns_query_finalize (GObject *object)
{
  SipgoDnsQuery *self = SIPGO_DNS_QUERY (object);

  g_free (self->name);
  g_object_unref (self->cancellable);
  sipgo_dns_answer_unref (self->answer);
  G_OBJECT_CLASS (sipgo_dns_query_parent_class)->finalize (object);
}

static void
sipgo_dns_query_class_init (SipgoDnsQueryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sipgo_dns_query_dispose;
  G_OBJECT_CLASS (klass)->finalize = sipgo_dns_query_finalize;
}

static void
sipgo_dns_query_init (SipgoDnsQuery *self)
{
  self->cancellable = g_cancellable_new ();
  self->answer = sipgo_dns_answer_new ();
}

SipgoDnsQuery *
sipgo_dns_query_new (SipgoDnsRecordType type, const char *name, SipgoDnsFunc func, gpointer user_data)
{
  SipgoDnsQuery *self = g_object_new (SIPGO_TYPE_DNS_QUERY, NULL);

  self->type = type;
  self->name = g_strdup (name);
  self->func = func;
  self->user_data = user_data;
  return self;
}

void
sipgo_dns_query_abandon (SipgoDnsQuery *self)
{
  if (!self->func)
    return;
  self->func = NULL;
  g_cancellable_cancel (self->cancellable);
}

/**
 * sipgo_dns_query_get_name:
 * @self: a query
 *
 * Gets the name that is looked up: that of a host, such as `sip.example.com`, of a service, such as
 * `_sip._udp.example.com`, or of a domain, for NAPTR.
 *
 * Returns: the name
 *
 * Since: 1.0
 */
const char *
sipgo_dns_query_get_name (SipgoDnsQuery *self)
{
  g_return_val_if_fail (SIPGO_IS_DNS_QUERY (self), NULL);
  return self->name;
}

/**
 * sipgo_dns_query_get_record_type:
 * @self: a query
 *
 * Gets the type of the records that are looked up.
 *
 * Returns: the type
 *
 * Since: 1.0
 */
SipgoDnsRecordType
sipgo_dns_query_get_record_type (SipgoDnsQuery *self)
{
  g_return_val_if_fail (SIPGO_IS_DNS_QUERY (self), SIPGO_DNS_RECORD_TYPE_ADDRESS);
  return self->type;
}

/**
 * sipgo_dns_query_get_cancellable:
 * @self: a query
 *
 * Gets what is cancelled when the answer is not wanted any more: its time is over, or the agent is gone. A resolver
 * may stop then; an answer has no effect any more.
 *
 * Returns: (transfer none): the cancellable
 *
 * Since: 1.0
 */
GCancellable *
sipgo_dns_query_get_cancellable (SipgoDnsQuery *self)
{
  g_return_val_if_fail (SIPGO_IS_DNS_QUERY (self), NULL);
  return self->cancellable;
}

static gboolean
check_type (SipgoDnsQuery *self, SipgoDnsRecordType type, GError **error)
{
  static const char *const names[] = { "addresses", "SRV records", "NAPTR records" };

  if (self->type == type)
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "The query asks for %s: see get_record_type ()",
               names[self->type]);
  return FALSE;
}

static gboolean
check_number (guint number, const char *what, GError **error)
{
  if (number <= G_MAXUINT16)
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "%s must not be over 65535", what);
  return FALSE;
}

/* Returns the name in ASCII without a dot at its end; NULL with error if it is no name of a host or service. */
static char *
read_name (const char *text, GError **error)
{
  g_autofree char *name = g_hostname_to_ascii (text);
  gsize length = name ? strlen (name) : 0;

  if (length > 0 && name[length - 1] == '.')
    name[--length] = '\0';
  if (length > 0 && length <= MAX_NAME
      && strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == length
      && name[0] != '.' && !strstr (name, ".."))
    return g_steal_pointer (&name);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%.*s” is not the name of a host or service", MAX_NAME, text);
  return NULL;
}

/**
 * sipgo_dns_query_add_address:
 * @self: a query for [enum@DnsRecordType] `ADDRESS`
 * @address: an IPv4 or IPv6 address, such as `192.0.2.1`
 * @ttl: how long the record may be kept, in seconds
 *
 * Adds an A or AAAA record. Addresses are tried in the order in which they were added.
 *
 * Fails when @address is not an address, or when the query asks for something else ([error@Error] `INVALID`).
 *
 * Returns: %TRUE when the record was added
 *
 * Since: 1.0
 */
gboolean
sipgo_dns_query_add_address (SipgoDnsQuery *self, const char *address, guint ttl, GError **error)
{
  SipgoDnsRecord record = { 0 };

  g_return_val_if_fail (SIPGO_IS_DNS_QUERY (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);
  if (!check_type (self, SIPGO_DNS_RECORD_TYPE_ADDRESS, error))
    return FALSE;
  if (!sipgo_address_parse (&record.address, address, 0))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is not an IPv4 or IPv6 address", address);
      return FALSE;
    }
  if (self->func)
    sipgo_dns_answer_take (self->answer, record, ttl);
  return TRUE;
}

/**
 * sipgo_dns_query_add_srv:
 * @self: a query for [enum@DnsRecordType] `SRV`
 * @priority: servers with the lowest number are tried first
 * @weight: the share of the server among those of the same priority
 * @port: the port, 1 to 65535
 * @target: the name of the server; `.` if the domain does not offer the service
 * @ttl: how long the record may be kept, in seconds
 *
 * Adds an SRV record (RFC 2782). The order does not matter.
 *
 * Fails when a value is not allowed, or when the query asks for something else ([error@Error] `INVALID`).
 *
 * Returns: %TRUE when the record was added
 *
 * Since: 1.0
 */
gboolean
sipgo_dns_query_add_srv (SipgoDnsQuery *self, guint priority, guint weight, guint port, const char *target, guint ttl,
                         GError **error)
{
  SipgoDnsRecord record = { .first = priority, .second = weight, .port = port };

  g_return_val_if_fail (SIPGO_IS_DNS_QUERY (self), FALSE);
  g_return_val_if_fail (target != NULL, FALSE);
  if (!check_type (self, SIPGO_DNS_RECORD_TYPE_SRV, error)
      || !check_number (priority, "The priority", error) || !check_number (weight, "The weight", error)
      || !check_number (port, "The port", error))
    return FALSE;
  record.name = g_str_equal (target, ".") ? g_strdup ("") : read_name (target, error);
  if (!record.name)
    return FALSE;
  if (port == 0 && *record.name)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "The SRV record for %s has port 0", target);
      g_free (record.name);
      return FALSE;
    }
  if (self->func)
    sipgo_dns_answer_take (self->answer, record, ttl);
  else
    g_free (record.name);
  return TRUE;
}

/**
 * sipgo_dns_query_add_naptr:
 * @self: a query for [enum@DnsRecordType] `NAPTR`
 * @order: records with the lowest number are tried first
 * @preference: the order among records with the same @order
 * @flags: `s` if @replacement names SRV records; records with other flags are not used (RFC 3263, section 4.1)
 * @service: the protocol, such as `SIP+D2U` or `SIPS+D2T`
 * @replacement: the name to look up next, such as `_sip._udp.example.com`
 * @ttl: how long the record may be kept, in seconds
 *
 * Adds a NAPTR record (RFC 3403). The order does not matter.
 *
 * Fails when a value is not allowed, or when the query asks for something else ([error@Error] `INVALID`).
 *
 * Returns: %TRUE when the record was added
 *
 * Since: 1.0
 */
gboolean
sipgo_dns_query_add_naptr (SipgoDnsQuery *self, guint order, guint preference, const char *flags, const char *service,
                           const char *replacement, guint ttl, GError **error)
{
  SipgoDnsRecord record = { .first = order, .second = preference };

  g_return_val_if_fail (SIPGO_IS_DNS_QUERY (self), FALSE);
  g_return_val_if_fail (flags != NULL && service != NULL && replacement != NULL, FALSE);
  if (!check_type (self, SIPGO_DNS_RECORD_TYPE_NAPTR, error)
      || !check_number (order, "The order", error) || !check_number (preference, "The preference", error))
    return FALSE;
  record.name = g_str_equal (replacement, ".") ? g_strdup ("") : read_name (replacement, error);
  if (!record.name)
    return FALSE;
  record.flags = g_strdup (flags);
  record.service = g_strdup (service);
  if (self->func)
    {
      sipgo_dns_answer_take (self->answer, record, ttl);
      return TRUE;
    }
  g_free (record.name);
  g_free (record.flags);
  g_free (record.service);
  return TRUE;
}

/**
 * sipgo_dns_query_complete:
 * @self: a query
 *
 * Completes the query with the records that were added; without any, there are none. Only the first call of this
 * method or of [method@DnsQuery.fail] has an effect.
 *
 * Since: 1.0
 */
void
sipgo_dns_query_complete (SipgoDnsQuery *self)
{
  g_autoptr (SipgoDnsQuery) alive = NULL;

  g_return_if_fail (SIPGO_IS_DNS_QUERY (self));
  alive = g_object_ref (self);
  finish (self);
}

/**
 * sipgo_dns_query_fail:
 * @self: a query
 * @error: the reason
 *
 * Fails the query: it is not known whether there are such records. Only the first call of this method or of
 * [method@DnsQuery.complete] has an effect.
 *
 * Since: 1.0
 */
void
sipgo_dns_query_fail (SipgoDnsQuery *self, const GError *error)
{
  g_autoptr (SipgoDnsQuery) alive = NULL;

  g_return_if_fail (SIPGO_IS_DNS_QUERY (self));
  g_return_if_fail (error != NULL);
  if (!self->func)
    return;
  alive = g_object_ref (self);
  self->answer->error = g_error_copy (error);
  g_array_set_size (self->answer->records, 0);
  finish (self);
}
