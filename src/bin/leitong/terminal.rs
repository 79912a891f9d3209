//! What the program knows of the terminal: language, width, colour, progress bars, messages.

use std::env;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::sync::Mutex;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use leitong::document::Origin;
use leitong::error::{Lang, Skipped};
use leitong::number::{count, counted};
use leitong::progress::{Progress, Stage};
use leitong::report::{Layout, Settings, visible};

use crate::args::{LayoutName, ShowArgs};

/// The widest line that is still comfortable to read, in columns, and the widest for two texts side by side.
const WIDEST: usize = 120;
const WIDEST_SIDES: usize = 200;

/// The language of the locale: Chinese for `zh…`, otherwise English.
pub(crate) fn lang() -> Lang {
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"));
    if locale.is_some_and(|locale| locale.starts_with("zh")) { Lang::Zh } else { Lang::En }
}

/// The columns of the terminal, 80 where there is none.
pub(crate) fn columns() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0))
}

/// `settings` for text on standard output.
pub(crate) fn settings(show: &ShowArgs, settings: Settings) -> Settings {
    let columns = columns();
    let layout = match show.layout {
        LayoutName::Inline => Layout::Inline,
        LayoutName::Side => Layout::Side,
        LayoutName::Auto if columns >= WIDEST => Layout::Side,
        LayoutName::Auto => Layout::Inline,
    };
    let widest = if layout == Layout::Side { WIDEST_SIDES } else { WIDEST };
    Settings { layout, width: columns.clamp(40, widest), color: color(), ..settings }
}

/// Whether text on standard output is coloured: on a terminal, unless the environment says otherwise
/// (`NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE`).
fn color() -> bool {
    !matches!(anstream::AutoStream::choice(&stdout()), anstream::ColorChoice::Never)
}

/// Whether a person reads standard output.
pub(crate) fn is_stdout() -> bool {
    stdout().is_terminal()
}

/// So many characters of a message are shown: ids and names come out of inputs, and one may have megabytes.
const SHOWN: usize = 2_000;

/// Says what went wrong.
pub(crate) fn error(lang: Lang, message: &str) {
    say(AnsiColor::Red, lang.pick("错误", "error"), message, lang);
}

/// Names what was left out, so many at most, and how many more there are.
pub(crate) fn skipped(skipped: &[Skipped], lang: Lang) {
    let told = Skipped::told(skipped);
    let messages = told.iter().map(|skipped| (skipped.message(lang), skipped.count));
    let more = lang.pick(
        "report -o x.json 逐一列出，一个文件太多的按原因计数",
        "report -o x.json names them; of a file with very many it counts them by reason",
    );
    list(AnsiColor::Yellow, lang.pick("略过", "skipped"), messages, more, lang);
}

/// Names the documents with bytes that could not be decoded, which are compared all the same.
pub(crate) fn undecodable<'o>(origins: impl IntoIterator<Item = &'o Origin>, lang: Lang) {
    let garbled = origins.into_iter().filter(|origin| origin.replaced > 0);
    let messages = garbled.map(|Origin { source, encoding, replaced, .. }| match lang {
        Lang::Zh => {
            let places = count(u64::from(*replaced));
            format!("{source}: {places} 处无法按 {encoding} 解码，以 U+FFFD 代替；请检查文件的编码")
        }
        Lang::En => format!(
            "{source}: U+FFFD stands for {} that cannot be decoded as {encoding}; check the file's encoding",
            counted(u64::from(*replaced), "place", "places")
        ),
    });
    let more = lang.pick("原因相同", "for the same reason");
    let messages = messages.map(|message| (message, 1));
    list(AnsiColor::Cyan, lang.pick("注意", "note"), messages, more, lang);
}

/// Says what the reader may want to know of a run that did what was asked.
pub(crate) fn note(lang: Lang, message: &str) {
    say(AnsiColor::Cyan, lang.pick("注意", "note"), message, lang);
}

/// Prints so many messages at most, and how many more places there are. Each message stands for a number of them.
fn list(
    color: AnsiColor,
    label: &str,
    mut messages: impl Iterator<Item = (String, u64)>,
    more: &str,
    lang: Lang,
) {
    /// More would push the result off the screen.
    const NAMED: usize = 20;
    for (message, _) in messages.by_ref().take(NAMED) {
        say(color, label, &message, lang);
    }
    match (messages.map(|(_, count)| count).fold(0, u64::saturating_add), lang) {
        (0, _) => {}
        (rest, Lang::Zh) => say(color, label, &format!("另有 {} 处，{more}", count(rest)), lang),
        (rest, Lang::En) => say(color, label, &format!("and {} more; {more}", count(rest)), lang),
    }
}

/// Prints a message that no result depends on, made safe to show; a closed standard error is no reason to stop.
fn say(color: AnsiColor, label: &str, message: &str, lang: Lang) {
    let style = Style::new().bold().fg_color(Some(color.into()));
    let mut out = anstream::AutoStream::auto(stderr());
    let message = visible::short(message, SHOWN, lang);
    let _ = writeln!(out, "{style}{label}{style:#}: {message}");
}

/// How many steps are done, and how many a second; nothing for a stage that does not count.
fn done(state: &ProgressState, out: &mut dyn std::fmt::Write) {
    if state.pos() > 0 {
        let _ = write!(out, "{} ({:.0}/s)", count(state.pos()), state.per_sec());
    }
}

/// A progress bar on standard error, when that is a terminal.
#[derive(Debug)]
pub(crate) struct Bar {
    lang: Lang,
    bar: Mutex<ProgressBar>,
}

impl Bar {
    /// A bar that shows nothing when `quiet`, or when standard error is no terminal.
    pub(crate) fn new(lang: Lang, quiet: bool) -> Self {
        let shown = !quiet && stderr().is_terminal();
        let bar = if shown { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        if shown {
            // Its thread costs up to a tick at the end, which a run without a bar need not wait for.
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { lang, bar: Mutex::new(bar) }
    }

    /// Takes the bar off the screen.
    pub(crate) fn clear(&self) {
        self.with(ProgressBar::finish_and_clear);
    }

    /// Begins a piece of work of `total` steps, if that is known.
    pub(crate) fn start(&self, label: &'static str, total: Option<u64>) {
        let template = match total {
            Some(_) => "{msg} {bar:30} {human_pos}/{human_len} {eta}",
            None => "{msg} {spinner} {done}",
        };
        self.with(|bar| {
            bar.reset();
            bar.set_style(
                ProgressStyle::with_template(template)
                    .unwrap_or_else(|_| ProgressStyle::default_bar())
                    .with_key("done", done),
            );
            bar.set_message(label);
            match total {
                Some(total) => bar.set_length(total),
                None => bar.unset_length(),
            }
        });
    }

    fn with(&self, act: impl FnOnce(&ProgressBar)) {
        if let Ok(bar) = self.bar.lock() {
            act(&bar);
        }
    }
}

impl Progress for Bar {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        self.start(stage.label(self.lang), total);
    }

    fn advance(&self, steps: u64) {
        self.with(|bar| bar.inc(steps));
    }
}
