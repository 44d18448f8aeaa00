/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-error.h"

/**
 * sipgo_error_quark:
 *
 * The error domain of [error@Error].
 *
 * Returns: the domain
 */
G_DEFINE_QUARK (sipgo-error-quark, sipgo_error)
