"""Rules of the sentences that page, terminal and export share."""

from __future__ import annotations

import datetime as dt

import pytest

from ui.wording import byline, percent


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "under 1%"),
        (0.004, "under 1%"),
        (0.014, "1%"),
        (0.5, "50%"),
        (0.987, "99%"),
        (0.996, "over 99%"),
        (1.0, "over 99%"),
    ],
)
def test_no_confidence_is_called_certain_or_impossible(share, said):
    assert percent(share) == said


@pytest.mark.parametrize(
    ("publisher", "published", "said"),
    [
        ("Reuters", dt.date(2025, 12, 3), "Reuters · 3 December 2025"),
        (None, dt.date(2025, 12, 3), "3 December 2025"),
        ("Reuters", None, "Reuters"),
        (None, None, ""),
    ],
)
def test_publisher_and_date_are_said_as_far_as_known(publisher, published, said):
    assert byline(publisher, published) == said
