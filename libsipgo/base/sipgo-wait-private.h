/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"

G_BEGIN_DECLS

/* Keeps the task at place until its owner completes it from there. When its cancellable is cancelled before, the caller
 * is told at once, and a task that nobody waits for takes the place: what the owner is at goes on all the same. The
 * place belongs to the source object of the task. */
void sipgo_wait_begin (SipgoEnvironment *environment, GTask **place, GTask *task);

G_END_DECLS
