// SPDX-License-Identifier: LGPL-2.1-or-later
// node jssip.mjs URL: a user of JsSIP that is controlled by a test, as peer.mjs for SIP.js.
import WebSocket from 'ws';

// JsSIP needs a browser. Its media are replaced by descriptions without media.
class PlainConnection extends EventTarget {
    signalingState = 'stable';
    iceGatheringState = 'complete';
    iceConnectionState = 'connected';
    version = 0;

    describe(type) {
        this.version++;
        return {type, sdp: [
            'v=0', `o=jssip 1 ${this.version} IN IP4 127.0.0.1`, 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=audio 9000 RTP/AVP 0',
            'a=rtpmap:0 PCMU/8000', 'a=sendrecv', '',
        ].join('\r\n')};
    }

    async createOffer() {
        return this.describe('offer');
    }

    async createAnswer() {
        return this.describe('answer');
    }

    async setLocalDescription(description) {
        this.localDescription = description;
        this.signalingState = description.type === 'offer' ? 'have-local-offer' : 'stable';
    }

    async setRemoteDescription(description) {
        this.remoteDescription = description;
        this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    }

    getSenders() {
        return [];
    }

    close() {
        this.signalingState = 'closed';
    }
}

class PlainDescription {
    constructor({type, sdp}) {
        Object.assign(this, {type, sdp});
    }
}

Object.assign(globalThis, {window: globalThis, WebSocket, RTCPeerConnection: PlainConnection, RTCSessionDescription: PlainDescription});
const {default: JsSIP} = await import('jssip');
const WITHOUT_MEDIA = {mediaConstraints: {audio: false, video: false}};

const sessions = new Map();
let agent, subscriber, notifier, count = 0;

const control = new WebSocket(process.argv[2], 'control');
const tell = what => control.send(JSON.stringify(what));

function find(name) {
    const session = sessions.get(name);
    if (!session)
        throw new Error(`there is no ${name}`);
    return session;
}

function watchSession(name, session) {
    sessions.set(name, session);
    for (const event of ['progress', 'accepted', 'confirmed', 'ended', 'failed', 'hold', 'unhold']) {
        session.on(event, ({originator, cause, response}) => tell({
            event, name, originator, cause: cause ?? null, status: response?.status_code ?? null,
        }));
    }
    session.on('newDTMF', ({originator, dtmf}) => originator === 'remote' && tell({event: 'dtmf', name, tone: dtmf.tone}));
    session.on('newInfo', ({originator, info}) => originator === 'remote' && tell({event: 'info', name, body: info.body}));
    session.on('refer', ({request, accept}) => {
        const referred = `${name}-referred`;
        tell({event: 'refer', name, referred, to: request.refer_to.uri.toString()});
        accept(inviter => watchSession(referred, inviter), WITHOUT_MEDIA);
    });
}

function watchAgent() {
    for (const event of ['connected', 'disconnected', 'registered', 'unregistered', 'registrationFailed'])
        agent.on(event, () => tell({event}));
    agent.on('newRTCSession', ({originator, session, request}) => {
        if (originator !== 'remote')
            return;
        const name = `invitation-${++count}`;
        watchSession(name, session);
        tell({event: 'invitation', name, from: request.from.uri.toString(), displayName: request.from.display_name ?? null});
    });
    agent.on('newMessage', ({originator, message, request}) => {
        if (originator !== 'remote')
            return;
        message.accept();
        tell({event: 'message', body: request.body});
    });
    agent.on('newSubscribe', ({event, request}) => {
        notifier = agent.notify(request, 'text/plain', {});
        notifier.start();
        notifier.on('terminated', () => tell({event: 'notifier-terminated'}));
        notifier.setActiveState();
        notifier.notify('open');
        tell({event: 'subscription', package: event.event});
    });
}

const verbs = {
    start({uri, server, options = {}}) {
        agent = new JsSIP.UA({sockets: [new JsSIP.WebSocketInterface(server)], uri, ...options});
        watchAgent();
        agent.start();
    },
    stop: () => agent.stop(),
    unregister: () => agent.unregister(),

    call({name, to}) {
        watchSession(name, agent.call(to, WITHOUT_MEDIA));
    },
    answer: ({name}) => find(name).answer(WITHOUT_MEDIA),
    terminate: ({name, options}) => find(name).terminate(options),
    hold: ({name}) => new Promise(resolve => find(name).hold({}, resolve)),
    unhold: ({name}) => new Promise(resolve => find(name).unhold({}, resolve)),
    tone: ({name, tone}) => find(name).sendDTMF(tone),

    message: ({to, body}) => new Promise(resolve => agent.sendMessage(to, body, {eventHandlers: {
        succeeded: ({response}) => resolve(response.status_code),
        failed: ({response, cause}) => resolve(response?.status_code ?? cause),
    }})),

    subscribe({to, event}) {
        subscriber = agent.subscribe(to, event, 'text/plain', {expires: 600});
        for (const moment of ['pending', 'active'])
            subscriber.on(moment, () => tell({event: `subscriber-${moment}`}));
        subscriber.on('notify', (_isFinal, _request, body) => tell({event: 'notify', body}));
        subscriber.on('terminated', (_code, reason) => tell({event: 'subscriber-terminated', reason: reason ?? null}));
        subscriber.subscribe();
    },
    unsubscribe: () => subscriber.terminate(),
    notify: ({body}) => notifier.notify(body),
};

control.addEventListener('open', () => tell({event: 'ready'}));
control.addEventListener('message', async ({data}) => {
    const {id, verb, ...args} = JSON.parse(data);
    try {
        tell({id, result: (await verbs[verb](args)) ?? null});
    } catch (error) {
        tell({id, error: `${error.name}: ${error.message}`});
    }
});
control.addEventListener('close', () => process.exit(0));
