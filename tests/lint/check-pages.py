#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""check-pages.py SOURCE: names in the text of the README and of the pages of the reference exist.

Names with a prefix of the library, and calls, must be in the library; files and folders must be in the tree. Blocks of code are
checked by the test of the samples. Names in mixed case belong to SIP.js."""
import os
import re
import sys

from lint import Report, find_files, read

BLOCK = re.compile(r'^```.*?^```', re.DOTALL | re.MULTILINE)
OURS = re.compile(r'\b(?:Sipgo[A-Z]\w+|sipgo_\w+|SIPGO_\w+)')
CALL = re.compile(r'(?:\w+\.)*([a-z_]+) ?\(.*\)')
PATH = re.compile(r'(?:libsipgo|tests|examples|bindings|doc)/[\w./-]*')
# Functions of other libraries that a page may name.
NOT_OURS = {'atexit', 'run_dispose'}


def check_span(report, where, code, words, source):
    called = CALL.fullmatch(code)
    for name in OURS.findall(code) + ([called[1]] if called else []):
        if name not in words | NOT_OURS:
            report.fault(where, f'there is no {name}')
    if PATH.fullmatch(code) and not os.path.exists(os.path.join(source, code)):
        report.fault(where, f'there is no {code}')


def main():
    source = sys.argv[1]
    report = Report()
    words = {word for path in find_files(source, '.c', '.h') if path.startswith('libsipgo/')
             for word in re.findall(r'\w+', read(source, path))}
    pages = [path for path in find_files(source, '.md') if path == 'README.md' or path.startswith('doc/')]
    for page in pages:
        text = BLOCK.sub(lambda block: '\n' * block[0].count('\n'), read(source, page))
        for number, line in enumerate(text.splitlines(), 1):
            for code in re.findall(r'`([^`]+)`', line):
                check_span(report, f'{page}:{number}', code, words, source)
    report.finish(f'{len(pages)} pages')


main()
