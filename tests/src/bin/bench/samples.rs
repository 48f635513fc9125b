//! What was measured again and again, and its middle.

use std::time::{Duration, Instant};

/// Measurements of one thing.
#[derive(Debug, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    pub fn add(&mut self, measured: f64) {
        self.0.push(measured);
    }

    pub fn median(&self) -> f64 {
        self.percentile(50)
    }

    /// The smallest measurement that `percent` of all do not exceed; not a number where there is none.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
        sorted.get(place).copied().unwrap_or(f64::NAN)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// How many a second.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64().max(1e-9)
}

pub fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}

/// Times one run, in things a second.
pub fn timed(count: usize, run: impl FnOnce()) -> f64 {
    let began = Instant::now();
    run();
    rate(count, began.elapsed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_tail_are_measurements() {
        let mut samples = Samples::default();
        assert!(samples.median().is_nan(), "nothing was measured");
        for measured in (1..=200).rev() {
            samples.add(f64::from(measured));
        }
        assert!((samples.median() - 100.0).abs() < 0.1, "half of them do not exceed it");
        assert!((samples.percentile(99) - 198.0).abs() < 0.1, "99 of 100 do not");
        assert_eq!(samples.len(), 200, "all are kept");
    }
}
