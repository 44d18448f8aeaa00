// SPDX-License-Identifier: LGPL-2.1-or-later
// Registration, with digest authentication.
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, failure, makeAgent, nextItem, runTests, test} from './harness.js';
import {Registrar} from './registrar.js';

const State = Sipgo.RegistererState;

async function withAccount(password, body) {
    const registrar = new Registrar('secret');
    const agent = makeAgent('tcp', {
        uri: Sipgo.Uri.parse('sip:alice@example.com'),
        credentials: Sipgo.Credentials.new('alice', password),
    });
    await agent.start();
    try {
        await body(agent, registrar);
    } finally {
        await agent.stop();
        registrar.close();
    }
}

test('register', () => withAccount('secret', async (agent, registrar) => {
    const registerer = Sipgo.Registerer.new(agent);
    equal(registerer.userAgent, agent);
    equal(registerer.state, State.INITIAL);
    registerer.registrar = registrar.uri;
    registerer.expires = 120;
    const states = [];
    registerer.connect('notify::state', () => states.push(registerer.state));

    const told = [];
    registerer.connect('request-created', (_registerer, request_) => {
        request_.connect('accept', (_request, response) => told.push(response.statusCode));
    });

    const request = await registerer.register({extraHeaders: ['X-Test: 1']});
    equal(told, [200]);
    equal([request.message.method, request.response.statusCode], ['REGISTER', 200]);
    equal(registrar.requests.length, 2);
    equal(registrar.requests[1].get_header('X-Test'), '1');
    equal(registrar.requests[1].from.uri.user, 'alice');
    assert(registerer.contacts.length > 0);
    equal(registerer.failure, null);

    await registerer.unregister();
    equal(states, [State.REGISTERED, State.UNREGISTERED]);
}));

test('wrong password', () => withAccount('wrong', async (agent, registrar) => {
    const registerer = Sipgo.Registerer.new(agent);
    registerer.registrar = registrar.uri;
    await failure(registerer.register());
    equal(registerer.failure.status, 401);
    assert(registerer.state !== State.REGISTERED);
}));

test('refused', () => withAccount('secret', async agent => {
    const other = makeAgent('tcp');
    await other.start();
    const registerer = Sipgo.Registerer.new(agent);
    registerer.registrar = Sipgo.Uri.parse(address(other)).with_user(null);
    const error = await failure(registerer.register());
    equal(error.domain, Sipgo.status_quark());
    equal(registerer.failure.status, error.code);
    await other.stop();
}));

// A flow to each of two edges, which are registrars of ours; the line lives while one of them does.
test('flows', async () => {
    const edges = [makeAgent('tcp'), makeAgent('tcp')];
    for (const edge of edges) {
        edge.connect('register-received', (_edge, contact) => contact.accept(null));
        await edge.start();
    }
    const proxies = edges.map(edge => address(edge).replace('bob@', ''));
    const agent = makeAgent('tcp', {uri: 'sip:alice@example.com', outboundProxies: [Sipgo.Uri.parse(proxies[0]), proxies[1]],
        gruu: Sipgo.Gruu.NONE});
    await agent.start();
    equal(agent.outboundProxies, proxies);
    const registerer = Sipgo.Registerer.new(agent);
    await registerer.register();
    const flows = [0, 1].map(i => registerer.registrations.get_item(i));
    while (flows[1].state !== State.REGISTERED)
        await nextItem(Sipgo.signals(flows[1], 'notify::state'));
    equal(flows.map(flow => [flow.outboundProxy.to_string(), flow.regId]), [[proxies[0], 1], [proxies[1], 2]]);
    equal(registerer.pubGruu, null);
    await edges[0].stop();
    while (flows[0].state === State.REGISTERED)
        await nextItem(Sipgo.signals(flows[0], 'notify::state'));
    equal(registerer.state, State.REGISTERED);
    await registerer.unregister();
    equal(registerer.state, State.UNREGISTERED);
    await agent.stop();
    await edges[1].stop();
});

await runTests();
