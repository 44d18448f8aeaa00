// SPDX-License-Identifier: LGPL-2.1-or-later
// A registrar for tests: a UDP socket that answers REGISTER, and asks for a password if it has one.
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Sipgo from 'gi://Sipgo?version=1.0';

const digest = (...parts) => GLib.compute_checksum_for_string(GLib.ChecksumType.MD5, parts.join(':'), -1);

export class Registrar {
    constructor(password = null) {
        this.password = password;
        this.requests = [];
        this.socket = Gio.Socket.new(Gio.SocketFamily.IPV4, Gio.SocketType.DATAGRAM, Gio.SocketProtocol.UDP);
        this.socket.bind(Gio.InetSocketAddress.new_from_string('127.0.0.1', 0), true);
        this.uri = Sipgo.Uri.new('sip', null, '127.0.0.1', this.socket.get_local_address().get_port());
        this.source = this.socket.create_source(GLib.IOCondition.IN, null);
        this.source.set_callback(() => this.readable());
        this.source.attach(null);
    }

    close() {
        this.source.destroy();
        this.socket.close();
    }

    readable() {
        const bytes = this.socket.receive_bytes_from(65536, 0, null);
        const [data, sender] = Array.isArray(bytes) ? bytes : [bytes];
        this.received(data, sender);
        return GLib.SOURCE_CONTINUE;
    }

    received(data, sender) {
        const request = Sipgo.Message.parse(data);
        this.requests.push(request);
        if (this.password && !this.isAuthorized(request)) {
            this.answer(request, sender, '401 Unauthorized',
                ['WWW-Authenticate: Digest realm="test", nonce="abc", qop="auth"']);
        } else {
            this.answer(request, sender, '200 OK',
                request.get_header_values('Contact').map(contact => `Contact: ${contact}`));
        }
    }

    isAuthorized(request) {
        const header = request.get_header('Authorization') ?? '';
        const field = Object.fromEntries([...header.matchAll(/(\w+)="?([^",]*)"?/g)].map(([, name, value]) => [name, value]));
        return field.response === digest(digest(field.username, 'test', this.password), 'abc', field.nc, field.cnonce, 'auth',
            digest('REGISTER', field.uri));
    }

    answer(request, sender, status, headers) {
        const lines = [
            `SIP/2.0 ${status}`,
            ...request.get_header_values('Via').map(via => `Via: ${via}`),
            `From: ${request.get_header('From')}`,
            `To: ${request.get_header('To')};tag=1`,
            `Call-ID: ${request.callId}`,
            `CSeq: ${request.get_header('CSeq')}`,
            ...headers,
            'Content-Length: 0',
        ];
        this.socket.send_to(sender, new TextEncoder().encode(`${lines.join('\r\n')}\r\n\r\n`), null);
    }
}
