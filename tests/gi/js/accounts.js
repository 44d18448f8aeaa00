// SPDX-License-Identifier: LGPL-2.1-or-later
// Several accounts in one agent.
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, failure, nextItem, runTests, test, withAgents} from './harness.js';

test('a call as an account', () => withAgents(async (alice, bob) => {
    const office = Sipgo.Account.new('Anna <sip:anna@office.example>', {credentials: Sipgo.Credentials.new('anna', 'secret')});
    alice.add_account(office);
    equal(alice.accounts.get_n_items(), 1);
    const invitations = bob.invitations();
    const call = Sipgo.Inviter.new(alice, address(bob), {account: office});
    const calling = call.invite();
    const invitation = await nextItem(invitations);
    equal(invitation.remoteIdentity.uri.user, 'anna');
    await invitation.accept();
    await calling;
    assert(call.account === office);
    await call.bye();
}));

test('an invitation says whose it is', () => withAgents(async (alice, bob) => {
    const office = Sipgo.Account.new('sip:anna@office.example');
    alice.add_account(office);
    const invitations = alice.invitations();
    const calling = Sipgo.Inviter.new(bob, address(alice, office.contactName)).invite();
    const invitation = await nextItem(invitations);
    assert(invitation.account === office);
    await invitation.reject(Sipgo.Status.BUSY_HERE);
    await failure(calling);
}));

test('redirections are followed', () => withAgents(async (alice, bob) => {
    const office = Sipgo.Account.new('sip:anna@office.example', {followRedirects: true});
    assert(!alice.followRedirects);
    alice.add_account(office);
    const invitations = bob.invitations();
    const call = Sipgo.Inviter.new(alice, address(bob), {account: office});
    const calling = call.invite();
    (await nextItem(invitations)).redirect([address(bob, 'robert')]);
    const invitation = await nextItem(invitations);
    equal(invitation.request.message.requestUri.user, 'robert');
    await invitation.accept();
    await calling;
    await call.bye();
}));

await runTests();
