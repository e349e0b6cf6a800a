"""The main job of puncta in numbers: what both peers read, draw and report.

The peers treat people with a pen under the ratio law. They read a resolved scenario, the `scenario.toml` of a results folder.
Comments name the page of docs/methods/ that an equation comes from. The peers share this file: inputs, what a person has once,
fields, and figures from sums. Places, depths, unions and sums are written twice.

Shared with `summary.json`: value and standard error of every figure that a run has.

Not shared:
- maps, histograms and lists of people, because the peers keep sums of a person only;
- `p05` and `p95`, which are spreads between people and have no standard error to compare within;
- `low` and `high`, because intervals are off;
- the people that puncta draws apart for the reach of the fat. The peers take it from the people treated. Its expectation is
  the same, its standard error larger.

Simplified, without an effect on a shared figure:
- lanes are as long and as many for every pass, and a little longer than they need to be;
- sub-cells are those of a map with cells of 100 um;
- a plexus and a loop have room in every skin, as they do on the face;
- sections are painted in double precision;
- every program draws from its own streams.

Refused: other devices, laws and layouts, bent, dull or missing needles, a face, listed layers, sex, age and BMI.
"""

import argparse
import csv
import json
import pathlib
import resource
import time
import tomllib
from typing import NamedTuple

import numpy as np
from scipy import fft

DATA = pathlib.Path(__file__).resolve().parents[3] / "data"
HEADINGS = {"vertical": 0.5, "horizontal": 0.0, "diagonal_up": 0.25, "diagonal_down": -0.25}  # shares of a half turn
TABLES = ["field", "skin", "tract", "technique", "vessels", "indices"]
FIELDS = ["fine_epidermis", "drift_dermis", "fine_dermis", "drift_fat", "fine_fat"]
LAYERS = ["stratum_corneum", "viable_epidermis", "papillary_dermis", "reticular_dermis", "fat", "muscle"]
SUB_CELL_MM = 0.0125  # tract-and-injury.md, "Counting without counting twice": 8 x 8 in a cell of 100 um
PARTS = 3  # tract-and-injury.md, "Volumes": equal parts of the dermis
CUT = 1 - 3**-0.5  # and where the cut lies in what a tract has of its part
NEIGHBOURS = 500  # tract-and-injury.md, "Evenness": punctures whose nearest neighbour is looked for
GAP_ERROR = 0.005  # share by which a peer's largest gap may be too small

# What a peer finds in one person. Sums run over strikes in the area, areas are in sub-cells.
SUMS = (
    ["strikes", "pierced", "repeats", "depth", "depth_square", "deepest", "within", "epidermis", "dermis", "fat", "torn"]
    + [f"tips_{layer}" for layer in LAYERS]
    + ["covered", "open", "epidermis_mm2", "dermis_mm2", "epidermis_mm3", "dermis_mm3", "fat_mm3"]
    + ["loops", "upper", "deep", "p05", "p50", "p95", "p99_9", "cv", "fat_squares", "neighbour", "gap"]
)


class Needle(NamedTuple):
    """Shape of a needle, and the slit that it leaves at the surface, mm."""

    tip: float
    shaft: float
    taper: float
    slit: float


class Model(NamedTuple):
    """Numbers of a scenario; lengths in mm. Compiled code takes it as it is."""

    width: float
    height: float
    columns: int
    rows: int
    step: float  # side of a sub-cell
    rim: float
    pins: np.ndarray
    open_ratio: float
    set_mm: float
    tolerance: float
    ratio: float
    ratio_sd: float
    papillary: float
    headings: np.ndarray
    spacing: float
    rate: float  # strokes per mm of a steady hand
    rate_sd: np.ndarray  # of the logarithm: between treatments, between lanes, along a lane
    turn_sd: np.ndarray
    jitter: float
    tilt: float
    wander: float
    station: float  # distance of stations along a lane
    length: float  # correlation length of the hand
    half: float  # of a lane's length, and of the width of all lanes together
    reach: float  # of the pins from the middle of the head
    per_mm: np.ndarray  # nodes of each field per mm
    loops: np.ndarray  # a mm2, viable epidermis above their tips, radius
    upper: np.ndarray  # offset, mm of vessel a mm2, radius
    deep: np.ndarray
    tear: np.ndarray  # length and depth above which a strike is flagged


class People(NamedTuple):
    """Draws that a person and their treatment have once; one row for each person."""

    epidermis: np.ndarray
    dermis: np.ndarray
    fat: np.ndarray
    corneum: np.ndarray  # share of the epidermis
    set_mm: np.ndarray  # of every pin
    rate: np.ndarray
    spacing: np.ndarray
    turn: np.ndarray


def log_sd(cv):
    """Standard deviation of the logarithm (skin.md, "Thickness of a person at a place")."""
    return np.sqrt(np.log1p(cv * cv))


def matern(r, length):
    """Correlation of skin.md, "From place to place", and of device-and-technique.md, "Along a lane"."""
    a = 3**0.5 * r / length
    return (1 + a) * np.exp(-a)


class Job:
    """A scenario, ready to draw people from."""

    def __init__(self, path):
        self.scenario = tomllib.loads(pathlib.Path(path).read_text())
        self.data = {file: tomllib.loads((DATA / f"{file}.toml").read_text()) for file in TABLES}
        area, skin, device, technique, law, limits = (
            self.scenario.get(part, {}) for part in ["area", "skin", "device", "technique", "mechanics", "limits"]
        )
        defects = [device.get(f"{defect}_fraction", 0) for defect in ["bent", "dull", "missing"]]
        wanted = [law.get("law") == "ratio", device.get("layout") == "rings", "site" in skin, not any(defects)]
        plain = skin.keys() <= {"site", "source", "person"} and skin.get("source") == "default"
        if not (all(wanted) and plain and skin.get("person") == "population" and area["cell_um"] == 100):
            raise SystemExit(f"{path}: not a resolved scenario that the peers know; see model.py")
        speed, frequency, factor = technique["hand_speed_mm_s"], device["frequency_hz"], technique["variation"]
        self.speed, self.frequency, self.bias = speed, frequency, device["setting_bias_mm"]
        self.setting_sd, self.length_sd = device["setting_sd_mm"], device["length_tolerance_mm"]
        self.passes, self.limit = technique["passes"], limits["fat_reach"]
        # device-and-technique.md, "Needles and arrays": rings, every second one turned by half its step.
        turns = [(np.arange(r["count"]) + at % 2 / 2) / r["count"] for at, r in enumerate(device["rings"])]
        radii = np.repeat([r["diameter_mm"] / 2 for r in device["rings"]], [r["count"] for r in device["rings"]])
        angles = 2 * np.pi * np.concatenate(turns)
        pins = np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])
        # device-and-technique.md, "Pen", and tract-and-injury.md, "One puncture": slit of a pen at the surface.
        slit = (1 - self.known("tract", "tract", "skin_follow_factor")) * speed * self.dwell() / frequency
        # device-and-technique.md, "Hands and motors are not clocks": variance between treatments, lanes, along a lane.
        shares = [self.known("technique", "pen", f"share_{level}") for level in ["between", "lane"]]
        split = np.sqrt(shares + [1 - sum(shares)])
        rate_sd = split * np.hypot(log_sd(factor * technique["speed_cv"]), log_sd(factor * technique["frequency_cv"]))
        turn_sd = split * np.radians(factor * technique["turn_deg"])
        self.spacing_sd = log_sd(factor * technique["spacing_cv"])
        shaft = device["shaft_diameter_um"] / 1e3
        rim, reach = (shaft + slit) / 2, radii.max()
        jitter, tilt, wander = technique["position_jitter_mm"], technique["heading_jitter_deg"], factor * technique["wander_mm"]
        # device-and-technique.md, "Hand": past the edges so far that every needle that can reach the area is there.
        half = np.hypot(area["width_mm"] / 2 + rim, area["height_mm"] / 2 + rim) + reach + 4 * jitter + 5 * wander
        far = half * (1 + np.sin(np.radians(4 * tilt)))
        vessels = self.data["vessels"]
        loops = vessels["loops_by_site"].get(skin["site"], vessels["loops"]["density_per_mm2"])["value"]
        self.diameters = [vessels[kind]["diameter_um"]["value"] for kind in ["loops", "upper_plexus", "deep_plexus"]]
        net = [
            # tract-and-injury.md, "Small vessels": a square net of mesh m has 2 / m.
            (self.known("vessels", kind, "offset_mm"), 2 / self.known("vessels", kind, "spacing_mm"), diameter / 2e3)
            for kind, diameter in zip(["upper_plexus", "deep_plexus"], self.diameters[1:])
        ]
        small = [self.known("vessels", "loops", name) / 1e3 for name in ["suprapapillary_um", "radius_um"]]
        self.needle = Needle(device["tip_diameter_um"] / 1e3, shaft, device["taper_mm"], slit)
        self.fields = [self.embedding(name, area) for name in FIELDS]
        with open(DATA / "sites.csv", newline="") as file:
            self.site = next(row for row in csv.DictReader(file) if row["site"] == skin["site"])
        self.model = Model(
            width=area["width_mm"],
            height=area["height_mm"],
            columns=round(area["width_mm"] / SUB_CELL_MM),
            rows=round(area["height_mm"] / SUB_CELL_MM),
            step=SUB_CELL_MM,
            rim=rim,
            pins=pins,
            open_ratio=self.known("tract", "tract", "open_width_ratio"),
            set_mm=device["depth_mm"],
            tolerance=limits["depth_tolerance_mm"],
            ratio=law["ratio"],
            ratio_sd=law["ratio_sd"],
            papillary=self.known("skin", "layers", "papillary_share"),
            headings=np.pi * np.resize([HEADINGS[name] for name in technique["directions"]], self.passes),
            spacing=technique["line_spacing_mm"],
            rate=frequency / speed,
            rate_sd=rate_sd,
            turn_sd=turn_sd,
            jitter=jitter,
            tilt=np.radians(tilt),
            wander=wander,
            station=technique["variation_length_mm"] / 6,
            length=technique["variation_length_mm"],
            half=far,
            reach=reach,
            per_mm=np.array([1 / field.spacing for field in self.fields]),
            loops=np.array([loops, *small]),
            upper=np.array(net[0]),
            deep=np.array(net[1]),
            tear=np.array([self.known("indices", "indices", f"tear_{name}_mm") for name in ["length", "depth"]]),
        )

    def known(self, file, section, name):
        return self.data[file][section][name]["value"]

    def dwell(self):
        return self.known("tract", "tract", "pen_dwell_fraction")

    def embedding(self, name, area):
        return Embedding(self.known("field", name, "sd_log"), self.known("field", name, "length_mm"), area)

    def people(self, rng, count):
        """Draws people and what their treatments have once."""
        site, m = {key: float(value) for key, value in self.site.items() if key.endswith("_um")}, self.model
        # skin.md, "Thickness of a person at a place": b of epidermis, dermis and fat by the Cholesky factor.
        above, below = (self.known("field", "person", pair) for pair in ["epidermis_dermis", "dermis_fat"])
        root = np.linalg.cholesky([[1, above, 0], [above, 1, below], [0, below, 1]])
        b = rng.standard_normal((count, 3)) @ root.T
        cv = {name: site[f"{name}_sd_um"] / site[f"{name}_um"] for name in ["stratum_corneum", "epidermis", "dermis", "fat"]}
        thick = [
            site[f"{name}_um"] / 1e3 * np.exp(log_sd(cv[name]) * b[:, at] - log_sd(cv[name]) ** 2 / 2)
            for at, name in enumerate(["epidermis", "dermis", "fat"])
        ]
        # The stratum corneum is a beta-distributed share of the epidermis, which gives the table's sd.
        mean = site["stratum_corneum_um"] / site["epidermis_um"]
        variance = mean**2 * ((1 + cv["stratum_corneum"] ** 2) / (1 + cv["epidermis"] ** 2) - 1)
        size = mean * (1 - mean) / max(variance, 1e-300) - 1
        corneum = rng.beta(mean * size, (1 - mean) * size, count) if variance > 0 else np.full(count, mean)
        # device-and-technique.md, "Defects" and "Setting"; depth-ratio.md: the set depth is not below 0.
        setting = self.bias + self.setting_sd * rng.standard_normal((count, 1))
        set_mm = np.maximum(m.set_mm + setting + self.length_sd * rng.standard_normal((count, len(m.pins))), 0)
        # device-and-technique.md, "Places of strikes": means of the rate and of 1 / spacing are kept.
        rate, spacing, turn = rng.standard_normal((3, count))
        rate = np.exp(m.rate_sd[0] * rate - m.rate_sd[0] ** 2 / 2)
        spacing = m.spacing * np.exp(self.spacing_sd**2 / 2 - self.spacing_sd * spacing)
        return People(*thick, corneum, set_mm, rate, spacing, m.turn_sd[0] * turn)

    def draw_fields(self, rng, count, workers=1):
        """Draws the fields of so many people: logarithms of factors on thickness, on nodes."""
        return tuple(field.draw(rng, count, workers) for field in self.fields)

    def figures(self, sums):
        """Figures of summary.json from the sums of people, each as its mean and its standard error."""
        m, of = self.model, dict(zip(SUMS, np.asarray(sums).T))
        area, strikes, pierced = m.width * m.height, of["strikes"], of["pierced"]
        same, per_cm2 = np.ones(len(strikes)), 100 / area
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = of["depth"] / pierced
            variance = (of["depth_square"] - pierced * mean**2) / (pierced - 1)
            vessels = [of[kind] * per_cm2 for kind in ["loops", "upper", "deep"]]
            rows = {
                "punctures.count": strikes,
                "punctures.density_per_cm2": strikes * per_cm2,
                "punctures.rate_per_s": same * len(m.pins) * self.frequency,
                "punctures.rate_present_per_s": same * len(m.pins) * self.frequency,
                "punctures.failed_fraction": 1 - pierced / strikes,
                "punctures.cv": of["cv"],
                "punctures.nearest_neighbour_mm": of["neighbour"],
                "punctures.largest_gap_mm": of["gap"],
                "punctures.repeat_fraction": of["repeats"] / strikes,
                "depth_mm.set": same * m.set_mm,
                "depth_mm.mean": mean,
                "depth_mm.sd": np.sqrt(variance),
                **{f"depth_mm.{share}": of[share] for share in ["p05", "p50", "p95", "p99_9"]},
                "depth_mm.max": of["deepest"],
                "depth_mm.ratio": mean / m.set_mm,
                "depth_mm.bias": mean - m.set_mm,
                "depth_mm.within_tolerance": of["within"] / pierced,
                **{f"reach.{layer}": of[layer] / strikes for layer in ["epidermis", "dermis", "fat"]},
                "reach.fat_per_cm2": of["fat"] * per_cm2,
                "reach.fat_share_of_mm2": of["fat_squares"],
                "reach.people_over_limit": (of["fat"] / strikes > self.limit) * 1.0,
                "injury.covered_fraction": of["covered"] * m.step**2 / area,
                "injury.open_fraction": of["open"] * m.step**2 / area,
                "injury.epidermis_volume_fraction": of["epidermis_mm2"] / area,
                "injury.dermis_volume_fraction": of["dermis_mm2"] / area,
                "injury.slit_length_mm": same * self.needle.slit,
                "injury.tear_flag_fraction": of["torn"] / strikes,
                **{f"layers.{layer}.tips_per_cm2": of[f"tips_{layer}"] * per_cm2 for layer in LAYERS},
                **{f"layers.{k}.volume_mm3_per_cm2": of[f"{k}_mm3"] * per_cm2 for k in ["epidermis", "dermis", "fat"]},
                "vessels.hits_per_cm2": sum(vessels),
                "vessels.loop_hits_per_cm2": vessels[0],
                "vessels.upper_plexus_hits_per_cm2": vessels[1],
                "vessels.deep_plexus_hits_per_cm2": vessels[2],
                # tract-and-injury.md, "Flags and indices".
                "bleeding.index": sum(
                    hits / 100 * (diameter / self.diameters[1]) ** self.known("indices", "indices", "bleeding_exponent")
                    for hits, diameter in zip(vessels, self.diameters)
                ),
                "pain.index": mean ** self.known("indices", "indices", "pain_length_exponent")
                * (pierced * per_cm2) ** self.known("indices", "indices", "pain_number_exponent"),
                "treatment.time_s": same * self.passes * area / (m.spacing * self.speed),
            }
        return {key: estimate(values) for key, values in rows.items()}


def estimate(values):
    """statistics.md, "Realisations": mean and standard error over the people who have a value."""
    values = values[~np.isnan(values)]
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else None
    return {"value": float(values.mean()), "se": None if error is None else float(error)}


class Embedding:
    """A field of the skin by circulant embedding (skin.md, "From place to place")."""

    def __init__(self, sd, length, area):
        self.sd, self.spacing = sd, length / 4
        self.nodes = [int(np.ceil(area[f"{side}_mm"] / self.spacing)) + 1 for side in ["height", "width"]]
        self.torus = [fft.next_fast_len(max(nodes + 24, 48)) for nodes in self.nodes]
        away = [np.minimum(np.arange(n), n - np.arange(n)) * self.spacing for n in self.torus]
        values = fft.fft2(matern(np.hypot(away[0][:, None], away[1]), length)).real.clip(0)
        # Clipped eigenvalues add variance, linear interpolation takes some; both are given back.
        kept = (2 / 3 + matern(self.spacing, length) / 3) ** 2
        self.root = (np.sqrt(values / values.sum() / kept) * sd).astype(np.float32)

    def draw(self, rng, count, workers):
        # Real and imaginary part of one transform are two independent fields.
        noise = rng.standard_normal(((count + 1) // 2, *self.torus, 2), dtype=np.float32).view(np.complex64)[..., 0]
        noise *= self.root
        both = fft.fft2(noise, workers=workers, overwrite_x=True)[:, : self.nodes[0], : self.nodes[1]]
        # Half the variance is subtracted, so that the factor has mean 1.
        return np.concatenate([both.real, both.imag])[:count] - np.float32(self.sd**2 / 2)


def stream(seed, *member):
    return np.random.Generator(np.random.SFC64([seed, *member]))


def main(peer, run):
    """Command line of a peer: `run(path, people, threads)` returns the job and the sums of its people."""
    parser = argparse.ArgumentParser(description=f"puncta's main job in {peer}")
    parser.add_argument("--scenario", required=True, help="scenario.toml of a results folder")
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--reps", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    run(options.scenario, 2 * options.threads, options.threads, options.seed)
    wall = []
    for _ in range(options.reps):
        start = time.perf_counter()
        job, sums = run(options.scenario, options.people, options.threads, options.seed)
        figures = job.figures(sums)
        wall.append(time.perf_counter() - start)
    # Workers share pages with the process that made them, so this is an upper bound.
    own, worker = (resource.getrusage(who).ru_maxrss for who in [resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN])
    print(
        json.dumps(
            {
                "peer": peer,
                "wall_s": wall,
                "people": options.people,
                "strikes": int(sums[:, 0].sum()),
                "memory_mib": (own + options.threads * worker) / 1024,
                "figures": figures,
            }
        )
    )
