#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""check-sizes.py SOURCE: limits for the sizes of files, functions and lines.

Lines are counted without comments. A .c file from 700 lines on is a warning, from 1200 on a fault; the median of all is at most
300. A header of the library from 180 on is a fault. A function from 60 on is a warning, from 100 on a fault (except class_init
and tables). No line is longer than 120 columns."""
import os
import re
import statistics
import sys

from lint import Report, find_files, read, strip_c

FILE_WARNING, FILE_FAULT, FILE_MEDIAN = 700, 1200, 300
FUNCTION_WARNING, FUNCTION_FAULT = 60, 100
HEADER_FAULT = 180
COLUMNS = 120
FUNCTION = re.compile(r'^([a-z]\w*) \(.*?\)\n\{\n(.*?)^\}', re.MULTILINE | re.DOTALL)


def check_functions(report, path, text):
    for match in FUNCTION.finditer(strip_c(text)):
        lines = match[2].count('\n')
        if match[1].endswith('_class_init') or lines < FUNCTION_WARNING:
            continue
        where = f'{path}:{text.count(chr(10), 0, match.start()) + 1}'
        say = report.fault if lines >= FUNCTION_FAULT else report.warn
        say(where, f'{match[1]} () has {lines} lines')


def count_code(text):
    return sum(1 for line in strip_c(text).splitlines() if line.strip())


def check_columns(report, path, text):
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > COLUMNS:
            report.fault(f'{path}:{number}', f'{len(line)} columns')


def check_file(report, path, text):
    lines = count_code(text)
    if path.endswith('.h') and path.startswith('libsipgo/'):
        if lines >= HEADER_FAULT:
            report.fault(path, f'{lines} lines without comments')
    elif lines >= FILE_WARNING:
        (report.fault if lines >= FILE_FAULT else report.warn)(path, f'{lines} lines without comments')


def main():
    source = sys.argv[1]
    report = Report()
    lengths = []
    for folder in ('libsipgo', 'tests'):
        for name in find_files(os.path.join(source, folder), '.c', '.h'):
            path = f'{folder}/{name}'
            text = read(source, path)
            check_file(report, path, text)
            check_columns(report, path, text)
            if path.endswith('.c'):
                check_functions(report, path, text)
                lengths.append(count_code(text))
    median = statistics.median(lengths)
    if median > FILE_MEDIAN:
        report.fault('libsipgo', f'the middle .c file has {median} lines')
    report.finish(f'{len(lengths)} .c files, the middle one of {median:.0f} lines')


main()
