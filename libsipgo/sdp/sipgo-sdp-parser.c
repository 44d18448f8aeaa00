/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"

/*
 * One walk over one copy of the text: lines and words are cut in place, and the description points into the copy.
 * What this library has no use for (times, keys, unknown attributes) is skipped, and so are the mistakes that
 * telephones make in it.
 */
typedef struct
{
  SipgoSdp *sdp;
  SipgoSdpMedia *media;        /* of the m= line above, or NULL */
  guint line;
  guint media_size;
  GError **error;
} Parser;

static gboolean
fail (Parser *self, const char *what)
{
  g_set_error (self->error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED, "The session description is broken in line %u: %s",
               self->line, what);
  return FALSE;
}

/* Cuts the next word off; NULL at the end. */
static char *
next_word (char **rest)
{
  char *start = *rest;
  char *end;

  while (*start == ' ')
    start++;
  if (*start == '\0')
    return NULL;
  end = strchrnul (start, ' ');
  *rest = *end ? end + 1 : end;
  *end = '\0';
  return start;
}

/* Reads digits; *rest stands behind them. FALSE without any, or above max. */
static gboolean
read_uint (const char **rest, guint max, guint *number)
{
  const char *p = *rest;
  guint64 n = 0;

  if (!g_ascii_isdigit (*p))
    return FALSE;
  for (; g_ascii_isdigit (*p); p++)
    {
      n = n * 10 + (guint) (*p - '0');
      if (n > max)
        return FALSE;
    }
  *rest = p;
  *number = (guint) n;
  return TRUE;
}

static gboolean
read_whole_uint (const char *text, guint max, guint *number)
{
  return read_uint (&text, max, number) && *text == '\0';
}

static gboolean
parse_origin (Parser *self, char *value)
{
  SipgoSdp *sdp = self->sdp;

  sdp->user = next_word (&value);
  sdp->id = next_word (&value);
  sdp->version = next_word (&value);
  if (!next_word (&value) || !next_word (&value))
    return fail (self, "the o= line has less than six fields");
  sdp->origin_address = next_word (&value);
  return sdp->origin_address != NULL || fail (self, "the o= line has less than six fields");
}

static gboolean
parse_connection (Parser *self, char *value)
{
  const char *network = next_word (&value);
  const char *family = next_word (&value);
  char *address = next_word (&value);

  if (!network || !family || !address)
    return fail (self, "the c= line has less than three fields");
  if (!g_str_equal (network, "IN") || (!g_str_equal (family, "IP4") && !g_str_equal (family, "IP6")))
    return fail (self, "the c= line is neither IN IP4 nor IN IP6");
  *strchrnul (address, '/') = '\0';
  if (self->media)
    self->media->address = address;
  else
    self->sdp->address = address;
  return TRUE;
}

static SipgoSdpMedia *
add_media (Parser *self)
{
  SipgoSdp *sdp = self->sdp;

  if (sdp->n_media == self->media_size)
    {
      self->media_size = self->media_size ? 2 * self->media_size : 2;
      sdp->media = g_renew (SipgoSdpMedia, sdp->media, self->media_size);
    }
  self->media = &sdp->media[sdp->n_media++];
  memset (self->media, 0, sizeof *self->media);
  self->media->direction = sdp->direction;
  self->media->address = sdp->address;
  return self->media;
}

static gboolean
parse_formats (Parser *self, SipgoSdpMedia *media)
{
  guint n_words = 1;
  const char *p;
  guint number;

  for (p = media->format_list; *p; p++)
    n_words += *p == ' ';
  if (n_words > SIPGO_SDP_MAX_FORMATS)
    return fail (self, "the m= line has too many formats");
  media->formats = g_new0 (SipgoSdpFormat, n_words);
  for (p = media->format_list; *p; p += strspn (p, " "))
    {
      if (read_uint (&p, 127, &number) && (*p == ' ' || *p == '\0'))
        media->formats[media->n_formats++].payload_type = number;
      else
        return fail (self, "the m= line of RTP has a format that is no payload type");
    }
  return TRUE;
}

static gboolean
parse_media (Parser *self, char *value)
{
  SipgoSdpMedia *media;
  const char *port;
  guint number;

  if (self->sdp->n_media == SIPGO_SDP_MAX_MEDIA)
    return fail (self, "there are too many m= lines");
  media = add_media (self);
  media->type = next_word (&value);
  port = next_word (&value);
  media->proto = next_word (&value);
  if (!media->type || !port || !media->proto)
    return fail (self, "the m= line has less than four fields");
  if (!read_uint (&port, 65535, &number) || (*port != '\0' && *port != '/'))
    return fail (self, "the m= line has no valid port");
  media->port = number;
  media->format_list = value + strspn (value, " ");
  if (*media->format_list == '\0')
    return fail (self, "the m= line has no format");
  return strstr (media->proto, "RTP/") ? parse_formats (self, media) : TRUE;
}

/* The format of a rtpmap or fmtp line; *rest is moved behind the number and the space. */
static SipgoSdpFormat *
find_format (Parser *self, char **rest)
{
  const char *p = *rest;
  guint number, i;

  if (!self->media || !read_uint (&p, 127, &number) || *p != ' ')
    return NULL;
  *rest += p - *rest + strspn (p, " ");
  for (i = 0; i < self->media->n_formats; i++)
    if (self->media->formats[i].payload_type == number)
      return &self->media->formats[i];
  return NULL;
}

static gboolean
parse_rtpmap (Parser *self, char *value)
{
  SipgoSdpFormat *format = find_format (self, &value);
  const char *p;
  char *slash;
  guint number;

  if (!format)
    return TRUE;
  slash = strchr (value, '/');
  if (!slash || slash == value)
    return fail (self, "the rtpmap has no clock rate");
  *slash = '\0';
  p = slash + 1;
  if (!read_uint (&p, G_MAXINT, &number) || number == 0)
    return fail (self, "the rtpmap has no clock rate");
  format->name = value;
  format->clock_rate = number;
  format->channels = 1;
  if (*p == '/' && read_whole_uint (p + 1, 255, &number) && number > 0)
    format->channels = number;
  return TRUE;
}

static void
set_direction (Parser *self, SipgoSdpDirection direction)
{
  if (self->media)
    self->media->direction = direction;
  else
    self->sdp->direction = direction;
}

static void
parse_flag (Parser *self, const char *name)
{
  if (g_str_equal (name, "sendrecv"))
    set_direction (self, SIPGO_SDP_SENDRECV);
  else if (g_str_equal (name, "sendonly"))
    set_direction (self, SIPGO_SDP_SENDONLY);
  else if (g_str_equal (name, "recvonly"))
    set_direction (self, SIPGO_SDP_RECVONLY);
  else if (g_str_equal (name, "inactive"))
    set_direction (self, SIPGO_SDP_INACTIVE);
  else if (g_str_equal (name, "rtcp-mux") && self->media)
    self->media->rtcp_mux = TRUE;
}

/* An attribute that says nothing here stays without effect: a peer's slip in a hint is no reason to refuse its call. */
static gboolean
parse_attribute (Parser *self, char *name)
{
  char *colon = strchr (name, ':');
  SipgoSdpMedia *media = self->media;
  SipgoSdpFormat *format;
  const char *p;
  char *value;
  guint number;

  if (!colon)
    {
      parse_flag (self, name);
      return TRUE;
    }
  *colon = '\0';
  value = colon + 1 + strspn (colon + 1, " ");
  p = value;
  if (!media)
    return TRUE;
  if (g_str_equal (name, "rtpmap"))
    return parse_rtpmap (self, value);
  if (g_str_equal (name, "fmtp") && (format = find_format (self, &value)))
    format->parameters = value;
  else if (g_str_equal (name, "ptime") && read_uint (&p, 1000, &number))
    media->ptime = number;
  else if (g_str_equal (name, "maxptime") && read_uint (&p, 1000, &number))
    media->maxptime = number;
  else if (g_str_equal (name, "rtcp") && read_uint (&p, 65535, &number))
    media->rtcp_port = number;
  return TRUE;
}

static gboolean
parse_line (Parser *self, char *line)
{
  char *value = line + 2;
  guint number;

  if (line[1] != '=')
    return fail (self, "it is not of the form x=value");
  switch (line[0])
    {
    case 'o':
      return parse_origin (self, value);
    case 's':
      self->sdp->name = value;
      return TRUE;
    case 'c':
      return parse_connection (self, value);
    case 'b':
      if (!self->media && g_str_has_prefix (value, "AS:") && read_whole_uint (value + 3, G_MAXINT, &number))
        self->sdp->bandwidth = number;
      return TRUE;
    case 'm':
      return parse_media (self, value);
    case 'a':
      return parse_attribute (self, value);
    default:
      return TRUE;
    }
}

/* Ends the line at CR LF, LF or a lone CR and returns the next one. */
static char *
cut_line (char *line)
{
  char *end = strchrnul (line, '\n');
  char *cr = memchr (line, '\r', (gsize) (end - line));
  char *next = *end ? end + 1 : end;

  if (cr)
    *cr = '\0';
  if (cr && cr + 1 < end)
    return cr + 1;
  *end = '\0';
  return next;
}

static gboolean
parse_lines (Parser *self)
{
  char *line = self->sdp->text;
  char *next;

  for (; *line; line = next)
    {
      next = cut_line (line);
      if (++self->line > SIPGO_SDP_MAX_LINES)
        return fail (self, "there are too many lines");
      if (self->line == 1 && !g_str_equal (line, "v=0"))
        return fail (self, "it does not begin with v=0");
      if (*line != '\0' && !parse_line (self, line))
        return FALSE;
    }
  if (self->line == 0)
    return fail (self, "there is none");
  if (!self->sdp->id)
    return fail (self, "it ends without an o= line");
  return TRUE;
}

SipgoSdp *
sipgo_sdp_parse (const char *text, GError **error)
{
  g_autoptr (SipgoSdp) sdp = g_new0 (SipgoSdp, 1);
  Parser parser = { .sdp = sdp, .error = error };
  gsize length = strnlen (text, SIPGO_SDP_MAX_SIZE + 1);

  if (length > SIPGO_SDP_MAX_SIZE)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED, "The session description is larger than 64 KiB");
      return NULL;
    }
  sdp->text = g_strndup (text, length);
  sdp->direction = SIPGO_SDP_SENDRECV;
  return parse_lines (&parser) ? g_steal_pointer (&sdp) : NULL;
}

void
sipgo_sdp_free (SipgoSdp *self)
{
  guint i;

  for (i = 0; i < self->n_media; i++)
    g_free (self->media[i].formats);
  g_free (self->media);
  g_free (self->text);
  g_free (self);
}
