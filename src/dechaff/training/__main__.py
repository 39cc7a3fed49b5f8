"""Train and measure the scorer.

    python -m dechaff.training renditions --bench BENCH --out WORK/renditions
    python -m dechaff.training encode     --bench BENCH --work WORK
    python -m dechaff.training fit        --work WORK [--out src/dechaff/data/weights/text.npz]
    python -m dechaff.training evaluate   --bench BENCH --work WORK
    python -m dechaff.training compare    --work WORK [--fold 0]
    python -m dechaff.training gate       --bench BENCH
    python -m dechaff.training speed      --bench BENCH

    python -m dechaff.training fit-pages      --bench BENCH [--out src/dechaff/data/weights/html.npz]
    python -m dechaff.training evaluate-pages --bench BENCH --work WORK
    python -m dechaff.training calibrate      --work WORK
    python -m dechaff.training trafilatura    --bench BENCH --work WORK

`encode` turns all labelled texts into arrays; `fit` trains on all of them; `evaluate` fits on four fifths of the sites
and measures the last fifth, five times; `compare` does so for several families of models; `gate` measures the shipped
weights on a part of the development data and fails below the floors of `fixtures/gate/text.json`. Pages of HTML are few
enough to be read anew each time; `calibrate` puts the scores that both evaluations measured into the shipped weights;
`trafilatura` measures what it extracts, before and after cleaning; `speed` says where the milliseconds go.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

WEIGHTS = Path(__file__).parents[1] / "data" / "weights"


def main() -> int:
    """Run one step."""
    steps: dict[str, Callable[[argparse.Namespace], int]] = {
        "renditions": _renditions,
        "encode": _encode,
        "fit": _fit,
        "evaluate": _evaluate,
        "compare": _compare,
        "gate": _gate,
        "speed": _speed,
        "fit-pages": _fit_pages,
        "evaluate-pages": _evaluate_pages,
        "calibrate": _calibrate,
        "trafilatura": _trafilatura,
    }
    parser = argparse.ArgumentParser(
        prog="python -m dechaff.training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("step", choices=steps)
    parser.add_argument("--bench", type=Path, help="the folder with the development data")
    parser.add_argument("--work", type=Path, help="a folder for renditions, arrays and fold weights")
    parser.add_argument("--out", type=Path, default=None, help="where the result goes")
    parser.add_argument("--fold", type=int, action="append", help="this fold alone (evaluate: may be repeated)")
    parser.add_argument("--epochs", type=int, default=None, help="other than the default")
    arguments = parser.parse_args()
    for name in ("bench", "work"):
        if f"--{name} {name.upper()}" in _usage(arguments.step) and getattr(arguments, name) is None:
            parser.error(f"{arguments.step} needs --{name}")
    return steps[arguments.step](arguments)


def _usage(step: str) -> str:
    """The line above that shows how a step is called."""
    return next(line for line in (__doc__ or "").splitlines() if f"dechaff.training {step} " in line)


def _renditions(arguments: argparse.Namespace) -> int:
    from dechaff.training.renditions import render_all

    return render_all(arguments.bench, arguments.out or arguments.work / "renditions")


def _encode(arguments: argparse.Namespace) -> int:
    from dechaff.training.dataset import encode_all, planted, read_samples

    samples = list(read_samples(arguments.bench, arguments.work / "renditions"))
    residue = list(planted([s for s in samples if not s.source.startswith("synth")], copies=5, seed=1))
    encode_all(samples + residue, arguments.work / "encoded")
    return 0


def _fit(arguments: argparse.Namespace) -> int:
    from dechaff.training.dataset import load_encoded
    from dechaff.training.fitting import Settings, fit, write_weights

    settings = Settings(epochs=arguments.epochs) if arguments.epochs else Settings()
    samples = load_encoded(arguments.work / "encoded", without_fold=arguments.fold[0] if arguments.fold else None)
    out = arguments.out or (arguments.work / f"fold{arguments.fold[0]}.npz" if arguments.fold else WEIGHTS / "text.npz")
    write_weights(fit(samples, settings), {}, out)
    return _wrote(out)


def _evaluate(arguments: argparse.Namespace) -> int:
    from dechaff.training.evaluation import evaluate

    return evaluate(arguments.bench, arguments.work, arguments.fold)


def _compare(arguments: argparse.Namespace) -> int:
    from dechaff.training.families import compare_families

    return compare_families(arguments.work, arguments.fold[0] if arguments.fold else 0)


def _gate(arguments: argparse.Namespace) -> int:
    from dechaff.training.evaluation import gate

    return gate(arguments.bench)


def _speed(arguments: argparse.Namespace) -> int:
    from dechaff.training.speed import measure_speed

    return measure_speed(arguments.bench)


def _fit_pages(arguments: argparse.Namespace) -> int:
    from dechaff.training.page_evaluation import fit_pages

    out = arguments.out or WEIGHTS / "html.npz"
    return _wrote(fit_pages(arguments.bench, WEIGHTS / "text.npz", out, arguments.epochs))


def _evaluate_pages(arguments: argparse.Namespace) -> int:
    from dechaff.training.page_evaluation import evaluate_pages

    return evaluate_pages(arguments.bench, arguments.work, arguments.fold, arguments.epochs)


def _calibrate(arguments: argparse.Namespace) -> int:
    from dechaff.training.fitting import write_policy

    for name, weights in (("policy.json", "text.npz"), ("page-policy.json", "html.npz")):
        write_policy(json.loads((arguments.work / name).read_text()), WEIGHTS / weights)
        _wrote(WEIGHTS / weights)
    return 0


def _trafilatura(arguments: argparse.Namespace) -> int:
    from dechaff.training.page_evaluation import measure_trafilatura

    return measure_trafilatura(arguments.bench, arguments.work, arguments.fold)


def _wrote(path: Path) -> int:
    print(f"wrote {path} ({path.stat().st_size / 1000:.0f} kB)", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
