//! Troubles across the window: one per topic, gone by themselves when cured.

use std::sync::{Mutex, PoisonError};

use crate::event::Pushes;
use crate::view::{Banner, BannerTopic, Push, Severity};

/// The banners that stand.
#[derive(Debug)]
pub(crate) struct Banners {
    standing: Mutex<Vec<Banner>>,
    pushes: Pushes,
}

impl Banners {
    pub fn new(pushes: Pushes) -> Self {
        Self { standing: Mutex::new(Vec::new()), pushes }
    }

    /// Puts a banner up, in place of the topic's former one.
    pub fn raise(&self, banner: Banner) {
        self.change(|standing| {
            standing.retain(|old| old.topic != banner.topic);
            standing.push(banner);
            standing.sort_by_key(|banner| match banner.severity {
                Severity::Trouble => 0,
                Severity::Caution => 1,
            });
        });
    }

    /// Takes a topic's banner down.
    pub fn clear(&self, topic: BannerTopic) {
        self.change(|standing| standing.retain(|banner| banner.topic != topic));
    }

    /// The banners that stand, the worst first.
    pub fn view(&self) -> Vec<Banner> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Banner>)) {
        let mut standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = standing.clone();
        change(&mut standing);
        if *standing != before {
            self.pushes.send(Push::Banners(standing.clone()));
        }
    }
}
