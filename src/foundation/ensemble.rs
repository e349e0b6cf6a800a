//! Ensemble sampler: draws from a distribution whose density is known up to a factor.
//!
//! Walkers move by differences of others (differential evolution Markov chain, ter Braak 2006, doi 10.1007/s11222-006-8769-1, *memory*):
//! x' = x + γ (a - b) + ε, with a and b two other walkers. A move changes a random third, two thirds or all of the numbers, with γ = 2.38
//! / √(2 d) for d of them. Now and then γ = 1, which leads from one mode to another. A move is taken with the probability min(1, p(x') /
//! p(x)). No covariance has to be given or learned.

use super::random::{Purpose, Stream};

/// Spread of ε in units of the walkers' own spread.
const JITTER: f64 = 1e-3;

/// Every so many moves use γ = 1.
const LONG_MOVES: u32 = 10;

/// Walkers and the logarithms of their densities, after every step that was kept.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    /// Places of all walkers, step by step: `steps[step][walker][number]`.
    pub steps: Vec<Vec<Vec<f64>>>,
    /// Logarithm of the density of each of these places.
    pub log_densities: Vec<Vec<f64>>,
    /// Share of the moves that were taken.
    pub taken: f64,
}

/// Runs an ensemble from these places for a number of steps and keeps every `thin`-th of the later ones.
///
/// The places should scatter widely; there must be more than twice as many walkers as numbers.
pub fn run(
    seed: u64,
    mut walkers: Vec<Vec<f64>>,
    [burn_in, steps, thin]: [u32; 3],
    log_density: impl Fn(&[f64]) -> f64,
) -> Chain {
    let count = walkers.len();
    let numbers = walkers.first().map_or(0, Vec::len);
    let mut stream = Stream::new(seed, Purpose::Inputs, 2, 0);
    let mut densities: Vec<f64> = walkers.iter().map(|at| log_density(at)).collect();
    let mut chain = Chain::default();
    let (mut tried, mut taken) = (0_u64, 0_u64);
    for step in 0..burn_in + steps {
        for walker in 0..count {
            let mut other = || (stream.uniform() * count as f64) as usize;
            let (a, b) = (other(), other());
            if a == b || a == walker || b == walker {
                continue;
            }
            let share = (1.0 + (3.0 * stream.uniform()).floor()) / 3.0;
            let moves: Vec<bool> = (0..numbers).map(|_| stream.uniform() < share).collect();
            let moved = moves.iter().filter(|moves| **moves).count();
            if moved == 0 {
                continue;
            }
            let long = (step + walker as u32).is_multiple_of(LONG_MOVES);
            let gamma = if long { 1.0 } else { 2.38 / libm::sqrt(2.0 * moved as f64) };
            let mut trial = walkers[walker].clone();
            for number in (0..numbers).filter(|number| moves[*number]) {
                let apart = walkers[a][number] - walkers[b][number];
                trial[number] += gamma * apart + JITTER * stream.normal();
            }
            let density = log_density(&trial);
            tried += 1;
            if density.is_finite() && libm::log(stream.uniform()) < density - densities[walker] {
                walkers[walker] = trial;
                densities[walker] = density;
                taken += 1;
            }
        }
        if step >= burn_in && (step - burn_in).is_multiple_of(thin) {
            chain.steps.push(walkers.clone());
            chain.log_densities.push(densities.clone());
        }
    }
    chain.taken = taken as f64 / tried.max(1) as f64;
    chain
}

/// Ratio of the spread of several chains together to that within them (R-hat of Gelman and Rubin 1992,
/// *memory*), for one number; each chain is halved. 1 where they agree.
pub fn r_hat(chains: &[Chain], number: usize) -> f64 {
    let mut parts: Vec<[f64; 3]> = Vec::new();
    for chain in chains {
        for half in chain.steps.chunks(chain.steps.len().div_ceil(2).max(1)) {
            let values = half.iter().flatten().map(|at| at[number]);
            let [mut n, mut sum, mut squares] = [0.0; 3];
            for value in values {
                n += 1.0;
                sum += value;
                squares += value * value;
            }
            parts.push([n, sum / n, (squares - sum * sum / n) / (n - 1.0)]);
        }
    }
    let count = parts.len() as f64;
    let mean = parts.iter().map(|part| part[1]).sum::<f64>() / count;
    let between = parts.iter().map(|part| (part[1] - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let within = parts.iter().map(|part| part[2]).sum::<f64>() / count;
    libm::sqrt(1.0 + between / within)
}

/// Effective number of independent draws of one number in all chains together.
///
/// It is the number of draws over the integrated autocorrelation time of the walkers, summed to the first lag
/// beyond five times itself (Sokal's window, *memory*).
pub fn effective(chains: &[Chain], number: usize) -> f64 {
    let series: Vec<Vec<f64>> = chains
        .iter()
        .flat_map(|chain| {
            let walkers = chain.steps.first().map_or(0, Vec::len);
            (0..walkers).map(|walker| chain.steps.iter().map(|step| step[walker][number]).collect())
        })
        .collect();
    let draws = series.iter().map(Vec::len).sum::<usize>() as f64;
    let mean = series.iter().flatten().sum::<f64>() / draws;
    let longest = series.first().map_or(0, Vec::len);
    let covariance = |lag: usize| {
        let products = series.iter().flat_map(|one| one.iter().zip(&one[lag..]));
        products.map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / ((longest - lag) * series.len()) as f64
    };
    let own = covariance(0);
    let mut time = 1.0;
    for lag in 1..longest {
        time += 2.0 * covariance(lag) / own;
        if lag as f64 >= 5.0 * time {
            break;
        }
    }
    draws / time.max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A normal of known means, spreads and correlation, from places far away.
    #[test]
    fn identity_a_known_normal_is_sampled() {
        let (sd, rho) = ([1.0, 3.0], 0.8);
        let log_density = |x: &[f64]| {
            let [a, b] = [(x[0] - 2.0) / sd[0], (x[1] + 1.0) / sd[1]];
            -0.5 * (a * a - 2.0 * rho * a * b + b * b) / (1.0 - rho * rho)
        };
        let chains: Vec<Chain> = (0..4)
            .map(|seed| {
                let mut stream = Stream::new(seed, Purpose::Inputs, 3, 0);
                let walkers = (0..12).map(|_| vec![5.0 * stream.normal(), 5.0 * stream.normal()]).collect();
                run(seed, walkers, [300, 3000, 1], log_density)
            })
            .collect();
        let all: Vec<&Vec<f64>> = chains.iter().flat_map(|chain| chain.steps.iter().flatten()).collect();
        let mean = |of: &dyn Fn(&[f64]) -> f64| all.iter().map(|x| of(x)).sum::<f64>() / all.len() as f64;
        let n = effective(&chains, 0).min(effective(&chains, 1));
        assert!(n > 2000.0 && n < 0.5 * all.len() as f64, "{n} of {}", all.len());
        assert!((0..2).all(|number| r_hat(&chains, number) < 1.01));
        // Four standard errors of means, variances and the correlation, from the effective number.
        let off = 4.0 / n.sqrt();
        assert!((mean(&|x| x[0]) - 2.0).abs() < off * sd[0]);
        assert!((mean(&|x| x[1]) + 1.0).abs() < off * sd[1]);
        assert!((mean(&|x| (x[0] - 2.0).powi(2)) - 1.0).abs() < off * 2.0_f64.sqrt());
        assert!((mean(&|x| (x[0] - 2.0) * (x[1] + 1.0)) / 3.0 - rho).abs() < off * 1.3);
    }
}
