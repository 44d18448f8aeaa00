/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/media/sipgo-description-request-private.h"
#include "libsipgo/media/sipgo-sdp-modifier.h"
#include "libsipgo/media/sipgo-session-description-handler.h"

typedef struct
{
  guint n_calls;
  GError *error;
  char *result;
} Seen;

static void
seen_clear (Seen *seen)
{
  g_clear_error (&seen->error);
  g_free (seen->result);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Seen, seen_clear)

static void
got_answer (SipgoDescriptionRequest *request, const GError *error, gpointer user_data)
{
  Seen *seen = user_data;

  seen->n_calls++;
  if (error && !seen->error)
    seen->error = g_error_copy (error);
  g_free (seen->result);
  seen->result = g_strdup (sipgo_description_request_get_result (request));
}

static SipgoDescriptionRequest *
request_new (Seen *seen)
{
  return sipgo_description_request_new (SIPGO_DESCRIPTION_TYPE_OFFER, NULL, NULL, NULL, got_answer, seen);
}

static void
test_complete_once (void)
{
  g_auto (Seen) seen = { 0 };
  g_autoptr (SipgoDescriptionRequest) request = request_new (&seen);
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_MEDIA, "late");

  sipgo_description_request_complete (request, "application/sdp", "one");
  sipgo_description_request_complete (request, "application/sdp", "two");
  sipgo_description_request_fail (request, error);
  g_assert_cmpuint (seen.n_calls, ==, 1);
  g_assert_no_error (seen.error);
  g_assert_cmpstr (seen.result, ==, "one");
  g_clear_object (&request);
  g_assert_cmpuint (seen.n_calls, ==, 1);
}

static void
test_dropped (void)
{
  g_auto (Seen) seen = { 0 };

  g_object_unref (request_new (&seen));
  g_assert_cmpuint (seen.n_calls, ==, 1);
  g_assert_error (seen.error, SIPGO_ERROR, SIPGO_ERROR_MEDIA);
}

static void
test_empty (void)
{
  g_auto (Seen) seen = { 0 };
  g_autoptr (SipgoDescriptionRequest) request = request_new (&seen);

  sipgo_description_request_complete (request, NULL, NULL);
  g_assert_error (seen.error, SIPGO_ERROR, SIPGO_ERROR_MEDIA);
}

static void
test_abandoned (void)
{
  g_auto (Seen) seen = { 0 };
  SipgoDescriptionRequest *request = request_new (&seen);

  sipgo_description_request_abandon (request);
  sipgo_description_request_complete (request, NULL, "text");
  g_object_unref (request);
  g_assert_cmpuint (seen.n_calls, ==, 0);
}

/* Classes as a script may write them: they implement the interfaces without any function. */
typedef struct { GObject parent; } Bare;
typedef struct { GObjectClass parent; } BareClass;
GType bare_get_type (void);

G_DEFINE_TYPE_WITH_CODE (Bare, bare, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER, NULL)
                         G_IMPLEMENT_INTERFACE (SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_FACTORY, NULL)
                         G_IMPLEMENT_INTERFACE (SIPGO_TYPE_SDP_MODIFIER, NULL))

static void bare_class_init (BareClass *klass) {}
static void bare_init (Bare *self) {}

static void
test_missing_methods (void)
{
  g_autoptr (GObject) bare = g_object_new (bare_get_type (), NULL);
  SipgoSessionDescriptionHandler *handler = SIPGO_SESSION_DESCRIPTION_HANDLER (bare);
  SipgoSessionDescriptionHandlerFactory *factory = SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (bare);
  g_auto (Seen) seen = { 0 };
  g_autoptr (SipgoDescriptionRequest) first = request_new (&seen);
  g_autoptr (SipgoDescriptionRequest) second = request_new (&seen);
  g_autoptr (GError) error = NULL;

  g_assert_false (sipgo_session_description_handler_has_description (handler, "application/sdp"));
  sipgo_session_description_handler_get_description (handler, first);
  sipgo_session_description_handler_set_description (handler, second);
  g_assert_cmpuint (seen.n_calls, ==, 2);
  g_assert_error (seen.error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
  g_assert_false (sipgo_session_description_handler_send_dtmf (handler, "1", 100, 70));
  g_assert_null (sipgo_session_description_handler_get_media (handler));
  sipgo_session_description_handler_rollback_description (handler);
  sipgo_session_description_handler_close (handler);
  g_assert_null (sipgo_session_description_handler_factory_create_handler (factory, NULL, "192.0.2.1"));
  g_assert_null (sipgo_sdp_modifier_modify (SIPGO_SDP_MODIFIER (bare), "v=0", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_MEDIA);
}

static void
test_options (void)
{
  g_autoptr (SipgoSessionDescriptionHandlerOptions) options = sipgo_session_description_handler_options_new ();
  gboolean hold;

  g_object_set (options, "hold", TRUE, NULL);
  g_assert_true (sipgo_session_description_handler_options_get_hold (options));
  g_object_get (options, "hold", &hold, NULL);
  g_assert_true (hold);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/request/complete-once", test_complete_once);
  g_test_add_func ("/media/request/dropped", test_dropped);
  g_test_add_func ("/media/request/empty", test_empty);
  g_test_add_func ("/media/request/abandoned", test_abandoned);
  g_test_add_func ("/media/missing-methods", test_missing_methods);
  g_test_add_func ("/media/options", test_options);
  return g_test_run ();
}
