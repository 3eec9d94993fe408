//! The order in which things that lean on each other are worked out: the far end first, without a deep stack.

use crate::model::index::Ix;

/// Every one of so many things, each after all that it leads to; of things that lead to each other in a circle, the one asked
/// first comes last.
pub fn far_end_first<I: Ix>(count: usize, leads: impl Fn(I) -> Vec<I>) -> Vec<I> {
    let (mut seen, mut order) = (vec![false; count], Vec::with_capacity(count));
    for first in (0..count).map(I::at) {
        let mut path: Vec<(I, Vec<I>)> = Vec::new();
        let mut next = Some(first);
        loop {
            if let Some(thing) = next.filter(|thing| !std::mem::replace(&mut seen[thing.place()], true)) {
                path.push((thing, leads(thing)));
            }
            let Some((thing, ahead)) = path.last_mut() else { break };
            next = ahead.pop();
            if next.is_none() {
                order.push(*thing);
                path.pop();
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_comes_before_what_it_leads_to(edges in proptest::collection::vec((0usize..30, 0usize..30), 0..80)) {
            // Edges lead to smaller numbers only, so there is no circle.
            let leads = |from: usize| {
                edges.iter().filter(|(a, b)| a.max(b) == &from && a != b).map(|(a, b)| *a.min(b)).collect::<Vec<_>>()
            };
            let order = far_end_first(30, leads);
            let place = |thing: usize| order.iter().position(|at| *at == thing).unwrap();
            prop_assert_eq!(order.len(), 30);
            for from in 0..30 {
                prop_assert!(leads(from).into_iter().all(|to| place(to) < place(from)));
            }
        }
    }

    #[test]
    fn a_circle_ends_and_a_long_chain_needs_no_deep_stack() {
        assert_eq!(far_end_first(3, |at: usize| vec![(at + 1) % 3]), [2, 1, 0]);
        let chain = far_end_first(1_000_000, |at: usize| (at + 1 < 1_000_000).then_some(at + 1).into_iter().collect());
        assert_eq!(chain[0], 999_999);
    }
}
