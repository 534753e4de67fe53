"""Medians that pass over what is unknown (NaN) without a warning, and are NaN where nothing is known."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def nan_median(values: FloatArray, axis: int = 0) -> FloatArray:
    """Median of the finite values along `axis`; NaN where there is none."""
    return nan_quantile(values, 0.5, axis)


def nan_quantile(values: FloatArray, share: float, axis: int = 0) -> FloatArray:
    """Quantile (0 ≤ share ≤ 1, linear between neighbours) of the finite values along `axis`."""
    if values.shape[axis] == 0:
        return np.full(np.delete(values.shape, axis), np.nan)
    ordered = np.sort(np.where(np.isfinite(values), values, np.nan), axis=axis)  # NaN go to the end
    count = np.isfinite(ordered).sum(axis=axis, keepdims=True)
    place = np.maximum(count - 1, 0) * share
    low = np.floor(place).astype(np.intp)
    at_low = np.take_along_axis(ordered, low, axis)
    at_high = np.take_along_axis(ordered, np.minimum(low + 1, np.maximum(count - 1, 0)), axis)
    return np.asarray((at_low + (place - low) * (at_high - at_low)).squeeze(axis))


def nan_spread(values: FloatArray, axis: int = 0) -> FloatArray:
    """Standard deviation estimated by the median absolute deviation (× 1.4826) along `axis`."""
    middle = np.expand_dims(nan_median(values, axis), axis)
    return 1.4826 * nan_median(np.abs(values - middle), axis)
