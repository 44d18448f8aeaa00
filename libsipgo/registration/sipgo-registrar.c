/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-registrar-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-text-private.h"
#include "libsipgo/message/sipgo-name-addr-private.h"
#include "libsipgo/message/sipgo-status.h"

/* The registrar's steps 5 to 8 of RFC 3261 10.3. A client that the application has accepted sees and may remove all
 * contacts of its address-of-record. A client that was accepted without a decision, as browsers are, sees and removes
 * only those of its own connection. */

/* A REGISTER for an hour or more must not get 423 (step 7). */
#define NEVER_TOO_BRIEF 3600
/* Bindings of one address-of-record. */
#define MAX_BINDINGS 64
/* Contacts of one connection that were accepted without a decision. */
#define MAX_PER_FLOW 64

/* --- the registered contacts --------------------------------------------------------------------------------- */

SipgoRegistrar *
sipgo_registrar_new (SipgoAgent *agent)
{
  SipgoRegistrar *self = g_new0 (SipgoRegistrar, 1);

  self->agent = agent;
  self->registered_contacts = g_list_store_new (SIPGO_TYPE_REGISTERED_CONTACT);
  self->by_aor = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->per_flow = g_hash_table_new (NULL, NULL);
  return self;
}

void
sipgo_registrar_free (SipgoRegistrar *self)
{
  g_object_unref (self->registered_contacts);
  g_hash_table_unref (self->by_aor);
  g_hash_table_unref (self->per_flow);
  g_free (self);
}

static void
count_on_flow (SipgoRegistrar *self, SipgoRegisteredContact *contact, int change)
{
  SipgoFlow *flow = sipgo_registered_contact_get_flow (contact);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->per_flow, flow)) + change;

  if (contact->is_trusted)
    return;
  if (n == 0)
    g_hash_table_remove (self->per_flow, flow);
  else
    g_hash_table_insert (self->per_flow, flow, GUINT_TO_POINTER (n));
}

static void
add (SipgoRegistrar *self, SipgoRegisteredContact *contact)
{
  GPtrArray *peers = g_hash_table_lookup (self->by_aor, contact->key);

  if (!peers)
    {
      peers = g_ptr_array_new ();
      g_hash_table_insert (self->by_aor, g_strdup (contact->key), peers);
    }
  g_ptr_array_add (peers, contact);
  count_on_flow (self, contact, 1);
  sipgo_limits_count_registered_contact (self->agent->limits, 1);
  sipgo_usage_join (&contact->usage);
  g_list_store_append (self->registered_contacts, contact);
}

static void
remove_contact (SipgoRegistrar *self, SipgoRegisteredContact *contact)
{
  GPtrArray *peers = g_hash_table_lookup (self->by_aor, contact->key);
  guint64 number = contact->usage.number;

  if (number == 0)
    return;
  g_ptr_array_remove (peers, contact);
  if (peers->len == 0)
    g_hash_table_remove (self->by_aor, contact->key);
  count_on_flow (self, contact, -1);
  sipgo_limits_count_registered_contact (self->agent->limits, -1);
  g_list_store_remove (self->registered_contacts,
                       sipgo_usage_find_number (G_LIST_MODEL (self->registered_contacts), number));
}

/* All contacts of an address-of-record, with a reference each, since signal handlers may end them. */
static GPtrArray *
dup_peers (SipgoRegistrar *self, const char *key)
{
  GPtrArray *peers = g_hash_table_lookup (self->by_aor, key);
  GPtrArray *held = g_ptr_array_new_with_free_func (g_object_unref);
  guint i;

  for (i = 0; peers && i < peers->len; i++)
    g_ptr_array_add (held, g_object_ref (peers->pdata[i]));
  return held;
}

static gboolean
is_open_to (SipgoRegisteredContact *peer, SipgoRegisteredContact *self)
{
  return self->is_trusted || sipgo_registered_contact_get_flow (peer) == sipgo_registered_contact_get_flow (self);
}

gboolean
sipgo_registrar_refresh (SipgoRegistrar *self, SipgoIncomingRequest *request, SipgoUri *aor)
{
  g_autofree char *key = sipgo_uri_to_string (aor);
  g_autoptr (GPtrArray) peers = dup_peers (self, key);
  guint i;

  for (i = 0; i < peers->len; i++)
    {
      if (!sipgo_registered_contact_is_of (peers->pdata[i], request))
        continue;
      sipgo_registered_contact_refresh (peers->pdata[i], request);
      return TRUE;
    }
  return FALSE;
}

/* --- checking a REGISTER ------------------------------------------------------------------------------------------ */

static gboolean
check_brief (SipgoRegisteredContact *self, GError **error)
{
  guint i;

  for (i = 0; i < self->wish.bindings->len; i++)
    {
      guint seconds = ((SipgoBinding *) self->wish.bindings->pdata[i])->seconds;

      if (seconds == 0 || seconds >= MIN (self->min_expires, NEVER_TOO_BRIEF))
        continue;
      sipgo_incoming_request_refuse_with_number (self->request, 423, SIPGO_HEADER_MIN_EXPIRES, self->min_expires);
      g_set_error (error, SIPGO_STATUS, 423,
                   "The client asks for %u seconds, which is less than min-expires (%u), and gets 423", seconds,
                   self->min_expires);
      return FALSE;
    }
  return TRUE;
}

/* A REGISTER with the Call-ID of an earlier one must have a higher CSeq number (step 7). */
static gboolean
check_order (SipgoRegisteredContact *self, GPtrArray *peers, GError **error)
{
  SipgoMessage *message = self->request->message;
  guint i;

  for (i = 0; i < peers->len; i++)
    {
      SipgoRegisteredContact *peer = peers->pdata[i];

      /* For a refresh, peer->request is this REGISTER already, but peer->sequence is still that of the last one. */
      if (!is_open_to (peer, self) || !g_str_equal (sipgo_message_get_call_id (peer->request->message),
                                                    sipgo_message_get_call_id (message))
          || sipgo_message_get_cseq (message) > peer->sequence)
        continue;
      sipgo_incoming_request_respond_simple (self->request, 500);
      g_set_error_literal (error, SIPGO_STATUS, 500,
                           "The CSeq of the REGISTER is not higher than that of an earlier one, so it gets 500");
      return FALSE;
    }
  return TRUE;
}

static gboolean
has_room (SipgoRegisteredContact *self)
{
  SipgoRegistrar *registrar = self->registrar;

  return sipgo_limits_admit_registered_contact (registrar->agent->limits)
         && (self->is_trusted
             || GPOINTER_TO_UINT (g_hash_table_lookup (registrar->per_flow,
                                                       sipgo_registered_contact_get_flow (self))) < MAX_PER_FLOW);
}

/* The number of bindings after the change; those that are refreshed count once. */
static guint
count_bindings (SipgoRegisteredContact *self, GPtrArray *peers)
{
  guint n = self->wish.bindings->len, i, j;

  for (i = 0; i < peers->len; i++)
    {
      SipgoRegisteredContact *peer = peers->pdata[i];

      n += peer->bindings->len;
      for (j = 0; j < self->wish.bindings->len; j++)
        n -= sipgo_bindings_find (peer->bindings, ((SipgoBinding *) self->wish.bindings->pdata[j])->contact) ? 1 : 0;
    }
  return n;
}

static gboolean
check_room (SipgoRegisteredContact *self, GPtrArray *peers, GError **error)
{
  if (sipgo_binding_wish_get_seconds (&self->wish) == 0
      || (count_bindings (self, peers) <= MAX_BINDINGS && (self->state == SIPGO_REGISTERED_CONTACT_STATE_ACTIVE
                                                           || has_room (self))))
    return TRUE;
  sipgo_incoming_request_refuse_with_number (self->request, 503, SIPGO_HEADER_RETRY_AFTER, NEVER_TOO_BRIEF);
  g_set_error_literal (error, SIPGO_STATUS, 503,
                       "There are as many registered contacts as the agent's limits allow, so it gets 503");
  return FALSE;
}

/* --- changing the bindings ---------------------------------------------------------------------------------------- */

static void
take_out (SipgoRegisteredContact *self, GPtrArray *peers, const SipgoBinding *wanted)
{
  guint i;

  for (i = 0; i < peers->len; i++)
    {
      SipgoRegisteredContact *peer = peers->pdata[i];
      SipgoBinding *binding = is_open_to (peer, self) ? sipgo_bindings_find (peer->bindings, wanted->contact) : NULL;

      if (binding)
        g_ptr_array_remove (peer->bindings, binding);
      /* The same instance and reg-id over another flow replaces the binding (RFC 5626 section 6). No trust is needed,
       * since only the client itself knows its instance. */
      binding = sipgo_bindings_find_instance (peer->bindings, wanted);
      if (binding)
        g_ptr_array_remove (peer->bindings, binding);
    }
}

/* Binds the contact to its flow (RFC 7118, RFC 5626) or to the proxies of its Path (RFC 3327). For a client without the
 * application's decision, a Path is ignored, and a host that may be the name of a server is not bound: else any client
 * could take over the calls to that server. */
static void
bind_contact (SipgoRegisteredContact *self, SipgoBinding *binding)
{
  SipgoFlow *flow = sipgo_registered_contact_get_flow (self);
  SipgoUri *uri = sipgo_name_addr_get_uri (binding->contact);

  GPtrArray *path = self->is_trusted ? self->wish.path : NULL;

  if ((!path && !binding->is_outbound && !sipgo_protocol_is_web_socket (sipgo_flow_get_protocol (flow)))
      || (!self->is_trusted && !sipgo_host_is_client_name (sipgo_uri_get_host (uri))))
    return;
  binding->bound = sipgo_transport_layer_bind_contact (sipgo_user_agent_core_get_transport (self->usage.core), uri,
                                                       flow, path, self->is_trusted);
}

static void
change (SipgoRegisteredContact *self, GPtrArray *peers)
{
  gint64 now = sipgo_environment_now (sipgo_user_agent_core_get_environment (self->usage.core));
  guint i;

  for (i = 0; i < peers->len && self->wish.remove_all; i++)
    {
      if (is_open_to (peers->pdata[i], self))
        g_ptr_array_set_size (((SipgoRegisteredContact *) peers->pdata[i])->bindings, 0);
    }
  for (i = 0; i < self->wish.bindings->len; i++)
    {
      SipgoBinding *wanted = self->wish.bindings->pdata[i];
      guint seconds = self->max_expires > 0 ? MIN (wanted->seconds, self->max_expires) : wanted->seconds;

      take_out (self, peers, wanted);
      if (seconds > 0)
        bind_contact (self, sipgo_bindings_add (self->bindings, wanted, seconds, now));
    }
  self->sequence = sipgo_message_get_cseq (self->request->message);
}

/* All current bindings, with the time that each has left (step 8). */
static void
add_contacts (SipgoRegisteredContact *self, SipgoMessage *response, GPtrArray *peers)
{
  guint i, j;

  for (i = 0; i < peers->len; i++)
    {
      SipgoRegisteredContact *peer = peers->pdata[i];

      for (j = 0; j < peer->bindings->len && is_open_to (peer, self); j++)
        {
          SipgoBinding *binding = peer->bindings->pdata[j];
          char seconds[SIPGO_UINT_DIGITS + 1];
          g_autofree char *text = NULL;

          *sipgo_put_uint (seconds, sipgo_registered_contact_left (peer, binding)) = '\0';
          text = sipgo_name_addr_dup_with_parameter (binding->contact, "expires", seconds);
          sipgo_message_add (response, SIPGO_HEADER_CONTACT, text);
        }
    }
}

/* Require: outbound (RFC 5626) and Path (RFC 3327) when they were applied. */
static void
add_extensions (SipgoRegisteredContact *self, SipgoMessage *response)
{
  guint i;

  if (self->bindings->len == 0)
    return;
  if (sipgo_binding_wish_is_outbound (&self->wish))
    sipgo_message_add (response, SIPGO_HEADER_REQUIRE, "outbound");
  for (i = 0; self->is_trusted && self->wish.path && i < self->wish.path->len; i++)
    {
      g_autofree char *text = sipgo_name_addr_to_string (self->wish.path->pdata[i]);

      sipgo_message_add (response, SIPGO_HEADER_PATH, text);
    }
}

static void
show_changes (SipgoRegisteredContact *self, GPtrArray *peers)
{
  guint i;

  for (i = 0; i < peers->len; i++)
    {
      SipgoRegisteredContact *peer = peers->pdata[i];

      if (peer->usage.agent)
        sipgo_registered_contact_update (peer, peer == self || self->bindings->len == 0 ? "unregistered" : "replaced");
    }
}

static gboolean
apply (SipgoRegisteredContact *self, SipgoResponseOptions *options, GError **error)
{
  g_autoptr (GPtrArray) peers = dup_peers (self->registrar, self->key);
  g_autoptr (SipgoMessage) response = NULL;

  if (!check_brief (self, error) || !check_order (self, peers, error) || !check_room (self, peers, error))
    return FALSE;
  response = sipgo_incoming_request_make_response (self->request, 200, options, NULL, error);
  if (!response)
    return FALSE;
  if (self->state == SIPGO_REGISTERED_CONTACT_STATE_INITIAL)
    g_ptr_array_add (peers, g_object_ref (self));
  change (self, peers);
  add_contacts (self, response, peers);
  add_extensions (self, response);
  if (self->state == SIPGO_REGISTERED_CONTACT_STATE_INITIAL && self->bindings->len > 0)
    add (self->registrar, self);
  sipgo_incoming_request_send_response (self->request, response);
  show_changes (self, peers);
  return TRUE;
}

guint
sipgo_registrar_take (SipgoRegistrar *self, SipgoIncomingRequest *request, SipgoUri *aor,
                      SipgoRegisteredContact **contact)
{
  static const SipgoRegistrarFuncs funcs = { apply, remove_contact };

  return sipgo_registered_contact_new (self->agent, &funcs, self, request, aor, contact);
}
