/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-grammar-private.h"

G_BEGIN_DECLS

/* name or name=value; value is NULL without "=". */
typedef struct
{
  const char *name;
  const char *value;
} SipgoParam;

/* *( ";" name [ "=" value ] ) with white space anywhere: counts the parameters; stops at what is no semicolon. */
gboolean    sipgo_params_scan   (const char **p, const char *end, guint *n_params, SipgoFault *fault);
/* Cuts a terminated copy of text that the scan has passed into names and unquoted values. */
void        sipgo_params_cut    (char *p, char *end, SipgoParam *params);
/* One parameter in the text: the raw slices behind the semicolon that *p points at. Only for text that was scanned. */
void        sipgo_params_next   (const char **p, const char *end, SipgoSlice *name, SipgoSlice *value);

const SipgoParam *sipgo_params_find (const SipgoParam *params, guint n_params, const char *name);
/* The text behind an address with one parameter set, or taken away (remove). */
void        sipgo_params_append_replaced (GString *string, SipgoSlice params, const char *name, const char *value, gboolean remove);
/* As 20.42 compares: the same parameters with the same values. With lax (20.10, 20.20) only the names in both count. */
gboolean    sipgo_params_equal  (const SipgoParam *a, guint n_a, const SipgoParam *b, guint n_b, gboolean lax);
gboolean    sipgo_params_has_twice (const SipgoParam *params, guint n_params, const char *name);
GStrv       sipgo_params_dup_names (const SipgoParam *params, guint n_params);

G_END_DECLS
