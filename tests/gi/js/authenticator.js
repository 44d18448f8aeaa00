// SPDX-License-Identifier: LGPL-2.1-or-later
// An agent that checks the passwords of those that register with it and call it.
import Sipgo from 'gi://Sipgo?version=1.0';
import {assert, equal, makeAgent, refused, runTests, test} from './harness.js';

function makeServer(provide, challenges = Sipgo.Challenges.REGISTER, transport = 'udp') {
    const agent = makeAgent(transport);
    agent.authenticator.challenges = challenges;
    agent.authenticator.realm = 'home';
    agent.authenticator.connect('credentials-needed', (_authenticator, request) => provide(request));
    agent.connect('register-received', (_agent, contact) => contact.accept(null));
    return agent;
}

function makeClient(server, user = 'alice', password = 'secret') {
    const [transport, ...rest] = server.listeners[0].split(':');
    const host = rest.join(':');
    const way = transport === 'ws' ? {transport: new Sipgo.WebSocketTransport({url: `ws://${host}`})} : {listen: ['udp:127.0.0.1:0']};
    return new Sipgo.UserAgent({
        uri: `sip:${user}@${host}`, credentials: Sipgo.Credentials.new(user, password),
        sessionDescriptionHandlerFactory: new Sipgo.NullHandlerFactory(), ...way,
    });
}

function provide(request) {
    if (request.username === 'alice')
        request.provide(Sipgo.Credentials.new('alice', 'secret'));
}

async function registersOver(transport) {
    const server = makeServer(provide, Sipgo.Challenges.REGISTER, transport);
    await server.start();
    for (const [user, password, status] of [['alice', 'secret', 200], ['alice', 'guess', 401], ['mallory', 'secret', 401]]) {
        const client = makeClient(server, user, password);
        await client.start();
        const registerer = Sipgo.Registerer.new(client);
        if (status === 200) {
            await registerer.register();
            const contact = server.registeredContacts.get_item(0);
            equal(contact.addressOfRecord.user, 'alice');
            equal(contact.request.get_authenticated_username(), 'alice');
        } else {
            await refused(status, registerer.register());
        }
        await client.stop();
    }
    equal(server.limits.failedAuthentications, 2);
    await server.stop();
}

test('phone', () => registersOver('udp'));
test('browser', () => registersOver('ws'));

test('a client asks for the password', async () => {
    const server = makeServer(provide);
    await server.start();
    const client = makeClient(server);
    const asked = [];
    client.credentials = null;
    client.connect('password-needed', (_agent, request) => {
        request.defer();
        Promise.resolve().then(() => {
            asked.push(request.wasRefused);
            request.provide(Sipgo.Credentials.new(request.username, request.wasRefused ? 'secret' : 'typing error'));
        });
    });
    await client.start();
    await Sipgo.Registerer.new(client).register();
    equal(asked, [false, true]);
    await client.stop();
    await server.stop();
});

test('deferred', async () => {
    const seen = [];
    const server = makeServer(request => {
        request.defer();
        Promise.resolve().then(() => {
            seen.push([request.username, request.realm, request.method, request.uri.host, request.message.method]);
            provide(request);
        });
    });
    await server.start();
    const client = makeClient(server);
    await client.start();
    await Sipgo.Registerer.new(client).register();
    equal(seen, [['alice', 'home', 'REGISTER', '127.0.0.1', 'REGISTER']]);
    await client.stop();
    await server.stop();
});

test('settings', async () => {
    const {authenticator, limits} = new Sipgo.UserAgent();
    equal(authenticator.challenges, Sipgo.Challenges.NONE);
    equal(authenticator.realm, 'sip');
    equal(authenticator.algorithms, ['MD5']);
    equal(authenticator.nonceLifetime, 300);
    assert(!authenticator.allowAnyIdentity);
    authenticator.algorithms = ['SHA-256', 'MD5'];
    equal(authenticator.get_algorithms(), ['SHA-256', 'MD5']);
    authenticator.set_algorithms(['SHA-256']);
    equal(authenticator.algorithms, ['SHA-256']);
    equal(limits.maxFailedAuthentications, 20);
    equal(limits.maxUnauthenticatedRequests, 300);
    equal(limits.refusedUnauthenticatedRequests, 0);
});

await runTests();
