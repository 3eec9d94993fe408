//! The first sheet of a workbook: how the plan stands, in figures, bars within cells, and charts made from the cells beside them.

use super::ink::{Ink, paper};
use super::room::width;
use crate::report::board::Board;
use crate::report::sheet::{Cell, Sheet};
use crate::tongue::{later, say, text};
use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLine, ChartSolidFill, ChartType, Color, ConditionalFormatDataBar,
    ConditionalFormatDataBarDirection, ConditionalFormatType, Worksheet, XlsxError,
};

const NAME: &str = later!("Dashboard");
/// How many columns the sheet has, and about how many characters they hold together.
const ACROSS: u16 = 10;
const CHARACTERS: usize = 120;
/// The width of the first column, in characters.
const WIDE: usize = 42;
/// The height of a line in points, and that of a row in the pixels of a chart.
const LINE: f64 = 15.5;
const ROW: u32 = 20;

/// The levels, none to full, from light to dark, so that they are told apart in grey; and what is verified and what is reported.
const LEVELS: [u32; 4] = [0xFF_FF_FF, 0xCF_DD_EE, 0x6F_9A_CC, 0x0B_4A_8F];
const SHARES: [u32; 2] = [0x0B_4A_8F, 0x9A_A5_B1];
const EDGE: u32 = 0x1F_3A_5F;

/// Writes it: sentences, the tables, and below each its chart.
pub fn dashboard(sheet: &mut Worksheet, board: &Board, ink: &mut Ink) -> Result<(), XlsxError> {
    sheet.set_name(text(NAME))?;
    let mut row = 0;
    for (place, words) in board.heading.iter().chain(&board.sentences).enumerate() {
        let look = if place == 0 { ink.title.clone() } else { ink.words.clone() };
        sheet.merge_range(row, 0, row, ACROSS - 1, &ink.fitting(words), &look)?;
        let lines = width(words).div_ceil(CHARACTERS).max(1) as f64;
        sheet.set_row_height(row, if place == 0 { 1.7 * LINE } else { lines * LINE })?;
        row += 1;
    }
    row += 1;
    let phases = PlacedSheet { row, sheet: &board.phases };
    phases.write(sheet, ink)?;
    bars(sheet, &phases)?;
    row = charts(sheet, &phases, phases.last() + 2)?;
    let statuses = PlacedSheet { row, sheet: &board.statuses };
    statuses.write(sheet, ink)?;
    sheet.set_column_width(0, WIDE as f64)?;
    (1..ACROSS).try_for_each(|column| sheet.set_column_width(column, 12).map(drop))?;
    paper(sheet).set_print_fit_to_pages(1, 1);
    Ok(())
}

/// A table, and the row in which its header stands.
struct PlacedSheet<'b> {
    row: u32,
    sheet: &'b Sheet,
}

impl PlacedSheet<'_> {
    fn write(&self, sheet: &mut Worksheet, ink: &mut Ink) -> Result<(), XlsxError> {
        for (place, column) in (0..).zip(&self.sheet.columns) {
            sheet.write_string_with_format(self.row, place, &column.title, &ink.header)?;
        }
        for (row, cells) in (self.row + 1..).zip(&self.sheet.rows) {
            let lines = cells.first().map_or(1, |title| width(&title.shown()).div_ceil(WIDE));
            if lines > 1 {
                sheet.set_row_height(row, lines as f64 * LINE)?;
            }
            for (place, cell) in (0..).zip(cells) {
                match cell {
                    // What is late or broken is seen first.
                    Cell::Count(count @ 1..) if self.alarms(place) => {
                        sheet.write_number_with_format(row, place, *count as f64, &ink.alarm)?;
                    }
                    cell => ink.write(sheet, (row, place), cell)?,
                }
            }
        }
        Ok(())
    }

    fn alarms(&self, place: u16) -> bool {
        ["overdue", "breached"].contains(&&*self.sheet.columns[usize::from(place)].key)
    }

    /// Where a column stands.
    fn column(&self, key: &str) -> Option<u16> {
        (0..).zip(&self.sheet.columns).find(|(_, column)| column.key == key).map(|(place, _)| place)
    }

    fn last(&self) -> u32 {
        self.row + self.sheet.rows.len() as u32
    }

    /// The last row of a group: below it stands the total.
    fn last_group(&self) -> u32 {
        self.last().saturating_sub(1)
    }
}

/// A bar within each cell of a share, as long as the share is of the whole.
fn bars(sheet: &mut Worksheet, table: &PlacedSheet) -> Result<(), XlsxError> {
    for (key, colour) in ["score_verified", "score_reported"].into_iter().zip(SHARES) {
        let (Some(column), false) = (table.column(key), table.sheet.rows.is_empty()) else { continue };
        let bar = ConditionalFormatDataBar::new()
            .set_minimum(ConditionalFormatType::Number, 0)
            .set_maximum(ConditionalFormatType::Number, 1)
            .set_direction(ConditionalFormatDataBarDirection::LeftToRight)
            .set_solid_fill(true)
            .set_fill_color(Color::RGB(if colour == SHARES[0] { 0x9C_BE_E4 } else { 0xD5_DA_E0 }));
        sheet.add_conditional_format(table.row + 1, column, table.last(), column, &bar)?;
    }
    Ok(())
}

/// Levels and shares by phase, side by side, and the first row below them.
fn charts(sheet: &mut Worksheet, table: &PlacedSheet, row: u32) -> Result<u32, XlsxError> {
    let groups = table.last_group().saturating_sub(table.row);
    if groups == 0 {
        return Ok(row);
    }
    let high = 130 + 34 * groups.min(20);
    let (levels, shares) = (["none", "minimum", "intermediate", "full"], ["score_verified", "score_reported"]);
    let levels =
        chart(ChartType::BarStacked, say!("Milestones by verified level"), table, levels.into_iter().zip(LEVELS), None);
    let shares = chart(
        ChartType::Bar,
        say!("Verified and reported, weighted"),
        table,
        shares.into_iter().zip(SHARES),
        Some(1.0),
    );
    for (column, mut chart) in [(0, levels), (4, shares)] {
        chart.set_width(560).set_height(high);
        sheet.insert_chart(row, column, &chart)?;
    }
    Ok(row + high / ROW + 2)
}

/// Bars from the left, the first phase on top, as in the table.
fn chart(
    kind: ChartType,
    title: &str,
    table: &PlacedSheet,
    series: impl Iterator<Item = (&'static str, u32)>,
    most: Option<f64>,
) -> Chart {
    let (first, last) = (table.row + 1, table.last_group());
    let mut chart = Chart::new(kind);
    chart.title().set_name(title);
    chart.y_axis().set_major_gridlines(true);
    chart.x_axis().set_reverse();
    if let Some(most) = most {
        chart.y_axis().set_min(0).set_max(most).set_num_format("0%");
    } else {
        chart.y_axis().set_min(0).set_num_format("0");
    }
    chart.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    for (key, colour) in series {
        let Some(column) = table.column(key) else { continue };
        let look = ChartFormat::new()
            .set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour)))
            .set_border(ChartLine::new().set_color(Color::RGB(EDGE)).set_width(0.5))
            .clone();
        chart
            .add_series()
            .set_name((text(NAME), table.row, column))
            .set_categories((text(NAME), first, 0, last, 0))
            .set_values((text(NAME), first, column, last, column))
            .set_format(&mut look.clone())
            .set_gap(60);
    }
    chart
}
