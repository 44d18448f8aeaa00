/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* bench-parse FILE COUNT [values]: parses a message COUNT times and prints how many that makes a CPU second. What a
 * user agent looks at in every message is read: Request-URI, branch, tags, CSeq and Call-ID. With "values" Via, From,
 To
 * and Contact are made besides, with their URIs, as for a handler that looks at all of them. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "libsipgo/message/sipgo-parser-private.h"

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

static gboolean
look_at (SipgoMessage *message)
{
  if (sipgo_message_is_request (message) && !sipgo_uri_get_host (sipgo_message_get_request_uri (message)))
    return FALSE;
  return sipgo_message_peek_via (message)->branch.data && sipgo_message_get_call_id (message)
         && sipgo_message_get_cseq (message) > 0 && sipgo_message_peek_from_tag (message).data;
}

static gboolean
make_values (SipgoMessage *message)
{
  SipgoNameAddr *contact = sipgo_message_get_contact (message);

  return sipgo_via_get_branch (sipgo_message_get_via (message)) && contact && sipgo_name_addr_get_uri (contact)
         && sipgo_name_addr_get_uri (sipgo_message_get_from (message)) && sipgo_message_get_from_tag (message)
         && sipgo_name_addr_get_uri (sipgo_message_get_to (message));
}

int
main (int argc, char **argv)
{
  g_autofree char *content = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  long count, i;
  double start;

  if (argc < 3 || !g_file_get_contents (argv[1], &content, &length, NULL))
    {
      fprintf (stderr, "usage: bench-parse FILE COUNT [values]\n");
      return EXIT_FAILURE;
    }
  bytes = g_bytes_new_take (g_steal_pointer (&content), length);
  count = atol (argv[2]);
  start = cpu_seconds ();
  for (i = 0; i < count; i++)
    {
      g_auto (SipgoParseResult) result = { 0 };

      sipgo_parser_parse_datagram (bytes, &sipgo_limits_default, &result);
      if (result.outcome != SIPGO_PARSED || !look_at (result.message)
          || (argc > 3 && !make_values (result.message)))
        {
          fprintf (stderr, "%s: expected %s at byte %" G_GSIZE_FORMAT "\n", argv[1], result.fault, result.offset);
          return EXIT_FAILURE;
        }
    }
  printf ("%.0f\n", count / (cpu_seconds () - start));
  return EXIT_SUCCESS;
}
