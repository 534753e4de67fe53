"""`./run bench` lists the benchmarks, `./run bench NAME [--quick]` runs one."""

import importlib
import sys

BENCHMARKS = {
    "film": ("benchmarks.film", "what a film costs against a plain transcode of the same length"),
    "sync": ("benchmarks.sync", "how well clocks are found, over cameras, drift, baseline, noise and length"),
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
