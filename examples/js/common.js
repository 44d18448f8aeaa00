// SPDX-License-Identifier: LGPL-2.1-or-later
// Shared by the examples: options, reports, accounts, and the end of the program.
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Sipgo from 'gi://Sipgo?version=1.0';
import System from 'system';

// Newer releases of GLib have the functions for Unix in namespaces of their own. They are not loaded by "await import ()",
// because the code that imports this file would then run in the job of a promise, and a main loop inside a job runs no
// other jobs.
const GLibUnix = importOptional('GLibUnix');
const GioUnix = importOptional('GioUnix');
const addSignalHandler = GLibUnix?.signal_add_full ?? GLib.unix_signal_add;
export const UnixInputStream = GioUnix?.InputStream ?? Gio.UnixInputStream;
export const UnixOutputStream = GioUnix?.OutputStream ?? Gio.UnixOutputStream;

function importOptional(namespace) {
    try {
        return imports.gi[namespace];
    } catch {
        return null;
    }
}

// Parses ARGV. `known` has the options: {listen: {many: true}, once: {flag: true}, duration: {number: true}, ...}.
export function parseArguments(known, positional, help) {
    const options = Object.fromEntries(Object.entries(known).map(([name, {value = null}]) => [name, value]));
    const rest = [];
    const args = [...ARGV];
    while (args.length > 0) {
        const argument = args.shift();
        if (argument === '--help' || argument === '-h')
            leave(help, 0);
        if (!argument.startsWith('--')) {
            rest.push(argument);
            continue;
        }
        const [flag, inline] = argument.slice(2).split(/=(.*)/s);
        const name = flag.replace(/-(.)/g, (_match, letter) => letter.toUpperCase());
        const kind = known[name] ?? leave(`Unknown option ${argument}.\n\n${help}`, 2);
        if (kind.flag) {
            options[name] = true;
            continue;
        }
        const text = inline ?? args.shift() ?? leave(`${argument} needs a value.`, 2);
        const value = kind.number ? Number(text) : text;
        options[name] = kind.many ? [...options[name] ?? [], value] : value;
    }
    if (rest.length !== positional.length)
        leave(`Give ${positional.join(', ') || 'options only'}.\n\n${help}`, 2);
    positional.forEach((name, i) => (options[name] = rest[i]));
    return options;
}

function leave(words, status) {
    (status ? printerr : print)(words);
    System.exit(status);
}

// Reports events: as text, or for other programs as one JSON object in each line.
export function makeReporter(asJson) {
    const started = GLib.get_monotonic_time();
    const clear = isTerminal(1) ? '\r\x1b[K' : '';          // removes a line of levels
    return (event, words, details = {}) => {
        const seconds = Math.round((GLib.get_monotonic_time() - started) / 1000) / 1000;
        if (asJson)
            print(JSON.stringify({event, seconds, ...details}));
        else if (words)
            print(clear + words);
    };
}

// The options of an account at a provider.
export const accountOptions = {
    account: {}, uri: {}, authUser: {}, passwordFile: {}, proxy: {}, transport: {}, stun: {}, caFile: {}, registrar: {},
};

export const ACCOUNT_HELP = `  --account FILE                    read the account from this file; the options below change it. It is a section
                                    [account] with the names of the other options and a password, such as
                                    uri = sip:alice@example.com
  --uri sip:USER@DOMAIN             the address-of-record of the account
  --auth-user NAME                  the user name for the password, if it is not the user of the address
  --password-file FILE              the first line of FILE is the password of the account
  --proxy URI                       the outbound proxy
  --transport udp|tcp|tls           the transport to the proxy, or to the domain of the account
  --stun HOST[:PORT]                the STUN server that says under which address a NAT shows us
  --ca-file FILE                    trust the certificate authorities in this PEM file, for TLS`;

// Completes the options by the file of --account.
export function readAccount(options) {
    if (!options.account)
        return;
    const file = new GLib.KeyFile();
    file.load_from_file(options.account, GLib.KeyFileFlags.NONE);
    for (const key of file.get_keys('account')[0]) {
        const name = key.replace(/-(.)/g, (_match, letter) => letter.toUpperCase());
        if (!(name in accountOptions) && name !== 'password')
            leave(`${options.account} has an unknown name: ${key}`, 2);
        options[name] ??= file.get_string('account', key);
    }
}

function readPassword({password = null, passwordFile}) {
    if (!passwordFile)
        return password;
    const [, bytes] = GLib.file_get_contents(passwordFile);
    return new TextDecoder().decode(bytes).split('\n')[0];
}

// Creates an agent for the account in the options, or without an account.
export function makeAgent(options, properties = {}) {
    const {listen, authUser, transport, stun, caFile} = options;
    if (listen)
        properties.listen = listen;
    if (options.uri) {
        const uri = Sipgo.Uri.parse(options.uri);
        const password = readPassword(options);
        const proxy = options.proxy ?? (transport ? `${uri.scheme}:${uri.host}` : null);
        properties.uri = uri;
        if (password !== null)
            properties.credentials = Sipgo.Credentials.new(authUser ?? uri.user, password);
        if (proxy)
            properties.outboundProxy = transport ? Sipgo.Uri.parse(proxy).with_parameter('transport', transport) : proxy;
    }
    if (stun)
        properties.stunServer = stun;
    if (caFile)
        properties.tlsDatabase = Gio.TlsFileDatabase.new(caFile);
    return new Sipgo.UserAgent(properties);
}

// Saves the trace of an agent that has stopped: as text (.txt), as a page (.html) or for Wireshark (.pcapng).
export async function saveTrace(agent, path) {
    if (path)
        await agent.trace.save(path);
}

// Registers the account of the agent; the registration is then refreshed automatically.
export async function register(agent, options, report) {
    const registerer = Sipgo.Registerer.new(agent, {registrar: options.registrar});
    registerer.connect('notify::state', () => tellState(registerer, report));
    await registerer.register();
    return registerer;
}

// Says whether the line can be reached, and why not.
function tellState(registerer, report) {
    const {state, failure, grantedExpires: expires} = registerer;
    if (state === Sipgo.RegistererState.REGISTERED) {
        const uri = `${registerer.userAgent.uri}`;
        report('registered', `registered as ${uri} for ${expires} s`, {uri, expires});
    } else if (state === Sipgo.RegistererState.UNREGISTERED && failure) {
        const {message} = failure.error;
        report('not-registered', `not registered: ${message}`, {message});
    }
}

// Calls back when the cancellable is cancelled; at once if it already is.
export function onCancelled(cancellable, callback) {
    if (cancellable.is_cancelled())
        callback();
    else
        GObject.signal_connect(cancellable, 'cancelled', callback);
}

// Resolves to true after that many seconds, or to false when the cancellable is cancelled before.
export function sleep(seconds, cancellable = null) {
    return new Promise(resolve => {
        let source = GLib.timeout_add(GLib.PRIORITY_DEFAULT, seconds * 1000, () => {
            source = 0;
            resolve(true);
            return GLib.SOURCE_REMOVE;
        });
        if (cancellable) {
            onCancelled(cancellable, () => {
                if (source !== 0)
                    GLib.Source.remove(source);
                source = 0;
                resolve(false);
            });
        }
    });
}

export function isTerminal(fd) {
    return GLib.log_writer_supports_color(fd);
}

// Runs a program to its end. The exit status is the result of its promise (undefined is 0), or 1 when it fails. SIGINT and
// SIGTERM cancel its cancellable; a second one exits. An await at the top level could replace this, but GJS 1.74 uses a
// whole core while it is pending.
export function run(main, report) {
    const cancellable = new Gio.Cancellable();
    for (const number of [2, 15]) {
        addSignalHandler(GLib.PRIORITY_DEFAULT, number, () => {
            if (cancellable.is_cancelled())
                System.exit(1);
            cancellable.cancel();
            return GLib.SOURCE_CONTINUE;
        });
    }

    const loop = new GLib.MainLoop(null, false);
    let status = 1;
    main(cancellable).then(result => (status = result ?? 0), error => {
        report('error', null, {message: error.message});
        printerr(error instanceof GLib.Error ? error.message : `${error}\n${error.stack}`);
    }).finally(() => loop.quit());
    loop.run();
    System.exit(status);
}
