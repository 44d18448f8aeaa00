#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""compare.py tells audio that came through from audio that did not."""
import math
import random
import unittest

import compare

SECONDS = 4


def make_speech():
    """Syllables: a buzz of changing pitch in bursts of changing loudness, with pauses."""
    dice = random.Random(5)
    samples = []
    while len(samples) < SECONDS * compare.RATE:
        pitch, loudness = dice.uniform(90, 250), dice.uniform(2000, 9000)
        length = dice.randrange(800, 2400)
        samples += [loudness * math.sin(math.pi * i / length)
                    * sum(math.sin(2 * math.pi * pitch * harmonic * (1 + i / 40000) * i / compare.RATE) / harmonic for harmonic in (1, 2, 3, 5))
                    for i in range(length)]
        samples += [0.0] * dice.randrange(200, 1200)
    return samples


SPEECH = make_speech()


class Compare(unittest.TestCase):
    def check(self, received, intact):
        result = compare.compare(SPEECH, received)
        self.assertEqual(result['intact'], intact, result)
        return result

    def test_same(self):
        self.assertEqual(self.check(SPEECH, True)['delay_ms'], 0)

    def test_late(self):
        self.assertEqual(self.check([0.0] * 1000 + SPEECH + [0.0] * 500, True)['delay_ms'], 125)

    def test_quieter(self):
        self.check([value * 0.2 for value in SPEECH], True)

    def test_noisy(self):
        dice = random.Random(6)
        self.check([value + dice.gauss(0, 150) for value in SPEECH], True)

    def test_stretched_pause(self):
        middle = SPEECH.index(0.0, 12000) + 50
        result = self.check(SPEECH[:middle] + [0.0] * 160 + SPEECH[middle:], True)
        self.assertIn(result['shifts'], (1, 2))      # two when a window lies across the pause

    def test_gap(self):
        result = self.check(SPEECH[:8000] + [0.0] * 2400 + SPEECH[10400:], False)
        self.assertGreaterEqual(result['lost_ms'], 100)

    def test_lost_packets(self):
        speech = list(SPEECH)
        for start in (5200, 12300, 21000):
            speech[start:start + 320] = [0.0] * 320
        self.assertGreaterEqual(self.check(speech, False)['lost_ms'], 30)

    def test_cut_short(self):
        self.check(SPEECH[:20000], False)

    def test_repeated_packets(self):
        self.check([SPEECH[i - i % 320 + i % 160] for i in range(len(SPEECH))], False)

    def test_silence(self):
        self.check([0.0] * len(SPEECH), False)

    def test_nothing(self):
        self.check([], False)

    def test_something_else(self):
        self.check(SPEECH[::-1], False)

    def test_nothing_sent(self):
        self.assertFalse(compare.compare([0.0] * 8000, SPEECH)['intact'])


if __name__ == '__main__':
    unittest.main()
