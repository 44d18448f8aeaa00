/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/message/sipgo-parser-private.h"

/* The 61 messages of RFC 4475 and RFC 5118: each is parsed, refused or dropped as data/torture/expected.tsv says. */
typedef struct
{
  char *file;
  char *kind;       /* req or resp */
  char *agent;      /* the status of the response */
  char *parser;     /* ok, bad or any */
} Case;

static char *
data_path (const char *name)
{
  return g_build_filename (g_getenv ("SIPGO_TEST_DATA"), "torture", name, NULL);
}

static gboolean
agent_may_answer (const Case *test, guint status)
{
  g_autofree char *text = g_strdup_printf ("%u", status);

  return strstr (test->agent, text) != NULL;
}

static void
check_answer (SipgoMessage *request)
{
  g_autoptr (SipgoMessage) response = sipgo_message_new_response (request, 400, NULL, "tag");
  g_autoptr (GBytes) bytes = sipgo_message_serialize (response);
  g_autoptr (SipgoMessage) copy = sipgo_message_copy (request);
  g_autoptr (GBytes) again = sipgo_message_serialize (copy);

  g_assert_true (sipgo_message_has (response, SIPGO_HEADER_VIA));
  g_assert_cmpuint (g_bytes_get_size (bytes), >, 0);
  g_assert_cmpuint (g_bytes_get_size (again), >, 0);
}

static void
test_message (gconstpointer user_data)
{
  const Case *test = user_data;
  g_autofree char *path = data_path (test->file), *content = NULL;
  g_auto (SipgoParseResult) result = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  bytes = g_bytes_new_take (g_steal_pointer (&content), length);
  sipgo_parser_parse_datagram (bytes, &sipgo_limits_default, &result);
  if (result.fault)
    g_test_message ("outcome %d, status %u: expected %s at %" G_GSIZE_FORMAT, result.outcome, result.status,
                    result.fault, result.offset);
  if (g_str_equal (test->parser, "ok"))
    g_assert_cmpint (result.outcome, ==, SIPGO_PARSED);
  if (g_str_equal (test->parser, "bad"))
    g_assert_cmpint (result.outcome, !=, SIPGO_PARSED);
  if (result.outcome == SIPGO_PARSED)
    return;
  g_assert_nonnull (result.fault);
  g_assert_cmpuint (result.offset, <=, length);
  if (g_str_equal (test->kind, "resp"))
    {
      g_assert_cmpint (result.outcome, ==, SIPGO_PARSE_NOISE);
      return;
    }
  g_assert_cmpint (result.outcome, ==, SIPGO_PARSE_REFUSED);
  g_assert_true (agent_may_answer (test, result.status));
  check_answer (result.message);
}

/* Faults for which the parser refuses a message, since no floor above can handle it. */
static void
test_must_refuse (void)
{
  static const char * const files[] = { "rfc4475/badvers.dat", "rfc4475/mismatch01.dat", "rfc4475/mismatch02.dat",
                                        "rfc4475/insuf.dat",   "rfc4475/multi01.dat",    "rfc4475/mcl01.dat" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = data_path (files[i]), *content = NULL;
      g_auto (SipgoParseResult) result = { 0 };
      g_autoptr (GBytes) bytes = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &content, &length, NULL));
      bytes = g_bytes_new_take (g_steal_pointer (&content), length);
      sipgo_parser_parse_datagram (bytes, &sipgo_limits_default, &result);
      g_assert_cmpint (result.outcome, ==, SIPGO_PARSE_REFUSED);
      g_assert_cmpuint (result.status, ==, i == 0 ? 505 : 400);
    }
}

static void
free_case (gpointer data)
{
  Case *test = data;

  g_free (test->file);
  g_free (test->kind);
  g_free (test->agent);
  g_free (test->parser);
  g_free (test);
}

static guint
add_cases (void)
{
  g_autofree char *path = data_path ("expected.tsv"), *content = NULL;
  g_auto (GStrv) lines = NULL;
  guint i, n = 0;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  lines = g_strsplit (content, "\n", -1);
  for (i = 0; lines[i]; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", -1);
      g_autofree char *name = NULL;
      Case *test;

      if (g_strv_length (columns) < 6 || g_str_equal (columns[0], "file"))
        continue;
      test = g_new (Case, 1);
      test->file = g_strdup (columns[0]);
      test->kind = g_strdup (columns[3]);
      test->agent = g_strdup (columns[4]);
      test->parser = g_strdup (columns[5]);
      name = g_strdup_printf ("/message/torture/%s", test->file);
      g_test_add_data_func_full (name, test, test_message, free_case);
      n++;
    }
  return n;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpuint (add_cases (), ==, 61);
  g_test_add_func ("/message/torture/must-refuse", test_must_refuse);
  return g_test_run ();
}
