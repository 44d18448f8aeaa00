/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-error-private.h"

typedef struct
{
  guint warning;
} SipgoErrorPrivate;

static void
sipgo_error_private_init (SipgoErrorPrivate *private)
{
  private->warning = 0;
}

static void
sipgo_error_private_copy (const SipgoErrorPrivate *from, SipgoErrorPrivate *to)
{
  to->warning = from->warning;
}

static void
sipgo_error_private_clear (SipgoErrorPrivate *private)
{
}

/**
 * sipgo_error_quark:
 *
 * The error domain of [error@Error].
 *
 * Returns: the domain
 *
 * Since: 1.0
 */
G_DEFINE_EXTENDED_ERROR (SipgoError, sipgo_error)

void
sipgo_error_set_warning (GError *error, guint warning)
{
  if (error && error->domain == SIPGO_ERROR)
    sipgo_error_get_private (error)->warning = warning;
}

guint
sipgo_error_get_warning (const GError *error)
{
  return error && error->domain == SIPGO_ERROR ? sipgo_error_get_private (error)->warning : 0;
}
