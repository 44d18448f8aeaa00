/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

/**
 * SipgoError:
 * @SIPGO_ERROR_INVALID: text or a value given by the caller is not what RFC 3261 or the function allows
 * @SIPGO_ERROR_STATE: the operation is not possible in the present state of the object
 * @SIPGO_ERROR_MALFORMED: bytes from the network are not a SIP message, header or session description
 * @SIPGO_ERROR_TIMEOUT: there was no answer in the time that RFC 3261 allows
 * @SIPGO_ERROR_UNREACHABLE: the host has no address, or the message could not be sent to it
 * @SIPGO_ERROR_ADDRESS_IN_USE: another program listens on the address
 * @SIPGO_ERROR_UNSUPPORTED: this build, this machine or the peer does not support the transport, scheme or feature
 * @SIPGO_ERROR_AUTHENTICATION: the server asks for credentials, or has refused them
 * @SIPGO_ERROR_TERMINATED: the session or the agent ended before the operation was done
 * @SIPGO_ERROR_MEDIA: the media could not be negotiated, could not be started, or failed
 * @SIPGO_ERROR_NO_CODEC: there is no common codec that is installed here
 * @SIPGO_ERROR_FILE: a file to be played or recorded could not be read or written
 * @SIPGO_ERROR_REQUEST_PENDING: a request of the same kind is pending, and has to be answered before the next one
 * @SIPGO_ERROR_CONTENT_TYPE: the session description of the peer has a content type that is not supported
 * @SIPGO_ERROR_RESOURCES: this machine has no file descriptors, ports or threads left, or a configured limit is reached
 * @SIPGO_ERROR_CERTIFICATE: the certificate of a server was not accepted; the message says which check has failed, and
 *   for which name
 *
 * Errors on our side. If the peer refuses a request, the error is in the domain of [enum@Status].
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_ERROR_INVALID,
  SIPGO_ERROR_STATE,
  SIPGO_ERROR_MALFORMED,
  SIPGO_ERROR_TIMEOUT,
  SIPGO_ERROR_UNREACHABLE,
  SIPGO_ERROR_ADDRESS_IN_USE,
  SIPGO_ERROR_UNSUPPORTED,
  SIPGO_ERROR_AUTHENTICATION,
  SIPGO_ERROR_TERMINATED,
  SIPGO_ERROR_MEDIA,
  SIPGO_ERROR_NO_CODEC,
  SIPGO_ERROR_FILE,
  SIPGO_ERROR_REQUEST_PENDING,
  SIPGO_ERROR_CONTENT_TYPE,
  SIPGO_ERROR_RESOURCES,
  SIPGO_ERROR_CERTIFICATE,
} SipgoError;

#define SIPGO_ERROR (sipgo_error_quark ())

SIPGO_AVAILABLE_IN_ALL
GQuark sipgo_error_quark (void);

G_END_DECLS
