/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/registration/sipgo-registerer.h"

G_BEGIN_DECLS

/* A REGISTER that is under way or waits for that, be it a refresh, is given up; one that takes the registration back
 * goes on. */
void     sipgo_registerer_give_way (SipgoRegisterer *self);

G_END_DECLS
