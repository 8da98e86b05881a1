"""Measures a picture before it is read, and draws its perceptual hash."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np

from signoff.identity.confined.answer import HASH_BITS, Measures

Picture = np.ndarray[Any, Any]

# Sharpness depends on the size: all are measured at this one.
_MEASURED_EDGE = 1000

_BURNT_OUT = 250
_SPOT_SHARE_MIN = 0.002
_HASHED_EDGE = 64
_WAVES = math.isqrt(HASH_BITS)


def measured(picture: Picture) -> Measures:
    """The measures of a picture in colour."""
    height, width = picture.shape[:2]
    share = _MEASURED_EDGE / max(height, width)
    grey = cv2.cvtColor(cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), 6)
    dark, light = np.percentile(grey, (5, 95))
    # Noise is steep too: what is left after a median is edges.
    edges = cv2.Laplacian(cv2.medianBlur(grey, 3), cv2.CV_64F)
    return Measures(
        width=width,
        height=height,
        brightness=float(grey.mean()),
        contrast=float(light - dark),
        sharpness=float(edges.var()),
        glare=_glare(grey),
    )


def _glare(grey: Picture) -> float:
    """The share that is burnt out in spots, as a lamp's reflection is; a page that is white all over has none."""
    if np.percentile(grey, 75) >= _BURNT_OUT:
        return 0.0  # a scan on white
    burnt = (cv2.medianBlur(grey, 5) >= _BURNT_OUT).astype(np.uint8)
    _, _, statistics, _ = cv2.connectedComponentsWithStats(burnt)
    areas = statistics[1:, cv2.CC_STAT_AREA] / grey.size
    return float(areas[areas >= _SPOT_SHARE_MIN].sum())


def hashed(picture: Picture) -> int:
    """A hash that a picture keeps when it is written anew or made smaller: its sixteen slowest waves, up and across.

    Give it what lies between the outermost words, then it also keeps it when the picture is cropped around them.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    even = cv2.resize(grey, (_HASHED_EDGE, _HASHED_EDGE), interpolation=cv2.INTER_AREA)
    waves = cv2.dct(np.asarray(even, np.float32))[:_WAVES, :_WAVES].flatten()
    return int("".join("1" if wave > np.median(waves[1:]) else "0" for wave in waves), 2)
