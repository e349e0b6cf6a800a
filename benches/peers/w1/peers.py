"""Workload W1 as a scientist writes it with Numba: one JSON line.

    peers.py --peer numba|numba-binned --size small|large --variant W1a|W1b --threads 2 --reps 3

`numba` deposits into a private grid of structs for each thread, and adds the grids up in the end. `numba-binned` (W1a alone) draws
with SplitMix64, sorts all strikes by tiles of 2 mm, and deposits tile after tile into one grid. Thickness fields are white noise of
numpy's default_rng (seeds 12345 and 12346), smoothed by a periodic Gaussian kernel. `--dump-fields PREFIX` writes them
to PREFIXte.f32 and PREFIXtd.f32 and stops. The clock starts after one run that is not timed, which compiles.
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
    fx, fy = px - F(i), py - F(j)
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
    cell = grid[j, i]
    cell[0] += share
    cell[1] += share * dermal
    cell[2] += share * fat
    cell[3] += share * depth
    cell[4] += vol
    cell[5] = max(cell[5], depth)


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
            depth, dermal, fat, vol = settled(x, y, F(np.random.standard_normal()), epidermis, dermis)
            cx, cy = x * F(1 / CELL), y * F(1 / CELL)
            i, j = min(int(cx), CELLS - 1), min(int(cy), CELLS - 1)
            if not discs:
                add(grid, j, i, F(1), depth, dermal, fat, vol)
                continue
            qx, qy = min(int((cx - F(i)) * F(FINE)), FINE - 1), min(int((cy - F(j)) * F(FINE)), FINE - 1)
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
BLOCK = 1 << 16
U = np.uint64


@fast
def mixed(word):
    word = (word ^ (word >> U(30))) * U(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> U(27))) * U(0x94D049BB133111EB)
    return word ^ (word >> U(31))


@fast
def unit(word):
    """Above 0, up to 1."""
    return F((word >> U(40)) + U(1)) * F(2.0**-24)


@fast
def place(word):
    """From 0, below 1."""
    return F(word >> U(40)) * F(2.0**-24)


@fast
def tile_of(x, y):
    i, j = min(int(x * F(1 / CELL)), CELLS - 1), min(int(y * F(1 / CELL)), CELLS - 1)
    return (j // TILE) * TILES + i // TILE


@numba.njit(parallel=True, fastmath=True)
def binned(seed, epidermis, dermis, drawn, ordered, starts, layers):
    """Draws and sorts blocks that fit the cache. Then one thread deposits a tile of all blocks."""
    threads, blocks = drawn.shape[0], ordered.shape[0]
    whole = STRIKES * TIMES
    for j in numba.prange(CELLS):
        layers[j] = 0
    for thread in numba.prange(threads):
        room = drawn[thread]
        for block in range(blocks * thread // threads, blocks * (thread + 1) // threads):
            start, target = starts[block], ordered[block]
            start[:] = 0
            here = min(BLOCK, whole - block * BLOCK)
            for at in range(0, here, 2):
                key = (U(seed << 40) + U(block * BLOCK + at)) * U(0x9E3779B97F4A7C15)
                three = mixed(key + U(0xD1342543DE82EF95))
                radius = math.sqrt(F(-2) * math.log(unit(three)))
                angle = F(2 * math.pi) * unit(three << U(24))
                for more in range(min(2, here - at)):
                    word = mixed(key + U(more) * U(0x9E3779B97F4A7C15))
                    x, y = place(word) * F(SIDE), place(word << U(24)) * F(SIDE)
                    room[at + more, 0], room[at + more, 1] = x, y
                    room[at + more, 2] = radius * (math.cos(angle) if more == 0 else math.sin(angle))
                    start[tile_of(x, y) + 2] += 1
            for tile in range(2, TILES * TILES + 1):
                start[tile + 1] += start[tile]
            # Afterwards the strikes of a tile are those from start[tile] to start[tile + 1].
            for at in range(here):
                x, y = room[at, 0], room[at, 1]
                tile = tile_of(x, y) + 1
                to = start[tile]
                start[tile] = to + 1
                target[to, 0], target[to, 1], target[to, 2] = x, y, room[at, 2]
    for tile in numba.prange(TILES * TILES):
        for block in range(blocks):
            strikes = ordered[block]
            for at in range(starts[block, tile], starts[block, tile + 1]):
                x, y = strikes[at, 0], strikes[at, 1]
                depth, dermal, fat, vol = settled(x, y, strikes[at, 2], epidermis, dermis)
                i, j = min(int(x * F(1 / CELL)), CELLS - 1), min(int(y * F(1 / CELL)), CELLS - 1)
                add(layers, j, i, F(1), depth, dermal, fat, vol)
    out = np.empty((6, CELLS, CELLS), F)
    for j in numba.prange(CELLS):
        for i in range(CELLS):
            for layer in range(6):
                out[layer, j, i] = layers[j, i, layer]
    return out


def aligned(*shape):
    """Zeros whose structs of 32 bytes do not cross lines of the cache."""
    bytes_ = np.zeros(4 * math.prod(shape) + 64, np.uint8)
    skip = -bytes_.ctypes.data % 64
    return bytes_[skip : skip + 4 * math.prod(shape)].view(F).reshape(shape)


if options.peer == "numba-binned":
    if options.variant != "W1a":
        sys.exit("numba-binned is for W1a")
    drawn = np.zeros((options.threads, BLOCK, 3), F)
    # All strikes are kept, 240 MB at most: in rounds of fewer, tiles come into the cache more often, which was slower.
    ordered = np.zeros((math.ceil(STRIKES * TIMES / BLOCK), BLOCK, 3), F)
    starts = np.zeros((len(ordered), TILES * TILES + 2), np.int32)
    grid = aligned(CELLS, CELLS, 8)
    run = lambda seed: binned(seed, EPIDERMIS, DERMIS, drawn, ordered, starts, grid)  # noqa: E731
else:
    grids = aligned(options.threads, CELLS, CELLS, 8)
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
