//! `leitong eval`: how good the clusters of a report are.

use std::fmt::Write as _;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use leitong::error::Lang;
use leitong::eval::{Figures, Scores, Truth, evaluate};
use leitong::number::{count, counted};
use leitong::report::visible;

use super::{print, read_report};
use crate::args::{EvalArgs, EvalFormat};
use crate::exit::{Error, Status};
use crate::terminal;

pub(crate) fn run(args: &EvalArgs, lang: Lang) -> Result<Status, Error> {
    let report = read_report(&args.report)?;
    let mut truth = Truth::default();
    args.truth.iter().try_for_each(|path| add(&mut truth, path))?;
    truth.agree().map_err(|error| Error::at("--truth", |lang| error.message(lang)))?;
    let scores = evaluate(&report, &truth)
        .map_err(|mismatch| Error::at(args.report.display(), |lang| mismatch.message(lang)))?;
    let unpaired = truth.unpaired(&report);
    unpaired
        .first()
        .into_iter()
        .for_each(|first| terminal::note(lang, &missed(first, unpaired.len(), lang)));
    let out = match args.format {
        EvalFormat::Text => table(&scores, lang),
        EvalFormat::Json => {
            let json = serde_json::to_string_pretty(&scores)
                .map_err(|error| Error::write("stdout", error.into()))?;
            json + "\n"
        }
    };
    print(out.as_bytes())
}

fn add(truth: &mut Truth, path: &Path) -> Result<(), Error> {
    let place = path.display().to_string();
    let file = File::open(path).map_err(|cause| Error::Io { place: place.clone(), cause })?;
    truth.add(BufReader::new(file)).map_err(|error| Error::at(place, |lang| error.message(lang)))
}

/// Documents of the truth that stand in no pair: one may be misspelt, or of another collection.
fn missed(first: &str, all: usize, lang: Lang) -> String {
    let first = visible::id(first, lang);
    match lang {
        Lang::Zh => format!(
            "--truth: 同组文本中有 {} 个 id 不见于报告的任何一对，计为漏检，首个是 {first}；请检查它们是否属于这个集合",
            count(all as u64)
        ),
        Lang::En => format!(
            "--truth: {} of groups in no pair of the report, so counted as missed; the first is {first}; check that they \
             are documents of this collection",
            counted(all as u64, "id", "ids")
        ),
    }
}

/// A share with three decimals, or a dash.
fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format!("{value:.3}"))
}

/// One of the figures.
type Figure = fn(&Figures) -> Option<f64>;

fn table(scores: &Scores, lang: Lang) -> String {
    let mut out = String::new();
    let Scores { documents, clusters, groups, figures, jaccard_alone, by_jaccard, .. } = scores;
    let _ = match lang {
        Lang::Zh => writeln!(
            out,
            "{} 篇文档；报告 {} 簇，真值 {} 组\n",
            count(*documents),
            count(*clusters),
            count(*groups)
        ),
        Lang::En => writeln!(
            out,
            "{}; {} in the report, {} in the truth\n",
            counted(*documents, "document", "documents"),
            counted(*clusters, "cluster", "clusters"),
            counted(*groups, "group", "groups")
        ),
    };
    let found = lang.pick("本报告", "report");
    let alone = jaccard_alone.as_ref().map(|best| {
        (
            format!("{} {:.2}", lang.pick("只看 Jaccard ≥", "Jaccard alone ≥"), best.threshold),
            &best.figures,
        )
    });
    let columns: Vec<(String, &Figures)> =
        std::iter::once((found.to_owned(), figures)).chain(alone).collect();
    let rows: [(&str, &str, Figure); 8] = [
        ("对 · 精确率", "pairs: precision", |of| of.pairs.precision),
        ("对 · 召回率", "pairs: recall", |of| of.pairs.recall),
        ("对 · F1", "pairs: F1", |of| of.pairs.f1),
        ("B³ · 精确率", "B-cubed: precision", |of| of.b_cubed.precision),
        ("B³ · 召回率", "B-cubed: recall", |of| of.b_cubed.recall),
        ("B³ · F1", "B-cubed: F1", |of| of.b_cubed.f1),
        ("调整兰德指数", "adjusted Rand index", |of| of.adjusted_rand_index),
        ("整组全对率", "exact sets", |of| of.exact_set_accuracy),
    ];
    // The names of the rows come last: they are of many widths.
    for (letter, (name, _)) in ('A'..).zip(&columns) {
        let _ = writeln!(out, "{letter}  {name}");
    }
    out.push('\n');
    for (letter, _) in ('A'..).zip(&columns) {
        let _ = write!(out, "{letter:>7}  ");
    }
    out.push('\n');
    for (zh, en, figure) in rows {
        for (_, of) in &columns {
            let _ = write!(out, "{:>7}  ", share(figure(of)));
        }
        let _ = writeln!(out, "{}", lang.pick(zh, en));
    }
    if !by_jaccard.is_empty() {
        out.push_str(lang.pick(
            "\nJaccard    对数    核实到    同文对    同簇   召回率\n",
            "\nJaccard   pairs  verified  one text  joined  recall\n",
        ));
    }
    for tenth in by_jaccard {
        let _ = writeln!(
            out,
            "{:.1}–{:.1}  {:>7}  {:>8}  {:>8}  {:>6}  {:>6}",
            tenth.from,
            tenth.from + 0.1,
            tenth.pairs,
            tenth.verified,
            tenth.same,
            tenth.joined,
            share(tenth.recall)
        );
    }
    out
}
