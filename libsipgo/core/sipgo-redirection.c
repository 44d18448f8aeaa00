/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-redirection-private.h"

#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/message/sipgo-uri-private.h"

/* A request that has been to this many addresses is in a loop that makes new ones. */
#define MAX_ADDRESSES 16

struct _SipgoRedirection
{
  gboolean must_be_secure;
  GPtrArray *known;                 /* SipgoUri: all that were ever named, and the first one */
  GQueue left;                      /* SipgoUri, owned by known: those that were not tried */
};

typedef struct
{
  SipgoUri *uri;
  double preference;
} Choice;

SipgoRedirection *
sipgo_redirection_new (SipgoUri *uri, gboolean must_be_secure)
{
  SipgoRedirection *self = g_new0 (SipgoRedirection, 1);

  self->must_be_secure = must_be_secure;
  self->known = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_uri_unref);
  g_ptr_array_add (self->known, sipgo_uri_ref (uri));
  g_queue_init (&self->left);
  return self;
}

void
sipgo_redirection_free (SipgoRedirection *self)
{
  g_queue_clear (&self->left);
  g_ptr_array_unref (self->known);
  g_free (self);
}

gboolean
sipgo_redirection_is_followed (guint status)
{
  return status == SIPGO_STATUS_MULTIPLE_CHOICES || status == SIPGO_STATUS_MOVED_PERMANENTLY
         || status == SIPGO_STATUS_MOVED_TEMPORARILY;
}

static gboolean
is_known (SipgoRedirection *self, SipgoUri *uri)
{
  guint i;

  for (i = 0; i < self->known->len; i++)
    {
      if (sipgo_uri_equal (self->known->pdata[i], uri))
        return TRUE;
    }
  return FALSE;
}

/* A redirection must not lead a request with a SIPS URI out of TLS. Addresses such as mailto: are not for SIP. */
static gboolean
is_usable (SipgoRedirection *self, SipgoUri *uri)
{
  const char *scheme = sipgo_uri_get_scheme (uri);

  if (sipgo_uri_is_secure (uri))
    return TRUE;
  return !self->must_be_secure && (g_ascii_strcasecmp (scheme, "sip") == 0 || g_ascii_strcasecmp (scheme, "tel") == 0);
}

/* A Contact without q is as good as any (20.10). */
static double
get_preference (SipgoNameAddr *contact)
{
  const char *q = sipgo_name_addr_get_parameter (contact, "q");

  return q ? g_ascii_strtod (q, NULL) : 1;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = ((const Choice *) b)->preference - ((const Choice *) a)->preference;

  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/* g_array_sort () is stable: equal ones stay in the order of the response. */
static GArray *
collect (SipgoRedirection *self, SipgoMessage *response)
{
  g_autoptr (GPtrArray) contacts = sipgo_message_dup_readable_name_addrs (response, SIPGO_HEADER_CONTACT);
  GArray *choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  guint i;

  for (i = 0; i < contacts->len && self->known->len < MAX_ADDRESSES; i++)
    {
      g_autoptr (SipgoUri) uri = sipgo_uri_make_request_uri (sipgo_name_addr_get_uri (contacts->pdata[i]));
      Choice choice = { uri, get_preference (contacts->pdata[i]) };

      if (!is_usable (self, uri) || is_known (self, uri))
        continue;
      g_ptr_array_add (self->known, g_steal_pointer (&uri));
      g_array_append_val (choices, choice);
    }
  g_array_sort (choices, compare);
  return choices;
}

void
sipgo_redirection_take (SipgoRedirection *self, SipgoMessage *response)
{
  g_autoptr (GArray) choices = collect (self, response);
  guint i;

  for (i = choices->len; i > 0; i--)
    g_queue_push_head (&self->left, g_array_index (choices, Choice, i - 1).uri);
}

gboolean
sipgo_redirection_is_empty (SipgoRedirection *self)
{
  return g_queue_is_empty (&self->left);
}

SipgoUri *
sipgo_redirection_next (SipgoRedirection *self)
{
  SipgoUri *uri = g_queue_pop_head (&self->left);

  return uri ? sipgo_uri_ref (uri) : NULL;
}
