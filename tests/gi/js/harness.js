// SPDX-License-Identifier: LGPL-2.1-or-later
// Shared by the tests: agents on this machine that call each other, checks, and a time limit for each test.
import GLib from 'gi://GLib';
import Sipgo from 'gi://Sipgo?version=1.0';
import System from 'system';

const TIME_LIMIT = 20000;

const tests = [];

export function test(name, body) {
    tests.push([name, body]);
}

function limited(promise) {
    return new Promise((resolve, reject) => {
        const timer = GLib.timeout_add(GLib.PRIORITY_DEFAULT, TIME_LIMIT, () => {
            reject(new Error(`not done after ${TIME_LIMIT} ms`));
            return GLib.SOURCE_REMOVE;
        });
        promise.then(resolve, reject).finally(() => GLib.MainContext.default().find_source_by_id(timer)?.destroy());
    });
}

// Runs all tests and reports in TAP.
export async function runTests() {
    let failed = 0;
    print(`1..${tests.length}`);
    for (const [i, [name, body]] of tests.entries()) {
        try {
            await limited(body());
            print(`ok ${i + 1} ${name}`);
        } catch (error) {
            failed++;
            print(`not ok ${i + 1} ${name}`);
            `${error}\n${error.stack}`.split('\n').forEach(line => print(`# ${line}`));
        }
    }
    System.exit(failed ? 1 : 0);
}

// --- checks ---

export function assert(condition, words = 'not true') {
    if (!condition)
        throw new Error(words);
}

export function equal(actual, expected) {
    const [a, b] = [actual, expected].map(value => Array.isArray(value) ? JSON.stringify(value) : value);
    assert(a === b, `${a} is not ${b}`);
}

export function match(text, pattern) {
    assert(pattern.test(text), `${text} does not match ${pattern}`);
}

// The error of a function or promise that fails.
export async function failure(what) {
    try {
        await (typeof what === 'function' ? what() : what);
    } catch (error) {
        return error;
    }
    throw new Error('no error');
}

// Expects an error from a response of the peer.
export async function refused(status, what) {
    const error = await failure(what);
    assert(error.matches?.(Sipgo.status_quark(), status), `${error} (${error.code}) is not status ${status}`);
    return error;
}

// Expects an error of the library.
export async function fails(code, what) {
    const error = await failure(what);
    assert(error.matches?.(Sipgo.Error, code), `${error} is not Sipgo.Error ${code}`);
    return error;
}

// --- agents ---

export function makeAgent(transport = 'udp', properties = {}) {
    return new Sipgo.UserAgent({
        listen: [`${transport}:127.0.0.1:0`],
        sessionDescriptionHandlerFactory: new Sipgo.NullHandlerFactory(),
        ...properties,
    });
}

export async function withAgents(body, {transport = 'udp', ...properties} = {}) {
    const agents = [];
    for (let i = 0; i < body.length; i++)
        agents.push(makeAgent(transport, properties));
    await Promise.all(agents.map(agent => agent.start()));
    try {
        await body(...agents);
    } finally {
        await Promise.all(agents.map(agent => agent.stop()));
    }
}

// The URI of an agent.
export function address(agent, user = 'bob') {
    const [transport, ...hostAndPort] = agent.listeners[0].split(':');
    return `sip:${user}@${hostAndPort.join(':')};transport=${transport}`;
}

export async function nextItem(iterator) {
    const {value, done} = await iterator.next();
    assert(!done, 'the iterator has ended');
    return value;
}

// An answered call from alice to bob: both of its sessions.
export async function establish(alice, bob) {
    const invitations = bob.invitations();
    const call = Sipgo.Inviter.new(alice, address(bob));
    const inviting = call.invite();
    const invitation = await nextItem(invitations);
    invitations.close();
    await invitation.accept();
    await inviting;
    return [call, invitation];
}
