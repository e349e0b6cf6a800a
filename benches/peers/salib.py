"""Sobol indices from evaluations.csv, with SALib, against those in sensitivity.json."""

import csv
import json
import pathlib
import sys

import numpy as np
from SALib.analyze import sobol

SCALES = {
    "logit": lambda x: np.log(x) - np.log1p(-x),
    "log": np.log,
    "plain": lambda x: x,
}

for folder in map(pathlib.Path, sys.argv[1:]):
    answer = json.loads((folder / "sensitivity.json").read_text())
    with open(folder / "evaluations.csv", newline="") as file:
        rows = list(csv.reader(file))
    names = rows[0][2:-1]
    values = [[float(cell) for cell in row[1:]] for row in rows[1:] if all(row)]
    # SALib wants A, then A with each input of B, then B, point by point.
    y = SCALES[answer["scale"]](np.array(values)).ravel()
    problem = {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}
    found = sobol.analyze(problem, y, calc_second_order=False, seed=1)
    ours = {decider["input"]: decider for decider in answer["deciders"]}
    worst = 0.0
    for at, name in enumerate(names):
        for key, theirs in [("first_order", found["S1"][at]), ("total", found["ST"][at])]:
            worst = max(worst, abs(ours[name][key]["value"] - theirs))
    print(f"{answer['figure']}: {len(names)} indices of {len(values)} points, largest difference {worst:.1e}")
    assert len(values) >= 100 and worst < 1e-10, "the indices differ"
