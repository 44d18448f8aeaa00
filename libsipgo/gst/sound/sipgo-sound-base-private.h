/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * The common part of the sources and sinks that may wait or fail: files, devices, elements of the application. Each
 * runs in a pipeline of its own and not in the pipeline of the call. A bounded queue connects the two; the call reads
 * or writes it without waiting.
 */

/* Called once, in the main context, when the pipeline fails or, with error NULL, when all of a file has been read. */
typedef void (*SipgoSoundEnded) (gpointer pipeline, const GError *error, gpointer user_data);

/* A pipeline that reports its first error, or its end, in the main context. */
typedef struct
{
  GObject *owner;              /* the object that contains this struct; each posted event holds a reference */
  GMainContext *context;
  char *what;                  /* its name in error texts, such as "The microphone" */
  GstElement *pipeline;
  GstElement *foreign;         /* the element of the application, taken out of the pipeline at the end */
  SipgoSoundEnded ended;       /* NULL before the start, and once called or stopped */
  gpointer user_data;
} SipgoSoundBase;

/* Takes what. FALSE with error if there are too few file descriptors left for a pipeline. */
gboolean    sipgo_sound_base_init  (SipgoSoundBase *self, gpointer owner, GMainContext *context, char *what,
                                    GError **error);
gboolean    sipgo_sound_base_start (SipgoSoundBase *self, SipgoSoundEnded ended, gpointer user_data);
void        sipgo_sound_base_stop  (SipgoSoundBase *self);
void        sipgo_sound_base_clear (SipgoSoundBase *self);
/* Posts a call of ended. Any thread. Takes the error, which is NULL at the end of a file. */
void        sipgo_sound_base_tell  (SipgoSoundBase *self, GError *error);
/* Makes an element and adds it to the pipeline; NULL with error if the plug-in is not installed. */
GstElement *sipgo_sound_base_add   (SipgoSoundBase *self, const char *factory, GError **error);
gboolean    sipgo_sound_base_add_foreign (SipgoSoundBase *self, GstElement *element, GError **error);

G_END_DECLS
