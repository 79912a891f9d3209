//! What `leitong curate` says.

use std::fmt::Write as _;

use leitong::curate::removed::{self, Curated, Removed};
use leitong::curate::write::{Copy, Files};
use leitong::curate::{DateField, Loss, MOST_PAIRS};
use leitong::error::Lang;
use leitong::number::{count, counted};
use leitong::report::visible;

use crate::args::CurateArgs;
use crate::exit::Error;

pub(super) fn too_much(loss: &Loss, lang: Lang) -> String {
    let Loss { kind, name, removed, texts } = loss;
    let (zh, en) = kind.names();
    let name = visible::id(name, lang);
    let (removed, texts) = (count(*removed), count(*texts));
    match lang {
        Lang::Zh => format!("{zh} {name}: {texts} 篇中将移出 {removed} 篇，超过 --max-loss"),
        Lang::En => {
            format!("{en} {name}: {removed} of {texts} texts would leave, more than --max-loss")
        }
    }
}

/// Values of the date field that are no date: their texts are taken for texts without one.
pub(super) fn unread(field: &str, dates: &DateField, lang: Lang) -> Option<String> {
    /// Characters of a value that are shown.
    const SHOWN: usize = 40;
    let (source, value) = dates.first.as_ref()?;
    let (field, source) = (visible::line(field), visible::line(source));
    let value = visible::short(value, SHOWN, lang);
    let (unread, values) = (count(dates.unread), count(dates.values));
    Some(match lang {
        Lang::Zh => format!(
            "--date-field {field}: {values} 个值中有 {unread} 个读不出日期，首例“{value}”在 {source}；这些文本按没有日期处理。\
             请写作 2022、20220305、2022-03-05、2022年3月5日、民國111年"
        ),
        Lang::En => format!(
            "--date-field {field}: no date can be read from {unread} of {}, the first is {value} in {source}; these texts \
             count as without a date; write 2022, 20220305, 2022-03-05, 2022年3月5日 or 民國111年",
            counted(dates.values, "value", "values")
        ),
    })
}

pub(super) fn refused(losses: &[Loss]) -> Error {
    /// More would push the advice off the screen.
    const NAMED: usize = 10;
    let list = |lang: Lang| {
        let named: Vec<String> =
            losses.iter().take(NAMED).map(|loss| too_much(loss, lang)).collect();
        named.join(lang.pick("；", "; "))
    };
    let groups = losses.len() as u64;
    Error::message(
        format!(
            "{}。共 {} 组；什么也没有写。请用 --dry-run 查看；若确实如此，请提高 --max-loss",
            list(Lang::Zh),
            count(groups)
        ),
        format!(
            "{}; {} in all, and nothing was written; look at it with --dry-run, and raise --max-loss if this is wanted",
            list(Lang::En),
            counted(groups, "group", "groups")
        ),
    )
}

/// A line for each text that leaves.
pub(super) fn list(removed: impl Iterator<Item = Removed>, lang: Lang) -> String {
    let mut out = String::new();
    for Removed { id, kept, ground, .. } in removed {
        let id = visible::id(&id, lang);
        let Some(removed::Kept { id: kept, reason, relation, figures, .. }) = kept else {
            let _ = writeln!(out, "- {id}\t{ground}");
            continue;
        };
        let kept = visible::id(&kept, lang);
        // Two texts that are one by decision may be no pair of the report.
        let jaccard = figures.map_or("—".to_owned(), |figures| format!("{:.3}", figures.jaccard));
        let _ = match lang {
            Lang::Zh => {
                writeln!(out, "- {id}\t保留 {kept}\t{relation}\t{jaccard}\t依据 {reason}")
            }
            Lang::En => writeln!(out, "- {id}\tkept {kept}\t{relation}\t{jaccard}\tby {reason}"),
        };
    }
    out
}

pub(super) fn summary(args: &CurateArgs, curated: &Curated, copy: &Copy<'_>, lang: Lang) -> String {
    let mut out = match lang {
        Lang::Zh => summary_zh(curated, copy.files()),
        Lang::En => summary_en(curated, copy.files()),
    };
    if args.dry_run {
        out.push_str(
            lang.pick(
                "以上是试运行，没有写出任何文件\n",
                "a dry run: nothing of this was written\n",
            ),
        );
    }
    out
}

fn summary_zh(curated: &Curated, files: Files) -> String {
    let Curated { documents, kept, removed, ties, unsettled, .. } = curated;
    let [documents, kept, removed, ties] = [documents, kept, removed, ties].map(|n| count(*n));
    let [read, written, cut] = [files.read, files.written, files.cut].map(|n| count(n as u64));
    let mut out = format!(
        "{documents} 篇：保留 {kept} 篇，移出 {removed} 篇（其中 {ties} 篇由 id 先后决定）；{read} 个文件：写出 {written} \
         个，其中 {cut} 个去掉了部分文本\n"
    );
    if *unsettled > 0 {
        let unsettled = count(*unsettled);
        out +=
            &format!("{unsettled} 篇与很多保留的文本匹配，只看了其中 {MOST_PAIRS} 篇，予以保留\n");
    }
    out
}

fn summary_en(curated: &Curated, files: Files) -> String {
    let Curated { documents, kept, removed, ties, unsettled, .. } = curated;
    let mut out = format!(
        "{}: {} kept, {} removed ({} of them by the order of ids); {}: {} written, {} of them without some texts\n",
        counted(*documents, "text", "texts"),
        count(*kept),
        count(*removed),
        count(*ties),
        counted(files.read as u64, "file", "files"),
        count(files.written as u64),
        count(files.cut as u64)
    );
    if *unsettled > 0 {
        out += &format!(
            "{} kept, of whose very many matches only the {MOST_PAIRS} most similar were looked at\n",
            counted(*unsettled, "text", "texts")
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use leitong::curate::GroupKind;

    use super::*;

    #[test]
    fn losses_are_listed_with_the_marks_of_their_language() {
        let loss = |name: &str| Loss {
            kind: GroupKind::Year,
            name: name.to_owned(),
            removed: 3,
            texts: 4,
        };
        let Error::Message { zh, en } = refused(&[loss("2018"), loss("2020")]) else { panic!() };
        assert!(zh.contains("超过 --max-loss；年份 2020: ") && !zh.contains("; "), "{zh}");
        assert!(en.contains("--max-loss; year 2020: "), "{en}");
    }
}
