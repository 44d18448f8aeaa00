#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""check-forbidden.py SOURCE: calls, includes and words that have no place where they stand."""
import os
import re
import sys

from lint import Report, find_files, read, strip_c

# Pattern, the folders or files of the library in which it is allowed, and the reason or the replacement.
LIBRARY_RULES = [
    (r'\b(g_get_monotonic_time|g_get_real_time|g_date_time_new_now\w*|time|gettimeofday|clock_gettime)\s*\(',
     ('base', 'gst'), 'ask the SipgoEnvironment for the time'),
    (r'\b(g_timeout_\w+|g_idle_\w+|g_usleep|usleep|sleep|nanosleep)\s*\(',
     ('base', 'gst'), 'set a timer of the SipgoEnvironment'),
    (r'\b(g_random_\w+|g_rand_\w+|g_uuid_\w+|rand|random|drand48|getrandom)\s*\(',
     ('base', 'gst'), 'use the random numbers of the SipgoEnvironment'),
    (r'\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|alloca|g_alloca|g_newa|scanf|sscanf)\s*\(',
     (), 'it does not check bounds'),
    (r'\b(atoi|atol|atoll|atof|strtol|strtoul|strtod)\s*\(',
     (), 'it follows the locale or hides overflow: use g_ascii_string_to_unsigned ()'),
    (r'#\s*include\s*<gst/', ('gst', 'media/sipgo-media.c', 'media/sipgo-media.h'), 'GStreamer stays in gst/; media/ knows the type of an element'),
    (r'\bgst_\w+\s*\(', ('gst',), 'GStreamer stays in gst/'),
    (r'#\s*include\s*<libsoup/', ('net',), 'libsoup stays in net/'),
    (r'\b(socket|bind|listen|accept4?|recvfrom|recvm?msg|sendto|sendm?msg|getsockname|setsockopt)\s*\(|\bg_socket_\w+\s*\('
     r'|\bg_resolver_\w+\s*\(|#\s*include\s*<(sys/socket|netdb|poll)\.h>',
     ('net', 'transport', 'gst'), 'sockets and names stay in net/, transport/ and gst/'),
    (r'\b(getenv|g_getenv|setenv|g_setenv|signal|sigaction)\s*\(',
     (), 'the process belongs to the application'),
    (r'\b(printf|g_print|g_printerr|puts|fprintf)\s*\(', (), 'a library does not print: log'),
]

# Texts for people, in the style of GLib and GNOME.
WORD_RULES = [
    (r'\b(g_set_error|g_error_new|g_task_return_new_error|g_critical|g_warning)\w*\s*\([^;]*?\\"', 'quote with “ and ”'),
]

# In the comments of the library.
COMMENT_RULES = [
    (r'@error:(?=(?:(?!\*/).)*\*/[^;{}]*\bGError \*\*)',
     'g-ir-scanner drops it: the last paragraph says “Fails when …”'),
]

# In all texts of the project.
TEXT_RULES = [
    (r'\b(TODO|FIXME|XXX|HACK)\b', 'do it, or file it'),
    (r'(?<![\w.])/(home|root|work|farm)/\w', 'a path of one machine'),
]

# In tests: a sleep makes them slow on a fast machine, and wrong on a slow one.
TEST_RULES = [
    (r'\b(g_usleep|usleep|nanosleep|time\.sleep|setTimeout)\s*\(|asyncio\.sleep\s*\((?!0\))|(?<![\w.>])sleep\s*\(',
     'wait for the event, or use the virtual clock'),
]

# With other programs there is sometimes no event to wait for; and one test is about sleeping.
SLEEPERS = ('tests/interop/', 'tests/gi/python/loop.py')

TEXT_ENDINGS = ('.c', '.h', '.py', '.js', '.sh', '.md', '.toml', '.in', '.build', '.vala', '.txt', '.tsv')


def search(report, path, text, rules):
    for pattern, why in rules:
        for match in re.finditer(pattern, text, re.DOTALL):
            report.fault(f'{path}:{text.count(chr(10), 0, match.start()) + 1}', f'{match[0].strip()}: {why}')


def check_library(report, source, path):
    places = {path.split('/')[1], path.removeprefix('libsipgo/')}
    rules = [(pattern, why) for pattern, allowed, why in LIBRARY_RULES if places.isdisjoint(allowed)]
    search(report, path, strip_c(read(source, path)), rules)
    search(report, path, strip_c(read(source, path), keep_strings=True), WORD_RULES)
    search(report, path, read(source, path), COMMENT_RULES)


def main():
    source = sys.argv[1]
    report = Report()
    files = [path for path in find_files(source, *TEXT_ENDINGS) if not path.startswith('tests/lint/')]
    for path in files:
        if path.startswith('libsipgo/') and path.endswith(('.c', '.h')):
            check_library(report, source, path)
        if path.startswith('tests/') and not path.startswith(SLEEPERS) and path.endswith(('.c', '.py', '.js', '.sh')):
            text = read(source, path)
            search(report, path, strip_c(text) if path.endswith('.c') else text, TEST_RULES)
        if not path.startswith('tests/data/'):
            search(report, path, read(source, path), TEXT_RULES)
    report.finish(f'{len(files)} files')


main()
