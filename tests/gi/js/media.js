// SPDX-License-Identifier: LGPL-2.1-or-later
// The media of a call over RTP: playing, recording, tones, levels and statistics.
import GLib from 'gi://GLib';
import Gst from 'gi://Gst?version=1.0';
import Sipgo from 'gi://Sipgo?version=1.0';
import {assert, equal, establish, failure, fails, match, nextItem, runTests, test, withAgents} from './harness.js';

const folder = GLib.Dir.make_tmp('sipgo-media-XXXXXX');
const said = GLib.build_filenamev([folder, 'said.wav']);
const heard = GLib.build_filenamev([folder, 'heard.wav']);

// A WAV file of 16-bit samples.
function writeTone(path, seconds = 0.6, frequency = 440, rate = 8000) {
    const count = Math.trunc(seconds * rate);
    const view = new DataView(new ArrayBuffer(44 + 2 * count));
    const text = (offset, words) => [...words].forEach((letter, i) => view.setUint8(offset + i, letter.charCodeAt(0)));
    const numbers = [[16, 16, 4], [20, 1, 2], [22, 1, 2], [24, rate, 4], [28, 2 * rate, 4], [32, 2, 2], [34, 16, 2]];
    text(0, 'RIFF');
    text(8, 'WAVEfmt ');
    text(36, 'data');
    for (const [offset, value, size] of [[4, 36 + 2 * count, 4], ...numbers, [40, 2 * count, 4]])
        size === 4 ? view.setUint32(offset, value, true) : view.setUint16(offset, value, true);
    for (let i = 0; i < count; i++)
        view.setInt16(44 + 2 * i, 8000 * Math.sin(2 * Math.PI * frequency * i / rate), true);
    GLib.file_set_contents(path, new Uint8Array(view.buffer));
}

const rtp = source => ({sessionDescriptionHandlerFactory: new Sipgo.RtpHandlerFactory({source, sink: 'null'})});

test('play and record', () => withAgents(async (alice, bob) => {
    writeTone(said);
    const [call, invitation] = await establish(alice, bob);
    const {media} = call;
    assert(media instanceof Sipgo.Media);
    equal(media.codec, invitation.media.codec);
    assert(media.sending && media.receiving);
    equal([media.stalled, media.stallTimeout], [false, 30]);
    media.stallTimeout = 5;
    assert(media.get_statistics().quiet_ms < 5000);
    invitation.media.record_file(heard);
    const levels = Sipgo.signals(invitation.media, 'notify::output-level');
    invitation.media.measureLevels = true;
    const playing = media.play_file(said);
    while (await nextItem(levels) < -30)
        ;
    await playing;
    assert(media.get_statistics().packets_sent > 20);
    invitation.media.stop_recording();
    await call.bye();
    const [, bytes] = GLib.file_get_contents(heard);
    assert(bytes.length > 0.3 * 8000 * 2, `${bytes.length} octets recorded`);
}, rtp('silence')));

test('missing file', () => withAgents(async (alice, bob) => {
    const [call] = await establish(alice, bob);
    match((await fails(Sipgo.Error.FILE, call.media.play_file('/nowhere/said.wav'))).message, /\/nowhere\/said\.wav/);
    await fails(Sipgo.Error.FILE, () => call.media.record_file('/nowhere/heard.wav'));
}, rtp('silence')));

test('DTMF', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    const pressed = Sipgo.signals(invitation.media, 'dtmf');
    await call.media.send_dtmf('1#');
    equal([(await nextItem(pressed))[0], (await nextItem(pressed))[0]], ['1', '#']);
    await fails(Sipgo.Error.INVALID, call.media.send_dtmf('x'));
}, rtp('silence')));

test('properties', () => withAgents(async (alice, bob) => {
    const [{media}] = await establish(alice, bob);
    equal([media.source, media.sink], ['tone:440', 'null']);
    media.muted = true;
    media.volume = 0.5;
    equal([media.muted, media.volume], [true, 0.5]);
    const changes = [];
    media.connect('notify::source', () => changes.push(media.source));
    media.source = 'silence';
    equal(changes, ['silence']);
    const errors = Sipgo.signals(media, 'error');
    media.source = 'nonsense';
    assert((await nextItem(errors)) instanceof GLib.Error);
}, rtp('tone:440')));

test('streams', () => withAgents(async (alice, bob) => {
    const [{media}, invitation] = await establish(alice, bob);
    equal(media.streams.get_n_items(), 1);
    const stream = media.streams.get_item(0);
    assert(stream instanceof Sipgo.MediaStream);
    equal([stream.kind, stream.index, stream.mid], [Sipgo.MediaKind.AUDIO, 0, null]);
    equal(stream.direction, Sipgo.MediaDirection.SENDRECV);
    equal(stream.protection, Sipgo.MediaProtection.NONE);
    equal(stream.codec, media.codec);
    assert(stream.get_statistics().packets_sent >= 0);
    const changes = Sipgo.signals(stream, 'notify::direction');
    await invitation.bye();
    equal(await nextItem(changes), Sipgo.MediaDirection.INACTIVE);
}, rtp('tone:440')));

test('cleaning up', async () => {
    [said, heard].forEach(path => GLib.unlink(path));
    GLib.rmdir(folder);
});

// Source and sink may be elements; other values are rejected when they are set.
test('elements', () => withAgents(async (alice, bob) => {
    const [call] = await establish(alice, bob);
    const {media} = call;
    const [source, sink] = ['audiotestsrc', 'fakesink'].map(name => Gst.ElementFactory.make(name, null));
    media.sourceElement = source;
    media.sinkElement = sink;
    equal(media.sourceElement, source);
    equal(media.get_sink_element(), sink);
    for (const stranger of [new Sipgo.NullHandlerFactory(), 'audiotestsrc']) {
        await failure(() => { media.sourceElement = stranger; });
        await failure(() => media.set_sink_element(stranger));
    }
    equal(media.sourceElement, source);
    media.sourceElement = media.sinkElement = null;
    equal(media.sourceElement, null);
    await call.bye();
}, rtp('silence')));

await runTests();
