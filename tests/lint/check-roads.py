#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""check-roads.py SOURCE: the roads in doc/architecture.md agree with the code.

Each row of the section "Four roads" names a function and its file, which defines it; from row to row a table leads up the
floors of LAYERS, or down, as the text above it says."""
import os
import re
import sys

from lint import Report, read, read_layers

PAGE = 'doc/architecture.md'
ROW = re.compile(r'\| `(\w+) \(\)`.*\| `([\w./-]+)` \|$')


def read_roads(text):
    """For each table its direction, 1 up or -1 down, and its rows: number of the line, function, file."""
    roads, direction = [], 0
    section = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith('## '):
            section = line == '## Four roads'
        if not section:
            continue
        found = re.search(r'\((up|down)\)', line)
        if found and not line.startswith('|'):
            direction = 1 if found[1] == 'up' else -1
        row = ROW.match(line)
        if line.startswith('|---'):
            roads.append((direction, []))
        elif row:
            roads[-1][1].append((number, row[1], row[2]))
    return roads


def main():
    report = Report()
    source = sys.argv[1]
    layers = read_layers(os.path.join(source, 'libsipgo', 'LAYERS'))
    floors = {room: floor for floor, (_line, rooms, _lower) in enumerate(layers) for room in rooms}
    roads = read_roads(read(source, PAGE))
    if not roads:
        report.fault(PAGE, 'there is no road')
    for direction, rows in roads:
        before = None
        for number, function, path in rows:
            floor = floors.get(os.path.dirname(path))
            there = os.path.exists(os.path.join(source, 'libsipgo', path))
            code = read(source, 'libsipgo', path) if there else ''
            if not re.search(rf'^{function} \((?!.*;)', code, re.MULTILINE):
                report.fault(f'{PAGE}:{number}', f'{path} does not define {function} ()')
            if before is not None and floor is not None and (floor - before) * direction < 0:
                report.fault(f'{PAGE}:{number}', f'{function} () leads the other way')
            before = floor
    report.finish(f'{sum(len(rows) for _direction, rows in roads)} steps')


main()
