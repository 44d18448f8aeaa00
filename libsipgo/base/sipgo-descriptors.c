/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-descriptors-private.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "libsipgo/base/sipgo-error.h"

#define MAX_CHECKED 32

gboolean
sipgo_is_lack_of_resources (int code)
{
  return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM;
}

void
sipgo_set_descriptor_error (GError **error, int code, const char *what)
{
  const char *advice = "";

  if (code == EMFILE)
    advice = ": end some calls, or raise the limit of open files (RLIMIT_NOFILE, “ulimit -n”)";
  else if (code == ENFILE)
    advice = ": raise the system's limit of open files (fs.file-max)";
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_RESOURCES, "%s: %s%s", what, g_strerror (code), advice);
}

gboolean
sipgo_check_descriptors (guint n, const char *what, GError **error)
{
  int fds[MAX_CHECKED];
  int code = 0;
  guint opened = 0;

  n = MIN (n, MAX_CHECKED);
  while (opened < n && code == 0)
    {
      fds[opened] = eventfd (0, EFD_CLOEXEC);
      if (fds[opened] < 0)
        code = errno;
      else
        opened++;
    }
  while (opened > 0)
    close (fds[--opened]);
  if (code != 0)
    sipgo_set_descriptor_error (error, code, what);
  return code == 0;
}
