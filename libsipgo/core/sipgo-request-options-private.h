/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-request-options.h"

G_BEGIN_DECLS

struct _SipgoRequestOptions
{
  GObject parent_instance;
};

struct _SipgoRequestOptionsClass
{
  GObjectClass parent_class;
};

G_END_DECLS
