#!/usr/bin/gjs -m
// SPDX-License-Identifier: LGPL-2.1-or-later
import Gio from 'gi://Gio';
import Sipgo from 'gi://Sipgo?version=1.0';
import {
    ACCOUNT_HELP, accountOptions, makeAgent, makeReporter, onCancelled, parseArguments, readAccount, register, run, saveTrace, sleep,
} from './common.js';

const HELP = `An agent that answers every call and sends the received audio back.

It accepts calls for any user at any domain. Some users have a special meaning:
  busy      rejects with 486 Busy Here
  decline   rejects with 603 Decline
  redirect  redirects to the user echo at the same address (302)
  ring      rings for five seconds before it answers
  silent    never answers

Options:
  --listen TRANSPORT:ADDRESS:PORT   the address to listen on (default udp:127.0.0.1:5070); may be repeated
  --media echo|tone|silence|null    the audio for the caller; null: no packets are sent
  --ring SECONDS                    ring for this time before answering
  --once                            stop after the first call
  --trace FILE                      at the end, write what was sent and received to FILE: .txt, .html or .pcapng
  --json                            print one JSON object in each line
${ACCOUNT_HELP}
  --registrar URI                   the registrar, if it is not the domain of the account`;

const options = parseArguments({
    listen: {many: true}, media: {value: 'echo'}, ring: {number: true, value: 0}, once: {flag: true},
    trace: {}, json: {flag: true}, register: {}, ...accountOptions,
}, [], HELP);
options.listen ??= ['udp:127.0.0.1:5070'];
options.uri ??= options.register;
readAccount(options);

const report = makeReporter(options.json);

function makeFactory(media) {
    if (media === 'null')
        return new Sipgo.NullHandlerFactory();
    return new Sipgo.RtpHandlerFactory({source: media === 'tone' ? 'tone:440' : media, sink: 'null'});
}

// Rings for this time; false when the caller has cancelled meanwhile.
async function ring(call, seconds) {
    await call.progress();
    const over = new Gio.Cancellable();
    const handler = call.connect('notify::state', () => over.cancel());
    const rang = await sleep(seconds, over);
    call.disconnect(handler);
    return rang;
}

async function answer(call, who) {
    const target = call.request.message.requestUri;
    let seconds = options.ring;
    switch (target.user) {
    case 'busy':
        return call.reject(Sipgo.Status.BUSY_HERE);
    case 'decline':
        return call.reject(Sipgo.Status.DECLINE);
    case 'redirect':
        return call.redirect(target.with_user('echo'));
    case 'silent':
        return call.wait_for_state(Sipgo.SessionState.TERMINATED);
    case 'ring':
        seconds = 5;
    }

    if (seconds > 0) {
        report('ringing', `${who.from}: ringing`, who);
        if (!await ring(call, seconds))
            return;
    }
    await call.accept();
    report('established', `${who.from}: talking`, {...who, codec: call.media?.codec ?? null});
    call.media?.connect('dtmf', (_media, digit, duration) =>
        report('dtmf', `${who.from}: pressed ${digit}`, {...who, digit, duration}));
    await call.wait_for_state(Sipgo.SessionState.TERMINATED);
}

// Handles one call, to its end. In any case the caller gets a final response or a BYE.
async function take(call) {
    const who = {call: call.id, from: `${call.remoteIdentity.uri}`};
    report('invitation', `${who.from} calls`, {...who, to: `${call.request.message.requestUri}`});
    try {
        await answer(call, who);
    } catch (error) {
        report('failed', `${who.from}: ${error.message}`, {...who, message: error.message});
    } finally {
        await call.end();
        report('terminated', `${who.from}: over`, who);
    }
}

async function main(interrupted) {
    const agent = makeAgent(options, {sessionDescriptionHandlerFactory: makeFactory(options.media)});
    await agent.start();
    agent.listeners.forEach(listener => report('listening', `listening on ${listener}`, {listener}));
    onCancelled(interrupted, () => agent.stop().catch(logError));
    const invitations = agent.invitations();
    const registerer = options.uri ? await register(agent, options, report) : null;

    for await (const call of invitations) {
        const answering = take(call);
        if (options.once) {
            await answering;
            break;
        }
    }
    if (registerer && !interrupted.is_cancelled())
        await registerer.unregister();
    await agent.stop();
    await saveTrace(agent, options.trace);
    report('stopped', 'stopped');
}

run(main, report);
