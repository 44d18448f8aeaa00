#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""check-sizes.py SOURCE: rooms that one person can keep in mind.

Lines of a .c file: warned from 500, a fault from 1200; their median at most 300. Lines of a function: warned from 60, a
fault from 100 (class_init and tables excepted). Lines of a header of the library without its comments: a fault from
150."""
import os
import re
import statistics
import sys

from lint import Report, find_files, read, strip_c

FILE_WARNING, FILE_FAULT, FILE_MEDIAN = 500, 1200, 300
FUNCTION_WARNING, FUNCTION_FAULT = 60, 100
HEADER_FAULT = 150
FUNCTION = re.compile(r'^([a-z]\w*) \(.*?\)\n\{\n(.*?)^\}', re.MULTILINE | re.DOTALL)


def check_functions(report, path, text):
    for match in FUNCTION.finditer(strip_c(text)):
        lines = match[2].count('\n')
        if match[1].endswith('_class_init') or lines < FUNCTION_WARNING:
            continue
        where = f'{path}:{text.count(chr(10), 0, match.start()) + 1}'
        say = report.fault if lines >= FUNCTION_FAULT else report.warn
        say(where, f'{match[1]} () has {lines} lines')


def check_file(report, path, text):
    lines = text.count('\n')
    if path.endswith('.h') and path.startswith('libsipgo/'):
        code = sum(1 for line in strip_c(text).splitlines() if line.strip())
        if code >= HEADER_FAULT:
            report.fault(path, f'{code} lines without comments')
    elif lines >= FILE_WARNING:
        (report.fault if lines >= FILE_FAULT else report.warn)(path, f'{lines} lines')


def main():
    source = sys.argv[1]
    report = Report()
    lengths = []
    for folder in ('libsipgo', 'tests'):
        for name in find_files(os.path.join(source, folder), '.c', '.h'):
            path = f'{folder}/{name}'
            text = read(source, path)
            check_file(report, path, text)
            if path.endswith('.c'):
                check_functions(report, path, text)
                lengths.append(text.count('\n'))
    median = statistics.median(lengths)
    if median > FILE_MEDIAN:
        report.fault('libsipgo', f'the middle .c file has {median} lines')
    report.finish(f'{len(lengths)} .c files, the middle one of {median:.0f} lines')


main()
