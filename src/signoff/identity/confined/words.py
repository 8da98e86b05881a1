"""Finds lines of words in a picture with rapidocr, whichever way up the picture is."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import rapidocr

from signoff.identity.confined.answer import LINES_MAX, SIGNS_MAX, Line, Words
from signoff.identity.confined.quality import Picture, hashed, measured

Box = np.ndarray[Any, Any]

# What lines are looked for in: at more, memory and time grow, and nothing more is found on a card that fills the photo.
_FOUND_AT_EDGE = 800
# What lines are read from: print of a document that fills the photo has thirty pixels and more then.
_READ_AT_EDGE = 2400

# Named, so that nothing is ever fetched: these come with the package.
_MODELS = Path(rapidocr.__file__).parent / "models"

_SETTINGS: dict[str, Any] = {
    "Global.log_level": "critical",
    "Det.model_path": str(_MODELS / "PP-OCRv6_det_small.onnx"),
    "Cls.model_path": str(_MODELS / "ch_ppocr_mobile_v2.0_cls_mobile.onnx"),
    "Rec.model_path": str(_MODELS / "PP-OCRv6_rec_small.onnx"),
    "Global.use_preprocess_img": False,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Det.limit_type": "max",
    "Det.limit_side_len": _FOUND_AT_EDGE,
    "Rec.rec_batch_num": 1,
}

# A line taller than this, compared with its length, runs upwards or downwards.
_TALL = 1.5
_WARMING_UP = "SIGNOFF"
_UPSIDE_DOWN = "180"
_ASKED_MAX = 6  # of the longest lines, which way up they are


class Eye:
    """The models, loaded once; each picture is then read in a process of its own."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)
        # What it gives depends on what it is asked for, which its types do not say.
        self._reader: Any = rapidocr.RapidOCR(params=_SETTINGS)
        # Models, and much of the libraries, are loaded by their first use; behind the walls nothing can be.
        page: Picture = np.full((200, 320, 3), 255, np.uint8)
        cv2.putText(page, _WARMING_UP, (20, 45), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 3)
        self.words_in(cv2.imencode(".jpg", page)[1].tobytes())

    def words_in(self, data: bytes) -> Words:
        """What stands in this JPEG. Raises ValueError for what is none."""
        picture: Picture | None = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            raise ValueError("no picture")
        share = min(1.0, _READ_AT_EDGE / max(picture.shape[:2]))
        if share < 1:
            picture = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        found = self._reader(picture, use_det=True, use_cls=False, use_rec=False).boxes
        boxes: list[Box] = [] if found is None else list(found)[:LINES_MAX]
        lines = self._lines(picture, boxes) if boxes else []
        return Words(measured(picture), hashed(_between(picture, boxes)), tuple(lines))

    def _lines(self, picture: Picture, boxes: list[Box]) -> list[Line]:
        boxes = _alike(boxes)
        strips = [_strip(picture, box) for box in boxes]
        if self._are_upside_down(strips):
            boxes = [_turned(box, 2) for box in boxes]
            strips = [_strip(picture, box) for box in boxes]
        lines = []
        for box, strip in zip(boxes, strips, strict=True):
            read = self._reader(strip, use_det=False, use_cls=False, use_rec=True)
            if read.txts and read.txts[0].strip():
                lines.append(_line(read.txts[0], float(read.scores[0]), box))
        return lines

    def _are_upside_down(self, strips: list[Picture]) -> bool:
        """Whether most of the longest lines are: one alone is often mistaken, above all a line for machines."""
        longest = sorted(strips, key=lambda strip: -strip.shape[1])[:_ASKED_MAX]
        votes = 0.0
        for strip in longest:
            ((label, score),) = self._reader(strip, use_det=False, use_cls=True, use_rec=False).cls_res
            votes += score if label == _UPSIDE_DOWN else -score
        return votes > 0


def _between(picture: Picture, boxes: list[Box]) -> Picture:
    """The part of the picture that all words lie in."""
    if not boxes:
        return picture
    corners = np.concatenate(boxes)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return picture[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1]


def _alike(boxes: list[Box]) -> list[Box]:
    """The boxes with their corners in one order: first where a line begins, or for all of them where it ends.

    Which corner comes first is by chance when a picture lies on its side or askew.
    """
    lying = [_turned(box, 1) if _is_tall(box) else box for box in boxes]
    longest = max(lying, key=lambda box: float(np.linalg.norm(box[1] - box[0])))
    way = longest[1] - longest[0]
    return [_turned(box, 2) if float(np.dot(box[1] - box[0], way)) < 0 else box for box in lying]


def _turned(box: Box, corners: int) -> Box:
    """The same box, so many corners on."""
    return np.roll(box, -corners, axis=0)


def _is_tall(box: Box) -> bool:
    return bool(np.linalg.norm(box[0] - box[3]) > _TALL * np.linalg.norm(box[0] - box[1]))


def _strip(picture: Picture, box: Box) -> Picture:
    """The line as a strip, as if seen from straight above."""
    width = max(8, int(max(np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[2] - box[3]))))
    height = max(8, int(max(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2]))))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = cv2.getPerspectiveTransform(np.array(box, np.float32), corners)
    return cv2.warpPerspective(
        picture, seen, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )


def _line(text: str, score: float, box: Box) -> Line:
    printable = "".join(sign for sign in text if sign.isprintable())[:SIGNS_MAX]
    across, down = box.mean(axis=0)
    rise = box[1] - box[0]
    angle = math.degrees(math.atan2(float(rise[1]), float(rise[0])))
    height = (np.linalg.norm(box[3] - box[0]) + np.linalg.norm(box[2] - box[1])) / 2
    places = [round(float(value), 1) for value in (across, down, np.linalg.norm(rise), height, angle)]
    return Line(printable, round(score, 4), *places)
