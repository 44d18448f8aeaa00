/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-private.h"

#include "libsipgo/base/sipgo-text-private.h"

#include <string.h>

/* As g_string_append, which costs a call and many checks for each of the fifty short pieces of a description. */
static inline void
put (GString *out, const char *text)
{
  gsize length = strlen (text);

  if (out->len + length >= out->allocated_len)
    {
      g_string_append_len (out, text, (gssize) length);
      return;
    }
  memcpy (out->str + out->len, text, length + 1);
  out->len += length;
}

static void
append_address (GString *out, const char *address)
{
  put (out, strchr (address, ':') ? "IN IP6 " : "IN IP4 ");
  put (out, address);
  put (out, "\r\n");
}

void
sipgo_sdp_write_session (GString *out, const SipgoSdp *session)
{
  put (out, "v=0\r\no=");
  put (out, session->user ? session->user : "-");
  put (out, " ");
  put (out, session->id ? session->id : "0");
  put (out, " ");
  put (out, session->version ? session->version : "0");
  put (out, " ");
  append_address (out, session->origin_address ? session->origin_address : "0.0.0.0");
  put (out, "s=");
  put (out, session->name ? session->name : "-");
  put (out, "\r\n");
  if (session->address)
    {
      put (out, "c=");
      append_address (out, session->address);
    }
  if (session->bandwidth > 0)
    {
      put (out, "b=AS:");
      sipgo_append_uint (out, session->bandwidth);
      put (out, "\r\n");
    }
  put (out, session->time_lines ? session->time_lines : "t=0 0\r\n");
}

static void
append_attribute_uint (GString *out, const char *name, guint number)
{
  put (out, name);
  sipgo_append_uint (out, number);
  put (out, "\r\n");
}

static void
write_media_line (GString *out, const SipgoSdpMedia *media)
{
  guint i;

  put (out, "m=");
  put (out, media->type);
  put (out, " ");
  sipgo_append_uint (out, media->port);
  put (out, " ");
  put (out, media->proto);
  for (i = 0; i < media->n_formats; i++)
    {
      put (out, " ");
      sipgo_append_uint (out, media->formats[i].payload_type);
    }
  if (media->n_formats == 0)
    {
      put (out, " ");
      put (out, media->format_list);
    }
  put (out, "\r\n");
}

static void
write_format (GString *out, const SipgoSdpFormat *format)
{
  if (format->name)
    {
      put (out, "a=rtpmap:");
      sipgo_append_uint (out, format->payload_type);
      put (out, " ");
      put (out, format->name);
      put (out, "/");
      sipgo_append_uint (out, format->clock_rate);
      if (format->channels > 1)
        {
          put (out, "/");
          sipgo_append_uint (out, format->channels);
        }
      put (out, "\r\n");
    }
  if (format->parameters)
    {
      put (out, "a=fmtp:");
      sipgo_append_uint (out, format->payload_type);
      put (out, " ");
      put (out, format->parameters);
      put (out, "\r\n");
    }
}

static void
write_direction (GString *out, SipgoSdpDirection direction)
{
  static const char *const lines[] = { "a=inactive\r\n", "a=sendonly\r\n", "a=recvonly\r\n", "a=sendrecv\r\n" };

  put (out, lines[direction]);
}

/* A line with port 0 is refused or removed: its attributes mean nothing. */
void
sipgo_sdp_write_media (GString *out, const SipgoSdpMedia *media)
{
  guint i;

  write_media_line (out, media);
  if (media->port == 0)
    return;
  if (media->address)
    {
      put (out, "c=");
      append_address (out, media->address);
    }
  for (i = 0; i < media->n_formats; i++)
    write_format (out, &media->formats[i]);
  if (media->ptime > 0)
    append_attribute_uint (out, "a=ptime:", media->ptime);
  if (media->maxptime > 0)
    append_attribute_uint (out, "a=maxptime:", media->maxptime);
  write_direction (out, media->direction);
  if (media->rtcp_port > 0)
    append_attribute_uint (out, "a=rtcp:", media->rtcp_port);
  if (media->rtcp_mux)
    put (out, "a=rtcp-mux\r\n");
}

char *
sipgo_sdp_to_string (const SipgoSdp *self)
{
  GString *out = g_string_sized_new (512);
  guint i;

  sipgo_sdp_write_session (out, self);
  for (i = 0; i < self->n_media; i++)
    sipgo_sdp_write_media (out, &self->media[i]);
  return g_string_free (out, FALSE);
}

SipgoSdpDirection
sipgo_sdp_direction_reverse (SipgoSdpDirection direction)
{
  return (direction & SIPGO_SDP_SENDONLY ? SIPGO_SDP_RECVONLY : 0) | (direction & SIPGO_SDP_RECVONLY ? SIPGO_SDP_SENDONLY : 0);
}

gboolean
sipgo_sdp_address_is_null (const char *address)
{
  gsize length = strlen (address);

  if (g_str_equal (address, "0.0.0.0") || g_str_equal (address, "::"))
    return TRUE;
  return length >= 7 && g_ascii_strcasecmp (address + length - 7, "invalid") == 0 && (length == 7 || address[length - 8] == '.');
}

/* 224.0.0.0/4 and ff00::/8. */
gboolean
sipgo_sdp_address_is_multicast (const char *address)
{
  if (strchr (address, ':'))
    return g_ascii_strncasecmp (address, "ff", 2) == 0 && address[2] != ':' && address[3] != ':';
  return g_hostname_is_ip_address (address) && address[0] == '2' && address[3] == '.' &&
         (address[1] == '2' ? address[2] >= '4' : address[1] == '3');
}
