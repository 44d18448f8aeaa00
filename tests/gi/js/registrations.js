// SPDX-License-Identifier: LGPL-2.1-or-later
// Registrations with an agent of ours: of browsers over its WebSocket listener, and of others when a handler accepts them.
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, makeAgent, nextItem, refused, runTests, test} from './harness.js';

const State = Sipgo.RegistrationState;

const uri = Sipgo.Uri.parse('sip:jane@rig.test');
const makeClient = (agent, properties = {}) => new Sipgo.UserAgent({
    uri, transport: new Sipgo.WebSocketTransport({url: agent.listeners[0].replace(':', '://')}),
    sessionDescriptionHandlerFactory: new Sipgo.NullHandlerFactory(), ...properties,
});

const registrationsOf = agent => Array.from({length: agent.registrations.get_n_items()}, (_, i) => agent.registrations.get_item(i));

async function withStarted(agents, body) {
    for (const agent of agents)
        await agent.start();
    try {
        await body();
    } finally {
        for (const agent of agents.reverse())
            await agent.stop();
    }
}

test('over a WebSocket', async () => {
    const agent = makeAgent('ws');
    await agent.start();
    const client = makeClient(agent);
    await withStarted([client], async () => {
        const registerer = Sipgo.Registerer.new(client);
        await registerer.register();
        const [registration] = registrationsOf(agent);
        assert(registration instanceof Sipgo.Registration);
        equal(registration.state, State.ACTIVE);
        equal(registration.userAgent, agent);
        equal(registration.aor.to_string(), 'sip:jane@rig.test');
        equal(registration.contacts, [registration.contact.to_string()]);
        assert(registration.expires > 590 && registration.expires <= 600, registration.expires);
        equal(registration.request.message.method, 'REGISTER');
        const invitations = client.invitations();
        const call = Sipgo.Inviter.new_for_uri(agent, registration.contact.uri);
        const inviting = call.invite();
        await (await nextItem(invitations)).accept();
        await inviting;
        await call.bye();
        await registerer.register();
        equal(registrationsOf(agent).length, 1);
        await registerer.unregister();
        equal(registrationsOf(agent).length, 0);
        equal(registration.reason, 'unregistered');
    });
    await agent.stop();
});

test('gone', async () => {
    const agent = makeAgent('ws');
    await agent.start();
    const client = makeClient(agent, {gracefulShutdown: false});
    await client.start();
    await Sipgo.Registerer.new(client).register();
    const [registration] = registrationsOf(agent);
    const ended = new Promise(resolve => registration.connect('notify::state', () => resolve(registration.reason)));
    await client.stop();
    equal(await ended, 'disconnected');
    equal(registration.state, State.TERMINATED);
    equal(registrationsOf(agent).length, 0);
    await agent.stop();
});

test('handler', async () => {
    const [agent, client] = [makeAgent(), makeAgent('udp', {uri})];
    await withStarted([agent, client], async () => {
        const registerer = Sipgo.Registerer.new(client);
        registerer.registrar = Sipgo.Uri.parse(address(agent));
        await refused(405, registerer.register());
        const handler = agent.connect('registration', (_agent, asked) => asked.reject({statusCode: 404}));
        await refused(404, registerer.register());
        agent.disconnect(handler);
        agent.connect('registration', (_agent, asked) => {
            asked.maxExpires = 100;
            asked.accept({extraHeaders: ['X-A: 1']});
        });
        await registerer.register();
        const [registration] = registrationsOf(agent);
        assert(registration.expires > 90 && registration.expires <= 100, registration.expires);
        const response = await agent.core.request('OPTIONS', registration.contact.uri.to_string(), null).send();
        equal(response.statusCode, 200);
    });
});

test('password', async () => {
    const agent = makeAgent('ws');
    await agent.start();
    agent.connect('registration', (_agent, asked) => {
        if (asked.request.message.get_header('Authorization')?.includes('username="jane"'))
            asked.accept();
        else
            asked.reject({statusCode: 401, extraHeaders: ['WWW-Authenticate: Digest realm="rig", nonce="n1", algorithm=MD5']});
    });
    const stranger = makeClient(agent);
    const client = makeClient(agent, {credentials: Sipgo.Credentials.new('jane', 'secret')});
    await withStarted([stranger, client], async () => {
        await refused(401, Sipgo.Registerer.new(stranger).register());
        await Sipgo.Registerer.new(client).register();
        equal(registrationsOf(agent).length, 1);
    });
    await agent.stop();
});

await runTests();
