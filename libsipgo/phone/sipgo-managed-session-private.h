/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/phone/sipgo-managed-session.h"

G_BEGIN_DECLS

/* How a managed session calls its manager for received DTMF digits. */
typedef struct
{
  gboolean (*is_wanted) (GObject *owner);      /* a handler for digits is connected */
  void     (*received)  (GObject *owner, SipgoSession *session, const char *tone, guint duration_ms);
} SipgoToneFuncs;

struct _SipgoManagedSession
{
  GObject parent_instance;

  SipgoSession *session;
  SipgoMedia *media;            /* NULL until there is one */
  gboolean held;                /* as last notified */
  gboolean muted;
  gboolean reported_held;       /* as in the manager's last call-hold */

  const SipgoToneFuncs *tone_funcs;
  GObject *owner;               /* not owned; NULL once the manager is gone or has dropped the call */
};

SipgoManagedSession *sipgo_managed_session_new (SipgoSession *session);
/* owner: NULL when the manager drops the call; the application then handles DTMF by INFO itself. */
void                 sipgo_managed_session_set_tone_funcs (SipgoManagedSession *self, const SipgoToneFuncs *funcs,
                                                           GObject *owner);
/* Sends DTMF digits in the media or by INFO; takes the task and completes it. */
void                 sipgo_managed_session_send_tones     (SipgoManagedSession *self, const char *tones,
                                                           gboolean in_media, GTask *task);

G_END_DECLS
