/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Usages of an agent: which are asked to end, in which order, and which the agent waits for. */
#include "libsipgo/agent/sipgo-usage-private.h"
#include "tests/util/ua-util.h"

typedef struct
{
  SipgoUsage usage;
  char name;
  gboolean is_busy;                 /* a response is expected */
  GString *told;
} Part;

typedef struct
{
  SipgoUsageClass parent_class;
} PartClass;

static GType part_get_type (void);
G_DEFINE_TYPE (Part, part, SIPGO_TYPE_USAGE)

static gboolean
part_leave (SipgoUsage *usage)
{
  Part *self = (Part *) usage;

  g_string_append_c (self->told, self->name);
  return self->is_busy;
}

static void
part_terminate (SipgoUsage *usage)
{
  Part *self = (Part *) usage;

  g_string_append_c (self->told, g_ascii_toupper (self->name));
  sipgo_usage_forget_agent (usage);
}

static void
part_class_init (PartClass *klass)
{
  klass->parent_class.leave = part_leave;
  klass->parent_class.terminate = part_terminate;
  klass->parent_class.request_created_signal =
    g_signal_new ("request-created", part_get_type (), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                  SIPGO_TYPE_OUTGOING_REQUEST);
}

static void
part_init (Part *self)
{
}

static Part *
new_part (Fixture *self, GString *told, char name)
{
  Part *part = g_object_new (part_get_type (), NULL);

  part->told = told;
  part->name = name;
  sipgo_usage_set_up (&part->usage, SIPGO_AGENT (self->agent));
  sipgo_usage_join (&part->usage);
  return part;
}

/* The newest first, each once; a usage without a pending response does not block. */
static void
test_leave (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (GObject) first = (GObject *) new_part (self, told, 'a');
  g_autoptr (GObject) second = (GObject *) new_part (self, told, 'b');
  g_auto (Outcome) outcome = { FALSE };
  gint64 begin = sipgo_environment_now (self->environment);

  sipgo_user_agent_stop (self->agent, NULL, note_stop, &outcome);
  g_assert_cmpstr (told->str, ==, "ba");
  WAIT_OK (self, &outcome);
  g_assert_cmpstr (told->str, ==, "baBA");
  g_assert_cmpint (sipgo_environment_now (self->environment), ==, begin);
  g_assert_null (((SipgoUsage *) first)->agent);
}

/* A usage that waits for its peer is waited for, and asked again when a message arrives; the others are not asked
 * again. */
static void
test_busy (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (GObject) first = (GObject *) new_part (self, told, 'a');
  g_autoptr (GObject) second = (GObject *) new_part (self, told, 'b');
  Part *a = (Part *) first, *b = (Part *) second;
  g_auto (Outcome) outcome = { FALSE };

  a->is_busy = b->is_busy = TRUE;
  sipgo_user_agent_stop (self->agent, NULL, note_stop, &outcome);
  settle (self);
  g_assert_false (outcome.done);
  b->is_busy = FALSE;
  sipgo_usage_check_left (&b->usage);
  g_assert_cmpstr (told->str, ==, "bab");
  settle (self);
  g_assert_false (outcome.done);
  a->is_busy = FALSE;
  sipgo_usage_check_left (&a->usage);
  WAIT_OK (self, &outcome);
  /* Before the end all are asked once more. */
  g_assert_cmpstr (told->str, ==, "bababaBA");
}

/* A usage that is freed while the agent waits for it is not waited for any more. */
static void
test_gone_while_leaving (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) told = g_string_new (NULL);
  Part *part = new_part (self, told, 'a');
  g_auto (Outcome) outcome = { FALSE };
  gint64 begin = sipgo_environment_now (self->environment);

  part->is_busy = TRUE;
  sipgo_user_agent_stop (self->agent, NULL, note_stop, &outcome);
  sipgo_usage_retire (&part->usage);
  WAIT_OK (self, &outcome);
  g_assert_cmpstr (told->str, ==, "a");
  g_assert_cmpint (sipgo_environment_now (self->environment), ==, begin);
  g_assert_true (part->usage.agent == SIPGO_AGENT (self->agent));
  g_assert_finalize_object (part);
}

/* After its end a usage does not hold its agent, and notices when the agent is freed. */
static void
test_retired (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) told = g_string_new (NULL);
  SipgoUserAgent *agent = sipgo_user_agent_new_simulated (self->environment, self->network);
  g_autoptr (GObject) object = g_object_new (part_get_type (), NULL);
  g_autoptr (GObject) living = g_object_new (part_get_type (), NULL);
  Part *part = (Part *) object, *other = (Part *) living;

  part->told = other->told = told;
  other->name = 'a';
  sipgo_usage_set_up (&part->usage, SIPGO_AGENT (agent));
  sipgo_usage_join (&part->usage);
  sipgo_usage_set_up (&other->usage, SIPGO_AGENT (agent));
  sipgo_usage_join (&other->usage);
  sipgo_usage_retire (&part->usage);
  g_assert_true (part->usage.agent == SIPGO_AGENT (agent));
  g_assert_finalize_object (agent);
  g_assert_null (part->usage.agent);
  g_assert_null (other->usage.agent);
  g_assert_cmpstr (told->str, ==, "A");
}

static void
stop_agent (SipgoUsage *usage, SipgoOutgoingRequest *request, Outcome *outcome)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sipgo_usage_check_announced (usage, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  sipgo_user_agent_stop (SIPGO_USER_AGENT (usage->agent), NULL, note_stop, outcome);
}

/* A usage is not asked to end while it emits the signal of a request, but directly after it. */
static void
test_stop_while_announcing (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (GObject) object = (GObject *) new_part (self, told, 'a');
  SipgoUsage *usage = (SipgoUsage *) object;
  g_autoptr (SipgoUri) target = sipgo_uri_parse ("sip:bob@10.0.0.2", NULL);
  g_autoptr (SipgoOutgoingRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Outcome) outcome = { FALSE };

  request = sipgo_outgoing_request_new (usage->core,
                                        sipgo_user_agent_core_new_message (usage->core, usage->account, "MESSAGE",
                                                                           target, NULL, NULL, NULL, 1),
                                        target, NULL, FALSE);
  g_assert_true (sipgo_usage_announce (usage, request, &error));
  g_signal_connect (usage, "request-created", G_CALLBACK (stop_agent), &outcome);
  g_assert_false (sipgo_usage_announce (usage, request, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_assert_cmpstr (told->str, ==, "");
  WAIT_OK (self, &outcome);
  g_assert_true (g_str_has_prefix (told->str, "a"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/agent/usage/leave", test_leave);
  ADD ("/agent/usage/busy", test_busy);
  ADD ("/agent/usage/gone-while-leaving", test_gone_while_leaving);
  ADD ("/agent/usage/retired", test_retired);
  ADD ("/agent/usage/stop-while-announcing", test_stop_while_announcing);
  return g_test_run ();
}
