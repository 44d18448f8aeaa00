// SPDX-License-Identifier: LGPL-2.1-or-later
// Messages, subscriptions and publications outside of calls, between two agents.
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, failure, fails, makeAgent, refused, runTests, test, withAgents} from './harness.js';
import {Registrar} from './registrar.js';

const State = Sipgo.SubscriptionState;

const textOf = request => request.message.body?.text ?? null;
const plain = text => Sipgo.Body.new('text/plain', text);

test('messager', () => withAgents(async (alice, bob) => {
    const texts = [];
    bob.connect('message', (_agent, request) => {
        texts.push([textOf(request), request.message.get_header('X-A')]);
        request.accept();
    });
    const messager = Sipgo.Messager.new(alice, address(bob));
    assert(messager instanceof Sipgo.Client);
    equal(messager.userAgent, alice);
    equal(messager.target.user, 'bob');
    messager.localIdentity = Sipgo.NameAddr.parse('Alice <sip:alice@example.com>');
    messager.connect('request-created', (_messager, request_) => {
        request_.set_header('Subject', 'tea');
    });
    const request = await messager.message({body: plain('tea?'), extraHeaders: ['X-A: 1']});
    equal([request.message.method, request.response.statusCode], ['MESSAGE', 200]);
    equal(request.message.from.displayName, 'Alice');
    equal(request.message.get_header('Subject'), 'tea');
    equal(texts, [['tea?', '1']]);
    equal(messager.failure, null);
}));

test('nobody reads', () => withAgents(async (alice, bob) => {
    const messager = Sipgo.Messager.new_for_uri(alice, Sipgo.Uri.parse(address(bob)));
    await refused(405, messager.message({body: plain('tea?')}));
    equal(messager.failure.status, 405);
    const subscriber = Sipgo.Subscriber.new(alice, address(bob), 'presence');
    await refused(489, subscriber.subscribe());
    equal(subscriber.state, State.TERMINATED);
    await refused(489, Sipgo.Publisher.new(alice, address(bob), 'presence').publish(plain('here')));
    await fails(Sipgo.Error.INVALID, () => Sipgo.Subscriber.new(alice, address(bob), 'no event'));
}));

test('subscription', () => withAgents(async (alice, bob) => {
    let notifier;
    bob.allowEvents = ['presence'];
    bob.connect('subscription', (_agent, asked) => {
        equal([asked.event, asked.expires, asked.state], ['presence', 600, State.INITIAL]);
        asked.body = plain('here');
        asked.accept();
        notifier = asked;
    });
    const subscriber = Sipgo.Subscriber.new(alice, address(bob), 'presence');
    subscriber.expires = 600;
    subscriber.data = new GObject.Object();
    assert(subscriber.data);
    const texts = [], states = [];
    subscriber.connect('notification', (_subscriber, request) => texts.push(textOf(request)));
    subscriber.connect('notify::state', () => states.push(subscriber.state));

    let request = await subscriber.subscribe({extraHeaders: ['Accept: text/plain']});
    equal([request.message.method, request.response.statusCode], ['SUBSCRIBE', 200]);
    equal(subscriber.state, State.ACTIVE);
    equal(texts, ['here']);
    assert(subscriber.subscriptionRefresh > 0 && subscriber.subscriptionRefresh < subscriber.subscriptionExpires);
    equal([subscriber.expires, subscriber.grantedExpires], [600, 600]);
    equal(notifier.dialog.get_call_id(), subscriber.dialog.get_call_id());

    request = await notifier.send_notification({body: plain('away')});
    equal(request.response.statusCode, 200);
    equal(texts, ['here', 'away']);

    await subscriber.subscribe();
    await subscriber.unsubscribe();
    equal([texts[0], texts.at(-1)], ['here', 'away']);
    equal(states, [State.NOTIFY_WAIT, State.ACTIVE, State.TERMINATED]);
    equal(notifier.state, State.TERMINATED);
}));

test('decisions', () => withAgents(async (alice, bob) => {
    bob.connect('subscription', (_agent, notifier) => {
        if (notifier.event === 'dialog') {
            notifier.reject({statusCode: 404});
            return;
        }
        notifier.minExpires = 60;
        notifier.pending = true;
        notifier.accept();
        notifier.terminate('noresource', 7);
    });
    await refused(404, Sipgo.Subscriber.new(alice, address(bob), 'dialog').subscribe());
    const subscriber = Sipgo.Subscriber.new(alice, address(bob), 'presence');
    const over = new Promise(resolve => {
        subscriber.connect('notify::state', () => subscriber.state === State.TERMINATED && resolve());
    });
    // The end may arrive before or after the first notification.
    await subscriber.subscribe().catch(() => {});
    await over;
    equal([subscriber.eventReason, subscriber.retryAfter], ['noresource', 7]);
}));

test('fetch', () => withAgents(async (alice, bob) => {
    bob.connect('subscription', (_agent, notifier) => {
        notifier.body = plain('here');
        notifier.accept();
    });
    const subscriber = Sipgo.Subscriber.new(alice, address(bob), 'presence');
    subscriber.expires = 0;
    const texts = [];
    subscriber.connect('notification', (_subscriber, request) => texts.push(textOf(request)));
    await subscriber.subscribe();
    equal(subscriber.state, State.TERMINATED);
    equal(texts, ['here']);
}));

test('publication', () => withAgents(async (alice, bob) => {
    const requests = [];
    bob.connect('publication', (_agent, request) => {
        requests.push([textOf(request), request.message.get_header('SIP-If-Match')]);
        const expires = request.message.get_header('Expires');
        request.accept({extraHeaders: [`SIP-ETag: t${requests.length}`, `Expires: ${expires}`]});
    });
    const publisher = Sipgo.Publisher.new(alice, address(bob), 'presence');
    assert(publisher.unpublishOnClose);
    publisher.expires = 120;
    const request = await publisher.publish(plain('here'));
    equal([request.message.method, publisher.entityTag], ['PUBLISH', 't1']);
    equal([publisher.expires, publisher.grantedExpires], [120, 120]);
    equal(publisher.state, Sipgo.PublisherState.PUBLISHED);
    await publisher.publish(plain('away'), {extraHeaders: ['X-A: 1']});
    equal(publisher.body.text, 'away');
    await publisher.unpublish();
    equal(publisher.state, Sipgo.PublisherState.UNPUBLISHED);
    equal(requests, [['here', null], ['away', 't1'], [null, 't2']]);
}));

// Two notifiers, as behind a proxy that has forked the SUBSCRIBE.
class Notifiers extends Registrar {
    received(text, sender) {
        if (text.startsWith('SIP/2.0'))
            return;
        const subscribe = Sipgo.Message.parse(new GLib.Bytes(new TextEncoder().encode(text)));
        const ends = subscribe.get_header('Expires') === '0';
        const contact = `Contact: <${this.uri.to_string()}>`;
        this.answer(subscribe, sender, '200 OK', [contact, `Expires: ${subscribe.get_header('Expires')}`]);
        for (const tag of ends ? [subscribe.get_to_tag()] : ['one', 'two']) {
            const lines = [
                `NOTIFY ${subscribe.contact.uri.to_string()} SIP/2.0`,
                `Via: SIP/2.0/TCP ${this.uri.host}:${this.uri.port};branch=z9hG4bK${tag}${ends}`,
                `From: <sip:notifier@example.com>;tag=${tag}`,
                `To: ${subscribe.get_header('From')}`,
                `Call-ID: ${subscribe.callId}`,
                `CSeq: ${ends ? 2 : 1} NOTIFY`,
                contact,
                'Max-Forwards: 70',
                'Event: dialog',
                `Subscription-State: ${ends ? 'terminated' : 'active'}`,
                'Content-Length: 0',
            ];
            sender.write_all(`${lines.join('\r\n')}\r\n\r\n`, null);
        }
    }
}

test('forked', async () => {
    const notifiers = new Notifiers();
    const alice = makeAgent('tcp');
    await alice.start();
    try {
        const subscriber = Sipgo.Subscriber.new_for_uri(alice, notifiers.uri, 'dialog');
        const told = new Promise(resolve => {
            subscriber.connect('fork', (_subscriber, fork) => fork.connect('notification', () => resolve(fork)));
        });
        await subscriber.subscribe();
        const fork = await told;
        equal([fork.event, fork.state, subscriber.state], ['dialog', State.ACTIVE, State.ACTIVE]);
        equal([fork.dialog.remoteTag, subscriber.dialog.remoteTag].sort(), ['one', 'two']);
        await fork.unsubscribe();
        equal([fork.state, subscriber.state], [State.TERMINATED, State.ACTIVE]);
    } finally {
        await alice.stop();
        notifiers.close();
    }
});

test('stop', () => withAgents(async (alice, bob) => {
    const states = [];
    bob.connect('subscription', (_agent, notifier) => {
        notifier.accept();
        notifier.connect('notify::state', () => states.push(notifier.state));
    });
    bob.allowLegacyNotifications = true;
    const subscriber = Sipgo.Subscriber.new(alice, address(bob), 'presence');
    await subscriber.subscribe();
    const response = await alice.core.request('NOTIFY', address(bob), {extraHeaders: ['Event: presence']}).send();
    equal(response.statusCode, 200);
    await alice.stop();
    equal(subscriber.state, State.TERMINATED);
    equal(subscriber.userAgent, null);
    equal(states, [State.TERMINATED]);
    await alice.start();
    assert(await failure(subscriber.subscribe()));
}));

await runTests();
