#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The code samples in the reference, its pages and the README are correct: samples.py [--no-js] GIR SOURCE BUILD COMPILER...

C compiles. Python and JavaScript are read by their interpreters, and their names are the library's: what is taken from an
object is something that one of its classes has, signals and keywords are some that there are."""
import ast
import asyncio
import builtins
import re
import subprocess
import sys
import tempfile
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gi

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lint"))
sys.path.insert(0, str(Path(__file__).resolve().parent / "python"))
from gir import CORE, Gir, children
from harness import Gio, GLib, GObject, Sipgo
from lint import Report

FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
C_FLAGS = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-Wno-unused-parameter", "-fsyntax-only", "-x", "c", "-"]

# Names of these languages that the samples use.
JS_MEMBERS = {"catch", "exit", "message", "quit", "registerClass", "replace", "run", "then"}
JS_WORDS = re.compile(r"`(?:\\.|[^`\\])*`|'(?:\\.|[^'\\])*'|//[^\n]*", re.DOTALL)


def find_samples(gir, source):
    """(where, language, code) of each."""
    texts = {path.relative_to(source): path.read_text(encoding="utf-8")
             for path in [source / "README.md", *sorted((source / "doc").glob("*.md"))]}
    for name, element in gir.types.items():
        doc = element.find(f"{CORE}doc")
        texts[name] = "" if doc is None else doc.text
    for where, text in texts.items():
        for number, (language, code) in enumerate(FENCED.findall(text), 1):
            yield f"{where}, sample {number}", language, code


class Names:
    """The names of the library, and those of the languages."""

    def __init__(self, gir):
        everything = [getattr(Sipgo, name) for name in dir(Sipgo)]
        self.members = {member for kind in everything if isinstance(kind, type) for member in dir(kind)}
        for kind in (str, bytes, list, dict, asyncio, builtins, gi, Gio, Gio.TlsCertificate, GLib, GLib.Error, GObject):
            self.members.update(dir(kind))
        elements = list(gir.types.values())
        self.properties = {member.get("name") for element in elements for member in children(element, "property")}
        self.enumerations = {name for name, element in gir.types.items() if element.tag.endswith("enumeration")}
        self.signals = {member.get("name") for element in elements for member in children(element, "glib:signal")}
        self.signals |= {f"notify::{name}" for name in self.properties}
        self.virtual = {member.get("name") for element in elements for member in children(element, "virtual-method")}
        self.keywords = {name.replace("-", "_") for name in self.properties}
        self.js_keywords = {re.sub(r"-(\w)", lambda match: match[1].upper(), name) for name in self.properties}

    def check_chain(self, names):
        """Sipgo.Status.BUSY_HERE: exactly that."""
        found = Sipgo
        for name in names:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True


class PythonNames(ast.NodeVisitor):
    def __init__(self, names, fault):
        self.names = names
        self.fault = fault
        self.own = set()

    def visit_ClassDef(self, node):
        for member in node.body:
            if isinstance(member, ast.FunctionDef):
                name = member.name.removeprefix("do_")
                if name != member.name and name not in self.names.virtual:
                    self.fault(f"there is no virtual function {name}")
                self.own.add(member.name)
        self.generic_visit(node)

    def visit_Attribute(self, node):
        chain, inner = [], node
        while isinstance(inner, ast.Attribute):
            chain.insert(0, inner.attr)
            inner = inner.value
        if isinstance(inner, ast.Name) and inner.id == "Sipgo":
            if not self.names.check_chain(chain):
                self.fault(f"there is no Sipgo.{'.'.join(chain)}")
        elif node.attr not in self.names.members | self.own:
            self.fault(f"nothing has a member {node.attr}")
        self.generic_visit(node)

    def visit_Call(self, node):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        named = {"connect": node.args[:1], "signals": node.args[1:2]}.get(called, [])
        if named and named[0].value not in self.names.signals:
            self.fault(f"there is no signal {named[0].value}")
        for keyword in node.keywords:
            if keyword.arg not in self.names.keywords:
                self.fault(f"there is no property {keyword.arg}")
        self.generic_visit(node)


def check_python(code, names, fault):
    try:
        tree = compile(code, "sample", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | ast.PyCF_ONLY_AST)
    except SyntaxError as error:
        fault(f"{error.msg}: {error.text}")
        return
    PythonNames(names, fault).visit(tree)


def check_js_names(code, names, fault):
    for name in re.findall(r"\bconnect\('([^']+)'", code):
        if name not in names.signals:
            fault(f"there is no signal {name}")
    code = JS_WORDS.sub("''", code)
    for chain in re.findall(r"\bSipgo((?:\.\w+)+)", code):
        *holder, last = chain[1:].split(".")
        # The overrides add to each enumeration a function that names its values.
        if not names.check_chain(holder if ".".join(holder) in names.enumerations and last == "nick" else [*holder, last]):
            fault(f"there is no Sipgo{chain}")
    for name in re.findall(r"(?<=[\w)\]])\.(\w+)", re.sub(r"\bSipgo(?:\.\w+)+", "", code)):
        if name not in names.members | names.js_keywords | JS_MEMBERS:
            fault(f"nothing has a member {name}")
    for name in re.findall(r"[{,]\s*(\w+):", code):
        if name not in names.js_keywords | {"Implements"}:
            fault(f"there is no property {name}")
    for name in re.findall(r"\bvfunc_(\w+)", code):
        if name not in names.virtual:
            fault(f"there is no virtual function {name}")


def check_js_syntax(samples, report):
    """Parsed together, each as the body of a function that is never called."""
    with tempfile.TemporaryDirectory() as folder:
        for where, code in samples:
            code = re.sub(r"^import [^\n]*\n", "", code, flags=re.MULTILINE)
            path = Path(folder) / "sample.js"
            path.write_text(f"async function sample() {{\n{code}}}\n", encoding="utf-8")
            result = subprocess.run(["gjs", "-m", path], capture_output=True, text=True, check=False)
            if result.returncode != 0:
                report.fault(where, result.stderr.strip())


def compile_c(compiler, code):
    text = f"#include <libsipgo/sipgo.h>\n{code}int main (void) {{ return 0; }}\n"
    result = subprocess.run([*compiler, *C_FLAGS], input=text, capture_output=True, text=True, check=False)
    return result.stderr if result.returncode else None


def check_c(samples, source, build, compiler, report):
    flags = subprocess.run(["pkg-config", "--cflags", "gio-2.0", "gstreamer-1.0"], capture_output=True, text=True, check=True)
    compiler = [*compiler, f"-I{source}", f"-I{build}", *flags.stdout.split()]
    with ThreadPoolExecutor() as pool:
        for (where, _), fault in zip(samples, pool.map(lambda sample: compile_c(compiler, sample[1]), samples)):
            if fault:
                report.fault(where, fault)


def main():
    arguments = sys.argv[1:]
    with_js = "--no-js" not in arguments
    gir, source, build, *compiler = [argument for argument in arguments if argument != "--no-js"]
    gir = Gir(gir)
    names = Names(gir)
    report = Report()
    samples = list(find_samples(gir, Path(source)))
    for where, language, code in samples:
        def fault(text, where=where):
            report.fault(where, text)
        if language == "python":
            check_python(textwrap.dedent(code), names, fault)
        elif language == "js":
            check_js_names(code, names, fault)
    if with_js:
        check_js_syntax([(where, code) for where, language, code in samples if language == "js"], report)
    check_c([(where, code) for where, language, code in samples if language == "c"], source, build, compiler, report)
    report.finish(f"{len(samples)} samples")


if __name__ == "__main__":
    main()
