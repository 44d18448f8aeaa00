# SPDX-License-Identifier: LGPL-2.1-or-later
"""Shared by the checks: finding the files of the project, reading C without comments, reporting."""
import os
import re
import sys

SKIPPED_FOLDERS = {'.git', '__pycache__', 'node_modules'}


def find_files(root, *endings):
    """The files of the project, as paths relative to root, without build directories."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS
                            and not os.path.exists(os.path.join(folder, name, 'build.ninja'))
                            and not os.path.exists(os.path.join(folder, name, 'meson-private')))
        for name in sorted(names):
            if not endings or name.endswith(endings):
                yield os.path.relpath(os.path.join(folder, name), root)


def read(*path):
    with open(os.path.join(*path), encoding='utf-8', errors='replace') as file:
        return file.read()


def read_layers(path):
    """The floors of LAYERS, lowest first: line number, rooms of the floor, rooms that they may include."""
    for number, line in enumerate(read(path).splitlines(), 1):
        rooms, colon, lower = line.split('#')[0].partition(':')
        if colon:
            yield number, rooms.split(), lower.split()


_COMMENT_OR_STRING = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)


def strip_c(text, keep_strings=False):
    """C without comments (and strings); line numbers stay the same."""
    def blank(match):
        word = match[0]
        if keep_strings and word[0] in '"\'':
            return word
        return re.sub(r'[^\n]', ' ', word)
    return _COMMENT_OR_STRING.sub(blank, text)


def is_public(path):
    return path.endswith('.h') and not path.endswith('-private.h')


class Report:
    """Collects faults; finish () prints them and ends the program."""

    def __init__(self):
        self.faults = 0

    def fault(self, where, text):
        self.faults += 1
        print(f'{where}: {text}')

    def warn(self, where, text):
        print(f'{where}: warning: {text}')

    def finish(self, checked):
        print(f'{checked}; {self.faults} faults')
        sys.exit(1 if self.faults else 0)
