"""Train and measure the scorer.

    python -m dechaff.training renditions --bench BENCH --out WORK/renditions
    python -m dechaff.training encode     --bench BENCH --work WORK
    python -m dechaff.training fit        --work WORK [--out src/dechaff/data/weights/text.npz]
    python -m dechaff.training evaluate   --bench BENCH --work WORK
    python -m dechaff.training gate       --bench BENCH

`encode` turns all labelled texts into arrays; `fit` trains on all of them; `evaluate` fits on four fifths of the sites
and measures the last fifth, five times; `gate` measures the shipped weights on a part of the development data and fails
below the floors of `fixtures/gate/text.json`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

WEIGHTS = Path(__file__).parents[1] / "data" / "weights" / "text.npz"


def main() -> int:
    """Run one step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["renditions", "encode", "fit", "evaluate", "gate"])
    parser.add_argument("--bench", type=Path, help="the folder with the development data")
    parser.add_argument("--work", type=Path, help="a folder for renditions, arrays and fold weights")
    parser.add_argument("--out", type=Path, default=None, help="where the result goes")
    parser.add_argument(
        "--fold", type=int, action="append", help="evaluate, fit: this fold alone (evaluate: repeatable)"
    )
    parser.add_argument("--epochs", type=int, default=None, help="fit, evaluate: other than the default")
    arguments = parser.parse_args()
    if arguments.step == "renditions":
        from dechaff.training.renditions import render_all

        return render_all(arguments.bench, arguments.out or arguments.work / "renditions")
    if arguments.step == "encode":
        return _encode(arguments.bench, arguments.work)
    if arguments.step == "fit":
        return _fit(arguments)
    from dechaff.training import evaluation

    if arguments.step == "evaluate":
        return evaluation.evaluate(arguments.bench, arguments.work, arguments.fold)
    return evaluation.gate(arguments.bench)


def _encode(bench: Path, work: Path) -> int:
    from dechaff.training.dataset import encode_all, planted, read_samples

    samples = list(read_samples(bench, work / "renditions"))
    residue = list(planted([s for s in samples if not s.source.startswith("synth")], copies=5, seed=1))
    encode_all(samples + residue, work / "encoded")
    return 0


def _fit(arguments: argparse.Namespace) -> int:
    from dechaff.training.dataset import load_encoded
    from dechaff.training.fitting import Settings, fit, write_weights

    settings = Settings(epochs=arguments.epochs) if arguments.epochs else Settings()
    samples = load_encoded(arguments.work / "encoded", without_fold=arguments.fold[0] if arguments.fold else None)
    out = arguments.out or (arguments.work / f"fold{arguments.fold[0]}.npz" if arguments.fold else WEIGHTS)
    policy = arguments.work / "policy.json"  # what `evaluate` measured
    write_weights(fit(samples, settings), json.loads(policy.read_text()) if policy.exists() else {}, out)
    print(f"wrote {out} ({out.stat().st_size / 1000:.0f} kB)", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
