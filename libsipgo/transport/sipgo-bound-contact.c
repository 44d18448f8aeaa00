/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-bound-contact-private.h"

#include <string.h>

struct _SipgoContactTable
{
  gint ref_count;
  GHashTable *by_key;               /* text → SipgoBoundContact, neither owned */
};

struct _SipgoBoundContact
{
  gint ref_count;
  SipgoContactTable *table;
  SipgoFlow *flow;                  /* of its REGISTER */
  GPtrArray *path;                  /* SipgoNameAddr; NULL: the contact is reached over flow */
  char *key;
};

gboolean
sipgo_host_is_client_name (const char *host)
{
  gsize length = strlen (host);

  return (length > 8 && g_ascii_strcasecmp (host + length - 8, ".invalid") == 0) || g_str_has_prefix (host, "192.0.2.");
}

/* For a client's own name the address-of-record is enough: the URI parameters in a call may differ from those of the
 * REGISTER. */
static char *
make_key (SipgoUri *uri)
{
  const char *host = sipgo_uri_get_host (uri);
  g_autoptr (SipgoUri) plain = NULL;
  g_autoptr (SipgoUri) target = NULL;

  if (host && sipgo_host_is_client_name (host))
    return sipgo_uri_get_aor (uri);
  plain = sipgo_uri_without_headers (uri);
  target = sipgo_uri_without_parameter (plain, "method");
  return sipgo_uri_to_string (target);
}

SipgoContactTable *
sipgo_contact_table_new (void)
{
  SipgoContactTable *self = g_new0 (SipgoContactTable, 1);

  self->ref_count = 1;
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
sipgo_contact_table_unref (SipgoContactTable *self)
{
  if (--self->ref_count > 0)
    return;
  g_hash_table_unref (self->by_key);
  g_free (self);
}

gboolean
sipgo_contact_table_find (SipgoContactTable *self, SipgoUri *uri, SipgoFlow **flow, GPtrArray **path)
{
  g_autofree char *key = NULL;
  SipgoBoundContact *contact = NULL;

  if (g_hash_table_size (self->by_key) > 0)
    {
      key = make_key (uri);
      contact = g_hash_table_lookup (self->by_key, key);
    }
  *flow = contact && !contact->path ? contact->flow : NULL;
  *path = contact ? contact->path : NULL;
  return contact != NULL;
}

SipgoBoundContact *
sipgo_bound_contact_new (SipgoContactTable *table, SipgoUri *uri, SipgoFlow *flow, GPtrArray *path, gboolean is_trusted)
{
  g_autofree char *key = make_key (uri);
  SipgoBoundContact *self = g_hash_table_lookup (table->by_key, key);

  if (self && self->flow == flow && self->path == path)
    {
      self->ref_count++;
      return self;
    }
  if (self && !is_trusted && !sipgo_address_equal_host (sipgo_flow_get_remote (self->flow),
                                                        sipgo_flow_get_remote (flow)))
    return NULL;
  self = g_new0 (SipgoBoundContact, 1);
  self->ref_count = 1;
  self->table = table;
  table->ref_count++;
  self->flow = sipgo_flow_ref (flow);
  self->path = path ? g_ptr_array_ref (path) : NULL;
  self->key = g_steal_pointer (&key);
  g_hash_table_replace (table->by_key, self->key, self);
  return self;
}

void
sipgo_bound_contact_free (SipgoBoundContact *self)
{
  if (--self->ref_count > 0)
    return;
  if (g_hash_table_lookup (self->table->by_key, self->key) == self)
    g_hash_table_remove (self->table->by_key, self->key);
  sipgo_contact_table_unref (self->table);
  sipgo_flow_unref (self->flow);
  g_clear_pointer (&self->path, g_ptr_array_unref);
  g_free (self->key);
  g_free (self);
}
