// SPDX-License-Identifier: LGPL-2.1-or-later
// SessionManager and its signals.
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, fails, makeAgent, nextItem, refused, runTests, test} from './harness.js';
import {Registrar} from './registrar.js';

async function withManagers(body, properties = {}) {
    const managers = Array.from({length: body.length}, () => Sipgo.SessionManager.new(makeAgent('udp', properties)));
    await Promise.all(managers.map(manager => manager.start()));
    try {
        await body(...managers);
    } finally {
        await Promise.all(managers.map(manager => manager.stop()));
    }
}

const at = (manager, user = 'bob') => address(manager.userAgent, user);

const rtp = () => ({sessionDescriptionHandlerFactory: new Sipgo.RtpHandlerFactory({source: 'silence', sink: 'null'})});

// The signals of the manager for its calls, in short form.
function logOf(manager) {
    const log = [];
    for (const name of ['created', 'received', 'answered', 'hangup'])
        manager.connect(`call-${name}`, () => log.push(name));
    manager.connect('call-hold', (_manager, _session, held) => log.push(`hold ${held}`));
    manager.connect('call-dtmf-received', (_manager, _session, tone) => log.push(`dtmf ${tone}`));
    return log;
}

// An answered call from alice to bob: both of its sessions.
async function talk(alice, bob) {
    const received = Sipgo.signals(bob, 'call-received');
    const calling = alice.call(at(bob));
    const invitation = await nextItem(received);
    received.close();
    await bob.answer(invitation);
    return [await calling, invitation];
}

test('call', () => withManagers(async (alice, bob) => {
    const logs = [logOf(alice), logOf(bob)];
    const [call, invitation] = await talk(alice, bob);
    assert(call instanceof Sipgo.Inviter);
    const managed = alice.sessions.get_item(0);
    assert(managed instanceof Sipgo.ManagedSession);
    assert(managed.session === call && alice.find(call) === managed);
    await alice.hangup(call);
    await invitation.wait_for_state(Sipgo.SessionState.TERMINATED);
    equal(logs[0], ['created', 'answered', 'hangup']);
    equal(logs[1], ['created', 'received', 'answered', 'hangup']);
    equal(alice.sessions.get_n_items(), 0);
    await fails(Sipgo.Error.STATE, alice.hangup(call));
}));

test('options', () => withManagers(async (alice, bob) => {
    const received = Sipgo.signals(bob, 'call-received');
    const calling = alice.call(at(bob), {extraHeaders: ['X-Test: 1']});
    const invitation = await nextItem(received);
    equal(invitation.request.message.get_header('X-Test'), '1');
    await Promise.all([bob.decline(invitation, {statusCode: 603}), refused(Sipgo.Status.DECLINE, calling)]);

    const inviter = Sipgo.Inviter.new(alice.userAgent, at(bob));
    const inviting = alice.invite(inviter);
    await bob.answer(await nextItem(received));
    await inviting;
    alice.maxSimultaneousSessions = 1;
    await fails(Sipgo.Error.STATE, alice.call(at(bob)));
}));

test('nobody home', () => withManagers(async (alice, bob) => {
    await refused(Sipgo.Status.TEMPORARILY_UNAVAILABLE, alice.call(at(bob)));
}));

test('hold and mute', () => withManagers(async (alice, bob) => {
    const [call] = await talk(alice, bob);
    const log = logOf(alice);
    await alice.hold(call);
    assert(alice.is_held(call) && alice.find(call).held);
    await alice.unhold(call);
    assert(!alice.is_held(call));
    equal(log, ['hold true', 'hold false']);

    alice.mute(call);
    assert(alice.is_muted(call) && call.media.muted);
    call.media.muted = false;
    assert(!alice.is_muted(call));
    const changes = [];
    const managed = alice.find(call);
    managed.connect('notify::muted', () => changes.push(managed.muted));
    managed.bind_property('muted', call.media, 'muted', GObject.BindingFlags.SYNC_CREATE);
    alice.mute(call);
    equal(changes, [true]);
}, rtp()));

test('DTMF', () => withManagers(async (alice, bob) => {
    const log = logOf(bob);
    const [call] = await talk(alice, bob);
    log.length = 0;
    await alice.send_dtmf(call, '5#');
    equal(log, ['dtmf 5', 'dtmf #']);
    await fails(Sipgo.Error.INVALID, alice.send_dtmf(call, 'x'));
    alice.sendDtmfUsingSessionDescriptionHandler = true;
    const pressed = Sipgo.signals(bob, 'call-dtmf-received');
    await alice.send_dtmf(call, '7');
    equal((await nextItem(pressed))[1], '7');
}, rtp()));

test('transfer', () => withManagers(async (alice, bob, carol) => {
    bob.followReferrals = true;
    const [call] = await talk(alice, bob);
    const received = Sipgo.signals(carol, 'call-received');
    const transferring = alice.transfer(call, at(carol, 'carol'));
    await carol.answer(await nextItem(received));
    await transferring;
    equal(bob.sessions.get_n_items(), 2);
}));

test('attended transfer', () => withManagers(async (alice, bob, carol) => {
    bob.followReferrals = true;
    const [first] = await talk(alice, bob);
    const [second, atCarol] = await talk(alice, carol);
    const received = Sipgo.signals(carol, 'call-received');
    const transferring = alice.transfer_to_session(first, second);
    const replacing = await nextItem(received);
    assert(replacing.replacee === atCarol);
    await carol.answer(replacing);
    await transferring;
}));

test('message', () => withManagers(async (alice, bob) => {
    const received = Sipgo.signals(bob, 'message-received');
    const sending = alice.message(at(bob), 'tea?');
    const request = await nextItem(received);
    equal(request.message.body.text, 'tea?');
    await sending;
}));

test('registration', async () => {
    const registrar = new Registrar('secret');
    const userAgent = makeAgent('tcp', {credentials: Sipgo.Credentials.new('alice', 'secret')});
    const manager = new Sipgo.SessionManager({userAgent, aor: 'sip:alice@example.com', reconnectionAttempts: 1});
    const log = [];
    for (const name of ['server-connected', 'server-disconnected', 'registered', 'unregistered'])
        manager.connect(name, () => log.push(name));
    await manager.start();
    assert(manager.is_connected() && manager.connected);
    equal([userAgent.uri.user, userAgent.reconnectionAttempts], ['alice', 1]);
    manager.registerer.registrar = registrar.uri;
    await manager.register({extraHeaders: ['X-Test: 1']});
    equal(registrar.requests.at(-1).get_header('X-Test'), '1');
    await manager.unregister();
    await manager.stop();
    equal(log, ['server-connected', 'registered', 'unregistered', 'server-disconnected']);
    registrar.close();
});

test('register guard', async () => {
    const registrar = new Registrar();
    const manager = Sipgo.SessionManager.new(makeAgent('tcp', {uri: Sipgo.Uri.parse('sip:alice@example.com')}));
    await manager.start();
    manager.registerer.registrar = registrar.uri;
    let decide = guard => guard.block();
    manager.connect('register-guard', (_manager, guard) => {
        guard.defer();
        GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
            decide(guard);
            return GLib.SOURCE_REMOVE;
        });
    });
    await fails(Sipgo.Error.STATE, manager.register());
    equal(registrar.requests.length, 0);
    decide = guard => guard.permit();
    await manager.register();
    equal(registrar.requests.length, 1);
    await manager.stop();
    registrar.close();
});

await runTests();
