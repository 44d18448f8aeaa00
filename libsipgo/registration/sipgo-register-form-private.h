/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/registration/sipgo-registration-private.h"

G_BEGIN_DECLS

/* What every REGISTER of a registerer says; the rest is that of one registration. Embedded in the registerer. */
typedef struct
{
  SipgoUri *registrar;              /* NULL: that of the account, or the domain of the address-of-record */
  SipgoNameAddr *local;             /* From; NULL for the account's own address */
  SipgoNameAddr *remote;            /* To; NULL for local */
  GStrv contact_params;             /* further parameters of the Contact; NULL for none */
} SipgoRegisterForm;

void                  sipgo_register_form_clear   (SipgoRegisterForm *self);
/* The address-of-record: To, and also From unless a third party registers it (RFC 3261 10.2). */
SipgoNameAddr        *sipgo_register_form_get_record (SipgoRegisterForm *self, SipgoUsage *usage);
/* Makes the REGISTER of the usage over the edge of the registration, with its next CSeq number. requires_outbound: the
 * registrar is to refuse it if it does not keep the flow. NULL with error if something in it is not valid. */
SipgoOutgoingRequest *sipgo_register_form_fill_in (SipgoRegisterForm *self, SipgoUsage *usage,
                                                   SipgoRegistration *registration, SipgoRequestOptions *options,
                                                   gboolean requires_outbound, GError **error);

G_END_DECLS
