#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds a program against the library as it lies in its build directory, with nothing but the two names that people
know, and runs it: test-build.py BUILD-DIRECTORY PROGRAM COMPILER...

PROGRAM ends in .c, built with pkg-config --cflags --libs sipgo-1.0, or in .vala, with valac --pkg sipgo-1.0."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def pkg_config(*arguments):
    return subprocess.run(["pkg-config", *arguments, "sipgo-1.0"], check=True, capture_output=True, text=True).stdout.split()


def main():
    build, program, *compiler = sys.argv[1:]
    os.environ["PKG_CONFIG_PATH"] = str(Path(build) / "meson-uninstalled")
    os.environ["LD_LIBRARY_PATH"] = str(Path(build) / "libsipgo")
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "use"
        if program.endswith(".vala"):
            command = [*compiler, "--vapidir", str(Path(build) / "libsipgo"), "--pkg", "sipgo-1.0", "--directory", folder,
                       "--output", str(output), program]
        else:
            command = [*compiler, program, "-o", str(output), *pkg_config("--cflags", "--libs")]
        subprocess.run(command, check=True)
        subprocess.run([output], check=True)


if __name__ == "__main__":
    main()
