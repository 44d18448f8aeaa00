/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SipgoArenaChunk SipgoArenaChunk;

/* Memory that is allocated in small parts and freed all at once. An arena of zero bytes is empty. */
typedef struct
{
  SipgoArenaChunk *newest;
  gsize left;
  char *next;
} SipgoArena;

char       *sipgo_arena_take  (SipgoArena *self, gsize length);
/* A NUL-terminated copy. */
const char *sipgo_arena_add   (SipgoArena *self, const char *data, gsize length);
void        sipgo_arena_clear (SipgoArena *self);

G_END_DECLS
