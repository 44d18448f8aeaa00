/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/trace/sipgo-trace-record-private.h"

#include <string.h>

#include "libsipgo/message/sipgo-secrets-private.h"
#include "libsipgo/sipgo-trace-enum-types.h"

/* Bytes of a message that are shown. */
#define MAX_SHOWN 16384
#define MAX_SUMMARY 120

/**
 * SipgoTraceRecord:
 *
 * A message, a state or a decision in a [class@Trace].
 *
 * Since: 1.0
 */
enum
{
  PROP_0,
  PROP_KIND,
  PROP_TIME,
  PROP_PROTOCOL,
  PROP_SOURCE,
  PROP_DESTINATION,
  PROP_SUMMARY,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (SipgoTraceRecord, sipgo_trace_record, G_TYPE_OBJECT)

static char *
describe_state (const SipgoRecord *record)
{
  g_autoptr (GEnumClass) values = g_type_class_ref (record->change.states);

  return g_strdup_printf ("%s: %s", record->change.object, g_enum_get_value (values, record->state)->value_nick);
}

SipgoTraceRecord *
sipgo_trace_record_new (const SipgoRecord *record)
{
  SipgoTraceRecord *self = g_object_new (SIPGO_TYPE_TRACE_RECORD, NULL);

  self->time = record->time;
  switch (record->kind)
    {
    case SIPGO_RECORD_SENT:
    case SIPGO_RECORD_RECEIVED:
      self->kind = record->kind == SIPGO_RECORD_SENT ? SIPGO_TRACE_KIND_SENT : SIPGO_TRACE_KIND_RECEIVED;
      self->ends = sipgo_flow_ends_ref (record->message.ends);
      self->bytes = g_bytes_ref (record->message.bytes);
      break;
    case SIPGO_RECORD_STATE:
      self->kind = SIPGO_TRACE_KIND_STATE;
      self->note = describe_state (record);
      break;
    case SIPGO_RECORD_NOTE:
    default:
      self->kind = SIPGO_TRACE_KIND_NOTE;
      self->note = sipgo_secrets_dup_text (record->note.text, strlen (record->note.text));
    }
  return self;
}

gboolean
sipgo_trace_record_is_message (SipgoTraceRecord *self)
{
  return self->bytes != NULL;
}

static void
sipgo_trace_record_finalize (GObject *object)
{
  SipgoTraceRecord *self = SIPGO_TRACE_RECORD (object);

  g_clear_pointer (&self->ends, sipgo_flow_ends_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->note);
  G_OBJECT_CLASS (sipgo_trace_record_parent_class)->finalize (object);
}

static void
sipgo_trace_record_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoTraceRecord *self = SIPGO_TRACE_RECORD (object);

  switch (id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_TIME:
      g_value_set_int64 (value, self->time);
      break;
    case PROP_PROTOCOL:
      g_value_set_string (value, sipgo_trace_record_get_protocol (self));
      break;
    case PROP_SOURCE:
      g_value_take_string (value, sipgo_trace_record_get_source (self));
      break;
    case PROP_DESTINATION:
      g_value_take_string (value, sipgo_trace_record_get_destination (self));
      break;
    case PROP_SUMMARY:
      g_value_take_string (value, sipgo_trace_record_get_summary (self));
      break;
    case PROP_TEXT:
      g_value_take_string (value, sipgo_trace_record_get_text (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_trace_record_class_init (SipgoTraceRecordClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_trace_record_get_property;
  object_class->finalize = sipgo_trace_record_finalize;

  /**
   * SipgoTraceRecord:kind:
   *
   * What the record is about.
   *
   * Since: 1.0
   */
  props[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, SIPGO_TYPE_TRACE_KIND, SIPGO_TRACE_KIND_SENT, flags);
  /**
   * SipgoTraceRecord:time:
   *
   * When it happened, in microseconds since 1970.
   *
   * Since: 1.0
   */
  props[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  /**
   * SipgoTraceRecord:protocol:
   *
   * The protocol of a message as in Via, such as `UDP`; %NULL for a state or a decision.
   *
   * Since: 1.0
   */
  props[PROP_PROTOCOL] = g_param_spec_string ("protocol", NULL, NULL, NULL, flags);
  /**
   * SipgoTraceRecord:source:
   *
   * The address that a message was sent from; %NULL for a state or a decision.
   *
   * Since: 1.0
   */
  props[PROP_SOURCE] = g_param_spec_string ("source", NULL, NULL, NULL, flags);
  /**
   * SipgoTraceRecord:destination:
   *
   * The address that a message was sent to; %NULL for a state or a decision.
   *
   * Since: 1.0
   */
  props[PROP_DESTINATION] = g_param_spec_string ("destination", NULL, NULL, NULL, flags);
  /**
   * SipgoTraceRecord:summary:
   *
   * The record in a few words, such as `INVITE sip:bob@example.com`.
   *
   * Since: 1.0
   */
  props[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL, flags);
  /**
   * SipgoTraceRecord:text:
   *
   * The whole message with its secrets masked, or the whole state or decision.
   *
   * Since: 1.0
   */
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_trace_record_init (SipgoTraceRecord *self)
{
}

/**
 * sipgo_trace_record_get_kind:
 * @self: a record
 *
 * Gets what the record is about.
 *
 * Returns: the kind
 *
 * Since: 1.0
 */
SipgoTraceKind
sipgo_trace_record_get_kind (SipgoTraceRecord *self)
{
  g_return_val_if_fail (SIPGO_IS_TRACE_RECORD (self), SIPGO_TRACE_KIND_NOTE);
  return self->kind;
}

/**
 * sipgo_trace_record_get_time:
 * @self: a record
 *
 * Gets when it happened, by the clock of the machine.
 *
 * Returns: microseconds since 1970
 *
 * Since: 1.0
 */
gint64
sipgo_trace_record_get_time (SipgoTraceRecord *self)
{
  g_return_val_if_fail (SIPGO_IS_TRACE_RECORD (self), 0);
  return self->time;
}

/**
 * sipgo_trace_record_get_protocol:
 * @self: a record
 *
 * Gets the protocol of a message, as in Via (RFC 3261, section 20.42).
 *
 * Returns: (nullable): such as `UDP`; %NULL for a state or a decision
 *
 * Since: 1.0
 */
const char *
sipgo_trace_record_get_protocol (SipgoTraceRecord *self)
{
  g_return_val_if_fail (SIPGO_IS_TRACE_RECORD (self), NULL);
  return self->ends ? self->ends->protocol_name : NULL;
}

static char *
dup_end (SipgoTraceRecord *self, gboolean is_remote)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  if (!self->ends)
    return NULL;
  if (self->ends->remote_name)
    return g_strdup (is_remote ? self->ends->remote_name : "local");
  return g_strdup (sipgo_address_format (is_remote ? &self->ends->remote : &self->ends->local, text));
}

/**
 * sipgo_trace_record_get_source:
 * @self: a record
 *
 * Gets the address that a message was sent from. It is 0.0.0.0 if the agent listens on all addresses and had no reason
 * to find out which one it was; `local` over a [class@Transport].
 *
 * Returns: (transfer full) (nullable): address and port; %NULL for a state or a decision
 *
 * Since: 1.0
 */
char *
sipgo_trace_record_get_source (SipgoTraceRecord *self)
{
  g_return_val_if_fail (SIPGO_IS_TRACE_RECORD (self), NULL);
  return dup_end (self, self->kind == SIPGO_TRACE_KIND_RECEIVED);
}

/**
 * sipgo_trace_record_get_destination:
 * @self: a record
 *
 * Gets the address that a message was sent to.
 *
 * Returns: (transfer full) (nullable): address and port; %NULL for a state or a decision
 *
 * Since: 1.0
 */
char *
sipgo_trace_record_get_destination (SipgoTraceRecord *self)
{
  g_return_val_if_fail (SIPGO_IS_TRACE_RECORD (self), NULL);
  return dup_end (self, self->kind == SIPGO_TRACE_KIND_SENT);
}

char *
sipgo_trace_record_dup_peer (SipgoTraceRecord *self)
{
  SipgoTarget target;

  if (self->ends->remote_name)
    return g_strdup (self->ends->remote_name);
  target = (SipgoTarget) { .protocol = self->ends->protocol, .address = self->ends->remote };
  return sipgo_target_to_string (&target);
}

/* The start line without SIP/2.0. */
static char *
summarize_message (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  const char *end = memchr (data, '\r', length);
  const char *start = data;
  g_autofree char *text = NULL;

  if (!end)
    end = memchr (data, '\n', length);
  if (!end)
    end = data + length;
  if (end - start > 8 && memcmp (start, "SIP/2.0 ", 8) == 0)
    start += 8;
  else if (end - start > 8 && memcmp (end - 8, " SIP/2.0", 8) == 0)
    end -= 8;
  /* The line is shortened after its secrets are masked: half of one would not be found. */
  text = sipgo_secrets_dup_text (start, end - start);
  return g_utf8_strlen (text, -1) > MAX_SUMMARY ? g_utf8_substring (text, 0, MAX_SUMMARY) : g_steal_pointer (&text);
}

/**
 * sipgo_trace_record_get_summary:
 * @self: a record
 *
 * Gets the record in a few words: method and Request-URI, status code and reason phrase, state or decision.
 *
 * Returns: (transfer full): the summary
 *
 * Since: 1.0
 */
char *
sipgo_trace_record_get_summary (SipgoTraceRecord *self)
{
  g_return_val_if_fail (SIPGO_IS_TRACE_RECORD (self), NULL);
  return self->bytes ? summarize_message (self->bytes) : g_strdup (self->note);
}

/**
 * sipgo_trace_record_get_text:
 * @self: a record
 *
 * Gets the whole message, or the whole state or decision. Credentials, keys and passwords are masked, control
 * characters are escaped, and of a message longer than 16 KiB the rest is left out. Everything else is shown, such as
 * numbers, names, and texts in a body.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
sipgo_trace_record_get_text (SipgoTraceRecord *self)
{
  g_autoptr (GBytes) masked = NULL;
  g_autofree char *text = NULL;
  gsize length;
  const char *data;

  g_return_val_if_fail (SIPGO_IS_TRACE_RECORD (self), NULL);
  if (!self->bytes)
    return g_strdup (self->note);
  masked = sipgo_secrets_mask (self->bytes);
  data = g_bytes_get_data (masked, &length);
  text = sipgo_secrets_dup_text (data, MIN (length, MAX_SHOWN));
  if (length <= MAX_SHOWN)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%s\n[… %" G_GSIZE_FORMAT " more bytes]\n", text, length - MAX_SHOWN);
}
