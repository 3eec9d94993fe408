//! The headings of a matrix in the words of the field: which column each tells, and how headings are compared.

use super::dates::month;

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
pub(super) const HEADINGS: &[(ColumnKind, &str)] = &[
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
         reporting lead, parties, action by, actions by, action to be taken by, action owner, action lead, by whom, implemented by, \
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
         date done, date fulfilled, fulfilled on, performed, performed on, date performed, carried out, date carried out, honoured, honored, executed, resolved, se terminó, terminado, terminé, erledigt, виконано, выполнено, selesai",
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
        "remarks, remark, comments, comment, notes, note, observations, примітки, примітка, примечание, примечания, коментар, коментарі, комментарий, комментарии, \
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

/// Words with which a heading may begin, whatever follows: `Responsible institution(s)`.
pub(super) const BEGINNINGS: &[(ColumnKind, &str)] = &[
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
    (
        ColumnKind::Status,
        "status, implementation status, implementation as of, implementation as at, progress as of, progress as at, progress at, state of play",
    ),
    (ColumnKind::On, "monitoring results, last update"),
    (ColumnKind::Remarks, "remarks, comments"),
    (ColumnKind::Percent, "%"),
    (ColumnKind::Target, "meta, target"),
    (ColumnKind::Value, "avance, actual, achieved"),
];

/// Headings that could be of many things, taken where no other column tells this.
pub(super) const LAST: &[(ColumnKind, &str)] = &[
    (
        ColumnKind::Responsible,
        "party, side, сторона, partie, parte, partei, pihak, pilote, encargado, encargada, entity",
    ),
    (ColumnKind::Timeline, "date, fecha, дата, datum, tanggal"),
    (ColumnKind::Activity, "what, what to do, qué, quoi, was, що, что, apa"),
    (ColumnKind::Status, "how far, how far is it"),
    (ColumnKind::Done, "date of completion"),
    (ColumnKind::Status, "pam code, pam level, pam score"),
    // Beside a status, how much of it is done.
    (ColumnKind::Percent, "progress, fortschritt, kemajuan, прогрес, прогресс"),
];

/// What a heading that begins with an activity may be about instead: `Task mode`.
pub(super) const OF_ACTIVITIES: &str = "id code no number key mode plan type subtype status group subgroup owner date category subcategory level priority lead cost budget duration start end by taken undertaken";

/// What a heading that begins with support may be about instead: `Supporting documents`.
pub(super) const OF_SUPPORT: &str =
    "document documents documentation evidence material materials information needed required";

/// What a heading that begins with a figure reached may be about instead: `Actual start date`.
pub(super) const OF_VALUES: &str = "date start begin beginning end finish completion delivery status";

/// What a heading that ends with a code may be the code of instead: `PAM code`, `Country code`.
pub(super) const OF_OTHERS: &str = "pam country location area district province region site budget cost donor account status priority colour color implementation \
    rating post zip phone";

/// What a heading that ends with an activity may count or tell of it instead: `Number of activities`.
pub(super) const BEFORE_ACTIVITIES: &str = "number no count cost budget type date priority source reference related";

/// Words with which a heading may end, whatever stands before: `Indicative timeline`, `Commitment Title`.
pub(super) const ENDINGS: &[(ColumnKind, &str)] = &[
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

/// Whether a text ends in one of the words of a list, or in its plural: `to be taken`, `sub-types`.
pub(super) fn ends_in(text: &str, list: &str) -> bool {
    let last = text.split(|c: char| !c.is_alphanumeric()).rfind(|word| !word.is_empty());
    last.is_some_and(|last| is_of(list, last))
}

/// Whether a text begins with one of the words of a list; a word before a hyphen is a part of another: `non-military`, `date-bound`.
pub(super) fn begins_in(text: &str, list: &str) -> bool {
    let first = text.split([' ', '/']).next().unwrap_or_default();
    is_of(list, first.trim_end_matches(['.', '(', ')']))
}

pub(super) fn is_of(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| word == known || word.strip_suffix('s') == Some(known))
}

/// What a text heads, if it is a known heading, whole.
pub fn heading(text: &str) -> Option<ColumnKind> {
    let text = plain(text);
    HEADINGS.iter().find(|(_, words)| words.split(", ").any(|word| word == text)).map(|(column, _)| *column)
}

/// Whether a heading is that of a month, a week or a day of a chart.
pub fn is_calendar(heading: &str) -> bool {
    const UNITS: &str = "s w m t q d kw wk kalenderwoche week month day semana semaine mes mois тиждень місяць неделя месяц woche monat minggu bulan quarter trimestre квартал";
    let heading = plain(heading);
    let words: Vec<&str> = heading.split([' ', '-', '/', '.', '\'']).filter(|word| !word.is_empty()).collect();
    let count = |word: &str| word.trim_start_matches(['w', 'm', 's', 't', 'q', 'd']).parse::<u32>().is_ok();
    let fits = |word: &&str| month(word).is_some() || UNITS.split(' ').any(|unit| unit == *word) || count(word);
    !words.is_empty() && words.len() <= 3 && words.iter().all(fits)
}

/// What stands behind a heading below which yes and no answer.
const YES_OR_NO: [&str; 7] = ["(y/n)", "(yes/no)", "(oui/non)", "(sí/no)", "(ja/nein)", "(так/ні)", "(да/нет)"];

/// Whether yes and no answer below a heading: `Fulfilled?`, `Completed (Y/N)`.
pub fn asks(heading: &str) -> bool {
    let lower = heading.trim().to_lowercase();
    lower.ends_with('?') || YES_OR_NO.iter().any(|ask| lower.ends_with(ask)) || plain(heading) == "fulfilled"
}

/// A heading as it is compared: in lower case, on one line, of one thing where it is of `one(s)`, without what stands around its words.
pub fn plain(heading: &str) -> String {
    let words: Vec<&str> = heading.split_whitespace().collect();
    let one = ["(s)", "(es)", "(ies)"].iter().fold(words.join(" "), |text, many| text.replace(many, ""));
    let asked = YES_OR_NO.iter().find_map(|ask| {
        one.get(..one.len().checked_sub(ask.len())?).filter(|bare| one[bare.len()..].to_lowercase() == *ask)
    });
    asked.unwrap_or(&one).trim_matches(['.', ':', '*', '?', ' ']).to_lowercase().replace('’', "'")
}
