/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libsipgo/sipgo.h>

int
main (void)
{
  g_autoptr (SipgoUserAgent) agent = g_object_new (SIPGO_TYPE_USER_AGENT, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoInviter) call = sipgo_inviter_new (agent, "sip:bob@example.com", &error);

  g_assert_no_error (error);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (call)), ==, SIPGO_SESSION_STATE_INITIAL);
  return 0;
}
