// SPDX-License-Identifier: LGPL-2.1-or-later
// A session description handler, its factory and a modifier that are written in JavaScript.
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, establish, failure, fails, makeAgent, match, nextItem, refused, runTests, test, withAgents} from './harness.js';

const describe = (version, direction) => ['v=0', `o=- 1 ${version} IN IP4 127.0.0.1`, 's=-', 'c=IN IP4 127.0.0.1', 't=0 0',
    'm=audio 9 RTP/AVP 0', `a=${direction}`, ''].join('\r\n');

const mediaError = words => new GLib.Error(Sipgo.Error, Sipgo.Error.MEDIA, words);

const Handler = GObject.registerClass({
    Implements: [Sipgo.SessionDescriptionHandler],
}, class Handler extends GObject.Object {
    constructor({later = false, failing = null} = {}) {
        super();
        Object.assign(this, {later, failing, log: [], version: 0});
    }

    vfunc_has_description(contentType) {
        return contentType === 'application/sdp';
    }

    vfunc_get_description(request) {
        this.log.push(['get', request.get_description_type()]);
        if (this.failing === 'get') {
            request.fail(mediaError('no microphone'));
            return;
        }
        this.version++;
        const text = describe(this.version, request.get_options()?.hold ? 'sendonly' : 'sendrecv');
        if (this.later)
            Promise.resolve().then(() => request.complete('application/sdp', text));
        else
            request.complete('application/sdp', text);
    }

    vfunc_set_description(request) {
        this.log.push(['set', request.get_description_type()]);
        this.content = request.get_content();
        request.complete(null, null);
    }

    vfunc_rollback_description() {
        this.log.push(['rollback']);
    }

    vfunc_send_dtmf(tones, _durationMs, _gapMs) {
        this.log.push(['dtmf', tones]);
        return true;
    }

    vfunc_set_local_address(localAddress) {
        this.log.push(['moved', localAddress]);
    }

    vfunc_get_media() {
        return null;
    }

    vfunc_close() {
        this.log.push(['close']);
    }
});

const Factory = GObject.registerClass({
    Implements: [Sipgo.SessionDescriptionHandlerFactory],
}, class Factory extends GObject.Object {
    constructor(settings = {}) {
        super();
        this.settings = settings;
        this.handlers = [];
    }

    vfunc_create_handler(session, localAddress) {
        assert(session instanceof Sipgo.Session);
        equal(localAddress, '127.0.0.1');
        this.handlers.push(new Handler(this.settings));
        return this.handlers.at(-1);
    }
});

const Modifier = GObject.registerClass({
    Implements: [Sipgo.SdpModifier],
}, class Modifier extends GObject.Object {
    vfunc_modify(sdp) {
        if (this.fails)
            throw mediaError('no such line');
        return sdp.replace('s=-', 's=changed by a script');
    }
});

for (const later of [false, true]) {
    const factory = new Factory({later});
    test(`a call, described ${later ? 'later' : 'at once'}`, () => withAgents(async (alice, bob) => {
        const [call, invitation] = await establish(alice, bob);
        const [ours, theirs] = factory.handlers;
        equal(call.sessionDescriptionHandler, ours);
        equal(alice.sessionDescriptionHandlerFactory, factory);
        equal(call.media, null);
        const {OFFER, ANSWER} = Sipgo.DescriptionType;
        equal(ours.log, [['get', OFFER], ['set', ANSWER]]);
        equal(theirs.log, [['set', OFFER], ['get', ANSWER]]);
        await call.hold();
        assert(theirs.content.includes('a=sendonly'));
        await call.bye();
        await invitation.wait_for_state(Sipgo.SessionState.TERMINATED);
        equal([ours.log.at(-1)[0], theirs.log.at(-1)[0]], ['close', 'close']);
    }, {sessionDescriptionHandlerFactory: factory}));
}

test('a handler that fails', () => withAgents(async (alice, bob) => {
    alice.sessionDescriptionHandlerFactory = new Factory({failing: 'get'});
    const call = Sipgo.Inviter.new(alice, address(bob));
    match((await failure(call.invite())).message, /no microphone/);
    equal(call.state, Sipgo.SessionState.TERMINATED);
}));

test('a modifier', () => withAgents(async (alice, bob) => {
    const invitations = bob.invitations();
    const call = Sipgo.Inviter.new(alice, address(bob));
    const inviting = call.invite({sessionDescriptionHandlerModifiers: [new Modifier()]});
    const invitation = await nextItem(invitations);
    match(invitation.request.message.body.text, /s=changed by a script/);
    await invitation.accept({sessionDescriptionHandlerModifiers: [new Modifier()]});
    match((await inviting).response.body.text, /s=changed by a script/);

    const store = new Gio.ListStore({itemType: GObject.Object.$gtype});
    store.append(new Modifier());
    call.sessionDescriptionHandlerModifiersReInvite = store;
    const received = Sipgo.signals(invitation, 'invite-received');
    const holding = call.hold();
    const request = await nextItem(received);
    match(request.message.body.text, /s=changed by a script/);
    request.proceed();
    await holding;
}));

// The options of an INVITE, of its answer and of a re-INVITE have the same names.
test('short name of modifiers', () => withAgents(async (alice, bob) => {
    const invitations = bob.invitations();
    const call = Sipgo.Inviter.new(alice, address(bob));
    const inviting = call.invite({modifiers: [new Modifier()]});
    const invitation = await nextItem(invitations);
    match(invitation.request.message.body.text, /s=changed by a script/);
    await invitation.accept({modifiers: [new Modifier()]});
    match((await inviting).response.body.text, /s=changed by a script/);
    const received = Sipgo.signals(invitation, 'invite-received');
    const changing = call.invite({modifiers: [new Modifier()]});
    const request = await nextItem(received);
    match(request.message.body.text, /s=changed by a script/);
    request.proceed();
    await changing;
    for (const type of [Sipgo.InviteOptions, Sipgo.AnswerOptions]) {
        const options = new type({modifiers: [new Modifier()]});
        equal(options.modifiers, options.sessionDescriptionHandlerModifiers);
        options.sessionDescriptionHandlerModifiers = null;
        equal(options.modifiers, null);
    }
}));

// The first invite () makes the call, the next sends a re-INVITE; that of Session never makes the call.
test('invite of an inviter', () => withAgents(async (alice, bob) => {
    const {invite} = Sipgo.Session.prototype;
    const fresh = Sipgo.Inviter.new(alice, address(bob));
    await fails(Sipgo.Error.STATE, invite.call(fresh));
    equal(fresh.state, Sipgo.SessionState.INITIAL);
    const [call, invitation] = await establish(alice, bob);
    const received = [];
    invitation.connect('invite-received', (_session, request) => {
        received.push(request.message.to_tag);
    });
    for (const change of [() => call.invite(), () => invite.call(call), () => invitation.invite()]) {
        const request = await change();
        assert(request instanceof Sipgo.OutgoingInviteRequest);
        equal(request.response.status_code, 200);
    }
    equal(received.length, 2);
    assert(received.every(tag => tag));
    equal(call.state, Sipgo.SessionState.ESTABLISHED);
}));

test('modifiers of ours', () => withAgents(async (alice, bob) => {
    const {SdpModifier} = Sipgo;
    const invitations = bob.invitations();
    const call = Sipgo.Inviter.new(alice, address(bob));
    const inviting = call.invite({
        sessionDescriptionHandlerModifiers: [
            SdpModifier.strip_codec('PCMA'), SdpModifier.strip_media('video'), SdpModifier.hold(), SdpModifier.add_mids(),
            SdpModifier.strip_tcp_candidates(), SdpModifier.from_func(sdp => sdp.replace('s=-', 's=LOUD')),
        ],
    });
    const invitation = await nextItem(invitations);
    const offer = invitation.request.message.body.text;
    match(offer, /s=LOUD.*a=sendonly.*a=mid:0/s);
    assert(!offer.includes('PCMA'));
    await invitation.accept();
    await inviting;
    const hoarse = SdpModifier.from_func(() => {
        throw mediaError('hoarse');
    });
    match((await failure(call.invite({sessionDescriptionHandlerModifiers: [hoarse]}))).message, /hoarse/);
}));

test('a modifier that fails', () => withAgents(async (alice, bob) => {
    const modifier = new Modifier();
    modifier.fails = true;
    const call = Sipgo.Inviter.new(alice, address(bob));
    match((await failure(call.invite({sessionDescriptionHandlerModifiers: [modifier]}))).message, /no such line/);
}));

test('a re-INVITE that is refused', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    const store = new Gio.ListStore({itemType: GObject.Object.$gtype});
    const modifier = new Modifier();
    modifier.fails = true;
    store.append(modifier);
    invitation.sessionDescriptionHandlerModifiersReInvite = store;
    await refused(Sipgo.Status.NOT_ACCEPTABLE_HERE, call.hold());
    equal([call.held, call.state], [false, Sipgo.SessionState.ESTABLISHED]);
}));

test('the null handler', async () => {
    const factory = new Sipgo.NullHandlerFactory({port: 4000});
    equal(factory.port, 4000);
    const handler = Sipgo.NullHandler.new('127.0.0.1', 4000);
    assert(handler.has_description('application/sdp'));
    assert(!handler.has_description('text/plain'));
    const alice = makeAgent('udp', {sessionDescriptionHandlerFactory: factory}), bob = makeAgent();
    await Promise.all([alice.start(), bob.start()]);
    const [, invitation] = await establish(alice, bob);
    match(invitation.request.message.body.text, /m=audio 4000/);
    await Promise.all([alice.stop(), bob.stop()]);
});

await runTests();
