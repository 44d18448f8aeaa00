#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""check-behaviours.py PAGE PROGRAM...: the tests that doc/sipjs-behaviours.md names exist.

A test is named by its path in one of the programs, `/inviter/call`, or by a pattern, `/endings/*`."""
import fnmatch
import re
import subprocess
import sys

from lint import Report


def list_tests(program):
    return subprocess.run([program, '-l'], capture_output=True, text=True, check=True).stdout.split()


def main():
    page, *programs = sys.argv[1:]
    tests = {test for program in programs for test in list_tests(program)}
    report = Report()
    named = 0
    with open(page, encoding='utf-8') as lines:
        for number, line in enumerate(lines, 1):
            for pattern in re.findall(r'`(/[^`]+)`', line):
                named += 1
                if not fnmatch.filter(tests, pattern):
                    report.fault(f'{page}:{number}', f'there is no test {pattern}')
    report.finish(f'{named} names of tests')


main()
