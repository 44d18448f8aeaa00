/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-status.h"

/**
 * sipgo_status_quark:
 *
 * The error domain for final responses that reject a request: the code of the error is the status code of the response.
 *
 * Returns: the domain
 *
 * Since: 1.0
 */
G_DEFINE_QUARK (sipgo-status-quark, sipgo_status)

static const struct
{
  guint code;
  const char *phrase;
} phrases[] = {
  { 100, "Trying" },
  { 180, "Ringing" },
  { 181, "Call Is Being Forwarded" },
  { 182, "Queued" },
  { 183, "Session Progress" },
  { 199, "Early Dialog Terminated" },
  { 200, "OK" },
  { 202, "Accepted" },
  { 204, "No Notification" },
  { 300, "Multiple Choices" },
  { 301, "Moved Permanently" },
  { 302, "Moved Temporarily" },
  { 305, "Use Proxy" },
  { 380, "Alternative Service" },
  { 400, "Bad Request" },
  { 401, "Unauthorized" },
  { 402, "Payment Required" },
  { 403, "Forbidden" },
  { 404, "Not Found" },
  { 405, "Method Not Allowed" },
  { 406, "Not Acceptable" },
  { 407, "Proxy Authentication Required" },
  { 408, "Request Timeout" },
  { 410, "Gone" },
  { 412, "Conditional Request Failed" },
  { 413, "Request Entity Too Large" },
  { 414, "Request-URI Too Long" },
  { 415, "Unsupported Media Type" },
  { 416, "Unsupported URI Scheme" },
  { 417, "Unknown Resource-Priority" },
  { 420, "Bad Extension" },
  { 421, "Extension Required" },
  { 422, "Session Interval Too Small" },
  { 423, "Interval Too Brief" },
  { 424, "Bad Location Information" },
  { 428, "Use Identity Header" },
  { 429, "Provide Referrer Identity" },
  { 430, "Flow Failed" },
  { 433, "Anonymity Disallowed" },
  { 436, "Bad Identity Info" },
  { 437, "Unsupported Credential" },
  { 438, "Invalid Identity Header" },
  { 439, "First Hop Lacks Outbound Support" },
  { 440, "Max-Breadth Exceeded" },
  { 469, "Bad Info Package" },
  { 470, "Consent Needed" },
  { 480, "Temporarily Unavailable" },
  { 481, "Call/Transaction Does Not Exist" },
  { 482, "Loop Detected" },
  { 483, "Too Many Hops" },
  { 484, "Address Incomplete" },
  { 485, "Ambiguous" },
  { 486, "Busy Here" },
  { 487, "Request Terminated" },
  { 488, "Not Acceptable Here" },
  { 489, "Bad Event" },
  { 491, "Request Pending" },
  { 493, "Undecipherable" },
  { 494, "Security Agreement Required" },
  { 500, "Server Internal Error" },
  { 501, "Not Implemented" },
  { 502, "Bad Gateway" },
  { 503, "Service Unavailable" },
  { 504, "Server Time-out" },
  { 505, "Version Not Supported" },
  { 513, "Message Too Large" },
  { 555, "Push Notification Service Not Supported" },
  { 580, "Precondition Failure" },
  { 600, "Busy Everywhere" },
  { 603, "Decline" },
  { 604, "Does Not Exist Anywhere" },
  { 606, "Not Acceptable" },
  { 607, "Unwanted" },
  { 608, "Rejected" },
};

static const char * const classes[] = { "Trying", "OK", "Multiple Choices", "Bad Request", "Server Internal Error",
                                        "Busy Everywhere" };

/**
 * sipgo_status_get_phrase:
 * @status_code: a status code
 *
 * Gets the usual reason phrase of a status code. An unknown code is treated as the x00 code of its class, an unknown
 * 1xx as 183 (RFC 3261, section 8.1.3.2).
 *
 * Returns: the phrase
 *
 * Since: 1.0
 */
const char *
sipgo_status_get_phrase (guint status_code)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (phrases); i++)
    if (phrases[i].code == status_code)
      return phrases[i].phrase;
  if (status_code < 100 || status_code > 699)
    return "Unknown";
  return status_code < 200 ? "Session Progress" : classes[status_code / 100 - 1];
}
