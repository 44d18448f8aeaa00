/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsipgo/sipgo-base-enum-types.h>
#include <libsipgo/base/sipgo-error.h>
#include <libsipgo/base/sipgo-internal-type.h>
#include <libsipgo/base/sipgo-version-macros.h>
#include <libsipgo/base/sipgo-version.h>
