/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-parser-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"

#define MAX_TIMES     4
#define MAX_TIME      20       /* digits: of any number of 64 bits */
#define MAX_LENGTH_MS 1000

/*
 * One pass over the text, of which there are two copies, one after the other: in the first the parser cuts lines and
 * words in place, the second keeps the lines as received. The description points into both. A broken line is ignored,
 * because an error of the peer in one line is no reason to refuse its call. A broken m= line makes its stream unusable.
 */
typedef struct
{
  SipgoSdp *sdp;
  SipgoSdpMedia *media;        /* of the m= line above, or NULL */
  gsize whole;                 /* offset from a place in the first copy to the same place in the second */
  guint line;                  /* number of the present line, from 1 */
  guint media_size;            /* allocated size of the array of media */
  guint n_lines;               /* lines that were kept, of the session and of all media */
  guint lines_size;            /* allocated size of their array */
  gboolean has_version;
  gboolean has_connection;     /* the present level, session or media, has a usable c= line of its own */
  GString *time_lines;         /* NULL: no t= line, or only t=0 0 */
  GError **error;
} Parser;

static gboolean
fail (Parser *self, const char *what)
{
  g_set_error (self->error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED, "The session description is broken in line %u: %s",
               self->line, what);
  return FALSE;
}

/* --- words -------------------------------------------------------------------------------------------------------- */

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static char *
skip_blanks (char *text)
{
  while (is_blank (*text))
    text++;
  return text;
}

/* Cuts off the next word and moves *rest behind it; NULL at the end. */
static char *
next_word (char **rest)
{
  char *start = skip_blanks (*rest);
  char *end = start;

  if (*start == '\0')
    return NULL;
  while (*end && !is_blank (*end))
    end++;
  *rest = *end ? end + 1 : end;
  *end = '\0';
  return start;
}

/* Whether all characters are printable ASCII, so that the text can be repeated in our answer. */
static gboolean
is_plain (const char *text, char lowest)
{
  for (; *text; text++)
    if (*text < lowest || *text > '~')
      return FALSE;
  return TRUE;
}

/* Reads digits and moves *rest behind them. FALSE if there are none, or if the number is above max. */
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

/* --- lines that are kept ------------------------------------------------------------------------------------------ */

/* Keeps a line as received: value, of this length, is a place in the first copy; NULL for a flag. */
static void
keep_line (Parser *self, char type, const char *name, const char *value, gsize length)
{
  SipgoSdp *sdp = self->sdp;
  char *whole = value ? (char *) value + self->whole : NULL;

  if (self->n_lines == self->lines_size)
    {
      self->lines_size = self->lines_size ? 2 * self->lines_size : 16;
      sdp->all_lines = g_renew (SipgoSdpLine, sdp->all_lines, self->lines_size);
    }
  if (whole)
    whole[length] = '\0';
  sdp->all_lines[self->n_lines++] = (SipgoSdpLine) { name, whole, type };
  (self->media ? &self->media->lines : &sdp->lines)->n++;
}

/* Sets the pointers into the one array of lines, which may have moved while it grew. */
static void
share_lines (SipgoSdp *self)
{
  guint n = self->lines.n;
  guint i;

  self->lines.lines = self->all_lines;
  for (i = 0; i < self->n_media; i++)
    {
      self->media[i].lines.lines = self->all_lines + n;
      n += self->media[i].lines.n;
    }
}

/* --- the session -------------------------------------------------------------------------------------------------- */

/* Only the first o= line counts. Each of its fields may be missing. */
static void
parse_origin (Parser *self, char *value)
{
  SipgoSdp *sdp = self->sdp;

  if (sdp->has_origin)
    return;
  sdp->has_origin = TRUE;
  sdp->user = next_word (&value);
  sdp->id = next_word (&value);
  sdp->version = next_word (&value);
  if (next_word (&value) && next_word (&value))
    sdp->origin_address = next_word (&value);
}

/* An IP address or a host name (RFC 8866 5.7). A last label of digits only is not a host name. */
static gboolean
is_address (const char *text)
{
  const char *label = strrchr (text, '.');
  const char *p;

  label = label && label[1] ? label + 1 : text;
  if (strchr (text, ':') || label[strspn (label, "0123456789")] == '\0')
    return g_hostname_is_ip_address (text);
  for (p = text; *p; p++)
    if (!g_ascii_isalnum (*p) && !strchr (".-_", *p))
      return FALSE;
  return TRUE;
}

/* Of several c= lines of one level the first usable one counts. An unknown network type makes the stream unusable; a
 * broken line is ignored. */
static void
parse_connection (Parser *self, char *value, gsize length)
{
  const char *whole = value;
  const char *network = next_word (&value);
  const char *family = next_word (&value);
  char *address = next_word (&value);
  const char **place = self->media ? &self->media->address : &self->sdp->address;
  SipgoSdpNetwork *known = self->media ? &self->media->network : &self->sdp->network;

  if (!address || self->has_connection)
    return;
  if (!sipgo_sdp_is_word (network, "IN") || !(sipgo_sdp_is_word (family, "IP4") || sipgo_sdp_is_word (family, "IP6")))
    {
      *known = SIPGO_SDP_NETWORK_UNKNOWN;
      keep_line (self, 'c', NULL, whole, length);
      return;
    }
  address += *address == '[';
  address[strcspn (address, "/]")] = '\0';
  if (!is_address (address))
    return;
  self->has_connection = TRUE;
  keep_line (self, 'c', NULL, whole, length);
  *place = address;
  /* For an IP address the address itself decides the family; for a host name the address type does. */
  if (strchr (address, ':') || (family[2] == '6' && !g_hostname_is_ip_address (address)))
    *known = SIPGO_SDP_NETWORK_IP6;
  else
    *known = SIPGO_SDP_NETWORK_IP4;
}

/* The t= lines are kept, because the answer has to repeat them (RFC 3264 6). */
static void
parse_time (Parser *self, char *value)
{
  const char *start = next_word (&value);
  const char *stop = next_word (&value);

  if (self->media || !stop || strlen (start) > MAX_TIME || strlen (stop) > MAX_TIME || self->sdp->n_times == MAX_TIMES
      || start[strspn (start, "0123456789")] != '\0' || stop[strspn (stop, "0123456789")] != '\0')
    return;
  /* A single t=0 0 is the default of the writer. */
  if (self->sdp->n_times++ == 0 && g_str_equal (start, "0") && g_str_equal (stop, "0"))
    return;
  if (!self->time_lines)
    self->time_lines = g_string_new (self->sdp->n_times > 1 ? "t=0 0\r\n" : NULL);
  g_string_append_printf (self->time_lines, "t=%s %s\r\n", start, stop);
}

/* --- m= lines ----------------------------------------------------------------------------------------------------- */

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
  self->media->network = sdp->network;
  self->media->ptime = sdp->ptime;
  self->media->maxptime = sdp->maxptime;
  self->has_connection = FALSE;
  return self->media;
}

/* Words that are not payload types are skipped. Of too many formats the first ones are read. */
static void
parse_formats (SipgoSdpMedia *media)
{
  guint n_words = 1;
  const char *p;
  guint number;

  for (p = media->format_list; *p; p++)
    n_words += *p == ' ';
  media->formats = g_new0 (SipgoSdpFormat, MIN (n_words, SIPGO_SDP_MAX_FORMATS));
  for (p = media->format_list; *p && media->n_formats < SIPGO_SDP_MAX_FORMATS; p += strspn (p, " "))
    {
      if (read_uint (&p, 127, &number) && (*p == ' ' || *p == '\0'))
        media->formats[media->n_formats++].payload_type = number;
      else
        p += strcspn (p, " ");
    }
}

/* The word; or, if it is missing or not printable, the replacement that our answer has for it. */
static const char *
word_or (SipgoSdpMedia *media, const char *word, const char *otherwise)
{
  if (word && *word && is_plain (word, ' '))
    return word;
  media->broken = TRUE;
  return otherwise;
}

/* A stream with port 0 is not used (RFC 3264 6), so its formats are not read. */
static gboolean
parse_media (Parser *self, char *value)
{
  SipgoSdpMedia *media;
  const char *port;
  guint number;

  if (self->sdp->n_media == SIPGO_SDP_MAX_MEDIA)
    return fail (self, "there are too many m= lines");
  media = add_media (self);
  media->type = word_or (media, next_word (&value), "audio");
  port = next_word (&value);
  media->proto = word_or (media, next_word (&value), "RTP/AVP");
  media->format_list = word_or (media, g_strdelimit (skip_blanks (value), "\t", ' '), "0");
  if (!port || !read_uint (&port, 65535, &number) || (*port != '\0' && *port != '/'))
    media->broken = TRUE;
  else if (number == 0)
    media->broken = FALSE;
  else
    media->port = number;
  if (media->port > 0 && !media->broken && strstr (media->proto, "RTP/"))
    parse_formats (media);
  return TRUE;
}

/* --- attributes --------------------------------------------------------------------------------------------------- */

/* The format of an a=rtpmap or a=fmtp line, or NULL; *rest is moved behind the payload type and the blanks. */
static SipgoSdpFormat *
find_format (Parser *self, char **rest)
{
  const char *p = *rest;
  guint number, i;

  if (!self->media || !read_uint (&p, 127, &number) || !is_blank (*p))
    return NULL;
  *rest = skip_blanks (*rest + (p - *rest));
  for (i = 0; i < self->media->n_formats; i++)
    if (self->media->formats[i].payload_type == number)
      return &self->media->formats[i];
  return NULL;
}

static void
parse_rtpmap (Parser *self, char *value)
{
  SipgoSdpFormat *format = find_format (self, &value);
  const char *p;
  char *slash;
  guint number;

  slash = format && !format->name ? strchr (value, '/') : NULL;
  if (!slash || slash == value)
    return;
  p = slash + 1;
  if (!read_uint (&p, G_MAXINT, &number) || number == 0)
    return;
  *slash = '\0';
  format->name = value;
  format->clock_rate = number;
  format->channels = 1;
  if (*p == '/' && read_whole_uint (p + 1, 255, &number) && number > 0)
    format->channels = number;
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
  if (name[0] == 's' && g_str_equal (name, "sendrecv"))
    set_direction (self, SIPGO_SDP_SENDRECV);
  else if (name[0] == 's' && g_str_equal (name, "sendonly"))
    set_direction (self, SIPGO_SDP_SENDONLY);
  else if (name[0] == 'r' && g_str_equal (name, "recvonly"))
    set_direction (self, SIPGO_SDP_RECVONLY);
  else if (name[0] == 'i' && g_str_equal (name, "inactive"))
    set_direction (self, SIPGO_SDP_INACTIVE);
  else if (self->media && g_str_equal (name, "rtcp-mux"))
    self->media->rtcp_mux = TRUE;
}

/* A number of milliseconds, which may have a fraction (RFC 8866 6.4). Anything else is ignored. */
static void
parse_length (const char *value, guint16 *length)
{
  guint number;

  if (!read_uint (&value, MAX_LENGTH_MS, &number) || number == 0)
    return;
  if (*value == '.')
    value += 1 + strspn (value + 1, "0123456789");
  if (*value == '\0')
    *length = (guint16) number;
}

static void
parse_media_attribute (Parser *self, const char *name, char *value)
{
  SipgoSdpMedia *media = self->media;
  const char *p = value;
  SipgoSdpFormat *format;
  guint number;

  if (g_str_equal (name, "rtpmap"))
    parse_rtpmap (self, value);
  else if (g_str_equal (name, "fmtp") && (format = find_format (self, &value)))
    format->parameters = value;
  else if (g_str_equal (name, "rtcp") && read_uint (&p, 65535, &number) && (*p == '\0' || is_blank (*p)))
    media->rtcp_port = number;
}

/* Cuts "name:value". Names of attributes and bandwidth types are tokens (RFC 8866 9). value is NULL without a colon. */
static gboolean
cut_name (char *name, char **value)
{
  char *p = name, *end;

  while (*p > ' ' && *p <= '~' && *p != ':')
    p++;
  end = p;
  p = skip_blanks (p);
  *value = *p == ':' ? skip_blanks (p + 1) : NULL;
  if (end == name || (*p != ':' && *p != '\0'))
    return FALSE;
  *end = '\0';
  return TRUE;
}

static void
parse_attribute (Parser *self, char *name, char *end)
{
  char *value;

  if (!cut_name (name, &value))
    return;
  keep_line (self, 'a', name, value, value ? (gsize) (end - value) : 0);
  if (!value)
    parse_flag (self, name);
  else if (name[0] == 'p' && g_str_equal (name, "ptime"))
    parse_length (value, self->media ? &self->media->ptime : &self->sdp->ptime);
  else if (name[0] == 'm' && g_str_equal (name, "maxptime"))
    parse_length (value, self->media ? &self->media->maxptime : &self->sdp->maxptime);
  else if (self->media)
    parse_media_attribute (self, name, value);
}

static void
parse_bandwidth (Parser *self, char *name, char *end)
{
  char *value;
  guint number;

  if (!cut_name (name, &value) || !value)
    return;
  keep_line (self, 'b', name, value, (gsize) (end - value));
  if (!self->media && g_str_equal (name, "AS") && read_whole_uint (value, G_MAXINT, &number))
    self->sdp->bandwidth = number;
}

static gboolean
parse_value (Parser *self, char type, char *value, char *end)
{
  switch (type)
    {
    case 'v':
      if (!self->has_version && !g_str_equal (value, "0"))
        return fail (self, "its version is not 0");
      self->has_version = TRUE;
      return TRUE;
    case 'o':
      parse_origin (self, value);
      return TRUE;
    case 's':
      self->sdp->name = value;
      return TRUE;
    case 'c':
      parse_connection (self, value, (gsize) (end - value));
      return TRUE;
    case 't':
      parse_time (self, value);
      return TRUE;
    case 'b':
      parse_bandwidth (self, value, end);
      return TRUE;
    case 'm':
      return parse_media (self, value);
    case 'a':
      parse_attribute (self, value, end);
      return TRUE;
    case 'i':
    case 'u':
    case 'e':
    case 'p':
    case 'r':
    case 'z':
    case 'k':
      if (end > value)
        keep_line (self, type, NULL, value, (gsize) (end - value));
      return TRUE;
    default:
      return TRUE;
    }
}

/* Removes blanks at both ends and around the "=". A line that is not of the form x=value is ignored. */
static gboolean
parse_line (Parser *self, char *line, char *end)
{
  char *value;

  line = skip_blanks (line);
  if (*line == '\0')
    return TRUE;
  value = skip_blanks (line + 1);
  if (*value != '=')
    return TRUE;
  value = skip_blanks (value + 1);
  while (end > value && g_ascii_isspace (end[-1]))
    end--;
  *end = '\0';
  return parse_value (self, line[0], value, end);
}

/* Ends the line at CR LF, LF or a single CR, and returns the next line. */
static char *
cut_line (char *line, char **line_end)
{
  char *end = strchrnul (line, '\n');
  char *cr = memchr (line, '\r', (gsize) (end - line));
  char *next = *end ? end + 1 : end;

  *line_end = cr ? cr : end;
  **line_end = '\0';
  return cr && cr + 1 < end ? cr + 1 : next;
}

/* A session description needs a v=0 line, anywhere, and an o= line or an m= line. */
static gboolean
parse_lines (Parser *self)
{
  char *line = self->sdp->text;
  char *next, *end;

  for (; *line; line = next)
    {
      next = cut_line (line, &end);
      if (++self->line > SIPGO_SDP_MAX_LINES)
        return fail (self, "there are too many lines");
      if (!parse_line (self, line, end))
        return FALSE;
    }
  if (!self->has_version)
    return fail (self, "it ends without a v=0 line");
  if (!self->sdp->has_origin && self->sdp->n_media == 0)
    return fail (self, "it ends without an o= line and without an m= line");
  share_lines (self->sdp);
  return TRUE;
}

SipgoSdp *
sipgo_sdp_parse (const char *text, GError **error)
{
  g_autoptr (SipgoSdp) sdp = g_new0 (SipgoSdp, 1);
  Parser parser = { .sdp = sdp, .error = error };
  gsize size = strnlen (text, SIPGO_SDP_MAX_SIZE + 1) + 1;
  gboolean parsed;

  if (size > SIPGO_SDP_MAX_SIZE + 1)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED, "The session description is larger than 64 KiB");
      return NULL;
    }
  parser.whole = size;
  sdp->text = g_malloc (2 * size);
  memcpy (sdp->text, text, size);
  memcpy (sdp->text + size, text, size);
  /* Skip a byte order mark. */
  if (g_str_has_prefix (sdp->text, "\357\273\277"))
    memcpy (sdp->text, "   ", 3);
  sdp->direction = SIPGO_SDP_SENDRECV;
  parsed = parse_lines (&parser);
  if (parser.time_lines)
    sdp->time_lines = g_string_free (parser.time_lines, FALSE);
  return parsed ? g_steal_pointer (&sdp) : NULL;
}
