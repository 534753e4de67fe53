"""Numbers as people read them: times, sizes, signed errors; the template's filters."""

import math

NARROW = "\u202f"
"""The narrow no-break space between a number and its unit."""

MINUS = "\N{MINUS SIGN}"


def clock(seconds: float, *, decimals: int = 1) -> str:
    """`1:23:45.6`, `3:05.2`, `0:07.4`: a moment on a clock, rounded without ever showing 60 seconds."""
    scale = 10**decimals
    ticks = round(abs(seconds) * scale)
    whole, part = divmod(ticks, scale)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    sign = MINUS if seconds < 0 and ticks else ""
    head = f"{hour}:{minute:02d}" if hour else f"{minute}"
    return f"{sign}{head}:{second:02d}" + (f".{part:0{decimals}d}" if decimals else "")


def duration(seconds: float) -> str:
    """`1 h 30 min`, `12 min 4 s`, `3.2 s`: a length, as precise as it matters."""
    if not math.isfinite(seconds):
        return "unknown"
    if seconds < 59.95:
        return f"{_trimmed(seconds, 1)}{NARROW}s"
    minutes, second = divmod(round(seconds), 60)
    hour, minute = divmod(minutes, 60)
    if hour:
        return f"{hour}{NARROW}h" + (f" {minute}{NARROW}min" if minute else "")
    return f"{minute}{NARROW}min" + (f" {second}{NARROW}s" if second else "")


def size(count_bytes: int) -> str:
    """`1.4 GB`, `820 kB`: decimal units, as file managers and shops count."""
    units = ("bytes", "kB", "MB", "GB", "TB")
    power = next((power for power in range(len(units)) if count_bytes < 999.5 * 1000**power), len(units) - 1)
    value = count_bytes / 1000**power
    return f"{_trimmed(value, 1 if power and value < 9.95 else 0)}{NARROW}{units[power]}"


def milliseconds(seconds: float, *, signed: bool = False) -> str:
    """`4.2 ms`, `+180 ms`: a short time; "unknown" where it is not finite."""
    if not math.isfinite(seconds):
        return "unknown"
    return f"{_number(seconds * 1e3, signed=signed)}{NARROW}ms"


def ppm(value: float) -> str:
    """`+12.3 ppm`, with its sign: parts per million of a clock's rate."""
    return f"{_number(value, signed=True)}{NARROW}ppm"


def percent(share: float) -> str:
    """`34 %` of a share in [0, 1]; never `100 %` or `0 %` unless it is all or nothing."""
    if not math.isfinite(share):
        return "unknown"
    value = share * 100
    if 0 < value < 1 or 99 < value < 100:
        return f"{value:.1f}{NARROW}%"
    return f"{value:.0f}{NARROW}%"


def rate(frames_per_second: float) -> str:
    """`25 fps`, `29.97 fps`."""
    return f"{_trimmed(frames_per_second, 2)}{NARROW}fps"


def figure(value: float, unit: str = "") -> str:
    """Write a figure with as many digits as a reader needs."""
    if not math.isfinite(value):
        return "not measured"
    text = _number(value, signed=False)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}{NARROW}{unit}" if unit else text


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """`1 take`, `3 takes`, `no takes`."""
    number = "no" if count == 0 else f"{count:,}"
    return f"{number} {singular if count == 1 else plural or singular + 's'}"


def how_often(count: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def listed(words: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def _number(value: float, *, signed: bool) -> str:
    """Three digits at most after rounding, with a true minus sign."""
    magnitude = abs(value)
    decimals = 0 if magnitude >= 99.95 else 1 if magnitude >= 9.995 else 2
    text = f"{magnitude:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        return "0"
    sign = MINUS if value < 0 else "+" if signed else ""
    return sign + text


def _trimmed(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
