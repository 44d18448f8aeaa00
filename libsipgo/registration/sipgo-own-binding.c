/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-own-binding-private.h"

#include "libsipgo/agent/sipgo-soft-state-private.h"
#include "libsipgo/message/sipgo-message-private.h"
#include "libsipgo/transport/sipgo-protocol-private.h"

#include <string.h>

/* A longer GRUU is not used: it would be in every message of a call. */
#define MAX_GRUU 512

static gboolean
parse_seconds (const char *text, guint *seconds)
{
  guint64 value;

  if (!text || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &value, NULL))
    return FALSE;
  *seconds = MIN (value, SIPGO_MAX_EXPIRES);
  return TRUE;
}

static gboolean
is_same_contact (SipgoNameAddr *own, SipgoNameAddr *binding, SipgoMessage *response)
{
  return sipgo_uri_equal (sipgo_name_addr_get_uri (binding), sipgo_name_addr_get_uri (own));
}

static gboolean
has_same_parameter (SipgoNameAddr *a, SipgoNameAddr *b, const char *name)
{
  return g_strcmp0 (sipgo_name_addr_get_parameter (a, name), sipgo_name_addr_get_parameter (b, name)) == 0;
}

static gboolean
has_same_instance (SipgoNameAddr *own, SipgoNameAddr *binding)
{
  return sipgo_name_addr_get_parameter (own, "+sip.instance") && has_same_parameter (own, binding, "+sip.instance");
}

/* The same +sip.instance and reg-id, whatever the URI has become (RFC 5626 section 6). */
static gboolean
is_same_instance (SipgoNameAddr *own, SipgoNameAddr *binding, SipgoMessage *response)
{
  return has_same_instance (own, binding) && has_same_parameter (own, binding, "reg-id");
}

static gboolean
is_same_user (SipgoNameAddr *own, SipgoNameAddr *binding, SipgoMessage *response)
{
  return g_strcmp0 (sipgo_uri_get_user (sipgo_name_addr_get_uri (own)),
                    sipgo_uri_get_user (sipgo_name_addr_get_uri (binding))) == 0;
}

/* The source address of the REGISTER as the registrar saw it: received and rport of the Via (RFC 3581). */
static gboolean
is_seen_address (SipgoNameAddr *own, SipgoNameAddr *binding, SipgoMessage *response)
{
  SipgoVia *via = sipgo_message_get_via (response);
  const char *host = via ? sipgo_via_get_parameter (via, "received") : NULL;
  const char *port = via ? sipgo_via_get_parameter (via, "rport") : NULL;
  SipgoUri *uri = sipgo_name_addr_get_uri (binding);
  guint uri_port = sipgo_uri_get_port (uri);

  if (!host || !port || g_strcmp0 (sipgo_uri_get_host (uri), host) != 0 || !is_same_user (own, binding, response))
    return FALSE;
  return g_ascii_strtoull (port, NULL, 10) == (uri_port > 0 ? uri_port : SIPGO_DEFAULT_PORT);
}

static gboolean
is_any (SipgoNameAddr *own, SipgoNameAddr *binding, SipgoMessage *response)
{
  return TRUE;
}

/* Finds our binding in the list of the registrar, which may have rewritten the URI of our Contact. A match that is not
 * certain counts only when it is the only one. */
static SipgoNameAddr *
find_own_binding (SipgoNameAddr *own, SipgoMessage *response, GPtrArray *contacts)
{
  static const struct
  {
    gboolean (*matches) (SipgoNameAddr *own, SipgoNameAddr *binding, SipgoMessage *response);
    gboolean is_sure;
  } steps[] = { { is_same_contact, TRUE }, { is_same_instance, TRUE }, { is_seen_address, TRUE },
                { is_same_user, FALSE }, { is_any, FALSE } };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      SipgoNameAddr *found = NULL;
      guint n_found = 0;

      for (j = 0; j < contacts->len; j++)
        {
          if (!steps[i].matches (own, contacts->pdata[j], response))
            continue;
          n_found++;
          found = found ? found : contacts->pdata[j];
        }
      if (n_found == 1 || (n_found > 0 && steps[i].is_sure))
        return found;
    }
  return NULL;
}

guint
sipgo_own_binding_read_granted (SipgoMessage *request, SipgoMessage *response, GPtrArray *contacts, guint asked)
{
  SipgoNameAddr *own = sipgo_message_get_contact (request);
  SipgoNameAddr *binding = own ? find_own_binding (own, response, contacts) : NULL;
  guint32 seconds = asked;
  guint granted;

  if (binding && parse_seconds (sipgo_name_addr_get_parameter (binding, "expires"), &granted))
    return granted;
  sipgo_message_get_number (response, SIPGO_HEADER_EXPIRES, SIPGO_MAX_EXPIRES, &seconds);
  return seconds;
}

/* --- GRUUs -------------------------------------------------------------------------------------------------------- */

/* The binding of the same instance, for this flow. */
static SipgoNameAddr *
find_own_instance (SipgoNameAddr *own, GPtrArray *contacts)
{
  guint i;

  for (i = 0; i < contacts->len; i++)
    {
      SipgoNameAddr *binding = contacts->pdata[i];

      if (has_same_instance (own, binding)
          && (has_same_parameter (own, binding, "reg-id") || is_same_contact (own, binding, NULL)))
        return binding;
    }
  return NULL;
}

static SipgoUri *
parse_gruu (SipgoNameAddr *binding, const char *name)
{
  const char *text = sipgo_name_addr_get_parameter (binding, name);
  g_autoptr (SipgoUri) uri = text && strlen (text) <= MAX_GRUU ? sipgo_uri_parse (text, NULL) : NULL;
  g_autoptr (SipgoUri) plain = uri ? sipgo_uri_without_headers (uri) : NULL;

  if (!plain || !sipgo_uri_equal (plain, uri) || !sipgo_uri_get_host (uri) || !sipgo_uri_has_parameter (uri, "gr"))
    return NULL;
  return g_steal_pointer (&uri);
}

static gboolean
has_same_domain (SipgoUri *uri, SipgoUri *record)
{
  return g_ascii_strcasecmp (sipgo_uri_get_host (uri), sipgo_uri_get_host (record)) == 0
         && sipgo_uri_get_port (uri) == sipgo_uri_get_port (record);
}

/* A public GRUU is the address-of-record with a gr parameter (3.1.1); a temporary one has another user part (3.1.2). */
void
sipgo_own_binding_read_gruus (SipgoMessage *request, GPtrArray *contacts, SipgoUri *record, SipgoUri **public_gruu,
                              SipgoUri **temporary_gruu)
{
  SipgoNameAddr *own = sipgo_message_get_contact (request);
  SipgoNameAddr *binding = own ? find_own_instance (own, contacts) : NULL;
  g_autoptr (SipgoUri) shown = binding ? parse_gruu (binding, "pub-gruu") : NULL;
  g_autoptr (SipgoUri) hidden = binding ? parse_gruu (binding, "temp-gruu") : NULL;

  *public_gruu = *temporary_gruu = NULL;
  if (shown && has_same_domain (shown, record)
      && g_strcmp0 (sipgo_uri_get_user (shown), sipgo_uri_get_user (record)) == 0)
    *public_gruu = g_steal_pointer (&shown);
  if (hidden && has_same_domain (hidden, record) && sipgo_uri_get_user (hidden))
    *temporary_gruu = g_steal_pointer (&hidden);
}
