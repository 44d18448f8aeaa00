# SPDX-License-Identifier: LGPL-2.1-or-later
"""Several accounts in one agent."""
from harness import *


class Accounts(Case):
    @asynchronous
    async def test_call_as_an_account(self):
        async with pair() as (alice, bob):
            office = Sipgo.Account.new("Anna <sip:anna@office.example>", credentials=Sipgo.Credentials.new("anna", "secret"))
            alice.add_account(office)
            self.assertEqual(list(alice.accounts), [office])
            invitations = bob.invitations()
            call = Sipgo.Inviter.new(alice, address(bob), account=office)
            self.assertEqual(str(call.local_identity), "Anna <sip:anna@office.example>".replace("Anna", '"Anna"'))
            calling = call.invite()
            invitation = await next_item(invitations)
            self.assertEqual(invitation.remote_identity.uri.user, "anna")
            await invitation.accept()
            await calling
            self.assertIs(call.account, office)
            await call.bye()

    @asynchronous
    async def test_invitation_says_whose_it_is(self):
        async with pair() as (alice, bob):
            office = Sipgo.Account.new("sip:anna@office.example")
            alice.add_account(office)
            for user, is_office in ((office.contact_name, True), ("alice", False)):
                invitations = alice.invitations()
                calling = Sipgo.Inviter.new(bob, address(alice, user)).invite()
                invitation = await next_item(invitations)
                self.assertEqual(invitation.account is office, is_office)
                await invitation.reject(Sipgo.Status.BUSY_HERE)
                with self.assertRaises(GLib.Error):
                    await calling

    @asynchronous
    async def test_follow_redirects(self):
        async with pair() as (alice, bob):
            office = Sipgo.Account.new("sip:anna@office.example", follow_redirects=True)
            self.assertFalse(alice.follow_redirects)
            alice.add_account(office)
            invitations = bob.invitations()
            call = Sipgo.Inviter.new(alice, address(bob), account=office)
            calling = call.invite()
            (await next_item(invitations)).redirect([address(bob, "robert")])
            invitation = await next_item(invitations)
            self.assertEqual(invitation.request.message.request_uri.user, "robert")
            await invitation.accept()
            await calling
            await call.bye()


if __name__ == "__main__":
    unittest.main()
