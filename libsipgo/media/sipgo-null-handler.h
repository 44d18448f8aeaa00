/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-session-description-handler.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_NULL_HANDLER (sipgo_null_handler_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoNullHandler, sipgo_null_handler, SIPGO, NULL_HANDLER, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoNullHandler *sipgo_null_handler_new (const char *local_address, guint port);

#define SIPGO_TYPE_NULL_HANDLER_FACTORY (sipgo_null_handler_factory_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoNullHandlerFactory, sipgo_null_handler_factory, SIPGO, NULL_HANDLER_FACTORY, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoNullHandlerFactory *sipgo_null_handler_factory_new      (void);
SIPGO_AVAILABLE_IN_ALL
guint                    sipgo_null_handler_factory_get_port (SipgoNullHandlerFactory *self);
SIPGO_AVAILABLE_IN_ALL
void                     sipgo_null_handler_factory_set_port (SipgoNullHandlerFactory *self, guint port);

G_END_DECLS
