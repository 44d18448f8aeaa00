/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-binding-private.h"

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/agent/sipgo-soft-state-private.h"

#define DEFAULT_EXPIRES 3600
/* Limits for one REGISTER. */
#define MAX_CONTACTS 16
#define MAX_PATH 8
#define INSTANCE "+sip.instance"
#define REG_ID   "reg-id"

static void
binding_free (gpointer data)
{
  SipgoBinding *self = data;

  g_clear_pointer (&self->bound, sipgo_bound_contact_free);
  sipgo_name_addr_unref (self->contact);
  g_free (self);
}

GPtrArray *
sipgo_bindings_new (void)
{
  return g_ptr_array_new_with_free_func (binding_free);
}

SipgoBinding *
sipgo_bindings_find (GPtrArray *bindings, SipgoNameAddr *contact)
{
  guint i;

  for (i = 0; i < bindings->len; i++)
    {
      SipgoBinding *binding = bindings->pdata[i];

      if (sipgo_uri_equal (sipgo_name_addr_get_uri (binding->contact), sipgo_name_addr_get_uri (contact)))
        return binding;
    }
  return NULL;
}

static gboolean
has_same (const SipgoBinding *a, const SipgoBinding *b, const char *parameter)
{
  return g_strcmp0 (sipgo_name_addr_get_parameter (a->contact, parameter),
                    sipgo_name_addr_get_parameter (b->contact, parameter)) == 0;
}

SipgoBinding *
sipgo_bindings_find_instance (GPtrArray *bindings, const SipgoBinding *wanted)
{
  guint i;

  for (i = 0; wanted->is_outbound && i < bindings->len; i++)
    {
      SipgoBinding *binding = bindings->pdata[i];

      if (binding->is_outbound && has_same (binding, wanted, INSTANCE) && has_same (binding, wanted, REG_ID))
        return binding;
    }
  return NULL;
}

SipgoBinding *
sipgo_bindings_add (GPtrArray *bindings, const SipgoBinding *binding, guint seconds, gint64 now)
{
  SipgoBinding *added = g_new0 (SipgoBinding, 1);
  guint place = 0;

  *added = *binding;
  added->bound = NULL;
  added->contact = sipgo_name_addr_ref (binding->contact);
  added->seconds = seconds;
  added->expires_at = now + SIPGO_SECONDS ((gint64) seconds);
  while (place < bindings->len && ((SipgoBinding *) bindings->pdata[place])->priority > added->priority)
    place++;
  g_ptr_array_insert (bindings, place, added);
  return added;
}

/* An Expires that cannot be read counts as 3600 s (RFC 3261 10.2.1.1 and 20.19). */
static guint
read_seconds (const char *text, guint fallback)
{
  guint64 seconds;

  if (!text)
    return fallback;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    return DEFAULT_EXPIRES;
  return MIN (seconds, SIPGO_MAX_EXPIRES);
}

static double
read_priority (const char *text)
{
  double priority = text ? g_ascii_strtod (text, NULL) : 1;

  return priority >= 0 && priority <= 1 ? priority : 1;
}

static gboolean
supports (SipgoMessage *message, const char *tag)
{
  return sipgo_message_has_element (message, SIPGO_HEADER_SUPPORTED, tag);
}

/* Outbound can be used when the client is connected to us directly, or when the first proxy of the Path has "ob" (RFC
 * 5626 section 6). */
static gboolean
knows_outbound (SipgoBindingWish *self, SipgoMessage *message)
{
  SipgoNameAddr *first = self->path ? self->path->pdata[self->path->len - 1] : NULL;

  if (!supports (message, "outbound"))
    return FALSE;
  return first ? sipgo_uri_has_parameter (sipgo_name_addr_get_uri (first), "ob")
               : sipgo_message_count_elements (message, SIPGO_HEADER_VIA) == 1;
}

static guint
read_path (SipgoBindingWish *self, SipgoMessage *message)
{
  if (!sipgo_message_has (message, SIPGO_HEADER_PATH) || !supports (message, "path"))
    return 0;
  self->path = sipgo_message_dup_name_addrs (message, SIPGO_HEADER_PATH, NULL);
  return self->path && self->path->len > 0 && self->path->len <= MAX_PATH ? 0 : 400;
}

static guint
add_contact (SipgoBindingWish *self, SipgoNameAddr *contact, guint expires, gboolean knows_outbound)
{
  const char *scheme = sipgo_uri_get_scheme (sipgo_name_addr_get_uri (contact));
  SipgoBinding binding = { .contact = contact };

  /* Other schemes may be registered (10.2.1), but we cannot call them. */
  if (g_ascii_strcasecmp (scheme, "sip") != 0 && g_ascii_strcasecmp (scheme, "sips") != 0)
    return 403;
  binding.priority = read_priority (sipgo_name_addr_get_parameter (contact, "q"));
  binding.seconds = read_seconds (sipgo_name_addr_get_parameter (contact, "expires"), expires);
  binding.is_outbound = knows_outbound && sipgo_name_addr_get_parameter (contact, INSTANCE)
                        && sipgo_name_addr_get_parameter (contact, REG_ID);
  sipgo_bindings_add (self->bindings, &binding, binding.seconds, 0);
  return 0;
}

guint
sipgo_binding_wish_read (SipgoBindingWish *self, SipgoMessage *message)
{
  g_autofree char *expires_text = sipgo_message_dup_value (message, SIPGO_HEADER_EXPIRES);
  guint expires = read_seconds (expires_text, DEFAULT_EXPIRES);
  g_autoptr (GPtrArray) contacts = NULL;
  gboolean is_outbound;
  guint refusal, n_contacts, i;

  sipgo_binding_wish_clear (self);
  self->bindings = sipgo_bindings_new ();
  refusal = read_path (self, message);
  n_contacts = sipgo_message_count_elements (message, SIPGO_HEADER_CONTACT);
  if (refusal || n_contacts == 0)
    return refusal;
  if (sipgo_message_has_element (message, SIPGO_HEADER_CONTACT, "*"))
    {
      self->remove_all = TRUE;
      return n_contacts > 1 || !expires_text || expires != 0 ? 400 : 0;
    }
  contacts = sipgo_message_dup_name_addrs (message, SIPGO_HEADER_CONTACT, NULL);
  if (!contacts || contacts->len > MAX_CONTACTS)
    return contacts ? 403 : 400;
  is_outbound = knows_outbound (self, message);
  for (i = 0; i < contacts->len && refusal == 0; i++)
    refusal = add_contact (self, contacts->pdata[i], expires, is_outbound);
  return refusal;
}

guint
sipgo_binding_wish_get_seconds (SipgoBindingWish *self)
{
  guint seconds = 0, i;

  for (i = 0; i < self->bindings->len; i++)
    seconds = MAX (seconds, ((SipgoBinding *) self->bindings->pdata[i])->seconds);
  return seconds;
}

gboolean
sipgo_binding_wish_is_outbound (SipgoBindingWish *self)
{
  guint i;

  for (i = 0; i < self->bindings->len; i++)
    {
      if (((SipgoBinding *) self->bindings->pdata[i])->is_outbound)
        return TRUE;
    }
  return FALSE;
}

void
sipgo_binding_wish_clear (SipgoBindingWish *self)
{
  g_clear_pointer (&self->bindings, g_ptr_array_unref);
  g_clear_pointer (&self->path, g_ptr_array_unref);
  self->remove_all = FALSE;
}
