// SPDX-License-Identifier: LGPL-2.1-or-later
// node node.mjs URL: the user of SIP.js in Node.js, whose older releases have no WebSocket.
import WebSocket from 'ws';

globalThis.WebSocket = WebSocket;
const {run} = await import('./peer.mjs');

await run(process.argv[2]);
process.exit(0);
