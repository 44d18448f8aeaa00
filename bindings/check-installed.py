#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks after an installation whether Python and JavaScript find the library, and prints what to set if they do not.

check-installed.py PYTHON GJS LIBRARIES TYPELIBS PYTHON-MODULES SCRIPTS

GJS is empty if it is not installed. The last four are the folders into which these were installed: the library, the
typelib, the Python modules (with gi/overrides below), and the scripts (with overrides below)."""
import contextlib
import os
import shlex
import subprocess
import sys

PATIENCE = 60                # seconds
PYTHON_PROGRAM = """
import gi
gi.require_version("Sipgo", "1.0")
from gi.repository import Sipgo
Sipgo.Uri.parse("sip:alice@example.com")
Sipgo.run
"""
JS_PROGRAM = """
imports.gi.versions.Sipgo = '1.0';
const {Sipgo} = imports.gi;
Sipgo.Uri.parse('sip:alice@example.com');
Sipgo.signals.name;
"""


def works(command, environment):
    """Whether the command succeeds within the time limit."""
    try:
        return subprocess.run(command, env={**os.environ, **environment}, check=False, cwd="/", stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=PATIENCE).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def extended(settings):
    """The settings, each with the value of the environment after it."""
    return {name: os.pathsep.join(filter(None, [value, os.environ.get(name)])) for name, value in settings.items()}


def needed(command, settings):
    """The smallest part of the settings with which the command works; None if it does not work with all of them."""
    settings = dict(settings)
    if not works(command, extended(settings)):
        return None
    for name in list(settings):
        without = {other: value for other, value in settings.items() if other != name}
        if works(command, extended(without)):
            settings = without
    return settings


def line(name, value):
    return f"  export {name}={shlex.quote(value)}${{{name}:+:${name}}}"


def is_searched(folder):
    """Whether the linker searches the folder, so that only its cache has to be updated."""
    try:
        listed = subprocess.run(["/sbin/ldconfig", "-v", "-N", "-X"], check=False, capture_output=True, text=True).stdout
    except OSError:
        return False
    return any(entry.split(":")[0] == folder for entry in listed.splitlines() if entry.startswith("/"))


def advice():
    python, gjs, libraries, typelibs, modules, scripts = sys.argv[1:]
    common = {"GI_TYPELIB_PATH": typelibs, "LD_LIBRARY_PATH": libraries}
    languages = {"Python": ([python, "-c", PYTHON_PROGRAM], {**common, "PYTHONPATH": modules})}
    if gjs:
        languages["gjs"] = ([gjs, "-c", JS_PROGRAM], {**common, "GJS_PATH": scripts})

    lines = {}
    for language, (command, settings) in languages.items():
        least = needed(command, settings)
        if least is None:
            yield f"{language} does not load the library as it is installed. See what it says to:\n  {shlex.join(command)}"
        else:
            lines.update(least)
    if "LD_LIBRARY_PATH" in lines and is_searched(libraries):
        del lines["LD_LIBRARY_PATH"]
        yield "The linker does not know the library yet. As root, once:\n  ldconfig"
    if lines:
        yield "Python and gjs find the library with these lines in the shell, or in ~/.profile:"
        yield from (line(name, value) for name, value in lines.items())


def main():
    words = "".join(f"{text}\n" for text in advice())
    output = sys.stdout
    if "MESON_INSTALL_PREFIX" in os.environ:                            # Meson shows the output of failed scripts only
        with contextlib.suppress(OSError):
            output = open(f"/proc/{os.getppid()}/fd/1", "a", encoding="utf-8")
    output.write(words)
    output.flush()


if __name__ == "__main__":
    main()
