/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A peer to compare with: Sofia-SIP answers OPTIONS and calls until it is ended. Built by tests/bench/run, where its
 * development package is there:
 *   bench-sofia TRANSPORT PORT FOLDER
 * FOLDER has the certificate, agent.pem. */
#include <sofia-sip/nua.h>
#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/tport_tag.h>

#include <stdio.h>
#include <string.h>

static const char description[] =
  "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n";

static void
on_event (nua_event_t event, int status, const char *phrase, nua_t *nua, nua_magic_t *magic, nua_handle_t *handle,
          nua_hmagic_t *handle_magic, const sip_t *sip, tagi_t tags[])
{
  if (event == nua_i_invite && status < 200)
    nua_respond (handle, SIP_200_OK, SIPTAG_CONTENT_TYPE_STR ("application/sdp"), SIPTAG_PAYLOAD_STR (description),
                 TAG_END ());
  else if (event == nua_i_terminated || event == nua_i_options)
    nua_handle_destroy (handle);
}

int
main (int argc, char **argv)
{
  const int is_tls = argc == 4 && strcmp (argv[1], "tls") == 0;
  char url[100];
  su_root_t *root;
  nua_t *nua;

  if (argc != 4)
    return 2;
  su_init ();
  su_log_set_level (NULL, 0);
  root = su_root_create (NULL);
  su_root_threading (root, 0);
  snprintf (url, sizeof url, "%s:127.0.0.1:%s;transport=%s", is_tls ? "sips" : "sip", argv[2], argv[1]);
  nua = nua_create (root, on_event, NULL, NUTAG_URL (url), TAG_IF (is_tls, NUTAG_CERTIFICATE_DIR (argv[3])),
                    NUTAG_MEDIA_ENABLE (0), NUTAG_AUTOALERT (0), NUTAG_AUTOANSWER (0), TAG_END ());
  if (!nua)
    return 1;
  printf ("listening\n");
  fflush (stdout);
  su_root_run (root);
  return 0;
}
