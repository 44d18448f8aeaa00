/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Replaces libFuzzer: runs a fuzz target with the given files, and with all files in the given folders. */
#include <glib.h>
#include <stdio.h>

#include "fuzz.h"

static guint n_files;

static gboolean
run_path (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *content = NULL;
  const char *name;
  gsize length;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (!run_path (child))
        return FALSE;
    }
  if (dir)
    return TRUE;
  if (!g_file_get_contents (path, &content, &length, NULL))
    {
      fprintf (stderr, "%s cannot be read\n", path);
      return FALSE;
    }
  LLVMFuzzerTestOneInput ((const guint8 *) content, length);
  n_files++;
  return TRUE;
}

int
main (int argc, char **argv)
{
  int i;

  for (i = 1; i < argc; i++)
    if (!run_path (argv[i]))
      return 1;
  printf ("%u files\n", n_files);
  return n_files > 0 ? 0 : 1;
}
