/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-response-options.h"

G_BEGIN_DECLS

struct _SipgoResponseOptions
{
  GObject parent_instance;
};

struct _SipgoResponseOptionsClass
{
  GObjectClass parent_class;
};

G_END_DECLS
