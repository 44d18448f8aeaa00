#!/usr/bin/gjs -m
// SPDX-License-Identifier: LGPL-2.1-or-later
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Sipgo from 'gi://Sipgo?version=1.0';
import {
    ACCOUNT_HELP, accountOptions, isTerminal, makeAgent, makeReporter, onCancelled, parseArguments, readAccount, register, run,
    saveTrace, sleep, UnixInputStream, UnixOutputStream,
} from './common.js';

const HELP = `Calls a URI: call.js TARGET, such as sip:echo@127.0.0.1:5070.

During the call it reads commands from standard input: single keys on a terminal, otherwise lines:
  0-9 * # A-D          send DTMF
  h  hold, unhold      put the call on hold, or resume it
  m  mute              mute the call, or unmute it
  t  transfer URI      transfer the peer to this URI
  q  hangup            end the call

Without a time limit the call lasts until one side hangs up, or until the file of --play was played.
The exit status is 0 when the call was answered.

Options:
  --play FILE                       play this WAV file to the peer
  --record FILE                     record the audio of the peer in this WAV file
  --dtmf DIGITS                     DTMF to send when the call is answered
  --duration SECONDS                hang up after this time
  --source SOURCE                   the source of our audio: microphone (default), silence, tone:440, ...
  --sink SINK                       the sink for the audio of the peer: speaker (default), null
  --listen TRANSPORT:ADDRESS:PORT   the address to listen on; may be repeated
  --trace FILE                      at the end, write what was sent and received to FILE: .txt, .html or .pcapng
  --json                            print one JSON object in each line
${ACCOUNT_HELP}
  --registrar URI                   register at this URI before the call; without it the account is not registered`;

const MAX_REDIRECTS = 5;
const LINGER = 1.0;          // seconds after a file was played, to receive the rest of its echo
const KEYS = {h: 'hold', m: 'mute', q: 'hangup', '\x03': 'hangup', '\x04': 'hangup'};

const options = parseArguments({
    play: {}, record: {}, dtmf: {}, duration: {number: true}, source: {}, sink: {}, listen: {many: true},
    trace: {}, json: {flag: true}, user: {}, ...accountOptions,
}, ['target'], HELP);
options.source ??= options.play ? 'silence' : 'microphone';
options.sink ??= options.record ? 'null' : 'speaker';
options.uri ??= options.user;
readAccount(options);

const report = makeReporter(options.json);
const now = () => GLib.get_monotonic_time() / 1e6;
const round = value => Math.round(value * 1000) / 1000;

// The target of a redirection: the Contact with the highest q that was not tried yet.
function nextTarget(response, tried) {
    const q = contact => Number(contact.get_parameter('q') ?? 1);
    const contacts = response.get_name_addrs('Contact').filter(contact => !tried.includes(`${contact.uri}`));
    contacts.sort((a, b) => q(b) - q(a));
    return contacts.length > 0 ? `${contacts[0].uri}` : null;
}

// Reads commands from standard input: keys of a terminal, or lines.
class Keyboard {
    constructor(handle) {
        this.handle = handle;
        this.isTerminal = isTerminal(0);
        this.pending = '';
        this.cancellable = new Gio.Cancellable();
        this.stream = new UnixInputStream({fd: 0, closeFd: false});
    }

    setTerminal(...settings) {
        if (this.isTerminal)
            Gio.Subprocess.new(['stty', ...settings], Gio.SubprocessFlags.STDIN_INHERIT).wait(null);
    }

    async read() {
        this.setTerminal('-icanon', '-echo', 'min', '1');
        try {
            for (;;) {
                const bytes = await this.next();
                if (bytes.get_size() === 0)
                    return;
                this.take(new TextDecoder().decode(bytes.toArray()));
            }
        } catch (error) {
            if (!error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED))
                throw error;
        }
    }

    next() {
        return new Promise((resolve, reject) => {
            this.stream.read_bytes_async(4096, GLib.PRIORITY_DEFAULT, this.cancellable, (stream, result) => {
                try {
                    resolve(stream.read_bytes_finish(result));
                } catch (error) {
                    reject(error);
                }
            });
        });
    }

    take(text) {
        if (this.isTerminal) {
            [...text].forEach(key => this.pressed(key));
            return;
        }
        const lines = (this.pending + text).split('\n');
        this.pending = lines.pop();
        lines.forEach(line => this.handle(line.trim()));
    }

    // Each key is a command, except t, which starts a line; Enter ends it.
    pressed(key) {
        if (!this.pending && key !== 't') {
            this.handle(KEYS[key] ?? key);
        } else if (!this.pending) {
            this.pending = 'transfer ';
            print('transfer to:');
        } else if (key === '\n') {
            const line = this.pending;
            this.pending = '';
            this.handle(line);
        } else {
            this.pending = key === '\x7f' ? this.pending.slice(0, -1) : this.pending + key;
        }
    }

    close() {
        this.cancellable.cancel();
        this.setTerminal('icanon', 'echo');
    }
}

class Caller {
    constructor(interrupted) {
        this.interrupted = interrupted;
        this.reason = 'hung up here';
        this.hangingUp = new Gio.Cancellable();      // cancelled when it is time to hang up
    }

    async run() {
        const factory = new Sipgo.RtpHandlerFactory({source: options.source, sink: options.sink});
        const agent = makeAgent(options, {sessionDescriptionHandlerFactory: factory});
        await agent.start();
        try {
            if (options.registrar)
                await register(agent, options, report);
            await this.follow(agent);
            await this.talk();
        } catch (error) {
            this.reason = error.message;
        } finally {
            if (this.interrupted.is_cancelled())
                this.reason = 'interrupted';
            await this.call?.end();
            this.summarize();
            await agent.stop();
            await saveTrace(agent, options.trace);
        }
        return this.answeredAt ? 0 : 1;
    }

    // --- making the call ---

    // Calls the target, and follows its redirections (3xx).
    async follow(agent) {
        const tried = [];
        for (let {target} = options; ;) {
            tried.push(target);
            try {
                await this.invite(agent, target);
                return;
            } catch (error) {
                const response = this.call?.failure?.response;
                target = response && Math.trunc(response.statusCode / 100) === 3 && tried.length <= MAX_REDIRECTS
                    ? nextTarget(response, tried) : null;
                if (!target)
                    throw error;
                report('redirected', `redirected to ${target}`, {target});
            }
        }
    }

    async invite(agent, target) {
        this.call = Sipgo.Inviter.new(agent, target);
        this.call.connect('request-created', (_call, request) => this.requested(request));
        this.call.connect('bye-received', (_call, request) => {
            this.reason = request.message.get_header('Reason') ?? 'the peer hung up';
        });
        report('calling', `calling ${target}`, {target});
        this.invitedAt = now();
        await this.call.invite(this.interrupted);
        this.answeredAt = now();
    }

    requested(request) {
        if (request.message.method !== 'INVITE')
            return;
        request.connect('progress', (_request, response) =>
            report('ringing', `${response.statusCode} ${response.reasonPhrase}`, {status: response.statusCode}));
    }

    // --- during the call ---

    async talk() {
        const {media} = this.call;
        this.media = media;
        media.connect('dtmf', (_media, digit, duration) =>
            report('dtmf', `the peer pressed ${digit}`, {digit, duration}));
        media.connect('error', (_media, error) => report('media-error', error.message, {message: error.message}));
        report('established', `connected, ${media.codec}`,
            {codec: media.codec, setup: round(this.answeredAt - this.invitedAt)});
        if (options.record)
            media.record_file(options.record);

        onCancelled(this.interrupted, () => this.hangingUp.cancel());
        this.call.wait_for_state(Sipgo.SessionState.TERMINATED, this.hangingUp)
            .then(() => this.hangingUp.cancel(), () => {});
        const keyboard = new Keyboard(command => this.obey(command));
        keyboard.read().catch(error => report('media-error', error.message, {message: error.message}));
        const levels = this.showLevels();
        try {
            await this.perform();
        } finally {
            this.hangingUp.cancel();
            keyboard.close();
            await levels;
        }
    }

    // Does what the command line says; returns when it is time to hang up.
    async perform() {
        if (options.duration !== null)
            sleep(options.duration, this.hangingUp).then(() => this.hangingUp.cancel());
        try {
            if (options.dtmf)
                await this.media.send_dtmf(options.dtmf, 0, 0, this.hangingUp);
            if (options.play)
                await this.media.play_file(options.play, this.hangingUp);
        } catch (error) {
            if (!this.hangingUp.is_cancelled())
                throw error;
        }
        if (options.play && options.duration === null)
            await sleep(LINGER, this.hangingUp);
        else
            await new Promise(resolve => onCancelled(this.hangingUp, resolve));
    }

    async showLevels() {
        const shown = isTerminal(1) && !options.json;
        this.media.measureLevels = shown;
        const bar = level => '#'.repeat(Math.max(0, Math.trunc(level / 3 + 20))).padEnd(20);
        const output = shown ? new UnixOutputStream({fd: 1, closeFd: false}) : null;
        while (shown && !this.hangingUp.is_cancelled()) {
            output.write_all(`\rsent ${bar(this.media.inputLevel)} heard ${bar(this.media.outputLevel)}\r`, null);
            await sleep(0.1, this.hangingUp);
        }
    }

    async obey(command) {
        try {
            await this.do(...command.split(/\s+/));
        } catch (error) {
            report('command-failed', error.message, {command, message: error.message});
        }
    }

    async do(verb, argument) {
        if (verb === 'hold' || verb === 'unhold') {
            const hold = verb === 'hold' && !(this.call.held && isTerminal(0));
            await (hold ? this.call.hold() : this.call.unhold());
            report('hold', hold ? 'on hold' : 'resumed', {hold});
        } else if (verb === 'mute') {
            this.media.muted = !this.media.muted;
            report('mute', this.media.muted ? 'muted' : 'no longer muted', {muted: this.media.muted});
        } else if (verb === 'transfer' && argument) {
            await this.call.refer(argument);
            report('transferred', `transferred to ${argument}`, {target: argument});
            this.reason = `transferred to ${argument}`;
            this.hangingUp.cancel();
        } else if (verb === 'hangup') {
            this.hangingUp.cancel();
        } else if (/^[0-9*#A-D]+$/i.test(verb)) {
            await this.media.send_dtmf(verb);
            report('dtmf-sent', `sent ${verb}`, {digits: verb});
        } else if (verb) {
            report('unknown-command', `'${verb}' is not a command; see --help`, {command: verb});
        }
    }

    // --- the end ---

    summarize() {
        const details = {answered: Boolean(this.answeredAt), reason: this.reason};
        const lines = [`ended: ${this.reason}`];
        if (this.answeredAt) {
            details.setup = round(this.answeredAt - this.invitedAt);
            details.duration = round(now() - this.answeredAt);
            lines.push(`set up in ${details.setup} s, lasted ${details.duration.toFixed(1)} s`);
        }
        if (this.media) {
            const statistics = this.media.get_statistics();
            details.sent = statistics.packets_sent;
            details.received = statistics.packets_received;
            details.lost = statistics.packets_lost;
            details.jitter_ms = Math.round(statistics.jitter_ms * 100) / 100;
            lines.push(`${details.sent} packets sent, ${details.received} received, ${details.lost} lost, ` +
                `jitter ${details.jitter_ms} ms`);
        }
        report('ended', lines.join('\n'), details);
    }
}

run(interrupted => new Caller(interrupted).run(), report);
