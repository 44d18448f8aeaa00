/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/trace/sipgo-trace-columns-private.h"

#define MAX_PEERS 8
#define OTHERS "others"

static guint
find_column (GPtrArray *peers, SipgoTraceRecord *record)
{
  g_autofree char *peer = sipgo_trace_record_dup_peer (record);
  guint index;

  if (g_ptr_array_find_with_equal_func (peers, peer, g_str_equal, &index))
    return index + 1;
  if (peers->len < MAX_PEERS - 1)
    g_ptr_array_add (peers, g_steal_pointer (&peer));
  else if (peers->len < MAX_PEERS)
    g_ptr_array_add (peers, g_strdup (OTHERS));
  return peers->len;
}

/* A retransmission has the same bytes, and a direction. */
static guint
message_hash (gconstpointer data)
{
  const SipgoTraceRecord *record = data;

  return g_bytes_hash (record->bytes) + record->kind;
}

static gboolean
message_equal (gconstpointer a, gconstpointer b)
{
  const SipgoTraceRecord *one = a, *other = b;

  return one->kind == other->kind && g_bytes_equal (one->bytes, other->bytes);
}

SipgoTraceColumns *
sipgo_trace_columns_new (GPtrArray *records)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (message_hash, message_equal);
  SipgoTraceColumns *self = g_new (SipgoTraceColumns, 1);
  guint i;

  self->peers = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_array_new (FALSE, FALSE, sizeof (SipgoTraceRow));
  for (i = 0; i < records->len; i++)
    {
      SipgoTraceRow row = { .record = records->pdata[i] };

      if (sipgo_trace_record_is_message (row.record))
        {
          row.column = find_column (self->peers, row.record);
          row.repeats = GPOINTER_TO_UINT (g_hash_table_lookup (seen, row.record));
          g_hash_table_insert (seen, row.record, GUINT_TO_POINTER (row.repeats + 1));
        }
      g_array_append_val (self->rows, row);
    }
  return self;
}

void
sipgo_trace_columns_free (SipgoTraceColumns *self)
{
  g_ptr_array_unref (self->peers);
  g_array_unref (self->rows);
  g_free (self);
}

char *
sipgo_trace_row_dup_label (const SipgoTraceRow *self)
{
  g_autofree char *summary = sipgo_trace_record_get_summary (self->record);

  return g_strconcat (self->repeats > 0 ? "again: " : "", summary, NULL);
}
