/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-address-private.h"

G_BEGIN_DECLS

/* Functions for all kinds of the kernel's sockets. Errors name the address and what to do. */

/* A source that calls func with the conditions of a file descriptor. */
typedef void (*SipgoNativeFunc) (GIOCondition condition, gpointer user_data);

GSource *sipgo_native_source_new    (SipgoEnvironment *environment, int fd, GIOCondition wanted, const char *name,
                                     SipgoNativeFunc func, gpointer user_data);
void     sipgo_native_source_want   (GSource *source, GIOCondition wanted);
/* func is also called while *n_waiting is not 0: the number of messages that were read and not handed on yet. */
void     sipgo_native_source_set_waiting (GSource *source, const guint *n_waiting);

int      sipgo_native_socket        (const SipgoAddress *address, int type, GError **error);
/* SOCK_STREAM sockets also start to listen. */
gboolean sipgo_native_bind_socket   (int fd, int type, const SipgoAddress *address, SipgoAddress *bound,
                                     GError **error);
/* "127.0.0.1:5060 cannot be reached: Connection refused" */
void     sipgo_native_set_error     (GError **error, const SipgoAddress *remote, int code);
/* Finds the local address that packets to remote are sent from. FALSE if there is no route. */
gboolean sipgo_native_probe_local   (const SipgoAddress *remote, SipgoAddress *local);

G_END_DECLS
