#!/usr/bin/gjs -m
// SPDX-License-Identifier: LGPL-2.1-or-later
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Sipgo from 'gi://Sipgo?version=1.0';
import {
    ACCOUNT_HELP, accountOptions, makeAgent, makeReporter, onCancelled, parseArguments, readAccount, run, UnixInputStream,
} from './common.js';

const HELP = `A softphone with one line, which reads commands from standard input:

  call URI            call this URI
  answer, decline     answer or decline an incoming call
  hangup              end the call
  hold, unhold        put the call on hold, or resume it
  mute, unmute        mute the call, or unmute it
  transfer URI        transfer the peer to this URI
  0-9 * # A-D         send DTMF
  message URI TEXT    send a MESSAGE
  quit                end the program

With an account it registers, so that others can call it.

Options:
  --source SOURCE                   the source of our audio: microphone (default), silence, tone:440, ...
  --sink SINK                       the sink for the audio of the peer: speaker (default), null
  --listen TRANSPORT:ADDRESS:PORT   the address to listen on; may be repeated
  --follow-transfers                follow a REFER of the peer, which makes a call in our name
  --json                            print one JSON object in each line
${ACCOUNT_HELP}
  --registrar URI                   the registrar, if it is not the domain of the account`;

const options = parseArguments({
    source: {}, sink: {}, listen: {many: true}, followTransfers: {flag: true}, json: {flag: true}, user: {}, ...accountOptions,
}, [], HELP);
options.uri ??= options.user;
readAccount(options);

const report = makeReporter(options.json);

class Phone {
    constructor(leaving) {
        const {source, sink, registrar} = options;
        const factory = new Sipgo.RtpHandlerFactory({source: source ?? 'microphone', sink: sink ?? 'speaker'});
        const user = Sipgo.SimpleUser.new(makeAgent(options, {sessionDescriptionHandlerFactory: factory}));
        this.user = user;
        this.leaving = leaving;
        user.manager.sendDtmfUsingSessionDescriptionHandler = true;
        user.manager.followReferrals = Boolean(options.followTransfers);
        if (registrar)
            user.manager.registerer.registrar = registrar;

        user.connect('call-received', () => report('ringing', `${this.peer} calls: answer or decline`, {peer: this.peer}));
        user.connect('call-answered', () => report('established', `talking to ${this.peer}`, {peer: this.peer}));
        user.connect('call-hangup', () => report('terminated', 'the call has ended'));
        user.connect('call-hold', (_user, held) => report('hold', held ? 'on hold' : 'no longer on hold', {held}));
        user.connect('call-dtmf-received', (_user, tone) => report('dtmf', `the peer pressed ${tone}`, {tone}));
        user.connect('message-received', (_user, text) => report('message', `message: ${text}`, {text}));
        user.connect('registered', () => report('registered', 'registered'));
        user.connect('unregistered', () => report('unregistered', 'not registered'));
    }

    get peer() {
        return `${this.user.session.remoteIdentity.uri}`;
    }

    async run() {
        await this.user.start();
        try {
            for (const listener of this.user.manager.userAgent.listeners)
                report('listening', `listening on ${listener}`, {listener});
            if (options.uri)
                await this.user.register();
            this.readCommands();
            await new Promise(resolve => onCancelled(this.leaving, resolve));
            if (options.uri)
                await this.user.unregister();
        } finally {
            await this.user.stop();
        }
    }

    readCommands() {
        const input = new Gio.DataInputStream({baseStream: new UnixInputStream({fd: 0, closeFd: false})});
        const next = () => input.read_line_async(GLib.PRIORITY_DEFAULT, this.leaving, (_input, result) => {
            if (this.leaving.is_cancelled())
                return;
            const [line] = input.read_line_finish_utf8(result);
            if (line === null)
                return;
            this.obey(line);
            next();
        });
        next();
    }

    async obey(line) {
        try {
            await this.do(line);
            report('done', null, {command: line});
        } catch (error) {
            report('failed', error.message, {command: line, message: error.message});
        }
    }

    async do(line) {
        const {user} = this;
        const [, verb, target, text] = line.trim().match(/^(\S*)\s*(\S*)\s*(.*)$/);
        if (['answer', 'decline', 'hangup', 'hold', 'unhold', 'mute', 'unmute'].includes(verb))
            await user[verb]();
        else if (verb === 'call' && target)
            await user.call(target);
        else if (verb === 'transfer' && target && user.session)
            await user.manager.transfer(user.session, target);
        else if (verb === 'message' && text)
            await user.message(target, text);
        else if (verb === 'quit')
            this.leaving.cancel();
        else if (/^[0-9*#A-D]+$/i.test(verb))
            await user.send_dtmf(verb);
        else if (verb)
            report('unknown-command', `'${verb}' is not a command in this state; see --help`, {command: verb});
    }
}

run(cancellable => new Phone(cancellable).run(), report);
