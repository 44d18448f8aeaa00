#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Does what is said after an installation, and looks whether that was all: test-advice.py CHECK-INSTALLED ARGUMENT...

The arguments are those of bindings/check-installed.py, with the build directory for the place of installation."""
import importlib.util
import os
import subprocess
import sys


def check_patience(path):
    """An interpreter that hangs does not stop the installation."""
    spec = importlib.util.spec_from_file_location("check_installed", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.PATIENCE = 0.1
    assert not module.works(["sleep", "60"], {})


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
    check_patience(sys.argv[1])


if __name__ == "__main__":
    main()
