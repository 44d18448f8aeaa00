// SPDX-License-Identifier: LGPL-2.1-or-later
// A session description handler of SIP.js without any media: it writes and reads descriptions, so that the test runs
// in node as well as in a browser.
const CONTENT_TYPE = 'application/sdp';
const OPPOSITE = {sendrecv: 'sendrecv', sendonly: 'recvonly', recvonly: 'sendonly', inactive: 'inactive'};

function directionOf(sdp) {
    return /^a=(sendrecv|sendonly|recvonly|inactive)\r?$/m.exec(sdp)?.[1] ?? 'sendrecv';
}

export class PlainHandler {
    constructor(name) {
        this.name = name;
        this.version = 0;
        this.offering = false;                          // an offer of ours awaits its answer
        this.offered = null;                            // an offer of the peer awaits our answer
        this.remote = null;
        this.closed = false;
    }

    close() {
        this.closed = true;
    }

    hasDescription(contentType) {
        return contentType === CONTENT_TYPE;
    }

    async getDescription(options, modifiers = []) {
        let direction = options?.hold ? 'sendonly' : 'sendrecv';
        if (this.offered) {
            const theirs = OPPOSITE[directionOf(this.offered)];
            if (theirs !== 'sendrecv')
                direction = theirs;
        }
        this.offering = !this.offered;
        this.offered = null;
        this.version++;
        let description = {type: this.offering ? 'offer' : 'answer', sdp: [
            'v=0', `o=${this.name} 1 ${this.version} IN IP4 127.0.0.1`, 's=-', 'c=IN IP4 127.0.0.1', 't=0 0',
            'm=audio 9000 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000', `a=${direction}`, '',
        ].join('\r\n')};
        for (const modifier of modifiers)
            description = await modifier(description);
        return {body: description.sdp, contentType: CONTENT_TYPE};
    }

    async setDescription(sdp) {
        if (!sdp.startsWith('v=0'))
            throw new Error('no description');
        this.offered = this.offering ? null : sdp;
        this.offering = false;
        this.remote = sdp;
    }

    async rollbackDescription() {
        this.offering = false;
        this.offered = null;
    }

    sendDtmf() {
        return false;
    }

    get remoteDirection() {
        return this.remote && directionOf(this.remote);
    }
}
