# SPDX-License-Identifier: LGPL-2.1-or-later
"""Scenarios for SIPp, made from the steps in which they differ."""

CONTACT = "Contact: <sip:sipp@[local_ip]:[local_port];transport=[transport]>"
SDP = """v=0
o=sipp 1 {version} IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0
a=rtpmap:0 PCMU/8000
a={direction}
"""


def sdp(direction="sendrecv", version=1):
    return SDP.format(direction=direction, version=version)


def scenario(name, *steps):
    return f'<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="{name}">\n' + "".join(steps) + "</scenario>\n"


def send(lines, body="", retransmit=True):
    content = "Content-Type: application/sdp\nContent-Length: [len]\n" if body else "Content-Length: 0\n"
    timer = ' retrans="500"' if retransmit else ""
    return f"<send{timer}><![CDATA[\n\n" + "\n".join(lines) + "\n" + content + "\n" + body + "\n]]></send>\n"


def pause(milliseconds):
    return f'<pause milliseconds="{milliseconds}"/>\n'


# --- SIPp as the caller ---

def request(method, number, *headers, body="", in_dialog=False, via=None, retransmit=None, is_again=False):
    """is_again: the request of before, with credentials, does not have the tag of the answer."""
    uri = "[next_url]" if in_dialog else "sip:[remote_ip]:[remote_port]" if method == "REGISTER" \
        else "sip:[service]@[remote_ip]:[remote_port]"
    lines = [f"{method} {uri} SIP/2.0",
             via or "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport",
             "Max-Forwards: 70",
             "From: <sip:sipp@[local_ip]:[local_port]>;tag=[pid]f[call_number]",
             "To: <sip:[service]@[remote_ip]:[remote_port]>" + ("" if is_again else "[peer_tag_param]"),
             "Call-ID: [call_id]",
             f"CSeq: {number} {method}",
             CONTACT,
             *headers]
    return send(lines, body, method != "ACK" if retransmit is None else retransmit)


def ack(number, body=""):
    return request("ACK", number, in_dialog=True, body=body)


def bye(number):
    return request("BYE", number, in_dialog=True) + response(200)


def response(status, optional=False, action="", next_step=None, auth=False):
    """auth: [authentication] then answers its challenge."""
    attributes = f'response="{status}"' + (' auth="true"' if auth else "")
    if optional:
        attributes += ' optional="true"'
    if 180 <= status < 300:
        attributes += ' rrs="true"'
    if next_step:
        attributes += f' next="{next_step}"'
    return f"<recv {attributes}><action>{action}</action></recv>\n" if action else f"<recv {attributes}/>\n"


def matches(expression, part=""):
    """An action: the message must match, and the text of the first group is then [$part]."""
    variables = "whole," + part if part else "whole"
    return f'<ereg regexp="{expression}" search_in="msg" check_it="true" assign_to="{variables}"/><log message="[$whole]"/>'


# --- SIPp as the callee ---

def receive(method, action="", optional=False):
    attributes = f'request="{method}"' + (' rrs="true"' if method == "INVITE" else "") + (' optional="true"' if optional else "")
    return f"<recv {attributes}><action>{action}</action></recv>\n" if action else f"<recv {attributes}/>\n"


def remember(*names):
    """An action: stores these headers of the request."""
    return "".join(f'<ereg regexp=".*" search_in="hdr" header="{name}" check_it="true" assign_to="{name}"/>' for name in names)


def answer(status, *headers, body="", tag=True, retransmit=False, contact=True, remembered=False):
    names = () if not remembered else remembered if isinstance(remembered, tuple) else ("Via", "CSeq")
    via, sender, to, number = (f"{name}[${name}]" if name in names else f"[last_{name}:]" for name in ("Via", "From", "To", "CSeq"))
    lines = [f"SIP/2.0 {status}", via, "[last_Record-Route:]", sender, f"{to};tag=[pid]u[call_number]" if tag else to, "[last_Call-ID:]",
             number, *([CONTACT] if contact else ()), *headers]
    return send(lines, body, retransmit)


def answered(*steps, remembered=False):
    """From the 200 on, until the caller hangs up; steps come between the ACK and the BYE."""
    return answer("200 OK", body=sdp(), tag=not remembered or isinstance(remembered, tuple), remembered=remembered, retransmit=True) + receive("ACK") + "".join(steps) \
        + receive("BYE") + answer("200 OK", tag=False)


def called_request(method, number, *headers, body=""):
    """The callee sends a request in the dialog: its From is the To of the INVITE."""
    return send([f"{method} [next_url] SIP/2.0", "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]",
                 "Max-Forwards: 70", "From: <sip:sipp@[local_ip]:[local_port]>;tag=[pid]u[call_number]",
                 "To[$From]", "Call-ID: [call_id]", f"CSeq: {number} {method}", CONTACT, *headers], body)


def called_bye():
    return called_request("BYE", 1)


def challenged(method, *steps, user="alice", password="wonderland", realm="rig.test"):
    """A request of this method is challenged, and must be sent again with credentials; then the steps."""
    challenge = f'WWW-Authenticate: Digest realm="{realm}", nonce="47ebe028cda119c3", qop="auth", algorithm=MD5'
    check = f'<verifyauth assign_to="valid" username="{user}" password="{password}"/>'
    return receive(method) + answer("401 Who Are You", challenge, retransmit=method == "INVITE") \
        + (receive("ACK") if method == "INVITE" else "") + receive(method, check) \
        + '<nop test="valid" next="valid"/>\n' + answer("403 Wrong Password") \
        + '<label id="valid"/>\n' + "".join(steps)
