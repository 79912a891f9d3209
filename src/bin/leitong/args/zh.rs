//! The help in Chinese.

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, Command};

/// What each subcommand does, and its examples.
const COMMANDS: &[(&str, &str, &str)] = &[
    ("leitong", "找出几近相同的讲话稿，归成簇，并逐处列出差异。", EXAMPLES),
    ("report", "找出几近相同的文本，列出差异", REPORT_EXAMPLES),
    ("curate", "由报告写出去掉雷同文本的语料", CURATE_EXAMPLES),
    ("eval", "按真值衡量报告的簇", EVAL_EXAMPLES),
    ("diff", "比对两篇文本", DIFF_EXAMPLES),
    ("split", "把一页多篇讲话分开：列出或写成文件", SPLIT_EXAMPLES),
    ("generate", "生成一批仿真讲话稿，哪几篇是同一文本事先已知", GENERATE_EXAMPLES),
    ("completions", "输出命令行补全脚本", ""),
    ("man", "输出手册页（roff）", MAN_EXAMPLES),
    ("help", HELP, ""),
];

const HELP: &str = "显示说明，或某个子命令的说明";

/// What stands for a value; what is not here is no English: `N`, `0..1`.
const VALUES: &[(&str, &str)] = &[
    ("INPUT", "输入"),
    ("FILE", "文件"),
    ("DIR", "目录"),
    ("FILE|DIR/", "文件|目录/"),
    ("DIR|FILE.jsonl", "目录|文件.jsonl"),
    ("FILE.toml", "文件.toml"),
    ("REPORT", "报告"),
    ("REPORT.json", "报告.json"),
    ("LANG", "语言"),
    ("FORMAT", "写法"),
    ("LAYOUT", "排法"),
    ("CANDIDATES", "方法"),
    ("TOKENIZER", "方法"),
    ("TEMPLATES", "归法"),
    ("TOKENS", "词数"),
    ("CHARACTERS", "字数"),
    ("SIZE", "大小"),
    ("NAME", "名称"),
    ("PATTERN", "通配式"),
    ("RULE,...", "规则..."),
    ("RELATION,...", "关系..."),
    ("auto|none|REGEX", "auto|none|正则"),
    ("COMMAND", "子命令"),
    ("SHELL", "名称"),
];

const EXAMPLES: &str = "\
示例：
  leitong report five-speeches.txt             一页五篇，哪几篇雷同？
  leitong report speeches/ -o report.html      一个目录，写成网页报告
  leitong report docs.jsonl -o report.json     一个语料库，供脚本使用
  leitong curate report.json -o clean.jsonl    去掉雷同之后的语料
  leitong diff drafts.txt#2 drafts.txt#3       同页两篇，差在哪里
  leitong split drafts.txt                     这一页有哪几篇

退出码：0 完成；1 完成，但有略过的（已列出）；2 未完成。
输入中本程序写出的结果、指向已在别处读取的链接、一页首个标题之前的短文字，会列出而不读，不算略过。";

const REPORT_EXAMPLES: &str = "\
示例：
  leitong report speeches/
      在终端里看
  leitong report speeches/ more.jsonl.gz -o report.html -o report.json
      目录和压缩语料一起比对，写成网页和 JSON
  leitong report docs.jsonl -o report/
      大的语料库，写成一个目录的网页，从 report/index.html 看起
  cat speech.txt | leitong report - speeches/
      这一篇在不在那些里面？
  leitong report --from report.json --threshold 0.9 -o strict.json
      由已有的报告重新分簇，不再读原集合
  leitong report --verify report.json
      今天再运行，结果还一样吗？
  leitong report docs.jsonl --decisions decisions.toml -o report.json
      数字与人的判断不一致时，按人的决定分簇
  leitong report huge.jsonl.zst --memory 2GiB --temp-dir /data/tmp -o huge.jsonl
      比内存还大的集合
  leitong report docs.csv --text-field content --threshold 0.8 -o clusters.csv
      表格，正文在另一列；提高阈值；写成表格，每篇一行

用时：分词本身的几倍。内存：--memory，另加约 150 MiB，并每篇约半 KiB。";

const CURATE_EXAMPLES: &str = "\
示例：
  leitong curate report.json -o clean.jsonl
      docs.jsonl 去掉雷同的各行，其余逐字节不变；移出的记在 clean.removed.jsonl
  leitong curate report.json -o clean/ --keep newest,longest
      几种版本留最新的，同新则留最长的
  leitong curate report.json -o clean/ --prefer 'official/*' --spare excerpt-of
      优先留 official/ 下的；节选不移出
  leitong curate report.json --dry-run
      会怎么样？

移出的每一篇，在报告里都有一篇保留的与之匹配（已核实）。输入从不改动；报告生成之后输入若有改动，什么也不写。";

const EVAL_EXAMPLES: &str = "\
示例：
  leitong eval report.json --truth groups.jsonl
      每行 {\"id\": \"…\", \"group\": \"…\"}：同组的是同一文本
  leitong eval report.json --truth groups.jsonl --truth pairs.jsonl
      另有每行 {\"a\": \"…\", \"b\": \"…\", \"jaccard\": 0.62}：按相似度分十档给出召回率
  leitong eval report.json --truth pairs.jsonl --format json
      供脚本使用

真值没有提到的文档各自成篇；同组文本中不见于报告任何一对的 id 另作提示。没有分母的比率写作 —（JSON 中为 null）。";

const MAN_EXAMPLES: &str = "\
示例：
  leitong man > leitong.1
  leitong man report > leitong-report.1
  leitong man report --lang zh | man -l -";

const DIFF_EXAMPLES: &str = "\
示例：
  leitong diff draft1.txt draft2.txt
  leitong diff drafts.txt#2 drafts.txt#3 --format html > differences.html
  leitong diff docs.jsonl#a docs.jsonl#b --format json";

const SPLIT_EXAMPLES: &str = "\
示例：
  leitong split five-speeches.txt              列出各篇
  leitong split five-speeches.txt -o parts     写成 parts/01.txt 等
  leitong split five-speeches.txt -o s.jsonl   写成 JSON Lines
  leitong split drafts.txt --dry-run           会在哪里切开？为什么？
  leitong split drafts.txt --split '^卷.+: *(.+)'    另一种标题，括号中是题目";

const GENERATE_EXAMPLES: &str = "\
示例：
  leitong generate -o docs.jsonl
      1,000 篇，每篇 2 至 10 KB，其中 300 篇是彼此改写的
  leitong generate --documents 1000000 -o docs.jsonl.zst --truth truth.jsonl
      一百万篇，压缩存放，另记下哪几篇是同一文本
  leitong generate --documents 50 | leitong report -
      先试一试

用时：每篇 0.04 毫秒。内存：30 MB，与篇数无关。";

/// What each argument means, by its id; before it the subcommand's name where it means something else there.
const ARGUMENTS: &[(&str, &str)] = &[
    ("help", "显示说明（-h 排得紧凑些）"),
    ("version", "显示版本"),
    ("lang", "提示和页面的语言 [默认：随系统]"),
    (
        "inputs",
        "文件、目录、通配式（如 'in/*.txt'），或 - 表示标准输入：纯文本、.html、.docx、.jsonl、.csv、.tsv、.parquet，\
         可再加 .gz、.zst；以及装有它们的 .zip、.tar、.tar.gz",
    ),
    (
        "from",
        "由已有的报告重新分簇，不再读原集合：可提高 --threshold、--containment，或改 --templates、--decisions",
    ),
    ("verify", "照报告所记的再运行一遍，看结果是否相同，不同则指出在哪里"),
    (
        "output",
        "写出的文件（.html .json .jsonl .csv .md .txt）；以 / 结尾则写成一个目录的网页；可多次",
    ),
    ("force", "覆盖已有的文件"),
    (
        "threshold",
        "主题相同的两篇，词片 Jaccard 相似度达到此值即为匹配；主题不明的须达 0.65；模板相同而各有主题的不算 [默认：0.3]",
    ),
    ("containment", "一篇被另一篇包含的比例达到此值也算匹配（至少 60 词） [默认：0.8]"),
    ("candidates", "如何找候选对：exact 一对不漏，lsh 几乎不漏，auto 在代价相近时取 exact"),
    (
        "recall",
        "用 lsh 时的承诺：恰在阈值上的一对，以此概率找到；须小于 1，一对不漏请用 --candidates exact",
    ),
    ("shingle", "每个词片的词数"),
    ("min_tokens", "词数少于此值的文本，只比对内容是否完全相同"),
    ("tokenizer", "如何切词：jieba 按词，chars 逐字"),
    ("hmm", "让 jieba 的隐马尔可夫模型把未登录的字连成词"),
    ("dict", "加入自定义词典：每行“词 [词频] [词性]”"),
    ("id_field", "JSON 记录或表格中 id 所在的字段（列）"),
    ("text_field", "正文所在的字段（列）"),
    ("title_field", "标题所在的字段（列）"),
    ("encoding", "所有文本文件的编码，如 gb18030、big5 [默认：逐个文件判断]"),
    (
        "split",
        "一页多篇在哪里切开：auto 在连续编号的标题处，none 不切，或用正则表达式指明标题行（第一个括号是题目）",
    ),
    ("dry_run", "列出每个像标题的行：会不会在此切开，为什么"),
    (
        "no_rule",
        "关闭一条归一规则：markup（网页标记）、layout、width、script、case 或 punctuation；可多次",
    ),
    ("report", "原集合的报告（.json 或 .jsonl）"),
    (
        "curate.output",
        "写到哪里：报告只有一个输入文件时是文件，否则是目录；移出的各篇记在旁边的 名称.removed.jsonl",
    ),
    (
        "keep",
        "互相匹配的几篇留哪一篇，规则以半角逗号隔开，依次适用：whole（不是更长一篇的节选）、representative（簇的代表）、longest（最长）、\
         first（最先读到）、newest（最新）、oldest（最早）、preferred（见 --prefer）；仍并列则留 id 最小的",
    ),
    (
        "prefer",
        "优先保留 id 或路径符合此通配式的，如 'official/*'；可多次，先写的优先；--keep 中未写 preferred 时先于各规则",
    ),
    (
        "eval.truth",
        "哪些是同一文本：JSON Lines，每行一个组员或一对文本（不是同一文本的对写 \"same_group\": false）；可多次",
    ),
    (
        "split.format",
        "各篇（或 --dry-run 的各行）的写法：每篇一行文字（text），或一行一个 JSON 对象（json）",
    ),
    ("eval.format", "输出什么：表格，或一个 JSON 对象"),
    (
        "date_field",
        "日期（2022、20220305、2022-03-05、2022年3月5日、民國111年）所在的字段（列），供 newest、oldest 使用 [默认：标题或正文首尾的日期]",
    ),
    ("remove", "这些关系的也移出（平时保留），以半角逗号隔开：same-template、spliced、extends"),
    ("spare", "这些关系的也保留，以半角逗号隔开，如 excerpt-of"),
    ("author_field", "作者所在的字段（列），供 --max-loss 使用"),
    (
        "decisions",
        "TOML 文件，按 id 逐篇决定：keep = [\"a\"]、drop = [\"b\"]、same = [[\"c\", \"d\"]]、different = [[\"e\", \"f\"]]",
    ),
    (
        "report.decisions",
        "TOML 文件，按 id 逐篇决定：same = [[\"c\", \"d\"]] 的在同一簇，different = [[\"e\", \"f\"]] 的不在同一簇；\
         keep、drop 供 curate 使用",
    ),
    ("max_loss", "20 篇以上的文件、目录、作者或年份，若移出的比例超过此值，则拒绝执行"),
    ("curate.dry_run", "只说会怎么样，什么也不写"),
    (
        "curate.format",
        "打印的写法：一句小结，--dry-run 时另有每篇移出的一行（text）；或与 removed.jsonl 相同的行，不是 --dry-run 时只有首行（json）",
    ),
    ("report.format", "--verify 的写法：一句话，或逐处列出不同（text）；一个 JSON 对象（json）"),
    ("curate.force", "覆盖以前的结果"),
    ("diffs", "给多少个簇（由大到小）列出差异：数目，或 all"),
    (
        "layout",
        "终端里两篇的排法：每处差异一行（inline），或左右并排（side）；auto 在 120 列以上并排",
    ),
    ("context", "文本和 Markdown 中，每处差异前后各显示多少字"),
    ("min_run", "连续相同从多少字起计数"),
    (
        "templates",
        "模板相同而主题不同的文本归在哪里：另成一族（apart），或并入簇中（together） [默认：apart]",
    ),
    ("variants", "HTML 中每簇把多少种不同的文本与代表对照：数目，或 all"),
    ("threads", "线程数，最多 1024 [默认：每核一个]"),
    (
        "memory",
        "正文等占用的内存，如 100MiB、4GiB；放不下的写入临时文件。此外另需约 150 MiB，每篇约半 KiB；CSV、TSV 整个读入，再加文件大小的三倍以内",
    ),
    ("temp_dir", "临时文件的目录，所在磁盘要放得下（解压后）正文的两倍半 [默认：系统的临时目录]"),
    ("seed", "换一组哈希函数来找候选对"),
    ("quiet", "不显示进度"),
    (
        "a",
        "文件；文件#3 是一页中的第三篇；文件.jsonl#ID 是一条记录；文件.zip/路径 是压缩包中的一个文件；- 是标准输入",
    ),
    ("b", "另一篇"),
    (
        "format",
        "差异的写法：text 供在终端里看，json 是带字节范围的各处差异，html 是网页，unified 同 diff -u",
    ),
    ("file", "一页多篇讲话的文件，或 - 表示标准输入"),
    ("shell", "哪种 shell"),
    ("command", "子命令的手册页，如 report [默认：程序本身的]"),
    ("documents", "篇数"),
    ("truth", "真值文件：每行 {\"id\", \"group\"}，group 相同即为同一文本"),
    ("generate.seed", "换一个数得到另一批文稿；同一个数，在哪台机器上都得到同一批"),
    ("generate.output", "写出的文件（.jsonl 或 .jsonl.zst） [默认：标准输出]"),
    ("split.output", "写进一个目录，每篇以标题开头；名称以 .jsonl 结尾则写成一个文件"),
];

fn argument(command: &str, id: &str) -> Option<&'static str> {
    let named = |name: &str| ARGUMENTS.iter().find(|(known, _)| *known == name);
    let (_, help) = named(&format!("{command}.{id}")).or_else(|| named(id))?;
    Some(help)
}

/// What each kind of lines is called, and what the parser puts there: with headings of its own it sets a colon that is not
/// Chinese.
const PARTS: [(&str, &str); 3] =
    [("子命令", "{subcommands}"), ("参数", "{positionals}"), ("选项", "{options}")];

/// A command's help, with headings for what it has.
fn template(command: &Command, options: bool) -> String {
    let has = [command.has_subcommands(), command.get_positionals().next().is_some(), options];
    let parts = PARTS.iter().zip(has).filter(|&(_, has)| has);
    let parts: Vec<String> =
        parts.map(|((heading, tag), _)| format!("{heading}：\n{tag}")).collect();
    let parts = parts.join("\n\n");
    format!("{{about-with-newline}}\n用法：{{usage}}\n\n{parts}{{after-help}}")
}

/// One of the flags that the parser adds to each command, with an English text of its own; after all others.
fn flag(name: &'static str, short: char, action: ArgAction) -> Arg {
    Arg::new(name).short(short).long(name).action(action).display_order(1_000)
}

/// The same program with its help in Chinese.
pub(super) fn translate(program: Command) -> Command {
    let mut program = one(program);
    // Only then are the subcommands there that the parser adds, and the names that usages begin with.
    program.build();
    let program = program.mut_subcommand("help", |help| {
        let help = help.mut_subcommand("help", |help| headed(help.about(HELP), false));
        headed(help.about(HELP), false)
    });
    with_usage(program)
}

/// A command and all below it with their usages, in which the parser has an English word.
fn with_usage(command: Command) -> Command {
    let usage = command.clone().help_template("{usage}").render_help().ansi().to_string();
    let usage = usage.trim_end().replace("[OPTIONS]", "[选项]");
    command.override_usage(usage).mut_subcommands(with_usage)
}

/// A command with Chinese headings; all but the parser's own have options.
fn headed(command: Command, options: bool) -> Command {
    let template = template(&command, options);
    command
        .help_template(template)
        .subcommand_help_heading(PARTS[0].0)
        .subcommand_value_name(PARTS[0].0)
}

/// A command, and all below it.
fn one(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let mut command = command;
    if let Some((_, about, examples)) = COMMANDS.iter().find(|(known, ..)| *known == name) {
        command = command.about(*about).long_about(*about).after_help(*examples);
    }
    command = headed(command, true).disable_help_flag(true).arg(flag("help", 'h', ArgAction::Help));
    if command.get_version().is_some() {
        command = command.disable_version_flag(true).arg(flag("version", 'V', ArgAction::Version));
    }
    let ids: Vec<String> =
        command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    for id in ids {
        command = command.mut_arg(&id, |argument| {
            let (heading, _) = PARTS[if argument.is_positional() { 1 } else { 2 }];
            valued(argument).help_heading(heading)
        });
        if let Some(help) = argument(&name, &id) {
            command = command.mut_arg(id, |argument| described(argument, help));
        }
    }
    let names: Vec<String> =
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(name, one);
    }
    command
}

/// The argument with a Chinese word for its value.
fn valued(argument: Arg) -> Arg {
    let name =
        argument.get_value_names().and_then(|names| names.first()).map(clap::builder::Str::as_str);
    match VALUES.iter().find(|(known, _)| Some(*known) == name) {
        Some((_, chinese)) => argument.value_name(*chinese),
        None => argument,
    }
}

/// The argument with its help, its values and its default in Chinese.
fn described(argument: Arg, help: &str) -> Arg {
    if !argument.get_action().takes_values() {
        return argument.help(help.to_owned());
    }
    let values = argument.get_possible_values();
    let values: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    let default = argument.get_default_values().iter().map(|value| value.to_string_lossy());
    let default: Vec<_> = default.collect();
    let mut help = help.to_owned();
    for (label, values) in [("可用", values.join("、")), ("默认", default.join(","))] {
        if !values.is_empty() {
            help += &format!(" [{label}：{values}]");
        }
    }
    argument.help(help).hide_possible_values(true).hide_default_value(true)
}

/// Subcommands and arguments without a Chinese help text.
#[cfg(test)]
pub(super) fn untranslated(command: &Command) -> Vec<String> {
    let known = |name: &str| {
        COMMANDS.iter().any(|(known, ..)| *known == name)
            || ARGUMENTS.iter().any(|(known, _)| *known == name)
    };
    let own = command.get_arguments().map(|argument| argument.get_id().as_str());
    let mut missing: Vec<String> =
        own.chain([command.get_name()]).filter(|name| !known(name)).map(str::to_owned).collect();
    for subcommand in command.get_subcommands() {
        missing.extend(untranslated(subcommand));
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::super::command;
    use leitong::error::Lang;
    use regex::Regex;

    #[test]
    fn help_has_no_english_words_of_the_parser_and_no_half_width_marks() {
        let mut program = command(Lang::Zh);
        let help = program.find_subcommand_mut("help").expect("help");
        let helped = help.find_subcommand_mut("help").expect("help of help");
        let mut pages = vec![helped.render_long_help().to_string()];
        let subcommands = program.get_subcommands_mut();
        pages.extend(subcommands.map(|page| page.render_long_help().to_string()));
        pages.push(program.render_long_help().to_string());
        let placeholder = Regex::new(r"[\[<|][A-Z]{2,}").expect("a pattern");
        for page in pages {
            for words in ["Print", "Usage", "Options:", "Commands:", "Arguments:", "values:"] {
                assert!(!page.contains(words), "{words} in {page}");
            }
            assert!(!placeholder.is_match(&page), "{page}");
            let options = !page.contains("用法：leitong help");
            assert_eq!(page.contains("\n选项：\n") && page.contains("--lang"), options, "{page}");
            let last = page.rfind("\n  -").map(|at| page[at..].trim_start());
            let is_flag = |last: &str| last.starts_with("-h") || last.starts_with("-V");
            assert_eq!(last.is_some_and(is_flag), options, "{page}");
            let shown: Vec<char> = page.chars().filter(|c| !" \n".contains(*c)).collect();
            for pair in shown.windows(2) {
                let han = pair.iter().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(c));
                let half = pair.iter().any(|c| ",;:!?()".contains(*c));
                assert!(!(han && half), "{pair:?} in {page}");
            }
        }
    }
}
