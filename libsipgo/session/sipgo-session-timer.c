/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-timer-private.h"

#include "libsipgo/agent/sipgo-agent-settings-private.h"
#include "libsipgo/base/sipgo-text-private.h"
#include "libsipgo/message/sipgo-params-private.h"

#include <string.h>

/* Give up after this many consecutive 422 responses: the proxies of a path may have different minimums. */
#define MAX_TOO_SMALL 2

/* Seconds. A peer may grant less than Min-SE, against RFC 4028; a shorter interval than this one is not followed, since
 * it would be answered by a flood of re-INVITEs. */
#define SHORTEST_INTERVAL 20

/* The BYE is sent this much before the session expires, or a third of the interval if that is less (section 10). */
#define BYE_LEAD 32

/* Seconds between a refresh that has failed and the next one, at least. */
#define RETRY_SOONEST 10

typedef enum {
  REFRESHER_NONE,                   /* the parameter is absent, or has another value */
  REFRESHER_UAC,
  REFRESHER_UAS,
} Refresher;

/* The Session-Expires of a 2xx of ours. */
typedef struct
{
  guint seconds;                    /* 0 for none */
  gboolean is_refresher;            /* the UAS, which is us */
  gboolean is_required;             /* Require: timer */
} Terms;

void
sipgo_session_timer_init (SipgoSessionTimer *self, SipgoEnvironment *environment, guint wish, guint minimum,
                          const SipgoSessionTimerFuncs *funcs, gpointer owner)
{
  *self = (SipgoSessionTimer) { .environment = environment, .funcs = funcs, .owner = owner, .wish = wish,
                                .own_minimum = minimum, .minimum = minimum };
}

/* --- the times ---------------------------------------------------------------------------------------------------- */

static gint64
time_left (SipgoSessionTimer *self)
{
  return self->deadline - sipgo_environment_now (self->environment);
}

static void
fire (gpointer user_data)
{
  SipgoSessionTimer *self = user_data;
  gint64 left = time_left (self);

  if (left <= 0)
    {
      self->funcs->expired (self->owner);
      return;
    }
  self->is_due = TRUE;
  sipgo_environment_set_timer (self->environment, &self->timer, left, fire, self);
  self->funcs->refresh (self->owner);
}

static void
agree (SipgoSessionTimer *self, guint interval, gboolean is_refresher)
{
  self->interval_changed |= self->interval != interval;
  self->refresher_changed |= self->is_refresher != is_refresher;
  self->interval = interval;
  self->is_refresher = is_refresher;
  self->is_due = FALSE;
}

static void
start (SipgoSessionTimer *self, guint seconds, gboolean is_refresher)
{
  gint64 duration;

  agree (self, MAX (seconds, SHORTEST_INTERVAL), is_refresher);
  self->n_too_small = 0;
  duration = SIPGO_SECONDS ((gint64) self->interval);
  self->deadline = sipgo_environment_now (self->environment) + duration - MIN (SIPGO_SECONDS (BYE_LEAD), duration / 3);
  sipgo_environment_set_timer (self->environment, &self->timer, is_refresher ? duration / 2 : time_left (self), fire,
                               self);
}

void
sipgo_session_timer_stop (SipgoSessionTimer *self)
{
  if (self->environment)
    sipgo_environment_cancel_timer (self->environment, &self->timer);
}

static void
clear (SipgoSessionTimer *self)
{
  sipgo_session_timer_stop (self);
  agree (self, 0, FALSE);
}

/* Session-Expires of 0 seconds ends the session timer. */
static void
start_or_clear (SipgoSessionTimer *self, guint seconds, gboolean is_refresher)
{
  if (seconds > 0)
    start (self, seconds, is_refresher);
  else
    clear (self);
}

void
sipgo_session_timer_try_again (SipgoSessionTimer *self)
{
  gint64 left = time_left (self);
  gint64 delay = MAX (left / 2, SIPGO_SECONDS (RETRY_SOONEST));

  if (self->is_due && self->is_refresher && delay < left)
    sipgo_environment_set_timer (self->environment, &self->timer, delay, fire, self);
}

/* --- the headers -------------------------------------------------------------------------------------------------- */

#define BY_UAC ";refresher=uac"
#define BY_UAS ";refresher=uas"

/* The usual form of the parameters needs no parser. */
static Refresher
read_refresher (const char *p, const char *end)
{
  SipgoParamsScan scan;
  SipgoFault fault;
  SipgoSlice value;

  if (p == end)
    return REFRESHER_NONE;
  if (end - p == sizeof BY_UAC - 1 && memcmp (p, BY_UAC, sizeof BY_UAC - 1) == 0)
    return REFRESHER_UAC;
  if (!sipgo_params_scan (&p, end, &scan, &fault) || sipgo_params_scan_find (&scan, "refresher", &value) == 0)
    return REFRESHER_NONE;
  if (sipgo_slice_equal_nocase (value, "uac"))
    return REFRESHER_UAC;
  return sipgo_slice_equal_nocase (value, "uas") ? REFRESHER_UAS : REFRESHER_NONE;
}

/* Session-Expires or Min-SE: delta-seconds *(";" param). 0 when it is absent or cannot be read. refresher is nullable.
 */
static guint
read_seconds (SipgoMessage *message, SipgoHeaderId id, Refresher *refresher)
{
  SipgoSlice value;
  const char *p, *end;
  guint32 seconds;

  if (refresher)
    *refresher = REFRESHER_NONE;
  if (!sipgo_message_get_row (message, id, 0, &value))
    return 0;
  end = value.data + value.length;
  p = sipgo_skip_lws (value.data, end);
  if (!sipgo_scan_number (&p, end, G_MAXUINT32, &seconds))
    return 0;
  if (refresher)
    *refresher = read_refresher (p, end);
  return seconds;
}

static guint
read_min_se (SipgoMessage *message)
{
  return MAX (read_seconds (message, SIPGO_HEADER_MIN_SE, NULL), SIPGO_LEAST_MIN_SE);
}

/* Without printf, which is slow: every call has these headers. */
static void
add_seconds (SipgoMessage *message, SipgoHeaderId id, guint seconds, const char *refresher)
{
  char text[SIPGO_UINT_DIGITS + sizeof BY_UAC];

  memcpy (sipgo_put_uint (text, seconds), refresher, strlen (refresher) + 1);
  sipgo_message_add (message, id, text);
}

static gboolean
supports_timer (SipgoMessage *request)
{
  return sipgo_message_has_option (request, "Supported", "timer")
         || sipgo_message_has_option (request, "Require", "timer");
}

/* --- the UAC ------------------------------------------------------------------------------------------------------ */

/* The first request leaves the choice of the refresher to the UAS; later ones keep the role of each side (7.4). */
void
sipgo_session_timer_add_to_request (SipgoSessionTimer *self, SipgoMessage *request)
{
  guint seconds = self->interval > 0 ? self->interval : self->wish;

  if (sipgo_message_has (request, SIPGO_HEADER_SESSION_EXPIRES))
    return;
  if (self->interval > 0)
    add_seconds (request, SIPGO_HEADER_SESSION_EXPIRES, MAX (seconds, self->minimum),
                 self->is_refresher ? BY_UAC : BY_UAS);
  else if (seconds > 0)
    add_seconds (request, SIPGO_HEADER_SESSION_EXPIRES, MAX (seconds, self->minimum), "");
  /* Without Min-SE, the minimum is this one (section 5). */
  if (self->minimum > SIPGO_LEAST_MIN_SE)
    add_seconds (request, SIPGO_HEADER_MIN_SE, self->minimum, "");
}

gboolean
sipgo_session_timer_take_too_small (SipgoSessionTimer *self, SipgoMessage *response, SipgoMessage *next)
{
  guint asked, minimum;

  if (sipgo_message_get_status_code (response) != 422 || ++self->n_too_small > MAX_TOO_SMALL)
    return FALSE;
  asked = read_seconds (next, SIPGO_HEADER_SESSION_EXPIRES, NULL);
  minimum = read_min_se (response);
  if (asked == 0 || minimum <= asked)
    return FALSE;
  /* Kept for all later requests (7.4), else the next refresh would get a 422 again. */
  self->minimum = minimum;
  sipgo_message_remove (next, SIPGO_HEADER_SESSION_EXPIRES);
  sipgo_message_remove (next, SIPGO_HEADER_MIN_SE);
  sipgo_session_timer_add_to_request (self, next);
  return TRUE;
}

/* Without the parameter refresher, which every 2xx must have, we refresh: that is safe on either side. */
void
sipgo_session_timer_take_response (SipgoSessionTimer *self, SipgoMessage *response)
{
  Refresher refresher;
  guint seconds = read_seconds (response, SIPGO_HEADER_SESSION_EXPIRES, &refresher);

  start_or_clear (self, seconds, refresher != REFRESHER_UAS);
}

/* --- the UAS ------------------------------------------------------------------------------------------------------ */

/* A UAC without support for session timers would not understand the 422. */
gboolean
sipgo_session_timer_is_too_small (SipgoMessage *request, guint minimum)
{
  guint seconds = read_seconds (request, SIPGO_HEADER_SESSION_EXPIRES, NULL);

  return seconds > 0 && seconds < minimum && supports_timer (request);
}

/* Table 2 of RFC 4028. When the UAC supports session timers and leaves the choice to us, it refreshes, unless the roles
 * are settled already. The Session-Expires of a UAC without support is that of a proxy; we refresh then. */
static Terms
negotiate (SipgoSessionTimer *self, SipgoMessage *request)
{
  gboolean is_supported = supports_timer (request);
  Refresher refresher;
  Terms terms = { .seconds = read_seconds (request, SIPGO_HEADER_SESSION_EXPIRES, &refresher),
                  .is_required = is_supported };

  if (terms.seconds == 0 && is_supported)
    {
      terms.seconds = self->interval > 0 ? self->interval : self->wish;
      if (terms.seconds > 0)
        terms.seconds = MAX (terms.seconds, MAX (read_min_se (request), self->own_minimum));
    }
  if (!is_supported || refresher == REFRESHER_UAS)
    terms.is_refresher = TRUE;
  else
    terms.is_refresher = refresher == REFRESHER_NONE && self->interval > 0 && self->is_refresher;
  return terms;
}

void
sipgo_session_timer_answer (SipgoSessionTimer *self, SipgoMessage *request, SipgoMessage *response)
{
  Terms terms;
  Refresher refresher;

  if (sipgo_message_has (response, SIPGO_HEADER_SESSION_EXPIRES))
    {
      guint seconds = read_seconds (response, SIPGO_HEADER_SESSION_EXPIRES, &refresher);

      start_or_clear (self, seconds, refresher == REFRESHER_UAS);
      return;
    }
  terms = negotiate (self, request);
  if (terms.seconds > 0)
    {
      add_seconds (response, SIPGO_HEADER_SESSION_EXPIRES, terms.seconds, terms.is_refresher ? BY_UAS : BY_UAC);
      if (terms.is_required)
        sipgo_message_add (response, SIPGO_HEADER_REQUIRE, "timer");
    }
  start_or_clear (self, terms.seconds, terms.is_refresher);
}
