/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tests/util/ua-util.h"

/* Alice at example.com, whose registrar is the peer. */
SipgoRegisterer *make_registerer (Fixture *fixture);
/* The REGISTER is answered by its own Contact, for so many seconds. */
SipgoMessage    *grant           (Fixture *fixture, guint seconds);
/* Registers for so many seconds. Returns the REGISTER. */
SipgoMessage    *do_register     (Fixture *fixture, SipgoRegisterer *registerer, guint seconds);
