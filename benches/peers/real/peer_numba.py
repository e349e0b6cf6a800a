"""puncta's main job in Numba: people side by side on the threads, strike by strike, unions in masks of bits. See model.py."""

import math

import numba
import numpy as np
from model import CUT, GAP_ERROR, NEIGHBOURS, PARTS, SUMS, Job, main, stream
from numba import njit, prange, types
from numba.extending import intrinsic

MASKS = 2 + PARTS  # covered, open, and a cut in each part of the dermis
BATCH = 64  # people whose fields are drawn together
BIN_MM = 0.005  # of the depths
BINS = 1200
WIDE = 60  # columns of sub-cells in one word
ONE = np.uint64(1)
compiled = njit(error_model="numpy", fastmath={"contract", "nsz"})


@intrinsic
def ones(typing, word):
    """Number of ones in a word."""

    def generate(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@compiled
def below(x):
    """Share of the standard normal below x."""
    return 0.5 * math.erfc(-x * 0.5**0.5)


@compiled
def mean_one(sd, normal):
    return math.exp(sd * normal - 0.5 * sd * sd)


@compiled
def cubic(p, s, q, r, u):
    """device-and-technique.md, "Along a lane": cubic with values p, q and rises s, r over one step."""
    v = 1 - u
    return v * v * (p * (1 + 2 * u) + s * u) + u * u * (q * (1 + 2 * v) - r * v)


@compiled
def next_state(state, step, noise):
    """Value and rise over a step at the next station, drawn exactly: the process is Markov in both."""
    for k in range(3):
        value, rise = state[k]
        a, b = np.random.standard_normal(), np.random.standard_normal()
        state[k, 0] = step[0, 0] * value + step[0, 1] * rise + noise[0, 0] * a
        state[k, 1] = step[1, 0] * value + step[1, 1] * rise + noise[1, 0] * a + noise[1, 1] * b


@compiled
def place(m, rate_factor, spacing, turn, step, noise, strikes):
    """Fills in the strikes in the window in the order of time: x, y, direction of the slit, pin. Returns their number."""
    count, far, pins = 0, m.rim + m.reach, len(m.pins)
    state, last = np.empty((3, 2)), np.empty((3, 2))
    lanes = int(math.ceil(2 * m.half / spacing)) + 1
    for heading in m.headings:
        # device-and-technique.md, "Hand": lanes one spacing apart, at an offset of the pass; every second one runs back.
        offset = np.random.random()
        for lane in range(lanes):
            aside = (lane + offset) * spacing - m.half + m.jitter * np.random.standard_normal()
            middle_x, middle_y = m.width / 2 - aside * math.sin(heading), m.height / 2 + aside * math.cos(heading)
            along_lane = heading + m.tilt * np.random.standard_normal() + math.pi * (lane % 2)
            cos, sin = math.cos(along_lane), math.sin(along_lane)
            lane_rate = m.rate * rate_factor * mean_one(m.rate_sd[1], np.random.standard_normal())
            lane_turn = turn + m.turn_sd[1] * np.random.standard_normal()
            for k in range(3):
                state[k, 0], state[k, 1] = np.random.standard_normal(), 3**0.5 / 6 * np.random.standard_normal()
            high = lane_rate * mean_one(m.rate_sd[2], state[0, 0])
            wanted, from_mm = np.random.random(), -m.half
            while from_mm < m.half:
                # "Places of strikes": the rate is linear from station to station, strokes are its integral.
                last[:] = state
                next_state(state, step, noise)
                low, high = high, lane_rate * mean_one(m.rate_sd[2], state[0, 0])
                strokes = 0.5 * (low + high) * m.station
                while wanted < strokes:
                    way = 2 * wanted / (low + math.sqrt(low * low + 2 * (high - low) * wanted / m.station))
                    wanted += 1
                    u = way / m.station
                    wander = m.wander * cubic(last[1, 0], last[1, 1], state[1, 0], state[1, 1], u)
                    x = middle_x + (from_mm + way) * cos - wander * sin
                    y = middle_y + (from_mm + way) * sin + wander * cos
                    if not (-far < x < m.width + far and -far < y < m.height + far):
                        continue
                    v = 1 - u
                    rise = 6 * u * v * (state[1, 0] - last[1, 0])
                    rise += v * (1 - 3 * u) * last[1, 1] + u * (1 - 3 * v) * state[1, 1]
                    slope = m.wander * rise / m.station
                    norm = 1 / math.sqrt(1 + slope * slope)
                    ux, uy = (cos - slope * sin) * norm, (sin + slope * cos) * norm
                    if uy < 0:
                        ux, uy = -ux, -uy
                    # "The head": its pins are turned against the lane, the slit lies along the path.
                    turned = cubic(last[2, 0], last[2, 1], state[2, 0], state[2, 1], u)
                    turned = along_lane + lane_turn + m.turn_sd[2] * turned
                    c, s = math.cos(turned), math.sin(turned)
                    for pin in range(pins):
                        a, b = m.pins[pin]
                        px, py = x + a * c - b * s, y + a * s + b * c
                        if -m.rim <= px < m.width + m.rim and -m.rim <= py < m.height + m.rim and count < len(strikes):
                            strike = strikes[count]
                            strike[0], strike[1], strike[2], strike[3], strike[4] = px, py, ux, uy, pin
                            count += 1
                wanted -= strokes
                from_mm += m.station
    return count


@compiled
def field_at(field, per_mm, x, y):
    """skin.md, "From place to place": linear in x and y between nodes; beyond the area, the value at its edge."""
    rows, columns = field.shape
    x, y = min(max(x * per_mm, 0.0), columns - 1.0), min(max(y * per_mm, 0.0), rows - 1.0)
    column, row = min(int(x), columns - 2), min(int(y), rows - 2)
    x, y = x - column, y - row
    low = field[row, column] + x * (field[row, column + 1] - field[row, column])
    high = field[row + 1, column] + x * (field[row + 1, column + 1] - field[row + 1, column])
    return low + y * (high - low)


@compiled
def diameter(needle, q):
    """device-and-technique.md, "Needles and arrays"."""
    return needle.tip + (needle.shaft - needle.tip) * min(q / needle.taper, 1.0)


@compiled
def slit_at(needle, z, q):
    """tract-and-injury.md, "One puncture": s at a height over the tip."""
    u = q / z
    return needle.slit * math.sqrt(u) * (3 - u) / 2


@compiled
def crossed(needle, plexus, z, level):
    """Vessels of a plexus that a tract meets (tract-and-injury.md, "Small vessels")."""
    return plexus[1] * (diameter(needle, z - level) + 2 * plexus[2] + 2 / math.pi * slit_at(needle, z, z - level))


@compiled
def volume(needle, z, level):
    """Volume below a level: the integral of A of tract-and-injury.md, "One puncture", in closed form."""
    q = z - level
    if q <= 0:
        return 0.0
    t, slope = min(q, needle.taper), (needle.shaft - needle.tip) / needle.taper
    a, b, wide = t / z, q / z, needle.tip + slope * t
    cone = math.pi / 12 * t * (needle.tip * needle.tip + needle.tip * wide + wide * wide)
    cone += math.pi / 4 * needle.shaft * needle.shaft * (q - t)
    root = a * math.sqrt(a)
    flat = root * (1 - a / 5)  # integral of sqrt(u) (3 - u) / 2
    rest = b * math.sqrt(b) * (1 - b / 5) - flat
    rising = root * a * (3 / 5 - a / 7)  # and of u times that
    return cone + needle.slit * z * (needle.tip * flat + slope * z * rising + needle.shaft * rest)


@njit(error_model="numpy", fastmath=True)
def cover(mask, columns, step, x, y, ux, uy, half_slit, radius):
    """Covers the sub-cells whose centres a section holds; returns how many were free ("Counting without counting twice").

    A mask is strips of WIDE columns; the words of a strip lie row by row, so that a vector holds rows that are neighbours.
    """
    rows = mask.shape[1]
    x, y, r, hx, hy = x / step, y / step, radius / step, half_slit * ux / step, half_slit * uy / step
    low = max(int(math.ceil(y - r - hy - 0.5)), 0)
    until = max(min(int(math.floor(y + r + hy - 0.5)) + 1, rows), low)
    left, right = max(int(x - r - abs(hx)), 0), min(int(x + r + abs(hx)), columns - 1)
    edge, slant, fresh = ux * r, 1 / (hy + 1e-9), np.uint64(0)
    for strip in range(left // WIDE, right // WIDE + 1):
        words, wide, middle = mask[strip, low:until], min(columns - strip * WIDE, WIDE), x - strip * WIDE + 0.5
        for row in range(len(words)):
            # Either side of a stadium is a straight edge between two arcs about the ends of its slit.
            dy = low + row + 0.5 - y
            one, other = min(max((edge - dy) * slant, -1.0), 1.0), min(max((dy + edge) * slant, -1.0), 1.0)
            from_end, to_end = dy + one * hy, dy - other * hy
            start = middle - one * hx - math.sqrt(max(r * r - from_end * from_end, 0.0))
            end = middle + other * hx + math.sqrt(max(r * r - to_end * to_end, 0.0))
            # The added whole number keeps what is rounded down above zero.
            first = min(max(int(start + 64) - 64, 0), wide)
            behind = min(max(int(end + 64) - 64, first), wide)
            bits = (ONE << np.uint64(behind)) - (ONE << np.uint64(first))
            fresh += ones(bits & ~words[row])
            words[row] |= bits
    return float(fresh)


@compiled
def nearest(strikes, order, first, side, shift, columns, rows, x, y, but, most, enough):
    """Distance to the nearest puncture but one, at most `most`; any distance below `enough` will do."""
    column, row = int((x + shift) / side), int((y + shift) / side)
    best, ring, enough = most * most, 0, max(enough, 0.0) ** 2
    while ring == 0 or (best > enough and (ring - 1) * (ring - 1) * side * side < best):
        for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
            inner = ring > 0 and abs(r - row) < ring
            for c in range(column - ring, column + ring + 1, 2 * ring if inner else 1):
                if 0 <= c < columns:
                    for at in range(first[r * columns + c], first[r * columns + c + 1]):
                        if order[at] != but:
                            dx, dy = strikes[order[at], 0] - x, strikes[order[at], 1] - y
                            best = min(best, dx * dx + dy * dy)
        ring += 1
    return math.sqrt(best)


@compiled
def evenness(m, strikes):
    """Mean distance to the nearest neighbour, and diameter of the largest gap (tract-and-injury.md, "Evenness")."""
    n, wide, high = len(strikes), m.width + 2 * m.rim, m.height + 2 * m.rim
    side = math.sqrt(wide * high / n)
    columns, rows = int(wide / side) + 1, int(high / side) + 1
    first, order = np.zeros(columns * rows + 2, np.int32), np.empty(n, np.int32)
    for at in range(n):
        first[int((strikes[at, 1] + m.rim) / side) * columns + int((strikes[at, 0] + m.rim) / side) + 2] += 1
    first = np.cumsum(first).astype(np.int32)
    for at in range(n):
        one = int((strikes[at, 1] + m.rim) / side) * columns + int((strikes[at, 0] + m.rim) / side) + 1
        order[first[one]] = at
        first[one] += 1
    total, weights = 0.0, 0.0
    for query in range(min(n, NEIGHBOURS)):
        at = int((query + np.random.random()) * n / NEIGHBOURS) if n > NEIGHBOURS else query
        x, y = strikes[at, 0], strikes[at, 1]
        edge = min(min(x, m.width - x), min(y, m.height - y)) + m.rim
        if edge >= m.rim:
            distance = nearest(strikes, order, first, side, m.rim, columns, rows, x, y, at, edge, 0.0)
            if distance < edge:
                weight = 1 / ((wide - 2 * max(distance, m.rim)) * (high - 2 * max(distance, m.rim)))
                total, weights = total + weight * distance, weights + weight
    # A square holds no centre of a circle wider than that of its middle and half its diagonal.
    size, widest, left = 0.5, 0.0, 0
    across, up = int(math.ceil(m.width / size)), int(math.ceil(m.height / size))
    todo = np.empty((across * up + 128, 4))
    for at in range(across * up):
        todo[at, 0], todo[at, 1], todo[at, 2], todo[at, 3] = at % across * size, at // across * size, size, wide
        left += 1
    while left > 0:
        left -= 1
        a, b, size, most = todo[left]
        if most <= widest * (1 + GAP_ERROR):
            continue
        x, y = min(a + size / 2, m.width), min(b + size / 2, m.height)
        edge = min(min(x, m.width - x), min(y, m.height - y)) + m.rim
        enough = widest * (1 + GAP_ERROR) - size * 0.5**0.5
        radius = nearest(strikes, order, first, side, m.rim, columns, rows, x, y, -1, edge, enough)
        widest, most = max(widest, radius), radius + size * 0.5**0.5
        if most > widest * (1 + GAP_ERROR):
            for quarter in range(4):
                todo[left, 0], todo[left, 1] = a + quarter % 2 * size / 2, b + quarter // 2 * size / 2
                todo[left, 2], todo[left, 3] = size / 2, most
                left += 1
    return total / weights if weights > 0 else math.nan, 2 * widest


@compiled
def quantile(bins, total, share):
    """statistics.md and formats.md: depths in bins, even within a bin."""
    wanted, so_far = share * total, 0
    for at in range(len(bins)):
        if bins[at] > 0 and so_far + bins[at] >= wanted:
            return (at + (wanted - so_far) / bins[at]) * BIN_MM
        so_far += bins[at]
    return math.nan


@compiled
def person(m, needle, people, p, fields, step, noise, seed, row):
    """Treats one person, and fills in their sums in the order of SUMS."""
    np.random.seed(seed)
    fine_epidermis, drift_dermis, fine_dermis = fields[0][p], fields[1][p], fields[2][p]
    drift_fat, fine_fat = fields[3][p], fields[4][p]
    # So many strikes fit in; the density of a treatment is lognormal with a coefficient of variation of about a fifth.
    room = int(8 * len(m.headings) * len(m.pins) * m.rate / m.spacing * (m.width + 2 * m.rim) * (m.height + 2 * m.rim)) + 64
    strikes = np.empty((room, 5))
    strikes = strikes[: place(m, people.rate[p], people.spacing[p], people.turn[p], step, noise, strikes)]
    masks = np.zeros((MASKS, m.columns // WIDE + 1, m.rows), np.uint64)
    surface, opening = masks[0], masks[1]
    bins, tips = np.zeros(BINS, np.int64), np.zeros(6)
    columns, rows = int(m.width), int(m.height)
    squares, no_fat = np.zeros((rows, columns)), np.ones((rows, columns))
    count, pierced, repeats, within, torn = 0, 0, 0, 0, 0
    depth_sum, depth_square, deepest, in_dermis, in_fat = 0.0, 0.0, 0.0, 0.0, 0.0
    epidermis_mm2, dermis_mm2, epidermis_mm3, dermis_mm3, fat_mm3 = 0.0, 0.0, 0.0, 0.0, 0.0
    loops, upper, deep = 0.0, 0.0, 0.0
    cell_mm2, half_slit = m.step * m.step, needle.slit / 2
    for at in range(len(strikes)):
        x, y, ux, uy, pin = strikes[at]
        # skin.md, "Thickness of a person at a place".
        epidermis = people.epidermis[p] * math.exp(field_at(fine_epidermis, m.per_mm[0], x, y))
        dermis_log = field_at(drift_dermis, m.per_mm[1], x, y) + field_at(fine_dermis, m.per_mm[2], x, y)
        dermis = people.dermis[p] * math.exp(dermis_log)
        corneum, papillary, skin = people.corneum[p] * epidermis, epidermis + m.papillary * dermis, epidermis + dermis
        # depth-ratio.md.
        set_mm = people.set_mm[p, int(pin)]
        mean, sd = m.ratio * set_mm, m.ratio_sd * set_mm
        z, bottom = max(mean + sd * np.random.standard_normal(), 0.0), math.inf
        if z > skin:
            fat_log = field_at(drift_fat, m.per_mm[3], x, y) + field_at(fine_fat, m.per_mm[4], x, y)
            bottom = skin + people.fat[p] * math.exp(fat_log)
        if 0 <= x < m.width and 0 <= y < m.height:
            count += 1
            passing = below((mean - skin) / sd)
            in_dermis += below((mean - epidermis) / sd)
            in_fat += passing
            tips[int(z > corneum) + int(z > epidermis) + int(z > papillary) + int(z > skin) + int(z > bottom)] += 1
            # "Maps": a repeat hit has its point in a sub-cell that an earlier opening holds.
            column = int(x / m.step)
            repeats += int((opening[column // WIDE, int(y / m.step)] >> np.uint64(column % WIDE)) & ONE)
            if x < columns and y < rows:
                squares[int(y), int(x)] += 1
                no_fat[int(y), int(x)] *= 1 - passing
            if z > corneum:
                pierced += 1
                depth_sum, depth_square, deepest = depth_sum + z, depth_square + z * z, max(deepest, z)
                within += int(abs(z - m.set_mm) <= m.tolerance)
                torn += int(needle.slit > m.tear[0] and z > m.tear[1])
                bins[min(int(z / BIN_MM), BINS - 1)] += 1
                # "Small vessels".
                level = corneum + m.loops[1]
                if z > level:
                    a = diameter(needle, z - level) / 2 + m.loops[2]
                    loops += m.loops[0] * a * (math.pi * a + 2 * slit_at(needle, z, z - level))
                level = papillary + m.upper[0]
                if z > level:
                    upper += crossed(needle, m.upper, z, level)
                level = skin + m.deep[0]
                if z > level:
                    deep += crossed(needle, m.deep, z, level)
        if z <= corneum:
            continue
        # "Volumes": the surface, the opening, and one cut in each part of the dermis.
        radius = diameter(needle, z) / 2
        share = cover(surface, m.columns, m.step, x, y, ux, uy, half_slit, radius) * cell_mm2
        share /= radius * (math.pi * radius + 4 * half_slit)
        cover(opening, m.columns, m.step, x, y, ux, uy, half_slit, m.open_ratio * radius)
        v_epidermis, v_dermis, v_fat = volume(needle, z, epidermis), volume(needle, z, skin), volume(needle, z, bottom)
        injured = share * (volume(needle, z, 0.0) - v_epidermis)
        epidermis_mm3, epidermis_mm2 = epidermis_mm3 + injured, epidermis_mm2 + injured / epidermis
        own, fresh, part = 0.0, 0.0, dermis / PARTS
        for slice in range(PARTS):
            length = min(min(z, skin) - epidermis - slice * part, part)
            if length > 0:
                q = z - (epidermis + slice * part + CUT * length)
                radius, half = diameter(needle, q) / 2, slit_at(needle, z, q) / 2
                area = radius * (math.pi * radius + 4 * half)
                new = cover(masks[2 + slice], m.columns, m.step, x, y, ux, uy, half, radius) * cell_mm2
                own, fresh, share = own + length * area, fresh + length * new, new / area
        if own > 0:
            injured = fresh / own * (v_epidermis - v_dermis)
            dermis_mm3, dermis_mm2 = dermis_mm3 + injured, dermis_mm2 + injured / dermis
            fat_mm3 += share * (v_dermis - v_fat)
    covered, opened = np.uint64(0), np.uint64(0)
    for word in surface.flat:
        covered += ones(word)
    for word in opening.flat:
        opened += ones(word)
    neighbour, gap = evenness(m, strikes)
    cv = squares.std() * math.sqrt(squares.size / (squares.size - 1)) / squares.mean()
    row[:3], row[3:6], row[6] = np.array([count, pierced, repeats]), np.array([depth_sum, depth_square, deepest]), within
    row[7:11] = np.array([count * below(m.ratio / m.ratio_sd), in_dermis, in_fat, float(torn)])
    row[11:17] = tips
    row[17:19] = np.array([float(covered), float(opened)])
    row[19:24] = np.array([epidermis_mm2, dermis_mm2, epidermis_mm3, dermis_mm3, fat_mm3])
    row[24:27] = np.array([loops, upper, deep])
    for at, share in enumerate((0.05, 0.5, 0.95, 0.999)):
        row[27 + at] = quantile(bins, pierced, share)
    row[31:] = np.array([cv, 1 - no_fat.mean(), neighbour, gap])


@njit(parallel=True, error_model="numpy")
def treat(m, needle, people, fields, step, noise, seeds, sums):
    for p in prange(len(seeds)):
        person(m, needle, people, p, fields, step, noise, seeds[p], sums[p])


def markov(m):
    """Step from station to station, and root of its noise P - A P A' (device-and-technique.md, "Along a lane").

    The state is the value and its rise over a step, slope x h, so that P = diag(1, a^2).
    """
    a = 3**0.5 * m.station / m.length
    step = np.exp(-a) * np.array([[1 + a, 1], [-a * a, 1 - a]])
    spread = np.diag([1, a * a])
    return step, np.linalg.cholesky(spread - step @ spread @ step.T)


def run(path, count, threads, seed):
    numba.set_num_threads(threads)
    job = Job(path)
    step, noise = markov(job.model)
    sums = np.empty((count, len(SUMS)))
    for first in range(0, count, BATCH):
        size = min(BATCH, count - first)
        rng = stream(seed, 2, first)
        people, fields = job.people(rng, size), job.draw_fields(rng, size, threads)
        treat(job.model, job.needle, people, fields, step, noise, rng.integers(2**32, size=size), sums[first : first + size])
    return job, sums


if __name__ == "__main__":
    main("numba", run)
