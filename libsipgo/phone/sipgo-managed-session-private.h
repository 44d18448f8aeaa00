/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/phone/sipgo-managed-session.h"

G_BEGIN_DECLS

/* The peer pressed a key, and told in the media. */
typedef void (*SipgoToneFunc) (SipgoManagedSession *self, const char *tone, guint duration_ms, gpointer user_data);

struct _SipgoManagedSession
{
  GObject parent_instance;

  SipgoSession *session;
  SipgoMedia *media;            /* NULL until there is one */
  gboolean held;                /* as it was told last */
  gboolean muted;
  gboolean reported_held;       /* as its manager has told last */

  SipgoToneFunc tone_func;      /* NULL for nobody */
  gpointer tone_data;
};

SipgoManagedSession *sipgo_managed_session_new (SipgoSession *session);
void                 sipgo_managed_session_set_tone_handler (SipgoManagedSession *self, SipgoToneFunc func,
                                                             gpointer user_data);

G_END_DECLS
