/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/*
 * libsoup is loaded when the first WebSocket is made: with the libraries that it needs, it would add 4 million
 * instructions and 1.7 MB to the start of every program, and most have no WebSocket. These are the functions that the
 * library calls.
 */
typedef struct
{
  __typeof__ (soup_message_get_reason_phrase) *message_get_reason_phrase;
  __typeof__ (soup_message_get_remote_address) *message_get_remote_address;
  __typeof__ (soup_message_get_request_headers) *message_get_request_headers;
  __typeof__ (soup_message_get_status) *message_get_status;
  __typeof__ (soup_message_headers_append) *message_headers_append;
  __typeof__ (soup_message_headers_get_list) *message_headers_get_list;
  __typeof__ (soup_message_headers_get_one) *message_headers_get_one;
  __typeof__ (soup_message_headers_header_contains) *message_headers_header_contains;
  __typeof__ (soup_message_headers_replace) *message_headers_replace;
  __typeof__ (soup_message_new_from_uri) *message_new_from_uri;
  __typeof__ (soup_message_set_tls_client_certificate) *message_set_tls_client_certificate;
  __typeof__ (soup_server_accept_iostream) *server_accept_iostream;
  __typeof__ (soup_server_add_early_handler) *server_add_early_handler;
  __typeof__ (soup_server_add_websocket_handler) *server_add_websocket_handler;
  __typeof__ (soup_server_disconnect) *server_disconnect;
  __typeof__ (soup_server_message_get_local_address) *server_message_get_local_address;
  __typeof__ (soup_server_message_get_remote_address) *server_message_get_remote_address;
  __typeof__ (soup_server_message_get_request_headers) *server_message_get_request_headers;
  __typeof__ (soup_server_message_get_response_headers) *server_message_get_response_headers;
  __typeof__ (soup_server_message_set_response) *server_message_set_response;
  __typeof__ (soup_server_message_set_status) *server_message_set_status;
  __typeof__ (soup_server_new) *server_new;
  __typeof__ (soup_server_remove_handler) *server_remove_handler;
  __typeof__ (soup_server_remove_websocket_extension) *server_remove_websocket_extension;
  __typeof__ (soup_session_new) *session_new;
  __typeof__ (soup_session_remove_feature_by_type) *session_remove_feature_by_type;
  __typeof__ (soup_session_set_tls_database) *session_set_tls_database;
  __typeof__ (soup_session_websocket_connect_async) *session_websocket_connect_async;
  __typeof__ (soup_session_websocket_connect_finish) *session_websocket_connect_finish;
  __typeof__ (soup_websocket_connection_close) *websocket_connection_close;
  __typeof__ (soup_websocket_connection_get_io_stream) *websocket_connection_get_io_stream;
  __typeof__ (soup_websocket_connection_get_protocol) *websocket_connection_get_protocol;
  __typeof__ (soup_websocket_connection_get_state) *websocket_connection_get_state;
  __typeof__ (soup_websocket_connection_send_message) *websocket_connection_send_message;
  __typeof__ (soup_websocket_extension_deflate_get_type) *websocket_extension_deflate_get_type;
  __typeof__ (soup_websocket_extension_manager_get_type) *websocket_extension_manager_get_type;
} SipgoSoup;

/* Any thread. NULL and SIPGO_ERROR_UNSUPPORTED where libsoup is not installed; once it is loaded, it stays loaded. */
const SipgoSoup *sipgo_soup_load (GError **error);

G_END_DECLS
