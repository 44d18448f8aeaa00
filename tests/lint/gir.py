# SPDX-License-Identifier: LGPL-2.1-or-later
"""Access to a GIR for the checks."""
import xml.etree.ElementTree as ElementTree

CORE = '{http://www.gtk.org/introspection/core/1.0}'
C = '{http://www.gtk.org/introspection/c/1.0}'
GLIB = '{http://www.gtk.org/introspection/glib/1.0}'

TYPES = ('class', 'interface', 'record', 'union', 'enumeration', 'bitfield')
CALLABLES = ('method', 'function', 'constructor')


def children(element, *names):
    for child in element:
        if child.tag.removeprefix(CORE) in names or child.tag.replace(GLIB, 'glib:') in names:
            yield child


class Gir:
    def __init__(self, path):
        self.namespace = ElementTree.parse(path).getroot().find(f'{CORE}namespace')
        self.types = {element.get('name'): element for element in children(self.namespace, *TYPES)}

    def with_ancestors(self, name):
        """The type, its parents inside the namespace and their interfaces."""
        seen, queue = [], [name]
        while queue:
            current = queue.pop(0)
            element = self.types.get(current)
            if element is None or element in seen:
                continue
            seen.append(element)
            queue += [element.get('parent') or '']
            queue += [implemented.get('name') for implemented in children(element, 'implements', 'prerequisite')]
        return seen

    def members(self, name, *kinds):
        """The names of a type's members of these kinds, inherited ones too."""
        return {member.get('name') for element in self.with_ancestors(name) for member in children(element, *kinds)}

    def callables(self):
        """(owner's name, or None, element) of every function, method and constructor."""
        for element in children(self.namespace, 'function'):
            yield None, element
        for name, owner in self.types.items():
            for element in children(owner, *CALLABLES):
                yield name, element


def get_parameters(element):
    found = element.find(f'{CORE}parameters')
    return [] if found is None else [item for item in found if item.tag == f'{CORE}parameter']


def get_type_name(element):
    found = element.find(f'{CORE}type')
    return None if found is None else found.get('name')
