//! A long text page by page: its first page is there before the last is made.

use rayon::prelude::*;
use std::ops::Range;

/// So many rows make a page.
const PAGE: usize = 256;

/// So many pages are made at a time, side by side.
const ABREAST: usize = 16;

/// The pages of so many rows, in their order. Whoever waits for the first waits for no other.
pub fn in_pages<'a>(
    rows: usize,
    page: impl Fn(Range<usize>) -> String + Sync + 'a,
) -> impl Iterator<Item = String> + 'a {
    let (mut begun, mut made) = (0, Vec::new().into_iter());
    std::iter::from_fn(move || {
        if made.len() == 0 {
            let end = (begun + if begun == 0 { PAGE } else { ABREAST * PAGE }).min(rows);
            let starts: Vec<usize> = (begun..end).step_by(PAGE).collect();
            let pages = starts.into_par_iter().map(|start| page(start..end.min(start + PAGE)));
            made = pages.collect::<Vec<String>>().into_iter();
            begun = end;
        }
        made.next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_on_one_page_in_its_order() {
        for rows in [0, 1, PAGE, PAGE + 1, 5_000] {
            let page = |rows: Range<usize>| rows.map(|row| format!("{row}\n")).collect();
            let whole: String = (0..rows).map(|row| format!("{row}\n")).collect();
            assert_eq!(in_pages(rows, page).collect::<String>(), whole);
        }
    }
}
