"""High dynamic range and wide colour brought to what every screen shows: BT.709, standard range.

As a table for FFmpeg's `lut3d`, since the wheels carry neither zscale nor libplacebo.

Sources: PQ and HLG: ITU-R BT.2100-3. Diffuse white of 203 cd/m²: ITU-R BT.2408-7. Highlight roll-off (EETF):
ITU-R BT.2390-11, section 5.4. Primaries: ITU-R BT.709-6, BT.2020-2, SMPTE EG 432-1. Screen: ITU-R BT.1886.
"""

import functools

import numpy as np
from numpy.typing import NDArray

from touchline.media.probe_colours import Primaries, Transfer

FloatArray = NDArray[np.float64]

WHITE_CDM2 = 203.0
PEAK_CDM2 = 1000.0
"""Peak of the film that is assumed: nominal for HLG, what phones master PQ to."""

TABLE_SIZE = 49
"""Against the formulas the table is off by 0.2 (HLG) or 0.7 (PQ) of 255 levels on average, by 0.6 or 3.1 in
19 of 20 colours; 33 would be twice as far off, 65 takes 0.2 s to read for each shot."""

_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
_HLG_A, _HLG_B, _HLG_C = 0.17883277, 0.28466892, 0.55991073
_HLG_GAMMA = 1.2
_BT2020_LUMA = np.array([0.2627, 0.6780, 0.0593])
_BT709_LUMA = np.array([0.2126, 0.7152, 0.0722])
_SCREEN_GAMMA = 2.4

_WHITE_XY = (0.3127, 0.3290)
_RED_GREEN_BLUE_XY: dict[Primaries, tuple[tuple[float, float], ...]] = {
    "bt709": ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060)),
    "bt2020": ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    "p3": ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
}


def to_screen(coded: FloatArray, *, transfer: Transfer, primaries: Primaries) -> FloatArray:
    """Turn coded R'G'B' into R'G'B' of a BT.709 screen; both of shape (..., 3) in [0, 1].

    Of high dynamic range, light up to 91 cd/m² keeps its place against diffuse white; above it is rolled off:
    diffuse white to 78 % of the screen's light (signal 0.90), the peak to 100 %. Colours that the screen
    cannot show lose saturation, not hue.
    """
    light = _light(np.clip(coded, 0.0, 1.0), transfer)
    if transfer != "sdr":
        light = _rolled_off(light)
    on_screen = light @ (np.linalg.inv(_to_xyz("bt709")) @ _to_xyz(primaries)).T
    return _in_gamut(on_screen) ** (1 / _SCREEN_GAMMA)


@functools.cache
def cube(*, transfer: Transfer, primaries: Primaries) -> str:
    """Return `to_screen` as a table in the .cube format, red running fastest."""
    axis = np.linspace(0, 1, TABLE_SIZE)
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
    colours = np.stack((red, green, blue), axis=-1).reshape(-1, 3)
    rows = (
        f"{r:.6f} {g:.6f} {b:.6f}" for r, g, b in to_screen(colours, transfer=transfer, primaries=primaries)
    )
    return "\n".join([f"LUT_3D_SIZE {TABLE_SIZE}", *rows, ""])


def pq_light(coded: FloatArray) -> FloatArray:
    """Light in cd/m² of a PQ signal in [0, 1]."""
    root = coded ** (1 / _M2)
    return np.asarray(10_000 * (np.maximum(root - _C1, 0) / (_C2 - _C3 * root)) ** (1 / _M1), np.float64)


def pq_coded(light_cdm2: FloatArray) -> FloatArray:
    """PQ signal in [0, 1] of light in cd/m²."""
    power = (np.maximum(light_cdm2, 0) / 10_000) ** _M1
    return np.asarray(((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2, np.float64)


def _light(coded: FloatArray, transfer: Transfer) -> FloatArray:
    """Light against diffuse white (1.0), in the source's own primaries."""
    if transfer == "pq":
        return pq_light(coded) / WHITE_CDM2
    if transfer == "hlg":
        high = (np.exp((coded - _HLG_C) / _HLG_A) + _HLG_B) / 12
        scene = np.where(coded <= 0.5, coded**2 / 3, high)
        luminance = (scene @ _BT2020_LUMA)[..., None]
        return np.asarray(scene * luminance ** (_HLG_GAMMA - 1) * PEAK_CDM2 / WHITE_CDM2, np.float64)
    return np.asarray(coded**_SCREEN_GAMMA, np.float64)


def _rolled_off(light: FloatArray) -> FloatArray:
    """Bring [0, peak] into [0, diffuse white] by BT.2390's EETF of the brightest of R, G and B."""
    brightest = light.max(axis=-1, keepdims=True)
    peak, white = pq_coded(np.array([PEAK_CDM2, WHITE_CDM2]))
    e1 = np.minimum(pq_coded(brightest * WHITE_CDM2) / peak, 1.0)
    top = white / peak
    knee = 1.5 * top - 0.5
    t = np.maximum(e1 - knee, 0) / (1 - knee)
    bent = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * top
    rolled = pq_light(np.where(e1 < knee, e1, bent) * peak) / WHITE_CDM2
    return np.asarray(light * rolled / np.maximum(brightest, 1e-9), np.float64)


def _in_gamut(rgb: FloatArray) -> FloatArray:
    """Mix each colour with the grey of its luminance, just enough to bring it into [0, 1]."""
    grey = np.clip(rgb @ _BT709_LUMA, 0.0, 1.0)[..., None]
    away = rgb - grey
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        room = np.where(away > 0, (1 - grey) / away, np.where(away < 0, grey / -away, np.inf))
    kept = np.minimum(1.0, room.min(axis=-1, keepdims=True))
    return np.asarray(np.clip(grey + kept * away, 0.0, 1.0), np.float64)


def _to_xyz(primaries: Primaries) -> FloatArray:
    """Matrix from linear RGB to CIE XYZ, white = D65 at Y = 1."""
    columns = np.array([(x / y, 1.0, (1 - x - y) / y) for x, y in _RED_GREEN_BLUE_XY[primaries]]).T
    x, y = _WHITE_XY
    white = np.array([x / y, 1.0, (1 - x - y) / y])
    return np.asarray(columns * np.linalg.solve(columns, white), np.float64)
