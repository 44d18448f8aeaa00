/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tests/util/ua-util.h"

/* Alice at example.com; the peer is her registrar. */
SipgoRegisterer *make_registerer (Fixture *fixture);
/* Answers the REGISTER with its own Contact, for that many seconds. */
SipgoMessage    *grant           (Fixture *fixture, guint seconds);
/* Registers for that many seconds. Returns the REGISTER. */
SipgoMessage    *do_register     (Fixture *fixture, SipgoRegisterer *registerer, guint seconds);
