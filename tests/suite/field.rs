//! Matrices of the kinds that people keep, read without a word of help: every row, and every date, status, office and figure that a careful
//! reader would understand; what is not understood is told. All of them are invented; the answers were written down before they were asked.

use super::world::{Heard, World};
use serde_json::{Value, json};

/// A matrix with what a careful reader makes of each row: its id, when it is due (a rule, or words that are no date), and how far it is.
fn read(file: &str, bytes: impl AsRef<[u8]>, rows: &[(&str, Value, &str)]) -> (World, Heard, Vec<Value>) {
    let world = World::empty();
    world.at("2026-12-01").file(file, bytes);
    let heard = world.ask(&format!("init peace --from {file} --claims c.jsonl --on 2026-11-20")).ok();
    world.ask("-C peace check").ok();
    let plan: Value = serde_json::from_str(&world.read("peace/plan.json")).expect("JSON");
    let all = plan["milestones"].as_array().expect("a list").clone();
    let claims: Vec<Value> =
        world.read("c.jsonl").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let level = |id: &Value| {
        let claim = claims.iter().find(|claim| claim["milestone"] == *id);
        claim.map_or(Value::Null, |claim| claim["level"].clone())
    };
    let due = |one: &Value| if one["due"].is_null() { one["timeline"].clone() } else { one["due"].clone() };
    let found: Vec<(Value, Value, Value)> =
        all.iter().map(|one| (one["id"].clone(), due(one), level(&one["id"]))).collect();
    let wanted: Vec<(Value, Value, Value)> = rows
        .iter()
        .map(|(id, due, level)| (json!(id), due.clone(), if level.is_empty() { Value::Null } else { json!(level) }))
        .collect();
    for (found, wanted) in found.iter().zip(&wanted) {
        assert_eq!(found, wanted, "{file}");
    }
    assert_eq!(found.len(), wanted.len(), "{file}");
    // What the statuses say is taken, and the same file says nothing new.
    world.ask("-C peace import c.jsonl").ok();
    world.ask(&format!("-C peace import {file}")).ok().hears("nothing to record: ");
    (world, heard, all)
}

fn on(date: &str) -> Value {
    json!({"on": date})
}

fn after(event: &str, within: &str) -> Value {
    json!({"after": event, "within": within})
}

#[test]
fn a_transitional_matrix_that_counts_from_d_day() {
    let text = "\
No,Activity,Responsible,Timeline,Status
1,Guns fall silent,Both sides,D-Day,Implemented
2,Columns drawn apart,Both sides,D+45,Implementation ongoing
3,Guns parked,Both sides,D-Day + 60 days,Not yet implemented
4,Joint council sits,Both sides,M+3,Behind schedule
5,Preparatory tasks,Council,Month 1-6,Partially Implemented
6,New force trained,Council,T+120 days,Overdue
7,People counted,Council,Within 9 months of the Interim Period,Not Implemented
8,Charter written,Council,15th month,Suspended
9,Polls opened,Council,90 days before the end of the Interim,Pending funds
10,Letters sent,Council,Quarterly,Continuous
11,Purse opened,Council,31-May-25,Completed in May 2025
12,Benches filled,Council,Nov-2025,100%
13,Field law,Council,10/2026,Not applicable
14,Pardon,Council,2026-Q2,N/A
15,Families home,Council,May–July 2026,Withdrawn
16,Guard reform,Council,by end-2026,Implemented with delay
17,Maps drawn,Council,2024-2026,Closed
18,Stores,Council,within twenty (20) days after 2,Ongoing
19,Council meets,Council,Immediately,Done
20,Checks,Council,2 months after Guns fall silent,TBC
";
    let words = |text: &str| json!(text);
    let rows = [
        ("M-1", after("start", "P0D"), "full"),
        ("M-2", after("start", "P45D"), "minimum"),
        ("M-3", after("start", "P60D"), "none"),
        ("M-4", after("start", "P3M"), ""),
        ("M-5", after("start", "P6M"), "minimum"),
        ("M-6", after("start", "P120D"), ""),
        ("M-7", words("Within 9 months of the Interim Period"), "none"),
        ("M-8", after("start", "P15M"), ""),
        ("M-9", words("90 days before the end of the Interim"), "none"),
        ("M-10", words("Quarterly"), ""),
        ("M-11", on("2025-05-31"), "full"),
        ("M-12", on("2025-11"), "full"),
        ("M-13", on("2026-10"), ""),
        ("M-14", on("2026-06"), ""),
        ("M-15", on("2026-07"), ""),
        ("M-16", on("2026"), "full"),
        ("M-17", on("2026"), ""),
        ("M-18", after("M-2", "P20D"), "minimum"),
        ("M-19", words("Immediately"), "full"),
        ("M-20", after("M-1", "P2M"), ""),
    ];
    let (_, heard, _) = read("transition.csv", text, &rows);
    let told = [
        "rows 2, 3, 4, 5, Responsible: “Both sides”: stands for several",
        "row 5, Status: “Behind schedule”: not pending",
        "row 7, Status: “Overdue”: not pending",
        "row 8, Timeline: “Within 9 months of the Interim Period”: not a date that means one thing",
        "row 12, Timeline: “31-May-25”: read as a year of 2000 to 2099",
        "rows 16, 18, Timeline: “May–July 2026” and the like: a term: its end is the date",
        "row 21, Status: “TBC”: not pending",
        "11 of 20 understood",
    ];
    told.into_iter().fold(heard, Heard::hears);
}

#[test]
fn the_monitoring_table_of_a_programme() {
    let text = "\
\"STATE OF THE MEASURES, as of 02.07.2025\",,,,,
Code,Name of the measure,The main implementer,Term of implementation,Monitoring results (latest),Status
Direction 3.1. Forests and water,,,,,
Problem 3.1.4. Nobody knows who fells,,,,,
3.1.4.1. Register of fellings kept,,,,,
3.1.4.1.1 (1),Open the register,Forest agency,01.02.2024-30.11.2025,30.04.2025,Implemented
3.1.4.1.1 (2),Open the maps,Forest agency,\"start: March 2024
end: October 2025\",30.04.2025,Partially implemented
3.1.4.1.2,Teach the wardens,\"Ministry of Woods, Water and Coastal Development\",May 2025,30.04.2025,\"In progress (on time)\"
3.1.4.1.3,Change the order,Audit board,May 2026,,Not started
3.1.4.1.10,Report each year,Audit board,yearly until 2026,,Not due yet
";
    let rows = [
        ("M-3.1.4.1.1-1", on("2025-11-30"), "full"),
        ("M-3.1.4.1.1-2", on("2025-10"), "minimum"),
        ("M-3.1.4.1.2", on("2025-05"), "minimum"),
        ("M-3.1.4.1.3", on("2026-05"), "none"),
        ("M-3.1.4.1.10", json!("yearly until 2026"), ""),
    ];
    let (world, heard, all) = read("programme.csv", text, &rows);
    assert_eq!(all[2]["responsible"], json!(["ministry-of-woods-water-and-coastal"]));
    assert_eq!(
        (&all[0]["number"], &all[0]["element"]),
        (&json!("3.1.4.1.1 (1)"), &json!("3-1-4-1-register-of-fellings-kept"))
    );
    let claims = world.read("c.jsonl");
    assert!(claims.contains("\"on\":\"../2025-04-30\"") && claims.contains("In progress (on time)"), "{claims}");
    heard
        .hears("row 10, Term of implementation: “yearly until 2026”: not a date that means one thing")
        .hears("row 10, Status: “Not due yet”: not pending")
        .hears("“Ministry of Woods, Water and Coastal Development”: taken for one name");
}

#[test]
fn a_framework_plan_in_spanish_with_goals_and_percentages() {
    let text = "\
Punto;Pilar;Código;Indicador;Entidad responsable;Año inicio;Año fin;Meta 2025;Avance 2025;% de avance;Estado
1;1.2;A.4;Fincas registradas;Agencia de Campos;2018;2027;\"4.000.000\";\"1.250.300,5\";31,26%;En ejecución
1;1.2;A.5;Juezas nombradas;Consejo;2021;2030;100%;40%;40%;Rezagado
3;3.1;C.7;Comités creados;Ministerio de Gobierno;2019;2023;150;150;100%;Cumplido
3;3.1;C.8;Ley de voto;Congreso;2018;N/A;1;0;0%;Sin iniciar
";
    let rows = [
        ("A.4", on("2027"), "minimum"),
        ("A.5", on("2030"), "minimum"),
        ("C.7", on("2023"), "full"),
        ("C.8", json!("N/A"), "none"),
    ];
    let (world, heard, all) = read("plan-marco.csv", text, &rows);
    let figure = |target: Value, unit: &str| json!([{"id": "figure", "unit": unit, "target": target}]);
    let figures: Vec<&Value> = all.iter().map(|one| &one["indicators"]).collect();
    assert_eq!(
        figures,
        [
            &figure(json!(4_000_000), "unit"),
            &figure(json!(100), "%"),
            &figure(json!(150), "unit"),
            &figure(json!(1), "unit")
        ]
    );
    assert_eq!(all[0]["x-start"], "2018");
    let claims = world.read("c.jsonl");
    for told in [
        "{\"figure\":1250300.5}",
        "{\"figure\":40}",
        "status in the matrix: Rezagado; done in the matrix: 40%",
        "31,26%",
    ] {
        assert!(claims.contains(told), "{told} in {claims}");
    }
    heard.hears("row 3, Estado: “Rezagado”: not pending").hears("“Punto”: not a known heading; kept");
}

#[test]
fn the_commitments_of_an_action_plan() {
    let text = "\
Country,Action Plan,Commitment Number,Commitment Title,Start Date,End Date,Lead Institution,Completion,Star
B,2024-2026 Action Plan,BB0007,Show who is paid,2024-10-01T00:00:00Z,2026-08-31T00:00:00Z,\"Ministry of Taxes, Budget and Customs\",Substantial,0
B,2024-2026 Action Plan,BB0008,Open the land book,10/01/2024,08/31/2026,Land Office,Limited,1
B,2024-2026 Action Plan,BB0009,Hear the villages,45566,46265,Assembly,Not Started,0
B,2024-2026 Action Plan,BB0010,Teach the clerks,2024,2026 (Q3),Public Service,Complete,0
";
    let rows = [
        ("BB0007", on("2026-08-31"), "intermediate"),
        ("BB0008", on("2026-08-31"), "minimum"),
        ("BB0009", on("2026-08-31"), "none"),
        ("BB0010", on("2026-09"), "full"),
    ];
    let (_, heard, all) = read("commitments.csv", text, &rows);
    assert_eq!(all[0]["responsible"], json!(["ministry-of-taxes-budget-and-customs"]));
    heard
        .hears("row 4, End Date: “46265”: read as a spreadsheet's count of days")
        .hears("“Star”: not a known heading; kept");
}

#[test]
fn the_export_of_a_planning_program() {
    let text = "\
ID,Active,Task Name,Duration,Start,Finish,Predecessors,Outline Level,Notes,Resource Names,% Complete,WBS
1,Yes,Guns fall silent,90 days,Thu 01/01/26,Wed 01/04/26,,1,,,30%,1
2,Yes,Cell set up,1 day,Thu 01/01/26,Thu 01/01/26,,2,,Staff,100%,1.1
3,Yes,Lines drawn,20 days,Mon 05/01/26,Fri 30/01/26,2,2,in ink,\"Staff[50%],Mappers\",80%,1.2
4,Yes,Map signed,0 days,Mon 02/02/26,Mon 02/02/26,3FS+1 day,2,,Staff,0%,1.3
5,Yes,Captives home,45 days,Mon 02/02/26,Fri 03/04/26,\"2,3\",1,,Board,0%,2
";
    let rows = [
        ("1", on("2026-04-01"), ""),
        ("2", on("2026-01-01"), "full"),
        ("3", on("2026-01-30"), "minimum"),
        ("4", on("2026-02-02"), "none"),
        ("5", on("2026-04-03"), "none"),
    ];
    let (_, heard, all) = read("project.csv", text, &rows);
    assert_eq!((&all[2]["part_of"], &all[2]["number"]), (&json!("1"), &json!("1.2")));
    assert_eq!(all[2]["responsible"], json!(["Staff", "Mappers"]));
    assert_eq!(all[4]["requires"].as_array().map(Vec::len), Some(2));
    heard
        .hears("“30%”: this status is not claimed: the whole follows from its parts")
        .hears("“Staff[50%]”: a share of somebody's time")
        .hears("“3FS+1 day”: read as *once that is done*");
}

#[test]
fn a_french_plan_with_titles_above_in_an_old_encoding() {
    let text = "PLAN DE PAIX;;;;;\nMis à jour le 04/06/2026;;;;;\n;;;;;\nMESURES;;;;;\n\
        Description;Responsable;Échéance;Statut;Priorité;Avancement\n\
        Regrouper les unités;Comité des armes;14/08/2026;en cours;P1;55%\n\
        Ouvrir les écoles;Ministère des Écoles;1er octobre 2026;à faire;P2;0%\n\
        Publier les noms;Comité de suivi;fin mai 2026;terminé;P1;100%\n";
    let rows =
        [("M-1", on("2026-08-14"), "minimum"), ("M-2", on("2026-10-01"), "none"), ("M-3", on("2026-05"), "full")];
    let bytes = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let (_, heard, all) = read("plan.csv", bytes, &rows);
    assert_eq!(all[1]["responsible"], json!(["ministere-des-ecoles"]));
    heard
        .hears("read as windows-1252; `--encoding` names another")
        .hears("row 2: “Mis à jour le 04/06/2026”: stands above the header; left out")
        .hears("“Priorité”: not a known heading; kept");
}

/// A chart of weeks, its steps numbered within their titles, marks below *done* and *pending*.
#[test]
fn a_chart_of_weeks_with_marks() {
    let text = "Etapa;Actividad;Responsable;Se terminó;Pendiente;S 1-2;S 3-4\nPrimera;1. Juntar los nombres;Secretaría;x;;■;\n\
        Primera;2. Dar a conocer;Secretaría y Mesa;;x;;■\nSegunda;3. Abrir la sala;Mesa;;x;;■\n";
    let rows = [("M-1", Value::Null, "full"), ("M-2", Value::Null, "none"), ("M-3", Value::Null, "none")];
    let (_, _, all) = read("chart.csv", text, &rows);
    assert_eq!(
        (&all[0]["title"], &all[0]["number"], &all[0]["phase"]),
        (&json!("Juntar los nombres"), &json!("1"), &json!("Primera"))
    );
    assert_eq!(all[1]["responsible"], json!(["secretaria", "Mesa"]));
}
