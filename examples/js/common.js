// SPDX-License-Identifier: LGPL-2.1-or-later
// What the examples share: their options, how they report, who they are, and how they end.
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Sipgo from 'gi://Sipgo?version=1.0';
import System from 'system';

// What only Unix has is in namespaces of its own in newer releases of GLib. An await of import () would delay what
// imports this file to a promise's job, and a main loop that runs inside of a job sees no other job done.
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

// Parses ARGV. `known` says what there is: {listen: {many: true}, once: {flag: true}, duration: {number: true}, ...}.
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
        const kind = known[name] ?? leave(`There is no option ${argument}.\n\n${help}`, 2);
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

// Tells what happens: in words, or for programs as one JSON object a line.
export function makeReporter(asJson) {
    const started = GLib.get_monotonic_time();
    const clear = isTerminal(1) ? '\r\x1b[K' : '';          // a line of levels may stand there
    return (event, words, details = {}) => {
        const seconds = Math.round((GLib.get_monotonic_time() - started) / 1000) / 1000;
        if (asJson)
            print(JSON.stringify({event, seconds, ...details}));
        else if (words)
            print(clear + words);
    };
}

// An agent for the account of the options, or one without an account.
export function makeAgent(options, properties = {}) {
    if (options.listen)
        properties.listen = options.listen;
    if (options.account) {
        properties.uri = Sipgo.Uri.parse(options.account);
        if (options.passwordFile) {
            const [, bytes] = GLib.file_get_contents(options.passwordFile);
            const [password] = new TextDecoder().decode(bytes).split('\n');
            properties.credentials = Sipgo.Credentials.new(properties.uri.user, password);
        }
    }
    return new Sipgo.UserAgent(properties);
}

// Registers the agent's account; the registration is refreshed by itself from here on.
export async function register(agent, options, report) {
    const registerer = Sipgo.Registerer.new(agent, {registrar: options.registrar});
    await registerer.register();
    report('registered', `registered as ${agent.uri} for ${registerer.expires} s`,
        {uri: `${agent.uri}`, expires: registerer.expires});
    return registerer;
}

// Calls back when the cancellable is cancelled, or at once when it is already.
export function onCancelled(cancellable, callback) {
    if (cancellable.is_cancelled())
        callback();
    else
        GObject.signal_connect(cancellable, 'cancelled', callback);
}

// Becomes true after so many seconds, or false when the cancellable is cancelled before.
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

// Runs a program to its end, with the exit status that its promise becomes (undefined is 0), or 1 when it fails. An
// interrupt or SIGTERM cancels the cancellable that it is given; a second one ends it. A program whose top level awaits
// would do the same, but GJS 1.74 uses all of a core while such an await is pending.
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
