#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Does what is said after an installation, and looks whether that was all: test-advice.py CHECK-INSTALLED ARGUMENT...

The arguments are those of bindings/check-installed.py, with the build directory for the place of installation."""
import os
import subprocess
import sys


def main():
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("GI_TYPELIB_PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "GJS_PATH")}
    told = subprocess.run(sys.argv[1:], env=environment, check=True, capture_output=True, text=True).stdout
    lines = [line for line in told.splitlines() if line.startswith("  export ")]
    assert lines, told
    script = "\n".join([*lines, '"$@"'])
    told = subprocess.run(["sh", "-c", script, "sh", *sys.argv[1:]], env=environment, check=True, capture_output=True,
                          text=True).stdout
    assert told == "", told


if __name__ == "__main__":
    main()
