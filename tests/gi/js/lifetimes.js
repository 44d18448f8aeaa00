// SPDX-License-Identifier: LGPL-2.1-or-later
// Objects without references are freed, and end their calls and subscriptions at the peer.
import GLib from 'gi://GLib';
import Sipgo from 'gi://Sipgo?version=1.0';
import System from 'system';
import {address, assert, equal, establish, fails, makeAgent, nextItem, refused, runTests, test, withAgents} from './harness.js';

const State = Sipgo.SessionState;

// Collects garbage, and lets the main context finish its work.
async function settle() {
    for (let i = 0; i < 5; i++) {
        System.gc();
        await new Promise(resolve => GLib.idle_add(GLib.PRIORITY_LOW, () => {
            resolve();
            return GLib.SOURCE_REMOVE;
        }));
    }
}

test('a live call stays', () => withAgents(async (alice, bob) => {
    let [call, invitation] = await establish(alice, bob);
    const over = Sipgo.signals(invitation, 'notify::state');
    call = null;
    await settle();
    equal(alice.sessions.get_n_items(), 1);
    await alice.stop();
    equal(await nextItem(over), State.TERMINATED);
}));

test('a closed iterator stops listening', () => withAgents(async (alice, bob) => {
    bob.invitations().close();
    await refused(Sipgo.Status.BUSY_HERE, Sipgo.Inviter.new(alice, address(bob)).invite());
}));

test('an undecided invitation', () => withAgents(async (alice, bob) => {
    bob.connect('invitation', () => {});
    await refused(Sipgo.Status.TEMPORARILY_UNAVAILABLE, Sipgo.Inviter.new(alice, address(bob)).invite());
}, {noAnswerTimeout: 1}));

test('iterators end with their source', async () => {
    const sessionDescriptionHandlerFactory = new Sipgo.RtpHandlerFactory({source: 'silence', sink: 'null'});
    await withAgents(async (alice, bob) => {
        const [call, invitation] = await establish(alice, bob);
        const request = alice.core.request('OPTIONS', address(bob));
        const collect = async iterator => {
            const items = [];
            for await (const item of iterator)
                items.push(item);
            return items;
        };
        const loops = [[call, 'info-received'], [call, 'notify::state'], [call.media, 'dtmf'], [request, 'progress']]
            .map(([source, name]) => collect(Sipgo.signals(source, name)));
        assert(/^\[Sipgo\.Inviter to .*sip:bob@.*, established\]$/.test(`${call}`), `${call}`);
        assert(/^\[Sipgo\.UserAgent .*, started\]$/.test(`${alice}`), `${alice}`);
        await request.send();
        await call.bye();
        await invitation.wait_for_state(State.TERMINATED);
        equal((await Promise.all(loops)).map(items => items.length), [0, 2, 0, 0]);
        equal(await collect(Sipgo.signals(call.media, 'dtmf')), []);
    }, {sessionDescriptionHandlerFactory});
});

test('iterators close', async () => {
    const agent = makeAgent();
    const invitations = agent.invitations();
    const states = Sipgo.signals(agent, 'notify::state');
    await agent.start();
    equal(await nextItem(states), Sipgo.UserAgentState.STARTED);
    await agent.stop();
    for await (const invitation of invitations)
        throw new Error(`nobody called, but ${invitation}`);
    states.close();
    equal((await states.next()).value, Sipgo.UserAgentState.STOPPED);
    equal((await states.next()).done, true);
});

test('many calls leave nothing behind', () => withAgents(async (alice, bob) => {
    for (let i = 0; i < 5; i++) {
        const [call, invitation] = await establish(alice, bob);
        await call.bye();
        await invitation.wait_for_state(State.TERMINATED);
    }
    await settle();
    equal([alice.sessions.get_n_items(), bob.sessions.get_n_items()], [0, 0]);
}));

test('watching decides nothing', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    const kept = [];
    for (const watch of [() => {}, (_session, referral) => void kept.push(referral)]) {
        invitation.connect('refer-received', watch);
        await refused(Sipgo.Status.DECLINE, call.refer('sip:carol@example.com'));
    }
    await fails(Sipgo.Error.STATE, () => kept[0].defer());
    invitation.connect('invite-received', (_session, request) => void kept.push(request));
    await call.hold();
    bob.connect('message', () => {});
    equal((await Sipgo.Messager.new(alice, address(bob)).message({body: 'hi'})).response.statusCode, 200);
}));

test('an iterator lets proceed', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    const received = Sipgo.signals(invitation, 'message-received');
    const sending = ['first', 'second'].map(body => call.message({body}));
    const first = await nextItem(received);
    assert(!first.is_answered());
    const second = await nextItem(received);
    assert(first.is_answered());
    second.reject({statusCode: 603});
    await sending[0];
    await refused(Sipgo.Status.DECLINE, sending[1]);
    // After the loop is left, deferred items proceed, whether they were returned or not.
    const others = ['third', 'fourth'].map(body => call.message({body}));
    for await (const request of received) {
        assert(!request.is_answered());
        break;
    }
    await Promise.all(others);
}));

await runTests();
