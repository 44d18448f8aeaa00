// SPDX-License-Identifier: LGPL-2.1-or-later
// The agent: start, stop, and requests outside of calls.
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, failure, fails, makeAgent, match, refused, runTests, test, withAgents} from './harness.js';

test('start and stop', async () => {
    const states = [];
    const agent = makeAgent('udp', {uri: Sipgo.Uri.parse('sip:alice@example.com'), displayName: 'Alice'});
    agent.connect('notify::state', () => states.push(agent.state));
    equal(agent.listen, ['udp:127.0.0.1:0']);
    equal(`${agent.uri}`, 'sip:alice@example.com');
    await agent.start();
    match(agent.listeners[0], /^udp:127\.0\.0\.1:[1-9]\d+$/);
    equal(agent.sessions.get_n_items(), 0);
    await agent.stop();
    equal(states, [Sipgo.UserAgentState.STARTED, Sipgo.UserAgentState.STOPPED]);
});

test('properties', async () => {
    const agent = Sipgo.UserAgent.new();
    Object.assign(agent, {product: 'test/1', displayName: 'Alice', contactName: 'alice', noAnswerTimeout: 7});
    equal([agent.sessionExpires, agent.minSessionExpires], [1800, 90]);
    Object.assign(agent, {sessionExpires: 600, minSessionExpires: 120});
    equal([agent.sessionExpires, agent.minSessionExpires], [600, 120]);
    assert(!agent.endStalledCalls);
    agent.endStalledCalls = true;
    assert(agent.endStalledCalls);
    agent.credentials = Sipgo.Credentials.new('alice', 'secret');
    agent.listen = ['tcp:127.0.0.1:0', 'udp:127.0.0.1:0'];
    equal([agent.product, agent.displayName, agent.contactName, agent.noAnswerTimeout], ['test/1', 'Alice', 'alice', 7]);
    equal(agent.credentials.username, 'alice');
    await agent.start();
    equal(agent.listeners.map(listener => listener.split(':')[0]).sort(), ['tcp', 'udp']);
    await agent.stop();
});

test('network', async () => {
    const agent = makeAgent();
    const seen = [];
    agent.connect('notify::network-available', () => seen.push(agent.networkAvailable));
    equal([agent.networkAvailable, agent.localAddress], [false, null]);
    agent.network_changed();
    await agent.start();
    const available = agent.networkAvailable;
    equal(agent.localAddress !== null, available);
    agent.network_changed();
    agent.network_changed();
    await agent.stop();
    equal([agent.networkAvailable, agent.localAddress], [false, null]);
    equal(seen, available ? [true, false] : []);
});

test('address in use', () => withAgents(async agent => {
    const second = new Sipgo.UserAgent({listen: agent.listeners});
    await fails(Sipgo.Error.ADDRESS_IN_USE, second.start());
}));

test('bad listen', () => failure(new Sipgo.UserAgent({listen: ['carrier-pigeon:127.0.0.1:0']}).start()));

test('OPTIONS', () => withAgents(async (alice, bob) => {
    const request = alice.core.request('OPTIONS', address(bob), {extraHeaders: ['Accept: application/sdp']});
    assert(request instanceof Sipgo.OutgoingRequest);
    const accepted = [];
    request.connect('accept', (_request, answer) => accepted.push(answer.statusCode));
    const response = await request.send();
    equal([response.statusCode, accepted[0]], [Sipgo.Status.OK, 200]);
    assert(response.get_header('Allow').includes('INVITE'));
    equal(request.response.statusCode, 200);
    equal(request.message.get_header('Accept'), 'application/sdp');
    equal(request.failure, null);
}));

test('OPTIONS received', () => withAgents(async (alice, bob) => {
    bob.connect('options-received', (_agent, received) => {
        equal(received.method, 'OPTIONS');
        assert(received.source);
        received.reject({statusCode: 486});
        assert(received.is_answered());
    });
    const request = alice.core.request('OPTIONS', address(bob));
    await refused(Sipgo.Status.BUSY_HERE, request.send());
    equal([request.failure.status, request.failure.reasonPhrase], [486, 'Busy Here']);
    equal(request.failure.response.statusCode, 486);
    assert(request.failure.tried.length > 0);
    const [tried, answered] = request.failure.steps;
    equal([tried.kind, answered.kind], [Sipgo.StepKind.TRIED, Sipgo.StepKind.ANSWERED]);
    equal([answered.protocol, answered.text], ['UDP', '486 Busy Here']);
    equal(`${answered}`, `${answered.target} answered 486 Busy Here`);
    assert(tried.time <= answered.time);
}));

test('MESSAGE', () => withAgents(async (alice, bob) => {
    const texts = [];
    bob.connect('message', (_agent, request) => {
        assert(request instanceof Sipgo.IncomingRequest);
        texts.push(request.message.body.text);
        request.accept({extraHeaders: ['X-Read: yes']});
    });
    const request = alice.core.request('MESSAGE', address(bob), {body: Sipgo.Body.new('text/plain', 'tea?')});
    equal((await request.send()).get_header('X-Read'), 'yes');
    equal(texts, ['tea?']);
}, {transport: 'tcp'}));

test('nobody wants it', () => withAgents(async (alice, bob) => {
    const {code} = await failure(alice.core.request('MESSAGE', address(bob)).send());
    assert(code >= 400 && code < 500);
}));

test('unreachable', () => withAgents(async alice => {
    const gone = makeAgent('tcp');
    await gone.start();
    const nobody = address(gone);
    await gone.stop();
    const request = alice.core.request('OPTIONS', nobody);
    await fails(Sipgo.Error.UNREACHABLE, request.send());
    equal(request.failure.response, null);
}, {transport: 'tcp'}));

test('bad URI', () => withAgents(async alice => {
    await fails(Sipgo.Error.INVALID, () => alice.core.request('OPTIONS', 'nonsense'));
}));

test('draining', () => withAgents(async (alice, bob) => {
    assert(bob.limits.acceptingCalls);
    bob.limits.acceptingCalls = false;
    await refused(Sipgo.Status.SERVICE_UNAVAILABLE, alice.core.request('OPTIONS', address(bob)).send());
}));

await runTests();
