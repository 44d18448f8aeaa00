// SPDX-License-Identifier: LGPL-2.1-or-later
// Options of agents, calls and registrations; signaling state and dialog state.
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, establish, fails, makeAgent, nextItem, refused, runTests, test, withAgents} from './harness.js';
import {Registrar} from './registrar.js';

const Signaling = Sipgo.SignalingState;

test('agent', async () => {
    const agent = new Sipgo.UserAgent({
        gracefulShutdown: false, contactParams: ['ob'], sipExtension100rel: Sipgo.SipExtension.REQUIRED,
    });
    assert(agent.instanceId.startsWith('urn:uuid:'));
    equal(agent.contactParams, ['ob']);
    equal([agent.gracefulShutdown, agent.sendInitialProvisionalResponse], [false, true]);
    equal(agent.sipExtension100rel, Sipgo.SipExtension.REQUIRED);
    equal(agent.sip_extension_100rel, Sipgo.SipExtension.REQUIRED);
    equal(agent.contact, null);
    assert(Sipgo.UserAgent.get_registered_option_tags().includes('replaces'));
});

test('text is checked', async () => {
    const agent = new Sipgo.UserAgent({sipExtensionExtraSupported: ['made-up']});
    await fails(Sipgo.Error.INVALID, agent.start());
});

test('anonymous', () => withAgents(async (alice, bob) => {
    const invitations = Sipgo.signals(bob, 'invitation');
    const call = Sipgo.Inviter.new(alice, address(bob));
    call.anonymous = true;
    call.extraHeaders = ['X-Test: 1'];
    const calling = call.invite();
    const invitation = await nextItem(invitations);
    equal(invitation.remoteIdentity.uri.host, 'anonymous.invalid');
    equal(invitation.request.message.get_header('X-Test'), '1');
    await invitation.accept();
    await calling;
    equal(call.signalingState, Signaling.STABLE);
    assert(call.offer.text && call.answer.text);
}));

test('change refused', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    invitation.connect('invite-received', (_session, request) => request.reject({statusCode: 488}));
    const offer = call.offer.text;
    await refused(Sipgo.Status.NOT_ACCEPTABLE_HERE, call.invite());
    equal([call.signalingState, call.offer.text], [Signaling.STABLE, offer]);
    equal(call.state, Sipgo.SessionState.ESTABLISHED);
}));

test('change deferred', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    const deferred = new Promise(resolve => {
        invitation.connect('invite-received', (_session, request) => {
            request.defer();
            resolve(request);
        });
    });
    const holding = call.hold();
    const request = await deferred;
    equal(call.held, false);
    request.proceed();
    await holding;
    equal(call.held, true);
    await fails(Sipgo.Error.STATE, () => request.proceed());
}));

test('request in dialog', () => withAgents(async (alice, bob) => {
    const [call] = await establish(alice, bob);
    const request = await call.request_in_dialog('OPTIONS', {extraHeaders: ['X-Test: 1']});
    equal(request.response.statusCode, 200);
    assert([Sipgo.DialogState.ACK_WAIT, Sipgo.DialogState.CONFIRMED].includes(call.dialogState));
}));

test('registration', async () => {
    const registrar = new Registrar('secret');
    const agent = makeAgent('tcp', {
        uri: Sipgo.Uri.parse('sip:alice@example.com'),
        credentials: Sipgo.Credentials.new('alice', 'secret'),
    });
    const last = name => registrar.requests.at(-1).get_header(name);
    await agent.start();
    try {
        const registerer = Sipgo.Registerer.new(agent);
        registerer.registrar = registrar.uri;
        registerer.refreshFrequency = 75;
        registerer.regId = 1;
        registerer.extraContactHeaderParams = ['q=0.5'];
        await registerer.register();
        for (const part of [';reg-id=1', agent.instanceId, ';q=0.5'])
            assert(last('Contact').includes(part), part);
        await registerer.unregister({all: true});
        equal(last('Contact'), '*');
        await registerer.end();
        equal(registerer.state, Sipgo.RegistererState.TERMINATED);
        await fails(Sipgo.Error.STATE, registerer.register());
    } finally {
        await agent.stop();
        registrar.close();
    }
});

await runTests();
