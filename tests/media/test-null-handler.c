/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <malloc.h>
#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/media/sipgo-description-request-private.h"
#include "libsipgo/media/sipgo-null-handler.h"

static GError *last_error;

static void
got_answer (SipgoDescriptionRequest *request, const GError *error, gpointer user_data)
{
  char **result = user_data;

  g_clear_error (&last_error);
  if (error)
    last_error = g_error_copy (error);
  else if (result)
    *result = g_strdup (sipgo_description_request_get_result (request));
}

static char *
get (SipgoSessionDescriptionHandler *handler, SipgoDescriptionType type, gboolean hold)
{
  g_autoptr (SipgoSessionDescriptionHandlerOptions) options = sipgo_session_description_handler_options_new ();
  g_autoptr (SipgoDescriptionRequest) request = NULL;
  char *result = NULL;

  sipgo_session_description_handler_options_set_hold (options, hold);
  request = sipgo_description_request_new (type, NULL, NULL, options, got_answer, &result);
  sipgo_session_description_handler_get_description (handler, request);
  return result;
}

static void
set (SipgoSessionDescriptionHandler *handler, SipgoDescriptionType type, const char *content_type, const char *text)
{
  g_autoptr (SipgoDescriptionRequest) request = sipgo_description_request_new (type, content_type, text, NULL,
                                                                               got_answer, NULL);

  sipgo_session_description_handler_set_description (handler, request);
}

static SipgoSessionDescriptionHandler *
handler_new (guint port)
{
  g_autoptr (SipgoNullHandlerFactory) factory = sipgo_null_handler_factory_new ();

  if (port)
    sipgo_null_handler_factory_set_port (factory, port);
  return sipgo_session_description_handler_factory_create_handler (SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (factory),
                                                                   NULL, "192.0.2.1");
}

static void
exchange (SipgoSessionDescriptionHandler *from, SipgoSessionDescriptionHandler *to, gboolean hold, const char *answered)
{
  g_autofree char *offer = get (from, SIPGO_DESCRIPTION_TYPE_OFFER, hold);
  g_autofree char *answer = NULL;

  set (to, SIPGO_DESCRIPTION_TYPE_OFFER, "application/sdp", offer);
  g_assert_no_error (last_error);
  answer = get (to, SIPGO_DESCRIPTION_TYPE_ANSWER, FALSE);
  g_assert_nonnull (strstr (answer, answered));
  set (from, SIPGO_DESCRIPTION_TYPE_ANSWER, "Application/SDP; charset=utf-8", answer);
  g_assert_no_error (last_error);
}

static void
test_both_ways (void)
{
  g_autoptr (SipgoSessionDescriptionHandler) alice = handler_new (0);
  g_autoptr (SipgoSessionDescriptionHandler) bob = handler_new (7000);

  g_assert_true (sipgo_session_description_handler_has_description (alice, "application/sdp"));
  g_assert_false (sipgo_session_description_handler_has_description (alice, "application/sdpx"));
  g_assert_false (sipgo_session_description_handler_has_description (alice, "text/plain"));
  exchange (alice, bob, FALSE, "m=audio 7000 RTP/AVP 0 101\r\n");
  exchange (alice, bob, TRUE, "a=recvonly\r\n");
  exchange (bob, alice, FALSE, "m=audio 16384 RTP/AVP 0 101\r\n");
  exchange (bob, alice, TRUE, "a=recvonly\r\n");
  g_assert_null (sipgo_session_description_handler_get_media (alice));
}

static void
test_refused (void)
{
  g_autoptr (SipgoSessionDescriptionHandler) handler = handler_new (0);

  set (handler, SIPGO_DESCRIPTION_TYPE_OFFER, "text/plain", "v=0");
  g_assert_error (last_error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
  set (handler, SIPGO_DESCRIPTION_TYPE_OFFER, "application/sdp", "");
  g_assert_error (last_error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED);
  set (handler, SIPGO_DESCRIPTION_TYPE_ANSWER, "application/sdp", "v=0");
  g_assert_error (last_error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_assert_null (get (handler, SIPGO_DESCRIPTION_TYPE_ANSWER, FALSE));
}

static void
test_rollback (void)
{
  g_autoptr (SipgoSessionDescriptionHandler) alice = handler_new (0);
  g_autoptr (SipgoSessionDescriptionHandler) bob = handler_new (0);
  g_autofree char *lost = get (alice, SIPGO_DESCRIPTION_TYPE_OFFER, FALSE);

  sipgo_session_description_handler_rollback_description (alice);
  exchange (bob, alice, FALSE, "m=audio 16384 RTP/AVP 0 101\r\n");
}

/* A server has thousands of these. */
static void
test_small (void)
{
  enum { N = 1000 };
  SipgoSessionDescriptionHandler *handlers[N];
  g_autoptr (SipgoSessionDescriptionHandler) caller = handler_new (0);
  g_autofree char *offer = get (caller, SIPGO_DESCRIPTION_TYPE_OFFER, FALSE);
  struct mallinfo2 before, after;
  guint i;

  before = mallinfo2 ();
  for (i = 0; i < N; i++)
    {
      handlers[i] = handler_new (0);
      set (handlers[i], SIPGO_DESCRIPTION_TYPE_OFFER, "application/sdp", offer);
      g_free (get (handlers[i], SIPGO_DESCRIPTION_TYPE_ANSWER, FALSE));
    }
  after = mallinfo2 ();
  g_test_message ("%zu bytes a call", (after.uordblks - before.uordblks) / N);
  g_assert_cmpuint ((after.uordblks - before.uordblks) / N, <, 1024);
  for (i = 0; i < N; i++)
    g_object_unref (handlers[i]);
}

static void
test_port (void)
{
  g_autoptr (SipgoNullHandlerFactory) factory = g_object_new (SIPGO_TYPE_NULL_HANDLER_FACTORY, "port", 5, NULL);

  g_assert_cmpuint (sipgo_null_handler_factory_get_port (factory), ==, 5);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/null-handler/both-ways", test_both_ways);
  g_test_add_func ("/media/null-handler/refused", test_refused);
  g_test_add_func ("/media/null-handler/rollback", test_rollback);
  g_test_add_func ("/media/null-handler/small", test_small);
  g_test_add_func ("/media/null-handler/port", test_port);
  status = g_test_run ();
  g_clear_error (&last_error);
  return status;
}
