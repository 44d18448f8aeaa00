#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes an override from its template: puts in the place of @TABLE@ what the GIR says of the library.

The table has these parts:
  methods     per class those that need help: the asynchronous ones (with their finish) and those that take options,
              each with the first paragraph of its documentation
  options     per options class the names that it takes
  properties  per class [attribute, property]
  getters     per type [attribute, method]: what get_attribute() says of a boxed type, or of an object beside its properties
  constructors  per class those that take arguments: their names, and the properties that may follow them
  ends        [class, enumeration] of those whose state has a TERMINATED
  enumerations  their names
  makers      per class that is nothing when it is built by its properties alone: what makes one, or null for the library

The rules of the API that the overrides rely on are checked here; breaking one breaks the build.
"""
import argparse
import json
import pprint
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

CORE = "{http://www.gtk.org/introspection/core/1.0}"
GLIB = "{http://www.gtk.org/introspection/glib/1.0}"
NUMBERS = {"gint", "guint", "gint64", "guint64", "gdouble"}


class Broken(Exception):
    """The library breaks a rule that its bindings rely on."""


def children(node, *kinds):
    return [child for kind in kinds for child in node.findall(CORE + kind)]


def parameters(method):
    node = method.find(CORE + "parameters")
    return [] if node is None else children(node, "parameter")


def type_name(node):
    kind = node.find(CORE + "type")
    return None if kind is None else kind.get("name")


def introspectable(node):
    return node.get("introspectable") != "0" and not node.get("moved-to")


def describe(node):
    """What help() of a language shows: what is done, and when it fails; no markup, no links, nothing about callbacks."""
    doc = node.find(CORE + "doc")
    first, *others = ("" if doc is None else doc.text.strip()).split("\n\n")
    text = " ".join([first] + [paragraph for paragraph in others if paragraph.startswith("Fails ")])
    text = re.sub(r"\[\w+@([^\]]+)\]", r"\1", text)
    text = re.sub(r"(?<!\w)@(?=\w)", "", text)
    return re.sub(r"\s+", " ", text)


def default(parameter):
    """What stands for an argument that is left out: a list of one, or of none where it has to be given."""
    if parameter.get("nullable") == "1" or parameter.get("allow-none") == "1":
        return [None]
    if type_name(parameter) in NUMBERS:
        return [0]
    return []


def describe_arguments(where, given):
    """[name, default?] of each; an argument can be left out only where all that follow can."""
    described = [[parameter.get("name"), *default(parameter)] for parameter in given]
    for position in range(len(described) - 2, -1, -1):
        if len(described[position + 1]) == 1:
            del described[position][1:]
    return described


def describe_method(where, method, methods, option_classes):
    """A method as the overrides see it, or None where it needs no help."""
    given = parameters(method)
    name = method.get("name")
    types = [type_name(parameter) for parameter in given]
    is_async = "Gio.AsyncReadyCallback" in types
    options = [parameter for parameter in given if type_name(parameter) in option_classes]

    if is_async:
        if name + "_finish" not in methods:
            raise Broken(f"{where}: asynchronous, but there is no {name}_finish")
        if types[-3:-1] != ["Gio.Cancellable", "Gio.AsyncReadyCallback"]:
            raise Broken(f"{where}: should end with a cancellable, a callback and its data")
        given = given[:-3]
    elif method.get(GLIB + "set-property") or name.startswith("set_"):
        return None
    if not is_async and not options:
        return None

    if options and (len(options) > 1 or options[0] is not given[-1] or not default(options[0])):
        raise Broken(f"{where}: options should be one nullable argument, the last before the cancellable")
    return {
        "name": name,
        "finish": name + "_finish" if is_async else None,
        "arguments": describe_arguments(where, given),
        "options": type_name(options[0]) if options else None,
        "doc": describe(method),
    }


def describe_options(classes, name):
    names = []
    while name in classes:
        names += [node.get("name").replace("-", "_") for node in children(classes[name], "property")]
        name = classes[name].get("parent")
    return sorted(names)


def describe_properties(node):
    return [[child.get("name").replace("-", "_"), child.get("name")] for child in children(node, "property")]


def describe_getters(methods, properties):
    """The accessors that take nothing and cannot fail: get_x() is read as x."""
    taken = {attribute for attribute, _ in properties}
    return [[name[4:], name] for name, method in methods.items()
            if name.startswith("get_") and name[4:] not in taken
            and not parameters(method) and method.get("throws") != "1"]


def describe_makers(classes):
    """Of classes that are not abstract: those for which neither properties nor an empty new() will do."""
    makers = {}
    for name, node in classes.items():
        constructors = {maker.get("name"): parameters(maker) for maker in children(node, "constructor")}
        by_properties = any(prop.get("construct-only") == "1" for prop in children(node, "property"))
        if node.get("abstract") == "1" or by_properties or constructors.get("new") == []:
            continue
        arguments = ", ".join(parameter.get("name") for parameter in constructors.get("new", []))
        makers[name] = f"Sipgo.{name}.new({arguments})" if arguments else None
    return makers


def settable(classes, name):
    """The properties, inherited ones as well, that can be set of an object that was made."""
    names = []
    while name in classes:
        names += [prop.get("name").replace("-", "_") for prop in children(classes[name], "property")
                  if prop.get("writable") == "1" and prop.get("construct-only") != "1"]
        name = classes[name].get("parent")
    return sorted(names)


def describe_constructors(classes):
    described = {}
    for name, node in classes.items():
        makers = {maker.get("name"): [parameter.get("name") for parameter in parameters(maker)]
                  for maker in children(node, "constructor") if parameters(maker)}
        options = settable(classes, name)
        if makers and options:
            described[name] = {"makers": makers, "options": options}
    return described


def describe_ends(classes, enumerations):
    """A source of signals that is terminated has no more of them."""
    ends = []
    for name, node in classes.items():
        for prop in children(node, "property"):
            members = enumerations.get(type_name(prop), [])
            if prop.get("name") == "state" and "terminated" in members:
                ends.append([name, type_name(prop)])
    return ends


def make_table(gir):
    namespace = ElementTree.parse(gir).getroot().find(CORE + "namespace")
    classes = {node.get("name"): node for node in children(namespace, "class")}
    types = children(namespace, "class", "interface", "record")
    enumerations = {node.get("name"): [member.get("name") for member in children(node, "member")]
                    for node in children(namespace, "enumeration")}
    option_classes = {name for name in classes if name.endswith("Options")}

    table = {"methods": {}, "options": {}, "properties": {}, "getters": {}, "makers": describe_makers(classes),
             "constructors": describe_constructors(classes), "ends": describe_ends(classes, enumerations),
             "enumerations": sorted(enumerations)}
    for node in types:
        owner = node.get("name")
        methods = {method.get("name"): method for method in children(node, "method") if introspectable(method)}
        described = [describe_method(f"{owner}.{name}", method, methods, option_classes)
                     for name, method in methods.items()]
        if any(described):
            table["methods"][owner] = [method for method in described if method]

        properties = describe_properties(node)
        if properties:
            table["properties"][owner] = properties
        getters = describe_getters(methods, properties)
        if getters:
            table["getters"][owner] = getters
    for name in sorted(option_classes):
        table["options"][name] = describe_options(classes, name)
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", choices=["python", "js"], required=True)
    parser.add_argument("gir")
    parser.add_argument("template")
    parser.add_argument("output")
    arguments = parser.parse_args()

    try:
        table = make_table(arguments.gir)
    except Broken as error:
        sys.exit(f"{arguments.gir}: {error}")
    if arguments.language == "python":
        text = pprint.pformat(table, width=118, sort_dicts=False)
    else:
        text = json.dumps(table, indent=2)
    template = Path(arguments.template).read_text(encoding="utf-8")
    Path(arguments.output).write_text(template.replace("@TABLE@", text), encoding="utf-8")


if __name__ == "__main__":
    main()
