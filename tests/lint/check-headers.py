#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""check-headers.py SOURCE BUILD COMPILER...: the public headers are complete.

Each public header is included by sipgo.h, is installed (its folder's meson.build names it), and compiles alone. So does
each generated header with enumeration types."""
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from lint import Report, find_files, is_public, read

FLAGS = ['-std=gnu11', '-Wall', '-Wextra', '-Werror', '-Wno-unused-parameter', '-fsyntax-only', '-x', 'c', '-']


def compile_alone(compiler, header):
    """The errors of the compiler for a file that includes only this header."""
    text = f'#include <libsipgo/{header}>\nint main (void) {{ return 0; }}\n'
    result = subprocess.run(compiler + FLAGS, input=text, capture_output=True, text=True, check=False)
    return result.stderr if result.returncode else None


def main():
    source, build = sys.argv[1:3]
    root = os.path.join(source, 'libsipgo')
    flags = subprocess.run(['pkg-config', '--cflags', 'gio-2.0', 'gstreamer-1.0'], capture_output=True, text=True, check=True)
    compiler = sys.argv[3:] + [f'-I{source}', f'-I{build}'] + flags.stdout.split()
    report = Report()

    written = [path for path in find_files(root, '.h') if is_public(path) and path != 'sipgo.h']
    generated = [name for name in sorted(os.listdir(os.path.join(build, 'libsipgo'))) if name.endswith('-enum-types.h')]
    included = set(re.findall(r'#include <libsipgo/([^>]+)>', read(root, 'sipgo.h')))
    for header in written + generated:
        if header not in included:
            report.fault(f'libsipgo/{header}', 'sipgo.h does not include it')
    for header in written:
        folder, name = os.path.split(header)
        if f"'{name}'" not in read(root, folder, 'meson.build'):
            report.fault(f'libsipgo/{header}', f'libsipgo/{folder}/meson.build does not name it among its headers')
    headers = written + generated + ['sipgo.h']
    with ThreadPoolExecutor() as pool:
        for header, fault in zip(headers, pool.map(lambda header: compile_alone(compiler, header), headers)):
            if fault:
                report.fault(f'libsipgo/{header}', f'does not compile alone\n{fault}')
    report.finish(f'{len(headers)} headers')


main()
