//! How cells of a workbook look, and how each kind is written.

use super::safe::visible;
use crate::model::moment::Moment;
use crate::report::sheet::{Cell, Tone};
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// The characters, in UTF-16, that a cell holds at the most.
const LONGEST: usize = 32_767;

/// Prints on A4, as wide as the page.
pub fn paper(sheet: &mut Worksheet) -> &mut Worksheet {
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0)
}

/// The looks of cells, and how many texts were cut.
pub struct Ink {
    pub title: Format,
    pub header: Format,
    pub label: Format,
    pub plain: Format,
    pub words: Format,
    pub alarm: Format,
    pub share: Format,
    pub day: Format,
    pub time: Format,
    pub cut: usize,
}

impl Default for Ink {
    fn default() -> Ink {
        let plain = Format::new().set_align(FormatAlign::Top);
        let label = plain.clone().set_bold();
        Ink {
            title: label.clone().set_font_size(16),
            header: label
                .clone()
                .set_text_wrap()
                .set_background_color(Color::RGB(0x1F_3A_5F))
                .set_font_color(Color::White)
                .set_border_bottom(FormatBorder::Thin),
            words: plain.clone().set_text_wrap(),
            alarm: label
                .clone()
                .set_text_wrap()
                .set_background_color(Color::RGB(0xFB_E3_D8))
                .set_font_color(Color::RGB(0x8A_24_00)),
            label,
            share: plain.clone().set_num_format("0.0%"),
            day: plain.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            time: plain.clone().set_num_format("yyyy-mm-dd hh:mm:ss\"Z\"").set_align(FormatAlign::Left),
            plain,
            cut: 0,
        }
    }
}

impl Ink {
    /// Other people's words, made visible, and cut where a cell has no room for them, which they then say.
    pub fn fitting(&mut self, text: &str) -> String {
        let text = visible(text).into_owned();
        let long = text.encode_utf16().count();
        if long <= LONGEST {
            return text;
        }
        self.cut += 1;
        let mark = format!("… [cut here: {long} characters are more than a cell holds]");
        let mut room = LONGEST - mark.encode_utf16().count();
        let fits = |c: &char| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            fits
        };
        text.chars().take_while(fits).collect::<String>() + &mark
    }
    /// Writes a cell as what it is: words as words, numbers, shares and days as numbers.
    pub fn write(&mut self, sheet: &mut Worksheet, (row, place): (u32, u16), cell: &Cell) -> Result<(), XlsxError> {
        match cell {
            Cell::Empty => Ok(()),
            Cell::Count(count) => sheet.write_number_with_format(row, place, *count as f64, &self.plain).map(drop),
            Cell::Number(number) => match number.to_string() {
                // More digits than a spreadsheet keeps are words.
                long if long.bytes().filter(u8::is_ascii_digit).count() > 15 => {
                    sheet.write_string_with_format(row, place, long, &self.plain).map(drop)
                }
                text => sheet.write_number_with_format(row, place, text.parse().unwrap_or(0.0), &self.plain).map(drop),
            },
            Cell::Share(_, share) | Cell::Bar(share) => {
                sheet.write_number_with_format(row, place, share.fraction(), &self.share).map(drop)
            }
            Cell::Yes(yes) => sheet.write_boolean_with_format(row, place, *yes, &self.plain).map(drop),
            Cell::Day(day) => match day.date() {
                // Spreadsheets count days from 1900, and take that for a leap year.
                (year, month, of) if (year, month) >= (1900, 3) => {
                    let day = ExcelDateTime::from_ymd(year as u16, month as u8, of as u8)?;
                    sheet.write_datetime_with_format(row, place, &day, &self.day).map(drop)
                }
                _ => sheet.write_string_with_format(row, place, day.to_string(), &self.plain).map(drop),
            },
            Cell::Time(time) => match spreadsheet_time(*time) {
                Some(time) => sheet.write_datetime_with_format(row, place, &time, &self.time).map(drop),
                None => sheet.write_string_with_format(row, place, time.to_string(), &self.plain).map(drop),
            },
            Cell::Name(text) | Cell::Toned(_, text) | Cell::Words(text) | Cell::Actors { ids: text, .. } => {
                let text = self.fitting(text);
                let format = match cell {
                    Cell::Toned(Tone::Bad | Tone::Halted, _) => &self.alarm,
                    Cell::Words(_) => &self.words,
                    _ if text.contains('\n') => &self.words,
                    _ => &self.plain,
                };
                sheet.write_string_with_format(row, place, text, format).map(drop)
            }
        }
    }
}

/// A time as spreadsheets count it, in days from 1900 with their parts, to the millisecond; nothing where they do not.
fn spreadsheet_time(time: Moment) -> Option<ExcelDateTime> {
    const DAY: f64 = 86_400_000.0;
    /// 1970-01-01, and the first day after the one of 1900 that was none.
    const EPOCH: f64 = 25_569.0;
    const FIRST: f64 = 61.0;
    let number = time.0 as f64 / DAY + EPOCH;
    ExcelDateTime::from_serial_datetime(number).ok().filter(|_| number >= FIRST)
}
