// SPDX-License-Identifier: LGPL-2.1-or-later
// A user of SIP.js that does what a test tells it over a WebSocket, and tells what it sees. The same in node and in a
// browser. A command is {id, verb, ...arguments}; its outcome {id, result} or {id, error}; what happens {event, ...}.
import {
    Inviter, Messager, Publisher, Registerer, RequestPendingError, SessionState, Subscriber, UserAgent,
} from 'sip.js';
import {PlainHandler} from './plain-handler.mjs';

const things = new Map();                               // sessions, subscriptions and so on by their names
let control, agent, registerer, count = 0;

function tell(what) {
    control.send(JSON.stringify(what));
}

function find(name) {
    const thing = things.get(name);
    if (!thing)
        throw new Error(`there is no ${name}`);
    return thing;
}

function target(text) {
    const uri = UserAgent.makeURI(text);
    if (!uri)
        throw new Error(`${text} is no URI`);
    return uri;
}

// --- events ---

function watchState(name, thing) {
    things.set(name, thing);
    thing.stateChange.addListener(state => tell({event: 'state', name, state}));
}

function watchSession(name, session) {
    watchState(name, session);
    session.delegate = {
        onAck: () => tell({event: 'ack', name}),
        onBye(bye) {
            bye.accept();
            tell({event: 'bye', name, reason: bye.incomingByeRequest?.message.getHeader('Reason')});
        },
        onCancel: cancel => tell({event: 'cancel', name, reason: cancel.incomingCancelRequest?.getHeader('Reason')}),
        onInfo(info) {
            info.accept();
            tell({event: 'info', name, body: info.request.body});
        },
        onInvite: (_request, _response, status) => tell({
            event: 'reinvite', name, status, direction: session.sessionDescriptionHandler.remoteDirection,
        }),
        onMessage(message) {
            message.accept();
            tell({event: 'message', name, body: message.request.body});
        },
        onNotify(notification) {
            notification.accept();
            tell({event: 'notify', name, body: notification.request.body});
        },
        async onRefer(referral) {
            await referral.accept();
            const referred = `${name}-referred`;
            const inviter = referral.makeInviter();
            watchSession(referred, inviter);
            tell({event: 'refer', name, referred, to: referral.referTo.uri.toString()});
            await inviter.invite();
        },
    };
}

function watchAgent() {
    agent.delegate = {
        onConnect: () => tell({event: 'connected'}),
        onDisconnect: error => tell({event: 'disconnected', error: error?.message ?? null}),
        onInvite(invitation) {
            const name = `invitation-${++count}`;
            watchSession(name, invitation);
            tell({
                event: 'invitation', name, from: invitation.remoteIdentity.uri.toString(), body: invitation.body ?? null,
                displayName: invitation.remoteIdentity.displayName, replacee: invitation.replacee?.id ?? null,
            });
        },
        onMessage(message) {
            message.accept();
            tell({event: 'message', name: null, body: message.request.body});
        },
        onNotify(notification) {
            notification.accept();
            tell({event: 'notify', name: null, body: notification.request.body});
        },
    };
}

// The responses to a request, as events.
function delegateOf(name) {
    const moment = which => response => tell({
        event: which, name, status: response.message.statusCode, reason: response.message.reasonPhrase,
    });
    return Object.fromEntries(['Trying', 'Progress', 'Accept', 'Redirect', 'Reject'].map(
        which => [`on${which}`, moment(which.toLowerCase())]));
}

// Resolves to the final response of the request, whatever its status is.
function outcome(begin) {
    return new Promise((resolve, reject) => {
        const final = response => resolve(response.message.statusCode);
        Promise.resolve(begin({onAccept: final, onRedirect: final, onReject: final})).catch(reject);
    });
}

// --- commands ---

const verbs = {
    async start({uri, server, options = {}}) {
        agent = new UserAgent({
            uri: target(uri), transportOptions: {server, keepAliveInterval: 0}, logBuiltinEnabled: false,
            logConnector: (level, category, _label, content) => ['error', 'warn'].includes(level) && tell({event: 'log', level, category, content}),
            sessionDescriptionHandlerFactory: session => new PlainHandler(session.userAgent.configuration.uri.user),
            ...options,
        });
        watchAgent();
        await agent.start();
        return agent.contact.uri.toString();
    },

    stop: () => agent.stop(),

    register: ({options}) => {
        if (!registerer) {
            registerer = new Registerer(agent, options);
            watchState('registerer', registerer);
        }
        return outcome(requestDelegate => registerer.register({requestDelegate}));
    },
    unregister: ({all}) => outcome(requestDelegate => registerer.unregister({all, requestDelegate})),

    invite({name, to, options = {}, inviteOptions = {}}) {
        const inviter = new Inviter(agent, target(to), options);
        watchSession(name, inviter);
        return inviter.invite({requestDelegate: delegateOf(name), ...inviteOptions}).then(() => null);
    },
    cancel: ({name, options}) => find(name).cancel(options),
    accept: ({name, options}) => find(name).accept(options),
    progress: ({name, options}) => find(name).progress(options).then(() => null),
    reject: ({name, options}) => find(name).reject(options),
    bye: ({name}) => outcome(requestDelegate => find(name).bye({requestDelegate})),
    dispose: ({name}) => find(name).dispose(),
    state: ({name}) => find(name).state,

    reinvite({name, hold = false, withoutSdp = false}) {
        const session = find(name);
        return outcome(requestDelegate => session.invite({
            requestDelegate, withoutSdp, sessionDescriptionHandlerOptions: {hold},
        }).catch(error => {
            if (error instanceof RequestPendingError)
                return tell({event: 'pending', name});
            throw error;
        }));
    },
    direction: ({name}) => find(name).sessionDescriptionHandler.remoteDirection,

    info: ({name, body}) => outcome(requestDelegate => find(name).info({
        requestDelegate,
        requestOptions: {body: {contentDisposition: 'render', contentType: 'application/dtmf-relay', content: body}},
    })),
    messageInSession: ({name, body}) => outcome(requestDelegate => find(name).message({
        requestDelegate, requestOptions: {body: {contentDisposition: 'render', contentType: 'text/plain', content: body}},
    })),
    refer: ({name, to, session}) => outcome(requestDelegate => find(name).refer(session ? find(session) : target(to), {
        requestDelegate,
        onNotify(notification) {
            notification.accept();
            tell({event: 'refer-notify', name, body: notification.request.body});
        },
    })),

    message: ({to, body}) => outcome(requestDelegate => new Messager(agent, target(to), body).message({requestDelegate})),

    async subscribe({name, to, event, options}) {
        const subscriber = new Subscriber(agent, target(to), event, options);
        watchState(name, subscriber);
        subscriber.delegate = {
            onNotify(notification) {
                notification.accept();
                tell({
                    event: 'notify', name, body: notification.request.body,
                    state: notification.request.getHeader('Subscription-State'),
                });
            },
        };
        await subscriber.subscribe();
    },
    unsubscribe: ({name}) => find(name).unsubscribe(),

    async publish({name, to, event, body, options}) {
        let publisher = things.get(name);
        if (!publisher) {
            publisher = new Publisher(agent, target(to), event, options);
            watchState(name, publisher);
        }
        await publisher.publish(body);
    },
    unpublish: ({name}) => find(name).unpublish(),

    // Breaks the connection as a network failure does, without sending anything.
    drop: () => void agent.transport.ws.close(),
    isConnected: () => agent.isConnected(),
    established: () => [...things.values()].filter(thing => thing.state === SessionState.Established).length,
};

async function receive(text) {
    const {id, verb, ...args} = JSON.parse(text);
    try {
        tell({id, result: (await verbs[verb](args)) ?? null});
    } catch (error) {
        tell({id, error: `${error.name}: ${error.message}`});
    }
}

export function run(url) {
    control = new WebSocket(url, 'control');
    control.addEventListener('open', () => tell({event: 'ready'}));
    control.addEventListener('message', ({data}) => receive(data));
    return new Promise(resolve => control.addEventListener('close', resolve));
}
