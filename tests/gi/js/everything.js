// SPDX-License-Identifier: LGPL-2.1-or-later
// everything.js SURFACE: every public name exists, and works on an object of its type.
//
// SURFACE is what surface.py made of the GIR. The scene below has an object of every type; a new type must be added to it.
import Gio from 'gi://Gio';
import GObject from 'gi://GObject';
import Sipgo from 'gi://Sipgo?version=1.0';
import System from 'system';
import {address, assert, equal, failure, makeAgent, nextItem, runTests, test} from './harness.js';

const [, bytes] = Gio.File.new_for_path(System.programArgs[0]).load_contents(null);
const {functions, types} = JSON.parse(new TextDecoder().decode(bytes));
const described = [];                                   // the requests that the handler was asked with

const Handler = GObject.registerClass({
    Implements: [Sipgo.SessionDescriptionHandler],
}, class EverythingHandler extends GObject.Object {
    vfunc_has_description() {
        return true;
    }

    vfunc_get_description(request) {
        described.push(request);
        request.complete('application/sdp', 'v=0\r\n');
    }

    vfunc_set_description(request) {
        request.complete(null, null);
    }

    vfunc_rollback_description() {}

    vfunc_send_dtmf() {
        return false;
    }

    vfunc_set_local_address() {}

    vfunc_get_media() {
        return null;
    }

    vfunc_close() {}
});

const Factory = GObject.registerClass({
    Implements: [Sipgo.SessionDescriptionHandlerFactory],
}, class EverythingFactory extends GObject.Object {
    vfunc_create_handler() {
        return new Handler();
    }

    vfunc_get_load() {
        return 0;
    }
});

const Modifier = GObject.registerClass({
    Implements: [Sipgo.SdpModifier],
}, class EverythingModifier extends GObject.Object {
    vfunc_modify(sdp) {
        return sdp;
    }
});

const Resolver = GObject.registerClass({
    Implements: [Sipgo.Resolver],
}, class EverythingResolver extends GObject.Object {
    static queries = [];

    vfunc_look_up(query) {
        Resolver.queries.push(query);
        query.complete();
    }
});

const Transport = GObject.registerClass(class EverythingTransport extends Sipgo.Transport {
    vfunc_start() {}

    vfunc_stop() {}

    vfunc_transmit() {}
});

// Classes written in a script; they must have all virtual functions of their interfaces.
const scripted = {
    SessionDescriptionHandler: Handler, SessionDescriptionHandlerFactory: Factory, SdpModifier: Modifier, Resolver,
    Transport,
};

// Objects of all types, in use.
class Scene {
    objects = {};

    add(...things) {
        for (const thing of things) {
            assert(thing, 'nothing to add');
            for (const [name, {kind}] of Object.entries(types)) {
                if (['class', 'interface', 'record'].includes(kind) && thing instanceof Sipgo[name])
                    this.objects[name] ??= thing;
            }
        }
    }

    async setUp() {
        this.values();
        this.options();
        this.alice = makeAgent('udp', {credentials: Sipgo.Credentials.new('alice', 'secret')});
        this.bob = makeAgent('udp', {sessionDescriptionHandlerFactory: new Sipgo.RtpHandlerFactory(), allowEvents: ['presence']});
        await Promise.all([this.alice.start(), this.bob.start()]);
        this.manager = Sipgo.SessionManager.new(makeAgent('udp', {
            uri: Sipgo.Uri.parse(address(this.bob, 'carol')), credentials: Sipgo.Credentials.new('carol', 'secret'),
        }));
        await this.manager.start();
        this.add(this.alice, this.alice.core, this.alice.limits, this.alice.authenticator, this.alice.loggerFactory,
            this.alice.get_logger('scene', null), this.manager);
        await this.refusedCall();
        await this.call();
        await this.events();
        await this.registrations();
    }

    tearDown() {
        return Promise.all([this.manager, this.alice, this.bob].map(thing => thing.stop()));
    }

    values() {
        const uri = Sipgo.Uri.parse('sip:alice:pw@example.com:5070;transport=tcp?Subject=tea');
        this.add(uri, Sipgo.NameAddr.new('Alice', uri), Sipgo.Via.parse('SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKx'),
            Sipgo.Body.new('text/plain', 'tea?'), Sipgo.Credentials.new('alice', 'secret'),
            Sipgo.Account.new('sip:anna@office.example'));
    }

    options() {
        this.add(...Object.keys(types).filter(name => name.endsWith('Options')).map(name => new Sipgo[name]()),
            new Modifier(), new Handler(), new Factory(), Sipgo.NullHandler.new('127.0.0.1', 4000), new Sipgo.NullHandlerFactory(),
            new Sipgo.RtpHandlerFactory(), Sipgo.WebSocketTransport.new('ws://127.0.0.1:1/'), Sipgo.SimpleUser.new(makeAgent()));
    }

    async refusedCall() {
        const invitations = this.bob.invitations();
        const call = Sipgo.Inviter.new(this.alice, address(this.bob));
        call.sessionDescriptionHandlerFactory = new Factory();
        const calling = call.invite();
        const invitation = await nextItem(invitations);
        this.add(call, invitation, invitation.request, invitation.request.message, call.request, call.request.transaction,
            ...call.request.transaction.get_timers(), invitation.dialog, ...described);
        await invitation.reject(Sipgo.Status.BUSY_HERE);
        await failure(calling);
        this.add(call.failure, call.failure.steps[0], call.trace, call.trace.get_item(0));
        this.alice.resolver = new Resolver();
        await failure(this.alice.core.request('OPTIONS', 'sip:nobody.example.com', null).send());
        this.add(this.alice.resolver, Resolver.queries[0], new Sipgo.SystemResolver());
    }

    async call() {
        const call = Sipgo.Inviter.new(this.bob, address(this.manager.userAgent));
        const received = Sipgo.signals(this.manager, 'call-received');
        const calling = call.invite();
        const invitation = await nextItem(received);
        await this.manager.answer(invitation);
        await calling;
        this.add(this.manager.find(invitation), call.media, call.media.streams.get_item(0), call.media.get_statistics(), call.sessionDescriptionHandler,
            invitation.sessionDescriptionHandler);
        const referrals = Sipgo.signals(invitation, 'refer-received');
        const referring = call.refer(address(this.alice));
        const referral = await nextItem(referrals);
        this.add(referral);
        referral.reject();
        await failure(referring);
    }

    async events() {
        const subscriptions = Sipgo.signals(this.bob, 'subscription');
        const subscriber = Sipgo.Subscriber.new(this.alice, address(this.bob), 'presence');
        const subscribing = subscriber.subscribe();
        const notifier = await nextItem(subscriptions);
        notifier.body = Sipgo.Body.new('text/plain', 'open');
        notifier.accept();
        await subscribing;
        this.add(subscriber, notifier, Sipgo.Publisher.new(this.alice, address(this.bob), 'presence'));
        const messages = Sipgo.signals(this.bob, 'message');
        const messager = Sipgo.Messager.new(this.alice, address(this.bob));
        const messaging = messager.message({body: Sipgo.Body.new('text/plain', 'tea?')});
        const message = await nextItem(messages);
        this.add(messager, message);
        message.accept();
        this.add(await messaging);
    }

    async registrations() {
        const guards = Sipgo.signals(this.manager, 'register-guard');
        const registering = this.manager.register();
        const guard = await nextItem(guards);
        this.add(guard, this.manager.registerer, this.manager.registerer.registrations.get_item(0));
        const registers = Sipgo.signals(this.bob, 'register-received');
        const questions = Sipgo.signals(this.bob.authenticator, 'credentials-needed');
        this.bob.authenticator.challenges = Sipgo.Challenges.REGISTER;
        guard.permit();
        const question = await nextItem(questions);
        this.add(question);
        question.provide(Sipgo.Credentials.new('carol', 'secret'));
        const contact = await nextItem(registers);
        contact.accept();
        await registering;
        this.add(contact);
        this.bob.authenticator.challenges = Sipgo.Challenges.ALL;
        this.alice.credentials = null;
        const passwords = Sipgo.signals(this.alice, 'password-needed');
        const sending = this.alice.core.request('OPTIONS', address(this.bob)).send(null);
        const password = await nextItem(passwords);
        this.add(password);
        password.refuse();
        await failure(sending);
    }
}

function touch(thing, {properties, fields, getters, signals}) {
    for (const name of properties)
        thing[name.replaceAll('-', '_')];
    for (const name of fields)
        assert(thing[name] !== undefined, name);
    for (const name of getters)
        thing[name]();
    for (const name of signals)
        thing.disconnect(thing.connect(name, () => {}));
}

test('enumerations', async () => {
    for (const [name, {members}] of Object.entries(types)) {
        for (const [member, value] of Object.entries(members))
            equal(Sipgo[name][member.toUpperCase()], value);
    }
});

test('callables', async () => {
    for (const name of functions)
        assert(typeof Sipgo[name] === 'function', name);
    for (const [name, {callables, virtual}] of Object.entries(types)) {
        for (const member of callables)
            assert(typeof (Sipgo[name].prototype?.[member] ?? Sipgo[name][member]) === 'function', `${name}.${member}`);
        for (const member of virtual)
            assert(typeof (scripted[name] ?? Sipgo[name]).prototype[`vfunc_${member}`] === 'function', `${name}.vfunc_${member}`);
    }
});

test('objects', async () => {
    const scene = new Scene();
    await scene.setUp();
    for (const [name, type] of Object.entries(types)) {
        if (['class', 'interface', 'record'].includes(type.kind)) {
            assert(scene.objects[name], `no object of type ${name} is in the scene`);
            touch(scene.objects[name], type);
        }
    }
    await scene.tearDown();
});

await runTests();
