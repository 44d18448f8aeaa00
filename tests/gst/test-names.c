/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rtp-pair.h"

/* Peers with a host name in place of the address in c= (RFC 8866 section 5.7). */

/* --- a resolver that answers when the test says so ---------------------------------------------------------------- */

#define SLOW_TYPE_RESOLVER (slow_resolver_get_type ())
G_DECLARE_FINAL_TYPE (SlowResolver, slow_resolver, SLOW, RESOLVER, GResolver)

struct _SlowResolver
{
  GResolver parent_instance;

  GTask *task;                 /* of the last lookup */
  char *name;
  GResolverNameLookupFlags flags;
  guint n_asked;
};

G_DEFINE_FINAL_TYPE (SlowResolver, slow_resolver, G_TYPE_RESOLVER)

static void
slow_resolver_lookup (GResolver *resolver, const char *name, GResolverNameLookupFlags flags, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  SlowResolver *self = SLOW_RESOLVER (resolver);

  g_clear_object (&self->task);
  g_free (self->name);
  self->task = g_task_new (self, cancellable, callback, user_data);
  self->name = g_strdup (name);
  self->flags = flags;
  self->n_asked++;
}

static GList *
slow_resolver_lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
slow_resolver_finalize (GObject *object)
{
  SlowResolver *self = SLOW_RESOLVER (object);

  g_clear_object (&self->task);
  g_free (self->name);
  G_OBJECT_CLASS (slow_resolver_parent_class)->finalize (object);
}

static void
slow_resolver_class_init (SlowResolverClass *klass)
{
  G_RESOLVER_CLASS (klass)->lookup_by_name_with_flags_async = slow_resolver_lookup;
  G_RESOLVER_CLASS (klass)->lookup_by_name_with_flags_finish = slow_resolver_lookup_finish;
  G_OBJECT_CLASS (klass)->finalize = slow_resolver_finalize;
}

static void
slow_resolver_init (SlowResolver *self)
{
}

static void
slow_resolver_answer (SlowResolver *self, const char *address)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (address)
    g_task_return_pointer (task, g_list_append (NULL, g_inet_address_new_from_string (address)),
                           (GDestroyNotify) g_resolver_free_addresses);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no such host");
  pair_iterate ();
}

/* --- calls -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  Pair pair;
  SlowResolver *resolver;
  GResolver *before;
  SipgoRtpPort *port;       /* of the peer */
  GString *errors;
} Call;

static void
note_error (SipgoMedia *media, const GError *error, GString *errors)
{
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_string_append (errors, error->message);
}

static void
call_init (Call *call)
{
  memset (call, 0, sizeof *call);
  pair_init (&call->pair, TRUE, "PCMU");
  call->before = g_resolver_get_default ();
  call->resolver = g_object_new (SLOW_TYPE_RESOLVER, NULL);
  g_resolver_set_default (G_RESOLVER (call->resolver));
  call->port = pair_open_port (&call->pair);
  call->errors = g_string_new (NULL);
  g_signal_connect (call->pair.media[0], "error", G_CALLBACK (note_error), call->errors);
}

static void
call_clear (Call *call)
{
  sipgo_rtp_port_free (call->port);
  pair_clear (&call->pair);
  g_resolver_set_default (call->before);
  g_object_unref (call->before);
  g_assert_finalize_object (call->resolver);
  g_string_free (call->errors, TRUE);
}

/* The peer offers audio at this name. */
static void
offer (Call *call, const char *address)
{
  g_autofree char *text = g_strdup_printf ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
                                           "m=audio %u RTP/AVP 0\r\n",
                                           address, sipgo_rtp_port_get_number (call->port));

  pair_set (call->pair.handlers[0], SIPGO_DESCRIPTION_TYPE_OFFER, text);
  g_free (pair_get (call->pair.handlers[0], SIPGO_DESCRIPTION_TYPE_ANSWER, FALSE));
}

static guint
count_packets (Call *call, guint n_ticks)
{
  SipgoAddress from;
  guint8 data[2048];
  guint n = 0;

  pair_run (&call->pair, n_ticks);
  while (sipgo_rtp_port_receive (call->port, SIPGO_PACKET_RTP, data, sizeof data, &from) >= 0)
    n++;
  return n;
}

/* Silence until the name is resolved; nothing waits for it. */
static void
test_name (void)
{
  Call call;

  call_init (&call);
  offer (&call, "media.example.com");
  g_assert_cmpstr (call.resolver->name, ==, "media.example.com");
  g_assert_cmpint (call.resolver->flags, ==, G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY);
  g_assert_true (sipgo_media_get_sending (call.pair.media[0]));
  g_assert_cmpuint (count_packets (&call, 20), ==, 0);
  slow_resolver_answer (call.resolver, "127.0.0.1");
  g_assert_cmpuint (count_packets (&call, 20), >=, 19);
  /* Resolved from now on. */
  offer (&call, "media.example.com");
  g_assert_cmpuint (call.resolver->n_asked, ==, 1);
  g_assert_cmpuint (count_packets (&call, 20), ==, 20);
  /* Another name, or an address. */
  offer (&call, "other.example.com");
  g_assert_cmpuint (call.resolver->n_asked, ==, 2);
  count_packets (&call, 2);
  g_assert_cmpuint (count_packets (&call, 20), ==, 0);
  offer (&call, "127.0.0.1");
  g_assert_cmpuint (count_packets (&call, 20), >=, 19);
  slow_resolver_answer (call.resolver, "127.0.0.1");
  g_assert_cmpuint (count_packets (&call, 20), ==, 20);
  g_assert_cmpstr (call.errors->str, ==, "");
  call_clear (&call);
}

static void
test_unknown (void)
{
  Call call;

  call_init (&call);
  offer (&call, "nowhere.example.com");
  slow_resolver_answer (call.resolver, NULL);
  g_assert_cmpstr (call.errors->str, ==,
                   "No media are sent, because the host name in the peer's session description, nowhere.example.com, "
                   "has no address: no such host");
  g_assert_cmpuint (count_packets (&call, 20), ==, 0);
  /* The next description looks it up again. */
  offer (&call, "nowhere.example.com");
  g_assert_cmpuint (call.resolver->n_asked, ==, 2);
  slow_resolver_answer (call.resolver, "127.0.0.1");
  g_assert_cmpuint (count_packets (&call, 20), >=, 19);
  call_clear (&call);
}

/* The name changes, is offered again, or the call ends during the lookup. */
static void
test_meanwhile (void)
{
  g_autoptr (GTask) first = NULL;
  Call call;

  call_init (&call);
  offer (&call, "one.example.com");
  first = g_object_ref (call.resolver->task);
  offer (&call, "one.example.com");
  g_assert_cmpuint (call.resolver->n_asked, ==, 1);
  offer (&call, "two.example.com");
  g_assert_cmpuint (call.resolver->n_asked, ==, 2);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (first)));
  g_task_return_pointer (first, NULL, NULL);
  pair_iterate ();
  g_assert_cmpuint (count_packets (&call, 10), ==, 0);
  sipgo_session_description_handler_close (call.pair.handlers[0]);
  slow_resolver_answer (call.resolver, "127.0.0.1");
  g_assert_cmpuint (count_packets (&call, 10), ==, 0);
  g_assert_cmpstr (call.errors->str, ==, "");
  g_clear_object (&first);
  call_clear (&call);
}

/* On hold by the peer, and with a name that stands for no address. */
static void
test_hold (void)
{
  Call call;

  call_init (&call);
  offer (&call, "hold.invalid");
  g_assert_cmpuint (call.resolver->n_asked, ==, 0);
  g_assert_false (sipgo_media_get_sending (call.pair.media[0]));
  offer (&call, "media.example.com\r\na=sendonly");
  slow_resolver_answer (call.resolver, "127.0.0.1");
  g_assert_cmpuint (count_packets (&call, 20), ==, 0);
  offer (&call, "media.example.com");
  g_assert_cmpuint (count_packets (&call, 20), >=, 19);
  call_clear (&call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func ("/gst/names/rfc8866-5.7-name", test_name);
  g_test_add_func ("/gst/names/unknown", test_unknown);
  g_test_add_func ("/gst/names/meanwhile", test_meanwhile);
  g_test_add_func ("/gst/names/hold", test_hold);
  return g_test_run ();
}
