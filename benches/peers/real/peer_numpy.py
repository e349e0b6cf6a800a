"""puncta's main job in NumPy: one person at a time, all strikes of the person together. See model.py."""

import functools
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
from model import CUT, GAP_ERROR, NEIGHBOURS, PARTS, Job, main, matern, stream
from scipy.spatial import cKDTree
from scipy.special import ndtr

CHUNK = 4096  # strikes painted together, so that their sub-cells fit into the cache


def runs(first, counts):
    """Whole numbers from `first` on, so many of them for every item, one run after the other."""
    before = np.cumsum(counts) - counts
    return np.repeat(first - before, counts) + np.arange(before[-1] + counts[-1])


@functools.cache
def hand_root(stations, length, station):
    """Root of the covariance of value and slope at stations (device-and-technique.md, "Along a lane")."""
    s = np.arange(stations) * station
    away, c = s[:, None] - s, 3**0.5 / length
    decay = np.exp(-c * abs(away))
    with_slope = c * c * away * decay  # covariance of a value with the slope at another station
    covariance = np.block([[matern(abs(away), length), with_slope], [with_slope.T, c * c * (1 - c * abs(away)) * decay]])
    return np.linalg.cholesky(covariance + 1e-13 * np.eye(2 * stations))


def place(m, rate, spacing, turn, rng):
    """Places of the strikes in the window in the order of time, direction of their slits, and their pins."""
    # device-and-technique.md, "Hand": lanes of all passes, each pass at an offset of its own.
    a_pass = int(np.ceil(2 * m.half / spacing)) + 1
    lanes = len(m.headings) * a_pass
    course = np.repeat(m.headings, a_pass)
    offset = np.repeat(rng.random(len(m.headings)), a_pass)
    number = np.tile(np.arange(a_pass), len(m.headings))
    aside = (number + offset) * spacing - m.half + m.jitter * rng.standard_normal(lanes)
    middle = np.stack([m.width / 2 - aside * np.sin(course), m.height / 2 + aside * np.cos(course)])
    heading = course + m.tilt * rng.standard_normal(lanes) + np.pi * (number % 2)
    # "Along a lane": rate, wander and turn at stations, with their slopes.
    stations = int(np.ceil(2 * m.half / m.station)) + 1
    root = hand_root(stations, m.length, m.station)
    values, slopes = np.split(rng.standard_normal((3, lanes, 2 * stations)) @ root.T, 2, axis=2)
    # "Places of strikes": the rate is linear between stations, stroke k falls where its integral is k + phase.
    of_lane = m.rate_sd[1] * rng.standard_normal((lanes, 1)) - (m.rate_sd[1] ** 2 + m.rate_sd[2] ** 2) / 2
    rates = m.rate * rate * np.exp(of_lane + m.rate_sd[2] * values[0])
    done = np.zeros_like(rates)
    np.cumsum((rates[:, 1:] + rates[:, :-1]) / 2 * m.station, axis=1, out=done[:, 1:])
    phase = rng.random(lanes)
    strokes = np.ceil(done[:, -1] - phase).astype(int)
    lane, stroke = np.repeat(np.arange(lanes), strokes), runs(np.zeros(lanes, int), strokes)
    wanted = stroke + phase[lane]
    shift = np.arange(lanes) * (done.max() + 1)
    at = np.searchsorted((done + shift[:, None]).ravel(), wanted + shift[lane], side="right") - 1 - lane * stations
    wanted -= done[lane, at]
    low, high = rates[lane, at], rates[lane, at + 1]
    along = 2 * wanted / (low + np.sqrt(low * low + 2 * (high - low) * wanted / m.station))
    # Between stations runs the cubic with their values and slopes.
    u = along / m.station
    v = 1 - u
    (_, p0, t0), (_, p1, t1) = values[:, lane, at], values[:, lane, at + 1]
    (_, s0, r0), (_, s1, r1) = slopes[:, lane, at] * m.station, slopes[:, lane, at + 1] * m.station
    wander = m.wander * (v * v * (p0 * (1 + 2 * u) + s0 * u) + u * u * (p1 * (1 + 2 * v) - s1 * v))
    slope = m.wander / m.station * (6 * u * v * (p1 - p0) + v * (1 - 3 * u) * s0 + u * (1 - 3 * v) * s1)
    turned = v * v * (t0 * (1 + 2 * u) + r0 * u) + u * u * (t1 * (1 + 2 * v) - r1 * v)
    turned = turn + (m.turn_sd[1] * rng.standard_normal(lanes))[lane] + m.turn_sd[2] * turned
    # "The head": it stands beside its lane; the slit lies along its path, the pins are turned with the head.
    along += at * m.station - m.half
    cos, sin = np.cos(heading)[lane], np.sin(heading)[lane]
    x, y = middle[0, lane] + along * cos - wander * sin, middle[1, lane] + along * sin + wander * cos
    far = m.rim + m.reach
    near = np.flatnonzero((x > -far) & (x < m.width + far) & (y > -far) & (y < m.height + far))
    path, head = (heading[lane] + np.arctan(slope))[near], (heading[lane] + turned)[near]
    cos, sin = np.cos(head)[:, None], np.sin(head)[:, None]
    x = (x[near, None] + m.pins[:, 0] * cos - m.pins[:, 1] * sin).ravel()
    y = (y[near, None] + m.pins[:, 0] * sin + m.pins[:, 1] * cos).ravel()
    wanted = np.flatnonzero((x >= -m.rim) & (x < m.width + m.rim) & (y >= -m.rim) & (y < m.height + m.rim))
    stroke, pin = np.divmod(wanted, len(m.pins))
    return x[wanted], y[wanted], np.cos(path)[stroke], np.sin(path)[stroke], pin


def field_at(field, per_mm, x, y):
    """skin.md, "From place to place": linear in x and y between nodes; beyond the area, the value at its edge."""
    rows, columns = field.shape
    x, y = np.clip(x * per_mm, 0, columns - 1), np.clip(y * per_mm, 0, rows - 1)
    column, row = np.minimum(x.astype(int), columns - 2), np.minimum(y.astype(int), rows - 2)
    x, y, at = x - column, y - row, row * columns + column
    field = field.ravel()
    low, high = field[at] * (1 - x) + field[at + 1] * x, field[at + columns] * (1 - x) + field[at + columns + 1] * x
    return low * (1 - y) + high * y


def diameter(needle, q):
    """device-and-technique.md, "Needles and arrays"."""
    return needle.tip + (needle.shaft - needle.tip) / needle.taper * np.minimum(q, needle.taper)


def slit_share(z, q):
    """tract-and-injury.md, "One puncture": s(u) / s_0."""
    u = np.clip(q / z, 0, 1)
    return np.sqrt(u) * (3 - u) / 2


def volume(needle, z, level):
    """Volume of a tract below a level: the integral of A of tract-and-injury.md, "One puncture", in closed form."""
    q = np.maximum(z - level, 0)
    t = np.minimum(q, needle.taper)
    slope, d = (needle.shaft - needle.tip) / needle.taper, diameter(needle, q)
    cone = np.pi / 12 * t * (needle.tip**2 + needle.tip * d + d * d) + np.pi / 4 * needle.shaft**2 * (q - t)
    a, b = t / z, q / z
    flat = [u**1.5 * (1 - u / 5) for u in (a, b)]  # integral of sqrt(u) (3 - u) / 2
    rising = a**2.5 * (3 / 5 - a / 7)  # and of u times that
    return cone + needle.slit * z * (needle.tip * flat[0] + slope * z * rising + needle.shaft * (flat[1] - flat[0]))


def paint(m, x, y, ux, uy, half_slit, radius):
    """Union of sections: sub-cells that each is the first to cover, and who is first in every sub-cell.

    tract-and-injury.md, "Counting without counting twice": a section covers the sub-cells whose centres it holds.
    """
    nobody, strikes = len(x), np.arange(len(x), dtype=np.int32)
    first = np.full(m.rows * m.columns, nobody, np.int32)
    hx, hy = half_slit * ux, half_slit * uy
    top, tiny = radius + hy, 1e-12
    low = np.clip(np.ceil((y - top) / m.step - 0.5), 0, m.rows).astype(int)
    rows = np.clip(np.floor((y + top) / m.step - 0.5) + 1, 0, m.rows).astype(int) - low
    rows = np.where(radius > 0, np.maximum(rows, 0), 0)
    for chunk in range(0, len(x), CHUNK):
        part = slice(chunk, chunk + CHUNK)
        of, row = np.repeat(strikes[part], rows[part]), runs(low[part], rows[part])
        r, hx_of, hy_of, x_of = radius[of], hx[of], hy[of], x[of]
        dy = (row + 0.5) * m.step - y[of]
        # Either side of a stadium is a straight edge between two arcs about the ends of its slit.
        edge = ux[of] * r
        right, left = (np.clip((side * dy + edge) / (hy_of + tiny), -1, 1) for side in (1, -1))
        right = right * hx_of + np.sqrt(np.maximum(r * r - (dy - right * hy_of) ** 2, 0))
        left = left * hx_of + np.sqrt(np.maximum(r * r - (dy + left * hy_of) ** 2, 0))
        start = np.clip(np.ceil((x_of - left) / m.step - 0.5), 0, m.columns).astype(int)
        end = np.clip(np.floor((x_of + right) / m.step - 0.5) + 1, 0, m.columns).astype(int)
        cells = np.maximum(end - start, 0)
        np.minimum.at(first, runs(row * m.columns + start, cells), np.repeat(of, cells))
    return np.bincount(first, minlength=nobody + 1)[:nobody], first


def evenness(m, x, y, inside):
    """Mean distance to the nearest neighbour, and diameter of the largest gap (tract-and-injury.md, "Evenness")."""
    tree = cKDTree(np.column_stack([x, y]))

    def to_edge(x, y):
        return np.minimum(np.minimum(x, m.width - x), np.minimum(y, m.height - y)) + m.rim

    asked = np.unique((np.arange(NEIGHBOURS) + np.arange(NEIGHBOURS) * 0.754877666 % 1) * len(x) // NEIGHBOURS).astype(int)
    asked = asked[inside[asked]]
    distance = tree.query(tree.data[asked], 2)[0][:, 1]
    distance = distance[distance < to_edge(x[asked], y[asked])]
    beyond = 2 * (m.rim - np.maximum(distance, m.rim))
    weight = 1 / ((m.width + beyond) * (m.height + beyond))
    # A square with its corner at (a, b) holds no centre of a circle wider than that of its middle and half its diagonal.
    side, widest = 0.5, 0.0
    a, b = (grid.ravel() * side for grid in np.mgrid[: int(np.ceil(m.width / side)), : int(np.ceil(m.height / side))])
    while len(a):
        mx, my = np.minimum(a + side / 2, m.width), np.minimum(b + side / 2, m.height)
        radius = np.minimum(tree.query(np.column_stack([mx, my]))[0], to_edge(mx, my))
        widest = max(widest, radius.max())
        left = radius + side * 0.5**0.5 > widest * (1 + GAP_ERROR)
        side /= 2
        a, b = a[left], b[left]
        a, b = np.concatenate([a, a, a + side, a + side]), np.concatenate([b, b + side, b, b + side])
    return weight @ distance / weight.sum(), 2 * widest


def person(m, needle, people, at, fields, rng):
    """Sums of one person, in the order of SUMS."""
    x, y, ux, uy, pin = place(m, people.rate[at], people.spacing[at], people.turn[at], rng)
    inside = (x >= 0) & (x < m.width) & (y >= 0) & (y < m.height)
    # skin.md, "Thickness of a person at a place".
    logs = [field_at(field[at], per_mm, x, y) for field, per_mm in zip(fields, m.per_mm)]
    epidermis = people.epidermis[at] * np.exp(logs[0])
    dermis = people.dermis[at] * np.exp(logs[1] + logs[2])
    corneum, papillary, skin = people.corneum[at] * epidermis, epidermis + m.papillary * dermis, epidermis + dermis
    bottom = skin + people.fat[at] * np.exp(logs[3] + logs[4])
    # depth-ratio.md: depth of the tip, and the probability of passing a boundary.
    set_mm = people.set_mm[at][pin]
    z = np.maximum(set_mm * (m.ratio + m.ratio_sd * rng.standard_normal(len(x))), 0)
    passes = [ndtr((m.ratio * set_mm - depth) / (m.ratio_sd * set_mm))[inside] for depth in (0, epidermis, skin)]
    pierced = z > corneum
    z_or_one = np.where(pierced, z, 1)
    # tract-and-injury.md, "One puncture": direction of the slit, never downwards.
    ux, uy = np.where(uy < 0, -ux, ux), abs(uy)
    # "Volumes": the surface, the opening, and one cut in each part of the dermis.
    surface = np.where(pierced, diameter(needle, z_or_one) / 2, 0)
    slit = np.full(len(x), needle.slit / 2)
    covered, first = paint(m, x, y, ux, uy, slit, surface)
    _, opened = paint(m, x, y, ux, uy, slit, m.open_ratio * surface)
    own, fresh, lowest = 0, 0, 0
    for part in range(PARTS):
        top = epidermis + part * dermis / PARTS
        length = np.where(pierced, np.clip(np.minimum(z, skin) - top, 0, dermis / PARTS), 0)
        q = z - (top + CUT * length)
        radius, half = np.where(length > 0, diameter(needle, q) / 2, 0), slit * slit_share(z_or_one, q)
        new, _ = paint(m, x, y, ux, uy, half, radius)
        area = radius * (np.pi * radius + 4 * half)
        own, fresh = own + length * area, fresh + length * new * m.step**2
        lowest = np.where(area > 0, new * m.step**2 / np.maximum(area, 1e-300), 0)
    below = [volume(needle, z_or_one, level) for level in (0, epidermis, skin, bottom)]
    share = covered * m.step**2 / np.maximum(surface * (np.pi * surface + 4 * slit), 1e-300)
    in_epidermis = share * (below[0] - below[1])
    in_dermis = np.where(own > 0, fresh / np.maximum(own, 1e-300), 0) * (below[1] - below[2])
    in_fat = lowest * (below[2] - below[3])
    # "Maps": a repeat hit has its point in a sub-cell that an earlier opening holds.
    own_cell = (y[inside] / m.step).astype(int) * m.columns + (x[inside] / m.step).astype(int)
    repeats = opened[own_cell] < np.flatnonzero(inside)
    # "Small vessels".
    loops, upper, deep = (np.zeros(len(x)) for _ in range(3))
    levels = [(loops, corneum + m.loops[1]), (upper, papillary + m.upper[0]), (deep, skin + m.deep[0])]
    for kind, (hits, level) in enumerate(levels):
        met = pierced & (z > level)
        q = (z - level)[met]
        a, s = diameter(needle, q) / 2, needle.slit * slit_share(z[met], q)
        if kind == 0:
            hits[met] = m.loops[0] * (np.pi * (a + m.loops[2]) ** 2 + 2 * (a + m.loops[2]) * s)
        else:
            _, length, radius = (m.upper, m.deep)[kind - 1]
            hits[met] = length * (2 * (a + radius) + 2 * s / np.pi)
    # statistics.md and formats.md: counts over whole squares of 1 mm.
    columns, rows = int(m.width), int(m.height)
    square = np.where((x < columns) & (y < rows), y.astype(int) * columns + x.astype(int), columns * rows)[inside]
    count = np.bincount(square, minlength=columns * rows + 1)[:-1]
    with np.errstate(divide="ignore"):
        none = np.bincount(square, np.log1p(-passes[2]), columns * rows + 1)[:-1]
    tips = sum((z > depth)[inside].astype(int) for depth in (corneum, epidermis, papillary, skin, bottom))
    depth = z[inside & pierced]
    torn = inside & pierced & (needle.slit > m.tear[0]) & (z > m.tear[1])
    return np.array(
        [inside.sum(), len(depth), repeats.sum(), depth.sum(), (depth**2).sum(), depth.max()]
        + [(abs(depth - m.set_mm) <= m.tolerance).sum(), *(p.sum() for p in passes), torn.sum()]
        + [*np.bincount(tips, minlength=6)]
        + [(first < len(x)).sum(), (opened < len(x)).sum(), (in_epidermis / epidermis).sum(), (in_dermis / dermis).sum()]
        + [in_epidermis.sum(), in_dermis.sum(), in_fat.sum(), *(hits[inside].sum() for hits in (loops, upper, deep))]
        + [*np.quantile(depth, [0.05, 0.5, 0.95, 0.999], method="hazen")]
        + [count.std(ddof=1) / count.mean(), (-np.expm1(none)).mean(), *evenness(m, x, y, inside)]
    )


def batch(path, seed, numbers):
    """Sums of some people; a batch has its own stream for what people have once and for their fields."""
    job, rng = Job(path), stream(seed, 0, int(numbers[0]))
    people, fields = job.people(rng, len(numbers)), job.draw_fields(rng, len(numbers))
    streams = [stream(seed, 1, int(number)) for number in numbers]
    return np.array([person(job.model, job.needle, people, at, fields, rng) for at, rng in enumerate(streams)])


def run(path, count, threads, seed):
    batches = np.array_split(np.arange(count), max(threads, -(-count // 32)))
    with ProcessPoolExecutor(threads, mp_context=get_context("fork")) as pool:
        return Job(path), np.concatenate(list(pool.map(functools.partial(batch, path, seed), batches)))


if __name__ == "__main__":
    main("numpy", run)
