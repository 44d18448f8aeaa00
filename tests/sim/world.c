/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "world.h"

guint
world_draw (World *self, guint below)
{
  return sipgo_random_below (self->random, below);
}

World *
world_new (guint64 seed, guint meddling, const SipgoFaults *faults)
{
  World *self = g_new0 (World, 1);

  self->environment = sipgo_environment_new_virtual (seed);
  self->random = sipgo_random_new_seeded (seed + 1);
  self->network = sipgo_simulated_network_new (self->environment);
  sipgo_simulated_network_set_faults (self->network, faults);
  self->kept = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellables = g_ptr_array_new_with_free_func (g_object_unref);
  self->operations = g_hash_table_new_full (NULL, NULL, g_free, NULL);
  self->meddling = meddling;
  return self;
}

void
world_free (World *self)
{
  g_ptr_array_unref (self->kept);
  g_ptr_array_unref (self->cancellables);
  g_hash_table_unref (self->operations);
  sipgo_simulated_network_unref (self->network);
  sipgo_random_free (self->random);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

/* Inside a source of the main loop, as with the clock of the system: there, callbacks of operations are called at
 * once. */
static gboolean
step_inside (gpointer user_data)
{
  World *self = user_data;

  self->goes_on = sipgo_environment_step (self->environment);
  return G_SOURCE_REMOVE;
}

gboolean
world_step (World *self)
{
  GMainContext *context = sipgo_environment_get_context (self->environment);
  g_autoptr (GSource) source = NULL;

  if (!self->in_source)
    return sipgo_environment_step (self->environment);
  source = g_idle_source_new ();
  g_source_set_callback (source, step_inside, self, NULL);
  g_source_attach (source, context);
  while (!g_source_is_destroyed (source))
    g_main_context_iteration (context, TRUE);
  return self->goes_on;
}

/* --- operations --------------------------------------------------------------------------------------------------- */

static void act (World *self, GObject *object);

/* An operation in progress. */
typedef struct
{
  World *world;
  int line;
} Operation;

static gpointer
operation_new (World *self, int line)
{
  Operation *operation = g_new (Operation, 1);

  *operation = (Operation) { self, line };
  g_hash_table_add (self->operations, operation);
  self->n_operations++;
  return operation;
}

static void
report_operation (gpointer key, gpointer value, gpointer user_data)
{
  g_printerr ("#   waits since " __FILE__ ":%d\n", ((Operation *) key)->line);
}

void
world_report_operations (World *self)
{
  g_hash_table_foreach (self->operations, report_operation, NULL);
}

static void
done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  World *self = ((Operation *) user_data)->world;

  g_assert_true (g_hash_table_remove (self->operations, user_data));
  if (self->meddling && world_draw (self, self->meddling) == 0)
    act (self, source);
}

/* The remaining arguments of an operation: sometimes a cancellable, the callback and its data. */
#define WAITING(self) next_cancellable (self), done, operation_new (self, __LINE__)

static GCancellable *
next_cancellable (World *self)
{
  GCancellable *cancellable;

  if (world_draw (self, 4) > 0)
    return NULL;
  cancellable = g_cancellable_new ();
  g_ptr_array_add (self->cancellables, cancellable);
  if (self->cancellables->len > 20)
    g_ptr_array_remove_index (self->cancellables, 0);
  return cancellable;
}

static void
cancel_any (World *self)
{
  g_autoptr (GCancellable) cancellable = NULL;

  if (self->cancellables->len == 0)
    return;
  cancellable = g_ptr_array_steal_index (self->cancellables, world_draw (self, self->cancellables->len));
  g_cancellable_cancel (cancellable);
}

static char *
dup_target (World *self)
{
  guint i = 1 + world_draw (self, N_AGENTS);

  return g_strdup_printf ("sip:%u@10.0.0.%u:5060%s", i, i, world_draw (self, 4) == 0 ? ";transport=tcp" : "");
}

/* --- agents ------------------------------------------------------------------------------------------------------- */

void
world_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (sipgo_user_agent_start_finish (SIPGO_USER_AGENT (source), result, NULL));
}

static void
stopped_for_a_while (GObject *source, GAsyncResult *result, gpointer user_data)
{
  World *self = user_data;

  g_assert_true (sipgo_user_agent_stop_finish (SIPGO_USER_AGENT (source), result, NULL));
  self->n_stopping--;
  sipgo_user_agent_start (SIPGO_USER_AGENT (source), NULL, world_started, NULL);
}

void
world_stop_agent (World *self, SipgoUserAgent *agent)
{
  if (self->n_stopping > 0 || !sipgo_agent_check_started (SIPGO_AGENT (agent), NULL))
    return;
  self->n_stopping++;
  sipgo_user_agent_stop (agent, NULL, stopped_for_a_while, self);
}

/* --- references and signals --------------------------------------------------------------------------------------- */

static void
keep (World *self, gpointer object)
{
  world_watch (self, object);
  if (!self->calm)
    g_ptr_array_add (self->kept, g_object_ref (object));
}

void
world_drop_any (World *self)
{
  g_autoptr (GObject) object = NULL;

  if (self->kept->len > 0)
    object = g_ptr_array_steal_index_fast (self->kept, world_draw (self, self->kept->len));
}

static void
drop (World *self, gpointer object)
{
  g_autoptr (GObject) held = NULL;
  guint i;

  if (g_ptr_array_find (self->kept, object, &i))
    held = g_ptr_array_steal_index_fast (self->kept, i);
}

static void
gone (gpointer user_data, GObject *object)
{
  World *self = user_data;

  self->n_alive--;
}

static void
watch_transaction (World *self, SipgoOutgoingRequest *request)
{
  g_autoptr (SipgoTransaction) transaction = sipgo_outgoing_request_get_transaction (request);

  if (transaction)
    world_watch (self, G_OBJECT (transaction));
}

/* A handler for any signal of any object. */
static void
hear (GClosure *closure, GValue *result, guint n_values, const GValue *values, gpointer hint, gpointer data)
{
  World *self = closure->data;
  GObject *object = g_value_get_object (&values[0]);
  gboolean is_request = FALSE;
  guint i;

  for (i = 1; i < n_values; i++)
    {
      GObject *shown = G_VALUE_HOLDS_OBJECT (&values[i]) ? g_value_get_object (&values[i]) : NULL;

      if (!shown)
        continue;
      is_request = SIPGO_IS_OUTGOING_REQUEST (shown);
      if (is_request)
        world_watch (self, shown);
      else
        keep (self, shown);
      /* Most objects are used at once. */
      if (!is_request && !self->calm && world_draw (self, 2) == 0)
        act (self, shown);
    }
  if (SIPGO_IS_OUTGOING_REQUEST (object))
    watch_transaction (self, SIPGO_OUTGOING_REQUEST (object));
  if (self->meddling == 0 || self->calm || world_draw (self, self->meddling) > 0)
    return;
  self->n_meddlings++;
  if (world_draw (self, 50) == 0)
    world_stop_agent (self, self->agents[world_draw (self, N_AGENTS)]);
  else if (world_draw (self, 3) == 0)
    world_act_on_any (self);
  else
    act (self, object);
}

static void
hear_all (World *self, GObject *object, GType type)
{
  for (; type; type = g_type_parent (type))
    {
      guint n_ids, i;
      g_autofree guint *ids = g_signal_list_ids (type, &n_ids);

      for (i = 0; i < n_ids; i++)
        {
          GClosure *closure = g_closure_new_simple (sizeof (GClosure), self);

          g_closure_set_marshal (closure, hear);
          g_signal_connect_closure_by_id (object, ids[i], 0, closure, FALSE);
        }
    }
}

void
world_watch (World *self, GObject *object)
{
  if (g_object_get_data (object, "world"))
    return;
  g_object_set_data (object, "world", self);
  g_object_weak_ref (object, gone, self);
  self->n_alive++;
  hear_all (self, object, G_OBJECT_TYPE (object));
}

/* --- calls -------------------------------------------------------------------------------------------------------- */

static void
invite (World *self, SipgoInviter *inviter)
{
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();

  keep (self, inviter);
  sipgo_invite_options_set_without_description (options, world_draw (self, 4) == 0);
  sipgo_inviter_invite (inviter, world_draw (self, 2) ? options : NULL, WAITING (self));
}

static void
call_somebody (World *self, SipgoUserAgent *agent)
{
  g_autofree char *target = dup_target (self);
  g_autoptr (SipgoInviter) inviter = sipgo_inviter_new (agent, target, NULL);

  invite (self, inviter);
}

static SipgoSession *
find_other (World *self, SipgoSession *session)
{
  guint i;

  for (i = 0; i < self->kept->len; i++)
    {
      GObject *other = self->kept->pdata[i];

      if (SIPGO_IS_SESSION (other) && other != (GObject *) session
          && sipgo_session_get_user_agent (SIPGO_SESSION (other)) == sipgo_session_get_user_agent (session))
        return SIPGO_SESSION (other);
    }
  return NULL;
}

static void
transfer (World *self, SipgoSession *session)
{
  SipgoSession *other = find_other (self, session);
  g_autofree char *target = dup_target (self);

  if (other && world_draw (self, 2) == 0)
    sipgo_session_refer_to_session (session, other, NULL, WAITING (self));
  else
    sipgo_session_refer (session, target, NULL, WAITING (self));
}

static void
update (World *self, SipgoSession *session)
{
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();

  sipgo_invite_options_set_without_description (options, world_draw (self, 2) == 0);
  sipgo_session_update (session, options, WAITING (self));
}

static void
act_on_session (World *self, SipgoSession *session)
{
  switch (world_draw (self, 16))
    {
    case 0:
      sipgo_session_bye (session, NULL, WAITING (self));
      break;
    case 1:
      sipgo_session_end (session, WAITING (self));
      break;
    case 2:
      sipgo_session_info (session, NULL, WAITING (self));
      break;
    case 3:
      sipgo_session_message (session, NULL, WAITING (self));
      break;
    case 4:
      /* A method that waits for something that never starts would wait forever. */
      if (sipgo_session_get_state (session) > SIPGO_SESSION_STATE_INITIAL)
        sipgo_session_wait_for_state (session, world_draw (self, 5), WAITING (self));
      break;
    case 5:
    case 6:
      transfer (self, session);
      break;
    case 7:
    case 8:
      sipgo_session_invite (session, NULL, WAITING (self));
      break;
    case 9:
      drop (self, session);
      break;
    case 10:
      sipgo_session_request_in_dialog (session, "OPTIONS", NULL, WAITING (self));
      break;
    case 11:
    case 12:
      update (self, session);
      break;
    default:
      if (sipgo_session_get_held (session))
        sipgo_session_unhold (session, WAITING (self));
      else
        sipgo_session_hold (session, WAITING (self));
    }
}

static void
act_on_inviter (World *self, SipgoInviter *inviter)
{
  SipgoSessionState state = sipgo_session_get_state (SIPGO_SESSION (inviter));

  if (state < SIPGO_SESSION_STATE_ESTABLISHED && world_draw (self, 4) == 0)
    sipgo_inviter_cancel (inviter, NULL, WAITING (self));
  else if (state == SIPGO_SESSION_STATE_INITIAL && world_draw (self, 2) == 0)
    sipgo_inviter_invite (inviter, NULL, WAITING (self));
  else if (state >= SIPGO_SESSION_STATE_ESTABLISHED || world_draw (self, 3) == 0)
    act_on_session (self, SIPGO_SESSION (inviter));
}

static void
act_on_invitation (World *self, SipgoInvitation *invitation)
{
  static const char *const contacts[] = { "sip:3@10.0.0.3:5060", NULL };
  g_autoptr (SipgoAnswerOptions) options = sipgo_answer_options_new ();

  if (sipgo_session_get_state (SIPGO_SESSION (invitation)) >= SIPGO_SESSION_STATE_ESTABLISHED)
    {
      act_on_session (self, SIPGO_SESSION (invitation));
      return;
    }
  switch (world_draw (self, 12))
    {
    case 0:
      sipgo_invitation_reject (invitation, 486, NULL, WAITING (self));
      break;
    case 1:
      sipgo_invitation_redirect (invitation, contacts, NULL);
      break;
    case 2:
      act_on_session (self, SIPGO_SESSION (invitation));
      break;
    case 3:
    case 4:
      sipgo_answer_options_set_reliable (options, TRUE);
      sipgo_response_options_set_status_code (SIPGO_RESPONSE_OPTIONS (options), 183);
      sipgo_invitation_progress (invitation, options, WAITING (self));
      break;
    case 5:
      sipgo_invitation_progress (invitation, NULL, WAITING (self));
      break;
    default:
      sipgo_invitation_accept (invitation, NULL, WAITING (self));
    }
}

static void
act_on_referral (World *self, SipgoReferral *referral)
{
  g_autoptr (SipgoInviter) inviter = NULL;

  switch (world_draw (self, 7))
    {
    case 5:
      sipgo_referral_defer (referral, NULL);
      break;
    case 6:
      sipgo_referral_proceed (referral, NULL);
      break;
    case 0:
      sipgo_referral_reject (referral, NULL, NULL);
      break;
    case 1:
      sipgo_referral_accept (referral, NULL, NULL);
      break;
    case 2:
      drop (self, referral);
      break;
    default:
      inviter = sipgo_referral_make_inviter (referral, NULL);
      if (inviter)
        invite (self, inviter);
    }
}

/* --- requests ----------------------------------------------------------------------------------------------------- */

static void
act_on_incoming_request (World *self, SipgoIncomingRequest *request)
{
  static const char *const headers[] = { "SIP-ETag: a", "Expires: 600", NULL };
  g_autoptr (SipgoResponseOptions) options = sipgo_response_options_new ();
  gboolean is_publish = g_str_equal (sipgo_incoming_request_get_method (request), "PUBLISH");
  gboolean is_invite = SIPGO_IS_INCOMING_INVITE_REQUEST (request);

  if (is_publish)
    sipgo_response_options_set_extra_headers (options, headers);
  switch (world_draw (self, 6))
    {
    case 0:
      sipgo_incoming_request_reject (request, NULL, NULL);
      break;
    case 1:
      drop (self, request);
      break;
    case 2:
      sipgo_incoming_request_defer (request, NULL);
      break;
    case 3:
      sipgo_incoming_request_proceed (request, NULL);
      break;
    default:
      if (!is_invite)
        sipgo_incoming_request_accept (request, options, NULL);
    }
}

static void
act_on_outgoing_request (World *self, SipgoOutgoingRequest *request)
{
  switch (world_draw (self, 3))
    {
    case 0:
      sipgo_outgoing_request_cancel (request, world_draw (self, 2) ? "SIP;cause=200" : NULL, NULL);
      break;
    case 1:
      if (!SIPGO_IS_OUTGOING_INVITE_REQUEST (request))
        sipgo_outgoing_request_forget (request);
      break;
    default:
      break;
    }
}

/* --- registered contacts, subscriptions, publications ------------------------------------------------------------- */

static void
act_on_registerer (World *self, SipgoRegisterer *registerer)
{
  switch (world_draw (self, 4))
    {
    case 0:
      sipgo_registerer_unregister (registerer, NULL, WAITING (self));
      break;
    case 1:
      sipgo_registerer_end (registerer, WAITING (self));
      break;
    case 2:
      drop (self, registerer);
      break;
    default:
      sipgo_registerer_register (registerer, NULL, WAITING (self));
    }
}

static void
act_on_contact (World *self, SipgoRegisteredContact *contact)
{
  switch (world_draw (self, 7))
    {
    case 5:
      sipgo_registered_contact_defer (contact, NULL);
      break;
    case 6:
      sipgo_registered_contact_proceed (contact, NULL);
      break;
    case 0:
      sipgo_registered_contact_reject (contact, NULL, NULL);
      break;
    case 1:
      drop (self, contact);
      break;
    default:
      sipgo_registered_contact_accept (contact, NULL, NULL);
    }
}

static void
act_on_subscriber (World *self, SipgoSubscriber *subscriber)
{
  switch (world_draw (self, 4))
    {
    case 0:
      sipgo_subscriber_unsubscribe (subscriber, NULL, WAITING (self));
      break;
    case 1:
      drop (self, subscriber);
      break;
    default:
      sipgo_subscriber_subscribe (subscriber, NULL, WAITING (self));
    }
}

static void
act_on_notifier (World *self, SipgoNotifier *notifier)
{
  static const char *const reasons[] = { "deactivated", "probation", "rejected", "timeout", "giveup", "noresource" };

  switch (world_draw (self, 10))
    {
    case 8:
      sipgo_notifier_defer (notifier, NULL);
      break;
    case 9:
      sipgo_notifier_proceed (notifier, NULL);
      break;
    case 0:
      sipgo_notifier_reject (notifier, NULL, NULL);
      break;
    case 1:
      sipgo_notifier_terminate (notifier, reasons[world_draw (self, G_N_ELEMENTS (reasons))], world_draw (self, 30),
                                NULL);
      break;
    case 2:
      drop (self, notifier);
      break;
    case 3:
      sipgo_notifier_set_pending (notifier, !sipgo_notifier_get_pending (notifier));
      break;
    case 4:
      sipgo_notifier_send_notification (notifier, NULL, WAITING (self));
      break;
    default:
      sipgo_notifier_accept (notifier, NULL, NULL);
    }
}

static void
act_on_publisher (World *self, SipgoPublisher *publisher)
{
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "at lunch");

  switch (world_draw (self, 4))
    {
    case 0:
      sipgo_publisher_unpublish (publisher, NULL, WAITING (self));
      break;
    case 1:
      drop (self, publisher);
      break;
    default:
      sipgo_publisher_publish (publisher, body, NULL, WAITING (self));
    }
}

/* --- random actions ----------------------------------------------------------------------------------------------- */

static const struct
{
  GType (*get_type) (void);
  void (*act) (World *self, gpointer object);
} actions[] = {
  { sipgo_inviter_get_type, (gpointer) act_on_inviter },
  { sipgo_invitation_get_type, (gpointer) act_on_invitation },
  { sipgo_referral_get_type, (gpointer) act_on_referral },
  { sipgo_incoming_request_get_type, (gpointer) act_on_incoming_request },
  { sipgo_outgoing_request_get_type, (gpointer) act_on_outgoing_request },
  { sipgo_registerer_get_type, (gpointer) act_on_registerer },
  { sipgo_registered_contact_get_type, (gpointer) act_on_contact },
  { sipgo_subscriber_get_type, (gpointer) act_on_subscriber },
  { sipgo_notifier_get_type, (gpointer) act_on_notifier },
  { sipgo_publisher_get_type, (gpointer) act_on_publisher },
};

static void
act (World *self, GObject *object)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (actions) && !self->calm; i++)
    {
      if (!g_type_is_a (G_OBJECT_TYPE (object), actions[i].get_type ()))
        continue;
      actions[i].act (self, object);
      return;
    }
}

void
world_act_on_any (World *self)
{
  g_autoptr (GObject) object = NULL;

  if (self->kept->len == 0)
    return;
  if (world_draw (self, 20) == 0)
    cancel_any (self);
  object = g_object_ref (self->kept->pdata[world_draw (self, self->kept->len)]);
  if (SIPGO_IS_SESSION (object) && sipgo_session_get_state (SIPGO_SESSION (object)) == SIPGO_SESSION_STATE_ESTABLISHED
      && !g_object_get_data (object, "was established"))
    {
      g_object_set_data (object, "was established", self);
      self->n_established++;
    }
  act (self, object);
}

static void
begin_client (World *self, SipgoUserAgent *agent)
{
  g_autofree char *target = dup_target (self);
  g_autoptr (SipgoSubscriber) subscriber = NULL;
  g_autoptr (SipgoPublisher) publisher = NULL;
  g_autoptr (SipgoMessager) messager = NULL;

  switch (world_draw (self, 3))
    {
    case 0:
      subscriber = sipgo_subscriber_new (agent, target, "presence", NULL);
      sipgo_subscriber_set_expires (subscriber, 100 + world_draw (self, 1000));
      keep (self, subscriber);
      act_on_subscriber (self, subscriber);
      break;
    case 1:
      publisher = sipgo_publisher_new (agent, target, "presence", NULL);
      keep (self, publisher);
      act_on_publisher (self, publisher);
      break;
    default:
      messager = sipgo_messager_new (agent, target, NULL);
      sipgo_messager_message (messager, NULL, WAITING (self));
    }
}

static void
begin_registerer (World *self, SipgoUserAgent *agent)
{
  g_autoptr (SipgoRegisterer) registerer = sipgo_registerer_new (agent);
  g_autofree char *target = dup_target (self);
  g_autoptr (SipgoUri) registrar = sipgo_uri_parse (target, NULL);

  sipgo_registerer_set_registrar (registerer, registrar);
  keep (self, registerer);
  act_on_registerer (self, registerer);
}

void
world_begin_something (World *self, SipgoUserAgent *agent)
{
  guint dice = world_draw (self, 10);

  if (dice < 6)
    call_somebody (self, agent);
  else if (dice < 9)
    begin_client (self, agent);
  else
    begin_registerer (self, agent);
}

static void
end (World *self, GObject *object)
{
  if (SIPGO_IS_SESSION (object))
    sipgo_session_end (SIPGO_SESSION (object), WAITING (self));
  else if (SIPGO_IS_REGISTERER (object))
    sipgo_registerer_end (SIPGO_REGISTERER (object), WAITING (self));
  else if (SIPGO_IS_SUBSCRIBER (object))
    sipgo_subscriber_unsubscribe (SIPGO_SUBSCRIBER (object), NULL, WAITING (self));
  else if (SIPGO_IS_PUBLISHER (object))
    sipgo_publisher_unpublish (SIPGO_PUBLISHER (object), NULL, WAITING (self));
  else if (SIPGO_IS_NOTIFIER (object))
    sipgo_notifier_terminate (SIPGO_NOTIFIER (object), NULL, 0, NULL);
}

static void
collect (GPtrArray *all, GPtrArray *some)
{
  guint i;

  for (i = 0; i < some->len; i++)
    g_ptr_array_add (all, g_object_ref (some->pdata[i]));
}

/* Also objects that the application has dropped: the agent holds those in progress. */
void
world_calm_down (World *self)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  GList *l;
  guint i;

  self->calm = TRUE;
  for (i = 0; i < N_AGENTS; i++)
    {
      for (l = SIPGO_AGENT (self->agents[i])->usages.live.head; l; l = l->next)
        g_ptr_array_add (all, g_object_ref (l->data));
    }
  collect (all, self->kept);
  g_ptr_array_set_size (self->kept, 0);
  for (i = 0; i < all->len; i++)
    end (self, all->pdata[i]);
}
