#!/usr/bin/gjs -m
// SPDX-License-Identifier: LGPL-2.1-or-later
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Sipgo from 'gi://Sipgo?version=1.0';
import {makeAgent, makeReporter, onCancelled, parseArguments, run, UnixInputStream} from './common.js';

const HELP = `A softphone with one line, which takes commands from standard input:

  call URI            call somebody
  answer, decline     when somebody calls
  hangup              end the call
  hold, unhold        put the call on hold, and back
  mute, unmute        send silence, or no longer
  transfer URI        hand the peer over to somebody else
  0-9 * # A-D         send these tones
  message URI TEXT    send a message
  quit                leave

With --user it registers, so that others can call it there.

Options:
  --source SOURCE                   what the peer hears: microphone (default), silence, tone:440, ...
  --sink SINK                       where the peer is heard: speaker (default), null
  --listen TRANSPORT:ADDRESS:PORT   where to listen
  --follow-transfers                call whom the peer hands us over to, in our name
  --json                            report as one JSON object a line
  --user sip:USER@DOMAIN            the address of the account
  --password-file FILE              the first line of FILE is the account's password
  --registrar URI                   where to register, if it is not the account's domain`;

const options = parseArguments({
    source: {}, sink: {}, listen: {many: true}, followTransfers: {flag: true}, json: {flag: true}, user: {}, passwordFile: {}, registrar: {},
}, [], HELP);
options.account = options.user;

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
        user.connect('call-hangup', () => report('terminated', 'the call is over'));
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
            if (options.account)
                await this.user.register();
            this.readCommands();
            await new Promise(resolve => onCancelled(this.leaving, resolve));
            if (options.account)
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
            report('unknown-command', `'${verb}' is no command now; see --help`, {command: verb});
    }
}

run(cancellable => new Phone(cancellable).run(), report);
