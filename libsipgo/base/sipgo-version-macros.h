/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#define SIPGO_AVAILABLE_IN_ALL extern __attribute__ ((visibility ("default")))
#define SIPGO_AVAILABLE_IN_1_0 SIPGO_AVAILABLE_IN_ALL
