"""Compares puncta with its two peers, figure by figure.

    python check.py [PUNCTA] [--people 1000] [--numpy-people 200] [--threads 2] [--seed 1]

Each program treats people of its own, so values differ by chance. A figure agrees when

    |theirs - ours| <= 3 sqrt(se^2 + se'^2) + allowance

The allowance is that of rounding, 1e-9 of the value, and for the largest gap what both searches may leave out. Figures that
are the same in every person have no standard error, and agree to rounding. A table has some ninety comparisons. By chance, one
table in five has a difference beyond three errors. Depths share the error of the dial, so they differ together. A seed
always brings the same people, so its table stays as it is.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from model import GAP_ERROR

HERE = pathlib.Path(__file__).resolve().parent
SCENARIO = HERE.parents[2] / "scenarios" / "cheek-pen.toml"
ROUNDING = 1e-9
# tract-and-injury.md, "Evenness": puncta's gap is at most 1 % too small, a peer's GAP_ERROR.
ALLOWANCE = {"punctures.largest_gap_mm": 0.01 + GAP_ERROR}
CEILING = 3


def ours(puncta, options, folder):
    """Runs puncta; returns its figures in one level, and the time of the command."""
    out = f"{folder}/run"
    command = [puncta, "run", SCENARIO, "--set", "mechanics.law=ratio", "--set", "run.intervals=off"]
    command += ["--no-pictures", "--quiet", "--seed", str(options.seed), "--realisations", str(options.people), "--threads", str(options.threads), "--out", out]
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    found = {}

    def flatten(part, key):
        if "value" in part and "se" in part:
            found[key] = part
        else:
            for name, inner in part.items():
                if isinstance(inner, dict) and name not in ("histograms", "people", "reach_fat_from"):
                    flatten(inner, f"{key}.{name}" if key else name)

    flatten(json.loads(pathlib.Path(out, "summary.json").read_text()), "")
    return found, wall, f"{out}/scenario.toml"


def theirs(peer, scenario, people, options):
    command = [sys.executable, HERE / f"peer_{peer}.py", "--scenario", scenario, "--people", str(people)]
    command += ["--threads", str(options.threads), "--seed", str(options.seed)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def errors(key, a, b):
    """Difference in standard errors, after the allowance; infinite where there is a difference and no error."""
    allowed = abs(a["value"]) * (ROUNDING + ALLOWANCE.get(key, 0))
    error = (a["se"] ** 2 + b["se"] ** 2) ** 0.5
    beyond = max(abs(b["value"] - a["value"]) - allowed, 0)
    return (beyond / error if error > 0 else float("inf") if beyond else 0.0) * (1 if b["value"] >= a["value"] else -1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("puncta", nargs="?", default=os.environ.get("PUNCTA", "puncta"))
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--numpy-people", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures, wall, scenario = ours(options.puncta, options, folder)
        peers = {
            peer: theirs(peer, scenario, people, options)
            for peer, people in [("numpy", options.numpy_people), ("numba", options.people)]
        }
    print(f"{'figure':38} {'puncta':>21} {'numpy':>21} {'numba':>21}  errors apart")
    worst, shown = [], "{value:11.5g} ±{se:9.2g}".format_map
    for key, a in figures.items():
        found = [peer["figures"][key] for peer in peers.values()]
        apart = [errors(key, a, b) for b in found]
        worst += [(abs(errors_apart), key, peer) for errors_apart, peer in zip(apart, peers)]
        print(f"{key:38} {shown(a)} {' '.join(map(shown, found))}  {apart[0]:6.2f} {apart[1]:6.2f}")
    print(f"\npuncta: {options.people} people in {wall:.2f} s, {1e3 * wall / options.people:.1f} ms each, with start and files")
    for name, peer in peers.items():
        seconds, people = min(peer["wall_s"]), peer["people"]
        print(f"{name}: {people} people in {seconds:.2f} s, {1e3 * seconds / people:.1f} ms each; {peer['memory_mib']:.0f} MiB")
    extra = {key for peer in peers.values() for key in peer["figures"]} - figures.keys()
    missed = [f"{key} ({peer}: {apart:.1f} errors)" for apart, key, peer in worst if apart > CEILING]
    assert not extra, f"not in summary.json: {extra}"
    assert not missed, f"beyond {CEILING} errors: {', '.join(missed)}"
    print(f"{len(figures)} figures agree")


if __name__ == "__main__":
    main()
