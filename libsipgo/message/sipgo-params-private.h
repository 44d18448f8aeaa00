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

/* *( ";" name [ "=" value ] ) in a text. The first parameters are noted, so that they need not be scanned again. */
#define SIPGO_N_NOTED_PARAMS 4

typedef struct
{
  SipgoSlice whole;          /* from the first semicolon on */
  guint n_params;
  const char *rest;          /* the semicolon behind those that are noted */
  struct
  {
    SipgoSlice name, value;
  } noted[SIPGO_N_NOTED_PARAMS];
} SipgoParamsScan;

/* White space is allowed everywhere; stops where no semicolon follows. */
gboolean    sipgo_params_scan   (const char **p, const char *end, SipgoParamsScan *scan, SipgoFault *fault);
/* Cuts a terminated copy of the text, which begins at copy where the scan begins, into names and unquoted values. */
void        sipgo_params_cut    (const SipgoParamsScan *scan, char *copy, SipgoParam *params);
/* Counts the parameters with that name and sets value to the raw value of the first. name is in lower case. */
guint       sipgo_params_scan_find (const SipgoParamsScan *scan, const char *name, SipgoSlice *value);
/* One parameter in the text: the raw slices behind the semicolon that *p points at. Only for text that was scanned. */
void        sipgo_params_next   (const char **p, const char *end, SipgoSlice *name, SipgoSlice *value);

const SipgoParam *sipgo_params_find (const SipgoParam *params, guint n_params, const char *name);
/* Appends the parameters with one of them replaced or, with remove, left out. */
void        sipgo_params_append_replaced (GString *string, SipgoSlice params, const char *name, const char *value,
                                          gboolean remove);
/* The same parameters with the same values (20.42). lax: only parameters that both have are compared (20.10, 20.20). */
gboolean    sipgo_params_equal  (const SipgoParam *a, guint n_a, const SipgoParam *b, guint n_b, gboolean lax);
GStrv       sipgo_params_dup_names (const SipgoParam *params, guint n_params);

G_END_DECLS
