/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-request-options.h"
#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

struct _SipgoRequestOptions
{
  GObject parent_instance;
};

struct _SipgoRequestOptionsClass
{
  GObjectClass parent_class;
};

/* Adds header lines and a body given by the caller; either may be NULL. */
gboolean sipgo_message_add_extras          (SipgoMessage *message, const char *const *lines, SipgoBody *body,
                                            GError **error);
/* options: (nullable) */
gboolean sipgo_message_add_request_options (SipgoMessage *message, SipgoRequestOptions *options, GError **error);

G_END_DECLS
