/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/**
 * SIPGO_VERSION_1_0:
 *
 * The version 1.0, for %SIPGO_VERSION_MIN_REQUIRED and %SIPGO_VERSION_MAX_ALLOWED.
 *
 * Since: 1.0
 */
#define SIPGO_VERSION_1_0 (G_ENCODE_VERSION (1, 0))

/**
 * SIPGO_VERSION_MIN_REQUIRED:
 *
 * The oldest version that a program works with. If a program defines it before it includes the header, there are no
 * warnings for functions that were deprecated in later versions. The newest version by default.
 *
 * Since: 1.0
 */
#ifndef SIPGO_VERSION_MIN_REQUIRED
#define SIPGO_VERSION_MIN_REQUIRED SIPGO_VERSION_1_0
#endif

/**
 * SIPGO_VERSION_MAX_ALLOWED:
 *
 * The newest version whose functions a program uses. If a program defines it before it includes the header, the
 * compiler warns of functions that are newer. The newest version by default.
 *
 * Since: 1.0
 */
#ifndef SIPGO_VERSION_MAX_ALLOWED
#define SIPGO_VERSION_MAX_ALLOWED SIPGO_VERSION_1_0
#endif

#if SIPGO_VERSION_MAX_ALLOWED < SIPGO_VERSION_MIN_REQUIRED
#error "SIPGO_VERSION_MAX_ALLOWED is older than SIPGO_VERSION_MIN_REQUIRED"
#endif

/* The introspection scanner does not need the following macros. */
#ifdef __GI_SCANNER__
#define SIPGO_AVAILABLE_IN_ALL
#define SIPGO_AVAILABLE_IN_1_0
#else

#define SIPGO_EXTERN extern __attribute__ ((visibility ("default")))
#define SIPGO_UNAVAILABLE(major, minor) G_UNAVAILABLE (major, minor) SIPGO_EXTERN

#define SIPGO_AVAILABLE_IN_ALL SIPGO_EXTERN

/* --- 1.0 --- */
#if SIPGO_VERSION_MAX_ALLOWED < SIPGO_VERSION_1_0
#define SIPGO_AVAILABLE_IN_1_0 SIPGO_UNAVAILABLE (1, 0)
#else
#define SIPGO_AVAILABLE_IN_1_0 SIPGO_EXTERN
#endif

#if SIPGO_VERSION_MIN_REQUIRED >= SIPGO_VERSION_1_0
#define SIPGO_DEPRECATED_IN_1_0 G_DEPRECATED SIPGO_EXTERN
#define SIPGO_DEPRECATED_IN_1_0_FOR(function) G_DEPRECATED_FOR (function) SIPGO_EXTERN
#else
#define SIPGO_DEPRECATED_IN_1_0 SIPGO_EXTERN
#define SIPGO_DEPRECATED_IN_1_0_FOR(function) SIPGO_EXTERN
#endif

#endif
