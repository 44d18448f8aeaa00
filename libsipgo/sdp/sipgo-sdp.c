/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-private.h"

#include <string.h>

void
sipgo_sdp_free (SipgoSdp *self)
{
  guint i;

  for (i = 0; i < self->n_media; i++)
    g_free (self->media[i].formats);
  g_free (self->media);
  g_free (self->all_lines);
  g_free (self->time_lines);
  g_free (self->text);
  g_free (self);
}

const char *
sipgo_sdp_lines_next_attribute (const SipgoSdpLines *self, const char *name, guint *place)
{
  while (*place < self->n)
    {
      const SipgoSdpLine *line = &self->lines[(*place)++];

      if (line->type == 'a' && line->name[0] == name[0] && g_str_equal (line->name, name))
        return line->value ? line->value : "";
    }
  return NULL;
}

const char *
sipgo_sdp_lines_get_attribute (const SipgoSdpLines *self, const char *name)
{
  guint place = 0;

  return sipgo_sdp_lines_next_attribute (self, name, &place);
}

const char *
sipgo_sdp_get_attribute (const SipgoSdp *self, const SipgoSdpMedia *media, const char *name)
{
  const char *value = sipgo_sdp_lines_get_attribute (&media->lines, name);

  return value ? value : sipgo_sdp_lines_get_attribute (&self->lines, name);
}

SipgoSdpDirection
sipgo_sdp_direction_reverse (SipgoSdpDirection direction)
{
  return (direction & SIPGO_SDP_SENDONLY ? SIPGO_SDP_RECVONLY : 0) | (direction & SIPGO_SDP_RECVONLY
                                                                      ? SIPGO_SDP_SENDONLY : 0);
}

gboolean
sipgo_sdp_address_is_null (const char *address)
{
  gsize length = strlen (address);

  if (g_str_equal (address, "0.0.0.0") || g_str_equal (address, "::"))
    return TRUE;
  return length >= 7 && g_ascii_strcasecmp (address + length - 7, "invalid") == 0 && (length == 7 ||
                                                                                      address[length - 8] == '.');
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
