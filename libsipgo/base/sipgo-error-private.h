/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-error.h"

G_BEGIN_DECLS

/* Warn-codes (RFC 3261 20.43) for what is wrong with a session description. */
#define SIPGO_WARNING_NETWORK     300     /* incompatible network protocol */
#define SIPGO_WARNING_TRANSPORT   302     /* incompatible transport protocol */
#define SIPGO_WARNING_MEDIA_TYPE  304     /* media type not available */
#define SIPGO_WARNING_FORMAT      305     /* incompatible media format */
#define SIPGO_WARNING_DESCRIPTION 307     /* session description parameter not understood */
#define SIPGO_WARNING_MULTICAST   330     /* multicast not available */

/* The warn-code of an error in the domain SIPGO_ERROR, for the Warning header of the response. Copies of the error keep
 * it. The error may be NULL. */
void  sipgo_error_set_warning (GError *error, guint warning);
/* 0 if there is none. */
guint sipgo_error_get_warning (const GError *error);

G_END_DECLS
