// SPDX-License-Identifier: LGPL-2.1-or-later
// WebSockets, from an agent with a transport to one with a listener; and a transport in JavaScript.
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Sipgo from 'gi://Sipgo?version=1.0';
import System from 'system';
import {assert, equal, fails, makeAgent, match, nextItem, runTests, test} from './harness.js';

const makeCaller = transport => new Sipgo.UserAgent({transport, sessionDescriptionHandlerFactory: new Sipgo.NullHandlerFactory()});

const urlOf = agent => agent.listeners[0].replace(':', '://');

const Line = GObject.registerClass(class Line extends Sipgo.Transport {
    constructor() {
        super({protocol: 'WSS'});
        this.log = [];
        this.refusing = false;
    }

    vfunc_start() {
        this.log.push('start');
        this.report_connected();
    }

    vfunc_stop() {
        this.log.push('stop');
        this.report_disconnected(null);
    }

    vfunc_transmit(bytes) {
        if (this.refusing)
            throw new GLib.Error(Sipgo.Error, Sipgo.Error.UNREACHABLE, 'the line is cut');
        GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
            System.gc();
            this.other.receive(bytes);
            return GLib.SOURCE_REMOVE;
        });
    }
});

async function call(caller, called) {
    const invitations = called.invitations();
    const inviter = Sipgo.Inviter.new(caller, 'sip:bob@example.com');
    const inviting = inviter.invite();
    const invitation = await nextItem(invitations);
    await invitation.accept();
    await inviting;
    match(invitation.request.message.get_header('Contact'), /\.invalid;transport=ws>/);
    await invitation.bye();
}

test('websocket', async () => {
    const bob = makeAgent('ws');
    await bob.start();
    const transport = new Sipgo.WebSocketTransport({url: urlOf(bob)});
    const alice = makeCaller(transport);
    await alice.start();
    assert(alice.is_connected());
    await call(alice, bob);
    await alice.stop();
    equal(transport.get_state(), Sipgo.TransportState.DISCONNECTED);
    await bob.stop();
});

test('a transport in JavaScript', async () => {
    const [near, far] = [new Line(), new Line()];
    [near.other, far.other] = [far, near];
    const [alice, bob] = [makeCaller(near), makeCaller(far)];
    await alice.start();
    await bob.start();
    await call(alice, bob);
    near.refusing = true;
    await fails(Sipgo.Error.UNREACHABLE, alice.core.request('OPTIONS', 'sip:bob@example.com', null).send());
    await alice.stop();
    await bob.stop();
    equal(near.log, ['start', 'stop']);
});

// The test is the end of this program: the transport must not be called then.
test('a program that ends in a call over a transport in JavaScript', async () => {
    const [near, far] = [new Line(), new Line()];
    [near.other, far.other] = [far, near];
    const [alice, bob] = [makeCaller(near), makeCaller(far)];
    await alice.start();
    await bob.start();
    const invitations = bob.invitations();
    const inviting = Sipgo.Inviter.new(alice, 'sip:bob@example.com').invite();
    await (await nextItem(invitations)).accept();
    await inviting;
});

await runTests();
