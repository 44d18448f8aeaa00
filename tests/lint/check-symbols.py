#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""check-symbols.py LIBRARY SYMBOLS [--update]: the library exports exactly the symbols in SYMBOLS.

A removed symbol breaks programs, and a new one must be kept, so each change must be intended: --update writes the list
again."""
import subprocess
import sys

from lint import Report, read


def list_exports(library):
    result = subprocess.run(['nm', '-D', '--defined-only', '--format=posix', library], capture_output=True, text=True, check=True)
    return sorted({line.split()[0] for line in result.stdout.splitlines() if line})


def main():
    library, path = sys.argv[1:3]
    report = Report()
    exports = list_exports(library)
    if sys.argv[3:] == ['--update']:
        with open(path, 'w', encoding='utf-8') as file:
            file.writelines(f'{symbol}\n' for symbol in exports)
    listed = read(path).split()
    for symbol in sorted(set(exports) - set(listed)):
        report.fault(symbol, f'exported, but not in {path}')
    for symbol in sorted(set(listed) - set(exports)):
        report.fault(symbol, f'in {path}, but no longer exported')
    for symbol in exports:
        if not symbol.startswith('sipgo_'):
            report.fault(symbol, 'exported without the prefix sipgo_')
    if listed != sorted(listed):
        report.fault(path, 'is not sorted')
    report.finish(f'{len(exports)} symbols')


main()
