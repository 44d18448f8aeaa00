/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

/**
 * SipgoStepKind:
 * @SIPGO_STEP_KIND_LOCATED: DNS named the servers of the domain (RFC 3263)
 * @SIPGO_STEP_KIND_RESOLVED: DNS gave the addresses of a host
 * @SIPGO_STEP_KIND_TRIED: the request was given to the transport for a target
 * @SIPGO_STEP_KIND_CONNECTED: the connection to the target was made, or was there already
 * @SIPGO_STEP_KIND_CERTIFICATE: the certificate of the target was refused
 * @SIPGO_STEP_KIND_CHALLENGED: the target asked for credentials
 * @SIPGO_STEP_KIND_REDIRECTED: the target named other addresses
 * @SIPGO_STEP_KIND_ANSWERED: the target gave a final response
 * @SIPGO_STEP_KIND_TIMED_OUT: the target did not answer in time
 * @SIPGO_STEP_KIND_FAILED: DNS had no answer, or the target could not be reached
 *
 * What happened in a [struct@Step].
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_STEP_KIND_LOCATED,
  SIPGO_STEP_KIND_RESOLVED,
  SIPGO_STEP_KIND_TRIED,
  SIPGO_STEP_KIND_CONNECTED,
  SIPGO_STEP_KIND_CERTIFICATE,
  SIPGO_STEP_KIND_CHALLENGED,
  SIPGO_STEP_KIND_REDIRECTED,
  SIPGO_STEP_KIND_ANSWERED,
  SIPGO_STEP_KIND_TIMED_OUT,
  SIPGO_STEP_KIND_FAILED,
} SipgoStepKind;

#define SIPGO_TYPE_STEP (sipgo_step_get_type ())

typedef struct _SipgoStep SipgoStep;

SIPGO_AVAILABLE_IN_ALL
GType          sipgo_step_get_type     (void);
SIPGO_AVAILABLE_IN_ALL
SipgoStep     *sipgo_step_ref          (SipgoStep *self);
SIPGO_AVAILABLE_IN_ALL
void           sipgo_step_unref        (SipgoStep *self);
SIPGO_AVAILABLE_IN_ALL
SipgoStepKind  sipgo_step_get_kind     (SipgoStep *self);
SIPGO_AVAILABLE_IN_ALL
gint64         sipgo_step_get_time     (SipgoStep *self);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_step_get_target   (SipgoStep *self);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_step_get_protocol (SipgoStep *self);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_step_get_text     (SipgoStep *self);
SIPGO_AVAILABLE_IN_ALL
char          *sipgo_step_to_string    (SipgoStep *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoStep, sipgo_step_unref)

G_END_DECLS
