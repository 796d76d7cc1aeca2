"""A pace measured by a clock that passes only when a test says so."""

from explorer.progress import Forecast


class Clock:
    """Seconds, as the test sets them."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def reported(forecast: Forecast, clock: Clock, *told: tuple[float, int]) -> None:
    """Reports of so many hundredths at these seconds."""
    for clock.now, done in told:
        forecast.report(done, 100)


def forecast_of(*told: tuple[float, int]) -> Forecast:
    """The pace of work that reported so many hundredths at these seconds, the last of them now."""
    clock = Clock()
    forecast = Forecast(clock)
    reported(forecast, clock, *told)
    return forecast
