/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * What may wait or fail runs in a pipeline of its own, never in a call's: files, devices, the application's elements.
 * A bounded queue lies between the two, and the call takes from it, or puts into it, without waiting.
 */

/* In the main context. error NULL: all of a file has been read. Called once. */
typedef void (*SipgoSoundEnded) (gpointer pipeline, const GError *error, gpointer user_data);

/* A pipeline whose errors go to a function in the main context, and how it ends. */
typedef struct
{
  GObject *owner;              /* whose reference each event holds */
  GMainContext *context;
  char *what;                  /* it is to a person: "The microphone" */
  GstElement *pipeline;
  GstElement *foreign;         /* the application's element, given back in the end */
  SipgoSoundEnded ended;       /* NULL before the start and once told or stopped */
  gpointer user_data;
} SipgoSoundBase;

/* Takes what. FALSE with error where no descriptors are left for a pipeline. */
gboolean    sipgo_sound_base_init  (SipgoSoundBase *self, gpointer owner, GMainContext *context, char *what,
                                    GError **error);
gboolean    sipgo_sound_base_start (SipgoSoundBase *self, SipgoSoundEnded ended, gpointer user_data);
void        sipgo_sound_base_stop  (SipgoSoundBase *self);
void        sipgo_sound_base_clear (SipgoSoundBase *self);
/* Any thread. Takes the error. */
void        sipgo_sound_base_tell  (SipgoSoundBase *self, GError *error);
/* Makes an element and puts it into the pipeline. */
GstElement *sipgo_sound_base_add   (SipgoSoundBase *self, const char *factory, GError **error);
gboolean    sipgo_sound_base_add_foreign (SipgoSoundBase *self, GstElement *element, GError **error);

G_END_DECLS
