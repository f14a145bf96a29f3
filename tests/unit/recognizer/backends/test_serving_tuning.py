"""The tuner against servers of known speed, in simulated time."""

import heapq

import pytest

from recognizer.backends.serving_tuning import MAX_IMAGES, MAX_UNDER_WAY, Setting, Tuner


class SimulatedServer:
    """`workers` batches at once, each `per_batch_s` and `per_image_s` long, `away_s` off."""

    def __init__(self, *, per_batch_s, per_image_s, away_s=0.0, workers=1):
        self.per_batch_s = per_batch_s
        self.per_image_s = per_image_s
        self.away_s = away_s
        self.workers = workers

    def run(self, tuner, images):
        """Read `images`; give the images per second and the busy share of the later half."""
        now, busy_s = 0.0, 0.0
        free = [0.0] * self.workers
        under_way = []
        left, done, half = images, 0, None
        tuner.resume(now)
        while left > 0 or under_way:
            while left > 0 and len(under_way) < tuner.setting.under_way:
                size = min(left, tuner.setting.images)
                left -= size
                begin = max(heapq.heappop(free), now + self.away_s / 2)
                work_s = self.per_batch_s + self.per_image_s * size
                heapq.heappush(free, begin + work_s)
                heapq.heappush(under_way, (begin + work_s + self.away_s / 2, now, size))
                busy_s += work_s
            now, began, size = heapq.heappop(under_way)
            done += size
            tuner.record(size, took_s=now - began, now_s=now)
            if half is None and done >= images / 2:
                half = (now, done, busy_s)
        spent_s = now - half[0]
        return (done - half[1]) / spent_s, (busy_s - half[2]) / spent_s / self.workers

    def best_rate(self):
        """Give the highest rate any allowed setting reaches."""
        rates = []
        for size in (2**i for i in range(8)):
            work_s = self.per_batch_s + self.per_image_s * size
            for under_way in (1, 2, 4, 8):
                served = min(under_way, self.workers) * size / work_s
                rates.append(min(served, under_way * size / (work_s + self.away_s)))
        return max(rates)


@pytest.mark.parametrize(
    "server",
    [
        SimulatedServer(per_batch_s=0.0, per_image_s=0.002),
        SimulatedServer(per_batch_s=0.01, per_image_s=0.001),
        SimulatedServer(per_batch_s=0.05, per_image_s=0.0005),
        SimulatedServer(per_batch_s=0.005, per_image_s=0.001, away_s=0.1),
        SimulatedServer(per_batch_s=0.005, per_image_s=0.002, workers=4),
        SimulatedServer(per_batch_s=0.02, per_image_s=0.0005, away_s=0.05, workers=4),
    ],
)
def test_a_server_of_given_speed_is_used_to_nine_tenths(server):
    rate, _ = server.run(Tuner(), 200_000)

    assert rate >= 0.9 * server.best_rate()


@pytest.mark.parametrize("away_s", [0.0, 0.005, 0.02])
def test_a_server_is_busy_nine_tenths_of_the_time(away_s):
    server = SimulatedServer(per_batch_s=0.01, per_image_s=0.001, away_s=away_s)

    _, busy = server.run(Tuner(), 100_000)

    assert busy >= 0.9


def test_settings_that_do_not_pay_are_left():
    """More under way gains nothing where a batch's cost is its images alone."""
    tuner = Tuner()
    SimulatedServer(per_batch_s=0.0, per_image_s=0.01).run(tuner, 20_000)

    assert tuner.setting.images <= 32 and tuner.setting.under_way <= 2


def test_a_slow_batch_is_made_smaller():
    tuner = Tuner(Setting(images=64, under_way=1))
    tuner.record(64, took_s=9, now_s=9)
    assert tuner.setting.images == 32


def test_backing_off_halves_what_is_under_way_and_does_not_grow_back_at_once():
    tuner = Tuner(Setting(images=16, under_way=8))
    tuner.back_off()
    assert tuner.setting == Setting(16, 4)

    for second in range(100):
        tuner.record(16, took_s=0.1, now_s=float(second))
    assert tuner.setting == Setting(16, 4)


def test_settings_stay_in_bounds():
    tuner = Tuner()
    for _ in range(10):
        tuner.back_off()
    assert tuner.setting.under_way == 1
    seen = set()
    now = 0.0
    for _ in range(20_000):
        now += 0.01 / (tuner.setting.images * tuner.setting.under_way)
        tuner.record(tuner.setting.images, took_s=0.01, now_s=now)
        seen.add(tuner.setting)
    assert max(one.images for one in seen) == MAX_IMAGES
    assert max(one.under_way for one in seen) == MAX_UNDER_WAY
    assert min(min(one.images, one.under_way) for one in seen) >= 1


def test_refused_bytes_are_halved():
    tuner = Tuner()
    tuner.refuse_bytes(1000)
    assert tuner.request_bytes == 500
    tuner.refuse_bytes(2000)
    assert tuner.request_bytes == 500
