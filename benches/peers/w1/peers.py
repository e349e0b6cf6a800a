"""Workload W1 as a scientist writes it with Numba: one JSON line.

    peers.py --peer numba|numba-binned --size small|large --variant W1a|W1b --threads 2 --reps 3

`numba` deposits into a private grid of structs for each thread, and adds the grids up in the end. `numba-binned` (W1a alone) draws
with SplitMix64, sorts strikes by tiles of 2 mm, and deposits tile after tile into one grid. Thickness fields are white noise of
numpy's default_rng (seeds 12345 and 12346), smoothed by a periodic Gaussian kernel. `--dump-fields PREFIX` writes them and stops.
"""

import argparse
import json
import math
import os
import resource
import sys
import time

options = argparse.ArgumentParser()
options.add_argument("--peer", default="numba", choices=["numba", "numba-binned"])
options.add_argument("--size", default="small", choices=["small", "large"])
options.add_argument("--variant", default="W1a", choices=["W1a", "W1b"])
options.add_argument("--threads", type=int, default=2)
options.add_argument("--reps", type=int, default=3)
options.add_argument("--dump-fields")
options = options.parse_args()
os.environ["NUMBA_NUM_THREADS"] = str(options.threads)

import numba  # noqa: E402
import numpy as np  # noqa: E402

SIDE, CELL, STRIKES, TIMES = (20.0, 0.1, 100_000, 10) if options.size == "small" else (100.0, 0.05, 1_000_000, 20)
if options.variant == "W1b" and options.size == "large":
    # The rate does not depend on the number of realisations; twenty take half a minute.
    TIMES = 6
CELLS = round(SIDE / CELL)
NODE = 0.5
NODES = round(SIDE / NODE) + 1
F = np.float32
MEAN, SPREAD, RADIUS = 1.5 * 0.85, 0.1, 0.125
TANGENT = math.tan(math.radians(10))
CONE = RADIUS / TANGENT
CUBIC, SECTION = math.pi / 3 * TANGENT**2, math.pi * RADIUS**2
FINE = 32
BOX = math.ceil(2 * RADIUS / CELL - 1e-9) + 1


def smooth(seed, mean, spread, length, low, high):
    noise = np.random.default_rng(seed).standard_normal((NODES, NODES))
    steps = np.arange(NODES)
    kernel = np.exp(-((np.minimum(steps, NODES - steps) * NODE / length) ** 2))
    spectrum = np.fft.rfft2(noise) * np.fft.rfft2(kernel[:, None] * kernel[None, :])
    field = np.fft.irfft2(spectrum, s=noise.shape)
    field = mean + spread * (field - field.mean()) / field.std()
    return np.clip(field, low, high).astype(F)


EPIDERMIS = smooth(12345, 0.10, 0.02, 2.0, 0.04, 0.25)
DERMIS = smooth(12346, 1.20, 0.20, 4.0, 0.50, 2.50)
if options.dump_fields:
    EPIDERMIS.tofile(options.dump_fields + "te.f32")
    DERMIS.tofile(options.dump_fields + "td.f32")
    sys.exit()


def stencils():
    """Shares of the cells under a disc [place y, place x, row, column], first cell of the box, and sums."""
    centre = (np.arange(FINE) + 0.5) / FINE
    first = np.floor(centre - RADIUS / CELL)
    off = first[:, None] + (np.arange(4 * BOX) + 0.5) / 4 - centre[:, None]
    inside = off[:, None, :, None] ** 2 + off[None, :, None, :] ** 2 <= (RADIUS / CELL) ** 2
    shares = inside.reshape(FINE, FINE, BOX, 4, BOX, 4).sum(axis=(3, 5)) / 16
    return shares.astype(F), first.astype(np.int64), (1 / shares.sum(axis=(2, 3))).astype(F)


SHARES, FIRST, OVER = stencils()
fast = numba.njit(inline="always", fastmath=True)


@fast
def at_nodes(field, px, py, i, j):
    fx, fy = px - i, py - j
    low = field[j, i] + fx * (field[j, i + 1] - field[j, i])
    high = field[j + 1, i] + fx * (field[j + 1, i + 1] - field[j + 1, i])
    return low + fy * (high - low)


@fast
def volume(q):
    q = max(q, F(0))
    return F(CUBIC) * q * q * q if q <= F(CONE) else F(SECTION) * (q - F(2 * CONE / 3))


@fast
def settled(x, y, z, epidermis, dermis):
    """Depth, whether the dermis and the fat are reached, volume in the dermis."""
    depth = max(F(0), F(MEAN) + F(SPREAD) * z)
    px, py = x * F(1 / NODE), y * F(1 / NODE)
    i, j = min(int(px), NODES - 2), min(int(py), NODES - 2)
    a = depth - at_nodes(epidermis, px, py, i, j)
    b = a - at_nodes(dermis, px, py, i, j)
    return depth, F(a > 0), F(b > 0), volume(a) - volume(b)


@fast
def add(grid, j, i, share, depth, dermal, fat, vol):
    grid[j, i, 0] += share
    grid[j, i, 1] += share * dermal
    grid[j, i, 2] += share * fat
    grid[j, i, 3] += share * depth
    grid[j, i, 4] += vol
    grid[j, i, 5] = max(grid[j, i, 5], depth)


@numba.njit(parallel=True, fastmath=True)
def direct(seed, epidermis, dermis, shares, first, over, discs, grids):
    threads = grids.shape[0]
    for thread in numba.prange(threads):
        np.random.seed(seed + thread)
        grid = grids[thread]
        grid[:] = 0
        whole = STRIKES * TIMES
        for _ in range(whole * thread // threads, whole * (thread + 1) // threads):
            x, y = F(np.random.random()) * F(SIDE), F(np.random.random()) * F(SIDE)
            depth, dermal, fat, vol = settled(x, y, F(np.random.normal()), epidermis, dermis)
            cx, cy = x * F(1 / CELL), y * F(1 / CELL)
            i, j = min(int(cx), CELLS - 1), min(int(cy), CELLS - 1)
            if not discs:
                add(grid, j, i, F(1), depth, dermal, fat, vol)
                continue
            qx, qy = min(int((cx - i) * FINE), FINE - 1), min(int((cy - j) * FINE), FINE - 1)
            vol *= over[qy, qx]
            for row in range(BOX):
                r = j + first[qy] + row
                if r < 0 or r >= CELLS:
                    continue
                for column in range(BOX):
                    c = i + first[qx] + column
                    share = shares[qy, qx, row, column]
                    if share > 0 and 0 <= c < CELLS:
                        add(grid, r, c, share, depth, dermal, fat, vol * share)
    layers = np.empty((6, CELLS, CELLS), F)
    for j in numba.prange(CELLS):
        for i in range(CELLS):
            for layer in range(6):
                total = grids[0, j, i, layer]
                for thread in range(1, threads):
                    other = grids[thread, j, i, layer]
                    total = max(total, other) if layer == 5 else total + other
                layers[layer, j, i] = total
    return layers


TILE = round(2.0 / CELL)
TILES = CELLS // TILE
U = np.uint64


@fast
def mixed(word):
    word = (word ^ (word >> U(30))) * U(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> U(27))) * U(0x94D049BB133111EB)
    return word ^ (word >> U(31))


@fast
def unit(word):
    return F((word >> U(40)) + U(1)) * F(1 / 16777217)


@numba.njit(parallel=True, fastmath=True)
def binned(seed, epidermis, dermis, room, sorted_room, layers):
    """Chunk after chunk: draw, count by tile, sort, deposit each tile by one thread."""
    threads, chunk = room.shape[0], room.shape[1]
    layers[:] = 0
    counts = np.zeros((threads, TILES * TILES + 1), np.int64)
    for begin in range(0, STRIKES * TIMES, threads * chunk):
        counts[:] = 0
        for thread in numba.prange(threads):
            here = min(chunk, STRIKES * TIMES - begin - thread * chunk)
            for at in range(0, here, 2):
                key = U(seed) + U(begin + thread * chunk + at) * U(0x9E3779B97F4A7C15)
                one, two = mixed(key), mixed(key + U(0x632BE59BD9B4E019))
                three = mixed(key + U(0xD1342543DE82EF95))
                radius = math.sqrt(F(-2) * math.log(unit(three)))
                angle = F(2 * math.pi) * unit(three << U(24))
                for more in range(min(2, here - at)):
                    word = one if more == 0 else two
                    x, y = (unit(word) - F(1 / 16777217)) * F(SIDE), (unit(word << U(24)) - F(1 / 16777217)) * F(SIDE)
                    room[thread, at + more, 0], room[thread, at + more, 1] = x, y
                    room[thread, at + more, 2] = radius * (math.cos(angle) if more == 0 else math.sin(angle))
                    i, j = min(int(x * F(1 / CELL)), CELLS - 1) // TILE, min(int(y * F(1 / CELL)), CELLS - 1) // TILE
                    counts[thread, j * TILES + i + 1] += 1
            for tile in range(TILES * TILES):
                counts[thread, tile + 1] += counts[thread, tile]
            place = counts[thread].copy()
            for at in range(here):
                x, y = room[thread, at, 0], room[thread, at, 1]
                i, j = min(int(x * F(1 / CELL)), CELLS - 1) // TILE, min(int(y * F(1 / CELL)), CELLS - 1) // TILE
                to = place[j * TILES + i]
                place[j * TILES + i] += 1
                for part in range(3):
                    sorted_room[thread, to, part] = room[thread, at, part]
        for tile in numba.prange(TILES * TILES):
            for thread in range(threads):
                for at in range(counts[thread, tile], counts[thread, tile + 1]):
                    x, y = sorted_room[thread, at, 0], sorted_room[thread, at, 1]
                    depth, dermal, fat, vol = settled(x, y, sorted_room[thread, at, 2], epidermis, dermis)
                    i, j = min(int(x * F(1 / CELL)), CELLS - 1), min(int(y * F(1 / CELL)), CELLS - 1)
                    add(layers, j, i, F(1), depth, dermal, fat, vol)
    out = np.empty((6, CELLS, CELLS), F)
    for j in numba.prange(CELLS):
        for i in range(CELLS):
            for layer in range(6):
                out[layer, j, i] = layers[j, i, layer]
    return out


if options.peer == "numba-binned":
    if options.variant != "W1a":
        sys.exit("numba-binned is for W1a")
    chunk = min(1 << 20, STRIKES * TIMES // options.threads)
    room, sorted_room = (np.zeros((options.threads, chunk, 3), F) for _ in range(2))
    grid = np.zeros((CELLS, CELLS, 8), F)
    run = lambda seed: binned(seed, EPIDERMIS, DERMIS, room, sorted_room, grid)  # noqa: E731
else:
    grids = np.zeros((options.threads, CELLS, CELLS, 8), F)
    discs = options.variant == "W1b"
    run = lambda seed: direct(seed, EPIDERMIS, DERMIS, SHARES, FIRST, OVER, discs, grids)  # noqa: E731

layers = run(1)
walls = []
for rep in range(options.reps):
    clock = time.perf_counter()
    layers = run(rep + 2)
    walls.append(time.perf_counter() - clock)
made = STRIKES * TIMES
sums = [float(layer.sum(dtype=np.float64)) for layer in layers]
cells = SECTION / CELL**2 if options.variant == "W1b" else 1
print(json.dumps({
    "program": options.peer,
    "size": options.size,
    "variant": options.variant,
    "threads": options.threads,
    "realisations": TIMES,
    "rate_m_s": made / min(walls) / 1e6,
    "wall_s": walls,
    "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "checks": {
        "count": sums[0] / made / cells,
        "dermal": sums[1] / sums[0],
        "fat": sums[2] / sums[0],
        "mean_depth_mm": sums[3] / sums[0],
        "mean_volume_mm3": sums[4] / made,
        "max_depth_mm": float(layers[5].max()),
    },
}))  # fmt: skip
