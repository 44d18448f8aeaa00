// SPDX-License-Identifier: LGPL-2.1-or-later
// Decisions of handlers about incoming requests: one table of all signals, and one rule for them.
//
// When the handlers have returned, the default answer is sent, unless one has called accept (), reject (), … or
// defer (). References to the object do not count.
import Sipgo from 'gi://Sipgo?version=1.0';
import System from 'system';
import {address, assert, equal, establish, fails, runTests, test, withAgents} from './harness.js';

const notify = ['Event: presence', 'Subscription-State: active'];
const carol = 'sip:carol@example.com';

// Signal: method and headers of its request; the status without a handler, with one that only watches, when it is accepted
// and when it is rejected by itself, and when it was deferred and nobody decides. Null is left out: the 481 to a NOTIFY
// inside a call ends the call, and an accepted REFER inside a call is done when the transfer is.
const ofAgent = {
    'message': ['MESSAGE', [], 405, 200, 200, 480, 200],
    'notification': ['NOTIFY', notify, 481, 200, 200, 480, 200],
    'publication': ['PUBLISH', ['Event: presence', 'Expires: 60'], 489, 489, 200, 480, 489],
    'referral': ['REFER', [`Refer-To: <${carol}>`], 603, 603, 202, 603, 603],
    'register-received': ['REGISTER', [], 405, 403, 200, 403, 403],
    'subscription': ['SUBSCRIBE', ['Event: presence'], 489, 489, 200, 403, 489],
    'options-received': ['OPTIONS', [], 200, 200, 200, 480, 200],
};
const ofSession = {
    'info-received': ['INFO', [], 200, 200, 200, 480, 200],
    'message-received': ['MESSAGE', [], 200, 200, 200, 480, 200],
    'notification-received': ['NOTIFY', notify, null, 200, 200, 480, 200],
    'refer-received': ['REFER', [], 603, 603, null, 603, 603],
    'invite-received': ['INVITE', [], 200, 200, null, 480, 488],
    'update-received': ['UPDATE', [], 200, 200, 200, 480, 504],
};
const rows = Object.entries({...ofAgent, ...ofSession});

async function statusOf(sending) {
    try {
        const answer = await sending;
        return (answer instanceof Sipgo.Message ? answer : answer.response).status_code;
    } catch (error) {
        assert(error.matches(Sipgo.Status, error.code), `${error}`);
        return error.code;
    }
}

function send({alice, bob, call}, signal) {
    const [method, headers] = ofAgent[signal] ?? ofSession[signal];
    if (method === 'REGISTER')
        return statusOf(Sipgo.Registerer.new(alice, {registrar: address(bob)}).register());
    if (signal in ofAgent) {
        const extraHeaders = [...headers, `Contact: <${address(alice, 'alice')}>`];
        return statusOf(alice.core.request(method, address(bob), {extraHeaders}).send());
    }
    if (method === 'INVITE')
        return statusOf(call.invite());
    if (method === 'UPDATE')
        return statusOf(call.update({withoutDescription: true}));
    return statusOf(method === 'REFER' ? call.refer(carol) : call.request_in_dialog(method, {extraHeaders: headers}));
}

const sourceOf = ({bob, invitation}, signal) => signal in ofAgent ? bob : invitation;

async function answered(world, signal, handler) {
    const source = sourceOf(world, signal);
    const id = source.connect(signal, (_source, request) => {
        handler(request);
    });
    try {
        return await send(world, signal);
    } finally {
        source.disconnect(id);
    }
}

// Messages in flight arrive, and the garbage collector runs.
async function settle({alice, bob}) {
    System.gc();
    await bob.core.request('OPTIONS', address(alice, 'alice')).send();
}

async function answeredLater(world, signal, decide) {
    let answering;
    const request = await new Promise(resolve => {
        answering = answered(world, signal, shown => {
            shown.defer();
            resolve(shown);
        });
    });
    let done = false;
    answering.then(() => (done = true));
    await settle(world);
    assert(!done);
    decide(request);
    return await answering;
}

async function check(world, signal, [, , unheard, watched, accepted, rejected]) {
    const expect = (actual, expected) => equal(`${signal}: ${actual}`, `${signal}: ${expected}`);
    const kept = [];
    if (unheard)
        expect(await send(world, signal), unheard);
    expect(await answered(world, signal, () => {}), watched);
    expect(await answered(world, signal, request => kept.push(request)), watched);
    await fails(Sipgo.Error.STATE, () => kept[0].defer());
    if (accepted)
        expect(await answered(world, signal, request => request.accept()), accepted);
    expect(await answered(world, signal, request => request.reject()), rejected);
    expect(await answeredLater(world, signal, request => request.reject()), rejected);
    expect(await answeredLater(world, signal, request => request.proceed()), watched);
}

async function makeWorld(alice, bob) {
    bob.allowEvents = ['presence'];
    alice.uri = address(alice, 'alice');
    const [call, invitation] = await establish(alice, bob);
    return {alice, bob, call, invitation};
}

test('decisions', () => withAgents(async (alice, bob) => {
    const world = await makeWorld(alice, bob);
    for (const [signal, row] of rows)
        await check(world, signal, row);
    equal(world.call.state, Sipgo.SessionState.ESTABLISHED);
}));

// A deferred object waits even if it is dropped and collected; an agent that stops answers as after the time limit.
test('forgotten', () => withAgents(async (alice, bob) => {
    const world = await makeWorld(alice, bob);
    let done = 0;
    // The UPDATE of a call cannot be sent while its re-INVITE is pending.
    const sent = rows.filter(([signal]) => signal !== 'update-received');
    const answers = sent.map(([signal]) => {
        sourceOf(world, signal).connect(signal, (_source, request) => {
            request.defer();
        });
        const answer = send(world, signal);
        answer.then(() => done++);
        return answer;
    });
    await settle(world);
    await settle(world);
    equal(done, 0);
    await bob.stop();
    for (const [i, [signal, row]] of sent.entries())
        equal(`${signal}: ${await answers[i]}`, `${signal}: ${row.at(-1)}`);
}));

await runTests();
