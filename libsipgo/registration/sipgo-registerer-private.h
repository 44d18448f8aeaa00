/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/registration/sipgo-registerer.h"

G_BEGIN_DECLS

/* Gives up a REGISTER that was sent or waits to be sent, also a refresh; one that unregisters goes on. */
void     sipgo_registerer_give_way (SipgoRegisterer *self);

G_END_DECLS
