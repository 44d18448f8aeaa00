/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/dialog/sipgo-dialog-private.h"

#include "libsipgo/base/sipgo-error.h"

#include <string.h>

/**
 * SipgoDialog:
 *
 * A dialog (RFC 3261 section 12): the relationship of two user agents during a call. It has the dialog ID (Call-ID and
 * tags), the route set and the remote target. An application can only read it; the [class@Session] changes it.
 *
 * Since: 1.0
 */
G_DEFINE_BOXED_TYPE (SipgoDialog, sipgo_dialog, sipgo_dialog_ref, sipgo_dialog_unref)

/* The CSeq before our first request; it has to begin below 2^31 (RFC 3261 8.1.1.5). */
#define FIRST_SEQUENCE 0

/**
 * sipgo_dialog_ref:
 * @self: a dialog
 *
 * Takes a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 1.0
 */
SipgoDialog *
sipgo_dialog_ref (SipgoDialog *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * sipgo_dialog_unref:
 * @self: (transfer full): a dialog
 *
 * Drops a reference.
 *
 * Since: 1.0
 */
void
sipgo_dialog_unref (SipgoDialog *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->id);
  g_free (self->call_id);
  g_free (self->local_tag);
  g_free (self->remote_tag);
  g_clear_pointer (&self->local, sipgo_name_addr_unref);
  g_clear_pointer (&self->remote, sipgo_name_addr_unref);
  g_clear_pointer (&self->asserted, sipgo_name_addr_unref);
  g_clear_pointer (&self->remote_target, sipgo_uri_unref);
  g_clear_pointer (&self->routes, g_ptr_array_unref);
  sipgo_flow_watch_stop (&self->watch);
  g_free (self);
}

static SipgoSlice
slice_of (const char *text)
{
  return (SipgoSlice) { text, strlen (text) };
}

static char *
make_id (SipgoSlice call_id, SipgoSlice local_tag, SipgoSlice remote_tag)
{
  char *id = g_malloc (call_id.length + local_tag.length + remote_tag.length + 3), *p = id;

  memcpy (p, call_id.data, call_id.length);
  p += call_id.length;
  *p++ = ' ';
  memcpy (p, local_tag.data, local_tag.length);
  p += local_tag.length;
  *p++ = ' ';
  if (remote_tag.length > 0)
    memcpy (p, remote_tag.data, remote_tag.length);
  p[remote_tag.length] = '\0';
  return id;
}

char *
sipgo_dialog_make_id (const char *call_id, const char *local_tag, const char *remote_tag)
{
  return make_id (slice_of (call_id), slice_of (local_tag), slice_of (remote_tag ? remote_tag : ""));
}

char *
sipgo_dialog_id_of_request (SipgoMessage *request)
{
  SipgoSlice local_tag = sipgo_message_peek_to_tag (request);

  return local_tag.data ? make_id (slice_of (sipgo_message_get_call_id (request)), local_tag,
                                   sipgo_message_peek_from_tag (request)) : NULL;
}

char *
sipgo_dialog_id_of_response (SipgoMessage *response)
{
  SipgoSlice local_tag = sipgo_message_peek_from_tag (response);

  return local_tag.data ? make_id (slice_of (sipgo_message_get_call_id (response)), local_tag,
                                   sipgo_message_peek_to_tag (response)) : NULL;
}

/* --- making ------------------------------------------------------------------------------------------------------- */

static void
reverse (GPtrArray *array)
{
  guint i;

  for (i = 0; i < array->len / 2; i++)
    {
      gpointer other = array->pdata[array->len - 1 - i];

      array->pdata[array->len - 1 - i] = array->pdata[i];
      array->pdata[i] = other;
    }
}

/* The route set is the Record-Route of the message; the UAC reverses its order (RFC 3261 12.1.1, 12.1.2). */
static gboolean
take_routes (SipgoDialog *self, SipgoMessage *message, gboolean reversed, GError **error)
{
  g_autoptr (GPtrArray) routes = NULL;

  if (!sipgo_message_has (message, SIPGO_HEADER_RECORD_ROUTE))
    {
      g_clear_pointer (&self->routes, g_ptr_array_unref);
      return TRUE;
    }
  routes = sipgo_message_dup_name_addrs (message, SIPGO_HEADER_RECORD_ROUTE, error);
  if (!routes)
    return FALSE;
  if (reversed)
    reverse (routes);
  g_clear_pointer (&self->routes, g_ptr_array_unref);
  self->routes = g_steal_pointer (&routes);
  return TRUE;
}

static gboolean
has_several_contacts (SipgoMessage *message)
{
  SipgoSlice first;
  g_auto (GStrv) all = NULL;

  if (sipgo_message_count (message, SIPGO_HEADER_CONTACT) > 1)
    return TRUE;
  if (!sipgo_message_get_row (message, SIPGO_HEADER_CONTACT, 0, &first) || !memchr (first.data, ',', first.length))
    return FALSE;
  all = sipgo_message_dup_list (message, SIPGO_HEADER_CONTACT);
  return all && g_strv_length (all) > 1;
}

/* The URI of a message's Contact, if it can be the remote target: a single SIP or SIPS URI (RFC 3261 8.1.1.8, 12.1.1).
 * Free it. */
static SipgoUri *
find_target (SipgoMessage *message)
{
  g_autoptr (SipgoUri) uri = sipgo_message_dup_contact_uri (message);
  const char *scheme = uri ? sipgo_uri_get_scheme (uri) : NULL;

  if (!scheme || (g_ascii_strcasecmp (scheme, "sip") != 0 && g_ascii_strcasecmp (scheme, "sips") != 0)
      || (sipgo_message_is_request (message) && has_several_contacts (message)))
    return NULL;
  return g_steal_pointer (&uri);
}

static void
set_target (SipgoDialog *self, SipgoUri *uri)
{
  g_clear_pointer (&self->remote_target, sipgo_uri_unref);
  self->remote_target = sipgo_uri_make_request_uri (uri);
}

static gboolean
take_target (SipgoDialog *self, SipgoMessage *message)
{
  g_autoptr (SipgoUri) uri = find_target (message);

  if (uri)
    set_target (self, uri);
  return uri != NULL;
}

/* Replaces the identity only if it differs, so that an unchanged one stays the same object. */
static void
take_identity (SipgoNameAddr **place, SipgoNameAddr *identity)
{
  if (*place && sipgo_name_addr_equal (*place, identity)
      && g_strcmp0 (sipgo_name_addr_get_display_name (*place), sipgo_name_addr_get_display_name (identity)) == 0)
    return;
  g_clear_pointer (place, sipgo_name_addr_unref);
  *place = sipgo_name_addr_ref (identity);
}

static void
take_asserted_identity (SipgoDialog *self, SipgoMessage *message)
{
  g_autoptr (GPtrArray) identities = NULL;

  if (!sipgo_message_has (message, SIPGO_HEADER_P_ASSERTED_IDENTITY))
    return;
  identities = sipgo_message_dup_readable_name_addrs (message, SIPGO_HEADER_P_ASSERTED_IDENTITY);
  if (identities->len > 0)
    take_identity (&self->asserted, identities->pdata[0]);
}

static SipgoDialog *
dialog_new (SipgoMessage *message, SipgoSlice local_tag, SipgoSlice remote_tag)
{
  SipgoDialog *self = g_new0 (SipgoDialog, 1);

  self->ref_count = 1;
  self->early = TRUE;
  self->call_id = g_strdup (sipgo_message_get_call_id (message));
  self->local_tag = g_strndup (local_tag.data ? local_tag.data : "", local_tag.length);
  self->remote_tag = g_strndup (remote_tag.data ? remote_tag.data : "", remote_tag.length);
  self->id = sipgo_dialog_make_id (self->call_id, self->local_tag, self->remote_tag);
  return self;
}

static void
set_no_contact_error (GError **error, const char *what)
{
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED,
               "The %s has no usable Contact, so no request could be sent to the peer", what);
}

static SipgoDialog *
client_dialog_new (SipgoMessage *request, SipgoMessage *response)
{
  SipgoDialog *self = dialog_new (request, sipgo_message_peek_from_tag (request),
                                  sipgo_message_peek_to_tag (response));

  self->local = sipgo_name_addr_ref (sipgo_message_get_from (request));
  self->remote = sipgo_name_addr_ref (sipgo_message_get_to (response));
  take_asserted_identity (self, response);
  self->local_sequence = sipgo_message_get_cseq (request);
  self->secure = sipgo_uri_is_secure (sipgo_message_get_request_uri (request));
  return self;
}

SipgoDialog *
sipgo_dialog_new_client_unreachable (SipgoMessage *request, SipgoMessage *response)
{
  SipgoDialog *self = client_dialog_new (request, response);

  self->remote_target = sipgo_uri_ref (sipgo_message_get_request_uri (request));
  self->early = FALSE;
  return self;
}

SipgoDialog *
sipgo_dialog_new_client (SipgoMessage *request, SipgoMessage *response, GError **error)
{
  g_autoptr (SipgoDialog) self = client_dialog_new (request, response);
  gboolean final = sipgo_message_get_status_code (response) >= 200;

  if (!take_routes (self, response, TRUE, error))
    return NULL;
  /* A provisional response may have no Contact. Until the 2xx has one, the Request-URI is the remote target. */
  if (!take_target (self, response))
    {
      if (final)
        {
          set_no_contact_error (error, "response");
          return NULL;
        }
      self->remote_target = sipgo_uri_ref (sipgo_message_get_request_uri (request));
    }
  self->early = !final;
  return g_steal_pointer (&self);
}

/* A UAC of RFC 2543 has no From tag and may have no Contact; then its From is the remote target. */
static gboolean
speaks_rfc2543 (SipgoMessage *request)
{
  return !sipgo_message_has (request, SIPGO_HEADER_CONTACT) && !sipgo_message_peek_from_tag (request).data;
}

/* The To of the request, with our tag. */
static SipgoNameAddr *
make_tagged_to (SipgoMessage *request, const char *tag)
{
  g_autoptr (GString) text = NULL;
  SipgoNameAddr *tagged;
  SipgoSlice to;
  SipgoFault fault;

  if (sipgo_message_peek_to_tag (request).data || !sipgo_message_get_row (request, SIPGO_HEADER_TO, 0, &to))
    return sipgo_name_addr_with_parameter (sipgo_message_get_to (request), "tag", tag);
  /* By length: a quoted string may hold NUL. */
  text = g_string_new_len (to.data, to.length);
  g_string_append (text, ";tag=");
  g_string_append (text, tag);
  tagged = sipgo_name_addr_parse_slice (text->str, text->len, &fault);
  return tagged ? tagged : sipgo_name_addr_with_parameter (sipgo_message_get_to (request), "tag", tag);
}

SipgoDialog *
sipgo_dialog_new_server (SipgoMessage *request, const char *local_tag, GError **error)
{
  g_autoptr (SipgoDialog) self = dialog_new (request, slice_of (local_tag),
                                             sipgo_message_peek_from_tag (request));

  self->local = make_tagged_to (request, local_tag);
  self->remote = sipgo_name_addr_ref (sipgo_message_get_from (request));
  take_asserted_identity (self, request);
  self->local_sequence = FIRST_SEQUENCE;
  self->has_remote_sequence = TRUE;
  self->remote_sequence = sipgo_message_get_cseq (request);
  self->secure = sipgo_uri_is_secure (sipgo_message_get_request_uri (request));
  if (!take_routes (self, request, FALSE, error))
    return NULL;
  if (!take_target (self, request))
    {
      if (!speaks_rfc2543 (request))
        {
          set_no_contact_error (error, sipgo_message_get_method (request));
          return NULL;
        }
      self->remote_target = sipgo_uri_make_request_uri (sipgo_name_addr_get_uri (self->remote));
    }
  return g_steal_pointer (&self);
}

SipgoDialog *
sipgo_dialog_new_subscriber (SipgoMessage *subscribe, SipgoMessage *notify, GError **error)
{
  g_autoptr (SipgoDialog) self = dialog_new (subscribe, sipgo_message_peek_from_tag (subscribe),
                                             sipgo_message_peek_from_tag (notify));

  self->early = FALSE;
  self->local = sipgo_name_addr_ref (sipgo_message_get_from (subscribe));
  self->remote = sipgo_name_addr_ref (sipgo_message_get_from (notify));
  self->local_sequence = sipgo_message_get_cseq (subscribe);
  self->has_remote_sequence = TRUE;
  self->remote_sequence = sipgo_message_get_cseq (notify);
  self->secure = sipgo_uri_is_secure (sipgo_message_get_request_uri (subscribe));
  if (!take_routes (self, notify, FALSE, error))
    return NULL;
  if (!take_target (self, notify))
    {
      set_no_contact_error (error, "NOTIFY");
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
sipgo_dialog_confirm_client (SipgoDialog *self, SipgoMessage *response)
{
  self->early = FALSE;
  take_routes (self, response, TRUE, NULL);
  take_target (self, response);
}

void
sipgo_dialog_confirm_server (SipgoDialog *self)
{
  self->early = FALSE;
}

/* --- the peer's requests ------------------------------------------------------------------------------------------ */

gboolean
sipgo_dialog_receive_request (SipgoDialog *self, SipgoMessage *request)
{
  guint32 sequence = sipgo_message_get_cseq (request);

  if (self->has_remote_sequence && sequence <= self->remote_sequence)
    return FALSE;
  self->has_remote_sequence = TRUE;
  self->remote_sequence = sequence;
  return TRUE;
}

gboolean
sipgo_dialog_check_target (SipgoMessage *message)
{
  g_autoptr (SipgoUri) uri = find_target (message);

  return uri || !sipgo_message_has (message, SIPGO_HEADER_CONTACT);
}

void
sipgo_dialog_refresh_target (SipgoDialog *self, SipgoMessage *message)
{
  g_autoptr (SipgoUri) uri = find_target (message);

  if (!uri)
    return;
  /* A SIPS Contact in a dialog without TLS is not taken over from a response, since a response cannot be refused; the
   * old remote target stays (RFC 5630). */
  if (!sipgo_message_is_request (message) && sipgo_uri_is_secure (uri) && !sipgo_uri_is_secure (self->remote_target))
    return;
  set_target (self, uri);
}

/* Compares the text, since nearly all peers repeat their From without a change; that saves parsing it. */
static gboolean
has_same_from (SipgoDialog *self, SipgoMessage *message)
{
  SipgoSlice from;

  return sipgo_message_get_row (message, SIPGO_HEADER_FROM, 0, &from) && sipgo_name_addr_is_text (self->remote, from);
}

void
sipgo_dialog_refresh_identity (SipgoDialog *self, SipgoMessage *message)
{
  if (sipgo_message_is_request (message) && !has_same_from (self, message))
    take_identity (&self->remote, sipgo_message_get_from (message));
  take_asserted_identity (self, message);
}

/* --- our requests ------------------------------------------------------------------------------------------------- */

guint32
sipgo_dialog_take_sequence (SipgoDialog *self)
{
  return ++self->local_sequence;
}

void
sipgo_dialog_return_sequence (SipgoDialog *self, guint32 sequence)
{
  if (sequence == self->local_sequence)
    self->local_sequence--;
}

static SipgoUri *
first_route (SipgoDialog *self)
{
  return self->routes && self->routes->len > 0 ? sipgo_name_addr_get_uri (self->routes->pdata[0]) : NULL;
}

static void
add_route (SipgoMessage *request, SipgoNameAddr *route)
{
  g_autofree char *text = sipgo_name_addr_to_string (route);

  sipgo_message_add (request, SIPGO_HEADER_ROUTE, text);
}

/* If the first route is a strict router (no lr), the Request-URI is this route, and the remote target is the last Route
 * (RFC 3261 12.2.1.1). */
static SipgoMessage *
start_request (SipgoDialog *self, const char *method)
{
  SipgoUri *first = first_route (self);
  gboolean strict = first && !sipgo_uri_has_parameter (first, "lr");
  g_autoptr (SipgoUri) router = strict ? sipgo_uri_make_request_uri (first) : NULL;
  SipgoMessage *request = sipgo_message_new_request (method, strict ? router : self->remote_target);
  guint i;

  sipgo_message_add (request, SIPGO_HEADER_MAX_FORWARDS, "70");
  for (i = strict ? 1 : 0; self->routes && i < self->routes->len; i++)
    add_route (request, self->routes->pdata[i]);
  if (strict)
    {
      g_autoptr (SipgoNameAddr) target = sipgo_name_addr_new (NULL, self->remote_target);

      add_route (request, target);
    }
  return request;
}

static SipgoMessage *
make_request (SipgoDialog *self, const char *method, guint32 sequence)
{
  SipgoMessage *request = start_request (self, method);
  g_autofree char *local = sipgo_name_addr_to_string (self->local);
  g_autofree char *remote = sipgo_name_addr_to_string (self->remote);

  sipgo_message_add (request, SIPGO_HEADER_FROM, local);
  sipgo_message_add (request, SIPGO_HEADER_TO, remote);
  sipgo_message_add (request, SIPGO_HEADER_CALL_ID, self->call_id);
  sipgo_message_add_printf (request, SIPGO_HEADER_CSEQ, "%u %s", sequence, method);
  return request;
}

SipgoMessage *
sipgo_dialog_new_request (SipgoDialog *self, const char *method)
{
  return make_request (self, method, sipgo_dialog_take_sequence (self));
}

SipgoMessage *
sipgo_dialog_new_ack (SipgoDialog *self, guint32 cseq)
{
  return make_request (self, "ACK", cseq);
}

SipgoUri *
sipgo_dialog_get_next_hop (SipgoDialog *self)
{
  SipgoUri *first = first_route (self);

  return first ? first : self->remote_target;
}

/* --- the connection to the peer ----------------------------------------------------------------------------------- */

static void
flow_failed (SipgoFlow *flow, const GError *error, gpointer user_data)
{
  sipgo_flow_watch_stop (&((SipgoDialog *) user_data)->watch);
}

/* Without Record-Route, a request with one Via comes from the remote target itself. In all other cases there may be a
 * proxy at the other end, which need not relay to the next hop: then the next hop has to be the host at this end. */
static gboolean
leads_to_next_hop (SipgoDialog *self, SipgoMessage *message, SipgoFlow *flow)
{
  const char *name = sipgo_flow_get_target (flow).verified_name;
  const char *host = sipgo_uri_get_host (sipgo_dialog_get_next_hop (self));
  SipgoAddress address;

  if (sipgo_message_is_request (message) && !self->routes
      && sipgo_message_count_elements (message, SIPGO_HEADER_VIA) == 1)
    return TRUE;
  return host && sipgo_flow_is_secure (flow)
         && ((name && g_ascii_strcasecmp (name, host) == 0)
             || (sipgo_address_parse (&address, host, 0)
                 && sipgo_address_equal_host (&address, sipgo_flow_get_remote (flow))));
}

static gboolean
is_older (SipgoDialog *self, SipgoMessage *message)
{
  return sipgo_message_is_request (message) && self->has_remote_sequence
         && sipgo_message_get_cseq (message) < self->remote_sequence;
}

void
sipgo_dialog_keep_flow (SipgoDialog *self, SipgoMessage *message, SipgoFlow *flow)
{
  if (!sipgo_flow_is_reliable (flow) || sipgo_flow_get_protocol (flow) == SIPGO_PROTOCOL_TRANSPORT
      || flow == self->watch.flow || is_older (self, message) || (self->secure && !sipgo_flow_is_secure (flow))
      || !leads_to_next_hop (self, message, flow))
    return;
  sipgo_flow_watch_stop (&self->watch);
  sipgo_flow_watch_start (&self->watch, flow, flow_failed, self);
}

SipgoFlow *
sipgo_dialog_get_flow (SipgoDialog *self)
{
  return self->watch.flow;
}
