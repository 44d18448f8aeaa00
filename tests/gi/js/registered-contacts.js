// SPDX-License-Identifier: LGPL-2.1-or-later
// Incoming registrations: of browsers over a WebSocket listener, and of other clients when a handler accepts them.
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, makeAgent, nextItem, refused, runTests, test} from './harness.js';

const State = Sipgo.RegisteredContactState;

const uri = Sipgo.Uri.parse('sip:jane@rig.test');
const makeClient = (agent, properties = {}) => new Sipgo.UserAgent({
    uri, transport: new Sipgo.WebSocketTransport({url: agent.listeners[0].replace(':', '://')}),
    sessionDescriptionHandlerFactory: new Sipgo.NullHandlerFactory(), ...properties,
});

const registeredWith = agent => Array.from({length: agent.registeredContacts.get_n_items()}, (_, i) => agent.registeredContacts.get_item(i));

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
        const [registered] = registeredWith(agent);
        assert(registered instanceof Sipgo.RegisteredContact);
        equal(registered.state, State.ACTIVE);
        equal(registered.userAgent, agent);
        equal(registered.addressOfRecord.to_string(), 'sip:jane@rig.test');
        equal(registered.contacts, [registered.contact.to_string()]);
        assert(registered.expires > 590 && registered.expires <= 600, registered.expires);
        equal(registered.request.message.method, 'REGISTER');
        const invitations = client.invitations();
        const call = Sipgo.Inviter.new_for_uri(agent, registered.contact.uri);
        const inviting = call.invite();
        await (await nextItem(invitations)).accept();
        await inviting;
        await call.bye();
        await registerer.register();
        equal(registeredWith(agent).length, 1);
        await registerer.unregister();
        equal(registeredWith(agent).length, 0);
        equal(registered.endReason, 'unregistered');
    });
    await agent.stop();
});

test('gone', async () => {
    const agent = makeAgent('ws');
    await agent.start();
    const client = makeClient(agent, {gracefulShutdown: false});
    await client.start();
    await Sipgo.Registerer.new(client).register();
    const [registered] = registeredWith(agent);
    const ended = new Promise(resolve => registered.connect('notify::state', () => resolve(registered.endReason)));
    await client.stop();
    equal(await ended, 'disconnected');
    equal(registered.state, State.TERMINATED);
    equal(registeredWith(agent).length, 0);
    await agent.stop();
});

test('handler', async () => {
    const [agent, client] = [makeAgent(), makeAgent('udp', {uri})];
    await withStarted([agent, client], async () => {
        const registerer = Sipgo.Registerer.new(client);
        registerer.registrar = Sipgo.Uri.parse(address(agent));
        await refused(405, registerer.register());
        const handler = agent.connect('register-received', (_agent, asked) => asked.reject({statusCode: 404}));
        await refused(404, registerer.register());
        agent.disconnect(handler);
        agent.connect('register-received', (_agent, asked) => {
            asked.maxExpires = 100;
            asked.accept({extraHeaders: ['X-A: 1']});
        });
        await registerer.register();
        const [registered] = registeredWith(agent);
        assert(registered.expires > 90 && registered.expires <= 100, registered.expires);
        const response = await agent.core.request('OPTIONS', registered.contact.uri.to_string(), null).send();
        equal(response.statusCode, 200);
    });
});

test('password', async () => {
    const agent = makeAgent('ws');
    await agent.start();
    agent.connect('register-received', (_agent, asked) => {
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
        equal(registeredWith(agent).length, 1);
    });
    await agent.stop();
});

await runTests();
