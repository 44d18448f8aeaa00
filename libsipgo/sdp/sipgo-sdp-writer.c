/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-writer-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-text-private.h"

/* A faster g_string_append (): a description is written in about fifty short pieces. */
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
put_uint (GString *out, guint number)
{
  char digits[SIPGO_UINT_DIGITS + 1];

  *sipgo_put_uint (digits, number) = '\0';
  put (out, digits);
}

static void
append_address (GString *out, const char *address)
{
  put (out, strchr (address, ':') ? "IN IP6 " : "IN IP4 ");
  put (out, address);
  put (out, "\r\n");
}

static void
write_line (GString *out, const SipgoSdpLine *line)
{
  const char begin[] = { line->type, '=', '\0' };

  put (out, begin);
  if (line->name)
    put (out, line->name);
  if (line->name && line->value)
    put (out, ":");
  if (line->value)
    put (out, line->value);
  put (out, "\r\n");
}

/* Writes the lines of these types, in this order (RFC 8866 5). */
static void
write_lines (GString *out, const SipgoSdpLines *lines, const char *types)
{
  guint i;

  for (; lines->n > 0 && *types; types++)
    for (i = 0; i < lines->n; i++)
      if (lines->lines[i].type == *types)
        write_line (out, &lines->lines[i]);
}

static gboolean
has_line (const SipgoSdpLines *lines, char type)
{
  guint i;

  for (i = 0; i < lines->n; i++)
    if (lines->lines[i].type == type)
      return TRUE;
  return FALSE;
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
  write_lines (out, &session->lines, "iuep");
  if (session->address && !has_line (&session->lines, 'c'))
    {
      put (out, "c=");
      append_address (out, session->address);
    }
  write_lines (out, &session->lines, "cb");
  put (out, session->time_lines ? session->time_lines : "t=0 0\r\n");
  write_lines (out, &session->lines, "rzka");
}

static void
append_attribute_uint (GString *out, const char *name, guint number)
{
  put (out, name);
  put_uint (out, number);
  put (out, "\r\n");
}

static void
write_media_line (GString *out, const SipgoSdpMedia *media)
{
  guint i;

  put (out, "m=");
  put (out, media->type);
  put (out, " ");
  put_uint (out, media->port);
  put (out, " ");
  put (out, media->proto);
  if (media->format_list)
    {
      put (out, " ");
      put (out, media->format_list);
    }
  for (i = 0; !media->format_list && i < media->n_formats; i++)
    {
      put (out, " ");
      put_uint (out, media->formats[i].payload_type);
    }
  put (out, "\r\n");
}

static void
write_format (GString *out, const SipgoSdpFormat *format)
{
  /* A static payload type needs no a=rtpmap (RFC 8866 6.6). Three of them would be a fifth of an offer. */
  if (format->name && format->payload_type >= SIPGO_SDP_FIRST_DYNAMIC)
    {
      put (out, "a=rtpmap:");
      put_uint (out, format->payload_type);
      put (out, " ");
      put (out, format->name);
      put (out, "/");
      put_uint (out, format->clock_rate);
      if (format->channels > 1)
        {
          put (out, "/");
          put_uint (out, format->channels);
        }
      put (out, "\r\n");
    }
  if (format->parameters)
    {
      put (out, "a=fmtp:");
      put_uint (out, format->payload_type);
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

/* An m= line with port 0 is refused or removed, so it needs no attributes. */
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
  write_lines (out, &media->lines, "icbka");
}

char *
sipgo_sdp_to_string (const SipgoSdp *self)
{
  GString *out = g_string_sized_new (512);
  guint i;

  sipgo_sdp_write_session (out, self);
  for (i = 0; i < self->n_media; i++)
    {
      write_media_line (out, &self->media[i]);
      write_lines (out, &self->media[i].lines, "icbka");
    }
  return g_string_free (out, FALSE);
}
