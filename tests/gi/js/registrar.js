// SPDX-License-Identifier: LGPL-2.1-or-later
// A registrar for tests: a TCP server that answers REGISTER, and challenges it if it has a password.
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Sipgo from 'gi://Sipgo?version=1.0';

const digest = (...parts) => GLib.compute_checksum_for_string(GLib.ChecksumType.MD5, parts.join(':'), -1);

export class Registrar {
    constructor(password = null) {
        this.password = password;
        this.requests = [];
        this.service = new Gio.SocketService();
        const port = this.service.add_any_inet_port(null);
        this.uri = Sipgo.Uri.new('sip', null, '127.0.0.1', port).with_parameter('transport', 'tcp');
        this.service.connect('incoming', (_service, connection) => {
            this.read(connection, '');
            return true;
        });
        this.service.start();
    }

    close() {
        this.service.stop();
        this.service.close();
    }

    read(connection, pending) {
        connection.inputStream.read_bytes_async(65536, GLib.PRIORITY_DEFAULT, null, (stream, result) => {
            const bytes = stream.read_bytes_finish(result);
            if (bytes.get_size() === 0)
                return;
            const messages = (pending + new TextDecoder().decode(bytes.toArray())).split('\r\n\r\n');
            const rest = messages.pop();
            messages.filter(text => text.trim()).forEach(text => this.received(`${text}\r\n\r\n`, connection.outputStream));
            this.read(connection, rest);
        });
    }

    received(text, sender) {
        const request = Sipgo.Message.parse(new GLib.Bytes(new TextEncoder().encode(text)));
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
        sender.write_all(`${lines.join('\r\n')}\r\n\r\n`, null);
    }
}
