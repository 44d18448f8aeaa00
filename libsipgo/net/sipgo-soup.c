/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-soup-private.h"

#include <gmodule.h>

#include "libsipgo/base/sipgo-error.h"

#define LIBRARY "libsoup-3.0.so.0"

#define FUNCTION(name) { "soup_" #name, G_STRUCT_OFFSET (SipgoSoup, name) }

static const struct
{
  const char *name;
  gsize offset;
} functions[] = {
  FUNCTION (message_get_reason_phrase),
  FUNCTION (message_get_remote_address),
  FUNCTION (message_get_request_headers),
  FUNCTION (message_get_status),
  FUNCTION (message_headers_append),
  FUNCTION (message_headers_get_list),
  FUNCTION (message_headers_get_one),
  FUNCTION (message_headers_header_contains),
  FUNCTION (message_headers_replace),
  FUNCTION (message_new_from_uri),
  FUNCTION (message_set_tls_client_certificate),
  FUNCTION (server_accept_iostream),
  FUNCTION (server_add_early_handler),
  FUNCTION (server_add_websocket_handler),
  FUNCTION (server_disconnect),
  FUNCTION (server_message_get_local_address),
  FUNCTION (server_message_get_remote_address),
  FUNCTION (server_message_get_request_headers),
  FUNCTION (server_message_get_response_headers),
  FUNCTION (server_message_set_response),
  FUNCTION (server_message_set_status),
  FUNCTION (server_new),
  FUNCTION (server_remove_handler),
  FUNCTION (server_remove_websocket_extension),
  FUNCTION (session_new),
  FUNCTION (session_remove_feature_by_type),
  FUNCTION (session_set_tls_database),
  FUNCTION (session_websocket_connect_async),
  FUNCTION (session_websocket_connect_finish),
  FUNCTION (websocket_connection_close),
  FUNCTION (websocket_connection_get_io_stream),
  FUNCTION (websocket_connection_get_protocol),
  FUNCTION (websocket_connection_get_state),
  FUNCTION (websocket_connection_send_message),
  FUNCTION (websocket_extension_deflate_get_type),
  FUNCTION (websocket_extension_manager_get_type),
};

G_STATIC_ASSERT (G_N_ELEMENTS (functions) * sizeof (gpointer) == sizeof (SipgoSoup));

static GMutex lock;
static gboolean is_loaded;
static SipgoSoup soup;

static gboolean
find_functions (GModule *library)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      if (!g_module_symbol (library, functions[i].name, &G_STRUCT_MEMBER (gpointer, &soup, functions[i].offset)))
        return FALSE;
    }
  return TRUE;
}

/* By its whole path: g_module_open () would look for a name in the working directory first. Not by dlopen (): libsoup
 * calls g_module_open () while it is loaded, and another thread that loads a module would wait for this one. */
const SipgoSoup *
sipgo_soup_load (GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  GModule *library;

  if (is_loaded)
    return &soup;
  library = g_module_open (SIPGO_SOUP_DIR G_DIR_SEPARATOR_S LIBRARY, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
  is_loaded = library && find_functions (library);
  if (is_loaded)
    {
      g_module_make_resident (library);
      return &soup;
    }
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
               "WebSockets need libsoup 3.2 or later: install the package that has " LIBRARY " (%s)",
               g_module_error ());
  g_clear_pointer (&library, g_module_close);
  return NULL;
}
