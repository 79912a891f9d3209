//! Words that a writer of official prose changes throughout a text, and that name nothing.

/// Words of grammar and degree: what became one of them, or of what they became, is no name.
const GRAMMAR: &str = "我们 咱们 你们 他们 她们 它们 大家 各位 这些 那些 这个 那个 这样 那样 这里 那里 如何 怎样 怎么 什么 \
    哪些 哪里 为何 应当 应该 必须 需要 务必 可以 能够 得以 可能 不得 不能 不可 不准 不许 或者 以及 并且 而且 同时 另外 此外 但是 然而 不过 \
    因此 因而 所以 从而 于是 由于 因为 如果 假如 倘若 只要 只有 除非 无论 不论 不管 虽然 尽管 即使 为了 关于 对于 根据 依据 按照 依照 遵照 \
    通过 经过 随着 围绕 针对 及时 立即 马上 尽快 尽早 已经 曾经 正在 将要 即将 仍然 依然 一直 始终 继续 不断 逐步 逐渐 进一步 更加 更为 \
    十分 非常 特别 尤其 比较 相当 极其 基本上 大致 大约 左右 以上 以下 以内 以外 之间 之内 之前 之后 以前 以后 期间 其中 其他 其它 有关 \
    相关 所有 全部 一切 任何 某些 个别 多数 各种 各类 各项 每个 首先 其次 再次 最后 总之 特此";
/// Verbs and adverbs: where one became another.
const VERBS: &str = "规定 要求 落实 抓好 做好 搞好 办好 抓紧 加强 强化 推进 推动 促进 提高 提升 增强 完善 健全 建立 构建 开展 进行 实施 \
    执行 实行 贯彻 安排 部署 布置 负责 承担 履行 制定 制订 拟定 确定 明确 决定 指出 强调 认为 提出 公布 发布 宣布 批准 核准 同意 督促 处理 \
    处置 解决 消除 克服 防止 避免 保障 保证 确保 维护 支持 帮助 鼓励 引导 参加 参与 召开 举行 举办 使用 利用 采取 采用 取得 获得 实现 完成 \
    达到 坚持 保持 深化 扩大 增加 减少 降低 控制 限制 调整 改变 改进 改善 优化 配合 结合 统筹 认真 切实 扎实 积极 主动 努力 严格 全面 深入 \
    大力 着力 充分 有效";
/// The same of one character.
const SHORT: &str = "的了和与及或在对从由被把将为以而但也都就又再更还很最等其该此这那谁来去要须可能会是有无不未没并且则因所之至到给让使用按";

/// Whether `a` that became `b` is a matter of words.
pub(super) fn is_change_of_words(a: &str, b: &str) -> bool {
    is_in(GRAMMAR, a) || is_in(GRAMMAR, b) || (is_common(a) && is_common(b))
}

fn is_common(text: &str) -> bool {
    is_in(GRAMMAR, text) || is_in(VERBS, text) || text.chars().all(|c| SHORT.contains(c))
}

fn is_in(words: &str, text: &str) -> bool {
    words.split_ascii_whitespace().any(|word| word == text)
}
