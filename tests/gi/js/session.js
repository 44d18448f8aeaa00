// SPDX-License-Identifier: LGPL-2.1-or-later
// Within a call: INFO, MESSAGE, hold, re-INVITE and transfers.
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, establish, nextItem, refused, runTests, test, withAgents} from './harness.js';

const State = Sipgo.SessionState;

test('INFO', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    const texts = [];
    invitation.connect('info-received', (_session, request) => {
        texts.push(request.message.body.text);
        request.accept();
    });
    const body = Sipgo.Body.new('application/dtmf-relay', 'Signal=5\r\nDuration=160');
    equal((await call.info({body})).response.statusCode, 200);
    equal(texts, ['Signal=5\r\nDuration=160']);

    call.connect('info-received', (_session, request) => request.reject({statusCode: 415}));
    await refused(Sipgo.Status.UNSUPPORTED_MEDIA_TYPE, invitation.info());
}));

test('MESSAGE', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    const received = Sipgo.signals(call, 'message-received');
    const sending = invitation.message({body: Sipgo.Body.new('text/plain', 'tea?')});
    const request = await nextItem(received);
    equal(request.message.body.text, 'tea?');
    request.accept();
    await sending;
}));

test('hold', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    const offers = [], changes = [];
    invitation.connect('invite-received', (_session, request) => offers.push(request.message.body.text));
    call.connect('notify::held', () => changes.push(call.held));
    assert(!call.held);
    await call.hold();
    assert(call.held);
    assert(offers[0].includes('a=sendonly'));
    await call.unhold();
    assert(offers[1].includes('a=sendrecv'));
    equal(changes, [true, false]);

    const invited = Sipgo.signals(invitation, 'invite-received');
    const changed = Sipgo.signals(call, 'notify::held');
    call.held = true;                                   // a property: sends the same re-INVITE
    const request = await nextItem(invited);
    assert(request.message.body.text.includes('a=sendonly'));
    request.proceed();
    if (!call.held)
        equal(await nextItem(changed), true);
}));

test('UPDATE', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    const bodies = [];
    invitation.connect('update-received', (_session, received) => bodies.push(received.message.body));
    const request = await call.update();
    equal([request.message.method, request.response.statusCode], ['UPDATE', 200]);
    await call.update({withoutDescription: true});
    assert(bodies[0].text.includes('m=audio'));
    equal(bodies[1], null);

    invitation.connect('update-received', (_session, received) => received.reject({statusCode: 488}));
    await refused(Sipgo.Status.NOT_ACCEPTABLE_HERE, call.update());
}));

test('re-INVITE', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    const moments = [];
    invitation.connect('request-created', (_session, sent) => {
        moments.push(sent.message.method);
        sent.connect('accept', (_request, response) => moments.push(response.statusCode));
    });
    const request = await invitation.invite({extraHeaders: ['Subject: tea']});
    assert(request instanceof Sipgo.OutgoingRequest);
    equal(request.message.get_header('Subject'), 'tea');
    equal([...moments, call.state], ['INVITE', 200, State.ESTABLISHED]);
}));

test('blind transfer', () => withAgents(async (alice, bob, carol) => {
    carol.connect('invitation', (_agent, invitation) => {
        invitation.accept().catch(logError);
    });
    const [call, invitation] = await establish(alice, bob);
    const progress = [];
    call.connect('refer-progress', (_session, status) => progress.push(status));
    const referrals = Sipgo.signals(invitation, 'refer-received');
    const referring = call.refer(address(carol, 'carol'), {extraHeaders: ['X-Test: 1']});
    const referral = await nextItem(referrals);
    assert(referral instanceof Sipgo.Referral);
    equal(referral.referTo.uri.user, 'carol');
    equal(referral.referredBy, `<${call.localIdentity.uri}>`);
    equal([referral.request.method, referral.request.message.get_header('X-Test')], ['REFER', '1']);
    referral.accept();
    const inviter = referral.make_inviter();
    await inviter.invite();
    await referring;
    equal(progress.at(-1), 200);
    equal(inviter.remoteIdentity.uri.user, 'carol');
    await inviter.bye();
}));

test('transfer refused', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    invitation.connect('refer-received', (_session, referral) => referral.reject({statusCode: 603}));
    await refused(Sipgo.Status.DECLINE, call.refer('sip:carol@example.com'));
}));

test('attended transfer', () => withAgents(async (alice, bob, carol) => {
    const [first, atBob] = await establish(alice, bob);
    const [second, atCarol] = await establish(alice, carol);
    const calls = Sipgo.signals(carol, 'invitation');
    const referrals = Sipgo.signals(atBob, 'refer-received');
    const referring = first.refer_to_session(second);
    const inviting = (await nextItem(referrals)).make_inviter().invite();
    const replacing = await nextItem(calls);
    equal(replacing.replacee, atCarol);
    await replacing.accept();
    await Promise.all([inviting, referring]);
    await atCarol.wait_for_state(State.TERMINATED);
    equal(replacing.state, State.ESTABLISHED);
    const atBobs = Array.from({length: bob.sessions.get_n_items()}, (_, i) => bob.sessions.get_item(i));
    assert(atBobs.some(session => session !== atBob && session.state === State.ESTABLISHED));
}));

test('properties', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    call.data = new Gio.ListStore();
    assert(call.data instanceof Gio.ListStore);
    assert(call.id);
    equal(call.assertedIdentity, null);
    equal(call.failure, null);
    equal(invitation.replacee, null);
    assert(call.sessionDescriptionHandler instanceof Sipgo.NullHandler);
    equal(call.sessionDescriptionHandlerFactory, null);             // the factory of the agent is used
    const shown = Gio.SimpleAction.new_stateful('shown', null, new GLib.Variant('b', false));
    call.bind_property('held', shown, 'enabled', GObject.BindingFlags.SYNC_CREATE);
    assert(!shown.get_enabled());
}));

await runTests();
