/* SPDX-License-Identifier: LGPL-2.1-or-later */
int main () {
    var agent = new Sipgo.UserAgent ();
    try {
        var call = new Sipgo.Inviter (agent, "sip:bob@example.com");
        assert (call.state == Sipgo.SessionState.INITIAL);
    } catch (GLib.Error error) {
        assert_not_reached ();
    }
    return 0;
}
