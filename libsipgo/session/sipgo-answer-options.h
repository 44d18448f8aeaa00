/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-response-options.h"
#include "libsipgo/media/sipgo-session-description-handler-options.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define SIPGO_TYPE_ANSWER_OPTIONS (sipgo_answer_options_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoAnswerOptions, sipgo_answer_options, SIPGO, ANSWER_OPTIONS, SipgoResponseOptions)

SIPGO_AVAILABLE_IN_ALL
SipgoAnswerOptions *sipgo_answer_options_new (void);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_answer_options_get_reliable (SipgoAnswerOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_answer_options_set_reliable (SipgoAnswerOptions *self, gboolean reliable);
SIPGO_AVAILABLE_IN_ALL
SipgoSessionDescriptionHandlerOptions *
  sipgo_answer_options_get_session_description_handler_options (SipgoAnswerOptions *self);
SIPGO_AVAILABLE_IN_ALL
void
  sipgo_answer_options_set_session_description_handler_options (SipgoAnswerOptions *self,
                                                              SipgoSessionDescriptionHandlerOptions *options);
SIPGO_AVAILABLE_IN_ALL
GListModel *sipgo_answer_options_get_session_description_handler_modifiers (SipgoAnswerOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_answer_options_set_session_description_handler_modifiers (SipgoAnswerOptions *self,
                                                                     GListModel *session_description_handler_modifiers);
SIPGO_AVAILABLE_IN_ALL
GListModel *sipgo_answer_options_get_modifiers (SipgoAnswerOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_answer_options_set_modifiers (SipgoAnswerOptions *self, GListModel *modifiers);

G_END_DECLS
