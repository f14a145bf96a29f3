import pytest

from training.finetune.schedule import ShortSchedule, planned_images, real_share


def test_the_rate_rises_stays_and_falls_to_zero() -> None:
    schedule = ShortSchedule(1000, learning_rate=2.0)
    rates = [schedule.rate(done / 100) for done in range(101)]
    assert 0 < rates[0] < 0.1
    assert rates[:5] == sorted(rates[:5])
    assert rates[5:81] == pytest.approx([2.0] * 76)
    assert rates[80:] == sorted(rates[80:], reverse=True)
    assert rates[-1] == 0.0


def test_a_run_ends_with_its_images_or_its_minutes() -> None:
    assert ShortSchedule(1000).done(500, 9e9) == 0.5
    timed = ShortSchedule(1000, minutes=2)
    assert timed.done(100, 60) == 0.5
    assert timed.done(900, 60) == 0.9
    assert timed.done(100, 999) == 1.0


def test_the_average_forgets_where_a_short_run_began() -> None:
    for images in (48 * 10, 48 * 300, 48 * 100_000):
        schedule = ShortSchedule(images)
        steps = images // schedule.batch_size
        assert schedule.averaging**steps < 0.2
        assert schedule.averaging <= 0.999


@pytest.mark.parametrize("items", [1, 20, 168, 5_000, 1_000_000])
def test_no_crop_is_seen_too_often(items: int) -> None:
    images = planned_images(items)
    assert 6_000 <= images <= 60_000
    assert real_share(items, images) * images / items <= 60.01
    assert real_share(items, images) <= 1 / 3


def test_few_crops_are_mixed_with_more_replay_than_many() -> None:
    assert real_share(100, planned_images(100)) == pytest.approx(1 / 4)
    assert real_share(5_000, planned_images(5_000)) == pytest.approx(1 / 3)
