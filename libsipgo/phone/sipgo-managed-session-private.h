/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/phone/sipgo-managed-session.h"
#include "libsipgo/session/sipgo-referral.h"

G_BEGIN_DECLS

/* What a manager is asked and told of the keys that the peer presses. */
typedef struct
{
  gboolean (*is_wanted) (GObject *owner);      /* somebody listens for them */
  void     (*received)  (GObject *owner, SipgoSession *session, const char *tone, guint duration_ms);
} SipgoToneFuncs;

struct _SipgoManagedSession
{
  GObject parent_instance;

  SipgoSession *session;
  SipgoMedia *media;            /* NULL until there is one */
  gboolean held;                /* as it was told last */
  gboolean muted;
  gboolean reported_held;       /* as its manager has told last */

  const SipgoToneFuncs *tone_funcs;
  GObject *owner;               /* not owned; NULL once the manager is gone, or has let the call go */
};

SipgoManagedSession *sipgo_managed_session_new (SipgoSession *session);
/* owner: NULL lets the call go: digits in INFO are the application's again. */
void                 sipgo_managed_session_set_tone_funcs (SipgoManagedSession *self, const SipgoToneFuncs *funcs,
                                                           GObject *owner);
/* Sends tones in the media, or by INFO; completes the task, which it takes. */
void                 sipgo_managed_session_send_tones     (SipgoManagedSession *self, const char *tones,
                                                           gboolean in_media, GTask *task);
/* What a REFER asks for as a call that is to begin; NULL when the application has decided, or it cannot be called: then
 * it is refused. */
SipgoInviter        *sipgo_managed_session_follow         (SipgoReferral *referral);

G_END_DECLS
