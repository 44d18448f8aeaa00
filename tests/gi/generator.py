#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The generator of the overrides: what it reads in a GIR, and what it rejects: generator.py GENERATOR"""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

GIR = """<repository xmlns="http://www.gtk.org/introspection/core/1.0" xmlns:c="http://www.gtk.org/introspection/c/1.0"
  xmlns:glib="http://www.gtk.org/introspection/glib/1.0"><namespace name="Sipgo">
<class name="BaseOptions"><property name="extra-headers"/></class>
<class name="CallOptions" parent="BaseOptions"><property name="body"/></class>
<class name="Call">{}</class>
</namespace></repository>"""
ASYNC = """<parameter name="cancellable" nullable="1"><type name="Gio.Cancellable"/></parameter>
<parameter name="callback" nullable="1"><type name="Gio.AsyncReadyCallback"/></parameter>
<parameter name="data" nullable="1"><type name="gpointer"/></parameter>"""
OPTIONS = '<parameter name="options" nullable="1"><type name="CallOptions"/></parameter>'
TEXT = '<parameter name="target"><type name="utf8"/></parameter>'
DOC = "<doc>Sends\n[method@Session.bye] after all.\n\nMore of it.\n\nFails when\n@target is late.</doc>"
NUMBER = '<parameter name="status"><type name="guint"/></parameter>'


def method(name, *parameters):
    return f'<method name="{name}"><parameters>{"".join(parameters)}</parameters></method>'


class GeneratorTest(unittest.TestCase):
    generator = None

    def generate(self, *methods, language="python"):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "a.gir").write_text(GIR.format("".join(methods)), encoding="utf-8")
            (folder / "a.in").write_text("table = @TABLE@", encoding="utf-8")
            result = subprocess.run([self.generator, "--language", language, "a.gir", "a.in", "a.out"], cwd=folder,
                                    capture_output=True, text=True, check=False)
            if result.returncode != 0:
                return result.stderr
            values = {"null": None}
            exec((folder / "a.out").read_text(encoding="utf-8"), values)
            return values["table"]

    def test_table(self):
        for language in ("python", "js"):
            refer = method("refer", TEXT, NUMBER, OPTIONS, ASYNC).replace("<parameters>", DOC + "<parameters>")
            table = self.generate(refer, method("refer_finish", TEXT),
                                  method("get_state"), method("plain", TEXT), language=language)
            self.assertEqual(table["methods"], {"Call": [{
                "name": "refer", "finish": "refer_finish", "options": "CallOptions", "to_session": None,
                "arguments": [["target"], ["status", 0], ["options", None]],
                "kinds": {"target": "address", "options": "CallOptions"},
                "doc": "Sends Session.bye after all. Fails when target is late."}]})
            self.assertEqual(table["options"], {"BaseOptions": ["extra_headers"], "CallOptions": ["body", "extra_headers"]})
            self.assertEqual(table["getters"], {"Call": [["state", "get_state"]]})

    def test_default_only_at_the_end(self):
        table = self.generate(method("refer", NUMBER, TEXT, OPTIONS))
        self.assertEqual(table["methods"]["Call"][0]["arguments"], [["status"], ["target"], ["options", None]])

    def test_refused(self):
        self.assertIn("Call.refer: asynchronous, but there is no refer_finish", self.generate(method("refer", ASYNC)))
        self.assertIn("should end with a cancellable", self.generate(
            method("refer", ASYNC.partition("\n")[2]), method("refer_finish")))
        self.assertIn("options should be one nullable argument", self.generate(method("refer", OPTIONS, TEXT)))
        self.assertIn("options should be one nullable argument", self.generate(
            method("refer", OPTIONS.replace(' nullable="1"', ""))))


if __name__ == "__main__":
    GeneratorTest.generator = Path(sys.argv.pop(1)).resolve()
    unittest.main()
