#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""compare.py SENT RECEIVED [--json]: how much of the audio in SENT came back in RECEIVED, and in what state.

Both are WAV files of 16-bit samples, of any rate. Compared at 8 kHz, in windows of 100 ms in which SENT is loud enough
to tell: each is looked for where the ones before it were found, a little earlier and a little later, so that a playout
buffer may stretch a pause; one that is found may still have holes. The audio is intact when no more than 0.5 % of it is
lost. Exit status: 0 intact, 1 not."""
import argparse
import array
import json
import math
import operator
import sys
import wave

RATE = 8000
FRAME = RATE // 100          # for the rough search, and for holes: half a packet
WINDOW = RATE // 10
NEAR = 4                     # samples that a window may be from where the last one was, clocks being what they are
WANDER = RATE // 25          # and how far when it is not there
CUTOFF = 1500                # low enough for codecs that keep the sound but not the wave
LOBES = 6                    # of the low pass
PHASES = 64                  # steps between two input samples
FOUND = 0.6                  # correlation from which on a window counts as the same sound
HOLE = 0.2                   # of the expected loudness: below that, a frame is missing
INTACT = 0.005               # the part that may be lost: one packet in some seconds is not heard
LOUD = 0.15                  # of the loudest window


def make_kernel(step, phase):
    """Weights of the input samples around one output sample: a low pass at CUTOFF, so that rates and codecs of any
    width are compared in the band that all of them carry."""
    reach = int(LOBES * RATE / (2 * CUTOFF) * max(step, 1))
    width = 2 * CUTOFF / (RATE * step)
    weights = []
    for i in range(-reach, reach + 2):
        x = (i - phase) * width
        window = 0.5 + 0.5 * math.cos(math.pi * max(-1.0, min(1.0, x / LOBES)))
        weights.append(window * (math.sin(math.pi * x) / (math.pi * x) if x else 1.0))
    total = sum(weights)
    return reach, [weight / total for weight in weights]


def read_wav(path):
    """The first channel, low-passed, at 8 kHz."""
    with wave.open(path, 'rb') as file:
        if file.getsampwidth() != 2:
            sys.exit(f'{path}: 16-bit samples are wanted')
        samples = array.array('h', file.readframes(file.getnframes()))[::file.getnchannels()]
        step = file.getframerate() / RATE
    if sys.byteorder == 'big':
        samples.byteswap()
    kernels = [make_kernel(step, phase / PHASES) for phase in range(PHASES)]
    margin = kernels[0][0] + 2
    padded = [0] * margin + samples.tolist() + [0] * margin
    out = []
    for i in range(int(len(samples) / step)):
        whole, phase = divmod(int(i * step * PHASES), PHASES)
        reach, weights = kernels[phase]
        first = whole + margin - reach
        out.append(sum(map(operator.mul, weights, padded[first:first + len(weights)])))
    return out


def energies(samples, size):
    return [math.sqrt(sum(value * value for value in samples[i:i + size]) / size)
            for i in range(0, len(samples) - size + 1, size)]


def correlate(a, b):
    """From -1 to 1; a constant in either does not count."""
    if len(a) != len(b) or not a:
        return 0.0
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    product = sum(map(operator.mul, a, b)) - len(a) * mean_a * mean_b
    power_a = sum(map(operator.mul, a, a)) - len(a) * mean_a * mean_a
    power_b = sum(map(operator.mul, b, b)) - len(b) * mean_b * mean_b
    return product / math.sqrt(power_a * power_b) if power_a > 0 and power_b > 0 else 0.0


def best_offset(piece, samples, centre, reach):
    """(correlation, position) of the place near centre where samples look most like piece."""
    first, last = max(0, centre - reach), min(len(samples) - len(piece), centre + reach)
    return max(((correlate(piece, samples[i:i + len(piece)]), i) for i in range(first, last + 1)),
               default=(0.0, centre))


def find_start(sent, received):
    """How many samples later SENT begins in RECEIVED, by their loudness."""
    loud_sent, loud_received = energies(sent, FRAME), energies(received, FRAME)
    best = (-1.0, 0)
    for shift in range(len(loud_received)):
        part = loud_received[shift:shift + len(loud_sent)]
        overlap = len(part) / max(1, len(loud_sent))
        best = max(best, (correlate(loud_sent[:len(part)], part) * math.sqrt(overlap), shift))
    return best[1] * FRAME


def count_holes(piece, other, gain, threshold):
    """Frames that should be loud and are not."""
    return sum(expected > threshold and heard < HOLE * gain * expected
               for expected, heard in zip(energies(piece, FRAME), energies(other, FRAME)))


def get_gain(sent, received):
    loud = energies(sent, len(sent)) + energies(received, len(received)) if sent and received else [0, 0]
    return loud[1] / loud[0] * math.sqrt(len(received) / len(sent)) if loud[0] else 0


def compare(sent, received):
    levels = energies(sent, WINDOW)
    threshold = LOUD * max(levels, default=0)
    shift = start = find_start(sent, received) if received else 0
    gain = get_gain(sent, received)
    found, holes, shifts, correlations, settled = 0, 0, 0, [], False
    windows = [i * WINDOW for i, level in enumerate(levels) if level > threshold]
    for position in windows:
        piece = sent[position:position + WINDOW]
        value, place = best_offset(piece, received, position + shift, NEAR)
        if value < FOUND:
            value, place = best_offset(piece, received, position + shift, WANDER)
        correlations.append(value)
        if value >= FOUND:
            found += 1
            holes += count_holes(piece, received[place:place + WINDOW], gain, threshold)
            shifts += settled and abs(place - position - shift) > NEAR
            shift, settled = place - position, True
    lost = (len(windows) - found) * WINDOW + holes * FRAME
    return {
        'windows': len(windows),
        'found': found,
        'lost_ms': lost * 1000 // RATE,
        'shifts': shifts,
        'delay_ms': (start if not settled else shift) * 1000 // RATE,
        'correlation': round(sum(correlations) / len(correlations), 3) if correlations else 0.0,
        'intact': bool(windows) and lost <= INTACT * len(windows) * WINDOW,
    }


def main():
    parser = argparse.ArgumentParser(description='Compares what was sent with what was received.')
    parser.add_argument('sent')
    parser.add_argument('received')
    parser.add_argument('--json', action='store_true', help='the figures instead of a sentence')
    arguments = parser.parse_args()
    result = compare(read_wav(arguments.sent), read_wav(arguments.received))
    if arguments.json:
        print(json.dumps(result))
    else:
        verdict = 'intact' if result['intact'] else 'NOT intact'
        print(f'The audio is {verdict}: {result["found"]} of {result["windows"]} windows found again, '
              f'{result["lost_ms"]} ms lost, correlation {result["correlation"]}, {result["delay_ms"]} ms late.')
    sys.exit(0 if result['intact'] else 1)


if __name__ == '__main__':
    main()
