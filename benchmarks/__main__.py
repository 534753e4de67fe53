"""`./run bench` lists the benchmarks, `./run bench NAME [--quick]` runs one."""

import importlib
import sys

BENCHMARKS = {
    "api": ("benchmarks.api", "reads per second against the server's own floor, and whatever may be sent"),
    "film": ("benchmarks.film", "what a film costs against a plain transcode of the same length"),
    "jobs": ("benchmarks.jobs", "how soon jobs start, and how soon those of a dead worker are taken over"),
    "pages": ("benchmarks.pages", "how soon pages are seen on a slow phone, and how much they load for it"),
    "sync": ("benchmarks.sync", "how well clocks are found, over cameras, drift, baseline, noise and length"),
    "upload": ("benchmarks.upload", "that no acknowledged byte is lost, and how fast uploads are"),
}


def main(arguments: list[str]) -> int:
    names = [argument for argument in arguments if not argument.startswith("-")]
    unknown = [argument for argument in arguments if argument not in {*BENCHMARKS, "--quick"}]
    if unknown or len(names) != 1:
        for name, (_, what) in BENCHMARKS.items():
            print(f"  ./run bench {name:6} [--quick]   {what}")
        return 2 if unknown else 0
    importlib.import_module(BENCHMARKS[names[0]][0]).main("--quick" in arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
