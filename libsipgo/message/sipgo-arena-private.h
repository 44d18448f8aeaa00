/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SipgoArenaChunk SipgoArenaChunk;

/* Memory that is taken in small pieces and given back all at once. All zero is an empty one. */
typedef struct
{
  SipgoArenaChunk *newest;
  gsize left;
  char *next;
} SipgoArena;

char       *sipgo_arena_take  (SipgoArena *self, gsize length);
/* A copy with a terminator behind it. */
const char *sipgo_arena_add   (SipgoArena *self, const char *data, gsize length);
void        sipgo_arena_clear (SipgoArena *self);

G_END_DECLS
