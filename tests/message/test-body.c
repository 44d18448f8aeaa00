/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-body.h"

static void
test_single (void)
{
  g_autoptr (SipgoBody) body = sipgo_body_new ("Application/SDP; charset=utf-8", "v=0\r\n");
  g_autofree char *text = sipgo_body_get_text (body);
  g_autoptr (SipgoBody) found = sipgo_body_find (body, "application/sdp");
  g_autoptr (SipgoBody) none = sipgo_body_find (body, "text/plain");

  g_assert_cmpstr (text, ==, "v=0\r\n");
  g_assert_true (sipgo_body_is_type (body, "application/sdp"));
  g_assert_true (sipgo_body_is_type (body, "application/*"));
  g_assert_false (sipgo_body_is_type (body, "application/sd"));
  g_assert_false (sipgo_body_is_type (body, "application/sdp2"));
  g_assert_true (found == body);
  g_assert_null (none);
  g_assert_null (sipgo_body_get_content_disposition (body));
}

static void
test_not_text (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a\0\xff", 3);
  g_autoptr (SipgoBody) body = sipgo_body_new_full (NULL, "render", bytes);
  g_autofree char *text = sipgo_body_get_text (body);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (sipgo_body_get_bytes (body) == bytes);
  g_assert_null (sipgo_body_get_content_type (body));
  g_assert_false (sipgo_body_is_type (body, "text/plain"));
  g_assert_cmpstr (sipgo_body_get_content_disposition (body), ==, "render");
}

static void
test_empty (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new (NULL, 0);
  g_autoptr (SipgoBody) body = sipgo_body_new_bytes ("text/plain", bytes);
  g_autofree char *text = sipgo_body_get_text (body);

  g_assert_cmpstr (text, ==, "");
}

static const char mixed[] = "preamble\r\n"
                            "--outer\r\n"
                            "Content-Type: text/plain\r\n"
                            "\r\n"
                            "Hello --outer\r\n"
                            "--outer  \r\n"
                            "c: multipart/alternative;\r\n boundary=\"in ner\"\r\n"
                            "Content-Disposition: session;handling=required\r\n"
                            "\r\n"
                            "--in ner\r\n"
                            "\r\n"
                            "plain\r\n"
                            "--in ner\r\n"
                            "Content-Type: application/sdp\r\n"
                            "\r\n"
                            "v=0\r\n"
                            "\r\n"
                            "--in ner--\r\n"
                            "--outer--\r\n"
                            "epilogue";

static void
test_multipart (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoBody) body = sipgo_body_new ("multipart/mixed;boundary=outer", mixed);
  g_autolist (SipgoBody) parts = sipgo_body_get_parts (body, &error);
  g_autoptr (SipgoBody) sdp = sipgo_body_find (body, "application/sdp");
  g_autofree char *hello = NULL, *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_length (parts), ==, 2);
  hello = sipgo_body_get_text (parts->data);
  g_assert_cmpstr (hello, ==, "Hello --outer");
  g_assert_true (sipgo_body_is_type (parts->next->data, "multipart/alternative"));
  g_assert_cmpstr (sipgo_body_get_content_disposition (parts->next->data), ==, "session;handling=required");
  g_assert_nonnull (sdp);
  text = sipgo_body_get_text (sdp);
  g_assert_cmpstr (text, ==, "v=0\r\n");
}

static void
test_broken_multipart (void)
{
  static const char * const cases[][2] = {
    { "text/plain", "--a\r\n\r\n--a--" },
    { "multipart/mixed", "--a\r\n\r\n--a--" },
    { "multipart/mixed;boundary=", "--a\r\n\r\n--a--" },
    { "multipart/mixed;boundary=\"\"", "--\r\n\r\n----" },
    { "multipart/mixed;boundary=a", "" },
    { "multipart/mixed;boundary=a", "x--a\r\n\r\n--ab--" },
    { "multipart/mixed;boundary=a", "--a\r\n\r\nbreaks off" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SipgoBody) body = sipgo_body_new (cases[i][0], cases[i][1]);
      g_autolist (SipgoBody) parts = sipgo_body_get_parts (body, &error);

      g_assert_null (parts);
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED);
    }
}

/* A body of nothing but boundaries must not become any number of objects. */
static void
test_many_parts (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoBody) body = NULL;
  g_autolist (SipgoBody) parts = NULL;
  guint i;

  for (i = 0; i < 10000; i++)
    g_string_append (text, "--a\r\n\r\n\r\n");
  g_string_append (text, "--a--");
  body = sipgo_body_new ("multipart/mixed;boundary=a", text->str);
  parts = sipgo_body_get_parts (body, &error);
  g_assert_null (parts);
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED);
}

/* At any length, and with a byte that is not ASCII at any position. */
static void
test_any_byte (void)
{
  static const guchar odd[] = { 'a', ' ', '\r', '\n', '\t', 0x01, 0x7f, 0x00, 0x80, 0xc3, 0xff };
  gsize length, position;
  guint i;

  for (length = 0; length < 20; length++)
    for (position = 0; position < length; position++)
      for (i = 0; i < G_N_ELEMENTS (odd); i++)
        {
          g_autofree char *data = g_strnfill (length, 'x');
          g_autoptr (GBytes) bytes = NULL;
          g_autoptr (SipgoBody) body = NULL;
          g_autofree char *text = NULL;
          g_autofree char *expected = NULL;

          data[position] = odd[i];
          bytes = g_bytes_new (data, length);
          body = sipgo_body_new_bytes ("text/plain", bytes);
          text = sipgo_body_get_text (body);
          expected = g_utf8_make_valid (data, length);
          g_assert_cmpstr (text, ==, expected);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/body/single", test_single);
  g_test_add_func ("/message/body/not-text", test_not_text);
  g_test_add_func ("/message/body/any-byte", test_any_byte);
  g_test_add_func ("/message/body/empty", test_empty);
  g_test_add_func ("/message/body/multipart", test_multipart);
  g_test_add_func ("/message/body/broken-multipart", test_broken_multipart);
  g_test_add_func ("/message/body/many-parts", test_many_parts);
  return g_test_run ();
}
