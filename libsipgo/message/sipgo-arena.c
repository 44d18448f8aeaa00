/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-arena-private.h"

#include <string.h>

#define CHUNK_SIZE 1000

struct _SipgoArenaChunk
{
  SipgoArenaChunk *older;
};

char *
sipgo_arena_take (SipgoArena *self, gsize length)
{
  char *piece;

  if (length > self->left)
    {
      gsize size = MAX (CHUNK_SIZE, length);
      SipgoArenaChunk *chunk = g_malloc (sizeof *chunk + size);

      chunk->older = self->newest;
      self->newest = chunk;
      self->next = (char *) (chunk + 1);
      self->left = size;
    }
  piece = self->next;
  self->next += length;
  self->left -= length;
  return piece;
}

const char *
sipgo_arena_add (SipgoArena *self, const char *data, gsize length)
{
  char *copy = sipgo_arena_take (self, length + 1);

  memcpy (copy, data, length);
  copy[length] = '\0';
  return copy;
}

void
sipgo_arena_clear (SipgoArena *self)
{
  while (self->newest)
    {
      SipgoArenaChunk *chunk = self->newest;

      self->newest = chunk->older;
      g_free (chunk);
    }
  self->left = 0;
}
