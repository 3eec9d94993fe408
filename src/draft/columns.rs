//! What the columns of a matrix are, by their headings in the words of the field, or as somebody says with `--map`.

use super::dates::{Habits, date, month};
use super::grid::{Grid, GridRow, column, letters};
use crate::model::moment::Zone;
use std::collections::BTreeMap;

/// What a column tells of a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnKind {
    Number,
    Id,
    Reference,
    Activity,
    Responsible,
    /// Who helps, and owes nothing; kept beside it.
    Support,
    Timeline,
    Verified,
    Phase,
    Element,
    /// The day for which the status is told.
    On,
    Status,
    Remarks,
    /// When it begins; kept beside it.
    Start,
    /// When it was done, or a mark that it was.
    Done,
    /// A mark that it is not.
    Pending,
    /// What must be done before.
    Requires,
    Percent,
    Baseline,
    Target,
    /// The figure reached.
    Value,
}

/// The headings of each column, whole, in lower case; of two that are there, the first in this order is taken.
const HEADINGS: &[(ColumnKind, &str)] = &[
    (
        ColumnKind::Id,
        "id, issue key, code, identifier, milestone id, task id, ref id, commitment number, código, codigo, kode, код",
    ),
    (
        ColumnKind::Number,
        "no, number, #, nr, №, item, item no, s/n, sn, serial no, serial number, wbs, outline number, step no, \
         step number, № з/п, № п/п, №з/п, №п/п, № п.п, n°, nº, nro, núm, num, numéro, número, nummer, lfd. nr, lfd nr, nomor, sl no, sr no, n.º, n.°, nº., n.o, núm., num., č",
    ),
    (
        ColumnKind::Activity,
        "activity, activities, commitment, commitments, commitment title, task name, tasks, action, actions, \
         agreed action, agreed actions, action point, obligation, measure, measures, step, name of the measure, \
         name of the step, name of the activity, task, milestone, milestones, summary, title, name, subject, \
         найменування заходу, назва заходу, зміст заходу, захід, заходи, завдання, наименование мероприятия, \
         мероприятие, мероприятия, задача, activité, activités, action prévue, mesure, mesures, engagement, tâche, \
         intitulé, actividad, actividades, acción, acciones, compromiso, compromisos, tarea, medida, medidas, \
         maßnahme, maßnahmen, massnahme, aktivität, aufgabe, vorhaben, verpflichtung, kegiatan, aktivitas, tindakan, \
         description, descripción, beschreibung, deskripsi, опис, описание, provision, provisions, recommendation, \
         recommendations, recomendación, indicator, indicators, indicador, indicateur, indikator, показник, показатель",
    ),
    (
        ColumnKind::Reference,
        "reference, references, ref, clause, clauses, article, articles, source, provision of the agreement, \
         agreement reference, agreement article, legal basis, art, стаття, статья, artículo, artikel, provision, пункт угоди, référence, referencia, rechtsgrundlage",
    ),
    (
        ColumnKind::Responsible,
        "responsible, responsible party, ответственная сторона, відповідальна сторона, partie responsable, parte responsable, \
         pihak yang bertanggung jawab, implementing entity, responsible entity, implementing institution, responsibility, responsibilities, lead, owner, who, owed by, implementer, main implementer, \
         implementing party, obligated party, obliged party, poc, point of contact, implementing body, implementing agency, lead institution, lead agency, lead actor, \
         reporting lead, parties, action by, actions by, action owner, action lead, by whom, implemented by, \
         assignee, assigned to, team, resource names, resources, institution, ministry, \
         відповідальні за виконання, відповідальний за виконання, ответственные за исполнение, ответственный за исполнение, \
         ответственные за выполнение, ответственный за выполнение, zuständige stelle, verantwortliche stelle, \
         відповідальні виконавці, відповідальний виконавець, відповідальні, відповідальний, виконавець, виконавці, \
         ответственные исполнители, ответственный исполнитель, ответственные, ответственный, исполнитель, исполнители, \
         responsable, responsables, acteur responsable, structure responsable, entidad responsable, entidad, \
         zuständig, zuständigkeit, verantwortlich, federführung, penanggung jawab, pelaksana, focal point, focal points",
    ),
    (
        ColumnKind::Support,
        "support, supporting, supported by, partner, partners, co-implementer, co-implementers, співвиконавець, співвиконавці, \
         соисполнитель, соисполнители, appui, structure d'appui, apoyo, entidad de apoyo, mitwirkend, mitwirkende, mitwirkung, partenaire, partenaires, aliados, mitra, unterstützung, pendukung",
    ),
    (
        ColumnKind::Timeline,
        "timeline, deadline, due, due date, timeframe, time frame, target date, completion date, date due, end date, \
         finish, finish date, end, planned end, planned finish, term of implementation, schedule, timing, when, \
         by when, due by, due on, time line, timelines, time limit, date of completion, expected completion, planned completion, \
         target completion, implementation date, implementation period, period of implementation, date of implementation, \
         expected delivery, delivery date, agreed date, \
         строк виконання, термін виконання, строк, термін, срок исполнения, срок выполнения, срок, échéance, délai, \
         date limite, date de fin, fecha límite, fecha de cumplimiento, fecha fin, fecha de fin, plazo, año fin, \
         fecha de término, fecha de finalización, fecha de vencimiento, plazo de ejecución, délais, date d'échéance, échéancier, \
         сроки, срок реализации, сроки реализации, сроки исполнения, сроки выполнения, терміни, терміни виконання, строки виконання, \
         термін реалізації, target waktu, waktu pelaksanaan, jangka waktu, zieldatum, umsetzungsfrist, suspense, suspense date, \
         vencimiento, frist, termin, zeitrahmen, zeitplan, calendrier, cronograma, plazo de cumplimiento, кінцевий термін, дедлайн, термін, крайній термін, крайний срок, fällig, fälligkeit, enddatum, tenggat, tenggat waktu, batas waktu, waktu",
    ),
    (
        ColumnKind::Verified,
        "verified by, verifier, verification by, monitor, monitored by, verifikator, verificador, vérifié par, \
         перевіряє, проверяет",
    ),
    (
        ColumnKind::Start,
        "start, start date, begin, begins, beginning, from, planned start, año inicio, fecha inicio, fecha de inicio, date de début, début, beginn, startdatum, початок, начало, mulai",
    ),
    (
        ColumnKind::Done,
        "done, completed, completed on, date completed, actual completion date, actual date of completion, actual finish date, actual end date, \
         date of actual completion, actual delivery date, actual implementation date, date of completion (actual), completion date (actual), \
         fecha real de término, fecha real, fecha de término real, date réelle, date effective, date de réalisation, tatsächliches ende, \
         фактична дата, фактична дата виконання, фактическая дата, фактическая дата исполнения, tanggal selesai, realisasi tanggal, actual finish, actual end, actual date, actual completion, \
         date done, date fulfilled, fulfilled on, resolved, se terminó, terminado, terminé, erledigt, виконано, выполнено, selesai",
    ),
    (ColumnKind::Pending, "pending, not done, pendiente, en attente, offen"),
    (
        ColumnKind::Requires,
        "prerequisites, prerequisite, predecessors, predecessor, dependencies, dependency, depends on, requires, \
         preconditions, precondition, prérequis, dépendances, requisitos, dependencias, voraussetzungen, vorgänger, \
         попередники, предшественники",
    ),
    (ColumnKind::Phase, "phase, stage, етап, фаза, этап, étape, etapa, fase, tahap"),
    (
        ColumnKind::Element,
        "element, theme, pillar, chapter, category, area, thematic area, component, workstream, work stream, priority area, \
         focus area, cluster, strategic objective, pilar, eje, axe, thème, tema, \
         thema, bereich, напрям, розділ, направление, раздел, bidang",
    ),
    (
        ColumnKind::On,
        "status date, status as of, as of, last update, last updated, updated, date of status, reported on, \
         monitoring results, станом на, по состоянию на, mis à jour, actualizado, stand",
    ),
    (
        ColumnKind::Status,
        "status, progress, state, implementation status, level of implementation, completion, стан виконання, стан, \
         статус, статус виконання, состояние, статус исполнения, statut, état, état d'avancement, estado, \
         umsetzungsstand, stand der umsetzung, umsetzungsstatus, estado de avance, estado de cumplimiento, \
         état de mise en œuvre, état d'exécution, status pelaksanaan, відмітка про виконання, хід виконання, стан реалізації, \
         отметка об исполнении, отметка о выполнении, ход исполнения, ход выполнения, fulfilled, kondisi, state of play, degree of implementation, stage of implementation, level of completion, \
         implementation level, level of progress, situación, situación actual, estado actual, sachstand, прогрес, прогресс, perkembangan, \
         état actuel, situation, поточний стан, текущее состояние, status saat ini",
    ),
    (
        ColumnKind::Percent,
        "% complete, %, percent, percent complete, percentage, % done, progress %, completion %, % de avance, \
         porcentaje, porcentaje de avance, % виконання, % выполнения, % d'avancement, taux d'exécution, avancement, % erledigt, \
         persentase, % work complete, progress (%), fortschritt (%), avance (%), avancement (%), kemajuan (%), прогрес (%), прогресс (%)",
    ),
    (ColumnKind::Baseline, "baseline, línea base, linea base, valeur de référence, ausgangswert, baseline value"),
    (
        ColumnKind::Target,
        "target, targets, target value, goal, meta, cible, zielwert, ziel, цільове значення, целевое значение",
    ),
    (ColumnKind::Value, "actual, actual value, achieved, avance, réalisé, istwert, досягнуто, достигнуто, realisasi"),
    (
        ColumnKind::Remarks,
        "remarks, remark, comments, comment, notes, note, observations, примітки, примітка, примечание, примечания, \
         remarques, observation, commentaire, commentaires, comentario, comentarios, observaciones, anmerkung, bemerkung, bemerkungen, anmerkungen, keterangan, catatan, action taken, actions taken, \
         steps taken, progress to date, progress made, progress update, updates",
    ),
    // What is done where no other column says so: beside an activity these are something else.
    (
        ColumnKind::Activity,
        "deliverable, deliverables, undertaking, undertakings, pledge, pledges, benchmark, benchmarks, requirement, requirements, \
         action item, action items, work item, intervention, interventions",
    ),
];

/// What `matrix` prints once more for programs, part by part; where it printed a table, these tell nothing new.
pub const OWN_PARTS: [&str; 4] = ["word", "by", "alarm", "noted"];

/// Words with which a heading may begin, whatever follows: `Responsible institution(s)`.
const BEGINNINGS: &[(ColumnKind, &str)] = &[
    (ColumnKind::Reference, "reference, clause, article"),
    (
        ColumnKind::Responsible,
        "responsible, lead, відповідальні, відповідальний, ответственные, ответственный, responsable, responsables",
    ),
    (ColumnKind::Support, "support, supporting, supported, partner"),
    (ColumnKind::Timeline, "timeline, deadline, timeframe, due, target date"),
    (ColumnKind::Verified, "verified by"),
    (
        ColumnKind::Activity,
        "activities, activity, commitments, commitment, agreed action, actions, action, tasks, task, measures, measure, obligation",
    ),
    (ColumnKind::Activity, "name of the, найменування, назва, наименование"),
    (ColumnKind::Status, "status, implementation status, progress as of, progress as at, progress at, state of play"),
    (ColumnKind::On, "monitoring results, last update"),
    (ColumnKind::Remarks, "remarks, comments"),
    (ColumnKind::Percent, "%"),
    (ColumnKind::Target, "meta, target"),
    (ColumnKind::Value, "avance, actual, achieved"),
];

/// Headings that could be of many things, taken where no other column tells this.
const LAST: &[(ColumnKind, &str)] = &[
    (
        ColumnKind::Responsible,
        "party, side, сторона, partie, parte, partei, pihak, pilote, encargado, encargada, entity",
    ),
    (ColumnKind::Timeline, "date, fecha, дата, datum, tanggal"),
    // Beside a status, how much of it is done.
    (ColumnKind::Percent, "progress, fortschritt, kemajuan, прогрес, прогресс"),
];

/// What a heading that begins with an activity may be about instead: `Task mode`.
const OF_ACTIVITIES: &str = "id code no number key mode plan type subtype status group subgroup owner date category subcategory level priority lead cost budget duration start end by taken undertaken";

/// What a heading that begins with support may be about instead: `Supporting documents`.
const OF_SUPPORT: &str = "document documents documentation evidence material materials information needed required";

/// What a heading that begins with a figure reached may be about instead: `Actual start date`.
const OF_VALUES: &str = "date start begin beginning end finish completion delivery status";

/// What a heading that ends with an activity may count or tell of it instead: `Number of activities`.
const BEFORE_ACTIVITIES: &str = "number no count cost budget type date priority source reference related";

/// Words with which a heading may end, whatever stands before: `Indicative timeline`, `Commitment Title`.
const ENDINGS: &[(ColumnKind, &str)] = &[
    (
        ColumnKind::Timeline,
        "timeline, deadline, due date, target date, timeframe, end date, finish date, completion date, finish",
    ),
    (ColumnKind::Start, "start date, start"),
    (
        ColumnKind::Activity,
        "activity, action, commitment, measure, title, task name, activity name, measure name, milestone name, activities, actions, \
         commitments, measures, deliverable, deliverables",
    ),
    (ColumnKind::Id, "id, code, key"),
    (ColumnKind::Number, "no, number, nr, #"),
    (
        ColumnKind::Responsible,
        "responsible, institution, institutions, agency, body, implementer, owner, lead, responsable, party, parties, entity, entities, сторона",
    ),
    (ColumnKind::Status, "status, state, progress"),
    (ColumnKind::Percent, "%, percent, percentage"),
    (ColumnKind::Requires, "prerequisites, predecessors, dependencies"),
    (ColumnKind::Remarks, "remarks, comments, notes"),
];

crate::words! {
    ColumnKind {
        Number: "number",
        Id: "id",
        Reference: "reference",
        Activity: "activity",
        Responsible: "responsible",
        Support: "support",
        Timeline: "timeline",
        Verified: "verified",
        Phase: "phase",
        Element: "element",
        On: "on",
        Status: "status",
        Remarks: "remarks",
        Start: "start",
        Done: "done",
        Pending: "pending",
        Requires: "requires",
        Percent: "percent",
        Baseline: "baseline",
        Target: "target",
        Value: "value",
    }
}

impl ColumnKind {
    /// The column that a word of `--map` names.
    pub fn named(word: &str) -> Option<ColumnKind> {
        let all = HEADINGS.iter().map(|(column, _)| *column);
        let other = if word == "due" { "timeline" } else { word };
        all.into_iter().find(|column| column.word() == other)
    }

    pub fn all() -> Vec<&'static str> {
        let mut all: Vec<ColumnKind> = HEADINGS.iter().map(|(column, _)| *column).collect();
        all.sort();
        all.dedup();
        all.into_iter().map(ColumnKind::word).collect()
    }
}

/// What somebody says of a column: what it tells, and its heading, letter or number.
pub type TypedColumn = (ColumnKind, String);

/// Where the header of a grid stands, and what its columns are.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The place of the header among the grid's rows.
    pub header: usize,
    pub columns: BTreeMap<ColumnKind, usize>,
    /// Every heading with its column.
    pub headings: BTreeMap<usize, String>,
    /// Columns that told the same earlier, the latest first: they hold where the later one is empty.
    pub earlier: BTreeMap<ColumnKind, Vec<usize>>,
}

/// Why a grid has no layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoLayout {
    Empty,
    /// No row is a header; the headings of the row that is most like one.
    NoHeader(Vec<String>),
    /// Nothing has the heading, letter or number that somebody says; the headings that are there.
    NoSuch(String, Vec<String>),
}

/// How far down a header may stand, below titles.
const DEEPEST: usize = 20;

/// Finds the header: the first row in which the activity and another column are recognised; where no row is one and somebody says
/// what the columns are, the row in which most is recognised.
pub fn layout(grid: &Grid, said: &[TypedColumn]) -> Result<Layout, NoLayout> {
    let rows = &grid.rows[..grid.rows.len().min(DEEPEST)];
    let widest = rows.iter().enumerate().max_by_key(|(at, row)| (row.cells.len(), usize::MAX - at));
    let Some((widest, row)) = widest.filter(|(_, row)| !row.cells.is_empty()) else { return Err(NoLayout::Empty) };
    let headings = || row.cells.iter().map(|(_, cell)| cell.text.clone()).collect();
    let layouts = || (0..rows.len()).filter_map(|at| of_row(grid, at, said).ok());
    let most = |layout: &Layout| (layout.columns.len(), layout.headings.len(), usize::MAX - layout.header);
    let found = layouts().find(Layout::is_header).or_else(|| layouts().max_by_key(most));
    let Some(layout) = found else {
        return Err(
            of_row(grid, widest, said).map_or_else(|name| NoLayout::NoSuch(name, headings()), |_| NoLayout::Empty)
        );
    };
    let known = layout.is_header() || (!said.is_empty() && layout.columns.contains_key(&ColumnKind::Activity));
    // A letter beyond the last column names nothing.
    let empty = |(what, _): &&TypedColumn| !grid.rows.iter().any(|row| row.cell(layout.columns[what]).is_some());
    match said.iter().find(empty) {
        Some((_, name)) => Err(NoLayout::NoSuch(name.clone(), headings())),
        None if known => Ok(layout),
        None => Err(NoLayout::NoHeader(headings())),
    }
}

/// How many columns a grid's beginning lets recognise: what tells a separator.
pub fn recognised(grid: &Grid, said: &[TypedColumn]) -> usize {
    layout(grid, said).map_or(0, |layout| layout.columns.len())
}

/// What the columns are if this row is the header; else what somebody says that is not there.
fn of_row(grid: &Grid, header: usize, said: &[TypedColumn]) -> Result<Layout, String> {
    let row = &grid.rows[header];
    let headings: BTreeMap<usize, String> = row.cells.iter().map(|(at, cell)| (*at, cell.text.clone())).collect();
    let mut columns = BTreeMap::new();
    for (what, name) in said {
        let at = with_heading(row, name).or_else(|| column(name.trim())).ok_or_else(|| name.clone())?;
        columns.insert(*what, at);
    }
    let words = |list: &'static [(ColumnKind, &'static str)]| {
        list.iter().flat_map(|(column, words)| words.split(", ").map(move |word| (*column, word)))
    };
    for (what, word) in words(HEADINGS) {
        take(&mut columns, what, &headings, |heading| heading == word);
    }
    for (what, word) in words(BEGINNINGS) {
        let about = |rest: &str| match what {
            ColumnKind::Activity => ends_in(rest, OF_ACTIVITIES),
            ColumnKind::Support => ends_in(rest, OF_SUPPORT),
            ColumnKind::Value => ends_in(rest, OF_VALUES),
            _ => false,
        };
        let begins = |heading: &str| {
            heading.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '/', '(']) && !about(rest))
        };
        take(&mut columns, what, &headings, begins);
    }
    for (what, word) in words(ENDINGS) {
        let about = |rest: &str| what == ColumnKind::Activity && begins_in(rest, BEFORE_ACTIVITIES);
        let ends =
            |heading: &str| heading.strip_suffix(word).is_some_and(|rest| rest.ends_with([' ', '/']) && !about(rest));
        take(&mut columns, what, &headings, ends);
    }
    for (what, word) in words(LAST) {
        take(&mut columns, what, &headings, |heading| heading == word);
    }
    if !said.iter().any(|(what, _)| *what == ColumnKind::Activity) {
        better(grid, header, &headings, &mut columns);
    }
    if !said.iter().any(|(what, _)| *what == ColumnKind::Id) {
        codes_are_numbers(grid, header, &mut columns);
    }
    if !said.iter().any(|(what, _)| *what == ColumnKind::Reference) {
        references_are_numbers(grid, header, &headings, &mut columns);
    }
    let mut earlier = BTreeMap::new();
    for what in [ColumnKind::Status, ColumnKind::Timeline] {
        if !said.iter().any(|(said, _)| *said == what) {
            let before = latest(&headings, &mut columns, what);
            earlier.extend((!before.is_empty()).then_some((what, before)));
        }
    }
    Ok(Layout { header, columns, headings, earlier })
}

/// Whether a text ends in one of the words of a list, or in its plural: `to be taken`, `sub-types`.
fn ends_in(text: &str, list: &str) -> bool {
    let last = text.split(|c: char| !c.is_alphanumeric()).rfind(|word| !word.is_empty());
    last.is_some_and(|last| is_of(list, last))
}

/// Whether a text begins with one of the words of a list; a word before a hyphen is a part of another: `non-military`, `date-bound`.
fn begins_in(text: &str, list: &str) -> bool {
    let first = text.split([' ', '/']).next().unwrap_or_default();
    is_of(list, first.trim_end_matches(['.', '(', ')']))
}

fn is_of(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| word == known || word.strip_suffix('s') == Some(known))
}

/// Takes the first heading that fits and is not taken, unless the column has one.
fn take(
    columns: &mut BTreeMap<ColumnKind, usize>,
    what: ColumnKind,
    headings: &BTreeMap<usize, String>,
    fits: impl Fn(&str) -> bool,
) {
    let free = |at: &usize| !columns.values().any(|taken| taken == at);
    let found = headings.iter().find(|(at, heading)| free(at) && fits(&plain(heading)));
    if let Some((at, _)) = found.filter(|_| !columns.contains_key(&what)) {
        columns.insert(what, *at);
    }
}

/// Takes of several columns that tell one thing the revised or the later: `Status Q2` beside `Status Q1`, `Revised deadline`; gives the
/// others, from the latest.
fn latest(
    headings: &BTreeMap<usize, String>,
    columns: &mut BTreeMap<ColumnKind, usize>,
    what: ColumnKind,
) -> Vec<usize> {
    let Some(chosen) = columns.get(&what).copied() else { return Vec::new() };
    let free = |at: &usize| *at == chosen || !columns.values().any(|taken| taken == at);
    let version = |(at, heading): (&usize, &String)| Some((version(&plain(heading), what)?, *at));
    let mut all: Vec<((u8, Option<String>), usize)> =
        headings.iter().filter(|(at, _)| free(at)).filter_map(version).collect();
    let dated = all.iter().all(|((rank, period), _)| *rank != 1 || period.is_some());
    all.iter_mut().filter(|_| !dated).for_each(|((_, period), _)| *period = None);
    all.sort();
    // Of two that are alike the first counts.
    all.dedup_by_key(|((rank, _), at)| if *rank == PLAIN { usize::MAX } else { *at });
    if !all.iter().any(|(_, at)| *at == chosen) || !all.iter().any(|((rank, _), _)| *rank != PLAIN) {
        return Vec::new();
    }
    let Some((_, best)) = all.pop() else { return Vec::new() };
    columns.insert(what, best);
    all.into_iter().rev().map(|(_, at)| at).collect()
}

/// The version of a column whose heading says no other.
const PLAIN: u8 = 2;

/// Which version of a column a heading says: original, of some time, as it stands, or revised, with the time if it is a date; nothing
/// where it says something else.
fn version(heading: &str, what: ColumnKind) -> Option<(u8, Option<String>)> {
    const OLD: &str = "original initial old previous first baseline agreed";
    const NEW: &str = "revised new updated current latest amended extended";
    let known = HEADINGS.iter().filter(|(kind, _)| *kind == what).flat_map(|(_, words)| words.split(", "));
    let stem =
        known.filter(|word| heading.starts_with(*word) || heading.ends_with(*word)).max_by_key(|word| word.len())?;
    let rest = heading.strip_prefix(stem).or_else(|| heading.strip_suffix(stem))?;
    let rest = rest.trim_matches(|c: char| " ()/-:,".contains(c));
    let rest = ["as of ", "as at ", "at ", "on "].iter().find_map(|of| rest.strip_prefix(of)).unwrap_or(rest);
    let is = |list: &str| list.split(' ').any(|word| word == rest);
    if rest.is_empty() {
        return Some((PLAIN, None));
    }
    if is(OLD) || is(NEW) {
        return Some((if is(OLD) { 0 } else { 3 }, None));
    }
    let date = date(rest, Habits::default()).ok().map(|dated| dated.when.day(Zone::UTC).to_string());
    let part =
        |word: &str| month(word).is_some() || word.trim_start_matches(['q', 'w', 'h', 'm']).parse::<u32>().is_ok();
    let period =
        rest.split([' ', '-', '/', '.']).all(|word| part(word) || ["week", "month", "quarter"].contains(&word));
    (date.is_some() || period).then_some((1, date))
}

/// Of several columns that could be the activity, the first that tells something: not one that is mostly empty or holds codes.
fn better(grid: &Grid, header: usize, headings: &BTreeMap<usize, String>, columns: &mut BTreeMap<ColumnKind, usize>) {
    let Some(chosen) = columns.get(&ColumnKind::Activity).copied() else { return };
    let Some((_, words)) = HEADINGS.iter().find(|(column, _)| *column == ColumnKind::Activity) else { return };
    let free = |at: &usize| *at == chosen || !columns.values().any(|taken| taken == at);
    let candidates = words.split(", ").filter_map(|word| headings.iter().find(|(_, heading)| plain(heading) == word));
    let candidates: Vec<usize> = candidates.map(|(at, _)| *at).filter(free).collect();
    let telling = |at: usize| {
        let tells =
            |text: &str| text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count() > 1;
        grid.rows[header + 1..].iter().filter(|row| row.text(at).is_some_and(tells)).count()
    };
    let here = telling(chosen);
    if let Some(best) = candidates.into_iter().find(|at| *at != chosen && telling(*at) > 2 * here + 1) {
        columns.insert(ColumnKind::Activity, best);
    }
}

/// What a text heads, if it is a known heading, whole.
pub fn heading(text: &str) -> Option<ColumnKind> {
    let text = plain(text);
    HEADINGS.iter().find(|(_, words)| words.split(", ").any(|word| word == text)).map(|(column, _)| *column)
}

/// Whether a heading is that of a month, a week or a day of a chart.
pub fn is_calendar(heading: &str) -> bool {
    const UNITS: &str = "s w m t q d week month day semana semaine mes mois тиждень місяць неделя месяц woche monat minggu bulan quarter trimestre квартал";
    let heading = plain(heading);
    let words: Vec<&str> = heading.split([' ', '-', '/', '.', '\'']).filter(|word| !word.is_empty()).collect();
    let count = |word: &str| word.trim_start_matches(['w', 'm', 's', 't', 'q', 'd']).parse::<u32>().is_ok();
    let fits = |word: &&str| month(word).is_some() || UNITS.split(' ').any(|unit| unit == *word) || count(word);
    !words.is_empty() && words.len() <= 3 && words.iter().all(fits)
}

/// Codes that begin with figures, as `2.5.1`, are numbers.
fn codes_are_numbers(grid: &Grid, header: usize, columns: &mut BTreeMap<ColumnKind, usize>) {
    let Some(at) = columns.get(&ColumnKind::Id).copied().filter(|_| !columns.contains_key(&ColumnKind::Number)) else {
        return;
    };
    let codes: Vec<&str> = grid.rows[header + 1..].iter().filter_map(|row| row.text(at)).collect();
    let figures = codes.iter().filter(|code| code.starts_with(|c: char| c.is_ascii_digit())).count();
    if figures * 2 > codes.len() {
        columns.remove(&ColumnKind::Id);
        columns.insert(ColumnKind::Number, at);
    }
}

/// What is headed `Ref` and holds figures, each once, is the number of the row; where it stands in an agreement is said in words.
fn references_are_numbers(
    grid: &Grid,
    header: usize,
    headings: &BTreeMap<usize, String>,
    columns: &mut BTreeMap<ColumnKind, usize>,
) {
    let at = columns.get(&ColumnKind::Reference).copied();
    let short = |at: &usize| headings.get(at).is_some_and(|heading| plain(heading) == "ref");
    let Some(at) = at.filter(|at| short(at) && !columns.contains_key(&ColumnKind::Number)) else { return };
    let mut texts: Vec<&str> = grid.rows[header + 1..].iter().filter_map(|row| row.text(at)).collect();
    let figures = texts.iter().all(|text| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    let many = texts.len();
    texts.sort_unstable();
    texts.dedup();
    if figures && many == texts.len() && many > 1 {
        columns.remove(&ColumnKind::Reference);
        columns.insert(ColumnKind::Number, at);
    }
}

fn with_heading(row: &GridRow, name: &str) -> Option<usize> {
    row.cells.iter().find(|(_, cell)| plain(&cell.text) == plain(name)).map(|(at, _)| *at)
}

/// A heading as it is compared: in lower case, on one line, of one thing where it is of `one(s)`, without what stands around its words.
pub fn plain(heading: &str) -> String {
    let words: Vec<&str> = heading.split_whitespace().collect();
    let one = ["(s)", "(es)", "(ies)"].iter().fold(words.join(" "), |text, many| text.replace(many, ""));
    one.trim_matches(['.', ':', '*', '?', ' ']).to_lowercase().replace('’', "'")
}

impl Layout {
    /// Whether its activity has a heading of its own kind, which a list of risks or people has not: `Description` heads anything.
    pub fn is_of_activities(&self) -> bool {
        const ANYTHING: &str = "description, descripción, beschreibung, deskripsi, опис, описание, provision, provisions, \
            summary, title, name, subject, intitulé, indicator, indicators, indicador, indicateur, indikator, показник, показатель";
        let heading = self.columns.get(&ColumnKind::Activity).and_then(|at| self.headings.get(at));
        heading.is_some_and(|heading| !ANYTHING.split(", ").any(|word| word == plain(heading)))
    }

    /// Whether its row reads like a header: it heads the activity, another column, and all that somebody says.
    fn is_header(&self) -> bool {
        let headed = self.columns.values().all(|at| self.headings.contains_key(at));
        headed && self.columns.len() > 1 && self.columns.contains_key(&ColumnKind::Activity)
    }

    /// A column for people: its heading, else its letters.
    pub fn shown(&self, at: usize) -> String {
        self.headings
            .get(&at)
            .map_or_else(|| letters(at), |heading| heading.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The column that is read in place of an earlier one.
    pub fn instead(&self, at: usize) -> Option<String> {
        let (kind, _) = self.earlier.iter().find(|(_, earlier)| earlier.contains(&at))?;
        self.columns.get(kind).map(|at| self.shown(*at))
    }

    /// The columns that nothing is known of, each with its heading.
    pub fn others(&self) -> impl Iterator<Item = (usize, &str)> {
        let known = |at: &usize| self.columns.values().any(|known| known == at);
        self.headings.iter().filter(move |(at, _)| !known(at)).map(|(at, heading)| (*at, heading.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::grid::GridCell;
    use super::*;

    fn found(headings: &[&str], said: &[TypedColumn]) -> Vec<(&'static str, String)> {
        let cells = headings.iter().enumerate().filter_map(|(at, text)| Some((at, GridCell::words(text)?)));
        let below = (0..headings.len()).filter_map(|at| Some((at, GridCell::words("x")?)));
        let rows = [cells.collect(), below.collect()].map(|cells| GridRow {
            number: 1,
            sheet: 0,
            cells,
            comments: Vec::new(),
        });
        let grid = Grid { rows: rows.into(), ..Grid::default() };
        let layout = layout(&grid, said).unwrap_or_else(|none| panic!("{headings:?}: {none:?}"));
        layout.columns.iter().map(|(column, at)| (column.word(), layout.shown(*at))).collect()
    }

    #[test]
    fn headings_are_known_in_the_words_of_the_field() {
        let own = ["number", "reference", "activity", "responsible", "timeline", "status", "remarks"];
        assert_eq!(found(&own, &[]).len(), 7);
        let field = found(
            &["No.", "Article", "Commitment", "Responsible\ninstitution(s)", "Due date:", "STATUS", "Comments"],
            &[],
        );
        let columns: Vec<&str> = field.iter().map(|(column, _)| *column).collect();
        assert_eq!(columns, own.map(|word| word));
        let longer = found(
            &["No", "Task mode", "Activities to be done", "Lead agency and partners", "Expected completion date"],
            &[],
        );
        let columns: Vec<&str> = longer.iter().map(|(column, _)| *column).collect();
        assert_eq!(columns, ["number", "activity", "responsible", "timeline"]);
        // What one heading could be is settled by the others.
        let provision = |others: &[&str]| found(&[&["No", "Provision"], others].concat(), &[])[1].0;
        assert_eq!(provision(&["Activity"]), "reference");
        assert_eq!(provision(&["Status"]), "activity");
        let heads = |headings: &[&str]| found(headings, &[]).into_iter().map(|(column, _)| column).collect::<Vec<_>>();
        let tracker =
            ["#", "Agreed actions", "Action by", "Support agency", "By when", "State of play", "Action taken"];
        assert_eq!(heads(&tracker), ["number", "activity", "responsible", "support", "timeline", "status", "remarks"]);
        let lead = ["Key deliverables", "Lead", "Supporting agencies", "Number of activities"];
        assert_eq!(heads(&lead), ["activity", "responsible", "support"]);
        for party in [
            "Party",
            "Side",
            "Сторона",
            "Ответственная сторона",
            "Partie",
            "Parte",
            "Pihak",
            "Pilote",
            "Encargado",
            "Implementing entity",
        ] {
            assert_eq!(heads(&["Task", party]), ["activity", "responsible"], "{party}");
        }
        for due in [
            "Fecha",
            "Plazo de cumplimiento",
            "Cronograma",
            "Calendrier",
            "Zeitrahmen",
            "Кінцевий термін",
            "Дедлайн",
            "Дата",
        ] {
            assert_eq!(heads(&["Task", due]), ["activity", "timeline"], "{due}");
        }
        for status in ["Situación", "Estado actual", "Sachstand", "Прогрес", "Perkembangan", "Progress"] {
            assert_eq!(heads(&["Task", status]), ["activity", "status"], "{status}");
        }
        for share in ["Progress (%)", "Progress", "Fortschritt", "Kemajuan", "Прогрес"] {
            assert_eq!(
                heads(&["N.º", "Task", "Status", share]),
                ["number", "activity", "status", "percent"],
                "{share}"
            );
        }
        assert_eq!(heads(&["Task", "Deadline", "Actual completion date", "Fecha"]), ["activity", "timeline", "done"]);
        assert_eq!(heads(&["Task", "Actual start date"]), ["activity", "start"]);
        // Of what could be of many things nothing is taken where a plainer heading stands.
        let plainer = found(&["Party", "Date", "Task", "Lead institution", "Deadline (agreed)", "Progress"], &[]);
        let taken: Vec<&str> = plainer.iter().map(|(_, heading)| heading.as_str()).collect();
        assert_eq!(taken, ["Task", "Lead institution", "Deadline (agreed)", "Progress"]);
        let finish = found(&["Task", "Baseline finish", "Revised finish"], &[]);
        assert_eq!(finish[1..], [("timeline", "Revised finish".to_owned())]);
        // Who supports owes nothing, though no column says who does.
        assert_eq!(heads(&["Action item", "Supporting institutions"]), ["activity", "support"]);
        assert_eq!(heads(&["Action by", "Task"]), ["activity", "responsible"]);
        assert_eq!(found(&["Task", "Deliverable", "Supporting documents", "Due"], &[])[0].1, "Task");
        // Words are compared whole.
        for heading in [
            "Non-military measure",
            "Northern action",
            "Normative measure",
            "Typed commitment",
            "Costing-neutral measure",
            "Date-bound commitment",
            "Activity weekend",
            "Task backend",
        ] {
            assert_eq!(heads(&[heading, "Lead"]), ["activity", "responsible"], "{heading}");
        }
        assert_eq!(heads(&["Commitment text", "Support for standby"]), ["activity", "support"]);
        let counts = ["No. of activities", "Numbers of actions", "Date/action", "Costs of measures", "Task sub-types"];
        for heading in counts {
            assert_eq!(heads(&[heading, "Step", "Lead"]), ["activity", "responsible"], "{heading}");
            assert_eq!(found(&[heading, "Step", "Lead"], &[])[0].1, "Step");
        }
        // Of what is told several times the revised or the later one counts.
        let status = |heading: &str| vec![("status", heading.to_owned())];
        assert_eq!(found(&["Task", "Status Q1", "Status Q2"], &[])[1..], status("Status Q2"));
        assert_eq!(found(&["Task", "Status June 2026", "Status May 2026"], &[])[1..], status("Status June 2026"));
        let later = found(&["Task", "Status as of 20.11.2026", "Status as of 01.10.2026"], &[]);
        assert_eq!(later[1..], status("Status as of 20.11.2026"));
        assert_eq!(found(&["Task", "Status", "Status of funds"], &[])[1..], status("Status"));
        let due = vec![("timeline", "Revised deadline".to_owned())];
        assert_eq!(found(&["Task", "Original deadline", "Revised deadline"], &[])[1..], due);
        assert_eq!(found(&["Task", "Revised deadline", "Deadline"], &[])[1..], due);
        // `Status date` is no status; of two that are alike the first counts.
        let twice = found(&["Task", "Status date", "Status", "Status"], &[]);
        assert_eq!(twice[1..], [("on", "Status date".to_owned()), ("status", "Status".to_owned())]);
    }

    #[test]
    fn somebody_may_say_what_columns_are() {
        let said = |column: ColumnKind, name: &str| (column, name.to_owned());
        let said = [said(ColumnKind::Activity, "kegiatan"), said(ColumnKind::Timeline, "C")];
        assert_eq!(
            found(&["No", "Kegiatan", "", "Status"], &said)[1..3],
            [("activity", "Kegiatan".to_owned()), ("timeline", "C".to_owned())]
        );
    }
}
