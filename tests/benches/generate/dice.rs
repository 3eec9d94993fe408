//! Numbers that look like chance and are the same every time (splitmix64).

pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    pub fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    pub fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }

    /// One of the places of a list of weights.
    pub fn weighed(&mut self, weights: &[u64]) -> usize {
        let mut left = self.below(weights.iter().sum());
        weights.iter().position(|weight| left.checked_sub(*weight).map(|rest| left = rest).is_none()).unwrap_or(0)
    }

    /// A number below the limit, the low ones much more often than the high ones.
    pub fn mostly_low(&mut self, limit: u64) -> u64 {
        let part = self.below(1 << 16);
        ((u128::from(part * part) * u128::from(limit)) >> 32) as u64
    }
}
