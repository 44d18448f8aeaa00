/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-via-private.h"

#include <string.h>

#include "libsipgo/message/sipgo-params-private.h"

/* One Via in a text; a comma and more Vias may follow it. */
typedef struct
{
  SipgoSlice whole;
  SipgoSlice transport;
  SipgoSlice host;
  SipgoParamsScan parameters;
  guint port;
} ViaScan;

/* One block of memory, as for SipgoUri. */
struct _SipgoVia
{
  gint ref_count;
  guint port;
  guint n_parameters;
  SipgoParam *parameters;
  const char *text;
  const char *transport;
  const char *host;
  const char *branch;
};

/**
 * SipgoVia:
 *
 * A Via: one hop on the path of a request. The response takes the same path back (RFC 3261, section 20.42).
 *
 * Since: 1.0
 */
G_DEFINE_BOXED_TYPE (SipgoVia, sipgo_via, sipgo_via_ref, sipgo_via_unref)

/* token, then a slash with any white space around it */
static const char *
scan_part (const char *p, const char *end, SipgoSlice *part, const char *expected, SipgoFault *fault)
{
  const char *stop = sipgo_skip_class (p, end, SIPGO_CHAR_TOKEN);
  const char *slash = sipgo_skip_lws (stop, end);

  if (stop == p || slash == end || *slash != '/')
    {
      sipgo_fault (fault, stop == p ? p : slash, expected);
      return NULL;
    }
  *part = (SipgoSlice) { p, stop - p };
  return sipgo_skip_lws (slash + 1, end);
}

static gboolean
scan_via (const char *data, gsize length, ViaScan *scan, SipgoFault *fault)
{
  const char *end = data + length, *start = sipgo_skip_lws (data, end), *p;
  SipgoSlice name, version;

  p = scan_part (start, end, &name, "SIP/", fault);
  if (!p || !(p = scan_part (p, end, &version, "2.0/ and a transport", fault)))
    return FALSE;
  scan->transport = (SipgoSlice) { p, sipgo_skip_class (p, end, SIPGO_CHAR_TOKEN) - p };
  if (scan->transport.length == 0)
    return sipgo_fault (fault, p, "a transport such as UDP");
  p = sipgo_skip_lws (p + scan->transport.length, end);
  if (p == scan->transport.data + scan->transport.length)
    return sipgo_fault (fault, p, "a space after the transport");
  if (!sipgo_scan_host_port (&p, end, TRUE, &scan->host, &scan->port, fault))
    return FALSE;
  if (!sipgo_params_scan (&p, end, &scan->parameters, fault))
    return FALSE;
  scan->whole = (SipgoSlice) { start, p - start };
  p = sipgo_skip_lws (p, end);
  return p == end || *p == ',' || sipgo_fault (fault, p, "a parameter, a comma or the end of the Via");
}

static char *
cut (char *copy, const char *from, SipgoSlice piece)
{
  char *start = copy + (piece.data - from);

  start[piece.length] = '\0';
  return start;
}

static SipgoVia *
new_from_scan (const ViaScan *scan)
{
  const char *from = scan->whole.data;
  gsize length = scan->whole.length;
  SipgoVia *self = g_malloc (sizeof *self + scan->parameters.n_params * sizeof (SipgoParam) + 2 * (length + 1));
  char *text, *copy;
  const SipgoParam *branch;

  self->ref_count = 1;
  self->port = scan->port;
  self->n_parameters = scan->parameters.n_params;
  self->parameters = (SipgoParam *) (self + 1);
  text = (char *) (self->parameters + scan->parameters.n_params);
  copy = text + length + 1;
  memcpy (text, from, length);
  memcpy (copy, from, length);
  text[length] = copy[length] = '\0';

  self->text = text;
  sipgo_params_cut (&scan->parameters, copy + (scan->parameters.whole.data - from), self->parameters);
  self->transport = cut (copy, from, scan->transport);
  self->host = cut (copy, from, scan->host);
  branch = sipgo_params_find (self->parameters, self->n_parameters, "branch");
  self->branch = branch ? branch->value : NULL;
  return self;
}

gboolean
sipgo_via_scan_first (const char *data, gsize length, SipgoTopVia *top, SipgoFault *fault)
{
  ViaScan scan;
  SipgoSlice ignored;

  if (!scan_via (data, length, &scan, fault))
    return FALSE;
  top->host = scan.host;
  top->port = scan.port;
  top->parameters = scan.parameters.whole.data;
  top->is_ambiguous = sipgo_params_scan_find (&scan.parameters, "branch", &top->branch) > 1;
  top->has_rport = sipgo_params_scan_find (&scan.parameters, "rport", &ignored) > 0;
  top->has_received = sipgo_params_scan_find (&scan.parameters, "received", &ignored) > 0;
  top->is_odd = (top->branch.length > 0 && *top->branch.data == '"')
                || sipgo_needs_cleaning (scan.whole.data, scan.whole.length);
  return TRUE;
}

/* Parses the first Via of a text. Invalid UTF-8 is replaced. */
SipgoVia *
sipgo_via_parse_first (const char *data, gsize length, SipgoFault *fault)
{
  ViaScan scan;
  g_autofree char *clean = NULL;
  SipgoFault again;

  if (!scan_via (data, length, &scan, fault))
    return NULL;
  if (!sipgo_needs_cleaning (scan.whole.data, scan.whole.length))
    return new_from_scan (&scan);
  clean = sipgo_dup_clean (scan.whole.data, scan.whole.length);
  if (scan_via (clean, strlen (clean), &scan, &again))
    return new_from_scan (&scan);
  fault->at = data;
  fault->expected = again.expected;
  return NULL;
}

/**
 * sipgo_via_parse:
 * @text: a Via, such as `SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1`
 *
 * Parses one Via.
 *
 * Fails when @text is not a valid Via ([error@Error] `INVALID`); the message of the error says at which byte, and what
 * was expected there.
 *
 * Returns: (transfer full): the Via
 *
 * Since: 1.0
 */
SipgoVia *
sipgo_via_parse (const char *text, GError **error)
{
  SipgoFault fault;
  ViaScan scan;
  gsize length;

  g_return_val_if_fail (text != NULL, NULL);

  length = strlen (text);
  if (scan_via (text, length, &scan, &fault))
    {
      const char *end = sipgo_skip_lws (scan.whole.data + scan.whole.length, text + length);

      if (end == text + length)
        return sipgo_via_parse_first (text, length, &fault);
      sipgo_fault (&fault, end, "the end of the Via");
    }
  sipgo_fault_to_error (&fault, "Via", text, error);
  return NULL;
}

/**
 * sipgo_via_ref:
 *
 * Takes a reference.
 *
 * Returns: (transfer full): the Via itself
 *
 * Since: 1.0
 */
SipgoVia *
sipgo_via_ref (SipgoVia *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * sipgo_via_unref:
 * @self: (transfer full): the Via
 *
 * Drops a reference.
 *
 * Since: 1.0
 */
void
sipgo_via_unref (SipgoVia *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_int_dec_and_test (&self->ref_count))
    g_free (self);
}

/**
 * sipgo_via_get_transport:
 *
 * Gets the transport as it is written, such as `UDP`. The case of a transport does not count.
 *
 * Returns: the transport
 *
 * Since: 1.0
 */
const char *
sipgo_via_get_transport (SipgoVia *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->transport;
}

/**
 * sipgo_via_get_host:
 *
 * Gets the host of sent-by, which the sender has written; an IPv6 address without its brackets. The `received`
 * parameter says where the message really came from.
 *
 * Returns: the host name or address
 *
 * Since: 1.0
 */
const char *
sipgo_via_get_host (SipgoVia *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->host;
}

/**
 * sipgo_via_get_port:
 *
 * Gets the port of sent-by, which the sender has written.
 *
 * Returns: the port; 0 when sent-by has no port
 *
 * Since: 1.0
 */
guint
sipgo_via_get_port (SipgoVia *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->port;
}

/**
 * sipgo_via_get_branch:
 *
 * Gets the branch, which identifies the transaction.
 *
 * Returns: (nullable): the branch; %NULL when the Via has none
 *
 * Since: 1.0
 */
const char *
sipgo_via_get_branch (SipgoVia *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->branch;
}

/**
 * sipgo_via_has_parameter:
 * @name: the name of a parameter, in any case
 *
 * Checks whether the Via has a parameter, with or without a value.
 *
 * Returns: whether the Via has the parameter
 *
 * Since: 1.0
 */
gboolean
sipgo_via_has_parameter (SipgoVia *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  return sipgo_params_find (self->parameters, self->n_parameters, name) != NULL;
}

/**
 * sipgo_via_get_parameter:
 * @name: the name of a parameter, in any case
 *
 * Gets the value of a parameter without quotes.
 *
 * Returns: (nullable): the value; an empty string for a parameter without a value, %NULL when there is no parameter
 *   @name
 *
 * Since: 1.0
 */
const char *
sipgo_via_get_parameter (SipgoVia *self, const char *name)
{
  const SipgoParam *param;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  param = sipgo_params_find (self->parameters, self->n_parameters, name);
  if (!param)
    return NULL;
  return param->value ? param->value : "";
}

/**
 * sipgo_via_equal:
 * @other: another Via
 *
 * Compares two Vias: transport, host, port and all parameters must be equal (RFC 3261, section 20.42).
 *
 * Returns: whether both are equal
 *
 * Since: 1.0
 */
gboolean
sipgo_via_equal (SipgoVia *self, SipgoVia *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return strcmp (self->text, other->text) == 0
         || (g_ascii_strcasecmp (self->transport, other->transport) == 0
             && sipgo_host_equal (self->host, other->host) && self->port == other->port
             && sipgo_params_equal (self->parameters, self->n_parameters, other->parameters, other->n_parameters,
                                    FALSE));
}

/**
 * sipgo_via_hash:
 *
 * Computes a hash value from host and port: equal Vias have the same.
 *
 * Returns: a hash value for use with [method@Via.equal]
 *
 * Since: 1.0
 */
guint
sipgo_via_hash (SipgoVia *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return sipgo_host_hash (self->host) * 33 + self->port;
}

/**
 * sipgo_via_to_string:
 *
 * Gets the Via as text, as it is sent.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
sipgo_via_to_string (SipgoVia *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup (self->text);
}
