#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""surface.py GIR: the public names as JSON, for the tests that touch each of them.

{"functions": [...], "types": {name: {"kind", "abstract", "members": {name: value}, "properties": [readable ones],
"defaults": {name: what its documentation says}, "fields", "signals", "callables", "getters", "virtual"}},
"addresses": {argument or property: kind}}. Getters take nothing and return something: they can be called to see what they say."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lint'))

from gir import CALLABLES, CORE, GLIB, Gir, children, get_parameters, get_type_name

# Functions that return a value, but also do something.
ACTIONS = ('accept', 'end', 'make_', 'reject')

# Strings with such a name may be addresses.
ADDRESS = re.compile(r'address|aor|contact|destination|identity|proxy|refer|registrar|route|server|target|uri')

# “20 by default”, “%NULL, the default, for none”
DEFAULT = re.compile(r'((?:%|\b\d)[\w.]*|`[^`]+`)(?: by default|, the default,)')


def is_hidden(element):
    return element.get('introspectable') == '0' or element.get('moved-to') or element.get('shadowed-by')


def is_getter(method):
    returned = method.find(f'{CORE}return-value/{CORE}type')
    nothing = returned is not None and returned.get('name') == 'none'
    name = method.get('name')
    return not (nothing or get_parameters(method) or method.get('throws') or name.startswith(ACTIONS))


def names(owner, *kinds):
    return [child.get('name') for child in children(owner, *kinds) if not is_hidden(child)]


def find_defaults(owner):
    """The value in the documentation. A construct property may get its default from the constructor."""
    found = {}
    for child in children(owner, 'property'):
        said = DEFAULT.search(' '.join(child.find(f'{CORE}doc').text.split()))
        if said and child.get('writable') == '1' and child.get('construct-only') != '1':
            found[child.get('name')] = said[1]
    return found


def describe(element):
    methods = [method for method in children(element, 'method') if not is_hidden(method)]
    return {
        'kind': element.tag.removeprefix(CORE),
        'abstract': element.get('abstract') == '1',
        'members': {member.get('name'): int(member.get('value')) for member in children(element, 'member')},
        'properties': [child.get('name') for child in children(element, 'property') if child.get('readable') != '0'],
        'defaults': find_defaults(element),
        'fields': names(element, 'field') if element.tag.endswith('record') else [],
        'signals': names(element, 'glib:signal'),
        'callables': names(element, *CALLABLES),
        'getters': [method.get('name') for method in methods if is_getter(method)],
        'virtual': names(element, 'virtual-method'),
    }


def find_address_kind(node):
    """Uri and NameAddr, strings that may be addresses, lists of strings."""
    name, array = get_type_name(node), node.find(f'{CORE}array')
    if name in ('Uri', 'NameAddr'):
        return name
    if array is not None and get_type_name(array) == 'utf8':
        return 'list'
    return 'text' if name == 'utf8' and ADDRESS.search(node.get('name')) else None


def find_addresses(gir):
    """Where scripts may give a string in place of an object, or the reverse: Owner.function(argument), Owner:property."""
    found = {}
    for owner, element in gir.callables():
        for parameter in get_parameters(element):
            found[f'{owner}.{element.get("name")}({parameter.get("name")})'] = find_address_kind(parameter)
    for owner, element in gir.types.items():
        for child in children(element, 'property'):
            if child.get('writable') == '1':
                found[f'{owner}:{child.get("name")}'] = find_address_kind(child)
    return {name: kind for name, kind in found.items() if kind}


def main():
    gir = Gir(sys.argv[1])
    types = {name: describe(element) for name, element in gir.types.items() if not element.get(f'{GLIB}is-gtype-struct-for')
             and not element.get('disguised') and not is_hidden(element)}
    json.dump({'functions': names(gir.namespace, 'function'), 'types': types, 'addresses': find_addresses(gir)},
              sys.stdout, indent=1)


main()
