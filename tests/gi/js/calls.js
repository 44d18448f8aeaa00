// SPDX-License-Identifier: LGPL-2.1-or-later
// Calls: made, answered, rejected, cancelled, redirected and ended.
import Gio from 'gi://Gio';
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, establish, failure, fails, makeAgent, match, nextItem, refused, runTests, test, withAgents}
    from './harness.js';

const State = Sipgo.SessionState;

const callAndHangUp = (transport, who) => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    equal([call.state, invitation.state], [State.ESTABLISHED, State.ESTABLISHED]);
    equal([alice.sessions.get_item(0), bob.sessions.get_item(0)].indexOf(call), 0);
    equal([alice.sessions.get_n_items(), bob.sessions.get_n_items()], [1, 1]);
    equal(call.dialog.callId, invitation.dialog.callId);
    equal(call.dialog.localTag, invitation.dialog.remoteTag);
    assert(!call.dialog.is_early());
    equal(`${call.remoteIdentity.uri}`, `${invitation.localIdentity.uri}`);
    equal(call.userAgent, alice);
    equal(`${call.target}`, address(bob));
    equal(call.request.response.statusCode, 200);

    const [ours, theirs] = who === 'caller' ? [call, invitation] : [invitation, call];
    const byes = [];
    theirs.connect('bye-received', (_session, request) => byes.push(request.method));
    const request = await ours.bye({extraHeaders: ['Reason: SIP;cause=200']});
    equal([request.message.method, request.response.statusCode], ['BYE', 200]);
    await theirs.wait_for_state(State.TERMINATED);
    equal([ours.state, ...byes], [State.TERMINATED, 'BYE']);
    equal([alice.sessions.get_n_items(), bob.sessions.get_n_items()], [0, 0]);
}, {transport});

test('the caller hangs up', () => callAndHangUp('udp', 'caller'));
test('the callee hangs up', () => callAndHangUp('udp', 'callee'));
test('TCP', () => callAndHangUp('tcp', 'caller'));

test('states and moments', () => withAgents(async (alice, bob) => {
    const invitations = bob.invitations();
    const call = Sipgo.Inviter.new(alice, address(bob));
    const states = [], moments = [];
    call.connect('notify::state', () => states.push(call.state));
    call.connect('request-created', (_call, request) => {
        moments.push(request.message.method);
        for (const name of ['trying', 'progress', 'accept'])
            request.connect(name, (_request, response) => moments.push(response.statusCode));
    });
    const inviting = call.invite();
    const invitation = await nextItem(invitations);
    assert(invitation.request instanceof Sipgo.IncomingInviteRequest);
    const acknowledged = Sipgo.signals(invitation, 'ack-received');
    await invitation.progress();
    await invitation.progress({statusCode: 183, reasonPhrase: 'Wait'});
    await invitation.accept();
    assert(await inviting instanceof Sipgo.OutgoingInviteRequest);
    equal((await nextItem(acknowledged)).method, 'ACK');
    await call.end();
    equal(states, [State.ESTABLISHING, State.ESTABLISHED, State.TERMINATING, State.TERMINATED]);
    equal(moments.filter(moment => ![100, 180].includes(moment)), ['INVITE', 183, 200, 'BYE', 200]);
    assert(moments.includes(180));
}));

test('rejected', () => withAgents(async (alice, bob) => {
    bob.connect('invitation', (_agent, invitation) => invitation.reject(Sipgo.Status.BUSY_HERE));
    const call = Sipgo.Inviter.new(alice, address(bob));
    const error = await refused(Sipgo.Status.BUSY_HERE, call.invite());
    match(error.message, /486 Busy Here/);
    equal([call.failure.status, call.failure.reasonPhrase], [486, 'Busy Here']);
    equal(call.state, State.TERMINATED);
}));

test('nobody answers for bob', () => withAgents(async (alice, bob) => {
    await refused(Sipgo.Status.BUSY_HERE, Sipgo.Inviter.new(alice, address(bob)).invite());
}));

test('cancelled by its cancellable', () => withAgents(async (alice, bob) => {
    const invitations = bob.invitations();
    const cancellable = new Gio.Cancellable();
    const call = Sipgo.Inviter.new(alice, address(bob));
    const inviting = call.invite(cancellable);
    const invitation = await nextItem(invitations);
    const cancels = Sipgo.signals(invitation, 'cancel-received');
    await invitation.progress();
    cancellable.cancel();
    const error = await failure(inviting);
    assert(error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED));
    equal((await nextItem(cancels)).method, 'CANCEL');
    await invitation.wait_for_state(State.TERMINATED);
    await call.wait_for_state(State.TERMINATED);
}));

test('cancelled by its method', () => withAgents(async (alice, bob) => {
    const invitations = bob.invitations();
    const call = Sipgo.Inviter.new(alice, address(bob));
    const inviting = call.invite();
    const invitation = await nextItem(invitations);
    await invitation.progress();
    const failing = failure(inviting);
    await call.cancel({statusCode: 200, reasonPhrase: 'Call completed elsewhere'});
    await failing;
    await invitation.wait_for_state(State.TERMINATED);
}));

test('redirected', () => withAgents(async (alice, bob) => {
    bob.connect('invitation', (_agent, invitation) => invitation.redirect(['sip:carol@example.com', 'sip:dave@example.com']));
    const call = Sipgo.Inviter.new(alice, address(bob));
    await refused(Sipgo.Status.MOVED_TEMPORARILY, call.invite());
    const contacts = call.failure.response.get_name_addrs('Contact');
    equal(contacts.map(contact => `${contact.uri}`), ['sip:carol@example.com', 'sip:dave@example.com']);
}));

test('end() ends the call in any state', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    await invitation.end();
    await call.wait_for_state(State.TERMINATED);

    const invitations = bob.invitations();
    const failing = failure(Sipgo.Inviter.new(alice, address(bob)).invite());
    await (await nextItem(invitations)).end();
    const {code} = await failing;
    assert(code >= 400 && code < 700);
}));

test('many at once', () => withAgents(async (alice, bob) => {
    const answer = async invitation => {
        await invitation.accept();
        await invitation.wait_for_state(State.TERMINATED);
    };
    const serve = async () => {
        let count = 0;
        for await (const invitation of bob.invitations()) {
            answer(invitation).catch(logError);
            count++;
        }
        return count;
    };
    const serving = serve();
    const one = async () => {
        const call = Sipgo.Inviter.new(alice, address(bob));
        await call.invite();
        await call.bye();
    };
    await Promise.all(Array.from({length: 20}, one));
    await bob.stop();
    equal(await serving, 20);
}));

test('stopping ends calls', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    await alice.stop();
    equal(call.state, State.TERMINATED);
    await invitation.wait_for_state(State.TERMINATED);
}));

test('wrong use', () => withAgents(async (alice, bob) => {
    await fails(Sipgo.Error.INVALID, () => Sipgo.Inviter.new(alice, 'nonsense'));
    const unused = Sipgo.Inviter.new_for_uri(alice, Sipgo.Uri.parse(address(bob)));
    await fails(Sipgo.Error.STATE, unused.bye());
    const [call] = await establish(alice, bob);
    await call.bye();
    await fails(Sipgo.Error.STATE, call.bye());
    await failure(() => new Sipgo.Session());
}));

test('unreachable', () => withAgents(async alice => {
    const gone = makeAgent('tcp');
    await gone.start();
    const nobody = address(gone);
    await gone.stop();
    const call = Sipgo.Inviter.new(alice, nobody);
    await fails(Sipgo.Error.UNREACHABLE, call.invite());
    equal([call.failure.status, call.failure.response], [503, null]);       // RFC 3261, 8.1.3.1
    assert(call.failure.tried.length > 0);
    equal(call.failure.error.message, call.failure.get_error().message);
}, {transport: 'tcp'}));

await runTests();
