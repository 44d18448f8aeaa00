#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is in a WAV file: its strongest tone, its level, its holes. Standard library only.

measure.py FILE [--channel N] [--from SECONDS] [--to SECONDS] prints one JSON object;
measure(path, channel, start, end) returns the same as a dictionary:

  rate, channels, seconds
  hz        strongest tone, 0 in silence
  tone      its level in dBFS (0 is the loudest sine)
  level     level of everything in dBFS, -100 in silence
  gaps      stretches of silence longer than 40 ms between the first and the last sound
"""
import argparse
import array
import cmath
import json
import math
import sys
import wave

SILENCE = -100.0
GAP_SECONDS = 0.04
GAP_LEVEL = 100        # samples below that are silence: -50 dBFS
FFT_SIZE = 4096


def read_wav(path, channel=0):
    """Samples of one channel of a 16-bit file, its rate and its number of channels."""
    with wave.open(path, 'rb') as wav:
        if wav.getsampwidth() != 2:
            raise ValueError(f'{path}: only 16-bit WAV is understood')
        samples = array.array('h', wav.readframes(wav.getnframes()))
        if sys.byteorder == 'big':
            samples.byteswap()
        channels = wav.getnchannels()
        return samples[channel::channels], wav.getframerate(), channels


def fft(values):
    """Recursive radix 2; len(values) is a power of two."""
    n = len(values)
    if n == 1:
        return values
    even, odd = fft(values[0::2]), fft(values[1::2])
    turned = [cmath.exp(-2j * math.pi * k / n) * odd[k] for k in range(n // 2)]
    return [even[k] + turned[k] for k in range(n // 2)] + [even[k] - turned[k] for k in range(n // 2)]


def to_dbfs(mean_square):
    """Effective level; 0 dBFS is the loudest sine."""
    power = 2 * mean_square / 32768.0 ** 2
    return max(10 * math.log10(power), SILENCE) if power > 0 else SILENCE


def level(samples):
    return to_dbfs(sum(s * s for s in samples) / len(samples)) if len(samples) else SILENCE


def goertzel(samples, rate, hz):
    """Level in dBFS of one frequency."""
    if not len(samples):
        return SILENCE
    step = 2 * math.cos(2 * math.pi * hz / rate)
    s1 = s2 = 0.0
    for sample in samples:
        s1, s2 = sample + step * s1 - s2, s1
    amplitude = 2 * math.sqrt(max(s1 * s1 + s2 * s2 - step * s1 * s2, 0)) / len(samples)
    return to_dbfs(amplitude ** 2 / 2)


def strongest_tone(samples, rate):
    """Frequency in Hz of the strongest tone, from windowed blocks spread over the whole, and its level in dBFS."""
    size = FFT_SIZE
    while size > len(samples) and size > 64:
        size //= 2
    if len(samples) < size or level(samples) <= SILENCE:
        return 0.0, SILENCE
    window = [0.5 - 0.5 * math.cos(2 * math.pi * i / size) for i in range(size)]
    blocks = min(8, len(samples) // size)
    power = [0.0] * (size // 2)
    for block in range(blocks):
        start = (len(samples) - size) * block // max(blocks - 1, 1)
        spectrum = fft([samples[start + i] * window[i] for i in range(size)])
        for k in range(1, size // 2):
            power[k] += abs(spectrum[k]) ** 2
    peak = max(range(2, size // 2 - 1), key=power.__getitem__)
    # A parabola through the logarithms of the peak and its neighbours finds the place between two bins.
    low, mid, high = (math.log(max(power[k], 1e-9)) for k in (peak - 1, peak, peak + 1))
    bend = low - 2 * mid + high
    place = peak + (0.5 * (low - high) / bend if bend else 0)
    # A sine of amplitude A leaves A² · size² · 3/32 around its peak behind this window.
    amplitude = math.sqrt(sum(power[peak - 2:peak + 3]) / blocks * 32 / 3) / size
    return place * rate / size, to_dbfs(amplitude ** 2 / 2)


def count_gaps(samples, rate):
    loud = [i for i, s in enumerate(samples) if abs(s) > GAP_LEVEL]
    return sum(1 for a, b in zip(loud, loud[1:]) if (b - a) / rate > GAP_SECONDS)


def measure(path, channel=0, start=0.0, end=None):
    samples, rate, channels = read_wav(path, channel)
    samples = samples[int(start * rate):None if end is None else int(end * rate)]
    hz, tone = strongest_tone(samples, rate)
    return {'rate': rate, 'channels': channels, 'seconds': len(samples) / rate, 'hz': round(hz, 1),
            'tone': round(tone, 1), 'level': round(level(samples), 1), 'gaps': count_gaps(samples, rate)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('file')
    parser.add_argument('--channel', type=int, default=0)
    parser.add_argument('--from', dest='start', type=float, default=0.0)
    parser.add_argument('--to', dest='end', type=float)
    options = parser.parse_args()
    print(json.dumps(measure(options.file, options.channel, options.start, options.end)))


if __name__ == '__main__':
    main()
