"""Ages, in the bands that the policy distinguishes."""

from datetime import date


def age(born_on: date, on: date) -> int:
    """Whole years on a day. Whoever was born on 29 February is a year older on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def age_band(born_on: date | None, on: date) -> str:
    """The band: u13, 13_15, 16_17 or adult. Without a date of birth it is adult; a child's is always recorded."""
    if born_on is None:
        return "adult"
    years = age(born_on, on)
    bands = ((13, "u13"), (16, "13_15"), (18, "16_17"))
    return next((band for below, band in bands if years < below), "adult")
