/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-stateless-response-private.h"

static guint64
add_to_hash (guint64 hash, SipgoMessage *request, SipgoHeaderId id)
{
  SipgoSlice value;
  gsize i;

  if (!sipgo_message_get_row (request, id, 0, &value))
    return hash;
  for (i = 0; i < value.length; i++)
    hash = (hash ^ (guchar) value.data[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

/* A number that differs between requests but is the same for each retransmission: a stateless server has to give the
 * same To tag each time (RFC 3261 8.2.7). */
static guint64
hash_request (SipgoMessage *request)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  hash = add_to_hash (hash, request, SIPGO_HEADER_CALL_ID);
  hash = add_to_hash (hash, request, SIPGO_HEADER_FROM);
  return add_to_hash (hash, request, SIPGO_HEADER_CSEQ);
}

static SipgoMessage *
make_response (SipgoMessage *request, guint status)
{
  g_autofree char *tag = g_strdup_printf ("x%016" G_GINT64_MODIFIER "x", hash_request (request));

  return sipgo_message_new_response (request, status, NULL, tag);
}

static void
add_warning (SipgoMessage *response, const char *agent, const char *fault)
{
  g_autofree char *text = g_strdup (fault);

  g_strcanon (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS " -_.:;,/()=<>@'?!*+", ' ');
  sipgo_message_add_printf (response, SIPGO_HEADER_WARNING, "399 %s \"%s\"", agent, text);
}

SipgoMessage *
sipgo_stateless_response_new (const SipgoParseResult *result, const char *agent)
{
  SipgoMessage *request = result->message;
  SipgoMessage *response;

  if (!request || result->status == 0 || !sipgo_message_is_request (request)
      || sipgo_message_method_is (request, "ACK") || !sipgo_message_has (request, SIPGO_HEADER_VIA))
    return NULL;
  response = make_response (request, result->status);
  if (result->fault)
    add_warning (response, agent, result->fault);
  return response;
}

SipgoMessage *
sipgo_stateless_response_new_unavailable (SipgoMessage *request)
{
  SipgoMessage *response = make_response (request, 503);

  sipgo_message_add_printf (response, SIPGO_HEADER_RETRY_AFTER, "%u",
                            SIPGO_RETRY_AFTER_MIN + (guint) (hash_request (request) % SIPGO_RETRY_AFTER_SPREAD));
  return response;
}
