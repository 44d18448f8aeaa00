// SPDX-License-Identifier: LGPL-2.1-or-later
// The core: requests of any method, dialogs, transactions; and the log.
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, establish, fails, makeAgent, nextItem, runTests, test, withAgents} from './harness.js';

const Kind = Sipgo.TransactionKind, Level = Sipgo.LogLevel, State = Sipgo.TransactionState;

test('transactions', () => withAgents(async (alice, bob) => {
    const request = alice.core.request('OPTIONS', address(bob), null);
    const states = [];
    request.connect('notify::transaction', () => request.transaction.connect('notify::state',
        transaction => states.push(transaction.state)));
    const sending = request.send();
    const {transaction} = request;
    equal(transaction.kind, Kind.NON_INVITE_CLIENT);
    equal(transaction.state, State.TRYING);
    equal(transaction.get_timers().map(timer => timer.name), ['E', 'F']);
    assert(transaction.get_timers()[0].remaining_ms <= 500);
    equal(transaction.request.get_header('CSeq'), '1 OPTIONS');
    equal(transaction.remote, bob.listeners[0]);
    assert(alice.core.get_transactions().includes(transaction));
    await sending;
    equal(states, [State.COMPLETED]);
    equal(transaction.get_timers().map(timer => timer.name), ['K']);
}));

test('dialogs', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    const [dialog] = alice.core.get_dialogs();
    equal(dialog.get_id(), call.dialog.get_id());
    const before = dialog.get_local_sequence_number();
    const received = Sipgo.signals(invitation, 'info-received');
    const options = new Sipgo.RequestOptions({extraHeaders: ['X-Test: 1']});
    const sending = alice.core.request_in_dialog(dialog, 'INFO', options).send();
    const info = await nextItem(received);
    equal(info.message.get_header('X-Test'), '1');
    equal(info.transaction.kind, Kind.NON_INVITE_SERVER);
    info.accept();
    equal((await sending).statusCode, 200);
    equal(dialog.get_local_sequence_number(), before + 1);
    equal(invitation.dialog.get_remote_sequence_number(), before + 1);
    await fails(Sipgo.Error.INVALID, () => alice.core.request_in_dialog(dialog, 'BYE', null));
    await call.bye();
    await fails(Sipgo.Error.TERMINATED, () => alice.core.request_in_dialog(dialog, 'INFO', null));
}));

test('a header of an outgoing request', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    call.connect('request-created', (_call, request) => void request.set_header('X-Late', 'yes'));
    const received = Sipgo.signals(invitation, 'message-received');
    const sending = call.message({body: Sipgo.Body.new('text/plain', 'tea?')});
    const message = await nextItem(received);
    equal(message.message.get_header('X-Late'), 'yes');
    message.accept();
    await sending;
}));

test('who a request is from', () => withAgents(async (alice, bob) => {
    const received = Sipgo.signals(bob, 'options-received');
    const request = alice.core.request('OPTIONS', address(bob));
    request.set_header('From', 'Carol <sip:carol@example.com>');
    request.set_header('Call-ID', 'mine');
    const sending = request.send();
    const options = await nextItem(received);
    options.proceed();
    const {message} = options;
    equal([message.from.uri.user, message.callId], ['carol', 'mine']);
    assert(message.fromTag);
    await sending;
}));

test('loggers', async () => {
    const lines = [];
    const agent = makeAgent();
    const factory = agent.loggerFactory;
    factory.builtinEnabled = false;
    factory.connect('logged', (_factory, ...line) => lines.push(line));
    const logger = agent.get_logger('app', 'one');
    logger.debug('too much');
    logger.log('hello');
    equal(lines.pop(), [Level.LOG, 'app', 'one', 'hello']);
    assert(logger.get_factory() === factory);
    equal([logger.get_category(), logger.get_label()], ['app', 'one']);
    factory.level = Level.WARN;
    logger.log('not now');
    logger.warn('careful');
    logger.error('broken');
    factory.generic_log(Level.ERROR, 'app', null, 'plain');
    equal(lines, [[Level.WARN, 'app', 'one', 'careful'], [Level.ERROR, 'app', 'one', 'broken'], [Level.ERROR, 'app', null, 'plain']]);
});

test('what the agent logs', () => withAgents(async (alice, bob) => {
    const lines = [];
    alice.loggerFactory.level = Level.DEBUG;
    alice.loggerFactory.connect('logged', (_factory, _level, category, _label, content) => lines.push([category, content]));
    await alice.core.request('OPTIONS', address(bob), null).send();
    equal(lines.map(([category]) => category), ['wire', 'wire']);
    assert(lines[0][1].includes('OPTIONS sip:'));
}));

await runTests();
