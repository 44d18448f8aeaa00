#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""check-gir.py GIR: the API has a shape that every language can use.

An asynchronous function has a GCancellable as its third last argument, and a _finish function. Arrays and containers have an
element type. No name hides a name of GObject, and a class uses each name only once. Signals return nothing. Everything has a
description and a Since. A nullable return value says when it is NULL, a function that throws says when it fails, and a writable
property says its default. Functions that return a value are called get_, never dup_: (transfer) says who owns it. Every property
has get_NAME (or is_NAME, for a boolean) and, if it is writable after construction, set_NAME. The struct of an interface, and of
a derivable class, ends in reserved slots, so that a virtual function can be added without an ABI break; a private class struct
needs none."""
import re
import sys

from gir import CALLABLES, CORE, GLIB, Gir, children, get_parameters, get_type_name
from lint import Report

HIDDEN_NAMES = {'connect', 'disconnect', 'emit', 'notify', 'connect_after', 'handler_block', 'ref_sink', 'bind_property'}
CONTAINERS = {'GLib.List', 'GLib.SList', 'GLib.PtrArray', 'GLib.Array', 'GLib.HashTable'}

DEFAULT = r'\b(?i:by\s+default)\b|,\s+the\s+default,|\bhas\s+to\s+be\s+given\b'


def name_of(owner, element):
    return f'{owner}.{element.get("name")}' if owner else element.get('name')


def check_async(report, gir, owner, element):
    where = name_of(owner, element)
    types = [get_type_name(parameter) for parameter in get_parameters(element)]
    if 'Gio.AsyncReadyCallback' not in types:
        return
    name = element.get('name')
    if name.endswith('_async'):
        report.fault(where, 'asynchronous functions have no suffix _async')
    if len(types) < 3 or types[-3:-1] != ['Gio.Cancellable', 'Gio.AsyncReadyCallback']:
        report.fault(where, 'wants cancellable, callback, user_data at its end')
    home = gir.types[owner] if owner else gir.namespace
    beside = {function.get('name') for function in children(home, *CALLABLES)}
    if f'{name}_finish' not in beside and f'{name.removeprefix("new_")}_finish' not in beside:
        report.fault(where, f'{name}_finish is missing')


def is_bounded(array):
    return array.get('length') or array.get('fixed-size') or array.get('zero-terminated', '1') == '1'


def check_value(report, where, value):
    for array in value.iter(f'{CORE}array'):
        container = array.get('name')
        if container in CONTAINERS:
            if get_type_name(array) in (None, 'gpointer'):
                report.fault(where, f'{container} without (element-type)')
        elif container != 'GLib.ByteArray' and not is_bounded(array):
            report.fault(where, 'an array without a length or an end')
    for item in value.iter(f'{CORE}type'):
        inner = [child.get('name') for child in children(item, 'type')]
        if item.get('name') in CONTAINERS and (not inner or 'gpointer' in inner):
            report.fault(where, f'{item.get("name")} without (element-type)')


def check_callable(report, gir, owner, element):
    where = name_of(owner, element)
    if owner and element.get('name') in HIDDEN_NAMES:
        report.fault(where, "hides GObject's method of that name")
    if element.get('name').startswith('dup_'):
        report.fault(where, 'is called get_…; (transfer full) says that the caller owns what is returned')
    if element.get('introspectable') == '0' and element.find(f'.//{CORE}varargs') is None:
        report.fault(where, 'cannot be introspected')
    for value in get_parameters(element) + list(children(element, 'return-value')):
        check_value(report, where, value)
    check_async(report, gir, owner, element)


def check_class(report, gir, name, element):
    def own(*kinds):
        return {member.get('name').replace('-', '_') for member in children(element, *kinds)}

    def all_of(*kinds):
        return {member.replace('-', '_') for member in gir.members(name, *kinds)}

    for clash in sorted((own('glib:signal') & all_of('method')) | (own('method') & all_of('glib:signal'))):
        report.fault(f'{name}.{clash}', 'is a signal and a method')
    for clash in sorted((own('property') & all_of('method')) | (own('method') & all_of('property'))):
        report.fault(f'{name}.{clash}', 'is a property and a method')
    for clash in sorted((own('property') & all_of('glib:signal')) | (own('glib:signal') & all_of('property'))):
        report.fault(f'{name}.{clash}', 'is a property and a signal')
    for signal in children(element, 'glib:signal'):
        result = next(children(signal, 'return-value'), None)
        if result is not None and get_type_name(result) != 'none':
            report.fault(f'{name}::{signal.get("name")}', 'a signal that returns something')


def check_nothing(report, where, element):
    """What fails returns nothing as well, which needs no words."""
    value = element.find(f'{CORE}return-value')
    if value is None or value.get('nullable') != '1' or element.get('throws') == '1':
        return
    doc = value.find(f'{CORE}doc')
    if doc is None or not re.search(r'%NULL|\bnothing\b', doc.text):
        report.fault(where, 'may return nothing, and does not say when: “…; %NULL when …”')


def check_accessors(report, gir, name, element):
    methods = gir.members(name, 'method')
    for item in children(element, 'property'):
        words = item.get('name').replace('-', '_')
        getters = {f'get_{words}'} | ({f'is_{words}'} if get_type_name(item) == 'gboolean' else set())
        if item.get('readable', '1') == '1' and not getters & methods:
            report.fault(f'{name}:{item.get("name")}', f'can be read, but there is no get_{words}')
        if item.get('writable') == '1' and item.get('construct-only') != '1' and f'set_{words}' not in methods:
            report.fault(f'{name}:{item.get("name")}', f'can be set, but there is no set_{words}')


def check_description(report, where, element):
    if element.find(f'{CORE}doc') is None and element.get('introspectable') != '0':
        report.fault(where, 'has no description')


def check_version(report, where, element):
    if element.get('version') is None and element.get('introspectable') != '0':
        report.fault(where, 'does not say since when it is there (Since: …)')


def check_reserve(report, gir, name, element):
    """A final class cannot be derived: nothing is ever added to its struct."""
    owner = gir.types[element.get(f'{GLIB}is-gtype-struct-for')]
    fields = list(children(element, 'field'))
    if not fields or owner.get('final') == '1':
        return
    last = fields[-1]
    if last.get('private') != '1' or last.find(f'{CORE}array') is None:
        report.fault(name, 'does not end in reserved slots: /*< private >*/ gpointer padding[…]')


def check_default(report, where, element):
    """What a property is as long as nobody sets it: “20 by default”, “0, the default, for none”."""
    doc = element.find(f'{CORE}doc')
    if element.get('writable') == '1' and doc is not None and not re.search(DEFAULT, doc.text):
        report.fault(where, 'can be set, but no sentence says what it is by default')


def says_failure(element):
    doc = element.find(f'{CORE}doc')
    return doc is not None and re.search(r'^Fails (only )?when ', doc.text, re.MULTILINE)


def check_failures(report, where, home):
    """Of an asynchronous function the beginning says when it fails: that is what people read."""
    beside = {function.get('name'): function for function in children(home, *CALLABLES)}
    for element in children(home, *CALLABLES, 'virtual-method', 'callback'):
        name = element.get('name')
        if element.get('throws') == '1' and not says_failure(beside.get(name.removesuffix('_finish'), element)):
            report.fault(f'{where}{name}', 'throws, but no paragraph says when: “Fails when …”')


def main():
    gir = Gir(sys.argv[1])
    report = Report()
    count = 0
    for owner, element in gir.callables():
        count += 1
        check_callable(report, gir, owner, element)
        check_description(report, name_of(owner, element), element)
        check_nothing(report, name_of(owner, element), element)
        check_version(report, name_of(owner, element), element)
    check_failures(report, '', gir.namespace)
    for element in children(gir.namespace, 'callback', 'constant', 'alias'):
        check_description(report, element.get('name'), element)
        check_version(report, element.get('name'), element)
    for name, element in gir.types.items():
        if element.get(f'{GLIB}is-gtype-struct-for'):
            check_reserve(report, gir, name, element)
        if element.get(f'{GLIB}is-gtype-struct-for') or element.get('disguised') == '1':
            continue
        check_class(report, gir, name, element)
        check_accessors(report, gir, name, element)
        check_failures(report, f'{name}.', element)
        check_description(report, name, element)
        check_version(report, name, element)
        for member in children(element, 'property', 'glib:signal', 'virtual-method'):
            check_version(report, f'{name}.{member.get("name")}', member)
        for member in children(element, 'property', 'glib:signal', 'member'):
            check_description(report, f'{name}.{member.get("name")}', member)
            check_default(report, f'{name}.{member.get("name")}', member)
    report.finish(f'{count} functions of {len(gir.types)} types')


main()
