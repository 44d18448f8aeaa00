/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-system-resolver.h"

#include <string.h>

#include <netinet/in.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-dns-answer-private.h"

/* The functions that give addresses do not say how long they may be kept, and have caches of their own. */
#define ADDRESS_TTL 30
/* The largest message of DNS. */
#define MAX_MESSAGE 65535
/* Each name server is asked twice, for two seconds: the agent does not wait for an answer as long as other programs. */
#define RETRANSMIT_S 2
#define N_ATTEMPTS   2

/**
 * SipgoSystemResolver:
 *
 * The [iface@Resolver] of an agent whose [property@UserAgent:resolver] is not set: it asks the name servers of the
 * system, and for addresses also the other sources that the system is configured for, such as `/etc/hosts`.
 *
 * A resolver of an application may hand the queries to it that it cannot answer itself.
 *
 * Since: 1.0
 */
struct _SipgoSystemResolver
{
  GObject parent_instance;
};

static void
fail (SipgoDnsQuery *query, const char *reason)
{
  g_autoptr (GError) error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                                          "%s could not be looked up: check that this machine can ask a name server "
                                          "(%s)", sipgo_dns_query_get_name (query), reason);

  sipgo_dns_query_fail (query, error);
}

/* --- addresses ---------------------------------------------------------------------------------------------------- */

static void
addresses_found (GObject *resolver, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SipgoDnsQuery) query = user_data;
  g_autoptr (GError) reason = NULL;
  GList *list = g_resolver_lookup_by_name_finish (G_RESOLVER (resolver), result, &reason);
  GList *l;

  for (l = list; l; l = l->next)
    {
      g_autofree char *text = g_inet_address_to_string (l->data);

      sipgo_dns_query_add_address (query, text, ADDRESS_TTL, NULL);
    }
  g_resolver_free_addresses (list);
  if (reason && !g_error_matches (reason, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    fail (query, reason->message);
  else
    sipgo_dns_query_complete (query);
}

/* --- SRV and NAPTR ------------------------------------------------------------------------------------------------ */

typedef struct
{
  char *name;
  ns_type type;
} Question;

static void
question_free (gpointer data)
{
  g_free (((Question *) data)->name);
  g_free (data);
}

/* Reads a domain name at data; FALSE if it is not one that ends with the record. */
static gboolean
read_name (ns_msg message, ns_rr *rr, const guint8 *data, char **name)
{
  char text[NS_MAXDNAME];
  int length = dn_expand (ns_msg_base (message), ns_msg_end (message), data, text, sizeof text);

  if (length < 0 || data + length > ns_rr_rdata (*rr) + ns_rr_rdlen (*rr))
    return FALSE;
  *name = g_strdup (text);
  return TRUE;
}

/* RFC 1035 3.3: a character-string has its length before it. NULL if it does not end before end. */
static char *
read_text (const guint8 **data, const guint8 *end)
{
  const guint8 *start = *data + 1;
  char *text;

  if (*data >= end || **data > end - start)
    return NULL;
  text = g_strndup ((const char *) start, **data);
  *data = start + **data;
  return text;
}

static gboolean
read_srv (ns_msg message, ns_rr *rr, SipgoDnsRecord *record)
{
  const guint8 *data = ns_rr_rdata (*rr);

  if (ns_rr_rdlen (*rr) < 7)
    return FALSE;
  record->first = ns_get16 (data);
  record->second = ns_get16 (data + 2);
  record->port = ns_get16 (data + 4);
  return read_name (message, rr, data + 6, &record->name);
}

static gboolean
read_naptr (ns_msg message, ns_rr *rr, SipgoDnsRecord *record)
{
  const guint8 *data = ns_rr_rdata (*rr);
  const guint8 *end = data + ns_rr_rdlen (*rr);
  g_autofree char *regexp = NULL;

  if (ns_rr_rdlen (*rr) < 8)
    return FALSE;
  record->first = ns_get16 (data);
  record->second = ns_get16 (data + 2);
  data += 4;
  record->flags = read_text (&data, end);
  record->service = record->flags ? read_text (&data, end) : NULL;
  regexp = record->service ? read_text (&data, end) : NULL;
  /* RFC 3403 4.1: a record has a regular expression or a replacement; RFC 3263 uses only the latter. */
  return regexp && !*regexp && read_name (message, rr, data, &record->name);
}

static SipgoDnsAnswer *
read_message (const guint8 *bytes, int length, ns_type type)
{
  g_autoptr (SipgoDnsAnswer) answer = sipgo_dns_answer_new ();
  ns_msg message;
  guint i;

  if (ns_initparse (bytes, length, &message) < 0)
    return NULL;
  for (i = 0; i < ns_msg_count (message, ns_s_an); i++)
    {
      SipgoDnsRecord record = { 0 };
      ns_rr rr;
      gboolean is_good;

      if (ns_parserr (&message, ns_s_an, i, &rr) < 0)
        break;
      if (ns_rr_type (rr) != type || ns_rr_class (rr) != ns_c_in)
        continue;
      is_good = type == ns_t_srv ? read_srv (message, &rr, &record) : read_naptr (message, &rr, &record);
      if (is_good)
        {
          sipgo_dns_answer_take (answer, record, ns_rr_ttl (rr));
          continue;
        }
      g_free (record.name);
      g_free (record.flags);
      g_free (record.service);
    }
  return g_steal_pointer (&answer);
}

/* In a thread. */
static void
ask (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Question *question = task_data;
  g_autofree guint8 *bytes = g_malloc (MAX_MESSAGE);
  struct __res_state state = { 0 };
  SipgoDnsAnswer *answer = NULL;
  int length, reason;

  if (res_ninit (&state) < 0)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_RESOURCES, "the resolver of the system did not start");
      return;
    }
  state.retrans = RETRANSMIT_S;
  state.retry = N_ATTEMPTS;
  length = res_nquery (&state, question->name, ns_c_in, question->type, bytes, MAX_MESSAGE);
  reason = state.res_h_errno;
  res_nclose (&state);
  if (length >= 0)
    answer = read_message (bytes, MIN (length, MAX_MESSAGE), question->type);
  else if (reason == HOST_NOT_FOUND || reason == NO_DATA)
    answer = sipgo_dns_answer_new ();
  if (answer)
    g_task_return_pointer (task, answer, (GDestroyNotify) sipgo_dns_answer_unref);
  else
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "%s",
                             length >= 0 ? "its answer cannot be read" : hstrerror (reason));
}

/* A record that is not valid is left out. */
static void
add_record (SipgoDnsQuery *query, const SipgoDnsRecord *record, guint ttl)
{
  const char *name = *record->name ? record->name : ".";

  if (sipgo_dns_query_get_record_type (query) == SIPGO_DNS_RECORD_TYPE_SRV)
    sipgo_dns_query_add_srv (query, record->first, record->second, record->port, name, ttl, NULL);
  else
    sipgo_dns_query_add_naptr (query, record->first, record->second, record->flags, record->service, name, ttl, NULL);
}

static void
records_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SipgoDnsQuery) query = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoDnsAnswer) answer = g_task_propagate_pointer (G_TASK (result), &error);
  guint i;

  if (!answer)
    {
      fail (query, error->message);
      return;
    }
  for (i = 0; i < answer->records->len; i++)
    add_record (query, &g_array_index (answer->records, SipgoDnsRecord, i), answer->ttl);
  sipgo_dns_query_complete (query);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_system_resolver_look_up (SipgoResolver *self, SipgoDnsQuery *query)
{
  SipgoDnsRecordType type = sipgo_dns_query_get_record_type (query);
  const char *name = sipgo_dns_query_get_name (query);
  GCancellable *cancellable = sipgo_dns_query_get_cancellable (query);
  g_autoptr (GTask) task = NULL;
  Question *question;

  if (type == SIPGO_DNS_RECORD_TYPE_ADDRESS)
    {
      g_autoptr (GResolver) resolver = g_resolver_get_default ();

      g_resolver_lookup_by_name_async (resolver, name, cancellable, addresses_found, g_object_ref (query));
      return;
    }
  question = g_new0 (Question, 1);
  question->type = type == SIPGO_DNS_RECORD_TYPE_SRV ? ns_t_srv : ns_t_naptr;
  question->name = g_hostname_to_ascii (name);
  if (!question->name)
    {
      question_free (question);
      fail (query, "it is not a valid name");
      return;
    }
  task = g_task_new (self, cancellable, records_found, g_object_ref (query));
  g_task_set_source_tag (task, sipgo_system_resolver_look_up);
  g_task_set_task_data (task, question, question_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, ask);
}

static void
resolver_interface_init (SipgoResolverInterface *iface)
{
  iface->look_up = sipgo_system_resolver_look_up;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SipgoSystemResolver, sipgo_system_resolver, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIPGO_TYPE_RESOLVER, resolver_interface_init))

static void
sipgo_system_resolver_class_init (SipgoSystemResolverClass *klass)
{
}

static void
sipgo_system_resolver_init (SipgoSystemResolver *self)
{
}

/**
 * sipgo_system_resolver_new:
 *
 * Makes a resolver that asks the name servers of the system.
 *
 * Returns: (transfer full): the resolver
 *
 * Since: 1.0
 */
SipgoSystemResolver *
sipgo_system_resolver_new (void)
{
  return g_object_new (SIPGO_TYPE_SYSTEM_RESOLVER, NULL);
}
