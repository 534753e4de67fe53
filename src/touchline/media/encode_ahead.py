"""Have the next items ready before they are asked for: decoding goes on while the encoder works."""

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

_PATIENCE_S = 0.1
"""How soon a producer whose consumer has gone notices it."""


def ahead(items: Iterable[Item], depth: int = 8) -> Iterator[Item]:
    """Yield `items`, made on a thread of their own, at most `depth` of them waiting.

    FFmpeg lets go of the interpreter lock, so both sides run at once. What `items` raises is raised here;
    when the consumer stops early, so does the thread.
    """
    waiting: queue.Queue[tuple[Item] | None] = queue.Queue(depth)
    failure: list[BaseException] = []
    is_unwanted = threading.Event()

    def hand_over(item: tuple[Item] | None) -> bool:
        while not is_unwanted.is_set():
            try:
                waiting.put(item, timeout=_PATIENCE_S)
            except queue.Full:
                continue
            return True
        return False

    def produce() -> None:
        try:
            for item in items:
                if not hand_over((item,)):
                    return
        except BaseException as error:  # noqa: BLE001 (handed to the consumer, who raises it)
            failure.append(error)
        hand_over(None)

    producer = threading.Thread(target=produce, daemon=True)
    producer.start()
    try:
        while (item := waiting.get()) is not None:
            yield item[0]
    finally:
        is_unwanted.set()
        producer.join()
    if failure:
        raise failure[0]
