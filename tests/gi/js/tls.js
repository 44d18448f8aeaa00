// SPDX-License-Identifier: LGPL-2.1-or-later
// SIP over TLS between two agents. The certificates are those of data/tls/make.sh.
import Gio from 'gi://Gio';
import Sipgo from 'gi://Sipgo?version=1.0';
import {assert, fails, makeAgent, match, nextItem, runTests, test} from './harness.js';

const data = Gio.File.new_for_uri(import.meta.url).get_parent().resolve_relative_path('../../data/tls');
const path = name => data.get_child(`${name}.pem`).get_path();
const certificate = name => Gio.TlsCertificate.new_from_file(path(name));
const authorities = () => Gio.TlsFileDatabase.new(path('authority'));
const port = agent => agent.listeners[0].split(':').pop();

const tlsAgent = (name = 'server') => makeAgent('tls', {tls_certificate: certificate(name), tls_database: authorities()});

test('call', async () => {
    const [alice, bob] = [tlsAgent(), tlsAgent()];
    await alice.start();
    await bob.start();
    const invitations = bob.invitations();
    const inviter = Sipgo.Inviter.new(alice, `sips:bob@localhost:${port(bob)}`);
    const inviting = inviter.invite();
    const invitation = await nextItem(invitations);
    await invitation.accept();
    await inviting;
    match(invitation.request.message.get_header('Via'), /^SIP\/2\.0\/TLS 127\.0\.0\.1:/);
    match(invitation.request.message.get_header('Contact'), /^<sips:\w+@127\.0\.0\.1:\d+>/);
    await invitation.bye();
    await alice.stop();
    await bob.stop();
});

test('other name', async () => {
    const [alice, bob] = [makeAgent('udp', {tls_database: authorities()}), tlsAgent('domain')];
    await alice.start();
    await bob.start();
    const request = alice.core.request('OPTIONS', `sips:bob@127.0.0.1:${port(bob)}`, null);
    const error = await fails(Sipgo.Error.CERTIFICATE, request.send());
    match(error.message, /not for 127\.0\.0\.1/);
    assert(alice.tls_database instanceof Gio.TlsFileDatabase);
    await alice.stop();
    await bob.stop();
});

test('client certificate', async () => {
    const bob = makeAgent('tls', {
        tls_certificate: certificate('server'), tls_database: authorities(),
        tls_client_certificates: Gio.TlsAuthenticationMode.REQUIRED,
    });
    const alice = makeAgent('udp', {tls_certificate: certificate('client'), tls_database: authorities()});
    await alice.start();
    await bob.start();
    const invitations = bob.invitations();
    const inviting = Sipgo.Inviter.new(alice, `sips:bob@127.0.0.1:${port(bob)}`).invite();
    const invitation = await nextItem(invitations);
    assert(invitation.request.get_verified_names().join() === 'client.example.com');
    await invitation.accept();
    await inviting;
    await invitation.bye();
    await alice.stop();
    await bob.stop();
});

test('accept any certificate', async () => {
    const [alice, bob] = [makeAgent('udp', {accept_any_certificate: true}), tlsAgent('stranger')];
    await alice.start();
    await bob.start();
    assert(alice.accept_any_certificate);
    const response = await alice.core.request('OPTIONS', `sips:bob@127.0.0.1:${port(bob)}`, null).send();
    assert(response.status_code === 200);
    await alice.stop();
    await bob.stop();
});

await runTests();
