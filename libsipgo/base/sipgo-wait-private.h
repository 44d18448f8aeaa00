/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"

G_BEGIN_DECLS

/* Keeps the task at *place until the owner completes the task from there. If its cancellable is cancelled first, the
 * caller's callback is called at once, and a task without a callback takes its place: the operation of the owner goes
 * on. The place is a field of the task's source object. */
void sipgo_wait_begin (SipgoEnvironment *environment, GTask **place, GTask *task);

G_END_DECLS
