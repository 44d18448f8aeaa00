/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-dns-answer-private.h"

static void
clear_record (gpointer data)
{
  SipgoDnsRecord *record = data;

  g_free (record->name);
  g_free (record->flags);
  g_free (record->service);
}

SipgoDnsAnswer *
sipgo_dns_answer_new (void)
{
  SipgoDnsAnswer *self = g_new0 (SipgoDnsAnswer, 1);

  self->ref_count = 1;
  self->ttl = G_MAXUINT;
  self->records = g_array_new (FALSE, FALSE, sizeof (SipgoDnsRecord));
  g_array_set_clear_func (self->records, clear_record);
  return self;
}

SipgoDnsAnswer *
sipgo_dns_answer_ref (SipgoDnsAnswer *self)
{
  self->ref_count++;
  return self;
}

void
sipgo_dns_answer_unref (SipgoDnsAnswer *self)
{
  if (--self->ref_count > 0)
    return;
  g_array_unref (self->records);
  g_clear_error (&self->error);
  g_free (self);
}

void
sipgo_dns_answer_take (SipgoDnsAnswer *self, SipgoDnsRecord record, guint ttl)
{
  if (self->records->len == SIPGO_DNS_MAX_RECORDS)
    {
      clear_record (&record);
      return;
    }
  g_array_append_val (self->records, record);
  self->ttl = MIN (self->ttl, ttl);
}
