//! What memory pages cost within a transaction.

use crate::figures::memory;

/// Gas for opening `new` pages of memory.
///
/// `open` counts the pages that the transaction's running programs hold now, `ever` the most they held at a time so far. A
/// program's pages are opened when it starts (its footprint) and when it grows, and closed when it ends. More than 128 pages
/// cost more than anyone can pay: close to `u64::MAX`.
pub fn memory_gas(new: u16, open: u16, ever: u16) -> u64 {
    let now_open = open.saturating_add(new);
    let now_ever = ever.max(now_open);
    if now_ever <= memory::FREE_PAGES {
        return 0;
    }
    let beyond_free = |pages: u16| u64::from(pages.saturating_sub(memory::FREE_PAGES));
    let linear = (beyond_free(now_open) - beyond_free(open)) * u64::from(memory::PAGE_GAS);
    linear.saturating_add(growth(now_ever) - growth(ever))
}

/// What all growth up to `pages` has cost.
fn growth(pages: u16) -> u64 {
    memory::GROWTH_GAS
        .get(usize::from(pages))
        .map_or(u64::MAX, |&gas| gas.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_pages_are_free() {
        assert_eq!(memory_gas(1, 0, 0), 0);
        assert_eq!(memory_gas(2, 0, 0), 0);
        assert_eq!(memory_gas(0, 2, 2), 0);
    }

    #[test]
    fn further_pages_pay_for_themselves_and_for_growth() {
        assert_eq!(memory_gas(1, 2, 2), 1_000);
        assert_eq!(memory_gas(64, 0, 0), 62 * 1_000 + 5_645 - 1);
        // Once grown that far, only the pages themselves cost.
        assert_eq!(memory_gas(10, 0, 64), 8 * 1_000);
    }

    #[test]
    fn all_pages_cost_the_same_in_any_steps() {
        for step in [1, 2, 4, 8, 16, 32, 64, 128] {
            let total: u64 = (0..128)
                .step_by(step)
                .map(|open| memory_gas(step as u16, open, open))
                .sum();
            assert_eq!(total, 126 * 1_000 + 31_873_999 - 1);
        }
    }

    #[test]
    fn nobody_can_pay_for_more_than_all_pages() {
        assert_eq!(memory_gas(129, 0, 0), u64::MAX);
        assert!(memory_gas(1, 128, 128) > u64::MAX / 2);
        assert!(memory_gas(u16::MAX, 128, 128) > u64::MAX / 2);
    }

    #[test]
    fn growth_is_exponential() {
        let base = f64::from(memory::RAMP_GAS).powf(1.0 / 128.0);
        for (pages, gas) in memory::GROWTH_GAS.iter().enumerate() {
            let exact = base.powi(pages as i32);
            assert!(
                (exact - f64::from(*gas)).abs() <= 1.0,
                "{pages} pages: {gas}, not {exact}"
            );
        }
    }
}
