#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each check finds its fault, and no others."""
import os
import re
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
GIR = '''<?xml version="1.0"?>
<repository version="1.2" xmlns="http://www.gtk.org/introspection/core/1.0"
            xmlns:c="http://www.gtk.org/introspection/c/1.0" xmlns:glib="http://www.gtk.org/introspection/glib/1.0">
<namespace name="Sipgo" version="1.0">
<class name="Session" parent="GObject.Object"><doc>d</doc>
<method name="bye"><doc>d</doc><return-value><type name="none"/></return-value>
<parameters><parameter><type name="Gio.Cancellable"/></parameter><parameter><type name="Gio.AsyncReadyCallback"/></parameter>
<parameter><type name="gpointer"/></parameter></parameters></method>
<method name="bye_finish"><doc>d</doc><return-value><type name="gboolean"/></return-value></method>
<property name="local-uri"><doc>d</doc><type name="utf8"/></property>
<method name="get_local_uri"><doc>d</doc><return-value><type name="utf8"/></return-value></method>
<glib:signal name="ended"><doc>d</doc><return-value><type name="none"/></return-value></glib:signal>
@EXTRA@
</class>
<class name="Inviter" parent="Session"><doc>d</doc></class>
<enumeration name="SessionState"><doc>d</doc><member name="established" value="1"><doc>d</doc></member></enumeration>
</namespace></repository>
'''


class Check(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, path, text):
        path = os.path.join(self.folder.name, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    def run_check(self, name, *arguments):
        result = subprocess.run([sys.executable, os.path.join(HERE, f'check-{name}.py'), *arguments],
                                capture_output=True, text=True, check=False)
        self.assertEqual(result.stderr, '')
        return result.returncode, result.stdout

    def assert_fault(self, outcome, text):
        self.assertEqual(outcome[0], 1, outcome[1])
        self.assertIn(text, outcome[1])
        self.assertIn('; 1 faults', outcome[1])

    def assert_clean(self, outcome):
        self.assertEqual(outcome[0], 0, outcome[1])


class Roads(Check):
    def check(self, direction, *rows):
        self.write('libsipgo/LAYERS', 'base:\nmessage: base\n')
        self.write('libsipgo/base/a.c', 'void\nlow (void)\n{\n}\n')
        self.write('libsipgo/message/b.c', 'static void\nhigh (void)\n{\n  low ();\n}\n')
        table = '| function | file |\n|---|---|\n' + ''.join(f'| `{name} ()` | `{path}` |\n' for name, path in rows)
        self.write('doc/architecture.md', f'# House\n\n## Four roads\n\n### One ({direction})\n\n{table}')
        return self.run_check('roads', self.folder.name)

    def test_up(self):
        self.assert_clean(self.check('up', ('low', 'base/a.c'), ('high', 'message/b.c')))

    def test_down(self):
        self.assert_clean(self.check('down', ('high', 'message/b.c'), ('low', 'base/a.c')))

    def test_back(self):
        self.assert_fault(self.check('up', ('high', 'message/b.c'), ('low', 'base/a.c')), 'leads the other way')

    def test_gone(self):
        self.assert_fault(self.check('down', ('high', 'message/b.c'), ('other', 'base/a.c')), 'does not define other ()')

    def test_only_called(self):
        self.assert_fault(self.check('down', ('low', 'message/b.c')), 'does not define low ()')


class Layers(Check):
    def check(self, path, text):
        self.write('libsipgo/LAYERS', 'base:\nmessage words: base\n')
        self.write(f'libsipgo/{path}', text)
        return self.run_check('layers', self.folder.name)

    def test_down(self):
        self.assert_clean(self.check('message/a.c', '#include "libsipgo/base/b-private.h"\n#include <gio/gio.h>\n'))

    def test_same_floor(self):
        self.assert_clean(self.check('message/a.c', '#include "libsipgo/words/b-private.h"\n'))

    def test_up(self):
        self.assert_fault(self.check('base/a.c', '#include "libsipgo/message/b.h"\n'), 'base may not include message')

    def test_unknown_folder(self):
        self.assert_fault(self.check('attic/a.c', ''), 'not in LAYERS')

    def test_short_path(self):
        self.assert_fault(self.check('base/a.c', '#include "sipgo-error.h"\n'), 'full path')

    def test_private_in_public(self):
        self.assert_fault(self.check('base/a.h', '#include "libsipgo/base/b-private.h"\n'), 'private one')


class Circles(Check):
    def check(self, *headers, **files):
        for name in headers:
            self.write(f'libsipgo/room/{name}', '')
        for name, text in files.items():
            name = name.replace('_', '-')
            source = self.write(f'libsipgo/room/sipgo-{name}.c', text)
            out = self.write(f'build/libsipgo/libsipgo-room.a.p/room_sipgo-{name}.c.o', '')
            subprocess.run(['cc', '-c', '-o', out, source], check=True)
        return self.run_check('circles', self.folder.name, os.path.join(self.folder.name, 'build'))

    def test_down(self):
        self.assert_clean(self.check('sipgo-a.h', 'sipgo-b.h', a='void a (void) { }', b='void a (void); void b (void) { a (); }'))

    def test_circle(self):
        self.assert_fault(self.check('sipgo-a.h', 'sipgo-b-private.h', a='void b (void); void a (void) { b (); }',
                                     b='void a (void); void b (void) { a (); }'), 'a, b')

    def test_part(self):
        self.assert_clean(self.check('sipgo-a.h', a='void b (void); void a (void) { b (); }',
                                     a_part='void a (void); void b (void) { a (); }'))

    def test_through_a_part(self):
        self.assert_fault(self.check('sipgo-a.h', 'sipgo-b.h', a='void a (void) { }', a_part='void b (void); void c (void) { b (); }',
                                     b='void a (void); void b (void) { a (); }'), 'a, b')


class Forbidden(Check):
    def check(self, path, text):
        self.write(path, text)
        return self.run_check('forbidden', self.folder.name)

    def test_clock(self):
        self.assert_fault(self.check('libsipgo/ua/a.c', 'now = g_get_monotonic_time ();\n'), 'a.c:1')
        self.assert_clean(self.check('libsipgo/ua/a.c', '/* not g_get_monotonic_time () */ "time ()";\n'))
        self.assert_clean(self.check('libsipgo/base/b.c', 'now = g_get_monotonic_time ();\n'))

    def test_sockets(self):
        self.assert_fault(self.check('libsipgo/ua/a.c', 'fd = socket (AF_INET);\n'), 'sockets')

    def test_gstreamer(self):
        self.assert_clean(self.check('libsipgo/gst/b.c', '#include <gst/gst.h>\ngst_init (NULL, NULL);\n'))
        self.assert_fault(self.check('libsipgo/media/sipgo-media.c', 'gst_object_ref (element);\n'), 'sipgo-media.c:1')
        self.assert_clean(self.check('libsipgo/media/sipgo-media.c', '#include <gst/gst.h>\ntype = GST_TYPE_ELEMENT;\n'))
        self.assert_fault(self.check('libsipgo/media/a.c', '#include <gst/gst.h>\n'), 'a.c:1')

    def test_quotes(self):
        self.assert_fault(self.check('libsipgo/ua/a.c', 'g_set_error (error, A, B,\n             "\\"%s\\" is none", text);\n'), 'quote')
        self.assert_clean(self.check('libsipgo/ua/a.c', 'g_set_error (error, A, B, "“%s” is none", text);\nput ("\\"%s\\"");\n'))

    def test_lost_error(self):
        block = '/**\n * f:\n * @error: why\n *\n * Does.\n */\n'
        self.assert_fault(self.check('libsipgo/ua/a.c', block + 'int\nf (GError **error)\n{\n}\n'), 'a.c:3: @error:')
        self.assert_clean(self.check('libsipgo/ua/a.c', block + 'void\nf (const GError *error)\n{\n}\n'
                                     'int\ng (GError **error)\n{\n}\n'))

    def test_bounds(self):
        self.assert_fault(self.check('libsipgo/base/a.c', 'strcpy (a, b);\n'), 'bounds')

    def test_sleep(self):
        self.assert_fault(self.check('tests/ua/a.py', 'time.sleep(1)\n'), 'virtual clock')

    def test_promise(self):
        self.assert_fault(self.check('examples/python/a.py', '# TO' + 'DO: all of it\n'), 'do it')

    def test_path(self):
        self.assert_fault(self.check('doc/a.md', 'see /ho' + 'me/me/x\n'), 'one machine')
        self.assert_clean(self.check('doc/a.md', 'see https://example.com/ho' + 'me/me\n'))


class Sizes(Check):
    def check(self, text, name='a.c'):
        self.write(f'libsipgo/base/{name}', text)
        self.write('libsipgo/base/b.c', '\n')
        self.write('libsipgo/base/c.c', '\n')
        self.write('tests/base/a.c', '\n')
        return self.run_check('sizes', self.folder.name)

    def test_function(self):
        self.assert_fault(self.check('int\nmain (void)\n{\n' + '  a ();\n' * 100 + '}\n'), 'main () has 100 lines')

    def test_class_init(self):
        self.assert_clean(self.check('void\nx_class_init (void)\n{\n' + '  a ();\n' * 100 + '}\n'))

    def test_file(self):
        self.assert_fault(self.check('int a;\n' * 1200), '1200 lines')

    def test_columns(self):
        self.assert_fault(self.check('/* ' + '–' * 115 + '*/\n/* ' + '–' * 116 + '*/\n'), 'a.c:2: 121 columns')

    def test_header(self):
        self.assert_fault(self.check('int a;\n' * 180, 'a.h'), 'without comments')
        self.assert_clean(self.check('/* a\n' + 'b\n' * 200 + '*/\n', 'a.h'))


class Pages(Check):
    def check(self, text):
        self.write('libsipgo/ua/a.c', 'SipgoCall *\nsipgo_call_accept (void)\n{\n  accept ();\n}\n')
        self.write('README.md', text)
        return self.run_check('pages', self.folder.name)

    def test_names(self):
        self.assert_clean(self.check('`SipgoCall` has `accept ()`, `call.accept(now)`: `sipgo_call_accept ()`; SIP.js has `makeURI()`\n'))
        self.assert_fault(self.check('\n`SipgoCal`\n'), 'README.md:2: there is no SipgoCal')
        self.assert_fault(self.check('`call.answer (now)`\n'), 'there is no answer')
        self.assert_clean(self.check('```c\n`sipgo_answer ()`\n```\n'))

    def test_paths(self):
        self.assert_clean(self.check('`libsipgo/ua/a.c`, `test/spec`\n'))
        self.assert_fault(self.check('`libsipgo/ua/b.c`\n'), 'there is no libsipgo/ua/b.c')


class ShapeOfGir(Check):
    def check(self, extra='', beside='', unversioned=None):
        """All but what is named unversioned is as old as the library."""
        text = GIR.replace('@EXTRA@', extra).replace('</namespace>', beside + '</namespace>')
        text = re.sub(r'<(class|interface|enumeration|callback|method|property|glib:signal|virtual-method) name="(?!%s")'
                      % unversioned, r'<\1 version="1.0" name="', text)
        return self.run_check('gir', self.write('a.gir', text))

    def method(self, name, *types):
        parameters = ''.join(f'<parameter>{item}</parameter>' for item in types)
        return (f'<method name="{name}"><doc>d</doc><return-value><type name="none"/></return-value>'
                f'<parameters>{parameters}</parameters></method>')

    def test_clean(self):
        self.assert_clean(self.check(''))

    def test_no_finish(self):
        self.assert_fault(self.check(self.method('hold', '<type name="Gio.Cancellable"/>',
                                                 '<type name="Gio.AsyncReadyCallback"/>', '<type name="gpointer"/>')), 'hold_finish')

    def test_hidden_name(self):
        self.assert_fault(self.check(self.method('connect')), "GObject's")

    def test_dup(self):
        self.assert_fault(self.check(self.method('dup_text')), 'Session.dup_text: is called get_')

    def test_signal_and_method(self):
        self.assert_fault(self.check(self.method('ended')), 'signal and a method')

    def test_property_and_method(self):
        self.assert_fault(self.check(self.method('local_uri')), 'property and a method')

    def test_accessors(self):
        text = '<property name="in-use" {}><doc>None by default.</doc><type name="{}"/></property>'
        self.assert_fault(self.check(text.format('', 'utf8') + self.method('is_in_use')), 'Session:in-use: can be read')
        self.assert_clean(self.check(text.format('', 'gboolean') + self.method('is_in_use')))
        self.assert_fault(self.check(text.format('writable="1"', 'utf8') + self.method('get_in_use')), 'Session:in-use: can be set')
        self.assert_clean(self.check(text.format('writable="1" construct-only="1"', 'utf8') + self.method('get_in_use')))
        self.assert_clean(self.check(text.format('writable="1"', 'utf8') + self.method('get_in_use') + self.method('set_in_use')))

    def test_property_and_signal(self):
        signal = '<glib:signal name="local-uri"><doc>d</doc></glib:signal>'
        self.assert_fault(self.check(signal), 'property and a signal')

    def test_nothing(self):
        text = ('<method name="x" {}><doc>Fails when late.</doc><return-value nullable="{}"><doc>{}</doc><type name="utf8"/>'
                '</return-value></method>')
        self.assert_fault(self.check(text.format('', 1, 'the tag')), 'Session.x: may return nothing')
        self.assert_clean(self.check(text.format('', 1, 'the tag; %NULL when there is none')))
        self.assert_clean(self.check(text.format('', 0, 'the tag')))
        self.assert_clean(self.check(text.format('throws="1"', 1, 'the tag')))

    def test_element_type(self):
        self.assert_fault(self.check(self.method('add', '<type name="GLib.List"><type name="gpointer"/></type>')), 'element-type')
        self.assert_clean(self.check(self.method('add', '<type name="GLib.List"><type name="utf8"/></type>')))

    def test_signal_returns(self):
        self.assert_fault(self.check('<glib:signal name="ask"><doc>d</doc><return-value><type name="gboolean"/></return-value>'
                                     '</glib:signal>'), 'returns something')

    def test_description(self):
        self.assert_fault(self.check('<property name="x" readable="0"><type name="utf8"/></property>'), 'no description')

    def test_version(self):
        for text in ('<property name="x" readable="0"><doc>d</doc><type name="utf8"/></property>',
                     '<glib:signal name="x"><doc>d</doc></glib:signal>', '<virtual-method name="x"><doc>d</doc></virtual-method>',
                     self.method('x')):
            self.assert_clean(self.check(text))
            self.assert_fault(self.check(text, unversioned='x'), 'Session.x: does not say since when')
        callback = '<callback name="Func"><doc>d</doc></callback>'
        self.assert_fault(self.check(beside=callback, unversioned='Func'), 'Func: does not say since when')
        self.assert_fault(self.check(unversioned='Inviter'), 'Inviter: does not say since when')

    def test_reserve(self):
        struct = ('<record name="SessionClass" glib:is-gtype-struct-for="Session">{}</record>')
        function = '<field name="end"><callback name="end"/></field>'
        padding = '<field name="padding" {}><array fixed-size="8"><type name="gpointer"/></array></field>'
        self.assert_clean(self.check(beside=struct.format('')))
        self.assert_clean(self.check(beside=struct.format(function + padding.format('private="1"'))))
        self.assert_fault(self.check(beside=struct.format(function)), 'SessionClass: does not end in reserved')
        self.assert_fault(self.check(beside=struct.format(function + padding.format(''))), 'reserved')

    def test_default(self):
        text = '<property name="x" writable="1"><doc>{}</doc><type name="utf8"/></property>'
        text += self.method('get_x') + self.method('set_x')
        self.assert_fault(self.check(text.format('How many.')), 'Session.x: can be set')
        for words in ('How many. 20 by\ndefault.', 'By default many.', 'How many; 0, the default, for all.', 'It has to be given.'):
            self.assert_clean(self.check(text.format(words)))

    def test_failure(self):
        throwing = '<method name="{}" throws="1"><doc>{}</doc><return-value><type name="none"/></return-value></method>'
        self.assert_fault(self.check(throwing.format('x', 'Does it.')), 'Session.x: throws')
        self.assert_fault(self.check(throwing.format('bye_finish', 'Fails when late.')), 'Session.bye_finish: throws')
        self.assert_fault(self.check('<virtual-method name="x" throws="1"><doc>d</doc></virtual-method>'), 'Session.x: throws')
        self.assert_clean(self.check(throwing.format('x', 'Does it.\n\nFails when it is late.')))


class Pictures(Check):
    def check(self, *groups):
        states = {'session': ['ESTABLISHED', *groups], 'registerer': ['INITIAL'], 'subscriber': ['ACTIVE']}
        for name, names in states.items():
            shapes = ''.join(f'<g id="{group}"/>' for group in names)
            self.write(f'doc/{name}-states.svg', f'<svg xmlns="http://www.w3.org/2000/svg">{shapes}</svg>')
        others = ''.join(f'<enumeration name="{name}"><member name="{member}" value="0"/></enumeration>'
                         for name, member in (('RegistererState', 'initial'), ('SubscriptionState', 'active')))
        gir = GIR.replace('@EXTRA@', '').replace('</namespace>', others + '</namespace>')
        gir = gir.replace('</enumeration>', '<member name="terminated" value="2"/></enumeration>', 1)
        return self.run_check('pictures', os.path.join(self.folder.name, 'doc'), self.write('a.gir', gir))

    def test_states(self):
        self.assert_clean(self.check('TERMINATED', 'ESTABLISHED-TERMINATED'))
        self.assert_fault(self.check(), 'TERMINATED is shown')
        self.assert_fault(self.check('TERMINATED', 'LOST'), 'LOST is shown')

    def test_arrows(self):
        self.assert_fault(self.check('TERMINATED', 'LOST-TERMINATED'), 'LOST-TERMINATED leads from')
        self.assert_fault(self.check('TERMINATED', 'TERMINATED-ESTABLISHED'), 'leads back')


class Parity(Check):
    REST = [f'api\tSession\tmember{number}\tmethod\tSession.bye\t' for number in range(19)]

    def check(self, *rows):
        """Twenty names of SIP.js: those of REST and Session's bye."""
        surface = self.write('surface.tsv', '\n'.join(['area\ttype\tmember\tkind\tseed', 'api\tSession\tbye\tmethod\tseed']
                                                     + [row.partition('\tSession.bye')[0] + '\t' for row in self.REST]) + '\n')
        table = self.write('table.tsv', '\n'.join(['area\ttype\tmember\tkind\tsipgo\tnote', *rows]) + '\n')
        return self.run_check('parity', table, surface, self.write('a.gir', GIR.replace('@EXTRA@', '')))

    def check_bye(self, symbol, note=''):
        return self.check(f'api\tSession\tbye\tmethod\t{symbol}\t{note}', *self.REST)

    def test_symbols(self):
        for symbol in ('Session.bye', 'Inviter.bye', 'Session:local-uri', 'Inviter::ended', 'SessionState.ESTABLISHED',
                       'Session', 'Session.bye, Session.bye_finish'):
            with self.subTest(symbol):
                self.assert_clean(self.check_bye(symbol))

    def test_wrong_kind(self):
        for symbol in ('Session:bye', 'Session::bye', 'Session.local_uri', 'Nobody.bye', 'Nobody', 'SessionState.lost'):
            with self.subTest(symbol):
                self.assertEqual(self.check_bye(symbol)[0], 1)

    def test_nothing(self):
        self.assert_clean(self.check_bye('–', 'the session does that by itself'))
        self.assert_fault(self.check_bye('–'), 'no note')

    def test_too_often_nothing(self):
        rows = ['api\tSession\tbye\tmethod\t–\tfor a reason', self.REST[0].replace('Session.bye\t', '–\tfor a reason'), *self.REST[1:]]
        self.assert_fault(self.check(*rows), '2 of 20 rows have no counterpart')

    def test_missing(self):
        self.assert_fault(self.check(*self.REST), 'bye method: is missing')

    def test_unknown_row(self):
        self.assert_fault(self.check('api\tSession\tbye\tmethod\tSession.bye\t', *self.REST, 'api\tSession\tx\tmethod\t-\ty'), 'surface')

    def test_twice(self):
        self.assert_fault(self.check('api\tSession\tbye\tmethod\tSession.bye\t', *self.REST, self.REST[0]), 'twice')


if __name__ == '__main__':
    unittest.main()
