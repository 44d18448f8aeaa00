#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""check-circles.py SOURCE BUILD: the files of a room do not call each other in a circle.

The check reads the object files of the built library, which have all calls: a file knows another one when it uses a symbol that
the other defines. Using its type, for example for an argument of a signal, is not a call. A class and its own parts,
sipgo-CLASS-PART.c without a header of their own, may know each other. check-layers.py checks circles across rooms."""
import collections
import glob
import os
import re
import subprocess
import sys

from lint import Report

OBJECT = re.compile(r'(?:(?P<room>.*)_)?sipgo-(?P<name>[\w-]+)\.c\.o$')

def read_objects(build):
    """Two dictionaries by (room, file): the symbols that it defines, and those that it uses."""
    objects = {}
    for path in glob.glob(os.path.join(build, 'libsipgo', 'libsipgo-*.a.p', '*.o')):
        match = OBJECT.match(os.path.basename(path))
        if match:
            floor = re.search(r'libsipgo-([\w-]+)\.a\.p', path)[1]
            objects[path] = match['room'] or floor, match['name']
    defined, used = ({file: set() for file in objects.values()} for _ in range(2))
    symbols = subprocess.run(['nm', '-A', *objects], capture_output=True, text=True, check=True).stdout
    for line in symbols.splitlines():
        path, _, text = line.partition(':')
        kind, symbol = text.split()[-2:]
        if kind == 'U' and not symbol.endswith('_get_type'):
            used[objects[path]].add(symbol)
        elif kind.isupper():
            defined[objects[path]].add(symbol)
    return defined, used


def class_of(source, file, files):
    """The class that a file without a header is a part of: the shortest name that its own begins with."""
    room, name = file
    header = os.path.join(source, 'libsipgo', room.replace('_', '/'), f'sipgo-{name}')
    if os.path.exists(header + '.h') or os.path.exists(header + '-private.h'):
        return file
    words = name.split('-')
    for n in range(1, len(words)):
        if (room, '-'.join(words[:n])) in files:
            return room, '-'.join(words[:n])
    return file


def find_arrows(source, defined, used):
    """From each class to those of its room that it knows."""
    home = {symbol: file for file, symbols in defined.items() for symbol in symbols}
    arrows = collections.defaultdict(set)
    for file, symbols in used.items():
        own = class_of(source, file, defined)
        for symbol in symbols:
            other = class_of(source, home[symbol], defined) if symbol in home else own
            if other != own and other[0] == own[0]:
                arrows[own].add(other)
    return arrows


def find_circles(arrows):
    """Sets of files each of which reaches each other (Tarjan)."""
    index, low, stack, circles = {}, {}, [], []

    def visit(file):
        index[file] = low[file] = len(index)
        stack.append(file)
        for other in sorted(arrows.get(file, ())):
            if other not in index:
                visit(other)
                low[file] = min(low[file], low[other])
            elif other in stack:
                low[file] = min(low[file], index[other])
        if low[file] != index[file]:
            return
        circle = set()
        while file not in circle:
            circle.add(stack.pop())
        if len(circle) > 1:
            circles.append(circle)

    for file in sorted(arrows):
        if file not in index:
            visit(file)
    return circles


def main():
    report = Report()
    defined, used = read_objects(sys.argv[2])
    circles = find_circles(find_arrows(sys.argv[1], defined, used))
    for circle in circles:
        room = next(iter(circle))[0]
        names = {name for _room, name in circle}
        report.fault(f'libsipgo/{room.replace("_", "/")}', 'know each other in a circle: ' + ', '.join(sorted(names)))
    report.finish(f'{len(defined)} files')


main()
