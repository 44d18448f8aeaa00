#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""check-pictures.py FOLDER GIR: the pictures of states agree with the enumerations.

In FOLDER/x-states.svg each state is a group with the name of a member of the enumeration, and each arrow a group with the name
FROM-TO. The states of a session only go forward."""
import os
import sys
import xml.etree.ElementTree as ElementTree

from gir import Gir, children
from lint import Report

PICTURES = {'session': 'SessionState', 'registerer': 'RegistererState', 'subscriber': 'SubscriptionState'}
FORWARD = {'SessionState'}


def main():
    folder, gir = sys.argv[1], Gir(sys.argv[2])
    report = Report()
    for name, enumeration in PICTURES.items():
        where = f'{name}-states.svg'
        values = {member.get('name').upper(): int(member.get('value')) for member in children(gir.types[enumeration], 'member')}
        root = ElementTree.parse(os.path.join(folder, where)).getroot()
        groups = [group.get('id') for group in root.iter('{http://www.w3.org/2000/svg}g')]
        for difference in sorted({group for group in groups if '-' not in group} ^ set(values)):
            report.fault(where, f'{difference} is shown and is no {enumeration}, or the other way round')
        for arrow in groups:
            start, _, end = arrow.partition('-')
            if end and not {start, end} <= set(values):
                report.fault(where, f'{arrow} leads from or to what is no state')
            elif end and enumeration in FORWARD and values[end] <= values[start]:
                report.fault(where, f'{arrow} leads back')
    report.finish(f'{len(PICTURES)} pictures')


main()
