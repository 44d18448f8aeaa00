#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""check-parity.py TABLE SURFACE GIR: doc/sipjs-parity.tsv agrees with the API.

TABLE has the columns area, type, member, kind, sipgo and note. The first four name something of SIP.js as SURFACE does;
sipgo names ours:

    Session                      a class, interface, record or enumeration
    Session.bye                  a method, function or constructor
    Invitation:request           a property
    OutgoingInviteRequest::accept   a signal
    SessionState.established     a member of an enumeration
    -                            nothing; then note says why, or what to use instead

Several are separated by commas; inherited members count. Every row of SURFACE must be in TABLE, and at most 5 % of them may
end in nothing."""
import csv
import sys

from gir import CALLABLES, Gir, children
from lint import Report

NOTHING = ('-', '–')
MOST_NOTHING = 0.05


def read_table(path):
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file, delimiter='\t', quoting=csv.QUOTE_NONE))


def key_of(row):
    return tuple((row[column] or '').strip() for column in ('area', 'type', 'member', 'kind'))


def normalise(name):
    return name.replace('-', '_').lower()


def exists(gir, symbol):
    """None if the symbol exists, else the missing name."""
    for separator, kinds, what in (('::', ('glib:signal',), 'signal'), (':', ('property',), 'property'),
                                   ('.', CALLABLES + ('member',), 'method or value')):
        owner, found, member = symbol.partition(separator)
        if not found:
            continue
        if owner == 'Sipgo':
            known = {element.get('name') for element in children(gir.namespace, 'function', 'constant')}
        elif owner in gir.types:
            known = gir.members(owner, *kinds)
        else:
            return f'there is no {owner}'
        return None if normalise(member) in {normalise(name) for name in known} else f'{owner} has no {what} {member}'
    return None if symbol in gir.types else f'there is no {symbol}'


def check_row(report, gir, where, row):
    """Whether the row names something of libsipgo."""
    value = (row['sipgo'] or '').strip()
    note = (row['note'] or '').strip()
    if not value:
        report.fault(where, 'the column sipgo is empty: name a symbol, or write "-" and a note')
    elif value in NOTHING:
        if not note:
            report.fault(where, 'has no counterpart, and no note says why')
        return False
    else:
        for symbol in value.split(','):
            missing = exists(gir, symbol.strip())
            if missing:
                report.fault(where, missing)
    return True


def main():
    table_path, surface_path, gir_path = sys.argv[1:4]
    gir = Gir(gir_path)
    report = Report()
    rows = read_table(table_path)
    surface = read_table(surface_path)
    known = {key_of(row) for row in surface}
    listed = set()
    found = 0
    for number, row in enumerate(rows, 2):
        key = key_of(row)
        where = f'{table_path}:{number}: {" ".join(part for part in key if part)}'
        if key not in known:
            report.fault(where, 'is not in the surface of SIP.js')
        if key in listed:
            report.fault(where, 'is there twice')
        listed.add(key)
        found += check_row(report, gir, where, row)
    for key in sorted(known - listed):
        report.fault(' '.join(part for part in key if part), f'is missing in {table_path}')
    if len(rows) - found > MOST_NOTHING * len(surface):
        report.fault(table_path, f'{len(rows) - found} of {len(surface)} rows have no counterpart, more than {MOST_NOTHING:.0%}')
    report.finish(f'{len(rows)} rows, {len(rows) - found} without counterpart')


main()
