/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sound/sipgo-sound-base-private.h"

#include "libsipgo/base/sipgo-context-private.h"
#include "libsipgo/base/sipgo-descriptors-private.h"
#include "libsipgo/base/sipgo-error.h"

/* File descriptors that a pipeline may need: for its bus, its decoder, its device. */
#define SPARE_DESCRIPTORS 12

/* The owner keeps its SipgoSoundBase as qdata, so that callbacks find it from the owner of any class. */
static GQuark
base_quark (void)
{
  return g_quark_from_static_string ("sipgo-sound-base");
}

typedef struct
{
  GObject *owner;
  GError *error;
} Event;

static gboolean
run_event (gpointer data)
{
  g_autofree Event *event = data;
  SipgoSoundBase *self = g_object_get_qdata (event->owner, base_quark ());
  SipgoSoundEnded ended = g_steal_pointer (&self->ended);

  if (ended)
    ended (event->owner, event->error, self->user_data);
  g_clear_error (&event->error);
  g_object_unref (event->owner);
  return G_SOURCE_REMOVE;
}

/* Takes the reference to the owner, and the error. */
static void
post_event (GObject *owner, GMainContext *context, GError *error)
{
  Event *event = g_new (Event, 1);

  event->owner = owner;
  event->error = error;
  sipgo_context_post (context, run_event, event);
}

void
sipgo_sound_base_tell (SipgoSoundBase *self, GError *error)
{
  post_event (g_object_ref (self->owner), self->context, error);
}

/* --- the bus ------------------------------------------------------------------------------------------------------ */

/* In the main thread, because the reference in data may be the last. */
static gboolean
recalculate_latency (gpointer data)
{
  SipgoSoundBase *self = g_object_get_qdata (data, base_quark ());

  gst_bin_recalculate_latency (GST_BIN (self->pipeline));
  g_object_unref (data);
  return G_SOURCE_REMOVE;
}

static void
handle_error (SipgoSoundBase *self, GObject *owner, GstMessage *message)
{
  g_autoptr (GError) reason = NULL;
  gboolean is_file;

  gst_message_parse_error (message, &reason, NULL);
  is_file = reason->domain == GST_STREAM_ERROR;
  g_debug ("%s: %s", GST_MESSAGE_SRC_NAME (message), reason->message);
  post_event (owner, self->context,
              g_error_new (SIPGO_ERROR, is_file ? SIPGO_ERROR_FILE : SIPGO_ERROR_MEDIA, "%s failed: %s",
                                                 self->what, reason->message));
}

/* Any thread. A sync handler that returns GST_BUS_DROP owns the message. */
static GstBusSyncReply
handle_message (GstBus *bus, GstMessage *message, gpointer data)
{
  GstMessageType type = GST_MESSAGE_TYPE (message);
  GObject *owner = type == GST_MESSAGE_ERROR || type == GST_MESSAGE_LATENCY ? g_weak_ref_get (data) : NULL;

  if (owner)
    {
      SipgoSoundBase *self = g_object_get_qdata (owner, base_quark ());

      if (type == GST_MESSAGE_LATENCY)
        sipgo_context_post (self->context, recalculate_latency, owner);
      else
        handle_error (self, owner, message);
    }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* A bus with “enable-async” FALSE has no file descriptor and no queue, which nobody would read. */
static void
use_light_bus (SipgoSoundBase *self)
{
  g_autoptr (GstBus) bus = g_object_new (GST_TYPE_BUS, "enable-async", FALSE, NULL);
  GWeakRef *weak_ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak_ref, self->owner);
  gst_bus_set_sync_handler (bus, handle_message, weak_ref, free_weak_ref);
  gst_element_set_bus (self->pipeline, bus);
}

/* --- building ----------------------------------------------------------------------------------------------------- */

gboolean
sipgo_sound_base_init (SipgoSoundBase *self, gpointer owner, GMainContext *context, char *what, GError **error)
{
  g_autofree char *text = g_strconcat (what, " cannot be used", NULL);

  self->owner = owner;
  self->what = what;
  g_object_set_qdata (owner, base_quark (), self);
  self->context = g_main_context_ref (context);
  if (!sipgo_check_descriptors (SPARE_DESCRIPTORS, text, error))
    return FALSE;
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  use_light_bus (self);
  return TRUE;
}

GstElement *
sipgo_sound_base_add (SipgoSoundBase *self, const char *factory, GError **error)
{
  GstElement *element = gst_element_factory_make (factory, NULL);

  if (!element)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                   "%s cannot be used: the GStreamer element %s is missing; install its base and good plug-ins",
                   self->what, factory);
      return NULL;
    }
  gst_bin_add (GST_BIN (self->pipeline), element);
  return element;
}

gboolean
sipgo_sound_base_add_foreign (SipgoSoundBase *self, GstElement *element, GError **error)
{
  g_autoptr (GstObject) parent = gst_object_get_parent (GST_OBJECT (element));

  if (parent)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                   "The element %s is in another pipeline already: remove it there first", GST_OBJECT_NAME (element));
      return FALSE;
    }
  self->foreign = gst_object_ref (element);
  gst_bin_add (GST_BIN (self->pipeline), element);
  return TRUE;
}

/* --- life --------------------------------------------------------------------------------------------------------- */

gboolean
sipgo_sound_base_start (SipgoSoundBase *self, SipgoSoundEnded ended, gpointer user_data)
{
  self->ended = ended;
  self->user_data = user_data;
  return gst_element_set_state (self->pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE;
}

static void
take_apart (GstElement *pipeline, gpointer data)
{
  GstElement *foreign = data;

  gst_element_set_state (pipeline, GST_STATE_NULL);
  if (foreign)
    gst_bin_remove (GST_BIN (pipeline), foreign);
}

/* An element of the application may take long to stop, so it is stopped in another thread. */
void
sipgo_sound_base_stop (SipgoSoundBase *self)
{
  self->ended = NULL;
  if (!self->pipeline)
    return;
  if (self->foreign)
    gst_element_call_async (self->pipeline, take_apart, g_steal_pointer (&self->foreign), gst_object_unref);
  else
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
}

void
sipgo_sound_base_clear (SipgoSoundBase *self)
{
  sipgo_sound_base_stop (self);
  g_clear_pointer (&self->pipeline, gst_object_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->what, g_free);
}
