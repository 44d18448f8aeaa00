// SPDX-License-Identifier: LGPL-2.1-or-later
// Options: as objects, as literals, omitted, and with unknown names.
import Gio from 'gi://Gio';
import GObject from 'gi://GObject';
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, failure, match, nextItem, refused, runTests, test, withAgents} from './harness.js';

test('objects', async () => {
    const request = new Sipgo.RequestOptions({extraHeaders: ['Subject: tea'], body: Sipgo.Body.new('text/plain', 'tea')});
    equal(request.extraHeaders, ['Subject: tea']);
    equal(request.body.text, 'tea');
    const response = new Sipgo.ResponseOptions({statusCode: 486, reasonPhrase: 'No', extraHeaders: ['Retry-After: 5']});
    equal([response.statusCode, response.reasonPhrase], [486, 'No']);

    const modifiers = new Gio.ListStore({itemType: GObject.Object.$gtype});
    const invite = new Sipgo.InviteOptions({
        withoutDescription: true,
        sessionDescriptionHandlerOptions: new Sipgo.SessionDescriptionHandlerOptions({hold: true}),
        sessionDescriptionHandlerModifiers: modifiers,
        extraHeaders: ['A: b'],
    });
    assert(invite.withoutDescription);
    assert(invite.sessionDescriptionHandlerOptions.hold);
    equal(invite.sessionDescriptionHandlerModifiers, modifiers);
    equal(invite.extraHeaders, ['A: b']);
    const answer = new Sipgo.AnswerOptions({reliable: true, statusCode: 183});
    equal([answer.reliable, answer.statusCode], [true, 183]);
});

test('literals', () => withAgents(async (alice, bob) => {
    const invitations = bob.invitations();
    const call = Sipgo.Inviter.new(alice, address(bob));
    const inviting = call.invite({
        extraHeaders: ['Subject: tea'],
        sessionDescriptionHandlerOptions: {hold: true},
        session_description_handler_modifiers: [],
    });
    const invitation = await nextItem(invitations);
    equal(invitation.request.message.get_header('Subject'), 'tea');
    assert(invitation.request.message.body.text.includes('a=sendonly'));
    invitation.reject(Sipgo.Status.BUSY_HERE, {extraHeaders: ['Retry-After: 5'], reasonPhrase: 'At tea'});
    await refused(Sipgo.Status.BUSY_HERE, inviting);
    equal(call.failure.response.get_header('Retry-After'), '5');
    equal(call.failure.response.reasonPhrase, 'At tea');
}));

test('left out, and as in C', () => withAgents(async (alice, bob) => {
    const invitations = bob.invitations();
    const first = Sipgo.Inviter.new(alice, address(bob)).invite(null, null);
    (await nextItem(invitations)).reject();
    const {code} = await failure(first);
    assert(code >= 400 && code < 700);

    const options = new Sipgo.InviteOptions({extraHeaders: ['Subject: tea']});
    const second = Sipgo.Inviter.new(alice, address(bob)).invite(options);
    const invitation = await nextItem(invitations);
    equal(invitation.request.message.get_header('Subject'), 'tea');
    invitation.reject(Sipgo.Status.DECLINE);
    await refused(Sipgo.Status.DECLINE, second);
}));

test('misspelt', () => withAgents(async (alice, bob) => {
    const call = Sipgo.Inviter.new(alice, address(bob));
    const expect = async (pattern, what) => {
        const error = await failure(what);
        assert(error instanceof TypeError, `${error}`);
        match(error.message, pattern);
    };
    await expect(/invite\(\) has no option 'extraHeader'; it has .*extraHeaders/, () => call.invite({extraHeader: ['A: b']}));
    await expect(/has no option 'held'; it has hold/, () => call.invite({sessionDescriptionHandlerOptions: {held: true}}));
    await expect(/refer\(\) needs 'target'/, () => call.refer());
    await expect(/start\(\) takes at most 0 arguments/, () => alice.start(1, 2));
    await expect(/has no option 'header'/, () => alice.core.request('OPTIONS', address(bob), {header: []}));
    equal(call.state, Sipgo.SessionState.INITIAL);
}));

test('errors of the peer', () => withAgents(async (alice, bob) => {
    bob.connect('invitation', (_agent, invitation) => {
        invitation.reject(Sipgo.Status.BUSY_HERE);
    });
    const error = await failure(Sipgo.Inviter.new(alice, address(bob)).invite());
    assert(error.matches(Sipgo.Status, Sipgo.Status.BUSY_HERE));
    assert(!error.matches(Sipgo.Status, Sipgo.Status.NOT_FOUND));
    assert(!error.matches(Sipgo.Error, Sipgo.Status.BUSY_HERE));
}));

test('made wrongly', async () => {
    const agent = new Sipgo.UserAgent();

    match((await failure(() => new Sipgo.Inviter(agent, 'sip:bob@127.0.0.1'))).message,
        /Sipgo.Inviter is made by Sipgo.Inviter.new\(agent, target\)/);
    match((await failure(() => new Sipgo.Notifier())).message, /Sipgo.Notifier is made by the library/);
    assert(Sipgo.Inviter.new(agent, 'sip:bob@127.0.0.1'));
});

test('of what is made', async () => {
    const agent = new Sipgo.UserAgent();
    const call = Sipgo.Inviter.new(agent, 'sip:bob@127.0.0.1', {
        earlyMedia: true, extraHeaders: ['Subject: tea'],
        sessionDescriptionHandlerModifiers: [Sipgo.SdpModifier.hold()],
        sessionDescriptionHandlerOptionsReInvite: {hold: true},
    });

    assert(call.earlyMedia);
    equal(call.extraHeaders, ['Subject: tea']);
    equal(call.sessionDescriptionHandlerModifiers.get_n_items(), 1);
    assert(call.sessionDescriptionHandlerOptionsReInvite.hold);
    equal(Sipgo.Registerer.new(agent, {expires: 60}).expires, 60);
    equal(Sipgo.Subscriber.new(agent, 'sip:bob@127.0.0.1', 'presence', {body: 'who?'}).body.contentType, 'text/plain');
    match((await failure(() => Sipgo.Inviter.new(agent, 'sip:bob@127.0.0.1', {early: true}))).message,
        /Sipgo.Inviter.new\(\) has no option 'early'; it has .*earlyMedia/);
});

// A single modifier or function stands for a list of one.
test('modifiers', async () => {
    const hold = Sipgo.SdpModifier.hold();
    const upper = sdp => sdp.toUpperCase();
    for (const [modifiers, length] of [[hold, 1], [[hold, hold], 2], [upper, 1], [[hold, upper], 2], [[], 0]])
        equal(new Sipgo.InviteOptions({modifiers}).modifiers.get_n_items(), length);
    equal(new Sipgo.InviteOptions({modifiers: upper}).modifiers.get_item(0).modify('s=tea'), 'S=TEA');
    for (const modifiers of ['hold', [hold, 'hold'], 5]) {
        match((await failure(() => new Sipgo.InviteOptions({modifiers}))).message,
            /modifiers takes Sipgo.SdpModifiers and functions, not/);
    }
});

// undefined is as good as not given.
test('undefined', async () => {
    const agent = new Sipgo.UserAgent({uri: undefined, displayName: 'Alice', listen: undefined});
    equal([agent.uri, agent.displayName], [null, 'Alice']);
    assert(!new Sipgo.SessionDescriptionHandlerOptions({hold: undefined}).hold);
    equal(new Sipgo.AnswerOptions({statusCode: undefined, body: undefined}).statusCode, 0);
    const call = Sipgo.Inviter.new(agent, 'sip:bob@127.0.0.1', {earlyMedia: undefined, extraHeaders: undefined});
    assert(!call.earlyMedia);
});

// A literal in the place of another argument stands for the options, and for the arguments that it names.
test('literal first', () => withAgents(async (alice, bob) => {
    const invitations = bob.invitations();
    for (const options of [{statusCode: 486}, {statusCode: 486, reasonPhrase: 'At tea'}, {reasonPhrase: 'At tea', extraHeaders: ['A: b']}]) {
        const call = Sipgo.Inviter.new(alice, address(bob));
        const calling = call.invite();
        const rejecting = (await nextItem(invitations)).reject(options);
        await refused(options.statusCode ?? 480, calling);
        await rejecting;
        const {response} = call.failure;
        equal([response.has_header('A'), response.reasonPhrase === 'At tea'], ['extraHeaders' in options, 'reasonPhrase' in options]);
    }
    bob.connect('publication', (_agent, request) => {
        request.accept({extraHeaders: ['SIP-ETag: a', `Subject: ${request.message.get_header('Subject')}`]});
    });
    bob.allowEvents = ['presence'];
    const publisher = Sipgo.Publisher.new(alice, address(bob), 'presence');
    await publisher.publish({body: 'here', extraHeaders: {Subject: 'tea'}}, null);
    equal(publisher.body.text, 'here');
    match((await failure(() => publisher.publish({bodies: 'here'}))).message, /publish\(\) has no option 'bodies'/);
    await publisher.unpublish();
}));

test('of properties', async () => {
    const call = Sipgo.Inviter.new(new Sipgo.UserAgent(), 'sip:bob@127.0.0.1');
    call.sessionDescriptionHandlerOptionsReInvite = {hold: true};
    call.sessionDescriptionHandlerModifiers = [Sipgo.SdpModifier.hold()];
    assert(call.sessionDescriptionHandlerOptionsReInvite.hold);
    equal(call.sessionDescriptionHandlerModifiers.get_n_items(), 1);
    call.sessionDescriptionHandlerOptionsReInvite = null;
    equal(call.sessionDescriptionHandlerOptionsReInvite, null);
    match((await failure(() => { call.sessionDescriptionHandlerOptionsReInvite = {held: true}; })).message,
        /has no option 'held'/);
    const subscriber = Sipgo.Subscriber.new(new Sipgo.UserAgent(), 'sip:bob@127.0.0.1', 'presence');
    subscriber.body = 'who?';
    equal(subscriber.body.contentType, 'text/plain');
});

test('text as body', () => withAgents(async (alice, bob) => {
    const messages = Sipgo.signals(bob, 'message');
    const sending = Sipgo.Messager.new(alice, address(bob)).message({body: 'tea?'});
    const message = await nextItem(messages);
    equal([message.message.body.contentType, message.message.body.text], ['text/plain', 'tea?']);
    message.accept();
    await sending;
    bob.connect('publication', (_agent, request) => {
        request.accept({extraHeaders: ['SIP-ETag: a']});
    });
    bob.allowEvents = ['presence'];
    const publisher = Sipgo.Publisher.new(alice, address(bob), 'presence');
    await publisher.publish('here');
    equal(publisher.body.text, 'here');
    await publisher.unpublish();
}));

await runTests();
