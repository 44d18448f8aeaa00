#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes an override from its template: replaces @TABLE@ by a table of the library's API, read from the GIR.

The table has these parts:
  methods     for each class the methods to wrap: the asynchronous ones, with their finish, and those with options; with
              the first paragraph of the documentation, and the method that takes a session in place of an address
  functions   for each type the other callables with an argument that may be given as text: their arguments
  kinds       for each class the properties, with inherited ones, that may be given as text, list or dictionary
  options     for each options class the names of its options
  properties  for each class [attribute, property]
  getters     for each type [attribute, method]: get_x() of a boxed type, or of an object without a property x
  constructors  for each class those with arguments: their names and kinds, and the properties that may follow them
  ends        [class, enumeration] of the classes whose state may be TERMINATED
  enumerations  their names
  makers      for each class that cannot be constructed from properties alone: its constructor; null if only the library
              makes it

A kind gives the forms that a value may have: see kind_of().

The rules of the API that the overrides need are checked here. If the API breaks one, the build fails.
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
# The names, from SIP.js, of arguments and properties that are text in C: those that may be a name-addr, and those that
# are only a URI.
ADDRESSES = {"destination", "target"}
URIS = {"aor", "options-ping-request-uri", "uri"}
# The lists of texts that hold more than plain texts.
LISTS = {"contacts": "addresses", "outbound-proxies": "addresses", "preloaded-route-set": "addresses",
         "extra-headers": "headers"}
NUMBERS = {"gint", "guint", "gint64", "guint64", "gdouble"}


class Broken(Exception):
    """The API breaks a rule that the overrides need."""


def children(node, *kinds):
    return [child for kind in kinds for child in node.findall(CORE + kind)]


def parameters(method):
    node = method.find(CORE + "parameters")
    return [] if node is None else children(node, "parameter")


def type_name(node):
    kind = node.find(CORE + "type")
    return None if kind is None else kind.get("name")


def kind_of(node):
    """The kind of an argument or property: what a script may give for it. None if it has to be what C takes.

    uri, name-addr  a text, or the other one of the two; a uri takes only the URI of a NameAddr
    uri-text        text in C: a Uri, or the URI of a NameAddr
    address         text in C: a Uri, or a NameAddr
    addresses       list of addresses: a single one
    headers         list of header lines: a single one, or a dictionary
    strings         list of plain texts: a single text
    body            a text
    modifiers       list model: a list of modifiers and functions, or a single one
    …Options        a dictionary"""
    name = type_name(node)
    known = node.get("name").replace("_", "-")
    array = node.find(CORE + "array")
    if array is not None and type_name(array) == "utf8" and array.get("length") is None:
        return LISTS.get(known, "strings")
    if name == "utf8" and known in ADDRESSES | URIS:
        return "address" if known in ADDRESSES else "uri-text"
    if name and name.endswith("Options"):
        return name
    return {"Uri": "uri", "NameAddr": "name-addr", "Body": "body", "Gio.ListModel": "modifiers"}.get(name)


def describe_kinds(given):
    return {node.get("name").replace("-", "_"): kind_of(node) for node in given if kind_of(node)}


def introspectable(node):
    return node.get("introspectable") != "0" and not node.get("moved-to")


def describe(node):
    """The text for help(): the first paragraph and the one that begins with "Fails", without markup and links."""
    doc = node.find(CORE + "doc")
    first, *others = ("" if doc is None else doc.text.strip()).split("\n\n")
    text = " ".join([first] + [paragraph for paragraph in others if paragraph.startswith("Fails ")])
    text = re.sub(r"\[\w+@([^\]]+)\]", r"\1", text)
    text = re.sub(r"(?<!\w)@(?=\w)", "", text)
    return re.sub(r"\s+", " ", text)


def default(parameter):
    """The default of an argument, as a list of one element; an empty list if the argument is required."""
    if parameter.get("nullable") == "1" or parameter.get("allow-none") == "1":
        return [None]
    if type_name(parameter) in NUMBERS:
        return [0]
    return []


def describe_arguments(where, given):
    """[name, default?] of each argument. An argument is optional only if all that follow are."""
    described = [[parameter.get("name"), *default(parameter)] for parameter in given]
    for position in range(len(described) - 2, -1, -1):
        if len(described[position + 1]) == 1:
            del described[position][1:]
    return described


def describe_twin(methods, name, types):
    """The method that takes a session in place of an address: its name, and the name of that argument; None without."""
    twin = methods.get(f"{name}_to_session")
    position = types.index("utf8") if "utf8" in types else None
    return [f"{name}_to_session", parameters(twin)[position].get("name")] if twin is not None else None


def describe_method(where, method, methods, option_classes):
    """The entry of a method in the table; None if it need not be wrapped."""
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
        "kinds": describe_kinds(given),
        "options": type_name(options[0]) if options else None,
        "to_session": describe_twin(methods, name, types),
        "doc": describe(method),
    }


def describe_functions(node, helped):
    """The callables that are not wrapped otherwise: [argument, kind or None] of each."""
    functions = {}
    for function in children(node, "constructor", "function", "method"):
        given = parameters(function)
        if introspectable(function) and function.get("name") not in helped and describe_kinds(given):
            functions[function.get("name")] = [[parameter.get("name"), kind_of(parameter)] for parameter in given]
    return functions


def describe_property_kinds(classes, name):
    kinds = {}
    while name in classes:
        kinds |= describe_kinds(prop for prop in children(classes[name], "property") if prop.get("writable") == "1")
        name = classes[name].get("parent")
    return kinds


def describe_options(classes, name):
    names = []
    while name in classes:
        names += [node.get("name").replace("-", "_") for node in children(classes[name], "property")]
        name = classes[name].get("parent")
    return sorted(names)


def describe_properties(node):
    return [[child.get("name").replace("-", "_"), child.get("name")] for child in children(node, "property")]


def describe_getters(methods, properties):
    """The getters without arguments that cannot fail: get_x() can be read as x."""
    taken = {attribute for attribute, _ in properties}
    return [[name[4:], name] for name, method in methods.items()
            if name.startswith("get_") and name[4:] not in taken
            and not parameters(method) and method.get("throws") != "1"]


def describe_makers(classes):
    """The classes, except abstract ones, that cannot be made from properties alone and have no new() without arguments."""
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
    """The properties, with inherited ones, that can be set after construction."""
    names = []
    while name in classes:
        names += [prop.get("name").replace("-", "_") for prop in children(classes[name], "property")
                  if prop.get("writable") == "1" and prop.get("construct-only") != "1"]
        name = classes[name].get("parent")
    return sorted(names)


def describe_constructors(classes):
    described = {}
    for name, node in classes.items():
        makers = {maker.get("name"): [[parameter.get("name"), kind_of(parameter)] for parameter in parameters(maker)]
                  for maker in children(node, "constructor") if parameters(maker)}
        options = settable(classes, name)
        if makers and options:
            described[name] = {"makers": makers, "options": options}
    return described


def describe_ends(classes, enumerations):
    """The classes with a state TERMINATED, after which they emit no more signals."""
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

    table = {"methods": {}, "functions": {}, "kinds": {}, "options": {}, "properties": {}, "getters": {}, "makers": describe_makers(classes),
             "constructors": describe_constructors(classes), "ends": describe_ends(classes, enumerations),
             "enumerations": sorted(enumerations)}
    for node in types:
        owner = node.get("name")
        methods = {method.get("name"): method for method in children(node, "method") if introspectable(method)}
        described = [describe_method(f"{owner}.{name}", method, methods, option_classes)
                     for name, method in methods.items()]
        if any(described):
            table["methods"][owner] = [method for method in described if method]

        helped = {method["name"] for method in described if method}
        functions = describe_functions(node, helped | set(table["constructors"].get(owner, {}).get("makers", {})))
        if functions:
            table["functions"][owner] = functions
        kinds = describe_property_kinds(classes, owner)
        if kinds:
            table["kinds"][owner] = kinds

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
